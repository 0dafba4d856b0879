"""Recurrences by calendar period: B in each month, year or term (clauses 6.5 and 6.6)."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date

from sightline.engine.model import Day, Moment, Note
from sightline.engine.reference.answers import (
    Found,
    best_running,
    earliest,
    first_lapse,
    lapses_of,
    tied_runs,
)
from sightline.engine.reference.facts import Fact
from sightline.engine.reference.rules import PartOf
from sightline.engine.reference.spans import Span, applying, during, spans_of
from sightline.engine.reference.verdict import Owed
from sightline.engine.reference.view import Run, View
from sightline.standard.calendar import date_of, day_of
from sightline.standard.model import Alternative, Each, NumberedRule, PeriodName, Rule


def each_owed(view: View, part: PartOf) -> tuple[list[Owed], set[str]]:
    """What a part owes by ``each``, and the ids of its unknown triggers."""
    rules = part.part.by_period
    spans, unknown = spans_of(view, rules)
    return [owed for span in spans for owed in _periods(view, part, rules, span)], unknown


def _periods(view: View, part: PartOf, rules: Sequence[NumberedRule], span: Span) -> Iterator[Owed]:
    run = span.run
    answers = {number: during(view, [rule], run) for number, rule in span.rules}
    lapses = {number: lapses_of(view, rule, run.fact) for number, rule in span.rules}
    used: set[str] = set()
    for number, rule, (first, last) in _owed_periods(view, rules, span):
        assert rule.each is not None
        due = due_day(rule.each, first, last)
        until = due if rule.each.after else last
        in_period = [
            found
            for found in answers[number]
            if first <= found.moment.day <= until and found.fact.id not in used
        ]
        answer = earliest(in_period)
        running = _running_on(view, rule, run.fact, Moment(due))
        if running is not None:
            answer = earliest([running] if answer is None else [answer, running])
        if answer is not None and answer is not running:
            used.add(answer.fact.id)
        opened = run.start if run.start.day > first else Moment(first)
        yield Owed(
            duty=part.duty,
            part=part.name,
            rule=number,
            trigger=run.fact,
            opened=opened,
            due=Moment(due),
            then=rule.then,
            answer=answer,
            lapse=first_lapse(lapses[number], opened),
            period=first,
            notes=_guessed_period(view, rule.each),
        )


def _owed_periods(
    view: View, rules: Sequence[NumberedRule], span: Span
) -> list[tuple[int, Rule, tuple[Day, Day]]]:
    """The periods owed and the rule of each, in order of their first days (clause 6.5)."""
    run, on = span.run, view.on.day
    last_day = on if run.over is None else min(on, run.over.day)
    found = []
    for name in {rule.each.period for _, rule in rules if rule.each is not None}:
        for period in view.calendar.periods(name, run.start.day, last_day):
            applies = None if period[0] > on else applying(view, span, Moment(period[0]))
            if applies is not None:
                number, rule = applies
                assert rule.each is not None
                if rule.each.period is name and _covers(rule.each, run, period):
                    found.append((number, rule, period))
    return sorted(found, key=lambda item: (item[2][0], item[0]))


def _covers(each: Each, run: Run, period: tuple[Day, Day]) -> bool:
    first, last = period
    if each.part_owed:
        return run.start.day <= last and (run.last is None or run.last.day >= first)
    if run.start.day > first:
        return False
    return run.over is None or run.over.day > due_day(each, first, last)


def due_day(each: Each, first: Day, last: Day) -> Day:
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
