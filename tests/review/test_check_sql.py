"""The SQL that stands apart (examples/third-joint-review) gives the same figures as Sightline.

It does so on the whole nation, and after edits that a generator thinks of. Edits of which anybody
can say what they come to move the figures by exactly that.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sightline.engine.model import File
from sightline.synth.nation import nation
from tests.england import england
from tests.nation import third_review
from tests.review.both_ways import (
    CHECK,
    REVIEW,
    Rows,
    World,
    by_sightline,
    by_sql,
    differences,
    of_the_month,
)
from tests.review.edits import Edit, edited, edits, entered_after, watching
from tests.review.scenes import Picks, files_of, scenes
from tests.review.slice import slice_of_nation


@cache
def chosen() -> tuple[File, ...]:
    """Few files of every sort, some nearly empty, so that edits meet one another on them."""
    sorts: dict[str, list[File]] = {}
    for file in slice_of_nation().files:
        sort = "survey" if file.subject.id.startswith("survey.") else file.subject.type
        wanted = {"child": "file-read", "adult": "file-read", "agency": "inspection"}.get(sort)
        kinds = {record.kind for record in file.records}
        if wanted is None or wanted in kinds:
            inside = "in custody" if sort == "child" and "custody" in kinds else sort
            sorts.setdefault(inside, []).append(file)
    full = [sorts["in custody"][0], sorts["child"][0], sorts["adult"][0], sorts["agency"][0],
            sorts["board"][-1]]  # fmt: skip
    empty = [*sorts["in custody"][1:3], sorts["adult"][1], full[3], full[4]]
    return (*full, *sorts["survey"][:2], *(_emptied(file, n) for n, file in enumerate(empty)))


def _emptied(file: File, number: int) -> File:
    """A new file with nothing but that it was read, or that the service was inspected."""
    id_ = f"{file.subject.id}-new-{number}"
    records = tuple(
        replace(record, id=f"{record.id}-new-{number}", file=id_)
        for record in file.records
        if record.kind in ("file-read", "inspection")
    )
    return replace(file, subject=replace(file.subject, id=id_), records=records)


def agreed(world: World) -> Rows:
    """The rows, on which both agree."""
    rows = by_sightline(world)
    assert differences(rows, by_sql(world)) == []
    return rows


def whole(seed: int) -> World:
    """The nation of a seed, as an extract tells it."""
    made = third_review() if seed == 1 else nation(seed)
    files = tuple(map(of_the_month, made.files))
    return World(files, made.watched, made.population, made.known_at)


def test_on_a_part_of_the_nation_both_agree_on_every_row() -> None:
    assert list(agreed(slice_of_nation())) == list(england().printed[REVIEW].figures)


@pytest.mark.long
def test_on_the_whole_nation_both_agree_on_every_row() -> None:
    rows = agreed(whole(1))
    assert list(rows) == list(england().printed[REVIEW].figures)
    assert all(row.numerator > 0 for row in rows.values())


@pytest.mark.long
@pytest.mark.parametrize("seed", [2, 3])
def test_on_other_nations_both_agree(seed: int) -> None:
    agreed(whole(seed))


MANY = list(HealthCheck)
"""An example takes a second, and says much: Hypothesis is told that this is meant."""


@settings(max_examples=4, suppress_health_check=MANY)
@given(some=edits())
def test_after_any_edits_both_still_agree(some: Sequence[Edit]) -> None:
    agreed(edited(slice_of_nation(), chosen(), some))


@settings(max_examples=5, suppress_health_check=MANY)
@given(world=st.deferred(lambda: watching(slice_of_nation())), some=scenes())
def test_on_files_made_for_the_edges_of_each_duty_both_agree(
    world: World, some: Sequence[Picks]
) -> None:
    agreed(world.with_files(files_of(some)))


@pytest.mark.long
@settings(max_examples=400, suppress_health_check=MANY)
@given(st.data())
def test_after_any_edits_whatever_is_watched_and_known_both_still_agree(
    data: st.DataObject,
) -> None:
    world = data.draw(watching(slice_of_nation())).with_files(files_of(data.draw(scenes())))
    world = edited(world, chosen(), data.draw(edits()))
    known_at = data.draw(st.sampled_from((13330, 13420, 13500, 14152, 20000))) * 1440
    agreed(replace(world, known_at=known_at))


@settings(max_examples=1, suppress_health_check=MANY)
@given(some=edits())
def test_what_is_entered_later_was_not_known_then(some: Sequence[Edit]) -> None:
    world = slice_of_nation().with_files({file.subject.id: file for file in chosen()})
    later = edited(world, chosen(), [e for e in some if e.what != "remove"])
    assert agreed(entered_after(later, world.known_at)) == agreed(world)


def test_the_bank_holidays_are_those_of_the_calendar() -> None:
    said = CHECK.read_text("utf-8").split("with bank_holiday(day) as (")[1]
    written = re.findall(r"date '([\d-]+)'", said.split("\n)")[0])
    holidays = [day for day in england().calendar_for("").holidays if day.weekday() < 5]
    assert written == [str(day) for day in holidays if 2003 <= day.year <= 2008]


def test_it_asks_nothing_of_sightline() -> None:
    lines = CHECK.read_text("utf-8").splitlines()
    said = "\n".join(line.split("--")[0] for line in lines)
    assert "sightline" not in said.lower()
    # Of numbers that the review printed as figures, none is in it.
    assert not [word for word in ("305", "226", "1224", "3200") if word in said]
