"""A form for any kind of record, made from the kind: what is asked, in which words, how it is read.

One form records and corrects. It reads what was typed into an ``Entry`` and asks
``files.answers.check`` what is wrong with that, so that a form says all that is wrong at once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.forms import BoundField
from django.forms.utils import ErrorDict

from sightline.engine.model import Moment, Value
from sightline.service.casework import header_fields, several
from sightline.service.casework.answer_fields import Answer, answer_of
from sightline.service.casework.choices import FIND, Offered
from sightline.service.casework.starting import Start
from sightline.service.casework.typed import FINDS, is_in_first
from sightline.service.files.answers import check, days_within
from sightline.service.files.entries import BadEntry, Entry
from sightline.service.files.one_answer import Days
from sightline.service.files.signatures import is_said_by_signing
from sightline.service.files.standard import standard
from sightline.service.ui.days import TypedDay, Unreadable, read_day
from sightline.service.ui.forms import Form, MomentWidget
from sightline.service.ui.wording import say_what_to_do
from sightline.standard.calendar import date_of, day_of
from sightline.standard.model import Field, FormStep, Kind, Lasts

STILL = "still-"
"""What the name of a box begins with that says that what was carried over is so."""

MOST_SEEN = 9
"""A list of more tick boxes than these, where nothing need be ticked, is folded."""


@dataclass(frozen=True, slots=True)
class Question:
    """A field of the form and what belongs to it.

    ``optional``: whether its label says that it may be left empty. ``beside``: where the file can
    be named by its address, and what may stand in place of an answer. ``is_rare``: most records of
    the kind say nothing of it. ``find``: where what is in no list is found. ``was``: what stands
    now, where it is corrected. ``carried``: the day of the record that the answer was taken over
    from, and ``still``: where it is said that it is so. ``heading``: of the questions from here on.
    ``is_of_step``: it is asked on a page of few.
    """

    bound: BoundField
    optional: bool = True
    beside: tuple[BoundField, ...] = ()
    is_rare: bool = False
    find: BoundField | None = None
    was: str = ""
    carried: str = ""
    still: BoundField | None = None
    heading: str = ""
    is_of_step: bool = False

    @property
    def is_long(self) -> bool:
        """Whether it is a long list that may be passed over: then it is folded."""
        choices = getattr(self.bound.field.widget, "choices", ())
        many = isinstance(self.bound.field, forms.MultipleChoiceField) and len(choices) > MOST_SEEN
        return many and self.optional and not self.is_of_step

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
    corrected; ``was``: what each field of the form says there, in words. ``step``: the page of a
    long form that is shown and found fault with; the form holds all that is typed even so.
    ``start``: the earlier record from which some answers are carried over.
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
        was: Mapping[str, str] | None = None,
        step: FormStep | None = None,
        start: Start | None = None,
        data: Mapping[str, Any] | None = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        shown = {} if before is None else header_fields.initial_of(kind, before)
        begun = {} if start is None else header_fields.answers_shown(kind, start.filled)
        super().__init__(
            data=data, initial={"precision": "day", **shown, **begun, **(initial or {})}
        )
        self.kind, self.file, self.offered = kind, file, offered
        self.step, self.start, self.was = step, start, was or {}
        self._shown = {"precision": "day", **shown}
        self.before = before or Entry(kind=kind.name)
        self.fields |= dict(header_fields.asked(kind, offered))
        self.fields |= dict(several.asked(kind, offered))
        days = self._days_typed() or _days_of(self.before) or Days(day_of(today), day_of(today))
        self.answers = [
            answer_of(field, days, offered, self.before.details.get(field.name), self._said(field))
            for field in kind.fields.values()
            if field.name not in unasked and not is_said_by_signing(kind, field.name)
        ]
        for answer in self.answers:
            self.fields |= dict(answer.fields)
        if start is not None:
            self.fields |= _of_start(start, [answer.field.name for answer in self.answers])
        if before is not None:
            self.fields["reason"] = forms.CharField(
                label="Why it is corrected",
                widget=forms.Textarea,
                help_text="Whoever reads the record later sees it beside both versions.",
            )
        say_what_to_do(self)

    def header(self) -> Iterator[Question]:
        """The questions that every record is asked."""
        if not is_in_first(self.kind, self.step):
            return
        rare = header_fields.rare(self.kind)
        for name in header_fields.NAMES:
            if name in self.fields:
                yield Question(
                    self[name],
                    optional=name not in ("occurred", "precision") and not self._is_of_period,
                    is_rare=name in rare,
                    find=self._finder(f"{FIND}{name}"),
                    was=self.was.get(name, ""),
                )

    def others(self) -> Question | None:
        """Whom else the record concerns, where one of its kind may concern several."""
        if several.ALSO not in self.fields or not is_in_first(self.kind, self.step):
            return None
        return Question(self[several.ALSO], find=self._finder(f"{FIND}{several.ALSO}"))

    def _finder(self, name: str) -> BoundField | None:
        return self[name] if name in self.fields else None

    def is_finding(self) -> bool:
        """Whether the form was sent to find something that no list offers, and not to be saved.

        Then nothing of it is wrong yet: it is shown again as it was typed.
        """
        if not self.is_bound or FINDS not in self.data:
            return False
        self.find_no_fault()
        return True

    def find_no_fault(self) -> None:
        """Show what was typed as it was typed, without saying what is wrong with it."""
        self._errors = ErrorDict()
        self.cleaned_data = {}

    def full_clean(self) -> None:
        """What is wrong, of the page that is shown alone."""
        super().full_clean()
        if self.step is not None and self.is_bound:
            here = {name for answer in self._asked_here() for name in answer.fields}
            every = {name for answer in self.answers for name in answer.fields}
            takes_rest = is_in_first(self.kind, self.step)
            for name in list(self._errors):
                if name not in here and (name in every or not takes_rest):
                    del self._errors[name]

    def _asked_here(self) -> list[Answer]:
        """The answers that the page asks, by its steps where the kind has any."""
        by_name = {answer.field.name: answer for answer in self.answers}
        steps = (self.step,) if self.step is not None else self.kind.steps
        names = [name for step in steps for name in step.fields] if steps else list(by_name)
        return [by_name[name] for name in names if name in by_name]

    def is_carried(self) -> tuple[str, ...]:
        """The fields whose answer was carried over and neither changed nor looked at again."""
        if self.start is None:
            return ()
        said = self.entry().details
        return tuple(
            name
            for name in self.kind.fields
            if name in self.start.answers
            and _same(said.get(name), self.start.answers[name])
            and not self.cleaned_data.get(f"{STILL}{name}")
        )

    def is_reviewed(self) -> tuple[str, ...]:
        """The fields of which it is said that what was carried over is so."""
        started = () if self.start is None else self.start.answers
        return tuple(name for name in started if self.cleaned_data.get(f"{STILL}{name}"))

    @property
    def _is_of_period(self) -> bool:
        return self.kind.lasts is Lasts.PERIOD

    def questions(self) -> Iterator[Question]:
        """The questions of the kind; of a long form, those of the page that is shown."""
        headings = {step.fields[0]: step.title for step in self.kind.steps if self.step is None}
        for answer in self._asked_here():
            apart, name = (answer.name, answer.find), answer.field.name
            beside = tuple(self[name] for name in answer.fields if name not in apart)
            is_carried = self.start is not None and name in self.start.answers
            yield Question(
                self[answer.name],
                not answer.field.required,
                beside,
                find=self._finder(answer.find),
                was=self.was.get(name, ""),
                carried=self.start.said if is_carried and self.start is not None else "",
                still=self._finder(f"{STILL}{name}"),
                heading=headings.get(name, ""),
                is_of_step=self.step is not None,
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
        if several.ALSO in self.fields:
            also = several.chosen(self.cleaned_data.get(several.ALSO) or ()) | self.not_offered
            found["also"] = also if also or self.before.also else None
        if "precision" in self.fields:
            occurred = found["occurred"]
            is_rough = precision != "day" and occurred is not None
            found["occurred"] = _first_of(precision, occurred) if is_rough else occurred
            found["precision"] = precision if is_rough else ""
        return found

    @property
    def not_offered(self) -> frozenset[UUID]:
        """Further files on which the record stands that this person cannot take it off."""
        return (self.before.also or frozenset()) - several.chosen(v for v, _ in self.offered.also)

    def seen_also(self) -> dict[UUID, int]:
        """The versions of the further files that the form was made from, once it is valid."""
        return several.seen(self.cleaned_data.get(several.ALSO) or ())

    def _moment(self, name: str) -> Moment | None:
        """A moment as typed; one that was left as it was keeps its minute, summer or winter."""
        if self._is_unchanged(name):
            kept: Moment | None = getattr(self.before, name)
            return kept
        typed = self.cleaned_data.get(name)
        return None if typed is None else typed.as_moment()

    def _is_unchanged(self, name: str) -> bool:
        typed, before = self.cleaned_data.get(name) or None, self._shown.get(name) or None
        if isinstance(typed, list) and isinstance(before, list):
            return sorted(typed) == sorted(before)  # a list is ticked in the order of the page
        return bool(typed == before)

    def _said(self, field: Field) -> str:
        """What stands now of a field, in words, where it is corrected."""
        return self.was.get(field.name, "")

    def _days_typed(self) -> Days | None:
        """The days of the record as typed, where they can be read before the form is."""
        if not self.is_bound:
            return None
        precision = str(self.data.get("precision", ""))
        for name in ("occurred", "planned_start"):
            try:
                day = read_day(MomentWidget().value_from_datadict(self.data, {}, name).on)
            except Unreadable:
                continue
            return days_within(day_of(day), precision if name == "occurred" else "")
        return None


def _days_of(entry: Entry) -> Days | None:
    if entry.occurred is not None:
        return days_within(entry.occurred.day, entry.precision)
    start = entry.planned_start
    return None if start is None else Days(start, start)


def _first_of(precision: str, moment: Moment) -> Moment:
    day = date_of(moment.day).replace(day=1)
    return Moment(day_of(day if precision == "month" else day.replace(month=1)))


def _of_start(start: Start, asked: Collection[str]) -> dict[str, forms.Field]:
    """From which record the form started, and for each answer of it whether it is so still."""
    found: dict[str, forms.Field] = {
        "start": forms.UUIDField(widget=forms.HiddenInput, initial=start.fact, required=False)
    }
    for name in asked:
        if name in start.answers:
            found[f"{STILL}{name}"] = forms.BooleanField(
                required=False, label="I have looked at this again, and it is so now"
            )
    return found


def _same(one: Value | None, other: Value) -> bool:
    """Whether two answers are one; a list is ticked in the order of the page."""
    if isinstance(one, tuple) and isinstance(other, tuple):
        return sorted(one) == sorted(other)
    return one == other
