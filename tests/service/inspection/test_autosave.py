"""What is typed and not yet answered is kept for whoever typed it, and lost by nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from pytest_django import DjangoDbBlocker, Settings

from sightline.service.access import services as access
from sightline.service.inspection import autosaving, judging
from sightline.service.inspection.models import Judgement, JudgingDraft, Reading
from sightline.service.ledger import clock
from sightline.service.ledger.failures import Refused
from tests.service.inspection.judging_worlds import Judged, acting, answer, given, judge, world
from tests.service.shared import made_once
from tests.service.worlds import browser, machine, viewer

pytestmark = [pytest.mark.django_db, pytest.mark.once]

WORDS = "Half of what I found"


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Judged]:
    with made_once(django_db_blocker, lambda: world(twice=(), files=1, reserves=0)) as here:
        yield here


@pytest.fixture
def here(made: Judged, db: None) -> Judged:
    return made


@pytest.fixture
def reading(here: Judged) -> Reading:
    return given(here, 1, 1, here.one)


def send(here: Judged, reading: Reading, number: int = 1, **typed: str) -> Any:
    where = reverse("judging-question", args=[here.inspection, reading.pk, number])
    return browser(reading.person).post(where, {"seen": "0", "reason": WORDS, **typed})


def shown(here: Judged, reading: Reading, number: int = 1) -> str:
    where = reverse("judging-question", args=[here.inspection, reading.pk, number])
    return browser(reading.person).get(where).content.decode()


def test_what_is_kept_is_there_again_and_is_no_answer(here: Judged, reading: Reading) -> None:
    assert send(here, reading, keep="quiet", answer="yes").status_code == 204
    again = shown(here, reading)
    assert WORDS in again
    assert "It is not yet your answer" in again
    assert not Judgement.objects.exists()
    assert len(judging.judging(viewer(here.one), here.inspection, reading.pk).left) == 3


def test_it_is_kept_without_a_script_too(here: Judged, reading: Reading) -> None:
    sent = send(here, reading, keep="later")
    assert sent["Location"] == reverse("judging-file", args=[here.inspection, reading.pk])
    assert WORDS in shown(here, reading)


def test_it_is_sealed(here: Judged, reading: Reading) -> None:
    send(here, reading, keep="quiet")
    assert WORDS not in JudgingDraft.objects.get().sealed


def test_last_that_was_typed_is_kept(here: Judged, reading: Reading) -> None:
    send(here, reading, keep="quiet")
    send(here, reading, keep="quiet", reason="All that I found")
    assert JudgingDraft.objects.count() == 1
    assert "All that I found" in shown(here, reading)
    assert WORDS not in shown(here, reading)


def test_answer_takes_its_place(here: Judged, reading: Reading) -> None:
    send(here, reading, keep="quiet")
    send(here, reading, 2, keep="quiet")
    assert send(here, reading, answer="yes").status_code == 302
    assert [row.question for row in JudgingDraft.objects.all()] == [here.asked.questions[1].id]


def test_what_was_on_its_way_while_it_was_answered_does_not_come_back(
    here: Judged, reading: Reading
) -> None:
    send(here, reading, answer="yes")
    assert send(here, reading, keep="quiet").status_code == 409
    assert not JudgingDraft.objects.exists()


def test_it_can_be_thrown_away(here: Judged, reading: Reading) -> None:
    send(here, reading, keep="quiet")
    send(here, reading, throw="yes")
    assert not JudgingDraft.objects.exists()


def test_file_is_not_signed_over_something_typed(here: Judged, reading: Reading) -> None:
    for number, _ in here.asked.numbered():
        answer(here, reading, number)
    send(here, reading, keep="later")
    at = judging.judging(viewer(here.one), here.inspection, reading.pk)
    with pytest.raises(Refused, match="not yet an answer"), acting(here.one) as by:
        judging.sign(
            viewer=viewer(here.one), inspection=here.inspection, reading=reading.pk,
            seen=at.digest, by=by,
        )  # fmt: skip


def test_nothing_is_kept_of_a_file_that_is_signed_or_of_somebody_else(
    here: Judged, reading: Reading
) -> None:
    where = reverse("judging-question", args=[here.inspection, reading.pk, 1])
    typed = {"seen": "0", "reason": WORDS, "keep": "quiet"}
    assert browser(here.two).post(where, typed).status_code == 404
    judge(here, reading)
    assert send(here, reading, keep="quiet").status_code == 403
    assert not JudgingDraft.objects.exists()


def test_it_goes_when_the_file_is_handed_back(here: Judged, reading: Reading) -> None:
    send(here, reading, keep="quiet")
    with acting(here.one) as by:
        judging.hand_back(
            viewer=viewer(here.one), inspection=here.inspection, reading=reading.pk, reason="Ill",
            by=by,
        )  # fmt: skip
    assert not JudgingDraft.objects.exists()


def test_it_is_swept_when_it_was_left(here: Judged, reading: Reading, settings: Settings) -> None:
    send(here, reading, keep="quiet")
    with machine():
        assert autosaving.sweep(clock.now() + timedelta(settings.DRAFT_DAYS)) == 0
        assert autosaving.sweep(clock.now() + timedelta(settings.DRAFT_DAYS + 2)) == 1


def test_it_is_swept_when_the_file_closes(here: Judged, reading: Reading) -> None:
    send(here, reading, keep="quiet")
    with acting(here.manager) as by:
        access.restrict(
            file=here.drawn[0].file_id, reason="The family is known to staff", people=(),
            at=clock.now(), by=by,
        )  # fmt: skip
    with machine():
        assert autosaving.sweep(clock.now()) == 1


def test_what_no_key_opens_is_nothing(here: Judged, reading: Reading, settings: Settings) -> None:
    send(here, reading, keep="quiet")
    settings.SEAL_KEYS = ["Zm9yIHRlc3RzIG9ubHksIDMyIGJ5dGVzIGxvbmchISE="]
    with acting(here.one):
        assert autosaving.kept(reading, here.asked.questions[0].id) is None
