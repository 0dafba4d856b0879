"""The form by which a question about a file is answered, and what it offers as evidence."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict

from sightline.service.casework.kinds import kind_id
from sightline.service.files.standard import standard
from sightline.service.inspection.asked import choices
from sightline.service.inspection.evidence import (
    A_PAGE,
    Item,
    evidence_of,
    key_of,
    kinds_there,
    of_facts,
    of_kind,
    told,
)
from sightline.service.inspection.judging import MOST_WORDS, Judging, Said, seen_of
from sightline.service.inspection.models import Judgement
from sightline.service.inspection.offering import Offered, of_question, offered
from sightline.service.ui.forms import Form
from sightline.standard.model import Question

KEEP, LOOK, THROW = "keep", "look", "throw"
"""The names of the buttons that keep what is typed, list records, and throw away what was kept."""

NOT_KEPT = frozenset({"csrfmiddlewaretoken", KEEP, LOOK, THROW})

REASONS = "How it stood then. The reasons are told beside this form."


class JudgeForm(Form):
    """One question. ``seen``: the version of the answer that was there; ``from``: how many records
    of the chosen kind are passed over.
    """

    seen = forms.IntegerField(widget=forms.HiddenInput)
    answer = forms.ChoiceField(
        label="Your answer",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose an answer"},
    )
    reason = forms.CharField(
        label="Why",
        widget=forms.Textarea,
        required=False,
        max_length=MOST_WORDS,
        help_text="What you found, in your own words. Where the question does not apply, why not; "
        "where it is not known, what is missing.",
    )
    evidence = forms.MultipleChoiceField(
        label="What it rests on", required=False, widget=forms.CheckboxSelectMultiple
    )
    kind = forms.ChoiceField(label="Kind of record", required=False)
    start = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    notes = forms.CharField(
        label="Notes for the inspectors",
        widget=forms.Textarea,
        required=False,
        max_length=MOST_WORDS,
        help_text="The inspected service never sees them.",
    )

    def __init__(
        self, at: Judging, question: Question, kinds: Mapping[str, int], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        answer: Any = self.fields["answer"]
        answer.choices = [(code, at.asked.scale[code]) for code in choices(question)]
        if question.applies:
            answer.help_text = question.applies
        kind: Any = self.fields["kind"]
        kind.choices = [("", "Choose a kind of record"), *_kinds(kinds)]
        # What may be chosen is for the service to say, which knows what is read and was known.
        chosen: Any = self.fields["evidence"]
        chosen.choices = [(key, key) for key in self.chosen()]

    def chosen(self) -> list[str]:
        """What is chosen as evidence, as it was sent or is there already."""
        if not self.is_bound:
            return list(self.initial.get("evidence", ()))
        data: Any = self.data
        return list(dict.fromkeys(data.getlist("evidence")))

    def said(self) -> Said:
        """The answer. Raises ValueError for evidence that is none."""
        given = self.cleaned_data
        return Said(
            answer=given["answer"],
            reason=given["reason"],
            evidence=tuple(evidence_of(key) for key in given["evidence"]),
            notes=given["notes"],
        )


def _kinds(kinds: Mapping[str, int]) -> list[tuple[str, str]]:
    declared = standard().kinds
    titled = [(declared[kind].title, kind, n) for kind, n in kinds.items() if kind in declared]
    return [(str(kind_id(kind)), f"{title} ({n})") for title, kind, n in sorted(titled)]


def initial_of(
    given: Judgement | None, typed: Mapping[str, Sequence[str]] | None
) -> dict[str, Any]:
    """What the form begins with: what was typed and kept, or the answer that is there.

    ``seen`` is that of what was typed, so that nothing is overwritten that came after it.
    """
    if typed is not None:
        last = {name: said[-1] for name, said in typed.items() if said}
        return last | {"evidence": list(typed.get("evidence", ()))}
    if given is None:
        return {"seen": 0}
    return {
        "seen": seen_of(given),
        "answer": given.answer,
        "reason": given.reason or "",
        "notes": given.notes or "",
        "evidence": [key_of(one) for one in given.evidence or ()],
    }


def typed_in(data: QueryDict) -> dict[str, list[str]]:
    """What was typed, to be kept."""
    return {name: data.getlist(name) for name in data if name not in NOT_KEPT}


# --- what is offered -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Group:
    """Things that may be chosen, under a heading. ``params``: of ``govukCheckboxes``."""

    heading: str
    hint: str
    params: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Shelf:
    """All that is offered beside a question. ``more``: whether there are older records still."""

    owed: tuple[Offered, ...]
    groups: tuple[Group, ...]
    start: int
    more: bool


def shelf(at: Judging, question: Question, form: JudgeForm, kinds: Mapping[str, int]) -> Shelf:
    """What was owed by the question's duties, the records that rests on, what was chosen, and a
    page of the kind that is looked for. Each once.
    """
    owed = of_question(offered(at.then, question.offers), question)
    chosen = form.chosen()
    wanted = _wanted(form, kinds)
    start = _start(form) if wanted else 0
    rests = of_facts(at.then, {fact for one in owed for fact in one.rests_on})
    of_that_kind = of_kind(at.then, wanted, start) if wanted else []
    offered_keys = {one.item.key: one.item for one in owed}
    kept = _kept(at, chosen, offered_keys)
    shown: set[str] = set()
    groups = list(
        _groups(
            shown,
            chosen,
            [
                ("What was owed then", REASONS, [*_items(owed)]),
                ("Records that this rests on", "", rests),
                ("Other records that you chose", "", kept),
                (f"{_title(wanted)}, the last first", "", of_that_kind),
            ],
        )
    )
    total = kinds.get(wanted, 0)
    return Shelf(tuple(owed), tuple(groups), start, start + A_PAGE < total)


def _items(owed: Collection[Offered]) -> Iterator[Item]:
    yield from (one.item for one in owed)


def _kept(at: Judging, chosen: list[str], owed: Mapping[str, Item]) -> list[Item]:
    """What was chosen before, in words; what is no evidence is left out."""
    some = []
    for key in chosen:
        try:
            some.append(evidence_of(key))
        except ValueError:
            continue
    by_id = {key.partition(":")[2]: item for key, item in owed.items()}
    return told(at.then, some, by_id)


def _groups(
    shown: set[str], chosen: Collection[str], some: Sequence[tuple[str, str, list[Item]]]
) -> Iterator[Group]:
    for number, (heading, hint, items) in enumerate(some):
        new = [item for item in items if item.key not in shown]
        shown |= {item.key for item in new}
        if new:
            yield Group(heading, hint, _params(number, heading, hint, new, chosen))


def _params(
    number: int, heading: str, hint: str, items: Sequence[Item], chosen: Collection[str]
) -> dict[str, Any]:
    legend = {"text": heading, "classes": "govuk-fieldset__legend--s"}
    found: dict[str, Any] = {
        "idPrefix": "id_evidence" if not number else f"id_evidence-{number}",
        "name": "evidence",
        "classes": "govuk-checkboxes--small",
        "fieldset": {"legend": legend},
        "items": [
            {"value": item.key, "text": item.words, "checked": item.key in chosen} for item in items
        ],
    }
    return found | ({"hint": {"text": hint}} if hint else {})


def _wanted(form: JudgeForm, kinds: Mapping[str, int]) -> str:
    """The name of the kind that is looked for; '' for none."""
    id_ = form["kind"].value()
    return next((kind for kind in kinds if str(kind_id(kind)) == str(id_)), "")


def _start(form: JudgeForm) -> int:
    try:
        return max(0, int(str(form["start"].value() or 0)))
    except ValueError:
        return 0


def _title(kind: str) -> str:
    found = standard().kinds.get(kind)
    return "" if found is None else found.title


def there(at: Judging) -> dict[str, int]:
    """The kinds of records on the file as known then, with how many of each they read."""
    return kinds_there(at.then)
