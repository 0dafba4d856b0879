"""The return as one document of XML, through the same mapping as its tables."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from sightline.engine.model import Record
from sightline.returns import Delivery, UnreadableFile
from tests.returns.ssda903 import RETURN, delivered, made, refused, said, told

HEADER = """
<CHILDID>A1</CHILDID><UPN>A012345678901</UPN><SEX>2</SEX><DOB>02/03/2001</DOB>
<ETHNIC>BOTH</ETHNIC><UASC>1</UASC><DUC>02/03/2019</DUC>
<IN_TOUCH>YES</IN_TOUCH><ACTIV>F2</ACTIV><ACCOM>X2</ACCOM>
<DATE_INT>01/02/2016</DATE_INT><DATE_MATCH>01/03/2016</DATE_MATCH><FOSTER_CARE>1</FOSTER_CARE>
<NB_ADOPTR>2</NB_ADOPTR><SEX_ADOPTR>MF</SEX_ADOPTR><LS_ADOPTR>L11</LS_ADOPTR>
<AREVIEW><REVIEW>28/01/2016</REVIEW><REVIEW_CODE>PN3</REVIEW_CODE></AREVIEW>
<AREVIEW><REVIEW>28/04/2016</REVIEW><REVIEW_CODE>PN7</REVIEW_CODE></AREVIEW>
<AMISSING><MISSING>M</MISSING><MIS_START>01/05/2016</MIS_START><MIS_END>03/05/2016</MIS_END>
</AMISSING>
<MOTHER>1</MOTHER><MC_DOB>01/01/2017</MC_DOB>
<OC2><SDQ_SCORE>18</SDQ_SCORE><CONVICTED>1</CONVICTED><HEALTH_CHECK>0</HEALTH_CHECK>
<IMMUNISATIONS>1</IMMUNISATIONS><TEETH_CHECK>0</TEETH_CHECK>
<HEALTH_ASSESSMENT>1</HEALTH_ASSESSMENT><SUBSTANCE_MISUSE>1</SUBSTANCE_MISUSE>
<INTERVENTION_RECEIVED>0</INTERVENTION_RECEIVED><INTERVENTION_OFFERED>0</INTERVENTION_OFFERED>
</OC2>
<AD_PLACED><DATE_PLACED>05/02/2016</DATE_PLACED>
<DATE_PLACED_CEASED>05/08/2016</DATE_PLACED_CEASED>
<REASON_PLACED_CEASED>RD1</REASON_PLACED_CEASED></AD_PLACED>
<PERMANENCE><PREV_PERM>P2</PREV_PERM><LA_PERM/><DATE_PERM/></PERMANENCE>
"""
EPISODES = """
<EPISODE><DECOM>11/11/2015</DECOM><RNE>S</RNE><LS>V2</LS><CIN>N1</CIN><PL>U6</PL>
<PL_POST>AB1 2CD</PL_POST><HOME_POST>EF3 4GH</HOME_POST><URN>1594525</URN>
<PLACE_PROVIDER>PR4</PLACE_PROVIDER><DEC>26/04/2017</DEC><REC>X1</REC>
<REASON_PLACE_CHANGE>CUSTOD</REASON_PLACE_CHANGE></EPISODE>
<EPISODE><DECOM>26/04/2017</DECOM><RNE>B</RNE><LS>J1</LS><CIN>N1</CIN><PL>R5</PL><PL_POST/>
<HOME_POST/><URN/><PLACE_PROVIDER>PR3</PLACE_PROVIDER><DEC/><REC/><REASON_PLACE_CHANGE/></EPISODE>
"""


def document(*children: str) -> str:
    inside = "".join(f"<CHILD>{child}</CHILD>" for child in children)
    return f"<?xml version='1.0' encoding='us-ascii'?>\n<EXPSSDA903>{inside}</EXPSSDA903>"


WHOLE = document(f"<HEADER>{HEADER}</HEADER>{EPISODES}")


def read_xml(folder: Path, content: str | bytes = WHOLE) -> Delivery:
    raw = content.encode() if isinstance(content, str) else content
    (folder / "return.xml").write_bytes(raw)
    return delivered(folder)


def same(records: list[Record]) -> list[tuple[object, ...]]:
    return [(r.id, r.file, r.kind, r.at, r.ended, r.planned_start, dict(r.details))
            for r in records]  # fmt: skip


def test_each_section_is_a_table(tmp_path: Path) -> None:
    found = read_xml(tmp_path)
    assert not found.rejects
    assert {each.table: each.used for each in found.coverage.files} == {
        "header": 1, "episodes": 2, "reviews": 2, "missing": 1, "adoption-decisions": 1,
        "adoption-matches": 1, "earlier-permanence": 1, "year-in-care": 1, "care-leavers": 1,
        "asylum-seekers-in-xml": 1,
    }  # fmt: skip
    (child,) = found.subjects.values()
    assert child.attributes == {
        "sex": "female", "ethnicity": "black-other", "mother": "yes",
        "earlier-permanence": "special-guardianship",
    }  # fmt: skip
    assert [details["type"] for _, _, details in told(found, "placement")] == ["foster", "custody"]


def test_the_same_return_in_tables_and_in_xml_is_the_same_records(tmp_path: Path) -> None:
    (tmp_path / "csv").mkdir()
    (tmp_path / "xml").mkdir()
    tables = made(
        tmp_path / "csv",
        header="A1,2,02/03/2001,BOTH,A012345678901,1,01/01/2017",
        episodes="A1,11/11/2015,S,V2,N1,U6,PR4,26/04/2017,X1,CUSTOD,EF3 4GH,AB1 2CD,1594525\n"
        "A1,26/04/2017,B,J1,N1,R5,PR3,,,,,,",
        reviews="A1,02/03/2001,28/01/2016,PN3\nA1,02/03/2001,28/04/2016,PN7",
        missing="A1,02/03/2001,M,01/05/2016,03/05/2016",
        placed_for_adoption="A1,02/03/2001,05/02/2016,05/08/2016,RD1",
        ad1="A1,02/03/2001,01/02/2016,01/03/2016,1,2,MF,L11",
        previous_permanence="A1,02/03/2001,P2,,",
        oc2="A1,02/03/2001,18,,1,0,1,0,1,1,0,0",
        oc3="A1,02/03/2001,YES,F2,X2",
        uasc="A1,2,02/03/2001,02/03/2019",
    )
    document = read_xml(tmp_path / "xml")
    assert same(list(tables.records)) == same(list(document.records))
    assert tables.subjects == document.subjects


def test_a_child_without_a_flag_is_no_asylum_seeker(tmp_path: Path) -> None:
    header = HEADER.replace("<UASC>1</UASC>", "<UASC>0</UASC>")
    assert said(read_xml(tmp_path, document(f"<HEADER>{header}</HEADER>")),
                "unaccompanied-year") == []  # fmt: skip


def test_who_has_not_left_care_is_no_care_leaver(tmp_path: Path) -> None:
    header = "<CHILDID>A1</CHILDID><SEX>1</SEX><DOB>02/03/2010</DOB><IN_TOUCH/><DATE_MATCH/>"
    found = read_xml(tmp_path, document(f"<HEADER>{header}</HEADER>"))
    assert not found.rejects
    assert not found.records
    assert list(found.subjects) == ["A1"]


def test_pupil_numbers_and_postcodes_are_left_unread_and_known(tmp_path: Path) -> None:
    found = read_xml(tmp_path)
    everything = f"{found.subjects} {found.records}"
    for secret in ("A012345678901", "AB1 2CD", "EF3 4GH", "2017-01-01"):
        assert secret not in everything


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
def test_documents_in_several_encodings(tmp_path: Path, encoding: str) -> None:
    content = WHOLE.replace("us-ascii", encoding.removesuffix("-sig")).replace("A1", "Zoë")
    assert list(read_xml(tmp_path, content.encode(encoding)).subjects) == ["Zoë"]


def test_a_code_that_nobody_listed_is_refused_by_the_name_of_its_element(tmp_path: Path) -> None:
    found = read_xml(tmp_path, WHOLE.replace("<PL>R5</PL>", "<PL>K9</PL>"))
    (reject,) = refused(found)
    assert (reject[0], reject[3]) == ("return.xml", "K9")
    assert reject[2] in ("PL", "EPISODE/PL")


def test_an_element_that_nobody_knows_is_named(tmp_path: Path) -> None:
    found = read_xml(tmp_path, WHOLE.replace("<UPN>", "<NEWTHING>1</NEWTHING><UPN>"))
    assert "NEWTHING" in str(found.coverage.to_dict())


def test_a_document_that_stops_in_the_middle_is_no_delivery(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile):
        read_xml(tmp_path, WHOLE[: len(WHOLE) // 2])


def test_a_document_of_another_return_is_not_taken(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile):
        read_xml(tmp_path, "<Message><Children/></Message>")


SECTIONS = {"reviews": "AREVIEW", "missing": "AMISSING", "oc2": "OC2",
            "previous_permanence": "PERMANENCE", "placed_for_adoption": "AD_PLACED"}  # fmt: skip
"""Tables whose rows are elements of their own in a child's header."""


