"""Child protection and care, in the years of the review."""

from __future__ import annotations

from sightline.engine.model import Day
from sightline.synth import care, protection
from sightline.synth.days import clock, office_day, office_days_after
from sightline.synth.life import Life
from sightline.synth.nation.cards import ChildCard
from sightline.synth.nation.telling import Telling

# Layout by hand: a record reads as one sentence, not as a line for each field.
# fmt: off


def protect(story: Telling, life: Life, card: ChildCard) -> None:
    """On the register, as it was called: on the day of reading, or at an earlier time."""
    if card.protected == "now":
        # A plan lasts four months or ten, so this one stands on the day of reading.
        _conference(story, office_day(card.read_on - story.dice.between(30, 100)))
    elif card.protected == "before":
        day = card.read_on - story.dice.between(340, 600)
        _conference(story, office_day(max(day, life.birthday(6))))


def _conference(story: Telling, day: Day) -> None:
    """From an initial assessment to a plan by way of the conference of this day."""
    by = "social-care"
    begun = office_day(day - story.dice.between(19, 26))
    story.add("referral", clock(begun, 11, 5), "education", to=by, means="telephone",
              urgency="same-day", main_need="abuse-or-neglect")
    story.add("decision", office_days_after(begun, 1), by, matter="referral",
              outcome="initial-assessment", referrer_told=story.answer("yes"))
    story.add("meeting", clock(office_days_after(begun, 3), 14, 0), by, type="strategy",
              decision="section-47")
    story.add("decision", office_days_after(begun, 3), by, matter="section-47", outcome="enquiry")
    story.add("meeting", day, by, type="initial-conference", decision="protection-plan",
              child_took_part=story.dice.pick(("views-sent", "not-at-all")))
    protection.protect(story, day)


def look_after(story: Telling, life: Life) -> None:
    """The time in care, with what the child was owed in it."""
    if life.in_care is not None:
        care.look_after(story, life, *life.in_care)
