"""Health and other needs that a case brings to light, and what is done about each."""

from __future__ import annotations

from sightline.engine.model import Record
from sightline.synth.days import clock, date_text, office_day, office_days_after
from sightline.synth.faults import Outcome
from sightline.synth.life import Life
from sightline.synth.roster import SAFEGUARDING
from sightline.synth.story import Story
from sightline.synth.writing import first_id

# Layout by hand: a record reads as one sentence, not as a line for each field.
# fmt: off


def tell(story: Story, life: Life) -> None:
    """Treatment, safety, victims, requests and a coming child."""
    for referral in story.facts("referral", to="substance-misuse"):
        _treated(story, life, referral.at.day if referral.at else life.start)
    for need in story.facts("need", type="substance-misuse", state="open"):
        assert need.at is not None
        _until_closed(story, life, need.at.day)
    for incident in story.facts("incident", type="serious-harm"):
        _serious(story, incident)
    for worry in story.facts("concern", type="feels-unsafe"):
        assert worry.at is not None
        story.do("safety talked about", "contact", "youth-justice", worry.at.day + 1,
                 office_days_after(worry.at.day, 4), timed=True, until=life.end - 1,
                 about=first_id(worry), with_="child", purpose="safety", where="community",
                 result="kept")
    if life.start + 60 > life.end:
        return
    day = office_day(life.free_from(story.dice.between(life.start + 5, life.end - 40)))
    if story.dice.chance(0.06):
        _body(story, life, day)
    if "victim of crime" in life.traits and not life.era.old:
        story.add("need", day, "youth-justice", type="victim", state="open", level="medium")
        story.do("seen as a victim", "contact", "youth-justice", day + 1,
                 office_days_after(day, 18), timed=True, with_="child", purpose="victim-offer",
                 where="community", result="offered")
    if story.dice.chance(0.04):
        _acute(story, day)
    if story.dice.chance(0.05) and not life.era.old:
        _searched(story, day)
    if story.dice.chance(0.05):
        _asked_for(story, day)
    if story.dice.chance(0.03) and life.age_on(day) > 15:
        _expecting(story, life, office_day(day + 3))


def _until_closed(story: Story, life: Life, day: int) -> None:
    """A need for help with drugs closes in time, or goes on to the services for adults."""
    closes = max([day + story.dice.between(150, 700), *(last + 30 for _, last in life.inside)])
    half, adult = life.birthday(17, 6), life.birthday(18)
    if day < half < closes and not story.facts("plan", type="adult-transition"):
        plan = story.do("move to adult services", "plan", "health", half + 5, adult - 2,
                        type="adult-transition")
        if plan is not None and plan.at is not None:
            story.close(plan, plan.at.day + 300)
    story.add("need", closes, "health", type="substance-misuse", state="closed", level="low")


def _serious(story: Story, incident: Record) -> None:
    """Serious harm in which abuse is suspected: the Panel and the partners are told, and look."""
    assert incident.at is not None
    known = office_days_after(incident.at.day, 1)
    story.fill(incident, abuse_suspected="yes", known_on=date_text(known))
    told = story.do("told of a serious incident", "notice", "social-care", known + 1,
                    office_days_after(known, 4), about=first_id(incident), what="serious-incident",
                    to="national-panel", means="secure-system")
    story.do("told of a serious incident", "notice", "social-care", known + 1,
             office_days_after(known, 4), about=first_id(incident), what="serious-incident",
             to="safeguarding-board", means="secure-system")
    if told is not None and told.at is not None:
        story.do("rapid review of an incident", "report", SAFEGUARDING, told.at.day + 3,
                 office_days_after(told.at.day, 14), about=first_id(told), type="rapid-review",
                 sent_to=("national-panel",), approved="yes")
    for decision in story.facts("decision", matter="case-review"):
        story.fill(decision, outcome="local-review")
        for report in story.facts("report", type="local-review"):
            story.tie(report, decision)


