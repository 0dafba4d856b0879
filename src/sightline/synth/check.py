"""Whether files hang together: every sentence that comes out names what does not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from sightline.engine.model import File, Moment, Record, before
from sightline.returns.stands_on import standing
from sightline.standard.calendar import date_of, day_of_minute
from sightline.standard.model import BIRTHDAY_TRIGGER, Lasts
from sightline.synth.check_fields import field_faults
from sightline.synth.check_lives import life_faults
from sightline.synth.filing import england
from sightline.synth.writing import latest_versions


def check(files: Sequence[File]) -> list[str]:
    """What is inconsistent in files, as sentences; none if all is well.

    The standard of England says what kinds and codes there are, and on which files a record
    stands. Mistakes that were later withdrawn or corrected are no inconsistency.
    """
    subjects = {file.subject.id for file in files}
    found: list[str] = []
    for file in files:
        found += _ids(file)
        found += _links(file, subjects)
        for record in file.records:
            if record.file == file.subject.id:
                found += (*_times(record), *field_faults(record))
        facts = latest_versions(file.records)
        for look in (_life, _custody, _reviews, life_faults):
            found += look(file, facts)
    return [*found, *_copies(files)]


def _said(record: Record) -> str:
    when = f" of {date_of(record.at.day)}" if record.at is not None else ""
    return f"{record.id}{when}"


def _ids(file: File) -> Iterator[str]:
    """One id, one record; and every version later than the one it replaces."""
    by_id: dict[str, Record] = {}
    for record in file.records:
        if record.id in by_id:
            yield f"{file.subject.id}: the id {record.id} stands there twice."
        by_id[record.id] = record
    for record in file.records:
        for named in (record.version_of, record.withdraws):
            if named is not None and named not in by_id:
                yield f"{record.id} replaces or withdraws {named}, which is not on the file."
            elif named is not None and by_id[named].recorded_at >= record.recorded_at:
                yield f"{record.id} was entered no later than {named}, which it follows."


def _times(record: Record) -> Iterator[str]:
    """Entered after it happened; ended after it began, and only if it can last."""
    entered = day_of_minute(record.recorded_at)
    for moment in (record.at, record.ended):
        if moment is not None and (
            moment.day > entered
            or (moment.minute is not None and moment.minute > record.recorded_at)
        ):
            yield f"{_said(record)} was entered before it happened."
    kind = england().kinds.get(record.kind)
    if record.ended is not None:
        if record.at is None:
            yield f"{record.id} ended without having started."
        if kind is not None and kind.lasts is not Lasts.SPAN:
            yield f"{_said(record)} has an end, but its kind does not last."
    starts = record.at.day if record.at is not None else record.planned_start
    if record.planned_end is not None and starts is not None and record.planned_end < starts:
        yield f"{_said(record)} is planned to end before it starts."


def _links(file: File, subjects: set[str]) -> Iterator[str]:
    """What a record is about is a record of the file, or a subject."""
    known = {None, BIRTHDAY_TRIGGER, *(record.id for record in file.records)}
    for record in file.records:
        if record.about not in known and record.about not in subjects:
            yield f"{_said(record)} is about {record.about}, which is not on the file."


def _life(file: File, facts: Sequence[Record]) -> Iterator[str]:
    """Nothing comes before the subject's birth."""
    born = file.subject.born
    for record in facts:
        if born is not None and record.at is not None and record.at.day < born:
            yield f"{_said(record)} comes before the birth of {file.subject.id}."


def _custody(file: File, facts: Sequence[Record]) -> Iterator[str]:
    """A child is held in one place at a time, and a release ends a stay."""
    stays = sorted(_spans(facts, "custody"), key=lambda stay: (stay[0].day, stay[0].minute or 0))
    for (_, end, first), (start, _, second) in pairwise(stays):
        if end is None or before(start, end):
            yield f"{file.subject.id} is in custody twice at once: {first.id} and {second.id}."
    ends = [end.day for _, end, _ in stays if end is not None]
    for record in facts:
        if record.kind == "contact" and record.details.get("purpose") == "release":
            at = record.at
            if at is not None and not any(end <= at.day <= end + 60 for end in ends):
                yield f"{_said(record)} is on a release, but no custody ended before it."


def _reviews(file: File, facts: Sequence[Record]) -> Iterator[str]:
    """Reviews, and visits to looked after children, fall in a time of being looked after."""
    spans = [(start.day, end) for start, end, _ in _spans(facts, "looked-after")]
    for record in facts:
        if record.at is None or record.file != file.subject.id:
            continue
        is_review = record.details.get("type") == "looked-after-review"
        is_visit = record.details.get("purpose") == "statutory-visit"
        if (is_review or is_visit) and not any(
            start <= record.at.day and (end is None or record.at.day <= end.day)
            for start, end in spans
        ):
            yield f"{_said(record)} falls outside any time in which the child was looked after."


def _spans(facts: Sequence[Record], kind: str) -> Iterator[tuple[Moment, Moment | None, Record]]:
    for record in facts:
        if record.kind == kind and record.at is not None:
            yield record.at, record.ended, record


def _copies(files: Sequence[File]) -> Iterator[str]:
    """A record stands on every file that it names, and on no other."""
    by_id = {file.subject.id: {record.id: record for record in file.records} for file in files}
    subjects = {file.subject.id: file.subject for file in files}
    own = [record for file in files for record in file.records if record.file == file.subject.id]
    wanted: dict[str, set[str]] = {file: set() for file in by_id}
    for record, on_files in zip(own, standing(own, england().kinds), strict=True):
        for name in on_files:
            if name not in wanted:
                yield f"{_said(record)} names the file of {name}, and there is none."
                continue
            wanted[name].add(record.id)
            if by_id[name].get(record.id) != record:
                yield f"{_said(record)} should stand on the file of {name} too."
    for file in files:
        for record in file.records:
            if record.id not in wanted[file.subject.id]:
                yield f"{_said(record)} stands on the file of {file.subject.id} for no reason."
            if record.file != file.subject.id and (
                file.others.get(record.file) != subjects.get(record.file)
            ):
                yield f"{file.subject.id} does not say who {record.file} is."
