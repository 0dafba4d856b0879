"""The chronology of one file of 5,000 records, beside plainer pages of the same run, on PostgreSQL.

    python benchmarks/service_chronology.py [--records 5000] [--each 15] [--database sqlite]

The pages are asked of the application itself, without a server between, by somebody who is signed
in and to whom the database shows what its row-level security lets through. Of each is told, in
milliseconds: how long it took (median and longest), the CPU of this process, and how many
statements it sent. Beside the pages: the exports, once each.
"""

from __future__ import annotations

import argparse
import statistics
import time
from datetime import date
from random import Random
from typing import Any
from uuid import UUID

from service_database import Database, analyse, measure
from service_pages import cpu_of, told_versions

KINDS = (
    ("contact", {"result": "kept", "with": "child", "note": "Talked about school. " * 8}),
    ("contact", {"result": "missed"}),
    ("assessment", {"tool": "assetplus", "vulnerability": "high", "factors": ["neglect"]}),
    ("concern", {"type": "significant-harm", "what-was-seen": "A bruise. " * 10}),
    ("placement", {"type": "foster"}),
    ("notice", {"what": "concern", "to": "police"}),
    ("missing", {"type": "missing"}),
    ("meeting", {"type": "core-group"}),
)
SPANS = ("placement", "missing")
TODAY = date(2026, 6, 1)


def run(asked: argparse.Namespace, database: Database) -> None:
    """Fill the database, ask, and print."""
    from django.db import connection

    child, client = fill(asked.records)
    analyse()
    print(*told_versions(), sep="\n", flush=True)
    if connection.vendor == "postgresql":
        become_application()
    page = f"/files/{child}/chronology"
    then = "known-day=1&known-month=6&known-year=2025"
    for name, address in (
        ("what is on one's list", "/"),
        ("the file", f"/files/{child}"),
        ("chronology", page),
        ("everything", f"{page}?show=all"),
        ("the last page", f"{page}?show=all&page=50"),
        ("as known then", f"{page}?show=all&{then}"),
        ("with hindsight", f"{page}?show=all&{then}&view=hindsight"),
        ("who knew", f"{page}/who-knew"),
    ):
        print(told(name, client, address, asked.each, database), flush=True)
    for form in ("zip", "xlsx", "docx"):
        begun = time.perf_counter()
        sent = {"form": form, "purpose": "Benchmark", "show": "all"}
        answer = client.post(f"{page}/export", sent)
        assert answer.status_code == 200 and "attachment" in answer["Content-Disposition"]
        took = time.perf_counter() - begun
        print(f"{form:24} {1000 * took:7.0f}   {len(answer.content):,} bytes", flush=True)


def told(name: str, client: Any, address: str, each: int, database: Database) -> str:
    """A line: what one page takes."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as sent:
        assert client.get(address).status_code == 200, name
        statements = len(sent)
    wall, cpu = [], []
    before = cpu_of(database.processes)
    for _ in range(each):
        begun, used = time.perf_counter(), time.process_time()
        client.get(address)
        wall.append(1000 * (time.perf_counter() - begun))
        cpu.append(1000 * (time.process_time() - used))
    in_database = 1000 * (cpu_of(database.processes) - before) / each
    return (
        f"{name:24} {statistics.median(wall):7.0f} (longest {max(wall):5.0f})   "
        f"CPU {statistics.median(cpu):6.1f} and the database's {in_database:6.1f}   "
        f"statements {statements}"
    )


def become_application() -> None:
    """From now on every connection is the application's, which the database does not trust."""
    from django.db import connection
    from django.db.backends.signals import connection_created

    from tools.cluster import APPLICATION

    def become(*, connection: Any, **_: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SET ROLE {APPLICATION}")

    become(connection=connection)
    connection_created.connect(become, weak=False)


# --- what is in the database -----------------------------------------------------------------


def fill(records: int) -> tuple[UUID, Any]:
    """A child with so many records of two agencies, and a manager who is signed in."""
    from allauth.account.internal.flows.login import (
        _AUTHENTICATION_METHODS_USER_SESSION_KEY as WHOSE,
    )
    from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY as SHOWN
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.test import Client
    from django.utils import timezone
    from service_world import BACKEND

    from sightline.service.access import services as access
    from sightline.service.access.models import Agency, Sector
    from sightline.service.access.roles import Role
    from sightline.service.access.session_store import SessionStore
    from sightline.service.files import services as files
    from sightline.service.ledger.acts import act

    with act(person=None, route="benchmark") as by:
        its_files = [files.open_file(type="agency", family=f, by=by).pk for f in ("YJS", "Police")]
    for file, sector in zip(its_files, (Sector.YOUTH_JUSTICE, Sector.POLICE), strict=True):
        with act(person=None, route="benchmark") as by:
            access.add_agency(
                file=file, name=sector.label, sector=sector, sees=Agency.Sees.AGENCY,
                at=timezone.now(), by=by,
            )  # fmt: skip
    with act(person=None, route="benchmark") as by:
        child = files.open_file(
            type="child", given="Ash", family="Dunnock", born_on=date(2010, 1, 2), by=by
        ).pk
        person = access.add_person(
            email="manager@example.org", name="Mo Manager", at=timezone.now(), by=by
        )
        access.appoint(
            person=person.pk, agency=its_files[0], role=Role.MANAGER, from_on=date(2020, 1, 1),
            sensitivities="hvp", by=by,
        )  # fmt: skip
    write(child, its_files, records)
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(person.pk), BACKEND
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    # The exports ask for it again; this is as if it had just been given.
    session[SHOWN], session[WHOSE] = [{"method": "mfa", "at": time.time()}], str(person.pk)
    session.create()
    settings.SECURE_SSL_REDIRECT = False
    settings.ALLOWED_HOSTS = ["*"]
    client = Client(headers={"cookie": f"{settings.SESSION_COOKIE_NAME}={session.session_key}"})
    return child, client


def write(child: UUID, agencies: list[UUID], records: int) -> None:
    """The rows themselves, in the file's chain: judging them one by one would take minutes."""
    from sightline.engine.model import Moment
    from sightline.service.files import judging
    from sightline.service.files.entries import Entry
    from sightline.service.files.models import Record
    from sightline.service.files.moments import at_minute
    from sightline.service.files.recording import row_of
    from sightline.service.ledger import chains
    from sightline.service.ledger.acts import act
    from sightline.service.ledger.ids import new_id
    from sightline.standard.calendar import day_of, start_of_day

    chance, rows = Random(1), list[Record]()
    with act(person=None, route="benchmark") as by:
        for number in range(records):
            kind, details = ("case", {"service": "youth-justice"}) if not number else (
                KINDS[number % len(KINDS)]
            )  # fmt: skip
            day = day_of(TODAY) - (3_000 if not number else chance.randrange(3_000))
            entry = Entry(
                kind=kind, occurred=Moment(day), agency=agencies[number % 2 if number else 0],
                ended=Moment(day + 40) if kind in SPANS and day + 40 < day_of(TODAY) else None,
                about=rows[-1].fact if kind == "notice" else None, details=details,
            )  # fmt: skip
            row = row_of(entry, file=child, at=at_minute(start_of_day(day + chance.randrange(9))))
            row.id = row.fact = new_id()
            rows.append(row)
        chains.append(rows, chain=chains.file_chain(child), by=by)
    with act(person=None, route="benchmark"):
        judging.judge([child])


if __name__ == "__main__":
    measure(__doc__, run, usual="postgresql", keeps=False, records=5_000, each=15)
