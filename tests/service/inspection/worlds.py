"""A world to inspect: an inspectorate, a youth justice service with thirty files, an agreement.

``planned`` and ``drawn`` go through the services, as the pages do. The files are loaded, not typed
one by one: that is quicker, and all that follows from them is there too.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from sightline.engine.model import File, Minute, Record, Subject, Value
from sightline.service.access import services as access
from sightline.service.access.models import Agency, Person, Sector, Team
from sightline.service.access.roles import Role
from sightline.service.files.loading import load
from sightline.service.files.moments import minute_at
from sightline.service.inspection import drawing, planning
from sightline.service.inspection.frames import Frame
from sightline.service.inspection.models import Draw, Inspection, Member, Sort
from sightline.service.inspection.plans import Area, Planned
from sightline.service.ledger import chains, clock
from sightline.service.ledger.acts import Act, act
from sightline.service.ledger.ids import id_from
from sightline.standard.calendar import day_of
from tests.service.worlds import (
    LONG_AGO,
    agency,
    days_ago,
    machine,
    person,
    see_all,
    today,
    viewer,
)
from tools.cluster import APPLICATION

SOURCE, PLACE = "inspected", "borchester"
ORDERS = ("referral-order", "referral-order", "youth-rehabilitation-order")
ETHNICITIES = ("white-british", "white-british", "black-caribbean", "")
LEVELS = ("low", "medium", "high", "")


@dataclass
class Inspected:
    """Whom an inspection needs. ``children``: all files of the service that an inspector sees."""

    yjs: Agency
    inspectorate: Agency
    lead: Person
    one: Person
    two: Person
    manager: Person
    worker: Person
    children: list[UUID] = field(default_factory=list)


def world(children: int = 30, yjs: str = "Borchester YJS") -> Inspected:
    """The whole of it. The first child was taken on a week ago, the others a year ago."""
    prefix = yjs.split()[0].lower()
    worker_file, agency_file = f"{prefix}-worker", f"{prefix}-yjs"
    told = [_child(prefix, n) for n in range(children)]
    with as_the_owner():
        load(
            [
                File(Subject(agency_file, "agency"), ()),
                File(Subject(worker_file, "worker", None, PLACE), ()),
                *told,
            ],
            source=SOURCE,
            names=lambda one: ("", yjs) if one.type == "agency" else ("Child", one.id),
        )
    with machine() as by:
        service = access.add_agency(
            file=id_of(agency_file), name=yjs, sector=Sector.YOUTH_JUSTICE, place=PLACE,
            sees=Agency.Sees.TEAM, at=clock.now(), by=by,
        )  # fmt: skip
        access.add_team(agency=service.pk, name="North", at=clock.now(), by=by)
        worker = access.add_person(
            email=f"{prefix}@example.org", name="Wil Worker", worker=id_of(worker_file),
            at=clock.now(), by=by,
        )  # fmt: skip
        access.appoint(
            person=worker.pk, agency=service.pk, role=Role.PRACTITIONER, from_on=LONG_AGO,
            team=Team.objects.get(agency=service).pk, sensitivities="hvp", by=by,
        )  # fmt: skip
    inspectorate = agency(f"The inspectorate of {yjs}", Sector.INSPECTORATE, teams=())
    lead, one, two = (
        person(inspectorate, Role.INSPECTOR, name=name, is_worker=False)
        for name in ("Lee Lead", "Ina One", "Tom Two")
    )
    manager = person(service, Role.MANAGER, name="Mo Manager", is_worker=False)
    agree(service, inspectorate)
    ids = [id_of(file.subject.id) for file in told]
    return Inspected(service, inspectorate, lead, one, two, manager, worker, ids)


def agree(of: Agency, to: Agency, **said: Any) -> None:
    """An agreement that opens an agency's files to an inspectorate."""
    said = {"sensitivities": "hvp", "from_on": LONG_AGO, **said}
    with machine() as by:
        access.agree(
            agency=of.pk, other=to.pk, purpose="Inspection", basis="The law", by=by, **said
        )


def id_of(natural: str) -> UUID:
    """The id of a loaded file."""
    return id_from(SOURCE, natural)


