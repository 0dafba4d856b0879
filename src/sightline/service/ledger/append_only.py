"""Triggers that refuse to change or delete a row, on both databases.

They are the first of three guards: on PostgreSQL the application's role has no privilege to change
these tables either, and ``verify`` finds what an owner did behind the triggers' back.

SQLite drops the triggers of a table when a migration makes the table anew, as most that alter a
column do: such a migration ends with ``append_only`` again. ``unguarded`` finds it forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.db import migrations

from sightline.service.ledger.privileges import application_role

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

CERTIFICATES = "files_erasure"
"""The table whose row, in the same chain, lets an erasure through: its column ``rows`` holds
``{"<table>": ["<id>", ...]}``, tables by their name in the database, ids with their hyphens."""


def append_only(table: str, erasable: Sequence[str] = ()) -> migrations.RunPython:
    """A migration's step: rows of this table are added and never changed.

    ``erasable``: columns that may be emptied, together with ``salt`` and nothing else, once a
    certificate names the row. There is no way back: whoever takes the guards off does it by hand.
    """

    def guard(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "postgresql":
            statements = _on_postgresql(editor.connection, table, erasable)
        else:
            statements = _on_sqlite(editor.connection, table, erasable)
        for sql in statements:
            editor.execute(sql, params=None)

    return migrations.RunPython(guard)


def unguarded(connection: BaseDatabaseWrapper, tables: Iterable[str]) -> list[str]:
    """Those of the tables whose triggers are missing or switched off."""
    if connection.vendor == "postgresql":
        sql = (
            "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE t.tgenabled = 'A' AND c.relnamespace = current_schema()::regnamespace"
        )
        names = ["refuses_statement", "refuses_row"]
    else:
        sql = "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'"
        names = ["refuses_delete", "refuses_update", "refuses_replace"]
    with connection.cursor() as cursor:
        cursor.execute(sql)
        found = set(cursor.fetchall())
    return [t for t in tables if any((t, f"{t}_{name}") not in found for name in names)]


def _refusal(table: str) -> str:
    return f"{table} is append-only: a row is corrected by adding another."


def _on_sqlite(
    connection: BaseDatabaseWrapper, table: str, erasable: Sequence[str]
) -> Iterable[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{_refusal(table)}'); END"
    for name, event in (
        ("delete", "DELETE"),
        ("update", "UPDATE"),
        ("replace", "INSERT"),
    ):
        yield f"DROP TRIGGER IF EXISTS {table}_refuses_{name}"
        when = ""
        if name == "update" and erasable:
            when = f"WHEN NOT ({_only_erased(connection, table, erasable)})"
        elif name == "replace":
            # INSERT OR REPLACE deletes what is in its way without asking the trigger on DELETE.
            when = f"WHEN {_in_the_way(connection, table)}"
        yield f"CREATE TRIGGER {table}_refuses_{name} BEFORE {event} ON {table} {when} {refuse}"


def _in_the_way(connection: BaseDatabaseWrapper, table: str) -> str:
    with connection.cursor() as cursor:
        constraints = connection.introspection.get_constraints(cursor, table).values()
    unique = {tuple(c["columns"]) for c in constraints if c["unique"] or c["primary_key"]}
    same = [
        " AND ".join(f'"{column}" = NEW."{column}"' for column in columns)
        for columns in [*sorted(unique), ("rowid",)]
    ]
    return " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {one})" for one in same)


def _only_erased(connection: BaseDatabaseWrapper, table: str, erasable: Sequence[str]) -> str:
    emptied = {*erasable, "salt"}
    with connection.cursor() as cursor:
        columns = [c.name for c in connection.introspection.get_table_description(cursor, table)]
    same = [
        f'NEW."{name}" IS NULL' if name in emptied else f'NEW."{name}" IS OLD."{name}"'
        for name in [*columns, "rowid"]
    ]
    certified = (
        f"EXISTS (SELECT 1 FROM {CERTIFICATES} AS c, json_each(c.\"rows\", '$.{table}') AS r "
        "WHERE c.chain = OLD.chain AND replace(r.value, '-', '') = OLD.id)"
    )
    return " AND ".join([*same, certified])


_REFUSE_FUNCTION = """
CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE =
    TG_TABLE_NAME || ' is append-only: a row is corrected by adding another.';
END $$"""

_ERASURE_FUNCTION = f"""
CREATE OR REPLACE FUNCTION ledger_refuse_but_erasure() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE emptied text[] := ARRAY['salt'];
BEGIN
  IF TG_NARGS > 0 THEN
    emptied := emptied || TG_ARGV[0]::text[];
    IF to_jsonb(NEW) - emptied = to_jsonb(OLD) - emptied
       AND NOT EXISTS (SELECT FROM unnest(emptied) AS e WHERE to_jsonb(NEW) ->> e IS NOT NULL)
       AND EXISTS (SELECT FROM {CERTIFICATES} AS c
                   WHERE c.chain = OLD.chain AND c.rows -> TG_TABLE_NAME ? OLD.id::text)
    THEN RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE =
    TG_TABLE_NAME || ' is append-only: a row is corrected by adding another.';
END $$"""


def _on_postgresql(
    connection: BaseDatabaseWrapper, table: str, erasable: Sequence[str]
) -> Iterable[str]:
    role = application_role(connection)
    yield f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM PUBLIC, {role}"
    yield _REFUSE_FUNCTION
    yield _ERASURE_FUNCTION
    columns = f"'{{{','.join(erasable)}}}'" if erasable else ""
    for name, when, what in (
        ("statement", "DELETE OR TRUNCATE", "STATEMENT EXECUTE FUNCTION ledger_refuse()"),
        ("row", "UPDATE", f"ROW EXECUTE FUNCTION ledger_refuse_but_erasure({columns})"),
    ):
        trigger = f"{table}_refuses_{name}"
        yield f"CREATE OR REPLACE TRIGGER {trigger} BEFORE {when} ON {table} FOR EACH {what}"
        # Always: also in a session that is told to be a replica, which skips ordinary triggers.
        yield f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger}"
    if erasable:
        yield from _owners_erasure(connection, table, erasable, role)


def _owners_erasure(
    connection: BaseDatabaseWrapper, table: str, erasable: Sequence[str], role: str
) -> Iterable[str]:
    """The one way in which the application empties a row: as the owner, past the same trigger."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_schema())")
        schema = cursor.fetchone()[0]
    emptied = ", ".join(f"{column} = NULL" for column in [*erasable, "salt"])
    yield f"""
CREATE OR REPLACE FUNCTION {table}_erase(ids uuid[]) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = {schema}, pg_temp AS $$
  WITH gone AS (UPDATE {table} SET {emptied} WHERE id = ANY(ids) RETURNING 1)
  SELECT count(*) FROM gone
$$"""
    yield f"REVOKE ALL ON FUNCTION {table}_erase(uuid[]) FROM PUBLIC"
    yield f"GRANT EXECUTE ON FUNCTION {table}_erase(uuid[]) TO {role}"
