"""Files made to harm: each is refused with a sentence, in bounded memory and time."""

from __future__ import annotations

import gc
import json
import os
import struct
import tracemalloc
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sightline.returns import (
    FaultyMapping,
    UnreadableFile,
    files,
    read,
    read_extract,
    write_extract,
    write_rejects,
)
from sightline.returns.csv_files import read_csv
from sightline.returns.data_package import digest_of
from sightline.returns.errors import Reject
from sightline.returns.values import Memo
from sightline.returns.workbooks import read_workbook
from tests.returns import xml_small
from tests.returns.small import STANDARD, VISITS, delivery, mapping

HEAD = "child,day,result\n"
LIMIT = 150 << 20
"""Bytes of Python objects that reading a hostile file may take, generously."""


@contextmanager
def bounded_memory() -> Iterator[None]:
    """Fails where the peak of what Python holds passes the limit."""
    tracemalloc.start()
    try:
        yield
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < LIMIT, f"{peak >> 20} MB were held"


def refused(do: Callable[[], Any]) -> UnreadableFile:
    with bounded_memory(), pytest.raises(UnreadableFile) as raised:
        do()
    assert raised.value.problem.endswith(".")
    return raised.value


def of_csv(folder: Path, content: bytes) -> UnreadableFile:
    path = folder / "t.csv"
    path.write_bytes(content)
    return refused(lambda: rows_of_csv(path))


def rows_of_csv(path: Path) -> list[Any]:
    with closing(read_csv(path, path.name, wanted=("child", "day"))) as table:
        return list(table.rows)


def sparse(path: Path, start: bytes, size: int) -> Path:
    """A file of a size that takes no room on the disk: all but its start are NUL bytes."""
    with path.open("wb") as file:
        file.write(start)
        file.truncate(size)
    return path


# --- CSV -------------------------------------------------------------------------------------


def test_two_gigabytes_of_nothing(tmp_path: Path) -> None:
    path = sparse(tmp_path / "t.csv", HEAD.encode(), 2 << 30)
    found = refused(lambda: rows_of_csv(path))
    assert (found.line, found.problem[:24]) == (2, "The file holds NUL bytes")


def test_one_line_without_end(tmp_path: Path) -> None:
    assert of_csv(tmp_path, b"a," * 8_000_000).problem.startswith("The line is too long")


def test_one_row_of_many_lines_without_end(tmp_path: Path) -> None:
    """Each line ends within quotes, so that the row goes on: no line of it is long."""
    found = of_csv(tmp_path, HEAD.encode() + b'"A1' + b'\n","' * 2_000_000)
    assert found.problem.startswith("The row is too long")


def test_a_quote_that_is_never_closed(tmp_path: Path) -> None:
    found = of_csv(tmp_path, HEAD.encode() + b'"' + b"A1,06/10/2022,K\n" * 500_000)
    assert "a quote may be missing" in found.problem


