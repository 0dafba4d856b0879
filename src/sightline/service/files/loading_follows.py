"""What follows from new files that are loaded: obligations by the kernel, involvements."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc
from django.db import connection

from sightline.engine.model import Day, File, Minute, State, derived_id
from sightline.service.files.bulk import AT_ONCE, columns_of, insert
from sightline.service.files.involvements import only_involving
from sightline.service.files.judging import groups, involvements_on
from sightline.service.files.models import Involvement, Judged, Obligation
from sightline.service.files.rules import RulesTold, rules_told
from sightline.service.files.standard import standard
from sightline.service.files.vulnerability import NOT_KNOWN, vulnerability_of
from sightline.service.ledger.chains import file_chain
from sightline.service.ledger.models import Chain
from sightline.standard.calendar import OutsideCalendar, date_of

_COLUMNS = columns_of(Obligation)


@dataclass(frozen=True, slots=True)
class Owed:
    """New files in our ids, and the tables of what is owed on them."""

    files: Sequence[File]
    tables: Sequence[pa.Table]


class Follows:
    """Works out what follows from new files, before they are written, by the kernel.

    ``known_at``, ``on``, ``now``: the present as a minute, a day and a moment.
    """

    def __init__(self, known_at: Minute, on: Day, now: datetime) -> None:
        self._known_at, self._on, self._now = known_at, on, now

    def owed(self, files: Sequence[File]) -> Owed:
        """What is owed on them. Raises OutsideCalendar."""
        tables = [
            table
            for group in groups(files, self._on)
            for table in group.tables(self._known_at, self._on)
        ]
        return Owed(files, tables)

    def outside_calendar(self, files: Sequence[File]) -> dict[str, str]:
        """The ids of those of them on which a clock runs out of the calendar, and what it says."""
        try:
            self.owed(files)
        except OutsideCalendar as error:
            if len(files) == 1:
                return {files[0].subject.id: str(error)}
            half = len(files) // 2
            return self.outside_calendar(files[:half]) | self.outside_calendar(files[half:])
        return {}

    def write(self, owed: Owed) -> int:
        """Write what follows from files that are written; how many obligations that is."""
        kinds = {record.id: record.kind for file in owed.files for record in file.records}
        count = 0
        for table in owed.tables:
            insert(Obligation, _COLUMNS, _ready(table, rules_told(), kinds))
            count += table.num_rows
        involving = [only_involving(standard(), file) for file in owed.files]
        Involvement.objects.bulk_create(
            involvements_on(involving, self._known_at), batch_size=AT_ONCE
        )
        self._write_judged(owed.files)
        return count

    def _write_judged(self, files: Sequence[File]) -> None:
        by_chain = {file_chain(id_): id_ for file in files for id_ in [UUID(file.subject.id)]}
        found_to_be = vulnerability_of(standard(), files, self._known_at, self._on)
        Judged.objects.bulk_create(
            (
                Judged(
                    file_id=by_chain[name],
                    on=date_of(self._on),
                    known_at=self._now,
                    version=length,
                    standard=standard().digest,
                    vulnerability=found_to_be.get(by_chain[name], NOT_KNOWN),
                )
                for name, length in Chain.objects.filter(name__in=by_chain).values_list(
                    "name", "length"
                )
            ),
            batch_size=AT_ONCE,
        )


def mark_waiting(files: Collection[UUID]) -> None:
    """What is owed on files is worked out again before it is next shown (``judging.waiting``)."""
    if files:
        Judged.objects.filter(file__in=files).update(standard="")


# --- rows of the kernel, column by column: there are half a million ------------------------------


def _ready(table: pa.Table, told: RulesTold, kinds: Mapping[str, str]) -> Iterator[tuple[Any, ...]]:
    """The rows of a table of ``engine.rows``, as the database takes them."""
    for batch in table.to_batches(max_chunksize=50_000):
        text = {name: _list(batch[name]) for name in ("file", "duty", "part", "trigger", "rule")}
        keys = zip(text["duty"], text["part"], text["rule"], strict=True)
        says = [told[key] for key in keys]
        yield from zip(
            _ids(batch),
            _hex(batch["file"]),
            text["duty"],
            text["part"],
            text["rule"],
            [rule.owner for rule in says],
            [
                kinds.get(trigger, "") if rule.kind is None else rule.kind
                for rule, trigger in zip(says, text["trigger"], strict=True)
            ],
            [rule.sensitivities for rule in says],
            text["trigger"],
            _list(batch["step"]),
            _dates(batch["period"]),
            _dates(batch["opened_day"]),
            _moments(batch["opened_minute"]),
            _dates(batch["due_day"]),
            _moments(batch["due_minute"]),
            _dates(batch["met_day"]),
            _moments(batch["met_minute"]),
            _hex(batch["met_by"]),
            _moments(batch["entered"]),
            _dates(batch["lapsed_day"]),
            _moments(batch["lapsed_minute"]),
            _hex(batch["lapsed_by"]),
            _hex(batch["excused_by"]),
            [json.dumps(ids) if ids else "[]" for ids in _list(batch["breaches"])],
            _dates(batch["booked"]),
            _settled(batch["state"]),
            _list(batch["notes"]),
            strict=True,
        )


def _ids(batch: pa.RecordBatch) -> list[str]:
    keys = zip(
        *(_list(batch[name]) for name in ("file", "duty", "part", "trigger", "step", "period")),
        strict=True,
    )
    return [
        derived_id(file, duty, part, trigger, str(step or 0), str(period or 0)).replace("-", "")
        for file, duty, part, trigger, step, period in keys
    ]


def _list(column: pa.Array) -> list[Any]:
    return column.to_pylist()  # type: ignore[no-any-return]


def _hex(column: pa.Array) -> list[str | None]:
    return _list(pc.replace_substring(column, "-", ""))


def _dates(column: pa.Array) -> list[str | None]:
    return _list(pc.cast(pc.cast(column, pa.date32()), pa.string()))


def _moments(column: pa.Array) -> list[str | None]:
    """In UTC: SQLite's columns hold no offset, PostgreSQL is told it."""
    seconds = pc.cast(pc.multiply(column, 60), pa.timestamp("s"))
    offset = "" if connection.vendor == "sqlite" else "+00"
    return _list(pc.strftime(seconds, format=f"%Y-%m-%d %H:%M:%S{offset}"))


def _settled(column: pa.Array) -> list[str]:
    still = pc.is_in(column, value_set=pa.array([State.OPEN.value, State.OVERDUE.value]))
    return _list(pc.if_else(still, "", column))
