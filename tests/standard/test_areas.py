"""reference/local-authorities.yaml: areas by code, and what became of those that are gone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sightline.standard import load
from sightline.standard.model import Area, Areas, AreaSort
from tests.england import england
from tests.standard.small import FILES, faults_of, write

AREAS = """\
source: The register
licence: Open
areas:
  E1: {name: Old County, sort: county, until: 2009-04-01, becomes: [E2, E3]}
  E2: {name: North, sort: unitary, from: 2009-04-01, until: 2023-04-01, becomes: E4, note: Joined}
  E3: {name: South, sort: unitary, from: 2009-04-01, until: 2023-04-01, becomes: E4}
  E4: {name: Both, sort: unitary, from: 2023-04-01, certainty: check}
"""
PATH = "reference/local-authorities.yaml"


def with_areas(text: str = AREAS) -> dict[str, str | bytes]:
    return {**FILES, PATH: text}


def test_the_table(tmp_path: Path) -> None:
    areas = load(write(tmp_path, with_areas())).areas
    assert (areas.source, areas.licence) == ("The register", "Open")
    assert areas.declared["E2"] == Area(
        "E2", "North", AreaSort.UNITARY, date(2009, 4, 1), date(2023, 4, 1), ("E4",), "sure",
        "Joined",
    )  # fmt: skip
    assert areas.declared["E4"].certainty == "check"
    assert load(write(tmp_path / "none", FILES)).areas == Areas()


@pytest.mark.parametrize(
    ("code", "on", "expected"),
    [
        ("E1", "2009-03-31", ("E1",)),
        ("E1", "2009-04-01", ("E2", "E3")),
        ("E1", "2023-03-31", ("E2", "E3")),
        ("E1", "2023-04-01", ("E4",)),
        ("E2", "2009-03-31", ()),
        ("E4", "2023-04-01", ("E4",)),
    ],
)
def test_an_area_is_followed_to_a_day(
    tmp_path: Path, code: str, on: str, expected: tuple[str, ...]
) -> None:
    areas = load(write(tmp_path, with_areas())).areas
    assert areas.on(code, date.fromisoformat(on)) == expected


def test_a_code_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        load(write(tmp_path, with_areas())).areas.on("E9", date(2020, 1, 1))


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("becomes: [E2, E3]", "becomes: [E2, E5]", f"{PATH}:4:3: it becomes 'E5', which is no"),
        (
            "E4: {name: Both, sort: unitary, from: 2023-04-01",
            "E4: {name: Both, sort: unitary, from: 2023-04-02",
            f"{PATH}:5:3: it becomes 'E4' on 2023-04-01, which was not in use on that day",
        ),
        (
            "until: 2023-04-01, becomes: E4}",
            "until: 2023-04-01}",
            f"{PATH}:6:7: an area that ended",
        ),
        ("becomes: E4}", "becomes: E3}", f"{PATH}:6:3: it becomes 'E3' on 2023-04-01, which was"),
        ("sort: county", "sort: countie", "did you mean 'county'?"),
        ("licence: Open\n", "", f"{PATH}:1:1: expected 'licence', which is not said"),
        ("source: The register\n", "", f"{PATH}:1:1: expected 'source', which is not said"),
        ("name: North, ", "", f"{PATH}:5:7: expected 'name', which is not said"),
        (AREAS[AREAS.index("areas:") + 6 :], " {}\n", "at least one area"),
        ("until: 2009-04-01", "until: 2009-04-31", "that is in the calendar"),
    ],
)
def test_what_is_wrong_is_said_where_it_stands(
    tmp_path: Path, before: str, after: str, said: str
) -> None:
    assert before in AREAS
    faults = faults_of(tmp_path, with_areas(AREAS.replace(before, after, 1)))
    assert any(said in fault for fault in faults), faults


def test_the_authorities_of_england_on_a_day() -> None:
    areas = england().areas
    assert areas.source and "Open Government Licence" in areas.licence
    for on, number in (("2010-01-01", 152), ("2019-04-01", 151), ("2021-04-01", 152),
                       ("2023-04-01", 153)):  # fmt: skip
        day = date.fromisoformat(on)
        assert sum(area.exists(day) for area in areas.declared.values()) == number, on


def test_every_code_of_england_leads_to_one_in_use() -> None:
    areas = england().areas
    for code in areas.declared:
        for found in areas.on(code, date(2026, 1, 1)):
            assert areas.declared[found].until is None
    assert areas.on("E10000009", date(2026, 1, 1)) == ("E06000059", "E06000058")


def test_the_services_serve_areas_of_the_table() -> None:
    codes = {a.code for s in england().services.values() for a in s.authorities}
    assert {code for code in codes if code.startswith("E")} <= set(england().areas.declared)