def _treated(story: Story, life: Life, day: int) -> None:
    """The first session of a treatment, within three weeks or later."""
    came = story.comes("drug treatment")
    wait = story.dice.between(5, 20) if came is Outcome.DONE else story.dice.between(25, 60)
    first = office_day(day + wait)
    if came is Outcome.DONE:
        first = min(first, day + 21)
    if came is Outcome.NEVER or life.is_inside(first):
        return
    treated = story.add("intervention", first, "health", type="substance-misuse",
                        first_session=date_text(first), child_wanted=story.answer("yes"))
    story.close(treated, first + story.dice.between(40, 160),
                end_reason=story.dice.pick(("completed", "refused")))


def _body(story: Story, life: Life, day: int) -> None:
    story.add("need", day, "youth-justice", type="physical-health", state="open", level="low")
    if story.dice.chance(0.3):
        treated = story.do("physical health appointment", "intervention", "health", day + 1,
                           office_days_after(day, 18), until=life.end - 1, type="health")
        if treated is not None and treated.at is not None:
            story.close(treated, treated.at.day + 40, end_reason="completed")
        return
    story.do("physical health appointment", "arrangement", "health", day + 1,
             office_days_after(day, 18), until=life.end - 1, type="health-appointment",
             confirmed="yes")


def _acute(story: Story, day: int) -> None:
    """A worry about the child's mind that cannot wait for weeks."""
    sent = story.add("referral", clock(day, 12, 20), "youth-justice", to="mental-health",
                     means="telephone", urgency="soon")
    story.do("mental health assessment", "assessment", "mental-health", day + 1, day + 6,
             about=first_id(sent), tool="mental-health")


def _searched(story: Story, day: int) -> None:
    """Searched by the police without clothes: an adult beside the child, the family told."""
    at = clock(day, story.dice.between(10, 18), 15)
    adult = story.comes("appropriate adult at a search")
    search = story.add(
        "search", at, "police", type="full", setting="police", reason="drugs", urgent="no",
        appropriate_adult="yes" if adult is Outcome.DONE else "no", authorised_by="inspector",
        found=story.dice.pick(("yes", "no", "no")),
    )
    for whom in ("parent", "social-care"):
        story.do("others told of a search", "notice", "police", day, day, timed=True,
                 same_day_from=20, about=first_id(search), what="search", to=whom,
                 means="telephone")


def _asked_for(story: Story, day: int) -> None:
    """Somebody asks what is on file: another agency, or the child."""
    kind = story.dice.pick(("information", "health-information", "subject-access"))
    by = {"health-information": "health"}.get(kind, "youth-justice")
    whom = {"information": "education", "health-information": "youth-justice"}.get(kind, "person")
    asked = story.add("request", clock(day, 10, 15), by, type=kind, from_whom=whom,
                      consent=story.answer("yes"))
    if kind == "subject-access" and story.dice.chance(0.4):
        story.do("request answered", "decision", by, day + 3, day + 28, about=first_id(asked),
                 matter="extension", outcome="agreed", reason_given="yes")
        story.do("request answered", "decision", by, day + 40, day + 85, about=first_id(asked),
                 matter="request", outcome="refused", reason_given="yes")
    elif kind == "subject-access":
        story.do("request answered", "decision", by, day + 3, day + 28, about=first_id(asked),
                 matter="request", outcome="agreed", reason_given="yes")
    else:
        story.do("information answered", "decision", by, day, office_days_after(day, 4),
                 about=first_id(asked), matter="information", outcome="agreed",
                 reason_given=story.answer("yes"), lawful_basis="consent")


def _expecting(story: Story, life: Life, day: int) -> None:
    """A child is to become a parent."""
    own = story.subject.attributes.get("sex") == "female"
    due = day + story.dice.between(170, 200)
    risk = story.dice.pick(("yes", "no"))
    coming = story.add("pregnancy", day, "youth-justice", whose="own" if own else "partner",
                       due_on=date_text(due), risk=risk)
    story.do("plan reviewed for a birth", "meeting", "youth-justice", day + 1,
             office_days_after(day, 9), until=life.end - 1, type="plan-review")
    if risk == "yes":
        story.do("unborn baby referred", "referral", "youth-justice", day + 1,
                 office_days_after(day, 4), about=first_id(coming), to="social-care",
                 means="written", urgency="soon")
    story.close(coming, due, end_reason="birth")
