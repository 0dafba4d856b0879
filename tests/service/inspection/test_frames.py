"""The frame: which files belong to it, read off the file as known then, and what is never told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from pytest_django import DjangoDbBlocker

from sightline.service.access import services as access
from sightline.service.access.models import Person, Sector
from sightline.service.access.roles import Role
from sightline.service.files import joining, services
from sightline.service.files.entries import Entry
from sightline.service.files.models import Joining
from sightline.service.inspection.attributes import NOT_RECORDED, NOT_SHOWN
from sightline.service.inspection.frames import BadFrame, Frame, Framed, read_frame, run_frame
from sightline.service.inspection.plans import Area
from sightline.service.inspection.reach import out_of_reach
from sightline.service.ledger import chains, clock
from tests.service.inspection.worlds import Inspected, acting, agree, plan, world
from tests.service.shared import made_once
from tests.service.worlds import (
    agency,
    days_ago,
    machine,
    open_file,
    person,
    record,
    see_all,
    today,
    viewer,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]

YEAR = 400


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Inspected]:
    with made_once(django_db_blocker, lambda: world(children=8)) as here:
        yield here


@pytest.fixture
def here(made: Inspected, db: None) -> Inspected:
    see_all()
    return made


def frame(**other: Any) -> Frame:
    usual: dict[str, Any] = {
        "of": "child", "runs": ("case",), "from_on": today() - timedelta(YEAR), "until_on": today(),
        "weeks": 0, "where": {},
    }  # fmt: skip
    return Frame(**(usual | other))


def ran(here: Inspected, *by: str, at: Any = None, team: str = "", **other: Any) -> Framed:
    """A frame, run for the lead."""
    areas = (Area(here.yjs.pk, team),)
    return run_frame(frame(**other), areas, by, viewer(here.lead), at or clock.now())


def found(here: Inspected, **other: Any) -> set[UUID]:
    return {one.file for one in ran(here, **other).files}


def codes(here: Inspected, name: str) -> dict[UUID, str]:
    return {one.file: one.codes[name] for one in ran(here, name).files}


def test_all_with_whom_the_service_works_and_no_adult(here: Inspected) -> None:
    assert found(here) == set(here.children)
    assert found(here, of="adult") == set()
    assert [one.file for one in ran(here).files] == sorted(here.children)


def test_a_file_too_new_is_left_out_by_weeks(here: Inspected) -> None:
    assert set(here.children) - found(here, weeks=4) == {here.children[0]}
    assert found(here, weeks=1) == set(here.children)
    assert found(here, weeks=53) == set()


def test_the_period_holds_its_first_and_its_last_day(here: Inspected) -> None:
    began = today() - timedelta(365)
    old = {"from_on": began - timedelta(9), "until_on": began}
    assert found(here, **old) == set(here.children[1:])
    assert found(here, **(old | {"until_on": began - timedelta(1)})) == set()


def test_what_ran_may_be_an_order_and_what_nobody_has_is_nothing(here: Inspected) -> None:
    assert found(here, runs=("order",)) == set(here.children)
    assert found(here, runs=("custody",)) == set()


def test_conditions_take_what_was_recorded_and_count_what_was_not(here: Inspected) -> None:
    girls = found(here, where={"sex": ("female",)})
    assert girls == {here.children[n] for n in (0, 5)}
    assert found(here, where={"sex": (NOT_RECORDED,)}) == {here.children[6]}
    # Not recorded is not no: the file is left out, and that it is so is said.
    assert ran(here, where={"sex": ("female",)}).untold == {"sex": 1}
    assert not ran(here, where={"sex": ("male", NOT_RECORDED)}).untold


def test_a_level_is_the_last_assessed(here: Inspected) -> None:
    child = here.children[1]
    assert codes(here, "safety")[child] == "medium"
    record(
        child, "assessment", days_ago(3), agency=here.yjs.pk, tool="assetplus",
        vulnerability="very-high",
    )  # fmt: skip
    # One of another matter says nothing of it.
    record(child, "assessment", days_ago(2), agency=here.yjs.pk, tool="assetplus")
    see_all()
    assert codes(here, "safety")[child] == "very-high"


def test_what_was_entered_after_a_moment_is_not_known_then(here: Inspected) -> None:
    at = clock.now()
    child = here.children[1]
    record(
        child, "assessment", days_ago(3), agency=here.yjs.pk, tool="assetplus",
        vulnerability="very-high",
    )  # fmt: skip
    new = open_file(given="New", family="Child")
    record(new, "case", days_ago(200), agency=here.yjs.pk, service="youth-justice")
    see_all()
    then = ran(here, "safety", at=at)
    assert {one.file for one in then.files} == set(here.children)
    assert {one.file: one.codes["safety"] for one in then.files}[child] == "medium"
    assert found(here) == {*here.children, new}


def test_the_beginning_of_work_that_is_not_known_to_the_day_is_said(here: Inspected) -> None:
    child = open_file(given="New", family="Child")
    record(child, "allocation", days_ago(90), agency=here.yjs.pk, role="case-manager")
    entry = Entry(
        kind="order", occurred=days_ago(60), precision="month", agency=here.yjs.pk,
        details={"type": "referral-order"},
    )  # fmt: skip
    with machine() as by:
        seen = chains.version(chains.file_chain(child))
        services.record(file=child, entry=entry, seen=seen, by=by)
    what = ran(here, runs=("order",), weeks=1)
    assert child not in {one.file for one in what.files}
    assert what.undated == 1


def test_a_closed_file_is_in_no_frame_and_in_no_count(here: Inspected) -> None:
    before = ran(here, where={"sex": ("female",)})
    named = here.children[6]
    with acting(here.manager) as by:
        access.restrict(
            file=named, reason="A reason", people=[here.manager.pk], at=clock.now(), by=by
        )
    after = ran(here, where={"sex": ("female",)})
    assert named not in found(here)
    # It would have been one of those left out as not recorded: even there it is not counted.
    assert (before.untold, after.untold) == ({"sex": 1}, {})


def test_work_that_has_ended_is_in_it_as_far_back_as_the_agreement_opens(here: Inspected) -> None:
    """A sample without it tells of what went on well enough to go on."""
    newcomer = agency("A new inspectorate", Sector.INSPECTORATE, teams=())
    agree(here.yjs, newcomer, from_on=today())
    lead = person(newcomer, Role.INSPECTOR, name="Nell New", is_worker=False)
    ended = {}
    for days in (1, 300, 364, 367, 500):
        child = ended[days] = open_file(given="Was", family=f"Here {days}")
        record(
            child, "case", days_ago(600), ended=days_ago(days), agency=here.yjs.pk,
            service="youth-justice",
        )  # fmt: skip
    see_all()
    back = today() - timedelta(700)
    area = Area(here.yjs.pk)
    what = run_frame(frame(from_on=back), (area,), (), viewer(lead), clock.now())
    inside = {one.file for one in what.files}
    assert {days for days, child in ended.items() if child in inside} == {1, 300, 364}

    def told(who: Person, from_on: date) -> list[str]:
        return out_of_reach(plan(here, frame=frame(from_on=from_on)), viewer(who))

    since = today() - timedelta(365)
    assert told(lead, since) == []
    (said,) = told(lead, since - timedelta(1))
    assert said.startswith(f"Work that ended before {since:%-d %B %Y} is not in it")
    (said,) = told(here.manager, since)
    assert said.startswith("Work that has ended is not in it")


def test_what_the_agreement_does_not_open_is_not_shown_and_never_taken_for_no_answer() -> None:
    here = world(children=3, yjs="Felpersham YJS")
    narrow = agency("A narrow inspectorate", Sector.INSPECTORATE, teams=())
    agree(here.yjs, narrow, kinds=["case", "order"], sensitivities="")
    here.lead = person(narrow, Role.INSPECTOR, name="Nan Narrow", is_worker=False)
    assert set(codes(here, "safety").values()) == {NOT_SHOWN}
    assert set(codes(here, "ethnicity").values()) == {NOT_SHOWN}
    assert set(codes(here, "order").values()) <= {"referral-order", "youth-rehabilitation-order"}


def test_a_team_has_the_files_that_were_allocated_to_it(here: Inspected) -> None:
    assert found(here, team="North") == set(here.children)
    assert found(here, team="South") == set()


def test_another_agencys_work_makes_no_file_ours() -> None:
    one, other = world(children=2, yjs="Ambridge YJS"), world(children=2, yjs="Penny YJS")
    agree(other.yjs, one.inspectorate)
    assert found(one) == set(one.children)
    both = (Area(one.yjs.pk), Area(other.yjs.pk))
    what = run_frame(frame(), both, (), viewer(one.lead), clock.now())
    assert {e.file: e.area.agency for e in what.files} == {
        **dict.fromkeys(one.children, one.yjs.pk),
        **dict.fromkeys(other.children, other.yjs.pk),
    }


def test_a_joined_file_counts_once(here: Inspected) -> None:
    twin = open_file(given="Child", family="Again")
    record(twin, "case", days_ago(30), agency=here.yjs.pk, service="youth-justice")
    first = here.children[2]
    see_all()
    assert len(found(here)) == len(here.children) + 1
    with machine() as by:
        joining.decide(
            said=Joining.Said.JOINED, file=first, other=twin, reason="One person", by=by,
            seen={one: chains.version(chains.file_chain(one)) for one in (first, twin)},
        )  # fmt: skip
    see_all()
    assert found(here) == set(here.children)


def test_a_stored_frame_is_read_strictly() -> None:
    good = frame(weeks=4, where={"sex": ("male",)})
    assert read_frame(good.told()) == good
    for name, wrong in (
        ("of", "worker"), ("runs", []), ("runs", ["lunch"]), ("from", "soon"), ("weeks", -1),
        ("weeks", True), ("where", {"hat": ["red"]}), ("where", {"sex": []}),
        ("where", {"sex": ["both"]}), ("until", "1999-01-01"),
    ):  # fmt: skip
        with pytest.raises(BadFrame, match=name):
            read_frame(good.told() | {name: wrong})
    with pytest.raises(BadFrame):
        read_frame({})
    with pytest.raises(BadFrame):
        read_frame(good.told() | {"more": 1})
