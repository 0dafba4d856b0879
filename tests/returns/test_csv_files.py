"""CSV as systems and people write it, and the clear end of what cannot be read."""

from contextlib import closing
from pathlib import Path

import pytest

from sightline.returns import UnreadableFile
from sightline.returns.csv_files import read_csv

WANTED = ("child", "day", "result")
TEXT = "child,day,result\nA1,06/10/2022,K\nA2,07/10/2022,M\n"
ROWS = [(2, ["A1", "06/10/2022", "K"]), (3, ["A2", "07/10/2022", "M"])]


def rows_of(folder: Path, content: str | bytes, **how: str) -> list[tuple[int, list[object]]]:
    path = folder / "t.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    table = read_csv(path, "t.csv", wanted=WANTED, **how)
    with closing(table):
        return [(line, list(cells)) for line, cells in table.rows]


def refusal(folder: Path, content: str | bytes, **how: str) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as raised:
        rows_of(folder, content, **how)
    assert raised.value.file == "t.csv"
    return raised.value


@pytest.mark.parametrize(
    "encoding", ["ascii", "utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252", "latin-1"]
)
def test_encodings(tmp_path: Path, encoding: str) -> None:
    assert rows_of(tmp_path, TEXT.encode(encoding)) == ROWS


def test_utf_16_of_the_other_end_with_its_mark(tmp_path: Path) -> None:
    assert rows_of(tmp_path, b"\xfe\xff" + TEXT.encode("utf-16-be")) == ROWS


@pytest.mark.parametrize("name", ["Zoë", "Renée", "O’Brien", "“Ann”", "£5 – due", "Jörg…"])
def test_windows_1252_where_it_is_certain(tmp_path: Path, name: str) -> None:
    text = TEXT.replace("A2", name)
    assert rows_of(tmp_path, text.encode("cp1252"))[1][1][0] == name


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("Łukasz", "cp1250"),
        ("Kovačević", "cp1250"),
        ("Renée", "mac_roman"),
        ("Köln", "cp437"),
        ("Hélène", "cp1252"),
        ("Иван", "cp1251"),
    ],
)
def test_what_may_be_another_encoding_must_be_declared(
    tmp_path: Path, name: str, encoding: str
) -> None:
    raw = TEXT.replace("A2", name).encode(encoding)
    refused = refusal(tmp_path, raw)
    assert refused.line == 3
    assert "not certain to be Windows-1252" in refused.problem
    assert rows_of(tmp_path, raw, encoding=encoding)[1][1][0] == name


def test_a_declared_encoding_that_the_mark_contradicts_is_refused(tmp_path: Path) -> None:
    assert (
        "begins with the mark"
        in refusal(tmp_path, TEXT.encode("utf-16"), encoding="cp1252").problem
    )
    assert rows_of(tmp_path, TEXT.encode("utf-8-sig"), encoding="utf-8") == ROWS
    assert rows_of(tmp_path, TEXT.encode("utf-16"), encoding="UTF_16") == ROWS


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(tmp_path: Path, end: str) -> None:
    assert rows_of(tmp_path, TEXT.replace("\n", end)) == ROWS


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(tmp_path: Path, delimiter: str) -> None:
    assert rows_of(tmp_path, TEXT.replace(",", delimiter)) == ROWS


def test_a_delimiter_is_found_by_the_columns_not_by_counting(tmp_path: Path) -> None:
    text = 'child;day;"result, in full; or not, as it is";result\nA1;06/10/2022;a,b;K\n'
    assert rows_of(tmp_path, text) == [(2, ["A1", "06/10/2022", "a,b", "K"])]


def test_a_declared_delimiter(tmp_path: Path) -> None:
    assert rows_of(tmp_path, TEXT.replace(",", "^"), delimiter="^") == ROWS


def test_a_last_line_without_its_end(tmp_path: Path) -> None:
    assert rows_of(tmp_path, TEXT.rstrip("\n")) == ROWS


def test_lines_are_counted_through_quoted_line_ends(tmp_path: Path) -> None:
    text = 'child,day,"result\nin full"\n"A\n1",06/10/2022,K\n\nA2,07/10/2022,M\n'
    assert [line for line, _ in rows_of(tmp_path, text)] == [3, 5, 6]


def test_empty_lines_before_the_header(tmp_path: Path) -> None:
    assert rows_of(tmp_path, "\n,,\n" + TEXT) == [(4, ROWS[0][1]), (5, ROWS[1][1])]


def test_an_empty_file(tmp_path: Path) -> None:
    assert refusal(tmp_path, b"").problem == "The file is empty."
    assert "nothing but empty lines" in refusal(tmp_path, b"\n\n ,\n").problem
    assert "nothing but empty lines" in refusal(tmp_path, b"\xef\xbb\xbf").problem


def test_a_file_that_ends_inside_a_quoted_value(tmp_path: Path) -> None:
    refused = refusal(tmp_path, TEXT + '"A3,08/10/2022,K\n')
    assert (refused.line, refused.problem[:35]) == (4, "The file ends inside a quoted value")


def test_a_quoted_value_that_goes_on(tmp_path: Path) -> None:
    assert refusal(tmp_path, TEXT + '"A3"x,08/10/2022,K\n').line == 4


def test_nul_bytes(tmp_path: Path) -> None:
    refused = refusal(tmp_path, TEXT.encode() + b"A3,\x00,K\n")
    assert (refused.line, refused.problem[:24]) == (4, "The file holds NUL bytes")


def test_utf_16_without_its_mark_says_what_to_do(tmp_path: Path) -> None:
    raw = TEXT.encode("utf-16-le")
    assert "encoding: utf-16-le" in refusal(tmp_path, raw).problem
    assert rows_of(tmp_path, raw, encoding="utf-16-le") == ROWS


def test_utf_16_cut_in_the_middle_of_a_character(tmp_path: Path) -> None:
    assert "not text in utf-16" in refusal(tmp_path, TEXT.encode("utf-16")[:-1]).problem


def test_a_huge_value(tmp_path: Path) -> None:
    refused = refusal(tmp_path, TEXT + f'A3,"{"x" * 140_000}",K\n')
    assert (refused.line, refused.problem[:19]) == (4, "A value is longer t")


def test_a_huge_line(tmp_path: Path) -> None:
    refused = refusal(tmp_path, TEXT + "x," * 2_100_000)
    assert (refused.line, refused.problem[:20]) == (4, "The line is too long")


def test_a_picture(tmp_path: Path) -> None:
    refusal(tmp_path, b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
