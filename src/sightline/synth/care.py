"""Looked after children: placements, visits, reviews, going missing, and the way to adult life."""

from __future__ import annotations

from sightline.engine.model import Day, Moment, Record
from sightline.standard.calendar import start_of_day
from sightline.synth.days import clock, months_after, office_days_after
from sightline.synth.life import Life
from sightline.synth.roster import SUPPORTED
from sightline.synth.story import Story
from sightline.synth.writing import first_id

# Layout by hand: a record reads as one sentence, not as a line for each field.
# fmt: off

BASES = {"voluntary": 0.5, "interim-care-order": 0.2, "full-care-order": 0.3}
HOMES = {"foster": 0.42, "foster-with-relative": 0.12, "childrens-home": 0.26, "unregulated": 0.04}
HOMES_AT_16 = {"foster": 0.25, "childrens-home": 0.2, "supported": 0.45, "unregulated": 0.05,
               "bed-and-breakfast": 0.04}


def look_after(story: Story, life: Life, start: Day, end: Day) -> Record:
    """A time in care from first day to last, and what the child is owed in it."""
    turned_18 = end >= life.birthday(18)
    span = story.add(
        "looked-after", start, "social-care", recorded=story.soon(Moment(start)),
        legal_basis=story.dice.weighted(BASES),
    )
    _people(story, start, end)
    plan = story.do(
        "care plan", "plan", "social-care", start, office_days_after(start, 9), until=end - 1,
        type="care", shared_with=("child", "parents"),
    )
    if plan is not None:
        story.close(plan, end)
    _health_and_school(story, start, end)
    reviews(story, start, end)
    _placements(story, life, span, end)
    _missing(story, life, start, end)
    if end > life.birthday(16):
        _leaving(story, life, max(start, life.birthday(16)), end, turned_18)
    story.close(span, end, promptly=True, end_reason="turned-18" if turned_18 else "home")
    return span


def on_remand(
    story: Story, start: Day, end: Day, *, at_home: bool = False, sentenced: bool = False
) -> None:
    """A remand makes a child looked after.

    ``at_home``: remanded to the authority, not detained. ``sentenced``: to custody, at its end.
    """
    basis = "remand-local-authority" if at_home else "remand-youth-detention"
    span = story.add("looked-after", start, "social-care", recorded=story.soon(Moment(start)),
                     legal_basis=basis)
    days = 4 if at_home else 9
    plan = story.do(
        "detention placement plan", "plan", "social-care", start, office_days_after(start, days),
        until=end - 1, excuse=("detention-plan", span), type="care" if at_home else
        "detention-placement", shared_with=("child", "youth-justice"),
    )
    if plan is not None:
        story.close(plan, end)
    _people(story, start, end)
    reviews(story, start, end)
    if at_home:
        place = story.add("placement", start, "social-care", type="foster", out_of_area="no")
        _visits(story, start, end)
        story.close(place, end)
    reason = "sentenced" if sentenced else "remand-ended"
    story.close(span, end, promptly=True, end_reason=reason)


def _people(story: Story, start: Day, end: Day) -> None:
    for task, role in (("social worker named", "social-worker"),
                       ("reviewing officer named", "reviewing-officer")):
        named = story.do(
            task, "allocation", "social-care", start, office_days_after(start, 4), until=end - 1,
            role=role, worker=story.team.get("social-care"),
        )
        if named is not None:
            story.close(named, end)


def _health_and_school(story: Story, start: Day, end: Day) -> None:
    story.do(
        "health assessment in care", "assessment", "health", start, office_days_after(start, 18),
        until=end, tool="health",
    )
    if story.happens("known to the month"):
        # A check that somebody remembers, but not when: it counts for no clock.
        told = start_of_day(start + 60) + 600
        story.add("assessment", None, "health", recorded=told, tool="health")
    opens, due = start, office_days_after(start, 9)
    while due < end:
        plan = story.do(
            "personal education plan", "plan", "education", opens, due, until=end - 1,
            type="education", shared_with=("child", "social-care"),
        )
        following = months_after(due, 4)
        if plan is not None and plan.at is not None:
            story.close(plan, max(min(following, end), plan.at.day))
        opens, due = following - 20, following


def reviews(story: Story, start: Day, end: Day) -> None:
    """The chain of reviews: a missing link ends it here, as it does in the standard."""
    opens, due = start + 7, office_days_after(start, 18)
    months = 3
    while opens < end:
        held = story.do(
            "review of a looked after child", "meeting", "social-care", opens, due, until=end,
            type="looked-after-review",
            child_took_part=story.dice.pick(("attended-and-spoke", "views-sent", "not-at-all")),
        )
        if held is None or held.at is None:
            return
        due = months_after(held.at.day, months) - 1
        opens, months = due - 30, 6


def _placements(story: Story, life: Life, span: Record, end: Day) -> None:
    """Where the child lives, one place after another; in custody, nowhere else."""
    assert span.at is not None
    day = start = span.at.day
    while day < end:
        until = min(day + story.dice.between(60, 300), end)
        detained = [(a, z) for a, z in life.inside if day <= z and a < until]
        if detained and detained[0][0] <= day:
            day = detained[0][1]
            for first, last in life.inside:
                if first <= day < last:
                    day = last
            if day <= start:
                return
            life_after = min(day + story.dice.between(60, 300), end)
            later = [a for a, _ in life.inside if day < a < life_after]
            until = later[0] if later else life_after
        elif detained:
            until = detained[0][0]
        if until <= day:
            return
        _placement(story, life, span, day, until)
        day = until


