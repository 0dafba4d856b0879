"""What each worker of a manager's teams holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import CharField, Count, Q, Subquery, Value
from django.db.models.functions import Cast, Concat

from sightline.service.access import policy
from sightline.service.access.models import Post
from sightline.service.access.openings import holds_on, runs_on
from sightline.service.access.roles import Right
from sightline.service.access.viewer import Viewer
from sightline.service.casework.work.acts import Acts, Whose
from sightline.service.casework.work.asked import Work
from sightline.service.casework.work.order import Section
from sightline.service.files.models import Involvement, Subject


@dataclass(frozen=True, slots=True)
class PerWorker:
    """What one worker holds, as far as the manager may see it. ``worker``: the file kept on them.

    ``files``: those allocated to them. ``chases``: what others owe on the files that they lead,
    each duty once a child, as on their own page.
    """

    worker: UUID
    files: int = 0
    overdue: int = 0
    soon: int = 0
    later: int = 0
    chases: int = 0


def workers_of(viewer: Viewer) -> Q:
    """Of worker's files, those of the teams of a manager; of the agency where they have none.

    A worker is of a team by the post on their own file, or by the one with which they sign in.
    """
    found = Q(pk__in=())
    for post in viewer.posts:
        if not post.may(Right.ALLOCATE):
            continue
        of_post = Involvement.objects.filter(runs_on(viewer.today), sort="post", agency=post.agency)
        signs_in = Post.objects.filter(
            holds_on(viewer.today), agency=post.agency, person__worker__isnull=False
        )
        if post.team:
            of_post = of_post.filter(team=post.team)
            signs_in = signs_in.filter(team__name=post.team)
        found |= Q(pk__in=of_post.order_by().values("file"))
        found |= Q(pk__in=signs_in.order_by().values("person__worker"))
    return found


def per_worker(viewer: Viewer) -> list[PerWorker]:
    """What each worker of a manager's teams holds, most overdue first. Four queries.

    Nobody but a manager has such teams. Whoever holds nothing is there too.
    """
    names = list(
        Subject.objects.filter(workers_of(viewer), type="worker").values_list("pk", flat=True)
    )
    held = _sections(Work(viewer, workers=names), Acts.holder)
    led = _sections(Work(viewer, workers=names, whose={Whose.CHASE}), Acts.leader)
    files = dict(
        Involvement.objects.filter(
            runs_on(viewer.today),
            sort="allocation",
            worker__in=names,
            file__in=Subject.objects.filter(policy.visible_to(viewer)).order_by().values("pk"),
        )
        .order_by()
        .values("worker")
        .annotate(number=Count("file", distinct=True))
        .values_list("worker", "number")
    )
    found = [
        PerWorker(
            worker=worker,
            files=files.get(worker, 0),
            overdue=held.get((worker, Section.OVERDUE), 0),
            soon=held.get((worker, Section.SOON), 0),
            later=held.get((worker, Section.LATER), 0),
            chases=led.get((worker, Section.CHASES), 0),
        )
        for worker in names
    ]
    return sorted(found, key=lambda one: (-one.overdue, -one.soon, -one.files, one.worker))


def _sections(work: Work, of: Callable[[Acts], Subquery]) -> dict[tuple[UUID, int], int]:
    rows = work.unordered().annotate(on_whom=of(work.acts)).order_by()
    # Somebody is asked once for all of a duty that is chased for a child.
    asked = Concat(Cast("file", CharField()), Value("/"), "duty")
    what = Count(asked, distinct=True) if Section.CHASES in work.sections else Count("pk")
    counted = rows.values("on_whom", "section").annotate(number=what)
    return {
        (who, section): number
        for who, section, number in counted.values_list("on_whom", "section", "number")
    }
