"""From a worry to a conference: concern, referral, enquiry, plan; and what the police bring."""

from __future__ import annotations

from datetime import date

from sightline.engine.model import Day, Record
from sightline.standard.calendar import date_of, start_of_day
from sightline.synth.days import (
    clock,
    date_text,
    months_after,
    office_day,
    office_days_after,
    office_days_before,
)
from sightline.synth.faults import Outcome
from sightline.synth.life import Life
from sightline.synth.roster import SAFEGUARDING
from sightline.synth.story import Story
from sightline.synth.writing import first_id

_PRE_PROCEEDINGS_COUNTED = date(2021, 3, 1)

# Layout by hand: a record reads as one sentence, not as a line for each field.
# fmt: off


def concern(story: Story, life: Life, day: Day) -> None:
    """Somebody fears that the child is being harmed, and what follows, link by link."""
    seen = clock(office_day(day), story.dice.between(9, 15), story.dice.between(0, 59))
    worry = story.add(
        "concern", seen, "youth-justice", type="significant-harm", known_on=date_text(seen.day),
        manager_told=story.answer("yes"),
    )
    referral = refer(story, worry)
    if referral is None or referral.at is None:
        return
    day = referral.at.day
    if life.era.old:
        _as_it_was(story, referral, day)
    elif story.dice.chance(0.2):
        decide(story, referral, day, "no-further-action")
    else:
        decide(story, referral, day, "assessment")
        story.do(
            "social care assessment", "assessment", "social-care", day + 5,
            office_days_after(day, 43), excuse=("core-assessment", referral), tool="single",
            result=story.dice.pick(("plan", "no-further-action")),
        )
        if story.dice.chance(0.6):
            _enquire(story, day)


def refer(story: Story, worry: Record) -> Record | None:
    """Told by telephone at once, and in writing within two days; returns what came first."""
    assert worry.at is not None
    about = first_id(worry)
    told = story.do(
        "referral at once", "referral", "youth-justice", worry.at.day, worry.at.day, timed=True,
        about=about, excuse=("csc-referral/told", worry), to="social-care", means="telephone",
        urgency="same-day",
    )
    written = story.do_within_hours(
        "referral in writing", "referral", "youth-justice", worry.at, 48, about=about,
        to="social-care", means="written", urgency="soon",
    )
    return told or written


def decide(story: Story, referral: Record, day: Day, outcome: str) -> Record | None:
    """What social care decides on a referral, by the next day, with word to whoever referred."""
    return story.do(
        "decision on a referral", "decision", "social-care", day, office_days_after(day, 1),
        about=first_id(referral), matter="referral", outcome=outcome,
        referrer_told=story.answer("yes"),
    )


def _as_it_was(story: Story, referral: Record, day: Day) -> None:
    """Before 2013: an initial assessment, and then a core assessment."""
    decision = decide(story, referral, day, "initial-assessment")
    if decision is None or decision.at is None:
        return
    day = decision.at.day
    initial = story.do(
        "social care assessment", "assessment", "social-care", day, office_days_after(day, 7),
        tool="initial", result="further-assessment",
    )
    if initial is not None and initial.at is not None:
        day = initial.at.day
        story.do(
            "social care assessment", "assessment", "social-care", day + 5,
            office_days_after(day, 33), tool="core", result="plan",
        )
        _enquire(story, day)


def _enquire(story: Story, day: Day) -> None:
    """A strategy discussion, an enquiry, a conference and a plan."""
    strategy = story.do(
        "strategy discussion", "meeting", "social-care", day, office_days_after(day, 1),
        timed=True, type="strategy", decision=story.dice.pick(("section-47", "no-enquiry")),
    )
    if strategy is None or strategy.at is None or strategy.details["decision"] != "section-47":
        return
    day = strategy.at.day
    story.add("decision", day, "social-care", matter="section-47", outcome="enquiry")
    if story.dice.chance(0.15):
        found = office_days_after(day, story.dice.between(5, 18))
        story.add(
            "decision", found, "social-care", matter="section-47", outcome="not-substantiated",
        )
        return
    held = story.do(
        "child protection conference", "meeting", "social-care", day + 3,
        office_days_after(day, 14), excuse=("icpc", strategy), type="initial-conference",
        decision="protection-plan", child_took_part=story.dice.pick(("views-sent", "not-at-all")),
    )
    if held is not None and held.at is not None:
        protect(story, held.at.day)


