"""One worker: cleared before the first day or not, a post, supervision, a seat on a board."""

from __future__ import annotations

from sightline.engine.model import Day, Minute, Record, Subject
from sightline.standard.calendar import start_of_day
from sightline.synth.days import (
    FIRST,
    LAST,
    clock,
    date_text,
    office_day,
    office_days_after,
    office_days_before,
    on,
)
from sightline.synth.dice import Dice
from sightline.synth.faults import Outcome
from sightline.synth.roster import MANAGEMENT, PLACE, SAFEGUARDING, Job, team_of
from sightline.synth.story import Story
from sightline.synth.themes import staff
from sightline.synth.writing import agency_id

# Layout by hand: a record reads as one sentence, not as a line for each field.
# fmt: off

FOUNDED = on("2024-01-01")
"""The day on which the youth justice service took its present form; those in post came over."""

SEATS = {
    "social-care": "local-authority",
    "police": "police",
    "probation": "probation",
    "health": "health-provider",
    "mental-health": "integrated-care-board",
    "youth-justice": "youth-justice",
    "education": "district-council",
}
"""For which body on the safeguarding board the first worker of each agency sits."""


def worker(seed: int, file: str, job: Job, *, first_of_agency: bool) -> Story:
    """The story of one worker. The first of an agency to be named sits on the boards for it."""
    dice = Dice(seed, file)
    story = Story(Subject(file, "worker", None, PLACE, {"profession": job.profession}), dice, {})
    if job.seconded:
        _secondee(story, job)
    elif dice.chance(0.45) or first_of_agency:
        _post(story, job, FOUNDED)
    else:
        _post(story, job, office_day(dice.between(FIRST, on("2026-09-15"))))
    if first_of_agency and job.employer in SEATS:
        _seat(story, SEATS[job.employer])
    staff.tell(seed, story)
    return story


def _secondee(story: Story, job: Job) -> None:
    """Lent by another body. Some are called back, and their chair stays empty for months."""
    post = _post(story, job, FOUNDED)
    if job.profession == "police":
        story.close(post, on("2025-01-31"))
        _post(story, job, on("2025-06-02"))
    elif job.profession == "probation":
        story.close(post, on("2026-07-31"))
        # Somebody is promised for December, and must be cleared by then.
        promised = start_of_day(on("2026-10-12")) + 700
        _write_post(story, job, None, planned_start=on("2026-12-07"), recorded=promised)


def _post(story: Story, job: Job, start: Day) -> Record:
    """A post, and the checks that should come before its first day."""
    by = _keeper(job)
    came = story.comes("clearance") if start > FOUNDED else Outcome.DONE
    promised = None
    if start > FOUNDED and came is Outcome.DONE:
        entered = start_of_day(office_days_before(start, 10)) + 600
        promised = _write_post(story, job, None, planned_start=start, recorded=entered)
    if came is not Outcome.NEVER:
        read = office_days_before(start, story.dice.between(2, 30))
        if came is Outcome.LATE:
            read = office_days_after(start, story.dice.between(1, 30))
        story.add("vetting", read, by, type="enhanced-with-barred-list", read="yes",
                  issued_on=date_text(read - story.dice.between(1, 6)))
    if came is not Outcome.DONE and story.dice.chance(0.5):
        story.add("decision", office_days_before(start, 1), by, matter="early-start",
                  outcome="agreed")
    if story.comes("references") is Outcome.DONE:
        story.add("vetting", office_days_before(start, 12), by, type="references", references=2)
    if promised is None:
        post = _write_post(story, job, start)
    else:
        first_hour = clock(start, 9)
        post = story.revise(promised, story.entered(first_hour), at=first_hour)
    _supervise(story, by, start)
    return post


def _write_post(
    story: Story,
    job: Job,
    at: Day | None,
    *,
    planned_start: Day | None = None,
    recorded: Minute | None = None,
) -> Record:
    return story.add(
        "post", at, _keeper(job), planned_start=planned_start, recorded=recorded,
        employer=agency_id(job.employer), team=team_of(story.subject.id),
        profession=job.profession, children="yes",
        regulated=story.answer("no" if job.profession == "other" else "yes"),
        seconded="yes" if job.seconded else "no",
    )


def _keeper(job: Job) -> str:
    """Who keeps a worker's file: the employer, but for housing, for which social care does."""
    return "social-care" if job.employer == "housing" else job.employer


def _supervise(story: Story, by: str, start: Day) -> None:
    """Supervision every six weeks or so."""
    day = start + 20
    while day < min(start + 900, LAST):
        held = story.do("supervision", "meeting", by, day, day + 20, type="supervision")
        day = (held.at.day if held is not None and held.at is not None else day + 20) + 25


def _seat(story: Story, body: str) -> None:
    """A seat on the safeguarding board, which may stay empty for a while, or go to a junior."""
    start = FOUNDED
    if body == "district-council":
        story.add("membership", start, SAFEGUARDING, board=SAFEGUARDING, body=body, grade="other")
    elif body == "integrated-care-board":
        seat = story.add("membership", start, SAFEGUARDING, board=SAFEGUARDING, body=body,
                         grade="senior")
        story.close(seat, on("2025-03-20"))
        story.add("membership", on("2025-07-08"), SAFEGUARDING, board=SAFEGUARDING, body=body,
                  grade=story.answer("senior"))
    else:
        if story.comes("seat on the board") is Outcome.LATE:
            start = on("2024-02-20")
        story.add("membership", start, SAFEGUARDING, board=SAFEGUARDING, body=body,
                  grade="senior")
    story.add("membership", start, MANAGEMENT, board=MANAGEMENT, body=body, grade="senior",
              deputy="no")
