"""What a backup says of the database that it was made of, so that a restored one can be compared.

Plain SQL over whatever tables there are, so that it can be asked of any version's database.
"""

from __future__ import annotations

import hashlib
from typing import Any, Final

import psycopg
from psycopg import sql

Facts = dict[str, Any]

NOT_KEPT: Final = ("django_session",)
"""Tables whose rows no backup has: who was signed in then is not signed in by a restoring."""

_SCHEMA: Final = "SELECT app, name FROM django_migrations ORDER BY app, id"
_TABLES: Final = """
SELECT c.relname FROM pg_class c
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' ORDER BY 1
"""
_HEADS: Final = """
SELECT name || ' ' || length || ' ' || encode(digest, 'hex')
FROM ledger_chain WHERE length > 0 ORDER BY name COLLATE "C"
"""
# One number for all of them, whatever their order: the sum of sixty bits of each row's digest.
_OBLIGATIONS: Final = """
SELECT coalesce(sum(('x' || substr(md5(o::text), 1, 15))::bit(60)::bigint::numeric), 0)::text
FROM files_obligation o
"""


def facts(connection: psycopg.Connection[Any]) -> Facts:
    """The schema, the rows of each table, the ends of all chains, and the obligations.

    Inside one transaction of the caller's, so that all of it is of one moment.
    """
    with connection.cursor() as cursor:
        # How a row is written as text depends on these.
        cursor.execute("SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO'")
        schema: dict[str, list[str]] = {}
        for app, name in cursor.execute(_SCHEMA).fetchall():
            schema.setdefault(app, []).append(name)
        tables = [name for (name,) in cursor.execute(_TABLES).fetchall() if name not in NOT_KEPT]
        counts = {}
        for table in tables:
            asked = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
            counts[table] = _one(cursor.execute(asked))
        obligations = _one(cursor.execute(_OBLIGATIONS))
    return {
        "schema": schema,
        "rows": counts,
        "heads": _heads(connection),
        "obligations": obligations,
    }


def _heads(connection: psycopg.Connection[Any]) -> str:
    digest = hashlib.sha256()
    with connection.cursor(name="heads") as cursor:  # on the server: there may be millions
        cursor.itersize = 10_000
        for (line,) in cursor.execute(_HEADS):
            digest.update(f"{line}\n".encode())
    return digest.hexdigest()


def _one(cursor: psycopg.Cursor[Any]) -> Any:
    row = cursor.fetchone()
    assert row is not None
    return row[0]


def differing(then: Facts, now: Facts) -> list[str]:
    """What is not as it was, each in a sentence."""
    found = []
    for table in sorted({*then["rows"], *now["rows"]}):
        was, is_ = then["rows"].get(table), now["rows"].get(table)
        if was != is_:
            found.append(f"{table} had {_said(was)} and has {_said(is_)}.")
    if then["schema"] != now["schema"]:
        found.append("The tables are of another version.")
    if then["heads"] != now["heads"]:
        found.append("The ends of the chains are not what they were.")
    if then["obligations"] != now["obligations"]:
        found.append("The obligations are not what they were.")
    return found


def _said(rows: int | None) -> str:
    return "no such table" if rows is None else f"{rows:,} rows"
