"""The nation hangs together, and the figures of the review come out of its records."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import date
from functools import cache
from itertools import islice
from pathlib import Path

import pytest

from sightline.engine.many import evaluate_files
from sightline.engine.model import File
from sightline.engine.record_figures import Known
from sightline.engine.reviewed import Reproduced, reproduce
from sightline.returns import read_extract, write_files
from sightline.returns.data_package import SourceSaid
from sightline.standard.calendar import day_of, end_of_day
from sightline.synth import check, service
from sightline.synth.days import LAST, TODAY
from sightline.synth.filing import england
from sightline.synth.nation import Nation, nation, scaled
from sightline.synth.nation.plan import deal
from tests.nation import third_review, told_while_made

REVIEW = "third-joint-review"


def reproduced(made: Nation) -> list[Reproduced]:
    known = Known(made.known_at, made.watched, made.people)
    return reproduce(england(), england().printed[REVIEW], made.files, known)


@cache
def of_the_review() -> list[Reproduced]:
    return reproduced(third_review())


def told(found: list[Reproduced]) -> list[str]:
    return [
        f"{one.printed.id}: {one.figure.numerator} of {one.figure.denominator}, "
        f"printed {one.printed.printed}"
        for one in found
        if not one.agrees
    ]


def digest(files: tuple[File, ...]) -> str:
    return hashlib.sha256(repr(files).encode()).hexdigest()


def test_every_figure_of_the_review_comes_out() -> None:
    found = of_the_review()
    assert len(found) == 64
    assert told(found) == []


def test_what_is_not_recorded_is_in_no_denominator() -> None:
    unknown = {one.printed.id: one.figure.unknown for one in of_the_review()}
    for row in (
        "fig-mh-need",
        "fig-risk-to-self",
        "fig-no-home-visit-yot",
        "fig-vuln-plan-missing",
    ):
        assert unknown[row] > 10


def test_the_nation_hangs_together() -> None:
    assert check(third_review().files) == []


def test_it_says_how_far_it_is() -> None:
    _, steps = told_while_made()
    assert sum(steps) == 100


def test_files_come_in_order_and_today_is_among_them() -> None:
    files = third_review().files
    ids = [file.subject.id for file in files]
    assert ids == sorted(set(ids))
    assert {file.subject.id for file in service(1).files} <= {*ids}
    assert third_review().on.day == TODAY


def test_over_three_thousand_files_were_read_in_the_year() -> None:
    readings = Counter(
        (record.details["programme"], file.subject.type)
        for file in third_review().files
        for record in file.records
        if record.kind == "file-read"
    )
    assert set(readings) == {("youth-offending-team", "child"), ("offender-management", "adult")}
    assert readings.total() > 3_200 + 300


def test_nothing_is_told_of_the_nation_in_free_text() -> None:
    narrative = {
        (kind.name, field.name)
        for kind in england().kinds.values()
        for field in kind.fields.values()
        if field.narrative and kind.name != "exemption"
    }
    said = {
        (record.kind, name)
        for file in third_review().files
        for record in file.records
        for name in record.details
    }
    assert said & narrative == set()


def test_the_same_seed_gives_the_same_files_and_another_gives_others() -> None:
    def some(seed: int) -> str:
        bundle = next(b for b in deal(seed).bundles() if b.begins == "ambercombe.")
        return digest(bundle.files())

    assert some(3) == some(3)
    assert some(3) != some(4)


def test_children_who_are_added_change_no_figure_and_are_watched() -> None:
    made = scaled(20_000)
    there = len(third_review().files)
    assert len(made) == there + 20_000 - sum(
        file.subject.type == "child" for file in third_review().files
    )
    added = [file for file in islice(iter(made), 1_500) if ".child-t" in file.subject.id]
    assert len(added) > 50
    assert check(added) == []
    kinds = {record.kind for file in added for record in file.records}
    assert "file-read" not in kinds
    watched = {(one.place, one.kind) for one in made.made.watched}
    assert {(file.subject.place, kind) for file in added for kind in kinds} <= watched
    for file in added:
        for record in file.records:
            assert {*record.details} <= {*made.made.holds[record.kind]}


@pytest.mark.long
@pytest.mark.parametrize("seed", [2, 3, 4, 5, 6])
def test_other_seeds_give_other_files_and_the_same_margins(seed: int) -> None:
    made = nation(seed)
    assert check(made.files) == []
    assert told(reproduced(made)) == []


@pytest.mark.long
def test_the_figures_come_out_of_the_extract_too(tmp_path: Path) -> None:
    made = third_review()
    write_files(
        made.files, england(), tmp_path / "out", watched=made.watched, written=end_of_day(LAST),
        source=SourceSaid(made.holds),
    )  # fmt: skip
    extract = read_extract(tmp_path / "out", england())
    known = Known(made.known_at, extract.watched, made.people)
    found = reproduce(england(), england().printed[REVIEW], tuple(extract.files()), known)
    assert told(found) == []


def test_every_duty_can_be_judged_however_old_the_records_are() -> None:
    """School weeks and terms run on the calendar of schools, which has to reach back far enough."""
    made = third_review()
    before = day_of(date(2003, 9, 2))
    old = [
        file
        for file in made.files
        if any(record.at is not None and record.at.day < before for record in file.records)
    ]
    assert len(old) > 100
    rows, _ = evaluate_files(
        england(), old, known_at=made.known_at, on=made.on, watched=made.watched
    )
    assert rows.num_rows > len(old)
