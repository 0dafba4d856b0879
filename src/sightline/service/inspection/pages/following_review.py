"""What an earlier review recommended, part by part, and what the records show of each today."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from sightline.engine.recommended import Done
from sightline.service.access import policy
from sightline.service.access.asking import Ask
from sightline.service.access.viewer import Viewer
from sightline.service.casework.said import at_said
from sightline.service.files.standard import standard
from sightline.service.inspection.pages.following_parts import (
    FEWEST,
    back,
    reads_small,
    said_day,
    show,
)
from sightline.service.inspection.reviewed import last_done, running, start
from sightline.service.ledger.failures import NotFound
from sightline.standard.model import Recommendations

_SAID = {
    Done.MET: "As it was asked",
    Done.PARTLY: "In part",
    Done.NOT_MET: "Not done",
    Done.NO_DATA: "Nothing is recorded of it",
    Done.NOT_CHECKABLE: "Records cannot show it",
}


def check_reviewed(viewer: Viewer, review: str) -> None:
    """See in figures what became of a review's recommendations."""
    policy.check_see_figures(viewer)
    _review(review)


def _review(review: str) -> Recommendations:
    found = standard().recommendations.get(review)
    if found is None:
        raise NotFound("There is no such review.")
    return found


def reviewed(ask: Ask, review: str) -> HttpResponse:
    """The recommendations as they were last worked out; sent, have them worked out again."""
    if ask.request.method == "POST":
        start(review, ask.viewer.person)
        messages.success(ask.request, "It is being worked out. Come back to this page in a while.")
        return HttpResponseRedirect(reverse("review-recommended", args=[review]))
    found, job = last_done(review), running(review)
    return show(
        ask,
        "review_recommended",
        title=f"Recommended by the {_lower(standard().reviews[review].title)}",
        back=back("Recommendations", "recommendations"),
        found=None if found is None else [_shown(ask, one) for one in found.found],
        on=None if found is None else at_said(found.made_at),
        over=None if found is None else f"{said_day(found.first_on)} to {said_day(found.last_on)}",
        files=0 if found is None else found.files,
        job=job,
    )


def _lower(title: str) -> str:
    return title[:1].lower() + title[1:]


def _shown(ask: Ask, one: Mapping[str, Any]) -> dict[str, Any]:
    """One recommendation in words: who answers now, and each part with what shows it."""
    owners = [owner["now_title"] or f"{owner['title']}: {owner['why']}" for owner in one["owners"]]
    return {
        "number": one["number"],
        "title": one["title"],
        "gist": one["gist"],
        "past_due": one["past_due"],
        "due": said_day(date.fromisoformat(one["due"])) if one["due"] else "",
        "owners": list(dict.fromkeys(owners)),
        "parts": [_part(ask, part) for part in one["parts"]],
    }


def _part(ask: Ask, part: Mapping[str, Any]) -> dict[str, str]:
    return {
        "says": part["says"],
        "state": _SAID[Done(part["state"])],
        "figure": part["why"] or _figure(ask, part),
    }


def _figure(ask: Ask, part: Mapping[str, Any]) -> str:
    counted, unknown = part["denominator"], part["unknown"]
    if not counted:
        said = "Nothing fell due or was counted."
    elif counted < FEWEST and not reads_small(ask):
        return f"Withheld: on fewer than {FEWEST}, somebody could be recognised."
    else:
        said = f"{part['numerator']:,} of {counted:,}."
    return f"{said} Of {unknown:,} nobody can tell." if unknown else said
