"""Figures over records: counts and shares of units, values, highest groups, shares of groups.

A unit is a record of some kind whose moment lies in the period, such as a file read at an
inspection or an answer to a survey. What must be so of it is read on the file on which it stands,
at its own moment, as known at T: what came later is not so yet. Files are read one after another
and only counts are kept, so that memory does not grow with their number.

What is said of a whole period (a kind that lasts one, clause 1.8) has no moment. Its
``planned_start`` and ``planned_end`` hold the first and last day of its period, and its last day
stands for the moment. It is counted where the whole of its period lies in the days asked for, and
where it was told when the period was over: nobody can say before its end what was so of a year.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sightline.engine.figures import PERIODS, Figure, Over, interval
from sightline.engine.model import Day, File, Minute, Moment, Outcome, Value, Watched
from sightline.engine.reference import evaluate
from sightline.engine.reference.days import age_reached
from sightline.engine.reference.facts import Fact, all_of, is_answered
from sightline.engine.reference.view import View
from sightline.engine.signs import JudgedOn, Unit, shown, unit_facts
from sightline.standard.calendar import calendar_of, date_of, day_of_minute
from sightline.standard.model import (
    Age,
    Count,
    Highest,
    Lasts,
    Measure,
    Population,
    Share,
    ShareOfGroups,
    Standard,
    Units,
    ValuesOf,
)
from sightline.standard.model.counts import AGE, DAY

PERIODS_LEFT_OUT = ANOTHER_PERIOD, TOLD_EARLY, NO_PERIOD = (
    "of another period",
    "told before its period was over",
    "of no known period",
)
"""What is printed beside a share of periods and never in it."""

NOT_RECORDED = "not recorded"
PLACE = "place"

Key = tuple[str, ...]
People = Callable[[str, Population], float | None]
"""The share of a place's people who are of some ethnic groups and ages; None if nobody knows."""


@dataclass(slots=True)
class Tally:
    """What became of the units of one group."""

    counted: int = 0
    others: int = 0
    unknown: int = 0
    values: Counter[Value] = field(default_factory=Counter)
    beside: Counter[str] = field(default_factory=Counter)

    @property
    def units(self) -> int:
        return self.counted + self.others


@dataclass(frozen=True, slots=True)
class Known:
    """What is known: at T, of which kinds; and how many people of which sort live in a place."""

    known_at: Minute
    watched: Sequence[Watched] | None = None
    people: People | None = None


def record_figures(
    standard: Standard,
    measures: Sequence[Measure],
    files: Iterable[File],
    over: Over,
    known: Known,
) -> list[Figure]:
    """The figures of measures over records for each group, in order of measure and group.

    ``over``: its period holds the days of units, both ends included; ``over.by``: attributes of
    the subject, ``place`` and ``type`` among them, or a period of the unit's day. A unit of which
    nobody can tell whether it belongs, or whether it shows the signs, is unknown and in no
    denominator. Raises ValueError for an attribute that no file has, and where a share of groups
    is asked for and nobody said how many people live there.
    """
    told = [_Told(standard, measure, over, known) for measure in measures]
    files_read, attributes = 0, set(PERIODS) | {PLACE, "type"}
    for file in files:
        files_read += 1
        attributes |= file.subject.attributes.keys()
        _tell(standard, file, told, over, known)
    missing = sorted({name for one in told for name in one.by} - attributes) if files_read else []
    if missing:
        raise ValueError(
            f"figures cannot be grouped by {', '.join(missing)}: the files have no such attribute"
        )
    return [figure for one in told for figure in one.figures(files_read)]


