"""On whom what is owed on a file falls on a day, in names: ``engine.responsible`` for a page.

Only the spans that say who holds which role are read, and of those only what the reader reads.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sightline.engine import model as engine
from sightline.engine.model import File, Subject
from sightline.engine.responsible import Responsibility, Responsible
from sightline.service.access import policy
from sightline.service.access.models import Sector
from sightline.service.access.reading import Basis
from sightline.service.access.viewer import Viewer
from sightline.service.casework.said import Named, named
from sightline.service.files import models
from sightline.service.files.judging import known_by
from sightline.service.files.models import Record, SubjectType
from sightline.service.files.reading import engine_records, stands_on
from sightline.service.files.standard import standard
from sightline.service.ledger.row_security import as_machine
from sightline.standard.calendar import day_of
from sightline.standard.model import Holder

Asked = tuple[str, date]
"""An owner of the standard, and a day."""


@dataclass(frozen=True, slots=True)
class Falls:
    """On whom it falls. What nobody has said is ''.

    ``role``: the owner, as the standard says it in a rule; ``title``: in words. ``holder``: who
    holds the role; ``cover``: who stands in for them. ``is_shown``: False where the reader does not
    read who holds it. ``is_worker``: whether a person holds it, and not an establishment.
    """

    role: str
    title: str
    holder: str = ""
    cover: str = ""
    team: str = ""
    agency: str = ""
    is_shown: bool = True
    is_worker: bool = False

    @property
    def person(self) -> str:
        """Who must act: whoever stands in, or the holder."""
        return self.cover or self.holder

    @property
    def said(self) -> str:
        """``Jo Example, youth justice case manager, Borchester YJS``."""
        title = f"{self.title[:1].lower()}{self.title[1:]}"
        agency = f", {self.agency}" if self.agency not in ("", self.title) else ""
        if self.cover:
            return f"{self.cover}, who stands in for {self.holder}, {title}{agency}"
        if self.holder:
            return f"{self.holder}, {title}{agency}"
        unnamed = "nobody is named" if self.is_shown else "who that is is not shown to you"
        return f"{self.title}{agency}: {unnamed}" if self._is_held else f"{self.title}{agency}"

    @property
    def _is_held(self) -> bool:
        role = standard().roles.declared.get(self.role)
        return role is not None and bool(role.held)


def falls_on(viewer: Viewer, basis: Basis, asked: Collection[Asked]) -> dict[Asked, Falls]:
    """On whom what some owners owe on the basis's file falls on some days, as known now."""
    roles = standard().roles
    held = [holder for role in roles.declared.values() for holder in role.held]
    if not asked:
        return {}
    rows = Record.objects.filter(stands_on(basis.file), kind__in=_kinds(held))
    read, unread = _as_read(viewer, basis, engine_records(rows))
    with as_machine():  # who stands in for a colleague is read by whoever must know whom to ask
        own = _workers(_named_by(read, held), _kinds([*roles.posts, *roles.covers]))
    file = File(Subject(str(basis.file)), read)
    finder = Responsibility(standard(), own, known_by([file, *own], viewer.at))
    found = finder.on(file, {(owner, day_of(day)) for owner, day in asked})
    called = named(viewer, _files_in(found.values()), ())
    persons = {one.subject.id for one in own}
    return {
        (owner, day): _said(found[owner, day_of(day)], called, unread, persons)
        for owner, day in asked
    }


def _kinds(holders: Iterable[Holder]) -> set[str]:
    return {holder.selector.kind for holder in holders}


def _as_read(
    viewer: Viewer, basis: Basis, records: Iterable[engine.Record]
) -> tuple[tuple[engine.Record, ...], set[str]]:
    """The records that the viewer reads, and the kinds of those that are not read."""
    read, unread = [], set()
    for record in records:
        agency = UUID(record.agency) if record.agency else None
        if policy.reads_kind(viewer, basis, record.kind, agency):
            read.append(record)
        else:
            unread.add(record.kind)
    return tuple(read), unread


def _named_by(records: Iterable[engine.Record], held: Iterable[Holder]) -> set[UUID]:
    fields = {(holder.selector.kind, holder.by) for holder in held}
    return _uuids(
        record.details.get(by) for record in records for kind, by in fields if record.kind == kind
    )


def _workers(files: Collection[UUID], kinds: Collection[str]) -> list[File]:
    """Those of some files that are kept on workers, with their own records of some kinds."""
    workers = models.Subject.objects.filter(pk__in=files, type=SubjectType.WORKER)
    ids = list(workers.values_list("pk", flat=True))
    by_file: dict[str, list[engine.Record]] = {str(id_): [] for id_ in ids}
    for record in engine_records(Record.objects.filter(file__in=ids, kind__in=kinds)):
        by_file[record.file].append(record)
    return [File(Subject(id_, SubjectType.WORKER), tuple(some)) for id_, some in by_file.items()]


def _uuids(values: Iterable[object]) -> set[UUID]:
    found = set()
    for value in values:
        try:
            found.add(UUID(str(value)))
        except ValueError:
            continue
    return found


def _files_in(found: Iterable[Responsible]) -> set[UUID]:
    return _uuids(value for one in found for value in (one.holder, one.cover, one.agency))


def _said(
    found: Responsible, called: Named, unread: Collection[str], persons: Collection[str]
) -> Falls:
    role = standard().roles.declared.get(found.role)
    title = found.role.replace("-", " ") if role is None else role.title
    is_shown = role is None or not _kinds(role.held).intersection(unread)
    holder, cover, agency = (
        _called(one, called) for one in (found.holder, found.cover, found.agency)
    )
    is_worker = found.holder in persons
    return Falls(found.role, title, holder, cover, found.team, agency, is_shown, is_worker)


_SECTORS: Mapping[str, str] = dict(Sector.choices)


def _called(file: str, called: Named) -> str:
    """The name of a file; of the sort of an agency its title; '' where there is none."""
    for id_ in _uuids([file]):
        return called[id_]
    return _SECTORS.get(file, "")
