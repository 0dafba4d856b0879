"""What somebody must do: the obligations that fall to them today, most serious first.

    Work(viewer)                                   all that falls to them, in any way
    Work(viewer, whose=ME)                         mine, and those I stand in for
    Work(viewer, state=Section.CHASES)             what I have to ask others for
    Work(viewer, whose=[Whose.TEAM], state=Section.OVERDUE, duty="home-visit", file=child)
    Work(viewer, workers=[file_of_a_worker])       what another worker holds, as far as I may see it
    Work(viewer, workers=[...], whose=[Whose.CHASE])   what is chased on the files that they lead

``rows()`` is a queryset of ``Obligation``; each row knows ``acts_sort`` (a ``Whose``) and
``section`` (a ``Section``). It holds nothing that the viewer may not read, is in the order in which
it is shown, and has no chases in it unless they are asked for alone: ``state=Section.CHASES``.
``per_worker(viewer)`` counts what each worker of a manager's teams holds.

What a list shows must have been judged today: call ``refresh(work)`` first, once a page.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum
from functools import lru_cache, reduce
from operator import or_
from uuid import UUID

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import CombinedExpression, OrderBy
from django.db.models.functions import Cast, Coalesce, Concat

from sightline.engine.model import State
from sightline.service.access import policy
from sightline.service.access.models import Post
from sightline.service.access.openings import holds_on, runs_on
from sightline.service.access.roles import Right
from sightline.service.access.viewer import Viewer
from sightline.service.access.ways import Sort, Way, opened, ways
from sightline.service.casework import owed
from sightline.service.casework.work.acts import NOBODY, Acts, Whose, Workers
from sightline.service.files import judging
from sightline.service.files.members import followers
from sightline.service.files.models import Involvement, Judged, Obligation, Subject
from sightline.service.files.obligations import past_due
from sightline.service.files.standard import standard
from sightline.service.files.vulnerability import KIND, NOT_KNOWN
from sightline.service.ledger.asked import once
from sightline.standard.model import Basis

ALL = frozenset(Whose) - {Whose.WORKER}
ME = frozenset({Whose.MINE, Whose.COVER, Whose.CHASE})
"""What is a person's own to do, and what they have to ask others for."""

CHASED_FOR = timedelta(days=91)
"""So long after it was due something is chased of which nobody can tell whether it was done."""

JUDGED_AT_ONCE = 300
"""So many files are judged anew before a list is made; of more, those that are shown."""

_TO_DO = ("", State.BREACHED.value, State.UNDATED.value)

_OF_LAW = 10
"""What the law weighs: more than the highest vulnerability."""

_OWN = frozenset({Sort.ALLOCATION, Sort.COVER})
"""The ways by which a file is open on which something is a person's own to do."""


class Section(IntEnum):
    """Where a row stands on the page, in this order."""

    OVERDUE = 1
    SOON = 2
    LATER = 3
    CHASES = 4


class Work:
    """What falls to a viewer. All that is left out is not asked for.

    ``whose``: in which ways. ``state``: a ``Section``. ``duty``: its id. ``file``: on this alone.
    ``workers``: instead of what falls to the viewer, what these hold; a query of ids will do.
    """

    def __init__(
        self,
        viewer: Viewer,
        *,
        whose: Collection[Whose] | None = None,
        state: Section | None = None,
        duty: str = "",
        file: UUID | None = None,
        workers: Workers | None = None,
    ) -> None:
        self.viewer, self._workers = viewer, workers
        usual = ALL if workers is None else {Whose.WORKER}
        self.whose = frozenset(usual if whose is None else whose)
        self._state, self._duty, self._file = state, duty, file
        self.acts = Acts(viewer)

    @property
    def is_own(self) -> bool:
        """Whether it is but what a person must do or chase themselves, on files that are theirs."""
        return self._workers is None and self.whose <= ME

    @property
    def sections(self) -> frozenset[Section]:
        """The sections that its rows can be of: that of chases alone, or any of the others."""
        if self._state is not None:
            return frozenset({self._state})
        if self.whose == {Whose.CHASE}:
            return frozenset({Section.CHASES})
        return frozenset(Section) - {Section.CHASES}

    def files(self) -> QuerySet[Subject]:
        """The files on which anything of it can be."""
        found = Subject.objects.filter(opened(self._ways()))
        if self._file is not None:
            found = found.filter(pk=self._file)
        return found.exclude(pk__in=followers().values("file")).order_by()

    def rows(self) -> QuerySet[Obligation]:
        """What there is to do, most serious first."""
        weight: Case | CombinedExpression = _weight(self.viewer)
        if Section.CHASES not in self.sections:
            weight = Case(When(_is_over(self.viewer), then=weight), default=0)
        return (
            self.unordered()
            .alias(rule_said=_RULE)
            .order_by(
                OrderBy(F("section")), OrderBy(weight, descending=True), _DUE, "-opened_on", "pk"
            )
        )

    def unordered(self) -> QuerySet[Obligation]:
        """The same in no order, for counting."""
        chases = Section.CHASES in self.sections
        some = [Whose.CHASE] if chases else [w for w in Whose if w in self.whose - {Whose.CHASE}]
        asked = {whose: self.acts.falls(whose, self._workers) for whose in some}
        falls = {whose: condition for whose, condition in asked.items() if condition != NOBODY}
        rows = (
            Obligation.objects.filter(
                policy.visible_obligations_of_each(ways(self.viewer)),
                owed.still_to_do(),
                self._settled(chases),
                self.where("file"),
                **({"duty": self._duty} if self._duty else {}),
            )
            .alias(**({"owner_sort": self.acts.owner_sort()} if chases else {}))
            .filter(reduce(or_, falls.values(), NOBODY))
            .annotate(
                acts_sort=_first_of(falls),
                section=Value(Section.CHASES) if chases else _section(self.viewer),
            )
        )
        is_part = len(self.sections) == 1 and not chases
        return rows.filter(section__in=self.sections) if is_part else rows

    def where(self, column: str) -> Q:
        """Of rows, those with one of the files in a column.

        Which they are is asked once for a page: a database that is asked for both at once reads
        every obligation there is.
        """
        asked = "files of work", self.viewer, self.is_own, self._file
        files = once(asked, lambda: list(self.files().values_list("pk", flat=True)))
        return Q(**{f"{column}__in": files})

    def _settled(self, chases: bool) -> Q:
        to_do = Q(settled__in=_TO_DO)
        since = self.viewer.today - CHASED_FOR
        return to_do | Q(settled=State.NOT_WATCHED, due_on__gte=since) if chases else to_do

    def _ways(self) -> list[Way]:
        found = ways(self.viewer)
        return [way for way in found if way.sort in _OWN] if self.is_own else list(found)


