"""Round a worry: who is told, who is asked in, and call-outs at night."""

from __future__ import annotations

from sightline.engine.model import Day, Record
from sightline.synth.days import (
    clock,
    date_text,
    moment_text,
    office_day,
    office_days_after,
    office_days_before,
)
from sightline.synth.dice import Dice
from sightline.synth.faults import Outcome
from sightline.synth.life import Life
from sightline.synth.protection import decide
from sightline.synth.story import Story
from sightline.synth.writing import first_id

# Layout by hand: a record reads as one sentence, not as a line for each field.
# fmt: off


def tell(story: Story, life: Life) -> None:
    """What follows worries, referrals and call-outs."""
    if not life.era.old and life.start + 40 < life.end:
        if story.dice.chance(0.06):
            _exploited(story, _free(story, life))
        if story.dice.chance(0.05) and life.age_on(life.end - 30) > 16.1:
            _homeless(story, life)
        if story.dice.chance(0.05):
            _bullied(story, _free(story, life))
        if story.dice.chance(0.03):
            _disputed(story, _free(story, life))
    if story.dice.chance(0.05) and life.start + 80 < life.end:
        _in_need(story, life)
    for concern in story.facts("concern"):
        _manager_told(story, concern)
    _strategies(story)
    for referral in story.facts("referral", to="social-care"):
        _decided(story, referral)
    for meeting in story.facts("meeting", type="strategy"):
        _invited(story, meeting)
    for meeting in story.facts("meeting", type=("initial-conference", "review-conference")):
        _at_conference(story, meeting)
    for plan in story.facts("plan", type="child-protection"):
        if plan.at is not None and story.dice.chance(0.35):
            _moved(story, office_day(plan.at.day + 45))
    for order in story.facts("order", type="emergency-protection"):
        _before_expiry(story, order)
    for incident in story.facts("incident", type="domestic-abuse"):
        _called_out(story, incident)


def _free(story: Story, life: Life) -> Day:
    return office_day(life.free_from(story.dice.between(life.start + 5, life.end - 30)))


def _manager_told(story: Story, concern: Record) -> None:
    if concern.at is None or concern.details.get("manager-told") == "yes":
        return
    by = concern.agency.removeprefix("agency-")
    story.do("manager told of a concern", "notice", by, concern.at.day, concern.at.day, timed=True,
             about=first_id(concern), what="concern", to="manager", means="in-person")


def _decided(story: Story, referral: Record) -> None:
    """Each referral is decided on; where it was not, whoever made it asks."""
    assert referral.at is not None
    id_, day = first_id(referral), referral.at.day
    decisions = [d for d in story.facts("decision", matter="referral")
                 if d.at is not None and d.at.day >= day]
    told_by_voice = [r for r in story.facts("referral", to="social-care", means="telephone")
                     if r.at is not None and r.at.day <= day]
    if not decisions:
        decide(story, referral, day, "assessment")
        decisions = [d for d in story.facts("decision", matter="referral") if d.about == id_]
    written = referral.details.get("means") == "written"
    late = not decisions or min(d.at.day for d in decisions if d.at) > office_days_after(day, 3)
    if late and not (written and told_by_voice):
        story.do("reply chased", "contact", "youth-justice", day + 1, office_days_after(day, 3),
                 timed=True, with_="social-care", purpose="chase", where="not-in-person",
                 result="kept")


def _strategies(story: Story) -> None:
    """Agencies talk within a day wherever a child may be at risk now."""
    held = [m.at.day for m in story.facts("meeting", type="strategy") if m.at is not None]
    refused = [d.at.day for d in story.facts("decision", outcome="no-further-action")
               if d.at is not None]
    opened = [*story.facts("concern", type=("significant-harm", "harmful-sexual-behaviour")),
              *story.facts("order", type=("police-protection", "emergency-protection"))]
    for one in opened:
        assert one.at is not None
        day = one.at.day
        if not any(day <= d <= day + 30 for d in (*held, *refused)) and not any(
            other.kind == "order" and other.at is not None and 0 <= other.at.day - day <= 1
            for other in opened if other is not one
        ):
            story.do_within_hours("strategy discussion", "meeting", "social-care", one.at, 24,
                                  type="strategy", decision="no-enquiry")
            held.append(day + 1)


