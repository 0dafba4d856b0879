"""CPU time of the kernel on a generated nation, beside a scan of the same Parquet files.

    python benchmarks/kernel.py [--children 100000] [--records 60] [--repeat 5] [--bucket 50000]
                                [--corrected 0.1]

Generates the children once (8 kinds, one Parquet file a kind and bucket), then, so many times and
side by side: scans the files (the command is printed), and reads, evaluates 60 response duties and
writes the obligations as Parquet. Prints the median CPU seconds of each and the ratio.

With ``--corrected`` the same children are also written with that share of their records corrected
or withdrawn after they were first recorded, and evaluated in turn with the others: what
corrections cost is then the ratio of the two.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
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
REPEATED = ["file", "stands_on", "level"]
"""Columns of text that say the same again and again: cheapest read as the dictionaries they are."""


def generate(
    folder: Path, children: int, records: int, bucket: int, corrected: float = 0.0
) -> None:
    """Write the children, bucket by bucket, as an extract holds them."""
    rng, later = np.random.default_rng(1), np.random.default_rng(2)
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
            if corrected:
                table = with_corrections(table, corrected, later)
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


def with_corrections(table: pa.Table, share: float, rng: np.random.Generator) -> pa.Table:
    """A table and later versions of a share of its records.

    Of ten, one withdraws the record, three move it by a few days and six change what it says.
    """
    count = table.num_rows
    before = table.take(np.sort(rng.choice(count, round(count * share), replace=False)))
    sort = rng.integers(0, 10, before.num_rows)
    withdrawn, moved = pa.array(sort == 0), pa.array((sort > 0) & (sort < 4))
    levels = pa.array(LEVELS).take(pa.array(rng.integers(0, len(LEVELS), before.num_rows)))
    nothing = pa.scalar(None, pa.string())
    told = {
        "id": pc.binary_join_element_wise(before["id"], "-2", ""),
        "at_day": pc.add(
            before["at_day"],
            pc.if_else(moved, pa.array(rng.integers(-5, 6, before.num_rows), pa.int32()), 0),
        ),
        "recorded_at": pc.add(
            before["recorded_at"], pa.array(rng.integers(1, 90 * 1440, before.num_rows))
        ),
        "version_of": pc.if_else(withdrawn, nothing, before["id"]),
        "withdraws": pc.if_else(withdrawn, before["id"], nothing),
        "level": pc.if_else(pc.or_(withdrawn, moved), before["level"], levels),
    }
    after = pa.table({name: told.get(name, before[name]) for name in table.column_names})
    return pa.concat_tables([table, after.cast(table.schema)])


def evaluate(folder: Path, out: Path) -> int:
    """Read, evaluate and write every bucket; the number of obligations."""
    made, on = standard(), Moment(FIRST + DAYS + 400)
    found = 0
    for part in sorted(folder.iterdir()):
        records = {
            kind: pq.read_table(
                part / f"{kind}.parquet",
                columns=columns_needed(made, kind),
                read_dictionary=REPEATED,
            )
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


@dataclass(frozen=True)
class Nation:
    """Generated children in one folder, their obligations in another, and what each run took."""

    children: Path
    obligations: Path
    runs: list[float]

    @classmethod
    def of(cls, folder: Path, asked: argparse.Namespace, corrected: float) -> Nation:
        """A nation written anew."""
        made = cls(folder / "children", folder / "obligations", [])
        for each in (folder, made.children, made.obligations):
            each.mkdir()
        generate(made.children, asked.children, asked.records, asked.bucket, corrected)
        return made

    def run(self) -> None:
        """Evaluate it once more."""
        self.runs.append(cpu(lambda: evaluate(self.children, self.obligations)))

    @property
    def median(self) -> float:
        """What a run takes, in CPU seconds."""
        return statistics.median(self.runs)

    @property
    def found(self) -> int:
        """How many obligations were written."""
        return sum(pq.read_metadata(path).num_rows for path in self.obligations.iterdir())


def main() -> None:
    """Run the benchmark and print its medians."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--children", type=int, default=100_000)
    parser.add_argument("--records", type=int, default=60)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--bucket", type=int, default=50_000)
    parser.add_argument("--corrected", type=float, default=0.0, metavar="SHARE")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        plain = Nation.of(Path(folder) / "plain", asked, 0.0)
        nations = [plain]
        if asked.corrected:
            nations.append(Nation.of(Path(folder) / "corrected", asked, asked.corrected))
        command = SCAN.format(plain.children)
        print(f"scan: {command}")
        scans = []
        for _ in range(asked.repeat):
            scans.append(cpu(lambda: duckdb.sql(command).fetchall()))
            for nation in nations:
                nation.run()
        report(asked, statistics.median(scans), nations)


def report(asked: argparse.Namespace, scan: float, nations: list[Nation]) -> None:
    """Print what was measured, of the plain nation and of the corrected one beside it."""
    plain, found, run = nations[0], nations[0].found, nations[0].median
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"kernel: {asked.children:,} children, {asked.children * asked.records:,} records, "
        f"60 duties, {found:,} obligations written: {run:.1f} CPU s; one scan {scan:.2f}; "
        f"{run / scan:.1f} scans; {run / found * 1e6:.2f} microseconds an obligation; "
        f"peak {memory:,.0f} MB"
    )
    for nation in nations[1:]:
        print(
            f"corrected: {asked.corrected:.0%} of the records, {nation.found:,} obligations "
            f"written: {nation.median:.1f} CPU s; {nation.median / plain.median:.2f} times as long"
        )


if __name__ == "__main__":
    main()
