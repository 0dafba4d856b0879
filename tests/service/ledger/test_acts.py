"""Every act and read has one line in the log, also those that were refused or failed."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Event, current_thread
from unittest.mock import patch

import pytest
from django.core.paginator import Paginator
from django.db import IntegrityError, OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sightline.service.access.models import Team
from sightline.service.ledger import chains, clock, jobs
from sightline.service.ledger.acts import act
from sightline.service.ledger.failures import NotFound, Refused, Stale
from sightline.service.ledger.ids import new_id
from sightline.service.ledger.jobs import JobState, job
from sightline.service.ledger.models import Job, LoggedFile, LogLine, Outcome
from sightline.service.ledger.reading import day_of, lookers
from tests.service.ledger.rows import a_line, faults
from tests.service.own_database import OwnDatabase

ROOT = Path(__file__).parents[3]
PERSON, FILE, AGENCY = new_id(), new_id(), new_id()


class OneRule(Refused):
    """A rule's own refusal."""


@pytest.fixture(params=["rolled back", "committed"])
def database(request: pytest.FixtureRequest) -> None:
    """Both in the common database and, with real commits and rollbacks, in the test's own."""
    request.getfixturevalue("db" if request.param == "rolled back" else "own_database")


@pytest.mark.parametrize(
    ("failure", "outcome", "reason"),
    [
        (None, Outcome.DONE, ""),
        (Refused("Only a manager may do this."), Outcome.REFUSED, "Only a manager may do this."),
        (OneRule("Not on Sundays."), Outcome.REFUSED, "Not on Sundays."),
        (NotFound("There is no such page."), Outcome.NOT_FOUND, "There is no such page."),
        (Stale(1, 2), Outcome.STALE, "This file was changed after the page was opened."),
        (ValueError("Zoë Example, born 2010"), Outcome.ERROR, "ValueError"),
        (Refused("x" * 400), Outcome.REFUSED, "x" * 300),
    ],
)
def test_an_act_has_one_line_however_it_ends(
    database: None, failure: Exception | None, outcome: Outcome, reason: str
) -> None:
    def page() -> None:
        with act(person=PERSON, route="a-page", agency=AGENCY) as by:
            by.saw(FILE, "allocation")
            chains.append([a_line()], chain="file:written", by=by)
            by.did("record", file=FILE, row=PERSON)
            if failure is not None:
                raise failure

    if failure is None:
        page()
    else:
        with pytest.raises(type(failure)):
            page()
    (line,) = LogLine.objects.filter(route="a-page")
    assert (line.outcome, line.reason, line.by, line.agency) == (outcome, reason, PERSON, AGENCY)
    done = [{"act": "record", "file": str(FILE), "row": str(PERSON)}]
    assert line.acts == (done if failure is None else [])
    assert line.files == {str(FILE): "allocation"}
    assert LoggedFile.objects.get(line=line).file == FILE
    assert chains.version("file:written") == (1 if failure is None else 0)
    assert faults() == []


def test_a_read_alone_is_logged(db: None) -> None:
    with act(person=PERSON, route="file") as by:
        by.saw(FILE, "team")
    (look,) = lookers(FILE)
    assert (look.person, look.route, look.basis, look.acts) == (PERSON, "file", "team", ())


def test_what_fails_at_the_commit_is_logged_as_failed(own_database: OwnDatabase) -> None:
    with pytest.raises(IntegrityError), act(person=None, route="a-page"):
        Team.objects.create(agency_id=new_id(), name="of an agency that is not there")
    (line,) = LogLine.objects.all()
    assert (line.outcome, line.reason) == (Outcome.ERROR, "IntegrityError")
    assert not Team.objects.exists()


def test_an_act_inside_another_transaction_is_refused(own_database: OwnDatabase) -> None:
    """It would be undone with the other, line and all."""
    with (
        transaction.atomic(),
        pytest.raises(RuntimeError),
        act(person=None, route="within"),
    ):
        pass
    assert not LogLine.objects.exists()


