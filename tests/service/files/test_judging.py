"""What is owed, kept current: by day, by what is watched, and by whom it may be seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.engine.model import Moment, State, Value
from sightline.engine.reference import evaluate
from sightline.service.files import judging, reading, watching
from sightline.service.files.entries import Entry
from sightline.service.files.models import Involvement, Judged, NotHeld, Obligation, Watch
from sightline.service.files.moments import day_at, is_past, minute_at
from sightline.service.files.obligations import overdue
from sightline.service.files.reconcile import reconcile
from sightline.service.files.rules import duties_reading, rules_told, sensitivities_of
from sightline.service.files.standard import standard
from sightline.service.ledger import clock
from sightline.standard.calendar import date_of, start_of_day
from sightline.standard.model import BirthdayTrigger, Selector
from sightline.synth.service import service
from tests.service.files.making import (
    acting,
    assessment,
    concern,
    day,
    opened,
    recorded,
    withdrawn,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def as_jobs_are(as_the_owner: None) -> None:
    """The tests look into files as a job does."""


def judged_on(file: UUID, on: str | int) -> None:
    """A file judged as if its day were another."""
    with acting():
        judging.judge([file], date_of(day(on) if isinstance(on, str) else on))


def test_open_and_overdue_are_told_by_the_day_and_never_stored() -> None:
    child = opened()
    recorded(child, assessment("2026-03-02"))
    recorded(child, Entry("case", Moment(day("2026-03-02")), details={"service": "youth-justice"}))
    judged_on(child, "2026-03-02")
    for on in range(day("2026-03-02"), day("2026-05-02"), 5):
        found = evaluate(
            standard(), reading.engine_file(child),
            known_at=minute_at(clock.now()), on=Moment(on),
        )  # fmt: skip
        for expected in found.obligations:
            if expected.state in (State.OPEN, State.OVERDUE):
                row = Obligation.objects.filter(id=expected.id).first()
                # What begins later is there once the file is judged on its day.
                if row is not None:
                    assert row.state_on(Moment(on)) is expected.state
    states = set(Obligation.objects.values_list("settled", flat=True))
    assert "" in states and not states & {"open", "overdue"}


@given(st.integers(-3, 3), st.none() | st.integers(0, 1439), st.integers(0, 1439))
def test_past_due_to_the_minute(days: int, due_minute: int | None, minute: int) -> None:
    on = day("2026-03-29") + days
    due = day("2026-03-29")
    start = start_of_day(due)
    due_at = None if due_minute is None else start + due_minute % 1380
    at = start_of_day(on) + minute % 1380
    expected = on > due if due_at is None else at > due_at
    assert is_past(Moment(on, at), Moment(due, due_at)) is expected
    assert is_past(Moment(on), Moment(due, due_at)) is (
        on > due or (on == due and due_at is not None)
    )


def test_overdue_in_the_database_is_overdue_in_python() -> None:
    child = opened()
    recorded(child, assessment("2026-03-02"))
    recorded(child, concern("2026-03-02"))
    now = clock.now().replace(hour=12, minute=0, second=0, microsecond=0)
    today, some = date_of(day_at(now)), Obligation.objects.order_by("id").filter(settled="")
    for row, minutes in zip(some[:3], (-1, 0, 1), strict=True):
        at = now + timedelta(minutes=minutes)
        Obligation.objects.filter(id=row.id).update(due_on=today, due_at=at)
    by_hand = {
        row.id
        for row in Obligation.objects.all()
        if row.state_on(Moment(day_at(now), minute_at(now))) is State.OVERDUE
    }
    assert by_hand and by_hand == set(
        Obligation.objects.filter(overdue(now)).values_list("id", flat=True)
    )


def test_a_list_judges_again_what_was_judged_before_today() -> None:
    child, fresh = opened(), opened()
    recorded(child, assessment("2026-03-02"))
    judged_on(child, "2026-03-10")
    today = date_of(day_at(clock.now()))
    with acting():
        judging.refresh([child, fresh], today)
    assert set(Judged.objects.values_list("on", flat=True)) == {today}


def test_where_nothing_reaches_us_absence_is_not_judged() -> None:
    child = opened(place="Borchester")
    recorded(child, assessment("2026-03-02"))
    plan = Obligation.objects.get(duty="vuln-plan-create")
    assert plan.state_on(Moment(day("2026-10-01"))) is State.OVERDUE
    Watch.objects.create(place="Borchester", kind="plan", first_on=date(2026, 4, 1))
    judged_on(child, "2026-10-01")
    assert Obligation.objects.get(id=plan.id).settled == State.NOT_WATCHED
    Watch.objects.create(
        place="Borchester", kind="plan", first_on=date(2026, 1, 1), last_on=date(2026, 3, 31)
    )
    judged_on(child, "2026-10-01")
    assert Obligation.objects.get(id=plan.id).settled == ""


def test_of_what_no_source_holds_absence_is_not_judged() -> None:
    child, elsewhere = opened(place="Borchester"), opened(place="Hartwell")
    NotHeld.objects.create(place="Borchester", duty="vuln-plan-create")
    for file in (child, elsewhere):
        recorded(file, assessment("2026-03-02"))
    assert {
        row.file_id: row.settled for row in Obligation.objects.filter(duty="vuln-plan-create")
    } == {child: State.NOT_WATCHED, elsewhere: ""}


def _no_plans_from(place: str) -> None:
    """From this place plans reach us only since today."""
    with acting(), watching.changing([place]):
        today = date_of(day_at(clock.now()))
        Watch.objects.create(place=place, kind="plan", first_on=today)


def _not_held_in(place: str) -> None:
    with acting(), watching.changing([place]):
        NotHeld.objects.create(place=place, duty="vuln-plan-create")


def _settled(file: UUID) -> str:
    return Obligation.objects.get(file=file, duty="vuln-plan-create").settled


@pytest.mark.parametrize("change", [_no_plans_from, _not_held_in])
@pytest.mark.parametrize("place", ["Borchester", ""])
@pytest.mark.parametrize("look", ["list", "write", "reconcile"])
def test_where_what_is_watched_changes_its_files_are_judged_again(
    change: Callable[[str], None], place: str, look: str
) -> None:
    Watch.objects.create(place="Felpersham", kind="plan", first_on=date(2020, 1, 1))
    for kind in ("plan", "assessment"):
        Watch.objects.create(place=place, kind=kind, first_on=date(2020, 1, 1))
    child, elsewhere = opened(place=place), opened(place="Felpersham")
    for file in (child, elsewhere):
        recorded(file, assessment("2026-03-02"))
    assert _settled(child) == ""
    if change is _no_plans_from:
        Watch.objects.filter(place=place, kind="plan").delete()
    change(place)
    assert list(judging.waiting().values_list("file", flat=True)) == [child]
    if look == "list":
        with acting():
            judging.refresh([child, elsewhere], date_of(day_at(clock.now())))
    elif look == "write":
        recorded(child, concern("2026-03-03"))
    assert list(reconcile()) == []
    assert (_settled(child), _settled(elsewhere)) == (State.NOT_WATCHED, "")
    assert not judging.waiting().exists()


def test_the_first_watch_of_all_and_the_last_concern_every_file() -> None:
    child, elsewhere = opened(place="Borchester"), opened(place="Felpersham")
    for file in (child, elsewhere):
        recorded(file, assessment("2026-03-02"))
    with acting(), watching.changing(["Borchester"]):
        Watch.objects.create(place="Borchester", kind="plan", first_on=date(2020, 1, 1))
    assert list(reconcile()) == []
    assert (_settled(child), _settled(elsewhere)) == ("", State.NOT_WATCHED)
    with acting(), watching.changing(["Borchester"]):
        Watch.objects.all().delete()
    assert list(reconcile()) == []
    assert (_settled(child), _settled(elsewhere)) == ("", "")


def test_what_has_not_changed_is_not_written_again() -> None:
    child = opened()
    recorded(child, assessment("2026-03-02"))
    # A mark that judging would not make, on a row that it has no reason to touch.
    involved = Entry(
        "allocation", Moment(day("2026-03-02")),
        details={"role": "case-manager", "worker": str(opened("worker"))},
    )  # fmt: skip
    recorded(child, involved)
    before = set(Involvement.objects.values_list("pk", flat=True))
    recorded(child, concern("2026-03-02"))
    assert set(Involvement.objects.values_list("pk", flat=True)) == before != set()


def test_another_standard_judges_everything_again() -> None:
    child = opened()
    recorded(child, assessment("2026-03-02"))
    Judged.objects.update(standard="another")
    Obligation.objects.filter(duty="vuln-plan-create").update(duty="of-another-standard")
    recorded(child, concern("2026-03-02"))
    assert not Obligation.objects.filter(duty="of-another-standard").exists()
    assert not list(reconcile())


def test_only_what_reads_a_kind_is_judged_when_it_is_written() -> None:
    readers = {kind: duties_reading([kind]) for kind in standard().kinds}
    assert "vuln-plan-create" in readers["plan"] & readers["assessment"] & readers["case"]
    assert "vuln-plan-create" not in readers["survey-answer"]
    assert readers["exemption"] == set(standard().duties)
    assert duties_reading([]) == frozenset()


def test_whatever_a_duty_names_it_reads() -> None:
    for duty in standard().duties.values():
        for kind in _kinds_named(duty):
            assert duty.id in duties_reading([kind])
        rules = [rule for part in duty.parts for rule in part.rules]
        if any(isinstance(trigger, BirthdayTrigger) for rule in rules for trigger in rule.when):
            # It arises once there is anything on the file at all.
            assert duty.id in duties_reading(["contact"])


def _kinds_named(part: object) -> Iterator[str]:
    """The kinds of all selectors, wherever in a duty they stand, but for its worked examples."""
    if isinstance(part, Selector):
        yield part.kind
        yield from filter(None, [standard().kinds[part.kind].ends_with])
    elif isinstance(part, tuple):
        for item in part:
            yield from _kinds_named(item)
    elif is_dataclass(part):
        for field in fields(part):
            if field.name != "examples":
                yield from _kinds_named(getattr(part, field.name))


def test_a_record_changes_nothing_but_what_reads_its_kind() -> None:
    children = [file for file in service(1).files if 20 < len(file.records) < 70][:14]
    known_at, on = minute_at(clock.now()), Moment(day_at(clock.now()))
    differing = 0
    for number, file in enumerate(children):
        first = file.records[(7 * number) % len(file.records)]
        with_it, without = (
            {o.id: o for o in evaluate(standard(), some, known_at=known_at, on=on).obligations}
            for some in (
                file,
                replace(file, records=tuple(r for r in file.records if r is not first)),
            )
        )
        for id_ in with_it.keys() | without.keys():
            one = with_it.get(id_) or without[id_]
            if with_it.get(id_) != without.get(id_):
                assert one.duty in duties_reading([first.kind]), first
                differing += 1
    assert differing > 10


# --- sensitivity -----------------------------------------------------------------------------


def test_an_obligation_is_as_sensitive_as_what_it_tells() -> None:
    child = opened()
    recorded(child, concern("2026-03-02"))
    details: dict[str, Value] = {"category": "registered-sexual", "level": "two"}
    recorded(child, Entry("mappa", Moment(day("2026-03-02")), details=details))
    rows = Obligation.objects.filter(kind="mappa")
    assert rows and all("p" in row.sensitivities for row in rows)


def test_every_rule_has_an_owner_and_knows_its_letters() -> None:
    told = rules_told()
    assert {told[key].sensitivities for key in told} >= {"", "h", "p"}
    for (duty, part, number), rule in told.items():
        parts = {p.name: p for p in standard().duties[duty].parts}
        assert rule.owner == parts[part].rules[number].owner
        # A trigger of a sensitive kind is never told without it.
        for trigger in parts[part].rules[number].when:
            kind = getattr(getattr(trigger, "selector", None), "kind", None)
            if kind is not None and standard().kinds[kind].sensitivity != "ordinary":
                letter = standard().kinds[kind].sensitivity[0]
                assert letter in sensitivities_of(standard(), parts[part].rules[number])


# --- who is involved -------------------------------------------------------------------------


def involved(file: UUID) -> set[tuple[object, ...]]:
    """The involvements of a file."""
    return set(
        Involvement.objects.filter(file=file).values_list(
            "sort", "worker", "agency", "team", "from_on", "until_on"
        )
    )


def test_an_allocation_a_case_and_custody_involve_whom_they_name() -> None:
    child, worker, agency = opened(), opened("worker"), opened("agency", family="Youth justice")
    prison = opened("establishment", family="Oakmoor")
    start = Moment(day("2026-03-02"))
    recorded(
        child,
        Entry("allocation", start, agency=agency,
              details={"role": "case-manager", "worker": str(worker), "team": "East"}),
    )  # fmt: skip
    recorded(
        child,
        Entry("case", start, ended=Moment(day("2026-06-01")), agency=agency,
              details={"service": "youth-justice"}),
    )  # fmt: skip
    fact = recorded(
        child,
        Entry("custody", start, agency=agency,
              details={"basis": "remand", "establishment": str(prison)}),
    ).fact  # fmt: skip
    began = date(2026, 3, 2)
    allocation = ("allocation", worker, agency, "East", began, None)
    case = ("case", None, agency, "", began, date(2026, 6, 1))
    assert involved(child) == {allocation, case, ("custody", None, prison, "", began, None)}
    withdrawn(fact, child)
    assert involved(child) == {allocation, case}


def test_a_team_is_involved_before_a_worker_is_named() -> None:
    child, agency = opened(), opened("agency", family="Youth justice")
    details = {"role": "case-manager", "team": "East"}
    recorded(child, Entry("allocation", Moment(day("2026-03-02")), agency=agency, details=details))
    assert involved(child) == {("allocation", None, agency, "East", date(2026, 3, 2), None)}


def test_a_post_and_cover_stand_on_the_workers_file_alone() -> None:
    worker, agency, other = opened("worker"), opened("agency", family="Police"), opened("worker")
    start = Moment(day("2026-03-02"))
    recorded(
        worker,
        Entry("post", start, details={"employer": str(agency), "team": "East", "children": "yes"}),
    )
    recorded(worker, Entry("allocation", start, details={"role": "cover", "worker": str(other)}))
    began = date(2026, 3, 2)
    assert involved(worker) == {
        ("post", None, agency, "East", began, None),
        ("cover", other, None, "", began, None),
    }
    assert involved(agency) == set()


def test_a_cover_on_a_childs_file_allocates_nobody() -> None:
    child, worker = opened(), opened("worker")
    details = {"role": "cover", "worker": str(worker)}
    recorded(child, Entry("allocation", Moment(day("2026-03-02")), details=details))
    assert involved(child) == set()


def test_a_clock_that_is_put_back_hides_nothing_that_was_recorded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Who works with a child still does when the file is judged by a clock ten minutes slow."""
    child, worker = opened(), opened("worker")
    who = Entry(
        "allocation", Moment(day("2026-03-02")),
        details={"role": "case-manager", "worker": str(worker)},
    )  # fmt: skip
    recorded(child, who)
    recorded(child, assessment("2026-03-02"))
    before = involved(child), set(Obligation.objects.values_list("id", flat=True))
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now - timedelta(minutes=10))
    with acting():
        judging.judge([child])
    assert before[0] and before[1]
    assert (involved(child), set(Obligation.objects.values_list("id", flat=True))) == before
    assert list(reconcile()) == []
