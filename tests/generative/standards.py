"""Generated standards: the rules of validity applied backwards.

A shape is chosen first, then only what that shape admits is built, so that nothing is ever thrown
away. What a rule may not say together is written down once, in the builders of each shape
(``shapes``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from sightline.engine.model import Day
from sightline.standard.calendar import calendar_of, date_of, day_of
from sightline.standard.model import (
    Alternative,
    Answer,
    Before,
    Duty,
    Each,
    Interval,
    Part,
    Rule,
    Shape,
    Standard,
)
from tests.generative.scenes import Scene, shift
from tests.generative.selecting import conditions, some_tests
from tests.generative.shapes import BUILDERS
from tests.generative.walking import walk
from tests.generative.world import KINDS, LASTING


@dataclass(frozen=True)
class Wanted:
    """What the generated duties are to be, where a test needs less than everything."""

    shapes: tuple[tuple[int, Shape], ...] = (
        (6, Shape.RESPONSE),
        (3, Shape.RECURRENCE),
        (3, Shape.PRECONDITION),
        (3, Shape.BEFORE_END),
        (3, Shape.PROHIBITION),
    )
    mixed: bool = True
    """Whether the rules of one part may differ in shape."""


EVERYTHING = Wanted()


def part(scene: Scene, name: str, wanted: Wanted) -> Part:
    """One part: rules of one shape, or now and then of several, in force one after another."""
    choices = scene.choices
    shape = choices.weighted(*wanted.shapes)
    rules: list[Rule] = []
    for n in range(choices.weighted((5, 1), (4, 2), (1, 3))):
        if n and wanted.mixed and choices.chance(15):
            shape = _beside(scene, shape)
        rules.append(_next_rule(scene, rules, shape))
    return Part(name, name, tuple(_in_force(scene, rules)))


def _beside(scene: Scene, shape: Shape) -> Shape:
    """Another shape for a later rule. A prohibition is known by its span alone, as an obligation
    of a single clock is, and one part would then owe two things of one name."""
    if shape is Shape.PROHIBITION:
        return Shape.RECURRENCE
    return scene.choices.pick([s for s in Shape if s is not shape and s is not Shape.PROHIBITION])


def _next_rule(scene: Scene, rules: list[Rule], shape: Shape) -> Rule:
    """A rule: the first of its part, or one that keeps much of the one before, as laws do."""
    choices = scene.choices
    last = rules[-1] if rules else None
    if last is None or last.shape is not shape or choices.chance(25):
        return _gated(scene, BUILDERS[shape](scene))
    rule = BUILDERS[shape](scene, last.when)
    if choices.chance(60) and _admits(rule, last.then):
        rule = replace(rule, then=last.then)
    return _gated(scene, rule)


def _gated(scene: Scene, rule: Rule) -> Rule:
    """A rule with conditions that gate it and others that choose it."""
    lasting = all(isinstance(t, Alternative) and t.selector.kind in LASTING for t in rule.when)
    # A precondition's trigger has not begun: nothing can be asked of how long it has lasted.
    lasted = lasting and rule.shape is not Shape.PRECONDITION
    return replace(
        rule,
        conditions=conditions(scene, 11, lasted),
        for_=some_tests(scene, 1) if scene.choices.chance(10) else (),
        for_conditions=conditions(scene, 6, lasted),
    )


def _admits(rule: Rule, then: tuple[Answer, ...]) -> bool:
    """Whether a rule may have the answers of the one before; only some clocks can be in force."""
    if not any(isinstance(answer, Alternative) and answer.in_force for answer in then):
        return True
    at_trigger = isinstance(rule.clock, Before) and rule.clock.interval.count == 0
    return rule.each is not None or rule.shape is Shape.RESPONSE or at_trigger


def _in_force(scene: Scene, rules: list[Rule]) -> Iterator[Rule]:
    """Rules with their days in force: for ever, or one after another, with gaps or overlaps."""
    choices = scene.choices
    # What was going on when a law began matters to a prohibition as to nothing else.
    begins = 55 if rules[0].shape is Shape.PROHIBITION else 18
    if not choices.chance(50 if len(rules) > 1 else begins):
        yield from rules
        return
    long_ago = choices.chance(30 if rules[0].shape is Shape.PROHIBITION else 70)
    from_ = date(2000, 1, 1) if long_ago else date_of(scene.day())
    for n, rule in enumerate(rules):
        until = date_of(scene.day()) if n < len(rules) - 1 or choices.chance(30) else None
        if until is not None and until <= from_:
            until = None
        yield replace(rule, from_=from_, until=until)
        if until is not None:
            gap = choices.weighted((6, 0), (1, 1), (1, 20), (1, -1), (1, -30))
            from_ = date.fromordinal(until.toordinal() + gap)


def duty(scene: Scene, id_: str, wanted: Wanted = EVERYTHING) -> Duty:
    """A duty of one part, or two."""
    names = ("",) if not scene.choices.chance(20) else ("first", "second")
    parts = tuple(part(scene, name, wanted) for name in names)
    owed_to = ("child",) if scene.choices.chance(70) else ("worker", "child")
    return Duty(id_, id_, owed_to, (), "", parts)


def standard(scene: Scene, wanted: Wanted = EVERYTHING) -> Standard:
    """A standard of one duty, now and then two."""
    ids = ("d1", "d2") if scene.choices.chance(8) else ("d1",)
    duties = {id_: duty(scene, id_, wanted) for id_ in ids}
    made = Standard(
        "generated", "Generated", "1", "0" * 64, "england", KINDS, duties, {}, {}, scene.calendars
    )
    scene.intervals += [node for node in walk(duties) if isinstance(node, Interval)]
    scene.learn(days_that_matter(scene, made))
    return made


def days_that_matter(scene: Scene, standard_: Standard) -> Iterator[Day]:
    """The days that lie a rule's own interval, or the edge of a period, from the scene's days."""
    table = scene.calendars["england"]
    base = tuple(scene.days)
    for node in walk(standard_.duties):
        if isinstance(node, Interval):
            yield from (shift(day, node, sign, table) for day in base for sign in (1, -1))
        if isinstance(node, Each):
            for day in base:
                for first, last in calendar_of(table).periods(node.period, day, day):
                    yield from (first, last, last + 1)
                    scene.by_days.append(by_day(node, first, last))
    yield from scene.by_days


def by_day(each: Each, first: Day, last: Day) -> Day:
    """About the day in a period by which something is due."""
    if each.by_day is None:
        return last
    start = date_of(first)
    month, day = each.by_month or start.month, min(each.by_day, 28)
    return day_of(date(start.year + (month < start.month), month, day))
