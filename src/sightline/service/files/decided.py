"""Which standard was decided on and from which day, as ``StandardInForce`` has it."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from django.db import connection

from sightline.service.files.models import StandardInForce
from sightline.standard import load
from sightline.standard.model import Standard


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read on a day: first days and rows, in the order in which they come to hold.

    A decision takes effect on a later day than it is made, so what holds on a day is known when it
    begins, and need not be read twice.
    """

    on: date
    rows: tuple[tuple[date, UUID], ...]


_last: list[_Read] = []


def in_force(day: date) -> Standard | None:
    """The standard decided on for a day; None where nothing was decided."""
    if not _last or _last[0].on != day:
        _last[:] = [_Read(day, _rows())]
    holding = [row for from_on, row in _last[0].rows if from_on <= day]
    return _loaded(holding[-1]) if holding else None


def forget() -> None:
    """Read the decisions again when they are next asked for."""
    _last.clear()


def _rows() -> tuple[tuple[date, UUID], ...]:
    table = StandardInForce._meta.db_table
    if table not in connection.introspection.table_names():
        return ()  # a database that is about to be made, or to be brought to this version
    found = StandardInForce.objects.order_by("from_on", "position")
    return tuple(found.values_list("from_on", "pk"))


@lru_cache(maxsize=2)
def _loaded(row: UUID) -> Standard:
    # Checked, examples and all, before it was decided on.
    return loaded(StandardInForce.objects.values_list("text", flat=True).get(pk=row))


def with_examples(digest: str) -> Standard | None:
    """The same with its worked examples, by its digest; None where it was not decided on."""
    row = StandardInForce.objects.filter(standard=digest).first()
    return None if row is None else loaded(row.text, examples=True)


def text_of(folder: Path) -> dict[str, str]:
    """The files of a standard by path."""
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in sorted(folder.rglob("*.yaml"))
    }


def loaded(text: Mapping[str, str], *, examples: bool = False) -> Standard:
    """The standard of these files. Raises FaultyStandard."""
    with tempfile.TemporaryDirectory(prefix="sightline-standard-") as folder:
        for name, said in text.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(said, "utf-8")
        return load(Path(folder), examples=examples)
