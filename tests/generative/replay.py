"""Runs a case that a failing test wrote down.

``python -m tests.generative.replay FILE`` prints what each evaluator finds and where they differ.
"""

from __future__ import annotations

import runpy
import sys

from tests.generative.compare import report
from tests.generative.strategies import Case


def replay(case: Case) -> None:
    """Evaluate a case both ways and print what each found."""
    print(report(case))


if __name__ == "__main__":
    replay(runpy.run_path(sys.argv[1])["CASE"])
