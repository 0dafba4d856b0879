"""Published ratings: the mapping, the names of services, and what contradicts itself.

On a few rows of our own and, where it is at hand, on the whole table.
"""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from sightline.engine.model import Record
from sightline.returns import Delivery, FaultyMapping, built_in, read, read_mapping
from sightline.returns.published_ratings import BANDS, POINTS, Contradiction, contradictions
from sightline.returns.services import names_of_services, services_of_england
from sightline.standard import FaultyStandard
from sightline.standard.calendar import day_of
from sightline.standard.loader import SERVICES, load
from sightline.standard.model import Standard, service_of_name
from tests.returns.small import STANDARD as SMALL
from tests.returns.small import VISITS, delivery, mapping, visits
from tests.standard.small import FILES, faults_of, write

ROOT = Path(__file__).resolve().parents[2]
INSPECTIONS = ROOT.parent / "shared" / "data" / "inspections"
RATINGS = INSPECTIONS / "hmi_youth_justice_inspection_ratings.csv"
CODES = INSPECTIONS / "local_authority_codes.csv"

COLUMNS = (
    "la_name", "la_ref", "score_%", "overall_rating", "publication_date", "report_url", "staff",
    "partnerships_and_services", "information_and_facilities", "assessment", "planning",
    "reviewing", "implementation_and_delivery", "resettlement_policy_and_provision",
    "governance_and_leadership", "outofcourt_disposal_policy_and_provision",
    "policy_and_provision", "joint_working",
)  # fmt: skip


@pytest.fixture(scope="module")
def england() -> Standard:
    return load(ROOT / "src" / "sightline" / "standards" / "england")


def ratings(folder: Path, *rows: dict[str, str]) -> Path:
    """A table of ratings in which what is not said is blank."""
    usual = {
        "la_name": "Barnet", "la_ref": "barnet", "score_%": "58.33", "overall_rating": "Good",
        "publication_date": "31/05/22", "report_url": "https://example.org/barnet",
    }  # fmt: skip
    path = folder / "ratings.csv"
    with path.open("w", newline="", encoding="utf-8") as text:
        writer = csv.DictWriter(text, COLUMNS, restval="")
        writer.writeheader()
        writer.writerows({**usual, **row} for row in rows)
    return path


def read_ratings(england: Standard, path: Path) -> Delivery:
    return read(england, read_mapping(built_in()["hmip-ratings"], england), path)


def one(england: Standard, folder: Path, **said: str) -> Record:
    (record,) = read_ratings(england, ratings(folder, said)).records
    return record


# --- the mapping -----------------------------------------------------------------------------


def test_a_row_is_a_rating_on_the_file_of_the_service(tmp_path: Path, england: Standard) -> None:
    found = read_ratings(england, ratings(tmp_path, {}))
    (record,) = found.records
    assert record.at is not None and record.at.day == day_of(date(2022, 5, 31))
    assert (record.kind, record.file) == ("published-rating", "youth-justice-service-barnet")
    assert record.entry_known, "what is published is known from that day on"
    subject = found.subjects[record.file]
    assert (subject.type, subject.place) == ("agency", "barnet")
    assert subject.attributes == {"name": "Barnet", "authorities": "E09000003"}
    assert record.details["overall"] == "good"
    assert record.details["score-percent"] == 58.33
    assert found.watched == ()


def test_a_blank_is_unknown_and_never_a_rating(tmp_path: Path, england: Standard) -> None:
    record = one(england, tmp_path, overall_rating="", staff="Outstanding", reviewing="null")
    rated = {"staff": "outstanding"}
    blank = {name: v for name, v in record.details.items() if name not in rated and v == "unknown"}
    assert set(blank) == {
        "standards", "overall", "governance", "partnerships", "information", "assessment",
        "planning", "implementation", "court-reviewing", "out-of-court-joint-working",
        "out-of-court-policy", "policy", "resettlement",
    }  # fmt: skip
    assert record.details["staff"] == "outstanding"
    assert "requires-improvement" not in record.details.values()


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("Requires Improvement", "requires-improvement"),
        ("Requires improvement", "requires-improvement"),
        ("Inadequate", "inadequate"),
    ],
)
def test_requires_improvement_is_read_where_it_is_written(
    tmp_path: Path, england: Standard, written: str, read_as: str
) -> None:
    record = one(england, tmp_path, staff=written)
    assert record.details["staff"] == read_as


