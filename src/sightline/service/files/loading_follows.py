"""What follows from files that are loaded: obligations by the kernel, involvements, when judged."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc
from django.db import connection

from sightline.engine.model import Day, File, Minute, State, derived_id
from sightline.service.files.bulk import AT_ONCE, columns_of, insert
from sightline.service.files.judging import groups, involvements_on
from sightline.service.files.models import Involvement, Judged, Obligation
from sightline.service.files.rules import RulesTold, rules_told
from sightline.service.files.standard import standard
from sightline.service.ledger.chains import file_chain
from sightline.service.ledger.models import Chain
from sightline.standard.calendar import date_of

_COLUMNS = columns_of(Obligation)


def write_obligations(files: Sequence[File], known_at: Minute, on: Day) -> int:
    """Work out the obligations of new files and write them; say how many there are."""
    kinds = {record.id: record.kind for file in files for record in file.records}
    count = 0
    for group in groups(files, on):
        for table in group.tables(known_at, on):
            insert(Obligation, _COLUMNS, _ready(table, rules_told(), kinds))
            count += table.num_rows
    return count


def write_involvements(files: Sequence[File], known_at: Minute) -> None:
    """Work out who is involved with new files and write it."""
    Involvement.objects.bulk_create(involvements_on(files, known_at), batch_size=AT_ONCE)


def write_judged(files: Iterable[UUID], on: Day, now: datetime) -> None:
    """Write that new files were judged."""
    lengths = dict(Chain.objects.filter(name__startswith="file:").values_list("name", "length"))
    Judged.objects.bulk_create(
        (
            Judged(
                file_id=id_,
                on=date_of(on),
                known_at=now,
                version=lengths[file_chain(id_)],
                standard=standard().digest,
            )
            for id_ in files
        ),
        batch_size=AT_ONCE,
    )


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
            [json.dumps(ids) for ids in _list(batch["breaches"])],
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
