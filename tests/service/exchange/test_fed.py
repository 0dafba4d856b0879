"""What comes from another system is not entered here as well, and leads there."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from sightline.service.access import policy
from sightline.service.access.models import Agency, Person
from sightline.service.access.roles import Role
from sightline.service.access.viewer import viewer_of
from sightline.service.files.models import Obligation, Record, System
from sightline.service.files.systems import fault_in_link, link
from sightline.service.ledger.acts import act
from sightline.service.ledger.failures import Refused
from sightline.service.ledger.ids import id_from
from sightline.service.ledger.row_security import as_machine
from tests.service import worlds
from tests.service.exchange.delivering import SYSTEM, deliver
from tests.service.web.people import signed_in

pytestmark = pytest.mark.django_db
ADA = id_from(SYSTEM, "ada")
WHERE = "Records of this kind come from Careworks, last heard 9 March 2026; enter it there."


@pytest.fixture
def world(as_the_owner: None, tmp_path: Path) -> tuple[Agency, Person]:
    """An agency whose system delivers, and a manager who sees its children."""
    home = worlds.agency()
    System.objects.create(
        name=SYSTEM,
        title="Careworks",
        agency_id=home.pk,
        file_link="https://careworks.example/c/{id}",
    )
    deliver(tmp_path, "2026-03-09 04:00")
    worlds.record(ADA, "case", worlds.days_ago(30), agency=home.pk, service="youth-justice")
    return home, worlds.person(home, Role.MANAGER)


def refusal(person: Person, check: object, *asked: object) -> str:
    """The sentence of a refusal; '' where it is let through."""
    with act(person=person.pk, route="test"):
        try:
            check(viewer_of(person.pk, timezone.now()), *asked)  # type: ignore[operator]
        except Refused as refused:
            return str(refused)
    return ""


def test_nobody_adds_here_what_is_entered_there(world: tuple[Agency, Person]) -> None:
    _, manager = world
    assert refusal(manager, policy.check_record, ADA, "assessment") == WHERE
    assert refusal(manager, policy.check_record, ADA, "concern") == ""
    with act(person=manager.pk, route="test"):
        viewer = viewer_of(manager.pk, timezone.now())
        basis = policy.check_see_file(viewer, ADA)
        kinds = policy.kinds_recorded(viewer, basis)
    assert "concern" in kinds and not {"assessment", "plan"} & kinds


def test_another_agency_goes_on_entering_it(world: tuple[Agency, Person]) -> None:
    other = worlds.agency("Another service")
    worlds.record(ADA, "case", worlds.days_ago(30), agency=other.pk, service="youth-justice")
    manager = worlds.person(other, Role.MANAGER)
    assert refusal(manager, policy.check_record, ADA, "assessment") == ""


def test_nobody_changes_what_came_from_there(world: tuple[Agency, Person]) -> None:
    _, manager = world
    with as_machine():
        fed = Record.objects.get(file=ADA, kind="assessment").fact
        typed = Record.objects.get(file=ADA, kind="case").fact
    for check in (policy.check_correct, policy.check_withdraw):
        assert refusal(manager, check, ADA, fed) == WHERE
        assert refusal(manager, check, ADA, typed) == ""


def test_a_system_that_is_no_longer_used_closes_nothing(world: tuple[Agency, Person]) -> None:
    _, manager = world
    System.objects.update(live=False)
    fed = Record.objects.get(file=ADA, kind="assessment").fact
    assert refusal(manager, policy.check_record, ADA, "assessment") == ""
    assert refusal(manager, policy.check_correct, ADA, fed) == ""


def test_pages_lead_to_the_other_system(world: tuple[Agency, Person]) -> None:
    _, manager = world
    fact = Record.objects.get(file=ADA, kind="assessment").fact
    owed = Obligation.objects.filter(file=ADA, duty="vuln-plan-create")[0].pk
    browser = signed_in(manager)
    for name, args in (("record", [ADA, fact]), ("file-about", [ADA]), ("owed", [ADA, owed])):
        shown = browser.get(reverse(name, args=args)).content.decode()
        assert 'href="https://careworks.example/c/ada"' in shown, name
        assert 'rel="noreferrer"' in shown and "Careworks, another system" in shown


@pytest.mark.parametrize(
    "template",
    [
        "http://careworks.example/{id}", "javascript:alert({id})", "https://{id}.example/",
        "https://careworks.example/", "https://me:secret@careworks.example/{id}",
        "https://careworks.example/{id}/{id}", "https://careworks.example/{name}/{id}",
        'https://careworks.example/"{id}', "/c/{id}", "https://careworks.example{id}",
    ],
)  # fmt: skip
def test_a_link_leads_to_one_server_and_holds_the_number_alone(template: str) -> None:
    assert fault_in_link(template)


def test_a_number_in_a_link_is_nothing_but_a_number() -> None:
    template = "https://careworks.example/c?child={id}&tab=1"
    assert fault_in_link(template) == ""
    assert link(template, "a/b&c=ü") == "https://careworks.example/c?child=a%2Fb%26c%3D%C3%BC&tab=1"
    assert link("", "ada") == ""
