"""A manager's team: what waits, who is not seen, whom nobody leads, and what each worker holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet, Window
from django.http import HttpResponse
from django.urls import reverse

from sightline.service.access.asking import Ask
from sightline.service.casework.pages.showing import show
from sightline.service.casework.team import told
from sightline.service.casework.team.asked import Team
from sightline.service.casework.team.told import Line
from sightline.service.casework.work import asked as work
from sightline.service.casework.work.per_worker import PerWorker, per_worker
from sightline.service.files.models import Subject
from sightline.service.files.naming import names_of
from sightline.service.ui.paging import NAME, Counted

FIRST, A_PAGE, WORKERS = 5, 25, 50
"""So many of each list on the first page; on a page of its own; and of workers."""

SIGN, SEE, ALLOCATE = "team-countersigning", "team-not-seen", "team-unallocated"


@dataclass(frozen=True, slots=True)
class Part:
    """One list of a team. ``lead``: what it is; ``none``: what is said where it is empty."""

    title: str
    lead: str
    none: str
    rows: Callable[[Team], QuerySet[Any]]
    lines: Callable[..., list[Line]]


PARTS = {
    SIGN: Part(
        "Waits to be countersigned",
        "What others recorded and you may sign, the oldest first. What you wrote yourself waits "
        "for another manager.",
        "Nothing waits for you to countersign it.",
        Team.unsigned,
        told.unsigned,
    ),
    SEE: Part(
        "Not seen",
        "They were to be seen in person by now, and no meeting or visit is on file. How often is "
        "said by the standard, and may be set more often here.",
        "Everybody who was to be seen by now has been, as far as is on file.",
        Team.not_seen,
        told.owing,
    ),
    ALLOCATE: Part(
        "Nobody leads",
        "Your agency works with them today, and no worker is allocated who leads. The longest "
        "first.",
        "Everybody with whom your agency works has a worker who leads.",
        Team.unallocated,
        told.unallocated,
    ),
}


@dataclass(frozen=True, slots=True)
class Worker:
    """A worker in the table. ``to_sign``: of what they recorded, how much waits for the manager."""

    file: UUID
    called: str
    holds: PerWorker
    to_sign: int


def team(ask: Ask) -> HttpResponse:
    """The first page: the beginning of each list."""
    of_team = Team(ask.viewer)
    work.refresh(work.Work(ask.viewer))
    return show(
        ask,
        "team",
        title="My team",
        sections=_sections("team"),
        sections_label="Parts of my team",
        parts=[_first(ask, of_team, name, part) for name, part in PARTS.items()],
    )


def _first(ask: Ask, of_team: Team, name: str, part: Part) -> dict[str, Any]:
    first, count = _some(part.rows(of_team), 1, FIRST)
    return {
        "name": name,
        "part": part,
        "count": count,
        "lines": _lines(ask, part, first),
        "href": reverse(name),
    }


def _sections(current: str) -> list[dict[str, Any]]:
    return [
        {"text": text, "href": reverse(name), "active": name == current}
        for name, text in (("team", "What waits"), ("team-workers", "Workers"))
    ]


def workers(ask: Ask) -> HttpResponse:
    """What each worker holds, the most overdue first."""
    work.refresh(work.Work(ask.viewer))
    held = per_worker(ask.viewer)
    page: Any = Paginator(held, WORKERS).get_page(ask.request.GET.get(NAME))
    return show(
        ask,
        "team_workers",
        title="My team",
        sections=_sections("team-workers"),
        sections_label="Parts of my team",
        page=page,
        workers=_workers(Team(ask.viewer), page.object_list),
    )


def _workers(of_team: Team, held: Sequence[PerWorker]) -> list[Worker]:
    subjects = Subject.objects.filter(pk__in=[one.worker for one in held])
    called, to_sign = names_of(list(subjects)), of_team.unsigned_by_author()
    return [Worker(one.worker, called[one.worker], one, to_sign.get(one.worker, 0)) for one in held]


def countersigning(ask: Ask) -> HttpResponse:
    """All that waits to be countersigned."""
    return _list(ask, SIGN)


def not_seen(ask: Ask) -> HttpResponse:
    """All who are not seen."""
    return _list(ask, SEE)


def unallocated(ask: Ask) -> HttpResponse:
    """All whom nobody leads."""
    return _list(ask, ALLOCATE)


def _list(ask: Ask, name: str) -> HttpResponse:
    part = PARTS[name]
    rows = part.rows(Team(ask.viewer))
    return _listed(
        ask,
        rows,
        lambda some: _lines(ask, part, some),
        title=part.title,
        lead=part.lead,
        empty=part.none,
    )


def worker(ask: Ask, worker: UUID) -> HttpResponse:
    """What one worker of the team holds, as far as the manager may see it."""
    subject = Subject.objects.get(pk=worker)
    held = work.Work(ask.viewer, workers=[worker])
    work.refresh(held)
    return _listed(
        ask,
        held.rows(),
        lambda some: _told(ask, told.owing(ask.viewer, some)),
        title=names_of([subject])[worker],
        lead="What this worker holds that is overdue or still to be done, the most serious first.",
        empty="Nothing that you may see is owed by this worker.",
    )


def _listed(
    ask: Ask, rows: QuerySet[Any], lines: Callable[[list[Any]], list[Line]], **shown: Any
) -> HttpResponse:
    asked = ask.request.GET.get(NAME, "")
    number = max(1, int(asked)) if asked.isdecimal() and len(asked) < 6 else 1
    found, count = _some(rows, number, A_PAGE)
    if not found and number > 1:
        # There is no such page: the first is shown instead.
        number, (found, count) = 1, _some(rows, 1, A_PAGE)
    page: Page[Line] = Page(lines(found), number, Counted((), A_PAGE, count))
    back = {"text": "My team", "href": reverse("team")}
    return show(ask, "team_list", page=page, back=back, **shown)


def _some(rows: QuerySet[Any], number: int, each: int) -> tuple[list[Any], int]:
    """The rows of one page, and how many there are of all, in one statement."""
    counted = rows.annotate(how_many=Window(Count("pk")))
    some = list(counted[(number - 1) * each : number * each])
    return some, some[0].how_many if some else 0


def _lines(ask: Ask, part: Part, rows: list[Any]) -> list[Line]:
    return _told(ask, part.lines(ask.viewer, rows))


def _told(ask: Ask, lines: list[Line]) -> list[Line]:
    for line in lines:
        ask.by.saw(line.who.file, "list")
    return lines
