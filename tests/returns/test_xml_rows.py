"""From elements to subjects and records: what a path finds, what is refused, and on which line."""

import tracemalloc
from datetime import date, datetime
from pathlib import Path

import pytest

from sightline.engine.model import Moment, derived_id
from sightline.returns import Reject, UnreadableFile, read, write_rejects
from sightline.returns.xml_files import listen
from sightline.returns.xml_places import Places
from sightline.returns.xml_units import UnitReader
from sightline.standard.calendar import LONDON, day_of, minute_of
from tests.returns.small import STANDARD, mapping
from tests.returns.test_delivery import day
from tests.returns.xml_small import (
    CASE,
    HEADER,
    IDS,
    MAPPING,
    VISIT,
    child,
    delivery,
    message,
    visit,
)

RESULT = "<Result>K</Result>"


def refused(folder: Path, content: str, text: str = MAPPING) -> Reject:
    (reject,) = delivery(folder, content, text).rejects
    return reject


def details(folder: Path, inside: str) -> dict[str, object]:
    found = delivery(folder, visit(inside))
    assert not found.rejects
    (record,) = (record for record in found.records if record.kind == "visit")
    return dict(record.details)


def test_a_document_is_read_whole(tmp_path: Path) -> None:
    found = delivery(tmp_path, message(child()))
    assert not found.rejects
    (subject,) = found.subjects.values()
    assert (subject.id, subject.born, subject.place) == ("A1", day("2010-05-06"), "la-201")
    assert subject.attributes == {"sex": "male"}
    care, visited = found.records
    assert (care.kind, care.at, care.ended) == ("care", Moment(day("2023-05-01")), None)
    assert visited.id == derived_id("la-201", "visit", "A1", "2024-02-01")
    assert visited.details == {"result": "kept", "purpose": "school"}
    assert visited.agency == "la-201"
    made = minute_of(datetime(2024, 5, 23, 11, 14, tzinfo=LONDON))
    assert found.delivered == visited.recorded_at == made
    rows = {file.table: (file.read, file.used) for file in found.coverage.files}
    assert rows == {"children": (1, 1), "care": (1, 1), "visits": (1, 1)}
    assert not found.coverage.tables_without_file


def test_the_twelve_months_that_end_on_a_day_begin_on_the_day_after(tmp_path: Path) -> None:
    watched = delivery(tmp_path, message(child())).watched
    assert {(each.first, each.last) for each in watched} == {(day("2023-04-01"), day("2024-03-31"))}
    assert {(each.kind, each.place, each.agency) for each in watched} == {
        ("care", "la-201", "la-201"),
        ("visit", "la-201", "la-201"),
    }


@pytest.mark.parametrize(
    ("reference", "less", "first"),
    [
        ("2024-02-29", "12 months", "2023-03-01"),
        ("2023-03-31", "1 month", "2023-03-01"),
        ("2023-03-31", "2 weeks", "2023-03-18"),
        ("2023-03-31", "1 year", "2022-04-01"),
        ("2023-03-31", "30 days", "2023-03-02"),
    ],
)
def test_days_before_a_day(tmp_path: Path, reference: str, less: str, first: str) -> None:
    header = HEADER.replace("2024-03-31", reference)
    text = MAPPING.replace("12 months", less)
    (watched, *_) = delivery(tmp_path, message(child(), header), text).watched
    assert (watched.first, watched.last) == (day(first), day(reference))


@pytest.mark.parametrize(
    ("inside", "told"),
    [
        (RESULT, {"result": "kept"}),
        ("<Result> K\n</Result>", {"result": "kept"}),
        ("<Result><![CDATA[K]]></Result>", {"result": "kept"}),
        ("<Result><!-- note -->K</Result>", {"result": "kept"}),
        ("<Result>&#75;</Result>", {"result": "kept"}),
        ("<Result/>", {}),
        ("<Alone>true</Alone>", {"seen-alone": "yes"}),
        ("<Alone>0</Alone>", {"seen-alone": "no"}),
        ("<Present><Who>C</Who></Present>", {"who": ("child",)}),
        ("<Present><Who>C</Who><Who/><Who>P</Who></Present>", {"who": ("child", "parent")}),
        ("<Present><Who>C</Who></Present><Present><Who>P</Who></Present>",
         {"who": ("child", "parent")}),
        ("<Present/>", {}),
        ("<Next>2024-03-01</Next>", {"next-on": "2024-03-01"}),
    ],
)  # fmt: skip
def test_values(tmp_path: Path, inside: str, told: dict[str, object]) -> None:
    assert details(tmp_path, inside) == told