def _tell(standard: Standard, file: File, told: Sequence[_Told], over: Over, known: Known) -> None:
    """Add what one file has to say to each measure."""
    kinds = {record.kind for record in file.records}
    wanted = [one for one in told if one.units.what.kind in kinds]
    if not wanted:
        return
    calendar = calendar_of(standard.calendar_for(file.subject.place))
    view = View(
        standard.kinds,
        calendar,
        file,
        known_at=known.known_at,
        on=Moment(over.last),
        watched=known.watched,
    )
    remembered: dict[tuple[Moment, tuple[str, ...]], Outcome] = {}

    def judged_on(day: Moment, duties: tuple[str, ...]) -> Outcome:
        if (day, duties) not in remembered:
            remembered[day, duties] = evaluate(
                standard, file, known_at=known.known_at, on=day, watched=known.watched,
                duties=duties,
            )  # fmt: skip
        return remembered[day, duties]

    for one in wanted:
        one.add(view, judged_on)


class _Told:
    """One measure, and what the files read so far have told of it."""

    def __init__(self, standard: Standard, measure: Measure, over: Over, known: Known) -> None:
        counts = measure.counts
        inner: tuple[str, ...] = ()
        if isinstance(counts, Highest | ShareOfGroups):
            inner = (counts.by,)
            counts = standard.measures[counts.measure].counts
        if not isinstance(counts, Count | Share | ValuesOf):
            raise ValueError(f"{measure.id} does not count records")
        if isinstance(measure.counts, ShareOfGroups) and known.people is None:
            raise ValueError(f"{measure.id} needs the population of each {measure.counts.by}")
        self.standard, self.measure, self.over, self.known = standard, measure, over, known
        self.by = (*over.by, *inner)
        self.units: Units = counts.units
        self._counts = counts
        self._of_period = standard.kinds[self.units.what.kind].lasts is Lasts.PERIOD
        self._tallies: dict[Key, Tally] = {}

    def add(self, view: View, judged_on: JudgedOn) -> None:
        """Count the units of one file."""
        for fact, belongs in unit_facts(view, self.units.what):
            at, left_out = self._placed(fact)
            if left_out:
                day = None if at is None else at.day
                self._tally(view.file, day).beside[left_out] += 1
            if at is None or left_out is not None:
                continue
            unit = Unit(fact, at)
            belongs = all_of((belongs, shown(view, judged_on, unit, self.units.where)))
            if belongs is False:
                continue
            tally = self._tally(view.file, at.day)
            if belongs is None:
                tally.unknown += 1
            else:
                self._count(tally, view, judged_on, unit)

    def _placed(self, fact: Fact) -> tuple[Moment | None, str | None]:
        """The moment of a unit; beside it, where it is not counted, what it is printed as.

        Nothing ('') is printed of records of a moment that lies outside the period.
        """
        first, last = self.over.first, self.over.last
        if not self._of_period:
            at = fact.record.at
            return at, None if at is not None and first <= at.day <= last else ""
        begins, ends = fact.record.planned_start, fact.record.planned_end
        if begins is None or ends is None:
            return None, NO_PERIOD
        if not first <= begins <= ends <= last:
            return Moment(ends), ANOTHER_PERIOD
        told_early = day_of_minute(fact.first.recorded_at) <= ends
        return Moment(ends), TOLD_EARLY if told_early else None

    def _tally(self, file: File, day: Day | None) -> Tally:
        return self._tallies.setdefault(self._key(file, day), Tally())

    def _count(self, tally: Tally, view: View, judged_on: JudgedOn, unit: Unit) -> None:
        match self._counts:
            case Count():
                tally.counted += 1
            case Share():
                found = shown(view, judged_on, unit, self._counts.share)
                tally.unknown += found is None
                tally.counted += found is True
                tally.others += found is False
            case ValuesOf():
                values = [v for name in self._counts.fields for v in _values(view, unit, name)]
                tally.values.update(values)
                tally.counted += bool(values)
                tally.unknown += not values

    def _key(self, file: File, day: Day | None) -> Key:
        calendar = calendar_of(self.standard.calendar_for(""))

        def label(name: str) -> str:
            if name in PERIODS:
                if day is None:
                    return NOT_RECORDED
                first, last = next(calendar.periods(PERIODS[name], day, day))
                return f"{date_of(first)} to {date_of(last)}"
            if name in (PLACE, "type"):
                return (file.subject.place if name == PLACE else file.subject.type) or NOT_RECORDED
            return str(file.subject.attributes.get(name) or NOT_RECORDED)

        return tuple(label(name) for name in self.by)

    # --- what it comes to --------------------------------------------------------------------

    def figures(self, files_read: int) -> Iterator[Figure]:
        """One figure a group; one without data if there is none."""
        if isinstance(self.measure.counts, Highest | ShareOfGroups):
            grouped: dict[Key, dict[str, Tally]] = {}
            for (*outer, inner), tally in sorted(self._tallies.items()):
                grouped.setdefault(tuple(outer), {})[inner] = tally
            for key, tallies in grouped.items() if grouped else [((), {})]:
                yield self._of_groups(key, tallies, files_read)
            return
        for key, tally in sorted(self._tallies.items()) if self._tallies else [((), Tally())]:
            yield self._figure(self._group(key), tally, files_read)

    def _group(self, key: Key) -> dict[str, str]:
        return dict(zip(self.by, key, strict=False)) if key else {}

    def _of_groups(self, key: Key, tallies: Mapping[str, Tally], files_read: int) -> Figure:
        counts, group = self.measure.counts, self._group(key)
        with_value = {name: tally for name, tally in tallies.items() if tally.units}
        if isinstance(counts, Highest):
            if not with_value:
                return self._figure(group, Tally(), files_read)
            name, tally = max(
                with_value.items(), key=lambda one: (one[1].counted / one[1].units, one[0])
            )
            return self._figure({**group, counts.by: name}, tally, files_read)
        assert isinstance(counts, ShareOfGroups)
        assert self.known.people is not None
        found = Tally()
        for name, tally in with_value.items():
            share = self.known.people(name, counts.above)
            above = None if share is None else tally.counted / tally.units > share
            found.unknown += above is None
            found.counted += above is True
            found.others += above is False
        return self._figure(group, found, files_read)

    def _figure(self, group: Mapping[str, str], tally: Tally, files_read: int) -> Figure:
        is_count = isinstance(self._counts, Count | ValuesOf)
        numerator, denominator = tally.counted, tally.units
        value: float | None = numerator / denominator if denominator else None
        low = high = None
        if is_count:
            value = float(numerator) if isinstance(self._counts, Count) else None
        else:
            low, high = interval(numerator, denominator, files_read, self.over.read_of)
        return Figure(
            measure=self.measure.id,
            title=self.measure.title,
            sentence=self.measure.sentence,
            group=group,
            numerator=numerator,
            denominator=denominator,
            unknown=tally.unknown,
            value=value,
            low=low,
            high=high,
            all_files=self.over.read_of is None or files_read >= self.over.read_of,
            beside={name: tally.beside[name] for name in PERIODS_LEFT_OUT if self._of_period},
            values=tuple(sorted(tally.values, key=str)),
        )


def _values(view: View, unit: Unit, name: str) -> tuple[Value, ...]:
    """What a unit says in a field; nothing where that is not answered."""
    if name == DAY:
        return (date_of(unit.moment.day).isoformat(),)
    if name == AGE and name not in view.kinds[unit.fact.record.kind].fields:
        born = view.born
        return () if born is None else (_years(born, unit.moment.day),)
    value = unit.fact.record.details.get(name)
    if value is None or not is_answered(value):
        return ()
    # An extract holds every number as a fraction, and 18.0 months are said as 18.
    if isinstance(value, float) and value.is_integer():
        return (int(value),)
    return value if isinstance(value, tuple) else (value,)


def _years(born: Day, day: Day) -> int:
    """Whole years of age on a day."""
    years = date_of(day).year - date_of(born).year
    return years if age_reached(born, Age(years)) <= day else years - 1
