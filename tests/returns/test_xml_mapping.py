"""A mapping of XML: what it says, what is wrong with it, and one mapping for CSV and XML."""

from pathlib import Path

import pytest

from sightline.returns import Delivery, read
from sightline.returns.mapping import WatchedDays
from sightline.returns.xml_model import REPEATED, FromHeader, XmlLayout, XmlMapping, XmlRows
from sightline.standard.model import Interval, Unit
from tests.returns.small import DELIVERED, STANDARD, VISITS, mapping
from tests.returns.test_mapping_file import faults
from tests.returns.xml_small import MAPPING, child, delivery, message


def test_a_mapping_is_read_whole(tmp_path: Path) -> None:
    found = mapping(MAPPING, tmp_path)
    assert found.xml == XmlMapping(
        "Message",
        ("Children", "Child"),
        {
            "year": ("Header", "Year"),
            "reference-date": ("Header", "ReferenceDate"),
            "authority": ("Header", "Source", "LEA"),
            "made": ("Header", "Source", "DateTime"),
        },
        XmlLayout("year", ("2023", "2024")),
        frozenset({("Header",), ("Children", "Child", "Case", "Told")}),
    )
    assert (found.agency, found.delivered) == (FromHeader("authority", "la-"), FromHeader("made"))
    year = Interval(12, Unit.MONTHS)
    days = WatchedDays(FromHeader("reference-date", less=year), FromHeader("reference-date"))
    assert found.watched == (days,)
    children, _, visits = found.tables
    assert (children.xml, visits.xml) == (XmlRows(()), XmlRows(("Case", "Visit")))
    assert children.files == ()
    assert visits.records[0].fields["who"].split == REPEATED


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("root: Message", "root: Message/Header", "expected the name of one element"),
        ("root: Message", "rot: Message", "'rot' has no meaning here; did you mean 'root'?"),
        ("unit: Children/Child", "unit: /Children", "'/Children' is no path of elements"),
        ("unit: Children/Child", "", "expected 'unit', which is not said"),
        ("value: year", "value: yaer", "expected a value named under 'header', found 'yaer'"),
        ("agency: {xml: authority", "agency: {xml: auhtority", "did you mean 'authority'?"),
        ("delivered: {xml: made}", "delivered: {xml: made, prefix: x}", "'prefix' has no meaning"),
        ("to: {xml: reference-date}", "to: {xml: reference-date, less: 1 day}", "'less' has no"),
        ("less: 12 months", "less: 12 working days", "expected days, weeks, months or years"),
        ("not-read: [Header, /Case/Told]", "not-read: [Header/]", "is no path of elements"),
        ("not-read: [Header, /Case/Told]", "not-read: /Case", "'/Case' is read, and stands under"),
        ("not-read: [Header, /Case/Told]", "not-read: /Ids/Sex", "'/Ids/Sex' is read, and stands"),
        ("xml: Case/Visit", "xml: /Case/Visit", "'/Case/Visit' is no path of elements"),
        ("xml: Case/Visit", "xml: {rows: Case/Visit, columns: {Dya: Day}}",
         "'dya' is no column that this table reads"),
        ("seen-alone: Alone", "seen-alone: Seen alone", "'Seen alone' is no path of elements"),
        ("seen-alone: Alone", "seen-alone: day", "'Day' and 'day' differ in case alone"),
        ("seen-alone: Alone", "seen-alone: /Case", "'/Case' holds others"),
        ("seen-alone: Alone", "seen-alone: Day/Alone", "'/Case/Visit/Day' is read as a value"),
        ("seen-alone: Alone", "seen-alone: {column: Alone, split: repeated}",
         "only a field of type codes holds several values"),
        ("key: [/Ids/Id, Day]", "key: [/Ids/Id, Present/Who]", "'Present/Who' may repeat"),
        ("xml: .", "dates: iso", "expected 'file', which is not said"),
    ],
)  # fmt: skip
def test_faults(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in MAPPING
    found = faults(tmp_path, MAPPING.replace(old, new))
    assert any(says in fault for fault in found), found


def test_xml_of_a_table_needs_xml_of_the_mapping(tmp_path: Path) -> None:
    found = faults(tmp_path, VISITS.replace("file: visits.*", "xml: Visit"))
    assert found == ["8:10: 'xml' of a table goes with 'xml' of the mapping, which is not said"]


def test_xml_of_the_mapping_needs_a_table(tmp_path: Path) -> None:
    text = VISITS.replace("agency: north", "xml: {root: Message, unit: Child}")
    (found,) = faults(tmp_path, text)
    assert "no table says which of its elements are rows" in found


def test_a_value_of_the_document_needs_a_document(tmp_path: Path) -> None:
    (found,) = faults(tmp_path, VISITS.replace("agency: north", "agency: {xml: authority}"))
    assert "a value named under 'header' of 'xml'" in found


# --- CSV and XML through one mapping --------------------------------------------------------------

BOTH = """
    title: Care and visits
    xml: {root: Return, unit: CHILD}
    agency: north
    place: northshire
    watched: {from: first record, to: delivered}
    tables:
      children:
        file: children.csv
        xml: {rows: HEAD, columns: {CHILD: CHILDID}}
        dates: day-first
        subject: {id: CHILD, born: DOB}
      care:
        file: care.csv
        xml: {rows: EPISODE, columns: {CHILD: /HEAD/CHILDID, PLACE: PL}}
        dates: day-first
        subject: CHILD
        key: [CHILD, DECOM]
        start: DECOM
        end: DEC
        records:
          kind: care
          join: {by: CHILD, when: next start equals end, last: ended-by}
          fields:
            basis: {column: PLACE, codes: {O: order, A: agreement}}
            ended-by: {column: REC, codes: {H: home}}
      visits:
        file: visits.csv
        dates: day-first
        subject: CHILD
        key: [CHILD, DAY]
        start: DAY
        records: {kind: visit}
"""

CHILDREN = "CHILD,DOB\nA1,06/05/2010\nA2,\n"
EPISODES = (
    "CHILD,DECOM,DEC,PLACE,REC\n"
    "A1,01/02/2016,03/04/2016,O,\n"
    "A1,03/04/2016,05/06/2016,A,H\n"
    "A2,01/02/2016,,A,\n"
    "A2,31/02/2016,,A,\n"
)
RETURN = """<Return>
<CHILD><HEAD><CHILDID>A1</CHILDID><DOB>06/05/2010</DOB></HEAD>
<EPISODE><DECOM>01/02/2016</DECOM><DEC>03/04/2016</DEC><PL>O</PL></EPISODE>
<EPISODE><DECOM>03/04/2016</DECOM><DEC>05/06/2016</DEC><PL>A</PL><REC>H</REC></EPISODE></CHILD>
<CHILD><HEAD><CHILDID>A2</CHILDID></HEAD>
<EPISODE><DECOM>01/02/2016</DECOM><PL>A</PL></EPISODE>
<EPISODE><DECOM>31/02/2016</DECOM><PL>A</PL></EPISODE></CHILD>
</Return>
"""


def both(folder: Path, **files: str) -> Delivery:
    inside = folder / "in"
    inside.mkdir()
    for name, content in files.items():
        (inside / name.replace("_", ".")).write_text(content)
    return read(STANDARD, mapping(BOTH, folder), inside, delivered=DELIVERED)


def test_csv_and_xml_of_the_same_content_give_the_same(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    csv = both(tmp_path / "a", children_csv=CHILDREN, care_csv=EPISODES)
    xml = both(tmp_path / "b", return_xml=RETURN)
    assert csv.records == xml.records
    assert csv.subjects == xml.subjects
    assert csv.watched == xml.watched
    assert [(r.line, r.field, r.found, r.reason) for r in csv.rejects if r.field] == [
        (5, "DECOM", "31/02/2016", "There is no such day or time.")
    ]
    assert [(r.line, r.field, r.found, r.reason) for r in xml.rejects if r.field] == [
        (7, "DECOM", "31/02/2016", "There is no such day or time.")
    ]
    for found in (csv, xml):
        assert found.coverage.tables_without_file == ("visits",)
        assert [(f.read, f.used, f.refused, f.joined) for f in found.coverage.files] == [
            (2, 2, 0, {}),
            (4, 2, 2, {"care": {"rows": 2, "spans": 1, "overlapping": 0}}),
        ]


def test_what_an_error_names_is_the_element(tmp_path: Path) -> None:
    found = both(tmp_path, return_xml=RETURN.replace("<PL>O", "<PL>X"))
    (reject,) = (reject for reject in found.rejects if reject.found == "X")
    assert (reject.field, reject.line) == ("PL", 3)


def test_csv_beside_xml(tmp_path: Path) -> None:
    found = both(tmp_path, return_xml=RETURN, visits_csv="CHILD,DAY\nA1,06/05/2016\n")
    assert {record.kind for record in found.records} == {"care", "visit"}
    assert [file.file for file in found.coverage.files] == ["visits.csv", "return.xml",
                                                            "return.xml"]  # fmt: skip
    assert found.coverage.tables_without_file == ()


def test_the_row_may_be_the_value_itself(tmp_path: Path) -> None:
    text = MAPPING.replace("xml: Case/Visit", "xml: Case/Days/Day").replace("Day]", ".]")
    text = text.replace("start: Day", "start: .").replace("not-read: [Header, /Case/Told]", "")
    days = "<Days>\n<Day>2024-02-01</Day>\n<Day/>\n<Day> 2024-02-02 </Day></Days>"
    content = message(child(f"<Case><Opened>2023-05-01</Opened>{days}</Case>"))
    found = delivery(tmp_path, content, text)
    assert not found.rejects
    visits = found.coverage.files[2]
    assert (visits.read, visits.used, visits.ignored["blank"]) == (3, 2, 1)
    assert "." not in visits.columns_missing
    assert not found.coverage.documents[0].sections_not_read