def test_a_million_columns(tmp_path: Path) -> None:
    content = "child,day" + "".join(f",c{n}" for n in range(1_000_000 // 4)) + "\n"
    assert "at most 16,384 can be read" in of_csv(tmp_path, content.encode()).problem


def test_nothing_but_empty_lines(tmp_path: Path) -> None:
    found = of_csv(tmp_path, b"\n" * 20_000_000)
    assert found.problem == "The file holds nothing but empty lines."


def test_more_lines_than_can_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sightline.returns.csv_files.MOST_LINES", 100)
    found = of_csv(tmp_path, HEAD.encode() + b"A1,06/10/2022,K\n" * 101)
    assert (found.line, found.problem[:28]) == (101, "The file has more than 100 l")


def test_long_values_are_not_remembered() -> None:
    memo = Memo(len)
    with bounded_memory():
        for number in range(10_000):
            assert memo[f"{number}{'x' * 50_000}"] > 50_000
    assert memo["short"] == 5


def test_a_file_that_shrinks_while_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(HEAD + "A1,06/10/2022,K\n" * 50_000, "utf-8")
    table = read_csv(path, path.name, wanted=("child",))
    os.truncate(path, 400_000)
    assert refused(lambda: list(table.rows)).problem == "The file changed while it was being read."


def test_a_file_that_turns_into_something_else_while_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(HEAD + "A1,06/10/2022,K\n" * 50_000, "utf-8")
    table = read_csv(path, path.name, wanted=("child",))
    with path.open("r+b") as file:
        file.seek(400_000)
        file.write(b"\xff\xfe\x81" * 100)
    assert refused(lambda: list(table.rows)).problem == "The file changed while it was being read."


def test_a_file_that_vanishes_while_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(HEAD + "A1,06/10/2022,K\n" * 50_000, "utf-8")
    table = read_csv(path, path.name, wanted=("child",))
    path.unlink()
    assert refused(lambda: list(table.rows)).problem == "The file changed while it was being read."


def test_columns_whose_names_would_break_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile) as raised:
        delivery(tmp_path, '"a\nError: all is well",b\x9b\u202e\n1,2\n')
    assert raised.value.problem.isprintable()
    found = delivery(
        tmp_path,
        'child,"da\ny",result\nA1,x,K\n',
        VISITS.replace("day]", '"da y"]').replace("start: day", 'start: "da y"'),
    )
    assert [reject.field for reject in found.rejects] == ["da\\ny"]


# --- what rows hold --------------------------------------------------------------------------


def reasons(folder: Path, *rows: str, text: str = VISITS) -> list[tuple[int, str, str]]:
    """Line, field and reason of each row that is refused, the others being used or repeated."""
    found = delivery(folder, HEAD + "".join(f"{row}\n" for row in rows), text)
    (file,) = found.coverage.files
    assert file.read == len(rows) == file.used + sum(file.ignored.values()) + file.refused
    return [(each.line, each.field, each.reason) for each in found.rejects]


@pytest.mark.parametrize(
    "unseen",
    ["\u200f", "\u200b", "\u202e", "\u00a0", "\u3164", "\ufe0f", "\u034f", "\x1b", "\u2066"],
    ids=lambda character: f"U+{ord(character):04X}",
)
def test_an_id_with_something_unseen_in_it(tmp_path: Path, unseen: str) -> None:
    (found,) = reasons(tmp_path, "A1,06/10/2016,K", f"A{unseen}1,07/10/2016,K")
    assert found[:2] == (3, "child")
    assert found[2].startswith("The id holds a character that cannot be seen")


def test_an_id_is_the_same_however_its_letters_are_composed(tmp_path: Path) -> None:
    composed = "Zoë-1"
    apart = unicodedata.normalize("NFD", composed)
    found = delivery(tmp_path, HEAD + f"{composed},06/10/2016,K\n{apart},07/10/2016,K\n")
    assert [(file.subject.id, len(file.records)) for file in files(found)] == [(composed, 2)]


def test_ids_that_differ_by_case_are_two_children(tmp_path: Path) -> None:
    found = delivery(tmp_path, HEAD + "a1,06/10/2016,K\nA1,06/10/2016,K\n")
    assert [(file.subject.id, len(file.records)) for file in files(found)] == [("A1", 1), ("a1", 1)]


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!"])
def test_an_error_of_excel_is_nobody(tmp_path: Path, error: str) -> None:
    (found,) = reasons(tmp_path, f"{error},06/10/2016,K")
    assert found == (2, "child", "The cell holds an error of Excel in place of an id.")


def test_an_id_as_long_as_a_page(tmp_path: Path) -> None:
    (found,) = reasons(tmp_path, f"{'A' * 5_000},06/10/2016,K")
    assert found == (2, "child", "The id is too long to be one.")


@pytest.mark.parametrize("day", ["01/01/0001", "31/12/1899", "01/01/2100", "31/12/9999"])
def test_a_date_centuries_away(tmp_path: Path, day: str) -> None:
    assert reasons(tmp_path, f"A1,{day},K") == [(2, "day", "The date is centuries away.")]


def test_children_told_twice_and_otherwise(tmp_path: Path) -> None:
    text = VISITS.replace("subject: child", "subject: {id: child, attributes: {sex: sex}}")
    found = delivery(
        tmp_path,
        "child,day,result,sex\nA1,06/10/2016,K,f\nA1,06/10/2016,K,f\nA1,07/10/2016,K,m\n",
        text,
    )
    assert [(each.line, each.field) for each in found.rejects] == [(4, "sex")]
    assert [file.subject.attributes for file in files(found)] == [{"sex": "f"}]


def test_a_wanted_column_that_is_there_twice(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="The column day is there twice"):
        delivery(tmp_path, "child,day,result,DAY\nA1,06/10/2016,K,x\n")
    found = delivery(tmp_path, "child,day,result,x,x\nA1,06/10/2016,K,1,2\n")
    assert len(found.records) == 1


def test_what_a_spreadsheet_would_work_out_is_written_as_text(tmp_path: Path) -> None:
    bad = ("=cmd", "+1", "-1", "@x", "\t=1", "＝1")
    rejects = [Reject(f"{text}.csv", 1, text, text, text, text) for text in bad]
    write_rejects(tmp_path / "r.csv", rejects)
    _, *lines = (tmp_path / "r.csv").read_text("utf-8-sig").splitlines()
    for line in lines:
        assert all(cell[0] in ("'", "\\") or cell == "1" for cell in line.split(","))


# --- mappings --------------------------------------------------------------------------------


def faults(folder: Path, text: str) -> str:
    with bounded_memory(), pytest.raises(FaultyMapping) as raised:
        mapping(text, folder)
    return str(raised.value)


def test_aliases_that_would_fill_any_memory(tmp_path: Path) -> None:
    levels = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    text = "\n".join(["a0: &a0 [x]", *levels])
    assert "mapping.yaml:1:5: an anchor (&a0) has no place" in faults(tmp_path, text)


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_yaml_nested_without_end(tmp_path: Path, opening: str) -> None:
    assert "nested more deeply" in faults(tmp_path, opening * 20_000)


def test_a_date_pattern_that_says_a_thing_twice(tmp_path: Path) -> None:
    text = VISITS.replace("day-first", '"%d %d %m %Y"')
    assert "or a pattern such as" in faults(tmp_path, text)


# --- workbooks -------------------------------------------------------------------------------

SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-ty'
    'pes"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationshi'
    'ps+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-off'
    'icedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" Cont'
    'entType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationsh'
    'ips"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relat'
    'ionships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet '
    'name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/'
    '2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocu'
    'ment/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}
"""The least that a workbook is made of, but for its sheet."""


def cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


HEADER_ROW = f'<row r="1">{cell("A1", "child")}{cell("B1", "day")}</row>'


def workbook(folder: Path, sheet: str | bytes, **parts: str) -> Path:
    """A workbook whose sheet is as given, ready or as the rows of one."""
    path = folder / "t.xlsx"
    if isinstance(sheet, str):
        sheet = f"{SHEET}<sheetData>{sheet}</sheetData></worksheet>".encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in {**PARTS, **parts}.items():
            packed.writestr(name, text)
        packed.writestr("xl/worksheets/sheet1.xml", sheet)
    return path


def rows_of(path: Path) -> list[Any]:
    with closing(read_workbook(path, path.name)) as table:
        return list(table.rows)


def of_workbook(folder: Path, sheet: str | bytes, **parts: str) -> UnreadableFile:
    path = workbook(folder, sheet, **parts)
    return refused(lambda: rows_of(path))


def test_the_least_of_a_workbook_is_read(tmp_path: Path) -> None:
    row = f'<row r="3">{cell("A3", "A1")}{cell("B3", "06/10/2022")}</row>'
    path = workbook(tmp_path, HEADER_ROW + row)
    assert rows_of(path) == [(2, ["", ""]), (3, ["A1", "06/10/2022"])]


def test_a_sheet_that_packs_a_thousand_times_smaller(tmp_path: Path) -> None:
    found = of_workbook(tmp_path, HEADER_ROW + " " * (40 << 20))
    assert "packed more than 200 times smaller" in found.problem


def test_a_text_longer_than_excel_holds(tmp_path: Path) -> None:
    found = of_workbook(tmp_path, HEADER_ROW + " " * (8 << 20))
    assert found.problem == "A text in the workbook is longer than Excel can hold."


def test_texts_that_would_be_held_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sightline.returns.workbook_parts.LARGEST_HELD", 1 << 20)
    found = of_workbook(tmp_path, HEADER_ROW, **{"xl/sharedStrings.xml": "<a/>" * (1 << 20)})
    assert found.problem.startswith("The texts of the workbook are larger")


def test_entities_that_would_fill_any_memory(tmp_path: Path) -> None:
    levels = "".join(
        f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' if n else '<!ENTITY e0 "ha">' for n in range(12)
    )
    bomb = f"<?xml version='1.0'?><!DOCTYPE x [{levels}]><x>&e11;</x>"
    found = of_workbook(tmp_path, HEADER_ROW, **{"xl/styles.xml": bomb})
    assert "declares a document type" in found.problem


def test_an_entity_that_would_read_another_file(tmp_path: Path) -> None:
    sheet = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>{SHEET}<a>&e;</a></worksheet>'
    assert "declares a document type" in of_workbook(tmp_path, sheet.encode()).problem


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (f'<row r="3">{cell("A3", "x")}</row><row r="2">{cell("A2", "x")}</row>', "rows of the sh"),
        (f'<row r="2">{cell("A2", "x")}</row><row r="2">{cell("A2", "y")}</row>', "rows of the sh"),
        (f'<row r="2">{cell("C2", "x")}{cell("A2", "y")}</row>', "cells of the row are not in"),
        (f'<row r="2">{cell("A2", "x")}{cell("A2", "y")}</row>', "cells of the row are not in"),
        ('<row r="1048577"/>', "more than 1,048,576 rows"),
        ('<row r="9999999999999999999"/>', "number of the row cannot be read"),
        (f'<row r="2">{cell("XFE2", "x")}</row>', "more than 16,384 columns"),
        (f'<row r="2">{cell("ZZZZ2", "x")}</row>', "place of a cell cannot be read"),
        ("<row>" + "<a>" * 100 + "</a>" * 100 + "</row>", "nested more deeply"),
    ],
)
def test_rows_that_openpyxl_would_pass_over_or_pad_without_end(
    tmp_path: Path, rows: str, says: str
) -> None:
    found = of_workbook(tmp_path, HEADER_ROW + rows)
    assert says in found.problem
    assert found.line is not None


