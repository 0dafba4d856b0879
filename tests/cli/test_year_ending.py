"""Which year a yearly return is about, where its tables do not say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from sightline.cli import main

OC2 = (
    "CHILD,DOB,SDQ_SCORE,SDQ_REASON,CONVICTED,HEALTH_CHECK,IMMUNISATIONS,TEETH_CHECK,"
    "HEALTH_ASSESSMENT,SUBSTANCE_MISUSE,INTERVENTION_RECEIVED,INTERVENTION_OFFERED\n"
    "1,02/03/2006,39,,1,0,0,0,1,0,0,0\n2,02/03/2006,39,,0,0,0,0,,0,0,0\n"
)
HEADER = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n1,1,02/03/2006,WBRI,,,\n2,2,02/03/2006,WBRI,,,\n"


@pytest.fixture
def returned(tmp_path: Path) -> Path:
    (tmp_path / "oc2.csv").write_text(OC2)
    (tmp_path / "header.csv").write_text(HEADER)
    return tmp_path


def figure(folder: Path, *more: str) -> dict[str, Any]:
    asked = ["figures", str(folder), "--mapping", "ssda903", "--as-at", "2026-10-01", "--json"]
    measures = ["--measure", "health-assessed-in-care"]
    result = CliRunner().invoke(main, [*asked, *measures, *more], catch_exceptions=False)
    assert result.exit_code == 0, result.stderr
    (found,) = json.loads(result.stdout)["figures"]
    assert isinstance(found, dict)
    return found


def test_the_mappings_own_year_counts_unless_another_is_said(returned: Path) -> None:
    found = figure(returned, "--from", "2025-04-01", "--to", "2026-03-31")
    assert (found["numerator"], found["denominator"], found["unknown"]) == (1, 1, 1)
    found = figure(returned, "--from", "2017-04-01", "--to", "2018-03-31")
    assert (found["value"], found["beside"]["of another period"]) == (None, 2)


def test_a_caller_who_knows_the_year_says_so(returned: Path) -> None:
    year = ("--from", "2017-04-01", "--to", "2018-03-31", "--year-ending", "2018")
    found = figure(returned, *year)
    assert (found["numerator"], found["denominator"], found["unknown"]) == (1, 1, 1)


def test_a_year_that_is_not_over_has_not_been_told(returned: Path) -> None:
    year = ("--from", "2098-04-01", "--to", "2099-03-31", "--year-ending", "2099")
    assert figure(returned, *year)["beside"]["told before its period was over"] == 2