def _placement(story: Story, life: Life, span: Record, start: Day, end: Day) -> None:
    kind = story.dice.weighted(HOMES_AT_16 if life.age_on(start) >= 16.02 else HOMES)
    if kind == "supported" and "unlucky in housing" in life.traits and story.dice.chance(0.4):
        kind = "bed-and-breakfast"
    if kind == "bed-and-breakfast":
        end = min(end, start + story.dice.between(1, 25))
        if story.dice.chance(0.25):
            story.add("exemption", start - 1, "social-care", about=first_id(span),
                      duty="no-bed-and-breakfast", reason="A flood closed the home.",
                      decided_by="Director of children's services")
    elsewhere = "yes" if story.dice.chance(0.2) else "no"
    place = story.add(
        "placement", start, "social-care", type=kind, out_of_area=elsewhere,
        urgent="yes" if story.dice.chance(0.15) else "no",
        provider=SUPPORTED if kind == "supported" else None,
    )
    if elsewhere == "yes":
        story.do(
            "notice of a placement elsewhere", "notice", "social-care", start,
            office_days_after(start, 5), until=end, timed=True, about=first_id(place),
            what="placement-out-of-area", to="area-authority",
        )
    _visits(story, start, end)
    story.close(place, end)


def _visits(story: Story, start: Day, end: Day) -> None:
    """The social worker's visits: within a week, then every six weeks."""
    opens, due = start + 1, start + 6
    while due < end:
        story.do(
            "visit by the social worker", "contact", "social-care", opens, due, until=end,
            timed=True, with_="child", purpose="statutory-visit", where="placement",
            seen_alone=story.answer("yes"), result="kept",
        )
        opens, due = due + 20, due + 40


def _missing(story: Story, life: Life, start: Day, end: Day) -> None:
    """Going missing, often more than once; each time somebody should ask what happened."""
    if "missing" not in life.traits:
        return
    day = start + story.dice.between(10, 40)
    while day + 3 < end:
        if not life.is_inside(day) and not life.is_inside(day + 3):
            _once_missing(story, day)
        day += story.dice.between(15, 110)


def _once_missing(story: Story, day: Day) -> None:
    gone = clock(day, story.dice.between(17, 23), story.dice.between(0, 59))
    assert gone.minute is not None
    kind = "missing" if story.dice.chance(0.85) else "away-without-leave"
    span = story.add("missing", gone, "police", type=kind)
    back = clock(day + 1 + story.dice.between(0, 1), story.dice.between(1, 16), 20)
    story.close(span, back)
    if kind == "missing":
        story.do_within_hours(
            "return interview", "contact", "social-care", back, 72, about=first_id(span),
            with_="child", purpose="return-interview", where="placement", result="kept",
        )


def _leaving(story: Story, life: Life, day: Day, end: Day, turned_18: bool) -> None:
    """From 16: status, adviser, pathway plan and its reviews; from 18, a care leaver."""
    status = story.do(
        "leaving care decided", "leaving-care", "social-care", day, office_days_after(day, 10),
        until=end - 1, status="eligible",
    )
    if status is None or status.at is None:
        return
    assessed = story.do(
        "pathway assessment", "assessment", "social-care", status.at.day,
        months_after(status.at.day, 3) - 1, until=end, tool="pathway",
    )
    opens = status.at.day + 30
    if assessed is not None and assessed.at is not None:
        opens = assessed.at.day
    plan = story.do(
        "pathway plan", "plan", "social-care", opens, office_days_after(opens, 18),
        until=end - 1, type="pathway", shared_with=("child", "youth-justice"),
    )
    if plan is not None and plan.at is not None:
        story.do(
            "pathway review", "meeting", "social-care", plan.at.day + 120, plan.at.day + 175,
            type="pathway-review", until=end + 365,
        )
        story.close(plan, life.birthday(21))
    after = "former-relevant" if turned_18 else "relevant"
    story.add("leaving-care", end, "social-care", status=after)
    _after_care(story, life, end, turned_18)


def _after_care(story: Story, life: Life, day: Day, turned_18: bool) -> None:
    """The first places after care. Bed and breakfast is what nobody should be given."""
    adviser = story.add(
        "allocation", day, "social-care", role="personal-adviser",
        worker=story.team.get("social-care"),
    )
    story.close(adviser, life.birthday(21))
    share = 0.7 if "unlucky in housing" in life.traits else 0.1
    if story.dice.chance(share) and not life.is_inside(day) and not life.is_inside(day + 30):
        stay = story.add("placement", day + 2, "housing", type="bed-and-breakfast",
                         with_family="no")
        days = story.dice.pick((1, 2, 4, 16))
        story.close(stay, day + 2 + days)
        day += 2 + days
    if turned_18:
        moved = life.free_from(day + 3)
        home = story.add("placement", moved, "housing", type="independent-living")
        story.do(
            "visit by the adviser", "contact", "social-care", moved + 1, moved + 6, timed=True,
            with_="child", purpose="adviser-visit", where="placement", result="kept",
        )
        story.close(home, moved + story.dice.between(100, 700))
