"""What was erased, said as such: when, by whose decision, on what basis."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sightline.service.access.models import Person
from sightline.service.casework.said import day_said
from sightline.service.files.models import Erasure
from sightline.service.ledger.models import Chained
from sightline.service.ledger.row_security import as_machine
from sightline.standard.calendar import LONDON

NO_CERTIFICATE = "Erased. No decision to erase it is on file"


def erased(rows: Iterable[Chained]) -> dict[UUID, str]:
    """Of rows that may be erased, those that were, each with a sentence without its full stop."""
    gone = {str(row.pk): row for row in rows if row.salt is None}
    if not gone:
        return {}
    # A record may stand on a file that is open and be kept on one that is not.
    with as_machine():
        certificates = list(
            Erasure.objects.filter(chain__in={row.chain for row in gone.values()}).order_by(
                "position"
            )
        )
    ids = {p for one in certificates for p in (one.by, one.asked_by) if p is not None}
    people = dict(Person.objects.filter(pk__in=ids).values_list("pk", "name"))
    found = {row.pk: NO_CERTIFICATE for row in gone.values()}
    for one in certificates:
        sentence = _said(one, people)
        for id_ in (id_ for some in one.rows.values() for id_ in some if id_ in gone):
            found[gone[id_].pk] = sentence
    return found


def _said(certificate: Erasure, people: dict[UUID, str]) -> str:
    on = day_said(certificate.received_at.astimezone(LONDON).date())
    decided = "somebody" if certificate.by is None else people.get(certificate.by, "somebody")
    asked = people.get(certificate.asked_by, "somebody")
    return (
        f"Erased on {on} by decision of {decided}, proposed by {asked}. Basis: {certificate.basis}"
    )
