"""What became of what a review recommended: part by part, from records, and who answers for it.

Nothing is stored: the state of a part is that of the duties or the measure that show it, over a
period and as known at T.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

import duckdb

from sightline.engine.figures import BESIDE, COUNTED, Figure, Over
from sightline.engine.many import evaluate_files
from sightline.engine.model import Day, File, Moment, State
from sightline.engine.record_figures import Known, record_figures
from sightline.standard.calendar import date_of, day_of
from sightline.standard.model import (
    Bodies,
    DutyPart,
    MeasureOf,
    Recommendations,
    Recommended,
    RecommendedPart,
    Section,
    ShownBy,
    Standard,
)
from sightline.standard.succession import Holding, answerable


class Done(StrEnum):
    """Whether a part of a recommendation is done."""

    MET = "met"
    PARTLY = "partly"
    NOT_MET = "not met"
    NO_DATA = "no data"
    NOT_CHECKABLE = "not checkable"


AS_ASKED = (State.MET, State.KEPT)
"""The states of an obligation that is as the recommendation asks."""

OWED = (*COUNTED, State.KEPT, State.BREACHED)
"""The states in which an obligation has fallen due or, of a prohibition, could be broken."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the records say of a part: it is so of ``numerator`` of ``denominator``.

    ``unknown``: of how many nobody can tell, which are in neither; of duties, the triggers of any
    day, for what nobody can tell has no due day. ``beside``: how many obligations due in the
    period stand in each state that is left out.
    """

    numerator: int
    denominator: int
    unknown: int
    beside: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PartDone:
    """A part, whether it is done, and what shows it; ``seen`` is None where records cannot.

    ``first``, ``last``: the days of the period over which that was looked at, both included.
    """

    part: RecommendedPart
    state: Done
    first: date
    last: date
    seen: Seen | None = None


@dataclass(frozen=True, slots=True)
class Answering:
    """A body that was named, for a function, and who holds that on the day."""

    body: str
    function: str
    now: Holding


@dataclass(frozen=True, slots=True)
class RecommendationDone:
    """A recommendation: its parts, and who answers for it on the last day of the period.

    ``past_due``: the day by which it was to be done has gone by, and not all of it is shown done.
    """

    recommended: Recommended
    section: Section
    on: date
    parts: tuple[PartDone, ...]
    answering: tuple[Answering, ...]

    @property
    def past_due(self) -> bool:
        """Whether its day has gone by and a part that can be checked is not shown to be done."""
        due = self.recommended.due
        open_ = any(part.state not in (Done.MET, Done.NOT_CHECKABLE) for part in self.parts)
        return due is not None and due < self.on and open_

    def answering_for(self, part: RecommendedPart) -> tuple[Answering, ...]:
        """Those who answer for one part."""
        return tuple(one for one in self.answering if not part.by or one.body in part.by)

    def to_dict(self, bodies: Bodies) -> dict[str, Any]:
        """The recommendation as plain values, with stable keys."""
        one = self.recommended
        return {
            "id": one.id,
            "number": one.number,
            "box": one.box,
            "title": self.section.title,
            "gist": one.gist,
            "section": one.section,
            "due": None if one.due is None else one.due.isoformat(),
            "past_due": self.past_due,
            "on": self.on.isoformat(),
            "owners": [_owner(bodies, owner) for owner in self.answering],
            "parts": [self._part(done) for done in self.parts],
        }

    def _part(self, done: PartDone) -> dict[str, Any]:
        part, seen, shown_by = done.part, done.seen, done.part.shown_by
        return {
            "id": part.id,
            "says": part.says,
            "state": done.state.value,
            "numerator": None if seen is None else seen.numerator,
            "denominator": None if seen is None else seen.denominator,
            "unknown": None if seen is None else seen.unknown,
            "beside": {} if seen is None else dict(seen.beside),
            "at_least": None if shown_by is None else shown_by.at_least,
            "duties": [] if shown_by is None else [str(duty) for duty in shown_by.duties],
            "measure": None if shown_by is None else shown_by.measure or None,
            "first": done.first.isoformat(),
            "last": done.last.isoformat(),
            "why": part.not_checkable or None,
            "note": part.note or None,
            "owners": list(dict.fromkeys(one.body for one in self.answering_for(part))),
        }


def _owner(bodies: Bodies, owner: Answering) -> dict[str, Any]:
    holding = owner.now
    return {
        "body": owner.body,
        "title": bodies.declared[owner.body].title,
        "function": owner.function,
        "now": holding.body or None,
        "now_title": bodies.declared[holding.body].title if holding.body else None,
        "why": holding.why or None,
        "candidates": list(holding.candidates),
        "certainty": holding.certainty,
    }


def recommended(
    standard: Standard,
    review: Recommendations,
    files: Sequence[File],
    over: Over,
    known: Known,
    blind: Collection[str] = (),
) -> list[RecommendationDone]:
    """Every recommendation of a review, in its order, as the records of some files show it.

    ``over``: the period. What falls due, and what is counted, in it is looked at as it stood on
    its last day; a part with days of its own keeps these. ``blind``: duties whose answers the
    records cannot hold, so that nothing is made of their absence.
    """
    periods: dict[tuple[Day, Day], list[ShownBy]] = {}
    for _, part in review.parts:
        if part.shown_by is not None:
            periods.setdefault(_period(part.shown_by, over), []).append(part.shown_by)
    found: dict[tuple[Day, Day], _Found] = {
        (first, last): _look(standard, shown, files, Over(first, last), known, blind)
        for (first, last), shown in periods.items()
    }

    def done(part: RecommendedPart) -> PartDone:
        if part.shown_by is None:
            return PartDone(part, Done.NOT_CHECKABLE, date_of(over.first), date_of(over.last))
        first, last = period = _period(part.shown_by, over)
        seen = found[period].seen(standard, part.shown_by)
        state = state_of(seen, part.shown_by.at_least)
        return PartDone(part, state, date_of(first), date_of(last), seen)

    on = date_of(over.last)
    sections = standard.reviews[review.review].sections
    return [
        RecommendationDone(
            one,
            sections[one.section],
            on,
            tuple(done(part) for part in one.parts.values()),
            tuple(
                Answering(*named)
                for named in answerable(standard.bodies, sections[one.section], on)
            ),
        )
        for one in review.listed.values()
    ]


def seen_over(
    standard: Standard,
    shown_by: ShownBy,
    files: Sequence[File],
    over: Over,
    known: Known,
    blind: Collection[str] = (),
) -> Seen:
    """What shows one thing that was asked for, over one period, as the records of files have it."""
    return _look(standard, [shown_by], files, over, known, blind).seen(standard, shown_by)


def state_of(seen: Seen, at_least: float) -> Done:
    """What a share comes to, beside the share that is asked for."""
    if not seen.denominator:
        return Done.NO_DATA
    if seen.numerator / seen.denominator >= at_least:
        return Done.MET
    return Done.PARTLY if seen.numerator else Done.NOT_MET


def counted(found: Sequence[RecommendationDone]) -> Mapping[Done, int]:
    """How many of the parts stand in each state, those in none included."""
    counts = Counter(part.state for one in found for part in one.parts)
    return {state: counts[state] for state in Done}


# --- what shows it ---------------------------------------------------------------------------


def _period(shown_by: ShownBy, over: Over) -> tuple[Day, Day]:
    """The days over which a part is looked at: its own, where it has them."""
    first = over.first if shown_by.first is None else day_of(shown_by.first)
    last = over.last if shown_by.last is None else day_of(shown_by.last)
    return first, last


@dataclass(frozen=True, slots=True)
class _Found:
    """What was worked out over one period.

    ``states``: obligations by duty, part and state. ``unknown``: triggers of which nobody can
    tell, by duty and part.
    """

    figures: Mapping[str, Figure]
    states: Mapping[DutyPart, Mapping[str, int]]
    unknown: Mapping[DutyPart, int]

    def seen(self, standard: Standard, shown_by: ShownBy) -> Seen:
        """What shows one part."""
        figure = self.figures.get(shown_by.measure)
        if figure is None:
            seen = self._of_duties(_duties(standard, shown_by))
        else:
            seen = Seen(figure.numerator, figure.denominator, figure.unknown)
        if not shown_by.none:
            return seen
        rest = seen.denominator - seen.numerator
        return Seen(rest, seen.denominator, seen.unknown, seen.beside)

    def _of_duties(self, asked: Sequence[DutyPart]) -> Seen:
        counts: Counter[str] = Counter()
        for key, states in self.states.items():
            if any(_is_of(key, wanted) for wanted in asked):
                counts.update(states)
        unknown = sum(
            number
            for key, number in self.unknown.items()
            if any(_is_of(key, wanted) for wanted in asked)
        )
        return Seen(
            sum(counts[state] for state in AS_ASKED),
            sum(counts[state] for state in OWED),
            unknown,
            {state.value: counts[state] for state in BESIDE},
        )


def _is_of(found: DutyPart, wanted: DutyPart) -> bool:
    return found.duty == wanted.duty and wanted.part in ("", found.part)


def _duties(standard: Standard, shown_by: ShownBy) -> tuple[DutyPart, ...]:
    """The duties that show a part; those of a measure of timeliness are met in the same way."""
    if not shown_by.measure:
        return shown_by.duties
    measure = standard.measures[shown_by.measure]
    return tuple(DutyPart(id_) for id_ in measure.duties)


def _look(
    standard: Standard,
    shown: Sequence[ShownBy],
    files: Sequence[File],
    over: Over,
    known: Known,
    blind: Collection[str],
) -> _Found:
    """Work out all that shows some parts over one period."""
    named = [standard.measures[one.measure] for one in shown if one.measure]
    measures = {m.id: m for m in named if m.of is not MeasureOf.TIMELINESS}
    figures = record_figures(standard, list(measures.values()), files, over, known)
    duties = {duty.duty for one in shown for duty in _duties(standard, one)}
    states: dict[DutyPart, dict[str, int]] = {}
    unknown: dict[DutyPart, int] = {}
    for *key, state, number in _obligations(standard, duties, files, over, known, blind):
        if state is None:
            unknown[DutyPart(*key)] = number
        else:
            states.setdefault(DutyPart(*key), {})[state] = number
    return _Found({figure.measure: figure for figure in figures}, states, unknown)


def _obligations(
    standard: Standard,
    duties: Collection[str],
    files: Sequence[File],
    over: Over,
    known: Known,
    blind: Collection[str],
) -> Iterator[tuple[str, str, str | None, int]]:
    """Duty, part, state and number of the obligations of a period; state None for what is unknown.

    An obligation belongs to the period by the day on which it is due. A prohibition has none: it
    belongs by the day on which it began.
    """
    if not duties:
        return
    types = {type_ for duty in duties for type_ in standard.duties[duty].owed_to}
    rows, unknown = evaluate_files(
        standard,
        (file for file in files if file.subject.type in types),
        known_at=known.known_at,
        on=Moment(over.last),
        watched=known.watched,
        blind=blind,
        duties=duties,
    )
    with duckdb.connect() as db:
        db.register("rows", rows)
        db.register("unknown_triggers", unknown)
        yield from db.execute(
            "select duty, part, state::varchar, count(*)::int from rows "
            "where coalesce(due_day, case when state in ('kept', 'breached') then opened_day end) "
            "between $first and $last group by all order by all",
            {"first": over.first, "last": over.last},
        ).fetchall()
        yield from db.execute(
            "select duty, part, null, count(*)::int from unknown_triggers group by all order by all"
        ).fetchall()
