"""Small files to test with: a child, a worker, an agency, and what is recorded on them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from sightline.engine.model import Day, Moment, Value
from sightline.service.files import services
from sightline.service.files.entries import Entry
from sightline.service.files.models import Record
from sightline.service.ledger import chains
from sightline.service.ledger.acts import Act, act
from sightline.service.ledger.ids import id_from
from sightline.service.ledger.row_security import as_machine
from sightline.standard.calendar import day_of
from tools.cluster import APPLICATION

SOMEBODY, SOMEBODY_ELSE = id_from("somebody"), id_from("somebody else")


@contextmanager
def acting(person: UUID = SOMEBODY) -> Iterator[Act]:
    """An act of somebody to whom every file is open, done as the application does it."""
    with application(), act(person=person, route="test") as by, as_machine():
        yield by


@contextmanager
def application() -> Iterator[None]:
    """On PostgreSQL, with no more privileges than the application has."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {APPLICATION}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")


def day(text: str) -> Day:
    """The day of a date as it is written."""
    return day_of(date.fromisoformat(text))


def seen(file: UUID) -> int:
    """The version of a file that somebody sees who looks now."""
    return chains.version(chains.file_chain(file))


def opened(type: str = "child", **said: Any) -> UUID:
    """A file opened in an act of its own."""
    told = {"given": "Ada", "family": "Quillwright", "place": "Borchester", **said}
    if type in ("child", "adult"):
        told.setdefault("born_on", date(2010, 5, 4))
    with acting() as by:
        return services.open_file(type=type, by=by, **told).id


def recorded(file: UUID, entry: Entry) -> Record:
    """A record added in an act of its own, by somebody who sees the file as it is."""
    with acting() as by:
        return services.record(file=file, entry=entry, seen=seen(file), by=by)


def corrected(fact: UUID, file: UUID, entry: Entry) -> Record:
    """A correction likewise."""
    with acting() as by:
        return services.correct(fact=fact, entry=entry, reason="A slip.", seen=seen(file), by=by)


def withdrawn(fact: UUID, file: UUID) -> Record:
    """A withdrawal likewise."""
    with acting() as by:
        return services.withdraw(fact=fact, reason="Not so.", seen=seen(file), by=by)


def assessment(on: str, vulnerability: Value = "high", **said: Any) -> Entry:
    """An assessment, which a high vulnerability makes trigger a plan and more."""
    details = {"tool": "assetplus", "vulnerability": vulnerability}
    return Entry("assessment", Moment(day(on)), details=details, **said)


def concern(on: str, other: UUID | None = None) -> Entry:
    """A concern, which stands on the other child's file as well."""
    details: dict[str, Value] = {"type": "significant-harm"}
    if other is not None:
        details["other-child"] = str(other)
    return Entry("concern", Moment(day(on)), details=details)
