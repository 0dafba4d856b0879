"""A small world for what follows an inspection: an inspectorate, a service, an inspection of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sightline.engine.model import Moment
from sightline.service.access import services as access
from sightline.service.access.models import Agency, Person, Sector
from sightline.service.access.roles import Role
from sightline.service.files.models import Record
from sightline.service.inspection.models import Inspection, Member, Part, Recommended, Sort
from sightline.service.inspection.recommending import (
    publish_recommendations,
    recommend,
    record_id,
)
from sightline.service.ledger import chains, clock
from sightline.standard.calendar import day_of
from tests.service.worlds import LONG_AGO, World, agency, machine, person, today, world

PLANS = {"duty": "vuln-plan-create"}


@dataclass
class After(World):
    """A service that was inspected; ``inspector`` leads, ``second`` is another of the same."""

    hmip: Agency = field(default=None)  # type: ignore[assignment]
    inspector: Person = field(default=None)  # type: ignore[assignment]
    second: Person = field(default=None)  # type: ignore[assignment]
    inspection: UUID = field(default=None)  # type: ignore[assignment]

    @property
    def body(self) -> UUID:
        """The file of the service."""
        file: UUID = self.yjs.pk
        return file


def agree(of: Agency, to: Agency) -> None:
    """An agreement that opens a service to an inspectorate."""
    with machine() as by:
        access.agree(
            agency=of.pk, other=to.pk, purpose="Inspection", basis="Public task",
            from_on=LONG_AGO, by=by,
        )  # fmt: skip


def inspected(by: Person, of: Agency, title: str = "Borchester, autumn") -> UUID:
    """An inspection that an agency carries out, with one member."""
    made = Inspection(sort=Sort.SERVICE, agency=of, title=title)
    with machine() as acting:
        chain = chains.inspection_chain(made.pk)
        member = Member(inspection=made, person=by, part=Part.LEAD)
        chains.append([made, member], chain=chain, by=acting)
    return UUID(str(made.pk))


def after() -> After:
    """The whole of it, before anything is recommended."""
    base = world()
    hmip = agency("Inspectorate", Sector.INSPECTORATE, teams=())
    agree(base.yjs, hmip)
    inspector = person(hmip, Role.INSPECTOR, name="Ina Lead")
    second = person(hmip, Role.INSPECTOR, name="Sam Second")
    return After(
        base.yjs, base.worker, base.manager, base.child,
        hmip=hmip, inspector=inspector, second=second, inspection=inspected(inspector, hmip),
    )  # fmt: skip


def said(here: After, **other: Any) -> dict[str, Any]:
    """What a recommendation to the service says."""
    return {
        "inspection": here.inspection, "to": here.body, "theme": "vulnerability",
        "words": "Make a plan for every child who is assessed as vulnerable.",
        "due_on": today() + timedelta(days=90), "shown_by": PLANS,
    } | other  # fmt: skip


def drafted(here: After, **other: Any) -> Recommended:
    """A recommendation that is drafted."""
    with machine() as by:
        return recommend(**said(here, **other), by=by)


def published(here: After, on: date | None = None, **other: Any) -> UUID:
    """A recommendation that is published: its record on the service's file."""
    row = drafted(here, **other)
    with machine() as by:
        publish_recommendations(row.inspection_id, on or today(), by, report="Borchester")
    return record_id(row.inspection_id, row.number)


def version(file: UUID) -> int:
    """The version of a file, as a writer sees it."""
    return chains.version(chains.file_chain(file))


def latest(fact: UUID) -> Record:
    """The last version of a fact."""
    return Record.objects.filter(fact=fact).order_by("position").reverse()[0]


def days(number: int) -> Moment:
    """A day so many days from today."""
    return Moment(day_of(clock.now().date() + timedelta(days=number)))
