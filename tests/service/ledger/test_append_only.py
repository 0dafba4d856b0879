"""The databases themselves refuse to change evidence, but for erasure with a certificate."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.test import override_settings

from sightline.service.files.models import Erasure, Record
from sightline.service.ledger.append_only import unguarded
from sightline.service.ledger.erasing import empty
from sightline.service.ledger.ids import new_id
from sightline.service.ledger.models import Chained
from sightline.service.ledger.privileges import application_role
from sightline.service.ledger.verify import chained_models
from tests.service.ledger.rows import (
    APPEND_ONLY,
    OWNERS_ALONE,
    a,
    append,
    as_owner,
    faults,
    other,
    saved,
    tamper,
)
from tools.cluster import OWNER

pytestmark = pytest.mark.django_db
TABLES = [pytest.param(model, id=model._meta.db_table) for model in APPEND_ONLY]
ERASABLE = [
    pytest.param(model, id=model._meta.db_table) for model in chained_models() if model.erasable
]


def run(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def columns(model: type[models.Model]) -> str:
    return ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)


def upserts(model: type[models.Model]) -> list[str]:
    """Inserting a row that is there already, in the ways that change or delete it instead."""
    table, pk = model._meta.db_table, model._meta.pk.column
    copy = f"INSERT INTO {table} ({columns(model)}) SELECT {columns(model)} FROM {table} WHERE true"
    found = [f'{copy} ON CONFLICT ("{pk}") DO UPDATE SET "{pk}" = EXCLUDED."{pk}"']
    if connection.vendor == "sqlite":
        found += [copy.replace("INSERT", "INSERT OR REPLACE", 1), copy.replace("INSERT", "REPLACE")]
    return found


def changes(model: type[models.Model]) -> list[str]:
    table, pk = model._meta.db_table, model._meta.pk.column
    told = [f'UPDATE {table} SET "{pk}" = "{pk}"', f"DELETE FROM {table}", *upserts(model)]
    return [*told, f"TRUNCATE {table} CASCADE"] if connection.vendor == "postgresql" else told


@pytest.mark.parametrize("model", TABLES)
def test_every_change_is_refused_to_the_application(model: type[models.Model]) -> None:
    saved(model)
    for sql in changes(model):
        with pytest.raises(DatabaseError):
            run(sql)


@pytest.mark.parametrize("model", TABLES)
def test_every_change_is_refused_to_the_owner_too(model: type[models.Model]) -> None:
    saved(model)
    with as_owner():
        for sql in changes(model):
            with pytest.raises(IntegrityError, match="append-only"):
                run(sql)


def test_a_row_in_anothers_unique_place_does_not_replace_it() -> None:
    """INSERT OR REPLACE deletes whatever holds a unique value, not only the same primary key."""
    if connection.vendor != "sqlite":
        return  # PostgreSQL has no REPLACE, and its ON CONFLICT is refused above.
    record = saved(Record)
    names = columns(Record)
    for key, empty_one in [("id", "version_of"), ("version_of", "id"), ("withdraws", "id")]:
        values = names.replace(f'"{empty_one}"', f"'{new_id().hex}'")
        if key != "withdraws":
            values = values.replace('"withdraws"', "NULL")
        values = values.replace('"position"', "2")
        with pytest.raises(IntegrityError, match="append-only"):
            run(f"REPLACE INTO files_record ({names}) SELECT {values} FROM files_record")
    values = ", ".join(
        f"'{new_id().hex}'" if name in ('"id"', '"version_of"', '"withdraws"') else name
        for name in names.split(", ")
    )
    with pytest.raises(IntegrityError, match="append-only"):
        run(f"REPLACE INTO files_record ({names}) SELECT {values} FROM files_record")
    values = values.replace('"position"', "2")
    with pytest.raises(IntegrityError, match="append-only"):
        run(f"REPLACE INTO files_record (rowid, {names}) SELECT rowid, {values} FROM files_record")
    run(f"REPLACE INTO files_record ({names}) SELECT {values} FROM files_record")
    assert Record.objects.filter(pk=record.pk).exists() and Record.objects.count() == 2


def test_every_table_of_evidence_is_guarded() -> None:
    tables = [model._meta.db_table for model in APPEND_ONLY]
    assert unguarded(connection, tables) == []
    assert unguarded(connection, ["ledger_job"]) == ["ledger_job"]


def test_what_the_application_may_do_on_postgresql() -> None:
    if connection.vendor != "postgresql":
        return
    append_only = {model._meta.db_table for model in APPEND_ONLY}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, array_agg(p) FILTER (WHERE has_table_privilege(c.oid, p)) "
            "FROM pg_class c, unnest(ARRAY['SELECT','INSERT','UPDATE','DELETE','TRUNCATE']) p "
            "WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace GROUP BY 1"
        )
        allowed = {table: set(privileges) for table, privileges in cursor.fetchall()}
    alone = {model._meta.db_table for model in OWNERS_ALONE}
    added_to = {table for table, may in allowed.items() if may == {"SELECT", "INSERT"}}
    assert added_to == append_only - alone
    assert allowed.pop("django_migrations") == {"SELECT"}
    assert all(allowed[table] == {"SELECT"} for table in alone)
    rest = {"SELECT", "INSERT", "UPDATE", "DELETE"}
    assert {table for table, may in allowed.items() if may != rest} == append_only
    tables = {model._meta.db_table for model in apps.get_models()}
    assert tables <= set(allowed) and "django_session" in tables


def test_a_missing_role_is_told_in_a_sentence() -> None:
    if connection.vendor != "postgresql":
        return
    with (
        override_settings(APPLICATION_ROLE="nobody_at_all"),
        pytest.raises(ImproperlyConfigured, match="CREATE ROLE nobody_at_all LOGIN"),
    ):
        application_role(connection)
    with (
        override_settings(APPLICATION_ROLE=OWNER),
        as_owner(),
        pytest.raises(ImproperlyConfigured, match="OWNER_DATABASE_URL"),
    ):
        application_role(connection)


# --- erasure ---------------------------------------------------------------------------------


def certify(chain: str, *rows: Chained) -> None:
    tables = {type(row)._meta.db_table for row in rows}
    named = {t: [str(r.pk) for r in rows if type(r)._meta.db_table == t] for t in sorted(tables)}
    append(chain, a(Erasure, rows=named))


@pytest.mark.parametrize("model", ERASABLE)
def test_an_erased_row_is_proved_with_its_certificate(model: type[Chained]) -> None:
    row, beside = a(model), a(model)
    append("file:erased", row, beside)
    certify("file:erased", row)
    assert "and it is not" in " ".join(fault.sentence for fault in faults())
    empty(model, [row.pk])
    assert faults() == []
    with as_owner():
        row.refresh_from_db()
        assert [getattr(row, name) for name in (*model.erasable, "salt")] == [None] * (
            len(model.erasable) + 1
        )
        beside.refresh_from_db()
        assert all(getattr(beside, name) for name in (*model.erasable, "salt"))


@pytest.mark.parametrize("model", ERASABLE)
def test_nothing_is_erased_without_a_certificate(model: type[Chained]) -> None:
    row, beside = a(model), a(model)
    append("file:erased", row, beside)
    certify("file:erased", beside)
    certify("file:another", row)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        empty(model, [row.pk])
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        empty(model, [row.pk, beside.pk])
    empty(model, [beside.pk])
    tamper(row, **dict.fromkeys((*model.erasable, "salt")))
    assert "no certificate of erasure names it" in " ".join(f.sentence for f in faults())


@pytest.mark.parametrize("model", ERASABLE)
def test_a_certificate_lets_nothing_else_be_changed(model: type[Chained]) -> None:
    row = a(model)
    append("file:erased", row)
    certify("file:erased", row)
    erased = dict.fromkeys((*model.erasable, "salt"))
    kept = [field for field in model._meta.concrete_fields if field.attname not in erased]
    besides = [
        {**erased, field.attname: other(field, getattr(row, field.attname))} for field in kept
    ]
    partly = [{name: None for name in erased if name != left_out} for left_out in erased]
    with as_owner():
        for columns in [*besides, *partly]:
            with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
                model._default_manager.filter(pk=row.pk).update(**columns)


def test_the_application_cannot_erase_but_by_the_owners_function() -> None:
    if connection.vendor != "postgresql":
        return
    row = a(Record)
    append("file:erased", row)
    certify("file:erased", row)
    with pytest.raises(DatabaseError, match="permission denied"):
        run("UPDATE files_record SET details = NULL, reason = NULL, salt = NULL")
    empty(Record, [row.pk])
    assert faults() == []


def test_a_row_that_is_not_there_is_no_success() -> None:
    with pytest.raises(LookupError, match="1 rows were to be emptied, 0 are there"):
        empty(Record, [new_id()])
