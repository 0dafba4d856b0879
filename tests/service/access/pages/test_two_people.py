"""Granting takes two people, and both read the same sentence."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from sightline.service.access.models import Agreement, Decision, Post, Proposal
from sightline.service.access.roles import Role
from tests.service.access.pages.asking import day, page, refused, send
from tests.service.access.pages.small import Small, propose_post
from tests.service.web.people import signed_in
from tests.service.worlds import today

pytestmark = pytest.mark.once


@pytest.fixture
def first(it: Small) -> Client:
    return signed_in(it.first)


@pytest.fixture
def second(it: Small) -> Client:
    return signed_in(it.second)


def wanted(it: Small, role: Role = Role.PRACTITIONER) -> dict[str, object]:
    """The form that proposes a post in the team, from 1 January 2026."""
    return {
        "role": role,
        "where": f"{it.home.pk}/{it.team.pk}",
        "sensitivities": ["v", "h"],
        "reason": "Joins the team.",
        **day("from_on", 2026, 1, 1),
    }


def test_one_proposes_and_another_sees_exactly_that_and_decides(
    it: Small, first: Client, second: Client
) -> None:
    whom = it.people[Role.MANAGER]
    assert "Somebody else decides" in send(first, "propose_post", wanted(it), person=whom.pk)
    proposal = Proposal.objects.get()
    assert whom.name in proposal.shown and "team North" in proposal.shown
    for sensitive in ("health", "victim"):
        assert sensitive in proposal.shown
    for client in (first, second):
        assert proposal.shown in page(client, "proposals")
    address = reverse("decide_proposal", kwargs={"proposal": proposal.pk})
    assert "You proposed it." in page(first, "proposals")
    assert address not in page(first, "proposals")
    assert first.get(address).status_code == HTTPStatus.FORBIDDEN
    assert first.post(address, {"agreed": "yes"}).status_code == HTTPStatus.FORBIDDEN
    assert not Decision.objects.exists()
    assert address in page(second, "proposals")
    shown = page(second, "decide_proposal", proposal=proposal.pk)
    for said in (proposal.shown, proposal.reason, it.first.name):
        assert said in shown
    history = send(second, "decide_proposal", {"agreed": "yes"}, proposal=proposal.pk)
    for said in (proposal.shown, "Agreed by", it.first.name, it.second.name):
        assert said in history
    post = Post.objects.get(person=whom, role=Role.PRACTITIONER)
    assert (post.by, post.approved_by) == (it.first.pk, it.second.pk)
    assert (post.team, post.sensitivities) == (it.team, "hv")
    assert proposal.shown not in page(second, "proposals")


def test_refusing_needs_a_reason_and_grants_nothing(it: Small, second: Client) -> None:
    whom = it.people[Role.MANAGER]
    proposal = propose_post(it, it.first, whom)
    shown = refused(second, "decide_proposal", {"agreed": "no"}, proposal=proposal.pk)
    assert "Enter the reason why you refuse" in shown
    shown = refused(second, "decide_proposal", proposal=proposal.pk)
    assert "Choose whether you agree or refuse" in shown
    said = {"agreed": "no", "reason": "Not vetted yet."}
    history = send(second, "decide_proposal", said, proposal=proposal.pk)
    assert "Refused by" in history and "Not vetted yet." in history
    assert not Post.objects.filter(person=whom, role=Role.PRACTITIONER).exists()


def test_what_has_been_decided_is_not_decided_again(it: Small, second: Client) -> None:
    proposal = propose_post(it, it.first, it.people[Role.MANAGER])
    send(second, "decide_proposal", {"agreed": "yes"}, proposal=proposal.pk)
    shown = refused(second, "decide_proposal", {"agreed": "yes"}, proposal=proposal.pk)
    assert "already been decided" in shown
    assert Post.objects.filter(role=Role.PRACTITIONER, approved_by=it.second.pk).count() == 1


def test_nobody_proposes_a_post_for_themselves(it: Small, first: Client) -> None:
    said = wanted(it, Role.ACCESS_ADMINISTRATOR)
    assert "to themselves" in refused(first, "propose_post", said, person=it.first.pk)
    assert not Proposal.objects.exists()
    assert "Propose a post" not in page(first, "person", person=it.first.pk)


def test_nobody_decides_what_is_granted_to_themselves(it: Small, second: Client) -> None:
    proposal = propose_post(it, it.first, it.second, Role.ACCESS_ADMINISTRATOR)
    assert "It concerns you. Somebody else decides." in page(second, "proposals")
    address = reverse("decide_proposal", kwargs={"proposal": proposal.pk})
    assert second.get(address).status_code == HTTPStatus.FORBIDDEN
    assert second.post(address, {"agreed": "yes"}).status_code == HTTPStatus.FORBIDDEN
    assert not Decision.objects.exists()


def test_nobody_administers_access_and_reads_files(it: Small, first: Client) -> None:
    shown = refused(first, "propose_post", wanted(it), person=it.second.pk)
    assert "Nobody administers access and reads files at the same time." in shown
    assert "Joins the team." in shown
    assert 'value="2026"' in shown
    assert not Proposal.objects.exists()


def test_a_post_must_be_asked_for_whole(it: Small, first: Client) -> None:
    shown = refused(first, "propose_post", day("from_on", 2026, 2, 30), person=it.second.pk)
    for said in ("Select the role", "Select the agency", "has no day 30", "Enter the reason"):
        assert said in shown


def test_an_agreement_is_proposed_decided_listed_and_ended(
    it: Small, first: Client, second: Client
) -> None:
    said = {
        "agency": str(it.home.pk),
        "other": str(it.other.pk),
        "purpose": "Inspection of 2026",
        "basis": "Crime and Disorder Act 1998",
        "kinds": ["assessment", "plan"],
        "reason": "It begins.",
        **day("from_on", 2026, 1, 1),
    }
    send(first, "propose_agreement", said)
    proposal = Proposal.objects.get()
    shown = page(second, "decide_proposal", proposal=proposal.pk)
    for part in (it.home.name, it.other.name, "Assessment", "Inspection of 2026"):
        assert part in shown
    send(second, "decide_proposal", {"agreed": "yes"}, proposal=proposal.pk)
    made = Agreement.objects.get()
    assert made.kinds == ["assessment", "plan"]
    listed = page(first, "agreements")
    assert f"{it.other.name} sees files of {it.home.name}" in listed and "Held" in listed
    now = today()
    end = {"reason": "It is over.", **day("on", now.year, now.month, now.day)}
    send(first, "end_agreement", end, agreement=made.pk)
    assert reverse("end_agreement", kwargs={"agreement": made.pk}) not in page(first, "agreements")


def test_an_agreement_with_oneself_is_refused_and_what_was_typed_is_kept(
    it: Small, first: Client
) -> None:
    said = {
        "agency": str(it.home.pk),
        "other": str(it.home.pk),
        "purpose": "Purpose & more",
        "basis": "Basis",
        "kinds": ["plan"],
        "reason": "Reason",
        **day("from_on", 2026, 1, 1),
    }
    shown = refused(first, "propose_agreement", said)
    assert "An agreement is between two agencies." in shown
    assert "Purpose & more" in shown
