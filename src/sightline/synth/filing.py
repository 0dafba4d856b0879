"""Stories into files: what was never delivered left out, copies filed, the last day cut off."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from sightline.engine.model import File, Record, Subject
from sightline.standard import load
from sightline.standard.calendar import end_of_day
from sightline.standard.model import Kind, Standard
from sightline.synth.days import LAST
from sightline.synth.watching import delivered
from sightline.synth.writing import first_id


@lru_cache(maxsize=1)
def england() -> Standard:
    """The standard that comes with the library: its kinds say what is filed where."""
    return load(Path(__file__).parents[1] / "standards" / "england")


def file_all(subjects: Iterable[Subject], records: Sequence[Record]) -> tuple[File, ...]:
    """The files, in order of subject: each with its own records and those that also stand on it."""
    by_id = {subject.id: subject for subject in subjects}
    kept = _whole([record for record in records if _reached_us(record)])
    standing: dict[str, list[Record]] = {id_: [] for id_ in by_id}
    for record, named in zip(kept, also_on(england().kinds, kept), strict=True):
        for file in dict.fromkeys((record.file, *named)):
            if file in standing:
                standing[file].append(record)
    return tuple(_file(by_id, id_, standing[id_]) for id_ in sorted(by_id))


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


def also_on(kinds: Mapping[str, Kind], records: Sequence[Record]) -> list[tuple[str, ...]]:
    """The further files on which each record stands: those that any version of its fact names."""
    named: dict[str, dict[str, None]] = {}
    facts = [record.withdraws or first_id(record) for record in records]
    for record, fact in zip(records, facts, strict=True):
        for name in kinds[record.kind].also_on if record.kind in kinds else ():
            value = record.about if name == "about" else record.details.get(name)
            if isinstance(value, str):
                named.setdefault(fact, {})[value] = None
    return [tuple(named.get(fact, ())) for fact in facts]
