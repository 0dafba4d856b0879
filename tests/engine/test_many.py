"""Many files at once: the same rows in buckets of any size, and duties the records are blind to."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa
import pytest

from sightline.engine import many
from sightline.engine.examples import moment_of
from sightline.engine.many import buckets, evaluate_files
from sightline.engine.model import File, Record, Subject, Watched
from sightline.engine.rows import SCHEMA, UNKNOWN_SCHEMA
from sightline.standard.calendar import end_of_day, start_of_day
from sightline.standard.model import Standard
from tests.spec.tables import DUTY, OF_A_DUTY, OF_A_RULE, load_duty

ON = moment_of("2010-03-31")
CONCERN, VISIT = moment_of("2010-03-01"), moment_of("2010-03-03")
SHOWN = {"says": "So.", "rule": "2000-01-01", "records": [], "checked": "2010-03-31", "expect": []}


def standard_of(*names: str) -> Standard:
    """Duties with these ids: a visit within five days of a concern at a level that is not low."""
    said = {
        **OF_A_DUTY,
        "when": {"concern": {"level": ["medium", "high"]}},
        "then": {"visit": {}},
        "within": "5 days",
        "rules": [{"from": "2000-01-01", **OF_A_RULE}],
        "examples": [SHOWN, SHOWN],
    }
    standard = load_duty(said)
    duty = standard.duties[DUTY]
    return replace(standard, duties={name: replace(duty, id=name) for name in names})


def file_of(id_: str, *, level: str = "high", visited: bool = False) -> File:
    entered = start_of_day(CONCERN.day)
    concern = Record(f"{id_}-1", id_, "concern", CONCERN, entered, {"level": level})
    visit = Record(f"{id_}-2", id_, "visit", VISIT, start_of_day(VISIT.day))
    return File(Subject(id_), (concern, visit) if visited else (concern,))


FILES = [
    file_of("a"),
    file_of("b", visited=True),
    file_of("c", level="unknown"),
    file_of("d", level="low"),
    file_of("e"),
]


def found(standard: Standard, **asked: object) -> tuple[list[tuple[str, ...]], list[str]]:
    """File, duty and state of each obligation, in order; and the files of unknown triggers."""
    arguments = {"known_at": end_of_day(ON.day), "on": ON, **asked}
    rows, unknown = evaluate_files(standard, FILES, **arguments)  # type: ignore[arg-type]
    assert (rows.schema, unknown.schema) == (SCHEMA, UNKNOWN_SCHEMA)
    told = [tuple(row[name] for name in ("file", "duty", "state")) for row in rows.to_pylist()]
    return sorted(told), sorted(unknown.column("file").to_pylist())


ALL = [("a", "home", "overdue"), ("b", "home", "met"), ("e", "home", "overdue")]


@pytest.mark.parametrize("size", [1, 2, 5, 9])
def test_buckets_of_any_size_find_the_same(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(many, "BUCKET", size)
    assert found(standard_of("home")) == (ALL, ["c"])


def test_each_bucket_is_told_of_when_it_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many, "BUCKET", 2)
    told: list[int] = []
    found(standard_of("home"), done=told.append)
    assert told == [2, 2, 1]


def test_nothing_is_made_of_the_absence_of_what_records_cannot_hold() -> None:
    both = standard_of("home", "school")
    blind, unknown = found(both, blind=["school"])
    assert [row for row in blind if row[1] == "home"] == ALL
    assert [row[::2] for row in blind if row[1] == "school"] == [
        ("a", "not watched"),
        ("b", "met"),
        ("e", "not watched"),
    ]
    assert unknown == ["c", "c"]


def test_only_the_duties_asked_for_are_judged_blind_or_not() -> None:
    both = standard_of("home", "school")
    assert found(both, duties=["home"])[0] == ALL
    assert {row[1] for row in found(both, duties=["school"], blind=["home", "school"])[0]} == {
        "school"
    }


def test_what_is_watched_is_what_the_caller_says() -> None:
    before = [Watched("", "visit", CONCERN.day - 100, CONCERN.day - 1)]
    states = {row[2] for row in found(standard_of("home"), watched=before)[0]}
    assert states == {"met", "not watched"}


def test_known_at_and_on_are_the_callers() -> None:
    early = moment_of("2010-03-05")
    assert {row[2] for row in found(standard_of("home"), on=early)[0]} == {"met", "open"}
    known = end_of_day(CONCERN.day)
    assert {row[2] for row in found(standard_of("home"), known_at=known)[0]} == {"overdue"}


@pytest.mark.parametrize("names", [(), ("home",)])
def test_without_files_or_duties_there_are_tables_without_rows(names: tuple[str, ...]) -> None:
    rows, unknown = evaluate_files(standard_of(*names), [], known_at=0, on=ON)
    assert (rows, unknown) == (SCHEMA.empty_table(), UNKNOWN_SCHEMA.empty_table())
    assert isinstance(rows, pa.Table)


def test_files_come_in_lists_of_so_few_records(monkeypatch: pytest.MonkeyPatch) -> None:
    held = [len(file.records) for file in FILES]
    monkeypatch.setattr(many, "BUCKET_RECORDS", max(held))
    for some in buckets(FILES, 99):
        assert len(some) == 1 or sum(len(file.records) for file in some) <= max(held)
    monkeypatch.setattr(many, "BUCKET_RECORDS", 0)
    assert [file for some in buckets(FILES, 99) for file in some] == FILES


def test_files_come_in_lists_of_a_size() -> None:
    assert list(buckets(FILES, 2)) == [FILES[:2], FILES[2:4], FILES[4:]]
    assert list(buckets(iter(FILES), 5)) == [FILES]
    assert list(buckets([], 5)) == [[]]
