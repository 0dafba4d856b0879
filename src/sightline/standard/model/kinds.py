"""Kinds of record: their fields and code lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sightline.standard.model.conditions import Answered, OneOf
from sightline.standard.model.words import RESERVED_ANSWERS, FieldType, Lasts, Sensitivity

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
    """One field of a kind. ``narrative`` fields never leave in an extract."""

    name: str
    title: str
    type: FieldType
    codes: tuple[Code, ...] = ()
    required: bool = False
    help: str = ""
    sensitivity: Sensitivity = Sensitivity.ORDINARY
    narrative: bool = False

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
class Significant:
    """Which records of a kind are significant events, and why.

    ``when``: they are where every test of any of these holds; all of the kind are if there is none.
    """

    why: str
    when: tuple[tuple[OneOf | Answered, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """A declared kind of record.

    ``key``: for until-next kinds, the fields whose values say which records follow one another.
    ``ends_with``: for until-next kinds, the span kind whose end also ends it (``or: case``).
    ``of``: the types of subject on whose files a record of it is kept.
    ``also_on``: header columns (``about``) or fields of type file that name further files on
    which a record of this kind stands.
    ``significant``: which of its records a chronology shows first; None for none of them.
    ``tells``: the field of codes that says who was told by a record of it; blank for none.
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
    sensitivity: Sensitivity = Sensitivity.ORDINARY
    recorded_by: tuple[str, ...] = ()
    read_by: tuple[str, ...] = ()
    significant: Significant | None = None
    tells: str = ""

    def __post_init__(self) -> None:
        if (self.key or self.ends_with) and self.lasts is not Lasts.UNTIL_NEXT:
            raise ValueError(f"kind {self.name!r}: only a kind that lasts until the next has a key")
        for name in self.key:
            if name not in self.fields:
                raise ValueError(f"kind {self.name!r}: its key names no field of it: {name!r}")
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
