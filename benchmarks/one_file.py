"""CPU of the whole catalogue on one file, by the reference, as the service judges each write.

    python benchmarks/one_file.py [--children 300] [--repeat 5]

Judges every file of the synthetic service by the standard of England, one after the other, and
prints by the number of records: the median, the 95th centile and the largest. Beside it, in the
same run: the kernel handed the same files one by one, the kernel handed all of them at once, and
one plain pass over the same records (sorting them by day), so that machines can be compared. It
is the CPU of this process, in milliseconds a file; each file counts with its best round.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from importlib import resources
from pathlib import Path

from sightline.engine.kernel import bucket_of, evaluate_many
from sightline.engine.model import File, Minute, Moment
from sightline.engine.reference import evaluate
from sightline.standard import load
from sightline.standard.calendar import day_of, end_of_day
from sightline.standard.model import Standard
from sightline.synth.service import service

ON = Moment(day_of(date(2026, 11, 23)))
SIZES = (("about 100 records", range(90, 111)), ("any number of records", range(1_000_000)))


def england() -> Standard:
    """The standard that comes with Sightline, as the service reads it."""
    folder = Path(str(resources.files("sightline"))) / "standards" / "england"
    return load(folder, examples=False)


def by_reference(standard: Standard, known_at: Minute, file: File) -> None:
    evaluate(standard, file, known_at=known_at, on=ON)


def by_kernel(standard: Standard, known_at: Minute, *files: File) -> None:
    evaluate_many(standard, bucket_of(files, standard), known_at=known_at, on=ON, watched=None)


def scan(file: File) -> None:
    sorted(file.records, key=lambda record: record.at.day if record.at is not None else 0)


def milliseconds(work: Callable[[], object], repeat: int) -> float:
    """CPU of the best of so many rounds."""
    rounds = []
    for _ in range(repeat):
        start = time.process_time()
        work()
        rounds.append(time.process_time() - start)
    return min(rounds) * 1000


def told(name: str, each: Sequence[float]) -> str:
    ordered = sorted(each)
    late = ordered[int(0.95 * len(ordered))]
    return (
        f"  {name:28} median {statistics.median(each):8.3f}   95% {late:8.3f}   "
        f"largest {ordered[-1]:8.3f}"
    )


def main() -> None:
    """Run the benchmark and print what each file took."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--children", type=int, default=300)
    parser.add_argument("--repeat", type=int, default=5)
    asked = parser.parse_args()
    standard, known_at = england(), end_of_day(ON.day)
    files = service(1, asked.children).files
    by_reference(standard, known_at, files[0])
    duties, parts = len(standard.duties), sum(len(d.parts) for d in standard.duties.values())
    print(f"{duties} duties in {parts} parts; CPU ms a file")
    for name, sizes in SIZES:
        some = [file for file in files if len(file.records) in sizes]
        print(f"{len(some)} files of {name}, {sum(len(f.records) for f in some):,} in all:")
        for who, work in (
            ("the reference", partial(by_reference, standard, known_at)),
            ("the kernel, a file at a time", partial(by_kernel, standard, known_at)),
            ("sorting the records", scan),
        ):
            each = [milliseconds(partial(work, file), asked.repeat) for file in some]
            print(told(who, each))
        at_once = milliseconds(partial(by_kernel, standard, known_at, *some), asked.repeat)
        print(f"  {'the kernel, all at once':28} {at_once / len(some):.3f} a file")


if __name__ == "__main__":
    main()