def _child(prefix: str, n: int) -> File:
    """A child: every third boy's order differs, and of every fourth much is not recorded."""
    id_ = f"{prefix}-{n:02}"
    began = today() - timedelta(7 if n == 0 else 365)
    sex: dict[str, Value] = {} if n % 7 == 6 else {"sex": "female" if n % 5 == 0 else "male"}
    subject = Subject(id_, "child", day_of(date(2011, 1 + n % 12, 4)), PLACE, sex)
    rows: list[tuple[str, dict[str, Value]]] = [
        ("case", {"service": "youth-justice", "basis": "court-order"}),
        ("order", {"type": ORDERS[n % 3]}),
        ("allocation", {"role": "case-manager", "worker": f"{prefix}-worker", "team": "North"}),
    ]
    rows += [("identity", {"ethnicity": ETHNICITIES[n % 4]})] if ETHNICITIES[n % 4] else []
    rows += [("assessment", {"tool": "assetplus", "vulnerability": LEVELS[n % 4]})] * bool(
        LEVELS[n % 4]
    )
    entered = minute_at(clock.now() - timedelta(days=5))
    return File(
        subject,
        tuple(
            _record(id_, number, began, entered, prefix, *row) for number, row in enumerate(rows)
        ),
    )


def _record(
    file: str,
    number: int,
    began: date,
    entered: Minute,
    prefix: str,
    kind: str,
    details: dict[str, Value],
) -> Record:
    at = replace(days_ago(0), day=day_of(began))
    return Record(
        f"{file}-{number}", file, kind, at, entered, details, agency=f"{prefix}-yjs",
        author=f"{prefix}-worker",
    )  # fmt: skip


@contextmanager
def as_the_owner() -> Iterator[None]:
    """As commands load: on PostgreSQL as the owner of the tables."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        yield
        cursor.execute(f"SET ROLE {APPLICATION}")


@contextmanager
def acting(who: Person) -> Iterator[Act]:
    """An act of somebody, after which the test sees all again."""
    try:
        with act(person=who.pk, route="test") as by:
            yield by
    finally:
        see_all()


# --- an inspection of it ---------------------------------------------------------------------


def plan(here: Inspected, **other: Any) -> Planned:
    """A plan that stands: files of the last year, supervised for four weeks. ``other``: instead."""
    return replace(
        Planned(
            areas=(Area(here.yjs.pk),),
            question_set="2025",
            programme="youth-2025",
            rules="",
            parts=("children",),
            from_on=today(),
            until_on=today() + timedelta(5),
            frame=Frame("child", ("case",), today() - timedelta(400), today(), weeks=4),
            strata=("order",),
        ),
        **other,
    )


def planned(
    here: Inspected, *, by: Person | None = None, members: bool = True, **other: Any
) -> Inspection:
    """An inspection that was begun by the lead, with two more members. ``other``: of its plan."""
    sort = other.pop("sort", Sort.SERVICE)
    agency_ = other.pop("agency", here.yjs if sort == Sort.SELF else here.inspectorate)
    lead = by or (here.manager if sort == Sort.SELF else here.lead)
    with acting(lead) as doing:
        made = planning.begin(
            sort=sort, agency=agency_.pk, title=other.pop("title", "Borchester 2026"),
            planned=plan(here, **other), declared="None.", by=doing,
        )  # fmt: skip
    if members and sort != Sort.SELF:
        for one in (here.one, here.two):
            joined(made, lead, one)
    return made


def joined(inspection: Inspection, lead: Person, who: Person) -> Member:
    """Somebody more takes part."""
    with acting(lead) as by:
        return planning.add_member(inspection=inspection.pk, person=who.pk, declared="None.", by=by)


def drawn(here: Inspected, inspection: Inspection | None = None, **other: Any) -> Draw:
    """The sample of an inspection, drawn by the lead. ``other``: of the plan, or of the draw."""
    asked: dict[str, Any] = {name: other.pop(name) for name in ("seed", "reason") if name in other}
    if "seed" in asked:
        asked["seed_how"] = "Dice thrown at the meeting"
    made = inspection or planned(here, **other)
    lead = Member.objects.get(inspection=made, part="lead", departure__isnull=True).person
    with acting(lead) as by:
        return drawing.draw(inspection=made.pk, by=by, **asked)


def version(inspection: Inspection) -> int:
    """The version of an inspection that somebody sees who looks now."""
    return chains.version(chains.inspection_chain(inspection.pk))


__all__ = [
    "Inspected",
    "acting",
    "drawn",
    "joined",
    "plan",
    "planned",
    "version",
    "viewer",
    "world",
]
