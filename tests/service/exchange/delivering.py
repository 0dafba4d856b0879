"""A made-up system that delivers two tables, of children and of what became of them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection

from sightline.service.exchange import services
from sightline.service.exchange.models import Delivery
from sightline.service.exchange.reading import digest_of
from sightline.service.exchange.running import run
from sightline.service.files.models import System
from sightline.service.ledger.acts import act
from sightline.standard.calendar import LONDON

SYSTEM = "careworks"

MAPPING = """
title: What Careworks exports
agency: careworks
place: Borchester
delivered: file time
watched:
  - {from: 2026-01-01, to: delivered, kinds: [assessment, plan]}
tables:
  children:
    file: children.csv
    dates: day-first
    subject: {id: id, type: child, born: born}
  assessments:
    file: assessments.csv
    dates: day-first
    subject: {id: child, type: child}
    records:
      kind: assessment
      key: number
      start: done
      recorded: entered
      fields:
        tool: {always: assetplus}
        vulnerability: vulnerability
  plans:
    file: plans.csv
    dates: day-first
    subject: {id: child, type: child}
    records:
      kind: plan
      key: number
      start: made
      fields:
        type: {always: safety-and-wellbeing}
"""

CHILDREN = (("ada", "04/05/2010"), ("ben", "01/02/2011"))
ASSESSED = (
    ("1", "ada", "02/03/2026", "high", ""),
    ("2", "ben", "03/03/2026", "low", ""),
)
PLANNED = (("7", "ada", "04/03/2026"),)

Rows = Iterable[Sequence[str]]


def tables(
    folder: Path,
    made: str,
    children: Rows = CHILDREN,
    assessed: Rows = ASSESSED,
    planned: Rows = PLANNED,
) -> Path:
    """A folder of tables that was made at a time of day in London: ``2026-03-10 04:00``."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, header, rows in (
        ("children", "id,born", children),
        ("assessments", "number,child,done,vulnerability,entered", assessed),
        ("plans", "number,child,made", planned),
    ):
        path = folder / f"{name}.csv"
        path.write_text("\n".join([header, *(",".join(row) for row in rows), ""]), "utf-8")
        at = datetime.fromisoformat(made).replace(tzinfo=LONDON).timestamp()
        os.utime(path, (at, at))
    return folder


def received(
    folder: Path, *, complete: bool = False, mapping: str = MAPPING, system: str = SYSTEM
) -> Delivery:
    """A delivery in the queue."""
    with act(person=None, route="import") as by:
        return services.receive(
            system=services.system_named(system, by=by),
            digest=digest_of([folder]),
            brought=services.Brought("careworks", mapping, None, complete),
            by=by,
        )


def deliver(folder: Path, made: str, *, complete: bool = False, **rows: Any) -> Delivery:
    """Tables delivered and taken up."""
    path = tables(folder / made.replace(" ", "-"), made, **rows)
    return run(received(path, complete=complete), [path])


def system() -> System:
    """The system, once it has delivered."""
    return System.objects.get(name=SYSTEM)


UNSTABLE = ("exchange_", "ledger_job", "ledger_logline", "ledger_loggedfile", "sqlite_")
"""Tables that say what was done, and not what is so."""


def everything() -> dict[str, list[str]]:
    """All rows of all tables but those that say what was done; of chains, those of files."""
    with connection.cursor() as cursor:
        names = [
            name
            for name in connection.introspection.table_names(cursor)
            if not name.startswith(UNSTABLE)
        ]
        found = {}
        for name in names:
            cursor.execute(f'SELECT * FROM "{name}"')
            rows = map(repr, cursor.fetchall())
            found[name] = sorted(row for row in rows if "'log:" not in row)
        return found
