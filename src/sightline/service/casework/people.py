"""Who a file is kept on: names, age, identifiers, place and address, as they stand on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from sightline.service.files.members import group_of
from sightline.service.files.models import (
    Address,
    Identifier,
    Name,
    Particulars,
    PersonFact,
    Subject,
    SubjectType,
)
from sightline.service.files.naming import names_of
from sightline.service.files.reading import standing_particulars

NO_BIRTH = "Date of birth not recorded"
ERASED_BIRTH = "Date of birth erased"
PEOPLE = (SubjectType.CHILD, SubjectType.ADULT)

F = TypeVar("F", bound=PersonFact)


@dataclass(frozen=True, slots=True)
class Who:
    """Whom a file is kept on. ``called``: as they want to be called. ``age``: in words."""

    file: UUID
    called: str
    type: str
    born_on: date | None
    age: str
    place: str

    @property
    def is_person(self) -> bool:
        return self.type in PEOPLE

    @property
    def no_birth(self) -> str:
        """What stands in place of a day of birth."""
        return "Erased" if self.age == ERASED_BIRTH else "Not recorded"

    @property
    def type_said(self) -> str:
        return SubjectType(self.type).label


def who(subject: Subject, today: date) -> Who:
    """Whom one file is kept on."""
    return whom([subject], today)[0]


def whom(subjects: Sequence[Subject], today: date) -> list[Who]:
    """Whom files are kept on, in their order, in two queries."""
    ids = [subject.pk for subject in subjects]
    called = names_of(subjects)
    told = {row.subject_id: row for row in standing_particulars(ids)}
    return [_who(subject, called[subject.pk], told.get(subject.pk), today) for subject in subjects]


def _who(subject: Subject, called: str, told: Particulars | None, today: date) -> Who:
    born = None if told is None else told.born_on
    is_person = subject.type in PEOPLE
    return Who(
        file=subject.pk,
        called=called,
        type=subject.type,
        born_on=born,
        age=_age(told, today) if is_person else "",
        place="" if told is None else told.place,
    )


def _age(told: Particulars | None, today: date) -> str:
    if told is not None and told.salt is None:
        return ERASED_BIRTH
    return age_said(None if told is None else told.born_on, today)


def age_said(born: date | None, today: date) -> str:
    """``14 years``; of the very young in months; of nobody whose birth is not recorded."""
    if born is None:
        return NO_BIRTH
    if born > today:
        return "Not yet born"
    years = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    if years >= 2:
        return f"{years} years"
    months = (today.year - born.year) * 12 + today.month - born.month - (today.day < born.day)
    return f"{months} month{'' if months == 1 else 's'}"


def standing(model: type[F], file: UUID) -> list[F]:
    """The rows of one sort that stand: neither replaced nor withdrawn, the latest first.

    Those of files that are joined with this one too.
    """
    rows = list(model._default_manager.filter(subject__in=group_of(file)).order_by("-position"))
    replaced = {row.version_of for row in rows}
    return [row for row in rows if row.pk not in replaced and not row.withdrawn]


def full_name(row: Name) -> str:
    """A name as it is said; '' where it was erased."""
    return " ".join(part for part in (row.given, row.family) if part)


def address_lines(row: Address) -> list[str]:
    """An address, line by line."""
    return [*(row.lines or "").splitlines(), *([row.postcode] if row.postcode else [])]


def all_of(model: type[F], file: UUID) -> list[F]:
    """Every row of one sort, replaced and withdrawn ones too, the latest first."""
    rows = model._default_manager.filter(subject__in=group_of(file))
    return list(rows.order_by("-recorded_at", "-position"))


SORTS: tuple[type[PersonFact], ...] = (Name, Identifier, Address, Particulars)
