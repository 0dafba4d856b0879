"""Clocks: how long, from or back to which moment, once or again and again."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from sightline.standard import words as w
from sightline.standard.faults import Unreadable
from sightline.standard.kinds import Kinds
from sightline.standard.model import (
    START,
    Before,
    Birthday,
    BirthdayTrigger,
    By,
    BySchoolOpens,
    Clock,
    Each,
    EarlierOf,
    Every,
    Interval,
    LaterOf,
    Of,
    PeriodName,
    Step,
    Trigger,
    Within,
)
from sightline.standard.nodes import List, Map, Node, Scalar, Words, listing, there
from sightline.standard.scalars import age, choice, interval, yes
from sightline.standard.selectors import moments_of

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
STEPS = r"([1-9]\d{0,2})(?: (?:to ([1-9]\d{0,2})|(onwards)))?"
_LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

OfReader = Callable[[Node], Of]
"""Reads a moment of the trigger, and refuses one that the trigger cannot have."""


def read_birthday(node: Node) -> Birthday:
    said = node.words(w.BIRTHDAY_MOMENT)
    found = said.need("birthday", age)
    return said.build(lambda: Birthday(found))


def moments_of_triggers(triggers: tuple[Trigger, ...], kinds: Kinds) -> list[str] | None:
    """The moments that all the triggers can have; a birthday has none but itself."""
    found: list[str] | None = None
    for trigger in triggers:
        if isinstance(trigger, BirthdayTrigger):
            return []
        own = moments_of(kinds.of(trigger.selector.kind))
        found = own if found is None else [moment for moment in found if moment in own]
    return found


def read_of(moments: list[str] | None, node: Node) -> Of:
    """The moment that a clock counts from: one that every trigger can have, or a birthday.

    ``moments`` None: the triggers are faulty, and nothing is known of their moments.
    """
    if isinstance(node, Map):
        return read_birthday(node)
    found = node.scalar("a moment")
    if moments is not None and found not in moments:
        such = f" ({listing(moments)})" if moments else ", such as {birthday: 18}"
        node.refuse(f"a moment that every trigger can have{such}", among=moments)
    return found


# --- single clocks ---------------------------------------------------------------------------


def read_clock(said: Words, of: OfReader) -> Clock:
    """The one single clock among some words."""
    word, node = _only_clock(said)
    match word:
        case "within" | "before":
            how_long, from_ = _interval_of(said, node, of)
            return Within(how_long, from_) if word == "within" else Before(how_long, from_)
        case "by":
            _refuse_of(said)
            return _by(node, of)
        case _:
            _refuse_of(said)
            first, second = _two_clocks(node, of)
            return LaterOf(first, second) if word == "later-of" else EarlierOf(first, second)


def _only_clock(said: Words) -> tuple[str, Node]:
    clocks = [*w.CLOCK, *w.RECURRENCE]
    found = [word for word in said.said if word in clocks]
    if not found:
        said.missing(f"a clock ({listing(clocks)})", clocks)
        raise Unreadable
    if len(found) > 1:
        node = said.said[found[1]]
        node.refuse("one clock", message=f"expected one clock, found {listing(found, 'and')}")
    return found[0], said.said[found[0]]


def _refuse_of(said: Words) -> None:
    if "of" in said:
        said.said["of"].refuse("", message="'of' goes with 'within' and 'before' only")


def _interval_of(said: Words, node: Node, of: OfReader) -> tuple[Interval, Of | None]:
    """An interval with the moment it counts from: inside its own mapping, or beside it."""
    if not isinstance(node, Map):
        how_long = said.take(lambda: interval(node), None)
        from_ = said.maybe("of", of, None)
        return said.build(lambda: (there(how_long), from_))
    if "of" in said:
        said.said["of"].refuse("", message="'of' is said twice: here, and inside the clock")
    inner = node.words(w.INTERVAL_OF)
    how_long = inner.need("interval", interval)
    from_ = inner.maybe("of", of, None)
    return inner.build(lambda: (how_long, from_))


def _by(node: Node, of: OfReader) -> Clock:
    if isinstance(node, Scalar) and node.text == w.SCHOOL_OPENS:
        return BySchoolOpens()
    return By(of(node))


def _two_clocks(node: Node, of: OfReader) -> tuple[Clock, Clock]:
    expected = "a list of two clocks"

    def clock(item: Node) -> Clock:
        return read_clock(item.words({**w.CLOCK, "of": w.BESIDE_CLOCK["of"]}, "a clock"), of)

    clocks = node.each(clock, expected)
    if len(clocks) != 2:
        node.refuse(expected, message=f"expected {expected}, found {len(clocks)}")
    return clocks[0], clocks[1]


# --- recurrences -----------------------------------------------------------------------------


def read_every(said: Words) -> Every:
    """``every``: one interval that repeats, or a first step and those after it."""
    node = said.said["every"]
    of_start = said.maybe("of", _of_start, False)
    if not isinstance(node, Map):
        repeats = said.need("every", interval)
        steps = said.maybe("steps", read_steps, (1, None))
        return said.build(
            lambda: node.make(lambda: Every((Step(repeats, of_start),), None, *steps))
        )
    inner = node.words(w.EVERY)
    first = inner.maybe("first", read_step, None)
    then = inner.need("then", read_then)
    if "steps" in inner and "steps" in said:
        said.said["steps"].refuse("", message="'steps' is said twice: here, and inside 'every'")
    steps = (inner if "steps" in inner else said).maybe("steps", read_steps, (1, None))
    inner.broken |= said.broken
    return inner.build(lambda: Every(then, first, *steps))


def read_then(node: Node) -> tuple[Step, ...]:
    if isinstance(node, List) and not node.items:
        node.refuse("at least one step, the last of which repeats")
    return node.one_or_each(read_step)


def read_step(node: Node) -> Step:
    """``28 days``, or ``{interval: 28 days, of: start}``."""
    if not isinstance(node, Map):
        return Step(interval(node))
    said = node.words(w.INTERVAL_OF)
    how_long = said.need("interval", interval)
    of_start = said.maybe("of", _of_start, False)
    return said.build(lambda: Step(how_long, of_start))


def _of_start(node: Node) -> bool:
    return node.scalar("'start'") == START or node.refuse("'start' (or leave 'of' out)")


def read_steps(node: Node) -> tuple[int, int | None]:
    """``1``, ``2 to 4`` or ``3 onwards``: the first and the last step that are owed."""
    expected = "steps such as '1', '2 to 4' or '3 onwards'"
    found = re.fullmatch(STEPS, node.scalar(expected), re.ASCII)
    if found is None:
        node.refuse(expected)
    first = int(found[1])
    if found[3]:
        return first, None
    last = int(found[2] or first)
    return (first, last) if last >= first else node.refuse(f"{expected}, the last not before")


def read_each(said: Words) -> Each:
    """``each``: a calendar period, with the day of it by which something is due."""
    period = said.need("each", choice(PeriodName))
    month, day = said.maybe("by", partial(_day_of_period, period), (None, None)) or (None, None)
    after = said.maybe("after", yes, False)
    part_owed = said.maybe("part-periods", _owed, False)
    if "after" in said and "by" not in said:
        said.wrong("after", "'after' goes with a 'by' day, and none is said")
    return said.build(lambda: Each(period, day, month, after, part_owed))


def _day_of_period(period: PeriodName | None, node: Node) -> tuple[int | None, int | None]:
    """The month (of a year only) and the day that ``by`` names."""
    if period in (PeriodName.FINANCIAL_YEAR, PeriodName.CALENDAR_YEAR):
        return day_of_year(node)
    if period is PeriodName.MONTH:
        expected = "a day of the month, from 1 to 31"
        found = node.scalar(expected)
        good = re.fullmatch(r"\d{1,2}", found, re.ASCII) and 1 <= int(found) <= 31
        return (None, int(found)) if good else node.refuse(expected)
    if period is not None:
        node.refuse("", message=f"'by' goes with years and months only, and not a {period.value}")
    return None, None


def day_of_year(node: Node) -> tuple[int, int]:
    """Month and day of ``30 June``."""
    expected = "a day of the year such as '30 June'"
    found = re.fullmatch(rf"(\d{{1,2}}) ({'|'.join(MONTHS)})", node.scalar(expected), re.ASCII)
    if found is None:
        node.refuse(expected)
    month, day = MONTHS.index(found[2]) + 1, int(found[1])
    return (month, day) if 1 <= day <= _LONGEST[month - 1] else node.refuse(expected)


def _owed(node: Node) -> bool:
    return node.scalar("'owed'") == "owed" or node.refuse("'owed' (or leave the word out)")
