"""People who sign in: added, found, let in or not, and what each holds."""

from __future__ import annotations

import re
from datetime import timedelta
from http import HTTPStatus

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from sightline.service.access.models import Person
from sightline.service.access.pages import adding
from sightline.service.access.roles import Role
from sightline.service.files.models import Name, Subject
from sightline.service.ledger.models import LogLine
from sightline.service.ledger.row_security import as_machine
from tests.service import worlds
from tests.service.access.pages.asking import page, refused, send
from tests.service.access.pages.small import CHILD, Small, propose_post
from tests.service.web.people import is_signed_in, signed_in

pytestmark = pytest.mark.once

NEW = {"name": "Ada Newcomer", "email": "ada@example.org", "file": "none"}


@pytest.fixture
def admin(it: Small) -> Client:
    return signed_in(it.first)


def test_somebody_is_added_who_sees_nothing_yet(it: Small, admin: Client) -> None:
    shown = send(admin, "add_person", NEW)
    assert "The person was added." in shown
    added = Person.objects.get(email="ada@example.org")
    assert added.name in shown and "Nothing is open to this person." in shown
    assert not added.has_usable_password() and added.worker_id is None


def test_a_file_is_opened_on_them_as_a_worker_where_that_is_wanted(
    it: Small, admin: Client
) -> None:
    send(admin, "add_person", NEW | {"file": "new"})
    file = Person.objects.get(email="ada@example.org").worker
    assert file is not None and file.type == "worker"
    assert Name.objects.get(subject=file).given == "Ada Newcomer"


THERE = NEW | {"file": "there", "find": "newCOMER"}


def test_a_file_that_is_there_already_is_found_by_name_and_theirs_only_once(
    it: Small, admin: Client
) -> None:
    file = worlds.open_file("worker", given="Ada", family="Newcomer")
    other = worlds.open_file("worker", given="Zed", family="Newcomer")
    shown = refused(admin, "add_person", THERE)
    assert "Choose which of these workers they are" in shown
    assert "Ada Newcomer" in shown and "Zed Newcomer" in shown and f'value="{file}"' in shown
    send(admin, "add_person", THERE | {"worker": str(file)})
    assert Person.objects.get(email="ada@example.org").worker_id == file
    again = THERE | {"email": "twin@example.org", "worker": str(file)}
    shown = refused(admin, "add_person", again)
    assert f'value="{file}"' not in shown and f'value="{other}"' in shown
    assert not Person.objects.filter(email="twin@example.org").exists()


def test_workers_of_one_name_are_told_apart_by_their_agency(it: Small, admin: Client) -> None:
    home = it.home.pk
    twin = worlds.open_file("worker", given="Ada", family="Newcomer")
    worlds.record(
        twin, "post", worlds.days_ago(30), agency=home, employer=str(home), children="yes"
    )
    assert f"Ada Newcomer, {it.home.name}" in refused(admin, "add_person", THERE)


def test_too_many_of_a_name_are_not_cut_off_silently(
    it: Small, admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adding, "MOST_WORKERS", 1)
    for given in ("Ada", "Zed"):
        worlds.open_file("worker", given=given, family="Newcomer")
    assert "Enter more of the name: more than 1 workers fit" in refused(admin, "add_person", THERE)


def test_children_are_not_found_among_workers(it: Small, admin: Client) -> None:
    shown = refused(admin, "add_person", THERE | {"find": CHILD})
    assert "No worker of this name has a file" in shown and str(it.child) not in shown


def test_what_is_refused_keeps_what_was_typed_and_leaves_nothing(it: Small, admin: Client) -> None:
    files = all_files()
    typed = {"name": "Ada <Newcomer>", "email": it.second.email.upper(), "file": "new"}
    shown = refused(admin, "add_person", typed)
    assert "signs in with this e-mail address already" in shown
    assert 'value="Ada <Newcomer>"' in shown
    assert all_files() == files
    line = LogLine.objects.filter(by=it.first.pk).latest("position")
    assert line.acts == []


