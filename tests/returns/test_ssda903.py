"""The SSDA903 mapping: what each table becomes, what is refused, and a whole return."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from sightline.standard.calendar import day_of
from sightline.standard.model import Lasts
from tests.england import england
from tests.returns.ssda903 import RETURN, delivered, made, refused, said, told

EPISODES = {"rne": "S", "ls": "C2", "cin": "N1", "place": "U6", "provider": "PR4", "dec": "",
            "rec": "", "change": ""}  # fmt: skip


def episode(child: str, decom: str, **more: str) -> str:
    """A row of episodes: a foster placement on a care order unless said otherwise."""
    row = EPISODES | more
    return (
        f"{child},{decom},{row['rne']},{row['ls']},{row['cin']},{row['place']},{row['provider']},"
        f"{row['dec']},{row['rec']},{row['change']},AB1 2CD,EF3 4GH,"
    )


# --- header ----------------------------------------------------------------------------------


def test_header_says_who_the_child_is_and_whether_she_is_a_mother(tmp_path: Path) -> None:
    found = made(
        tmp_path,
        header="1,2,27/03/2008,WROM,A012345678901,1,04/05/2018\n2,1,28/03/2008,NOBT,,,\n"
        "3,U,29/03/2008,REFU,,0,",
    )
    assert not found.rejects
    first, second, third = found.subjects.values()
    assert first.born == day_of(date(2008, 3, 27))
    assert first.attributes == {"sex": "female", "ethnicity": "gypsy-roma", "mother": "yes"}
    assert second.attributes == {"sex": "male", "ethnicity": "unknown"}
    assert third.attributes == {"sex": "unknown", "ethnicity": "declined", "mother": "no"}


def test_the_flag_of_a_mother_that_a_spreadsheet_wrote_as_a_fraction(tmp_path: Path) -> None:
    (child,) = made(tmp_path, header="1,2,27/03/2008,WROM,,1.0,").subjects.values()
    assert child.attributes["mother"] == "yes"


def test_pupil_numbers_postcodes_and_other_peoples_birthdays_are_not_read(tmp_path: Path) -> None:
    found = made(
        tmp_path,
        header="1,2,27/03/2008,WROM,A012345678901,1,04/05/2018",
        episodes=episode("1", "15/02/2016"),
    )
    everything = f"{found.subjects} {found.records} {found.rejects}"
    for secret in ("A012345678901", "AB1 2CD", "EF3 4GH", "2018-05-04", "04/05/2018"):
        assert secret not in everything
    assert found.coverage.files[0].columns_ignored == ("UPN", "MC_DOB")
    assert found.coverage.files[1].columns_ignored == ("RNE", "HOME_POST", "PL_POST")


# --- episodes --------------------------------------------------------------------------------


def test_episodes_are_one_time_in_care_and_several_placements(tmp_path: Path) -> None:
    found = made(
        tmp_path,
        episodes="\n".join(
            [
                episode("1", "15/02/2016", ls="V2", cin="N3", dec="14/08/2016", rec="X1",
                        change="CARPL") + "4244474",
                episode("1", "14/08/2016", place="K2", dec="01/03/2017", rec="E4A") + "XXXXXXX",
                episode("1", "05/06/2017", ls="J1", place="K1", provider="PR1"),
            ]
        ),
    )  # fmt: skip
    assert not found.rejects
    assert told(found, "looked-after") == [
        ("2016-02-15", "2017-03-01",
         {"legal-basis": "voluntary", "need": "parents-illness", "end-reason": "home"}),
        ("2017-06-05", "", {"legal-basis": "remand", "need": "abuse-or-neglect"}),
    ]  # fmt: skip
    assert told(found, "placement") == [
        ("2016-02-15", "2016-08-14",
         {"type": "foster", "provider": "urn-4244474", "legal-basis": "voluntary",
          "run-by": "private", "change-reason": "care-plan"}),
        ("2016-08-14", "2017-03-01",
         {"type": "childrens-home", "legal-basis": "full-care-order", "run-by": "private"}),
        ("2017-06-05", "",
         {"type": "secure-childrens-home", "legal-basis": "remand", "run-by": "own-authority"}),
    ]  # fmt: skip


def test_a_remand_in_the_middle_of_care_is_seen_on_the_placement(tmp_path: Path) -> None:
    found = made(
        tmp_path,
        episodes=episode("1", "15/02/2016", ls="V2", dec="14/08/2016", rec="X1", change="CUSTOD")
        + "\n"
        + episode("1", "14/08/2016", ls="J1", place="R5"),
    )
    ((_, _, care),) = told(found, "looked-after")
    assert care["legal-basis"] == "voluntary"
    (_, _, before), (start, _, inside) = told(found, "placement")
    assert before["change-reason"] == "custody"
    assert (start, inside["type"], inside["legal-basis"]) == ("2016-08-14", "custody", "remand")


@pytest.mark.parametrize(
    ("code", "basis"),
    [("C1", "interim-care-order"), ("C2", "full-care-order"), ("D1", "other"),
     ("E1", "placement-order"), ("V2", "voluntary"), ("V3", "short-breaks"),
     ("V4", "short-breaks"), ("L1", "emergency"), ("L2", "emergency"), ("L3", "other"),
     ("J1", "remand"), ("J2", "police-custody"), ("J3", "criminal-order")],
)  # fmt: skip
def test_every_legal_status(tmp_path: Path, code: str, basis: str) -> None:
    ((_, _, care),) = told(made(tmp_path, episodes=episode("1", "15/02/2016", ls=code)),
                           "looked-after")  # fmt: skip
    assert care["legal-basis"] == basis


@pytest.mark.parametrize(
    ("code", "reason"),
    [("E2", "died"), ("E3", "other-authority"), ("E4A", "home"), ("E4B", "home"), ("E5", "other"),
     ("E6", "other"), ("E7", "other"), ("E8", "other"), ("E9", "sentenced"), ("E11", "adopted"),
     ("E12", "adopted"), ("E13", "home"), ("E14", "remand-ended"), ("E15", "other"),
     ("E16", "other"), ("E17", "turned-18"), ("E41", "special-guardianship"),
     ("E45", "special-guardianship"), ("E46", "special-guardianship"),
     ("E47", "special-guardianship"), ("E48", "special-guardianship")],
)  # fmt: skip
def test_every_reason_why_care_ended(tmp_path: Path, code: str, reason: str) -> None:
    rows = episode("1", "15/02/2016", dec="01/03/2017", rec=code)
    ((_, _, care),) = told(made(tmp_path, episodes=rows), "looked-after")
    assert care["end-reason"] == reason


@pytest.mark.parametrize(
    ("codes", "type_"),
    [
        ("H1 H2 K1", "secure-childrens-home"),
        ("H3 H4 K2", "childrens-home"),
        ("H5 K3", "supported"),
        ("P1", "parents"),
        ("P2", "independent-living"),
        ("R1", "residential-care"),
        ("R5", "custody"),
        ("S1", "residential-school"),
        ("F1 F4 Q1 U1 U2 U3", "foster-with-relative"),
        ("F2 F3 F5 F6 Q2 U4 U5 U6", "foster"),
        ("A3 A4 A5 A6", "for-adoption"),
        ("T0 T2 T3 T4 M1", "temporary"),
        ("T1 R2", "hospital"),
        ("Z1 Z11 Z12 Z13 Z14 M2 M3", "unknown"),
    ],
)
def test_placement_codes_of_every_year(tmp_path: Path, codes: str, type_: str) -> None:
    rows = [episode(str(n), "15/02/2016", place=code) for n, code in enumerate(codes.split())]
    found = made(tmp_path, episodes="\n".join(rows))
    assert not found.rejects
    assert {details["type"] for _, _, details in told(found, "placement")} == {type_}


def test_a_code_of_a_year_to_come_is_refused_by_name(tmp_path: Path) -> None:
    found = made(tmp_path, episodes=episode("1", "15/02/2016", place="K9"))
    assert refused(found) == [("episodes.csv", 2, "PLACE", "K9")]
    # What the same row says of care as a whole is sound.
    assert [record.kind for record in found.records] == ["looked-after"]
    assert found.coverage.files[0].partly_used == 1


@pytest.mark.parametrize(
    ("field", "code"),
    [("LS", "J4"), ("REC", "E99"), ("CIN", "N9"), ("PLACE_PROVIDER", "PR6"),
     ("REASON_PLACE_CHANGE", "SILLY")],
)  # fmt: skip
def test_codes_that_nobody_listed_are_refused(tmp_path: Path, field: str, code: str) -> None:
    word = {"LS": "ls", "REC": "rec", "CIN": "cin", "PLACE_PROVIDER": "provider",
            "REASON_PLACE_CHANGE": "change"}[field]  # fmt: skip
    rows = episode("1", "15/02/2016", dec="01/03/2017", **{word: code})
    assert ("episodes.csv", 2, field, code) in refused(made(tmp_path, episodes=rows))


def test_police_protection_and_the_order_after_it_are_orders(tmp_path: Path) -> None:
    found = made(
        tmp_path,
        episodes="\n".join(
            [
                episode("1", "15/02/2016", ls="L1", dec="16/02/2016", rec="X1"),
                episode("1", "16/02/2016", ls="L1", place="K2", dec="17/02/2016", rec="X1"),
                episode("1", "17/02/2016", ls="L2", dec="24/02/2016", rec="X1"),
                episode("1", "24/02/2016", ls="C1"),
            ]
        ),
    )
    assert told(found, "order") == [
        ("2016-02-15", "2016-02-17", {"type": "police-protection"}),
        ("2016-02-17", "2016-02-24", {"type": "emergency-protection"}),
    ]
    assert len(told(found, "looked-after")) == 1


# --- dated tables ----------------------------------------------------------------------------


def test_all_participation_codes_are_reviews(tmp_path: Path) -> None:
    rows = "\n".join(f"1,27/03/2015,0{n + 1}/02/2016,PN{n}" for n in range(8))
    found = made(tmp_path, reviews=rows)
    reviews = [details for _, _, details in told(found, "meeting")]
    assert [review["type"] for review in reviews] == ["looked-after-review"] * 8
    assert reviews[0]["child-took-part"] == "too-young"
    assert found.coverage.files[0].used == 8


def test_missing_from_care_and_away_without_leave(tmp_path: Path) -> None:
    found = made(
        tmp_path,
        missing="1,27/03/2002,M,13/11/2017,15/11/2017\n1,27/03/2002,A,01/12/2017,",
    )
    assert told(found, "missing") == [
        ("2017-11-13", "2017-11-15", {"type": "missing"}),
        ("2017-12-01", "", {"type": "away-without-leave"}),
    ]


def test_social_workers_are_allocations(tmp_path: Path) -> None:
    found = made(
        tmp_path,
        sw_episodes="1,05/12/2008,SW9,01/04/2023,03/05/2023,LEFTRL\n"
        "1,05/12/2008,AB12,03/05/2023,,CHCHAN",
    )
    assert told(found, "allocation") == [
        ("2023-04-01", "2023-05-03", {"role": "social-worker", "worker": "worker-SW9"}),
        ("2023-05-03", "", {"role": "social-worker", "worker": "worker-AB12"}),
    ]


def test_deprivations_of_liberty(tmp_path: Path) -> None:
    found = made(tmp_path, DoLo="1,05/12/2008,01/01/2025,02/01/2025\n1,05/12/2008,01/03/2025,")
    assert told(found, "deprivation-of-liberty") == [
        ("2025-01-01", "2025-01-02", {}), ("2025-03-01", "", {}),
    ]  # fmt: skip


def test_adoption_decided_matched_and_decided_otherwise(tmp_path: Path) -> None:
    found = made(
        tmp_path,
        placed_for_adoption="1,05/12/2014,22/11/2015,07/04/2017,RD3\n2,05/12/2014,23/11/2015,,",
        ad1="2,05/12/2014,22/11/2015,08/05/2016,0,2,MF,L11",
    )
    assert told(found, "adoption-decision") == [
        ("2015-11-22", "2017-04-07", {"reversed-because": "no-adopters"}),
        ("2015-11-23", "", {}),
    ]
    assert told(found, "adoption-match") == [
        ("2016-05-08", "",
         {"interest-decided-on": "2015-11-22", "by-foster-carer": "no", "adopters": 2,
          "adopters-sex": "man-and-woman", "adopters-status": "married"}),
    ]  # fmt: skip


def test_earlier_permanence_is_an_attribute_and_its_rough_day_is_not_read(tmp_path: Path) -> None:
    found = made(
        tmp_path,
        previous_permanence="1,05/12/2014,P1,E09000001,zz/zz/2012\n2,05/12/2014,Z1,,\n"
        "3,05/12/2014,P4,,",
    )
    assert not found.rejects
    assert [s.attributes["earlier-permanence"] for s in found.subjects.values()] == [
        "adoption", "none", "unknown",
    ]  # fmt: skip
    assert found.coverage.files[0].columns_ignored == ("DOB", "LA_PERM", "DATE_PERM")


# --- what is said of a year ------------------------------------------------------------------


def test_flags_of_a_year_have_no_day(tmp_path: Path) -> None:
    found = made(
        tmp_path,
        oc2="1,27/03/2008,39,,1,0,0,1,1,1,0,1\n2,27/03/2015,,SDQ4,0,1,1,1,1,0,,",
        oc3="3,30/03/2001,YES,F2,X2",
        uasc="4,2,18/10/2010,18/10/2028",
    )
    assert not found.rejects
    assert all(record.at is None and record.ended is None for record in found.records)
    first, second = said(found, "care-year")
    assert first[2] == {
        "convicted": "yes", "health-assessment": "yes", "dental-check": "yes",
        "immunisations": "no", "development-check": "no", "substance-misuse": "yes",
        "intervention-received": "no", "intervention-offered": "yes", "difficulties-score": 39,
    }  # fmt: skip
    assert second[2]["no-score-because"] == "disability"
    assert "intervention-received" not in second[2]
    assert said(found, "care-leaver-year")[0][2] == {
        "in-touch": "yes", "activity": "education-full-time", "accommodation": "custody",
        "suitable": "no",
    }  # fmt: skip
    assert said(found, "unaccompanied-year")[0][2] == {
        "unaccompanied": "yes", "until": "2028-10-18",
    }  # fmt: skip
    first_days = {days[:2] for kind in ("care-year", "care-leaver-year", "unaccompanied-year")
                  for days in said(found, kind)}  # fmt: skip
    assert first_days == {("2025-04-01", "2026-03-31")}


def test_flags_of_a_year_are_of_kinds_that_no_duty_may_name(tmp_path: Path) -> None:
    kinds = england().kinds
    for kind in ("care-year", "care-leaver-year", "unaccompanied-year"):
        assert kinds[kind].lasts is Lasts.PERIOD


def test_two_years_in_one_file_are_refused_where_they_differ(tmp_path: Path) -> None:
    row = "1,27/03/2008,39,,{},0,0,1,1,1,0,1"
    found = made(tmp_path, oc2="\n".join([row.format(0), row.format(1), row.format(0)]))
    (reject,) = found.rejects
    assert (reject.file, reject.line) == ("oc2.csv", 3)
    assert "another convicted" in reject.reason
    assert found.coverage.files[0].ignored["repeated"] == 1


@pytest.mark.parametrize("status", ["DIED", "RHOM"])
def test_of_who_died_or_went_home_no_activity_is_asked(tmp_path: Path, status: str) -> None:
    ((_, _, year),) = said(made(tmp_path, oc3=f"3,30/03/2001,{status},0,0"), "care-leaver-year")
    assert set(year) == {"in-touch"}


def test_a_residence_that_nobody_knows_is_neither_suitable_nor_not(tmp_path: Path) -> None:
    ((_, _, year),) = said(made(tmp_path, oc3="3,30/03/2001,NO,G5,R2"), "care-leaver-year")
    assert (year["accommodation"], year["suitable"]) == ("unknown", "unknown")


@pytest.mark.parametrize(
    ("table", "row", "field", "code"),
    [
        ("header", "1,3,27/03/2008,XXXX,,,", "ETHNIC", "XXXX"),
        ("header", "1,9,27/03/2008,WBRI,,,", "SEX", "9"),
        ("header", "1,2,27/03/2008,WBRI,,2,", "MOTHER", "2"),
        ("reviews", "1,27/03/2008,01/02/2016,PN8", "REVIEW_CODE", "PN8"),
        ("missing", "1,27/03/2008,X,01/02/2016,", "MISSING", "X"),
        ("placed_for_adoption", "1,27/03/2008,01/02/2016,02/02/2016,XXX",
         "REASON_PLACED_CEASED", "XXX"),
        ("ad1", "1,27/03/2008,01/02/2016,02/02/2016,2,1,M1,L0", "FOSTER_CARE", "2"),
        ("ad1", "1,27/03/2008,01/02/2016,02/02/2016,1,1,XX,L0", "SEX_ADOPTR", "XX"),
        ("ad1", "1,27/03/2008,01/02/2016,02/02/2016,1,1,M1,L9", "LS_ADOPTR", "L9"),
        ("previous_permanence", "1,27/03/2008,P9,,", "PREV_PERM", "P9"),
        ("oc2", "1,27/03/2008,39,,2,0,0,0,0,0,0,0", "CONVICTED", "2"),
        ("oc2", "1,27/03/2008,,SDQ9,1,0,0,0,0,0,0,0", "SDQ_REASON", "SDQ9"),
        ("oc2", "1,27/03/2008,high,,1,0,0,0,0,0,0,0", "SDQ_SCORE", "high"),
        ("oc3", "1,27/03/2001,MAYBE,F1,B1", "IN_TOUCH", "MAYBE"),
        ("oc3", "1,27/03/2001,YES,F9,B1", "ACTIV", "F9"),
        ("oc3", "1,27/03/2001,YES,F1,01", "ACCOM", "01"),
    ],
)  # fmt: skip
def test_each_table_refuses_a_code_by_file_line_and_field(
    tmp_path: Path, table: str, row: str, field: str, code: str
) -> None:
    assert refused(made(tmp_path, **{table: row})) == [(f"{table}.csv", 2, field, code)]


# --- a whole return --------------------------------------------------------------------------


@pytest.mark.skipif(not RETURN.is_dir(), reason="the return is not at hand")
def test_every_row_of_a_whole_return_is_accounted_for() -> None:
    found = delivered(RETURN)
    rows = {
        file.file: (file.read, file.used, sum(file.ignored.values()), file.refused)
        for file in found.coverage.files
    }
    assert rows == {
        "header.csv": (2675, 2675, 0, 0),
        "episodes.csv": (5050, 5050, 0, 0),
        "reviews.csv": (12582, 12568, 4, 10),
        "missing.csv": (43, 43, 0, 0),
        "sw_episodes.csv": (1, 1, 0, 0),
        "DoLo.csv": (1, 1, 0, 0),
        "placed_for_adoption.csv": (29, 0, 0, 29),  # each says XXX where a reason belongs
        "ad1.csv": (29, 29, 0, 0),
        "previous_permanence.csv": (2675, 2675, 0, 0),
        "oc2.csv": (2675, 2675, 0, 0),
        "oc3.csv": (53, 50, 0, 3),  # accommodation 01, 02 and S1
        "uasc.csv": (132, 132, 0, 0),
    }
    kinds = [record.kind for record in found.records]
    assert {kind: kinds.count(kind) for kind in sorted(set(kinds))} == {
        "adoption-match": 29, "allocation": 1, "care-leaver-year": 50, "care-year": 2675,
        "deprivation-of-liberty": 1, "looked-after": 2248, "meeting": 12568, "missing": 43,
        "order": 412, "placement": 5050, "unaccompanied-year": 132,
    }  # fmt: skip
    assert len(found.subjects) == 2676
    assert sorted(found.coverage.files_ignored) == ["LICENSE", "placed_for_adoption_errors.csv"]
    # Two reviews of one child on one day, told with different codes.
    assert {each.reason for each in found.rejects if each.file == "reviews.csv"} == {
        "The meeting with the same key was told before with another child-took-part."
    }
    fields = {(each.file, each.field) for each in found.rejects if each.file != "reviews.csv"}
    assert fields == {
        ("oc3.csv", "ACCOM"), ("placed_for_adoption.csv", "REASON_PLACED_CEASED"),
    }  # fmt: skip


@pytest.mark.skipif(not RETURN.is_dir(), reason="the return is not at hand")
def test_the_thirteenth_file_in_the_place_of_the_one_that_it_is_a_faulty_copy_of(
    tmp_path: Path,
) -> None:
    shutil.copy(RETURN / "placed_for_adoption_errors.csv", tmp_path / "placed_for_adoption.csv")
    (file,) = delivered(tmp_path).coverage.files
    assert (file.read, file.used, sum(file.ignored.values()), file.refused) == (30, 0, 0, 30)