# What must never happen has no due day: it is told from the day on which it began to hold.
_DUE = Case(When(settled=State.BREACHED, then=F("opened_on")), default=F("due_on")).asc(
    nulls_last=True
)


def _first_of(falls: Mapping[Whose, Q]) -> Case | Value:
    """The first of some ways in which one of them at least is known to hold."""
    *others, last = falls or [Whose.MINE]
    if not others:
        return Value(last.value)
    return Case(
        *(When(falls[whose], then=Value(whose.value)) for whose in others),
        default=Value(last.value),
        output_field=CharField(),
    )


def is_by_law(row: Obligation) -> bool:
    """Whether a statute asks for it, as the standard says."""
    return owed.part_of(row).rules[row.rule].basis is Basis.STATUTE


_RULE = Concat("duty", Value("/"), "part", Value("/"), Cast("rule", CharField()))
"""A rule in one word: many are looked for at once."""


@lru_cache(maxsize=2)
def _by_law(digest: str) -> Q:
    """Of obligations with their ``rule_said``: a statute asks for them, as the standard says."""
    whole: list[str] = []
    some: list[str] = []
    for duty in standard().duties.values():
        rules = {
            f"{duty.id}/{part.name}/{number}": rule.basis is Basis.STATUTE
            for part in duty.parts
            for number, rule in enumerate(part.rules)
        }
        if all(rules.values()):
            whole.append(duty.id)
        else:
            some += [rule for rule, is_law in rules.items() if is_law]
    return Q(duty__in=whole) | Q(rule_said__in=some)


def _is_over(viewer: Viewer) -> Q:
    """Of what is still to be done, what is overdue, or happens though it never must."""
    return Q(settled="") & past_due(viewer.at) | Q(settled=State.BREACHED)


def _section(viewer: Viewer) -> Case:
    soon = Q(settled="", due_on__lte=owed.last_of_soon(viewer.at))
    return Case(
        When(_is_over(viewer), then=Value(Section.OVERDUE)),
        When(soon, then=Value(Section.SOON)),
        default=Value(Section.LATER),
    )


def _weight(viewer: Viewer) -> CombinedExpression:
    """What the law asks for weighs more than anything else; then how vulnerable the child is.

    That is as it was last assessed, where the viewer reads assessments; elsewhere it is not known.
    """
    judged = Judged.objects.filter(file=OuterRef("file")).values("vulnerability")
    read = policy.where_kind_is_read(viewer, KIND)
    assessed = Case(When(read, then=Coalesce(Subquery(judged[:1]), NOT_KNOWN)), default=NOT_KNOWN)
    return Case(When(_by_law(standard().digest), then=_OF_LAW), default=0) + assessed


# --- judged today --------------------------------------------------------------------------------


def refresh(work: Work) -> bool:
    """Judge again the files that were last judged before today; whether all of them are now.

    Of one's own files as many as one request can bear: the next goes on. Of a whole agency's, where
    they are more, none: whoever shows some judges those (``judging.refresh``).
    """
    today = work.viewer.today
    fresh = Judged.objects.filter(file=OuterRef("pk"), on__gte=today, standard=standard().digest)
    files = Subject.objects.filter(work.where("pk")).order_by()
    stale = files.filter(~Exists(fresh)).values_list("pk", flat=True)
    some = list(stale[: JUDGED_AT_ONCE + 1])
    is_all = len(some) <= JUDGED_AT_ONCE
    if is_all or work.is_own:
        judging.refresh(some[:JUDGED_AT_ONCE], today)
    return is_all


# --- a manager's teams ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PerWorker:
    """What one worker holds, as far as the manager may see it. ``worker``: the file kept on them.

    ``files``: those allocated to them. ``chases``: what others owe on the files that they lead.
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
    counted = rows.values("on_whom", "section").annotate(number=Count("pk"))
    return {
        (who, section): number
        for who, section, number in counted.values_list("on_whom", "section", "number")
    }
