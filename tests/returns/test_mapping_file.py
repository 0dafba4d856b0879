"""A faulty mapping says all that is wrong with it, with line and what was expected."""

from pathlib import Path

import pytest

from sightline.returns import (
    FaultyMapping,
    ReturnMapping,
    built_in,
    mapping_file,
    read_mapping,
)
from sightline.returns.mapping import Column, Join, Unlisted
from sightline.standard.loader import load
from tests.returns.small import STANDARD, VISITS, mapping, visits

ENGLAND = Path(__file__).resolve().parents[2] / "src" / "sightline" / "standards" / "england"


def faults(folder: Path, text: str) -> list[str]:
    with pytest.raises(FaultyMapping) as raised:
        mapping(text, folder)
    assert raised.value.faults
    return [str(fault).removeprefix("mapping.yaml:") for fault in raised.value.faults]


def only_fault(folder: Path, text: str) -> str:
    found = faults(folder, text)
    assert len(found) == 1, found
    return found[0]


def test_a_mapping_is_read_whole(tmp_path: Path) -> None:
    read = mapping(VISITS, tmp_path)
    assert isinstance(read, ReturnMapping)
    (table,) = read.tables
    assert (read.agency, read.place, table.files) == ("north", "northshire", ("visits.*",))
    (record,) = table.records
    assert record.kind == "visit"
    assert record.key == ("child", "day")
    assert record.start == Column("day")
    assert record.fields["result"].unlisted is Unlisted.REFUSED


def test_every_fault_at_once_with_its_line(tmp_path: Path) -> None:
    text = """\
    title: Visits
    watched: {from: 2015-02-30, to: delivered}
    tables:
      visits:
        fil: visits.csv
        dates: day-frist
        subject: child
        records:
          kind: visti
    """
    assert faults(tmp_path, text) == [
        "2:17: expected a day such as 2004-01-31 that is in the calendar, found '2015-02-30'",
        "5:5: 'fil' has no meaning here; did you mean 'file'?",
        "6:12: expected 'iso', 'day-first', 'month-first' or a pattern such as '%d/%m/%y', "
        "found 'day-frist'; did you mean 'day-first'?",
        "9:13: expected a kind of the standard, found 'visti'; did you mean 'visit'?",
    ]


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ("resutl: result", "expected a field of visit, found 'resutl'; did you mean 'result'?"),
        ("result: {column: r, codes: {K: kep}}", "expected one of kept, missed, found 'kep'"),
        ("result: {always: kep}", "expected one of kept, missed, found 'kep'"),
        ("result: {always: kept, column: r}", "say a column or a value that is always the same"),
        ("result: {codes: {K: kept}}", "say a column or a value that is always the same"),
        ("result: {column: r, unlisted: unknown}", "'unlisted' goes with 'codes'"),
        ("result: {column: r, split: /}", "only a field of type codes holds several values"),
        ("score: {always: many}", "expected a number such as 12 or 3.5, found 'many'"),
        ("seen-alone: {column: r, codes: {X: maybe}}", "expected yes or no"),
        ("result: [a]", "expected the name of a column, or what it holds as a mapping"),
        ("result: {column: r, codes: {}}", "expected at least one code"),
        ("next-on: {column: r, dates: '%m/%Y'}", "or a pattern such as '%d/%m/%y'"),
        ("next-on: {column: r, dates: '%d/%m/%Y %Q'}", "or a pattern such as '%d/%m/%y'"),
    ],
)
def test_faults_of_fields(tmp_path: Path, fields: str, says: str) -> None:
    assert says in only_fault(tmp_path, visits(fields))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("start: day", "start: day\n        end: day", "'visit' is a moment, and has no end"),
        ("        start: day\n", "", "expected 'start' or 'planned-start', and neither is said"),
        ("        dates: day-first\n", "", "expected 'dates' on this column or its table"),
        ("subject: child", "subject: {id: child, type: }", "found nothing"),
        ("kind: visit", "kind: visit\n          join: {by: child, when: next start equals end}",
         "only spans with a 'start' and an 'end' can be joined"),
        ("kind: visit", "kind: visit\n          only: {x: []}", "expected at least one value"),
        ("to: delivered", "to: delivered, kinds: care", "a kind that one of the tables fills"),
        ("file: visits.*", "file: v\n        encoding: cp1253x", "an encoding such as 'cp1252'"),
        ("file: visits.*", "file: v\n        encoding: base64", "an encoding such as 'cp1252'"),
        ("file: visits.*", "file: v\n        delimiter: '::'", "or one character"),
        ("file: visits.*", "file: v\n        midnight: noon", "expected 'day' or 'moment'"),
        ("key: [child, day]", "key: []", "expected at least one column"),
        ("agency: north", "delivered: yesterday", "expected a day such as 2004-01-31"),
        ("agency: north", "x: &a north", "an anchor (&a)"),
    ],
)  # fmt: skip
def test_faults_of_tables(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in VISITS
    found = faults(tmp_path, VISITS.replace(old, new))
    assert any(says in fault for fault in found), found


def test_no_yaml_at_all(tmp_path: Path) -> None:
    assert only_fault(tmp_path, "title: [").endswith(
        "this is not YAML: did not find expected node content"
    )
    assert only_fault(tmp_path, "").endswith("the file says nothing")
    assert "expected what the tables are and become" in only_fault(tmp_path, "visits")


def test_a_join(tmp_path: Path) -> None:
    text = """
    title: Care
    watched: {from: first record, to: 2017-03-31}
    tables:
      care:
        file: care.csv
        dates: iso
        subject: child
        key: [child, start]
        start: start
        end: end
        fields: {basis: basis, result: nothing of care}
        records:
          - kind: care
            join: {by: child, when: next start is at most 1 day after end, last: [ended-by]}
            fields: {ended-by: reason}
    """
    (record,) = mapping(text, tmp_path).tables[0].records
    assert record.join == Join(("child",), 1, ("ended-by",))
    # A table's fields are for the kinds that have them.
    assert set(record.fields) == {"basis", "ended-by"}
    assert "a field of this record" in only_fault(tmp_path, text.replace("[ended-by]", "[basi]"))
    assert "'next start equals end'" in only_fault(
        tmp_path, text.replace("next start is at most 1 day after end", "touching")
    )


def test_what_is_in_force_at_delivery(tmp_path: Path) -> None:
    assert mapping(VISITS.replace("agency: north", "delivered: file time"), tmp_path).delivered == (
        "file time"
    )
    told = mapping(VISITS.replace("agency: north", "delivered: 2017-07-14 03:40"), tmp_path)
    assert told.delivered == 25_000_000


@pytest.mark.parametrize("name", sorted(built_in()))
def test_the_mappings_that_come_with_sightline_fit_the_standard_of_england(name: str) -> None:
    assert read_mapping(built_in()[name], load(ENGLAND)).tables


def test_a_mapping_is_checked_against_the_standard_that_it_is_read_with() -> None:
    with pytest.raises(FaultyMapping, match="expected a kind of the standard"):
        read_mapping(built_in()["ssda903"], STANDARD)


def test_the_example_that_explains_mappings_can_be_read(tmp_path: Path) -> None:
    told = (mapping_file.__doc__ or "").split("\n\n")[1]
    path = tmp_path / "mapping.yaml"
    path.write_text(told, "utf-8")
    (table,) = read_mapping(path, load(ENGLAND)).tables
    assert table.records[0].kind == "contact"
