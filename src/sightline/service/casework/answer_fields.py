"""One field of a kind as fields of a form, and what was typed in them as an answer.

A code, several codes, and yes or no are chosen from a list that ends with what may stand in place
of an answer. For everything else that is a field of its own (``instead``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms

from sightline.engine.model import Value
from sightline.returns.dates import iso_text
from sightline.service.casework.choices import (
    FIND,
    INSTEAD,
    YES_NO,
    Choice,
    Offered,
    codes_on,
    finder,
)
from sightline.service.files.one_answer import Days
from sightline.service.ui.forms import DayAndTime, DayField, MomentField
from sightline.standard.calendar import LONDON
from sightline.standard.model import RESERVED_ANSWERS, Field, FieldType

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_CHOSEN = (FieldType.CODE, FieldType.CODES, FieldType.YES_NO)
_LISTED = frozenset({FieldType.CODES})


@dataclass(frozen=True, slots=True)
class Answer:
    """A field of a kind and the fields of the form that ask for it, by their names there."""

    field: Field
    fields: Mapping[str, forms.Field]

    @property
    def name(self) -> str:
        """Where it is answered."""
        return f"answer-{self.field.name}"

    @property
    def instead(self) -> str:
        """Where it is said why there is no answer."""
        return f"instead-{self.field.name}"

    @property
    def link(self) -> str:
        """Where a file is named by its address."""
        return f"link-{self.field.name}"

    @property
    def find(self) -> str:
        """Where it is typed by what a file is found that no list offers."""
        return f"{FIND}{self.field.name}"

    def value(self, cleaned: Mapping[str, Any]) -> Value | None:
        """The answer as a record holds it; None where nothing was said."""
        if instead := cleaned.get(self.instead):
            return str(instead)
        if link := cleaned.get(self.link):
            return str(named_by(link) or "")
        return _value(self.field, cleaned.get(self.name))

    def faults(self, cleaned: Mapping[str, Any], offered: Offered) -> Iterator[tuple[str, str]]:
        """What contradicts itself, and files that are not open: field of the form, sentence."""
        typed, link = cleaned.get(self.name), cleaned.get(self.link)
        if cleaned.get(self.instead) and (typed not in (None, "") or link):
            yield self.instead, "Give an answer, or say why there is none, not both"
        if (
            self.field.type in _LISTED
            and len(typed or ()) > 1
            and RESERVED_ANSWERS & set(typed or ())
        ):
            yield self.name, "Choose the answers, or say why there is none, not both"
        if link and typed:
            yield self.link, "Choose a file from the list, or give the address of one, not both"
        elif link:
            file = named_by(link)
            if file is None or not offered.may_name(file):
                yield self.link, "Give the address of the page of a file that is open to you"


def answer_of(
    field: Field, days: Days, offered: Offered, kept: Value | None = None, was: str = ""
) -> Answer:
    """How a field is asked. ``days``: whose codes come first.

    ``kept``: what the record says that is corrected, and ``was`` the same in words: if that is in
    the list no more, it is shown even so, and never dropped without a word.
    """
    found: dict[str, forms.Field] = {f"answer-{field.name}": _asked(field, days, offered)}
    if isinstance(field_ := found[f"answer-{field.name}"], forms.ChoiceField) and field.codes:
        field_.choices = [*_gone(field, kept, was), *field_.widget.choices]
    if field.type is FieldType.FILE:
        found[f"link-{field.name}"] = forms.CharField(
            required=False,
            max_length=300,
            label="Or the address of the page of the file",
            help_text="Copy it from the top of your browser when the file is open.",
        )
    if field.name in offered.not_all:
        found |= [finder(field.name, field.title)]
    if field.type not in _CHOSEN:
        found[f"instead-{field.name}"] = forms.ChoiceField(
            required=False, choices=(("", "There is an answer, or nothing is said"), *INSTEAD),
            label="Why there is no answer",
        )  # fmt: skip
    return Answer(field, found)


def initial_of(field: Field, value: Value) -> dict[str, Any]:
    """What the form shows of an answer that is there."""
    name = f"answer-{field.name}"
    if field.type is FieldType.CODES:
        return {name: [value] if isinstance(value, str) else list(_texts(value))}
    if field.type in _CHOSEN:
        return {name: value}
    if isinstance(value, str) and value in RESERVED_ANSWERS:
        return {f"instead-{field.name}": value}
    if field.type is FieldType.DATE:
        return {name: date.fromisoformat(str(value))}
    if field.type is FieldType.MOMENT:
        return {name: _moment_shown(str(value))}
    return {name: str(value)}


def named_by(link: str) -> UUID | None:
    """The file that an address names: the first identifier in it."""
    found = _UUID.search(link)
    return None if found is None else UUID(found[0])


def _asked(field: Field, days: Days, offered: Offered) -> forms.Field:
    common: dict[str, Any] = {"label": field.title, "help_text": field.help, "required": False}
    match field.type:
        case FieldType.CODE:
            common["required"] = field.required
            return forms.ChoiceField(
                choices=_with_blank(field, codes_on(field.codes, days)), **common
            )
        case FieldType.YES_NO:
            common["required"] = field.required
            return forms.ChoiceField(choices=_with_blank(field, list(YES_NO)), **common)
        case FieldType.CODES:
            common["required"] = field.required
            return forms.MultipleChoiceField(
                choices=[*codes_on(field.codes, days), *INSTEAD], **common
            )
        case FieldType.FILE:
            offers = offered.files.get(field.name, ())
            return forms.ChoiceField(choices=[("", "Nobody chosen"), *offers], **common)
        case FieldType.NUMBER:
            return forms.DecimalField(max_digits=18, **common)
        case FieldType.DATE:
            return DayField(**common)
        case FieldType.MOMENT:
            return MomentField(**common)
        case FieldType.TEXT:
            widget = forms.Textarea if field.narrative else forms.TextInput
            return forms.CharField(widget=widget, **common)


def _gone(field: Field, kept: Value | None, was: str) -> list[Choice]:
    """Codes that a record holds and that its list no longer has."""
    listed = {code.value for code in field.codes} | RESERVED_ANSWERS
    held = () if kept is None else _texts(kept)
    return [(code, f"{was or code} (no longer in the list)") for code in held if code not in listed]


def _with_blank(field: Field, choices: list[Choice]) -> list[Choice]:
    blank = [] if field.required else [("", "Not recorded")]
    return [*choices, *INSTEAD, *blank]


def _value(field: Field, typed: Any) -> Value | None:
    if typed in (None, "", []):
        return None
    match field.type:
        case FieldType.CODES:
            reserved = len(typed) == 1 and typed[0] in RESERVED_ANSWERS
            return str(typed[0]) if reserved else tuple(typed)
        case FieldType.NUMBER:
            return _number(typed)
        case FieldType.DATE:
            assert isinstance(typed, date)
            return typed.isoformat()
        case FieldType.MOMENT:
            assert isinstance(typed, DayAndTime)
            return iso_text(typed.as_moment())
        case FieldType.TEXT:
            return str(typed).replace("\r\n", "\n")
    return str(typed)


def _number(typed: Decimal) -> int | float:
    """A whole number where no point was typed."""
    exponent = typed.as_tuple().exponent
    return int(typed) if isinstance(exponent, int) and exponent >= 0 else float(typed)


def _texts(value: Value) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (str(value),)


def _moment_shown(text: str) -> DayAndTime:
    if len(text) == len("2008-01-07"):
        return DayAndTime(date.fromisoformat(text))
    at = datetime.fromisoformat(text).astimezone(LONDON)
    return DayAndTime(at.date(), at.time())