def test_few_cells_that_stand_for_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sightline.returns.workbook_parts.MOST_CELLS", 1_000_000)
    wide = "".join(f'<row r="{n}">{cell(f"XFD{n}", "x")}</row>' for n in range(2, 100))
    assert "spans more than 1,000,000 cells" in of_workbook(tmp_path, HEADER_ROW + wide).problem


def test_a_part_that_is_there_twice(tmp_path: Path) -> None:
    path = workbook(tmp_path, HEADER_ROW)
    with zipfile.ZipFile(path, "a") as packed, pytest.warns(UserWarning, match="Duplicate name"):
        packed.writestr("xl/worksheets/sheet1.xml", "<worksheet/>")
    assert refused(lambda: rows_of(path)).problem == "The workbook holds a part twice."


def test_a_workbook_that_claims_to_unpack_to_what_it_does_not(tmp_path: Path) -> None:
    path = workbook(tmp_path, HEADER_ROW)
    raw = bytearray(path.read_bytes())
    at = raw.rindex(b"PK\x01\x02")
    size = struct.unpack_from("<I", raw, at + 24)[0]
    struct.pack_into("<I", raw, at + 24, size - 20)
    path.write_bytes(raw)
    assert refused(lambda: rows_of(path)).problem.startswith("The workbook is damaged")


