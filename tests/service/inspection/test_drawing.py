"""The draw: the same again from frame and seed, T frozen, one at a time, and the first one kept."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from pytest_django import DjangoDbBlocker

from sightline.engine.inspection.draw import Framed, draw, frame_digest
from sightline.service.inspection import drawing, planning, plans, who
from sightline.service.inspection.models import (
    Draw,
    Drawn,
    Inspection,
    Member,
    Plan,
)
from sightline.service.ledger import chains, clock
from sightline.service.ledger.failures import NotFound, Refused, Stale
from sightline.service.ledger.row_security import tell_database
from sightline.service.ledger.verify import verify
from tests.service.inspection.worlds import (
    Inspected,
    acting,
    drawn,
    plan,
    planned,
    version,
    world,
)
from tests.service.shared import made_once
from tests.service.worlds import days_ago, open_file, record, see_all, viewer

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Inspected]:
    with made_once(django_db_blocker, world) as here:
        yield here


@pytest.fixture
def here(made: Inspected, db: None) -> Inspected:
    see_all()
    return made


def sampled(row: Draw) -> list[UUID]:
    """The files of a sample, in the order of the draw."""
    rows = Drawn.objects.filter(draw=row, is_reserve=False).order_by("position")
    return list(rows.values_list("file", flat=True))


def test_anybody_draws_the_same_from_the_frame_and_the_seed(here: Inspected) -> None:
    row = drawn(here, seed="4 1 6 6 2", margin=20)
    assert len(row.frame) == 29 and str(here.children[0]) not in dict(row.frame)
    lines = [Framed(file, stratum) for file, stratum in row.frame]
    assert row.frame_digest == frame_digest(lines)
    random.Random(4).shuffle(lines)
    again = draw(
        lines, seed="4 1 6 6 2", size=row.size, minimum=1, reserves=drawing.RESERVES,
        second_share=20,
    )  # fmt: skip
    kept = Drawn.objects.filter(draw=row).order_by("stratum", "place")
    assert [
        (str(one.file_id), one.stratum, one.place, one.is_reserve, one.is_twice, one.weight)
        for one in kept
    ] == [
        (one.file, one.stratum, one.place, one.reserve, one.twice, str(one.weight))
        for one in again.drawn
    ]
    assert Counter(one.stratum for one in kept if not one.is_reserve) == {
        "Referral order": 5, "Youth rehabilitation order": 3,
    }  # fmt: skip


def test_the_same_seed_gives_the_same_files_and_another_does_not(here: Inspected) -> None:
    """In two inspections of the same files, planned and drawn one after the other."""
    one, same, other = (drawn(here, seed=seed, margin=20) for seed in ("7", "7", "8"))
    assert sampled(one) == sampled(same)
    assert set(sampled(one)) != set(sampled(other))


def test_a_seed_is_made_where_none_is_typed_and_never_twice_the_same(here: Inspected) -> None:
    one, other = drawn(here, margin=20), drawn(here, margin=20)
    assert len(one.seed) == 32 and one.seed != other.seed
    assert one.seed_how == ""


def test_a_file_added_after_the_draw_is_in_nothing_of_it(here: Inspected) -> None:
    row = drawn(here, margin=1)
    late = open_file(given="Late", family="Comer")
    record(late, "case", days_ago(300), agency=here.yjs.pk, service="youth-justice")
    see_all()
    assert str(late) not in dict(row.frame) and late not in sampled(row)
    planned_ = plans.planned_of(row.plan)
    now = drawing.preview(planned_, viewer(here.lead), row.at + timedelta(minutes=5))
    then = drawing.preview(planned_, viewer(here.lead), row.at)
    assert str(late) in {line.file for line in now.frame}
    assert [[line.file, line.stratum] for line in then.frame] == row.frame


def test_it_is_drawn_again_with_a_reason_alone_and_the_first_is_kept(here: Inspected) -> None:
    first = drawn(here, margin=20)
    with pytest.raises(Refused, match="Say why"):
        drawn(here, first.inspection)
    again = drawn(here, first.inspection, reason="The period was wrong.")
    assert Draw.objects.filter(inspection=first.inspection_id).count() == 2
    assert sampled(first) and sampled(again)
    assert again.reason == "The period was wrong."


def test_once_a_file_is_judged_no_sample_is_drawn(
    here: Inspected, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = drawn(here, margin=20)
    monkeypatch.setattr("sightline.service.inspection.planning.has_judgements", lambda one: True)
    with pytest.raises(Refused, match="judged"):
        drawn(here, row.inspection, reason="I would like others.")


def test_of_two_who_draw_from_the_same_page_one_does(here: Inspected) -> None:
    inspection = planned(here)
    seen = version(inspection)
    with acting(here.lead) as by:
        drawing.draw(inspection=inspection.pk, seen=seen, by=by)
    with pytest.raises(Stale), acting(here.lead) as by:
        drawing.draw(inspection=inspection.pk, seen=seen, reason="Again", by=by)
    assert Draw.objects.count() == 1


def test_only_the_lead_draws(here: Inspected) -> None:
    inspection = planned(here)
    with pytest.raises(Refused), acting(here.one) as by:
        drawing.draw(inspection=inspection.pk, by=by)
    with pytest.raises(NotFound), acting(here.manager) as by:
        drawing.draw(inspection=inspection.pk, by=by)
    assert not Draw.objects.exists()


def test_the_smallest_group_is_drawn_from_and_what_that_costs_is_said(here: Inspected) -> None:
    """Thirty files, of which few are of each age: a minimum is forced, or all is too little."""
    few = plan(here, margin=25, strata=("safety", "sex"), second_share=0)
    before = drawing.preview(few, viewer(here.lead), clock.now())
    assert "too few for" in before.fault
    enough = plan(here, margin=14, strata=("safety", "sex"))
    before = drawing.preview(enough, viewer(here.lead), clock.now())
    assert before.fault == "" and before.forced
    assert all(one.share >= 1 for one in before.strata.values())
    # Not recorded is a group of its own.
    assert any("Not recorded" in name for name in before.strata)
    row = drawn(here, margin=14, strata=("safety", "sex"), weighted=True)
    assert row.plan.weighted
    assert "Not representative" in drawing.sample_of(row, row.plan).caveat


def test_an_empty_frame_is_not_drawn_from(here: Inspected) -> None:
    frame = plan(here).frame
    nobody = type(frame)("adult", ("case",), frame.from_on, frame.until_on)
    inspection = planned(here, frame=nobody)
    with pytest.raises(Refused, match="No file"):
        drawn(here, inspection)


def test_the_rows_of_a_draw_are_chained_and_whole(here: Inspected) -> None:
    row = drawn(here, margin=20)
    assert not list(verify(chains=[chains.inspection_chain(row.inspection_id)]))


def test_on_postgresql_the_database_itself_shows_an_inspection_to_its_members_alone(
    here: Inspected,
) -> None:
    """Row-level security says of each person what ``who.members_of`` says."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no such security.")
    row = drawn(here, margin=20)
    mine = drawn(here, planned(here, members=False, title="The lead's alone"))
    gone = Member.objects.get(inspection=row.inspection_id, person=here.two)
    with acting(here.two) as by:
        planning.end_part(inspection=row.inspection_id, member=gone.pk, reason="Leave", by=by)
    models = (Inspection, Plan, Member, Draw, Drawn)
    for someone in (here.lead, here.one, here.two, here.manager, here.worker):
        see_all()
        told = set(who.members_of(viewer(someone)).values_list("inspection", flat=True))
        tell_database(someone.pk)
        assert set(Inspection.objects.values_list("pk", flat=True)) == told
        for model in models[1:]:
            rows = model.objects.values_list("inspection", flat=True)
            assert set(rows) == told, (someone.name, model)
    see_all()
    assert mine.inspection_id != row.inspection_id


def test_on_postgresql_nobody_adds_themselves_to_an_inspection(here: Inspected) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no such security.")
    inspection = planned(here)
    row = Member(inspection=inspection, person=here.manager, part="inspector")
    with pytest.raises(DatabaseError), acting(here.manager) as by, transaction.atomic():
        chains.append([row], chain=chains.inspection_chain(inspection.pk), by=by)
    see_all()
    assert Member.objects.filter(inspection=inspection, person=here.manager).count() == 0
