"""Countersigning: bound to the very version that was read, void on any change, never one's own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from sightline.service.access.models import Person, Sector
from sightline.service.access.roles import Role
from sightline.service.casework.pages.correcting import entry_of
from sightline.service.files import services
from sightline.service.files.entries import BadEntry
from sightline.service.files.models import Countersignature, Obligation, Record, Unsigned
from sightline.service.files.signatures import signatures, unbound
from sightline.service.ledger import chains
from sightline.service.ledger.acts import act
from sightline.service.ledger.failures import Refused, Stale
from sightline.service.ledger.verify import verify
from tests.service.shared import made_once
from tests.service.worlds import (
    World,
    agency,
    browser,
    days_ago,
    machine,
    open_file,
    person,
    record,
    see_all,
    world,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with made_once(django_db_blocker, world) as there:
        yield there


@pytest.fixture
def here(made: World, db: None) -> World:
    see_all()
    return made


def plan_of(here: World, **said: Any) -> Record:
    """A plan that a manager countersigns, by the practitioner."""
    return record(
        here.child, "plan", days_ago(2), agency=here.yjs.pk, author=here.worker.worker_id,
        type="safety-and-wellbeing", **said,
    )  # fmt: skip


def seen(here: World) -> int:
    return chains.version(chains.file_chain(here.child))


def sign(here: World, fact: UUID, by: Person | None = None, **said: Any) -> Countersignature:
    who = by or here.manager
    with act(person=who.pk, route="test") as its:
        asked: dict[str, Any] = {"signed_as": "manager", "note": "", "seen": seen(here)} | said
        row = services.countersign(
            fact=fact, agency=here.yjs.pk, worker=who.worker_id, by=its, **asked
        )
    see_all()
    return row


def send_back(here: World, fact: UUID, note: str = "Say who does what") -> Countersignature:
    with act(person=here.manager.pk, route="test") as its:
        row = services.send_back(
            fact=fact, signed_as="manager", note=note, seen=seen(here), agency=here.yjs.pk,
            worker=here.manager.worker_id, by=its,
        )  # fmt: skip
    see_all()
    return row


def change(here: World, row: Record, **said: Any) -> Record:
    """The practitioner corrects a record."""
    last = Record.objects.filter(fact=row.fact, withdraws=None).latest("position")
    entry = entry_of(last)
    entry = type(entry)(**{
        **{name: getattr(entry, name) for name in entry.__dataclass_fields__},
        "details": {**entry.details, **said},
    })  # fmt: skip
    with act(person=here.worker.pk, route="test") as by:
        row = services.correct(
            fact=row.fact, entry=entry, reason="It said too little", seen=seen(here), by=by
        )
    see_all()
    return row


def owed(here: World) -> Obligation:
    return Obligation.objects.get(file=here.child, duty="vuln-plan-countersign")


def waiting(here: World) -> set[UUID]:
    return set(Unsigned.objects.filter(file=here.child).values_list("fact", flat=True))


def test_a_signature_meets_what_is_owed_and_is_bound_to_the_digest(here: World) -> None:
    plan = plan_of(here)
    assert owed(here).settled == "" and waiting(here) == {plan.fact}
    row = sign(here, plan.fact, note="Each danger is in it")
    assert owed(here).settled == "met" and owed(here).met_by == row.sign_off
    assert bytes(row.record_digest) == bytes(Record.objects.get(pk=plan.pk).digest)
    assert row.record_id == plan.pk and row.by == here.manager.pk
    assert [one.holds for one in signatures(plan.fact)] == [True]
    assert waiting(here) == set()
    assert not list(verify())


@pytest.mark.parametrize("how", ["corrected", "withdrawn", "moved"])
def test_any_change_voids_it(here: World, how: str) -> None:
    """And what the signature met is owed again: nobody has signed what the plan says now."""
    plan = plan_of(here)
    sign(here, plan.fact)
    if how == "corrected":
        change(here, plan, level="high")
        assert owed(here).settled == "" and waiting(here) == {plan.fact}
    else:
        other = open_file(given="Sam")
        with machine() as by:
            if how == "withdrawn":
                services.withdraw(fact=plan.fact, reason="Never made", seen=seen(here), by=by)
            else:
                services.refile(fact=plan.fact, to=other, reason="Of Sam", seen=seen(here), by=by)
        see_all()
        assert not Obligation.objects.filter(file=here.child, duty="vuln-plan-countersign")
        assert waiting(here) == set()
        if how == "moved":
            assert Unsigned.objects.filter(file=other).count() == 1
    assert [one.holds for one in signatures(plan.fact)] == [False]
    said = Record.objects.filter(file=here.child, kind="sign-off").order_by("position")
    assert [row.withdraws is not None for row in said] == [False, True]
    assert said[1].misfiled is (how == "moved")


def test_what_was_signed_again_holds_and_what_was_before_does_not(here: World) -> None:
    plan = plan_of(here)
    sign(here, plan.fact)
    changed = change(here, plan, level="high")
    again = sign(here, plan.fact)
    assert again.record_id == changed.pk
    assert [one.holds for one in signatures(plan.fact)] == [True, False]
    assert owed(here).settled == "met"


def test_a_signature_that_is_withdrawn_holds_no_longer(here: World) -> None:
    plan = plan_of(here)
    row = sign(here, plan.fact)
    with act(person=here.manager.pk, route="test") as by:
        with pytest.raises(Refused):
            services.correct(
                fact=row.sign_off, entry=entry_of(Record.objects.get(pk=row.sign_off)),
                reason="Another", seen=seen(here), by=by,
            )  # fmt: skip
        services.withdraw(fact=row.sign_off, reason="I read another", seen=seen(here), by=by)
    see_all()
    assert [one.holds for one in signatures(plan.fact)] == [False]
    assert waiting(here) == {plan.fact} and owed(here).settled == ""


def test_nobody_signs_what_they_wrote_entered_or_corrected(here: World) -> None:
    """Nor a version of it: a manager who mended one word has worked on the plan."""
    other = person(here.yjs, Role.MANAGER, name="Al Other")
    mine = record(
        here.child, "plan", days_ago(1), agency=here.yjs.pk, author=here.manager.worker_id,
        type="safety-and-wellbeing",
    )  # fmt: skip
    with pytest.raises(Refused, match="wrote themselves"):
        sign(here, mine.fact)
    with act(person=other.pk, route="test") as by:
        services.correct(
            fact=mine.fact, entry=entry_of(mine), reason="A slip", seen=seen(here), by=by
        )
    see_all()
    with pytest.raises(Refused, match="wrote themselves"):
        sign(here, mine.fact, other)
    sign(here, mine.fact, person(here.yjs, Role.MANAGER, name="Cy Third"))


def test_what_another_signed_since_stays_ones_own(here: World) -> None:
    other = person(here.yjs, Role.MANAGER, name="Al Other")
    plan = plan_of(here)
    with act(person=other.pk, route="test") as by:
        services.correct(
            fact=plan.fact, entry=entry_of(plan), reason="A slip", seen=seen(here), by=by
        )
    see_all()
    sign(here, plan.fact)
    change(here, plan, level="high")
    with pytest.raises(Refused, match="wrote themselves"):
        sign(here, plan.fact, other)


def test_a_signature_is_no_writing(here: World) -> None:
    """Whoever signed an assessment once may sign it again when it has changed."""
    made = assessment_of(here)
    sign(here, made.fact)
    change(here, made, vulnerability="medium")
    assert sign(here, made.fact).by == here.manager.pk


def assessment_of(here: World) -> Record:
    return record(
        here.child, "assessment", days_ago(3), agency=here.yjs.pk, author=here.worker.worker_id,
        tool="assetplus", vulnerability="high",
    )  # fmt: skip


def test_an_assessment_says_that_it_was_countersigned_and_forgets_it_when_changed(
    here: World,
) -> None:
    """Duties read the answer, so nobody types it, and a change takes it away."""
    with pytest.raises(BadEntry):
        record(here.child, "assessment", days_ago(3), tool="assetplus", countersigned="yes")
    made = assessment_of(here)
    row = sign(here, made.fact)
    signed = Record.objects.get(version_of=made.pk)
    assert row.record_id == signed.pk and bytes(row.record_digest) == bytes(signed.digest)
    assert signed.details == {**(made.details or {}), "countersigned": "yes"}
    assert signed.author == made.author and waiting(here) == set()
    changed = change(here, made, vulnerability="medium")
    assert "countersigned" not in (changed.details or {}) and waiting(here) == {made.fact}
    assert not list(verify())


def test_a_sign_off_of_it_is_not_typed(here: World) -> None:
    plan = plan_of(here)
    for result in ("countersigned", "returned"):
        with pytest.raises(BadEntry, match="on the page of the record itself"):
            record(
                here.child, "sign-off", days_ago(0), about=plan.fact, role="manager",
                result=result,
            )  # fmt: skip


def test_what_is_sent_back_waits_for_whoever_made_it(here: World) -> None:
    plan = plan_of(here)
    with pytest.raises(BadEntry):
        send_back(here, plan.fact, note=" ")
    send_back(here, plan.fact)
    assert owed(here).settled == ""
    assert Unsigned.objects.get(fact=plan.fact).returned
    with pytest.raises(Refused):
        send_back(here, plan.fact)
    change(here, plan, level="high")
    assert not Unsigned.objects.get(fact=plan.fact).returned
    sign(here, plan.fact)
    assert [(one.is_signed, one.holds) for one in signatures(plan.fact)] == [
        (True, True), (False, False),
    ]  # fmt: skip


def test_nothing_is_signed_that_was_not_seen(here: World) -> None:
    plan = plan_of(here)
    before = seen(here)
    change(here, plan, level="high")
    with pytest.raises(Stale):
        sign(here, plan.fact, seen=before)
    with pytest.raises(BadEntry):
        sign(here, plan.fact, signed_as="gatekeeper")
    contact = record(here.child, "contact", days_ago(1), agency=here.yjs.pk, said=CONTACT)
    with pytest.raises(Refused, match="Nobody countersigns a record like this"):
        sign(here, contact.fact)
    assert not Countersignature.objects.exists()


CONTACT: dict[str, Any] = {"with": "child", "result": "kept"}


def test_a_signature_is_not_changed_or_deleted(here: World) -> None:
    row = sign(here, plan_of(here).fact)
    rows = Countersignature.objects.filter(pk=row.pk)
    for change_it in (lambda: rows.update(result="returned"), rows.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change_it()


def test_verify_finds_a_signature_that_is_bound_to_nothing(here: World) -> None:
    """It is in its chain like any other row; but what it says it signed says something else."""
    plan = plan_of(here)
    assert not list(unbound())
    with machine() as by:
        row = Countersignature(
            file_id=here.child, fact=plan.fact, record=plan, record_digest=bytes(32),
            sign_off=plan.fact, result="countersigned",
        )  # fmt: skip
        chains.append([row], chain=chains.file_chain(here.child), by=by)
    assert [fault.row for fault in unbound()] == [row.pk]
    assert [one.holds for one in signatures(plan.fact)] == [False]


def test_erasing_what_was_signed_leaves_that_it_was(here: World) -> None:
    plan = plan_of(here)
    row = sign(here, plan.fact, note="Kim is named in it")
    rows = {Record._meta.db_table: [plan.pk, row.sign_off]}
    with act(person=here.worker.pk, route="test") as by:
        services.erase(
            file=here.child, rows=rows, basis="A court's order", asked_by=here.manager.pk, by=by
        )
    see_all()
    assert not list(verify())
    assert [one.holds for one in signatures(plan.fact)] == [True]
    assert Record.objects.get(pk=row.sign_off).details is None and waiting(here) == set()


# --- the pages ---------------------------------------------------------------------------------


def address(name: str, here: World, fact: UUID) -> str:
    return reverse(name, args=[here.child, fact])


def test_a_manager_signs_on_a_page_that_says_what_is_signed(here: World) -> None:
    plan, client = plan_of(here, level="high"), browser(here.manager)
    page = client.get(address("record", here, plan.fact)).content.decode()
    assert "waits to be countersigned" in page and address("countersign", here, plan.fact) in page
    shown = client.get(address("countersign", here, plan.fact)).content.decode()
    assert "Safety and wellbeing plan" in shown and "High" in shown
    typed = {"id": str(uuid4()), "seen": seen(here), "signed_as": "manager", "note": "Good"}
    for _ in range(2):  # a button pressed twice signs once
        answer = client.post(address("countersign", here, plan.fact), typed)
        assert answer.status_code == 302
    assert Countersignature.objects.get().by == here.manager.pk
    page = client.get(address("record", here, plan.fact)).content.decode()
    assert "Countersigned by Mo Manager (manager)" in page and "Good" in page
    change(here, plan, level="medium")
    page = client.get(address("record", here, plan.fact)).content.decode()
    assert "it has changed since" in page and "waits to be countersigned" in page


def test_what_has_changed_since_it_was_read_is_shown_again_and_not_signed(here: World) -> None:
    plan, client = plan_of(here), browser(here.manager)
    typed = {"id": str(uuid4()), "seen": seen(here), "signed_as": "manager", "note": "Good"}
    change(here, plan, level="very-high")
    answer = client.post(address("countersign", here, plan.fact), typed)
    assert answer.status_code == 409
    assert "Very high" in answer.content.decode() and "Good" in answer.content.decode()
    assert not Countersignature.objects.exists()


def test_sending_back_asks_why(here: World) -> None:
    plan, client = plan_of(here), browser(here.manager)
    typed = {"id": str(uuid4()), "seen": seen(here), "signed_as": "manager", "note": ""}
    page = address("send-back", here, plan.fact)
    assert "Say what is missing" in client.post(page, typed).content.decode()
    assert client.post(page, {**typed, "note": "Who does what?"}).status_code == 302
    told = browser(here.worker).get(address("record", here, plan.fact)).content.decode()
    assert "Sent back by Mo Manager" in told and "Who does what?" in told
    work = browser(here.worker).get(reverse("my-work")).content.decode()
    assert "Sent back to you" in work and address("record", here, plan.fact) in work
    change(here, plan, level="high")
    assert "Sent back" not in browser(here.worker).get(reverse("my-work")).content.decode()


def test_who_may_not_sign_is_refused_by_the_door(here: World) -> None:
    """A practitioner; a manager of another agency; one who does not read every field of it."""
    plan, made = plan_of(here), assessment_of(here)
    blind = person(here.yjs, Role.MANAGER, name="Bo Blind", sensitivities="vp")
    police = agency("Felpersham Police", Sector.POLICE)
    stranger = person(police, Role.MANAGER, name="Di Stranger")
    for who, fact, status in (
        (here.worker, plan.fact, 403),
        (blind, made.fact, 403),
        (blind, plan.fact, 200),
        (stranger, plan.fact, 404),
    ):
        answer = browser(who).get(address("countersign", here, fact))
        assert answer.status_code == status, who
