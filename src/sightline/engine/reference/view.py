"""One file as it was known at T and stood on day D (clauses 1 and 2)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from sightline.engine.model import (
    Day,
    File,
    Minute,
    Moment,
    Record,
    Subject,
    Value,
    Watched,
    before,
)
from sightline.engine.reference.days import age_reached, interval_after, parse_moment
from sightline.engine.reference.facts import (
    Fact,
    Truth,
    all_of,
    earliest_day,
    is_answered,
    known_chains,
    matches,
    order,
    passes,
    roots_of,
)
from sightline.standard.calendar import Calendar, end_of_day
from sightline.standard.model import (
    END,
    PLANNED_END,
    START,
    AgeIn,
    Alternative,
    Conditions,
    Kind,
    LastedIn,
    Lasts,
    Selector,
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Run:
    """An interval in which a fact runs (clause 2.3).

    ``last``: the last moment it covers, None while it is open. ``over``: the moment at which it
    has ended: ``last`` itself for a span, the successor's day for an until-next record, which
    runs for ``whole_days``.
    """

    fact: Fact
    start: Moment
    last: Moment | None
    over: Moment | None
    whole_days: bool = False

    def covers(self, moment: Moment) -> bool:
        """Clause 2.4."""
        start = Moment(self.start.day) if self.whole_days else self.start
        return not before(moment, start) and (self.last is None or not before(self.last, moment))


class View:
    """A file as known at T, on day D, with what the conditions of a standard ask of it."""

    def __init__(
        self,
        kinds: Mapping[str, Kind],
        calendar: Calendar,
        file: File,
        *,
        known_at: Minute,
        on: Moment,
        watched: Sequence[Watched] | None,
    ) -> None:
        self.kinds, self.calendar, self.file, self.watched = kinds, calendar, file, watched
        self.known_at = known_at
        self.on = on if on.minute is not None else Moment(on.day, end_of_day(on.day))
        roots = roots_of(file.records)
        self._links = {
            r.id: roots[r.id] for r in file.records if r.id in roots and r.recorded_at <= known_at
        }
        chains = known_chains(file.records, roots, known_at)
        self.corrections = [one for chain in chains for one in chain.corrections()]
        self.earliest = earliest_day(chains)
        self._now: View | None = None
        self._corrected: frozenset[str] = frozenset()
        self.fact_of: dict[str, Fact] = {}
        self.by_kind: dict[str, list[Fact]] = {}
        self.planned: dict[str, list[Fact]] = {}
        self._keep(chain.fact for chain in chains)

    def as_stood(self, at: Minute) -> View:
        """The same, but with every fact as it stood at a minute (clause 7.5)."""
        then = copy(self)
        then._now = self
        corrected = {one.chain.first.id: one.chain for one in self.corrections if one.at > at}
        kinds = {kind for one in self.corrections if one.at > at for kind in one.kinds}
        kept = [fact for kind in kinds for fact in self._of_kind(kind) if fact.id not in corrected]
        then.fact_of = {id_: fact for id_, fact in self.fact_of.items() if id_ not in corrected}
        then.by_kind = {k: facts for k, facts in self.by_kind.items() if k not in kinds}
        then.planned = {k: facts for k, facts in self.planned.items() if k not in kinds}
        then._corrected = frozenset(kinds)
        then._keep([*kept, *(chain.as_stood(at) for chain in corrected.values())])
        return then

    def _uncorrected(self, *kinds: str | None) -> View | None:
        """Of a file as it stood, the file as it is known, if it is the same in some kinds."""
        return self._now if self._corrected.isdisjoint(kinds) else None

    def _of_kind(self, kind: str) -> Iterator[Fact]:
        """The facts of a kind, planned ones included."""
        yield from self.by_kind.get(kind, ())
        yield from self.planned.get(kind, ())

    def _keep(self, facts: Iterable[Fact | None]) -> None:
        """Put facts with those of their kind, in order, and forget what was made of others."""
        changed: dict[str, list[Fact]] = {}
        for fact in facts:
            if fact is not None:
                self.fact_of[fact.id] = fact
                table = self.planned if fact.record.at is None else changed
                table.setdefault(fact.record.kind, []).append(fact)
        for kept in changed.values():
            kept.sort(key=lambda fact: (*order(fact.record.at), fact.id))  # type: ignore[arg-type]
        self.by_kind |= changed
        self._there = frozenset((*self.by_kind, *self.planned))
        firsts = (facts[0].record.at for facts in self.by_kind.values())
        self.first_day = min((at.day for at in firsts if at is not None), default=None)
        self._remembered: dict[Alternative, Any] = {}
        self.truths = cache(self._truths_now)
        self._select = cache(self._select_now)
        self._runs = cache(self._runs_now)

    def has_any_of(self, kinds: frozenset[str]) -> bool:
        """Whether there is a fact of one of some kinds."""
        return not kinds.isdisjoint(self._there)

    def remembered(self, what: Alternative, work_out: Callable[[View, Alternative], T]) -> T:
        """What ``work_out`` makes of an alternative in this view, worked out once."""
        if what not in self._remembered:
            self._remembered[what] = work_out(self, what)
        found: T = self._remembered[what]
        return found

    @property
    def born(self) -> Day | None:
        """The subject's day of birth."""
        return self.file.subject.born

    def happened(self, moment: Moment | None) -> bool:
        """Whether a moment is recorded and not after D (clause 1.5)."""
        return moment is not None and not before(self.on, moment)

    def moment(self, record: Record, at: str) -> Moment | None:
        """A named moment of a record (clause 1.4); an end after D is not there (clause 1.5)."""
        if at == START:
            return record.at
        if at == END:
            return record.ended if self.happened(record.ended) else None
        if at == PLANNED_END:
            return None if record.planned_end is None else Moment(record.planned_end)
        value = record.details.get(at)
        return parse_moment(value) if isinstance(value, str) else None

    def fact_id(self, id_: str | None) -> str | None:
        """The fact that a link names by any version known at T; what names none stays itself."""
        return None if id_ is None else self._links.get(id_, id_)

    def _truths_now(self, selector: Selector) -> dict[str, tuple[Fact, Truth]]:
        """The facts, planned ones included, that match a selector or may (clause 2.2), by id."""
        if (now := self._uncorrected(selector.kind)) is not None:
            return now.truths(selector)
        found: dict[str, tuple[Fact, Truth]] = {}
        for fact in self._of_kind(selector.kind):
            truth = matches(selector.tests, fact.record.details)
            if truth is not False:
                found[fact.id] = fact, truth
        return found

    def select(self, selector: Selector) -> list[Fact]:
        """The facts that have begun by D and match a selector, in order."""
        return self._select(selector)

    def _select_now(self, selector: Selector) -> list[Fact]:
        if (now := self._uncorrected(selector.kind)) is not None:
            return now.select(selector)
        return [
            fact
            for fact, truth in self.truths(selector).values()
            if truth and self.happened(fact.record.at)
        ]

    # --- what runs ---------------------------------------------------------------------------

    def runs(self, selector: Selector) -> list[Run]:
        """The running intervals of a selector, in order of their starts (clause 2.3)."""
        return self._runs(selector)

    def _runs_now(self, selector: Selector) -> list[Run]:
        kind = self.kinds[selector.kind]
        if (now := self._uncorrected(kind.name, kind.ends_with)) is not None:
            return now.runs(selector)
        lasts = kind.lasts
        if lasts is Lasts.SPAN:
            return [self._span(fact) for fact in self.select(selector)]
        return list(self._until_next(selector)) if lasts is Lasts.UNTIL_NEXT else []

    def _span(self, fact: Fact) -> Run:
        assert fact.record.at is not None
        end = self.moment(fact.record, END)
        return Run(fact, fact.record.at, end, end)

    def _until_next(self, selector: Selector) -> Iterator[Run]:
        kind = self.kinds[selector.kind]
        answering = [
            fact
            for fact in self.by_kind.get(kind.name, ())
            if self.happened(fact.record.at)
            and all(is_answered(fact.record.details.get(test.field)) for test in selector.tests)
        ]
        for fact in self.select(selector):
            start = fact.record.at
            assert start is not None
            own = succession(fact)
            rivals = [
                other.record.at.day
                for other in answering
                if other.record.at is not None
                and succession(other) > own
                and key_of(kind, other) == key_of(kind, fact)
            ]
            following, case_over = min(rivals, default=None), self.case_over(kind, start)
            over = min((d for d in (following, case_over) if d is not None), default=None)
            if following == start.day:
                continue
            if over is None:
                yield Run(fact, start, None, None, whole_days=True)
            else:
                last = over - 1 if over == following else over
                yield Run(fact, start, Moment(last), Moment(over), whole_days=True)

    def case_over(self, kind: Kind, start: Moment) -> Day | None:
        """The day on which the last of the spans that cover ``start`` ended, if all have."""
        if kind.ends_with is None:
            return None
        cases = self.runs(Selector(kind.ends_with))
        covering = [run for run in cases if run.covers(Moment(start.day))]
        days = [run.last.day for run in covering if run.last is not None]
        return max(days) if days and len(days) == len(covering) else None

    # --- conditions --------------------------------------------------------------------------

    def holds(self, conditions: Conditions, moment: Moment, fact: Fact | None) -> Truth:
        """Conditions read at a moment, for a trigger or answer (clause 2.5)."""
        if not conditions:
            return True
        return all_of(self._condition_truths(conditions, moment, fact))

    def _condition_truths(
        self, conditions: Conditions, moment: Moment, fact: Fact | None
    ) -> Iterator[Truth]:
        for selector in conditions.running:
            yield any(run.covers(moment) for run in self.runs(selector))
        if conditions.age is not None:
            yield _age_in(conditions.age, self.born, moment.day)
        if conditions.of_subject_age is not None:
            subject = self._subject_of(fact)
            born = None if subject is None else subject.born
            yield _age_in(conditions.of_subject_age, born, moment.day)
        for test in conditions.subject:
            yield passes(test, self.file.subject.attributes)
        if conditions.lasted is not None:
            yield _lasted(conditions.lasted, fact, moment.day)

    def _subject_of(self, fact: Fact | None) -> Subject | None:
        if fact is None or fact.record.file == self.file.subject.id:
            return self.file.subject
        return self.file.others.get(fact.record.file)

    # --- what is watched ---------------------------------------------------------------------

    def is_watched(self, kind: str, first: Day, last: Day) -> bool:
        """Whether absence of a kind can be judged over these days (clause 7.3)."""
        if self.watched is None or first > last:
            return True
        periods = sorted(
            (w.first, w.last)
            for w in self.watched
            if w.kind == kind and w.place == self.file.subject.place
        )
        needed = first
        for start, end in periods:
            if start <= needed <= end:
                needed = end + 1
        return needed > last


def succession(fact: Fact) -> tuple[Day, Minute, str]:
    """The order in which facts of a kind that lasts until the next follow (clause 2.3)."""
    assert fact.record.at is not None
    return fact.record.at.day, fact.record.recorded_at, fact.id


def key_of(kind: Kind, fact: Fact) -> tuple[Value | None, ...]:
    """What says which facts of a kind follow one another."""
    return tuple(fact.record.details.get(name) for name in kind.key)


def _age_in(bounds: AgeIn, born: Day | None, day: Day) -> Truth:
    if born is None:
        return None
    return (bounds.at_least is None or day >= age_reached(born, bounds.at_least)) and (
        bounds.under is None or day < age_reached(born, bounds.under)
    )


def _lasted(bounds: LastedIn, fact: Fact | None, day: Day) -> Truth:
    if fact is None or fact.record.at is None:
        return None
    start = fact.record.at.day
    return (bounds.at_least is None or interval_after(start, bounds.at_least) <= day) and (
        bounds.under is None or interval_after(start, bounds.under) > day
    )