def test_which_disposals_a_rating_is_of_is_not_guessed(tmp_path: Path, england: Standard) -> None:
    record = one(england, tmp_path, assessment="Good", planning="Inadequate")
    assert (record.details["assessment"], record.details["planning"]) == ("good", "inadequate")
    guessed = {"court-assessment", "out-of-court-assessment", "court-planning"}
    assert not guessed & record.details.keys()


@pytest.mark.parametrize(
    ("said", "field", "found"),
    [
        ({"overall_rating": "1 A footnote."}, "overall_rating", "1 A footnote."),
        ({"staff": "Excellent"}, "staff", "Excellent"),
        ({"la_name": "Barsetshire"}, "la_name", "Barsetshire"),
        ({"publication_date": "31/05/2022"}, "publication_date", "31/05/2022"),
        ({"publication_date": "2022-05-31"}, "publication_date", "2022-05-31"),
        ({"publication_date": "05/31/22"}, "publication_date", "05/31/22"),
    ],
)
def test_what_is_none_of_the_four_a_service_or_a_date_is_refused_with_line_and_field(
    tmp_path: Path, england: Standard, said: dict[str, str], field: str, found: str
) -> None:
    delivered = read_ratings(england, ratings(tmp_path, {}, {"la_ref": "other", **said}))
    (reject,) = delivered.rejects
    assert (reject.file, reject.line, reject.field) == ("ratings.csv", 3, field)
    assert reject.found == found
    assert len(delivered.records) == 1


def test_a_refused_rating_is_told_what_would_do(tmp_path: Path, england: Standard) -> None:
    (reject,) = read_ratings(england, ratings(tmp_path, {"staff": "Fair"})).rejects
    expected = "one of Outstanding, Good, Requires Improvement, Requires improvement, Inadequate"
    assert reject.expected == expected


def test_one_service_under_two_names_is_one_file(tmp_path: Path, england: Standard) -> None:
    path = ratings(
        tmp_path,
        {"la_name": "Conwy & Denbighshire - JI", "la_ref": "cd"},
        {"la_name": "Conwy and Denbighshire", "la_ref": "cd2", "publication_date": "01/02/20"},
    )
    found = read_ratings(england, path)
    assert not found.rejects
    (subject,) = found.subjects.values()
    assert subject.attributes["authorities"] == "W06000003, W06000004"
    assert len(found.records) == 2


# --- the words that it needs -----------------------------------------------------------------


def test_blank_says_what_a_blank_becomes(tmp_path: Path) -> None:
    text = visits("result: {column: result, codes: {K: kept}, blank: unknown}")
    found = delivery(tmp_path, "child,day,result\na,01/03/2016,K\nb,01/03/2016,\n", text)
    assert [record.details for record in found.records] == [
        {"result": "kept"}, {"result": "unknown"},
    ]  # fmt: skip
    (kind,) = found.coverage.kinds.values()
    assert kind["result"] == ("kept", "unknown")


def test_blank_needs_no_codes(tmp_path: Path) -> None:
    text = visits("purpose: {column: result, blank: not-asked}")
    found = delivery(tmp_path, "child,day,result\na,01/03/2016,tea\nb,01/03/2016, \n", text)
    assert [record.details["purpose"] for record in found.records] == ["tea", "not-asked"]


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ("result: {column: r, blank: perhaps}", "found 'perhaps'"),
        ("next-on: {column: r, blank: unknown}", "a day or moment that is blank"),
        ("purpose: {column: r, service: postcode}", "'id', 'title' or 'authorities'"),
        ("purpose: {column: r, service: id, codes: {A: b}}", "'codes' or 'service', and not both"),
    ],
)
def test_what_cannot_be_said_of_a_column(tmp_path: Path, fields: str, fault: str) -> None:
    with pytest.raises(FaultyMapping) as raised:
        mapping(visits(fields), tmp_path)
    assert fault in str(raised.value)


