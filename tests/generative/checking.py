"""How a generated test fails: on the smallest case that still does, written down to be replayed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings

from tests.generative.reduce import smallest
from tests.generative.strategies import Case
from tests.generative.written import as_file

FAILURES = Path(__file__).parent / "failures"


def examples(times: float) -> settings:
    """So many times the examples that the profile asks for.

    Cases are made small by what they are (``reduce``), far sooner than by the numbers that they
    were drawn from, and many draws that come to nothing are no news here.
    """
    return settings(
        max_examples=int(times * settings().max_examples),
        suppress_health_check=list(HealthCheck),
        phases=(Phase.explicit, Phase.reuse, Phase.generate),
    )


def check(case: Case, holds: Callable[[Case], None], name: str) -> None:
    """Raise what ``holds`` raises, but for the smallest case, and say where that is written."""
    try:
        holds(case)
    except AssertionError:
        small = smallest(case, lambda candidate: _fails(candidate, holds))
    else:
        return
    path = write(small, f"Found by {name}.", name)
    try:
        holds(small)
    except AssertionError as error:
        error.add_note(f"Replay: python -m tests.generative.replay {path}")
        raise


def _fails(case: Case, holds: Callable[[Case], None]) -> bool:
    try:
        holds(case)
    except AssertionError:
        return True
    return False


def write(case: Case, title: str, name: str) -> Path:
    """Write a case as a file that can be run, and say where."""
    FAILURES.mkdir(exist_ok=True)
    path = FAILURES / f"{name}.case"
    path.write_text(as_file(case, title), encoding="utf-8")
    return path
