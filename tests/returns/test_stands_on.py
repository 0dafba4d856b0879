"""A record stands on its own file and on those that any version of its fact names."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sightline.engine.model import Moment, Record
from sightline.returns import read_extract, write_extract
from sightline.returns.stands_on import standing
from tests.returns.small import DELIVERED, KINDS, STANDARD, VISITS, delivery

VISIT = Record("v", "A1", "visit", Moment(1), 1)


def on_files(*records: Record) -> list[tuple[str, ...]]:
    return standing(records, KINDS)


def test_its_own_file_first_and_each_once() -> None:
    assert on_files(VISIT) == [("A1",)]
    assert on_files(replace(VISIT, about="A3", details={"with": "A2"})) == [("A1", "A3", "A2")]
    assert on_files(replace(VISIT, about="A2", details={"with": "A1"})) == [("A1", "A2")]


def test_a_kind_that_stands_on_no_further_file() -> None:
    assert on_files(replace(VISIT, kind="care", about="A2")) == [("A1",)]


def test_a_withdrawal_needs_no_kind_and_reaches_every_file_of_its_fact() -> None:
    first = replace(VISIT, details={"with": "A2"})
    gone = Record("w", "A1", "", None, 3, withdraws="v")
    assert on_files(gone, first) == [("A1", "A2"), ("A1", "A2")]


def test_a_correction_reaches_the_file_no_longer_named_and_the_first_version_the_new() -> None:
    first = replace(VISIT, details={"with": "A2"})
    second = replace(VISIT, id="v2", version_of="v", details={"with": "A3"})
    third = replace(VISIT, id="v3", version_of="v2")
    assert on_files(first, second, third) == [("A1", "A2", "A3")] * 3


def test_what_was_withdrawn_on_the_other_file_is_withdrawn_on_both() -> None:
    first = replace(VISIT, details={"with": "A2"})
    gone = Record("w", "A2", "visit", None, 3, withdraws="v")
    assert on_files(first, gone) == [("A1", "A2"), ("A2", "A1")]


def test_versions_of_what_is_not_there_are_facts_of_their_own() -> None:
    one = replace(VISIT, version_of="lost", details={"with": "A2"})
    other = replace(VISIT, id="v2", version_of="lost", details={"with": "A3"})
    assert on_files(one, other) == [("A1", "A2"), ("A1", "A3")]
    assert on_files(replace(VISIT, version_of="v")) == [("A1",)]


def test_the_extract_has_the_withdrawal_on_both_files(tmp_path: Path) -> None:
    text = VISITS.replace("result: {column: result, codes: {K: kept, M: missed}}", "with: with")
    found = delivery(tmp_path, "child,day,with\nA1,06/10/2016,A2\nA2,07/10/2016,\n", text)
    wrong = next(record for record in found.records if record.file == "A1")
    gone = Record("gone", "A1", "visit", None, DELIVERED, withdraws=wrong.id)
    write_extract(replace(found, records=[*found.records, gone]), STANDARD, tmp_path / "x")
    held = {file.subject.id: file.records for file in read_extract(tmp_path / "x").files()}
    assert [id_ for id_, records in held.items() if gone in records] == ["A1", "A2"]