def test_what_was_written_before_the_turn_was_taken_is_undone_too(
    own_database: OwnDatabase,
) -> None:
    """On SQLite an act begins by reading, and must not commit when it comes to chains."""

    def page() -> None:
        with act(person=None, route="a-page") as by:
            Job.objects.create(name="unchained", started_at=datetime(2026, 1, 1, tzinfo=UTC))
            chains.append([a_line()], chain="file:a", by=by)
            with transaction.atomic():
                chains.append([a_line()], chain="file:b", by=by)
            raise Refused("No.")

    with pytest.raises(Refused):
        page()
    assert not Job.objects.exists()
    assert chains.version("file:a") == chains.version("file:b") == 0


def test_a_page_that_reads_keeps_nobody_from_writing(own_database: OwnDatabase) -> None:
    """Another connection writes in the middle of an act that has only read so far."""
    from django.db import connections

    with act(person=PERSON, route="slow-page"):
        assert not LogLine.objects.exists()
        slow = connections["default"]
        connections["default"] = connections.create_connection("default")
        try:
            with act(person=AGENCY, route="quick-page"):
                pass
        finally:
            connections["default"].close()
            connections["default"] = slow
    assert set(LogLine.objects.values_list("route", flat=True)) == {"slow-page", "quick-page"}
    assert faults() == []


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (datetime(2026, 6, 30, 22, 59, 59, tzinfo=UTC), date(2026, 6, 30)),
        (datetime(2026, 6, 30, 23, 0, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC), date(2026, 12, 31)),
    ],
)
def test_a_day_of_the_log_is_a_day_in_london(db: None, now: datetime, day: date) -> None:
    with patch("django.utils.timezone.now", return_value=now), act(person=PERSON, route="page"):
        pass
    (line,) = day_of(PERSON, day)
    assert (line.day, line.chain) == (day, f"log:{PERSON}:{day.isoformat()}")


def test_who_has_looked_at_a_file_is_told_with_what_they_did_the_last_first(db: None) -> None:
    with act(person=PERSON, route="file") as by:
        by.saw(FILE, "allocation")
    with act(person=None, route="load") as by:
        by.did("record", file=FILE)
        by.did("record", file=new_id())
    _refused_a_look()
    told = [(look.person, look.basis, look.acts, look.outcome) for look in lookers(FILE)]
    assert told == [
        (AGENCY, "agreement", (), Outcome.REFUSED),
        (None, "act", ("record",), Outcome.DONE),
        (PERSON, "allocation", (), Outcome.DONE),
    ]
    assert list(lookers(AGENCY)) == []


def test_a_page_of_those_who_looked_reads_no_more_lines_than_it_shows(db: None) -> None:
    for number in range(12):
        with act(person=PERSON, route=f"page-{number}") as by:
            by.saw(FILE, "allocation")
    page = Paginator(lookers(FILE), 5).page(2)
    with CaptureQueriesContext(connection) as asked:
        assert [look.route for look in page.object_list] == [f"page-{n}" for n in range(6, 1, -1)]
        assert page.paginator.count == 12
    assert all("LIMIT 5" in one["sql"] or "COUNT(" in one["sql"] for one in asked)
    assert lookers(FILE)[0].route == "page-11"


def test_who_looked_between_two_moments(db: None) -> None:
    moments = [datetime(2026, 11, 1, hour, tzinfo=UTC) for hour in (9, 10, 11)]
    for moment in moments:
        with (
            patch("django.utils.timezone.now", return_value=moment),
            act(person=PERSON, route="page") as by,
        ):
            by.saw(FILE, "allocation")
    assert [look.at for look in lookers(FILE, moments[1])] == moments[:0:-1]
    assert [look.at for look in lookers(FILE, last=moments[1])] == moments[1::-1]
    assert [look.at for look in lookers(FILE, moments[1], moments[1])] == [moments[1]]