def _invited(story: Story, meeting: Record) -> None:
    """Youth justice is asked to a strategy discussion about a child it works with."""
    assert meeting.at is not None
    story.do("invited to a strategy discussion", "participation", "social-care", meeting.at.day,
             meeting.at.day, about=first_id(meeting), meeting="strategy", who="youth-justice",
             result=story.dice.pick(("attended", "invited", "apology")))


def _at_conference(story: Story, meeting: Record) -> None:
    """The invitation, the report beforehand, and who went."""
    assert meeting.at is not None
    held = meeting.at.day
    invited = office_days_before(held, 8)
    starts = clock(held, 10)
    there = story.add(
        "participation", invited, "social-care", meeting=str(meeting.details["type"]),
        who="youth-justice", result="invited", meeting_on=moment_text(starts),
    )
    story.do("conference report", "notice", "youth-justice", invited,
             office_days_before(held, 3), until=held - 1, about=first_id(there),
             what="conference-report", to="social-care", means="secure-system")
    came = story.dice.weighted({"attended": 0.75, "deputy": 0.1, "apology": 0.15})
    entered = story.soon(clock(office_days_after(held, 1), 12))
    story.revise(there, entered, said={"result": came})


def _called_out(story: Story, incident: Record) -> None:
    """The police tell social care and the case manager, who says what will be done."""
    assert incident.at is not None
    about = first_id(incident)
    if incident.details.get("child-present") == "yes":
        story.do_within_hours("social care told of a call-out", "notice", "police", incident.at, 24,
                              about=about, what="domestic-abuse-incident", to="social-care",
                              means="secure-system")
    told = story.do(
        "case manager told of a call-out", "notice", "police", incident.at.day + 1,
        office_days_after(incident.at.day, 1), about=about, what="domestic-abuse-incident",
        to="case-manager", means="secure-system",
    )
    if told is None or told.at is None:
        return
    story.do("call-out answered", "decision", "youth-justice", told.at.day,
             office_days_after(told.at.day, 1), about=first_id(told), matter="information",
             outcome=story.dice.pick(("assessment", "no-further-action")), reason_given="yes",
             lawful_basis="public-task")


def _exploited(story: Story, day: Day) -> None:
    worry = story.add("concern", clock(day, 11, 40), "youth-justice", type="exploitation",
                      manager_told="yes")
    story.do("exploited child referred", "referral", "youth-justice", day,
             office_days_after(day, 1), about=first_id(worry),
             to="national-referral-mechanism", means="written", urgency="same-day")


def _homeless(story: Story, life: Life) -> None:
    """Sixteen or seventeen, with nowhere to go."""
    day = office_day(max(life.birthday(16) + 20, life.free_from(life.start + 15)))
    if (
        day > life.end - 20 or life.is_inside(day) or life.in_care is not None
        or story.runs_between("placement", day, day + 100)
    ):
        return
    tonight = story.dice.pick(("yes", "no"))
    worry = story.add("concern", clock(day, 15, 30), "youth-justice", type="homeless",
                      manager_told="yes", nowhere_tonight=tonight)
    about = first_id(worry)
    if tonight == "yes":
        home = story.do("homeless child taken in", "placement", "social-care", day, day,
                        about=about, legal_basis="voluntary",
                        type=story.dice.pick(("foster", "supported")))
        if home is not None and home.at is not None:
            goes_inside = [first for first, _ in life.inside if first > home.at.day]
            story.close(home, min([home.at.day + story.dice.between(20, 90), *goes_inside]))
    story.do("homeless child assessed", "assessment", "social-care", day + 5,
             office_days_after(day, 43), about=about, tool="single", result="plan")
    story.do("housing told", "referral", "youth-justice", day, office_days_after(day, 4),
             about=about, to="housing", means="written", urgency="same-day")


