"""Risk to the child, from others, to others and to victims: the last answer to each question."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sightline.engine.reference.facts import Fact
from sightline.engine.reference.view import Run
from sightline.service.casework.screen.known import Known, Source
from sightline.service.files.standard import standard
from sightline.standard.model import Answered, Selector

KIND = "assessment"

QUESTIONS = (
    ("self-harm", "To self", "self-harm or suicide"),
    ("vulnerability", "From others", "coming to harm"),
    ("harm-to-others", "To others", "serious harm"),
    ("victim-risk", "To victims", "domestic abuse"),
)
"""The questions of an assessment that ask for a level, and what each is of. Vulnerability asks for
harm by others, by circumstances and by the child's own acts: ``at-risk`` says by which."""

HIGH = frozenset({"high", "very-high"})


@dataclass(frozen=True, slots=True)
class Risk:
    """One question. ``level``: '' where none stands. ``instead``: the words in its place.

    ``change``: better or worse than ``before``, the level that stood last, on ``before_when``.
    """

    of: str
    about: str
    level: str = ""
    is_high: bool = False
    tool: str = ""
    by: str = ""
    from_whom: str = ""
    source: Source | None = None
    before: str = ""
    before_when: str = ""
    change: str = ""
    instead: str = ""


def risks(known: Known) -> list[Risk]:
    """Each question that the standard has, whether or not anybody has answered it."""
    declared = standard().kinds.get(KIND)
    if declared is None:
        return []
    return [_risk(known, *asked) for asked in QUESTIONS if asked[0] in declared.fields]


def _risk(known: Known, name: str, of: str, about: str) -> Risk:
    answered = list(known.view.runs(Selector(KIND, (Answered(name),))))
    standing = [run for run in answered if run.covers(known.on)]
    if not standing:
        return Risk(of, about, instead=_none_stands(known, name, answered))
    now = standing[-1]
    earlier = answered[: answered.index(now)]
    row = known.row(now.fact)
    level = _level(now.fact, name)
    return Risk(
        of,
        about,
        level=known.words(row, name),
        is_high=level in HIGH,
        tool=known.words(row, "tool"),
        by=known.called[row.author],
        from_whom=known.words(row, "at-risk") if name == "vulnerability" else "",
        source=known.source(row),
        **_before(known, name, level, earlier),
    )


def _before(known: Known, name: str, level: str, earlier: list[Run]) -> dict[str, str]:
    """What the level was before, and whether it has become better or worse."""
    if not earlier:
        return {}
    fact = earlier[-1].fact
    row = known.row(fact)
    order = _order(name)
    change = order.index(level) - order.index(_level(fact, name))
    return {
        "before": known.words(row, name),
        "before_when": known.source(row).when,
        "change": "" if not change else "Worse" if change > 0 else "Better",
    }


def _none_stands(known: Known, name: str, answered: list[Run]) -> str:
    if not answered:
        return "Not recorded" if known.reads(KIND, name) else "Not open to you"
    row = known.row(answered[-1].fact)
    when = known.source(row).when
    return f"None stands: it was {known.words(row, name).lower()}, {when}; the case has closed"


def _level(fact: Fact, name: str) -> str:
    return str(fact.record.details.get(name))


def _order(name: str) -> list[str]:
    return [*_codes(name)]


def _codes(name: str) -> Iterator[str]:
    """The levels as the standard lists them, the lowest first."""
    return (code.value for code in standard().kinds[KIND].fields[name].codes)
