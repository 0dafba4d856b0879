"""Who must act today, as my work finds it and as ``engine.responsible`` works it out."""

from __future__ import annotations

import importlib
from collections.abc import Collection
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db.models import QuerySet
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sightline.engine.model import File, Moment, Record, State, Subject, Value
from sightline.engine.responsible import Responsibility
from sightline.service.access.models import Agency, Person, Sector
from sightline.service.casework.work.acts import Acts, Whose, standing_in
from sightline.service.casework.work.asked import ME, Work, refresh
from sightline.service.casework.work.order import Section
from sightline.service.casework.work.own import Row, own_rows
from sightline.service.files.involvements import involvements_of
from sightline.service.files.models import Involvement, Judged, Obligation, Watch
from sightline.service.files.standard import standard
from sightline.service.ledger import clock
from sightline.service.ledger.row_security import as_machine
from sightline.standard.calendar import LONDON, day_of
from tests.service.worlds import (
    World,
    agency,
    allocate,
    days_ago,
    open_file,
    person,
    record,
    today,
    viewer,
    world,
)

pytestmark = pytest.mark.django_db

CASE_MANAGER, MANAGER = "youth-justice-case-manager", "youth-justice-manager"


def covered(who: Person, by: Person, since: int) -> None:
    """Somebody stands in for them from some days ago on."""
    assert who.worker_id is not None
    said: dict[str, Value] = {"role": "cover", "worker": str(by.worker_id)}
    record(who.worker_id, "allocation", days_ago(since), said=said)


def falls(who: Person, file: UUID) -> dict[str, set[str]]:
    """What falls to somebody on a file, by how it does: the owners of it."""
    found: dict[str, set[str]] = {}
    for state in (None, Section.CHASES):
        work = Work(viewer(who), state=state, file=file)
        refresh(work)
        for row in work.rows():
            found.setdefault(row.acts_sort, set()).add(row.owner)  # type: ignore[attr-defined]
    worked_out_as_asked(who, file, (None,))
    return found


def worked_out_as_asked(
    who: Person, file: UUID | None = None, states: Collection[Section | None] = (None, *Section)
) -> None:
    """One's own work is the same, row for row and in order, worked out here or asked for."""
    for whose in (ME - {Whose.CHASE}, {Whose.CHASE}, {Whose.COVER}):
        for state in states:
            work = Work(viewer(who), whose=whose, state=state, file=file)
            if (Section.CHASES in work.sections) is not (whose == {Whose.CHASE}):
                continue
            rows: Any = work.rows()
            names = ("pk", "section", "acts_sort", "file", "duty")
            assert list(own_rows([work])) == list(map(Row._make, rows.values_list(*names)))


def assessed(here: World) -> None:
    """What makes the case manager owe a plan, and the manager a look at it."""
    record(here.child, "assessment", days_ago(8), agency=here.yjs.pk, tool="assetplus",
           vulnerability="high")  # fmt: skip


def test_it_falls_to_the_latest_holder_to_their_cover_then_to_the_team() -> None:
    """The worked rules of docs/concepts/responsible.md, on one file."""
    here = world()
    assessed(here)
    assert falls(here.worker, here.child) == {"mine": {CASE_MANAGER}, "team": {MANAGER}}
    other = person(here.yjs, name="Lee Later", team="North")
    said: dict[str, Value] = {"role": "case-manager", "worker": str(other.worker_id)}
    record(here.child, "allocation", days_ago(3), agency=here.yjs.pk, said=said)
    nobody: dict[str, Value] = {"role": "case-manager", "team": "South"}
    record(here.child, "allocation", days_ago(1), agency=here.yjs.pk, said=nobody)
    assert "mine" not in falls(here.worker, here.child)
    assert falls(other, here.child)["mine"] == {CASE_MANAGER}
    assert falls(here.manager, here.child) == {"team": {MANAGER}}
    # Of two who stand in, the latest begun does; the holder sees that somebody does.
    cover, later = (person(here.yjs, name=name, team="North") for name in ("Cat", "Dee"))
    covered(other, cover, since=2)
    assert falls(cover, here.child)["cover"] == {CASE_MANAGER}
    covered(other, later, since=1)
    assert "cover" not in falls(cover, here.child)
    assert falls(later, here.child)["cover"] == {CASE_MANAGER}
    assert falls(other, here.child)["mine"] == {CASE_MANAGER}
    assert standing_in(viewer(other)).covered_by == later.worker_id


