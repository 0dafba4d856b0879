"""A plan step by step: one form a page, what was said before carried along, and a check at the end.

Nothing is kept between the pages but what the browser sends back, and nothing of it is about a
child. Each page sends all that was said before it as hidden fields; the last shows it all, and from
there each step is changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.urls import reverse

from sightline.service.access.asking import Ask
from sightline.service.files.standard import standard
from sightline.service.inspection import planning, plans
from sightline.service.inspection.models import Inspection, Sort
from sightline.service.inspection.pages.planning_forms import Before, Declare, Step
from sightline.service.inspection.pages.planning_parts import (
    OWN_LOOK,
    about,
    attempt,
    back,
    saved,
    show,
)
from sightline.service.inspection.pages.planning_typed import STEPS, planned_from, typed_from
from sightline.service.ledger.ids import new_id

CHECK = "check"
_OURS = frozenset({"csrfmiddlewaretoken", "at", "go"})


@dataclass(slots=True)
class Steps:
    """The steps of a plan with what was typed. ``names``: those that are asked, in their order."""

    ask: Ask
    data: QueryDict
    names: tuple[str, ...]
    sort: str = ""
    agency: UUID | None = None

    def walk(self) -> tuple[str, dict[str, Step]]:
        """The first step that is not done and right, or CHECK; and the forms up to it, bound."""
        forms: dict[str, Step] = {}
        said: dict[str, Any] = {}
        for name in self.names:
            if not self.data.get(f"did-{name}"):
                return name, forms
            form = self.form(name, said, bound=True)
            forms[name] = form
            if not form.is_valid():
                return name, forms
            said |= form.cleaned_data
            self._learn(name, form)
        return CHECK, forms

    def form(self, name: str, said: Mapping[str, Any], *, bound: bool) -> Step:
        """The form of a step. ``said``: in the steps before it."""
        before = Before(self.ask.viewer, said, self.sort, self.agency)
        return STEPS[name](before, self.data if bound else None)

    def _learn(self, name: str, form: Step) -> None:
        if name == "what":
            sort, _, agency = form.cleaned_data["sort"].partition("/")
            self.sort, self.agency = sort, UUID(agency)

    def kept(self, form: Step | None) -> list[tuple[str, str]]:
        """What other steps said, for hidden fields."""
        own = set() if form is None else set(form.fields)
        return [
            (name, value)
            for name, values in self.data.lists()
            for value in values
            if name not in _OURS and _field_of(name) not in own and name not in own
        ]


def _field_of(name: str) -> str:
    """The field to whose boxes a name belongs: of a day there are three."""
    head, _, tail = name.rpartition("-")
    return head if tail in ("day", "month", "year") else name


def begin(ask: Ask) -> HttpResponse:
    """Begin an inspection."""
    if ask.request.method != "POST":
        steps = Steps(ask, QueryDict(mutable=True), tuple(STEPS))
        steps.data["id"] = str(new_id())
        return _page(steps, "what", {}, bound=False)
    steps = Steps(ask, ask.request.POST.copy(), tuple(STEPS))
    at, go = _asked(steps)
    reached, forms = steps.walk()
    if reached != CHECK or go in STEPS:
        return _onward(steps, at, go, reached, forms)
    declare = Declare(steps.data if go == "begin" else None)
    if go == "begin" and declare.is_valid():
        what = forms["what"].cleaned_data
        assert steps.agency is not None
        agency = steps.agency
        made = attempt(
            ask,
            declare,
            lambda: planning.begin(
                id=_id(steps.data.get("id", "")),
                sort=steps.sort,
                agency=agency,
                title=what["called"],
                planned=planned_from(forms),
                declared=declare.cleaned_data["declared"],
                by=ask.by,
            ),
        )
        if made is not None:
            return saved(ask, "The inspection was begun. You lead it.", "inspection", made.pk)
    return _check(steps, forms, declare, submit="Begin the inspection")


def change(ask: Ask, inspection: UUID) -> HttpResponse:
    """Change the plan of an inspection."""
    row = Inspection.objects.get(pk=inspection)
    above = about(ask, inspection)
    is_judged = planning.has_judgements(inspection)
    names = tuple(name for name in STEPS if name != "what")
    if ask.request.method == "POST":
        data = ask.request.POST.copy()
    else:
        data = _as_typed(typed_from(plans.planned_of(plans.plan_of(inspection))))
        data["seen"] = str(above["version"])
    if is_judged:
        # Whatever else a browser sends back, the rest of the plan is what it was.
        data = _only_days(data, plans.planned_of(plans.plan_of(inspection)))
    steps = Steps(ask, data, names, row.sort, row.agency_id)
    at, go = _asked(steps)
    reached, forms = steps.walk()
    extra = {"back": back(row), "part": row.title, "cancel": reverse("inspection", args=[row.pk])}
    if reached != CHECK or go in names:
        return _onward(steps, at, go, reached, forms, **extra)
    form = Declare({"declared": "-"})
    if go == "begin":
        form.is_valid()
        seen = str(data.get("seen", ""))
        made = attempt(
            ask,
            form,
            lambda: planning.change_plan(
                inspection=inspection,
                planned=planned_from(forms),
                seen=int(seen) if seen.isdigit() else -1,
                by=ask.by,
            ),
        )
        if made is not None:
            return saved(ask, "The plan was changed.", "inspection", inspection)
    changes = ["days"] if is_judged else None
    return _check(steps, forms, form, submit="Change the plan", changes=changes, **extra)


def _asked(steps: Steps) -> tuple[str, str]:
    """The step that was sent, which is done now, and where it leads."""
    at, go = steps.data.get("at", ""), steps.data.get("go", "")
    if at in steps.names:
        steps.data[f"did-{at}"] = "yes"
    return at, go


def _onward(
    steps: Steps, at: str, go: str, reached: str, forms: dict[str, Step], **extra: Any
) -> HttpResponse:
    """A step that was asked for, or the first that is not done."""
    if reached == CHECK and go in steps.names:
        return _page(steps, go, forms, bound=True, clear=True, **extra)
    return _page(steps, reached, forms, bound=reached in forms, **extra)


def _page(
    steps: Steps,
    name: str,
    forms: Mapping[str, Step],
    *,
    bound: bool,
    clear: bool = False,
    **extra: Any,
) -> HttpResponse:
    """One step. ``clear``: it was right, and is shown again to be changed."""
    said: dict[str, Any] = {}
    for one in steps.names[: steps.names.index(name)]:
        said |= forms[one].cleaned_data
    form = forms[name] if name in forms and not clear else steps.form(name, said, bound=bound)
    number = steps.names.index(name) + 1
    return show(
        steps.ask,
        "planning_step",
        **{
            "title": form.title,
            "form": form,
            "lead": form.lead,
            "of_steps": f"Step {number} of {len(steps.names)}",
            "at": name,
            "kept": steps.kept(form),
            "folded": name == "only",
            "own_look": OWN_LOOK if steps.sort == Sort.SELF else "",
            "back": {"text": "Inspections", "href": reverse("inspections")},
            "cancel": reverse("inspections"),
            "part": "Plan an inspection",
            **extra,
        },
    )


def _check(
    steps: Steps,
    forms: Mapping[str, Step],
    form: Declare,
    *,
    submit: str,
    changes: list[str] | None = None,
    **extra: Any,
) -> HttpResponse:
    """All that was said, to be read once more."""
    sections = [
        {
            "name": name,
            "title": one.title,
            "rows": one.rows(),
            "changes": changes is None or name in changes,
        }
        for name, one in forms.items()
    ]
    context = {
        "title": "Check the plan",
        "sections": sections,
        "form": form,
        "asks_ties": "what" in steps.names,
        "cautions": list(_cautions(forms)),
        "kept": steps.kept(None) if not form.is_bound else _without(steps, form),
        "submit": submit,
        "own_look": OWN_LOOK if steps.sort == Sort.SELF else "",
        "back": {"text": "Inspections", "href": reverse("inspections")},
        "cancel": reverse("inspections"),
        "part": "Plan an inspection",
    }
    return show(steps.ask, "planning_check", **(context | extra))


def _without(steps: Steps, form: Declare) -> list[tuple[str, str]]:
    return [(name, value) for name, value in steps.kept(None) if name not in form.fields]


def _cautions(forms: Mapping[str, Step]) -> Iterator[str]:
    """What whoever plans should know before they go on."""
    asked = standard().question_sets[forms["set"].cleaned_data["question_set"]]
    days = forms["days"].cleaned_data
    if not plans.is_in_force(asked, days["from_on"], days["until_on"]):
        yield (
            f"{asked.title} is not in force on the days of field work. It can be used, and its "
            "results are not to be compared with those of the questions that are."
        )
    if gaps := len(asked.gaps):
        what = "1 thing is" if gaps == 1 else f"{gaps} things are"
        yield f"Of these questions {what} still to be checked against what was published."


def _as_typed(said: Mapping[str, Any]) -> QueryDict:
    """Answers as a browser would send them, every step done."""
    data = QueryDict(mutable=True)
    for name in STEPS:
        data[f"did-{name}"] = "yes"
    for name, value in said.items():
        if isinstance(value, date):
            for part in ("day", "month", "year"):
                data[f"{name}-{part}"] = str(getattr(value, part))
        elif isinstance(value, list):
            data.setlist(name, [str(one) for one in value])
        else:
            data[name] = "" if value is None else str(value)
    return data


def _only_days(data: QueryDict, planned: plans.Planned) -> QueryDict:
    kept = _as_typed(typed_from(planned))
    for name, values in data.lists():
        if _field_of(name) in ("from_on", "until_on") or name in {*_OURS, "seen"}:
            kept.setlist(name, values)
    return kept


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
