"""A duty in words: to whom it is owed, since when, what it serves, and its worked examples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from sightline.engine.examples import moment_of
from sightline.engine.words import say_moment
from sightline.reporting.told.words import any_of, day, eve, plain, sentence
from sightline.standard.model import Duty, Example, GuidePage, Part, Standard

NOTHING_OWED = "Nothing is owed."


def owed_to(duty: Duty) -> str:
    """``a child or an adult``."""
    return any_of([f"{'an' if to[0] in 'aeiou' else 'a'} {to}" for to in duty.owed_to])


def in_force(duty: Duty) -> tuple[date, date | None]:
    """From which day (included) until which (excluded) any rule of it is in force."""
    rules = [rule for part in duty.parts for rule in part.rules]
    ends = [rule.until for rule in rules if rule.until is not None]
    return min(rule.from_ for rule in rules), max(ends) if len(ends) == len(rules) else None


def say_in_force(duty: Duty) -> str:
    """``since 1 April 2008``, ``1 April 2008 to 31 March 2010``."""
    first, until = in_force(duty)
    return f"since {day(first)}" if until is None else f"{day(first)} to {day(eve(until))}"


def serves(duty: Duty) -> str:
    """The sections of reviews that it serves, as words."""
    return "; ".join(map(section_in_words, duty.serves))


def section_in_words(path: str) -> str:
    """``concerns: early help`` of ``concerns/early-help``."""
    return ": ".join(map(plain, path.split("/")))


def said_to_child(part: Part) -> Iterator[tuple[str, str]]:
    """What the page of a child says of it, or why that page is silent; each with what it is."""
    if part.to_child:
        yield "Said to the child", part.to_child
    if part.not_told:
        yield "Not said to the child", part.not_told


def duties_beside(standard: Standard, page: GuidePage) -> list[Duty]:
    """The duties that a page of the guide names, then those that serve its sections."""
    serving = [d.id for d in standard.duties.values() if set(d.serves) & set(page.serves)]
    return [standard.duties[id_] for id_ in dict.fromkeys((*page.duties, *serving))]


def comes_to(example: Example) -> str:
    """What an example comes to, in one sentence."""
    if not example.expect:
        return NOTHING_OWED
    return sentence("; ".join(dict.fromkeys(_state(said) for said in example.expect)))


def _state(said: Mapping[str, object]) -> str:
    told = [plain(str(said["part"])) + ":"] if "part" in said else []
    told.append(str(said["state"]))
    if "due" in said:
        told[-1] += f", due {say_moment(moment_of(said['due']))}"
    return " ".join(told)
