"""The traps that importers of this field's CSV and Excel files are known to step into.

Each is a defect that was seen in a tool in use, or in files that people really send.
"""

from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from sightline.engine.model import Moment
from sightline.returns import Delivery, UnreadableFile
from sightline.standard.calendar import date_of
from tests.returns.small import VISITS, delivery, visits

TEXT = "child,day,result\nA1,06/10/2016,K\n"


def days(found: Delivery) -> list[str]:
    assert not found.rejects
    return [date_of(record.at.day).isoformat() for record in found.records if record.at]


def reasons(found: Delivery) -> list[tuple[int, str, str]]:
    return [(reject.line, reject.field, reject.found) for reject in found.rejects]


def test_a_day_first_date_is_never_read_month_first(tmp_path: Path) -> None:
    assert days(delivery(tmp_path, TEXT)) == ["2016-10-06"]


def test_an_impossible_date_is_refused_and_not_left_out(tmp_path: Path) -> None:
    found = delivery(tmp_path, "child,day,result\nA1,45/13/2016,K\n")
    assert reasons(found) == [(2, "day", "45/13/2016")]


def test_a_bad_end_is_refused_and_does_not_leave_the_span_open(tmp_path: Path) -> None:
    text = VISITS.replace("kind: visit", "kind: care").replace("result: {", "basis: {")
    text = text.replace("K: kept, M: missed", "K: order").replace(
        "start: day", "start: day\n        end: to"
    )
    found = delivery(tmp_path, "child,day,result,to\nA1,06/10/2016,K,31/02/2017\n", text)
    assert reasons(found) == [(2, "to", "31/02/2017")]
    assert not found.records


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_what_excel_saves_as_csv(tmp_path: Path, encoding: str, end: str) -> None:
    content = TEXT.replace("A1", "Zoë").replace("\n", end).encode(encoding)
    found = delivery(tmp_path, content)
    assert list(found.subjects) == ["Zoë"]


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_what_excel_saves_elsewhere_in_europe(tmp_path: Path, delimiter: str) -> None:
    assert days(delivery(tmp_path, TEXT.replace(",", delimiter))) == ["2016-10-06"]


@pytest.mark.parametrize(
    "header",
    ["Child,DAY,Result", " child , day,result ", "result,child,day", "child,day\xa0,result"],
)
def test_case_spaces_and_order_of_the_header_do_not_matter(tmp_path: Path, header: str) -> None:
    order = [name.strip().casefold() for name in header.split(",")]
    cells = {"child": "A1", "day": "06/10/2016", "result": "K"}
    row = ",".join(cells[name] for name in order)
    found = delivery(tmp_path, f"{header}\n{row}\n")
    assert days(found) == ["2016-10-06"]
    assert found.records[0].details == {"result": "kept"}


def test_header_names_that_hold_line_ends(tmp_path: Path) -> None:
    found = delivery(tmp_path, 'child,day,result,"in\nfull"\nA1,06/10/2016,K,x\n')
    assert days(found) == ["2016-10-06"]
    assert found.coverage.files[0].columns_ignored == ("in\nfull",)


def test_one_column_more_is_named_and_harms_nothing(tmp_path: Path) -> None:
    found = delivery(tmp_path, "child,day,extra,result\nA1,06/10/2016,x,K\n")
    assert found.coverage.files[0].columns_ignored == ("extra",)
    assert days(found) == ["2016-10-06"]


def test_one_column_less_is_named_and_its_field_not_recorded(tmp_path: Path) -> None:
    found = delivery(tmp_path, "child,day\nA1,06/10/2016\n")
    assert found.coverage.files[0].columns_missing == ("result",)
    assert "result" in found.coverage.fields_not_filled["visit"]
    assert found.records[0].details == {}


def test_ids_that_differ_by_case_stay_apart(tmp_path: Path) -> None:
    found = delivery(tmp_path, "child,day,result\nab1,06/10/2016,K\nAB1,06/10/2016,M\n")
    assert [record.file for record in found.records] == ["AB1", "ab1"]
    assert len({record.id for record in found.records}) == 2


