"""Rolling recurrences: B every so long while A lasts (clauses 6.2 to 6.4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sightline.engine.model import Day, Moment, Note, before
from sightline.engine.reference.answers import (
    Found,
    earliest,
    first_lapse,
    lapses_of,
    latest,
)
from sightline.engine.reference.clocks import rests_on_guess
from sightline.engine.reference.days import interval_after, interval_before
from sightline.engine.reference.rules import PartOf
from sightline.engine.reference.spans import Span, all_answers, applying, links, spans_of
from sightline.engine.reference.verdict import Owed
from sightline.engine.reference.view import Run, View
from sightline.standard.model import Already, Every, Rule, Step


@dataclass(frozen=True, slots=True)
class Started:
    """A clock that has started under a rule. ``opened``: when its step opens."""

    number: int
    rule: Rule
    moment: Moment
    opened: Moment


@dataclass(frozen=True, slots=True)
class Chained:
    """A span with the rolling rules of its part, whether they match it or not (clause 6.1).

    ``links``: the answers of any of them. ``own``: of each rule that can apply, its own.
    ``begins``: the days on which a rule begins.
    """

    span: Span
    links: list[Found]
    own: Mapping[int, list[Found]]
    begins: list[Day]

    @property
    def run(self) -> Run:
        """The interval itself."""
        return self.span.run


def rolling_owed(view: View, part: PartOf) -> tuple[list[Owed], set[str]]:
    """What a part owes by ``every``, and the ids of its unknown triggers."""
    spans, unknown = spans_of(view, part.part.rolling)
    chained = [_chained(view, [rule for _, rule in part.part.rolling], span) for span in spans]
    return [owed for one in chained for owed in _steps(view, part, one)], unknown


def _chained(view: View, rules: Sequence[Rule], span: Span) -> Chained:
    own = {number: links(view, [rule], span.run) for number, rule in span.rules}
    all_links = links(view, rules, span.run)
    return Chained(span, all_links, own, [rule.first_day for rule in rules])


def _steps(view: View, part: PartOf, chained: Chained) -> Iterator[Owed]:
    clock = _first_clock(view, chained)
    step = 1
    while clock is not None and view.happened(clock.opened):
        every = clock.rule.every
        assert every is not None
        following = _next_link(chained.links, clock.moment.day)
        if every.only_from <= step and (every.only_to is None or step <= every.only_to):
            yield _step(view, part, chained, clock, step, following)
        if following is None:
            return
        clock = _clock_from(view, chained, following.moment)
        step += 1


def _first_clock(view: View, chained: Chained) -> Started | None:
    """Clause 6.2."""
    start = chained.run.start
    applies = applying(view, chained.span, start)
    if applies is None:
        return _moved_on(view, chained, start.day)
    number, rule = applies
    if rule.already is not None:
        earlier = _already(view, rule, rule.already, chained.run)
        if earlier is not None:
            return Started(number, rule, earlier.moment, start)
    if rule.every is not None and rule.every.first is not None:
        return Started(number, rule, start, start)
    if not chained.links:
        return None
    return _clock_from(view, chained, chained.links[0].moment)


def _already(view: View, rule: Rule, already: Already, run: Run) -> Found | None:
    v = already.within
    oldest = None if v is None else interval_before(run.start.day, v, view.calendar)
    return latest(
        found
        for found in all_answers(view, [rule], run)
        if before(found.moment, run.start) and (oldest is None or found.moment.day >= oldest)
    )


def _clock_from(view: View, chained: Chained, moment: Moment) -> Started | None:
    """The clock that starts at a moment or, where no rule applies, as soon as one does."""
    applies = applying(view, chained.span, moment)
    if applies is not None:
        return Started(*applies, moment, moment)
    return _moved_on(view, chained, moment.day)


def _moved_on(view: View, chained: Chained, day: Day) -> Started | None:
    """The next moment after ``day`` that could start a clock under a rule, and does."""
    run = chained.run
    link = _next_link(chained.links, day)
    moments = [Moment(first) for first in chained.begins if first > day]
    moments += [link.moment] if link is not None else []
    if not moments:
        return None
    moment = min(moments, key=lambda m: (m.day, link is None or m is not link.moment))
    if not view.happened(moment) or (run.last is not None and before(run.last, moment)):
        return None
    return _clock_from(view, chained, moment)


def _next_link(all_links: list[Found], day: Day) -> Found | None:
    return next((link for link in all_links if link.moment.day > day), None)


def _interval(every: Every, step: int) -> Step:
    """Which interval the step with this number has (clause 6.3)."""
    steps = every.then if every.first is None else (every.first, *every.then)
    return steps[min(step, len(steps)) - 1]


def _step(
    view: View,
    part: PartOf,
    chained: Chained,
    clock: Started,
    step: int,
    following: Found | None,
) -> Owed:
    run, rule = chained.run, clock.rule
    assert rule.every is not None
    interval = _interval(rule.every, step)
    base = run.start if interval.of_start else clock.moment
    due = Moment(interval_after(base.day, interval.interval, view.calendar))
    return Owed(
        duty=part.duty,
        part=part.name,
        rule=clock.number,
        trigger=run.fact,
        opened=clock.opened,
        due=due,
        then=rule.then,
        answer=_next_link(chained.own[clock.number], clock.moment.day),
        lapse=_step_lapse(view, rule, run, clock, following),
        step=step,
        notes=Note.PROVISIONAL if rests_on_guess(view, interval.interval) else Note.NONE,
    )


def _step_lapse(
    view: View, rule: Rule, run: Run, clock: Started, following: Found | None
) -> Found | None:
    """A lapse before the next clock, or the span's end, whichever is first (6.4, 7.1)."""
    candidates = [first_lapse(lapses_of(view, rule, run.fact), clock.opened)]
    if run.over is not None:
        candidates.append(Found(run.over, run.fact))
    return earliest(
        lapse
        for lapse in candidates
        if lapse is not None and (following is None or lapse.moment.day < following.moment.day)
    )
