"""Erasing takes two records officers, empties what was shown, and is said as such ever after."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from django.urls import reverse

from sightline.service.access.models import Person, Proposal
from sightline.service.access.roles import Role
from sightline.service.casework.pages.correcting import entry_of
from sightline.service.files import services as files
from sightline.service.files.models import Erasure, Name, Particulars, Record
from sightline.service.files.reconcile import reconcile
from sightline.service.ledger import chains
from sightline.service.ledger.verify import verify
from tests.service.casework.filling import Data, form_of
from tests.service.worlds import World, agency, browser, days_ago, machine, person, record, world

pytestmark = pytest.mark.django_db

SECRET = "Said in confidence"
LAW = "Order of the court of 2 October"


@pytest.fixture
def here() -> World:
    """A child with a contact that was corrected, and another that stays."""
    here = world()
    first = record(
        here.child, "contact", days_ago(5), agency=here.yjs.pk, result="kept", note=SECRET
    )
    record(here.child, "contact", days_ago(4), agency=here.yjs.pk, result="missed", note="Stays")
    correct(here, first, f"{SECRET}, and why")
    here.others["fact"] = first.fact
    for name in ("Asking Officer", "Deciding Officer"):
        here.others[name] = person(here.yjs, Role.RECORDS_OFFICER, name=name)
    return here


def correct(here: World, row: Record, reason: str) -> None:
    with machine() as by:
        seen = chains.version(chains.file_chain(here.child))
        files.correct(fact=row.fact, entry=entry_of(row), reason=reason, seen=seen, by=by)


def asking(here: World) -> Person:
    who: Person = here.others["Asking Officer"]
    return who


def deciding(here: World) -> Person:
    who: Person = here.others["Deciding Officer"]
    return who


def typed(here: World, *keys: str) -> Data:
    """The first page as it is sent: those things, or all."""
    html = browser(asking(here)).get(reverse("erase", args=[here.child])).content
    said = {"basis": [LAW], "reason": ["The parents asked for it"]}
    chosen = {"extent": ["some"], "chosen": list(keys)} if keys else {"extent": ["all"]}
    return form_of(html) | said | chosen


def propose(here: World, *keys: str) -> Proposal:
    client, page = browser(asking(here)), reverse("erase", args=[here.child])
    sure = client.post(page, typed(here, *keys))
    assert "cannot be undone" in sure.content.decode()
    assert client.post(page, form_of(sure.content))["Location"] == reverse("proposals")
    return Proposal.objects.get()


def decide(here: World, proposal: Proposal) -> None:
    client, page = browser(deciding(here)), reverse("decide_proposal", args=[proposal.pk])
    sent = form_of(client.get(page).content) | {"agreed": ["yes"]}
    answer = client.post(page, sent)
    assert answer.status_code == 302


def html(who: Person, name: str, *args: object) -> str:
    answer = browser(who).get(reverse(name, args=args))
    assert answer.status_code == 200, name
    return answer.content.decode()


def contact_and_name(here: World) -> Sequence[str]:
    name = Name.objects.get(subject=here.child)
    return f"record:{here.others['fact']}", f"name:{name.pk}"


def test_two_officers_erase_a_record_and_a_name_and_it_is_said_wherever_they_stood(
    here: World,
) -> None:
    client, page = browser(asking(here)), reverse("erase", args=[here.child])
    sure = client.post(page, typed(here, *contact_and_name(here))).content.decode()
    assert "Propose to erase 2 entries?" in sure and "2 entries, with what was corrected" in sure
    assert "Robin Greenaway" in sure and "Missed" not in sure and LAW in sure
    proposal = propose(here, *contact_and_name(here))
    assert not Erasure.objects.exists()
    assert SECRET in html(here.worker, "record", here.child, here.others["fact"])
    kept = f"{proposal.shown} {proposal.what} {proposal.reason}"
    assert "2 versions of records and 1 name of file" in proposal.shown
    assert SECRET not in kept and "Greenaway" not in kept

    shown = html(deciding(here), "decide_proposal", proposal.pk)
    for said in (proposal.shown, "Name in law: Robin Greenaway", "Asking Officer", LAW):
        assert said in shown
    assert reverse("record", args=[here.child, here.others["fact"]]) in shown
    assert "Somebody else decides" in html(asking(here), "proposals")
    refused = browser(asking(here)).get(reverse("decide_proposal", args=[proposal.pk]))
    assert refused.status_code == 403
    decide(here, proposal)

    one = r"Erased on \w{3} \d+ \w{3} \d{4} by decision of Deciding Officer, proposed by Asking "
    told = re.compile(one + rf"Officer\. Basis: {LAW}")
    for name, args, many in (
        ("file-records", [here.child], 1),
        ("file-about", [here.child], 1),
        ("record", [here.child, here.others["fact"]], 2),
        ("who", [here.child], 1),
    ):
        page_of_it = html(here.worker, name, *args)
        assert len(told.findall(page_of_it)) == many, name
        assert SECRET not in page_of_it and "Greenaway" not in page_of_it, name
    kept_still = Record.objects.get(kind="contact", details__result="missed").fact
    assert "Stays" in html(here.worker, "record", here.child, kept_still)
    assert "Agreed by Deciding Officer" in re.sub(
        r"\s+", " ", html(asking(here), "decided_proposals")
    )
    assert list(verify()) == [] and list(reconcile()) == []


def test_all_of_a_file_is_erased_and_no_birth_is_said_to_be_unrecorded(here: World) -> None:
    decide(here, propose(here))
    rows = [*Record.objects.filter(file=here.child), *Name.objects.filter(subject=here.child)]
    rows += Particulars.objects.filter(subject=here.child)
    assert rows and all(row.salt is None for row in rows)
    shown = html(here.manager, "file-about", here.child)
    assert "Date of birth erased" in shown and "Date of birth not recorded" not in shown
    assert "Born</dt><dd" in shown and "Erased" in shown
    assert "date of birth erased" in html(here.manager, "who", here.child)
    answer = browser(asking(here)).get(reverse("erase", args=[here.child]))
    assert answer.status_code == 403 and "Nothing that you may read" in answer.content.decode()
    assert list(verify()) == [] and list(reconcile()) == []


def test_what_is_not_said_is_asked_for_and_nothing_is_proposed(here: World) -> None:
    client, page = browser(asking(here)), reverse("erase", args=[here.child])
    whole = typed(here, *contact_and_name(here))
    for name, told in (("chosen", "Choose what is to be erased"), ("basis", "Enter"),
                       ("reason", "Enter"), ("extent", "Select")):  # fmt: skip
        answer = client.post(page, {k: v for k, v in whole.items() if k != name})
        assert answer.status_code == 200 and told in answer.content.decode(), name
        assert "There is a problem" in answer.content.decode(), name
    assert not Proposal.objects.exists()


def test_who_was_overtaken_is_told_and_may_propose_all_the_same(here: World) -> None:
    client, page = browser(asking(here)), reverse("erase", args=[here.child])
    sure = form_of(client.post(page, typed(here, *contact_and_name(here))).content)
    row = record(here.child, "contact", days_ago(1), agency=here.yjs.pk, result="kept")
    answer = client.post(page, sure)
    assert answer.status_code == 409 and not Proposal.objects.exists()
    assert "Contact, added since" in answer.content.decode()
    again = form_of(answer.content)
    assert again["keys"] == sure["keys"] and again["seen"] != sure["seen"]
    assert [client.post(page, again).status_code for _ in range(2)] == [302, 302]
    rows = Proposal.objects.get().what["rows"]
    assert str(row.pk) not in rows["files_record"]


@pytest.mark.parametrize("is_erased", [True, False])
def test_what_has_changed_since_it_was_proposed_is_not_erased_by_half(
    here: World, is_erased: bool
) -> None:
    """A correction would be left standing; what is gone already cannot be erased again."""
    proposal = propose(here, *contact_and_name(here))
    if is_erased:
        with machine() as by:
            by.person = here.manager.pk
            files.erase(
                file=here.child,
                rows={"files_name": [Name.objects.get(subject=here.child).pk]},
                basis="Another", asked_by=here.worker.pk, by=by,
            )  # fmt: skip
    else:
        rows = Record.objects.filter(fact=here.others["fact"])
        correct(here, rows.latest("position"), "A slip")
    client, page = browser(deciding(here)), reverse("decide_proposal", args=[proposal.pk])
    sent = form_of(client.get(page).content) | {"agreed": ["yes"]}
    answer = client.post(page, sent).content.decode()
    assert ("erased already" if is_erased else "since its erasure was proposed") in answer
    assert not Erasure.objects.filter(basis=LAW).exists()


def test_only_records_officers_who_see_the_file_propose_and_know_of_it(here: World) -> None:
    page = reverse("erase", args=[here.child])
    for who in (here.worker, here.manager):
        assert browser(who).get(page).status_code == 403
        assert browser(who).post(page, {"keys": ["x"]}).status_code == 403
    proposal = propose(here, *contact_and_name(here))
    stranger = person(agency("Felpersham YJS"), Role.RECORDS_OFFICER, name="Out Sider")
    assert browser(stranger).get(page).status_code == 404
    assert browser(stranger).get(
        reverse("decide_proposal", args=[proposal.pk])
    ).status_code == 404  # fmt: skip
    assert "Greenaway" not in html(stranger, "proposals")
