"""Recurrences by calendar period: B in each month, year or term (clauses 6.5 and 6.6)."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sightline.engine.model import Day, Moment, Note
from sightline.engine.reference.answers import (
    Found,
    best_running,
    first_lapse,
    tied_runs,
)
from sightline.engine.reference.facts import Fact
from sightline.engine.reference.rules import PartOf
from sightline.engine.reference.spans import (
    Numbered,
    applying,
    during,
    spans_of,
)
from sightline.engine.reference.verdict import Owed
from sightline.engine.reference.view import Run, View
from sightline.standard.calendar import date_of, day_of
from sightline.standard.model import Alternative, Each, PeriodName, Rule, Shape


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
