"""Closing a file, opening it again, breaking the glass, and the review that is owed then."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone

from sightline.engine.model import Moment
from sightline.service.access import policy, services
from sightline.service.access.models import BrokenGlass, Restriction
from sightline.service.access.viewer import viewer_of
from sightline.service.files import services as files
from sightline.service.files.entries import Entry
from sightline.service.files.models import Obligation, Record
from sightline.service.ledger import chains
from sightline.service.ledger.acts import act
from sightline.service.ledger.failures import NotFound, Refused
from sightline.service.ledger.models import LogLine
from sightline.service.ledger.row_security import as_machine
from sightline.standard.calendar import day_of
from tests.service.access.worlds import (
    AgencyOf,
    Built,
    FileOf,
    PersonOf,
    PostOf,
    World,
    build,
)

pytestmark = pytest.mark.django_db

BREAKER, MANAGER, OFFICER, SECOND_BREAKER, WORKER = range(5)
CHILD, WORKERS_FILE = 0, -1
WHY = "In the cells and says that he wants to die"


@pytest.fixture
def built() -> Built:
    """A police officer and another outside; a manager, officer and worker of the child's agency."""
    with connection.cursor() as cursor:
        now = timezone.now()
        if connection.vendor == "postgresql":
            cursor.execute("SELECT now()")
            now = cursor.fetchone()[0]
    world = World(
        (AgencyOf("youth-justice"), AgencyOf("police")),
        (
            PersonOf((PostOf("practitioner", 1),)),
            PersonOf((PostOf("manager", 0),)),
            PersonOf((PostOf("records-officer", 0),)),
            PersonOf((PostOf("manager", 1),)),
            PersonOf((PostOf("practitioner", 0),)),
        ),
        (FileOf(), FileOf()),
    )
    built = build(world, now)
    # Involvements are worked out anew from records at each write, so these are told by records.
    told(built, "case", service="youth-justice")
    told(
        built, "allocation", role="case-manager", worker=str(built.files[world.worker_file(WORKER)])
    )
    return built


def told(built: Built, kind: str, **details: str) -> None:
    """A record of the youth justice service on the child's file."""
    child = built.files[CHILD]
    begun = Moment(day_of(built.at.date()) - 10)
    entry = Entry(kind, begun, agency=built.agencies[0], details=details)
    with act(person=None, route="test") as by, as_machine():
        seen = chains.version(chains.file_chain(child))
        files.record(file=child, entry=entry, seen=seen, by=by)


def broken(built: Built, who: int = BREAKER, file: UUID | None = None, why: str = WHY) -> UUID:
    with act(person=built.people[who], route="test") as by:
        found = built.files[CHILD] if file is None else file
        return services.break_glass(file=found, reason=why, at=built.at, by=by).pk


def review(built: Built, who: int, glass: UUID) -> None:
    with act(person=built.people[who], route="test") as by:
        services.review_glass(glass=glass, outcome="needed", reason="It was.", at=built.at, by=by)


def sees(built: Built, who: int, after: timedelta = timedelta(0)) -> str | None:
    with as_machine():
        viewer = viewer_of(built.people[who], built.at + after)
        basis = policy.basis_for(viewer, built.files[CHILD])
        return None if basis is None else basis.sort


def test_breaking_the_glass_opens_a_file_for_three_hours_to_the_minute(built: Built) -> None:
    assert sees(built, BREAKER) is None
    broken(built)
    assert sees(built, BREAKER) == "broken glass"
    assert sees(built, BREAKER, timedelta(hours=2, minutes=59, seconds=59)) == "broken glass"
    assert sees(built, BREAKER, timedelta(hours=3)) is None
    assert sees(built, SECOND_BREAKER) is None


def test_it_stands_on_the_file_with_its_reason_and_a_review_is_owed(built: Built) -> None:
    glass = broken(built)
    with as_machine():
        record = Record.objects.get(pk=BrokenGlass.objects.get(pk=glass).record)
        owed = Obligation.objects.get(duty="broken-glass-reviewed")
    assert (record.kind, record.file_id) == ("broken-glass", built.files[CHILD])
    assert record.details == {"reason": WHY}
    assert (owed.file_id, owed.settled) == (built.files[CHILD], "")
    review(built, MANAGER, glass)
    with as_machine():
        assert Obligation.objects.get(duty="broken-glass-reviewed").settled == "met"


