"""What a check says of a document, in text and in JSON."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from sightline.cli import main

MAPPING = """\
title: Meetings in XML
xml:
  root: Message
  unit: Child
  header: {year: Year, made: Made}
  layout: {value: year, seen: "2024"}
agency: north
place: northshire
delivered: {xml: made}
watched: {from: first record, to: delivered}
tables:
  children:
    xml: .
    dates: iso
    subject: {id: Id, born: Born}
  meetings:
    xml: Meeting
    dates: iso
    subject: /Id
    key: [/Id, Day]
    start: Day
    records: {kind: meeting, fields: {type: {always: looked-after-review}}}
"""
DOCUMENT = """\
<Message><Year>{year}</Year><Made>2024-06-01T09:00:00</Made>
<Child><Id>A1</Id><Born>2012-01-02</Born><UPN>1</UPN>
<Meeting><Day>2024-02-01</Day></Meeting>
<meeting><Day>2024-02-01</Day></meeting> stray
<Meeting>
<Day>01/02/2024</Day></Meeting></Child></Message>
"""


@pytest.fixture
def checked(tmp_path: Path) -> list[str]:
    (tmp_path / "mapping.yaml").write_text(MAPPING)
    (tmp_path / "a.xml").write_text(DOCUMENT.format(year=2030))
    return ["check", str(tmp_path / "a.xml"), "--mapping", str(tmp_path / "mapping.yaml"),
            "--as-at", "2024-06-30", "--keep-going", "--rejects",
            str(tmp_path / "rejects.csv")]  # fmt: skip


def test_a_check_says_in_text_what_was_not_read(checked: list[str]) -> None:
    result = CliRunner().invoke(main, checked)
    assert result.exit_code == 0, result.output
    lines = [line.strip() for line in result.stdout.splitlines()]
    for line in (
        "Rows: 3 read = 2 used + 0 ignored + 1 refused.",
        "a.xml [children]: 1 read, 1 used, ignored: none, 0 refused.",
        "columns ignored: /UPN",
        "a.xml [meetings]: 2 read, 1 used, ignored: none, 1 refused.",
        "a.xml: the mapping has not been tried on a layout of 2030; what it does not know of it is "
        "named here.",
        "a.xml: section not read: /meeting, 1 time; did you mean /Meeting?",
        "a.xml: absence is not judged from meetings, because rows may stand in a section that was "
        "not read.",
        "a.xml: text between elements, which nobody reads, 1 time:",
        "line 4, in Child: stray",
    ):
        assert line in lines, result.stdout


def test_a_check_says_in_json_what_was_not_read(checked: list[str]) -> None:
    found = json.loads(CliRunner().invoke(main, [*checked, "--json"]).stdout)
    (document,) = found["coverage"]["documents"]
    assert (document["layout"], document["layout_seen"]) == ("2030", False)
    assert document["sections_not_read"] == [
        {"path": "/meeting", "times": 1, "line": 4, "meant": "/Meeting"}
    ]
    assert document["tables_in_doubt"] == ["meetings"]
    (reject,) = found["rejects"]
    assert (reject["line"], reject["field"], reject["field_line"]) == (5, "Day", 6)


def test_every_key_of_a_document_is_in_the_manual(checked: list[str]) -> None:
    manual = (Path(__file__).parents[2] / "docs" / "command-line.md").read_text("utf-8")
    found = json.loads(CliRunner().invoke(main, [*checked, "--json"]).stdout)
    (document,) = found["coverage"]["documents"]
    keys = [*document, *document["stray_text"], *document["sections_not_read"][0]]
    keys += found["rejects"][0]
    assert [key for key in keys if f"`{key}`" not in manual] == []


def test_a_file_without_a_line_of_its_own_stops_with_a_sentence(
    checked: list[str], tmp_path: Path
) -> None:
    (tmp_path / "a.xml").write_text('<!DOCTYPE Message [<!ENTITY a "b">]><Message/>')
    result = CliRunner().invoke(main, checked)
    assert result.exit_code == 2
    assert "a.xml, line 1: The file declares a document type" in result.stderr
