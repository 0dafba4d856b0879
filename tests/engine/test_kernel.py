"""The kernel on real files: a whole service, an extract's tables, and the edges of a bucket."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pyarrow as pa
import pytest

from sightline.engine.kernel import (
    Bucket,
    Rows,
    bucket_from_tables,
    bucket_of,
    columns_needed,
    evaluate_many,
)
from sightline.engine.model import File, Moment, Outcome, Record, Subject, Value, Watched
from sightline.engine.reference import evaluate
from sightline.returns import Extract, read_extract, write_files
from sightline.standard.calendar import OutsideCalendar, day_of, end_of_day
from sightline.standard.model import (
    Alternative,
    Basis,
    CalendarTable,
    Duty,
    Interval,
    Kind,
    Lasts,
    Part,
    Rule,
    Selector,
    Shape,
    Standard,
    Unit,
    Within,
)
from sightline.synth import Service, service
from sightline.synth.days import TODAY
from tests.england import england
from tests.generative.outcomes import together
from tests.generative.strategies import Case, seeded_case

IN_2025 = Moment(day_of(date(2025, 3, 31)))


@cache
def made() -> Service:
    return service()


@cache
def whole() -> Bucket:
    return bucket_of(made().files, england())


def judged(bucket: Bucket, on: Moment, watched: Sequence[Watched] | None = None) -> Rows:
    """What the standard of England makes of a bucket, as known at the end of a day."""
    return evaluate_many(england(), bucket, known_at=end_of_day(on.day), on=on, watched=watched)


# --- a whole service -------------------------------------------------------------------------


@pytest.mark.parametrize("is_watched", [True, pytest.param(False, marks=pytest.mark.long)])
@pytest.mark.parametrize("on", [Moment(TODAY), pytest.param(IN_2025, marks=pytest.mark.long)])
def test_the_service_is_judged_as_the_reference_judges_it(on: Moment, is_watched: bool) -> None:
    watched = made().watched if is_watched else None
    expected = together(
        evaluate(england(), file, known_at=end_of_day(on.day), on=on, watched=watched)
        for file in made().files
    )
    assert len(expected.obligations) > 2000
    assert judged(whole(), on, watched).to_outcomes() == expected


def test_rows_come_in_the_order_of_their_keys() -> None:
    found = judged(whole(), made().on).to_outcomes()
    assert list(found.obligations) == sorted(found.obligations, key=lambda o: o.key)


def test_only_the_duties_asked_for_are_judged() -> None:
    all_of_them = judged(whole(), made().on).to_outcomes()
    one = all_of_them.obligations[0].duty
    found = evaluate_many(
        england(), whole(), known_at=made().known_at, on=made().on, duties=[one]
    ).to_outcomes()
    assert found.obligations == tuple(o for o in all_of_them.obligations if o.duty == one)


def test_several_buckets_find_what_one_does() -> None:
    apart = together(
        judged(bucket_of(some()[n::3], england()), made().on).to_outcomes() for n in range(3)
    )
    assert apart == judged(bucket_of(some(), england()), made().on).to_outcomes()


@cache
def some() -> tuple[File, ...]:
    """Every fourth file of the service, which is as mixed as the whole."""
    return made().files[::4]


# --- an extract's tables ---------------------------------------------------------------------


def extract_of(files: Iterable[File], standard: Standard, folder: Path) -> Extract:
    """An extract of files, and of every subject on whom something was filed that stands there."""
    by_id = {file.subject.id: file for file in files}
    for file in list(by_id.values()):
        for other in file.others.values():
            by_id.setdefault(other.id, File(other, ()))
        for record in file.records:
            by_id.setdefault(record.file, File(Subject(record.file), ()))
    write_files([by_id[id_] for id_ in sorted(by_id)], standard, folder, written=0)
    return read_extract(folder, standard)


def same(one: Rows, other: Rows) -> bool:
    return bool(one.to_arrow().equals(other.to_arrow()) and one.unknown().equals(other.unknown()))


def in_full(extract: Extract) -> dict[str, pa.Table]:
    return {kind: extract.table(kind) for kind in extract.kinds}


def in_part(extract: Extract, standard: Standard) -> dict[str, pa.Table]:
    return {k: t.select(columns_needed(standard, k)) for k, t in in_full(extract).items()}


def test_an_extract_of_the_service_is_judged_as_its_files_are(tmp_path: Path) -> None:
    extract = extract_of(some(), england(), tmp_path / "extract")
    expected = judged(bucket_of(extract.files(), england()), made().on, made().watched)
    for tables in (in_full(extract), in_part(extract, england())):
        bucket = bucket_from_tables(extract.subject_table(), tables, england())
        assert same(judged(bucket, made().on, made().watched), expected)


@pytest.mark.parametrize("block", range(4))
def test_so_are_extracts_of_generated_files(block: int, tmp_path: Path) -> None:
    """Codes, numbers with their other answers, attributes, records filed on somebody else."""
    for seed in range(block * 20, (block + 1) * 20):
        case = seeded_case(seed)
        extract = extract_of(case.files, case.standard, tmp_path / str(seed))
        expected = of_case(case, bucket_of(extract.files(), case.standard))
        for tables in (in_full(extract), in_part(extract, case.standard)):
            bucket = bucket_from_tables(extract.subject_table(), tables, case.standard)
            assert same(of_case(case, bucket), expected), seed


@pytest.mark.parametrize("block", range(4))
def test_every_value_of_an_extract_is_read_again(block: int, tmp_path: Path) -> None:
    for seed in range(block * 20, (block + 1) * 20):
        case = seeded_case(seed)
        extract = extract_of(case.files, case.standard, tmp_path / str(seed))
        bucket = bucket_from_tables(extract.subject_table(), in_full(extract), case.standard)
        assert values_of(bucket) == values_of(bucket_of(extract.files(), case.standard)), seed


def values_of(bucket: Bucket) -> dict[str, list[Value | None]]:
    """Every field and attribute that is recorded at all, row by row."""
    columns = {f"{kind}.{name}": found for (kind, name), found in bucket.rows.columns.items()}
    columns |= bucket.subjects.attributes
    said = {
        name: [None if code < 0 else column.values[code] for code in column.codes]
        for name, column in columns.items()
    }
    return {name: values for name, values in said.items() if any(v is not None for v in values)}


def of_case(case: Case, bucket: Bucket) -> Rows:
    return evaluate_many(
        case.standard, bucket, known_at=case.known_at, on=case.on, watched=case.watched
    )


def test_a_bucket_may_lack_those_on_whom_its_records_were_filed(tmp_path: Path) -> None:
    """Their births are then read among the others."""
    extract = extract_of(some(), england(), tmp_path / "extract")
    subjects, tables = extract.subject_table(), in_full(extract)
    expected = judged(bucket_from_tables(subjects, tables, england()), made().on).to_outcomes()
    found = []
    for number in range(2):
        mine = pa.array([n % 2 == number for n in range(subjects.num_rows)])
        here = set(subjects.filter(mine)["id"].to_pylist())
        bucket = bucket_from_tables(
            subjects.filter(mine),
            {kind: standing_on(table, here) for kind, table in tables.items()},
            england(),
            others=subjects,
        )
        found.append(judged(bucket, made().on).to_outcomes())
    assert together(found) == expected


def standing_on(table: pa.Table, files: set[str]) -> pa.Table:
    return table.filter(pa.array([file in files for file in table["stands_on"].to_pylist()]))


def test_a_record_on_the_file_of_nobody_here_is_refused(tmp_path: Path) -> None:
    extract = extract_of(some(), england(), tmp_path / "extract")
    nobody = extract.subject_table().slice(0, 0)
    with pytest.raises(ValueError, match="not in the bucket"):
        bucket_from_tables(nobody, in_full(extract), england())


# --- edges -----------------------------------------------------------------------------------

FIRST, LAST = date(2024, 1, 1), date(2025, 12, 31)
RULE = Rule(
    shape=Shape.RESPONSE,
    from_=FIRST,
    when=(Alternative(Selector("referral")),),
    then=(Alternative(Selector("visit")),),
    basis=Basis.PROJECT,
    source="a test",
    owner="worker",
    clock=Within(Interval(5, Unit.WORKING_DAYS)),
)
SMALL = Standard(
    "small", "Small", "1", "", "here",
    {name: Kind(name, name, Lasts.POINT, {}) for name in ("referral", "visit")},
    {"see": Duty("see", "See", ("child",), (), "", (Part("", "", (RULE,)),))},
    {}, {}, {"here": CalendarTable("here", "made up", FIRST, LAST, ())},
)  # fmt: skip
NOTHING = Outcome((), ())


def referred(file: str, on: date) -> File:
    """A file with one referral."""
    day = day_of(on)
    record = Record(f"{file}-1", file, "referral", Moment(day), end_of_day(day))
    return File(Subject(file), (record,))


def small(files: Iterable[File], standard: Standard = SMALL) -> Rows:
    day = day_of(LAST)
    bucket = bucket_of(files, standard)
    return evaluate_many(standard, bucket, known_at=end_of_day(day), on=Moment(day))


def test_an_empty_bucket_gives_empty_tables() -> None:
    found = small([])
    assert found.to_outcomes() == NOTHING
    assert found.to_arrow().schema == small([referred("a", FIRST)]).to_arrow().schema


def test_empty_tables_make_an_empty_bucket(tmp_path: Path) -> None:
    extract = extract_of([referred("a", FIRST)], SMALL, tmp_path / "extract")
    nobody = extract.subject_table().slice(0, 0)
    nothing = {kind: table.slice(0, 0) for kind, table in in_full(extract).items()}
    for tables in ({}, nothing):
        bucket = bucket_from_tables(nobody, tables, SMALL)
        day = day_of(LAST)
        rows = evaluate_many(SMALL, bucket, known_at=end_of_day(day), on=Moment(day))
        assert rows.to_outcomes() == NOTHING


def test_a_standard_without_duties_owes_nothing() -> None:
    found = small([referred("a", FIRST)], replace(SMALL, duties={}))
    assert found.to_outcomes() == NOTHING
    assert found.to_arrow().num_rows == found.unknown().num_rows == 0


def test_files_without_records_owe_nothing() -> None:
    assert small([File(Subject("a"), ()), File(Subject("b"), ())]).to_outcomes() == NOTHING


def test_files_without_records_stand_beside_others() -> None:
    found = small([File(Subject("a"), ()), referred("b", FIRST), File(Subject("c"), ())])
    assert [o.file for o in found.to_outcomes().obligations] == ["b"]


def test_one_file_that_leaves_the_calendar_is_an_error() -> None:
    with pytest.raises(OutsideCalendar):
        small([referred("a", FIRST), referred("b", LAST)])