def test_a_service_is_looked_up_or_left_as_it_is_written(tmp_path: Path) -> None:
    table = "child,day,result\na,01/03/2016,St Helens\nb,01/03/2016,Elsewhere\n"
    text = visits("purpose: {column: result, service: authorities, unlisted: as written}")
    found = delivery(tmp_path, table, text)
    assert [record.details["purpose"] for record in found.records] == ["E08000013", "Elsewhere"]
    refused = delivery(tmp_path, table, visits("purpose: {column: result, service: title}"))
    assert [reject.found for reject in refused.rejects] == ["Elsewhere"]


# --- the table of services -------------------------------------------------------------------


def test_the_standard_has_the_services(england: Standard) -> None:
    assert england.services == services_of_england()
    assert SMALL.services == {}
    several = {id_: len(s.authorities) for id_, s in england.services.items()}
    assert several["west-mercia"] == 4
    assert several["conwy-and-denbighshire"] == several["dorset"] == 2


def test_every_name_stands_for_one_service_and_every_authority_has_one() -> None:
    services = services_of_england()
    assert len(service_of_name(services)) == sum(len(s.names) for s in services.values())
    authorities = [a.code for service in services.values() for a in service.authorities]
    assert len(authorities) == len(set(authorities))
    assert all(code[:3] in ("E06", "E08", "E09", "E10", "W06") for code in authorities)
    assert names_of_services("title")["Hull"] == "Kingston upon Hull"


@pytest.mark.skipif(not CODES.exists(), reason="the codes of local authorities are not at hand")
def test_the_codes_are_those_of_the_code_file() -> None:
    with CODES.open(encoding="utf-8-sig", newline="") as text:
        rows = {row["la_code_new"]: row for row in csv.DictReader(text)}
    english = [a for s in services_of_england().values() for a in s.authorities if a.code[0] == "E"]
    assert len(english) == 80
    for authority in english:
        row = rows[authority.code]
        assert authority.name == row["local_authority_ons_name"]
        assert authority.dfe == int(row["la_code"])


SERVICE = "{title: A, authorities: {E01: {name: Aa, dfe: 1}}}"


@pytest.mark.parametrize(
    ("services", "fault"),
    [
        ("a: {title: A, authorities: {}}", ":1:28: 'authorities' names none"),
        ("a: {title: A}", ":1:4: expected 'authorities', which is not said"),
        (f"a: {SERVICE}\nb: {SERVICE}", ":2:1: 'A' already stands for 'a'"),
        ("a: {title: A, authorities: {E01: {name: A, dfe: x}}}", "expected a whole number"),
    ],
)
def test_a_table_of_services_that_is_wrong_is_a_faulty_standard(
    tmp_path: Path, services: str, fault: str
) -> None:
    (found,) = faults_of(tmp_path, {**FILES, SERVICES: services})
    assert found.startswith(SERVICES) and fault in found


def test_a_standard_may_have_services_of_its_own(tmp_path: Path) -> None:
    standard = load(write(tmp_path, {**FILES, SERVICES: f"a: {SERVICE}"}))
    (service,) = standard.services.values()
    assert (service.names, service.authorities[0].dfe) == (("A",), 1)
    with pytest.raises(FaultyStandard):
        load(write(tmp_path, {**FILES, SERVICES: f"a: {SERVICE}", "reference/x.yaml": "a: {}"}))


# --- contradictions --------------------------------------------------------------------------


def contradicting(england: Standard, path: Path) -> tuple[Contradiction, ...]:
    return contradictions(read_mapping(built_in()["hmip-ratings"], england), path)


@pytest.mark.parametrize("points", range(POINTS + 1))
def test_points_and_the_rating_of_their_band_agree(
    tmp_path: Path, england: Standard, points: int
) -> None:
    rating = next(name for name, (first, last) in BANDS.items() if first <= points <= last)
    score = f"{100 * points / POINTS:.2f}"
    written = rating.replace("-", " ").title()
    path = ratings(tmp_path, {"score_%": score, "overall_rating": written})
    assert contradicting(england, path) == ()
    others = {name.replace("-", " ").title() for name in BANDS} - {written}
    for other in others:
        path = ratings(tmp_path, {"score_%": score, "overall_rating": other})
        (found,) = contradicting(england, path)
        assert (found.line, found.field, found.found) == (2, "overall_rating", other)
        assert found.says.endswith(f"goes with {rating.replace('-', ' ')}.")


