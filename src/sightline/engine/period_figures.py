"""Figures over records that are said of a reporting period: shares of a year, and no clock's work.

Such a record (of a kind that lasts a period, clause 1.8) has no ``at``. Its ``planned_start`` and
``planned_end`` hold the first and last day of its period. It is counted where the whole of that
period lies in the days asked for, and where it was told when the period was over: nobody can say
before its end what was so of a year.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa

from sightline.engine.figures import PERIODS, Figure, Over, interval
from sightline.engine.model import Day, File, Minute, Record
from sightline.engine.reference.days import age_reached
from sightline.engine.reference.facts import Truth, all_of, known_facts, matches, roots_of
from sightline.standard.calendar import calendar_of, date_of, day_of_minute
from sightline.standard.model import AgeIn, Among, Kind, Lasts, Measure, Standard

ANOTHER_PERIOD, TOLD_EARLY, NO_PERIOD = (
    "of another period",
    "told before its period was over",
    "of no known period",
)
"""What is printed beside a share and never in it."""

_GROUP = "not recorded"
_COUNTED, _OTHERS, _UNKNOWN = "counted", "others", "unknown"

Key = tuple[str, ...]


def said_of(
    files: Iterable[File], kinds: Mapping[str, Kind], first: Day, last: Day
) -> tuple[File, ...]:
    """The same files, all that is said of a period being said of this one.

    For a return whose files do not say their year, and a caller who knows it.
    """

    def told(record: Record) -> Record:
        if kinds[record.kind].lasts is not Lasts.PERIOD:
            return record
        return replace(record, planned_start=first, planned_end=last)

    return tuple(replace(file, records=tuple(map(told, file.records))) for file in files)


def period_figures(
    standard: Standard,
    measures: Sequence[Measure],
    files: Sequence[File],
    subjects: pa.Table,
    over: Over,
    *,
    known_at: Minute,
) -> list[Figure]:
    """Each share-of-period measure's figure for each group, in order of measure and group.

    ``subjects``: ``id`` and the attributes that ``over.by`` names; a period is grouped by its last
    day. ``known_at``: only what had been recorded by then counts. A record whose share is not
    answered, or of which nobody can tell whether it belongs, is unknown and in no denominator.
    Raises ValueError for an attribute that subjects do not have.
    """
    by = _grouping(standard, subjects, over)
    found: list[Figure] = []
    for measure in measures:
        if measure.among is None:
            raise ValueError(f"{measure.id} counts obligations, and no records of a period")
        groups: dict[Key, Counter[str]] = {}
        for file in files:
            for last, what in _of_file(measure.among, file, over, known_at):
                groups.setdefault(by(file.subject.id, last), Counter())[what] += 1
        rows = sorted(groups.items()) if groups else [((), Counter())]
        found += [_figure(measure, key, counts, subjects, over) for key, counts in rows]
    return found


def _of_file(
    among: Among, file: File, over: Over, known_at: Minute
) -> Iterator[tuple[Day | None, str]]:
    """The last day of each record of the kind on a file, and what becomes of it."""
    records = [record for record in file.records if record.kind == among.what.kind]
    if not records:
        return
    for fact in known_facts(records, roots_of(records), known_at, known_at):
        record = fact.record
        first, last = record.planned_start, record.planned_end
        if first is None or last is None:
            yield None, NO_PERIOD
        elif not over.first <= first <= last <= over.last:
            yield last, ANOTHER_PERIOD
        elif day_of_minute(fact.first.recorded_at) <= last:
            yield last, TOLD_EARLY
        else:
            belongs = all_of(
                (matches(among.what.tests, record.details), _aged(among.age, file, last))
            )
            if belongs is None:
                yield last, _UNKNOWN
            elif belongs:
                share = matches(among.share, record.details)
                yield last, _UNKNOWN if share is None else _COUNTED if share else _OTHERS


def _aged(bounds: AgeIn | None, file: File, day: Day) -> Truth:
    """Whether the file's subject is of an age on a day; unknown without a birth date."""
    born = file.subject.born
    if bounds is None or born is None:
        return True if bounds is None else None
    return (bounds.at_least is None or day >= age_reached(born, bounds.at_least)) and (
        bounds.under is None or day < age_reached(born, bounds.under)
    )


def _figure(
    measure: Measure, key: Key, counts: Counter[str], subjects: pa.Table, over: Over
) -> Figure:
    numerator = counts[_COUNTED]
    denominator = numerator + counts[_OTHERS]
    low, high = interval(numerator, denominator, subjects.num_rows, over.read_of)
    return Figure(
        measure=measure.id,
        title=measure.title,
        sentence=measure.sentence,
        group=dict(zip(over.by, key, strict=True)) if key else {},
        numerator=numerator,
        denominator=denominator,
        unknown=counts[_UNKNOWN],
        value=numerator / denominator if denominator else None,
        low=low,
        high=high,
        all_files=over.read_of is None or subjects.num_rows >= over.read_of,
        beside={name: counts[name] for name in (ANOTHER_PERIOD, TOLD_EARLY, NO_PERIOD)},
    )


@dataclass(frozen=True, slots=True)
class _Attribute:
    """A subject's attribute by the subject's id."""

    values: Mapping[str, str | None]

    def __call__(self, id_: str, _: Day | None) -> str:
        return self.values.get(id_) or _GROUP


def _grouping(
    standard: Standard, subjects: pa.Table, over: Over
) -> Callable[[str, Day | None], Key]:
    """What gives the group of a subject and the last day of a period."""
    ids = subjects.column("id").to_pylist()
    calendar = calendar_of(standard.calendar_for(""))

    def period(name: str) -> Callable[[str, Day | None], str]:
        def label(_: str, day: Day | None) -> str:
            if day is None:
                return _GROUP
            first, last = next(calendar.periods(PERIODS[name], day, day))
            return f"{date_of(first)} to {date_of(last)}"

        return label

    columns: list[Callable[[str, Day | None], str]] = []
    for name in over.by:
        if name in PERIODS:
            columns.append(period(name))
        elif name in subjects.column_names:
            values = dict(zip(ids, subjects.column(name).to_pylist(), strict=True))
            columns.append(_Attribute(values))
        else:
            raise ValueError(
                f"shares of a period cannot be grouped by {name}: nothing of a period falls due"
                if name.startswith("responsible")
                else f"figures cannot be grouped by {name}: the files have no such attribute"
            )
    return lambda id_, day: tuple(column(id_, day) for column in columns)
