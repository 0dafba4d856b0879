"""What two deliveries of one source make of the same obligations, and which records explain it.

Both are judged by the same standard on the same day. An obligation keeps its identity (its duty,
part, file and trigger, and step or period), because records keep their ids from one delivery to the
next.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import duckdb
import pyarrow as pa

from sightline.engine.model import Day
from sightline.engine.pairing import KEY, paired
from sightline.standard.model import Standard
from sightline.standard.model.asked import selectors

NOT_THERE = "not there"
"""In place of a state, where one of the two gives no such obligation."""

_SHOWN = ("state", "opened_day", "due_day", "met_by", "lapsed_by", "excused_by", "breaches")
_ORDER = ("file", "duty", "part", "trigger", "step", "period")


class Because(StrEnum):
    """Why an obligation stands otherwise.

    ``RECORDS``: records that it rests on in the one or the other are not the same in both.
    ``FILE``: it rests on none of them, but records of kinds that the duty reads are not the same
    on its file. ``SUBJECT``: something else is told of the subject. ``COVERAGE``: nothing of that;
    what the two cover, or hold at all, is not the same.
    """

    RECORDS = "records"
    FILE = "file"
    SUBJECT = "subject"
    COVERAGE = "coverage"


@dataclass(frozen=True, slots=True)
class StateChange:
    """An obligation that stands otherwise. ``records``: the ids of facts that explain it."""

    file: str
    duty: str
    part: str
    trigger: str
    step: int | None
    period: Day | None
    earlier: str
    later: str
    due_earlier: Day | None
    due_later: Day | None
    because: Because
    records: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Touched:
    """What is not the same in both deliveries.

    ``facts``: by file on which they stand, the ids of facts and their kinds; ``subjects``: those of
    whom something else is told, or who are in one of the two only.
    """

    facts: Mapping[str, Mapping[str, str]]
    subjects: Collection[str]


@dataclass(frozen=True, slots=True)
class ObligationsCompared:
    """What became of obligations: how many stand as they did, and each that does not."""

    same: int
    changes: tuple[StateChange, ...]

    @property
    def counts(self) -> Mapping[tuple[str, str, str], int]:
        """How many changed, by duty, earlier state and later state."""
        return Counter((c.duty, c.earlier, c.later) for c in self.changes)


def compare_obligations(
    standard: Standard,
    earlier: pa.Table,
    later: pa.Table,
    days: tuple[Day, Day] | None,
    touched: Touched,
) -> ObligationsCompared:
    """Compare the obligations (``engine.rows``) that two deliveries give rise to.

    ``days``: only those whose due day (with none, the day they opened) lies in these days in one
    of the two count; None: all. In order of file, duty and trigger.
    """
    kinds = {
        duty.id: frozenset(selector.kind for selector in selectors(duty.parts))
        for duty in standard.duties.values()
    }
    found = []
    with duckdb.connect() as db:
        db.register("earlier", earlier)
        db.register("later", later)
        same = db.execute(_query(days, "count(*)", "state_a = state_b")).fetchall()
        unlike = _query(days, "*", "state_a is distinct from state_b")
        changed: pa.Table = db.sql(f"{unlike} order by {', '.join(_ORDER)}").to_arrow_table()
    for batch in changed.to_batches():
        found += [_change(row, kinds, touched) for row in batch.to_pylist()]
    return ObligationsCompared(same[0][0], tuple(found))


def _query(days: tuple[Day, Day] | None, what: str, condition: str) -> str:
    first, last = days if days is not None else (-(2**31), 2**31 - 1)
    within = " or ".join(
        f"coalesce(due_day_{side}, opened_day_{side}) between {first} and {last}" for side in "ab"
    )
    return (
        f"select {what} from {paired('earlier', 'later', _SHOWN)} where ({within}) and {condition}"
    )


def _change(
    row: Mapping[str, Any], kinds: Mapping[str, frozenset[str]], touched: Touched
) -> StateChange:
    because, records = _why(row, kinds.get(row["duty"], frozenset()), touched)
    return StateChange(
        **{name: row[name] for name in KEY},
        earlier=row["state_a"] or NOT_THERE,
        later=row["state_b"] or NOT_THERE,
        due_earlier=row["due_day_a"],
        due_later=row["due_day_b"],
        because=because,
        records=records,
    )


def _why(
    row: Mapping[str, Any], kinds: Collection[str], touched: Touched
) -> tuple[Because, tuple[str, ...]]:
    on_file = touched.facts.get(row["file"], {})
    direct = tuple(id_ for id_ in dict.fromkeys(_rests_on(row)) if id_ in on_file)
    if direct:
        return Because.RECORDS, direct
    perhaps = tuple(id_ for id_, kind in on_file.items() if kind in kinds)
    if perhaps:
        return Because.FILE, perhaps
    if row["file"] in touched.subjects:
        return Because.SUBJECT, ()
    return Because.COVERAGE, ()


def _rests_on(row: Mapping[str, Any]) -> Iterator[str]:
    """The facts that an obligation names, in either delivery."""
    yield row["trigger"]
    for name in ("met_by", "lapsed_by", "excused_by"):
        yield from filter(None, (row[f"{name}_a"], row[f"{name}_b"]))
    for side in "ab":
        yield from row[f"breaches_{side}"] or ()
