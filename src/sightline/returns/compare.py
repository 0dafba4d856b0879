"""Two deliveries of one source, fact by fact: what is new, changed, withdrawn or entered late.

The id of a record that was read from a return is derived from its natural key, so the same record
has the same id in both. What is compared is what a record says: the order of rows, the way in which
a date is written, the order of a list's values and the day of delivery are no part of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from sightline.engine.model import Day, File, Moment, Record, Value
from sightline.engine.reference.facts import known_facts, roots_of
from sightline.returns.compare_subjects import SubjectsCompared, compare_subjects
from sightline.returns.dates import iso_text
from sightline.returns.reach import Covers, Reach
from sightline.standard.calendar import day_of_minute
from sightline.standard.model import Kind, Lasts

EVER = 2**62
"""A minute after all others: everything that was ever recorded is known."""


class Became(StrEnum):
    """What became of a fact between two deliveries. Each fact of either is in exactly one class.

    ``WITHDRAWN``: no longer there, although the later one covers its day and kind, or says itself
    that it was entered in error. ``OUT_OF_REACH``: no longer there, and the later one does not
    cover its day. ``ENTERED_LATE``: new, but of a day that the earlier one said it covered.
    """

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"
    OUT_OF_REACH = "out of reach"
    NEW = "new"
    ENTERED_LATE = "entered late"


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two. ``told``: by kind, the fields that its tables hold; None: any.

    ``coarse``: an extract, which leaves narrative out and tells no more than the month of birth.
    """

    files: Sequence[File]
    reach: Reach = field(default_factory=lambda: Reach(None))
    told: Mapping[str, Collection[str]] | None = None
    coarse: bool = False


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that says something else. None: it is not recorded."""

    field: str
    earlier: Value | None
    later: Value | None


@dataclass(frozen=True, slots=True)
class Compared:
    """A fact that is not the same in both. ``day``: when it began or is planned to, if known."""

    id: str
    became: Became
    kind: str
    file: str
    day: Day | None
    changes: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """What became of every fact and subject.

    ``counts``: facts by kind and class. ``compared``: all but the unchanged, in order of file, day
    and id. ``not_compared``: by kind, the fields that only one of the two tells.
    ``other_periods``: kinds of which records are said of a period that the other one says nothing
    of, so that these are left out: what is so of another year is no change of the last one's.
    """

    counts: Mapping[str, Mapping[Became, int]]
    compared: tuple[Compared, ...]
    subjects: SubjectsCompared
    not_compared: Mapping[str, tuple[str, ...]]
    other_periods: tuple[str, ...] = ()

    def of(self, became: Became) -> int:
        """How many facts are in a class."""
        return sum(counts.get(became, 0) for counts in self.counts.values())

    @property
    def fields(self) -> Mapping[tuple[str, str], int]:
        """How many facts changed, by kind and field."""
        return Counter(
            (compared.kind, change.field)
            for compared in self.compared
            for change in compared.changes
        )


def compare(earlier: Side, later: Side, kinds: Mapping[str, Kind]) -> Comparison:
    """Compare two deliveries. Memory and time grow with the number of records, no faster."""
    skipped = _not_compared(earlier, later, kinds)
    of_period = {kind.name for kind in kinds.values() if kind.lasts is Lasts.PERIOD}
    told, now_told = _facts(earlier.files, of_period), _facts(later.files, of_period)
    before, after = told.comparable_with(now_told), now_told.comparable_with(told)
    counts: dict[str, Counter[Became]] = {}
    compared = []
    for each in _each(earlier, later, before, after, skipped):
        counts.setdefault(each.kind, Counter())[each.became] += 1
        if each.became is not Became.UNCHANGED:
            compared.append(each)
    compared.sort(key=lambda each: (each.file, each.day is not None, each.day or 0, each.id))
    return Comparison(
        {kind: counts[kind] for kind in sorted(counts)},
        tuple(compared),
        compare_subjects(
            [file.subject for file in earlier.files],
            [file.subject for file in later.files],
            coarse=earlier.coarse or later.coarse,
        ),
        {kind: tuple(sorted(fields)) for kind, fields in sorted(skipped.items()) if fields},
        tuple(sorted(told.other_periods(now_told) | now_told.other_periods(told))),
    )


_Period = tuple[str, Day | None, Day | None]
"""A kind, and the first and last day of the period that it is said of."""


@dataclass(frozen=True, slots=True)
class _Facts:
    """The facts of a delivery by id, and those that it says were entered in error.

    ``periods``: for facts that are said of a whole period, their kind and its days.
    """

    known: Mapping[str, Record]
    in_error: Collection[str]
    periods: Mapping[str, _Period]

    def comparable_with(self, other: _Facts) -> _Facts:
        """Without what is said of a period of which the other one says nothing of that kind."""
        both = {*other.periods.values()}
        left_out = {id_ for id_, period in self.periods.items() if period not in both}
        known = {id_: record for id_, record in self.known.items() if id_ not in left_out}
        return _Facts(known, self.in_error, self.periods)

    def other_periods(self, other: _Facts) -> set[str]:
        """The kinds of what is left out so."""
        return {kind for kind, *_ in {*self.periods.values()} - {*other.periods.values()}}


def _facts(files: Sequence[File], of_period: Collection[str]) -> _Facts:
    """Each fact once, as the file says it on which it was filed."""
    known: dict[str, Record] = {}
    in_error: set[str] = set()
    for file in files:
        own = [record for record in file.records if record.file == file.subject.id]
        roots = roots_of(own)
        known |= {fact.id: fact.record for fact in known_facts(own, roots, EVER)}
        in_error |= {roots.get(r.withdraws, r.withdraws) for r in own if r.withdraws is not None}
    periods = {
        id_: (record.kind, record.planned_start, record.planned_end)
        for id_, record in known.items()
        if record.kind in of_period
    }
    return _Facts(known, in_error, periods)


def _each(
    earlier: Side, later: Side, before: _Facts, after: _Facts, skipped: Mapping[str, set[str]]
) -> Iterator[Compared]:
    places = {file.subject.id: file.subject.place for file in earlier.files}
    later_places = {file.subject.id: file.subject.place for file in later.files}
    in_later, in_earlier = Covers(later.reach), Covers(earlier.reach)
    for id_, was in before.known.items():
        now = after.known.get(id_)
        if now is not None:
            changes = tuple(_changes(was, now, skipped.get(was.kind, set())))
            became = Became.CHANGED if changes else Became.UNCHANGED
            yield _compared(id_, became, now, changes)
        else:
            place = later_places.get(was.file, places.get(was.file, ""))
            gone = id_ in after.in_error or in_later(place, was.kind, _day(was))
            yield _compared(id_, Became.WITHDRAWN if gone else Became.OUT_OF_REACH, was)
    for id_, now in after.known.items():
        if id_ not in before.known:
            place = places.get(now.file, later_places.get(now.file, ""))
            late = in_earlier(place, now.kind, _day(now))
            yield _compared(id_, Became.ENTERED_LATE if late else Became.NEW, now)


def _compared(
    id_: str, became: Became, record: Record, changes: tuple[FieldChange, ...] = ()
) -> Compared:
    return Compared(id_, became, record.kind, record.file, _day(record), changes)


def _day(record: Record) -> Day | None:
    return record.at.day if record.at is not None else record.planned_start


# --- what a record says ----------------------------------------------------------------------

_HEADER = ("file", "start", "end", "planned-start", "planned-end", "about", "agency", "author")
_ENTERED = "recorded"


def _changes(was: Record, now: Record, skipped: Collection[str]) -> Iterator[FieldChange]:
    """What two records of one fact say differently, header first."""
    for name, a, b in zip(_HEADER, _header(was), _header(now), strict=True):
        if a != b:
            yield FieldChange(name, _plain(a), _plain(b))
    if (entered := _entered(was)) != _entered(now):
        yield FieldChange(_ENTERED, _plain(entered), _plain(_entered(now)))
    if was.details != now.details:
        for name in dict.fromkeys((*was.details, *now.details)):
            first, second = was.details.get(name), now.details.get(name)
            if name not in skipped and _values(first) != _values(second):
                shown = f"details.{name}" if name in (*_HEADER, _ENTERED) else name
                yield FieldChange(shown, first, second)


def _header(record: Record) -> tuple[Moment | str | None, ...]:
    """What is said of a record beside its fields, in the mapping's order (``_HEADER``)."""
    planned = (record.planned_start, record.planned_end)
    days = (Moment(day) if day is not None else None for day in planned)
    texts = (record.about, record.agency, record.author)
    return (record.file, record.at, record.ended, *days, *(text or None for text in texts))


def _entered(record: Record) -> Moment | None:
    """The day of entry: of an entry on the day of delivery, no more than that is known for sure."""
    return Moment(day_of_minute(record.recorded_at)) if record.entry_known else None


def _plain(value: Moment | str | None) -> str | None:
    return iso_text(value) if isinstance(value, Moment) else value


def _values(value: Value | None) -> object:
    """A value as it is compared: of a list, its values in no order, and one alone as itself."""
    return frozenset(value if isinstance(value, tuple) else (value,))


def _not_compared(earlier: Side, later: Side, kinds: Mapping[str, Kind]) -> dict[str, set[str]]:
    """Fields that only one of the two can tell: their absence from the other is no change."""
    narrative = {
        kind.name: {name for name, field in kind.fields.items() if field.narrative}
        for kind in kinds.values()
    }
    skipped = narrative if earlier.coarse != later.coarse else {}
    if earlier.told is not None and later.told is not None:
        for kind in earlier.told.keys() & later.told.keys():
            one = set(earlier.told[kind]) ^ set(later.told[kind])
            skipped[kind] = skipped.get(kind, set()) | one
    return skipped
