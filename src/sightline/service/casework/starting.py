"""A form that starts from an earlier record: what is filled in from it, and how that is marked.

Inspectors have found assessments that were last year's with another date. So an answer that is
carried over is marked until whoever records it changes it, or says of it alone that they have
looked again; what nobody looked at stays marked on the record (``files.carrying``).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q, QuerySet

from sightline.engine.model import Value
from sightline.service.access.reading import Basis
from sightline.service.access.viewer import Viewer
from sightline.service.casework import typed
from sightline.service.casework.said import Reader, answers, named, when
from sightline.service.casework.standing import standing
from sightline.service.files.carrying import carried_by
from sightline.service.files.models import Record
from sightline.service.files.one_answer import fault_in
from sightline.service.files.reading import values_from
from sightline.standard.calendar import day_of
from sightline.standard.model import FieldType, Kind

ANOTHER = "an earlier record that is not shown to you"
MOST_LOOKED_AT, MOST_OFFERED = 50, 5
_NEVER = (FieldType.DATE, FieldType.MOMENT, FieldType.FILE)
"""Days and people: the next record is of others."""


@dataclass(frozen=True, slots=True)
class Source:
    """A record from which a form may start, in words: ``AssetPlus, Mon 3 Mar 2026``."""

    fact: UUID
    words: str


@dataclass(frozen=True, slots=True)
class Start:
    """From which record a form started. ``said``: its day; ``answers``: what was filled in.

    ``chosen``: what is filled in besides, by which the record was chosen; it is not carried over.
    ``left_out``: the titles of fields whose answer there no longer fits what is asked.
    """

    fact: UUID
    said: str
    answers: Mapping[str, Value]
    left_out: tuple[str, ...] = ()
    chosen: Mapping[str, Value] = field(default_factory=dict)

    @property
    def filled(self) -> Mapping[str, Value]:
        """All that is filled in."""
        return {**self.chosen, **self.answers}


def sources(viewer: Viewer, basis: Basis, kind: Kind) -> list[Source]:
    """The records from which a form of the kind may start: the last of each sort, newest first."""
    if not kind.starts_from:
        return []
    rows = _of_kind(viewer, basis, kind).filter(occurred_at__isnull=False)
    reader, found = Reader(viewer, basis), dict[tuple[str, ...], Record]()
    for row in rows[:MOST_LOOKED_AT]:
        if row.details is not None and all(
            reader.reads(kind.name, name, row.agency) for name in kind.starts_from
        ):
            found.setdefault(tuple(str(row.details.get(n)) for n in kind.starts_from), row)
    titles = {kind.fields[name].title for name in kind.starts_from}
    called = named(viewer, ())
    return [
        Source(
            row.fact,
            ", ".join(
                [s.words for s in answers(row, reader, called) if s.title in titles] + [when(row)]
            ),
        )
        for row in list(found.values())[:MOST_OFFERED]
    ]


def start(viewer: Viewer, basis: Basis, kind: Kind, fact: UUID) -> Start | None:
    """A start from one record; None where it is not there to be read, or may not be started from.

    Never carried are days, times and people, what the kind says is not (``carried: no``), and what
    the person does not read.
    """
    if not kind.starts_from:
        return None
    row = _of_kind(viewer, basis, kind).filter(fact=fact).first()
    if row is None or row.details is None:
        return None
    reader, today = Reader(viewer, basis), day_of(viewer.today)
    found, left_out = dict[str, Value](), list[str]()
    for name, value in values_from(row.details).items():
        asked = kind.fields.get(name)
        if asked is None or not reader.reads(kind.name, name, row.agency):
            continue
        if not asked.carried or asked.type in _NEVER:
            continue
        if fault_in(asked, value, today):
            left_out.append(asked.title)
        else:
            found[name] = value
    chosen = {name: found.pop(name) for name in kind.starts_from if name in found}
    return Start(fact, when(row), found, tuple(left_out), chosen)


def of_record(viewer: Viewer, basis: Basis, row: Record, reader: Reader) -> Start | None:
    """What of a record that is there was carried over and not looked at; None where nothing was."""
    unreviewed = carried_by([row]).get(row.pk)
    if unreviewed is None:
        return None
    said = values_from(row.details or {})
    names = [name for name in unreviewed.fields if reader.reads(row.kind, name, row.agency)]
    return Start(
        unreviewed.fact,
        days(viewer, basis, [unreviewed.fact]).get(unreviewed.fact, ANOTHER),
        {name: said[name] for name in names if name in said},
    )


def taken_over(
    viewer: Viewer, basis: Basis, rows: Collection[Record]
) -> dict[UUID, dict[str, str]]:
    """Of versions of records, the fields that were carried over and not looked at, with the day."""
    unreviewed = carried_by(rows)
    said = days(viewer, basis, {one.fact for one in unreviewed.values()})
    return {
        version: dict.fromkeys(one.fields, said.get(one.fact, ANOTHER))
        for version, one in unreviewed.items()
    }


def days(viewer: Viewer, basis: Basis, facts: Collection[UUID]) -> dict[UUID, str]:
    """The days of the records from which others started, as far as the person reads them."""
    rows = standing(viewer, basis).filter(fact__in=facts, misfiled=False) if facts else ()
    return {row.fact: when(row) for row in rows}


def _of_kind(viewer: Viewer, basis: Basis, kind: Kind) -> QuerySet[Record]:
    """What of a kind stands on the file and is read there, newest first."""
    is_over = Q(is_withdrawn=True) | Q(misfiled=True)
    return standing(viewer, basis).filter(~is_over, kind=kind.name)


def held(
    kind: Kind, begun: Start, data: typed.Data, now: Start | None
) -> tuple[Start, typed.Data, list[str]]:
    """What of a draft's start still holds, what was typed with it, and what was taken out of that.

    ``begun``: the start as the draft holds it; ``now``: what could be started from by now. What is
    carried over and not looked at is taken out where the earlier record no longer says it: it was
    corrected or withdrawn, or is no longer read.
    """
    before = begun.answers
    says = {} if now is None else now.answers
    still = {name: value for name, value in before.items() if says.get(name) == value}
    gone = [
        name
        for name in before
        if name not in still and name in kind.fields and _is_carried(kind, name, before, data)
    ]
    said = begun.said if now is None else now.said
    titles = [kind.fields[name].title for name in gone]
    return Start(begun.fact, said, still), typed.without(data, kind, gone), titles


def _is_carried(kind: Kind, name: str, before: Mapping[str, Value], data: typed.Data) -> bool:
    if data.get(f"still-{name}"):
        return False
    as_begun = typed.typed_of(kind, {name: before[name]})
    return all(
        sorted(text.replace("\r\n", "\n") for text in data.get(place, [])) == sorted(some)
        for place, some in as_begun.items()
    )
