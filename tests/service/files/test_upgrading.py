"""Another standard for the service: what it would change is said, it holds from a day that was
decided on, and what was judged by the one before is judged again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from sightline.service.files import decided, upgrading
from sightline.service.files.models import Judged, Obligation, StandardInForce
from sightline.service.files.reconcile import reconcile
from sightline.service.files.standard import (
    decided_in_database,
    folder_of,
    standard,
    using,
    with_examples,
)
from sightline.service.ledger import clock
from sightline.service.ledger.acts import act
from sightline.service.ledger.failures import Refused
from sightline.service.ledger.models import LogLine
from sightline.service.ledger.verify import verify
from sightline.standard.model import Standard
from tests.service import worlds
from tests.service.ledger.rows import as_owner
from tests.service.own_database import OwnDatabase

pytestmark = pytest.mark.usefixtures("database")


def tomorrow() -> date:
    """The day after this one, also where the tests run past midnight."""
    return worlds.today() + timedelta(1)


DUTY = "vuln-plan-create"


@pytest.fixture
def database(own_database: OwnDatabase) -> Iterator[None]:
    """A database of the test's own, whose decisions no other test reads."""
    decided.forget()
    with as_owner():
        yield
    decided.forget()


@pytest.fixture(scope="module")
def england() -> dict[str, str]:
    return decided.text_of(folder_of("england")[0])


@pytest.fixture(scope="module")
def sooner(england: dict[str, str]) -> dict[str, str]:
    """The same, but the plan for a vulnerable child is due after 3 working days since 2019."""
    text, path = dict(england), "duties/vulnerability.yaml"
    was = "{from: 2019-04-01, within: 15 working days, basis: project"
    assert text[path].count(was) == 1
    text[path] = text[path].replace(was, was.replace("15", "3"))
    return text


@pytest.fixture(autouse=True)
def read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each standard is read once, with its examples: it takes a second."""

    def loaded(text: Mapping[str, str], *, examples: bool = False) -> Standard:
        key = hash(frozenset(text.items()))
        if key not in _READ:
            _READ[key] = _loaded(text, examples=True)
        return _READ[key]

    monkeypatch.setattr(decided, "loaded", loaded)


_READ: dict[int, Standard] = {}
_loaded = decided.loaded


def decide(text: dict[str, str], on: date, reason: str = "The board of 3 March") -> StandardInForce:
    """Decide on a standard."""
    with act(person=None, route="standard upgrade") as by:
        return upgrading.decide(text=text, from_on=on, reason=reason, by=by)


def on_day(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    """The clock, so many days on."""
    monkeypatch.setattr(clock, "now", lambda: timezone.now() + timedelta(days))


@pytest.fixture
def child() -> UUID:
    """A child found vulnerable twelve days ago, for whom there is no plan."""
    world = worlds.world()
    worlds.record(
        world.child, "assessment", worlds.days_ago(12), agency=world.yjs.pk,
        tool="assetplus", vulnerability="high",
    )  # fmt: skip
    return world.child


def plans(child: UUID) -> list[tuple[date | None, str]]:
    """When the plan is due."""
    owed = Obligation.objects.filter(file=child, duty=DUTY)
    return list(owed.values_list("due_on", "settled"))


def test_the_preview_says_what_would_change_and_changes_nothing(
    child: UUID, sooner: dict[str, str]
) -> None:
    before = plans(child)
    found = upgrading.preview(decided.loaded(sooner), worlds.today())
    assert found.effects == Counter({(DUTY, "state", "open", "overdue"): 1})
    assert [(one.what, one.name) for one in found.says] == [("duty", DUTY)]
    assert list(found.forms) == list(found.measures) == []
    assert plans(child) == before
    assert not StandardInForce.objects.exists()
    same = upgrading.preview(standard(), worlds.today())
    assert not same.effects and not same.says


def test_a_form_that_asks_otherwise_is_named(england: dict[str, str]) -> None:
    text, path = dict(england), "kinds/assessment-and-planning.yaml"
    first = re.search(r"^  title: (.*)$", text[path], re.M)
    assert first is not None
    text[path] = text[path].replace(first[0], first[0] + " asked otherwise", 1)
    found = upgrading.preview(decided.loaded(text), worlds.today())
    assert len(found.forms) == 1
    assert not found.effects


def test_it_holds_from_its_day_on_and_not_before(
    child: UUID, sooner: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    old = standard().digest
    row = decide(sooner, tomorrow())
    with decided_in_database():
        assert standard().digest == old
        on_day(monkeypatch, 1)
        assert standard().digest == row.standard != old
        assert with_examples().digest == row.standard
        with using(decided.loaded(sooner)):
            on_day(monkeypatch, 0)
            assert standard().digest == row.standard  # what was begun by it ends by it
        assert standard().digest == old
    on_day(monkeypatch, 1)
    assert standard().digest == old  # whoever does not ask the database is run by the settings


def test_every_file_is_judged_by_it_and_cut_off_it_goes_on(
    child: UUID, sooner: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = plans(child)
    monkeypatch.setattr(upgrading, "JUDGED_AT_ONCE", 2)
    row = decide(sooner, tomorrow())
    on_day(monkeypatch, 1)
    with decided_in_database():
        done = 0

        def cut_off(some: int) -> None:
            nonlocal done
            done += some
            if done >= 2:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            upgrading.judge_waiting(cut_off)
        by_it = Judged.objects.filter(standard=row.standard)
        assert by_it.count() == 2
        files = Judged.objects.count()
        assert upgrading.judge_waiting() == files
        assert by_it.count() == files
        assert plans(child) != before
        assert list(reconcile()) == []
    assert list(verify()) == []


def test_the_day_is_still_to_come_and_the_reason_is_said(
    child: UUID, sooner: dict[str, str], england: dict[str, str]
) -> None:
    for text, on in ((sooner, worlds.today()), (england, worlds.today() - timedelta(1))):
        with pytest.raises(Refused, match="at the earliest"):
            decide(text, on)
    with pytest.raises(Refused, match="Say why"):
        decide(sooner, tomorrow(), reason=" ")
    assert not StandardInForce.objects.exists()
    decide(england, worlds.today())  # it is the one that holds


def test_a_kind_of_which_there_are_records_stays(child: UUID, england: dict[str, str]) -> None:
    known = decided.loaded(england)
    less = replace(known, kinds={n: k for n, k in known.kinds.items() if n != "assessment"})
    with pytest.raises(Refused, match=r"does not have \(assessment\)"):
        upgrading.preview(less, worlds.today())


def test_of_two_that_begin_on_a_day_the_later_holds(
    sooner: dict[str, str], england: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    decide(sooner, tomorrow())
    last = decide(england, tomorrow())
    on_day(monkeypatch, 1)
    with decided_in_database():
        assert standard().digest == last.standard


def test_it_is_a_line_in_the_log_and_stays_as_it_was_decided(sooner: dict[str, str]) -> None:
    row = decide(sooner, tomorrow())
    line = LogLine.objects.get(route="standard upgrade")
    assert line.acts[0]["row"] == str(row.pk)
    assert tomorrow().isoformat() in line.acts[0]["act"]
    with pytest.raises(DatabaseError), transaction.atomic():
        StandardInForce.objects.update(from_on=worlds.today())


def test_the_application_decides_on_none(sooner: dict[str, str]) -> None:
    if connection.vendor != "postgresql":
        return  # SQLite has no roles
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE sightline_app")
        try:
            with pytest.raises(DatabaseError, match="permission denied"):
                decide(sooner, tomorrow())
        finally:
            cursor.execute("RESET ROLE")
