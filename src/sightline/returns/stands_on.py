"""On which files a record stands: its own, and those that its kind's ``also-on`` names."""

from __future__ import annotations

from collections.abc import Container, Iterator

from sightline.engine.model import Record, Value
from sightline.standard.model import Kind


def standing(record: Record, kind: Kind, subjects: Container[str]) -> Iterator[str]:
    """The files, its own first, each once; of the others only those whose subject is known."""
    yield record.file
    if not kind.also_on:
        return
    seen = {record.file}
    for name in kind.also_on:
        for other in _named(record.about if name == "about" else record.details.get(name)):
            if other not in seen and other in subjects:
                seen.add(other)
                yield other


def _named(value: Value | None) -> tuple[str, ...]:
    if isinstance(value, tuple):
        return value
    return (value,) if isinstance(value, str) else ()
