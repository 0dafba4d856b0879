"""Health, home and school: needs, referrals, abuse at home, exclusion, MAPPA, turning 18."""

from __future__ import annotations

from sightline.engine.model import Day
from sightline.synth.days import clock, months_after, office_day, office_days_after
from sightline.synth.life import Life
from sightline.synth.story import Story
from sightline.synth.writing import first_id

# Layout by hand: a record reads as one sentence, not as a line for each field.
# fmt: off

EXCLUDED_TO = ("pupil-referral-unit", "alternative-provision", "other-school", "tuition")


def schooling(story: Story, life: Life, start: Day, until: Day) -> None:
    """A place at school until 16 and at college or work after that; at times an exclusion."""
    leaves = max(months_after(life.birthday(16), 4), start)
    end = min(leaves, until)
    if end > start:
        school = story.add("education", start, "education", hours_a_week=25,
                           provision=story.dice.pick(("school", "school", "special-school")))
        if "excluded" in life.traits and end - start > 40:
            day = office_day(start + story.dice.between(15, min(end - start - 20, 300)))
            end = _excluded(story, day, end)
        story.close(school, end)
    if until > leaves:
        later = story.add("education", leaves + 10, "education", hours_a_week=16,
                          provision=story.dice.pick(("college", "training", "work")))
        story.close(later, max(until, leaves + 30))


def _excluded(story: Story, day: Day, end: Day) -> Day:
    """An exclusion, and where the child learns instead. Returns the last day at the school."""
    permanent = story.dice.chance(0.4)
    days = story.dice.pick((2, 3, 5, 8, 15))
    exclusion = story.add("exclusion", day, "education", school_days=days,
                          type="permanent" if permanent else "fixed-term")
    back = office_days_after(day, days)
    other = story.do(
        "sixth day provision", "education", "education", day + 1, office_days_after(day, 5),
        until=end - 1 if permanent else back, excuse=("exclusion-sixth-day", exclusion),
        provision=story.dice.pick(EXCLUDED_TO), hours_a_week=20,
    )
    if not permanent:
        story.close(exclusion, back)
    if other is not None and other.at is not None:
        story.close(other, max(end if permanent else back, other.at.day))
    return day if permanent else end


def abuse_at_home(story: Story, day: Day) -> None:
    """The police are called to the home at night; the school should know before it opens."""
    night = clock(day, story.dice.between(19, 23), story.dice.between(0, 59))
    incident = story.add("incident", night, "police", type="domestic-abuse", child_present="yes",
                         injury="none")
    story.do_within_hours(
        "school told", "notice", "police", night, 9, about=first_id(incident),
        what="domestic-abuse-incident", to="school", means="secure-system",
    )
    if story.dice.chance(0.3):
        story.add("need", office_days_after(day, 2), "social-care", type="domestic-abuse",
                  state="open", level="medium")


def mental_health(story: Story, life: Life, day: Day) -> None:
    """A standing need, a referral, and at 17½ the move to the adults' service."""
    level = story.dice.weighted({"low": 0.3, "medium": 0.45, "high": 0.25})
    story.add("need", day, "youth-justice", type="mental-health", level=level,
              state=story.answer("open"))
    referral = story.add("referral", clock(day, 16, 40), "youth-justice", to="mental-health",
                         means="written", urgency="routine")
    story.do(
        "mental health assessment", "assessment", "mental-health", day + 4,
        office_days_after(day, 18), about=first_id(referral), tool="mental-health",
    )
    half, adult = life.birthday(17, 6), life.birthday(18)
    closes = day + story.dice.between(200, 1000)
    if closes > half > day:
        _to_adults(story, half, adult)
    story.add("need", closes, "mental-health", type="mental-health", state="closed", level="low")


def _to_adults(story: Story, half: Day, adult: Day) -> None:
    task, by, opens, due = "move to adult services", "mental-health", half + 5, adult - 2
    plan = story.do(task, "plan", by, opens, due, type="adult-transition")
    worker = story.do(task, "allocation", by, opens, due, role="adult-worker")
    for span in (plan, worker):
        if span is not None and span.at is not None:
            story.close(span, span.at.day + story.dice.between(200, 400))


def substance_misuse(story: Story, day: Day) -> None:
    """Drugs or alcohol: the need, a referral and a specialist's assessment."""
    story.add("need", day, "youth-justice", type="substance-misuse", state="open",
              level=story.dice.pick(("low", "medium", "high")))
    referral = story.add("referral", clock(day, 15, 10), "youth-justice", to="substance-misuse",
                         means="written", urgency="soon")
    story.do(
        "substance assessment", "assessment", "health", day + 2, office_days_after(day, 14),
        about=first_id(referral), tool="substance-misuse",
    )


def unsafe(story: Story, day: Day) -> None:
    """The child says that they feel unsafe."""
    said = office_day(day)
    worry = story.add("concern", clock(said, 14, 5), "youth-justice", type="feels-unsafe",
                      manager_told=story.answer("yes"))
    story.do(
        "feels unsafe followed up", "contact", "youth-justice", said + 1,
        office_days_after(said, 5), timed=True, about=first_id(worry), with_="child",
        purpose="follow-up", where="community", result="kept",
    )


def victim_of_crime(story: Story, day: Day) -> None:
    """The child is the victim of a crime, and should be offered help as one."""
    incident = story.add("incident", clock(day, 20, 20), "police", type="victim-of-crime",
                         injury=story.answer("minor"))
    story.do(
        "victim service", "referral", "police", day + 1, office_days_after(day, 2), timed=True,
        about=first_id(incident), to="victim-service", means="written",
    )


def public_protection(story: Story, life: Life, day: Day) -> None:
    """The child falls under MAPPA; before a release the co-ordinator is told again."""
    found = office_day(life.inside[-1][0] + 1 if life.inside else day)
    story.add("mappa", found, "youth-justice", level="one",
              category=story.dice.pick(("registered-sexual", "violent-or-other-sexual")))
    story.do(
        "mappa notice", "notice", "youth-justice", found, office_days_after(found, 1),
        what="mappa-eligibility", to="mappa-coordinator", means="mail",
    )
    for first, last in life.inside[-1:]:
        due = max(months_after(last, -6), office_days_after(first, 3))
        story.do(
            "mappa notice", "notice", "youth-justice", found, due, until=last, timed=True,
            what="mappa-release", to="mappa-coordinator", means="mail",
        )
    if life.end > found + 30:
        story.add("mappa", life.end, "youth-justice", category="not-eligible")