def test_what_nobody_can_be_reminded_of_is_chased_by_the_lead_worker() -> None:
    """Until somebody who signs in works with the child for such an agency."""
    here = world()
    record(here.child, "concern", days_ago(8), agency=here.yjs.pk, type="significant-harm")
    owners = {"social-care-manager", "whoever-raised-the-concern"}
    chased = falls(here.worker, here.child)["chase"]
    assert chased & owners == owners and CASE_MANAGER not in chased
    assert "chase" not in falls(here.manager, here.child)
    council = agency("Borchester Council", Sector.SOCIAL_CARE, teams=("Duty",))
    record(here.child, "case", days_ago(5), agency=council.pk, service="social-care")
    assert falls(here.worker, here.child)["chase"] & owners == owners
    duty = person(council, name="Sol Duty", team="Duty")
    assert falls(here.worker, here.child)["chase"] & owners == {"whoever-raised-the-concern"}
    said: dict[str, Value] = {"role": "social-worker", "worker": str(duty.worker_id)}
    record(here.child, "allocation", days_ago(4), agency=council.pk, said=said)
    # The order of the standard: a social worker leads where no case manager does.
    assert "chase" not in falls(duty, here.child)


def test_what_is_not_watched_is_chased_and_is_nobodys_to_do() -> None:
    here = world()
    Watch.objects.create(place="elsewhere", kind="case", first_on=today())
    Judged.objects.update(standard="")
    assessed(here)
    found = falls(here.worker, here.child)
    assert found["chase"] == {CASE_MANAGER, MANAGER} and "team" not in found
    work = Work(viewer(here.worker), state=Section.CHASES)
    assert {row.settled for row in work.rows()} == {State.NOT_WATCHED}
    assert all(row.settled == "" for row in Work(viewer(here.worker)).rows())


def test_what_an_establishment_holds_falls_to_its_own_people() -> None:
    here = world()
    unit = agency("Felpersham Unit", Sector.CUSTODY, Agency.Sees.AGENCY)
    nurse = person(unit, name="Uma Unit")
    record(here.child, "custody", days_ago(3), agency=unit.pk, basis="remand",
           establishment=str(unit.pk))  # fmt: skip
    assert "establishment-manager" in falls(nurse, here.child)["agency"]
    row = Involvement.objects.get(file=here.child, sort="custody")
    assert (row.role, row.worker, row.agency) == ("establishment-manager", None, unit.pk)


def test_a_database_of_the_release_before_tells_when_it_is_next_looked_at() -> None:
    """As the migration leaves it: no role is known of any row, and every file waits."""
    here = world()
    before = falls(here.worker, here.child)
    Involvement.objects.update(role="", rank=0, begun=0)
    assert "mine" not in falls(here.worker, here.child)
    migration = importlib.import_module("sightline.service.files.migrations.0008_who_acts")
    migration.judge_all_again(apps, None)
    assert falls(here.worker, here.child) == before


# --- and on generated files -----------------------------------------------------------------------

ROLES = {"case-manager": CASE_MANAGER, "social-worker": "social-worker"}
MOMENTS = st.one_of(
    st.integers(-4, 1).map(lambda days: Moment(day_of(today()) + days)),
    st.tuples(st.integers(-2, 0), st.integers(0, 1439)).map(
        lambda at: minute_on(day_of(today()) + at[0], at[1])
    ),
)
ALLOCATED = st.tuples(
    st.sampled_from(sorted(ROLES)), st.integers(-1, 2), MOMENTS, st.none() | st.integers(0, 3)
)
COVERED = st.tuples(st.integers(0, 2), st.integers(0, 2), MOMENTS, st.none() | st.integers(0, 3))


