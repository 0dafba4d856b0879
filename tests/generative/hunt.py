"""Looks through many numbered cases for differences between the evaluators.

``python -m tests.generative.hunt FIRST LAST`` prints one small case of every sort of difference,
written to ``failures/`` so that it can be replayed, and how often each sort was met.
"""

from __future__ import annotations

import sys
import traceback
from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial

from sightline.engine.model import Outcome
from tests.generative.checking import write
from tests.generative.compare import by_kernel, differences
from tests.generative.outcomes import attempt, by_reference
from tests.generative.reduce import smallest
from tests.generative.strategies import Case, seeded_case

Sort = tuple[str, ...]
EVALUATORS = {"reference": by_reference, "kernel": by_kernel}


def sort_of(case: Case) -> Sort:
    """What sort of difference a case shows; empty when there is none."""
    for name, evaluator in EVALUATORS.items():
        if crash := crash_of(evaluator, case):
            return (name, *crash)
    found = differences(case)
    words = [line.split(":")[0].strip() for line in found if line.startswith((" ", "ref", "ker"))]
    return tuple(sorted(set(words))) or tuple(found[:1])


def crash_of(evaluator: Callable[[Case], Outcome], case: Case) -> Sort:
    """Where an evaluator fails on a case; empty when it does not."""
    try:
        attempt(evaluator, case)
    except Exception as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        return type(error).__name__, last.name, str(error)[:60]
    return ()


def _is_of(sort: Sort, case: Case) -> bool:
    return sort_of(case) == sort


def hunt(seeds: Iterable[int]) -> Counter[Sort]:
    """Print a small case of every sort of difference among the cases of these numbers."""
    met: Counter[Sort] = Counter()
    for seed in seeds:
        case = seeded_case(seed)
        if not (sort := sort_of(case)):
            continue
        met[sort] += 1
        if met[sort] == 1:
            small = smallest(case, partial(_is_of, sort))
            path = write(small, f"Case {seed}: {', '.join(sort)}", f"case_{seed}")
            print(f"{seed}: {', '.join(sort)}\n  {path}", flush=True)
    return met


if __name__ == "__main__":
    for sort, count in hunt(range(int(sys.argv[1]), int(sys.argv[2]))).most_common():
        print(f"{count:6} {', '.join(sort)}")
