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


def run(*arguments: str) -> Any:
    return CliRunner().invoke(main, arguments, catch_exceptions=False)


def test_what_nobody_can_count_is_refused_where_it_was_asked_for(returned: Path) -> None:
    days = ("--from", "2017-04-01", "--to", "2018-03-31", "--as-at", "2026-10-01")
    asked = ("figures", str(returned), "--mapping", "ssda903", *days)
    refused = run(*asked, "--measure", "health-assessed-in-care")
    assert refused.exit_code == 2
    assert "2 rows of these files tell what was so of a year" in refused.stderr
    assert "--year-ending 2026 says it" in refused.stderr
    other = run(*asked, "--measure", "conferences-in-time")
    assert other.exit_code == 0, other.stderr
    assert "2 rows held back: they tell what was so of a year" in other.stdout


def test_a_year_of_another_period_is_counted_beside(returned: Path) -> None:
    found = figure(returned, "--from", "2017-04-01", "--to", "2018-03-31", "--year-ending", "2026")
    assert (found["value"], found["beside"]["of another period"]) == (None, 2)


def test_check_holds_back_what_it_cannot_date_and_says_so(returned: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    asked = ("check", str(returned), "--mapping", "ssda903", "--as-at", "2026-10-01")
    told = run(*asked, "--page", str(page))
    assert "ignored: 2 no-period" in told.stdout
    assert "2 rows held back" in told.stdout
    assert "Held back, because nobody said of which year it tells" in page.read_text("utf-8")
    coverage = json.loads(run(*asked, "--json").stdout)["coverage"]
    assert (coverage["period"], coverage["rows"]["ignored"]) == (None, 2)
    coverage = json.loads(run(*asked, "--json", "--year-ending", "2018").stdout)["coverage"]
    assert coverage["period"] == {"from": "2017-04-01", "to": "2018-03-31"}
    assert coverage["rows"]["ignored"] == 0


def test_rows_that_are_held_back_are_checked_all_the_same(returned: Path) -> None:
    (returned / "oc2.csv").write_text(OC2.replace("39,,1,", "39,,7,"))
    told = run("check", str(returned), "--mapping", "ssda903", "--rejects", str(returned / "r.csv"))
    assert told.exit_code == 3
    assert "oc2.csv, line 2, CONVICTED" in told.stderr


def test_an_extract_says_its_year_itself(returned: Path, tmp_path: Path) -> None:
    out = tmp_path / "extract"
    made = run("convert", str(returned), str(out), "--mapping", "ssda903", "--year-ending", "2018")
    assert made.exit_code == 0, made.stderr
    told = json.loads((out / "datapackage.json").read_text("utf-8"))["sightline"]
    assert told["period"] == {"from": "2017-04-01", "to": "2018-03-31"}
    asked = ("figures", str(out), "--as-at", "2026-10-01", "--from", "2017-04-01", "--json",
             "--to", "2018-03-31", "--measure", "health-assessed-in-care")  # fmt: skip
    (found,) = json.loads(run(*asked).stdout)["figures"]
    assert (found["numerator"], found["denominator"]) == (1, 1)
    refused = run(*asked, "--year-ending", "2018")
    assert (refused.exit_code, "an extract says itself" in refused.stderr) == (2, True)
    whole = json.loads(run("check", str(out), "--json").stdout)["coverage"]
    assert whole["period"] == told["period"]


def test_convert_says_what_it_left_out(returned: Path, tmp_path: Path) -> None:
    made = run("convert", str(returned), str(tmp_path / "extract"), "--mapping", "ssda903")
    assert "2 rows held back" in made.stdout


def test_a_mapping_that_asks_for_no_year_is_given_none(tmp_path: Path) -> None:
    ratings = tmp_path / "ratings.csv"
    ratings.write_text("la_name,la_ref,publication_date\n")
    refused = run("check", str(ratings), "--mapping", "hmip-ratings", "--year-ending", "2018")
    assert (refused.exit_code, "the mapping asks for none" in refused.stderr) == (2, True)


def test_the_returns_of_two_years_are_two_records_of_each_child(
    returned: Path, tmp_path: Path
) -> None:
    asked = ("compare", "years", str(returned), str(returned), "--mapping", "ssda903", "--json")
    same = json.loads(
        run(*asked, "--earlier-year-ending", "2018", "--later-year-ending", "2018").stdout
    )["records"]
    assert (same["counts"]["care-year"]["unchanged"], same["other_periods"]) == (2, [])
    other = json.loads(
        run(*asked, "--earlier-year-ending", "2017", "--later-year-ending", "2018").stdout
    )["records"]
    assert ("care-year" in other["counts"], other["other_periods"]) == (False, ["care-year"])


def test_a_caller_who_knows_the_year_says_so(returned: Path) -> None:
    year = ("--from", "2017-04-01", "--to", "2018-03-31", "--year-ending", "2018")
    found = figure(returned, *year)
    assert (found["numerator"], found["denominator"], found["unknown"]) == (1, 1, 1)


def test_a_year_that_is_not_over_has_not_been_told(returned: Path) -> None:
    year = ("--from", "2098-04-01", "--to", "2099-03-31", "--year-ending", "2099")
    assert figure(returned, *year)["beside"]["told before its period was over"] == 2
