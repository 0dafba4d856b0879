"""One file as it was known at T and stood on day D (clauses 1 and 2)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
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
    is_answered,
    known_facts,
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
        frozen_at: Minute | None = None,
    ) -> None:
        self.kinds, self.calendar, self.file, self.watched = kinds, calendar, file, watched
        self.known_at = known_at
        self.on = on if on.minute is not None else Moment(on.day, end_of_day(on.day))
        roots = roots_of(file.records)
        self._links = {
            r.id: roots[r.id] for r in file.records if r.id in roots and r.recorded_at <= known_at
        }
        frozen = known_at if frozen_at is None else frozen_at
        facts = known_facts(file.records, roots, known_at, frozen)
        self.fact_of = {fact.id: fact for fact in facts}
        self.by_kind: dict[str, list[Fact]] = {}
        self.planned: dict[str, list[Fact]] = {}
        for fact in facts:
            table = self.planned if fact.record.at is None else self.by_kind
            table.setdefault(fact.record.kind, []).append(fact)
        for kept in self.by_kind.values():
            kept.sort(key=lambda fact: (*order(fact.record.at), fact.id))  # type: ignore[arg-type]
        days = [fact.record.at.day for kept in self.by_kind.values() for fact in kept
                if fact.record.at is not None]  # fmt: skip
        self.first_day = min(days, default=None)
        self._remembered: dict[Alternative, Any] = {}
        self.truths = cache(self._truths_now)
        self._select = cache(self._select_now)
        self._runs = cache(self._runs_now)

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
        facts = (*self.by_kind.get(selector.kind, ()), *self.planned.get(selector.kind, ()))
        found = ((fact, matches(selector.tests, fact.record.details)) for fact in facts)
        return {fact.id: (fact, truth) for fact, truth in found if truth is not False}

    def select(self, selector: Selector) -> list[Fact]:
        """The facts that have begun by D and match a selector, in order."""
        return self._select(selector)

    def _select_now(self, selector: Selector) -> list[Fact]:
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
        lasts = self.kinds[selector.kind].lasts
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