def test_two_gigabytes_that_begin_as_a_workbook(tmp_path: Path) -> None:
    path = sparse(tmp_path / "t.xlsx", b"PK\x03\x04", 2 << 30)
    assert refused(lambda: rows_of(path)).problem == "The workbook is larger than 256 MB."


def test_a_formula_is_never_worked_out(tmp_path: Path) -> None:
    formula = '<c r="A2"><f>HYPERLINK("http://x","y")</f><v>7</v></c>'
    path = workbook(tmp_path, f'{HEADER_ROW}<row r="2">{formula}</row>')
    assert rows_of(path) == [(2, ["7", ""])]
    unworked = formula.replace("<v>7</v>", "")
    found = of_workbook(tmp_path, f'{HEADER_ROW}<row r="2">{unworked}</row>')
    assert found.line == 2
    assert "formula that was never worked out" in found.problem


def test_a_date_that_excel_does_not_have(tmp_path: Path) -> None:
    styles = (
        '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs '
        'count="1"><xf numFmtId="14"/></cellXfs></styleSheet>'
    )
    types = PARTS["[Content_Types].xml"].replace(
        "</Types>",
        '<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocu'
        'ment.spreadsheetml.styles+xml"/></Types>',
    )
    rels = PARTS["xl/_rels/workbook.xml.rels"].replace(
        "</Relationships>",
        '<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relati'
        'onships/styles" Target="styles.xml"/></Relationships>',
    )
    row = '<row r="2"><c r="A2" s="0"><v>99999999999</v></c></row>'
    path = workbook(
        tmp_path,
        HEADER_ROW + row,
        **{
            "xl/styles.xml": styles,
            "[Content_Types].xml": types,
            "xl/_rels/workbook.xml.rels": rels,
        },
    )
    assert rows_of(path)[0][1][0] in ("#VALUE!", "99999999999")


