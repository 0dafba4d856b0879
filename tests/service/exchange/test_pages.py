"""The pages of what other systems deliver: for records officers, of their own agency."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from sightline.service.access import policy
from sightline.service.access.roles import Role
from sightline.service.exchange import urls
from sightline.service.exchange.models import Delivery, Refusal, State
from sightline.service.exchange.worker import work_once
from sightline.service.files.models import Record, Stored, System
from sightline.service.ledger.acts import act
from tests.service import worlds
from tests.service.access.pages.asking import page, refused, send, text
from tests.service.access.pages.small import ELSEWHERE
from tests.service.exchange.delivering import MAPPING, deliver, tables
from tests.service.files.making import application
from tests.service.web.people import signed_in

pytestmark = pytest.mark.django_db
MONDAY = "2026-03-09 04:00"


@pytest.fixture(autouse=True)
def store(settings: Settings, tmp_path: Path) -> None:
    settings.STORE, settings.STORE_KEYS = str(tmp_path / "store"), ["ab" * 32]


@pytest.fixture
def officer(as_the_owner: None) -> Client:
    """A browser of a records officer whose agency has a system that delivered."""
    home = worlds.agency()
    System.objects.create(name="careworks", title="Careworks", agency_id=home.pk)
    return signed_in(worlds.person(home, Role.RECORDS_OFFICER, is_worker=False))


def asked(delivery: Delivery) -> dict[str, dict[str, Any]]:
    """The arguments of every address."""
    of_system = {"system": delivery.system_id}
    return {
        str(pattern.name): of_system
        if "system" in pattern.pattern.converters
        else {"delivery": delivery.pk}
        if "delivery" in pattern.pattern.converters
        else {}
        for pattern in urls.urlpatterns
    }


@pytest.mark.parametrize("role", Role)
def test_only_records_officers_of_the_agency_open_any_of_them(
    officer: Client, role: Role, tmp_path: Path
) -> None:
    done = deliver(tmp_path, MONDAY, planned=[("7", "ada", "no day")])
    home = System.objects.get().agency_id
    of = worlds.agency(role.label, ELSEWHERE[role]) if role in ELSEWHERE else _agency(home)
    theirs = signed_in(worlds.person(of, role, is_worker=False))
    stranger = worlds.agency("Another service")
    strangers = signed_in(worlds.person(stranger, Role.RECORDS_OFFICER, is_worker=False))
    for name, arguments in asked(done).items():
        is_open = role == Role.RECORDS_OFFICER
        wanted = HTTPStatus.OK if is_open else HTTPStatus.FORBIDDEN
        assert theirs.get(reverse(name, kwargs=arguments)).status_code == wanted, name
        elsewhere = HTTPStatus.NOT_FOUND if arguments else HTTPStatus.OK
        assert strangers.get(reverse(name, kwargs=arguments)).status_code == elsewhere, name
    assert "Careworks" not in page(strangers, "systems")
    assert policy.check_load is not None


def _agency(pk: Any) -> Any:
    from sightline.service.access.models import Agency

    return Agency.objects.get(pk=pk)


def test_a_delivery_is_brought_taken_up_and_reported(officer: Client, tmp_path: Path) -> None:
    system = System.objects.get()
    folder = tables(tmp_path / "made", MONDAY, planned=[("7", "ada", "no day")])
    files = [SimpleUploadedFile(path.name, path.read_bytes()) for path in sorted(folder.iterdir())]
    own = SimpleUploadedFile("careworks.yaml", MAPPING.encode())
    brought = {"tables": files, "mapping": "-", "own": own, "complete": "no", "year_ending": ""}
    assert "The files have arrived." in send(officer, "deliver", brought, system=system.pk)
    delivery = Delivery.objects.get()
    assert delivery.state == State.WAITING and len(delivery.kept) == 3
    assert "every 5 seconds" in page(officer, "delivery", delivery=delivery.pk)
    assert work_once() == 1 and work_once() == 0
    delivery.refresh_from_db()
    assert delivery.made_at is not None
    assert abs(delivery.made_at - delivery.received_at) < timedelta(minutes=1)
    assert delivery.kept == [] and not Stored.objects.exists()
    assert delivery.state == State.DONE and Record.objects.filter(kind="assessment").count() == 2
    shown = page(officer, "delivery", delivery=delivery.pk)
    assert "Nobody is named who can mend it" in shown and "every 5 seconds" not in shown
    assert "no day" in page(officer, "refused", delivery=delivery.pk)
    rows = officer.get(reverse("refused_csv", args=[delivery.pk]))
    assert rows["Content-Disposition"].startswith("attachment")
    assert b"plans.csv,2,made,no day" in rows.content
    assert "Careworks" in page(officer, "systems")
    assert "2 kinds of record" in page(officer, "system", system=system.pk)


def test_what_is_no_return_is_refused_with_a_sentence(officer: Client) -> None:
    system = System.objects.get()
    files = [SimpleUploadedFile("letters.csv", b"a,b\n1,2\n")]
    brought = {"tables": files, "mapping": "ssda903", "complete": "no", "year_ending": ""}
    send(officer, "deliver", brought, system=system.pk)
    assert work_once() == 1
    delivery = Delivery.objects.get()
    assert delivery.state == State.REFUSED and delivery.sentence
    assert delivery.sentence[:40] in page(officer, "delivery", delivery=delivery.pk)


def test_what_is_missing_is_said(officer: Client) -> None:
    system = System.objects.get()
    assert 'multiple="multiple"' in page(officer, "deliver", system=system.pk)
    said = refused(officer, "deliver", {"mapping": "-", "complete": "no"}, system=system.pk)
    assert "Choose the files of the delivery" in said and "Choose the mapping of your own" in said
    changed = {"title": "", "file_link": "http://x/{id}"}
    said = refused(officer, "change_system", changed, system=system.pk)
    assert "https://" in said


def test_a_system_is_added_and_changed(officer: Client) -> None:
    agency = str(System.objects.get().agency_id)
    told = {
        "name": "mosaic-two", "title": "Mosaic", "agency": agency, "place": "", "live": "yes",
        "file_link": "https://mosaic.example/{id}", "mended_by": "The desk", "mended_at": "1234",
    }  # fmt: skip
    assert "The system was added." in send(officer, "add_system", told)
    assert "already" in refused(officer, "add_system", told)
    made = System.objects.get(name="mosaic-two")
    changed = {**told, "title": "Mosaic 2", "live": "no"}
    assert "Mosaic 2" in send(officer, "change_system", changed, system=made.pk)
    assert not System.objects.get(pk=made.pk).live


def test_what_was_stopped_is_tried_again(officer: Client, tmp_path: Path) -> None:
    done = deliver(tmp_path, MONDAY)
    answer = officer.post(reverse("deliver_again", args=[done.pk]))
    assert "Only a delivery that was stopped" in text(answer)
    Delivery.objects.update(state=State.STOPPED, kept=[{"name": "a.csv", "id": str(done.pk)}])
    assert "It waits" in send(officer, "deliver_again", delivery=done.pk)
    assert Delivery.objects.get().state == State.WAITING


def test_what_is_no_longer_kept_is_to_be_brought_again(officer: Client) -> None:
    files = [SimpleUploadedFile("header.csv", b"CHILD\n")]
    brought = {"tables": files, "mapping": "ssda903", "complete": "no", "year_ending": ""}
    send(officer, "deliver", brought, system=System.objects.get().pk)
    Delivery.objects.update(kept=[{"name": "header.csv", "id": "0" * 32}])
    assert work_once() == 1 and work_once() == 0
    assert "Bring the delivery again" in page(
        officer, "delivery", delivery=Delivery.objects.get().pk
    )


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no such security")
def test_the_database_too_keeps_what_was_refused_from_others(
    officer: Client, tmp_path: Path
) -> None:
    deliver(tmp_path, MONDAY, planned=[("7", "ada", "no day")])
    home = _agency(System.objects.get().agency_id)
    own = worlds.person(home, Role.RECORDS_OFFICER, is_worker=False)
    manager = worlds.person(home, Role.MANAGER, is_worker=False)
    other = worlds.person(worlds.agency("Another"), Role.RECORDS_OFFICER, is_worker=False)
    seen = []
    for person in (own, manager, other):
        with application(), act(person=person.pk, route="test"):
            seen.append(Refusal.objects.count())
    assert seen == [1, 0, 0]
