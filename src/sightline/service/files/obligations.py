"""Obligations of the engine as rows: from the reference one by one, from the kernel as a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import pyarrow as pa
from django.db.models import Q

from sightline.engine import model as engine
from sightline.engine.model import Day, Minute, Moment, State, derived_id
from sightline.service.files.models import Obligation
from sightline.service.files.moments import at_minute, day_at
from sightline.service.files.rules import RulesTold
from sightline.standard.calendar import date_of

COLUMNS = tuple(field.attname for field in Obligation._meta.concrete_fields)
"""The columns of a row, in order: the id first, the file second."""

Row = tuple[Any, ...]
"""One obligation as the values of ``COLUMNS``."""

_UNSETTLED = (State.OPEN, State.OVERDUE)

_date = lru_cache(maxsize=65_536)(date_of)
_at = lru_cache(maxsize=65_536)(at_minute)
_uuid = lru_cache(maxsize=4_096)(UUID)


def rows_of(
    obligations: Iterable[engine.Obligation], told: RulesTold, kinds: Mapping[str, str]
) -> Iterator[Row]:
    """The rows of what the reference found. ``kinds``: of each record, by its id."""
    for o in obligations:
        yield _row(
            told, kinds, o.id, o.file, o.duty, o.part, o.trigger, o.step, o.period, o.rule,
            o.opened.day, o.opened.minute, *_two(o.due), *_two(o.met), o.met_by, o.entered,
            *_two(o.lapsed), o.lapsed_by, o.excused_by, o.breaches, o.booked, o.state,
            o.notes.value,
        )  # fmt: skip


def rows_of_table(table: pa.Table, told: RulesTold, kinds: Mapping[str, str]) -> Iterator[Row]:
    """The rows of what the kernel found, a table of ``engine.rows``."""
    for batch in table.to_batches(max_chunksize=10_000):
        for found in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            file, duty, part, trigger, step, period, *rest = found
            id_ = derived_id(file, duty, part, trigger, str(step or 0), str(period or 0))
            yield _row(told, kinds, id_, *found[:6], *rest)


def instance_of(row: Row) -> Obligation:
    """A row as the model has it, not yet saved."""
    return Obligation(**dict(zip(COLUMNS, row, strict=True)))


def _two(moment: Moment | None) -> tuple[Day | None, Minute | None]:
    return (None, None) if moment is None else (moment.day, moment.minute)


def _row(
    told: RulesTold, kinds: Mapping[str, str], id_: str,
    file: str, duty: str, part: str, trigger: str, step: int | None, period: Day | None, rule: int,
    opened: Day, opened_at: Minute | None, due: Day | None, due_at: Minute | None,
    met: Day | None, met_at: Minute | None, met_by: str | None, entered: Minute | None,
    lapsed: Day | None, lapsed_at: Minute | None, lapsed_by: str | None, excused_by: str | None,
    breaches: Iterable[str], booked: Day | None, state: str, notes: int,
) -> Row:  # fmt: skip
    says = told[duty, part, rule]
    kind = kinds.get(trigger, "") if says.kind is None else says.kind
    return (
        UUID(id_), _uuid(file), duty, part, rule, says.owner, kind, says.sensitivities, trigger,
        step, _day(period), _day(opened), _minute(opened_at), _day(due), _minute(due_at),
        _day(met), _minute(met_at), _id(met_by), _minute(entered),
        _day(lapsed), _minute(lapsed_at), _id(lapsed_by), _id(excused_by),
        list(breaches), _day(booked), "" if state in _UNSETTLED else str(state), notes,
    )  # fmt: skip


def _day(day: Day | None) -> date | None:
    return None if day is None else _date(day)


def _minute(minute: Minute | None) -> datetime | None:
    return None if minute is None else _at(minute)


def _id(text: str | None) -> UUID | None:
    return None if text is None else UUID(text)


def overdue(at: datetime) -> Q:
    """Stored obligations for which no evidence is on file at a moment, past due."""
    return Q(settled="") & past_due(at)


def past_due(at: datetime) -> Q:
    """Stored obligations that were due before a moment, settled or not."""
    today = date_of(day_at(at))
    return Q(due_at__isnull=True, due_on__lt=today) | Q(due_at__lt=at)
