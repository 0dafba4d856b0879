"""Many files at once: the kernel in buckets, so that memory does not grow with their number."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import islice

import pyarrow as pa

from sightline.engine.kernel import bucket_of, evaluate_many
from sightline.engine.model import File, Minute, Moment, Watched
from sightline.standard.model import Standard

BUCKET = 20_000
"""Files a bucket: large enough for arrays to pay, small enough for a small machine."""


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
    """Obligations and unknown triggers of many files, as tables of ``engine.rows``.

    ``blind``: duties whose answers the records at hand cannot hold; what is on file meets them,
    and nothing is made of its absence. ``done`` is told the number of files of each bucket.
    Raises OutsideCalendar.
    """
    asked = set(standard.duties if duties is None else duties)
    rows, unknown = [], []
    for some in buckets(files, BUCKET):
        bucket = bucket_of(some, standard)
        for chosen, of in ((asked - set(blind), watched), (asked & set(blind), ())):
            if chosen:
                found = evaluate_many(
                    standard, bucket, known_at=known_at, on=on, watched=of, duties=chosen
                )
                rows.append(found.to_arrow())
                unknown.append(found.unknown())
        done(len(some))
    return pa.concat_tables(rows), pa.concat_tables(unknown)


def buckets(files: Iterable[File], size: int) -> Iterator[list[File]]:
    """Files in lists of at most ``size``; one empty list if there are none."""
    rest = iter(files)
    some = list(islice(rest, size))
    yield some
    while some := list(islice(rest, size)):
        yield some
