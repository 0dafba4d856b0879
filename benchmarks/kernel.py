"""CPU time of the kernel on a generated nation, beside a scan of the same Parquet files.

    python benchmarks/kernel.py [--children 100000] [--records 60] [--repeat 5] [--bucket 50000]

Generates the children once (8 kinds, one Parquet file a kind and bucket), then, so many times and
side by side: scans the files (the command is printed), and reads, evaluates 60 response duties and
writes the obligations as Parquet. Prints the median CPU seconds of each and the ratio.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from reference import DAYS, FIRST, KINDS, LEVELS, standard

from sightline.engine.kernel import bucket_from_tables, columns_needed, evaluate_many
from sightline.engine.model import Moment
from sightline.standard.calendar import end_of_day

SCAN = (
    "select max(id), max(stands_on), sum(at_day), sum(recorded_at), count(distinct level) "
    "from read_parquet('{}/**/k*.parquet')"
)


def generate(folder: Path, children: int, records: int, bucket: int) -> None:
    """Write the children, bucket by bucket, as an extract holds them."""
    rng = np.random.default_rng(1)
    for number, first in enumerate(range(0, children, bucket)):
        part = folder / f"{number:03}"
        part.mkdir()
        count = min(bucket, children - first)
        ids = names("c", np.arange(first, first + count))
        pq.write_table(
            pa.table(
                {
                    "id": ids,
                    "type": pa.array(["child"] * count),
                    "born": pa.nulls(count, pa.int32()),
                    "place": pa.array([""] * count),
                }
            ),
            part / "subjects.parquet",
        )
        rows = count * records
        kind = rng.integers(0, KINDS, rows)
        file = rng.integers(0, count, rows)
        day = FIRST + rng.integers(0, DAYS, rows)
        level = rng.integers(0, len(LEVELS), rows)
        row_id = np.arange(rows) + first * records
        order = np.lexsort((row_id, day, file))
        for k in range(KINDS):
            of_kind = order[kind[order] == k]
            table = _table(
                ids.take(pa.array(file[of_kind])), row_id[of_kind], day[of_kind], level[of_kind]
            )
            pq.write_table(table, part / f"k{k}.parquet", compression="zstd")


def names(prefix: str, numbers: np.ndarray) -> pa.Array:
    """Ids that sort as their numbers do."""
    padded = pc.utf8_lpad(pa.array(numbers).cast(pa.string()), 9, "0")
    return pc.binary_join_element_wise(pa.scalar(prefix), padded, "")


def _table(file: pa.Array, row_id: np.ndarray, day: np.ndarray, level: np.ndarray) -> pa.Table:
    count = len(day)
    levels = pa.DictionaryArray.from_arrays(pa.array(level, pa.int32()), pa.array(LEVELS))
    text, number = pa.nulls(count, pa.string()), pa.nulls(count, pa.int32())
    return pa.table({
        "id": names("r", row_id), "file": file, "stands_on": file,
        "at_day": pa.array(day, pa.int32()), "at_minute": pa.nulls(count, pa.int64()),
        "recorded_at": pa.array(day * 1440, pa.int64()),
        "entry_known": pa.array(np.ones(count, bool)),
        "ended_day": number, "ended_minute": pa.nulls(count, pa.int64()),
        "planned_start": number, "planned_end": number, "about": text, "agency": text,
        "author": text, "version_of": text, "withdraws": text,
        "level": levels.cast(pa.string()),
    })  # fmt: skip


def evaluate(folder: Path, out: Path) -> int:
    """Read, evaluate and write every bucket; the number of obligations."""
    made, on = standard(), Moment(FIRST + DAYS + 400)
    found = 0
    for part in sorted(folder.iterdir()):
        records = {
            kind: pq.read_table(part / f"{kind}.parquet", columns=columns_needed(made, kind))
            for kind in made.kinds
        }
        bucket = bucket_from_tables(pq.read_table(part / "subjects.parquet"), records, made)
        rows = evaluate_many(
            made, bucket, known_at=end_of_day(on.day), on=on, watched=None
        ).to_arrow()
        pq.write_table(rows, out / f"{part.name}.parquet", compression="zstd")
        found += rows.num_rows
    return found


def cpu(work: Callable[[], object]) -> float:
    """CPU seconds of a piece of work, all threads together."""
    start = time.process_time()
    work()
    return time.process_time() - start


def main() -> None:
    """Run the benchmark and print its medians."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--children", type=int, default=100_000)
    parser.add_argument("--records", type=int, default=60)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--bucket", type=int, default=50_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as made, tempfile.TemporaryDirectory() as out:
        generate(Path(made), asked.children, asked.records, asked.bucket)
        command = SCAN.format(made)
        print(f"scan: {command}")
        scans, runs = [], []
        for _ in range(asked.repeat):
            scans.append(cpu(lambda: duckdb.sql(command).fetchall()))
            runs.append(cpu(lambda: evaluate(Path(made), Path(out))))
        found = sum(pq.read_metadata(path).num_rows for path in Path(out).iterdir())
    scan, run = statistics.median(scans), statistics.median(runs)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"kernel: {asked.children:,} children, {asked.children * asked.records:,} records, "
        f"60 duties, {found:,} obligations written: {run:.1f} CPU s; one scan {scan:.2f}; "
        f"{run / scan:.1f} scans; {run / found * 1e6:.2f} microseconds an obligation; "
        f"peak {memory:,.0f} MB"
    )


if __name__ == "__main__":
    main()
