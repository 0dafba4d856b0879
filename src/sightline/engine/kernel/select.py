"""Which facts match, and which of their moments count (clauses 1.4, 2.1 and 2.2)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

import numpy as np

from sightline.engine.kernel.arrays import Column
from sightline.engine.kernel.moments import (
    FALSE,
    NONE,
    TRUE,
    UNKNOWN,
    Flags,
    Ints,
    Moments,
    Truths,
    days,
    nowhere,
)
from sightline.engine.kernel.view import View
from sightline.engine.model import Value
from sightline.standard.calendar import day_of, day_of_minute
from sightline.standard.model import (
    END,
    NOT_ANSWERED,
    PLANNED_END,
    START,
    NumberIn,
    OneOf,
    Selector,
    Test,
)


def is_answered(value: Value | None) -> bool:
    """Whether a value answers anything; a list does if any of its values does (clause 2.1)."""
    if isinstance(value, tuple):
        return any(is_answered(one) for one in value)
    return value is not None and value not in NOT_ANSWERED


def truth_of(test: Test, value: Value | None) -> int:
    """What a test says of a value (clause 2.1)."""
    if isinstance(test, OneOf):
        said = value if isinstance(value, tuple) else (value,)
        if any(one in test.values for one in said if one is not None):
            return TRUE
        return FALSE if is_answered(value) else UNKNOWN
    if not is_answered(value):
        return UNKNOWN if isinstance(test, NumberIn) else FALSE
    if not isinstance(test, NumberIn):
        return TRUE
    if isinstance(value, bool) or not isinstance(value, int | float):
        return FALSE
    least, under = test.at_least, test.under
    inside = (least is None or value >= least) and (under is None or value < under)
    return TRUE if inside else FALSE


def truths_of(test: Test, codes: Ints, column: Column | None) -> Truths:
    """What a test says of a column's values; -1 among the codes is nothing recorded."""
    values: Sequence[Value] = () if column is None else column.values
    table = np.array([*(truth_of(test, v) for v in values), truth_of(test, None)], np.int8)
    found: Truths = table[codes]
    return found


def all_of(truths: Iterable[Truths], count: int) -> Truths:
    """Whether all of it holds: false if anything is false, else unknown if anything is."""
    found = np.full(count, TRUE, np.int8)
    for one in truths:
        found = np.minimum(found, one)
    return found


def passes(view: View, kind: str, tests: Iterable[Test], rows: Ints) -> Truths:
    """Whether rows of a kind pass tests."""
    return all_of((truths_of(t, *view.codes(kind, t.field, rows)) for t in tests), len(rows))


def match(view: View, selector: Selector) -> Truths:
    """Whether each fact of the selector's kind matches (clause 2.2)."""

    def work() -> Truths:
        rows = view.use[view.facts_of(selector.kind)]
        return passes(view, selector.kind, selector.tests, rows)

    found: Truths = view.remember(("match", selector), work)
    return found


def matching(view: View, selector: Selector) -> Ints:
    """The facts that match."""
    low = view.facts_of(selector.kind).start
    facts: Ints = np.flatnonzero(match(view, selector) == TRUE) + low
    return facts


# --- moments ---------------------------------------------------------------------------------


def moments(view: View, kind: str, at: str) -> Moments:
    """A moment of each fact of a kind, as the version in use gives it (clause 1.4)."""
    facts = view.facts_of(kind)
    if at == START:
        return view.start[facts]
    if at == END:
        return view.end[facts]
    return moments_of_rows(view, kind, at, view.use[facts])


def moments_of_rows(view: View, kind: str, at: str, rows: Ints) -> Moments:
    """A moment as some rows give it; an end counts only if it is not after D."""
    numbers = view.bucket.rows.numbers
    if at == START:
        return Moments(numbers["at_day"][rows], numbers["at_minute"][rows])
    if at == END:
        end = Moments(numbers["ended_day"][rows], numbers["ended_minute"][rows])
        return end.keep(view.by_now(end))
    if at == PLANNED_END:
        return days(numbers["planned_end"][rows])
    codes, column = view.codes(kind, at, rows)
    if column is None:
        return nowhere(len(rows))
    day, minute = view.bucket.remember(("moments", kind, at), _parser(column))
    return Moments(day[codes], minute[codes])


def _parser(column: Column) -> Callable[[], tuple[Ints, Ints]]:
    def work() -> tuple[Ints, Ints]:
        read = [*map(_read, column.values), (NONE, NONE)]
        return (
            np.array([day for day, _ in read], np.int64),
            np.array([minute for _, minute in read], np.int64),
        )

    return work


def _read(value: Value) -> tuple[int, int]:
    """A date's or a moment's text as a day and a minute."""
    if not isinstance(value, str) or len(value) not in (10, 17):
        return NONE, NONE
    try:
        day = day_of(date.fromisoformat(value[:10]))
        if len(value) == 10:
            return day, NONE
        minute = day * 1440 + int(value[11:13]) * 60 + int(value[14:16])
    except ValueError:
        return NONE, NONE
    return day_of_minute(minute), minute


# --- groups ----------------------------------------------------------------------------------


def same_group(parts: Sequence[tuple[Ints, Ints]]) -> tuple[Ints, Ints]:
    """Numbers that are equal where every part is, on both sides of a join."""
    left = np.zeros(len(parts[0][0]), np.int64)
    right = np.zeros(len(parts[0][1]), np.int64)
    for a, b in parts:
        _, codes = np.unique(np.concatenate([a, b]), return_inverse=True)
        both = np.concatenate([left, right]) * (int(codes.max(initial=0)) + 1) + codes
        _, both = np.unique(both, return_inverse=True)
        left, right = both[: len(left)].astype(np.int64), both[len(left) :].astype(np.int64)
    return left, right


def value_keys(view: View, kind: str, name: str, facts: Ints) -> tuple[Ints, Flags]:
    """A field of facts of a kind as numbers that are equal where the values are, in any kind.

    The second says where the field is answered.
    """
    codes, column = view.codes(kind, name, view.use[facts])
    if column is None:
        return codes, np.zeros(len(facts), bool)
    known: dict[Value, int] = view.bucket.remember("values", dict)
    keys = np.array([*(known.setdefault(v, len(known)) for v in column.values), -1], np.int64)
    told = np.array([*(is_answered(v) for v in column.values), False], bool)
    return keys[codes], told[codes]
