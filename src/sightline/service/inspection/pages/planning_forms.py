"""The steps of a plan as forms. Each knows what the steps before it said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from django import forms

from sightline.service.access.models import Agency, Team
from sightline.service.access.viewer import Viewer
from sightline.service.files.standard import standard
from sightline.service.inspection import plans
from sightline.service.inspection.models import Sort
from sightline.service.inspection.planning import DECLARED
from sightline.service.inspection.plans import Area, Topic
from sightline.service.ui.forms import DayField, Form
from sightline.standard.model import QuestionSet

NO_RATING = "none"
_SORTS = {
    Sort.SERVICE.value: "An inspection of one service",
    Sort.THEMATIC.value: "A thematic inspection, of one topic across several areas",
    Sort.SELF.value: "A dip sample: my own service looks at itself",
}


@dataclass(frozen=True, slots=True)
class Before:
    """Who plans, and what the earlier steps said, by field. ``sort``, ``agency``: once known."""

    viewer: Viewer
    said: Mapping[str, Any]
    sort: str = ""
    agency: UUID | None = None

    @property
    def question_set(self) -> QuestionSet | None:
        """The set that was chosen."""
        return standard().question_sets.get(self.said.get("question_set", ""))


class Step(Form):
    """One page of a plan."""

    title: ClassVar[str] = ""
    lead: ClassVar[str] = ""
    has_many_questions = True

    def __init__(self, before: Before, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.before = before
        self.prepare()

    def prepare(self) -> None:
        """Offer what can be chosen."""

    def _offer(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        self.fields[name].choices = list(choices)  # type: ignore[attr-defined]

    def _choices(self, name: str) -> list[tuple[str, str]]:
        offered: Any = self.fields[name]
        return list(offered.choices)

    def rows(self) -> list[tuple[str, list[str]]]:
        """What was said, for the check before it is sent: title and words."""
        return [(str(bound.label), self.words(bound.name)) for bound in self]

    def words(self, name: str) -> list[str]:
        """An answer in words."""
        value, field = self.cleaned_data.get(name), self.fields[name]
        if isinstance(field, forms.ChoiceField):
            some = value if isinstance(value, list) else [value]
            labels = {str(code): str(text) for code, text in self._choices(name)}
            return [labels[str(one)] for one in some if str(one) in labels] or ["None chosen"]
        if isinstance(field, DayField):
            return [f"{value:%-d %B %Y}"]
        return [str(value) if value not in (None, "") else "None"]


class What(Step):
    """What it is for, and what it is called."""

    title = "What are you planning?"
    sort = forms.ChoiceField(
        error_messages={"required": "Choose what you are planning"},
        label="What it is",
        widget=forms.RadioSelect,
    )
    called = forms.CharField(
        error_messages={"required": "Type what it is called"},
        label="What it is called",
        max_length=120,
        help_text="For example, Borchester, autumn 2026. It stands on every page and paper of it. "
        "Name no child.",
    )

    def prepare(self) -> None:
        offered = [
            (f"{sort}/{agency}", text)
            for sort, text in _SORTS.items()
            for agency in plans.agencies_for(self.before.viewer, sort)
        ]
        agencies = {value.partition("/")[2] for value, _ in offered}
        if len(agencies) > 1:
            ids = [UUID(one) for one in agencies]
            named = {str(one.pk): one.name for one in Agency.objects.filter(pk__in=ids)}
            offered = [(v, f"{text} ({named[v.partition('/')[2]]})") for v, text in offered]
        self._offer("sort", offered)


class Where(Step):
    """The areas: agencies, or teams of them."""

    title = "What is inspected?"

    def prepare(self) -> None:
        open_ = plans.open_areas(self.before.viewer, self._agency(), self.before.sort)
        teams: dict[UUID, list[Team]] = {}
        for team in Team.objects.filter(agency__in=open_).order_by("name"):
            teams.setdefault(team.agency_id, []).append(team)
        choices = []
        for one in open_:
            choices.append((str(one.pk), one.name))
            choices += [
                (f"{one.pk}/{team.pk}", f"{one.name}, team {team.name} alone")
                for team in teams.get(one.pk, ())
            ]
        self._teams = {str(t.pk): t.name for some in teams.values() for t in some}
        help_text = (
            "Your own service, or one team of it."
            if self.before.sort == Sort.SELF
            else "Those whose files an agreement opens to your agency today. Whoever is missing "
            "here is opened by an agreement first."
        )
        many = self.before.sort == Sort.THEMATIC
        made = forms.MultipleChoiceField if many else forms.ChoiceField
        widget = forms.CheckboxSelectMultiple if many else forms.RadioSelect
        self.fields["areas"] = made(
            label="Areas" if many else "Area",
            choices=choices,
            widget=widget,
            help_text=help_text,
            error_messages={"required": "Choose what is inspected"},
        )

    def _agency(self) -> UUID:
        assert self.before.agency is not None
        return self.before.agency

    def areas(self) -> tuple[Area, ...]:
        """What was chosen."""
        value = self.cleaned_data["areas"]
        return tuple(
            Area(UUID(agency), self._teams.get(team, ""))
            for agency, _, team in (
                one.partition("/") for one in (value if isinstance(value, list) else [value])
            )
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "areas" in cleaned:
            areas = self.areas()
            if len({area.agency for area in areas}) != len(areas):
                self.add_error("areas", "Choose each agency once: the whole of it, or one team")
        return cleaned


class Days(Step):
    """The days of field work."""

    title = "When is the field work?"
    from_on = DayField(label="First day of field work", help_text="For example, 27 3 2026.")
    until_on = DayField(label="Last day of field work")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("from_on"), cleaned.get("until_on")
        if first and last and last < first:
            self.add_error("until_on", "Last day of field work must not be before the first")
        return cleaned


class Questions(Step):
    """The set of questions."""

    title = "Which questions are asked?"
    question_set = forms.ChoiceField(label="Question set", widget=forms.RadioSelect)

    def prepare(self) -> None:
        first, last = self.before.said["from_on"], self.before.said["until_on"]
        found = sorted(standard().question_sets.values(), key=lambda one: one.from_, reverse=True)
        self._offer(
            "question_set",
            [
                (
                    one.id,
                    one.title
                    if plans.is_in_force(one, first, last)
                    else f"{one.title} (not in force on the days of field work)",
                )
                for one in found
            ],
        )
        self.initial.setdefault("question_set", plans.in_force(first, last))


class Rated(Step):
    """Programme, parts, rating rules and topic, as the set of questions has them."""

    title = "Parts, rating and topic"
    programme = forms.ChoiceField(label="Programme", widget=forms.RadioSelect)
    parts = forms.MultipleChoiceField(
        label="Parts that are asked",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Without a tick, all of them.",
    )
    rules = forms.ChoiceField(label="Rating rules", widget=forms.RadioSelect)
    sections = forms.MultipleChoiceField(
        label="Sections of the review that it is about",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Only questions that serve one of these are asked. Without a tick, any.",
    )
    stages = forms.MultipleChoiceField(
        label="Stages of the work", widget=forms.CheckboxSelectMultiple, required=False
    )
    strands = forms.MultipleChoiceField(
        label="Strands", widget=forms.CheckboxSelectMultiple, required=False
    )

    def prepare(self) -> None:
        asked = self.before.question_set
        assert asked is not None
        self._offer("programme", [(one, _programme(one)) for one in asked.programmes])
        self.initial.setdefault("programme", asked.programmes[0])
        self._offer("parts", asked.parts.items())
        rules = [(one.id, one.title) for one in standard().ratings.values() if one.set == asked.id]
        self._offer("rules", [*rules, (NO_RATING, "Nothing is rated")])
        sole = rules[0][0] if rules and self.before.sort == Sort.SERVICE else NO_RATING
        self.initial.setdefault("rules", sole)
        self._offer("sections", _sections(asked))
        self._offer("stages", asked.stages.items())
        self._offer("strands", asked.strands.items())
        unused = [] if asked.parts else ["parts"]
        if self.before.sort != Sort.THEMATIC:
            unused += ["sections", "stages", "strands"]
        for name in unused:
            del self.fields[name]

    def topic(self) -> Topic:
        """What a thematic inspection is about."""
        said = self.cleaned_data
        return Topic(*(tuple(said.get(name) or ()) for name in ("sections", "stages", "strands")))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        asked = self.before.question_set
        if asked is not None and not self.errors and not self.questions(asked):
            name = "sections" if "sections" in self.fields else None
            self.add_error(name, "No question belongs to all of these. Choose fewer limits")
        return cleaned

    def questions(self, asked: QuestionSet) -> tuple[str, ...]:
        """The questions that are left."""
        return plans.questions_on(self.topic(), asked, self.cleaned_data.get("parts") or ())


def _programme(code: str) -> str:
    declared = standard().kinds.get("inspection")
    if declared is not None and "programme" in declared.fields:
        for one in declared.fields["programme"].codes:
            if one.value == code:
                return one.label
    return code.replace("-", " ").capitalize()


def _sections(asked: QuestionSet) -> list[tuple[str, str]]:
    served = {path for one in asked.questions.values() for path in one.serves}
    return [
        (section.path, f"{section.number} {section.title}")
        for review in standard().reviews.values()
        for section in review.sections.values()
        if section.path in served
    ]


class Declare(Form):
    """What the lead says of their own ties, before it begins."""

    declared = forms.CharField(
        error_messages={"required": "Say what ties you have, or that there are none"},
        label="Your own ties to what is inspected",
        widget=forms.Textarea,
        max_length=DECLARED,
        help_text="Work, family, friends, complaints. If there are none, say so. Name no child. "
        "It cannot be erased later.",
    )
