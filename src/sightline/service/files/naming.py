"""How a file is called on a screen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime
from uuid import UUID

from sightline.service.files.models import Name, Subject, SubjectType
from sightline.service.files.moments import day_at
from sightline.service.ledger import clock
from sightline.standard.calendar import date_of

_NAMED = ("subject_id", "version_of", "withdrawn", "from_on", "until_on", "use", "given", "family")
"""What is asked of a name to call somebody by it."""

_FIRST_TRIED = (Name.Use.CALLED, Name.Use.LEGAL, Name.Use.FORMER)


def names(ids: Collection[UUID], known_at: datetime | None = None) -> dict[UUID, str]:
    """How files are called, as known at a moment: as the subject wants to be called, else by law.

    A file without a name is called by what it is, and by its number where it came from. Ids of no
    file are passed over. Two queries, however many are asked for.
    """
    return names_of(Subject.objects.filter(id__in=ids).only("type", "source_id"), known_at)


def names_of(subjects: Iterable[Subject], known_at: datetime | None = None) -> dict[UUID, str]:
    """The same of subjects that were read already, in one query."""
    held = list(subjects)
    rows = Name.objects.filter(subject__in=[subject.pk for subject in held]).order_by("position")
    if known_at is not None:
        rows = rows.filter(recorded_at__lte=known_at)
    by_subject: defaultdict[UUID, list[Name]] = defaultdict(list)
    for row in rows.only(*_NAMED) if held else ():
        by_subject[row.subject_id].append(row)
    on = date_of(day_at(known_at or clock.now()))
    return {
        subject.pk: _called(standing_names(by_subject[subject.pk]), on)
        or _without(subject.type, subject.source_id)
        for subject in held
    }


def standing_names(rows: Iterable[Name]) -> list[Name]:
    """The names that were neither replaced nor withdrawn, in order of entry."""
    held = list(rows)
    replaced = {row.version_of for row in held}
    return [row for row in held if row.id not in replaced and not row.withdrawn]


def _called(rows: Iterable[Name], on: date) -> str:
    """The best of the names that are in use on a day: the last entered of the first use tried."""
    in_use = [
        row
        for row in rows
        if (row.from_on is None or row.from_on <= on)
        and (row.until_on is None or on < row.until_on)
        and (row.given or row.family)
    ]
    for use in _FIRST_TRIED:
        for row in reversed(in_use):
            if row.use == use:
                return " ".join(filter(None, (row.given, row.family)))
    return ""


def _without(type_: str, source_id: str) -> str:
    label = SubjectType(type_).label
    return f"{label} {source_id}" if source_id else f"{label} without a name on record"