def test_a_sheet_with_a_name_that_moves_the_cursor(tmp_path: Path) -> None:
    book = PARTS["xl/workbook.xml"].replace('name="S"', 'name="S\u202e\u009b2J"')
    row = '<row r="2"><c r="A2"><f>1</f></c></row>'
    found = of_workbook(tmp_path, HEADER_ROW + row, **{"xl/workbook.xml": book})
    assert found.file == "t.xlsx [S\\u202e\\x9b2J]"


def test_a_workbook_replaced_while_it_is_read(tmp_path: Path) -> None:
    path = workbook(tmp_path, HEADER_ROW + f'<row r="2">{cell("A2", "x")}</row>')
    table = read_workbook(path, path.name)
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content)
    assert refused(lambda: list(table.rows)).problem == "The file changed while it was being read."


# --- XML -------------------------------------------------------------------------------------


def of_xml(folder: Path, content: bytes, size: int = 0) -> UnreadableFile:
    path = folder / "census.xml"
    path.write_bytes(content)
    if size:
        os.truncate(path, size)
    found = mapping(xml_small.MAPPING, folder)
    return refused(lambda: read(STANDARD, found, path, delivered=28_000_000))


MESSAGE = xml_small.message(xml_small.child()).encode()


@pytest.mark.parametrize(
    "content",
    [
        b"<Message>" + b"<a " + b"x" * (6 << 20),
        b"<Message><" + b"a" * (6 << 20),
        b"<Message><a " + b"".join(b"a%d='' " % n for n in range(500_000)),
        b"<Message><!--" + b"x" * (6 << 20),
        b"<Message><?x " + b"x" * (6 << 20),
        b"<Message><![CDATA[" + b"x" * (6 << 20),
        b"<Message>" + b"x" * (6 << 20),
        b"<Message>" + b"<a>" * 1_000_000,
        b"<Message>" + b"&#65;" * 2_000_000,
        MESSAGE.replace(b"</Children>", xml_small.child().encode() * 20_000),
    ],
    ids=[
        "tag", "name", "attributes", "comment", "instruction", "character data", "text", "depth",
        "references", "no end",
    ],
)  # fmt: skip
def test_xml_that_goes_on_and_on(tmp_path: Path, content: bytes) -> None:
    assert of_xml(tmp_path, content).file == "census.xml"


