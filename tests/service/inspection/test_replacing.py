"""Leaving a file out: the next reserve of its group takes its place, and nobody chooses it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from sightline.service.inspection import replacing
from sightline.service.inspection.models import Draw, Drawn, Exclusion
from sightline.service.inspection.readings import files_read
from sightline.service.ledger.failures import NotFound, Refused, Stale
from tests.service.inspection.worlds import Inspected, acting, drawn, planned, version, world
from tests.service.shared import made_once
from tests.service.worlds import see_all

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Inspected]:
    with made_once(django_db_blocker, lambda: world(children=14)) as here:
        yield here


@pytest.fixture
def here(made: Inspected, db: None) -> Inspected:
    see_all()
    return made


def left_out(here: Inspected, row: Drawn, **other: str | int) -> Exclusion:
    said: dict[str, str | int] = {"why": "too-new", "words": "", **other}
    with acting(here.lead) as by:
        return replacing.exclude(
            inspection=row.inspection_id,
            drawn=row.pk,
            by=by,
            **said,  # type: ignore[arg-type]
        )


def in_group(row: Draw, *, reserve: bool) -> list[Drawn]:
    rows = Drawn.objects.filter(draw=row, stratum="Referral order", is_reserve=reserve)
    return list(rows.order_by("place"))


def test_reserves_are_taken_in_order_of_their_own_group_until_none_is_left(
    here: Inspected,
) -> None:
    row = drawn(here, margin=20)
    judged = {one.file for one in files_read(row)}
    reserves = in_group(row, reserve=True)
    (first, *_) = in_group(row, reserve=False)
    wanted = len(judged)
    out, taken = first, []
    for reserve in reserves:
        excluded = left_out(here, out)
        # Also a reserve that was taken is left out in its turn, and never comes back.
        assert excluded.replacement == reserve
        out = reserve
        taken.append(reserve.place)
    assert taken == sorted(taken) and len(taken) == len(reserves) > 1
    assert len(files_read(row)) == wanted
    assert left_out(here, out).replacement is None
    assert len(files_read(row)) == wanted - 1
    others = Drawn.objects.filter(draw=row, is_reserve=True).exclude(stratum="Referral order")
    assert not Exclusion.objects.filter(replacement__in=others).exists()


def test_a_file_is_left_out_once_and_a_reserve_that_stands_by_never(here: Inspected) -> None:
    row = drawn(here, margin=20)
    first, reserve = in_group(row, reserve=False)[0], in_group(row, reserve=True)[-1]
    left_out(here, first)
    for one in (first, reserve):
        with pytest.raises(NotFound):
            left_out(here, one)
    assert Exclusion.objects.count() == 1


def test_something_else_is_said_in_words_and_a_stale_page_leaves_nothing_out(
    here: Inspected,
) -> None:
    row = drawn(here, margin=20)
    first, second, *_ = in_group(row, reserve=False)
    with pytest.raises(Refused):
        left_out(here, first, why="other")
    with pytest.raises(Refused):
        left_out(here, first, why="it-looks-bad")
    seen = version(row.inspection)
    left_out(here, first, why="other", words="Withdrawn by the court.", seen=seen)
    with pytest.raises(Stale):
        left_out(here, second, seen=seen)
    assert Exclusion.objects.count() == 1


def test_only_the_lead_leaves_a_file_out(here: Inspected) -> None:
    row = drawn(here, margin=20)
    one = in_group(row, reserve=False)[0]
    with pytest.raises(Refused), acting(here.one) as by:
        replacing.exclude(
            inspection=row.inspection_id, drawn=one.pk, why="too-new", words="", by=by
        )
    assert not Exclusion.objects.exists()


def test_a_file_of_an_earlier_draw_is_no_file_of_the_sample(here: Inspected) -> None:
    row = drawn(here, margin=20)
    one = in_group(row, reserve=False)[0]
    drawn(here, row.inspection, reason="The period was wrong.")
    with pytest.raises(NotFound):
        left_out(here, one)
    other = drawn(here, planned(here))
    with pytest.raises(NotFound), acting(here.lead) as by:
        replacing.exclude(
            inspection=row.inspection_id, drawn=in_group(other, reserve=False)[0].pk,
            why="too-new", words="", by=by,
        )  # fmt: skip
