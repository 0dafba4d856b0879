"""The table of population: every fault by line and column, and sums only where exact."""

from __future__ import annotations

from pathlib import Path

import pytest

from sightline.standard import Fault
from sightline.standard.population import (
    Cell,
    FaultyPopulation,
    PopulationTable,
    parse_population,
    read_population,
    write_population,
)
from sightline.synth.population import AGES, YEARS, population
from tests.england import england

CODES = ("white", "indian", "pakistani")
TABLE = """\
area,year,age,ethnicity,count
E1,2020,10-13,white,400
E1,2020,10-13,indian+pakistani,40
E1,2020,14,white,90
E1,2020,14,indian,7
E1,2020,14,pakistani,3
E1,2020,10-14,all,545
E1,2021,10+,all,9000
"""


def table(text: str = TABLE, areas: tuple[str, ...] = ()) -> PopulationTable:
    return parse_population(text.encode(), "pop.csv", codes=CODES, areas=areas)


def faults(text: str, areas: tuple[str, ...] = ()) -> list[str]:
    with pytest.raises(FaultyPopulation) as raised:
        table(text, areas)
    return [str(fault) for fault in raised.value.faults]


def test_cells() -> None:
    read = table()
    assert read.cells[1] == Cell("E1", 2020, 10, 13, frozenset({"indian", "pakistani"}), 40)
    assert read.cells[5] == Cell("E1", 2020, 10, 14, None, 545)
    assert read.cells[6] == Cell("E1", 2021, 10, 120, None, 9000)
    assert read.codes == set(CODES)
    assert not read.is_invented


@pytest.mark.parametrize(
    ("ages", "ethnicity", "expected"),
    [
        ((10, 14), None, 545),
        ((10, 13), None, 440),  # only by ethnicity, and all of it
        ((14, 14), None, 100),
        ((10, 14), ["white"], 490),
        ((14, 14), ["indian"], 7),
        ((14, 14), ["indian", "pakistani"], 10),
        ((10, 14), ["indian", "pakistani"], 50),
        ((10, 13), ["indian"], None),  # counted only together with another
        ((10, 12), ["white"], None),  # ages counted only together with others
        ((9, 14), None, None),
        ((10, 15), ["white"], None),
    ],
)
def test_a_number_is_given_only_where_the_cells_give_it(
    ages: tuple[int, int], ethnicity: list[str] | None, expected: int | None
) -> None:
    assert table().people("E1", 2020, *ages, ethnicity) == expected


def test_a_share_is_known_where_both_its_numbers_are() -> None:
    read = table()
    assert read.share("E1", 2020, 10, 14, ["indian", "pakistani"]) == 50 / 545
    assert read.share("E1", 2020, 14, 14, ["indian"]) == 7 / 100
    assert read.share("E1", 2020, 10, 13, ["indian"]) is None
    assert read.share("E2", 2020, 10, 14, ["white"]) is None
    nobody = table("area,year,age,ethnicity,count\nE1,2020,10,white,0\nE1,2020,10,all,0\n")
    assert nobody.share("E1", 2020, 10, 10, ["white"]) is None


def test_no_other_area_or_year() -> None:
    read = table()
    assert read.people("E2", 2020, 10, 14) is None
    assert read.people("E1", 2019, 10, 14) is None
    assert read.people("E1", 2021, 10, 120) == 9000


def test_a_count_of_nobody_is_a_number() -> None:
    assert (
        table("area,year,age,ethnicity,count\nE1,2020,10,all,0\n").people("E1", 2020, 10, 10) == 0
    )


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("year,age", "yaer,age", "pop.csv:1:2: the column 'yaer' has no meaning here; did you mean "
         "'year'?"),
        ("year,age", "yaer,age", "pop.csv:1:1: there is no column 'year'"),
        ("count\n", "count,count\n", "pop.csv:1:6: the column 'count' is there twice"),
        ("E1,2020,14,white", ",2020,14,white", "pop.csv:4:1: area: expected an area, found noth"),
        ("E1,2020,14,white", "E1,20,14,white", "pop.csv:4:2: year: expected a whole number from "
         "1900 to 2199, found '20'"),
        ("E1,2020,14,white", "E1,2020,x,white", "pop.csv:4:3: age: expected an age such as 14, "
         "ages such as 10-17, or 90+ (none over 120), found 'x'"),
        ("E1,2020,14,white", "E1,2020,14-12,white", "pop.csv:4:3: age: "),
        ("E1,2020,14,white", "E1,2020,121,white", "pop.csv:4:3: age: "),
        ("E1,2020,14,white", "E1,2020,14,whit", "pop.csv:4:4: ethnicity: expected 'all', or codes "
         "of ethnicity with + between them; did you mean 'white'?, found 'whit'"),
        ("indian+pakistani", "indian+pakstani", "did you mean 'pakistani'?"),
        (",90\n", ",-90\n", "pop.csv:4:5: count: expected a whole number from 0 to 1000000000, "
         "found '-90'"),
        (",90\n", ",9.5\n", "pop.csv:4:5: count: "),
        (",90\n", "\n", "pop.csv:4:5: count: expected a whole number from 0 to 1000000000, found "
         "nothing"),
        ("14,indian", "13-14,indian", "pop.csv:5:5: these people are counted already on line 3"),
        ("14,indian", "14,white", "pop.csv:5:5: these people are counted already on line 4"),
        ("10+,all", "10+,all,1\nE1,2021,12,all", "pop.csv:9:5: these people are counted already on "
         "line 8"),
        ("E1,2020,14,white,90\n", 'E1,2020,14,"white,90\n' + "x" * 140_000, "this is not CSV"),
    ],
)  # fmt: skip
def test_every_fault_has_its_line_and_column(before: str, after: str, said: str) -> None:
    assert before in TABLE
    found = faults(TABLE.replace(before, after, 1))
    assert any(said in fault for fault in found), found


