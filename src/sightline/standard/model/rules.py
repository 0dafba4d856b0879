"""One dated rule of a duty, and what a rule may and may not say together."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from sightline.standard.days import day_of
from sightline.standard.model.clocks import Before, Clock, Each, EarlierOf, Every, LaterOf
from sightline.standard.model.conditions import Conditions, Interval, Test
from sightline.standard.model.triggers import (
    END,
    PLANNED_END,
    START,
    Already,
    Alternative,
    Answer,
    BirthdayTrigger,
    Itself,
    Lapse,
    Trigger,
    Unless,
)
from sightline.standard.model.words import Basis, Shape, Unit


@dataclass(frozen=True)
class Rule:
    """One version of what is owed, in force from ``from_`` (included) until ``until`` (excluded).

    ``conditions`` gate the obligation; ``for_`` and ``for_conditions`` choose among the rules in
    force on the day: the first that holds applies, and none means no obligation.
    ``when``: any of the triggers; in a recurrence and a prohibition, any of the spans during
    which the duty runs. ``then``: any of the answers; in a prohibition, what must never run.
    Exactly one of ``clock`` (response, precondition, before end), ``every`` and ``each``
    (recurrence) is set; a prohibition has none.
    """

    shape: Shape
    from_: date
    when: tuple[Trigger, ...]
    then: tuple[Answer, ...]
    basis: Basis
    source: str
    owner: str
    until: date | None = None
    conditions: Conditions = field(default_factory=Conditions)
    for_: tuple[Test, ...] = ()
    for_conditions: Conditions = field(default_factory=Conditions)
    clock: Clock | None = None
    every: Every | None = None
    each: Each | None = None
    already: Already | None = None
    unless: tuple[Unless, ...] = ()
    lapses: tuple[Lapse, ...] = ()
    no_older_than: Interval | None = None
    running_spared: bool = False
    certainty: str = ""
    decided_by: str = ""
    decided_on: date | None = None

    @cached_property
    def first_day(self) -> int:
        """The day number of ``from_``."""
        return day_of(self.from_)

    @cached_property
    def ended_day(self) -> int | None:
        """The day number of ``until``: the first day on which it is no longer in force."""
        return None if self.until is None else day_of(self.until)

    @cached_property
    def has_dated_triggers(self) -> bool:
        """Whether a trigger counts at the date in a field, which may be any day."""
        header = (START, END, PLANNED_END)
        return any(isinstance(one, Alternative) and one.at not in header for one in self.when)

    def __post_init__(self) -> None:
        _check_rule(self)


def shape_of(clock: Clock, when: tuple[Trigger, ...]) -> Shape:
    """Which of the three single-clock shapes a clock makes with its triggers.

    A forward clock is a response. A clock that counts back from the trigger's start is a
    precondition; from any other moment, a duty before the end, and so are two clocks of which
    one is that.
    """
    match clock:
        case LaterOf(first, second) | EarlierOf(first, second):
            shapes = {shape_of(first, when), shape_of(second, when)}
            back = [s for s in (Shape.BEFORE_END, Shape.PRECONDITION) if s in shapes]
            return back[0] if back else Shape.RESPONSE
        case Before(_, None):
            starts = [isinstance(t, Alternative) and t.at == START for t in when]
            return Shape.PRECONDITION if all(starts) else Shape.BEFORE_END
        case Before(_, of):
            return Shape.PRECONDITION if of == START else Shape.BEFORE_END
        case _:
            return Shape.RESPONSE


def _check_rule(rule: Rule) -> None:
    """Refuse a rule that has no meaning, in words that its author can act on."""
    if rule.until is not None and rule.until <= rule.from_:
        raise ValueError(f"the rule ends ({rule.until}) before it begins ({rule.from_})")
    if not rule.when or not rule.then:
        raise ValueError("a rule needs something that triggers it and something that answers it")
    _check_clock(rule)
    _check_triggers(rule)
    _check_answers(rule)
    _check_options(rule)


def _check_clock(rule: Rule) -> None:
    clocks = [x for x in (rule.clock, rule.every, rule.each) if x is not None]
    if len(clocks) != (0 if rule.shape is Shape.PROHIBITION else 1):
        raise ValueError(
            "a rule has exactly one clock (within, before, by, later-of, earlier-of, every, each); "
            "a prohibition has none"
        )
    if (rule.shape is Shape.RECURRENCE) != (rule.clock is None and bool(clocks)):
        raise ValueError("'every' and 'each' make a recurrence, and nothing else does")
    if rule.clock is not None and shape_of(rule.clock, rule.when) is not rule.shape:
        raise ValueError(f"its clock makes a {shape_of(rule.clock, rule.when)}, not a {rule.shape}")


def _check_triggers(rule: Rule) -> None:
    if rule.shape in (Shape.RECURRENCE, Shape.PROHIBITION) and any(
        isinstance(trigger, BirthdayTrigger) or trigger.at != START for trigger in rule.when
    ):
        raise ValueError("a recurrence or a prohibition runs during a span, from its start")
    if rule.shape is not Shape.RESPONSE and any(
        isinstance(trigger, BirthdayTrigger) for trigger in rule.when
    ):
        raise ValueError("a birthday triggers a response only")


def _check_answers(rule: Rule) -> None:
    if rule.shape is not Shape.RESPONSE and any(isinstance(a, Itself) for a in rule.then):
        raise ValueError("'itself' answers a forward clock only")
    if not any(isinstance(answer, Alternative) and answer.in_force for answer in rule.then):
        return
    if rule.shape is Shape.PROHIBITION or rule.every is not None:
        raise ValueError("'in-force' answers a single clock or an 'each'")
    at_trigger = isinstance(rule.clock, Before) and rule.clock.interval.count == 0
    if rule.shape is Shape.PRECONDITION and not at_trigger:
        raise ValueError("'in-force' before a trigger is read at the trigger: 'before: 0 days'")


def _check_options(rule: Rule) -> None:
    single = rule.clock is not None
    if rule.unless and not single:
        raise ValueError("'unless' belongs to a single clock")
    if rule.already is not None and (
        rule.shape in (Shape.PRECONDITION, Shape.PROHIBITION) or rule.each is not None
    ):
        raise ValueError("'already' belongs to a response, a duty before the end or an 'every'")
    if rule.lapses and rule.shape is Shape.PROHIBITION:
        raise ValueError("a prohibition does not lapse: what it runs during ends")
    if rule.no_older_than is not None and rule.shape is not Shape.PRECONDITION:
        raise ValueError("'no-older-than' belongs to a precondition")
    if rule.running_spared and rule.shape is not Shape.PROHIBITION:
        raise ValueError("'running: spared' belongs to a prohibition")
    looks_back = [rule.no_older_than, *(unless.within for unless in rule.unless)]
    looks_back.append(None if rule.already is None else rule.already.within)
    if any(v is not None and v.unit is Unit.HOURS for v in looks_back):
        raise ValueError("looking back counts in days or longer")
