"""Whatever stands in a document is read, or said to be not read: nothing is dropped silently."""

from pathlib import Path

import pytest

from sightline.returns.coverage import DocumentCoverage, UnreadSection
from sightline.returns.xml_places import MOST_UNKNOWN
from tests.returns.xml_small import CASE, HEADER, MAPPING, child, delivery, message


def covered(folder: Path, content: str, text: str = MAPPING) -> DocumentCoverage:
    (document,) = delivery(folder, content, text).coverage.documents
    return document


def test_a_plain_document_has_nothing_to_be_said_of_it(tmp_path: Path) -> None:
    assert covered(tmp_path, message(child())) == DocumentCoverage(
        file="census.xml",
        encoding="utf-8",
        units=1,
        layout="2024",
        layout_seen=True,
        sections_not_read=(),
        columns_ignored=(),
        strays=0,
        first_strays=(),
        doubtful=(),
    )


def test_a_misspelt_section_is_named_with_what_was_meant(tmp_path: Path) -> None:
    found = delivery(tmp_path, message(child(CASE + "\n" + CASE.replace("Case>", "case>"))))
    (document,) = found.coverage.documents
    assert document.sections_not_read == (UnreadSection("/case", 1, 7, "/Case"),)
    assert document.doubtful == ("care", "visits")
    # Rows may be missing, so that their absence says nothing.
    assert not found.watched
    assert [record.kind for record in found.records] == ["care", "visit"]


@pytest.mark.parametrize(
    ("old", "new", "path", "meant"),
    [
        ("Visit>", "Visits>", "/Case/Visits", "/Case/Visit"),
        ("Visit>", "Vist>", "/Case/Vist", "/Case/Visit"),
        ("Visit>", "Meeting>", "/Case/Meeting", ""),
        ("Case>", "CASE>", "/CASE", "/Case"),
    ],
)
def test_what_was_meant(tmp_path: Path, old: str, new: str, path: str, meant: str) -> None:
    (section,) = covered(tmp_path, message(child().replace(old, new))).sections_not_read
    assert (section.path, section.times, section.meant) == (path, 1, meant)


def test_a_section_in_another_place(tmp_path: Path) -> None:
    visit = "<Visit><Day>2024-02-01</Day></Visit>"
    document = covered(tmp_path, message(child(CASE + visit)))
    assert document.sections_not_read == (UnreadSection("/Visit", 1, 6, "/Case/Visit"),)
    assert document.doubtful == ("visits",)


def test_a_misspelt_unit_puts_every_table_in_doubt(tmp_path: Path) -> None:
    content = message(child() + "\n" + child().replace("Child>", "child>"))
    document = covered(tmp_path, content)
    (section,) = document.sections_not_read
    assert (section.path, section.meant) == ("Children/child", "Children/Child")
    assert document.doubtful == ("children", "care", "visits")
    assert document.units == 1


def test_a_section_that_nobody_knows_is_counted_once_with_all_that_is_in_it(
    tmp_path: Path,
) -> None:
    plans = "<Plans><Plan><Day>2024-01-01</Day>stray</Plan></Plans>\n"
    document = covered(tmp_path, message(child(plans * 3 + CASE) * 2))
    assert document.sections_not_read == (UnreadSection("/Plans", 6, 6, ""),)
    assert (document.columns_ignored, document.strays, document.doubtful) == ((), 0, ())


def test_values_that_nobody_reads_are_ignored_columns_of_the_row_that_they_stand_in(
    tmp_path: Path,
) -> None:
    case = CASE.replace("<Day>", "<Place>Home</Place><Day>").replace("<Why>", "<Worker/><Why>")
    found = delivery(
        tmp_path, message(child(case).replace("<Sex>", "<UPN>A1</UPN><Sex>")) + "<!-- end -->"
    )
    assert {file.table: file.columns_ignored for file in found.coverage.files} == {
        "children": ("/Ids/UPN",),
        "care": ("/Case/Worker",),
        "visits": ("/Case/Visit/Place",),
    }


def test_values_outside_all_rows(tmp_path: Path) -> None:
    text = MAPPING.replace("not-read: [Header, /Case/Told]", "not-read: Header/Source")
    content = message(child()).replace("<Children>", "<Note>x</Note><Children>")
    document = covered(tmp_path, content.replace("<Year>", "<Kind>CIN</Kind><Year>"), text)
    assert document.columns_ignored == ("Header/Kind", "Note")