def protect(story: Story, day: Day) -> None:
    """The child protection plan: core groups and reviews until it ends."""
    plan = story.add(
        "plan", day, "social-care", type="child-protection",
        shared_with=("parents", "youth-justice", "health"),
    )
    story.do("core group", "meeting", "social-care", day + 2, office_days_after(day, 9),
             type="core-group")
    lasts = story.dice.pick((4, 10))
    end = months_after(day, lasts)
    opens, due, months = day + 50, months_after(day, 3) - 1, 6
    while due < end:
        review = story.do("protection review", "meeting", "social-care", opens, due, until=end,
                          type="review-conference", decision="protection-plan")
        if review is None or review.at is None:
            break
        due, opens = months_after(review.at.day, months) - 1, review.at.day + 100
    story.close(plan, end)
    if lasts > 6:
        _before_court(story, office_day(months_after(day, 5)))


def _before_court(story: Story, day: Day) -> None:
    """The plan does not help: pre-proceedings, and in time a decision on what follows."""
    if date_of(day) < _PRE_PROCEEDINGS_COUNTED:
        return
    story.add("decision", day, "social-care", matter="pre-proceedings", outcome="agreed")
    story.add("notice", office_days_after(day, 2), "social-care",
              what="letter-before-proceedings", to="parent", family_meeting_offered="yes")
    story.add("meeting", office_days_after(day, 8), "social-care", type="pre-proceedings")
    story.add("decision", office_days_after(day, 60), "social-care",
              matter="pre-proceedings-end", outcome="step-down")


def police_protection(story: Story, day: Day) -> None:
    """The police take the child into protection; in three days it ends or a court takes over."""
    taken = clock(day, story.dice.between(18, 23), story.dice.between(0, 59))
    assert taken.minute is not None
    span = story.add("order", taken, "police", type="police-protection")
    came = story.comes("protection ended")
    if came is Outcome.NEVER:
        return
    hours = story.dice.between(10, 70) if came is Outcome.DONE else story.dice.between(75, 110)
    minute = taken.minute + 60 * hours
    days_on = (minute - start_of_day(day)) // 1440
    end = clock(day + days_on, (minute - start_of_day(day + days_on)) // 60 % 24, 10)
    story.close(span, end)
    if story.dice.chance(0.4):
        emergency = story.add("order", end, "social-care", type="emergency-protection",
                              planned_end=end.day + 8)
        story.close(emergency, end.day + 8)


def both_children(story: Story, day: Day, other: Story) -> None:
    """Harm between two children: the concern stands on both files, and each should be referred."""
    seen = clock(office_day(day), 11, story.dice.between(0, 59))
    worry = story.add(
        "concern", seen, "education", type="harmful-sexual-behaviour", other_child=other.subject.id,
        known_on=date_text(seen.day), manager_told="yes",
    )
    for child in (story, other):
        child.do(
            "referral at once", "referral", "education", seen.day, seen.day, timed=True,
            about=first_id(worry), excuse=("hsb-both-children", worry), to="social-care",
            means="telephone", urgency="same-day",
        )
    story.do(
        "strategy discussion", "meeting", "social-care", seen.day, seen.day + 1, timed=True,
        type="strategy", decision="no-enquiry",
    )
    story.do(
        "sexual behaviour assessment", "assessment", "youth-justice", seen.day + 7, seen.day + 65,
        tool="aim", result=story.answer("plan"),
    )
    story.add("need", office_days_after(seen.day, 5), "youth-justice", state="open",
              type="harmful-sexual-behaviour", level="medium")


def serious_incident(story: Story, day: Day) -> None:
    """Serious harm to a child, a local review, and its report to the national Panel."""
    at = clock(day, 22, 15)
    incident = story.add("incident", at, "police", type="serious-harm", injury="serious")
    story.do("incident notified", "notice", "social-care", day + 1, office_days_after(day, 5),
             timed=True, about=first_id(incident), what="other", to="national-panel")
    decided = office_days_after(day, 20)
    story.add("decision", decided, SAFEGUARDING, matter="case-review", outcome="agreed")
    finished = months_after(decided, 5)
    published = office_days_after(finished, 18)
    dated = not story.happens("publication date not set")
    report = story.add(
        "report", finished, SAFEGUARDING, type="local-review", approved="yes",
        sent_to=("partners",), published_on=date_text(published) if dated else None,
    )
    due = office_days_before(published, 9)
    story.do("rapid review", "notice", SAFEGUARDING, finished, due, timed=True,
             about=first_id(report), what="review-report", to="national-panel")