def test_it_is_in_the_log_with_the_file(built: Built) -> None:
    glass = broken(built)
    line = LogLine.objects.get(by=built.people[BREAKER])
    assert str(built.files[CHILD]) in line.files
    assert {"break glass"} <= {done["act"] for done in line.acts}
    assert str(glass) in {done["row"] for done in line.acts}
    assert WHY not in str(line.__dict__)


@pytest.mark.parametrize("why", ["", "because", " " * 40, "x" * 19])
def test_a_reason_is_asked_for(built: Built, why: str) -> None:
    with pytest.raises(Refused, match="20 characters"):
        broken(built, why=why)


def test_only_files_on_people_are_opened_so_and_a_missing_one_is_not_found(built: Built) -> None:
    for file in (UUID(int=9), built.files[WORKERS_FILE], built.agencies[0]):
        with pytest.raises(NotFound):
            broken(built, SECOND_BREAKER, file)
    with as_machine():
        assert not BrokenGlass.objects.exists()


def test_who_may_not_or_need_not_does_not_break_it(built: Built) -> None:
    with pytest.raises(Refused, match="practitioners and managers"):
        broken(built, OFFICER, built.files[1])
    with pytest.raises(Refused, match="already open"):
        broken(built, MANAGER)


def test_nobody_reviews_their_own_or_one_they_opened_likewise(built: Built) -> None:
    glass = broken(built)
    with pytest.raises(Refused, match="themselves"):
        review(built, BREAKER, glass)
    with pytest.raises(NotFound):
        review(built, SECOND_BREAKER, glass)
    broken(built, SECOND_BREAKER)
    with pytest.raises(Refused, match="likewise"):
        review(built, SECOND_BREAKER, glass)
    with pytest.raises(Refused, match="manager or a records officer"):
        review(built, WORKER, glass)
    review(built, OFFICER, glass)
    with pytest.raises(Refused, match="already"):
        review(built, MANAGER, glass)


def test_its_records_are_made_and_changed_in_no_other_way(built: Built) -> None:
    glass = broken(built)
    with as_machine():
        record = BrokenGlass.objects.get(pk=glass).record
    manager = viewer_of(built.people[MANAGER], built.at)
    breaker = viewer_of(built.people[BREAKER], built.at)
    with as_machine():
        for viewer in (manager, breaker):
            for kind in ("broken-glass", "broken-glass-review"):
                with pytest.raises(Refused):
                    policy.check_record(viewer, built.files[CHILD], kind)
            with pytest.raises(Refused):
                policy.check_withdraw(viewer, built.files[CHILD], record)
        with pytest.raises(NotFound):
            policy.check_review_glass(manager, UUID(int=1))


# --- closing ---------------------------------------------------------------------------------


def close(built: Built, who: int, *named: int) -> None:
    with act(person=built.people[who], route="test") as by:
        services.restrict(
            file=built.files[CHILD], reason="A relative works here",
            people=[built.people[n] for n in named], at=built.at, by=by,
        )  # fmt: skip


def test_a_closed_file_is_open_to_those_allocated_named_and_who_closed_it(built: Built) -> None:
    assert sees(built, OFFICER) == "agency"
    close(built, MANAGER)
    assert sees(built, OFFICER) is None
    assert sees(built, MANAGER) == "agency"
    assert sees(built, WORKER) == "allocation"
    broken(built)
    assert sees(built, BREAKER) == "broken glass"


def test_naming_keeps_a_file_open_and_opens_none(built: Built) -> None:
    close(built, MANAGER, OFFICER, SECOND_BREAKER)
    assert sees(built, OFFICER) == "agency"
    assert sees(built, SECOND_BREAKER) is None


def test_a_closed_file_is_opened_again_at_once(built: Built) -> None:
    close(built, MANAGER)
    with pytest.raises(Refused, match="closed already"):
        close(built, MANAGER)
    with act(person=built.people[MANAGER], route="test") as by:
        services.lift(file=built.files[CHILD], reason="He left", at=built.at, by=by)
    assert sees(built, OFFICER) == "agency"
    with act(person=built.people[MANAGER], route="test") as by, pytest.raises(Refused):
        services.lift(file=built.files[CHILD], reason="again", at=built.at, by=by)


def test_only_managers_close_files_and_say_why(built: Built) -> None:
    with pytest.raises(Refused, match="managers"):
        close(built, WORKER)
    with act(person=built.people[MANAGER], route="test") as by, pytest.raises(Refused, match="why"):
        services.restrict(file=built.files[CHILD], reason=" ", people=[], at=built.at, by=by)
    with as_machine():
        assert not Restriction.objects.exists()
