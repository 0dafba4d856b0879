"""For managers: who holds how many files, by team, and the files that nobody holds.

Allocating is a record on the child's file, made where records are made. What is counted here is
what the manager may see: a file that is closed to them is in no count.
"""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.http import HttpResponse
from django.urls import URLPattern

from sightline.service.access import policy
from sightline.service.access.asking import Ask
from sightline.service.access.door import page
from sightline.service.access.models import Agency
from sightline.service.access.openings import runs_on
from sightline.service.access.pages.shown import page_of, same_for_all, show
from sightline.service.access.roles import Right
from sightline.service.access.ways import Sort
from sightline.service.files.members import followers
from sightline.service.files.models import Involvement, Subject
from sightline.service.files.naming import names


def allocations(ask: Ask) -> HttpResponse:
    """Workers with how many files each holds today, team by team."""
    agencies = _agencies(ask)
    counted = (
        _running(ask, agencies)
        .filter(sort="allocation", file__in=_open(ask))
        .order_by("agency", "team", "worker")
        .values_list("agency", "team", "worker")
        .annotate(Count("file", distinct=True))
    )
    rows = list(counted)
    called = names({worker for _, _, worker, _ in rows if worker is not None})
    teams: dict[tuple[str, str], list[tuple[str, int]]] = {}
    for agency, team, worker, held in rows:
        of_team = teams.setdefault((agencies[agency], team), [])
        of_team.append((called.get(worker, "Nobody is named"), held))
    return show(
        ask,
        "allocations/held",
        teams=[
            {
                "agency": agency,
                "team": team,
                "workers": sorted(workers, key=lambda pair: (-pair[1], pair[0])),
                "held": sum(held for _, held in workers),
            }
            for (agency, team), workers in sorted(teams.items())
        ],
        without=_without(ask, agencies).count(),
    )


def without(ask: Ask) -> HttpResponse:
    """Files with which the agency works and that no worker of it holds today."""
    listed = page_of(ask, _without(ask, _agencies(ask)))
    ids = [file.pk for file in listed]
    for id_ in ids:
        ask.by.saw(id_, Sort.AGENCY)
    return show(ask, "allocations/without", page=listed, names=names(ids))


def _agencies(ask: Ask) -> dict[UUID, str]:
    """The agencies for which the viewer allocates, with their names."""
    ids = {post.agency for post in ask.viewer.posts if post.may(Right.ALLOCATE)}
    return dict(Agency.objects.filter(pk__in=ids).values_list("pk", "name"))


def _open(ask: Ask) -> QuerySet[Subject]:
    return Subject.objects.filter(policy.visible_to(ask.viewer))


def _running(ask: Ask, agencies: dict[UUID, str]) -> QuerySet[Involvement]:
    running = Involvement.objects.filter(runs_on(ask.viewer.today), agency__in=agencies)
    # Whoever works with files that are joined works with one person.
    return running.exclude(file__in=followers().values("file"))


def _without(ask: Ask, agencies: dict[UUID, str]) -> QuerySet[Subject]:
    running = _running(ask, agencies).filter(file=OuterRef("pk"))
    works = running.filter(sort__in=("case", "custody"))
    held = running.filter(sort="allocation", worker__isnull=False)
    return _open(ask).filter(Exists(works), ~Exists(held)).order_by("pk")


_SEES = same_for_all(policy.check_see_allocations)

urls: list[URLPattern] = [
    page("allocations", allocations, name="allocations", check=_SEES),
    page("allocations/without", without, name="without_allocation", check=_SEES),
]
