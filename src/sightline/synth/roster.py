"""Who there is in Borchester: agencies, boards, establishments and forty workers. All invented."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sightline.synth.dice import Dice

PLACE = "Borchester"

AGENCIES = (
    "youth-justice",
    "social-care",
    "probation",
    "police",
    "health",
    "mental-health",
    "education",
    "housing",
)
"""The eight agencies, by the short names under which records are entered."""

SAFEGUARDING, MANAGEMENT = "board-safeguarding", "board-youth-justice"
BOARDS = (SAFEGUARDING, MANAGEMENT)

YOUNG_OFFENDERS = "establishment-young-offender-institution"
SECURE_HOME = "establishment-secure-childrens-home"
SUPPORTED = "establishment-supported-housing"
ESTABLISHMENTS = (YOUNG_OFFENDERS, SECURE_HOME, SUPPORTED)


@dataclass(frozen=True, slots=True)
class Job:
    """What some workers do: for whom, as what, how many of them, lent by another body or not."""

    employer: str
    profession: str
    workers: int
    seconded: bool = False


JOBS = (
    Job("youth-justice", "youth-justice", 9),
    Job("youth-justice", "social-work", 2, seconded=True),
    Job("youth-justice", "probation", 1, seconded=True),
    Job("youth-justice", "police", 1, seconded=True),
    Job("youth-justice", "health", 1, seconded=True),
    Job("youth-justice", "mental-health", 1, seconded=True),
    Job("youth-justice", "education", 1, seconded=True),
    Job("youth-justice", "volunteer", 2),
    Job("social-care", "social-work", 8),
    Job("probation", "probation", 2),
    Job("police", "police", 2),
    Job("health", "health", 1),
    Job("mental-health", "mental-health", 2),
    Job("education", "education", 1),
    Job("housing", "other", 1),
    Job(YOUNG_OFFENDERS, "custody", 2),
    Job(SECURE_HOME, "custody", 2),
    Job(SUPPORTED, "other", 1),
)


def workers() -> dict[str, Job]:
    """The workers' ids, each with the job."""
    jobs = [job for job in JOBS for _ in range(job.workers)]
    return {f"worker-{number:02}": job for number, job in enumerate(jobs, 1)}


def team_of(worker: str) -> str:
    """In which of the two teams of their agency somebody works, by the number in their id."""
    return ("east", "west")[int(worker.rpartition("-")[2]) % 2]


def team(dice: Dice) -> Mapping[str, str]:
    """Who of each agency and establishment works with one child and writes on the file."""
    by_employer: dict[str, list[str]] = {}
    for worker, job in workers().items():
        by_employer.setdefault(job.employer, []).append(worker)
    return {employer: dice.pick(staff) for employer, staff in by_employer.items()}


def role(agency: str) -> str:
    """The role, as kinds name it, in which an agency, board or establishment enters records.

    Where there are many places, what stands before a dot in an id is the place.
    """
    agency = agency.rpartition(".")[2]
    if agency.startswith("board-"):
        return "board"
    if agency == SUPPORTED:
        return "social-care"
    if agency.startswith("establishment-"):
        return "custody"
    name = agency.removeprefix("agency-")
    return "health" if name == "mental-health" else name
