"""Figures: what measures come to, over the obligations of many files.

A figure always carries its numerator, denominator, unknowns and interval, and prints beside them
what it leaves out. Rows come from an evaluator as an Arrow table (``kernel.Rows.to_arrow``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import Any

import duckdb
import pyarrow as pa

from sightline.engine.model import Day, Note, State, Value
from sightline.engine.reference.days import interval_after
from sightline.engine.responsible import COLUMNS as RESPONSIBLE
from sightline.standard.calendar import Calendar, calendar_of, date_of, end_of_day
from sightline.standard.model import Interval, Measure, MeasureOf, PeriodName, Standard, Unit

CONFIDENCE = 0.95
"""Of every interval."""

COUNTED = (State.MET, State.LATE, State.OVERDUE)
"""The states that timeliness counts; those ended after due are overdue."""

BESIDE = (State.OPEN, State.LAPSED, State.EXCUSED, State.UNDATED, State.NOT_WATCHED)
"""The states printed beside a figure and never in it."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure's value for one group.

    ``value``: a share (timeliness, entered-by) or a number of days (days-to-meet); None where
    there is nothing to count: a figure without data says so. ``low``, ``high``: the 95% interval,
    None where all files were read. ``unknown``: obligations in it whose state a missing time of
    day could change, and triggers that nobody can tell from what was recorded.
    ``beside``: how many obligations due in the period stand in each state left out.
    ``values``: what the records say, where that is what the measure gives; each once, in order.
    """

    measure: str
    title: str
    sentence: str
    group: Mapping[str, str]
    numerator: int
    denominator: int
    unknown: int
    value: float | None
    low: float | None
    high: float | None
    all_files: bool
    beside: Mapping[str, int]
    values: tuple[Value, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The figure as plain values, with stable keys."""
        return {
            "measure": self.measure,
            "title": self.title,
            "sentence": self.sentence,
            "group": dict(self.group),
            "numerator": self.numerator,
            "denominator": self.denominator,
            "unknown": self.unknown,
            "value": self.value,
            "low": self.low,
            "high": self.high,
            "all_files": self.all_files,
            "beside": dict(self.beside),
            "values": list(self.values),
        }


@dataclass(frozen=True, slots=True)
class Over:
    """What a figure is taken over.

    ``first``..``last``: the due days of the period, both included. ``by``: attributes of the
    subject, ``place`` and ``type`` among them; ``month``, ``quarter``, ``financial-year`` or
    ``calendar-year`` of the due day; or ``responsible``, ``responsible-team`` or
    ``responsible-agency`` on that day, where ``rows`` were given these columns
    (``responsible.with_responsible``). ``read_of``: the number of files from which those read were
    drawn; None where all were read.
    """

    first: Day
    last: Day
    by: tuple[str, ...] = ()
    read_of: int | None = None


def wilson(share: float, denominator: float) -> tuple[float, float]:
    """Wilson's score interval (Wilson 1927) for a share of a denominator, at 95%.

    The denominator may be the effective one of a finite population; it is positive.
    """
    z = NormalDist().inv_cdf(0.5 + CONFIDENCE / 2)
    middle = share + z * z / (2 * denominator)
    spread = z * sqrt(share * (1 - share) / denominator + z * z / (4 * denominator**2))
    scale = 1 + z * z / denominator
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def interval(
    numerator: int, denominator: int, read: int, read_of: int | None
) -> tuple[float | None, float | None]:
    """The interval of a share when ``read`` files were read of ``read_of``.

    The share is kept, on the effective denominator n' = n(N-1)/(N-n); none if all were read.
    """
    if read_of is None or read >= read_of or denominator == 0:
        return None, None
    return wilson(numerator / denominator, denominator * (read_of - 1) / (read_of - read))


