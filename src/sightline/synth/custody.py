"""Remand and sentence: papers, health, planning, restraint, and the way out again."""

from __future__ import annotations

from sightline.engine.model import Day, Moment, Record
from sightline.standard.calendar import start_of_day
from sightline.synth.days import clock, months_after, office_days_after, office_days_before
from sightline.synth.faults import Outcome
from sightline.synth.life import Life
from sightline.synth.roster import SECURE_HOME, YOUNG_OFFENDERS
from sightline.synth.story import Story
from sightline.synth.writing import first_id

# Layout by hand: a record reads as one sentence, not as a line for each field.
# fmt: off

PAPERS = ("assessment", "post-court-report", "vulnerability-plan")


def detain(
    story: Story, life: Life, start: Moment, release: Moment, basis: str, *, moved_on: bool = False
) -> Record:
    """One stay in custody, from the court to release; returns it as it was first entered.

    ``moved_on``: a remand that ends in a custodial sentence, so that nobody prepares for release.
    """
    age = "older" if life.age_on(start.day) >= 15 else "younger"
    place = YOUNG_OFFENDERS if age == "older" else SECURE_HOME
    dates = _release_dates(story, start, release, basis)
    custody = story.add(
        "custody", start, "youth-justice", recorded=story.soon(start),
        planned_end=dates[0] if dates else None,
        basis=basis, establishment=place, establishment_type=life.era.establishment_types[age],
        sentence=_sentence(life, start.day, release.day) if basis == "sentence" else None,
    )
    papers(story, custody, basis)
    _reception(story, life, place, start.day, release.day)
    planning_and_visits(story, life, place, start, release.day)
    latest = custody
    if not moved_on:
        prepare(story, place, custody, release.day)
        for date in dates[1:]:
            notice = start_of_day(release.day - story.dice.between(3, 12)) + 15 * 60
            latest = story.revise(custody, notice, planned_end=date)
        released(story, life, release.day)
        if basis == "sentence":
            on_licence(story, life, start.day, release)
    story.close(latest, release, promptly=True, end_reason=_end_reason(basis, moved_on=moved_on))
    return custody


def _end_reason(basis: str, *, moved_on: bool) -> str:
    if basis == "sentence":
        return "released-planned"
    return "sentenced" if moved_on else "released-by-court"


def _sentence(life: Life, start: Day, release: Day) -> str:
    return life.era.long_sentence if release - start > 360 else "detention-and-training"


def _release_dates(story: Story, start: Moment, release: Moment, basis: str) -> list[Day]:
    """The planned release as it is first known, and as it is brought forward with days to go."""
    if basis != "sentence" or story.happens("release date not known"):
        return []
    if release.day - start.day > 60 and story.happens("release date changed at short notice"):
        return [release.day + story.dice.between(20, 50), release.day]
    return [release.day]


def papers(story: Story, custody: Record, basis: str) -> None:
    """What the establishment must know when the child arrives."""
    assert custody.at is not None
    start = custody.at
    for paper in (*PAPERS, *(("pre-sentence-report",) if basis == "sentence" else ())):
        came = story.comes("papers to custody")
        if came is Outcome.NEVER:
            continue
        at = Moment(start.day, (start.minute or 0) - story.dice.between(20, 180))
        if came is Outcome.LATE:
            at = clock(start.day + story.dice.between(1, 9), story.dice.between(9, 16), 15)
        story.add(
            "notice", at, "youth-justice", what=paper, to="establishment", means="secure-system",
            acknowledged=story.answer("yes"),
        )
    story.do_within_hours(
        "told of custody", "notice", "youth-justice", start, 24, what="custody", to="social-care",
        means="mail",
    )


def _reception(story: Story, life: Life, place: str, start: Day, release: Day) -> None:
    """The first days inside: health, learning, a plan."""
    first, later = ("health", "mental-health") if life.era.old else ("chat", "chat")
    story.do(
        "health check at reception", "assessment", place, start, start, until=release, tool=first,
        stage="reception", self_harm=story.answer(story.dice.weighted({"low": 0.7, "high": 0.3})),
    )
    for task, tool, days in (
        ("health assessment in custody", later, 3),
        ("substance assessment", "substance-misuse", 5),
        ("literacy screen", "literacy", 10),
    ):
        story.do(task, "assessment", place, start + 1, start + days, until=release, tool=tool)
    plan = story.do(
        "health plan in custody", "plan", place, start + 2, start + 10, until=release - 1,
        type="health", shared_with=("youth-justice", "child"),
    )
    if plan is not None:
        story.close(plan, release)
    story.close(story.add("education", start + 1, place, provision="custody"), release)


