"""How far readers agree: by question, by reader over time, and whether one says yes too often."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import floor
from typing import Any
from uuid import UUID

from django.http import HttpResponse

from sightline.engine.inspection.agreement import Agreement
from sightline.engine.inspection.drift import Drift
from sightline.service.access.asking import Ask
from sightline.service.access.models import Person
from sightline.service.inspection.agreeing import Agreed, agreed
from sightline.service.inspection.pages.judging_parts import NO_DRAW, about, many, show

NOT_DEFINED = "Cannot be worked out"
TOO_FEW = "Too few to tell"


def agreement_page(ask: Ask, inspection: UUID) -> HttpResponse:
    """The page. Files that whoever looks still judges themselves are in no figure."""
    found = agreed(ask.viewer.person, inspection)
    return show(
        ask,
        "agreement",
        **about(ask, inspection, "agreement"),
        title="How far readers agree",
        empty="" if found else NO_DRAW,
        **(_told(found) if found else {}),
    )


def _told(found: Agreed) -> dict[str, Any]:
    people = _names([*found.readers, *(one.reader for one in found.drift)])
    return {
        "pairs": found.pairs,
        "told": f"{found.pairs} of {many(found.twice, 'file', 'files')} that are judged twice "
        f"{'is' if found.pairs == 1 else 'are'} signed by both readers.",
        "overall": _row("All questions", found.overall),
        "questions": [
            _row(question.ask, found.questions[question.id])
            for question in found.asked.questions
            if question.id in found.questions
        ],
        "readers": [
            {
                "name": people[id_],
                "all_time": _row(people[id_], one.all_time),
                "months": [_row(f"{month:%B %Y}", each) for month, each in one.months.items()],
            }
            for id_, one in found.readers.items()
        ],
        "drift": [_drift(people[one.reader], one) for one in found.drift],
    }


def _row(name: str, one: Agreement) -> dict[str, str]:
    return {
        "name": name,
        "agreed": f"{one.agreed} of {one.n}",
        "percent": "" if one.percent is None else _percent(one),
        "kappa": _kappa(one),
        "why": "" if one.few else one.why,
    }


def _percent(one: Agreement) -> str:
    assert one.percent is not None
    if one.few or one.percent_low is None or one.percent_high is None:
        return f"{_whole(one.percent)}%"
    return f"{_whole(one.percent)}% ({_whole(one.percent_low)}% to {_whole(one.percent_high)}%)"


def _kappa(one: Agreement) -> str:
    if one.few:
        return TOO_FEW
    if one.kappa is None:
        return NOT_DEFINED
    if one.low is None or one.high is None:
        return f"{one.kappa:.2f}"
    return f"{one.kappa:.2f} ({one.low:.2f} to {one.high:.2f})"


def _drift(name: str, one: Drift) -> dict[str, str]:
    leans = str(one.leans)
    return {
        "name": name,
        "yes": f"{one.yes} of {one.n}",
        "others": "Nothing to compare with"
        if one.expected is None
        else f"{_whole(100 * one.expected)}%",
        "leans": leans[:1].upper() + leans[1:],
    }


def _whole(percent: Fraction | float) -> int:
    """Rounded half up."""
    return (
        floor(percent + Fraction(1, 2)) if isinstance(percent, Fraction) else floor(percent + 0.5)
    )


def _names(ids: Iterable[str]) -> dict[str, str]:
    rows = Person.objects.filter(pk__in={UUID(id_) for id_ in ids}).values_list("pk", "name")
    return {str(id_): name for id_, name in rows}
