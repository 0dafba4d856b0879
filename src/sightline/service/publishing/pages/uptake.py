"""Who read a report, in figures, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from sightline.engine.figures import Figure
from sightline.service.access.asking import Ask
from sightline.service.access.pages.shown import page_of
from sightline.service.access.policy import can
from sightline.service.inspection import uptake as uptakes
from sightline.service.inspection.uptake import Uptake, who_read
from sightline.service.publishing import coming_of, reading, who
from sightline.service.publishing.pages.showing import show

TIMES = (
    ("1-month", "Within a month"),
    ("6-months", "Six months"),
    ("18-months", "Eighteen months"),
)
_SORTS = (
    ("read", "Have read it", "people"),
    ("discussed", "Have talked it over", "teams"),
    ("acted-on", "Have acted, or said that nothing need change", "teams"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """An agency or a team in a table: of how many, and the share at each time, in words."""

    name: str
    team: str
    asked: int
    shares: tuple[str, ...]


def uptake_of_all(ask: Ask) -> HttpResponse:
    """The published reports, each with the way to its uptake."""
    page = page_of(ask, reading.published(ask.viewer).defer("source"))
    return show(ask, "uptakes", page=page)


def uptake_of(ask: Ask, report: UUID) -> HttpResponse:
    """Of one report: who read it, talked it over, acted; and what came of its recommendations."""
    row = who.publication_of(ask.viewer, report)
    found = uptakes.uptake(str(report), ask.viewer.today)
    tables = [
        (sort, title, of, [_row(one, sort, of) for one in found]) for sort, title, of in _SORTS
    ]
    readers = [
        (one.agency, one.name)
        for one in found
        if not one.team and can(who.check_readers, ask.viewer, report=report, agency=one.agency)
    ]
    return show(
        ask,
        "uptake",
        row=row,
        found=found,
        times=[title for _, title in TIMES],
        tables=tables,
        came=[(one, coming_of.moved(one)) for one in coming_of.came_of(row, ask.viewer.today)],
        readers=readers,
        back={"text": "Who read what", "href": reverse("uptake")},
    )


def _row(one: Uptake, sort: str, of: str) -> Row:
    shares = tuple(_said(one.figures[f"reports-{sort}-{time}"]) for time, _ in TIMES)
    return Row(one.name, one.team, one.people if of == "people" else one.teams, shares)


def _said(figure: Figure) -> str:
    """A share; while the time is not over for everybody, how many so far and no share."""
    asked = figure.denominator + figure.unknown
    if not asked:
        return "Nobody was asked"
    if figure.unknown:
        return f"{figure.numerator} of {asked} so far"
    share = round(100 * figure.numerator / asked)
    return f"{share}% ({figure.numerator} of {asked})"


def readers(ask: Ask, report: UUID, agency: UUID) -> HttpResponse:
    """Who has read it by name, for their own managers."""
    row = who.publication_of(ask.viewer, report)
    found = who_read(ask.viewer, agency, str(report))
    return show(
        ask,
        "readers",
        row=row,
        page=page_of(ask, found),
        back={"text": row.report.title, "href": reverse("uptake-of", args=[report])},
    )
