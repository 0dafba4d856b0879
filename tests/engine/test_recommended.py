"""What became of what was recommended: states of parts, periods, and who answers for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from sightline.engine.figures import Over
from sightline.engine.model import File, Moment, Record, Subject, Value, Watched
from sightline.engine.recommended import (
    Done,
    PartDone,
    RecommendationDone,
    Seen,
    counted,
    recommended,
    state_of,
)
from sightline.engine.record_figures import Known
from sightline.standard import load
from sightline.standard.calendar import day_of, end_of_day
from sightline.standard.model import Recommendations, Standard
from tests.england import england

FILES = {
    "standard.yaml": "{name: small, title: Small, version: '1', jurisdiction: here}\n",
    "reference/here.yaml": "here: {source: Ours, holidays: [],"
    " covers: {from: 2000-01-01, to: 2030-12-31}}\n",
    "kinds/kinds.yaml": """\
asked: {title: Asked, fields: {visit: {title: Visit, type: yes-no}}}
visit: {title: Visit}
letter: {title: Letter}
care: {title: Care, lasts: span}
inn: {title: Inn}
stay: {title: Stay, fields: {bad: {title: Bad, type: yes-no}}}
""",
    "duties/duties.yaml": """\
answered:
  title: Who asks is visited and written to
  serves: recommendations/one
  owed-to: child
  owner: worker
  when: {asked: {visit: yes}}
  within: 5 days
  parts:
    visit: {title: Visited, then: {visit: {}}}
    letter: {title: Written to, then: {letter: {}}}
  lapses: {inn: {}}
  rules: [{from: 2000-01-01, basis: project, source: Ours}]
  why: Because.
  examples:
    - {says: In time., rule: 2000-01-01, checked: 2010-02-01, expect: met,
       records: [{on: 2010-01-01, asked: {visit: yes}}, {on: 2010-01-06, visit: {}},
                 {on: 2010-01-06, letter: {}}]}
    - {says: A day late., rule: 2000-01-01, checked: 2010-02-01, expect: late,
       records: [{on: 2010-01-01, asked: {visit: yes}}, {on: 2010-01-07, visit: {}},
                 {on: 2010-01-07, letter: {}}]}
no-inn:
  title: Nobody in care in an inn
  serves: recommendations/one
  owed-to: child
  owner: worker
  while: {care: {}}
  never: {inn: {}}
  rules: [{from: 2000-01-01, basis: project, source: Ours}]
  why: Because.
  examples:
    - {says: Kept., rule: 2000-01-01, checked: 2010-02-01, expect: kept,
       records: [{on: 2010-01-01, until: 2010-01-03, care: {}}]}
    - {says: Broken., rule: 2000-01-01, checked: 2010-02-01, expect: breached,
       records: [{on: 2010-01-01, until: 2010-01-03, care: {}}, {on: 2010-01-02, inn: {}}]}
led:
  title: A board writes
  serves: recommendations/two
  owed-to: board
  owner: chair
  when: {asked: {}}
  then: {letter: {}}
  within: 5 days
  rules: [{from: 2000-01-01, basis: project, source: Ours}]
  why: Because.
  examples:
    - {says: In time., rule: 2000-01-01, checked: 2010-02-01, expect: met, subject: {type: board},
       records: [{on: 2010-01-01, asked: {}}, {on: 2010-01-06, letter: {}}]}
    - {says: A day late., rule: 2000-01-01, checked: 2010-02-01, expect: late,
       subject: {type: board}, records: [{on: 2010-01-01, asked: {}}, {on: 2010-01-07, letter: {}}]}
""",
    "measures/measures.yaml": """\
led-in-time: {title: L, sentence: L., of: timeliness, duties: [led]}
bad: {title: B, sentence: B., of: share, among: {stay: {}}, share: {itself: {bad: yes}}}
""",
    "bodies.yaml": """\
functions: {advise: Advising, inspect: Inspecting}
bodies:
  old:
    title: The old one
    functions: [advise, inspect]
    until: 2009-01-01
    source: An act
    certainty: sure
    passes:
      - {functions: advise, to: new, on: 2009-01-01, source: An act, certainty: check}
      - {functions: inspect, on: 2009-01-01, source: An act, certainty: sure, why: it was ended.}
  new: {title: The new one, functions: advise, from: 2008-01-01, source: An act, certainty: sure}