@pytest.mark.parametrize(
    ("inside", "field", "found", "expected", "reason"),
    [
        ("<Next>06/10/2022</Next>", "Next", "06/10/2022", "a date written iso (2018-03-31)",
         "The date is not written as the mapping declares."),
        ("<Next>2022-13-45</Next>", "Next", "2022-13-45", "a date written iso (2018-03-31)",
         "There is no such day or time."),
        ("<Result>Q</Result>", "Result", "Q", "one of K, M",
         "The mapping does not list this code."),
        ("<Result>K</Result><Result>M</Result>", "Result", "", "one value",
         "Result is there 2 times."),
        ("<Alone>1</Alone><Alone/><Alone/>", "Alone", "", "one value", "Alone is there 3 times."),
        ("<Next><Day>2024-03-01</Day></Next>", "Next", "", "a value",
         "The element holds other elements."),
        ("<Present><Who>C</Who><Who>X</Who></Present>", "Present/Who", "C, X", "one of C, P",
         "The mapping does not list this code."),
    ],
)  # fmt: skip
def test_a_row_is_refused_with_its_line_and_the_element_with_its_own(
    tmp_path: Path, inside: str, field: str, found: str, expected: str, reason: str
) -> None:
    reject = refused(tmp_path, visit(inside))
    assert (reject.file, reject.line, reject.field, reject.field_line) == (
        "census.xml",
        7,
        field,
        9,
    )
    assert (reject.found, reject.expected, reject.reason) == (found, expected, reason)
    assert reject.where == f"{field} (line 9)"


def test_what_comes_before_a_text_counts_in_each_value_that_repeats(tmp_path: Path) -> None:
    text = MAPPING.replace("split: repeated", 'split: repeated, up-to: " - "')
    inside = "<Present><Who>C - Child</Who><Who>P - Parent</Who></Present>"
    found = delivery(tmp_path, visit(inside), text)
    assert [record.details.get("who") for record in found.records] == [None, ("child", "parent")]


def test_a_month_first_date_is_not_turned_round(tmp_path: Path) -> None:
    reject = refused(tmp_path, message(child().replace("2024-02-01", "02/01/2024")))
    assert (reject.field, reject.found, reject.field_line) == ("Day", "02/01/2024", 0)


def test_the_rejects_file_names_the_line_of_the_element(tmp_path: Path) -> None:
    found = delivery(tmp_path, visit("<Result>Q</Result>"))
    write_rejects(tmp_path / "rejects.csv", found.rejects)
    text = (tmp_path / "rejects.csv").read_text("utf-8-sig")
    assert "census.xml,7,Result (line 9),Q," in text


def test_an_id_that_is_there_twice_refuses_every_row_of_the_child(tmp_path: Path) -> None:
    ids = IDS.replace("</Id>", "</Id><Id>A2</Id>")
    found = delivery(tmp_path, message(child(ids=ids)))
    assert {(reject.field, reject.reason) for reject in found.rejects} == {
        ("Ids/Id", "Ids/Id is there 2 times."),
        ("/Ids/Id", "/Ids/Id is there 2 times."),
    }
    assert not found.records


def test_a_value_is_never_taken_from_another_case(tmp_path: Path) -> None:
    other = "<Case><Opened>2023-06-01</Opened><Visit><Day>2024-02-02</Day></Visit></Case>"
    found = delivery(tmp_path, message(child(CASE + other)))
    told = {
        record.at.day: record.details.get("purpose")
        for record in found.records
        if record.kind == "visit" and record.at is not None
    }
    assert told == {day("2024-02-01"): "school", day("2024-02-02"): None}


