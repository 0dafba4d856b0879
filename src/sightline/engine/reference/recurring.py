"""Recurrences: rolling steps and calendar periods (clauses 6.1 to 6.6)."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sightline.engine.model import Day, Moment, Note, before
from sightline.engine.reference.answers import (
    Found,
    best_running,
    earliest,
    first_lapse,
    found_by,
    tied_runs,
)
from sightline.engine.reference.days import interval_after, interval_before
from sightline.engine.reference.facts import Fact, Run, View
from sightline.engine.reference.rules import PartOf, chosen, in_force, rule_begins, triggered
from sightline.engine.reference.verdict import Owed
from sightline.standard.calendar import date_of, day_of
from sightline.standard.model import Alternative, Each, Every, PeriodName, Rule, Shape, Step, Unit

Numbered = tuple[int, Rule]


def spans_of(view: View, rules: list[Numbered]) -> tuple[list[Run], set[str]]:
    """The spans during which rules run, and the ids of unknown triggers (clauses 3.2, 6.1).

    A fact that matches no rule, but in some rule in force on its first day fails only for
    something unknown, is an unknown trigger.
    """
    kinds = {t.selector.kind for _, rule in rules for t in rule.when if isinstance(t, Alternative)}
    runs, unknown = [], set()
    for kind in sorted(kinds):
        for fact in view.by_kind.get(kind, ()):
            if not view.happened(fact.record.at):
                continue
            run = _span(view, rules, fact)
            if run is not None:
                runs.append(run)
            elif _unknown(view, rules, fact):
                unknown.add(fact.id)
    return runs, unknown


def _span(view: View, rules: list[Numbered], fact: Fact) -> Run | None:
    """The run of the first trigger that a fact matches at its start."""
    assert fact.record.at is not None
    for _, rule in rules:
        for trigger in rule.when:
            if isinstance(trigger, Alternative) and triggered(view, trigger, fact, fact.record.at):
                return next((r for r in view.runs(trigger.selector) if r.fact is fact), None)
    return None


def _unknown(view: View, rules: list[Numbered], fact: Fact) -> bool:
    assert fact.record.at is not None
    return any(
        isinstance(trigger, Alternative)
        and in_force(rule, fact.record.at.day)
        and triggered(view, trigger, fact, fact.record.at) is None
        for _, rule in rules
        for trigger in rule.when
    )


def matches_span(view: View, rule: Rule, run: Run) -> bool:
    """Whether a rule's triggers match a span at its start."""
    return any(
        isinstance(trigger, Alternative) and triggered(view, trigger, run.fact, run.start)
        for trigger in rule.when
    )


def applying(view: View, rules: list[Numbered], run: Run, moment: Moment) -> Numbered | None:
    """The first rule that applies to a span's clock or period starting at a moment."""
    for number, rule in rules:
        if (
            in_force(rule, moment.day)
            and matches_span(view, rule, run)
            and chosen(view, rule, moment, run.fact)
            and view.holds(rule.conditions, moment, run.fact)
        ):
            return number, rule
    return None


def during(view: View, rules: list[Numbered], run: Run) -> list[Found]:
    """The answers of any of the rules during a span, in order (clause 6.1)."""
    found = [
        found
        for found in _all_answers(view, rules, run)
        if not before(found.moment, run.start)
        and (run.last is None or not before(run.last, found.moment))
    ]
    return sorted(found, key=lambda f: f.order)


def links(view: View, rules: list[Numbered], run: Run) -> list[Found]:
    """The same for rolling clocks: several on one day are one link."""
    by_day: dict[Day, Found] = {}
    for found in during(view, rules, run):
        by_day.setdefault(found.moment.day, found)
    return list(by_day.values())


def _all_answers(view: View, rules: list[Numbered], run: Run) -> Iterator[Found]:
    for _, rule in rules:
        for answer in rule.then:
            if isinstance(answer, Alternative) and not answer.in_force:
                for found in found_by(view, answer, run.fact):
                    if found.fact is not run.fact:
                        yield found


# --- rolling (clauses 6.1 to 6.4) ------------------------------------------------------------


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
            for found in _all_answers(view, [applies], run)
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
        notes=_guessed(view, interval),
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


def _guessed(view: View, step: Step) -> Note:
    school = step.interval.unit is Unit.SCHOOL_DAYS
    return Note.PROVISIONAL if school and view.calendar.table.terms_guessed else Note.NONE


# --- each (clauses 6.5 and 6.6) --------------------------------------------------------------