def test_attributes_are_ignored_columns(tmp_path: Path) -> None:
    content = message(child()).replace("<Day>", '<Day format="iso">').replace(
        "<Case>", '<Case id="1" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        'xsi:type="x">').replace("<Children>", '<Children count="1">')  # fmt: skip
    found = delivery(tmp_path, content)
    ignored = {file.table: file.columns_ignored for file in found.coverage.files}
    assert ignored["care"] == ("/Case/@id",)
    assert ignored["visits"] == ("/Case/Visit/Day/@format",)
    assert found.coverage.documents[0].columns_ignored == ("Children/@count",)


def test_what_is_deliberately_not_read_is_not_spoken_of(tmp_path: Path) -> None:
    case = CASE.replace("<Why>", "<Told>x</Told><Told><By>y</By></Told><Why>")
    document = covered(tmp_path, message(child(case), HEADER.replace("<LEA>", "x<A/><LEA>")))
    assert document == covered(tmp_path, message(child()))


def test_stray_text_is_counted_and_shown_with_its_line(tmp_path: Path) -> None:
    content = message(child(CASE.replace("<Why>", "\n  PersonBirthDate \n<Why>")) + "\nx" * 3)
    document = covered(tmp_path, content)
    assert document.strays == 2
    assert document.first_strays == (
        (7, "/Case", "PersonBirthDate"),
        (10, "Children", "x\\nx\\nx"),
    )
    long = covered(tmp_path, message("x" * 500 + child() + "<Child/>y" * 30))
    assert long.strays == 31
    assert len(long.first_strays) == 10
    assert long.first_strays[0] == (4, "Children", "x" * 79 + "…")


def test_columns_that_are_never_there_are_missing(tmp_path: Path) -> None:
    found = delivery(tmp_path, message(child()))
    missing = {file.table: file.columns_missing for file in found.coverage.files}
    assert missing["care"] == ("Closed",)
    assert set(missing["visits"]) == {"Alone", "Present/Who", "Next"}
    assert "next-on" in found.coverage.fields_not_filled["visit"]
    found = delivery(tmp_path, message(child().replace("<Why>", "<Closed/><Why>")))
    assert found.coverage.files[1].columns_missing == ()


@pytest.mark.parametrize(
    ("year", "layout", "seen"),
    [
        ("<Year>2031</Year>", "2031", False),
        ("<Year/>", "", False),
        ("", "", False),
        ("<Year>2023</Year>", "2023", True),
    ],
)
def test_a_layout_that_was_not_seen_is_read_and_said_to_be(
    tmp_path: Path, year: str, layout: str, seen: bool
) -> None:
    header = HEADER.replace("<Year>2024</Year>", year)
    document = covered(tmp_path, message(child(), header))
    assert (document.layout, document.layout_seen) == (layout, seen)


def test_without_a_layout_in_the_mapping_there_is_none(tmp_path: Path) -> None:
    text = "\n".join(line for line in MAPPING.splitlines() if "layout:" not in line)
    document = covered(tmp_path, message(child()), text)
    assert (document.layout, document.layout_seen) == (None, True)


def test_names_without_end_are_counted_together(tmp_path: Path) -> None:
    many = "".join(f"<N{number}>x</N{number}>" for number in range(MOST_UNKNOWN + 50))
    found = delivery(tmp_path, message(child(many)))
    assert found.coverage.documents[0].columns_ignored == ("(others)",)
    assert len(found.coverage.files[0].columns_ignored) == MOST_UNKNOWN


def test_a_name_without_end_is_shown_as_far_as_one_can_be(tmp_path: Path) -> None:
    long = "N" * 5000
    content = message(child(f'<{long}><a/></{long}><Case {long}="1"/>'))
    found = delivery(tmp_path, content)
    (section,) = found.coverage.documents[0].sections_not_read
    assert section.path == "/" + "N" * 79 + "…"
    assert found.coverage.files[1].columns_ignored == ("/Case/@" + "N" * 79 + "…",)


def test_the_statement_has_stable_keys(tmp_path: Path) -> None:
    content = message(child(CASE + "stray" + CASE.replace("Case>", "case>")))
    found = delivery(tmp_path, content).coverage.to_dict()["documents"]
    assert found == [
        {
            "file": "census.xml",
            "encoding": "utf-8",
            "units": 1,
            "layout": "2024",
            "layout_seen": True,
            "sections_not_read": [{"path": "/case", "times": 1, "line": 6, "meant": "/Case"}],
            "columns_ignored": [],
            "stray_text": {
                "times": 1,
                "first": [{"line": 6, "path": "Children/Child", "found": "stray"}],
            },
            "tables_in_doubt": ["care", "visits"],
        }
    ]
