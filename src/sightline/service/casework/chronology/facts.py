"""The facts that stand on a file, as known at a moment, and which of them are asked for.

Need-to-know is always that of today: what somebody may read now decides what they read of the past.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TypeVar
from uuid import UUID

from django.db.models import DateTimeField, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce
from django.db.models.lookups import Exact

from sightline.service.access import policy
from sightline.service.access.roles import Right
from sightline.service.casework.chronology.asked import Asked
from sightline.service.casework.chronology.readable import where_read
from sightline.service.casework.chronology.significance import significant
from sightline.service.casework.said import Reader
from sightline.service.files.members import group_of, groups_of
from sightline.service.files.models import AlsoOn, Record, Subject, SubjectType
from sightline.service.files.moments import at_minute
from sightline.service.files.reading import stands_on
from sightline.service.files.standard import standard
from sightline.standard.calendar import day_of, start_of_day
from sightline.standard.model import FieldType

_PEOPLE = (SubjectType.CHILD, SubjectType.ADULT, SubjectType.WORKER)

T = TypeVar("T")


def facts(reader: Reader, known_at: datetime | None = None) -> QuerySet[Record]:
    """Of each fact that the person reads on the file its last version as known at a moment.

    A record that was filed here in error is the row that says so, and nothing of the record; as
    known before that was found, the row says it of a record that stood here then. ``moment`` puts
    them in the order of time: when it happened, is planned for, or was entered.
    """
    here = _here(reader.basis.file, known_at)
    known = Q() if known_at is None else Q(recorded_at__lte=known_at)
    newer = Record.objects.filter(here, known, version_of=OuterRef("pk"))
    first = Record.objects.filter(pk=OuterRef("fact"))
    shown = known & Q(withdraws=None) & ~Q(Exists(newer))
    if not any(way.may(Right.REFILE) for way in reader.basis.ways):
        shown |= Q(misfiled=True) & Q(Exists(first.filter(known)))
    return Record.objects.filter(
        here, policy.visible_records(reader.viewer, reader.basis), shown
    ).annotate(
        moment=Coalesce(
            "occurred_at",
            Cast("planned_start_on", DateTimeField()),
            Subquery(first.values("recorded_at")),
            "recorded_at",
        )
    )


def _here(file: UUID, known_at: datetime | None) -> Q:
    """Of records, those that stand on a file: on what was joined with it then, and is now."""
    now, group = stands_on(file), group_of(file)
    if known_at is None or len(group) == 1:
        return now
    then = set(groups_of([file], known_at)) | {file}
    also_on = AlsoOn.objects.filter(file__in=then).values("record")
    return now & (Q(file__in=then) | Q(pk__in=also_on))


def never_withdrawn(reader: Reader, known_at: datetime | None = None) -> Q:
    """Of facts, those that were not withdrawn as known at a moment."""
    ended = Record.objects.filter(stands_on(reader.basis.file), withdraws__isnull=False)
    if known_at is not None:
        ended = ended.filter(recorded_at__lte=known_at)
    return ~Q(fact__in=ended.values("fact"))


def asked_for(reader: Reader, rows: QuerySet[Record], asked: Asked) -> QuerySet[Record]:
    """Of facts, those that are asked for, in the order that is asked for.

    What says only that something was filed here in error is left out where anything is chosen.
    """
    if asked.significant:
        rows = rows.filter(significant(reader))
    if not (asked.is_of_all and not asked.significant):
        rows = rows.filter(misfiled=False)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.agency is not None:
        rows = rows.filter(agency=asked.agency)
    if asked.person is not None:
        rows = rows.filter(_names(reader, asked.person))
    rows = rows.filter(_between(asked.first, asked.last))
    order = ("-moment", "-pk") if asked.newest_first else ("moment", "pk")
    return rows.order_by(*order)


def _between(first: date | None, last: date | None) -> Q:
    """It was so on some of the days: a span, if any part of it was."""
    found = Q()
    if first is not None:
        at = at_minute(start_of_day(day_of(first)))
        span = [kind.name for kind in standard().kinds.values() if kind.lasts == "span"]
        runs = Q(kind__in=span) & (Q(ended_at__gte=at) | Q(ended_at=None, occurred_at__lt=at))
        found &= Q(moment__gte=at) | runs
    if last is not None:
        found &= Q(moment__lt=at_minute(start_of_day(day_of(last + timedelta(1)))))
    return found


# --- who is named ----------------------------------------------------------------------------


def _names(reader: Reader, person: UUID) -> Q:
    """It names somebody: as its author, as whom it is about, or in an answer that is read."""
    found = Q(author=person) | Q(about=person)
    for kind, field in _file_fields():
        named = Exact(KeyTextTransform(field, "details"), str(person))
        found |= Q(kind=kind) & where_read(reader, kind, [field]) & Q(named)
    return found


@lru_cache(maxsize=1)
def _file_fields() -> frozenset[tuple[str, str]]:
    """The fields that name a file, each with its kind."""
    return frozenset(
        (kind.name, field.name)
        for kind in standard().kinds.values()
        for field in kind.fields.values()
        if field.type is FieldType.FILE
    )


@dataclass(frozen=True, slots=True)
class There:
    """What can be chosen among the facts: their kinds, the agencies that made them, people named.

    ``people`` may hold files whose names are no business of the reader; whoever names them asks.
    """

    kinds: frozenset[str]
    agencies: frozenset[UUID]
    people: frozenset[UUID]


def there(reader: Reader) -> There:
    """What there is to choose, whatever the moment of knowledge: of every version, which is found
    much more quickly than the last of each. In four queries.
    """
    rows = Record.objects.filter(
        stands_on(reader.basis.file),
        policy.visible_records(reader.viewer, reader.basis),
        withdraws=None,
    )
    made = set(rows.values_list("kind", "agency", "author").distinct())
    named = {author for _, _, author in made} | set(_answered(reader, rows))
    about = rows.exclude(about=None).values("about")
    people = Subject.objects.filter(
        Q(pk__in=_known(named)) | Q(pk__in=about), type__in=_PEOPLE
    ).values_list("pk", flat=True)
    return There(
        kinds=frozenset(kind for kind, _, _ in made),
        agencies=frozenset(_known(agency for _, agency, _ in made)),
        people=frozenset(people) - {reader.basis.file},
    )


def _answered(reader: Reader, rows: QuerySet[Record]) -> Iterator[UUID | None]:
    """The files that answers name, as far as these are read."""
    fields = sorted({field for _, field in _file_fields()})
    answers = [KeyTextTransform(field, "details") for field in fields]
    told = rows.filter(kind__in={kind for kind, _ in _file_fields()})
    for kind, agency, *answered in told.values_list("kind", "agency", *answers).distinct():
        for field, answer in zip(fields, answered, strict=True):
            is_read = (kind, field) in _file_fields() and reader.reads(kind, field, agency)
            if answer and is_read:
                yield _uuid(answer)


def _known(values: Iterable[T | None]) -> set[T]:
    return {value for value in values if value is not None}


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