def all_files() -> int:
    """How many files there are, whoever may see them."""
    with as_machine():
        return Subject.objects.count()


def test_the_name_on_a_file_is_asked_for_where_there_is_one(it: Small, admin: Client) -> None:
    shown = refused(admin, "add_person", NEW | {"file": "there"})
    assert "Enter the name on the file" in shown
    shown = refused(admin, "add_person", THERE | {"find": 'No "Such"'})
    assert "No worker of this name has a file" in shown and 'No "Such"' in shown


def test_a_search_by_name_or_address_stands_in_no_address(it: Small, admin: Client) -> None:
    answer = admin.post(reverse("people"), {"words": "SECOND sam"})
    assert answer.status_code == HTTPStatus.OK
    shown = answer.content.decode()
    assert it.second.name in shown
    assert it.people[Role.MANAGER].name not in shown
    shown = admin.post(reverse("people"), {"words": it.second.email}).content.decode()
    assert it.second.name in shown
    shown = admin.post(reverse("people"), {"words": "nobody"}).content.decode()
    assert "Nobody has that" in shown


def test_the_list_is_filtered_by_role_agency_and_whether_they_sign_in(
    it: Small, admin: Client
) -> None:
    manager, inspector = it.people[Role.MANAGER], it.people[Role.INSPECTOR]
    Person.objects.filter(pk=inspector.pk).update(is_active=False)

    def listed(**asked: str) -> set[str]:
        shown = admin.get(reverse("people"), asked).content.decode()
        return {p.name for p in Person.objects.all() if reverse("person", args=[p.pk]) in shown}

    assert listed() == {person.name for person in Person.objects.all()}
    assert listed(role="manager") == {manager.name}
    assert listed(agency=str(it.other.pk)) == {inspector.name}
    assert listed(agency=str(it.other.pk), role="manager") == set()
    assert listed(signs_in="no") == {inspector.name}
    assert inspector.name not in listed(signs_in="yes")


def test_whoever_is_stopped_is_signed_out_and_can_be_let_in_again(it: Small, admin: Client) -> None:
    manager = it.people[Role.MANAGER]
    theirs = signed_in(manager)
    assert is_signed_in(theirs)
    assert "They no longer sign in." in send(admin, "stop_signing_in", person=manager.pk)
    assert not is_signed_in(theirs)
    assert "No: stopped" in page(admin, "person", person=manager.pk)
    send(admin, "let_in", person=manager.pk)
    assert Person.objects.get(pk=manager.pk).is_active
    # The sessions of before have ended for good.
    assert not is_signed_in(theirs)


def test_the_link_to_set_a_password_is_shown_once_and_works_once(it: Small, admin: Client) -> None:
    manager = it.people[Role.MANAGER]
    answer = admin.post(reverse("password_link", kwargs={"person": manager.pk}))
    assert answer.status_code == HTTPStatus.OK
    found = re.search(r"http://testserver(/set-password/[^\s<]+)", answer.content.decode())
    assert found is not None
    assert found[1] not in page(admin, "person", person=manager.pk)
    theirs = Client()
    form = theirs.get(found[1], follow=True)
    new = {"new_password1": "four words very apart", "new_password2": "four words very apart"}
    assert theirs.post(form.wsgi_request.path, new).status_code == HTTPStatus.FOUND
    assert Person.objects.get(pk=manager.pk).check_password("four words very apart")
    again = Client().get(found[1], follow=True).content.decode()
    assert "new_password1" not in again


def test_a_second_factor_is_taken_away_and_its_absence_is_said(it: Small, admin: Client) -> None:
    manager = it.people[Role.MANAGER]
    Authenticator.objects.create(user=manager, type=Authenticator.Type.TOTP, data={})
    assert "Set up" in page(admin, "person", person=manager.pk)
    assert "Not set up" in send(admin, "reset_second_factor", person=manager.pk)
    assert not Authenticator.objects.filter(user=manager).exists()


