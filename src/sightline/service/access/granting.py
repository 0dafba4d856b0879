"""What posts and agreements have in common: what a grant must be, how it is said, how it ends."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from sightline.service.access.models import Agency, Ending, Opening
from sightline.service.access.two_people import What
from sightline.service.access.viewer import day_of
from sightline.service.ledger import chains
from sightline.service.ledger.acts import Act
from sightline.service.ledger.failures import NotFound, Refused
from sightline.service.ledger.ids import new_id

SENSITIVITIES = {"h": "health", "v": "victim", "p": "police"}


def end(sort: type[Opening], id_: UUID, *, on: date, reason: str, at: datetime, by: Act) -> Ending:
    """Add the row that ends an opening, in the opening's own chain. Raises Refused and NotFound."""
    opening = sort._default_manager.filter(pk=id_).first()
    if opening is None:
        raise NotFound("There is nothing to end.")
    if not reason.strip():
        raise Refused("Say why this ends.")
    if on < day_of(at) - timedelta(1):
        raise Refused("What has held until today cannot be ended further back than yesterday.")
    chains.lock(opening.chain)
    if Ending.objects.filter(of=opening.pk).exists():
        raise Refused("This has been ended before.")
    ending = Ending(id=new_id(), of=opening.pk, on=on, reason=reason)
    chains.append([ending], chain=opening.chain, by=by)
    by.did(f"end {sort._meta.model_name}", row=opening.pk)
    return ending


def check_by_machine(by: Act) -> None:
    """Raises Refused where a person would grant alone."""
    if by.person is not None:
        raise Refused("Granting takes two people: propose it, and somebody else decides.")


# --- what a grant must be --------------------------------------------------------------------


def agency_of(id_: str) -> Agency:
    """The agency that a grant names. Raises Refused."""
    agency = Agency.objects.filter(pk=UUID(id_)).first()
    if agency is None:
        raise Refused("There is no such agency.")
    return agency


def dates_of(what: What) -> tuple[date, date | None]:
    """The first day of a grant, and the last. Raises Refused."""
    first = date.fromisoformat(what["from_on"])
    last = None if what["until_on"] is None else date.fromisoformat(what["until_on"])
    if last is not None and last < first:
        raise Refused("The last day comes before the first.")
    return first, last


def sensitivities_of(what: What) -> str:
    """The letters of the sensitive fields that a grant opens. Raises Refused."""
    letters: str = what["sensitivities"]
    if letters != "".join(s for s in SENSITIVITIES if s in letters):
        raise Refused("Sensitive fields are those on health, on victims and of the police.")
    return letters


# --- as both people read it ------------------------------------------------------------------


def when_said(what: What) -> str:
    """From when until when a grant holds."""
    first, last = dates_of(what)
    until = "until it is ended" if last is None else f"until {last:%-d %B %Y}"
    return f"from {first:%-d %B %Y} {until}"


def reads_said(what: What) -> str:
    """Which sensitive fields a grant opens."""
    held = [SENSITIVITIES[letter] for letter in sensitivities_of(what)]
    return f"with sensitive fields ({', '.join(held)})" if held else "without sensitive fields"
