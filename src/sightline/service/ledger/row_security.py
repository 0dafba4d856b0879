"""Telling PostgreSQL who acts, so that its row-level security can stand behind the policy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction


def tell_database(person: UUID | None, about: UUID | None = None) -> None:
    """Say who acts, and how far the record's clock is behind, for the rest of the transaction.

    ``about``: as ``tell_about``. SQLite has no such security.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('sightline.person', %s, true), "
                "set_config('sightline.open', '', true), "
                "set_config('sightline.days_behind', %s, true), "
                "set_config('sightline.about', %s, true)",
                [_text(person), str(settings.DAYS_BEHIND), _text(about)],
            )


def tell_about(*files: UUID) -> None:
    """Say that the rest of the transaction is about one file, or about some few.

    It opens nothing: the database looks the quicker way at whether these files are open.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('sightline.about', %s, true)", [",".join(map(str, files))]
            )


def keep_open() -> None:
    """Work out once, for the rest of the transaction, which files are open to whoever acts.

    For pages that ask about very many, before they do. What opens or closes a file for that person
    later in the same transaction is not seen: whoever asks this goes on to read.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT sightline_keep_open()")


def _text(id_: UUID | None) -> str:
    return "" if id_ is None else str(id_)


@contextmanager
def as_machine() -> Iterator[None]:
    """Let the machine read and write any file, inside the act of a person to whom it may be closed.

    For what follows from a record by rule (judging every file on which it stands) and for what the
    service itself writes. Nothing that is read in this way is shown: that the policy decides.
    """
    if connection.vendor != "postgresql":
        yield
        return
    # The savepoint gives the setting back where something fails in between.
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('sightline.person', true)")
        (before,) = cursor.fetchone()
        cursor.execute("SELECT set_config('sightline.person', 'machine', true)")
        yield
        cursor.execute("SELECT set_config('sightline.person', %s, true)", [before or ""])
