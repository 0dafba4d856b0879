"""The year of a return: told by whoever reads it, by the document, or by nobody."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from sightline.returns import Delivery, FaultyMapping, UnreadableFile, read, read_mapping
from sightline.standard.calendar import date_of
from tests.england import england

YEARS = """
    title: Years
    agency: north
    period: {year-ends: 31 March}
    watched: {from: first record, to: delivered, kinds: []}
    tables:
      years:
        file: years.csv
        subject: CHILD
        key: CHILD
        records:
          kind: care-year
          fields: {convicted: {column: CONVICTED, codes: {0: no, 1: yes}}}
"""
IN_XML = YEARS.replace(
    "period: {year-ends: 31 March}",
    "xml: {root: R, unit: C, header: {year: YEAR}}\n    period: {year-ends: 31 March, xml: year}",
).replace("file: years.csv", "xml: .")


def delivered(
    folder: Path, text: str, content: str, name: str = "years.csv", year: int | None = None
) -> Delivery:
    path = folder / "mapping.yaml"
    path.write_text(dedent(text), "utf-8")
    (folder / name).write_text(content)
    mapping = read_mapping(path, england())
    return read(england(), mapping, folder / name, delivered=40_000_000, year_ending=year)


def in_csv(folder: Path, year: int | None = None) -> Delivery:
    return delivered(folder, YEARS, "CHILD,CONVICTED\na,1\nb,0\n", year=year)


def in_xml(folder: Path, told: str, year: int | None = None) -> Delivery:
    content = f"<R>{told}<C><CHILD>a</CHILD><CONVICTED>1</CONVICTED></C></R>"
    return delivered(folder, IN_XML, content, "years.xml", year)


def days(found: Delivery) -> set[tuple[str, str]]:
    return {
        (date_of(r.planned_start).isoformat(), date_of(r.planned_end).isoformat())
        for r in found.records
        if r.planned_start is not None and r.planned_end is not None
    }


def test_whoever_reads_the_return_says_its_year(tmp_path: Path) -> None:
    found = in_csv(tmp_path, 2018)
    assert days(found) == {("2017-04-01", "2018-03-31")}
    assert found.coverage.to_dict()["period"] == {"from": "2017-04-01", "to": "2018-03-31"}


def test_without_a_year_its_records_are_held_back_and_counted(tmp_path: Path) -> None:
    found = in_csv(tmp_path)
    assert (len(found.records), len(found.subjects), found.rejects) == (0, 2, ())
    (file,) = found.coverage.files
    assert (file.read, file.used, file.ignored["no-period"]) == (2, 0, 2)
    assert found.coverage.period is None


def test_a_document_says_its_year(tmp_path: Path) -> None:
    assert days(in_xml(tmp_path, "<YEAR>2018</YEAR>")) == {("2017-04-01", "2018-03-31")}
    assert days(in_xml(tmp_path, "<YEAR>2019-03-31</YEAR>")) == {("2018-04-01", "2019-03-31")}
    assert days(in_xml(tmp_path, "", 2020)) == {("2019-04-01", "2020-03-31")}
    assert not in_xml(tmp_path, "").records


def test_a_document_and_a_reader_who_disagree_are_refused(tmp_path: Path) -> None:
    assert in_xml(tmp_path, "<YEAR>2018</YEAR>", 2018).records
    with pytest.raises(UnreadableFile, match="says that its year is 2018, and 2019 was given"):
        in_xml(tmp_path, "<YEAR>2018</YEAR>", 2019)


def test_documents_of_two_years_are_read_one_at_a_time(tmp_path: Path) -> None:
    in_xml(tmp_path, "<YEAR>2018</YEAR>")
    (tmp_path / "mapping.yaml").write_text(dedent(IN_XML), "utf-8")
    other = (tmp_path / "years.xml").read_text().replace("2018", "2019")
    (tmp_path / "more.xml").write_text(other)
    mapping = read_mapping(tmp_path / "mapping.yaml", england())
    both = [tmp_path / "years.xml", tmp_path / "more.xml"]
    with pytest.raises(UnreadableFile, match="Read the files one at a time"):
        read(england(), mapping, both, delivered=40_000_000)


@pytest.mark.parametrize("told", ["18", "next", "0018", "9999", "2018-19"])
def test_a_year_that_is_none_is_refused_with_its_line(tmp_path: Path, told: str) -> None:
    with pytest.raises(UnreadableFile, match="a year such as 2026") as raised:
        in_xml(tmp_path, f"\n<YEAR>{told}</YEAR>")
    assert raised.value.line == 2


def test_two_years_of_one_child_are_two_records(tmp_path: Path) -> None:
    one, other = in_csv(tmp_path, 2018), in_csv(tmp_path, 2019)
    assert {r.id for r in one.records}.isdisjoint(r.id for r in other.records)
    assert [r.id for r in one.records] == [r.id for r in in_csv(tmp_path, 2018).records]


def test_a_period_that_the_table_says_itself_is_part_of_what_a_record_is(tmp_path: Path) -> None:
    text = YEARS.replace("    period: {year-ends: 31 March}\n", "").replace(
        "key: CHILD\n",
        "key: CHILD\n        dates: iso\n        planned-start: FROM\n        planned-end: TO\n",
    )
    content = "CHILD,CONVICTED,FROM,TO\na,1,2017-04-01,2018-03-31\na,0,2018-04-01,2019-03-31\n"
    found = delivered(tmp_path, text, content)
    assert (found.rejects, len(found.records)) == ((), 2)
    assert days(found) == {("2017-04-01", "2018-03-31"), ("2018-04-01", "2019-03-31")}


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("period: {year-ends: 31 March}\n", "\n",
         "expected 'planned-start', or 'period' of the mapping"),
        ("31 March", "31 april", "expected a day of the year such as '30 June'"),
        ("31 March", "29 February", "expected a day that every year has"),
        ("31 March}", "31 March, xml: year}", "expected a value named under 'header' of 'xml'"),
        ("{year-ends: 31 March}", "{}", "expected 'year-ends', which is not said"),
    ],
)  # fmt: skip
def test_faults_of_the_word(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in YEARS
    with pytest.raises(FaultyMapping) as raised:
        delivered(tmp_path, YEARS.replace(old, new), "CHILD\n")
    assert says in str(raised.value.faults[0])
