"""Who was asked to read a report, who has, and what teams made of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from pytest_django import DjangoDbBlocker

from sightline.engine.model import State
from sightline.service.access.models import Person, Sector
from sightline.service.access.roles import Role
from sightline.service.files.entries import BadEntry
from sightline.service.files.models import Obligation, Record
from sightline.service.inspection.answering import undertake
from sightline.service.inspection.to_read import (
    Asked,
    TeamReading,
    acknowledge,
    ask_to_read,
    discuss,
    read_by,
    team_readings,
    to_read,
)
from sightline.service.inspection.uptake import uptake, who_read
from sightline.service.ledger import chains
from sightline.service.ledger.acts import act
from sightline.service.ledger.failures import NotFound, Refused
from tests.service.inspection.following_worlds import After, after, version
from tests.service.shared import made_once
from tests.service.worlds import agency, machine, person, see_all, today, viewer

pytestmark = pytest.mark.django_db
REPORT = "a-report"
BOTH = (Role.PRACTITIONER, Role.MANAGER)


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[After]:
    with made_once(django_db_blocker, after) as there:
        yield there


@pytest.fixture
def here(made: After, db: None) -> After:
    see_all()
    return made


def asked(here: After, *roles: Role, reference: str = REPORT) -> Asked:
    """Asked by somebody to whom no file of the service is open."""
    far = agency("A ministry", Sector.GOVERNMENT, teams=())
    who = person(far, Role.NATIONAL_ANALYST, name="Ann Analyst", is_worker=False)
    with act(person=who.pk, route="test") as by:
        found = ask_to_read(
            "Third review", today(), here.body, roles or BOTH, by, reference=reference,
            published_by=here.hmip.pk,
        )  # fmt: skip
    see_all()
    return found


def read(who: Person, differently: str = "") -> None:
    (one,) = [found for found in to_read(viewer(who)) if found.reference == REPORT]
    with act(person=who.pk, route="test") as by:
        acknowledge(viewer=viewer(who), must_read=one.must_read, differently=differently, by=by)
    see_all()


def team(here: After) -> TeamReading:
    (one,) = team_readings(here.body, today())
    return one


def talked(here: After, outcome: str = "later", said: str = "", on: date | None = None) -> None:
    with act(person=here.manager.pk, route="test") as by:
        discuss(
            viewer=viewer(here.manager), file=here.body, must_read=team(here).must_read,
            on=on or today(), outcome=outcome, said=said, seen=version(here.body), by=by,
        )  # fmt: skip
    see_all()


# --- asked -----------------------------------------------------------------------------------


def test_those_who_hold_the_roles_are_asked_and_each_team_once(here: After) -> None:
    without = person(here.yjs, Role.MANAGER, name="Nora Nofile", is_worker=False)
    assert asked(here) == Asked(people=2, teams=1, without_file=(without.name,))
    assert asked(here) == Asked(people=0, teams=0, without_file=(without.name,))
    assert asked(here, reference="another").people == 2
    assert read_by(viewer(here.inspector), REPORT) is None


def test_only_the_roles_that_were_named_are_asked(here: After) -> None:
    assert asked(here, Role.MANAGER).people == 1
    assert not to_read(viewer(here.worker))
    assert asked(here, Role.PRACTITIONER).people == 1  # later, and the manager not again


def test_it_is_owed_by_the_worker_and_by_the_team(here: After) -> None:
    asked(here)
    (one,) = to_read(viewer(here.worker))
    assert (one.title, one.state, one.read_on) == ("Third review", State.OPEN, None)
    assert one.due_on is not None and one.due_on > today()
    assert {row.part for row in Obligation.objects.filter(duty="report-discussed")} == {
        "acted", "discussed",
    }  # fmt: skip
    assert (team(here).discussed, team(here).acted, team(here).team) == (
        State.OPEN, State.OPEN, "North",
    )  # fmt: skip


def test_a_later_report_is_shown_before_what_was_read(here: After) -> None:
    asked(here)
    read(here.worker)
    asked(here, reference="another")
    assert [one.reference for one in to_read(viewer(here.worker))] == ["another", REPORT]


# --- read ------------------------------------------------------------------------------------


def test_whoever_has_read_it_says_so_once_and_owes_nothing(here: After) -> None:
    asked(here)
    read(here.worker, "I ask who else is at home.")
    read(here.worker, "Said twice")
    (one,) = to_read(viewer(here.worker))
    assert (one.read_on, one.state) == (today(), State.MET)
    assert one.differently == "I ask who else is at home."
    assert Record.objects.filter(kind="acknowledgement").count() == 1


def test_nobody_reads_for_somebody_else(here: After) -> None:
    asked(here)
    (theirs,) = to_read(viewer(here.worker))
    for other in (here.manager, here.inspector):
        with pytest.raises(NotFound), machine() as by:
            acknowledge(viewer=viewer(other), must_read=theirs.must_read, by=by)


# --- talked over -----------------------------------------------------------------------------


def test_a_manager_says_what_the_team_made_of_it(here: After) -> None:
    asked(here)
    talked(here)
    assert (team(here).discussed, team(here).acted) == (State.MET, State.OPEN)
    talked(here, "none-needed", "We looked at six cases, and all had a plan.")
    assert team(here).acted is State.MET
    assert [one.code for one in team(here).talks] == ["later", "none-needed"]


def test_an_action_about_the_report_is_what_the_team_does(here: After) -> None:
    asked(here)
    with act(person=here.manager.pk, route="test") as by:
        undertake(
            viewer=viewer(here.manager), file=here.body, about=team(here).must_read,
            what="Ask at each visit", owner="North", due_on=today() + timedelta(days=30),
            seen=version(here.body), by=by,
        )  # fmt: skip
    see_all()
    assert team(here).acted is State.MET
    assert [one.what for one in team(here).actions] == ["Ask at each visit"]


def test_that_nothing_is_needed_is_given_a_reason_and_no_day_is_invented(here: After) -> None:
    asked(here)
    for outcome, on, field in (
        ("none-needed", today(), "said"),
        ("later", today() + timedelta(days=1), "on"),
        ("later", today() - timedelta(days=1), "on"),
        ("something", today(), "outcome"),
    ):
        with pytest.raises(BadEntry) as raised:
            talked(here, outcome, on=on)
        assert list(raised.value.faults) == [field]


# --- in figures ------------------------------------------------------------------------------

SOON, LONG = today() + timedelta(days=1), today() + timedelta(days=600)


def counts(here: After, measure: str, on: date, of: str = "") -> tuple[int, int, int]:
    (one,) = [one for one in uptake(REPORT, on) if one.team == of]
    figure = one.figures[measure]
    return figure.numerator, figure.denominator, figure.unknown


def test_while_the_time_is_not_over_nobody_is_counted_as_not_having_read(here: After) -> None:
    asked(here)
    read(here.worker)
    assert counts(here, "reports-read-1-month", SOON) == (1, 1, 1)
    assert counts(here, "reports-read-1-month", LONG) == (1, 2, 0)
    assert counts(here, "reports-read-18-months", LONG) == (1, 2, 0)


def test_teams_are_counted_by_what_they_did(here: After) -> None:
    asked(here)
    talked(here)
    assert counts(here, "reports-discussed-1-month", LONG) == (1, 1, 0)
    assert counts(here, "reports-acted-on-18-months", LONG) == (0, 1, 0)
    talked(here, "none-needed", "All had a plan.")
    assert counts(here, "reports-acted-on-1-month", LONG, "North") == (1, 1, 0)


def test_a_report_is_counted_by_itself_agency_by_agency_and_team_by_team(here: After) -> None:
    other = agency("Ambridge YJS", teams=("South",))
    person(other, name="Sid South", team="South")
    asked(here)
    asked(here, reference="another")
    with machine() as by:
        ask_to_read("Third review", today(), other.pk, BOTH, by, reference=REPORT)
    found = [(one.name, one.team, one.people, one.teams) for one in uptake(REPORT, SOON)]
    assert found == [
        ("Ambridge YJS", "", 1, 1),
        ("Ambridge YJS", "South", 1, 1),
        ("Borchester YJS", "", 2, 1),
        ("Borchester YJS", "North", 2, 1),
    ]
    assert uptake("no such report", SOON) == []


def test_who_has_read_it_is_told_by_name_to_their_manager_alone(here: After) -> None:
    asked(here)
    read(here.worker)
    found = who_read(viewer(here.manager), here.body, REPORT)
    assert [(one.name, one.team, one.read_on) for one in found] == [
        ("Mo Manager", "North", None), ("Jo Example", "North", today()),
    ]  # fmt: skip
    with pytest.raises(Refused):
        who_read(viewer(here.inspector), here.body, REPORT)
    with pytest.raises(NotFound):
        who_read(viewer(here.worker), here.body, REPORT)


def test_a_worker_who_is_cut_off_is_asked_when_it_goes_on(
    here: After, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of an agency is asked in one transaction, or nobody of it."""
    append, calls = chains.append, []

    def breaks(*args: object, **named: object) -> int:
        calls.append(1)
        if len(calls) == 2:
            raise RuntimeError("killed")
        return append(*args, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(chains, "append", breaks)
    with pytest.raises(RuntimeError):
        asked_by_machine(here)
    monkeypatch.undo()
    see_all()
    assert not Record.objects.filter(kind="must-read").exists()
    assert asked(here).people == 2


def asked_by_machine(here: After) -> Asked:
    with machine() as by:
        return ask_to_read("Third review", today(), here.body, BOTH, by, reference=REPORT)
