"""Many files at once: the kernel in buckets, so that memory does not grow with their number."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

import pyarrow as pa

from sightline.engine.kernel import bucket_of, evaluate_many
from sightline.engine.model import File, Minute, Moment, Watched
from sightline.engine.rows import SCHEMA, UNKNOWN_SCHEMA
from sightline.engine.spooled import Spool
from sightline.standard.model import Standard

BUCKET, BUCKET_RECORDS = 20_000, 250_000
"""Files and records a bucket: large enough for arrays to pay, small enough for a small machine."""


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
    and nothing is made of its absence. Very many rows are on disk (``spooled``). ``done``
    is told the number of files of each bucket. Raises OutsideCalendar.
    """
    asked = set(standard.duties if duties is None else duties)
    rows, unknown = Spool(SCHEMA), Spool(UNKNOWN_SCHEMA)
    for some in buckets(files, BUCKET):
        bucket = bucket_of(some, standard)
        for chosen, of in ((asked - set(blind), watched), (asked & set(blind), ())):
            if chosen:
                found = evaluate_many(
                    standard, bucket, known_at=known_at, on=on, watched=of, duties=chosen
                )
                rows.add(found.to_arrow())
                unknown.add(found.unknown())
        done(len(some))
    return rows.table(), unknown.table()


def buckets(files: Iterable[File], size: int) -> Iterator[list[File]]:
    """Files in lists of at most ``size``, and of so few records; one empty list if there are none.

    A file that alone has more records than that is a list of its own.
    """
    some: list[File] = []
    records = 0
    for file in files:
        if some and (len(some) == size or records + len(file.records) > BUCKET_RECORDS):
            yield some
            some, records = [], 0
        some.append(file)
        records += len(file.records)
    yield some
