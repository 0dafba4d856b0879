"""Deliveries received, taken up and reported on: what commands, pages and the worker do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sightline.service.access.models import Agency
from sightline.service.exchange.models import Delivery, State
from sightline.service.files.models import System
from sightline.service.ledger import clock
from sightline.service.ledger.acts import Act
from sightline.service.ledger.failures import Refused
from sightline.service.ledger.transactions import take_turn

OVER = (State.DONE, State.REFUSED)
NAME = 60
"""Characters that the name of a system may have."""


def system_named(name: str, *, agency: UUID | None = None, by: Act) -> System:
    """The system of a name, made where there is none: its records go on being entered there.

    ``agency``: whose it is, if it is new. Raises Refused where there is no such agency, and where
    the system is another's.
    """
    if not 0 < len(name) <= NAME:
        raise Refused(f"The name of a system has between 1 and {NAME} characters.")
    take_turn()
    if agency is not None and not Agency.objects.filter(pk=agency).exists():
        raise Refused("There is no such agency.")
    told = {"title": name, "agency_id": agency}
    made, is_new = System.objects.get_or_create(name=name, defaults=told)
    if is_new:
        by.did("add system")
    elif agency not in (None, made.agency_id):
        raise Refused(f"{made.title} is the system of another agency.")
    return made


@dataclass(frozen=True, slots=True)
class SystemTold:
    """What is said of a system (``files.models.System``)."""

    title: str
    agency: UUID
    place: str = ""
    live: bool = True
    file_link: str = ""
    mended_by: str = ""
    mended_at: str = ""


def add_system(*, name: str, told: SystemTold, by: Act) -> System:
    """Add a system. Raises Refused where there is one of that name."""
    take_turn()
    if System.objects.filter(name=name).exists():
        raise Refused("There is a system of that short name already.")
    made = System.objects.create(name=name)
    by.did("add system")
    return change_system(system=made.pk, told=told, by=by)


def change_system(*, system: int, told: SystemTold, by: Act) -> System:
    """Change what is said of a system."""
    take_turn()
    found = System.objects.select_for_update().get(pk=system)
    found.title, found.agency_id, found.place = told.title, told.agency, told.place
    found.live, found.file_link = told.live, told.file_link
    found.mended_by, found.mended_at = told.mended_by, told.mended_at
    found.save()
    by.did("change system")
    return found


@dataclass(frozen=True, slots=True)
class Brought:
    """What somebody brings. ``mapping``: its name and its text, both blank for an extract."""

    mapping: str = ""
    mapping_text: str = ""
    year_ending: int | None = None
    complete: bool = False


def receive(
    *,
    system: System,
    digest: str,
    brought: Brought,
    kept: Sequence[Mapping[str, str]] = (),
    by: Act,
) -> Delivery:
    """Put a delivery in the queue; one of the same that was cut off is that one.

    ``kept``: where what came is kept; nothing where it is read from where it lies.
    """
    take_turn()
    same = Delivery.objects.filter(
        system=system, digest=digest, mapping_text=brought.mapping_text,
        complete=brought.complete, year_ending=brought.year_ending,
    ).exclude(state__in=OVER)  # fmt: skip
    if (cut_off := same.order_by("received_at").first()) is not None:
        return cut_off
    delivery = Delivery.objects.create(
        system=system,
        mapping=brought.mapping[:120],
        mapping_text=brought.mapping_text,
        year_ending=brought.year_ending,
        complete=brought.complete,
        digest=digest,
        kept=list(kept),
        by=by.person,
        received_at=clock.now(),
    )
    by.did("receive delivery", row=delivery.pk)
    return delivery


def try_again(*, delivery: UUID, by: Act) -> Delivery:
    """Put a delivery that was stopped back into the queue; it goes on where it was."""
    take_turn()
    found = Delivery.objects.get(pk=delivery)
    if found.state != State.STOPPED:
        raise Refused("Only a delivery that was stopped is tried again.")
    if not found.kept:
        raise Refused("It was read from where it lay; give the command again that read it.")
    found.state, found.sentence, found.ended_at = State.WAITING, "", None
    found.save(update_fields=["state", "sentence", "ended_at"])
    by.did("try delivery again", row=found.pk)
    return found
