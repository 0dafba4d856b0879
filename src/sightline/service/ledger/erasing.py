"""Emptying rows that a certificate names; everything else is refused by the database."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import connection

from sightline.service.ledger.models import Chained


def empty(model: type[Chained], ids: Sequence[UUID]) -> None:
    """Empty the salt and the erasable columns of rows.

    A certificate (``append_only.CERTIFICATES``) that names each of them must stand in the same
    chain already; raises django.db.IntegrityError where one does not, and LookupError where there
    is no such row.
    """
    table = model._meta.db_table
    if connection.vendor == "postgresql":
        # The application may not update the table; this function runs as its owner.
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {table}_erase(%s)", [list(ids)])
            emptied = cursor.fetchone()[0]
    else:
        columns = dict.fromkeys([*model.erasable, "salt"])
        emptied = model._default_manager.filter(pk__in=ids).update(**columns)
    if emptied != len(set(ids)):
        raise LookupError(f"{table}: {len(set(ids))} rows were to be emptied, {emptied} are there.")