def minute_on(day: int, minute: int) -> Moment:
    midnight = datetime.combine(today() + timedelta(day - day_of(today())), time(), LONDON)
    return Moment(day, int(midnight.timestamp()) // 60 + minute)


@pytest.fixture
def three() -> tuple[UUID, UUID, list[Person]]:
    """A child, an agency, and three people who work there; an obligation of each role."""
    of = agency()
    people = [person(of, name=f"Worker {n}", team="North") for n in range(3)]
    child = open_file(family="Greenaway")
    allocate(child, people[0], of, "North")
    owed = [
        Obligation(
            id=uuid4(), file_id=child, duty="home-visit", rule=0, owner=owner, trigger="",
            opened_on=today(), due_on=today(),
        )
        for owner in ROLES.values()
    ]  # fmt: skip
    with as_machine():
        Obligation.objects.bulk_create(owed)
    return child, of.pk, people


def span(file: UUID, at: Moment, lasts: int | None, **details: Value) -> Record:
    ended = None if lasts is None else Moment(at.day + lasts)
    now = int(clock.now().timestamp()) // 60
    return Record(str(uuid4()), str(file), "allocation", at, now, details, ended, agency="")


@given(allocated=st.lists(ALLOCATED, max_size=5), covers=st.lists(COVERED, max_size=4))
@example(
    allocated=[("case-manager", 0, days_ago(3), None)],
    covers=[(0, 1, days_ago(2), None), (0, 2, days_ago(1), None)],
)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_it_is_whom_the_engine_finds_on_generated_files(
    three: tuple[UUID, UUID, list[Person]],
    allocated: list[tuple[str, int, Moment, int | None]],
    covers: list[tuple[int, int, Moment, int | None]],
) -> None:
    child, _, people = three
    ids = [str(someone.worker_id) for someone in people]
    file = File(Subject(str(child), "child"), tuple(
        span(child, at, lasts, role=role, **({"worker": ids[n]} if n >= 0 else {}))
        for role, n, at, lasts in allocated
    ))  # fmt: skip
    own = [
        File(Subject(id_, "worker"), tuple(
            span(UUID(id_), at, lasts, role="cover", worker=ids[by])
            for of, by, at, lasts in covers if of == n
        ))
        for n, id_ in enumerate(ids)
    ]  # fmt: skip
    now = int(clock.now().timestamp()) // 60
    with as_machine():
        Involvement.objects.filter(sort__in=("allocation", "cover")).delete()
        for one in (file, *own):
            Involvement.objects.bulk_create(
                involvements_of(standard(), one, now, dict.fromkeys(ids, "worker"))
            )
    day = day_of(today())
    finder = Responsibility(standard(), own, now)
    expected = {owner: finder.on(file, [(owner, day)])[owner, day] for owner in ROLES.values()}
    for someone in people:
        who = viewer(someone)
        acts, me = Acts(who), str(someone.worker_id)
        rows = Obligation.objects.filter(file=child, duty="home-visit")
        assert owners(rows.filter(acts.falls(Whose.MINE))) == {
            owner for owner, found in expected.items() if found.holder == me
        }
        assert owners(rows.filter(acts.falls(Whose.COVER))) == {
            owner for owner, found in expected.items() if found.cover == me
        }
        worked_out_as_asked(someone, states=(None,))
        told = dict(rows.annotate(holder=acts.holder()).values_list("owner", "holder"))
        assert {owner: str(holder or "") for owner, holder in told.items()} == {
            owner: found.holder for owner, found in expected.items()
        }


def owners(rows: QuerySet[Obligation]) -> set[str]:
    return set(rows.values_list("owner", flat=True))
