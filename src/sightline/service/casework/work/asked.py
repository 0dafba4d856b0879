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

What a list shows must have been judged today: call ``refresh(work)`` first, once a page.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Case, CharField, F, Q, QuerySet, Value, When
from django.db.models.expressions import CombinedExpression, OrderBy

from sightline.engine.model import State
from sightline.service.access import policy
from sightline.service.access.viewer import Viewer
from sightline.service.access.ways import Sort, Way, opened, ways
from sightline.service.casework import owed
from sightline.service.casework.work import order
from sightline.service.casework.work.acts import NOBODY, Acts, Whose, Workers
from sightline.service.casework.work.order import Section
from sightline.service.files import judging
from sightline.service.files.members import followers
from sightline.service.files.models import Obligation, Subject
from sightline.service.ledger.asked import once
from sightline.service.ledger.row_security import keep_open, tell_about

ALL = frozenset(Whose) - {Whose.WORKER}
ME = frozenset({Whose.MINE, Whose.COVER, Whose.CHASE})
"""What is a person's own to do, and what they have to ask others for."""

JUDGED_AT_ONCE = 300
"""So many files are judged anew before a list is made; of more, those that are shown."""

_OWN = frozenset({Sort.ALLOCATION, Sort.COVER})
"""The ways by which a file is open on which something is a person's own to do."""


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
        self.state, self.duty, self._file = state, duty, file
        self.acts = Acts(viewer)

    @property
    def is_own(self) -> bool:
        """Whether it is but what a person must do or chase themselves, on files that are theirs."""
        return self._workers is None and self.whose <= ME

    @property
    def sections(self) -> frozenset[Section]:
        """The sections that its rows can be of: that of chases alone, or any of the others."""
        if self.state is not None:
            return frozenset({self.state})
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
        weight: Case | CombinedExpression = order.weight(self.viewer)
        if Section.CHASES not in self.sections:
            weight = Case(When(order.is_over(self.viewer), then=weight), default=0)
        return (
            self.unordered()
            .alias(rule_said=order.RULE_SAID)
            .order_by(
                OrderBy(F("section")),
                OrderBy(weight, descending=True),
                order.DUE,
                "-opened_on",
                "pk",
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
                **({"duty": self.duty} if self.duty else {}),
            )
            .alias(**({"owner_sort": self.acts.owner_sort()} if chases else {}))
            .filter(reduce(or_, falls.values(), NOBODY))
            .annotate(
                acts_sort=_first_of(falls),
                section=Value(Section.CHASES) if chases else order.section(self.viewer),
            )
        )
        is_part = len(self.sections) == 1 and not chases
        return rows.filter(section__in=self.sections) if is_part else rows

    def where(self, column: str) -> Q:
        """Of rows, those with one of the files in a column.

        Which they are is asked once for a page: a database that is asked for both at once reads
        every obligation there is.
        """
        return Q(**{f"{column}__among": self.ids()})

    def ids(self) -> list[UUID]:
        """The ids of its files."""
        return once(("files of work", self.viewer, self.is_own, self._file), self._ids)

    def _ids(self) -> list[UUID]:
        if not self.is_own:
            keep_open()
        return list(self.files().values_list("pk", flat=True))

    def _settled(self, chases: bool) -> Q:
        to_do = Q(settled__in=order.TO_DO)
        since = self.viewer.today - order.CHASED_FOR
        return to_do | Q(settled=State.NOT_WATCHED, due_on__gte=since) if chases else to_do

    def _ways(self) -> list[Way]:
        found = ways(self.viewer)
        return [way for way in found if way.sort in _OWN] if self.is_own else list(found)


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


# --- judged today --------------------------------------------------------------------------------


def refresh(work: Work) -> bool:
    """Judge again the files that were last judged before today; whether all of them are now.

    Of one's own files as many as one request can bear: the next goes on. Of a whole agency's, where
    they are more, none: whoever shows some judges those, and the nightly job all of them.
    """
    files, today = work.ids(), work.viewer.today
    if len(files) <= JUDGED_AT_ONCE:
        tell_about(*files)
        judging.refresh(files, today)
        return True
    if work.is_own:
        judging.refresh(judging.stale(files, today)[:JUDGED_AT_ONCE], today)
    return False
