"""What was answered on a file, side by side; what is to be moderated; and moderating it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse

from sightline.service.access.asking import Ask
from sightline.service.access.models import Person
from sightline.service.access.pages.shown import attempt, saved, sent
from sightline.service.files.entries import BadEntry
from sightline.service.inspection.asked import choices
from sightline.service.inspection.evidence import Item, chronology_href
from sightline.service.inspection.models import Moderation
from sightline.service.inspection.moderating import (
    Judged,
    One,
    ToModerate,
    judged,
    moderate,
    moderators,
    refuse_moderator,
    seen_of,
    to_moderate,
)
from sightline.service.inspection.pages.judging_file import rests_on_of
from sightline.service.inspection.pages.judging_parts import (
    A_PAGE,
    about,
    as_known,
    called,
    open_files,
    show,
    turn_said,
)
from sightline.service.inspection.readings import last_draw, stands
from sightline.service.inspection.standing_answers import Source, StandingAnswer
from sightline.service.inspection.then_facts import called_then
from sightline.service.ledger.failures import Refused, Stale
from sightline.service.ui.forms import Form
from sightline.service.ui.paging import NAME
from sightline.standard.model import Question

_SAID = {
    Source.FIRST: "As its reader answered",
    Source.AGREED: "Both readers answered so",
    Source.MODERATED: "Moderated",
    Source.UNRESOLVED: "The readers differ: to be moderated",
    Source.WAITING: "Not everything is signed",
}
NONE_STANDS = "None yet"
NOTHING = "No two readers differ on a file whose answers you may see, and nothing was moderated."


class ModerateForm(Form):
    """The answer that stands. ``seen``: how far the chain says something of the question."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    answer = forms.ChoiceField(label="The answer that stands", widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Why this answer stands",
        widget=forms.Textarea,
        max_length=2000,
        help_text="It is kept beside what the readers answered.",
    )

    def __init__(self, at: Judged, question: Question, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answer: Any = self.fields["answer"]
        answer.choices = [(code, at.asked.scale[code]) for code in choices(question)]


@dataclass(frozen=True, slots=True)
class Line:
    """A question about a file with what stands of it."""

    ask: str
    answers: str
    stands: str
    source: str
    href: str


# --- a file ----------------------------------------------------------------------------------


def judged_file(ask: Ask, inspection: UUID, drawn: UUID) -> HttpResponse:
    """Every question about a file, with what each reader answered and what stands."""
    at = judged(ask.viewer, inspection, drawn)
    given: dict[str, StandingAnswer] = {one.question: one for one in at.standing}
    return show(
        ask,
        "judged_file",
        **_common(ask, at, inspection),
        title=f"File {at.file.number}: answers",
        readers=[
            {"key": turn_said(reading.turn), "value": reading.person.name}
            for reading in at.file.standing
        ],
        stages=[
            (title, [_line(at, number, one, given[one.id]) for number, one in some])
            for title, some in at.asked.stages()
        ],
    )


def _common(ask: Ask, at: Judged, inspection: UUID) -> dict[str, Any]:
    return about(ask, inspection) | {
        "back": {"text": "To moderate", "href": reverse("moderating", args=[inspection])},
        "identity": called_then(at.then),
        "at": as_known(at.draw),
        "file": at.then.basis.file,
        "scale": at.asked.scale,
        "chronology": chronology_href(at.then),
    }


def _line(at: Judged, number: int, question: Question, one: StandingAnswer) -> Line:
    scale = at.asked.scale
    where = [at.file.drawn.inspection_id, at.file.drawn.pk, number]
    return Line(
        ask=question.ask,
        answers=", ".join(scale[row.answer] for row in one.given) or "Not answered",
        stands=scale[one.answer] if one.source.stands else NONE_STANDS,
        source=_SAID[one.source],
        href=reverse("moderate", args=where),
    )


# --- what is to be moderated -----------------------------------------------------------------


def moderating(ask: Ask, inspection: UUID) -> HttpResponse:
    """The list: what differs first."""
    draw = last_draw(inspection)
    some = to_moderate(inspection)
    page: Any = Paginator(some, A_PAGE).get_page(ask.request.GET.get(NAME))
    left = sum(one.standing.source is Source.UNRESOLVED for one in some)
    if draw is not None:
        shown: list[ToModerate] = list(page.object_list)
        files = {one.file.drawn.pk: one.file for one in shown}
        names = called(ask, draw, files.values())
        there = open_files(ask, {one.file for one in files.values()})
        page.object_list = [_row(one, names, there) for one in shown]
    return show(
        ask,
        "moderating",
        **about(ask, inspection, "moderating"),
        title="To moderate",
        page=page,
        left=left,
        empty=NOTHING,
    )


def _row(one: ToModerate, names: dict[UUID, str], there: set[UUID]) -> dict[str, Any]:
    drawn = one.file.drawn
    return {
        "file": names[drawn.pk],
        "question": one.question.ask,
        "source": _SAID[one.standing.source],
        "is_left": one.standing.source is Source.UNRESOLVED,
        "href": reverse("moderate", args=[drawn.inspection_id, drawn.pk, one.number])
        if one.file.file in there
        else "",
    }


# --- moderating ------------------------------------------------------------------------------


def moderate_answer(ask: Ask, inspection: UUID, drawn: UUID, number: int) -> HttpResponseBase:
    """What the readers answered side by side, what was said of it since, and the form."""
    at = judged(ask.viewer, inspection, drawn)
    question = at.question(number)
    seen = seen_of(at, question.id)
    form = ModerateForm(at, question, sent(ask), initial={"seen": seen})
    if form.is_bound and form.is_valid():
        ask.if_stale = lambda stale: _overtaken(ask, inspection, drawn, number, stale)
        if attempt(ask, form, lambda: _moderate(ask, at, number, form)) is not None:
            told = "The answer that stands is saved, beside those that were given."
            return saved(ask, told, "judged", inspection=inspection, drawn=drawn)
    return _page(ask, at, number, form, "")


def _moderate(ask: Ask, at: Judged, number: int, form: ModerateForm) -> Moderation | None:
    typed = form.cleaned_data
    try:
        return moderate(
            viewer=ask.viewer,
            inspection=at.file.drawn.inspection_id,
            drawn=at.file.drawn.pk,
            number=number,
            answer=typed["answer"],
            reason=typed["reason"],
            seen=typed["seen"],
            by=ask.by,
        )
    except BadEntry as bad:
        for name, sentence in bad.faults.items():
            form.add_error(name, sentence)
        return None


def _overtaken(ask: Ask, inspection: UUID, drawn: UUID, number: int, stale: Stale) -> HttpResponse:
    """What was said since stands above, and what was typed is kept."""
    at = judged(ask.viewer, inspection, drawn)
    question = at.question(number)
    data = ask.request.POST.copy()
    data["seen"] = str(seen_of(at, question.id))
    form = ModerateForm(at, question, data)
    told = (
        "Somebody has answered or moderated this since you opened it. It stands below, with what "
        "you typed, which is not saved. Save it if it is still right."
    )
    return _page(ask, at, number, form, told)


def _page(ask: Ask, at: Judged, number: int, form: ModerateForm, overtaken: str) -> HttpResponse:
    question = at.question(number)
    inspection, drawn = at.file.drawn.inspection_id, at.file.drawn.pk
    given = at.of(question.id)
    talked_over = at.talked_over(question.id)
    why_not = _why_not(ask, at)
    back = {"text": "Answers on this file", "href": reverse("judged", args=[inspection, drawn])}
    return show(
        ask,
        "moderate",
        **_common(ask, at, inspection) | {"back": back},
        title=question.ask,
        number=number,
        file_number=at.file.number,
        stands=_line(at, number, question, at.stands(question.id)),
        given=[
            {"heading": _heading(one), "rows": one.rows, "reopened": one.reading.reason}
            for one in given
        ],
        rests=_rests(at, given, question),
        talked_over=talked_over,
        people=_names(talked_over),
        form=form,
        failed=bool(form.errors),
        overtaken=overtaken,
        why_not=why_not,
    )


def _heading(one: One) -> str:
    gone = "" if stands(one.reading) else ", opened again since"
    return f"{turn_said(one.reading.turn)}: {one.reading.person.name}{gone}"


def _rests(at: Judged, given: list[One], question: Question) -> dict[UUID, list[Item]]:
    return rests_on_of(at.then, [row for one in given for row in one.rows], (question,))


def _names(rows: list[Moderation]) -> dict[UUID | None, str]:
    ids = {row.by for row in rows if row.by is not None}
    return dict(Person.objects.filter(pk__in=ids).values_list("pk", "name"))


def _why_not(ask: Ask, at: Judged) -> str:
    """Why whoever looks may not moderate; '' where they may."""
    inspection = at.file.drawn.inspection_id
    try:
        refuse_moderator(ask.viewer, inspection, at.file)
    except Refused as refusal:
        who = ", ".join(m.person.name for m in moderators(inspection, at.file))
        return f"{refusal} Who may: {who or 'nobody yet; add a member to the inspection'}."
    return ""
