"""What ``sightline review`` says of recommendations, in text and JSON, over which period."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from sightline.cli.review_recommended import looked_at
from sightline.cli.review_records import of_extract
from sightline.engine.recommended import Done
from sightline.returns import write_files
from sightline.returns.data_package import SourceSaid
from tests.cli.test_commands import MANUAL
from tests.cli.test_review import folder, on_extract
from tests.england import england
from tests.reporting.review_small import NOW, REVIEW, files

__all__ = ["folder"]

ASKED = england().recommendations[REVIEW]


@pytest.fixture(scope="module")
def told(folder: Path) -> Any:
    return json.loads(on_extract(folder, "--json").stdout)["recommendations"]


@pytest.fixture(scope="module")
def text(folder: Path) -> list[str]:
    lines: list[str] = on_extract(folder, "--to", "2008-12-31").stdout.splitlines()
    return lines


def test_json_holds_every_recommendation_with_its_parts_and_owners(told: Any) -> None:
    assert [one["id"] for one in told] == list(ASKED.listed)
    assert [[part["id"] for part in one["parts"]] for one in told] == [
        list(one.parts) for one in ASKED.listed.values()
    ]
    assert all(one["owners"] for one in told)


def test_every_key_of_it_is_in_the_manual(told: Any) -> None:
    lines = MANUAL.read_text("utf-8").splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith("| `review` |"))
    assert "`recommendations`" in lines[start]
    for row, one in (
        (lines[start + 2], told[0]),
        (lines[start + 3], told[0]["owners"][0]),
        (lines[start + 4], told[0]["parts"][0]),
    ):
        assert [key for key in one if f"`{key}`" not in row] == []


def test_the_period_goes_from_publication_to_the_day_up_to_which_it_is_known(
    folder: Path,
) -> None:
    said = on_extract(folder, "--json", "--known-at", "2009-01-01").stdout
    mappa = json.loads(said)["recommendations"][1]
    part = mappa["parts"][2]
    assert (part["first"], part["last"], mappa["on"]) == ("2008-07-01", "2009-01-01", "2009-01-01")


def test_the_period_can_be_said(folder: Path) -> None:
    days = ("--from", "2006-04-01", "--to", "2007-03-31")
    said = json.loads(on_extract(folder, "--json", *days).stdout)
    parts = said["recommendations"][1]["parts"]
    assert (parts[2]["first"], parts[2]["last"]) == ("2006-04-01", "2007-03-31")
    assert (parts[0]["first"], parts[0]["last"]) == ("2008-07-01", "2007-03-31")
    assert said["recommendations"][0]["on"] == "2007-03-31"
    figures = {figure["first"] for figure in said["figures"]}
    assert "2006-04-01" in figures and "2005-01-01" in figures, "figures have periods of their own"


def test_text_says_each_part_and_how_many_are_done_before_how_many_figures_agree(
    text: list[str],
) -> None:
    assert "Recommended, and whether it is done by 31 December 2008:" in text
    rows = {line.split()[0]: line for line in text if line.startswith(tuple("1234"))}
    for one, part in ASKED.parts:
        row = rows[f"{one.number}({part.id})"]
        assert part.says in row
        assert (Done.NOT_CHECKABLE if part.not_checkable else Done.NO_DATA).value in row
    counts = Counter(bool(part.not_checkable) for _, part in ASKED.parts)
    total = counts.total()
    assert text[-3] == (
        f"0 of {total} parts are shown to be done; {counts[False]} no data, "
        f"{counts[True]} not checkable."
    )
    assert text[-2] == ""


def test_text_says_who_was_asked_and_who_answers(text: list[str]) -> None:
    start = text.index("Who was asked, and who answers for it on 31 December 2008:")
    title = england().reviews[REVIEW].sections["recommendations/1-1"].title
    first = f"1.1 {title}. By 1 September 2008, which has gone by."
    assert text[start + 1 : start + 3] == ["", first]
    assert "  Police force: the same" in text[start:]
    title = england().reviews[REVIEW].sections["recommendations/1-2"].title
    assert f"1.2 {title}." in text[start:]


def test_a_review_that_recommends_nothing_has_none(folder: Path) -> None:
    records = of_extract(england(), folder / "extract", None, 2006)
    assert looked_at(england(), "another-review", records, None, None) == []


def test_what_an_extract_cannot_hold_is_not_called_undone(tmp_path: Path) -> None:
    holds = SourceSaid({"file-read": {"programme": ()}})
    write_files(files(), england(), tmp_path / "x", written=NOW, source=holds)
    records = of_extract(england(), tmp_path / "x", None, 2006)
    assert "board-membership" in records.blind
