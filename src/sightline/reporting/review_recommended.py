"""What became of what a review recommended, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sightline.engine.recommended import (
    Answering,
    Done,
    PartDone,
    RecommendationDone,
    counted,
)
from sightline.reporting.charts import wording
from sightline.standard.model import Bodies, ShownBy, Standard
from sightline.standard.succession import Holding

STATES = {
    Done.MET: "of all, or of as many as were asked for, it is so",
    Done.PARTLY: "it is so of some",
    Done.NOT_MET: "it is so of none",
    Done.NO_DATA: "nothing fell due and nothing was recorded by which it could be seen",
    Done.NOT_CHECKABLE: "no record can show it",
}
"""What each state means; what falls due is as asked if it was done in time."""


@dataclass(frozen=True, slots=True)
class PartRow:
    """One part of a recommendation. ``of``: empty where records cannot show it."""

    letter: str
    says: str
    state: str
    of: str
    shown_by: tuple[str, ...]
    asks: str
    why: str
    note: str
    period: str
    by: str


@dataclass(frozen=True, slots=True)
class OwnerRow:
    """A body that was named, and who answers for it now; for which function where that differs."""

    then: str
    now: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecommendationRow:
    """One recommendation. ``due``: by when it was to be done, or ''."""

    id: str
    number: str
    title: str
    gist: str
    due: str
    past_due: bool
    on: str
    parts: tuple[PartRow, ...]
    owners: tuple[OwnerRow, ...]


def recommendation_rows(
    standard: Standard, found: Sequence[RecommendationDone]
) -> tuple[RecommendationRow, ...]:
    """Every recommendation, in the review's order."""
    return tuple(_row(standard, one) for one in found)


def done_in_words(found: Sequence[RecommendationDone]) -> str:
    """``3 of 40 parts are shown to be done; 2 partly, 5 not met, 28 no data, 2 not checkable``."""
    counts = counted(found)
    others = ", ".join(
        f"{number:,} {state.value}"
        for state, number in counts.items()
        if number and state is not Done.MET
    )
    total = sum(counts.values())
    told = f"{counts[Done.MET]:,} of {total:,} parts are shown to be done"
    return f"{told}; {others}" if others else told


def _row(standard: Standard, found: RecommendationDone) -> RecommendationRow:
    one = found.recommended
    return RecommendationRow(
        id=one.id,
        number=one.number,
        title=found.section.title,
        gist=one.gist,
        due="" if one.due is None else say_long(one.due),
        past_due=found.past_due,
        on=say_long(found.on),
        parts=tuple(_part(standard, found, done) for done in found.parts),
        owners=tuple(owner_rows(standard.bodies, found.answering)),
    )


def _part(standard: Standard, found: RecommendationDone, done: PartDone) -> PartRow:
    part, shown_by = done.part, done.part.shown_by
    titles = {one.body: standard.bodies.declared[one.body].title for one in found.answering}
    return PartRow(
        letter=part.id,
        says=part.says,
        state=done.state.value,
        of=of(done),
        shown_by=() if shown_by is None else shown_by_titles(standard, shown_by),
        asks="" if shown_by is None else asks(shown_by),
        why=part.not_checkable,
        note=part.note,
        period="" if shown_by is None else f"{say_long(done.first)} to {say_long(done.last)}",
        by=wording.listed([titles[body] for body in part.by]) if part.by else "",
    )


def of(done: PartDone) -> str:
    """``5 of 9, 2 unknown``; what is left out is said where there is nothing else."""
    seen = done.seen
    if seen is None:
        return ""
    told = [wording.of(seen.numerator, seen.denominator)]
    if seen.unknown:
        told.append(f"{seen.unknown:,} unknown")
    if not seen.denominator:
        told += [f"{number:,} {state}" for state, number in seen.beside.items() if number]
    return ", ".join(told)


def asks(shown_by: ShownBy) -> str:
    """Of how many it must be so."""
    if shown_by.none:
        return "so of none"
    return "so of all" if shown_by.at_least == 1 else f"so of at least {shown_by.at_least:.0%}"


def shown_by_titles(standard: Standard, shown_by: ShownBy) -> tuple[str, ...]:
    """What the duties or the measure are called."""
    if shown_by.measure:
        return (standard.measures[shown_by.measure].title,)
    titles = []
    for named in shown_by.duties:
        duty = standard.duties[named.duty]
        part = next((p.title for p in duty.parts if named.part and p.name == named.part), "")
        titles.append(f"{duty.title}: {part}" if part else duty.title)
    return tuple(titles)


def owner_rows(bodies: Bodies, answering: Sequence[Answering]) -> Iterator[OwnerRow]:
    """Each body that was named, once, with whoever answers now."""
    for body, each in groupby(answering, key=lambda one: one.body):
        named = list(each)
        told = {one.function: holder(bodies, body, one.now) for one in named}
        if len(set(told.values())) == 1:
            now: tuple[str, ...] = (told[named[0].function],)
        else:
            now = tuple(f"{bodies.functions[f]}: {who}" for f, who in told.items())
        yield OwnerRow(bodies.declared[body].title, now)


def holder(bodies: Bodies, named: str, now: Holding) -> str:
    """``the same``, the title of whoever took it up, or why that cannot be said."""
    if not now.body:
        return f"nobody can be named. {now.why}"
    check = " (a day on the way has still to be checked)" if now.certainty == "check" else ""
    return ("the same" if now.body == named else bodies.declared[now.body].title) + check


def say_long(day: date) -> str:
    """``1 September 2008``."""
    return f"{day.day} {day:%B %Y}"