def figures(
    standard: Standard,
    measures: Sequence[Measure],
    rows: pa.Table,
    unknown: pa.Table,
    subjects: pa.Table,
    over: Over,
) -> list[Figure]:
    """Each measure's figure for each group, in order of measure and group.

    ``rows`` and ``unknown``: obligations and unknown triggers as an evaluator gives them.
    ``subjects``: ``id`` and the attributes that ``over.by`` names. Unknown triggers have no due
    day: the day of the trigger says to which period they belong, and where it has none they belong
    to every one. Nobody is responsible for them, so figures by who was leave them out.
    Raises ValueError for an attribute that subjects do not have. Measures over records of a period
    have no obligations, and are left to ``record_figures``.
    """
    known = {*PERIODS, *_on_due_day(rows), *subjects.column_names}
    missing = [name for name in over.by if name not in known]
    if missing:
        raise ValueError(
            f"figures cannot be grouped by {', '.join(missing)}: the files have no such attribute; "
            f"they have {', '.join(sorted(set(subjects.column_names) - {'id'}))}"
        )
    found = []
    for measure in measures:
        if measure.counts is not None:
            continue
        table = _Table(standard, measure, rows, unknown, subjects, over)
        found += list(table.figures())
    return found


PERIODS: Mapping[str, PeriodName] = {
    name.value: name
    for name in (
        PeriodName.MONTH,
        PeriodName.QUARTER,
        PeriodName.FINANCIAL_YEAR,
        PeriodName.CALENDAR_YEAR,
    )
}
"""What figures can be grouped by beside attributes of the subject."""


