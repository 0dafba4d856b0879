"""Which states a rule can reach, worked out from its shape and its words (clauses 4 to 7).

What a rule cannot reach comes with the reason, so that a reader need not take it on trust.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sightline.engine.model import Note, State
from sightline.standard.model import (
    END,
    PLANNED_END,
    START,
    Alternative,
    Before,
    Birthday,
    BirthdayTrigger,
    By,
    BySchoolOpens,
    Clock,
    EarlierOf,
    Itself,
    ItselfForm,
    LaterOf,
    Of,
    OneOf,
    OwnEnd,
    PeriodName,
    Rule,
    Shape,
    Standard,
    Trigger,
    Unit,
    Within,
)

PROHIBITED = (State.KEPT, State.BREACHED, State.EXCUSED, State.NOT_WATCHED)
OWED = tuple(state for state in State if state not in (State.KEPT, State.BREACHED))


@dataclass(frozen=True, slots=True)
class Reach:
    """What a rule can come to, and why it cannot come to the rest."""

    can: frozenset[State]
    cannot: dict[State, str]


def reach(rule: Rule) -> Reach:
    """The states of a rule, and a sentence for each that it has not."""
    states = PROHIBITED if rule.shape is Shape.PROHIBITION else OWED
    cannot = {state: why for state, why in _impossible(rule) if state in states}
    return Reach(frozenset(states) - set(cannot), cannot)


def _impossible(rule: Rule) -> Iterator[tuple[State, str]]:
    yield from _never_late(rule)
    yield from _never_lapses(rule)
    if rule.clock is None:
        yield State.UNDATED, "What recurs is dated by the calendar and by what went before."
    elif not any(_unknown_due(rule, rule.clock, trigger) for trigger in rule.when):
        yield State.UNDATED, "Its clock counts from a moment that every one of its triggers has."
    if all(isinstance(a, Itself) and a.form is ItselfForm.ENDED for a in rule.then):
        yield State.NOT_WATCHED, "It is answered by the end of its own trigger, which is on file."


def _never_late(rule: Rule) -> Iterator[tuple[State, str]]:
    each = rule.each
    if each is None:
        return
    if all(isinstance(answer, Alternative) and answer.in_force for answer in rule.then):
        yield State.LATE, "What must be in force on the day itself is never late (clause 6.6)."
    elif each.after:
        yield State.LATE, "After the day by which it is due, nothing counts for that period."
    elif each.by_day is None or _is_last_of_period(each.period, each.by_month, each.by_day):
        yield State.LATE, "It is due on its period's last day, and what comes then is of the next."


def _is_last_of_period(period: PeriodName, month: int | None, day: int) -> bool:
    last = {PeriodName.FINANCIAL_YEAR: (3, 31), PeriodName.CALENDAR_YEAR: (12, 31)}
    return (period is PeriodName.MONTH and day >= 31) or last.get(period) == (month, day)


def _never_lapses(rule: Rule) -> Iterator[tuple[State, str]]:
    if rule.every is not None:
        return  # the end of its span is a lapse (clause 6.4)
    if not rule.lapses:
        yield State.LAPSED, "It says nothing that would end it unanswered."
    elif (
        rule.each is not None
        and not rule.each.part_owed
        and all(isinstance(lapse, OwnEnd) for lapse in rule.lapses)
    ):
        yield State.LAPSED, "A period in which its span ended is not owed at all (clause 6.5)."


# --- notes -----------------------------------------------------------------------------------


def notes(rule: Rule, standard: Standard) -> frozenset[Note]:
    """What else may have to be said of a rule's obligations."""
    found = set()
    if rule.shape is not Shape.PROHIBITION:
        found.add(Note.CHANGED_SINCE)
    if rule.lapses or rule.every is not None:
        found.add(Note.ENDED)
    if rule.shape is Shape.RESPONSE and _is_of_hours(rule.clock):
        found.add(Note.TIME_NOT_RECORDED)
    guessed = standard.calendars[standard.jurisdiction].terms_guessed
    if rule.shape is Shape.PROHIBITION or (guessed and _counts_school_days(rule)):
        found.add(Note.PROVISIONAL)
    return frozenset(found)


def _is_of_hours(clock: Clock | None) -> bool:
    return isinstance(clock, Within) and clock.interval.unit is Unit.HOURS


def _counts_school_days(rule: Rule) -> bool:
    if rule.each is not None:
        return rule.each.period in (PeriodName.TERM, PeriodName.SCHOOL_WEEK)
    steps = [] if rule.every is None else [rule.every.first, *rule.every.then]
    counted = any(s is not None and s.interval.unit is Unit.SCHOOL_DAYS for s in steps)
    return counted or (rule.clock is not None and _in_school_days(rule.clock))


def _in_school_days(clock: Clock) -> bool:
    match clock:
        case LaterOf(first, second) | EarlierOf(first, second):
            return _in_school_days(first) or _in_school_days(second)
        case Within(interval, _) | Before(interval, _):
            return interval.unit is Unit.SCHOOL_DAYS
        case _:
            return isinstance(clock, BySchoolOpens)


# --- when a clock has no day -----------------------------------------------------------------


def _unknown_due(rule: Rule, clock: Clock, trigger: Trigger) -> bool:
    """Whether due can be unknown (clauses 4.4, 5.5 and 5.6)."""
    match clock:
        case LaterOf(first, second):
            return _unknown_due(rule, first, trigger) or _unknown_due(rule, second, trigger)
        case EarlierOf(first, second):
            return _unknown_due(rule, first, trigger) and _unknown_due(rule, second, trigger)
        case BySchoolOpens() | Within(_, None) | Before(_, None):
            return _unknown_moment(rule, trigger)
        case Within(_, of) | Before(_, of) | By(of):
            assert of is not None
            return _may_be_missing(rule, trigger, of)


def _unknown_moment(rule: Rule, trigger: Trigger) -> bool:
    """Whether an obligation can arise whose own moment nobody knows."""
    if isinstance(trigger, BirthdayTrigger) or rule.shape is Shape.RESPONSE:
        return False
    return _may_be_missing(rule, trigger, START if trigger.at == START else trigger.at)


def _may_be_missing(rule: Rule, trigger: Trigger, of: Of) -> bool:
    if isinstance(of, Birthday):
        return not isinstance(trigger, BirthdayTrigger) and not _asks_age(rule, trigger)
    if isinstance(trigger, BirthdayTrigger):
        return True
    if of == START:
        # Only what is planned has no start, and a response is owed by nothing that is planned.
        lasted = (rule.conditions, rule.for_conditions, trigger.conditions)
        precondition = rule.shape is Shape.PRECONDITION
        return precondition and not any(said.lasted for said in lasted)
    if of in (END, PLANNED_END):
        return of == PLANNED_END or trigger.at != END or rule.shape is not Shape.RESPONSE
    if of == trigger.at and rule.shape is Shape.RESPONSE:
        return False
    return not any(isinstance(t, OneOf) and t.field == of for t in trigger.selector.tests)


def _asks_age(rule: Rule, trigger: Alternative) -> bool:
    """Whether nothing is owed by somebody whose day of birth is not known."""
    read = (rule.conditions, rule.for_conditions, trigger.conditions)
    return any(said.age is not None for said in read)
