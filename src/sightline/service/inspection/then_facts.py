"""Whom a file is kept on and what was running, as it was known when the sample was drawn."""

from __future__ import annotations

from django.db.models import Q

from sightline.service.access.viewer import day_of
from sightline.service.casework.chronology.spans import kinds_of_spans
from sightline.service.casework.people import ERASED_BIRTH, age_said
from sightline.service.files.naming import names
from sightline.service.files.reading import standing_particulars
from sightline.service.inspection.evidence import LAST_FIRST, Item, Then, items

MOST_RUNNING = 10


def subject_then(of: Then) -> list[dict[str, str]]:
    """Name, age and area, for a summary list; what is not recorded is said so."""
    file = of.basis.file
    told = next(iter(standing_particulars([file], of.at)), None)
    if told is not None and told.salt is None:
        age = ERASED_BIRTH
    else:
        age = age_said(None if told is None else told.born_on, day_of(of.at))
    place = "" if told is None else told.place
    return [
        {"key": "Called", "value": names([file], of.at)[file]},
        {"key": "Age then", "value": age},
        {"key": "Area", "value": place.replace("-", " ").capitalize() or "Not recorded"},
    ]


def called_then(of: Then) -> str:
    """Name and age, for the bar above a page."""
    rows = subject_then(of)
    return f"{rows[0]['value']}, {rows[1]['value']} then"


def running_then(of: Then) -> list[Item]:
    """Orders, custody, allocations and the like that were running, the last begun first."""
    over = Q(ended_at__lte=of.at)
    begun = Q(occurred_at__lte=of.at)
    rows = of.facts().filter(begun, ~over, kind__in=kinds_of_spans()).order_by(*LAST_FIRST)
    return items(of, list(rows[:MOST_RUNNING]))
