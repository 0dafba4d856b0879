"""What a manager asks of their teams, each in one statement, as far as the manager may see it.

A manager whose post names a team sees that team's files and those that no team of the agency works
with; one whose post names none sees the agency's. Files that are open to them under an agreement,
or because they broke the glass, are no work of their team.
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from sightline.service.access import policy
from sightline.service.access.openings import runs_on
from sightline.service.access.roles import Right
from sightline.service.access.viewer import PostHeld, Viewer
from sightline.service.access.ways import PEOPLE_TYPES, Sort, Way, opened, ways
from sightline.service.casework import owed
from sightline.service.files.members import followers
from sightline.service.files.models import Involvement, Obligation, Subject, Unsigned
from sightline.service.files.standard import standard
from sightline.standard.model import Alternative, Answer, OneOf, Part, Selector, Shape

CONTACT, CHILD, KEPT = "contact", frozenset({"child"}), frozenset({"kept"})
"""The kind of record, and the answers to ``with`` and ``result``, that say a child was seen."""


class Team:
    """The files and the work of a manager's teams."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer
        self._running = Involvement.objects.filter(runs_on(viewer.today)).order_by()
        self._posts = [post for post in viewer.posts if post.may(Right.COUNTERSIGN)]

    def unsigned(self) -> QuerySet[Unsigned]:
        """What waits to be countersigned and they may sign, the oldest first."""
        return self._unsigned().filter(returned=False).order_by("since", "pk")

    def unsigned_by_author(self) -> dict[UUID | None, int]:
        """How much of that each worker made."""
        counted = self._unsigned().filter(returned=False).order_by().values("author")
        return dict(counted.annotate(number=Count("pk")).values_list("author", "number"))

    def _unsigned(self) -> QuerySet[Unsigned]:
        return Unsigned.objects.filter(policy.unsigned_to(self.viewer), file__in=self._files)

    def not_seen(self) -> QuerySet[Obligation]:
        """What asks that somebody is seen again and again and is overdue, the longest first."""
        return Obligation.objects.filter(
            policy.visible_obligations_of_each(ways(self.viewer)),
            owed.is_overdue(self.viewer.at),
            asks_to_see(),
            file__in=self._files,
            settled="",
        ).order_by("due_on", "pk")

    def unallocated(self) -> QuerySet[Subject]:
        """Those with whom the agency works and nobody leads, the longest first; ``since`` when.

        Whoever leads is a role of the standard (``lead``) of the agency's own sort; of an agency of
        which the standard names no such role nobody is unallocated.
        """
        found = Q(pk__in=())
        cases = Q(pk__in=())
        for post in self._posts:
            roles = self._lead(post)
            if not roles:
                continue
            running = self._running.filter(file=OuterRef("pk"))
            case = running.filter(sort="case", agency=post.agency)
            led = running.filter(role__in=roles, worker__isnull=False)
            found |= opened(self._ways(post)) & Q(Exists(case)) & ~Q(Exists(led))
            cases |= Q(agency=post.agency)
        since = self._running.filter(cases, file=OuterRef("pk"), sort="case").order_by("from_on")
        return (
            Subject.objects.filter(found)
            .exclude(pk__in=followers().values("file"))
            .annotate(since=Subquery(since.values("from_on")[:1]))
            .order_by("since", "pk")
        )

    @staticmethod
    def _lead(post: PostHeld) -> list[str]:
        roles = standard().roles
        return [
            role
            for role in roles.lead
            if role in roles.declared and roles.declared[role].agency == post.sector
        ]

    @cached_property
    def _files(self) -> QuerySet[Subject, UUID]:
        found = Q(pk__in=())
        for post in self._posts:
            asked = opened(self._ways(post))
            if post.team:
                works = self._running.filter(file=OuterRef("pk"), agency=post.agency)
                any_team = works.exclude(team="")
                asked &= Q(Exists(works.filter(team=post.team))) | ~Q(Exists(any_team))
            found |= asked
        return Subject.objects.filter(found).order_by().values_list("pk", flat=True)

    def _ways(self, post: PostHeld) -> list[Way]:
        return [
            way
            for way in ways(self.viewer)
            if way.sort is Sort.AGENCY
            and way.agency == post.agency
            and way.may(Right.COUNTERSIGN)
            and way.on.types == PEOPLE_TYPES
        ]


def asks_to_see() -> Q:
    """Of obligations, those that ask that somebody is seen again and again.

    A recurrence that nothing but a kept contact with them meets; and what the very same contact
    meets besides, such as the first visit, of which a standard may make a duty of its own.
    """
    return _asks_to_see(standard().digest)


@lru_cache(maxsize=2)
def _asks_to_see(digest: str) -> Q:
    parts = [(duty.id, part) for duty in standard().duties.values() for part in duty.parts]
    seen = [(id_, part) for id_, part in parts if all(map(_is_seen, _answers(part)))]
    again = {
        answer
        for _, part in seen
        if any(rule.shape is Shape.RECURRENCE for rule in part.rules)
        for answer in _selectors(part)
    }
    found = Q(pk__in=())
    for id_, part in seen:
        if part.rules and _selectors(part) <= again:
            found |= Q(duty=id_, part=part.name)
    return found


def _answers(part: Part) -> list[Answer | None]:
    """What meets the rules of a part; None for a rule that nothing meets."""
    return [answer for rule in part.rules for answer in (rule.then or (None,))]


def _selectors(part: Part) -> set[Selector]:
    return {one.selector for one in _answers(part) if isinstance(one, Alternative)}


def _is_seen(answer: Answer | None) -> bool:
    if not isinstance(answer, Alternative) or answer.selector.kind != CONTACT:
        return False
    values = {test.field: test.values for test in answer.selector.tests if isinstance(test, OneOf)}
    return values.get("result") == KEPT and values.get("with", CHILD) >= CHILD
