"""Conflicts of interest: what bars somebody from judging a file, and what does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from pytest_django import DjangoDbBlocker

from sightline.engine.model import Value
from sightline.service.access import services as access
from sightline.service.access.models import BrokenGlass, Team
from sightline.service.access.roles import Role
from sightline.service.files.models import Countersignature, Record
from sightline.service.inspection import conflicts, planning
from sightline.service.inspection.models import Drawn, Member, Sort
from sightline.service.inspection.plans import Area
from sightline.service.ledger import chains, clock
from sightline.service.ledger.failures import NotFound, Refused
from sightline.service.ledger.row_security import as_machine
from tests.service.inspection.worlds import (
    Inspected,
    acting,
    agree,
    drawn,
    joined,
    planned,
    world,
)
from tests.service.shared import made_once
from tests.service.worlds import (
    agency,
    allocate,
    days_ago,
    machine,
    open_file,
    person,
    record,
    see_all,
    today,
)

pytestmark = pytest.mark.django_db


CONTACT: dict[str, Value] = {"result": "kept"}
READ: dict[str, Value] = {"programme": "youth-2025"}


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Inspected]:
    with made_once(django_db_blocker, lambda: world(children=4)) as here:
        yield here


@pytest.fixture
def here(made: Inspected, db: None) -> Inspected:
    see_all()
    return made


def member(here: Inspected) -> Member:
    """An inspector who has a file as a worker, in an inspection."""
    inspection = planned(here)
    return joined(inspection, here.lead, inspector(here))


def inspector(here: Inspected) -> Any:
    return person(here.inspectorate, Role.INSPECTOR, name="Ada Able")


def appoint(who: Member, of: UUID, first: date, last: date | None, team: int | None = None) -> None:
    with machine() as by:
        access.appoint(
            person=who.person_id, agency=of, role=Role.PRACTITIONER, from_on=first, until_on=last,
            team=team, by=by,
        )  # fmt: skip


def held_a_post_lately(here: Inspected, who: Member, file: UUID) -> None:
    appoint(who, here.yjs.pk, date(2015, 1, 1), today() - timedelta(3 * 365 - 1))


def worked_there_by_their_file(here: Inspected, who: Member, file: UUID) -> None:
    assert who.person.worker_id is not None
    record(
        who.person.worker_id, "post", days_ago(900), agency=here.yjs.pk, ended=days_ago(800),
        employer=str(here.yjs.pk), children="yes",
    )  # fmt: skip


def was_allocated_long_ago(here: Inspected, who: Member, file: UUID) -> None:
    said = {"role": "case-manager", "worker": str(who.person.worker_id)}
    other = agency("Elsewhere YJS")
    record(file, "allocation", days_ago(3000), ended=days_ago(2900), agency=other.pk, said=said)


def stood_in_for_the_worker(here: Inspected, who: Member, file: UUID) -> None:
    said = {"role": "cover", "worker": str(who.person.worker_id)}
    record(
        here.worker.worker_id, "allocation", days_ago(2000), ended=days_ago(1990),  # type: ignore[arg-type]
        agency=agency("Elsewhere YJS").pk, said=said,
    )  # fmt: skip


def wrote_on_it(here: Inspected, who: Member, file: UUID) -> None:
    record(file, "contact", days_ago(4000), author=who.person.worker_id, said=CONTACT)


def entered_something(here: Inspected, who: Member, file: UUID) -> None:
    row = Record(file_id=file, kind="contact", fact=file, recorded_at=clock.now())
    with acting(who.person) as by, as_machine():
        chains.append([row], chain=chains.file_chain(file), by=by)


def broke_its_glass(here: Inspected, who: Member, file: UUID) -> None:
    row = BrokenGlass(
        person=who.person, file_id=file, agency=here.inspectorate, record=file,
        from_at=clock.now() - timedelta(2000), until_at=clock.now() - timedelta(1999),
    )  # fmt: skip
    with machine() as by:
        chains.append([row], chain=chains.file_chain(file), by=by)


def countersigned(here: Inspected, who: Member, file: UUID) -> None:
    one = Record.objects.filter(file=file).earliest("position")
    row = Countersignature(
        file_id=file, fact=one.fact, record=one, record_digest=one.digest, sign_off=file,
        result="countersigned",
    )  # fmt: skip
    with acting(who.person) as by, as_machine():
        chains.append([row], chain=chains.file_chain(file), by=by)


TIES: dict[Callable[[Inspected, Member, UUID], None], str] = {
    held_a_post_lately: conflicts.OWN_AGENCY,
    worked_there_by_their_file: conflicts.OWN_AGENCY,
    was_allocated_long_ago: conflicts.OWN_FILE,
    stood_in_for_the_worker: conflicts.OWN_FILE,
    wrote_on_it: conflicts.WROTE,
    entered_something: conflicts.WROTE,
    broke_its_glass: conflicts.GLASS,
    countersigned: conflicts.SIGNED,
}


@pytest.mark.parametrize("tie", TIES, ids=lambda tie: str(tie.__name__))
def test_each_tie_bars(here: Inspected, tie: Callable[..., None]) -> None:
    who, file = member(here), here.children[1]
    assert conflicts.may_read(who, file) == ""
    tie(here, who, file)
    see_all()
    assert conflicts.may_read(who, file) == TIES[tie]
    other = Member.objects.get(inspection=who.inspection_id, person=here.one)
    assert conflicts.may_read(other, file) == ""


def test_a_post_of_more_than_three_years_ago_bars_nobody(here: Inspected) -> None:
    who = member(here)
    appoint(who, here.yjs.pk, date(2015, 1, 1), today() - timedelta(3 * 365 + 1))
    assert conflicts.may_read(who, here.children[1]) == ""


def test_a_post_elsewhere_bars_nobody_unless_it_was_in_the_team_of_the_child(
    here: Inspected,
) -> None:
    who = member(here)
    appoint(who, agency("Elsewhere YJS").pk, date(2015, 1, 1), None)
    assert conflicts.may_read(who, here.children[1]) == ""
    team = Team.objects.get(agency=here.yjs)
    appoint(who, here.yjs.pk, date(2015, 1, 1), date(2016, 1, 1), team.pk)
    assert conflicts.may_read(who, here.children[1]) == conflicts.OWN_TEAM


def test_what_an_inspection_leaves_on_a_file_ties_nobody(here: Inspected) -> None:
    who = member(here)
    record(here.children[1], "file-read", days_ago(9), author=who.person.worker_id, said=READ)
    assert conflicts.may_read(who, here.children[1]) == ""


def test_a_declared_tie_bars_and_goes_with_the_person(here: Inspected) -> None:
    row = drawn(here, margin=1)
    file = Drawn.objects.filter(draw=row).earliest("position").file_id
    one = Member.objects.get(inspection=row.inspection_id, person=here.one)
    with acting(here.one) as by:
        planning.declare(
            inspection=row.inspection_id, member=one.pk, file=file, reason="A cousin", by=by
        )
    assert conflicts.may_read(one, file) == conflicts.DECLARED
    # Under another part in the same inspection it is the same person.
    with acting(here.lead) as by:
        lead = planning.hand_over(inspection=row.inspection_id, to=one.pk, reason="Ill", by=by)
    assert conflicts.may_read(lead, file) == conflicts.DECLARED
    other = Member.objects.get(
        inspection=planned(here, title="Another"), person=here.one, departure=None
    )
    assert conflicts.may_read(other, file) == ""


def test_nobody_declares_for_another_nor_for_a_file_that_they_do_not_see(here: Inspected) -> None:
    row = drawn(here, margin=1)
    file = Drawn.objects.filter(draw=row).earliest("position").file_id
    one, two = (
        Member.objects.get(inspection=row.inspection_id, person=who) for who in (here.one, here.two)
    )
    with pytest.raises(Refused), acting(here.one) as by:
        planning.declare(
            inspection=row.inspection_id, member=two.pk, file=file, reason="A cousin", by=by
        )
    unseen = open_file(given="Un", family="Seen")
    with pytest.raises(NotFound), acting(here.one) as by:
        planning.declare(
            inspection=row.inspection_id, member=one.pk, file=unseen, reason="A cousin", by=by
        )


def test_many_members_and_files_are_asked_at_once(
    here: Inspected, django_assert_max_num_queries: Any
) -> None:
    who = member(here)
    was_allocated_long_ago(here, who, here.children[1])
    see_all()
    some = list(Member.objects.filter(inspection=who.inspection_id).select_related("person"))
    with django_assert_max_num_queries(30):
        found = conflicts.barred(some, here.children)
    assert set(found) == {(who.pk, here.children[1])}


def test_whose_only_area_is_their_own_does_not_join_and_of_several_judges_the_others() -> None:
    one, other = world(children=1, yjs="Ambridge YJS"), world(children=1, yjs="Penny YJS")
    agree(other.yjs, one.inspectorate)
    with machine() as by:
        access.appoint(
            person=one.two.pk, agency=other.yjs.pk, role=Role.PRACTITIONER,
            from_on=today() - timedelta(90), until_on=today() - timedelta(9), by=by,
        )  # fmt: skip
    alone = planned(one, members=False, areas=(Area(other.yjs.pk),))
    with pytest.raises(Refused, match="own agency"):
        joined(alone, one.lead, one.two)
    both = planned(
        one, members=False, sort=Sort.THEMATIC, areas=(Area(one.yjs.pk), Area(other.yjs.pk))
    )
    two = joined(both, one.lead, one.two)
    assert conflicts.may_read(two, one.children[0]) == ""
    assert conflicts.may_read(two, other.children[0]) == conflicts.OWN_AGENCY


def test_a_manager_does_not_judge_in_a_dip_sample_what_is_their_own_work(here: Inspected) -> None:
    inspection = planned(here, sort=Sort.SELF)
    mine = Member.objects.get(inspection=inspection)
    assert conflicts.may_read(mine, here.children[1]) == ""
    countersigned(here, mine, here.children[1])
    see_all()
    assert conflicts.may_read(mine, here.children[1]) == conflicts.SIGNED
    worker = person(here.yjs, Role.MANAGER, name="Max Manager")
    also = joined(inspection, here.manager, worker)
    assert also.person.worker_id is not None
    allocate(here.children[2], worker, here.yjs)
    assert conflicts.may_read(also, here.children[2]) == conflicts.OWN_FILE