def test_a_value_may_stand_after_the_rows_that_it_is_said_of(tmp_path: Path) -> None:
    case = f"<Case>{VISIT}<Why>late</Why><Opened>2023-05-01</Opened></Case>"
    found = delivery(tmp_path, message(f"<Child>{case}{IDS}</Child>"))
    assert [record.details.get("purpose") for record in found.records] == [None, "late"]


def test_an_unborn_child_is_a_subject_without_a_day_of_birth(tmp_path: Path) -> None:
    ids = IDS.replace("<Born>2010-05-06</Born>", "<ExpectedPersonBirthDate>2024-06-01"
                      "</ExpectedPersonBirthDate>")  # fmt: skip
    found = delivery(tmp_path, message(child(ids=ids)))
    assert [subject.born for subject in found.subjects.values()] == [None]
    assert found.coverage.files[0].columns_missing == ("Ids/Born",)
    assert found.coverage.files[0].columns_ignored == ("/Ids/ExpectedPersonBirthDate",)


def test_one_child_in_two_units_is_one_file(tmp_path: Path) -> None:
    other = "<Case><Opened>2021-06-01</Opened><Closed>2021-07-01</Closed></Case>"
    found = delivery(tmp_path, message(child() + child(other)))
    assert list(found.subjects) == ["A1"]
    assert [record.kind for record in found.records] == ["care", "care", "visit"]
    assert found.coverage.files[0].ignored["repeated"] == 1
    assert not found.rejects


def test_the_same_told_twice_is_repeated_and_told_otherwise_is_refused(tmp_path: Path) -> None:
    found = delivery(tmp_path, message(child() + "\n" + child()))
    assert [file.ignored["repeated"] for file in found.coverage.files] == [1, 1, 1]
    assert not found.rejects
    otherwise = child().replace(RESULT, "<Result>M</Result>")
    found = delivery(tmp_path, message(child() + "\n" + otherwise))
    (reject,) = found.rejects
    assert (reject.line, reject.expected) == (10, "what census.xml, line 6, says")
    assert "told before with another result" in reject.reason


def test_a_sex_told_in_two_ways_is_refused(tmp_path: Path) -> None:
    content = message(child() + "\n" + child().replace("male", "female"))
    reject = refused(tmp_path, content)
    assert (reject.line, reject.field, reject.found) == (8, "Ids/Sex", "female")


def test_an_element_in_which_nothing_is_said_is_a_blank_row(tmp_path: Path) -> None:
    case = "<Case><Opened>2023-05-01</Opened><Visit/><Visit><Day> </Day><Present/></Visit></Case>"
    found = delivery(tmp_path, message(child(case)))
    visits = found.coverage.files[2]
    assert (visits.read, visits.ignored["blank"]) == (2, 2)
    assert not found.rejects


def test_an_element_in_which_only_unread_things_stand_is_no_blank_row(tmp_path: Path) -> None:
    case = "<Case><Opened>2023-05-01</Opened><Visit><Other>x</Other></Visit></Case>"
    reject = refused(tmp_path, message(child(case)))
    assert reject.reason == "The day on which it began is not recorded."


@pytest.mark.parametrize(
    ("right", "wrong", "problem"),
    [
        ("Day>", "Dayy>", "Expected Case/Visit/Day, and found Dayy in its place 1 times"),
        ("Opened>", "opened>", "Expected Case/Opened, and found opened in its place 1 times"),
        ("Id>", "ID>", "Expected Ids/Id, and found ID in its place 1 times"),
    ],
)
def test_a_key_or_a_day_by_a_name_nearly_its_own_refuses_the_file(
    tmp_path: Path, right: str, wrong: str, problem: str
) -> None:
    with pytest.raises(UnreadableFile, match=problem):
        delivery(tmp_path, message(child().replace(right, wrong)))


def test_an_end_that_is_misspelt_once_refuses_the_file(tmp_path: Path) -> None:
    """Without it, the span would seem to last."""
    case = "<Case><Opened>2021-05-01</Opened><Closed>2021-06-01</Closed></Case>"
    with pytest.raises(UnreadableFile, match="Expected Case/Closed, and found closed") as raised:
        delivery(tmp_path, message(child(case + "\n" + case.replace("Closed", "closed"))))
    assert raised.value.line == 7


