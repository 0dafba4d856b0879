"""``sightline review``: each printed figure beside the one worked out, in text, JSON and a page."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from sightline.cli import review
from sightline.cli.review_records import Records
from sightline.engine.reviewed import Reproduced
from sightline.reporting.review_content import Origin
from sightline.returns import write_files
from tests.cli.test_commands import MANUAL, run
from tests.england import england
from tests.reporting.review_small import NOW, REVIEW, files, found, known

POPULATION = """\
area,year,age,ethnicity,count
Upham,2006,10-17,all,1000
Upham,2006,10-17,indian,100
"""
FIGURES = england().printed[REVIEW].figures


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An extract of a few children, and the people of one place."""
    out = tmp_path_factory.mktemp("review")
    write_files(files(), england(), out / "extract", written=NOW)
    (out / "people.csv").write_text(POPULATION, "utf-8")
    return out


def on_extract(folder: Path, *more: object) -> Any:
    return run("review", REVIEW, folder / "extract", "--population", folder / "people.csv", *more)


def as_json(folder: Path, *more: object) -> Any:
    result = on_extract(folder, "--json", *more)
    assert result.exit_code == 1, result.output
    return json.loads(result.stdout)


@pytest.fixture(scope="module")
def said(folder: Path) -> Result:
    """What is printed, with a page written beside it."""
    result = on_extract(folder, "--page", folder / "review.html")
    assert isinstance(result, Result)
    return result


@pytest.fixture(scope="module")
def told(folder: Path) -> Any:
    return as_json(folder)


def line_of(stdout: str, id_: str) -> str:
    (line,) = (line for line in stdout.splitlines() if line.startswith(f"{id_} "))
    return " ".join(line.split())


def test_each_printed_figure_stands_beside_the_one_worked_out(said: Result) -> None:
    printed = FIGURES["fig-safeguarding-not-addressed"].printed
    line = line_of(said.stdout, "fig-safeguarding-not-addressed")
    assert printed in line
    assert "46.7% 42 of 90 0 36.7% to 56.9% judgement NO" in line
    for id_ in FIGURES:
        assert line_of(said.stdout, id_)


def test_where_one_does_not_agree_the_exit_code_is_1_and_the_last_line_says_how_many(
    said: Result,
) -> None:
    assert said.exit_code == 1
    assert said.stdout.splitlines()[-1] == f"0 of {len(FIGURES)} agree"


def test_where_all_agree_the_exit_code_is_0(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def agreeing(*asked: object) -> Sequence[Reproduced]:
        return [replace(each, agrees=True) for each in found()]

    monkeypatch.setattr("sightline.engine.reviewed.reproduce", agreeing)
    result = on_extract(folder)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1] == f"{len(FIGURES)} of {len(FIGURES)} agree"


def test_json_holds_every_figure_and_says_where_it_comes_from(told: Any) -> None:
    assert list(told) == [
        "standard",
        "review",
        "seed",
        "source",
        "figures",
        "recommendations",
    ]
    assert told["standard"]["digest"] == england().digest
    assert (told["review"], told["seed"]) == (REVIEW, None)
    assert told["source"].endswith("extract")
    assert [each["id"] for each in told["figures"]] == list(FIGURES)
    by_id = {each["id"]: each for each in told["figures"]}
    worst = by_id["fig-safeguarding-worst-area"]
    assert (worst["numerator"], worst["denominator"], worst["group"]) == (
        30,
        30,
        {"place": "Upham"},
    )


def test_every_key_of_it_is_in_the_manual(told: Any) -> None:
    manual = MANUAL.read_text("utf-8")
    row = next(line for line in manual.splitlines() if line.startswith("| `review` |"))
    assert [key for key in told if f"`{key}`" not in row] == []
    after = manual.split(row)[1].splitlines()[1]
    assert [key for key in told["figures"][0] if f"`{key}`" not in after] == []


def test_what_was_recorded_later_is_not_known_yet(folder: Path) -> None:
    by_id = {each["id"]: each for each in as_json(folder, "--known-at", "2006-05-31")["figures"]}
    assert by_id["fig-safeguarding-not-addressed"]["denominator"] == 0
    assert by_id["fig-safeguarding-not-addressed"]["agrees"] is False


def test_the_page_is_written_whole_and_named(folder: Path, said: Result) -> None:
    page = folder / "review.html"
    assert f"The page is {page}." in said.stdout
    html = page.read_text("utf-8")
    assert "Records read from extract." in html
    assert f"0 of {len(FIGURES)} agree" in html
    assert "<svg" in html


def invented(seed: int) -> Records:
    return Records(files(), known(), Origin(f"Invented records of seed {seed}.", True))


def test_without_a_source_a_nation_of_that_seed_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(review, "of_nation", invented)
    made = json.loads(run("review", REVIEW, "--seed", 7, "--json").stdout)
    assert (made["seed"], made["source"]) == (7, None)


@pytest.fixture
def refused(folder: Path) -> Callable[..., str]:
    def asked(*arguments: object) -> str:
        result = run("review", *arguments)
        assert result.exit_code == 2, result.output
        return result.stderr

    return asked


def test_an_unknown_review_names_those_that_there_are(refused: Callable[..., str]) -> None:
    assert f"it holds those of {REVIEW}" in refused("fourth-joint-review")


def test_places_are_not_compared_with_people_whom_nobody_counted(
    folder: Path, refused: Callable[..., str]
) -> None:
    said = refused(REVIEW, folder / "extract")
    assert "minority-over-represented" in said and "--population FILE" in said


def test_what_is_no_extract_or_cannot_be_written_is_refused_in_a_sentence(
    folder: Path, refused: Callable[..., str]
) -> None:
    people = ("--population", folder / "people.csv")
    assert "this is not an extract" in refused(REVIEW, folder, *people)
    assert "there is no such file or folder" in refused(REVIEW, folder / "none", *people)
    assert "a page can be written as .html" in refused(REVIEW, "--page", "review.pdf")
    (folder / "bad.csv").write_text("area,year\n", "utf-8")
    assert "there is no column" in refused(
        REVIEW, folder / "extract", "--population", folder / "bad.csv"
    )