def each_owed(view: View, part: PartOf) -> tuple[list[Owed], set[str]]:
    """What a part owes by ``each``, and the ids of its unknown triggers."""
    rules = [(n, r) for n, r in part.having(Shape.RECURRENCE) if r.each is not None]
    runs, unknown = spans_of(view, rules)
    return [owed for run in runs for owed in _periods(view, part, rules, run)], unknown


def _periods(view: View, part: PartOf, rules: list[Numbered], run: Run) -> Iterator[Owed]:
    used: set[str] = set()
    for number, rule, (first, last) in _owed_periods(view, rules, run):
        assert rule.each is not None
        due = due_day(view, rule.each, first, last)
        answer = _period_answer(view, rule, run, first, max(last, due), due, used)
        if answer is not None and not answer.in_force:
            used.add(answer.found.fact.id)
        opened = run.start if run.start.day > first else Moment(first)
        yield Owed(
            duty=part.duty,
            part=part.name,
            rule=number,
            trigger=run.fact,
            opened=opened,
            due=Moment(due),
            then=rule.then,
            answer=answer.found if answer is not None else None,
            lapse=first_lapse(view, rule.lapses, opened, run.fact),
            period=first,
            notes=_guessed_period(view, rule.each),
        )


def _owed_periods(
    view: View, rules: list[Numbered], run: Run
) -> Iterator[tuple[int, Rule, tuple[Day, Day]]]:
    """The periods owed and the rule of each, in order of their first days (clause 6.5)."""
    last_day = view.on.day if run.over is None else min(view.on.day, run.over.day)
    found = []
    for number, rule in rules:
        assert rule.each is not None
        for period in view.calendar.periods(rule.each.period, run.start.day, last_day):
            if period[0] > view.on.day:
                continue
            applies = applying(view, rules, run, Moment(period[0]))
            if applies is not None and applies[0] == number and _covers(view, rule, run, period):
                found.append((number, rule, period))
    return iter(sorted(found, key=lambda item: (item[2][0], item[0])))


def _covers(view: View, rule: Rule, run: Run, period: tuple[Day, Day]) -> bool:
    each = rule.each
    assert each is not None
    first, last = period
    if each.part_owed:
        return run.start.day <= last and (run.last is None or run.last.day >= first)
    ends_after_due = run.over is None or run.over.day > due_day(view, each, first, last)
    return run.start.day <= first and ends_after_due


def due_day(view: View, each: Each, first: Day, last: Day) -> Day:
    """The last day of a period, or its ``by`` day, or that of the next (clause 6.5)."""
    if each.by_day is None:
        return last
    if each.after:
        first = last + 1
    start = date_of(first)
    if each.period is PeriodName.MONTH:
        return _clamped(start.year, start.month, each.by_day)
    assert each.by_month is not None
    later = (each.by_month, each.by_day) < (start.month, start.day)
    return _clamped(start.year + later, each.by_month, each.by_day)


def _clamped(year: int, month: int, day: int) -> Day:
    return day_of(date(year, month, min(day, monthrange(year, month)[1])))


@dataclass(frozen=True, slots=True)
class PeriodAnswer:
    """What answers a period; one that is in force is not used up."""

    found: Found
    in_force: bool


def _period_answer(
    view: View, rule: Rule, run: Run, first: Day, last: Day, due: Day, used: set[str]
) -> PeriodAnswer | None:
    """Clause 6.6."""
    each = rule.each
    assert each is not None
    until = due if each.after else last
    in_period = [
        PeriodAnswer(link, False)
        for link in during(view, [(0, rule)], run)
        if first <= link.moment.day <= until and link.fact.id not in used
    ]
    running = _running_on(view, rule, run.fact, Moment(due))
    if running is not None:
        in_period.append(PeriodAnswer(running, True))
    return min(in_period, key=lambda a: a.found.order, default=None)


def _running_on(view: View, rule: Rule, trigger: Fact, due: Moment) -> Found | None:
    """An interval in force on the due day, once D has reached it."""
    if not view.happened(due):
        return None
    answers = []
    for answer in rule.then:
        if isinstance(answer, Alternative) and answer.in_force:
            covering = [(due, r) for r in tied_runs(view, answer, trigger) if r.covers(due)]
            answers.append(best_running(view, answer, covering))
    return min((a for a in answers if a is not None), key=lambda a: a.order, default=None)


def _guessed_period(view: View, each: Each) -> Note:
    by_terms = each.period in (PeriodName.TERM, PeriodName.SCHOOL_WEEK)
    return Note.PROVISIONAL if by_terms and view.calendar.table.terms_guessed else Note.NONE
