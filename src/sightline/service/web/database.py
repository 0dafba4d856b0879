"""Whether the database is one that this version can serve, as a role that can do no harm.

Nobody is served by a role that could change evidence or see past row-level security, nor from
tables of another version.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from django.db import DatabaseError, Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

Migration = tuple[str, str]
"""An app's label and the migration's name."""

_ROLE: Final = """
SELECT session_user,
       coalesce(bool_or(r.rolsuper), false),
       coalesce(bool_or(r.rolbypassrls), false),
       EXISTS (SELECT FROM pg_class c
               WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
                 AND pg_has_role(session_user, c.relowner, 'MEMBER')),
       has_schema_privilege(session_user, current_schema(), 'CREATE')
FROM pg_roles r WHERE pg_has_role(session_user, r.oid, 'MEMBER')
"""
"""Of the role itself and of those that it can become."""


@lru_cache(maxsize=1)
def _ours() -> tuple[frozenset[Migration], frozenset[Migration]]:
    """The last migrations of each app, and all there are: they do not change while it runs."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return frozenset(loader.graph.leaf_nodes()), frozenset(loader.disk_migrations or ())


def _applied() -> frozenset[Migration]:
    return frozenset(MigrationRecorder(connection).applied_migrations())


def is_in_step() -> bool:
    """Whether every migration that this version has was made. Raises django.db.Error."""
    return _ours()[0] <= _applied()


def database_faults() -> Iterator[str]:
    """What is wrong, and what to do about it, in sentences. For the application's connection."""
    try:
        connection.ensure_connection()
    except Error:
        yield "The database does not answer. Is it running, and is DATABASE_URL right?"
        return
    if connection.vendor != "postgresql":
        return
    yield from _role_faults()
    yield from _version_faults()


def _role_faults() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(_ROLE)
        role, is_super, bypasses, owns, creates = cursor.fetchone()
    instead = "Give the application's own role in DATABASE_URL (docs/operations/install.md)."
    if is_super:
        yield f"The role {role} is a superuser of PostgreSQL, or can become one. {instead}"
        return
    if bypasses:
        yield f"The role {role} can see past row-level security (BYPASSRLS). {instead}"
    if owns:
        yield f"The role {role} owns tables, or can become their owner. {instead}"
    elif creates:
        yield (
            f"The role {role} can make tables and functions where the service's are. Run, as the "
            f"database's owner: REVOKE CREATE ON SCHEMA public FROM PUBLIC, {role}"
        )


def _version_faults() -> Iterator[str]:
    last, known = _ours()
    try:
        applied = _applied()
    except DatabaseError:  # before the first migration nothing may be read
        applied = frozenset()
    if last - applied:
        yield "The database's tables are not those of this version. Run: sightline migrate"
    apps = {app for app, _ in known}
    if any(app in apps for app, _ in applied - known):
        yield (
            "The database's tables are those of a later version. Install that version again, or "
            "restore a backup that was made before it."
        )
