"""The SSDA903 mapping, on a few rows of our own and, where it is at hand, on a whole return."""

from datetime import date
from pathlib import Path

import pytest

from sightline.returns import Delivery, built_in, read, read_mapping
from sightline.standard.calendar import date_of, day_of
from sightline.standard.loader import load
from sightline.standard.model import Standard

ROOT = Path(__file__).resolve().parents[2]
RETURN = ROOT.parent / "shared" / "data" / "ssda903"

HEADER = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n"
EPISODES = (
    "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,"
    "URN\n"
)
REVIEWS = "CHILD,DOB,REVIEW,REVIEW_CODE\n"


@pytest.fixture(scope="module")
def england() -> Standard:
    return load(ROOT / "src" / "sightline" / "standards" / "england")


def made(folder: Path, england: Standard, header: str, episodes: str, reviews: str) -> Delivery:
    (folder / "header.csv").write_text(HEADER + header)
    (folder / "episodes.csv").write_text(EPISODES + episodes)
    (folder / "reviews.csv").write_text(REVIEWS + reviews)
    return read(england, read_mapping(built_in()["ssda903"], england), folder)


def told(found: Delivery, kind: str) -> list[tuple[str, str, dict[str, object]]]:
    return [
        (
            date_of(record.at.day).isoformat(),
            date_of(record.ended.day).isoformat() if record.ended is not None else "",
            dict(record.details),
        )
        for record in found.records
        if record.kind == kind and record.at is not None
    ]


def test_episodes_are_one_time_in_care_and_several_placements(
    tmp_path: Path, england: Standard
) -> None:
    found = made(
        tmp_path,
        england,
        "1,2,27/03/2008,WROM,,,\n",
        "1,15/02/2016,S,V2,N3,U6,PR0,14/08/2016,X1,CARPL,,,4244474\n"
        "1,14/08/2016,B,C2,N3,K2,PR3,01/03/2017,E4A,,,,XXXXXXX\n"
        "1,05/06/2017,S,J1,N8,Z1,PR3,,,,,,\n",
        "",
    )
    assert not found.rejects
    assert told(found, "looked-after") == [
        ("2016-02-15", "2017-03-01", {"legal-basis": "voluntary", "end-reason": "home"}),
        ("2017-06-05", "", {"legal-basis": "unknown"}),
    ]
    assert told(found, "placement") == [
        ("2016-02-15", "2016-08-14", {"type": "foster", "provider": "urn-4244474"}),
        ("2016-08-14", "2017-03-01", {"type": "childrens-home"}),
        ("2017-06-05", "", {"type": "unknown"}),
    ]
    (child,) = found.subjects.values()
    assert child.born == day_of(date(2008, 3, 27))
    assert child.attributes == {"sex": "female", "ethnicity": "gypsy-roma"}


def test_all_participation_codes_are_reviews(tmp_path: Path, england: Standard) -> None:
    rows = "".join(f"1,27/03/2015,0{n + 1}/02/2016,PN{n}\n" for n in range(8))
    found = made(tmp_path, england, "1,2,27/03/2015,REFU,,,\n", "", rows)
    reviews = [details for _, _, details in told(found, "meeting")]
    assert [review["type"] for review in reviews] == ["looked-after-review"] * 8
    assert reviews[0]["child-took-part"] == "too-young"
    assert found.coverage.files[2].used == 8


def test_a_code_of_a_year_to_come_is_refused_by_name(tmp_path: Path, england: Standard) -> None:
    found = made(tmp_path, england, "", "1,15/02/2016,S,V2,N3,K9,PR0,,,,,,\n", "")
    (reject,) = found.rejects
    assert (reject.file, reject.line, reject.field, reject.found) == (
        "episodes.csv",
        2,
        "PLACE",
        "K9",
    )
    # What the same row says of care as a whole is sound.
    assert [record.kind for record in found.records] == ["looked-after"]
    assert found.coverage.files[1].partly_used == 1


@pytest.mark.skipif(not RETURN.is_dir(), reason="the return is not at hand")
def test_every_row_of_a_whole_return_is_accounted_for(england: Standard) -> None:
    found = read(england, read_mapping(built_in()["ssda903"], england), RETURN)
    rows = {
        file.file: (file.read, file.used, sum(file.ignored.values()), file.refused)
        for file in found.coverage.files
    }
    assert rows == {
        "header.csv": (2675, 2675, 0, 0),
        "episodes.csv": (5050, 5050, 0, 0),
        "reviews.csv": (12582, 12568, 4, 10),
    }
    counts = {
        kind: sum(record.kind == kind for record in found.records)
        for kind in ("looked-after", "placement", "meeting")
    }
    assert counts == {"looked-after": 2248, "placement": 5050, "meeting": 12568}
    assert len(found.subjects) == 2675
    # Two reviews of one child on one day, told with different codes.
    assert {reject.reason for reject in found.rejects} == {
        "The meeting with the same key was told before with another child-took-part."
    }
    assert len(found.coverage.files_ignored) == 11
