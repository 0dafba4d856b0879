"""Whether the spans and the readings of a file can be those of one life."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from sightline.engine.model import Day, File, Moment, Record, before
from sightline.standard.calendar import date_of
from sightline.synth.days import birthday

SERVICES: Mapping[str, str] = {
    "youth-offending-team": "youth-justice",
    "offender-management": "probation",
}
"""Whose cases inspectors of a programme read."""

OLDEST: Mapping[str, int] = {"looked-after": 18}
"""The birthday by which a span is over."""

Span = tuple[Moment, Moment | None, Record]


def life_faults(file: File, facts: Sequence[Record]) -> Iterator[str]:
    """What of a file's own facts, each as it stands last, one life cannot hold."""
    own = [record for record in facts if record.file == file.subject.id]
    yield from _ages(file, own)
    yield from _once(file, own)
    yield from _elsewhere(file, own)
    yield from _readings(file, own)
    yield from _judgements(own)
    yield from _answers(own)


def spans(facts: Sequence[Record], kind: str) -> list[Span]:
    """The spans of a kind, in order of their beginnings."""
    found = [(r.at, r.ended, r) for r in facts if r.kind == kind and r.at is not None]
    return sorted(found, key=lambda span: (span[0].day, span[0].minute or 0))


# --- ages --------------------------------------------------------------------------------------


def _ages(file: File, facts: Sequence[Record]) -> Iterator[str]:
    """Nobody answers for an offence under ten, or is supervised by the wrong service."""
    born = file.subject.born
    if born is None:
        return
    for start, _, case in spans(facts, "case"):
        of_age = _between(born, start.day, *_ages_of(str(case.details.get("service"))))
        if not of_age:
            yield f"{_said(case)} is of a service that does not take somebody of that age."
    for start, _, stay in spans(facts, "custody"):
        if not _between(born, start.day, 10, 22):
            yield f"{_said(stay)} is of somebody too young or too old."
    for kind, years in OLDEST.items():
        for _, end, span in spans(facts, kind):
            if end is not None and end.day > birthday(born, years):
                yield f"{_said(span)} lasts beyond the age of {years}."


def _ages_of(service: str) -> tuple[int, int]:
    return {"youth-justice": (10, 18), "probation": (18, 120)}.get(service, (0, 120))


def _between(born: Day, day: Day, least: int, under: int) -> bool:
    return birthday(born, least) <= day < birthday(born, under)


# --- in one place at a time --------------------------------------------------------------------


def _once(file: File, facts: Sequence[Record]) -> Iterator[str]:
    """A child lives in one place, is in care once, and has one case with a service, at a time."""
    for kind, key in (("placement", ""), ("looked-after", ""), ("case", "service")):
        groups: dict[str, list[Span]] = {}
        for span in spans(facts, kind):
            groups.setdefault(str(span[2].details.get(key)), []).append(span)
        for group in groups.values():
            for (_, end, first), (start, _, second) in pairwise(group):
                if end is None or end.day > start.day:
                    yield (
                        f"{file.subject.id} has two spans of the kind {kind} at once: "
                        f"{first.id} and {second.id}."
                    )


def _elsewhere(file: File, facts: Sequence[Record]) -> Iterator[str]:
    """Who is in custody lives nowhere else."""
    inside = spans(facts, "custody")
    for start, end, home in spans(facts, "placement"):
        for first, last, stay in inside:
            over = last is not None and last.day <= start.day
            gone = end is not None and end.day <= first.day
            if not over and not gone and home.details.get("type") != "custody":
                yield f"{file.subject.id} is at two places at once: {home.id} and {stay.id}."


# --- what inspectors and surveys say -----------------------------------------------------------


def _readings(file: File, facts: Sequence[Record]) -> Iterator[str]:
    """A file is read while the service that is inspected works with the child or adult."""
    for record in facts:
        if record.kind != "file-read" or record.at is None:
            continue
        service = SERVICES.get(str(record.details.get("programme")))
        running = [
            case
            for start, end, case in spans(facts, "case")
            if case.details.get("service") == service
            and not before(record.at, start)
            and (end is None or not before(end, record.at))
        ]
        if service is not None and not running:
            yield f"{_said(record)} falls outside any case of {file.subject.id} with {service}."


def _judgements(facts: Sequence[Record]) -> Iterator[str]:
    """A judgement is about a reading or an inspection on the same file, and not before it."""
    judged = {r.id: r for r in facts if r.kind in ("file-read", "inspection")}
    for record in facts:
        if record.kind != "judgement" or record.at is None:
            continue
        about = judged.get(record.about or "")
        if about is None or about.at is None:
            yield f"{_said(record)} is about no reading and no inspection on the file."
        elif before(record.at, about.at):
            yield f"{_said(record)} comes before what it judges."


def _answers(facts: Sequence[Record]) -> Iterator[str]:
    """An answer belongs to a response to the same survey, on the same day."""
    responses = {r.id: r for r in facts if r.kind == "survey-response"}
    for record in facts:
        if record.kind != "survey-answer":
            continue
        response = responses.get(record.about or "")
        same = response is not None and (
            record.details.get("survey"),
            record.at,
        ) == (response.details.get("survey"), response.at)
        if not same:
            yield f"{_said(record)} is no answer to a survey that was given that day."


def _said(record: Record) -> str:
    when = f" of {date_of(record.at.day)}" if record.at is not None else ""
    return f"{record.id}{when}"
