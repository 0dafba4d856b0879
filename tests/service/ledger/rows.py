"""Rows of any chained table, made from what its model says, and the ways of tampering with them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, models

from sightline.service.files.models import KindVersion, StandardInForce, Subject
from sightline.service.ledger import chains
from sightline.service.ledger.acts import Act
from sightline.service.ledger.ids import new_id
from sightline.service.ledger.links import Fault
from sightline.service.ledger.models import Chained, Checkpoint, LoggedFile, LogLine
from sightline.service.ledger.row_security import as_machine
from sightline.service.ledger.verify import chained_models, verify

MACHINE = Act(person=None, route="test")
APPEND_ONLY: list[type[models.Model]] = [
    *chained_models(),
    *(LoggedFile, Checkpoint, KindVersion),
]
OWNERS_ALONE: frozenset[type[models.Model]] = frozenset({StandardInForce})
"""Tables to which the application may not even add."""

_LEDGERS = {field.name for field in Chained._meta.get_fields()}
AT = datetime(2026, 3, 29, 0, 59, 59, 123456, tzinfo=UTC)


def a(model: type[Any], **given: Any) -> Any:
    """An unsaved row with something in every column that the ledger does not fill in."""
    for field in model._meta.concrete_fields:
        if field.name not in given and field.attname not in given and not _filled_in(field):
            given[field.name] = _something(field)
    return model(**given)


def saved(model: type[Any], **given: Any) -> Any:
    """A row of any model in the database, for others to refer to."""
    row = a(model, **given)
    if isinstance(row, Chained):
        append(chains.file_chain(new_id()), row)
    else:
        with as_machine():
            row.save(force_insert=True)
    return row


def append(chain: str, *rows: Chained) -> int:
    """Rows added to a chain by the machine, to which every file is open.

    As the owner where there are some to whose table the application may not add.
    """
    alone = any(type(row) in OWNERS_ALONE for row in rows)
    with as_owner() if alone else nullcontext(), as_machine():
        return chains.append(rows, chain=chain, by=MACHINE)


def faults(**asked: Any) -> list[Fault]:
    """What ``verify`` finds as the owner, whom no row-level security hides anything from."""
    with as_owner():
        return list(verify(**asked))


@contextmanager
def as_owner() -> Iterator[None]:
    """As the owner of the database, and after it as whoever it was before."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (role,) = cursor.fetchone()
        # What is deferred would stand in the way of changing the table.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("RESET ROLE")
        yield
        cursor.execute(f"SET ROLE {role}")


def subjects(chain: str, number: int) -> list[Subject]:
    """So many plain rows in a chain."""
    rows = [a(Subject, source_id=str(n)) for n in range(number)]
    append(chain, *rows)
    return rows


def a_line() -> LogLine:
    """A row that refers to no other and lies behind no row-level security."""
    line: LogLine = a(LogLine, files={})
    return line


def other(field: models.Field[Any, Any], value: Any) -> Any:
    """Another value that the column takes, which is not ``value``; None is one of them."""
    if isinstance(field, models.ForeignKey):
        return saved(field.related_model).pk
    match value:
        case None:
            return _something(field)
        case bool():
            return not value
        case int():
            return value + 1_000
        case str():
            return value[:-1] if value else "x"
        case UUID():
            return new_id()
        case datetime():
            return value + timedelta(microseconds=1)
        case date():
            return value + timedelta(days=1)
        case bytes():
            return bytes([value[0] ^ 1]) + value[1:]
        case dict():
            return {**value, "added": None}
        case list():
            return [*value, None]
    raise AssertionError(f"{field}: no other value is known")


@contextmanager
def behind_the_triggers(*tables: str) -> Iterator[None]:
    """As the owner of the database, with the triggers of these tables off, and on again after."""
    with connection.cursor() as cursor, as_owner():
        if connection.vendor == "postgresql":
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            yield
            for table in tables:
                for name in ("statement", "row"):
                    trigger = f"{table}_refuses_{name}"
                    cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger}")
            return
        cursor.execute("SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = [(name, sql) for table, name, sql in cursor.fetchall() if table in tables]
        for name, _ in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        yield
        for _, sql in triggers:
            cursor.execute(sql)


def tamper(row: models.Model, **columns: Any) -> None:
    """Change columns of a row behind the triggers' back."""
    model = type(row)
    with behind_the_triggers(model._meta.db_table):
        assert model._default_manager.filter(pk=row.pk).update(**columns) == 1


def remove(row: models.Model) -> None:
    """Delete a row behind the triggers' back."""
    table = row._meta.db_table
    with behind_the_triggers(table), connection.cursor() as cursor:
        column = row._meta.pk.column
        value = row._meta.pk.get_db_prep_value(row.pk, connection)
        cursor.execute(f"DELETE FROM {table} WHERE {column} = %s", [value])
        assert cursor.rowcount == 1


def _filled_in(field: models.Field[Any, Any]) -> bool:
    by_ledger = issubclass(field.model, Chained) and field.name in _LEDGERS
    return by_ledger or field.get_internal_type() in {"BigAutoField", "AutoField"}


def _something(field: models.Field[Any, Any]) -> Any:
    if isinstance(field, models.ForeignKey):
        # A row that names another of its own table ends with one that names none.
        itself = {field.name: None} if field.related_model is field.model else {}
        return saved(field.related_model, **itself)
    match field.get_internal_type():
        case "CharField" | "TextField":
            choices = [value for value, _ in field.flatchoices if value]
            return choices[0] if choices else f"Zoë {new_id()}"[: field.max_length]
        case "UUIDField":
            return new_id()
        case "BooleanField":
            return True
        case "PositiveIntegerField" | "PositiveSmallIntegerField":
            return 7
        case "DateField":
            return date(2026, 2, 28)
        case "DateTimeField":
            return AT
        case "BinaryField":
            return b"\x00\xff" * 16
        case "JSONField":
            return {"a": [1, 2.5, "é", None, True]}
        case unknown:
            raise AssertionError(f"{field}: nothing is known to put into a {unknown}")
