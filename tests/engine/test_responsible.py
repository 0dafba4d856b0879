"""Who is responsible on a day: the holder of the role, the cover, the team, the agency."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest

from sightline.engine.model import File, Moment, Record, Subject, Value
from sightline.engine.responsible import Responsibility, Responsible, with_responsible
from sightline.standard.calendar import day_of, end_of_day
from tests.england import england

LATER = end_of_day(day_of(date(2030, 1, 1)))


def on(text: str) -> int:
    return day_of(date.fromisoformat(text))


def span(
    id_: str,
    file: str,
    kind: str,
    start: str,
    end: str = "",
    *,
    agency: str = "",
    entered: int | None = None,
    version_of: str | None = None,
    **details: Value,
) -> Record:
    ended = Moment(on(end)) if end else None
    at = Moment(on(start))
    recorded = end_of_day(at.day) if entered is None else entered
    return Record(
        id_, file, kind, at, recorded, details, ended, agency=agency, version_of=version_of
    )


def worker_file(*records: Record) -> File:
    return File(Subject(records[0].file, "worker"), records)


def child(*records: Record) -> File:
    return File(Subject("child", "child"), records)


FIRST = span("a1", "child", "allocation", "2025-01-06", "2025-06-30", agency="social-care",
             role="social-worker", worker="ann")  # fmt: skip
SECOND = span("a2", "child", "allocation", "2025-07-07", agency="social-care",
              role="social-worker", worker="ben", team="looked-after team")  # fmt: skip
ANN = worker_file(
    span("p1", "ann", "post", "2020-01-01", employer="agency-north", team="east", children="yes"),
    span("c1", "ann", "allocation", "2025-03-03", "2025-03-14", role="cover", worker="cat"),
)
BEN = worker_file(span("p2", "ben", "post", "2020-01-01", employer="agency-north", team="west",
                       children="yes"))  # fmt: skip


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2025-01-05", Responsible("social-worker", agency="social-care")),
        ("2025-01-06", Responsible("social-worker", "ann", "", "east", "agency-north")),
        ("2025-03-03", Responsible("social-worker", "ann", "cat", "east", "agency-north")),
        ("2025-03-14", Responsible("social-worker", "ann", "cat", "east", "agency-north")),
        ("2025-03-15", Responsible("social-worker", "ann", "", "east", "agency-north")),
        ("2025-06-30", Responsible("social-worker", "ann", "", "east", "agency-north")),
        ("2025-07-01", Responsible("social-worker", agency="social-care")),
        ("2025-07-07", Responsible("social-worker", "ben", "", "looked-after team",
                                   "agency-north")),
    ],
)  # fmt: skip
def test_a_role_falls_on_its_holder_then_the_cover_the_team_and_the_agency(
    day: str, expected: Responsible
) -> None:
    finder = Responsibility(england(), [ANN, BEN], LATER)
    asked = ("social-worker", on(day))
    assert finder.on(child(FIRST, SECOND), [asked]) == {asked: expected}


def test_whoever_stands_in_is_the_person_who_must_act() -> None:
    assert Responsible("x", holder="ann", cover="cat").person == "cat"
    assert Responsible("x", holder="ann").person == "ann"


def test_without_the_workers_own_file_the_span_says_all_that_is_known() -> None:
    asked = ("social-worker", on("2025-02-01"))
    found = Responsibility(england(), [], LATER).on(child(FIRST), [asked])[asked]
    assert found == Responsible("social-worker", "ann", "", "", "social-care")


def test_who_was_known_to_be_responsible_then_is_not_who_is_known_now() -> None:
    """The end of the first allocation was entered a month late."""
    open_ended = span("a1", "child", "allocation", "2025-01-06", agency="social-care",
                      role="social-worker", worker="ann")  # fmt: skip
    closed = span("v2", "child", "allocation", "2025-01-06", "2025-06-30", agency="social-care",
                  role="social-worker", worker="ann", version_of="a1",
                  entered=end_of_day(on("2025-08-01")))  # fmt: skip
    file, asked = child(open_ended, closed), ("social-worker", on("2025-07-15"))
    then = Responsibility(england(), [], end_of_day(on("2025-07-15"))).on(file, [asked])
    now = Responsibility(england(), [], LATER).on(file, [asked])
    assert (then[asked].holder, now[asked].holder) == ("ann", "")


def test_an_allocation_that_names_nobody_does_not_hide_the_one_that_does() -> None:
    nobody = span("a9", "child", "allocation", "2025-02-01", role="social-worker")
    asked = ("social-worker", on("2025-02-03"))
    assert Responsibility(england(), [], LATER).on(child(FIRST, nobody), [asked])[asked].holder == (
        "ann"
    )


def test_where_the_standard_does_not_know_the_role_nobody_is_guessed() -> None:
    asked = ("astronaut", on("2025-02-03"))
    assert Responsibility(england(), [], LATER).on(child(FIRST), [asked]) == {
        asked: Responsible("astronaut")
    }


def test_the_establishment_holds_its_manager_s_role() -> None:
    stay = span("k", "child", "custody", "2025-02-01", "2025-02-20", agency="custody",
                basis="remand", establishment="unit-7")  # fmt: skip
    asked = ("establishment-manager", on("2025-02-20"))
    found = Responsibility(england(), [], LATER).on(child(stay), [asked])[asked]
    assert (found.holder, found.agency) == ("unit-7", "custody")


def test_obligations_are_given_who_was_responsible_on_the_due_day() -> None:
    """The reviewing officer is not named, one visit has no due day, one file is not at hand."""
    due = on("2025-02-03")
    rows = pa.table(
        {
            "file": ["child", "child", "child", "gone"],
            "duty": ["lac-review-first", "sw-visit-first", "sw-visit-first", "sw-visit-first"],
            "part": [""] * 4,
            "rule": [0] * 4,
            "due_day": [due, due, None, due],
        }
    )
    table = with_responsible(england(), rows, [child(FIRST), ANN], known_at=LATER)
    assert table.column("responsible").to_pylist() == [None, "ann", None, None]
    assert table.column("responsible-team").to_pylist() == [None, "east", None, None]
    agencies = table.column("responsible-agency").to_pylist()
    assert agencies == ["social-care", "agency-north", None, None]
