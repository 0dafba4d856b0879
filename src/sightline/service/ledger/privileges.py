"""What the application's role may do on PostgreSQL, apart from the owner's.

The owner makes the tables and migrates; the application reads and writes their rows. What is only
ever added (``append_only``) it may not change, and SQLite has no roles.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import migrations

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def grant_to_application() -> migrations.RunPython:
    """A migration's step: every table that there is, and every later one, serves the application.

    Tables of other apps (sessions, sign-in) may be made before or after it, so it says both. The
    list of migrations stays the owner's. Raises ImproperlyConfigured where the role is missing or
    is the owner itself.
    """
    return migrations.RunPython(_grant)


def application_role(connection: BaseDatabaseWrapper) -> str:
    """The role's name, quoted. Raises ImproperlyConfigured."""
    role: str = settings.APPLICATION_ROLE
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, to_regrole(%s) IS NOT NULL", [f'"{role}"'])
        owner, there = cursor.fetchone()
    if not there:
        raise ImproperlyConfigured(
            f"PostgreSQL has no role {role}: make it with CREATE ROLE {role} LOGIN PASSWORD '...', "
            "or name another in SIGHTLINE_APPLICATION_ROLE, and migrate again."
        )
    if owner == role:
        raise ImproperlyConfigured(
            f"Migrations are run by the owner of the tables, and this is {role}, the application's "
            "own role: give the owner's address in OWNER_DATABASE_URL, and migrate again."
        )
    return connection.ops.quote_name(role)


def _grant(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor != "postgresql":
        return
    role = application_role(editor.connection)
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_schema())")
        schema = cursor.fetchone()[0]
    rows, numbers = "SELECT, INSERT, UPDATE, DELETE", "USAGE, SELECT"
    for sql in (
        f"GRANT USAGE ON SCHEMA {schema} TO {role}",
        f"GRANT {rows} ON ALL TABLES IN SCHEMA {schema} TO {role}",
        f"GRANT {numbers} ON ALL SEQUENCES IN SCHEMA {schema} TO {role}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT {rows} ON TABLES TO {role}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT {numbers} ON SEQUENCES TO {role}",
        f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}",
    ):
        editor.execute(sql, params=None)
