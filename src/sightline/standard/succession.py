"""Who holds a function on a day: a body that is gone is followed to its successor.

A recommendation or a duty that was addressed to a body passes, on the day on which the body's
function passed, to whoever took it up. Where that is not one body (the function was split, passed
area by area, or ended with nobody to take it up) this is said, and nobody is guessed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sightline.standard.model import Bodies, Body, Passing, Section


class Circle(ValueError):
    """Bodies that pass a function round to one another on one day."""


@dataclass(frozen=True, slots=True)
class Step:
    """One passing on the way: of whom, and what is said of it."""

    body: str
    passing: Passing


@dataclass(frozen=True, slots=True)
class Holding:
    """Who holds a function on a day: ``body``, or '' and ``why`` it cannot be said.

    ``steps``: the passings that led there, and those at which it cannot be said. ``candidates``:
    where it cannot be said, the bodies between which it lies.
    """

    body: str
    steps: tuple[Step, ...] = ()
    why: str = ""
    candidates: tuple[str, ...] = ()

    @property
    def certainty(self) -> str:
        """``check`` where any of the passings has still to be checked, else ``sure``."""
        marks = {step.passing.certainty for step in self.steps}
        return "check" if "check" in marks else "sure"


def successor(bodies: Bodies, body: str, function: str, on: date) -> Holding:
    """Who on a day holds a function that was a body's: itself, or whoever took it up."""
    if body not in bodies.declared:
        return Holding("", why=f"The standard does not say what {body!r} is.")
    first = bodies.declared[body]
    if function not in first.functions:
        return Holding("", why=f"{first.title} never had this function.")
    if first.from_ is not None and on < first.from_:
        return Holding("", why=f"{first.title} did not exist before {_day(first.from_)}.")
    steps: list[Step] = []
    seen: set[tuple[str, date]] = set()
    current, arrived = first, first.from_ or date.min
    while True:
        if (current.id, arrived) in seen:
            round_ = " to ".join(repr(step.body) for step in steps)
            raise Circle(f"the function {function!r} goes round in a circle: {round_}")
        seen.add((current.id, arrived))
        nexts = _next(current, function, arrived)
        if not nexts or on < (nexts[0].begins or nexts[0].on):
            return _stays(bodies, current, steps, on)
        if (doubt := _in_doubt(bodies, current, nexts, on)) is not None:
            at = [Step(current.id, passing) for passing in nexts]
            return Holding("", (*steps, *at), *doubt)
        steps.append(Step(current.id, nexts[0]))
        current, arrived = bodies.declared[nexts[0].to], nexts[0].on


def whole_successor(bodies: Bodies, body: str, on: date) -> Holding:
    """To whom all that a body did has passed by a day, where that is one body for all of it."""
    found = {f: successor(bodies, body, f, on) for f in bodies.declared[body].functions}
    first = next(iter(found.values()))
    if all(holding.body == first.body and holding.body for holding in found.values()):
        return first
    if len(found) == 1:
        return first
    parts = [
        f"{bodies.functions[f]}: {say_holding(bodies, holding)}" for f, holding in found.items()
    ]
    names = dict.fromkeys(name for h in found.values() for name in (h.body, *h.candidates) if name)
    return Holding(
        "", why="It depends on the function. " + " ".join(parts), candidates=tuple(names)
    )


def holders(bodies: Bodies, function: str, on: date) -> tuple[str, ...]:
    """Every body that holds a function on a day; two where it is passing area by area."""
    return tuple(
        body.id
        for body in bodies.declared.values()
        if function in body.functions and body.exists(on) and _holds(bodies, body, function, on)
    )


def answerable(bodies: Bodies, section: Section, on: date) -> Iterator[tuple[str, str, Holding]]:
    """Each body that a recommendation names, for which function, and who holds that on a day."""
    for body, functions in section.to.items():
        for function in functions:
            yield body, function, successor(bodies, body, function, on)


def say_holding(bodies: Bodies, holding: Holding) -> str:
    """``Ofsted.``, or why it cannot be said."""
    return f"{bodies.declared[holding.body].title}." if holding.body else holding.why


# --- one step --------------------------------------------------------------------------------


def _next(body: Body, function: str, arrived: date) -> list[Passing]:
    """The next passings of a function by a body that had it from a day on: those of one day."""
    later = [p for p in body.passes if function in p.functions and p.on >= arrived]
    first = min((passing.on for passing in later), default=None)
    return [passing for passing in later if passing.on == first]


def _stays(bodies: Bodies, current: Body, steps: list[Step], on: date) -> Holding:
    if current.until is not None and on >= current.until:
        why = f"{current.title} ended on {_day(current.until)}, and nothing says who took this up."
        return Holding("", tuple(steps), why)
    return Holding(current.id, tuple(steps))


def _in_doubt(
    bodies: Bodies, current: Body, nexts: list[Passing], on: date
) -> tuple[str, tuple[str, ...]] | None:
    """Why a passing leads to no one body, and between which it lies; None if it leads to one."""
    titles = [bodies.declared[p.to].title for p in nexts if p.to]
    to = tuple(dict.fromkeys(p.to for p in nexts if p.to))
    passing = nexts[0]
    if len({p.to for p in nexts}) > 1:
        shared = ", ".join(titles)
        why = f"On {_day(passing.on)} it was divided by {current.title} between several: {shared}."
        return why, to
    if passing.begins is not None and on < passing.on:
        why = (
            f"It passed area by area from {_day(passing.begins)}, the last on {_day(passing.on)}: "
            f"it is {current.title} or {titles[0] if titles else 'nobody'}, depending on the area."
        )
        return why, (current.id, *to)
    if not passing.to:
        return f"It ended on {_day(passing.on)} and nobody took it up: {passing.why}", ()
    return None


def _holds(bodies: Bodies, body: Body, function: str, on: date) -> bool:
    arrivals = [
        passing.begins or passing.on
        for other in bodies.declared.values()
        for passing in other.passes
        if passing.to == body.id and function in passing.functions
    ]
    arrived = max((day for day in arrivals if day <= on), default=None)
    if arrivals and arrived is None:
        return False
    nexts = _next(body, function, arrived or date.min)
    return not nexts or on < nexts[0].on


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
