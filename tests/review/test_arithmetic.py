"""One edit, and what every figure of the review does: worked out by hand, and found both ways."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from sightline.engine.model import File, Moment, Record, Subject, Value
from sightline.standard.calendar import day_of, end_of_day
from sightline.standard.population import Cell, PopulationTable
from tests.review.both_ways import YEAR, Row, Rows, World, by_sightline, by_sql, differences
from tests.review.slice import AREA, slice_of_nation

Moved = Mapping[str, tuple[int, int, int]]
"""By figure, by how much its numerator, denominator and unknown went up; figures that stood still
are not in it. The denominator of a count is nothing that could move."""

READ_ON = "2006-09-04"

OF_ALL_FILES = (
    "fig-mh-need", "fig-physical-health", "fig-learning-difficulty", "fig-risk-to-self",
    "fig-risk-from-others",
)  # fmt: skip
OUTSIDE = ("fig-selfharm-community", "fig-risk-from-others-community", "fig-cpr-community")
INSIDE = (
    "fig-mh-need-custody", "fig-selfharm-vuln-custody", "fig-physical-health-custody",
    "fig-learning-difficulty-custody", "fig-cpr-custody", "fig-selfharm-custody",
    "fig-risk-from-others-custody", "fig-lac-custody",
)  # fmt: skip
"""The figures in whose denominator every file is that was read; or every one of a child outside, or
inside, custody."""


def record(
    id_: str,
    file: str,
    kind: str,
    on: str,
    details: Mapping[str, Value] | None = None,
    *,
    ended: str | None = None,
    about: str | None = None,
) -> Record:
    """A record entered at the end of its day."""
    end = None if ended is None else Moment(_day(ended))
    return Record(
        id_, file, kind, Moment(_day(on)), end_of_day(_day(on)), details or {}, end, about=about,
        agency="somebody", author="somebody",
    )  # fmt: skip


def _day(text: str) -> int:
    return day_of(date.fromisoformat(text))


@cache
def before() -> Rows:
    rows = by_sightline(slice_of_nation())
    assert differences(rows, by_sql(slice_of_nation())) == []
    return rows


def moved(*files: File) -> Moved:
    """What every figure does when files are put in the place of theirs, or added: both ways."""
    world: World = slice_of_nation().with_files({file.subject.id: file for file in files})
    rows = by_sightline(world)
    assert differences(rows, by_sql(world)) == []
    steps = {id_: _step(before()[id_], row) for id_, row in rows.items()}
    return {id_: step for id_, step in steps.items() if step != (0, 0, 0)}


def _step(row: Row, after: Row) -> tuple[int, int, int]:
    return (
        after.numerator - row.numerator,
        (after.denominator or 0) - (row.denominator or 0),
        after.unknown - row.unknown,
    )


def new_child(*said: Record, id_: str = "pewtergarth.child-new") -> File:
    """A file of somebody who was not there before, read at the inspection."""
    read = record("new-read", id_, "file-read", READ_ON, {"programme": "youth-offending-team"})
    subject = Subject(id_, "child", _day("1991-05-01"), AREA, {"sex": "male", "example": "none"})
    return File(subject, (read, *said))


def of_child(id_: str, kind: str, on: str, **fields: Value) -> Record:
    """A record of the new child; ``ended`` is its end, and ``_`` stands for ``-`` in a field."""
    ended = fields.pop("ended", None)
    details = {name.replace("_", "-"): value for name, value in fields.items()}
    return record(
        f"new-{id_}", "pewtergarth.child-new", kind, on, details,
        ended=ended if isinstance(ended, str) else None,
    )  # fmt: skip


COUNTED = {"fig-case-files": (1, 0, 0)}


def in_denominators(*figures: str) -> dict[str, tuple[int, int, int]]:
    return dict.fromkeys(figures, (0, 1, 0))


def test_one_more_file_with_a_need_moves_both_parts_of_its_share_by_one() -> None:
    need = of_child("need", "need", "2006-06-01", type="mental-health", state="open")
    expected = COUNTED | in_denominators(*OF_ALL_FILES, *OUTSIDE)
    assert moved(new_child(need)) == expected | {"fig-mh-need": (1, 1, 0)}


def test_one_more_file_of_a_child_in_custody() -> None:
    child = new_child(
        of_child("stay", "custody", "2006-08-29", basis="remand"),
        of_child("care", "looked-after", "2006-01-09"),
        of_child("risk", "assessment", "2006-08-30", tool="health", self_harm="high"),
        of_child("need", "need", "2006-08-30", type="learning-difficulty", state="unknown"),
    )
    # The health plan falls due on 12 September, so that nothing is owed yet. Nobody asked from whom
    # the child is at risk, and whether the difficulty is there is not known.
    unknown = dict.fromkeys(
        (
            "fig-risk-to-self", "fig-risk-from-others", "fig-risk-from-others-custody",
            "fig-learning-difficulty", "fig-learning-difficulty-custody",
        ),
        (0, 0, 1),
    )  # fmt: skip
    shown = dict.fromkeys(("fig-lac-custody", "fig-selfharm-custody"), (1, 1, 0))
    expected = COUNTED | in_denominators(*OF_ALL_FILES, *INSIDE)
    found = dict(moved(new_child(*child.records[1:])))
    # The assessment has a tool that opens no duty.
    assert found == expected | unknown | shown


VISIT_NEEDED = of_child(
    "needed", "assessment", "2006-06-05", tool="asset", visit_needed="yes", vulnerability="low",
    self_harm="low", at_risk=("nobody",),
)  # fmt: skip


def visit(on: str, where: str = "home", result: str = "kept") -> Record:
    said: dict[str, Value] = {"with": "parent", "where": where, "result": result}
    return record("new-visit", "pewtergarth.child-new", "contact", on, said)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ((), (1, 1, 0)),  # due on 26 June, and nobody came
        ((visit("2006-06-26"),), (0, 1, 0)),
        ((visit("2006-08-07"),), (0, 1, 0)),  # late is made all the same
        ((visit("2006-09-05"),), (1, 1, 0)),  # on the day after the file was read
        ((visit("2006-06-20", where="office"),), (1, 1, 0)),
        ((visit("2006-06-20", result="attempted"),), (1, 1, 0)),
        ((of_child("stay", "custody", "2006-06-26", ended="2006-08-01"),), (0, 0, 0)),  # lapsed
        ((of_child("stay", "custody", "2006-06-27", ended="2006-08-01"),), (1, 1, 0)),
    ],
)
def test_a_visit_at_home_that_was_owed(
    said: tuple[Record, ...], expected: tuple[int, int, int]
) -> None:
    found = moved(new_child(VISIT_NEEDED, *said))
    assert found.get("fig-no-home-visit-yot", (0, 0, 0)) == expected
    assert found["fig-case-files"] == (1, 0, 0)


HIGH = of_child(
    "level", "assessment", "2006-06-05", tool="asset", visit_needed="no", vulnerability="high",
)  # fmt: skip


def lower(on: str, countersigned: str) -> Record:
    return of_child(
        "lower", "assessment", on, tool="asset", visit_needed="no", vulnerability="medium",
        countersigned=countersigned,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ((lower("2006-06-26", "yes"),), (0, 0, 0)),  # lapsed on the day on which it was due
        ((lower("2006-06-26", "no"),), (1, 1, 0)),
        ((lower("2006-06-27", "yes"),), (1, 1, 0)),
        ((of_child("plan", "plan", "2006-01-09", type="vulnerability"),), (0, 1, 0)),
    ],
)
def test_a_plan_that_was_owed_to_a_vulnerable_child(
    said: tuple[Record, ...], expected: tuple[int, int, int]
) -> None:
    found = moved(new_child(HIGH, *said))
    assert found.get("fig-vuln-plan-missing", (0, 0, 0)) == expected


def test_what_comes_after_the_reading_moves_nothing() -> None:
    after = (
        of_child("stay", "custody", "2006-09-05", basis="remand"),
        of_child("care", "looked-after", "2006-09-05"),
        of_child("need", "need", "2006-09-05", type="mental-health", state="open"),
        of_child("plan", "plan", "2006-09-05", type="child-protection"),
        of_child("risk", "assessment", "2006-09-05", tool="asset", visit_needed="yes",
                 vulnerability="high", self_harm="high", at_risk=("self", "others")),
        visit("2006-09-06"),
    )  # fmt: skip
    expected = COUNTED | in_denominators(*OF_ALL_FILES, *OUTSIDE)
    assert moved(new_child(*after)) == expected


# --- files that are there ----------------------------------------------------------------------


def the_file(id_: str) -> File:
    return next(file for file in slice_of_nation().files if file.subject.id == id_)


def the_first(kind: str, **details: str) -> tuple[File, Record]:
    """The first file, and its record, of a kind that says this; corrected ones are left alone."""
    for file in slice_of_nation().files:
        replaced = {record.version_of for record in file.records}
        for one in file.records:
            said = all(one.details.get(name) == value for name, value in details.items())
            if one.kind == kind and said and one.id not in replaced and not one.version_of:
                return file, one
    raise LookupError(kind)


def corrected(file: File, old: Record, **details: Value) -> File:
    """The file with a later version of a record that says something else."""
    new = replace(
        old,
        id=f"{old.id}-corrected",
        version_of=old.id,
        recorded_at=old.recorded_at + 1,
        details={**old.details, **details},
    )
    return replace(file, records=(*file.records, new))


def withdrawn(file: File, old: Record) -> File:
    """The file with a record that withdraws another."""
    at = old.recorded_at + 1
    new = Record(f"{old.id}-withdrawn", old.file, old.kind, old.at, at, withdraws=old.id)
    return replace(file, records=(*file.records, new))


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("no", {"fig-action-taken-harm": (-1, 0, 0), "fig-action-not-taken-harm": (1, 0, 0)}),
        (
            "not-applicable",
            {"fig-action-taken-harm": (-1, -1, 0), "fig-action-not-taken-harm": (0, -1, 0)},
        ),
        (
            "unknown",
            {"fig-action-taken-harm": (-1, -1, 1), "fig-action-not-taken-harm": (0, -1, 1)},
        ),
    ],
)
def test_a_judgement_of_yes_becomes_another(answer: str, expected: Moved) -> None:
    file, judgement = the_first("judgement", question="action-taken", answer="yes")
    assert moved(corrected(file, judgement, answer=answer)) == expected


def test_a_concern_that_was_addressed_after_all_moves_the_worst_place_too() -> None:
    file, judgement = the_first("judgement", question="safeguarding-addressed", answer="no")
    figures = ("fig-safeguarding-not-addressed", "fig-safeguarding-worst-area")
    addressed = moved(corrected(file, judgement, answer="yes"))
    assert addressed == dict.fromkeys(figures, (-1, 0, 0))


def test_an_answer_that_was_declined_leaves_its_denominator() -> None:
    file, answer = the_first("survey-answer", question="ever-looked-after", answer="yes")
    who = {"male": "boys", "female": "girls"}[str(file.subject.attributes["sex"])]
    declined = moved(corrected(file, answer, answer="declined"))
    assert declined == {f"fig-lac-ever-{who}": (-1, -1, 0)}


def test_withdrawn_and_entered_again_is_as_it_was() -> None:
    file, read = the_first("file-read", programme="youth-offending-team")
    gone = withdrawn(file, read)
    lost = moved(gone)
    assert lost["fig-case-files"] == (-1, 0, 0)
    assert {lost[id_][1] + lost[id_][2] for id_ in OF_ALL_FILES} == {-1}
    again = replace(read, id="again", recorded_at=read.recorded_at + 2)
    assert moved(replace(gone, records=(*gone.records, again))) == {}


def test_a_seat_that_is_given_up_is_empty_and_still_looked_at() -> None:
    board = next(f for f in slice_of_nation().files if f.subject.type == "board" and _has_seats(f))
    seats = [r for r in board.records if r.kind == "membership" and r.details["body"] == "police"]
    assert moved(_without(board, seats)) == {"fig-lscb-deadline": (-1, 0, 0)}


def _has_seats(file: File) -> bool:
    return any(record.details.get("body") == "police" for record in file.records)


def test_an_audit_that_was_none_takes_the_service_from_those_that_did_theirs() -> None:
    file, _ = the_first("inspection", programme="youth-offending-team")
    audits = [r for r in file.records if r.details.get("type") == "race-audit"]
    # The service is still asked for one: the year is not over.
    assert moved(_without(file, audits)) == {"fig-race-audit": (-1, 0, 0)}


def _without(file: File, records: list[Record]) -> File:
    assert records
    for one in records:
        file = withdrawn(file, one) if not one.version_of else file
    return file


# --- over-representation -----------------------------------------------------------------------

MINORITY = frozenset(
    {
        "white-and-black-caribbean", "white-and-black-african", "white-and-asian", "mixed-other",
        "indian", "pakistani", "bangladeshi", "asian-other", "black-caribbean", "black-african",
        "black-other", "chinese", "other",
    }
)  # fmt: skip


def with_cells(*cells: Cell) -> Row:
    """The row of over-representation where the table of people is these cells: both ways."""
    world = slice_of_nation()
    table = PopulationTable(cells, world.population.codes)
    world = replace(world, population=table)
    rows = by_sightline(world)
    assert differences(rows, by_sql(world)) == []
    return rows["fig-bme-over-represented"]


def people(ages: tuple[int, int], groups: frozenset[str] | None, count: int) -> Cell:
    return Cell(AREA, YEAR, *ages, groups, count, "invented: by hand")


def test_a_place_is_over_where_more_are_supervised_than_live_there() -> None:
    world = slice_of_nation()
    supervised = Row(1, 1, before()["fig-bme-over-represented"].unknown)
    young, rest = (10, 17), frozenset(world.population.codes - MINORITY)
    few = people(young, MINORITY, 1)
    assert with_cells(few, people(young, rest, 7999)) == supervised
    nearly_all = people(young, MINORITY, 7999)
    assert with_cells(nearly_all, people(young, None, 8000)) == replace(supervised, numerator=0)
    unknown = Row(0, 0, supervised.unknown + 1)
    # Of those of 17 nobody knows; older people do not matter; what is counted together with those
    # of 18 cannot be shared out.
    assert with_cells(people((10, 16), MINORITY, 5), people(young, None, 8000)) == unknown
    split = people((10, 12), MINORITY, 1), people((13, 17), MINORITY, 0)
    assert with_cells(*split, people(young, None, 8000), people((18, 90), None, 9)) == supervised
    assert with_cells(few, people((10, 18), None, 9000)) == unknown


# --- posts -----------------------------------------------------------------------------------


def test_the_last_health_worker_leaves_on_the_day_before() -> None:
    file, inspection = the_first("inspection", programme="youth-offending-team")
    assert inspection.at is not None
    posts = [r for r in file.records if r.details.get("profession") == "health"]
    has_one = before()["fig-no-health-worker"].numerator == 0
    assert moved(_without(file, posts)) == ({"fig-no-health-worker": (1, 0, 0)} if has_one else {})