def test_a_quarter_of_a_gigabyte_that_begins_as_xml(tmp_path: Path) -> None:
    assert of_xml(tmp_path, MESSAGE, 1 << 28).file == "census.xml"


# --- extracts --------------------------------------------------------------------------------


def extract(folder: Path) -> Path:
    text = HEAD + "A2,06/10/2016,K\nA1,07/10/2016,M\nA1,06/10/2016,K\n"
    write_extract(delivery(folder, text), STANDARD, folder / "x")
    return folder / "x"


def read_whole(folder: Path) -> None:
    found = read_extract(folder, STANDARD)
    found.coverage()
    assert found.watched is not None
    list(found.files())


def retold(folder: Path, change: Callable[[Any], Any]) -> UnreadableFile:
    """What is said of an extract whose description is changed so."""
    path = extract(folder) / "datapackage.json"
    told = json.loads(path.read_text("utf-8"))
    change(told)
    path.write_text(json.dumps(told), "utf-8")
    return refused(lambda: read_whole(path.parent))


@pytest.mark.parametrize("content", ["[" * 500_000, '{"sightline": []}', "7", "", '{"a":' * 9_999])
def test_a_description_that_is_none(tmp_path: Path, content: str) -> None:
    path = extract(tmp_path) / "datapackage.json"
    path.write_text(content, "utf-8")
    assert "that describes an extract" in refused(lambda: read_whole(path.parent)).problem


def test_a_description_of_a_gigabyte(tmp_path: Path) -> None:
    path = sparse(extract(tmp_path) / "datapackage.json", b"{}", 1 << 30)
    assert "larger than 16 MB" in refused(lambda: read_whole(path.parent)).problem


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda told: told["resources"].append(7), "a resource is not an object"),
        (lambda told: told["resources"][2].pop("schema"), "its schema is missing"),
        (lambda told: told["resources"][2].update(sightline=7), "its sightline is missing"),
        (lambda told: told["resources"][2]["sightline"].update(rows="3"), "its rows is missing"),
        (lambda told: told["resources"][2].update(path="a\0b"), "a path holds a NUL"),
        (lambda told: told["resources"].append(told["resources"][2]), "it names a path twice"),
        (lambda told: told["sightline"].pop("standard"), "its standard is missing"),
        (lambda told: told["resources"].pop(0), "it does not name subjects.parquet"),
        (lambda told: told["resources"][2]["schema"]["fields"].append({}), "its name is missing"),
        (lambda told: told["resources"][2]["sightline"].update(rows=4), "another number of rows"),
        (lambda told: told["resources"][2].update(path="/etc/passwd"), "is missing from the extr"),
        (lambda told: told["resources"][2].update(path="."), "is missing from the extract"),
    ],
)
def test_a_description_that_is_not_as_one_is_written(
    tmp_path: Path, change: Callable[[Any], Any], says: str
) -> None:
    assert says in retold(tmp_path, change).problem


def rewritten(
    folder: Path, change: Callable[[pa.Table], pa.Table], name: str = "records/visit.parquet"
) -> UnreadableFile:
    """What is said of an extract one of whose tables is changed so, digest and all."""
    path = extract(folder)
    table = change(pq.read_table(path / name))
    pq.write_table(table, path / name, compression="zstd")
    return refused(lambda: read_whole(redigested(path, name, table.num_rows)))


def redigested(path: Path, name: str, rows: int) -> Path:
    told = json.loads((path / "datapackage.json").read_text("utf-8"))
    for each in told["resources"]:
        if each["path"] == name:
            each["hash"] = f"sha256:{digest_of(path / name)}"
            each["sightline"]["rows"] = rows
    (path / "datapackage.json").write_text(json.dumps(told), "utf-8")
    return path


