"""Lawful erasure: what was said is emptied, that something was said stays, and a certificate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from uuid import UUID

from sightline.service.files import attaching, loading_known
from sightline.service.files.entries import BadEntry
from sightline.service.files.members import group_of
from sightline.service.files.models import (
    Address,
    AlsoOn,
    Attachment,
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
from sightline.service.ledger.row_security import as_machine

ERASABLE: Mapping[str, type[Chained]] = {
    model._meta.db_table: model
    for model in (Record, Name, Identifier, Address, Particulars, Attachment)
}
"""The tables that an erasure may name."""

FORGET: list[Callable[[Collection[UUID]], None]] = []
"""What apps above keep of files beside evidence, and throw away when anything there is erased."""

EMPTY: list[Callable[[Collection[UUID], Erasure, Act], None]] = []
"""What apps above say of files in chains of their own, and empty then, under certificates there."""


def erase(
    *, file: UUID, rows: Mapping[str, Sequence[UUID]], basis: str, asked_by: UUID, by: Act
) -> Erasure:
    """Empty rows of a file of all that they say, and add the certificate to its chain.

    ``rows``: ids by the name of their table (``ERASABLE``). ``basis``: the law or decision.
    ``asked_by``: the first of the two people whom it takes. Rows of a file that is joined with this
    one are emptied under a certificate in its chain. What was said of the same facts on
    other files is emptied with them, under a certificate in the chain of each. Raises BadEntry,
    NotFound where a row is not in this file, and Refused where one person would do it alone.
    """
    if asked_by == by.person or by.person is None:
        raise Refused("An erasure takes two people: one who asks for it and one who agrees.")
    if not basis.strip():
        raise BadEntry({"basis": "Say by which law or decision this is erased."})
    asked = {table: sorted(set(ids)) for table, ids in rows.items() if ids}
    if not asked:
        raise BadEntry({"rows": "Choose what is to be erased."})
    of_members = _by_member(file, asked)
    also = AlsoOn.objects.filter(record__in=asked.get(Record._meta.db_table, ()))
    with as_machine():
        elsewhere = _said_elsewhere(of_members)
    stands_on = also.values_list("file", flat=True)
    with writing({*of_members, *stands_on, *elsewhere}, seen={}, by=by) as writes:
        for member, some in of_members.items():
            certificate = _certificate(member, some, basis, asked_by)
            writes.add("erase", member, certificate)
        for other, ids in elsewhere.items():
            rows_there = {Record._meta.db_table: ids}
            writes.add("erase", other, _certificate(other, rows_there, basis, asked_by))
        with as_machine():
            writes.write()
        for table, ids in asked.items():
            erasing.empty(ERASABLE[table], ids)
        writes.records += Record.objects.filter(pk__in=asked.get(Record._meta.db_table, ()))
        attaching.forget(asked.get(Attachment._meta.db_table, ()))
        for ids in elsewhere.values():
            erasing.empty(Record, ids)
        for forget in FORGET:
            forget({*of_members, *elsewhere})
        for empty in EMPTY:
            empty({*of_members, *elsewhere}, certificate, by)
        loading_known.forget(
            asked.get(Record._meta.db_table, ()), asked.get(Particulars._meta.db_table, ())
        )
    return certificate


def _certificate(
    file: UUID, rows: Mapping[str, Sequence[UUID]], basis: str, asked_by: UUID
) -> Erasure:
    said = {table: [str(id_) for id_ in ids] for table, ids in rows.items()}
    return Erasure(file_id=file, basis=basis, asked_by=asked_by, rows=said)


def _said_elsewhere(
    of_members: Mapping[UUID, Mapping[str, Sequence[UUID]]],
) -> dict[UUID, list[UUID]]:
    """By other files, their rows that say the same; but rows that are emptied as it is."""
    rows = {member: some.get(Record._meta.db_table, ()) for member, some in of_members.items()}
    asked = {id_ for ids in rows.values() for id_ in ids}
    found: defaultdict[UUID, list[UUID]] = defaultdict(list)
    for member, ids in rows.items():
        for other, same in _said_elsewhere_than(member, ids).items():
            found[other] += [id_ for id_ in same if id_ not in {*asked, *found[other]}]
    return {other: ids for other, ids in found.items() if ids}


def _said_elsewhere_than(file: UUID, rows: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """By other files, their rows that say the same as facts of this one of which nothing is left.

    Why a record was taken off a further file stands there; and what was moved here because it was
    filed in error stands on the wrong file still, where nobody reads it.
    """
    of_file = Record.objects.filter(file=file)
    emptied = of_file.filter(pk__in=rows)
    left = of_file.filter(salt__isnull=False).exclude(pk__in=rows)
    # A withdrawal alone is of a fact of another file, to which this erasure does not extend.
    whole = emptied.filter(withdraws=None).exclude(fact__in=left.values("fact"))
    facts, moved = set(), set(whole.values_list("fact", "misfiled_from"))
    while moved:
        facts |= {fact for fact, _ in moved}
        wrong = {before for _, before in moved if before is not None} - facts
        there = Record.objects.filter(fact__in=wrong, withdraws=None)
        moved = set(there.values_list("fact", "misfiled_from"))
    found: defaultdict[UUID, list[UUID]] = defaultdict(list)
    others = Record.objects.filter(fact__in=facts, salt__isnull=False).exclude(file=file)
    for other, id_ in others.order_by("pk").values_list("file", "pk"):
        found[other].append(id_)
    return dict(found)


def _by_member(
    file: UUID, asked: Mapping[str, Sequence[UUID]]
) -> dict[UUID, dict[str, list[UUID]]]:
    """The rows by the file in whose chain they stand: this one, or one that is joined with it."""
    members = {chains.file_chain(member): member for member in group_of(file)}
    found: defaultdict[UUID, dict[str, list[UUID]]] = defaultdict(dict)
    for table, ids in asked.items():
        if table not in ERASABLE:
            raise NotFound("There is nothing of this sort to erase.")
        rows = ERASABLE[table]._default_manager.filter(chain__in=members, id__in=ids)
        there = list(rows.order_by("pk").values_list("chain", "pk"))
        if len(there) < len(ids):
            raise NotFound("There is no such row on this file.")
        for chain, id_ in there:
            found[members[chain]].setdefault(table, []).append(id_)
    return dict(found)