""",
    "reviews/review.yaml": """\
review:
  title: The review
  source: A leaflet
  sections:
    recommendations/one: {number: R 1, title: Answer, to: {old: [advise, inspect], new: advise}}
    recommendations/two: {number: R 2, title: Lead, to: {new: advise}}
""",
    "recommendations/review.yaml": """\
review:
  from: 2008-01-01
  recommendations:
    one:
      number: 1
      box: R1
      section: recommendations/one
      gist: Answer.
      due: 2008-06-30
      parts:
        a: {says: Both., shown-by: {duty: answered}, by: old}
        b: {says: Visited., shown-by: {duty: answered/visit, must: {at-least: 0.5}}}
        c: {says: No inn., shown-by: {duty: no-inn}, note: As read here.}
        d: {says: None bad., shown-by: {measure: bad, must: none}}
        e: {says: All bad., shown-by: {measure: bad, from: 2008-03-01, to: 2008-03-31}}
    two:
      number: 2
      box: R2
      section: recommendations/two
      gist: Lead.
      parts:
        a: {says: Led., shown-by: {measure: led-in-time}}
        b: {says: Felt., not-checkable: Nobody writes it down.}
        c: {says: All of it., shown-by: {duty: [answered/letter, led]}}
""",
}

Said = tuple[str, str, Mapping[str, Value]]
"""The day, kind and fields of a record."""


@pytest.fixture(scope="module")
def standard(tmp_path_factory: pytest.TempPathFactory) -> Standard:
    folder: Path = tmp_path_factory.mktemp("small")
    for path, content in FILES.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(content)
    return load(folder)


def on(text: str) -> int:
    return day_of(date.fromisoformat(text))


YEAR = Over(on("2008-01-01"), on("2008-12-31"))
NOW = end_of_day(on("2010-01-01"))


def file(id_: str, *said: Said, type_: str = "child", ended: str | None = None) -> File:
    """A file of (day, kind, fields), each entered on its day; ``ended``: the end of care."""
    records = tuple(
        Record(
            f"{id_}-{number}",
            id_,
            kind,
            Moment(on(day)),
            end_of_day(on(day)),
            fields,
            Moment(on(ended)) if ended is not None and kind == "care" else None,
        )
        for number, (day, kind, fields) in enumerate(said)
    )
    return File(Subject(id_, type_, on("1995-01-01"), "North"), records)


def asked(day: str, *answers: Said, **fields: Value) -> tuple[Said, ...]:
    return ((day, "asked", fields or {"visit": "yes"}), *answers)


def review_of(standard: Standard) -> Recommendations:
    return standard.recommendations["review"]


def found(
    standard: Standard,
    *files: File,
    over: Over = YEAR,
    known: Known | None = None,
    blind: tuple[str, ...] = (),
) -> list[RecommendationDone]:
    return recommended(standard, review_of(standard), files, over, known or Known(NOW), blind)


def part(done: list[RecommendationDone], name: str) -> PartDone:
    """``one-a``."""
    id_, letter = name.split("-")
    (one,) = [each for each in done if each.recommended.id == id_]
    (found,) = [each for each in one.parts if each.part.id == letter]
    return found


def numbers(done: list[RecommendationDone], name: str) -> tuple[Done, int, int, int]:
    one = part(done, name)
    assert one.seen is not None
    return one.state, one.seen.numerator, one.seen.denominator, one.seen.unknown


# --- states ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("numerator", "denominator", "at_least", "state"),
    [
        (0, 0, 1, Done.NO_DATA),
        (0, 0, 0.5, Done.NO_DATA),
        (0, 1, 1, Done.NOT_MET),
        (0, 9, 0.1, Done.NOT_MET),
        (1, 9, 1, Done.PARTLY),
        (8, 9, 1, Done.PARTLY),
        (9, 9, 1, Done.MET),
        (7, 100, 0.07, Done.MET),
        (6, 100, 0.07, Done.PARTLY),
        (1, 4, 0.25, Done.MET),
    ],
)
def test_a_part_is_met_partly_or_not(
    numerator: int, denominator: int, at_least: float, state: Done
) -> None:
    assert state_of(Seen(numerator, denominator, 0), at_least) is state


def test_without_a_record_nothing_is_said_to_be_done_or_not(standard: Standard) -> None:
    done = found(standard)
    assert [each.state for one in done for each in one.parts] == [
        Done.NO_DATA, Done.NO_DATA, Done.NO_DATA, Done.NO_DATA, Done.NO_DATA,
        Done.NO_DATA, Done.NOT_CHECKABLE, Done.NO_DATA,
    ]  # fmt: skip
    assert counted(done) == {
        Done.MET: 0, Done.PARTLY: 0, Done.NOT_MET: 0, Done.NO_DATA: 7, Done.NOT_CHECKABLE: 1
    }  # fmt: skip
    assert list(counted(done)) == list(Done)


def test_what_is_late_or_overdue_is_not_as_was_asked(standard: Standard) -> None:
    done = found(
        standard,
        file("in-time", *asked("2008-02-01", ("2008-02-06", "visit", {}))),
        file("late", *asked("2008-02-01", ("2008-02-07", "visit", {}))),
        file("never", *asked("2008-02-01")),
        file("again", *asked("2008-02-01", ("2008-02-02", "visit", {}))),
    )
    assert numbers(done, "one-b") == (Done.MET, 2, 4, 0)
    assert numbers(done, "one-a") == (Done.PARTLY, 2, 8, 0)
    assert numbers(done, "two-c") == (Done.NOT_MET, 0, 4, 0)


def test_what_is_left_out_is_printed_beside(standard: Standard) -> None:
    done = found(
        standard,
        file("lapsed", *asked("2008-02-01", ("2008-02-03", "inn", {}))),
        file("not-due-yet", *asked("2008-12-28")),
    )
    seen = part(done, "one-b").seen
    assert seen is not None
    assert (seen.numerator, seen.denominator) == (0, 0)
    assert seen.beside == {
        "open": 0, "lapsed": 1, "excused": 0, "undated": 0, "not watched": 0
    }  # fmt: skip
    measured = part(done, "one-d").seen
    assert measured is not None
    assert measured.beside == {}


def test_whom_nobody_asked_is_unknown_and_in_no_denominator(standard: Standard) -> None:
    done = found(
        standard,
        file("told", *asked("2008-02-01", ("2008-02-06", "visit", {}))),
        file("not-told", ("2008-02-01", "asked", {})),
        file("unsaid", ("2008-02-01", "stay", {})),
        file("good", ("2008-02-01", "stay", {"bad": "no"})),
    )
    assert numbers(done, "one-b") == (Done.MET, 1, 1, 1)
    assert numbers(done, "one-a") == (Done.PARTLY, 1, 2, 2)
    assert numbers(done, "one-d") == (Done.MET, 1, 1, 1)


def test_a_prohibition_is_kept_or_broken_by_those_that_began_in_the_period(
    standard: Standard,
) -> None:
    kept = file("kept", ("2008-02-01", "care", {}), ended="2008-03-01")
    broken = file(
        "broken", ("2008-02-01", "care", {}), ("2008-02-05", "inn", {}), ended="2008-03-01"
    )
    before = file("before", ("2007-12-31", "care", {}), ended="2008-03-01")
    first = file("first", ("2008-01-01", "care", {}), ended="2008-03-01")
    assert numbers(found(standard, kept, before, first), "one-c") == (Done.MET, 2, 2, 0)
    assert numbers(found(standard, kept, broken), "one-c") == (Done.PARTLY, 1, 2, 0)
    assert numbers(found(standard, broken), "one-c") == (Done.NOT_MET, 0, 1, 0)
    assert part(found(standard, before), "one-c").state is Done.NO_DATA


def test_of_what_must_not_be_the_others_are_counted(standard: Standard) -> None:
    stays = [
        file(f"stay-{n}", ("2008-03-03", "stay", {"bad": bad}))
        for n, bad in enumerate(["yes", "no", "no"])
    ]
    done = found(standard, *stays)
    assert numbers(done, "one-d") == (Done.PARTLY, 2, 3, 0)
    assert numbers(done, "one-e") == (Done.PARTLY, 1, 3, 0)
    assert numbers(found(standard, stays[1]), "one-d") == (Done.MET, 1, 1, 0)
    assert numbers(found(standard, stays[1]), "one-e") == (Done.NOT_MET, 0, 1, 0)


def test_a_measure_of_timeliness_counts_what_its_duties_owe(standard: Standard) -> None:
    board = file("board", *asked("2008-02-01", ("2008-02-06", "letter", {})), type_="board")
    silent = file("silent", *asked("2008-02-01"), type_="board")
    done = found(standard, board, silent)
    assert numbers(done, "two-a") == (Done.PARTLY, 1, 2, 0)
    assert part(done, "one-a").state is Done.NO_DATA, "what a child is owed is owed to no board"


def test_several_duties_count_together(standard: Standard) -> None:
    board = file("board", *asked("2008-02-01", ("2008-02-06", "letter", {})), type_="board")
    child = file("child", *asked("2008-02-01", ("2008-02-06", "visit", {})))
    done = found(standard, board, child)
    assert numbers(done, "two-c") == (Done.PARTLY, 1, 2, 0)


def test_a_part_that_records_cannot_show_says_why(standard: Standard) -> None:
    felt = part(found(standard), "two-b")
    assert (felt.state, felt.seen) == (Done.NOT_CHECKABLE, None)
    assert felt.part.not_checkable == "Nobody writes it down."


# --- period and knowledge --------------------------------------------------------------------


def test_the_period_is_of_due_days_both_ends_included(standard: Standard) -> None:
    due = {"2007-12-27": 1, "2007-12-26": 0, "2008-12-26": 1, "2008-12-27": 0}
    for day, number in due.items():  # due five days later
        done = found(standard, file("child", *asked(day, (day, "visit", {}))))
        assert numbers(done, "one-b")[2] == number, day


def test_what_comes_after_the_period_is_not_done_yet(standard: Standard) -> None:
    child = file("child", *asked("2008-12-20", ("2009-02-01", "visit", {})))
    assert numbers(found(standard, child), "one-b")[1:3] == (0, 1)


def test_a_part_with_days_of_its_own_keeps_them(standard: Standard) -> None:
    stays = (
        file("march", ("2008-03-31", "stay", {"bad": "yes"})),
        file("april", ("2008-04-01", "stay", {"bad": "no"})),
    )
    for over in (YEAR, Over(on("2008-04-01"), on("2008-04-30"))):
        done = found(standard, *stays, over=over)
        assert numbers(done, "one-e") == (Done.MET, 1, 1, 0)
        march = part(done, "one-e")
        assert (march.first, march.last) == (date(2008, 3, 1), date(2008, 3, 31))
    april = part(done, "one-d")
    assert (april.first, april.last) == (date(2008, 4, 1), date(2008, 4, 30))
    assert numbers(done, "one-d") == (Done.MET, 1, 1, 0)
    assert part(done, "two-b").first == date(2008, 4, 1)
    assert part(done, "two-b").last == date(2008, 4, 30)


def test_only_what_was_known_then_counts(standard: Standard) -> None:
    child = file("child", *asked("2008-02-01", ("2008-02-06", "visit", {})))
    stay = file("stay", ("2008-02-06", "stay", {"bad": "no"}))
    then = Known(end_of_day(on("2008-02-05")))
    done = found(standard, child, stay, known=then)
    assert numbers(done, "one-b")[:3] == (Done.NOT_MET, 0, 1)
    assert part(done, "one-d").state is Done.NO_DATA


def test_what_is_not_watched_is_not_called_undone(standard: Standard) -> None:
    child = file("child", *asked("2008-02-01"))
    all_year = Watched("North", "asked", on("2008-01-01"), on("2008-12-31"))
    known = Known(NOW, [all_year])
    done = found(standard, child, known=known)
    assert part(done, "one-b").state is Done.NO_DATA
    seen = part(done, "one-b").seen
    assert seen is not None
    assert seen.beside["not watched"] == 1


def test_duties_whose_answers_cannot_be_held_are_not_called_undone(standard: Standard) -> None:
    child = file("child", *asked("2008-02-01"))
    done = found(standard, child, blind=("answered",))
    assert part(done, "one-b").state is Done.NO_DATA
    assert numbers(found(standard, child), "one-b")[0] is Done.NOT_MET


# --- who answers -----------------------------------------------------------------------------


def who(one: RecommendationDone) -> list[tuple[str, str, str]]:
    return [(each.body, each.function, each.now.body) for each in one.answering]


def test_who_answers_is_who_holds_the_function_on_the_last_day(standard: Standard) -> None:
    one, two = found(standard)
    assert who(one) == [
        ("old", "advise", "old"),
        ("old", "inspect", "old"),
        ("new", "advise", "new"),
    ]
    one, two = found(standard, over=Over(on("2008-01-01"), on("2009-01-01")))
    assert who(one) == [("old", "advise", "new"), ("old", "inspect", ""), ("new", "advise", "new")]
    assert "nobody took it up: it was ended." in one.answering[1].now.why
    assert who(two) == [("new", "advise", "new")]
    assert (one.on, two.on) == (date(2009, 1, 1), date(2009, 1, 1))


def test_a_part_may_have_fewer_who_answer(standard: Standard) -> None:
    one, _ = found(standard)
    first, second = one.parts[:2]
    assert [each.body for each in one.answering_for(first.part)] == ["old", "old"]
    assert [each.body for each in one.answering_for(second.part)] == ["old", "old", "new"]


@pytest.mark.parametrize(
    ("last", "past"), [("2008-06-29", False), ("2008-06-30", False), ("2008-07-01", True)]
)
def test_its_day_has_gone_by_on_the_day_after(standard: Standard, last: str, past: bool) -> None:
    one, two = found(standard, over=Over(on("2008-01-01"), on(last)))
    assert (one.past_due, two.past_due) == (past, False)


def test_what_is_all_done_is_not_past_its_day(standard: Standard) -> None:
    one, _ = found(standard)
    done = tuple(replace(each, state=Done.MET) for each in one.parts)
    assert not replace(one, parts=done).past_due
    not_checkable = (replace(done[0], state=Done.NOT_CHECKABLE), *done[1:])
    assert not replace(one, parts=not_checkable).past_due
    for state in (Done.PARTLY, Done.NOT_MET, Done.NO_DATA):
        assert replace(one, parts=(*done[1:], replace(done[0], state=state))).past_due


# --- as plain values -------------------------------------------------------------------------


def test_a_recommendation_as_plain_values(standard: Standard) -> None:
    child = file("child", *asked("2008-02-01", ("2008-02-06", "visit", {})))
    one, two = found(standard, child, over=Over(on("2008-01-01"), on("2009-01-31")))
    told = one.to_dict(standard.bodies)
    assert {key: told[key] for key in told if key not in ("owners", "parts")} == {
        "id": "one",
        "number": "1",
        "box": "R1",
        "title": "Answer",
        "gist": "Answer.",
        "section": "recommendations/one",
        "due": "2008-06-30",
        "past_due": True,
        "on": "2009-01-31",
    }
    assert told["owners"][:2] == [
        {
            "body": "old",
            "title": "The old one",
            "function": "advise",
            "now": "new",
            "now_title": "The new one",
            "why": None,
            "candidates": [],
            "certainty": "check",
        },
        {
            "body": "old",
            "title": "The old one",
            "function": "inspect",
            "now": None,
            "now_title": None,
            "why": one.answering[1].now.why,
            "candidates": [],
            "certainty": "sure",
        },
    ]
    assert told["parts"][1] == {
        "id": "b",
        "says": "Visited.",
        "state": "met",
        "numerator": 1,
        "denominator": 1,
        "unknown": 0,
        "beside": {"open": 0, "lapsed": 0, "excused": 0, "undated": 0, "not watched": 0},
        "at_least": 0.5,
        "duties": ["answered/visit"],
        "measure": None,
        "first": "2008-01-01",
        "last": "2009-01-31",
        "why": None,
        "note": None,
        "owners": ["old", "new"],
    }
    assert (told["parts"][0]["owners"], told["parts"][2]["note"]) == (["old"], "As read here.")
    assert (told["parts"][3]["measure"], told["parts"][3]["duties"]) == ("bad", [])
    other = two.to_dict(standard.bodies)
    assert (other["due"], other["past_due"]) == (None, False)
    assert other["parts"][1] == {
        "id": "b",
        "says": "Felt.",
        "state": "not checkable",
        "numerator": None,
        "denominator": None,
        "unknown": None,
        "beside": {},
        "at_least": None,
        "duties": [],
        "measure": None,
        "first": "2008-01-01",
        "last": "2009-01-31",
        "why": "Nobody writes it down.",
        "note": None,
        "owners": ["new"],
    }


# --- England ---------------------------------------------------------------------------------


def agency(id_: str, type_: str, *records: Record) -> File:
    return File(Subject(id_, type_, None, "North"), records)


def record(
    id_: str, file: str, day: str, kind: str, about: str | None = None, **fields: Value
) -> Record:
    details = {name.replace("_", "-"): value for name, value in fields.items()}
    at = Moment(on(day))
    return Record(id_, file, kind, at, end_of_day(at.day), details, about=about)


def england_at(last: str, *files: File) -> dict[str, str]:
    """The states of the third review's parts that are told of: ``{'1.2a': 'met'}``."""
    review = england().recommendations["third-joint-review"]
    over = Over(day_of(review.first), on(last))
    done = recommended(england(), review, files, over, Known(end_of_day(on("2012-01-01"))))
    return {
        f"{one.recommended.number}{each.part.id}": each.state.value
        for one in done
        for each in one.parts
        if each.state not in (Done.NO_DATA, Done.NOT_CHECKABLE)
    }