@dataclass(frozen=True, slots=True)
class _Table:
    """The obligations of one measure, ready to count."""

    standard: Standard
    measure: Measure
    rows: pa.Table
    unknown: pa.Table
    subjects: pa.Table
    over: Over

    def figures(self) -> Iterator[Figure]:
        """One figure a group; one without data if there is none."""
        groups = self._groups()
        for key, counts in sorted(groups.items()):
            yield self._figure(dict(zip(self.over.by, key, strict=True)), counts)
        if not groups:
            yield self._figure({}, {})

    def _figure(self, group: Mapping[str, str], counts: Mapping[str, float]) -> Figure:
        def count(*names: str) -> int:
            return int(sum(counts.get(name, 0) for name in names))

        counted = [state.value for state in COUNTED]
        value: float | None
        low = high = None
        match self.measure.of:
            case MeasureOf.TIMELINESS:
                numerator, denominator = count(State.MET), count(*counted)
            case MeasureOf.ENTERED_BY:
                numerator, denominator = count("entered in time"), count(State.MET)
            case MeasureOf.DAYS_TO_MEET:
                numerator = denominator = count(State.MET, State.LATE)
        value = numerator / denominator if denominator else None
        if self.measure.of is MeasureOf.DAYS_TO_MEET:
            value = counts.get("median days") if denominator else None
        else:
            read = self.subjects.num_rows
            low, high = interval(numerator, denominator, read, self.over.read_of)
        entry_unknown = "entry unknown" if self.measure.of is MeasureOf.ENTERED_BY else ""
        return Figure(
            measure=self.measure.id,
            title=self.measure.title,
            sentence=self.measure.sentence,
            group=group,
            numerator=numerator,
            denominator=denominator,
            unknown=count("time unclear", "unknown triggers", entry_unknown),
            value=value,
            low=low,
            high=high,
            all_files=self.over.read_of is None or self.subjects.num_rows >= self.over.read_of,
            beside={state.value: count(state) for state in BESIDE},
        )

    def _groups(self) -> dict[tuple[str, ...], dict[str, float]]:
        """Counts by state, and what else a figure needs, by group."""
        with duckdb.connect() as db:
            db.register("rows", self.rows)
            db.register("unknown_triggers", self.unknown)
            db.register("subjects", self.subjects)
            db.register("days", self._days())
            groups: dict[tuple[str, ...], dict[str, float]] = {}
            queries = [self._count_query()]
            if not set(_on_due_day(self.rows)).intersection(self.over.by):
                queries.append(self._unknown_query())
            if self.measure.of is MeasureOf.DAYS_TO_MEET:
                queries.append(self._median_query())
            for query in queries:
                for *key, name, number in db.execute(query, {"duties": self._duties()}).fetchall():
                    found = groups.setdefault(tuple(str(part) for part in key), {})
                    found[name] = found.get(name, 0) + (number or 0)
            return groups

    def _duties(self) -> list[str]:
        return list(self.measure.duties)

    def _by(self, days: str = "days") -> str:
        tables = dict.fromkeys(_on_due_day(self.rows), "rows") | dict.fromkeys(PERIODS, days)
        columns = [f'{tables.get(name, "subjects")}."{name}"' for name in self.over.by]
        return "".join(f"coalesce({column}, 'not recorded'), " for column in columns)

    def _of_measure(self) -> str:
        """The measure's obligations that fall due in the period."""
        return (
            "from rows join subjects on subjects.id = rows.file "
            "join days on days.due_day = rows.due_day "
            "where list_contains($duties, rows.duty)"
        )

    def _count_query(self) -> str:
        by, flag = self._by(), Note.TIME_NOT_RECORDED.value
        names = {
            "rows.state::varchar": "true",
            "'time unclear'": f"(rows.notes & {flag}) <> 0",
            "'entered in time'": f"rows.state = '{State.MET}' and rows.entered <= days.entered_by",
            "'entry unknown'": f"rows.state = '{State.MET}' and rows.entered is null",
        }
        return " union all ".join(
            f"select {by}{name}, count(*) {self._of_measure()} and {condition} group by all"
            for name, condition in names.items()
        )

    def _median_query(self) -> str:
        """Days from the trigger; nothing where the work was already done (clause 5.1)."""
        done = f"('{State.MET}', '{State.LATE}')"
        return (
            f"select {self._by()}'median days', "
            "median(greatest(rows.met_day - rows.opened_day, 0)) "
            f"{self._of_measure()} and rows.state in {done} group by all"
        )

    def _unknown_query(self) -> str:
        return (
            f"select {self._by('unknown_days')}'unknown triggers', count(*) from unknown_triggers "
            "join subjects on subjects.id = unknown_triggers.file "
            "left join days unknown_days on unknown_days.due_day = unknown_triggers.day "
            "where list_contains($duties, unknown_triggers.duty) "
            "and (unknown_triggers.day is null or unknown_days.due_day is not null) group by all"
        )

    def _days(self) -> pa.Table:
        """Each due day of the period: its labels, and the last minute of an entry in time."""
        calendar = calendar_of(self.standard.calendar_for(""))
        due, unknown = self.rows.column("due_day"), self.unknown.column("day")
        found = {*due.unique().to_pylist(), *unknown.unique().to_pylist()}
        days = [d for d in found if d is not None and self.over.first <= d <= self.over.last]
        columns: dict[str, list[Any]] = {"due_day": days}
        for name in self.over.by:
            if name in PERIODS:
                labels = [_label(calendar, PERIODS[name], day) for day in days]
                columns[name] = labels
        within = self.measure.within or Interval(0, Unit.DAYS)
        columns["entered_by"] = [end_of_day(interval_after(day, within, calendar)) for day in days]
        types = {"due_day": pa.int32(), "entered_by": pa.int64()}
        return pa.table(
            {
                name: pa.array(values, types.get(name, pa.string()))
                for name, values in columns.items()
            }
        )


def _on_due_day(rows: pa.Table) -> list[str]:
    """Who was responsible, as far as the obligations were given it."""
    return [name for name in RESPONSIBLE if name in rows.column_names]


def _label(calendar: Calendar, name: PeriodName, day: Day) -> str:
    """The first and last day of the period in which a day falls."""
    first, last = next(calendar.periods(name, day, day))
    return f"{date_of(first)} to {date_of(last)}"
