"""``sightline compare``: two deliveries of one source, and two services side by side."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from sightline.cli import main

MAPPING = """\
title: Reviews of looked after children
agency: council
place: north
watched: {{from: 2025-01-01, to: {to}}}
delivered: {to}
tables:
  children:
    file: children.csv
    dates: day-first
    subject: {{id: CHILD, type: child, born: BORN}}
  care:
    file: care.csv
    dates: day-first
    subject: CHILD
    start: START
    end: END
    key: [CHILD, START]
    records:
      - kind: looked-after
  reviews:
    file: reviews.csv
    dates: day-first
    subject: CHILD
    start: REVIEWED
    key: [CHILD, REVIEWED]
    records:
      - kind: meeting
        fields:
          type: {{always: looked-after-review}}
          child-took-part: {{column: PART, codes: {{Y: attended-and-spoke, N: not-at-all}}}}
"""
CHILDREN = ["a1,01/02/2012", "b2,03/04/2013", "c3,05/06/2011"]
CARE = ["a1,06/01/2025,", "b2,06/01/2025,", "c3,06/01/2025,"]
REVIEWS = ["a1,03/02/2025,Y", "b2,03/02/2025,Y", "c3,03/02/2025,Y"]
"""Twenty working days after Monday 6 January 2025 is Monday 3 February."""


def made(folder: Path, children: list[str], care: list[str], reviews: list[str]) -> Path:
    folder.mkdir(parents=True)
    for name, header, rows in (
        ("children", "CHILD,BORN", children),
        ("care", "CHILD,START,END", care),
        ("reviews", "CHILD,REVIEWED,PART", reviews),
    ):
        (folder / f"{name}.csv").write_text("\n".join([header, *rows]) + "\n", "utf-8")
    return folder


def mapping(folder: Path, to: str = "2025-12-31") -> Path:
    path = folder / "mapping.yaml"
    path.write_text(MAPPING.format(to=to), "utf-8")
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def years(folder: Path, *more: object) -> Result:
    paths = (folder / "earlier", folder / "later")
    return run("compare", "years", *paths, "--mapping", folder / "mapping.yaml", *more)


def as_json(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.fixture
def two(tmp_path: Path) -> Path:
    """A year later: b2's review is gone, c3's says something else, a1 has another birth date, d4 is
    new, and a second review of a1 was entered late."""
    mapping(tmp_path)
    made(tmp_path / "earlier", CHILDREN, CARE, REVIEWS)
    made(
        tmp_path / "later",
        ["d4,01/01/2014", "c3,05/06/2011", "b2,03/04/2013", "a1,02/02/2012"],
        [*CARE[::-1], "d4,01/05/2025,"],
        ["c3,03/02/2025,N", "a1,3/2/2025,Y", "a1,28/04/2025,Y"],
    )
    return tmp_path


# --- years -----------------------------------------------------------------------------------


def test_each_record_is_in_one_class(two: Path) -> None:
    found = as_json(years(two, "--json"))["records"]
    told = {
        kind: {k: n for k, n in counts.items() if n} for kind, counts in found["counts"].items()
    }
    assert told == {
        "looked-after": {"unchanged": 3, "entered late": 1},
        "meeting": {"unchanged": 1, "changed": 1, "withdrawn": 1, "entered late": 1},
    }
    assert found["changed_fields"] == {"meeting": {"child-took-part": 1}}
    (changed,) = (each for each in found["details"] if each["became"] == "changed")
    assert (changed["file"], changed["day"]) == ("c3", "2025-02-03")
    assert changed["changes"] == [
        {"field": "child-took-part", "earlier": "attended-and-spoke", "later": "not-at-all"}
    ]


def test_subjects_are_compared(two: Path) -> None:
    found = as_json(years(two, "--json"))["subjects"]
    assert (found["unchanged"], found["changed"]) == (2, 1)
    assert (found["new"], found["gone"]) == (["d4"], [])
    assert found["details"] == [
        {"file": "a1", "attribute": "born", "earlier": "2012-02-01", "later": "2012-02-02"}
    ]


def test_obligations_that_stand_otherwise_name_the_records_that_explain_it(two: Path) -> None:
    found = as_json(years(two, "--json"))
    met_to_overdue = {"duty": "lac-review-first", "earlier": "met", "later": "overdue"}
    assert {**met_to_overdue, "obligations": 1} in found["obligations"]["states"]
    (withdrawn,) = (r["record"] for r in found["records"]["details"] if r["became"] == "withdrawn")
    (first,) = (
        each
        for each in found["obligations"]["details"]
        if (each["duty"], each["file"]) == ("lac-review-first", "b2")
    )
    assert (first["because"], first["records"]) == ("records", [withdrawn])
    changed = found["obligations"]["changed"]
    assert sum(state["obligations"] for state in found["obligations"]["states"]) == changed


def test_both_are_judged_on_the_last_day_that_both_cover(two: Path) -> None:
    found = as_json(years(two, "--json"))
    assert found["both_cover"] == {"from": "2025-01-01", "to": "2025-12-31"}
    assert found["as_at"] == "Wed 31 Dec 2025"
    asked = as_json(years(two, "--as-at", "2025-03-31", "--json"))
    assert asked["as_at"] == "Mon 31 Mar 2025"


def test_it_is_told_as_text_without_any_value_of_a_record(two: Path) -> None:
    result = years(two)
    assert result.exit_code == 0
    for line in (
        "Earlier: earlier, 3 files, covers Wed 1 Jan 2025 to Wed 31 Dec 2025.",
        "Subjects: 2 unchanged, 1 changed, 1 new, 0 gone.",
        "born: told otherwise of 1",
        "because records that it rests on are not the same.",
    ):
        assert line in result.stdout
    assert re.search(r"meeting +child-took-part +1", result.stdout)
    assert re.search(r"lac-review-first +met +overdue +1", result.stdout)
    assert "not-at-all" not in result.stdout
    assert "2012" not in result.stdout


def test_a_return_beside_itself_has_no_changes(two: Path) -> None:
    same = two / "earlier"
    found = as_json(
        run("compare", "years", same, same, "--mapping", two / "mapping.yaml", "--json")
    )
    assert found["records"]["details"] == []
    assert (found["obligations"]["changed"], found["obligations"]["details"]) == (0, [])
    assert found["obligations"]["same"] > 0


def test_extracts_are_compared_and_an_extract_with_its_tables(two: Path) -> None:
    for name in ("earlier", "later"):
        extract = two / f"{name}-extract"
        converted = run("convert", two / name, extract, "--mapping", two / "mapping.yaml")
        assert converted.exit_code == 0, converted.output
    tables = as_json(years(two, "--json"))
    extracts = as_json(
        run("compare", "years", two / "earlier-extract", two / "later-extract", "--json")
    )
    assert extracts["records"]["details"] == tables["records"]["details"]
    # The two birth dates lie in one month, and an extract tells no more.
    assert extracts["subjects"]["changed"] == 0
    both = (two / "earlier-extract", two / "earlier")
    mixed = run("compare", "years", *both, "--mapping", two / "mapping.yaml", "--json")
    assert as_json(mixed)["records"]["details"] == []


def test_out_has_one_row_for_each_field_and_record(two: Path) -> None:
    out, obligations = two / "records.csv", two / "obligations.parquet"
    result = years(two, "--out", out, "--out-obligations", obligations)
    assert result.exit_code == 0
    with out.open(encoding="utf-8-sig", newline="") as text:
        rows = list(csv.DictReader(text))
    assert sorted(row["became"] for row in rows) == [
        "changed", "entered late", "entered late", "withdrawn",
    ]  # fmt: skip
    (changed,) = (row for row in rows if row["became"] == "changed")
    assert (changed["field"], changed["earlier"], changed["later"]) == (
        "child-took-part", "attended-and-spoke", "not-at-all",
    )  # fmt: skip
    found = pq.read_table(obligations)
    assert found.num_rows == as_json(years(two, "--json"))["obligations"]["changed"]
    book = two / "records.xlsx"
    assert years(two, "--out", book).exit_code == 0
    assert openpyxl.load_workbook(book).sheetnames == ["records"]


def test_an_ending_that_cannot_be_written_is_refused_before_any_work(two: Path) -> None:
    result = years(two, "--out", two / "records.pdf")
    assert result.exit_code == 2
    assert "records can be written as .csv, .parquet, .xlsx" in result.stderr


def test_refused_rows_stop_it_and_are_told_when_it_goes_on(two: Path) -> None:
    (two / "later" / "reviews.csv").write_text("CHILD,REVIEWED,PART\na1,31/02/2025,Y\n", "utf-8")
    rejects = two / "rejects.csv"
    stopped = years(two, "--rejects", rejects)
    assert stopped.exit_code == 3
    assert (two / "rejects-later.csv").exists()
    gone_on = years(two, "--rejects", rejects, "--keep-going")
    assert gone_on.exit_code == 0
    assert "Later: 1 row refused and left out" in gone_on.stdout
    assert "that the earlier one has is told as no longer there." in gone_on.stdout


def test_returns_that_share_no_day_are_compared_without_obligations(tmp_path: Path) -> None:
    made(tmp_path / "one", CHILDREN, CARE, REVIEWS)
    made(tmp_path / "two", CHILDREN, [], [])
    first = mapping(tmp_path)
    extract = tmp_path / "earlier"
    assert run("convert", tmp_path / "one", extract, "--mapping", first).exit_code == 0
    second = tmp_path / "second.yaml"
    text = MAPPING.format(to="2026-12-31").replace("from: 2025-01-01", "from: 2026-01-01")
    second.write_text(text, "utf-8")
    found = run("compare", "years", extract, tmp_path / "two", "--mapping", second)
    assert found.exit_code == 0, found.output
    assert "There is no day that both cover" in found.stdout
    assert re.search(r"all +6", found.stdout)
    assert "out of reach" in found.stdout and "withdrawn" not in found.stdout


def test_sources_that_share_no_record_are_asked_about(tmp_path: Path) -> None:
    mapping(tmp_path)
    made(tmp_path / "earlier", CHILDREN[:1], CARE[:1], REVIEWS[:1])
    made(tmp_path / "later", CHILDREN[1:], CARE[1:], REVIEWS[1:])
    assert "No record of the one is in the other." in years(tmp_path).stdout


# --- services --------------------------------------------------------------------------------


def service(folder: Path, children: int, in_time: int) -> Path:
    """A service of some children, each due a review on 3 February, of which some were in time."""
    ids = [f"x{number:03}" for number in range(children)]
    days = ["03/02/2025" if number < in_time else "04/02/2025" for number in range(children)]
    return made(
        folder,
        [f"{id_},01/02/2012" for id_ in ids],
        [f"{id_},06/01/2025," for id_ in ids],
        [f"{id_},{day},Y" for id_, day in zip(ids, days, strict=True)],
    )


def services(folder: Path, *more: object) -> Result:
    return run(
        "compare", "services", folder / "north", folder / "south", "--mapping",
        mapping(folder), "--from", "2025-01-01", "--as-at", "2025-03-31", *more,
    )  # fmt: skip


def test_a_difference_is_told_with_its_interval(tmp_path: Path) -> None:
    service(tmp_path / "north", 70, 56)
    service(tmp_path / "south", 80, 48)
    found = as_json(services(tmp_path, "--measure", "looked-after-reviews-in-time", "--json"))
    (reviews,) = found["measures"]
    assert (reviews["a"]["numerator"], reviews["a"]["denominator"]) == (56, 70)
    assert (reviews["b"]["numerator"], reviews["b"]["denominator"]) == (48, 80)
    assert reviews["verdict"] == "higher in A"
    assert reviews["low"] == pytest.approx(0.0524, abs=5e-5)
    assert reviews["high"] == pytest.approx(0.3339, abs=5e-5)
    text = services(tmp_path).stdout
    assert "Higher in A, north: A less B is +20.0 points (95% interval +5.2 to +33.4)." in text
    assert "what their cases are like is not allowed for" in text
    assert "Without data in either: " in text
    assert "better" not in text.replace("not who does better", "")


def test_chance_is_called_chance(tmp_path: Path) -> None:
    service(tmp_path / "north", 30, 20)
    service(tmp_path / "south", 30, 22)
    said = services(tmp_path).stdout
    assert "No difference can be told from chance: A less B is -6.7 points" in said


def test_of_few_nothing_is_told(tmp_path: Path) -> None:
    service(tmp_path / "north", 9, 9)
    service(tmp_path / "south", 80, 0)
    said = services(tmp_path).stdout
    assert "No difference is told, because one of the two is of fewer than 10." in said


def test_a_measure_that_is_not_there_is_named(tmp_path: Path) -> None:
    service(tmp_path / "north", 1, 1)
    service(tmp_path / "south", 1, 1)
    result = services(tmp_path, "--measure", "kindness")
    assert result.exit_code == 2
    assert "has no measure kindness" in result.stderr


# --- what the manual says --------------------------------------------------------------------

DOCS = Path(__file__).parents[2] / "docs"


def keys_of(value: Any) -> set[str]:
    """Every key of an object whose name is not data (a kind, a field, a class, a state)."""
    data = {"counts", "changed_fields", "not_compared", "attributes", "beside", "standard"}
    if isinstance(value, list):
        return set().union(*map(keys_of, value))
    if isinstance(value, dict):
        inner = [keys_of(v) for k, v in value.items() if k not in data]
        return set(value).union(*inner)
    return set()


def test_the_manual_names_every_key(two: Path, tmp_path: Path) -> None:
    manual = (DOCS / "command-line.md").read_text("utf-8")
    service(tmp_path / "north", 20, 10)
    service(tmp_path / "south", 20, 10)
    asked = [as_json(years(two, "--json")), as_json(services(tmp_path, "--json"))]
    unsaid = [key for found in asked for key in keys_of(found) if f"`{key}`" not in manual]
    assert unsaid == []


def test_the_manual_explains_every_class_and_verdict() -> None:
    from sightline.engine.side_by_side import Verdict
    from sightline.returns.compare import Became

    page = (DOCS / "returns" / "comparison.md").read_text("utf-8")
    for word in (*Became, *Verdict):
        assert f"**{word.value}**" in page
