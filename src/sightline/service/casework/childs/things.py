"""What people must do for a child: each sentence of the standard once, with what became of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sightline.engine.model import State
from sightline.service.casework.childs.rows import NOW, One
from sightline.service.casework.childs.said import ask_why, say_day
from sightline.service.casework.falls import Asked, Falls

MOST_NOW, MOST_DONE = 12, 5
"""So much fits on two sheets of paper in large type."""

_NOT_KNOWN = "We do not know if this was done. No one tells us here."


@dataclass(frozen=True, slots=True)
class Thing:
    """``says``: what people must do; ``mark``: how that stands, in a word or two; ``then``: when.

    ``is_now``: whether it is not over.
    """

    says: str
    mark: str
    then: tuple[str, ...]
    is_now: bool


@dataclass(frozen=True, slots=True)
class Things:
    """The most urgent first, and the latest. ``more``: how many more the page has no room for."""

    now: tuple[Thing, ...]
    done: tuple[Thing, ...]
    more: int


def things(told: Iterable[One], falls: Mapping[Asked, Falls], today: date) -> Things:
    """What the page says of what may be told. ``falls``: of each role, today."""
    by_sentence: defaultdict[str, list[One]] = defaultdict(list)
    for one in told:
        by_sentence[one.says].append(one)
    in_order = sorted(by_sentence.values(), key=_urgency)
    found = [_thing(some, falls, today) for some in in_order]
    now = [thing for thing in found if thing.is_now]
    done = [thing for thing in found if not thing.is_now]
    more = max(0, len(now) - MOST_NOW) + max(0, len(done) - MOST_DONE)
    return Things(tuple(now[:MOST_NOW]), tuple(done[:MOST_DONE]), more)


def _urgency(some: Sequence[One]) -> tuple[int, int, str]:
    """What is not over by how it stands and when it is due; then what is over, the latest first."""
    first = _first(some)
    rank = NOW.index(first.state) if first.is_now else len(NOW)
    day = first.day.toordinal()
    return rank, day if first.is_now else -day, first.says


def _first(some: Sequence[One]) -> One:
    """The one of which a sentence speaks: the worst of what is not over, or the last that was."""
    now = [one for one in some if one.is_now]
    if now:
        return min(now, key=lambda one: (NOW.index(one.state), one.day))
    return max(some, key=lambda one: one.day)


def _thing(some: Sequence[One], falls: Mapping[Asked, Falls], today: date) -> Thing:
    first = _first(some)
    ask = ask_why(falls.get((first.row.owner, today)), first.row.owner)
    mark, *then = _of_now(first, ask, today) if first.is_now else _of_past(first, ask, today)
    if first.state is State.OVERDUE and first.is_now:
        again = sum(one.is_now and one.state is State.OVERDUE for one in some) - 1
        then += (
            [f"It is the same for {again} more time{'s' if again > 1 else ''}."] if again else []
        )
    done = [one for one in some if not one.is_now and one.state in (State.MET, State.LATE)]
    if first.is_now and done:
        _, last = _of_past(max(done, key=lambda one: one.day), ask, today)
        then.append(f"The last time: {last[:1].lower()}{last[1:]}")
    return Thing(first.says, mark, tuple(then), first.is_now)


def _of_now(one: One, ask: str, today: date) -> Iterator[str]:
    """The mark, then sentences: of what is not over."""
    row, day = one.row, say_day(one.day, today)
    match one.state:
        case State.BREACHED:
            yield "Not kept"
            yield f"This went wrong. {ask}"
        case State.OVERDUE:
            yield "Not done yet"
            yield f"It should have happened by {day}. As far as we know, it has not."
            yield ask
        case State.NOT_WATCHED:
            yield "We do not know"
            yield f"It should happen by {day}. No one tells us here if it did. {ask}"
        case State.OPEN:
            yield "To come"
            yield f"By {day}."
        case State.UNDATED:
            yield "To come"
            yield f"We cannot say yet by which day. {ask}"
        case _:
            yield "Kept"
            yield "As far as we know, this has been kept."
    if row.booked_on is not None and row.booked_on >= today:
        yield f"It is planned for {say_day(row.booked_on, today)}."


def _of_past(one: One, ask: str, today: date) -> Iterator[str]:
    """The mark, then sentences: of what is over."""
    row = one.row
    due = "" if row.due_on is None else say_day(row.due_on, today)
    should = f" It should have been done by {due}." if due else ""
    met = "" if row.met_on is None else f" on {say_day(row.met_on, today)}"
    match one.state:
        case State.MET:
            yield "Done"
            yield f"This was done{met}."
        case State.LATE:
            yield "Done late"
            yield f"This was done{met}.{should}"
        case State.EXCUSED:
            yield "Called off"
            yield f"It was decided that this need not be done. {ask}"
        case State.NOT_WATCHED:
            yield "We do not know"
            yield f"{_NOT_KNOWN}{should} {ask}"
        case State.BREACHED:
            yield "Not kept"
            yield f"This went wrong. {ask}"
        case _:
            yield "Not done"
            yield f"As far as we know, this was not done.{should} {ask}"
