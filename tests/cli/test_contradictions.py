"""What contradicts itself in a table is told by `check` and `convert`, with its line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sightline.cli import main

RATINGS = """\
la_name,la_ref,score_%,overall_rating,publication_date,report_url
Barnet,barnet,58.33,Good,31/05/22,https://example.org/barnet
West Sussex,west-sussex,72.22,Requires Improvement,22/06/22,https://example.org/west-sussex
"""
SAYS = (
    "ratings.csv, line 3, overall_rating 'Requires Improvement': 72.22% is 26 of 36 points, which "
    "elsewhere goes with good."
)


@pytest.fixture
def ratings(tmp_path: Path) -> Path:
    path = tmp_path / "ratings.csv"
    path.write_text(RATINGS, "utf-8")
    return path


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exit_code == 0, result.output
    return result


def test_check_lists_them(ratings: Path) -> None:
    told = run("check", ratings, "--mapping", "hmip-ratings", "--as-at", "2025-03-31").stdout
    assert "1 contradiction to check with the source, not put right:" in told
    assert SAYS in told


def test_convert_lists_them_and_the_record_says_what_was_published(
    ratings: Path, tmp_path: Path
) -> None:
    out = tmp_path / "extract"
    assert SAYS in run("convert", ratings, out, "--mapping", "hmip-ratings").stdout
    assert (out / "records" / "published-rating.parquet").is_file()


def test_json_has_them_in_the_coverage_statement(ratings: Path) -> None:
    found = json.loads(run("check", ratings, "--mapping", "hmip-ratings", "--json").stdout)
    (one,) = found["coverage"]["contradictions"]
    assert list(one) == ["file", "line", "field", "found", "says"]
    assert one["line"] == 3