def test_all_faults_are_named_at_once() -> None:
    text = "area,year,age,ethnicity,count\nE1,1,x,none,y\n\nE1,2020,10,all,z\n"
    assert [fault.split(": ")[0] for fault in faults(text)] == [
        "pop.csv:2:2", "pop.csv:2:3", "pop.csv:2:4", "pop.csv:2:5", "pop.csv:4:5"
    ]  # fmt: skip


def test_areas_are_those_that_there_are() -> None:
    assert table(areas=("E1",)).cells
    said = (
        "pop.csv:2:1: area: expected an area of the table of areas; did you mean 'E10'?, found 'E1'"
    )
    assert said in faults(TABLE, ("E10",))


def test_bytes_that_are_no_text() -> None:
    with pytest.raises(FaultyPopulation) as raised:
        parse_population(b"area\n\xff", "pop.csv", codes=CODES)
    assert str(raised.value) == "pop.csv:2:1: expected text in UTF-8"


def parts(content: bytes, areas: tuple[str, ...] = ()) -> list[Fault]:
    with pytest.raises(FaultyPopulation) as raised:
        parse_population(content, "pop.csv", codes=CODES, areas=areas)
    return list(raised.value.faults)


def test_a_fault_has_its_parts() -> None:
    number = "a whole number from 0 to 1000000000"
    head = "area,year,age,ethnicity,count\n"
    assert parts(f"{head}E1,2020,1,all,x\n".encode()) == [
        Fault("pop.csv", 2, 5, "'x'", number, f"count: expected {number}, found 'x'")
    ]
    assert parts(f"{head}E1,2020,1,all, \n".encode()) == [
        Fault("pop.csv", 2, 5, "nothing", number, f"count: expected {number}, found nothing")
    ]
    assert parts(b"area,year,age,ethnicity\n") == [
        Fault("pop.csv", 1, 1, "", "a column 'count'", "there is no column 'count'")
    ]
    assert parts(b"area\nE1\xff") == [
        Fault("pop.csv", 2, 1, "", "text in UTF-8", "expected text in UTF-8")
    ]
    twice = f"{head}E1,2020,1,all,1\nE1,2020,1,all,1\n".encode()
    assert parts(twice) == [
        Fault("pop.csv", 3, 5, "", "", "these people are counted already on line 2")
    ]


def test_a_file_that_cannot_be_read_has_its_parts(tmp_path: Path) -> None:
    with pytest.raises(FaultyPopulation) as raised:
        read_population(tmp_path / "none.csv", codes=CODES)
    (fault,) = raised.value.faults
    assert (fault.path, fault.line, fault.column) == (str(tmp_path / "none.csv"), 0, 0)
    assert (fault.found, fault.expected) == ("", "a file")


def test_a_file_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sightline.standard.population.LARGEST", len(TABLE))
    file = tmp_path / "pop.csv"
    file.write_text(TABLE)
    assert read_population(file, codes=CODES) == table()
    file.write_text(TABLE + " ")
    with pytest.raises(FaultyPopulation) as raised:
        read_population(file, codes=CODES, areas=["E1"])
    (fault,) = raised.value.faults
    assert (fault.path, fault.line, fault.column) == (str(file), 0, 0)
    assert fault.message == "the file is larger than 0 MB"


def test_a_file_keeps_to_the_areas_that_there_are(tmp_path: Path) -> None:
    file = tmp_path / "pop.csv"
    file.write_text(TABLE)
    with pytest.raises(FaultyPopulation):
        read_population(file, codes=CODES, areas=["E2"])


def test_what_is_written_stands_line_by_line() -> None:
    lines = write_population(table()).split("\n")
    assert lines[0] == "area,year,age,ethnicity,count,source"
    assert lines[2] == "E1,2020,10-13,indian+pakistani,40,"
    assert lines[3] == "E1,2020,14,white,90,"
    assert lines[6] == "E1,2020,10-14,all,545,"


def test_an_empty_file_has_no_columns() -> None:
    assert faults("")[0] == "pop.csv:1:1: there is no column 'area'"


def test_a_file(tmp_path: Path) -> None:
    file = tmp_path / "pop.csv"
    file.write_text("\ufeff" + TABLE, encoding="utf-8")
    assert read_population(file, codes=CODES) == table()
    with pytest.raises(FaultyPopulation) as raised:
        read_population(tmp_path / "none.csv", codes=CODES)
    assert str(raised.value).endswith(
        "none.csv: the file cannot be read: No such file or directory"
    )


def test_columns_in_another_order_and_a_source() -> None:
    read = table("count,area,source,age,year,ethnicity\n5,E1,Census,10,2020,white\n")
    assert read.cells == (Cell("E1", 2020, 10, 10, frozenset({"white"}), 5, "Census"),)


def test_what_is_written_is_read() -> None:
    assert table(write_population(table())) == table()


# --- the invented nation ---------------------------------------------------------------------


def test_the_invented_population_says_so_in_every_row() -> None:
    made = population(england(), 1)
    assert made.is_invented
    assert all(cell.source.startswith("invented") for cell in made.cells)
    assert len(made.cells) == len(AGES) * len(YEARS) * len(made.codes)


def test_the_same_seed_gives_the_same_people() -> None:
    assert population(england(), 1) == population(england(), 1)
    assert population(england(), 1) != population(england(), 2)


def test_the_invented_population_is_whole() -> None:
    made = population(england(), 1, ("A", "B"))
    for area in ("A", "B"):
        whole = made.people(area, 2026, 10, 17)
        parts = [made.people(area, 2026, 10, 17, [code]) for code in made.codes]
        assert whole and whole == sum(part or 0 for part in parts)
