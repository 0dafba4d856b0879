"""Lawful erasure: what was said is emptied, that something was said stays, and a certificate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from sightline.service.files.entries import BadEntry
from sightline.service.files.models import (
    Address,
    AlsoOn,
    Erasure,
    Identifier,
    Name,
    Particulars,
    Record,
)
from sightline.service.files.writing import writing
from sightline.service.ledger import chains, erasing
from sightline.service.ledger.acts import Act
from sightline.service.ledger.failures import NotFound, Refused
from sightline.service.ledger.models import Chained

ERASABLE: Mapping[str, type[Chained]] = {
    model._meta.db_table: model for model in (Record, Name, Identifier, Address, Particulars)
}
"""The tables that an erasure may name."""


def erase(
    *, file: UUID, rows: Mapping[str, Sequence[UUID]], basis: str, asked_by: UUID, by: Act
) -> Erasure:
    """Empty rows of a file of all that they say, and add the certificate to its chain.

    ``rows``: ids by the name of their table (``ERASABLE``). ``basis``: the law or decision.
    ``asked_by``: the first of the two people whom it takes. Raises BadEntry, NotFound where a row
    is not in this file, and Refused where one person would do it alone.
    """
    if asked_by == by.person or by.person is None:
        raise Refused("An erasure takes two people: one who asks for it and one who agrees.")
    if not basis.strip():
        raise BadEntry({"basis": "Say by which law or decision this is erased."})
    asked = {table: sorted(set(ids)) for table, ids in rows.items() if ids}
    if not asked:
        raise BadEntry({"rows": "Choose what is to be erased."})
    _check_there(file, asked)
    also = AlsoOn.objects.filter(record__in=asked.get(Record._meta.db_table, ()))
    elsewhere = also.values_list("file", flat=True)
    with writing({file, *elsewhere}, seen={}, by=by) as writes:
        certificate = Erasure(
            file_id=file, basis=basis, asked_by=asked_by,
            rows={table: [str(id_) for id_ in ids] for table, ids in asked.items()},
        )  # fmt: skip
        writes.add("erase", file, certificate)
        writes.write()
        for table, ids in asked.items():
            erasing.empty(ERASABLE[table], ids)
    return certificate


def _check_there(file: UUID, asked: Mapping[str, Sequence[UUID]]) -> None:
    for table, ids in asked.items():
        if table not in ERASABLE:
            raise NotFound("There is nothing of this sort to erase.")
        found = ERASABLE[table]._default_manager.filter(chain=chains.file_chain(file), id__in=ids)
        if found.count() < len(ids):
            raise NotFound("There is no such row on this file.")