def _refused_a_look() -> None:
    with suppress(Refused), act(person=AGENCY, route="file") as by:
        by.saw(FILE, "agreement")
        raise Refused("The agreement has ended.")


def test_a_lock_outside_a_transaction_is_refused(own_database: OwnDatabase) -> None:
    with pytest.raises(RuntimeError, match="inside an act"):
        chains.lock("file:a")


# --- jobs ------------------------------------------------------------------------------------


def test_how_far_a_job_is_can_be_seen_while_it_goes_on(own_database: OwnDatabase) -> None:
    with job("load", by=PERSON, total=5) as running:
        running.advance(2, "Borchester")
        seen = Job.objects.get()
        assert (seen.name, seen.by, seen.done, seen.total) == ("load", PERSON, 2, 5)
        assert (seen.message, seen.ended_at, seen.failed) == ("Borchester", None, False)
        running.advance(3)
    ended = Job.objects.get()
    assert ended.done == 5 and ended.ended_at is not None and not ended.failed


@pytest.mark.parametrize("failure", [ValueError("Zoë Example"), KeyboardInterrupt()])
def test_a_job_that_failed_says_so_and_not_what_it_read(
    own_database: OwnDatabase, failure: BaseException
) -> None:
    with pytest.raises(type(failure)), job("load"):
        raise failure
    ended = Job.objects.get()
    assert ended.failed and ended.ended_at is not None
    assert ended.message == type(failure).__name__


def test_a_job_cannot_tell_from_inside_a_transaction(own_database: OwnDatabase) -> None:
    with pytest.raises(RuntimeError), job("load") as running, transaction.atomic():
        running.advance(1)
    assert Job.objects.get().failed
    assert not connection.in_atomic_block


def test_a_long_step_gives_signs_of_life(
    own_database: OwnDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "BEAT", timedelta(milliseconds=20))
    with job("load"):
        first = Job.objects.get().alive_at
        assert first is not None
        tries = 250
        while Job.objects.get().alive_at == first and (tries := tries - 1):
            time.sleep(0.02)
        row = Job.objects.get()
        assert row.alive_at is not None and row.alive_at > first
        assert jobs.state_of(row, clock.now()) is JobState.RUNNING
    ended = Job.objects.get()
    assert jobs.state_of(ended, clock.now() + timedelta(days=1)) is JobState.ENDED


def test_signs_of_life_outlast_a_database_that_does_not_answer(
    own_database: OwnDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "BEAT", timedelta(milliseconds=20))
    asked = Event()

    def fail() -> datetime:
        if current_thread().name == "signs of life":
            asked.set()
            raise OperationalError
        return timezone.now()

    monkeypatch.setattr(clock, "now", fail)
    with job("load"):
        first = Job.objects.get().alive_at
        assert asked.wait(5)
        monkeypatch.setattr(clock, "now", timezone.now)
        tries = 250
        while Job.objects.get().alive_at == first and (tries := tries - 1):
            time.sleep(0.02)
        assert tries


def test_a_job_that_was_killed_is_told_from_one_that_runs(own_database: OwnDatabase) -> None:
    command = [sys.executable, "-m", "tests.service.ledger.writer", "killed", "1"]
    killed = subprocess.run(command, cwd=ROOT, env=own_database.environment, check=False)
    assert killed.returncode == -signal.SIGKILL
    row = Job.objects.get()
    assert row.alive_at is not None and row.ended_at is None
    for after, state in (
        (timedelta(0), JobState.RUNNING),
        (jobs.SILENCE, JobState.RUNNING),
        (jobs.SILENCE + timedelta(seconds=1), JobState.SILENT),
    ):
        assert jobs.state_of(row, row.alive_at + after) is state


def test_a_job_of_before_there_were_signs_of_life_is_judged_by_its_start() -> None:
    row = Job(name="load", started_at=datetime(2026, 11, 1, 9, tzinfo=UTC))
    assert jobs.state_of(row, row.started_at + jobs.SILENCE * 2) is JobState.SILENT
