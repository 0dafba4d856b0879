"""A form for any kind of record, made from the kind: what is asked, in which words, how it is read.

One form records and corrects. It reads what was typed into an ``Entry`` and asks
``files.answers.check`` what is wrong with that, so that a form says all that is wrong at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.forms import BoundField
from django.forms.utils import ErrorDict

from sightline.engine.model import Moment
from sightline.service.casework import header_fields
from sightline.service.casework.answer_fields import answer_of
from sightline.service.casework.choices import FIND, Offered
from sightline.service.files.answers import check
from sightline.service.files.entries import BadEntry, Entry
from sightline.service.files.standard import standard
from sightline.service.ui.days import TypedDay, Unreadable, read_day
from sightline.service.ui.forms import Form, MomentWidget
from sightline.service.ui.wording import say_what_to_do
from sightline.standard.calendar import date_of, day_of
from sightline.standard.model import Kind, Lasts

FINDS = "finds"
"""The name of the button that finds, of whichever list."""

MOST_SEEN = 9
"""A list of more tick boxes than these, where nothing need be ticked, is folded."""


@dataclass(frozen=True, slots=True)
class Question:
    """A field of the form and what belongs to it.

    ``optional``: whether its label says that it may be left empty. ``beside``: where the file can
    be named by its address, and what may stand in place of an answer. ``is_rare``: most records of
    the kind say nothing of it. ``find``: where what is in no list is found.
    """

    bound: BoundField
    optional: bool = True
    beside: tuple[BoundField, ...] = ()
    is_rare: bool = False
    find: BoundField | None = None

    @property
    def is_long(self) -> bool:
        """Whether it is a long list that may be passed over: then it is folded."""
        choices = getattr(self.bound.field.widget, "choices", ())
        many = isinstance(self.bound.field, forms.MultipleChoiceField) and len(choices) > MOST_SEEN
        return many and self.optional

    @property
    def is_open(self) -> bool:
        """Whether what is folded is shown from the start: something is said there, or wrong."""
        folded = (self.bound,) if self.is_long or self.is_rare else self.beside
        return any(_says(bound) or bound.errors for bound in folded)


def _says(bound: BoundField) -> bool:
    value = bound.value()
    if isinstance(value, TypedDay):
        return not value.is_empty
    return bool(value) and value != "day"


class RecordForm(Form):
    """What is asked of a record of one kind on one file.

    ``today``: whose codes come first, until a day is typed. ``unasked``: fields that the person
    may not read; what they hold stays as it is. ``before``: the record as it stands, where it is
    corrected.
    """

    has_many_questions: ClassVar[bool] = True

    id = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        kind: Kind,
        *,
        file: UUID,
        today: date,
        offered: Offered,
        unasked: frozenset[str] = frozenset(),
        before: Entry | None = None,
        data: Mapping[str, Any] | None = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        shown = {} if before is None else header_fields.initial_of(kind, before)
        super().__init__(data=data, initial={"precision": "day", **shown, **(initial or {})})
        self.kind, self.file, self.offered = kind, file, offered
        self.before = before or Entry(kind=kind.name)
        self.fields |= dict(header_fields.asked(kind, offered))
        day = self._day_typed() or _day_of(self.before) or today
        self.answers = [
            answer_of(field, day, offered)
            for field in kind.fields.values()
            if field.name not in unasked
        ]
        for answer in self.answers:
            self.fields |= dict(answer.fields)
        if before is not None:
            self.fields["reason"] = forms.CharField(
                label="Why it is corrected",
                widget=forms.Textarea,
                help_text="Whoever reads the record later sees it beside both versions.",
            )
        say_what_to_do(self)

    def header(self) -> Iterator[Question]:
        """The questions that every record is asked."""
        for name in header_fields.NAMES:
            if name in self.fields:
                yield Question(
                    self[name],
                    optional=name not in ("occurred", "precision") and not self._is_of_period,
                    is_rare=name in header_fields.RARE and not self._is_of_period,
                    find=self._finder(f"{FIND}{name}"),
                )

    def _finder(self, name: str) -> BoundField | None:
        return self[name] if name in self.fields else None

    def is_finding(self) -> bool:
        """Whether the form was sent to find something that no list offers, and not to be saved.

        Then nothing of it is wrong yet: it is shown again as it was typed.
        """
        if not self.is_bound or FINDS not in self.data:
            return False
        self._errors = ErrorDict()
        self.cleaned_data = {}
        return True

    @property
    def _is_of_period(self) -> bool:
        return self.kind.lasts is Lasts.PERIOD

    def questions(self) -> Iterator[Question]:
        """The questions of the kind."""
        for answer in self.answers:
            apart = (answer.name, answer.find)
            beside = tuple(self[name] for name in answer.fields if name not in apart)
            yield Question(
                self[answer.name],
                not answer.field.required,
                beside,
                find=self._finder(answer.find),
            )

    def clean(self) -> dict[str, Any]:
        """What is wrong with the whole, each fault beside what it is about."""
        for answer in self.answers:
            for name, sentence in answer.faults(self.cleaned_data, self.offered):
                self.add_error(name, sentence)
        for name in self._found_and_not_chosen():
            self.add_error(name, "Choose one of those found from the list, or empty this box")
        try:
            check(self.entry(), standard(), file=self.file)
        except BadEntry as bad:
            self.add_faults(bad)
        return self.cleaned_data

    def _found_and_not_chosen(self) -> list[str]:
        """The boxes in which something is typed to find what was then left out."""
        said = self.cleaned_data
        return [
            name
            for name in self.fields
            if name.startswith(FIND)
            and said.get(name)
            and not any(
                said.get(f"{place}{name.removeprefix(FIND)}")
                for place in ("answer-", "link-", "instead-", "")
            )
        ]

    def add_faults(self, bad: BadEntry) -> None:
        """Put each fault beside its field, but where that has one already."""
        for name, sentence in bad.faults.items():
            places = {f"answer-{name}", f"instead-{name}", f"link-{name}", name}
            if places & self.errors.keys():
                continue
            place = next((p for p in (f"answer-{name}", name) if p in self.fields), None)
            self.add_error(place, sentence)

    def entry(self) -> Entry:
        """What was typed; what could not be read is left out, what was not asked is as before."""
        details = {
            name: value
            for name, value in self.before.details.items()
            if name not in {answer.field.name for answer in self.answers}
        }
        for answer in self.answers:
            unchanged = all(self._is_unchanged(name) for name in answer.fields)
            kept = self.before.details.get(answer.field.name) if unchanged else None
            value = answer.value(self.cleaned_data) if kept is None else kept
            if value is not None:
                details[answer.field.name] = value
        return replace(self.before, **self._header(), details=details)

    def _header(self) -> dict[str, Any]:
        precision = self.cleaned_data.get("precision") or "day"
        found: dict[str, Any] = {}
        for name in ("occurred", "ended"):
            if name in self.fields:
                found[name] = self._moment(name)
        for name in ("planned_start", "planned_end"):
            if name in self.fields:
                typed = self.cleaned_data.get(name)
                found[name] = None if typed is None else day_of(typed)
        for name in ("about", "agency"):
            if name in self.fields:
                typed = self.cleaned_data.get(name)
                found[name] = UUID(typed) if typed else None
        if "precision" in self.fields:
            occurred = found["occurred"]
            is_rough = precision != "day" and occurred is not None
            found["occurred"] = _first_of(precision, occurred) if is_rough else occurred
            found["precision"] = precision if is_rough else ""
        return found

    def _moment(self, name: str) -> Moment | None:
        """A moment as typed; one that was left as it was keeps its minute, summer or winter."""
        if self._is_unchanged(name):
            kept: Moment | None = getattr(self.before, name)
            return kept
        typed = self.cleaned_data.get(name)
        return None if typed is None else typed.as_moment()

    def _is_unchanged(self, name: str) -> bool:
        typed, before = self.cleaned_data.get(name) or None, self.initial.get(name) or None
        if isinstance(typed, list) and isinstance(before, list):
            return sorted(typed) == sorted(before)  # a list is ticked in the order of the page
        return bool(typed == before)

    def _day_typed(self) -> date | None:
        """The day of the record as typed, where it can be read before the form is."""
        if not self.is_bound:
            return None
        try:
            return read_day(MomentWidget().value_from_datadict(self.data, {}, "occurred").on)
        except Unreadable:
            return None


def _day_of(entry: Entry) -> date | None:
    return None if entry.occurred is None else date_of(entry.occurred.day)


def _first_of(precision: str, moment: Moment) -> Moment:
    day = date_of(moment.day).replace(day=1)
    return Moment(day_of(day if precision == "month" else day.replace(month=1)))
