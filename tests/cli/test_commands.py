"""The command line through its public face: what it prints, writes, refuses, and its exit codes."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from sightline.cli import COMMANDS, main
from sightline.cli.failing import EXIT_CODES
from sightline.engine.rows import SCHEMA, UNKNOWN_SCHEMA
from sightline.returns.judged import blind_duties
from sightline.synth import service
from tests.england import england

MAPPING = """\
title: Reviews of looked after children
agency: council
place: north
delivered: 2025-12-31
watched: {from: 2025-01-01, to: delivered}
tables:
  children:
    file: children.csv
    dates: day-first
    subject: {id: CHILD, type: child, born: BORN}
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
        fields: {type: {always: looked-after-review}}
"""

CHILDREN = "CHILD,BORN\na1,01/02/2012\nb2,03/04/2013\n"
CARE = "CHILD,START,END\na1,06/01/2025,\nb2,06/01/2025,\n"
REVIEWS = "CHILD,REVIEWED\na1,03/02/2025\nb2,04/02/2025\n"
"""Twenty working days after Monday 6 January 2025 is Monday 3 February."""


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    """A delivery of two children: a1 reviewed on the last day in time, b2 a day later."""
    folder = tmp_path / "return"
    folder.mkdir()
    for name, text in (("children", CHILDREN), ("care", CARE), ("reviews", REVIEWS)):
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    (tmp_path / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
    return folder


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def on_tables(command: str, tables: Path, *more: object) -> Result:
    mapping = tables.parent / "mapping.yaml"
    return run(command, tables, "--mapping", mapping, "--as-at", "2025-03-31", *more)


def as_json(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


# --- check -----------------------------------------------------------------------------------


def test_check_counts_each_duty_by_state(tables: Path) -> None:
    found = as_json(on_tables("check", tables, "--json"))
    states = found["duties"]["lac-review-first"]["states"]
    assert {state: number for state, number in states.items() if number} == {"met": 1, "late": 1}
    assert found["files"] == 2
    assert found["standard"]["name"] == "england"
    assert found["rejects"] == []


def test_check_accounts_for_every_row(tables: Path) -> None:
    rows = as_json(on_tables("check", tables, "--json"))["coverage"]["rows"]
    assert rows == {"read": 6, "used": 6, "ignored": 0, "refused": 0}


def test_what_the_tables_cannot_hold_is_not_called_overdue(tables: Path) -> None:
    """No table holds plans or visits, so their absence says nothing."""
    found = as_json(on_tables("check", tables, "--json"))
    for duty, told in found["duties"].items():
        if told["cannot_judge_absence"]:
            assert told["states"]["overdue"] == 0, duty
    assert "board-membership" in found["coverage"]["duties_not_triggered"]


def test_as_known_at_leaves_out_what_came_later(tables: Path) -> None:
    found = as_json(on_tables("check", tables, "--known-at", "2025-12-30", "--json"))
    assert found["obligations"] == 0


def test_check_says_it_all_as_text(tables: Path) -> None:
    result = on_tables("check", tables, "--by", "place")
    assert result.exit_code == 0
    assert "As it stood on Mon 31 Mar 2025" in result.stdout
    assert "lac-review-first" in result.stdout
    assert "place: north" in result.stdout
    assert "Rows: 6 read = 6 used + 0 ignored + 0 refused." in result.stdout


def obligations(path: Path) -> Sequence[Sequence[Any]]:
    """The rows of an output in any of the three formats, header first."""
    if path.suffix == ".parquet":
        table = pq.read_table(path)
        columns = [column.to_pylist() for column in table.columns]
        return [table.column_names, *zip(*columns, strict=True)]
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as text:
            return list(csv.reader(text))
    sheet = openpyxl.load_workbook(path)["obligations"]
    return [list(row) for row in sheet.iter_rows(values_only=True)]


@pytest.mark.parametrize("ending", [".csv", ".parquet", ".xlsx"])
def test_obligations_are_written_with_dates_and_words(tables: Path, ending: str) -> None:
    out = tables.parent / f"obligations{ending}"
    found = as_json(
        on_tables("check", tables, "--duty", "lac-review-first", "--out", out, "--json")
    )
    header, *rows = obligations(out)
    assert found["obligations"] == len(rows) == 2
    due, state = list(header).index("due"), list(header).index("state")
    assert {(str(row[due]), row[state]) for row in rows} == {
        ("2025-02-03", "met"), ("2025-02-03", "late"),
    }  # fmt: skip


def test_an_ending_that_cannot_be_written_is_refused_before_any_work(tables: Path) -> None:
    result = on_tables("check", tables, "--out", tables.parent / "obligations.pdf")
    assert result.exit_code == 2
    assert ".csv, .parquet, .xlsx" in result.stderr


# --- bad input -------------------------------------------------------------------------------


def with_reviews(tables: Path, content: bytes) -> Path:
    (tables / "reviews.csv").write_bytes(content)
    return tables


def test_a_wrong_row_stops_everything_and_is_listed(tables: Path) -> None:
    rejects = tables.parent / "rejects.csv"
    bad = with_reviews(tables, b"CHILD,REVIEWED\na1,31/02/2025\nb2,04/02/2025\n")
    result = on_tables("check", bad, "--rejects", rejects, "--out", tables.parent / "o.csv")
    assert result.exit_code == 3
    assert "reviews.csv, line 2, REVIEWED" in result.stderr
    assert "31/02/2025" in rejects.read_text("utf-8-sig")
    assert not (tables.parent / "o.csv").exists()


def test_keep_going_uses_the_other_rows_and_says_so(tables: Path) -> None:
    bad = with_reviews(tables, b"CHILD,REVIEWED\na1,31/02/2025\nb2,04/02/2025\n")
    rejects = tables.parent / "rejects.csv"
    result = on_tables("check", bad, "--keep-going", "--rejects", rejects)
    assert result.exit_code == 0
    assert "1 row refused and left out (--keep-going)" in result.stdout


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\x01\x02\xff" * 50, b"\xff\xfeC\x00H", b'CHILD,REVIEWED\na1,"03/02/2025\n'],
    ids=["empty", "binary", "truncated UTF-16", "unclosed quote"],
)
def test_a_file_that_cannot_be_read_is_one_sentence_and_exit_code_2(
    tables: Path, content: bytes
) -> None:
    result = on_tables("check", with_reviews(tables, content))
    assert result.exit_code == 2
    assert "reviews.csv" in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("check", "nowhere", "--mapping", "ssda903"), "there is no such file or folder"),
        (("check", ".", "--standard", "atlantis"), "comes with Sightline is england"),
        (
            ("check", ".", "--mapping", "nothing"),
            "comes with Sightline is cin-census, hmip-ratings, ssda903",
        ),
        (
            (
                "check",
                ".",
            ),
            "this is not an extract",
        ),
        (("check", ".", "--as-at", "31/03/2025"), "is not a day such as 2026-10-31"),
        (("check", ".", "--duty", "be-nice"), "has no duty be-nice"),
        (("figures", ".", "--from", "2025-01-01", "--measure", "x"), "has no measure x"),
        (("standard", "show", "be-nice"), "has no duty be-nice"),
    ],
)
def test_wrong_usage_is_answered_with_what_would_be_right(
    arguments: tuple[str, ...], says: str
) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert says in " ".join(result.stderr.split())


# --- explain, figures, convert ---------------------------------------------------------------


def test_explain_tells_rule_records_clock_and_outcome(tables: Path) -> None:
    result = on_tables("explain", tables, "--file", "b2", "--duty", "lac-review-first")
    assert result.exit_code == 0
    for line in (
        "While looked after, there must be meeting (type looked-after-review)",
        "Mon 6 Jan 2025: day 0",
        "Mon 3 Feb 2025: day 20",
        "Done Tue 4 Feb 2025, 1 day after it was due.",
    ):
        assert line in result.stdout


def test_explain_names_the_file_that_is_not_there(tables: Path) -> None:
    result = on_tables("explain", tables, "--file", "c3")
    assert result.exit_code == 2
    assert "There is no file c3" in result.stderr


def test_figures_say_numerator_and_denominator(tables: Path) -> None:
    result = on_tables("figures", tables, "--from", "2025-01-01", "--by", "place", "--json")
    found = as_json(result)["figures"]
    reviews = [f for f in found if f["denominator"]]
    assert reviews
    assert {(f["numerator"], f["denominator"]) for f in reviews if "first" in f["measure"]} <= {
        (1, 2), (2, 2)
    }  # fmt: skip


def test_figures_of_records_judge_no_duty(tables: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    judged: list[object] = []

    def evaluate(*_: object, duties: object, **__: object) -> tuple[pa.Table, pa.Table]:
        judged.append(duties)
        return SCHEMA.empty_table(), UNKNOWN_SCHEMA.empty_table()

    monkeypatch.setattr("sightline.engine.many.evaluate_files", evaluate)
    count = on_tables("figures", tables, "--from", "2025-01-01", "--measure", "files-read")
    assert [list(each) for each in judged] == [[]]  # type: ignore[call-overload]
    (line,) = [line for line in count.stdout.splitlines() if "all files" in line]
    assert line.split()[:2] == ["0", "0"]
    values = on_tables("figures", tables, "--from", "2025-01-01", "--measure", "joint-reviews")
    assert any(line.startswith("no data") for line in values.stdout.splitlines())


def test_figures_by_who_was_responsible_leave_records_out_unless_asked(tables: Path) -> None:
    by = ("--from", "2025-01-01", "--by", "responsible-team")
    found = as_json(on_tables("figures", tables, *by, "--json"))["figures"]
    assert "looked-after-reviews-in-time" in {f["measure"] for f in found}
    assert "files-read" not in {f["measure"] for f in found}
    refused = on_tables("figures", tables, *by, "--measure", "files-read")
    assert refused.exit_code == 2
    assert "cannot be grouped by responsible-team" in refused.stderr


def test_tables_converted_to_an_extract_come_to_the_same(tables: Path) -> None:
    extract = tables.parent / "extract"
    mapping = tables.parent / "mapping.yaml"
    converted = run("convert", tables, extract, "--mapping", mapping)
    assert converted.exit_code == 0, converted.output
    from_tables = as_json(on_tables("check", tables, "--duty", "lac-review-first", "--json"))
    from_extract = as_json(
        run("check", extract, "--duty", "lac-review-first", "--as-at", "2025-03-31", "--json")
    )
    assert from_extract["duties"] == from_tables["duties"]


# --- standard, help --------------------------------------------------------------------------


def test_the_standard_that_comes_with_sightline_is_sound() -> None:
    found = as_json(run("standard", "check", "--json"))
    assert found["faults"] == []
    assert found["examples"] > 200


def test_a_duty_changed_by_one_day_turns_an_example_red(tmp_path: Path) -> None:
    from importlib import resources
    from shutil import copytree

    england = Path(str(resources.files("sightline"))) / "standards" / "england"
    copy = Path(copytree(england, tmp_path / "england"))
    file = next(p for p in (copy / "duties").iterdir() if "vuln-plan-create" in p.read_text())
    text = file.read_text("utf-8")
    duty = text.index("vuln-plan-create:")
    file.write_text(text[:duty] + text[duty:].replace("15 working days", "16 working days", 1))
    result = run("standard", "check", copy)
    assert result.exit_code == 1
    assert "vuln-plan-create" in result.stderr


def test_a_faulty_standard_is_named_with_file_line_and_column(tmp_path: Path) -> None:
    (tmp_path / "standard.yaml").write_text("name: [", encoding="utf-8")
    result = run("standard", "check", tmp_path)
    assert result.exit_code == 2
    assert "standard.yaml:2:1: this is not YAML" in result.stderr


def test_standard_list_has_the_duties() -> None:
    duties = as_json(run("standard", "list", "--json"))["duties"]
    assert {"vetting-before-start", "board-membership"} <= {duty["id"] for duty in duties}


def test_standard_show_tells_then_and_now() -> None:
    result = run("standard", "show", "vuln-plan-create")
    assert "From 1 January 2004 until 1 April 2019" in result.stdout
    assert "Example: " in result.stdout


def test_the_schema_is_json() -> None:
    assert as_json(run("standard", "schema"))["$schema"].startswith("https://json-schema.org/")


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_explains_itself(command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert "--help" in result.stdout


# --- what the manual says --------------------------------------------------------------------

MANUAL = Path(__file__).parents[2] / "docs" / "command-line.md"


def test_the_manual_names_every_exit_code_and_key(tables: Path) -> None:
    manual = MANUAL.read_text("utf-8")
    for code in EXIT_CODES:
        assert f"| {code} |" in manual
    found = as_json(on_tables("check", tables, "--json"))
    keys = [*found, *found["coverage"], *next(iter(found["duties"].values()))]
    figures = as_json(on_tables("figures", tables, "--from", "2025-01-01", "--json"))
    keys += [*figures, *figures["figures"][0], *as_json(run("standard", "list", "--json"))]
    unsaid = {"title", "standard", "subjects", "records"}
    assert [key for key in keys if f"`{key}`" not in manual and key not in unsaid] == []


@pytest.mark.parametrize(
    ("known_at", "said"),
    [
        ("2025-03-31", "(as known then)."),
        ("2026-01-31", "(with hindsight)."),
        ("2025-02-01", "counts as not yet."),
    ],
)
def test_how_the_two_times_lie_is_said(tables: Path, known_at: str, said: str) -> None:
    assert said in on_tables("check", tables, "--known-at", known_at).stdout


def test_an_extract_is_judged_as_the_tables_that_it_was_made_of(tables: Path) -> None:
    """What the tables could not hold is not watched before conversion, nor after it."""
    mapping, extract = tables.parent / "mapping.yaml", tables.parent / "extract"
    assert run("convert", tables, extract, "--mapping", mapping).exit_code == 0
    of_tables = as_json(on_tables("check", tables, "--json"))
    of_extract = as_json(run("check", extract, "--as-at", "2025-03-31", "--json"))
    assert any(duty["cannot_judge_absence"] for duty in of_tables["duties"].values())
    assert of_extract["duties"] == of_tables["duties"]
    for key in ("obligations", "known_at"):
        assert of_extract[key] == of_tables[key]
    assert (
        of_extract["coverage"]["duties_not_triggered"]
        == of_tables["coverage"]["duties_not_triggered"]
    )


def test_what_the_invented_service_never_records_is_not_overdue_in_its_extract(
    tmp_path: Path,
) -> None:
    out = tmp_path / "borchester"
    assert run("synth", out, "--children", 40).exit_code == 0
    found = as_json(run("check", out, "--as-at", "2026-10-31", "--json"))["duties"]
    blind = blind_duties(england(), service(1, 40).holds)
    assert {id_ for id_, duty in found.items() if duty["cannot_judge_absence"]} == (
        set(found) & set(blind)
    )
    assert found["ete-hours-post-16"]["states"]["overdue"] == 0
    assert found["ete-hours-post-16"]["states"]["not watched"] > 0