def planning_and_visits(story: Story, life: Life, place: str, start: Moment, release: Day) -> None:
    """Planning meetings, visits from outside, self-harm and restraint."""
    meeting = office_days_after(start.day, 9)
    while meeting < release - 10:
        story.do(
            "custody planning meeting", "meeting", place, meeting - 8, meeting, until=release,
            type="custody-planning", child_took_part="attended-and-spoke",
        )
        meeting = months_after(meeting, 3 if meeting > start.day + 30 else 1)
    visit = start.day + 25
    while visit < release:
        story.do(
            "visit in custody", "contact", "youth-justice", visit - 15, visit, until=release,
            timed=True, with_="child", purpose="welfare", where="establishment", result="kept",
        )
        visit += 30
    if "self-harm" in life.traits and release - start.day > 10:
        self_harm(story, place, start.day + 3, release)
    if "restraint" in life.traits and release - start.day > 20:
        _restraints(story, life, place, start.day, release)


def self_harm(story: Story, place: str, day: Day, release: Day) -> None:
    """An act of self-harm inside, and the plan that is opened within the hour."""
    at = clock(day, story.dice.between(8, 21), story.dice.between(0, 59))
    story.add("incident", at, place, type="self-harm", injury="minor")
    plan = story.do_within_hours("self-harm plan", "plan", place, at, 1, type="self-harm")
    if plan is not None and plan.at is not None and plan.at.day + 5 < release:
        story.close(plan, min(plan.at.day + story.dice.between(5, 30), release))


def _restraints(story: Story, life: Life, place: str, start: Day, release: Day) -> None:
    """Uses of force: most written down the same day, some days later, some without a time."""
    setting = "childrens-home" if place == SECURE_HOME else "young-offender-institution"
    for _ in range(story.dice.between(1, 4)):
        day = story.dice.between(start + 5, release - 10)
        at = clock(day, story.dice.between(8, 20), story.dice.between(0, 59))
        late = story.dice.chance(0.2)
        minutes = story.dice.between(30, 600) if not late else story.dice.between(800, 4000)
        injury = story.dice.weighted({"none": 0.75, "minor": 0.2, "serious": 0.05})
        restraint = story.add(
            "restraint", at, place, recorded=(at.minute or 0) + minutes, setting=setting,
            reason=story.answer(story.dice.pick(("harm-to-others", "harm-to-child", "damage"))),
            pain_inducing="no", injury=injury,
        )
        about = first_id(restraint)
        story.do_within_hours(
            "restraint signed off", "sign-off", place, at, 48, about=about, role="governor",
            result="countersigned",
        )
        story.do(
            "child heard after restraint", "contact", place, day, day + 5, timed=True,
            same_day_from=21, until=release, about=about, with_="child", purpose="follow-up",
            where="establishment", result="kept",
        )
        if injury != "none":
            story.do_within_hours(
                "injury told", "notice", place, at, 24, about=about, what="other", to="parent"
            )


def prepare(story: Story, place: str, custody: Record, release: Day) -> None:
    """What must be ready before release: an address, education, a doctor, a meeting."""
    assert custody.at is not None
    opens = max(custody.at.day + 5, release - 90)
    six_weeks = max(release - 43, opens + 1)
    story.do(
        "address for release", "arrangement", "youth-justice", opens, six_weeks, until=release + 20,
        excuse=("release-address", custody), type="address", confirmed="yes",
        suitable=story.answer("yes"),
    )
    for task, type_, by in (
        ("education for release", "education", "education"),
        ("doctor for release", "doctor", "health"),
    ):
        due = max(office_days_before(release, 20), opens + 1)
        story.do(task, "arrangement", by, opens, due, until=release, type=type_, confirmed="yes")
    due = max(office_days_before(release, 10), opens + 1)
    story.do(
        "pre-release meeting", "meeting", place, opens, due, until=release, type="pre-release",
        child_took_part=story.dice.pick(("attended-and-spoke", "attended-only", "not-at-all")),
    )


def released(story: Story, life: Life, release: Day) -> None:
    """The first days out."""
    until = min(life.end, release + 30)
    story.do(
        "contact on release", "contact", "youth-justice", release, office_days_after(release, 1),
        until=until, timed=True, same_day_from=13, with_="child", purpose="release",
        where="office", result="kept",
    )


def on_licence(story: Story, life: Life, start: Day, release: Moment) -> None:
    """The second half of the sentence, served under supervision outside."""
    planned = release.day + release.day - start
    licence = story.add("order", release, "youth-justice", planned_end=planned, type="licence")
    story.close(licence, min(planned, life.end))
