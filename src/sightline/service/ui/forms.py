"""Forms whose errors say what to do, and the fields for a day and for a moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from sightline.engine.model import Moment
from sightline.service.ui.days import TypedDay, Unreadable, read_day, read_time, refuse_skipped
from sightline.service.ui.wording import say_what_to_do
from sightline.standard.calendar import day_of, minute_of

DAY_PARTS = ("day", "month", "year")
MOMENT_PARTS = (*DAY_PARTS, "time")


class Form(forms.Form):
    """A form of ours: Django's, with errors made from the labels.

    ``has_many_questions``: its radios and tick boxes are small, or it would be pages long.
    """

    has_many_questions: ClassVar[bool] = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say_what_to_do(self)


@dataclass(frozen=True, slots=True)
class DayAndTime:
    """A day, and the time of day (London) where it is known."""

    day: date
    time: time | None = None

    def as_moment(self) -> Moment:
        """The same for the engine."""
        if self.time is None:
            return Moment(day_of(self.day))
        return Moment(day_of(self.day), minute_of(datetime.combine(self.day, self.time)))


@dataclass(frozen=True, slots=True)
class TypedMoment:
    """The four boxes, exactly as they were typed."""

    on: TypedDay
    time: str


class DayWidget(forms.Widget):
    """Three boxes, sent as ``NAME-day``, ``NAME-month`` and ``NAME-year``."""

    parts: tuple[str, ...] = DAY_PARTS

    def value_from_datadict(self, data: Mapping[str, Any], files: object, name: str) -> Any:
        return TypedDay(*(str(data.get(f"{name}-{part}", "")) for part in DAY_PARTS))

    def value_omitted_from_data(self, data: Mapping[str, Any], files: object, name: str) -> bool:
        return all(f"{name}-{part}" not in data for part in self.parts)

    def id_for_label(self, id_: str) -> str:
        return f"{id_}-day" if id_ else id_


class MomentWidget(DayWidget):
    """A day's three boxes and ``NAME-time``."""

    parts = MOMENT_PARTS

    def value_from_datadict(self, data: Mapping[str, Any], files: object, name: str) -> Any:
        on = super().value_from_datadict(data, files, name)
        return TypedMoment(on, str(data.get(f"{name}-time", "")))


class DayField(forms.Field):
    """A day, typed in three boxes. Cleaned to a ``datetime.date``, or None where none is required.

    Its errors carry ``parts``: the boxes that the fault lies in.
    """

    widget = DayWidget
    default_error_messages = {  # noqa: RUF012 (Django's own way)
        "required": "Enter the day",
        "unreadable": "The day %(told)s",
    }

    def to_python(self, value: TypedDay | None) -> date | None:
        if value is None or value.is_empty:
            return None
        try:
            return read_day(value)
        except Unreadable as fault:
            raise _refusal(self, fault) from None

    def prepare_value(self, value: TypedDay | date | None) -> TypedDay:
        return value if isinstance(value, TypedDay) else _typed(value)


class MomentField(forms.Field):
    """A day, and a time of day where it is known. Cleaned to a ``DayAndTime``, or None."""

    widget = MomentWidget
    default_error_messages = DayField.default_error_messages

    def to_python(self, value: TypedMoment | None) -> DayAndTime | None:
        if value is None or (value.on.is_empty and not value.time.strip()):
            return None
        try:
            return _read_moment(value)
        except Unreadable as fault:
            raise _refusal(self, fault) from None

    def prepare_value(self, value: TypedMoment | DayAndTime | None) -> TypedMoment:
        if isinstance(value, TypedMoment):
            return value
        if value is None:
            return TypedMoment(TypedDay(), "")
        at = "" if value.time is None else f"{value.time:%H:%M}"
        return TypedMoment(_typed(value.day), at)


class UploadField(forms.FileField):
    """A file. What takes uploads may say what is wrong with one: ``fault``, a sentence."""

    widget = forms.FileInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        if fault := getattr(data, "fault", ""):
            raise ValidationError(fault)
        return super().clean(data, initial)


def _typed(value: date | None) -> TypedDay:
    if value is None:
        return TypedDay()
    return TypedDay(str(value.day), str(value.month), str(value.year))


def _read_moment(typed: TypedMoment) -> DayAndTime:
    on = read_day(typed.on)
    if not typed.time.strip():
        return DayAndTime(on)
    at = read_time(typed.time)
    refuse_skipped(on, at)
    return DayAndTime(on, at)


def _refusal(field: forms.Field, fault: Unreadable) -> ValidationError:
    params = {"told": fault.told, "parts": fault.parts}
    return ValidationError(field.error_messages["unreadable"], "unreadable", params)
