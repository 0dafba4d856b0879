"""Answering the questions about a file, and signing it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from sightline.engine.ratings import Score, scores_of
from sightline.service.access import services as access
from sightline.service.files.entries import BadEntry
from sightline.service.inspection import judging
from sightline.service.inspection.asked import NOT_KNOWN, choices
from sightline.service.inspection.judging import Said, answers_digest
from sightline.service.inspection.models import Completed, Conclusion, Judgement
from sightline.service.inspection.standing_answers import standing_answers
from sightline.service.ledger import chains, clock
from sightline.service.ledger.failures import NotFound, Refused, Stale
from sightline.service.ledger.models import LogLine
from sightline.standard.model import NOT_APPLICABLE
from tests.service.inspection.judging_worlds import (
    NO,
    YES,
    Judged,
    acting,
    answer,
    given,
    judge,
    sign,
    world,
)
from tests.service.shared import made_once
from tests.service.worlds import machine, viewer

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Judged]:
    with made_once(django_db_blocker, lambda: world(twice=(), files=2, reserves=0)) as here:
        yield here


@pytest.fixture
def here(made: Judged, db: None) -> Judged:
    return made


def applying(here: Judged, applies: bool) -> int:
    """The number of a question that may not apply, or of one that always does."""
    return next(n for n, one in here.asked.numbered() if bool(one.applies) is applies)


def test_last_answer_counts_and_earlier_ones_are_kept(here: Judged) -> None:
    reading = given(here, 1, 1, here.one)
    first = answer(here, reading, 1, YES)
    second = answer(here, reading, 1, NO, seen=first.position)
    at = judging.judging(viewer(here.one), here.inspection, reading.pk)
    assert [row.pk for row in at.given.values()] == [second.pk]
    kept = Judgement.objects.filter(reading=reading).order_by("position")
    assert [row.answer for row in kept] == ["yes", "no"]


def test_stale_answer_overwrites_nothing(here: Judged) -> None:
    reading = given(here, 1, 1, here.one)
    answer(here, reading, 1, YES)
    with pytest.raises(Stale):
        answer(here, reading, 1, NO, seen=0)
    assert Judgement.objects.get(reading=reading).answer == "yes"


def test_answers_of_two_readers_or_two_questions_make_none_stale(here: Judged) -> None:
    one, two = given(here, 1, 1, here.one), given(here, 2, 1, here.two)
    answer(here, one, 1)
    answer(here, two, 1)
    answer(here, one, 2)
    assert Judgement.objects.count() == 3


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (Said("", "Because"), "answer"),
        (Said("perhaps", "Because"), "answer"),
        (Said("yes"), "reason"),
        (Said(NOT_APPLICABLE), "reason"),
        (Said(NOT_APPLICABLE, "  "), "reason"),
        (Said(NOT_KNOWN), "reason"),
        (Said("yes", "x" * 5001), "reason"),
        (Said("yes", "Because", notes="x" * 5001), "notes"),
    ],
)
def test_answer_without_what_it_needs_is_refused(here: Judged, said: Said, field: str) -> None:
    reading = given(here, 1, 1, here.one)
    with pytest.raises(BadEntry) as fault:
        answer(here, reading, applying(here, True), said)
    assert list(fault.value.faults) == [field]
    assert not Judgement.objects.exists()


def test_only_question_that_says_when_may_be_said_not_to_apply(here: Judged) -> None:
    reading = given(here, 1, 1, here.one)
    said = Said(NOT_APPLICABLE, "No risk was found")
    with pytest.raises(BadEntry):
        answer(here, reading, applying(here, False), said)
    assert answer(here, reading, applying(here, True), said).answer == NOT_APPLICABLE


def test_every_question_may_be_not_known_and_that_is_never_no(here: Judged) -> None:
    assert all(choices(one)[-1] == NOT_KNOWN for one in here.asked.questions)
    reading = given(here, 1, 1, here.one)
    judge(here, reading, said=Said(NOT_KNOWN, "Nothing was recorded"))
    rows = [one for one in standing_answers(here.inspection) if one.file == here.drawn[0].file_id]
    scores = scores_of((one.question, one.answer) for one in rows)
    assert set(scores.values()) == {Score(yes=0, no=0, unanswered=1)}
    assert len(scores) == len(here.asked.questions)


def test_file_of_somebody_else_is_no_file(here: Judged) -> None:
    reading = given(here, 1, 1, here.one)
    for who in (here.two, here.lead, here.manager):
        with pytest.raises(NotFound):
            judging.judging(viewer(who), here.inspection, reading.pk)


def test_file_that_closes_is_judged_no_more(here: Judged) -> None:
    reading = given(here, 1, 1, here.one)
    answer(here, reading, 1)
    with acting(here.manager) as by:
        access.restrict(
            file=here.drawn[0].file_id, reason="The family is known to staff", people=(),
            at=clock.now(), by=by,
        )  # fmt: skip
    with pytest.raises(NotFound):
        judging.judging(viewer(here.one), here.inspection, reading.pk)
    with acting(here.one) as by:
        judging.hand_back(
            viewer=viewer(here.one), inspection=here.inspection, reading=reading.pk,
            reason="It is closed to me", by=by,
        )  # fmt: skip


# --- signing ---------------------------------------------------------------------------------


def test_signed_when_all_is_answered_and_then_no_answer_is_changed(here: Judged) -> None:
    reading = given(here, 1, 1, here.one)
    answer(here, reading, 1)
    with pytest.raises(Refused, match="not answered yet"):
        sign(here, reading)
    rows = [answer(here, reading, n) for n, _ in list(here.asked.numbered())[1:]]
    sign(here, reading)
    first = Judgement.objects.order_by("position")[0]
    signed = Completed.objects.get(reading=reading)
    assert signed.answers_digest == answers_digest([first, *rows])
    with pytest.raises(Refused, match="signed"):
        answer(here, reading, 1, NO, seen=first.position)
    with pytest.raises(Refused, match="signed"):
        sign(here, reading)


def test_signature_is_for_the_answers_that_were_shown(here: Judged) -> None:
    reading = given(here, 1, 1, here.one)
    rows = [answer(here, reading, n) for n, _ in here.asked.numbered()]
    shown = answers_digest(rows)
    answer(here, reading, 1, NO, seen=rows[0].position)
    with pytest.raises(Refused, match="changed"), acting(here.one) as by:
        judging.sign(
            viewer=viewer(here.one), inspection=here.inspection, reading=reading.pk, seen=shown,
            by=by,
        )  # fmt: skip


def test_nothing_is_judged_after_the_conclusion(here: Judged) -> None:
    reading = given(here, 1, 1, here.one)
    over = Conclusion(
        inspection_id=here.inspection, draw=here.draw, findings={}, findings_digest="0" * 64
    )
    with machine() as by:
        chains.append([over], chain=here.chain, by=by)
    with pytest.raises(Refused, match="concluded"):
        answer(here, reading, 1)
    with pytest.raises(Refused, match="concluded"):
        given(here, 2, 1, here.two)


def test_each_act_is_logged_with_the_file(here: Judged) -> None:
    reading = given(here, 1, 1, here.one)
    answer(here, reading, 1)
    line = LogLine.objects.filter(by=here.one.pk).latest("received_at")
    assert [one["act"] for one in line.acts] == ["answer a question about a file"]
    assert list(line.files) == [str(here.drawn[0].file_id)]
