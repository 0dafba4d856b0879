"""What is asked of every record beside its answers: when, what about, for which agency."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django import forms

from sightline.engine.model import Moment, Value
from sightline.service.casework import answer_fields, several
from sightline.service.casework.choices import Offered, finder
from sightline.service.files.entries import Entry
from sightline.service.ui.forms import DayAndTime, DayField, MomentField
from sightline.standard.calendar import LONDON, date_of
from sightline.standard.model import EXEMPTION, Kind, Lasts

NAMES = ("occurred", "precision", "planned_start", "ended", "planned_end", "about", "agency")
"""In the order in which it is asked."""

_RARE = frozenset({"precision", "planned_start", "planned_end"})


def rare(kind: Kind) -> frozenset[str]:
    """What most records of a kind say nothing of."""
    if kind.lasts is Lasts.PERIOD:
        return frozenset()
    return _RARE | {"about"} if kind.often else _RARE


_EXACTLY = (
    ("day", "To the day, or to the minute"),
    ("month", "Only the month: of the day above, only the month counts"),
    ("year", "Only the year: of the day above, only the year counts"),
)


def asked(kind: Kind, offered: Offered) -> Iterator[tuple[str, forms.Field]]:
    """The fields of a kind's form that ask it, by name."""
    if kind.lasts is Lasts.PERIOD:
        yield "planned_start", DayField(label="First day of the period")
        yield "planned_end", DayField(label="Last day of the period")
    else:
        yield from _moments(kind)
    if offered.about:
        choices = [("", "Nothing else"), *offered.about]
        yield "about", forms.ChoiceField(
            label="What it is about", choices=choices, required=False,
            help_text="Another record that this one answers, corrects or concerns.",
        )  # fmt: skip
        if "about" in offered.not_all:
            yield finder("about", "What it is about")
    if len(offered.agencies) > 1:
        yield "agency", forms.ChoiceField(label="For which agency", choices=offered.agencies)


def _moments(kind: Kind) -> Iterator[tuple[str, forms.Field]]:
    is_span = kind.lasts is Lasts.SPAN
    began = "When it began" if is_span else "When it happened"
    yield "occurred", MomentField(label=began, required=False)
    yield "precision", forms.ChoiceField(label="How exactly that is known", choices=_EXACTLY)
    if kind.name == EXEMPTION:
        yield "ended", MomentField(label="Until when it holds", required=False)
        return
    planned = "begin" if is_span else "happen"
    yield (
        "planned_start",
        DayField(label=f"The day on which it is planned to {planned}", required=False),
    )
    if is_span:
        yield "ended", MomentField(label="When it ended", required=False)
        yield "planned_end", DayField(label="The day on which it is planned to end", required=False)


def initial_of(kind: Kind, entry: Entry) -> dict[str, Any]:
    """What a form shows of a record that is there."""
    found: dict[str, Any] = {
        "occurred": _shown(entry.occurred),
        "precision": entry.precision if entry.precision in ("month", "year") else "day",
        "ended": _shown(entry.ended),
        "planned_start": None if entry.planned_start is None else date_of(entry.planned_start),
        "planned_end": None if entry.planned_end is None else date_of(entry.planned_end),
        "about": None if entry.about is None else str(entry.about),
        "agency": None if entry.agency is None else str(entry.agency),
        "also": several.ticked(entry.also or ()),
    }
    return found | answers_shown(kind, entry.details)


def answers_shown(kind: Kind, answers: Mapping[str, Value]) -> dict[str, Any]:
    """What a form shows of answers that are there."""
    found: dict[str, Any] = {}
    for name, value in answers.items():
        if name in kind.fields:
            found |= answer_fields.initial_of(kind.fields[name], value)
    return found


def _shown(moment: Moment | None) -> DayAndTime | None:
    if moment is None:
        return None
    if moment.minute is None:
        return DayAndTime(date_of(moment.day))
    at = datetime.fromtimestamp(moment.minute * 60, LONDON)
    return DayAndTime(at.date(), at.time())