def with_column(name: str, value: object, type_: Any) -> Callable[[pa.Table], pa.Table]:
    def change(table: pa.Table) -> pa.Table:
        index = table.schema.get_field_index(name)
        return table.set_column(index, name, pa.array([value] * table.num_rows, type_))

    return change


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda table: table.drop_columns(["at_day"]), "at_day is not there"),
        (with_column("at_day", "2016", pa.string()), "at_day is string, and int32 is written"),
        (with_column("at_day", 2**31 - 1, pa.int32()), "at_day is centuries away"),
        (with_column("recorded_at", 2**62, pa.int64()), "recorded_at is centuries away"),
        (with_column("recorded_at", None, pa.int64()), "recorded_at is not filled throughout"),
        (with_column("ended_day", 0, pa.int32()), "ends before it starts"),
        (with_column("stands_on", "B9", pa.string()), "who is no subject"),
        (with_column("id", "x" * 2_000_000, pa.string()), "longer than 1,000,000 bytes"),
        (lambda table: table.take([2, 1, 0]), "rows are not in order"),
    ],
)
def test_records_that_no_extract_holds(
    tmp_path: Path, change: Callable[[pa.Table], pa.Table], says: str
) -> None:
    assert says in rewritten(tmp_path, change).problem


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda table: table.take([1, 0]), "not in order, each once"),
        (lambda table: table.take([0, 0, 1]), "not in order, each once"),
        (with_column("id", None, pa.string()), "id is not filled throughout"),
        (with_column("born", 2**31 - 1, pa.int32()), "born is centuries away"),
        (lambda table: table.drop_columns(["place"]), "place is not there as it is written"),
        (
            lambda table: table.append_column("attributes.x", pa.array([{"a": 1}] * 2)),
            "attributes.x is of a type that is never written",
        ),
    ],
)
def test_subjects_that_no_extract_holds(
    tmp_path: Path, change: Callable[[pa.Table], pa.Table], says: str
) -> None:
    assert says in rewritten(tmp_path, change, "subjects.parquet").problem


def test_watched_days_that_no_extract_holds(tmp_path: Path) -> None:
    found = rewritten(tmp_path, with_column("first", None, pa.int32()), "watched.parquet")
    assert "not filled throughout" in found.problem


def test_few_bytes_that_stand_for_a_million_records(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sightline.returns.extract.MOST_ON_A_FILE", 10_000)
    found = rewritten(tmp_path, lambda table: table.take([0] * 1_000_000))
    assert "has more than 10,000 records" in found.problem


def test_parquet_that_is_none(tmp_path: Path) -> None:
    path = extract(tmp_path)
    for content in (b"", b"PAR1" * 50, b"PAR1" + bytes(1000) + b"\xff\xff\xff\x7fPAR1"):
        (path / "records" / "visit.parquet").write_bytes(content)
        found = refused(lambda: read_whole(redigested(path, "records/visit.parquet", 3)))
        assert found.file == "x/records/visit.parquet"


def test_a_fifo_in_place_of_a_table_is_not_waited_for(tmp_path: Path) -> None:
    path = extract(tmp_path)
    (path / "subjects.parquet").unlink()
    os.mkfifo(path / "subjects.parquet")
    assert refused(lambda: read_whole(path)).problem == "The file is missing from the extract."


def test_what_was_opened_is_closed_also_where_reading_gives_up(tmp_path: Path) -> None:
    handles = Path("/proc/self/fd")
    if not handles.is_dir():
        pytest.skip("this system does not list what a process has open")
    gc.collect()
    before = len([*handles.iterdir()])
    of_csv(tmp_path, HEAD.encode() + b'"A1')
    of_workbook(tmp_path, HEADER_ROW + '<row r="1"/>')
    of_workbook(tmp_path, HEADER_ROW + '<row r="2"><c r="A2"><f>1</f></c></row>')
    rewritten(tmp_path, lambda table: table.take([2, 1, 0]))
    assert len([*handles.iterdir()]) <= before