def test_namespaces_are_no_matter(tmp_path: Path) -> None:
    plain = delivery(tmp_path, message(child()))
    xmlns = message(child()).replace("<Message>", '<Message xmlns="urn:census">')
    prefixed = message(child()).replace("<Message>", '<c:Message xmlns:c="urn:c">')
    prefixed = prefixed.replace("</Message>", "</c:Message>").replace("<Visit>", "<c:Visit>")
    prefixed = prefixed.replace("</Visit>", "</c:Visit>")
    for content in (xmlns, prefixed):
        found = delivery(tmp_path, content)
        assert found.records == plain.records
        assert found.coverage == plain.coverage


@pytest.mark.parametrize(
    ("declared", "codec"),
    [
        ("utf-8", "utf-8"),
        ("UTF8", "utf-8"),
        ("utf-8", "utf-8-sig"),
        ("UTF-16", "utf-16"),
        ("UTF-16", "utf-16-le"),
        ("UTF-16", "utf-16-be"),
        ("", "utf-16"),
        ("", "utf-8"),
        ("windows-1252", "cp1252"),
        ("cp1252", "cp1252"),
        ("iso-8859-1", "latin-1"),
    ],
)
def test_encodings(tmp_path: Path, declared: str, codec: str) -> None:
    said = f'<?xml version="1.0" encoding="{declared}"?>\n' if declared else ""
    content = said + message(child().replace("school", "café"))
    found = delivery(tmp_path, content.encode(codec))
    assert found.records[1].details["purpose"] == "café"
    assert found.coverage.documents[0].encoding in (codec.removesuffix("-sig"), declared, "utf-16")


def test_us_ascii(tmp_path: Path) -> None:
    content = '<?xml version="1.0" encoding="us-ascii"?>' + message(child())
    assert delivery(tmp_path, content).records
    with pytest.raises(UnreadableFile, match="This is not text in us-ascii"):
        delivery(tmp_path, content.replace("school", "café"))


def test_an_explicit_agency_place_and_moment_go_before_the_document(tmp_path: Path) -> None:
    path = tmp_path / "census.xml"
    path.write_text(message(child(), HEADER.replace("<LEA>201</LEA>", "")))
    found = read(
        STANDARD, mapping(MAPPING, tmp_path), path, agency="x", place="y", delivered=30_000_000
    )
    assert found.delivered == 30_000_000
    assert {record.agency for record in found.records} == {"x"}
    assert {subject.place for subject in found.subjects.values()} == {"y"}


def test_a_moment_of_delivery_that_is_a_day_or_has_an_offset(tmp_path: Path) -> None:
    header = HEADER.replace("2024-05-23T11:14:05", "2024-05-23T11:14:05Z")
    made = minute_of(datetime(2024, 5, 23, 12, 14, tzinfo=LONDON))
    assert delivery(tmp_path, message(child(), header)).delivered == made
    header = HEADER.replace("2024-05-23T11:14:05", "2024-05-23")
    last = minute_of(datetime(2024, 5, 23, 23, 59, tzinfo=LONDON))
    assert delivery(tmp_path, message(child(), header)).delivered == last


def test_the_header_may_stand_after_the_units(tmp_path: Path) -> None:
    content = f"<Message><Children>{child()}</Children>{HEADER}</Message>"
    found = delivery(tmp_path, content)
    assert {record.agency for record in found.records} == {"la-201"}
    assert day_of(date(2024, 3, 31)) in {each.last for each in found.watched}


def test_memory_holds_one_unit_at_a_time(tmp_path: Path) -> None:
    found = mapping(MAPPING, tmp_path)
    assert found.xml is not None
    peaks = []
    for units in (1000, 4000):
        path = tmp_path / f"{units}.xml"
        path.write_text(message(child() * units))
        reader = UnitReader(path.name, Places(found.xml, found.tables), lambda rows: None)
        tracemalloc.start()
        listen(path, path.name, reader)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert reader.units == units
    assert peaks[1] < 1.2 * peaks[0]