@pytest.mark.parametrize(
    ("score", "says"),
    [
        ("4.17", "4.17% is 1.5 of 36 points, and points are whole numbers."),
        ("4.56", "is no number of 36 points: 1 would be 2.78%, and 2 would be 5.56%."),
        ("144.00", "No share of the points is below 0% or above 100%."),
        ("-2.78", "No share of the points is below 0% or above 100%."),
    ],
)
def test_a_percentage_that_is_no_points(
    tmp_path: Path, england: Standard, score: str, says: str
) -> None:
    path = ratings(tmp_path, {}, {"score_%": score, "overall_rating": "Inadequate"})
    (found,) = contradicting(england, path)
    assert (found.file, found.line, found.field) == ("ratings.csv", 3, "score_%")
    assert found.says.endswith(says)


@pytest.mark.parametrize("score", ["", "n/a", "58.33"])
def test_where_rating_or_points_are_not_told_nothing_contradicts_them(
    tmp_path: Path, england: Standard, score: str
) -> None:
    path = ratings(tmp_path, {"score_%": score, "overall_rating": ""})
    assert contradicting(england, path) == ()


def test_nothing_is_put_right(tmp_path: Path, england: Standard) -> None:
    record = one(
        england, tmp_path, **{"score_%": "72.22", "overall_rating": "Requires Improvement"}
    )
    assert record.details["overall"] == "requires-improvement"
    assert record.details["score-percent"] == 72.22


def test_a_mapping_of_something_else_has_no_contradictions(tmp_path: Path) -> None:
    assert contradictions(mapping(VISITS, tmp_path), tmp_path) == ()


# --- the whole table -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def published(england: Standard) -> Delivery:
    if not RATINGS.exists():
        pytest.skip("the published ratings are not at hand")
    return read_ratings(england, RATINGS)


def test_all_83_rows_are_accounted_for(published: Delivery) -> None:
    rows = published.coverage.to_dict()["rows"]
    assert rows == {"read": 83, "used": 82, "ignored": 0, "refused": 1}
    overall = Counter(record.details["overall"] for record in published.records)
    assert overall == {
        "good": 43, "requires-improvement": 29, "outstanding": 7, "inadequate": 3,
    }  # fmt: skip


def test_the_footnote_is_refused_with_its_line(published: Delivery) -> None:
    (reject,) = published.rejects
    assert (reject.line, reject.field) == (66, "overall_rating")
    assert reject.found.startswith("1 The resettlement standard does not contribute")


def test_every_service_is_resolved(published: Delivery) -> None:
    assert len(published.subjects) == 83
    assert all(s.attributes["authorities"] for s in published.subjects.values())
    welsh = [s for s in published.subjects.values() if str(s.attributes["authorities"])[0] == "W"]
    assert len(welsh) == 10


def test_no_blank_became_a_rating(published: Delivery) -> None:
    """Twelve standards a row; where one is rated Requires improvement, the table has a blank."""
    skipped = {"standards", "overall", "score-percent", "published-as", "report"}
    cells = Counter(
        str(value)
        for record in published.records
        for name, value in record.details.items()
        if name not in skipped
    )
    assert sum(cells.values()) == 82 * 12
    assert cells["requires-improvement"] == 0
    with RATINGS.open(newline="") as text:
        rows = [row for row in csv.DictReader(text) if row["la_name"] != "Portsmouth"]
    blank = sum(not value for row in rows for name, value in row.items() if name in COLUMNS[6:])
    assert cells["unknown"] == blank


def test_what_contradicts_itself_is_listed(england: Standard) -> None:
    if not RATINGS.exists():
        pytest.skip("the published ratings are not at hand")
    found = contradicting(england, RATINGS)
    assert [(each.line, each.field, each.found) for each in found] == [
        (8, "score_%", "4.17"),
        (65, "overall_rating", "Requires Improvement"),
        (67, "score_%", "4.56"),
        (67, "overall_rating", "Requires Improvement"),
    ]