def _bullied(story: Story, day: Day) -> None:
    """Bullied at school: the service talks to the school and offers to put it right."""
    worry = story.add("concern", clock(day, 13, 20), "youth-justice", type="bullying",
                      manager_told="yes", at_school="yes")
    about, due = first_id(worry), office_days_after(day, 9)
    story.do("school talked to", "contact", "youth-justice", day + 1, due, timed=True, about=about,
             with_="school", purpose="school-link", where="school", result="kept")
    if story.dice.chance(0.3):
        met = story.do("harm put right", "intervention", "youth-justice", day + 1, due, about=about,
                       type="restorative-justice", child_wanted="yes")
        if met is not None and met.at is not None:
            story.close(met, met.at.day + 20, end_reason="completed")
        return
    story.do("harm put right", "contact", "youth-justice", day + 1, due, timed=True, about=about,
             with_="child", purpose="restorative-offer", where="school", result="offered")


def _disputed(story: Story, day: Day) -> None:
    """Social care says no, the service disagrees, and managers settle it."""
    refused = story.add("decision", day, "social-care", matter="threshold", outcome="refused",
                        disputed="yes", reason_given="yes")
    story.do("disagreement settled", "decision", "social-care", day + 1, office_days_after(day, 4),
             about=first_id(refused), matter="escalation", outcome="resolved")


def _moved(story: Story, day: Day) -> None:
    """The family moves, and the new authority holds a conference of its own."""
    story.add("notice", day, "social-care", what="child-moved", to="area-authority",
              means="secure-system")
    story.do("transfer conference", "meeting", "social-care", day + 3, office_days_after(day, 14),
             type="transfer-conference", decision="protection-plan")


def _before_expiry(story: Story, order: Record) -> None:
    """Before emergency protection runs out, another order, or the child is back home."""
    assert order.at is not None
    if order.planned_end is None:
        return
    opens, due = order.at.day + 2, order.planned_end
    if story.dice.chance(0.5):
        following = story.do("before emergency protection ends", "order", "social-care", opens, due,
                             type="interim-care")
        if following is not None and following.at is not None:
            story.close(following, following.at.day + story.dice.between(60, 200))
    else:
        story.do("before emergency protection ends", "court-event", "social-care", opens, due,
                 type="child-returned")


def between(seed: int, story: Story, other: Story) -> None:
    """Harm between two children: agencies talk of both, and each referral is decided on."""
    worry = story.facts("concern", type="harmful-sexual-behaviour")[-1]
    assert worry.at is not None
    for child in (story, other):
        own = child.dice
        child.dice = Dice(seed, f"{child.subject.id}/between")
        for referral in child.facts("referral", to="social-care"):
            if referral.about == first_id(worry):
                _decided(child, referral)
        if child is other:
            child.do_within_hours("strategy discussion", "meeting", "social-care", worry.at, 24,
                                  type="strategy", decision="no-enquiry")
        else:
            _treated(child)
        for meeting in child.facts("meeting", type="strategy"):
            if meeting.at is not None and worry.at.day <= meeting.at.day <= worry.at.day + 60:
                _invited(child, meeting)
        child.dice = own


def _treated(story: Story) -> None:
    """What the assessment of harmful behaviour says, and the treatment that it asks for."""
    for made in story.facts("assessment", tool="aim"):
        assert made.at is not None
        needed = story.dice.chance(0.7)
        story.fill(made, treatment_need="yes" if needed else "no")
        came = story.comes("treatment of harmful behaviour") if needed else Outcome.NEVER
        if came is Outcome.NEVER:
            continue
        wait = story.dice.between(20, 70) if came is Outcome.DONE else story.dice.between(90, 140)
        first = office_day(made.at.day + wait)
        begun = story.add("intervention", first, "health", type="harmful-sexual-behaviour",
                          first_session=date_text(first))
        story.close(begun, first + story.dice.between(100, 200), end_reason="completed",
                    completed="yes")


def _in_need(story: Story, life: Life) -> None:
    """A child in need plan, or early help, each with its reviews."""
    early = story.dice.chance(0.5)
    type_, task = ("early-help", "early help reviewed") if early else (
        "child-in-need", "child in need reviewed")
    day = office_day(life.start + story.dice.between(5, 30))
    plan = story.add("plan", day, "social-care", type=type_, shared_with=("parents",))
    end, due, gap = day + story.dice.between(150, 330), day + 82, 82 if early else 170
    while due < end:
        held = story.do(task, "meeting", "social-care", due - 30, due, until=end - 1,
                        type=f"{type_}-review")
        due = (held.at.day if held is not None and held.at is not None else due) + gap
        if held is None:
            break
    story.close(plan, end)