def test_ids_keep_their_leading_noughts(tmp_path: Path) -> None:
    assert list(delivery(tmp_path, TEXT.replace("A1", "0012")).subjects) == ["0012"]


def test_the_text_null_is_not_a_value(tmp_path: Path) -> None:
    found = delivery(
        tmp_path, "child,day,result\nA1,06/10/2016,NULL\nA2,NULL,K\nnull,06/10/2016,K\n"
    )
    assert found.records[0].details == {}
    assert reasons(found) == [(3, "day", "NULL"), (4, "child", "null")]


def test_blanks_stored_as_no_break_spaces(tmp_path: Path) -> None:
    found = delivery(tmp_path, "child,day,result\n\xa0A1\xa0,\xa006/10/2016,\xa0\n")
    assert list(found.subjects) == ["A1"]
    assert found.records[0].details == {}


def test_minus_one_as_no_id(tmp_path: Path) -> None:
    text = visits("with: {column: w, not-recorded: [-1]}")
    found = delivery(tmp_path, "child,day,w\nA1,06/10/2016,-1\nA2,06/10/2016,7\n", text)
    assert [dict(record.details) for record in found.records] == [{}, {"with": "7"}]


def test_code_and_description_in_one_cell(tmp_path: Path) -> None:
    text = visits("result: {column: r, up-to: ' - ', codes: {1A: kept}}")
    found = delivery(tmp_path, "child,day,r\nA1,06/10/2016,1A - Kept - in full\n", text)
    assert found.records[0].details == {"result": "kept"}


def test_codes_joined_by_strokes(tmp_path: Path) -> None:
    text = visits("who: {column: w, split: /, codes: {C: child, P: parent}}")
    found = delivery(tmp_path, "child,day,w\nA1,06/10/2016,C/P\n", text)
    assert found.records[0].details == {"who": ("child", "parent")}


@pytest.mark.parametrize(
    ("cell", "told"),
    [("Y", "yes"), ("true", "yes"), ("T", "yes"), ("1", "yes"),
     ("N", "no"), ("FALSE", "no"), ("f", "no"), ("0", "no")],
)  # fmt: skip
def test_yes_and_no_in_every_spelling(tmp_path: Path, cell: str, told: str) -> None:
    found = delivery(tmp_path, f"child,day,s\nA1,06/10/2016,{cell}\n", visits("seen-alone: s"))
    assert found.records[0].details == {"seen-alone": told}


def test_neither_yes_nor_no_is_not_no(tmp_path: Path) -> None:
    found = delivery(tmp_path, "child,day,s\nA1,06/10/2016,NA\n", visits("seen-alone: s"))
    assert reasons(found) == [(2, "s", "NA")]


def test_moments_at_midnight_are_days(tmp_path: Path) -> None:
    text = VISITS.replace("dates: day-first", "dates: iso")
    found = delivery(tmp_path, "child,day,result\nA1,2016-10-06 00:00:00.000,K\n", text)
    assert found.records[0].at == Moment(found.records[0].at.day if found.records[0].at else 0)


def test_dates_in_two_formats_only_where_both_are_declared(tmp_path: Path) -> None:
    content = "child,day,result\nA1,06/10/2016,K\nA2,07/10/16,K\n"
    assert reasons(delivery(tmp_path, content)) == [(3, "day", "07/10/16")]
    text = VISITS.replace("dates: day-first", "dates: [day-first, '%d/%m/%y']")
    assert days(delivery(tmp_path, content, text)) == ["2016-10-06", "2016-10-07"]


def test_json_in_a_cell_with_json_inside(tmp_path: Path) -> None:
    cell = '{""a"": ""{\\""b\\"": [1, 2]}"", ""c"": null}'
    found = delivery(tmp_path, f'child,day,p\nA1,06/10/2016,"{cell}"\n', visits("purpose: p"))
    assert found.records[0].details == {"purpose": '{"a": "{\\"b\\": [1, 2]}", "c": null}'}


def test_a_footnote_under_the_table(tmp_path: Path) -> None:
    found = delivery(tmp_path, TEXT + "Source: case system; figures are provisional.\n")
    assert reasons(found) == [(3, "", "")]
    assert len(found.records) == 1


