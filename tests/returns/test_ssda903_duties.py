"""What the return judges, what it only triggers, and what it cannot say: from tables to states."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from sightline.engine.figures import Over
from sightline.engine.many import evaluate_files
from sightline.engine.model import Moment
from sightline.engine.record_figures import Known, record_figures
from sightline.returns import Delivery, files
from sightline.returns.judged import blind_duties, untriggered_duties
from sightline.standard.calendar import date_of, day_of
from tests.england import england
from tests.returns.ssda903 import RETURN, TOLD, delivered, made

LATER = TOLD + 10 * 366 * 24 * 60


def judged(found: Delivery, on: str, duty: str) -> list[tuple[str, str]]:
    """The state and due day of each obligation of a duty on a day."""
    standard = england()
    day = Moment(day_of(date.fromisoformat(on)))
    rows, _ = evaluate_files(
        standard,
        tuple(files(found)),
        known_at=LATER,
        on=day,
        watched=found.watched,
        blind=blind_duties(standard, found.coverage.kinds),
        duties=(duty,),
    )
    return [
        (str(state), date_of(due).isoformat() if due is not None else "")
        for state, due in zip(
            rows.column("state").to_pylist(), rows.column("due_day").to_pylist(), strict=True
        )
    ]


def row(decom: str, ls: str, place: str, dec: str = "", rec: str = "") -> str:
    return f"1,{decom},S,{ls},N1,{place},PR4,{dec},{rec},,,,"


def child(born: str) -> str:
    return f"1,1,{born},WBRI,,,"


def test_reviews_are_judged(tmp_path: Path) -> None:
    found = made(
        tmp_path,
        header=child("02/03/2008"),
        episodes=row("21/05/2012", "C1", "U6"),
        reviews="1,02/03/2008,20/06/2012,PN1\n1,02/03/2008,21/09/2012,PN1",
    )
    assert judged(found, "2012-10-31", "lac-review-first") == [("met", "2012-06-20")]
    assert judged(found, "2012-10-31", "lac-review-second") == [("late", "2012-09-20")]


@pytest.mark.parametrize(
    ("place", "born", "state"),
    [("H5", "01/01/2007", "breached"), ("P2", "01/01/2007", "breached"),
     ("K3", "01/01/2007", "breached"), ("K2", "01/01/2007", "kept"),
     ("H5", "09/01/2006", "kept")],
)  # fmt: skip
def test_a_place_for_older_children_under_sixteen_by_the_codes_of_its_time(
    tmp_path: Path, place: str, born: str, state: str
) -> None:
    found = made(
        tmp_path,
        header=child(born),
        episodes=row("10/01/2022", "C2", place, "10/06/2022", "E4A"),
    )
    assert [s for s, _ in judged(found, "2022-12-31", "unregulated-under-16")] == [state]


def test_before_the_law_of_2021_nothing_is_owed(tmp_path: Path) -> None:
    found = made(
        tmp_path,
        header=child("01/01/2004"),
        episodes=row("10/01/2018", "C2", "H5", "10/06/2018", "E4A"),
    )
    assert judged(found, "2018-12-31", "unregulated-under-16") == []


def test_a_remanded_child_has_a_social_worker_the_next_working_day(tmp_path: Path) -> None:
    tables = {
        "header": child("02/03/2008"),
        "episodes": row("03/05/2024", "J1", "U6"),
    }
    worker = "1,02/03/2008,SW9,{},,MANAGE"
    for began, state in (("07/05/2024", "met"), ("08/05/2024", "late"), ("01/01/2024", "met")):
        found = made(tmp_path, **tables, sw_episodes=worker.format(began))
        assert judged(found, "2024-05-31", "lac-responsibility-kept") == [(state, "2024-05-07")]


def test_where_social_workers_are_not_told_their_absence_says_nothing(tmp_path: Path) -> None:
    found = made(tmp_path, header=child("02/03/2008"), episodes=row("03/05/2024", "J1", "U6"))
    assert judged(found, "2024-05-31", "lac-responsibility-kept") == [("not watched", "2024-05-07")]


def test_police_protection_is_over_within_72_hours(tmp_path: Path) -> None:
    for ended, state in (("18/02/2016", "met"), ("19/02/2016", "late")):
        found = made(
            tmp_path,
            header=child("02/03/2008"),
            episodes=row("15/02/2016", "L1", "U6", ended, "X1"),
        )
        assert judged(found, "2016-03-31", "police-protection") == [(state, "2016-02-18")]


@pytest.mark.parametrize(
    ("duty", "tables"),
    [
        ("sw-visit-first", {"episodes": row("15/02/2016", "C2", "U6")}),
        ("detention-plan", {"episodes": row("15/02/2016", "J1", "U6")}),
        ("missing-return-interview", {"missing": "1,02/03/2008,M,13/11/2017,15/11/2017"}),
    ],
)
def test_what_the_return_opens_and_cannot_answer_is_not_watched(
    tmp_path: Path, duty: str, tables: dict[str, str]
) -> None:
    found = made(tmp_path, header=child("02/03/2008"), **tables)
    assert [state for state, _ in judged(found, "2018-03-31", duty)] == ["not watched"]
    assert duty in blind_duties(england(), found.coverage.kinds)


@pytest.mark.parametrize("duty", ["yda-status", "remand-la-accommodation", "supported-registered"])
def test_duties_whose_trigger_the_return_does_not_tell_never_arise(
    tmp_path: Path, duty: str
) -> None:
    found = made(
        tmp_path,
        header=child("02/03/2001"),
        episodes=row("03/05/2018", "J1", "R5", "03/06/2018", "E14"),
    )
    assert judged(found, "2018-12-31", duty) == []
    if duty != "supported-registered":
        assert duty in untriggered_duties(england(), found.coverage.kinds)


def test_flags_of_a_year_trigger_and_answer_nothing(tmp_path: Path) -> None:
    found = made(
        tmp_path,
        header=child("02/03/2008"),
        oc2="1,02/03/2008,39,,1,1,1,1,1,1,1,0",
        oc3="1,02/03/2008,YES,F2,X2",
        uasc="1,1,02/03/2008,02/03/2026",
    )
    rows, unknown = evaluate_files(
        england(), tuple(files(found)), known_at=LATER, on=Moment(day_of(date(2030, 1, 1)))
    )
    assert (rows.num_rows, unknown.num_rows) == (0, 0)


def test_flags_of_a_year_are_counted_for_the_year_that_a_caller_names(tmp_path: Path) -> None:
    found = made(
        tmp_path,
        2019,
        header="1,1,02/03/2008,WBRI,,,\n2,1,02/03/2006,WBRI,,,\n3,1,02/03/2014,WBRI,,,",
        oc2="\n".join(f"{n},02/03/2008,39,,{flag},0,0,0,1,0,0,0" for n, flag in
                      ((1, 1), (2, 0), (3, 0))),
    )  # fmt: skip
    standard = england()
    year = day_of(date(2018, 4, 1)), day_of(date(2019, 3, 31))
    measures = [standard.measures["convicted-in-care"]]
    (figure,) = record_figures(standard, measures, files(found), Over(*year), Known(LATER))
    assert (figure.numerator, figure.denominator) == (1, 2)


@pytest.mark.skipif(not RETURN.is_dir(), reason="the return is not at hand")
def test_what_a_whole_return_comes_to() -> None:
    standard = england()
    found = delivered(RETURN)
    duties = ("lac-review-first", "lac-review-second", "lac-review-later", "unregulated-under-16",
              "lac-responsibility-kept", "police-protection")  # fmt: skip
    rows, _ = evaluate_files(
        standard,
        tuple(files(found)),
        known_at=LATER,
        on=Moment(day_of(date(2018, 3, 31))),
        watched=found.watched,
        blind=blind_duties(standard, found.coverage.kinds),
        duties=duties,
    )
    counts = Counter(rows.column("duty").to_pylist())
    assert set(counts) == {
        "lac-review-first", "lac-review-second", "lac-review-later", "lac-responsibility-kept",
        "police-protection",
    }  # fmt: skip
    assert counts["lac-review-first"] == 2248
    assert counts["lac-responsibility-kept"] == 176
    assert counts["police-protection"] == 211
