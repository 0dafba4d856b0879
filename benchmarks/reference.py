"""CPU time of the reference evaluator on one file: 100 records, 60 duties.

    python benchmarks/reference.py [--repeat 5]

Prints the median of so many rounds, each over 200 files, beside the time that one plain pass over
the same records takes in the same run (sorting them by day), so that machines can be compared.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Callable
from datetime import date

from sightline.engine.model import File, Moment, Record, Subject
from sightline.engine.reference import evaluate
from sightline.standard.calendar import day_of, start_of_day
from sightline.standard.model import (
    Alternative,
    Basis,
    CalendarTable,
    Code,
    Duty,
    Field,
    FieldType,
    Interval,
    Kind,
    Lasts,
    OneOf,
    Part,
    Rule,
    Selector,
    Shape,
    Standard,
    Unit,
    Within,
)

KINDS = 8
LEVELS = tuple(f"level-{n}" for n in range(16))
FIRST, DAYS = day_of(date(2018, 1, 1)), 1400


def standard(duties: int = 60) -> Standard:
    """So many response duties over eight kinds, with clocks in days and working days."""
    codes = tuple(Code(level, level) for level in LEVELS)
    field = Field("level", "Level", FieldType.CODE, codes)
    kinds = {
        f"k{n}": Kind(f"k{n}", f"Kind {n}", Lasts.POINT, {"level": field}) for n in range(KINDS)
    }
    calendar = CalendarTable("england", "made up", date(2010, 1, 1), date(2030, 12, 31), ())
    return Standard(
        "bench", "Benchmark", "1", "", "england", kinds,
        {duty.id: duty for duty in map(_duty, range(duties))}, {}, {}, {"england": calendar},
    )  # fmt: skip


def _duty(n: int) -> Duty:
    level = OneOf("level", frozenset(LEVELS[n % 16 :][:1]))
    rule = Rule(
        shape=Shape.RESPONSE,
        from_=date(2000, 1, 1),
        when=(Alternative(Selector(f"k{n % KINDS}", (level,))),),
        then=(Alternative(Selector(f"k{(n * 3 + 1) % KINDS}")),),
        basis=Basis.PROJECT,
        source="benchmark",
        owner="worker",
        clock=Within(Interval(5 + n, (Unit.DAYS, Unit.WORKING_DAYS)[n % 2])),
    )
    return Duty(f"duty-{n}", f"Duty {n}", ("child",), (), "", (Part("", "", (rule,)),))


def files(count: int, records: int = 100) -> list[File]:
    """So many files of so many records, the same on every machine."""
    rng = random.Random(1)
    return [File(Subject(f"c{n}"), tuple(_records(rng, n, records))) for n in range(count)]


def _records(rng: random.Random, n: int, count: int) -> list[Record]:
    days = [FIRST + rng.randrange(DAYS) for _ in range(count)]
    return [
        Record(
            f"{n}-{i}",
            f"c{n}",
            f"k{rng.randrange(KINDS)}",
            Moment(day),
            start_of_day(day),
            {"level": rng.choice(LEVELS)},
        )
        for i, day in enumerate(days)
    ]


def cpu(work: Callable[[], object]) -> float:
    """CPU seconds that a piece of work takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def main() -> None:
    """Run the benchmark and print its medians."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeat", type=int, default=5)
    repeat = parser.parse_args().repeat
    made, many = standard(), files(200)
    on = Moment(FIRST + DAYS + 400)
    known_at = start_of_day(on.day + 1)
    run = [
        cpu(lambda: [evaluate(made, file, known_at=known_at, on=on) for file in many])
        for _ in range(repeat)
    ]
    scan = [
        cpu(lambda: [sorted(f.records, key=lambda r: r.at.day if r.at else 0) for f in many])
        for _ in range(repeat)
    ]
    found = sum(len(evaluate(made, f, known_at=known_at, on=on).obligations) for f in many)
    per_file, sort = statistics.median(run) / len(many), statistics.median(scan) / len(many)
    print(
        f"reference: {per_file * 1e3:.2f} ms of CPU a file (100 records, 60 duties, "
        f"{found / len(many):.0f} obligations); {per_file / sort:.0f} sorts of the same records"
    )


if __name__ == "__main__":
    main()
