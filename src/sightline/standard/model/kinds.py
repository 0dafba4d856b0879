"""Kinds of record: their fields and code lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sightline.standard.model.conditions import Answered, Interval, OneOf
from sightline.standard.model.words import RESERVED_ANSWERS, FieldType, Lasts, Sensitivity, Unit

USUALLY_OF = ("child", "adult")
"""The types of subject of which a kind is that does not say of which it is."""


@dataclass(frozen=True, slots=True)
class Code:
    """One value of a code list, valid from ``from_`` (included) until ``until`` (excluded)."""

    value: str
    label: str
    from_: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a kind. ``narrative`` fields never leave in an extract.

    ``carried``: whether a form that starts from an earlier record may be filled in with its answer.
    """

    name: str
    title: str
    type: FieldType
    codes: tuple[Code, ...] = ()
    required: bool = False
    help: str = ""
    sensitivity: Sensitivity = Sensitivity.ORDINARY
    narrative: bool = False
    carried: bool = True

    def __post_init__(self) -> None:
        if (self.type in (FieldType.CODE, FieldType.CODES)) != bool(self.codes):
            raise ValueError(
                f"field {self.name!r}: a code list belongs to fields of type code or codes, "
                "and each of those needs one"
            )
        values = [code.value for code in self.codes]
        if len(set(values)) != len(values):
            raise ValueError(f"field {self.name!r}: a code is listed twice")
        if reserved := RESERVED_ANSWERS.intersection(values):
            raise ValueError(
                f"field {self.name!r}: {', '.join(sorted(reserved))} may be answered in every "
                "field and is not listed as a code"
            )


@dataclass(frozen=True, slots=True)
class FormStep:
    """Some of a kind's fields that are asked together, on a page of their own."""

    title: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Significant:
    """Which records of a kind are significant events, and why.

    ``when``: they are where every test of any of these holds; all of the kind are if there is none.
    """

    why: str
    when: tuple[tuple[OneOf | Answered, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Alert:
    """Which records of a kind whoever opens the file must know of at once, and why.

    A span is one while it runs, what lasts until the next while it stands, and a point for
    ``lasts_for`` after it happened. ``when``: as of ``Significant``. ``is_danger``: somebody may
    come to harm; else it is only to be known.
    """

    title: str
    why: str
    when: tuple[tuple[OneOf | Answered, ...], ...] = ()
    is_danger: bool = False
    lasts_for: Interval | None = None

    def __post_init__(self) -> None:
        days = (Unit.DAYS, Unit.WEEKS, Unit.MONTHS, Unit.YEARS)
        if self.lasts_for is not None and self.lasts_for.unit not in days:
            raise ValueError("an alert is for days, weeks, months or years")


@dataclass(frozen=True, slots=True)
class Countersigned:
    """Which records of a kind a manager countersigns, and as whom.

    ``when``: as ``Significant.when``; of fields that everybody reads. ``by``: codes of the field
    ``role`` of the kind ``SIGN_OFF``. ``answer``: the yes-no field of the kind that says it too,
    blank for none. ``source``, ``certainty``: who says so, and how sure that is.
    """

    by: tuple[str, ...]
    why: str
    source: str
    certainty: str
    when: tuple[tuple[OneOf | Answered, ...], ...] = ()
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """A declared kind of record.

    ``key``: for until-next kinds, the fields whose values say which records follow one another.
    ``ends_with``: for until-next kinds, the span kind whose end also ends it (``or: case``).
    ``of``: the types of subject on whose files a record of it is kept.
    ``also_on``: header columns (``about``) or fields of type file that name further files on
    which a record of this kind stands.
    ``several``: whether whoever records it may choose further files on which it stands as well.
    ``significant``: which of its records a chronology shows first; None for none of them.
    ``alerts``: which of its records whoever opens the file is shown first; none if none is.
    ``tells``: the field of codes that says who was told by a record of it; blank for none.
    ``countersigned``: which of its records a manager countersigns; None for none of them.
    ``steps``: the pages by which a long form is filled in; none where one page asks it all.
    ``starts_from``: a form may start from an earlier record; of those that differ in these fields
    the last of each is offered. ``often``: it is recorded often and at once, so the file itself
    offers it and its form begins with now.
    """

    name: str
    title: str
    lasts: Lasts
    fields: Mapping[str, Field]
    group: str = ""
    help: str = ""
    of: tuple[str, ...] = USUALLY_OF
    key: tuple[str, ...] = ()
    ends_with: str | None = None
    also_on: tuple[str, ...] = ()
    several: bool = False
    sensitivity: Sensitivity = Sensitivity.ORDINARY
    recorded_by: tuple[str, ...] = ()
    read_by: tuple[str, ...] = ()
    significant: Significant | None = None
    alerts: tuple[Alert, ...] = ()
    tells: str = ""
    steps: tuple[FormStep, ...] = ()
    starts_from: tuple[str, ...] = ()
    often: bool = False
    countersigned: Countersigned | None = None

    def __post_init__(self) -> None:
        self._check_steps()
        if (self.key or self.ends_with) and self.lasts is not Lasts.UNTIL_NEXT:
            raise ValueError(f"kind {self.name!r}: only a kind that lasts until the next has a key")
        for name in self.key:
            if name not in self.fields:
                raise ValueError(f"kind {self.name!r}: its key names no field of it: {name!r}")
        for alert in self.alerts:
            if self.lasts is Lasts.PERIOD:
                raise ValueError(f"kind {self.name!r}: what is said of a period is no alert")
            if (self.lasts is Lasts.POINT) != (alert.lasts_for is not None):
                raise ValueError(
                    f"kind {self.name!r}: an alert says for how long it is one where the kind is a "
                    "point, and nowhere else"
                )
        if self.tells and (self.tells not in self.fields or not self.fields[self.tells].codes):
            raise ValueError(
                f"kind {self.name!r}: tells names no field of codes of it: {self.tells!r}"
            )
        for name in self.also_on:
            if name != "about" and (
                name not in self.fields or self.fields[name].type is not FieldType.FILE
            ):
                raise ValueError(
                    f"kind {self.name!r}: also-on names neither 'about' nor a field of type file: "
                    f"{name!r}"
                )

    def _check_steps(self) -> None:
        """Every field is asked in one step, and in no other."""
        asked = [name for step in self.steps for name in step.fields]
        for name in asked:
            if name not in self.fields:
                raise ValueError(f"'steps' of kind {self.name!r} name no field of it: {name!r}")
            if asked.count(name) > 1:
                raise ValueError(f"'steps' of kind {self.name!r} ask {name!r} twice")
        left = [name for name in self.fields if self.steps and name not in asked]
        if left:
            raise ValueError(f"'steps' of kind {self.name!r} leave out {', '.join(left)}")
        for name in self.starts_from:
            if name not in self.fields:
                raise ValueError(
                    f"'starts-from' of kind {self.name!r} names no field of it: {name!r}"
                )