def test_a_lock_out_is_said_and_undone(it: Small, admin: Client) -> None:
    manager = it.people[Role.MANAGER]
    attempts = apps.get_model("axes", "AccessAttempt").objects
    attempts.create(username=manager.email, ip_address="192.0.2.1", failures_since_start=5)
    assert "Yes, after 5 failures" in page(admin, "person", person=manager.pk)
    send(admin, "unlock_person", person=manager.pk)
    assert not attempts.filter(username=manager.email).exists()


def test_an_account_elsewhere_is_linked_to_one_person_and_unlinked(
    it: Small, admin: Client, settings: Settings
) -> None:
    manager, officer = it.people[Role.MANAGER], it.people[Role.RECORDS_OFFICER]
    assert "Account elsewhere" not in page(admin, "person", person=manager.pk)
    settings.OIDC_ISSUER = "https://login.example"
    assert "Not linked" in page(admin, "person", person=manager.pk)
    said = {"subject": "subject-1"}
    shown = send(admin, "link_elsewhere", said, person=manager.pk)
    assert "subject-1" in shown and "Not linked" not in shown
    shown = refused(admin, "link_elsewhere", said, person=officer.pk)
    assert "linked to somebody else" in shown and 'value="subject-1"' in shown
    assert "Not linked" in send(admin, "unlink_elsewhere", person=manager.pk)


@pytest.mark.parametrize("name", ["stop_signing_in", "password_link", "reset_second_factor"])
def test_nobody_does_any_of_this_to_themselves(it: Small, admin: Client, name: str) -> None:
    assert "omebody else" in refused(admin, name, person=it.first.pk)
    assert "looked after by somebody else" in page(admin, "person", person=it.first.pk)
    assert Person.objects.get(pk=it.first.pk).is_active


@pytest.mark.parametrize("name", ["password_link", "reset_second_factor", "decide_proposal"])
def test_what_is_dangerous_asks_for_the_password_again(it: Small, name: str) -> None:
    practitioner = it.people[Role.PRACTITIONER]
    where = {"person": practitioner.pk}
    if name == "decide_proposal":
        where = {"proposal": propose_post(it, it.second, practitioner).pk}
    it.first.set_password("three words apart")
    it.first.save()
    long_ago = signed_in(it.first, shown=("mfa",))
    answer = long_ago.get(reverse(name, kwargs=where))
    assert answer.status_code == HTTPStatus.FOUND
    assert answer["Location"].startswith(reverse("account_reauthenticate"))


def test_posts_held_to_come_and_ended_are_told_apart(it: Small, admin: Client) -> None:
    manager = it.people[Role.MANAGER]
    post = worlds.post_of(manager)
    today = worlds.today()
    propose = propose_post(it, it.second, manager)
    send(admin, "decide_proposal", {"agreed": "yes"}, proposal=propose.pk)
    said = {"on-day": today.day, "on-month": today.month, "on-year": today.year}
    shown = send(admin, "end_post", said | {"reason": "Moves on."}, post=post.pk)
    # It is held until the end of its last day.
    assert shown.count(">Held<") == 2 and ">Ended<" not in shown
    other = it.people[Role.RECORDS_OFFICER]
    yesterday = today - timedelta(1)
    said = {"on-day": yesterday.day, "on-month": yesterday.month, "on-year": yesterday.year}
    shown = send(admin, "end_post", said | {"reason": "x"}, post=worlds.post_of(other).pk)
    assert ">Ended<" in shown and ">Held<" not in shown
    assert "None" in admin.post(reverse("people"), {"words": other.name}).content.decode()


def test_a_post_is_not_ended_further_back_than_yesterday(it: Small, admin: Client) -> None:
    post = worlds.post_of(it.people[Role.MANAGER])
    long_ago = timezone.now().date() - timedelta(9)
    said = {"on-day": long_ago.day, "on-month": long_ago.month, "on-year": long_ago.year}
    shown = refused(admin, "end_post", said | {"reason": "Left & gone."}, post=post.pk)
    assert "further back than yesterday" in shown
    assert "Left & gone." in shown
