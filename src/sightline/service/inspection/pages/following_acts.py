"""What is done about a recommendation: answered, undertaken, moved, ended, looked at again."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.urls import reverse

from sightline.service.access.asking import Ask
from sightline.service.files.standard import standard
from sightline.service.inspection import answering, looking
from sightline.service.inspection.answering import ANSWERS, NO_RECOMMENDATION
from sightline.service.inspection.following import ANSWER, LOOK, Followed, followed
from sightline.service.inspection.looking import OUTCOMES, figure
from sightline.service.inspection.pages.following_body import one_of, read_on
from sightline.service.inspection.pages.following_parts import (
    ActForm,
    answered,
    reads_small,
    said_day,
    said_figure,
    show,
    version,
)
from sightline.service.inspection.to_read import NO_REPORT, team_readings
from sightline.service.ledger.failures import NotFound
from sightline.service.ui.forms import DayField


def _labels(kind: str, codes: tuple[str, ...]) -> list[tuple[str, str]]:
    field = standard().kinds[kind].fields["outcome"]
    called = {code.value: code.label for code in field.codes}
    return [(code, called[code]) for code in codes]


class AnswerForm(ActForm):
    """What a body answers."""

    outcome = forms.ChoiceField(label="Your answer", widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Why",
        widget=forms.Textarea,
        required=False,
        help_text="Needed unless you accept all of it. Write it so that a family could read it.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["outcome"]
        field.choices = _labels(ANSWER, ANSWERS)


class ActionForm(ActForm):
    """Something that will be done by a day."""

    what = forms.CharField(label="What will be done", widget=forms.Textarea)
    owner = forms.CharField(
        label="Whose action it is", max_length=120, help_text="A name or a role, and one alone."
    )
    due_on = DayField(label="By when")


class MoveForm(ActForm):
    """Another day for an action."""

    due_on = DayField(label="The new day")
    reason = forms.CharField(label="Why the day is changed", widget=forms.Textarea)


class FinishForm(ActForm):
    """That an action is done."""

    done_on = DayField(label="When it was done")
    evidence = forms.CharField(
        label="What shows it",
        widget=forms.Textarea,
        help_text="Something that anybody can look at: cases that were read, what children said. "
        "Name no child.",
    )


class LookForm(ActForm):
    """What somebody found who looked whether it is done."""

    outcome = forms.ChoiceField(label="What you found", widget=forms.RadioSelect)
    reason = forms.CharField(label="What you saw", widget=forms.Textarea)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["outcome"]
        field.choices = _labels(LOOK, OUTCOMES)


def answer(ask: Ask, file: UUID, fact: UUID) -> HttpResponse:
    """Accept, accept in part, or reject."""
    one = one_of(ask, file, fact)
    return _act(
        ask, AnswerForm, partial(_answer, ask, file, fact), one, "Answer this recommendation",
        submit="Send the answer", told="The answer is on file.",
    )  # fmt: skip


def _answer(ask: Ask, file: UUID, fact: UUID, said: Mapping[str, Any]) -> None:
    answering.answer(
        viewer=ask.viewer, file=file, recommendation=fact, outcome=said["outcome"],
        reason=said["reason"], seen=said["seen"], by=ask.by,
    )  # fmt: skip


def look_again(ask: Ask, file: UUID, fact: UUID) -> HttpResponse:
    """Whether it is done, with the figure as it is now."""
    one = one_of(ask, file, fact)
    shown = said_figure(figure(one, ask.viewer.today), small=reads_small(ask))
    sentence = "" if one.shown_by is None else one.shown_by.sentence
    return _act(
        ask, LookForm, partial(_look, ask, file, fact), one, "Look at this recommendation again",
        submit="Keep what you found", told="What you found is on file, with the figure of today.",
        figure=shown, sentence=sentence,
    )  # fmt: skip


def _look(ask: Ask, file: UUID, fact: UUID, said: Mapping[str, Any]) -> None:
    looking.look_again(
        viewer=ask.viewer, file=file, recommendation=fact, outcome=said["outcome"],
        reason=said["reason"], seen=said["seen"], by=ask.by,
    )  # fmt: skip


def _act(
    ask: Ask,
    form: type[ActForm],
    do: Any,
    one: Followed,
    title: str,
    *,
    submit: str,
    told: str,
    **more: Any,
) -> HttpResponse:
    """A form about a recommendation, and where it leads."""
    to = reverse("recommended", args=[one.file, one.fact])
    name = f"Recommendation {one.number}" if one.number else "Recommendation"
    return answered(
        ask,
        lambda sent: form(sent, initial={"seen": version(one.file)}),
        do,
        lambda form: show(
            ask, "following_act", title=title, back={"text": name, "href": to}, form=form,
            submit=submit, cancel=to, quoted=one.words, **more,
        ),
        to=to,
        told=told,
    )  # fmt: skip


# --- actions ---------------------------------------------------------------------------------


def undertake(ask: Ask, file: UUID, about: UUID) -> HttpResponse:
    """An action about a recommendation, or about a report that a team talks over."""
    quoted, to = _about(ask, file, about)
    return answered(
        ask,
        lambda sent: ActionForm(sent, initial={"seen": version(file)}),
        partial(_undertake, ask, file, about),
        lambda form: show(
            ask, "following_act", title="Add an action", back={"text": "Back", "href": to},
            form=form, submit="Add the action", cancel=to, quoted=quoted,
        ),
        to=to,
        told="The action is on file.",
    )  # fmt: skip


def _about(ask: Ask, file: UUID, about: UUID) -> tuple[str, str]:
    """What an action is about, in its words, and the page that shows it."""
    for one in followed([file], ask.viewer.today, read_on(ask)):
        if one.fact == about:
            return one.words, reverse("recommended", args=[file, about])
    for reading in team_readings(file, ask.viewer.today, read_on(ask)):
        if reading.must_read == about:
            return reading.title, reverse("team-reports", args=[file])
    raise NotFound(NO_REPORT)


def _undertake(ask: Ask, file: UUID, about: UUID, said: Mapping[str, Any]) -> None:
    answering.undertake(
        viewer=ask.viewer, file=file, about=about, what=said["what"], owner=said["owner"],
        due_on=said["due_on"], seen=said["seen"], by=ask.by,
    )  # fmt: skip


def move(ask: Ask, file: UUID, action: UUID) -> HttpResponse:
    """Another day for an action."""
    return _about_action(
        ask, file, action, MoveForm, _move, "Change the day of this action",
        submit="Change the day", told="The day is changed. The earlier ones stay on this page.",
    )  # fmt: skip


def _move(ask: Ask, file: UUID, action: UUID, said: Mapping[str, Any]) -> None:
    answering.move(
        viewer=ask.viewer, file=file, action=action, due_on=said["due_on"],
        reason=said["reason"], seen=said["seen"], by=ask.by,
    )  # fmt: skip


def finish(ask: Ask, file: UUID, action: UUID) -> HttpResponse:
    """That an action is done, and what shows it."""
    return _about_action(
        ask, file, action, FinishForm, _finish, "Say that this action is done",
        submit="It is done", told="The action is done.",
    )  # fmt: skip


def _finish(ask: Ask, file: UUID, action: UUID, said: Mapping[str, Any]) -> None:
    answering.finish(
        viewer=ask.viewer, file=file, action=action, done_on=said["done_on"],
        evidence=said["evidence"], seen=said["seen"], by=ask.by,
    )  # fmt: skip


def _about_action(
    ask: Ask,
    file: UUID,
    action: UUID,
    form: type[ActForm],
    do: Any,
    title: str,
    *,
    submit: str,
    told: str,
) -> HttpResponse:
    quoted, days, to = _action(ask, file, action)
    return answered(
        ask,
        lambda sent: form(sent, initial={"seen": version(file)}),
        partial(do, ask, file, action),
        lambda form: show(
            ask, "following_act", title=title, back=_back(to), form=form, submit=submit,
            cancel=to, quoted=quoted, days=days,
        ),
        to=to,
        told=told,
    )  # fmt: skip


def _back(to: str) -> dict[str, str]:
    return {"text": "Back", "href": to}


def _action(ask: Ask, file: UUID, action: UUID) -> tuple[str, list[str], str]:
    """What an action is, the days that were set for it, and the page that shows it."""
    recommended = [(one, one.actions) for one in followed([file], ask.viewer.today, read_on(ask))]
    for one, actions in recommended:
        for each in actions:
            if each.fact == action:
                days = [said_day(day.day) for day in each.days]
                return each.what, days, reverse("recommended", args=[file, one.fact])
    for reading in team_readings(file, ask.viewer.today, read_on(ask)):
        for each in reading.actions:
            if each.fact == action:
                days = [said_day(day.day) for day in each.days]
                return each.what, days, reverse("team-reports", args=[file])
    raise NotFound(NO_RECOMMENDATION)
