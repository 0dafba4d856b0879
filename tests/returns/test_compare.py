"""Two deliveries of one source: each fact in one class, and nothing that only looks different."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.engine.model import File, Moment, Record, Subject, Value, Watched
from sightline.returns import Delivery, files, read, read_extract, write_extract
from sightline.returns.compare import Became, Comparison, FieldChange, Side, compare
from sightline.returns.compare_subjects import FEW, compare_subjects
from sightline.returns.reach import Covers, Reach, both_cover
from sightline.standard.calendar import day_of
from sightline.standard.model import Lasts
from tests.returns.small import DELIVERED, KINDS, STANDARD, VISITS, mapping

APRIL = day_of(date(2016, 4, 1))
YEAR = Watched("north", "visit", APRIL, APRIL + 364)
LATER_YEAR = Watched("north", "visit", APRIL, APRIL + 729)


def visit(id_: str, day: int | None = APRIL, file: str = "a", **more: object) -> Record:
    at = Moment(day) if day is not None else None
    return replace(Record(id_, file, "visit", at, 1000, entry_known=False), **more)  # type: ignore[arg-type]


def details(**said: Value) -> dict[str, Value]:
    return {name.replace("_", "-"): value for name, value in said.items()}


def side(*records: Record, watched: Watched | None = YEAR, told: set[str] | None = None) -> Side:
    names = sorted({record.file for record in records} | {"a"})
    made = [
        File(Subject(name, place="north"), tuple(r for r in records if r.file == name))
        for name in names
    ]
    return Side(made, Reach((watched,) if watched else ()), {"visit": told} if told else None)


def classes(found: Comparison) -> dict[str, Became]:
    return {each.id: each.became for each in found.compared}


def changes(was: Record, now: Record) -> list[tuple[str, object, object]]:
    found = compare(side(was), side(now), KINDS)
    return [(c.field, c.earlier, c.later) for each in found.compared for c in each.changes]


# --- the classes -----------------------------------------------------------------------------


def test_a_fact_that_says_the_same_is_unchanged() -> None:
    found = compare(side(visit("v")), side(visit("v")), KINDS)
    assert found.counts == {"visit": {Became.UNCHANGED: 1}}
    assert found.compared == ()


def test_what_is_gone_is_withdrawn_only_where_the_later_one_covers_its_day() -> None:
    earlier = side(visit("v", APRIL + 10))
    assert classes(compare(earlier, side(), KINDS)) == {"v": Became.WITHDRAWN}
    next_year = Watched("north", "visit", APRIL + 365, APRIL + 729)
    elsewhere = Watched("south", "visit", APRIL, APRIL + 729)
    other_kind = Watched("north", "care", APRIL, APRIL + 729)
    for watched in (next_year, elsewhere, other_kind, None):
        found = compare(earlier, side(watched=watched), KINDS)
        assert classes(found) == {"v": Became.OUT_OF_REACH}


def test_where_nothing_is_said_of_what_is_covered_everything_is() -> None:
    later = replace(side(), reach=Reach(None))
    assert classes(compare(side(visit("v")), later, KINDS)) == {"v": Became.WITHDRAWN}


def test_a_record_without_a_day_is_never_withdrawn() -> None:
    found = compare(side(visit("v", None)), side(), KINDS)
    assert classes(found) == {"v": Became.OUT_OF_REACH}


def test_a_plan_is_of_the_day_on_which_it_is_to_begin() -> None:
    planned = visit("v", None, planned_start=APRIL + 3)
    assert classes(compare(side(planned), side(), KINDS)) == {"v": Became.WITHDRAWN}


@pytest.mark.parametrize(
    ("day", "became"),
    [
        (APRIL - 1, Became.NEW),
        (APRIL, Became.ENTERED_LATE),
        (APRIL + 364, Became.ENTERED_LATE),
        (APRIL + 365, Became.NEW),
    ],
)
def test_what_is_new_is_entered_late_on_a_day_that_was_covered(day: int, became: Became) -> None:
    found = compare(side(), side(visit("v", day), watched=LATER_YEAR), KINDS)
    assert classes(found) == {"v": became}


def test_a_child_who_moved_is_looked_for_where_each_delivery_knew_them() -> None:
    earlier = Side([File(Subject("a", place="north"), (visit("v"),))], Reach((YEAR,)))
    moved = Subject("a", place="south")
    south = Watched("south", "visit", APRIL, APRIL + 364)
    gone = compare(earlier, Side([File(moved, ())], Reach((south,))), KINDS)
    assert classes(gone) == {"v": Became.WITHDRAWN}
    new = compare(
        Side([File(Subject("a", place="north"), ())], Reach((YEAR,))),
        Side([File(moved, (visit("v"),))], Reach((south,))),
        KINDS,
    )
    assert classes(new) == {"v": Became.ENTERED_LATE}


def test_a_withdrawal_on_file_needs_no_coverage() -> None:
    withdrawal = Record("w", "a", "visit", None, 2000, withdraws="v")
    found = compare(side(visit("v")), side(visit("v"), withdrawal, watched=None), KINDS)
    assert classes(found) == {"v": Became.WITHDRAWN}


def test_a_correction_on_file_is_a_change_of_its_fact() -> None:
    better = visit("v2", recorded_at=2000, version_of="v", details=details(result="kept"))
    found = compare(side(visit("v")), side(visit("v"), better), KINDS)
    assert classes(found) == {"v": Became.CHANGED}
    assert found.fields == {("visit", "result"): 1}


def test_a_record_on_two_files_is_one_fact() -> None:
    shared = visit("v", about="b")
    both = Side(
        [File(Subject(name, place="north"), (shared,)) for name in ("a", "b")], Reach((YEAR,))
    )
    assert compare(both, both, KINDS).counts == {"visit": {Became.UNCHANGED: 1}}


def test_what_is_said_of_another_year_is_left_out_and_named() -> None:
    yearly = replace(KINDS["visit"], name="yearly", lasts=Lasts.PERIOD)
    kinds = {**KINDS, "yearly": yearly}
    was = replace(visit("y", None), kind="yearly", details=details(result="kept"))
    was = replace(was, planned_start=APRIL, planned_end=APRIL + 364)
    now = replace(was, details=details(result="missed"))
    next_year = replace(now, id="z", planned_start=APRIL + 365, planned_end=APRIL + 729)
    other = compare(side(was), side(next_year), kinds)
    assert (other.other_periods, other.counts) == (("yearly",), {})
    same = compare(side(was), side(now), kinds)
    assert (same.other_periods, classes(same)) == ((), {"y": Became.CHANGED})


# --- what a change is ------------------------------------------------------------------------


def test_changes_name_field_and_both_values() -> None:
    was = visit("v", APRIL, details=details(result="missed", purpose="x"), about="s")
    now = visit("v", APRIL + 1, details=details(result="kept"), planned_end=APRIL + 2)
    assert changes(was, now) == [
        ("start", "2016-04-01", "2016-04-02"),
        ("planned-end", None, "2016-04-03"),
        ("about", "s", None),
        ("result", "missed", "kept"),
        ("purpose", "x", None),
    ]


def test_a_time_of_day_that_is_told_now_is_a_change() -> None:
    minute = (APRIL * 24 + 9) * 60
    timed = replace(visit("v"), at=Moment(APRIL, minute))
    assert changes(visit("v"), timed) == [("start", "2016-04-01", "2016-04-01T09:00Z")]


def test_not_recorded_unknown_and_no_are_three_answers() -> None:
    unknown = visit("v", details=details(seen_alone="unknown"))
    no = visit("v", details=details(seen_alone="no"))
    assert changes(visit("v"), unknown) == [("seen-alone", None, "unknown")]
    assert changes(unknown, no) == [("seen-alone", "unknown", "no")]


@pytest.mark.parametrize(
    ("was", "now"),
    [
        (("child", "parent"), ("parent", "child")),
        ("child", ("child",)),
        (3, 3.0),
    ],
)
def test_how_a_value_is_held_is_no_change(was: Value, now: Value) -> None:
    assert changes(visit("v", details={"who": was}), visit("v", details={"who": now})) == []


def test_the_day_of_delivery_is_no_change_and_the_day_of_entry_is() -> None:
    assert changes(visit("v"), visit("v", recorded_at=999_999)) == []
    entered = visit("v", recorded_at=24_000_000, entry_known=True)
    again = visit("v", recorded_at=24_000_001, entry_known=True)
    assert changes(entered, again) == []
    assert changes(visit("v"), entered) == [("recorded", None, "2015-08-19")]


def test_a_field_named_like_a_header_column_is_told_apart() -> None:
    was, now = visit("v", agency="x"), visit("v", details={"agency": "y"})
    assert changes(was, now) == [("agency", "x", None), ("details.agency", None, "y")]


def test_a_column_that_one_of_the_two_lacks_is_no_change() -> None:
    full = visit("v", details=details(result="kept", purpose="x"))
    earlier, later = side(full, told={"result", "purpose"}), side(visit("v"), told={"result"})
    found = compare(earlier, later, KINDS)
    assert found.not_compared == {"visit": ("purpose",)}
    assert [c.field for each in found.compared for c in each.changes] == ["result"]


# --- subjects --------------------------------------------------------------------------------


def test_subjects_are_new_gone_or_told_otherwise() -> None:
    born = day_of(date(2008, 3, 27))
    before = [Subject("a", born=born, attributes={"sex": "male"}), Subject("b"), Subject("c")]
    after = [Subject("a", born=born + 1, attributes={"sex": "male"}), Subject("c"), Subject("d")]
    found = compare_subjects(before, after, coarse=False)
    assert (found.unchanged, found.changed, found.new, found.gone) == (1, ("a",), ("d",), ("b",))
    assert found.attributes == {"born": 1}
    assert [(c.earlier, c.later) for c in found.changes] == [("2008-03-27", "2008-03-28")]


def test_an_extract_tells_no_more_than_the_month_of_birth() -> None:
    born = day_of(date(2008, 3, 27))
    first = day_of(date(2008, 3, 1))
    found = compare_subjects([Subject("a", born=born)], [Subject("a", born=first)], coarse=True)
    assert found.unchanged == 1


def test_an_attribute_that_one_of_the_two_tells_of_nobody_is_not_compared() -> None:
    ids = [f"c{number}" for number in range(FEW)]
    told = [Subject(id_, attributes={"sex": "female"}) for id_ in ids]
    found = compare_subjects(told, [Subject(id_) for id_ in ids], coarse=False)
    assert (found.not_compared, found.changes) == (("sex",), ())
    few = compare_subjects(told[1:], [Subject(id_) for id_ in ids[1:]], coarse=False)
    assert len(few.changes) == FEW - 1


# --- days ------------------------------------------------------------------------------------


def test_days_that_both_cover() -> None:
    one, other = Reach((YEAR,)), Reach((LATER_YEAR,))
    assert both_cover((one, other)) == (APRIL, APRIL + 364)
    assert both_cover((one, Reach(None))) == (APRIL, APRIL + 364)
    assert both_cover((Reach(None), Reach(None))) is None
    first, last = both_cover((one, Reach(()))) or (0, 0)
    assert last < first
    assert not Covers(Reach(()))("north", "visit", APRIL)


# --- through tables --------------------------------------------------------------------------

TABLE = VISITS + "            who: {column: who, split: ';'}\n"
ROWS = [f"c{n % 7},{n % 28 + 1:02}/03/2016,{'KM'[n % 2]},child;worker" for n in range(28)]


def delivered(folder: Path, rows: list[str], text: str = TABLE) -> Delivery:
    folder.mkdir(exist_ok=True)
    path = folder / "visits.csv"
    path.write_text("\n".join(["child,day,result,who", *rows]) + "\n", "utf-8")
    return read(STANDARD, mapping(text, folder), path, delivered=DELIVERED)


def as_side(delivery: Delivery) -> Side:
    return Side(list(files(delivery)), Reach(delivery.watched), delivery.coverage.kinds)


def test_order_of_rows_form_of_dates_and_order_of_lists_are_no_changes(tmp_path: Path) -> None:
    shuffled = [row.replace("child;worker", "worker;child") for row in ROWS]
    random.Random(4).shuffle(shuffled)
    iso = [
        ",".join([child, "-".join(reversed(day.split("/"))), *rest])
        for child, day, *rest in (row.split(",") for row in shuffled)
    ]
    earlier = as_side(delivered(tmp_path / "one", ROWS))
    later = as_side(
        delivered(tmp_path / "two", iso, TABLE.replace("dates: day-first", "dates: iso"))
    )
    found = compare(earlier, later, KINDS)
    assert found.counts == {"visit": {Became.UNCHANGED: len(ROWS)}}
    assert (found.subjects.unchanged, found.subjects.changes) == (7, ())


def test_an_extract_is_the_same_as_the_tables_that_it_was_made_of(tmp_path: Path) -> None:
    text = TABLE + "            note: {column: result}\n"
    tables = delivered(tmp_path / "one", ROWS, text)
    write_extract(tables, STANDARD, tmp_path / "extract")
    extract = read_extract(tmp_path / "extract", STANDARD)
    coarse = Side(list(extract.files()), Reach(extract.watched), coarse=True)
    for earlier, later in ((as_side(tables), coarse), (coarse, as_side(tables)), (coarse, coarse)):
        found = compare(earlier, later, KINDS)
        assert found.counts == {"visit": {Became.UNCHANGED: len(ROWS)}}


# --- for any two deliveries ------------------------------------------------------------------

DAYS = st.none() | st.integers(APRIL - 5, APRIL + 5)
DETAILS = st.fixed_dictionaries(
    {},
    optional={
        "result": st.sampled_from(["kept", "missed", "unknown"]),
        "score": st.integers(0, 3),
        "who": st.permutations(["child", "parent", "worker"]).map(tuple),
    },
)
IDS = st.sampled_from([f"v{number}" for number in range(8)])
RECORDS = st.lists(
    st.builds(
        lambda id_, day, file, said: visit(id_, day, file, details=said),
        IDS,
        DAYS,
        st.sampled_from("abc"),
        DETAILS,
    ),
    unique_by=lambda record: record.id,
)
WATCHED = st.none() | st.builds(
    lambda first, days: Watched("north", "visit", first, first + days),
    st.integers(APRIL - 5, APRIL + 5),
    st.integers(0, 10),
)
SIDES = st.builds(lambda records, watched: side(*records, watched=watched), RECORDS, WATCHED)


@given(SIDES)
def test_a_delivery_has_no_changes_to_itself(one: Side) -> None:
    found = compare(one, one, KINDS)
    assert found.compared == ()
    assert not found.subjects.changes and not found.subjects.new and not found.subjects.gone


@given(SIDES, st.randoms(use_true_random=False))
def test_order_never_counts(one: Side, chance: random.Random) -> None:
    shuffled = [
        replace(file, records=tuple(chance.sample(file.records, len(file.records))))
        for file in chance.sample(list(one.files), len(one.files))
    ]
    assert compare(one, replace(one, files=shuffled), KINDS).compared == ()


@given(SIDES, SIDES)
def test_each_fact_of_either_is_in_exactly_one_class(one: Side, other: Side) -> None:
    found = compare(one, other, KINDS)
    ids = [{r.id for file in s.files for r in file.records} for s in (one, other)]
    assert sum(n for counts in found.counts.values() for n in counts.values()) == len(
        ids[0] | ids[1]
    )
    told = [each.id for each in found.compared]
    assert len(told) == len(set(told)) == len(ids[0] | ids[1]) - found.of(Became.UNCHANGED)
    only = {
        Became.WITHDRAWN: ids[0] - ids[1],
        Became.OUT_OF_REACH: ids[0] - ids[1],
        Became.NEW: ids[1] - ids[0],
        Became.ENTERED_LATE: ids[1] - ids[0],
        Became.CHANGED: ids[0] & ids[1],
    }
    for each in found.compared:
        assert each.id in only[each.became]
        assert bool(each.changes) == (each.became is Became.CHANGED)


@given(SIDES, SIDES)
def test_what_changed_there_changed_back_here(one: Side, other: Side) -> None:
    there, back = compare(one, other, KINDS), compare(other, one, KINDS)
    turned = {
        each.id: {FieldChange(c.field, c.later, c.earlier) for c in each.changes}
        for each in back.compared
        if each.changes
    }
    assert {e.id: set(e.changes) for e in there.compared if e.changes} == turned
    assert Counter(there.subjects.new) == Counter(back.subjects.gone)
