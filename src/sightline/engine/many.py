"""Many files at once, in buckets, so that memory does not grow with their number."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import islice

import pyarrow as pa

from sightline.engine.model import File, Minute, Moment, Obligation, UnknownTrigger, Watched
from sightline.engine.reference import evaluate
from sightline.standard.model import Standard

"""Files a bucket: large enough for arrays to pay, small enough for a small machine."""

_DAY, _MINUTE = pa.int32(), pa.int64()

SCHEMA = pa.schema(
    {
        "file": pa.string(),
        "duty": pa.string(),
        "part": pa.string(),
        "trigger": pa.string(),
        "step": pa.int32(),
        "period": _DAY,
        "rule": pa.int32(),
        "opened_day": _DAY,
        "opened_minute": _MINUTE,
        "due_day": _DAY,
        "due_minute": _MINUTE,
        "met_day": _DAY,
        "met_minute": _MINUTE,
        "met_by": pa.string(),
        "entered": _MINUTE,
        "lapsed_day": _DAY,
        "lapsed_minute": _MINUTE,
        "lapsed_by": pa.string(),
        "excused_by": pa.string(),
        "breaches": pa.list_(pa.string()),
        "booked": _DAY,
        "state": pa.string(),
        "notes": pa.int32(),
    }
)
"""Obligations as a table: days and minutes as numbers (``engine.model``), null for none."""

UNKNOWN_SCHEMA = pa.schema({n: pa.string() for n in ("duty", "part", "file", "trigger")})


def rows_of(obligations: Iterable[Obligation]) -> pa.Table:
    """Obligations as a table of ``SCHEMA``."""
    return pa.Table.from_pylist([_row(o) for o in obligations], schema=SCHEMA)


def _row(o: Obligation) -> dict[str, object]:
    row: dict[str, object] = {
        name: getattr(o, name)
        for name in ("file", "duty", "part", "trigger", "step", "period", "rule", "met_by",
                     "entered", "lapsed_by", "excused_by", "booked")
    }  # fmt: skip
    for name in ("opened", "due", "met", "lapsed"):
        moment: Moment | None = getattr(o, name)
        row[f"{name}_day"] = None if moment is None else moment.day
        row[f"{name}_minute"] = None if moment is None else moment.minute
    return row | {"breaches": list(o.breaches), "state": o.state.value, "notes": o.notes.value}


def unknown_of(unknown: Iterable[UnknownTrigger]) -> pa.Table:
    """Unknown triggers as a table."""
    return pa.Table.from_pylist(
        [{"duty": u.duty, "part": u.part, "file": u.file, "trigger": u.trigger} for u in unknown],
        schema=UNKNOWN_SCHEMA,
    )


def evaluate_files(
    standard: Standard,
    files: Iterable[File],
    *,
    known_at: Minute,
    on: Moment,
    watched: Sequence[Watched] | None = None,
    blind: Collection[str] = (),
    duties: Collection[str] | None = None,
    done: Callable[[int], object] = lambda files: None,
) -> tuple[pa.Table, pa.Table]:
    """Obligations and unknown triggers of many files, as tables.

    ``blind``: duties whose answers the records at hand cannot hold; what is on file meets them,
    and nothing is made of its absence. ``done`` is told the number of files of each bucket.
    Raises OutsideCalendar.
    """
    asked = set(standard.duties if duties is None else duties)
    obligations: list[Obligation] = []
    unknown: list[UnknownTrigger] = []
    for some in buckets(files, 100):
        for file in some:
            for chosen, of in ((asked - set(blind), watched), (asked & set(blind), ())):
                if chosen:
                    outcome = evaluate(
                        standard, file, known_at=known_at, on=on, watched=of, duties=chosen
                    )
                    obligations += outcome.obligations
                    unknown += outcome.unknown
        done(len(some))
    return rows_of(obligations), unknown_of(unknown)


def buckets(files: Iterable[File], size: int) -> Iterator[list[File]]:
    """Files in lists of at most ``size``; one empty list if there are none."""
    rest = iter(files)
    some = list(islice(rest, size))
    yield some
    while some := list(islice(rest, size)):
        yield some
