"""Shares of a reporting period: what is counted, what is unknown, and what is left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from sightline.engine.figures import Figure, Over
from sightline.engine.model import File, Record, Subject, Value
from sightline.engine.record_figures import Known, record_figures
from sightline.standard.calendar import day_of, end_of_day
from sightline.standard.model import (
    Age,
    AgeIn,
    CalendarTable,
    Field,
    FieldType,
    Kind,
    Lasts,
    Measure,
    MeasureOf,
    OneOf,
    Selector,
    Share,
    Signs,
    Standard,
    Units,
)

FIRST, LAST = day_of(date(2017, 4, 1)), day_of(date(2018, 3, 31))
TOLD = end_of_day(day_of(date(2018, 6, 30)))
OVER = Over(FIRST, LAST)

YEAR = Kind(
    "care-year",
    "A year",
    Lasts.PERIOD,
    {name: Field(name, name, FieldType.YES_NO) for name in ("convicted", "checked")},
)
VISIT = Kind("visit", "Visit", Lasts.POINT, {})
KINDS = {kind.name: kind for kind in (YEAR, VISIT)}
CALENDAR = CalendarTable("here", "made up", date(2010, 1, 1), date(2030, 12, 31), ())
STANDARD = Standard("x", "X", "1", "", "here", KINDS, {}, {}, {}, {"here": CALENDAR})

YES = frozenset({"yes"})


def measure(*tests: OneOf, age: AgeIn | None = None) -> Measure:
    units = Units(Selector("care-year", tests), Signs(age=age))
    counts = Share(units, Signs(itself=(OneOf("convicted", YES),)))
    return Measure("m", "M", "A sentence.", MeasureOf.SHARE, (), counts=counts)


def record(
    file: str,
    convicted: str | None = "yes",
    *,
    year: int = 2018,
    told: int = TOLD,
    id_: str = "",
    **more: str,
) -> Record:
    details: dict[str, Value] = {} if convicted is None else {"convicted": convicted}
    checked = more.pop("checked", None)
    if checked is not None:
        details["checked"] = checked
    return Record(
        id_ or f"{file}-{year}",
        file,
        "care-year",
        None,
        told,
        details,
        planned_start=day_of(date(year - 1, 4, 1)),
        planned_end=day_of(date(year, 3, 31)),
        version_of=more.get("version_of"),
        withdraws=more.get("withdraws"),
    )


def files_of(*records: Record, born: int | None = None) -> list[File]:
    names = sorted({each.file for each in records})
    return [
        File(Subject(name, born=born), tuple(r for r in records if r.file == name))
        for name in names
    ]


def found(
    *records: Record,
    of: Measure | None = None,
    over: Over = OVER,
    born: int | None = None,
    sex: dict[str, str] | None = None,
    known_at: int = TOLD,
) -> list[Figure]:
    files = files_of(*records, born=born)
    if sex is not None:
        files = [
            replace(file, subject=replace(file.subject, attributes={"sex": told}))
            for file in files
            if (told := sex.get(file.subject.id, "not-asked"))
        ]
    return record_figures(STANDARD, [of or measure()], files, over, Known(known_at))


def test_a_share_is_yes_of_yes_and_no() -> None:
    (figure,) = found(record("a"), record("b", "no"), record("c", "no"))
    assert (figure.numerator, figure.denominator, figure.unknown) == (1, 3, 0)
    assert figure.value == pytest.approx(1 / 3)
    assert (figure.all_files, figure.low, figure.high) == (True, None, None)


def test_what_is_not_answered_is_unknown_and_in_no_denominator() -> None:
    (figure,) = found(record("a"), record("b", None), record("c", "unknown"))
    assert (figure.numerator, figure.denominator, figure.unknown) == (1, 1, 2)


def test_no_data_is_said_and_not_drawn_as_nought() -> None:
    (figure,) = found()
    assert (figure.value, figure.denominator, figure.group) == (None, 0, {})


def test_only_a_period_that_lies_wholly_in_the_days_counts() -> None:
    (figure,) = found(record("a"), record("b", year=2017), record("c", year=2019))
    assert figure.denominator == 1
    assert figure.beside["of another period"] == 2
    (figure,) = found(record("a"), over=Over(FIRST + 1, LAST))
    assert (figure.denominator, figure.beside["of another period"]) == (0, 1)


def test_a_year_that_is_not_over_cannot_have_been_told() -> None:
    early = end_of_day(LAST)
    (figure,) = found(record("a", told=early), record("b", told=early + 1), known_at=TOLD)
    assert figure.denominator == 1
    assert figure.beside["told before its period was over"] == 1


def test_a_record_that_does_not_say_its_period_is_named() -> None:
    bare = Record("x", "a", "care-year", None, TOLD, {"convicted": "yes"})
    (figure,) = found(bare)
    assert (figure.denominator, figure.beside["of no known period"]) == (0, 1)


def test_only_what_was_known_counts_and_a_correction_replaces() -> None:
    first = record("a", "no")
    later = record("a", "yes", told=TOLD + 100, id_="v2", version_of=first.id)
    gone = Record("w", "b", "care-year", None, TOLD + 100, withdraws="b-2018")
    assert found(first, later, record("b"), gone)[0].numerator == 1
    (figure,) = found(first, later, record("b"), gone, known_at=TOLD + 100)
    assert (figure.numerator, figure.denominator) == (1, 1)
    assert found(first, known_at=TOLD - 1)[0].denominator == 0


def test_age_is_that_of_the_last_day_and_unknown_without_a_birth_date() -> None:
    of = measure(age=AgeIn(Age(10), Age(18)))
    day = {10: date(2008, 3, 31), 9: date(2008, 4, 1), 18: date(2000, 3, 31)}
    assert found(record("a"), of=of, born=day_of(day[10]))[0].denominator == 1
    assert found(record("a"), of=of, born=day_of(day[9]))[0].denominator == 0
    assert found(record("a"), of=of, born=day_of(day[18]))[0].denominator == 0
    (figure,) = found(record("a"), of=of)
    assert (figure.denominator, figure.unknown) == (0, 1)


def test_whom_the_share_is_of_may_be_narrowed() -> None:
    of = measure(OneOf("checked", YES))
    (figure,) = found(record("a", checked="yes"), record("b", checked="no"), record("c"), of=of)
    assert (figure.numerator, figure.denominator, figure.unknown) == (1, 1, 1)


def test_shares_are_grouped_by_attribute_and_by_year() -> None:
    groups = found(
        record("a"), record("b", "no"), over=Over(FIRST, LAST, ("sex",)), sex={"a": "female"}
    )
    assert [(f.group["sex"], f.numerator, f.denominator) for f in groups] == [
        ("female", 1, 1), ("not-asked", 0, 1),
    ]  # fmt: skip
    years = found(
        record("a"), record("a", year=2017), over=Over(FIRST - 365, LAST, ("financial-year",))
    )
    assert [f.group["financial-year"] for f in years] == [
        "2016-04-01 to 2017-03-31", "2017-04-01 to 2018-03-31",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["colour", "responsible-team"])
def test_what_cannot_group_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=f"cannot be grouped by {name}"):
        found(record("a"), over=Over(FIRST, LAST, (name,)))


def test_a_sample_has_an_interval() -> None:
    (figure,) = found(record("a"), record("b", "no"), over=Over(FIRST, LAST, (), 100))
    assert figure.low is not None
    assert figure.high is not None
    assert figure.low < 0.5 < figure.high


def test_a_measure_of_obligations_is_refused() -> None:
    other = Measure("o", "O", "A sentence.", MeasureOf.TIMELINESS, ("visit",))
    with pytest.raises(ValueError, match="does not count records"):
        found(record("a"), of=other)
