"""On which files a record stands: its own, and those that its kind's ``also-on`` names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sightline.engine.model import Record
from sightline.standard.model import Kind


def standing(records: Sequence[Record], kinds: Mapping[str, Kind]) -> list[tuple[str, ...]]:
    """For each record the files on which it stands: its own first, each once.

    A fact stands as a whole on every file on which any of its versions is filed or that any of
    them names, so that a correction or a withdrawal, which may name none, reaches all of them.
    Files are as the records name them: whoever asks knows which there are.
    """
    earlier = {record.id: record.version_of or record.withdraws for record in records}
    if not any(earlier.values()):
        # Nothing was corrected, so that each record is a fact of its own.
        shared = {name for name, kind in kinds.items() if kind.also_on}
        return [
            tuple(dict.fromkeys(files_named(record, kinds)))
            if record.kind in shared
            else (record.file,)
            for record in records
        ]
    facts = [_fact(record.id, earlier) for record in records]
    files: dict[str, dict[str, None]] = {}
    for record, fact in zip(records, facts, strict=True):
        files.setdefault(fact, {}).update(dict.fromkeys(files_named(record, kinds)))
    return [
        tuple(dict.fromkeys((record.file, *files[fact])))
        for record, fact in zip(records, facts, strict=True)
    ]


def _fact(version: str, earlier: Mapping[str, str | None]) -> str:
    """The id of the first version, as far back as the records reach."""
    seen = {version}
    while (before := earlier[version]) is not None and before in earlier and before not in seen:
        seen.add(before)
        version = before
    return version


def files_named(record: Record, kinds: Mapping[str, Kind]) -> Iterator[str]:
    """The files that one record names: its own, and those that its kind's ``also-on`` tells."""
    yield record.file
    kind = kinds.get(record.kind)
    for name in kind.also_on if kind is not None else ():
        file = record.about if name == "about" else record.details.get(name)
        if isinstance(file, str):
            yield file