def test_empty_lines_at_the_end(tmp_path: Path) -> None:
    found = delivery(tmp_path, TEXT + ",,\n\n")
    assert not found.rejects
    assert found.coverage.files[0].ignored["blank"] == 2


def test_a_join_that_doubled_every_row(tmp_path: Path) -> None:
    found = delivery(tmp_path, TEXT + TEXT.splitlines()[1] + "\n")
    assert len(found.records) == 1
    assert found.coverage.files[0].ignored["repeated"] == 1


def test_one_code_that_nobody_listed_does_not_stop_the_rest(tmp_path: Path) -> None:
    found = delivery(tmp_path, TEXT + "A2,06/10/2016,Z\n")
    assert reasons(found) == [(3, "result", "Z")]
    assert len(found.records) == 1


def test_an_absent_table_does_not_pass_in_silence(tmp_path: Path) -> None:
    text = (
        VISITS
        + """
      care:
        file: care.csv
        dates: iso
        subject: child
        key: [child, begun]
        start: begun
        records: {kind: care}
    """
    )
    found = delivery(tmp_path, TEXT, text)
    assert found.coverage.tables_without_file == ("care",)
    assert "care" in found.coverage.kinds_not_filled
    assert {watched.kind for watched in found.watched} == {"visit"}


def test_a_header_and_nothing_else(tmp_path: Path) -> None:
    found = delivery(tmp_path, "child,day,result\n")
    assert (found.records, found.coverage.files[0].read) == ([], 0)


def test_an_empty_file_is_an_error_and_not_no_rows(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"visits.csv: The file is empty\."):
        delivery(tmp_path, "")


def test_no_value_of_the_row_but_the_faulty_one_is_repeated(tmp_path: Path) -> None:
    found = delivery(tmp_path, "child,day,result,name\nSECRET,06/10/2016,Z,Hidden\n")
    assert "SECRET" not in str(found.rejects)
    assert "Hidden" not in str(found.rejects)


def workbook(folder: Path, *rows: list[object]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    path = folder / "made.xlsx"
    book.save(path)
    return path.read_bytes()


def test_excel_dates_are_dates_and_numbers_are_ids(tmp_path: Path) -> None:
    content = workbook(
        tmp_path,
        ["Child", "Day", "Result"],
        [566910, date(2016, 10, 6), "K"],
        [566911.0, "07/10/2016", "K"],
        [566912, datetime(2016, 10, 8, 9, 30), "M"],
    )
    found = delivery(tmp_path, content, name="visits.xlsx")
    assert days(found) == ["2016-10-06", "2016-10-07", "2016-10-08"]
    assert list(found.subjects) == ["566910", "566911", "566912"]
    assert found.coverage.files[0].file == "visits.xlsx [Sheet]"


def test_a_date_that_excel_shows_as_a_number_is_refused(tmp_path: Path) -> None:
    content = workbook(tmp_path, ["child", "day", "result"], ["A1", 42649, "K"])
    assert reasons(delivery(tmp_path, content, name="visits.xlsx")) == [(2, "day", "42649")]


def test_a_code_that_excel_made_a_date_of_is_refused(tmp_path: Path) -> None:
    content = workbook(
        tmp_path, ["child", "day", "result"], ["A1", date(2016, 10, 6), date(2016, 2, 1)]
    )
    (reject,) = delivery(tmp_path, content, name="visits.xlsx").rejects
    assert reject.field == "result"


def test_the_same_return_as_csv_and_as_a_workbook_is_the_same_records(tmp_path: Path) -> None:
    as_csv = delivery(tmp_path, TEXT)
    content = workbook(tmp_path, ["child", "day", "result"], ["A1", date(2016, 10, 6), "K"])
    as_workbook = delivery(tmp_path, content, name="visits.xlsx")
    assert as_csv.records == as_workbook.records


def test_a_workbook_that_is_called_csv(tmp_path: Path) -> None:
    content = workbook(tmp_path, ["child", "day", "result"], ["A1", date(2016, 10, 6), "K"])
    assert days(delivery(tmp_path, content)) == ["2016-10-06"]