def test_guidance_is_issued_when_the_body_that_was_asked_reports_it() -> None:
    asked_for = (
        record("s", "ministry", "2007-05-09", "service", type="department"),
        record("r", "ministry", "2008-07-08", "recommendation", theme="mappa", number="1.2"),
    )
    assert england_at("2009-06-30", agency("ministry", "agency", *asked_for)) == {
        "1.2a": "not met",
        "1.2b": "not met",
    }
    issued = record("g", "ministry", "2009-04-01", "report", "r", type="guidance")
    looked = record("u", "ministry", "2010-02-01", "report", "r", type="uptake")
    elsewhere = record("x", "ministry", "2009-04-01", "report", type="guidance")
    ministry = agency("ministry", "agency", *asked_for, elsewhere)
    assert england_at("2009-06-30", ministry)["1.2a"] == "not met"
    ministry = agency("ministry", "agency", *asked_for, issued, looked)
    assert england_at("2010-06-30", ministry) == {"1.2a": "met", "1.2b": "met"}


def test_a_search_that_is_recorded_and_not_assessed_is_half_of_what_was_asked() -> None:
    search = record("s", "child", "2008-10-01", "search", type="full", setting="custody",
                    reason="drugs", found="no")  # fmt: skip
    child = File(Subject("child", "child", on("1993-01-01"), "North"), (search,))
    assert england_at("2008-12-31", child) == {"3.2ca": "not met", "3.2cb": "met"}


def test_restraint_for_good_order_alone_shows() -> None:
    restraint = record("r", "child", "2008-10-01", "restraint", setting="secure-training-centre",
                       reason="good-order", injury="minor")  # fmt: skip
    told = record("n", "child", "2008-10-01", "notice", "r", what="restraint-injury",
                  to="safeguarding-board")  # fmt: skip
    child = File(Subject("child", "child", on("1993-01-01"), "North"), (restraint, told))
    found = england_at("2008-12-31", child)
    assert found == {
        "3.2ab": "met",
        "3.2ac": "not met",
        "3.2ad": "not met",
        "3.2ae": "not met",
        "3.2ba": "met",
    }
