"""The ratings: what decided each, how firm it is, and the band that judgement gave."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.urls import reverse

from sightline.engine.inspection.banding import OVERALL, StandardFinding
from sightline.engine.inspection.findings import Findings
from sightline.service.access.asking import Ask
from sightline.service.access.pages.shown import attempt, sent
from sightline.service.files.entries import BadEntry
from sightline.service.inspection.finding import Found, banding_rows
from sightline.service.inspection.models import Banding
from sightline.service.inspection.pages.finding_parts import (
    about,
    back_to,
    files_said,
    found_of,
    go,
    if_stale,
    is_lead,
    show,
)
from sightline.service.inspection.rating import (
    NOT_RATED,
    Ratable,
    other_rules,
    ratable,
    rate,
    what_if,
)
from sightline.service.ledger.failures import NotFound, Refused
from sightline.service.ui.forms import Form
from sightline.service.ui.wording import CANNOT_BE_ERASED
from sightline.standard.model import RatedBy, RatingRules


def ratings(ask: Ask, inspection: UUID) -> HttpResponse:
    """Each standard and the whole; or what the same answers would come to by other rules."""
    of = found_of(inspection)
    rules, others = of.known.rules, other_rules(of.known)
    if rules is None and not others:
        raise NotFound("Nothing is rated in this inspection.")
    asked = ask.request.GET.get("rules", "")
    other = next((each for each in others if each.id == asked), None)
    shown = other or rules
    findings = of.findings if other is None else what_if(of, other)
    rows = banding_rows(inspection) if other is None else {}
    may_rate = other is None and not of.is_final and is_lead(ask, inspection)
    return show(
        ask,
        "ratings",
        **about(of.known, "ratings"),
        title="Ratings" if other is None else "What other rules would have given",
        rules=shown,
        is_other=other is not None,
        none_said="" if shown is None or shown.by is RatedBy.LOWEST else NOT_RATED,
        standards=[]
        if shown is None
        else [_standard(of, shown, one, rows, may_rate) for one in findings.standards],
        overall=None if shown is None else _overall(of, shown, findings, rows, may_rate),
        others=[
            {
                "title": each.title,
                "href": f"{reverse('ratings', args=[inspection])}?rules={each.id}",
            }
            for each in others
            if other is None or each.id != other.id
        ],
        own_href=reverse("ratings", args=[inspection]),
    )


def _standard(
    of: Found,
    rules: RatingRules,
    one: StandardFinding,
    rows: dict[str, Banding],
    may_rate: bool,
) -> dict[str, Any]:
    titles = {band.id: band.title for band in rules.bands}
    row = rows.get(one.standard)
    own = rules.standards[one.standard]
    asked = {question.id for question in of.known.asked.questions}
    return {
        "title": own.title,
        "is_asked": not own.questions or not asked.isdisjoint(own.questions),
        "apart": own.apart,
        "band": titles.get(one.band, ""),
        "said": titles.get(one.said, ""),
        "moved": one.moved,
        "reason": "" if row is None else row.reason,
        "on_evidence": one.on_evidence,
        "percent": "" if one.percent is None else _percent(one),
        "decided_by": [
            of.known.of.questions[id_].ask if id_ in of.known.of.questions else id_
            for id_ in one.decided_by
            if id_ != one.standard
        ],
        "firm": list(_firm(one)),
        "href": _rate_href(of, one.standard, may_rate),
    }


def _percent(one: StandardFinding) -> str:
    assert one.percent is not None
    if one.percent.denominator == 1:
        return f"{one.percent.numerator}%"
    return f"{float(one.percent):.1f}%"


def _firm(one: StandardFinding) -> list[str]:
    said = []
    if one.up is not None:
        said.append(f"{files_said(one.up)} answered better would raise it.")
    if one.down is not None:
        said.append(f"{files_said(one.down)} answered worse would lower it.")
    if one.fragile:
        said.append("Fragile: two files or fewer would move it.")
    if one.few:
        said.append("Few answers: read it with caution.")
    return said


def _overall(
    of: Found, rules: RatingRules, findings: Findings, rows: dict[str, Banding], may_rate: bool
) -> dict[str, Any] | None:
    whole = findings.overall
    if whole is None:
        return None
    titles = {band.id: band.title for band in rules.bands}
    row = rows.get(OVERALL)
    return {
        "band": titles.get(whole.band, ""),
        "points": f"{whole.points} of {whole.most} points" if whole.most else "",
        "missing": [rules.standards[id_].title for id_ in whole.missing],
        "reason": "" if row is None else row.reason,
        "href": _rate_href(of, OVERALL, may_rate),
    }


def _rate_href(of: Found, standard: str, may_rate: bool) -> str:
    if not may_rate:
        return ""
    try:
        ratable(of, standard)
    except Refused:
        return ""
    return reverse("rate-standard", args=[of.known.id, standard])


class RateForm(Form):
    """The band, and why."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    band = forms.ChoiceField(label="Rating", widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Why", widget=forms.Textarea, max_length=4000, help_text=CANNOT_BE_ERASED
    )

    def __init__(self, one: Ratable, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["band"].choices = list(one.bands.items())  # type: ignore[attr-defined]


def rate_standard(ask: Ask, inspection: UUID, standard: str) -> HttpResponse:
    """Give a standard its band."""
    one = ratable(found_of(inspection), standard)
    start: dict[str, Any] = {"seen": one.seen}
    if one.row is not None:
        start |= {"band": one.row.band, "reason": one.row.reason}
    form = RateForm(one, sent(ask), initial=start)
    sentence = "Somebody else gave it a rating meanwhile. It stands below beside what you typed."

    def page() -> HttpResponse:
        now = ratable(found_of(inspection), standard)
        told = []
        if now.said:
            told.append(
                f"The percentages say “{now.bands[now.said]}”. A panel may move it by one, with a "
                "reason that is published beside it."
            )
        rows = []
        if now.row is not None:
            rows = [
                {"key": "Rating given", "value": now.bands.get(now.row.band, "Withdrawn")},
                {"key": "Why", "value": now.row.reason},
            ]
        return show(
            ask,
            "finding_form",
            title=f"Rate: {now.title}",
            part=of_title,
            back=back,
            told=told,
            rows=rows,
            form=form,
            submit="Save the rating",
            cancel=back["href"],
        )

    known = found_of(inspection).known
    of_title, back = known.inspection.title, back_to(known, "Ratings", "ratings")
    if_stale(ask, form, page, sentence)
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        try:
            made = attempt(
                ask,
                form,
                lambda: rate(inspection=inspection, standard=standard, by=ask.by, **typed),
            )
        except BadEntry as bad:
            made = None
            for name, fault in bad.faults.items():
                form.add_error(name, fault)
        if made is not None:
            return go(ask, "The rating was saved.", "ratings", inspection)
    return page()
