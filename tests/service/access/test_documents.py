"""Documents: who reads, adds and withdraws them, for every role and relationship."""

from __future__ import annotations

from itertools import product
from uuid import UUID

import pytest
from django.utils import timezone

from sightline.service.access import policy
from sightline.service.files.models import Attachment, Scan
from sightline.service.files.standard import standard
from sightline.service.ledger import chains
from sightline.service.ledger.acts import Act
from sightline.service.ledger.ids import new_id
from sightline.service.ledger.row_security import as_machine
from tests.service.access.rules import SIGHT, reads_for, reasons, sight
from tests.service.access.test_checks import (
    ALLOWED,
    ELSEWHERE,
    HERE,
    HIDDEN,
    REFUSED,
    added,
    asked,
    cases,
    record_on,
)
from tests.service.access.test_reading import each, world
from tests.service.access.worlds import build

pytestmark = pytest.mark.django_db

KINDS = ("plan", "assessment", "incident", "search")


def append(file: UUID, *rows: Attachment | Scan) -> None:
    with as_machine():
        chains.append(rows, chain=chains.file_chain(file), by=Act(None, "test"))


@pytest.mark.parametrize("sector", ["police", "inspectorate"])
def test_a_document_is_read_for_a_reason_that_reads_its_record_and_its_sensitivity(
    sector: str,
) -> None:
    """By the rules of the manual, once more: reason by reason, and never by two halves."""
    made = world(sector)
    built = build(made, timezone.now())
    rows: dict[tuple[int, str, str], Attachment] = {}
    facts: dict[tuple[int, str], UUID | None] = {}
    for f in range(len(built.files)):
        for kind in (*KINDS, ""):
            if kind:
                row = record_on(built.files[f], kind, built.agencies[ELSEWHERE])
                added(built, row)
            facts[f, kind] = row.fact if kind else None
            for letter in ("", "h", "p"):
                document = Attachment(
                    id=new_id(), file_id=built.files[f], fact=facts[f, kind], title="Letter",
                    name="a.pdf", sensitivities=letter, agency=built.agencies[ELSEWHERE],
                )  # fmt: skip
                append(built.files[f], document)
                rows[f, kind, letter] = document
    answers = set()
    for n, f, viewer, basis in each(made, built):
        with as_machine():
            seen = policy.visible_attachments(viewer, basis)
            read = set(Attachment.objects.filter(seen).values_list("pk", flat=True))
        for kind, letter in product((*KINDS, ""), ("", "h", "p")):
            wanted = any(
                letter in sight(made, n, f, why)
                and (
                    reads_for(made, n, f, why, standard().kinds[kind], ELSEWHERE)
                    if kind
                    else not (why.agreement and why.agreement.kinds)
                    and not (why.sort == "own file" and f == made.worker_file(n))
                )
                for why in reasons(made, n, f)
            )
            got = rows[f, kind, letter].pk in read
            assert got is wanted, (made.people[n].posts, f, kind, letter)
            answers.add(wanted)
        assert all(row.file_id == basis.file for row in rows.values() if row.pk in read)
    assert answers == {True, False} and set(SIGHT.values()) > {"h", "p"}


@pytest.mark.parametrize("sector", ["youth-justice", "police"])
def test_who_adds_a_document_and_who_withdraws_one(sector: str) -> None:
    results = set()
    for built, role, viewer, name, file, sorts in cases(sector):
        ours = record_on(file, "notice", built.agencies[HERE])
        theirs = record_on(file, "notice", built.agencies[ELSEWHERE])
        documents = {
            agency: Attachment(id=new_id(), file_id=file, title="A", agency=built.agencies[agency])
            for agency in (HERE, ELSEWHERE)
        }
        added(built, ours, theirs)
        append(file, *documents.values())
        records = role in ("practitioner", "manager")
        wanted = HIDDEN if not sorts else ALLOWED if records else REFUSED
        assert asked(policy.check_attach, viewer, file) == wanted, (role, name)
        results.add(wanted)
        if role != "inspector":  # who adds to what they recorded themselves
            mine = HIDDEN if not sorts else ALLOWED if records else REFUSED
            others = HIDDEN if not sorts else REFUSED
            assert asked(policy.check_attach, viewer, file, ours.fact) == mine, (role, name)
            assert asked(policy.check_attach, viewer, file, theirs.fact) == others
            for agency, result in ((HERE, mine), (ELSEWHERE, others)):
                row = documents[agency]
                found = asked(policy.check_withdraw_attachment, viewer, file, row.pk)
                assert found == result, (role, name, agency)
        assert asked(policy.check_attach, viewer, file, new_id()) == HIDDEN
        assert asked(policy.check_withdraw_attachment, viewer, file, new_id()) == HIDDEN
    assert results == {ALLOWED, REFUSED, HIDDEN}


def test_what_was_withdrawn_or_infected_is_had_by_few_or_by_nobody() -> None:
    for built, role, viewer, name, file, sorts in cases("youth-justice"):
        row, ended, infected = (
            Attachment(id=new_id(), file_id=file, title="A", agency=built.agencies[HERE])
            for _ in range(3)
        )
        ending = Attachment(id=new_id(), file_id=file, withdraws=ended.pk, reason="A slip")
        look = Scan(file_id=file, attachment=infected, result=Scan.Result.INFECTED)
        append(file, row, ended, infected, ending, look)
        sees = ALLOWED if sorts else HIDDEN
        officer = ALLOWED if role == "records-officer" else REFUSED
        for document, wanted in (
            (row, sees),
            (ended, officer if sorts else HIDDEN),
            (infected, REFUSED if sorts else HIDDEN),
            (ending, HIDDEN),
        ):
            found = asked(policy.check_see_attachment, viewer, file, document.pk)
            assert found == wanted, (role, name)


def test_nobody_adds_one_by_an_agreement_on_kinds_nor_on_the_file_on_themselves() -> None:
    made = world("youth-justice")
    built = build(made, timezone.now())
    results = set()
    for n, f, viewer, basis in each(made, built):
        why = reasons(made, n, f)
        works = [
            reason
            for reason in why
            if reason.post.role in ("practitioner", "manager")
            and not (reason.agreement and reason.agreement.kinds)
            and not (reason.sort == "own file" and f == made.worker_file(n))
        ]
        wanted = ALLOWED if works else REFUSED
        assert asked(policy.check_attach, viewer, basis.file) == wanted, (made.people[n].posts, f)
        results.add((wanted, frozenset(reason.sort for reason in why)))
    assert (REFUSED, frozenset({"agreement"})) in results
    assert (REFUSED, frozenset({"own file"})) in results
    assert (ALLOWED, frozenset({"own file"})) in results
