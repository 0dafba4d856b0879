"""Every row of the worked tables, on both evaluators, and every clause in at least one table."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

from sightline.engine.examples import Case, by_reference
from sightline.engine.model import Outcome
from sightline.standard.calendar import OutsideCalendar
from sightline.standard.model import Standard
from tests.spec.tables import Row, as_expected, rows, standard_of, tables, wanted

KERNEL = "sightline.engine.kernel"
MEANING = Path(__file__).parents[2] / "docs" / "concepts" / "meaning.md"

Evaluate = Callable[[Standard, Case], Outcome]


def _reference(standard: Standard, case: Case) -> Outcome:
    return by_reference(standard, case.file, case.known_at, case.on, case.watched)


def _kernel(standard: Standard, case: Case) -> Outcome:
    kernel = import_module(KERNEL)
    bucket = kernel.bucket_of([case.file], standard)
    rows = kernel.evaluate_many(
        standard, bucket, known_at=case.known_at, on=case.on, watched=case.watched
    )
    found: Outcome = rows.to_outcomes()
    return found


@pytest.fixture(params=["reference", "kernel"])
def evaluator(request: pytest.FixtureRequest) -> Evaluate:
    """Either evaluator: they are given the same cases and must say the same."""
    if request.param == "reference":
        return _reference
    if find_spec(KERNEL) is None:
        pytest.skip(f"there is no {KERNEL} to import")
    return _kernel


@pytest.mark.parametrize("row", [pytest.param(row, id=row.name) for row in rows()])
def test_row(row: Row, evaluator: Evaluate) -> None:
    standard, case = standard_of(row.table), row.case
    if row.said.get("raises"):
        with pytest.raises(OutsideCalendar):
            evaluator(standard, case)
        return
    outcome = evaluator(standard, case)
    expected = [wanted(one) for one in row.expected]
    words = expected if len(expected) == len(outcome.obligations) else _short(outcome)
    found = [as_expected(o, w) for o, w in zip(outcome.obligations, words, strict=True)]
    assert found == expected
    assert len(outcome.unknown) == row.unknown


def _short(outcome: Outcome) -> list[dict[str, object]]:
    """What to show where another number of obligations arose than was expected."""
    return [dict.fromkeys(("trigger", "state", "due", "met")) for _ in outcome.obligations]


def test_every_clause_has_a_table() -> None:
    # Section 8 has no numbered clauses; it is shown as a whole.
    clauses = re.findall(r"^(?:## )?(\d\.\d+|8)\.? ", MEANING.read_text("utf-8"), re.M)
    shown = {clause for table in tables() for clause in table.clauses}
    assert [clause for clause in clauses if clause not in shown] == []
    assert sorted(shown.difference(clauses)) == []
