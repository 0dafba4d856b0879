"""Rolling recurrences: B every so long while A lasts (clauses 6.2 to 6.4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sightline.engine.model import Day, Moment, Note, before
from sightline.engine.reference.answers import (
    Found,
    earliest,
    first_lapse,
)
from sightline.engine.reference.clocks import rests_on_guess
from sightline.engine.reference.days import interval_after, interval_before
from sightline.engine.reference.rules import PartOf, rule_begins
from sightline.engine.reference.spans import (
    Numbered,
    all_answers,
    applying,
    links,
    spans_of,
)
from sightline.engine.reference.verdict import Owed
from sightline.engine.reference.view import Run, View
from sightline.standard.model import Every, Rule, Shape, Step


@dataclass(frozen=True, slots=True)
class Started:
    """A clock that has started under a rule. ``opened``: when its step opens."""

    number: int
    rule: Rule
    moment: Moment
    opened: Moment


def rolling_owed(view: View, part: PartOf) -> tuple[list[Owed], set[str]]:
    """What a part owes by ``every``, and the ids of its unknown triggers."""
    rules = [(n, r) for n, r in part.having(Shape.RECURRENCE) if r.every is not None]
    runs, unknown = spans_of(view, rules)
    return [owed for run in runs for owed in _steps(view, part, rules, run)], unknown


def _steps(view: View, part: PartOf, rules: list[Numbered], run: Run) -> Iterator[Owed]:
    all_links = links(view, rules, run)
    clock = _first_clock(view, rules, run, all_links)
    step = 1
    while clock is not None and view.happened(clock.opened):
        every = clock.rule.every
        assert every is not None
        following = _next_link(all_links, clock.moment.day)
        if every.only_from <= step and (every.only_to is None or step <= every.only_to):
            yield _step(view, part, run, clock, step, following)
        if following is None:
            return
        clock = _clock_from(view, rules, run, all_links, following.moment)
        step += 1


def _first_clock(
    view: View, rules: list[Numbered], run: Run, all_links: list[Found]
) -> Started | None:
    """Clause 6.2."""
    applies = applying(view, rules, run, run.start)
    if applies is None:
        return _moved_on(view, rules, run, all_links, run.start.day)
    number, rule = applies
    if rule.already is not None:
        earlier = _already(view, applies, run)
        if earlier is not None:
            return Started(number, rule, earlier.moment, run.start)
    if rule.every is not None and rule.every.first is not None:
        return Started(number, rule, run.start, run.start)
    if not all_links:
        return None
    return _clock_from(view, rules, run, all_links, all_links[0].moment)


def _already(view: View, applies: Numbered, run: Run) -> Found | None:
    rule = applies[1]
    assert rule.already is not None
    v = rule.already.within
    oldest = None if v is None else interval_before(run.start.day, v, view.calendar)
    return max(
        (
            found
            for found in all_answers(view, [applies], run)
            if before(found.moment, run.start) and (oldest is None or found.moment.day >= oldest)
        ),
        key=lambda f: f.order,
        default=None,
    )


def _clock_from(
    view: View, rules: list[Numbered], run: Run, all_links: list[Found], moment: Moment
) -> Started | None:
    """The clock that starts at a moment or, where no rule applies, as soon as one does."""
    applies = applying(view, rules, run, moment)
    if applies is not None:
        return Started(*applies, moment, moment)
    return _moved_on(view, rules, run, all_links, moment.day)


def _moved_on(
    view: View, rules: list[Numbered], run: Run, all_links: list[Found], day: Day
) -> Started | None:
    """The next moment after ``day`` that could start a clock under a rule, and does."""
    link = _next_link(all_links, day)
    begins = [rule_begins(rule) for _, rule in rules if rule_begins(rule) > day]
    moments = [Moment(d) for d in begins] + ([link.moment] if link is not None else [])
    if not moments:
        return None
    moment = min(moments, key=lambda m: (m.day, link is None or m is not link.moment))
    if not view.happened(moment) or (run.last is not None and before(run.last, moment)):
        return None
    return _clock_from(view, rules, run, all_links, moment)


def _next_link(all_links: list[Found], day: Day) -> Found | None:
    return next((link for link in all_links if link.moment.day > day), None)


def _interval(every: Every, step: int) -> Step:
    """Which interval the step with this number has (clause 6.3)."""
    steps = every.then if every.first is None else (every.first, *every.then)
    return steps[min(step, len(steps)) - 1]


def _step(
    view: View, part: PartOf, run: Run, clock: Started, step: int, following: Found | None
) -> Owed:
    rule = clock.rule
    assert rule.every is not None
    interval = _interval(rule.every, step)
    base = run.start if interval.of_start else clock.moment
    due = Moment(interval_after(base.day, interval.interval, view.calendar))
    own = links(view, [(clock.number, rule)], run)
    return Owed(
        duty=part.duty,
        part=part.name,
        rule=clock.number,
        trigger=run.fact,
        opened=clock.opened,
        due=due,
        then=rule.then,
        answer=_next_link(own, clock.moment.day),
        lapse=_step_lapse(view, rule, run, clock, following),
        step=step,
        notes=Note.PROVISIONAL if rests_on_guess(view, interval.interval) else Note.NONE,
    )


def _step_lapse(
    view: View, rule: Rule, run: Run, clock: Started, following: Found | None
) -> Found | None:
    """A lapse before the next clock, or the span's end, whichever is first (6.4, 7.1)."""
    candidates = [first_lapse(view, rule.lapses, clock.opened, run.fact)]
    if run.over is not None:
        candidates.append(Found(run.over, run.fact))
    return earliest(
        lapse
        for lapse in candidates
        if lapse is not None and (following is None or lapse.moment.day < following.moment.day)
    )
