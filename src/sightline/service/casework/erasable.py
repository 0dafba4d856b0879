"""What can be erased from a file, thing by thing, as whoever proposes or decides it reads it.

A record is one thing, with all its versions and its withdrawal; so is each document, name,
identifier, address and entry of birth and area.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from sightline.service.access import policy
from sightline.service.access.reading import Basis
from sightline.service.access.two_people import Item, What
from sightline.service.access.viewer import Viewer
from sightline.service.casework.people import all_of
from sightline.service.casework.said import (
    SOMEBODY,
    Named,
    Reader,
    at_said,
    files_in,
    kind_of_row,
    named,
    summary,
    when,
)
from sightline.service.casework.telling_forms import SORTS, Sort
from sightline.service.files.members import group_of
from sightline.service.files.models import Attachment, PersonFact, Record

_RECORDS = Record._meta.db_table
_DOCUMENTS = Attachment._meta.db_table
_UNREAD = "A record that is not shown to you"
_UNREAD_PAPER = "A document that is not shown to you"


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that is erased whole. ``key``: what a form calls it. ``rows``: of ``table``."""

    key: str
    item: Item
    table: str
    rows: tuple[UUID, ...]


def things(viewer: Viewer, basis: Basis) -> list[Thing]:
    """What is kept on the basis's file, is read there and has not been erased."""
    file, group = basis.file, group_of(basis.file)
    read = Record.objects.filter(policy.visible_records(viewer, basis), file__in=group)
    rows = Record.objects.filter(file__in=group, fact__in=read.values("fact"), salt__isnull=False)
    told = [
        _fact_told(sort, row)
        for sort in SORTS.values()
        for row in all_of(sort.model, file)
        if row.salt is not None and not row.withdrawn
    ]
    papers = _papers(file).filter(policy.visible_attachments(viewer, basis), salt__isnull=False)
    documents = list(_documents(papers))
    return [*told, *documents, *_records(viewer, basis, rows.order_by("-position"))]


def rows_of(chosen: Iterable[Thing]) -> dict[str, list[UUID]]:
    """The rows of things by their tables, as an erasure names them."""
    found: defaultdict[str, list[UUID]] = defaultdict(list)
    for thing in chosen:
        found[thing.table] += thing.rows
    return {table: sorted(rows) for table, rows in sorted(found.items())}


def listed(what: What, viewer: Viewer) -> Sequence[Item]:
    """What a proposal to erase would empty, or has emptied, for whoever decides it."""
    basis = policy.check_erase(viewer, UUID(what["file"]))
    asked: Mapping[str, Sequence[str]] = what["rows"]
    told = [
        _fact_told(sort, row)
        for sort in SORTS.values()
        for row in all_of(sort.model, basis.file)
        if str(row.pk) in asked.get(sort.model._meta.db_table, ())
    ]
    rows = Record.objects.filter(file__in=group_of(basis.file), pk__in=asked.get(_RECORDS, ()))
    read = set(rows.filter(policy.visible_records(viewer, basis)).values_list("fact", flat=True))
    wanted = rows.order_by("-position")
    shown = [row for row in wanted if row.fact in read]
    hidden = {row.fact for row in wanted} - read
    papers = _papers(basis.file).filter(pk__in=asked.get(_DOCUMENTS, ()))
    read_papers = papers.filter(policy.visible_attachments(viewer, basis))
    documents = list(_documents(read_papers))
    items = [thing.item for thing in (*told, *documents, *_records(viewer, basis, shown))]
    unread = [_UNREAD] * len(hidden) + [_UNREAD_PAPER] * (papers.count() - len(documents))
    return items + [Item(title, "Somebody who may read it should decide") for title in unread]


def _papers(file: UUID) -> QuerySet[Attachment]:
    return Attachment.objects.filter(file__in=group_of(file), withdraws=None).order_by("-position")


def _documents(papers: QuerySet[Attachment]) -> Iterator[Thing]:
    """Each with what withdrew it."""
    rows = list(papers)
    endings = Attachment.objects.filter(withdraws__in=[row.pk for row in rows])
    ends = {row.withdraws: row.pk for row in endings}
    for row in rows:
        said = ", ".join(filter(None, [row.title, at_said(row.received_at)]))
        item = Item("Document", said, reverse("documents", args=[row.file_id]))
        its = (row.pk, ends[row.pk]) if row.pk in ends else (row.pk,)
        yield Thing(f"document:{row.pk}", item, _DOCUMENTS, its)


def _fact_told(sort: Sort, row: PersonFact) -> Thing:
    address = reverse("who", args=[row.subject_id])
    item = Item(sort.title, sort.said(row), address)
    return Thing(f"{sort.name}:{row.pk}", item, sort.model._meta.db_table, (row.pk,))


def _records(viewer: Viewer, basis: Basis, rows: Iterable[Record]) -> Iterator[Thing]:
    """``rows``: the newest first, which is how the things are."""
    by_fact: defaultdict[UUID, list[Record]] = defaultdict(list)
    for row in rows:
        by_fact[row.fact].append(row)
    last = {fact: _last(some) for fact, some in by_fact.items()}
    reader, called = Reader(viewer, basis), named(viewer, files_in(last.values()))
    for fact, some in by_fact.items():
        item = _record_told(last[fact], len(some), basis.file, reader, called)
        yield Thing(f"record:{fact}", item, _RECORDS, tuple(row.pk for row in some))


def _last(rows: Sequence[Record]) -> Record:
    """The last version, or what took a record off this file, where no version was entered on it."""
    return next((row for row in rows if row.withdraws is None), rows[0])


def _record_told(row: Record, many: int, file: UUID, reader: Reader, called: Named) -> Item:
    agency = called[row.agency]
    parts = [
        when(row),
        summary(row, reader, called),
        "" if agency == SOMEBODY else agency,
        "" if many == 1 else f"{many} entries, with what was corrected and withdrawn",
    ]
    said = ", ".join(part for part in parts if part)
    return Item(kind_of_row(row)["title"], said, reverse("record", args=[file, row.fact]))
