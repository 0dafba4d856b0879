"""Stories into files: what was never delivered left out, copies filed, the last day cut off."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from sightline.engine.model import File, Record, Subject
from sightline.returns.stands_on import standing
from sightline.standard import load
from sightline.standard.calendar import end_of_day
from sightline.standard.model import Standard
from sightline.synth.days import LAST
from sightline.synth.watching import delivered


@lru_cache(maxsize=1)
def england() -> Standard:
    """The standard that comes with the library: its kinds say what is filed where."""
    return load(Path(__file__).parents[1] / "standards" / "england")


def file_all(subjects: Iterable[Subject], records: Sequence[Record]) -> tuple[File, ...]:
    """The files, in order of subject: each with its own records and those that also stand on it."""
    by_id = {subject.id: subject for subject in subjects}
    kept = _whole([record for record in records if _reached_us(record)])
    by_file: dict[str, list[Record]] = {id_: [] for id_ in by_id}
    for record, on_files in zip(kept, standing(kept, england().kinds), strict=True):
        for file in on_files:
            if file in by_file:
                by_file[file].append(record)
    return tuple(_file(by_id, id_, by_file[id_]) for id_ in sorted(by_id))


def _file(subjects: Mapping[str, Subject], id_: str, records: list[Record]) -> File:
    others = dict.fromkeys(sorted(record.file for record in records if record.file != id_))
    ordered = sorted(records, key=lambda record: (record.recorded_at, record.id))
    return File(subjects[id_], tuple(ordered), {other: subjects[other] for other in others})


def _reached_us(record: Record) -> bool:
    return record.recorded_at <= end_of_day(LAST) and delivered(record)


def _whole(records: Sequence[Record]) -> list[Record]:
    """Without records about, or versions of, something that was itself left out."""
    kept = list(records)
    while True:
        ids = {record.id for record in kept}
        named = [(record, (record.about, record.version_of, record.withdraws)) for record in kept]
        whole = [r for r, names in named if all(name is None or name in ids for name in names)]
        if len(whole) == len(kept):
            return whole
        kept = whole