def as_document(folder: Path) -> str:
    """The tables of a return, but for those that come in CSV only, as one document."""

    def rows(name: str) -> dict[str, list[dict[str, str]]]:
        found: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
        with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                found[row.pop("CHILD")].append(row)
        return found

    def elements(row: dict[str, str], left_out: tuple[str, ...] = ("DOB",)) -> str:
        names = {"PLACE": "PL"}
        return "".join(f"<{names.get(n, n)}>{escape(v)}</{names.get(n, n)}>"
                       for n, v in row.items() if n not in left_out)  # fmt: skip

    tables = {name: rows(name) for name in SECTIONS}
    beside = [rows(name) for name in ("ad1", "oc3", "uasc")]
    episodes = rows("episodes")
    children = []
    for id_, (header,) in rows("header").items():
        inside = f"<CHILDID>{id_}</CHILDID>{elements(header, ())}"
        inside += f"<UASC>{int(id_ in beside[2])}</UASC>"
        inside += "".join(elements(row, ("DOB", "SEX")) for one in beside for row in one[id_])
        inside += "".join(
            f"<{tag}>{elements(row)}</{tag}>"
            for name, tag in SECTIONS.items()
            for row in tables[name][id_]
        )
        told = "".join(f"<EPISODE>{elements(row)}</EPISODE>" for row in episodes[id_])
        children.append(f"<HEADER>{inside}</HEADER>{told}")
    return document(*children)


@pytest.mark.skipif(not RETURN.is_dir(), reason="the return is not at hand")
def test_a_whole_return_made_into_a_document_says_the_same(tmp_path: Path) -> None:
    tables, found = delivered(RETURN), read_xml(tmp_path, as_document(RETURN))
    csv_only = ("allocation", "deprivation-of-liberty")
    expected = [record for record in tables.records if record.kind not in csv_only]
    assert same(expected) == same(list(found.records))
    assert len(found.subjects) == 2675
    refused_ = Counter(each.found for each in found.rejects)
    assert refused_ == Counter(each.found for each in tables.rejects)
    assert all(
        file.read == file.used + sum(file.ignored.values()) + file.refused
        for file in found.coverage.files
    )
