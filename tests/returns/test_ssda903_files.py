"""The return as people really save it: encodings, line ends, delimiters, headers, gaps.

Each is a fault that a tool in use for this return is known to have (the whole upload rejected, a
file that crashed it, children who became one), or a shape in which the return really comes.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from sightline.returns import Delivery, UnreadableFile
from sightline.standard.calendar import day_of
from tests.returns.ssda903 import HEADERS, delivered, made, refused, told

EPISODE = "1,15/02/2016,S,C2,N1,U6,PR4,14/08/2016,E4A,,AB1 2CD,EF3 4GH,4244474"
SAYS = {"legal-basis": "full-care-order", "need": "abuse-or-neglect", "end-reason": "home"}
CARE = [("2016-02-15", "2016-08-14", SAYS)]


def file(folder: Path, content: bytes | str, name: str = "episodes.csv") -> Delivery:
    raw = content.encode() if isinstance(content, str) else content
    (folder / name).write_bytes(raw)
    return delivered(folder)


def table(*rows: str, header: str = HEADERS["episodes"], end: str = "\n") -> str:
    return "".join(line + end for line in (header, *rows))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_any_encoding_and_line_end_that_excel_writes(
    tmp_path: Path, encoding: str, end: str
) -> None:
    mark = "\ufeff" if encoding.startswith("utf-16-") else ""
    content = (mark + table(EPISODE.replace("1,", "Zoë1,", 1), end=end)).encode(encoding)
    found = file(tmp_path, content)
    assert not found.rejects
    assert list(found.subjects) == ["Zoë1"]
    assert told(found, "looked-after") == CARE


def test_cp1252_is_read(tmp_path: Path) -> None:
    found = file(tmp_path, table(EPISODE.replace("1,", "O’Neil-é1,", 1)).encode("cp1252"))
    assert list(found.subjects) == ["O’Neil-é1"]


def test_utf_16_is_read(tmp_path: Path) -> None:
    assert told(file(tmp_path, table(EPISODE).encode("utf-16")), "looked-after") == CARE


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_another_delimiter_is_told_apart(tmp_path: Path, delimiter: str) -> None:
    found = file(tmp_path, table(EPISODE).replace(",", delimiter))
    assert told(found, "looked-after") == CARE


@pytest.mark.parametrize(
    "change", [str.lower, str.title, lambda h: h.replace(",", " , "), lambda h: f" {h}\xa0"]
)
def test_a_header_in_other_letters_or_padded_is_read(
    tmp_path: Path, change: Callable[[str], str]
) -> None:
    found = file(tmp_path, table(EPISODE, header=change(HEADERS["episodes"])))
    assert told(found, "looked-after") == CARE


def test_columns_in_another_order_are_read(tmp_path: Path) -> None:
    names, cells = HEADERS["episodes"].split(","), EPISODE.split(",")
    turned = table(",".join(reversed(cells)), header=",".join(reversed(names)))
    assert told(file(tmp_path, turned), "looked-after") == CARE


def test_an_extra_column_is_named_and_rejects_nothing(tmp_path: Path) -> None:
    found = file(tmp_path, table(EPISODE + ",x,2018", header=HEADERS["episodes"] + ",NOTE,YEAR"))
    assert {"NOTE", "YEAR"} <= set(found.coverage.files[0].columns_ignored)
    assert told(found, "looked-after") == CARE


def test_a_missing_column_is_named_and_its_field_not_recorded(tmp_path: Path) -> None:
    names = HEADERS["episodes"].split(",")
    keep = [n for n, name in enumerate(names) if name not in ("CIN", "PLACE_PROVIDER")]
    cells = EPISODE.split(",")
    found = file(
        tmp_path,
        table(",".join(cells[n] for n in keep), header=",".join(names[n] for n in keep)),
    )
    assert set(found.coverage.files[0].columns_missing) == {"CIN", "PLACE_PROVIDER"}
    assert "need" not in told(found, "looked-after")[0][2]
    assert {"need"} <= set(found.coverage.fields_not_filled["looked-after"])


@pytest.mark.parametrize("column", ["CHILD", "DECOM", "DEC", "LS"])
def test_a_column_without_which_every_row_would_mean_something_else_is_asked_for(
    tmp_path: Path, column: str
) -> None:
    header = HEADERS["episodes"].replace(column, "OTHER", 1)
    with pytest.raises(UnreadableFile, match=f"There is no column {column}"):
        file(tmp_path, table(EPISODE, header=header))


def test_an_empty_file_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"oc3\.csv: The file is empty\."):
        file(tmp_path, "", "oc3.csv")


def test_a_table_of_nobody_is_no_error(tmp_path: Path) -> None:
    found = made(tmp_path, episodes=EPISODE, oc3="")
    assert [each.file for each in found.coverage.files] == ["episodes.csv", "oc3.csv"]
    assert found.coverage.files[1].used == 0


def test_ids_that_differ_only_in_case_stay_two_children(tmp_path: Path) -> None:
    found = made(
        tmp_path,
        header="ab1,2,27/03/2008,WBRI,,,\nAB1,1,27/03/2009,WBRI,,,",
        episodes=EPISODE.replace("1,", "ab1,", 1) + "\n" + EPISODE.replace("1,", "AB1,", 1),
    )
    assert sorted(found.subjects) == ["AB1", "ab1"]
    assert [s.attributes["sex"] for s in found.subjects.values()] == ["male", "female"]
    assert len({record.id for record in found.records}) == len(found.records) == 4


def test_ids_keep_their_leading_noughts(tmp_path: Path) -> None:
    found = made(tmp_path, episodes=EPISODE.replace("1,", "0012,", 1))
    assert list(found.subjects) == ["0012"]


def test_a_day_is_never_read_month_first(tmp_path: Path) -> None:
    rows = EPISODE.replace("15/02/2016", "06/05/2016")
    assert told(made(tmp_path, episodes=rows), "looked-after")[0][0] == "2016-05-06"


@pytest.mark.parametrize("day", ["31/02/2016", "45/13/2016", "2016-02-15", "02/15/2016", "ZZ"])
def test_a_day_that_is_none_is_refused_and_not_left_out(tmp_path: Path, day: str) -> None:
    found = made(tmp_path, episodes=EPISODE.replace("15/02/2016", day))
    assert ("episodes.csv", 2, "DECOM", day) in refused(found)
    assert not found.records


def test_an_end_before_the_start_is_refused(tmp_path: Path) -> None:
    found = made(tmp_path, missing="1,12/03/2002,M,13/11/2017,12/11/2017")
    assert refused(found) == [("missing.csv", 2, "MIS_END", "12/11/2017")]


def test_a_join_that_doubled_every_row_adds_nothing(tmp_path: Path) -> None:
    twice = made(
        tmp_path,
        episodes=f"{EPISODE}\n{EPISODE}",
        oc2="1,27/03/2008,39,,1,0,0,1,1,1,0,1\n1,27/03/2008,39,,1,0,0,1,1,1,0,1",
    )
    assert not twice.rejects
    assert len(twice.records) == 3
    assert [each.ignored["repeated"] for each in twice.coverage.files] == [1, 1]


def test_the_text_null_and_blanks_are_not_recorded(tmp_path: Path) -> None:
    found = made(tmp_path, episodes="1,15/02/2016,S,C2,NULL,U6,null,,NULL,\xa0,,,NULL")
    assert told(found, "looked-after") == [("2016-02-15", "", {"legal-basis": "full-care-order"})]
    assert told(found, "placement")[0][2] == {"type": "foster", "legal-basis": "full-care-order"}


def test_tables_that_did_not_come_are_named(tmp_path: Path) -> None:
    found = made(tmp_path, episodes=EPISODE)
    assert {"header", "reviews", "social-workers", "year-in-care"} <= set(
        found.coverage.tables_without_file
    )
    assert "meeting" in found.coverage.kinds_not_filled
    # Nothing is made of the absence of what nobody sent.
    assert {watched.kind for watched in found.watched} == {"looked-after", "placement", "order"}


def test_a_file_that_is_no_table_of_the_return_is_named(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("x")
    assert made(tmp_path, episodes=EPISODE).coverage.files_ignored == ("notes.txt",)


@pytest.mark.parametrize("name", ["Episodes.csv", "EPISODES.CSV"])
def test_file_names_in_any_case(tmp_path: Path, name: str) -> None:
    assert told(file(tmp_path, table(EPISODE), name), "looked-after") == CARE


def test_social_workers_under_either_name(tmp_path: Path) -> None:
    rows = table("1,05/12/2008,SW9,01/04/2023,,MANAGE", header=HEADERS["sw_episodes"])
    assert len(told(file(tmp_path, rows, "SWEpisodes.csv"), "allocation")) == 1


def test_a_workbook_that_is_called_csv(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (HEADERS["episodes"].split(","), EPISODE.split(",")):
        book.worksheets[0].append(row)
    book.save(tmp_path / "made.xlsx")
    content = (tmp_path / "made.xlsx").read_bytes()
    (tmp_path / "made.xlsx").unlink()
    assert told(file(tmp_path, content), "looked-after") == CARE


def test_social_workers_are_watched_from_the_year_in_which_they_were_first_told(
    tmp_path: Path,
) -> None:
    found = made(tmp_path, episodes=EPISODE, sw_episodes="1,05/12/2008,SW9,01/04/2016,,MANAGE")
    (since,) = (each.first for each in found.watched if each.kind == "allocation")
    assert since == day_of(date(2023, 4, 1))
    # Of a return of 2019 there is no day on which all of them are here.
    earlier = delivered(tmp_path, at=26_000_000)
    assert "allocation" not in {each.kind for each in earlier.watched}


def test_what_a_reject_says_names_one_value_of_the_row_and_no_other(tmp_path: Path) -> None:
    found = made(tmp_path, episodes=EPISODE.replace("1,", "SECRET,", 1).replace(",U6,", ",K9,"))
    assert "SECRET" not in str(found.rejects)
    assert "AB1 2CD" not in str(found.rejects)
