"""The pages of judging: who opens them, what they keep, and what they do not tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from sightline.service.access.models import Person
from sightline.service.access.roles import Role
from sightline.service.casework.kinds import kind_id
from sightline.service.inspection import sharing
from sightline.service.inspection.judging import Said
from sightline.service.inspection.models import (
    HandedBack,
    Judgement,
    JudgingDraft,
    Moderation,
    Reading,
)
from sightline.service.inspection.pages import judging_urls
from sightline.service.inspection.readings import files_read
from sightline.service.ledger.models import LogLine
from tests.service.inspection.judging_worlds import (
    Judged,
    answer,
    given,
    judge,
    sign,
    world,
)
from tests.service.shared import made_once
from tests.service.worlds import browser, person

pytestmark = [pytest.mark.django_db, pytest.mark.once]

PAGES = sorted(str(pattern.name) for pattern in judging_urls.urlpatterns)
FIRSTS_WORDS = "Found by the first reader alone"


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Judged]:
    with made_once(django_db_blocker, lambda: world(twice=(1,), files=3, reserves=0)) as here:
        yield here


@pytest.fixture
def here(made: Judged, db: None) -> Judged:
    return made


def get(here: Judged, who: Person | Client, name: str, *args: object) -> Any:
    client = who if isinstance(who, Client) else browser(who)
    return client.get(reverse(name, args=[here.inspection, *args]))


def post(here: Judged, who: Person, name: str, *args: object, **typed: Any) -> Any:
    return browser(who).post(reverse(name, args=[here.inspection, *args]), typed)


def text(response: Any) -> str:
    return str(response.content.decode())


# --- who opens what --------------------------------------------------------------------------


def addresses(here: Judged) -> dict[str, tuple[list[object], set[str]]]:
    """Each page on a file that is judged once and signed, on one that is to be judged, and of the
    inspection: with those of lead, reader and other member who may open it.
    """
    signed, begun = given(here, 2, 1, here.one), given(here, 3, 1, here.one)
    judge(here, signed)
    every, lead, reader = {"lead", "reader", "other"}, {"lead"}, {"reader"}
    return {
        "judging": ([], every),
        "judging-share": ([], lead),
        "judging-even": ([], lead),
        "judging-give": ([here.drawn[0].pk, 1], lead),
        "judging-file": ([begun.pk], reader),
        "judging-question": ([begun.pk, 1], reader),
        "judging-sign": ([begun.pk], reader),
        "judging-hand-back": ([begun.pk], reader | lead),
        "judging-reopen": ([signed.pk], lead),
        "moderating": ([], every),
        "judged": ([here.drawn[1].pk], every),
        "moderate": ([here.drawn[1].pk, 1], every),
        "agreement": ([], lead),
    }


def test_each_page_opens_for_whom_it_is_and_is_none_for_whoever_is_no_member(
    here: Judged,
) -> None:
    every = addresses(here)
    assert sorted(every) == PAGES
    stranger = person(here.inspectorate, Role.INSPECTOR, name="Other", is_worker=False)
    cast = {"lead": browser(here.lead), "reader": browser(here.one), "other": browser(here.two)}
    nobodies = browser(stranger), browser(here.manager)
    for name, (args, opens) in every.items():
        for part, who in cast.items():
            status = get(here, who, name, *args).status_code
            assert (status == 200) is (part in opens), (name, part, status)
            assert status in (200, 403, 404)
        for nobody in nobodies:
            assert get(here, nobody, name, *args).status_code == 404, name


# --- blind -----------------------------------------------------------------------------------


def test_no_page_tells_the_second_reader_or_the_lead_what_the_first_answered(
    here: Judged,
) -> None:
    first, second = given(here, 1, 1, here.one), given(here, 1, 2, here.two)
    two, lead, file = browser(here.two), browser(here.lead), here.drawn[0].pk
    watched: list[tuple[Client, str, list[object]]] = [
        (two, "judging", []),
        (two, "moderating", []),
        (two, "judging-file", [second.pk]),
        (two, "judging-question", [second.pk, 1]),
        (two, "judging-sign", [second.pk]),
        (two, "judged", [file]),
        (lead, "judging", []),
        (lead, "judging-share", []),
        (lead, "moderating", []),
        (lead, "agreement", []),
        (lead, "judged", [file]),
        (lead, "moderate", [file, 1]),
    ]
    before = [_plain(get(here, who, name, *args)) for who, name, args in watched]
    for number, _ in here.asked.numbered():
        answer(here, first, number, Said("no", FIRSTS_WORDS, notes=FIRSTS_WORDS))
    assert [_plain(get(here, who, name, *args)) for who, name, args in watched] == before
    sign(here, first)
    after = [_plain(get(here, who, name, *args)) for who, name, args in watched]
    assert not any(FIRSTS_WORDS in one for one in after)
    # That it is signed the lead may know; what was answered, or how often, nobody.
    changed = [at for at, b, a in zip(watched, before, after, strict=True) if a != b]
    assert changed == [(lead, "judging-share", [])]


def _plain(response: Any) -> str:
    """A page without what is new each time it is shown."""
    return re.sub(r'csrfmiddlewaretoken" value="[^"]*"', "", text(response))


def test_when_both_have_signed_both_are_side_by_side(here: Judged) -> None:
    first, second = given(here, 1, 1, here.one), given(here, 1, 2, here.two)
    judge(here, first, said=Said("no", FIRSTS_WORDS))
    judge(here, second)
    for who in (here.one, here.two, here.lead):
        shown = text(get(here, who, "moderate", here.drawn[0].pk, 1))
        assert FIRSTS_WORDS in shown
        assert "Ina One" in shown
        assert "Tom Two" in shown
    assert "to be moderated" in text(get(here, here.lead, "moderating"))


# --- answering -------------------------------------------------------------------------------


def test_answer_leads_to_the_next_question_and_then_to_signing(here: Judged) -> None:
    reading = given(here, 2, 1, here.one)
    told = {"seen": "0", "answer": "yes", "reason": "Seen in the plan"}
    for number, _ in here.asked.numbered():
        sent = post(here, here.one, "judging-question", reading.pk, number, **told)
        assert sent.status_code == 302
    assert sent["Location"] == reverse("judging-file", args=[here.inspection, reading.pk])
    shown = text(get(here, here.one, "judging-sign", reading.pk))
    digest = shown.split('name="seen" id="id_seen" value="')[1].split('"')[0]
    assert post(here, here.one, "judging-sign", reading.pk, seen=digest).status_code == 302
    assert Reading.objects.get(pk=reading.pk).completed


def test_not_applicable_without_its_reason_is_refused_and_what_was_typed_is_kept(
    here: Judged,
) -> None:
    reading = given(here, 2, 1, here.one)
    told = {"seen": "0", "answer": "not-applicable", "notes": "Ask the worker"}
    sent = post(here, here.one, "judging-question", reading.pk, 3, **told)
    assert sent.status_code == 200
    assert "Say why the question does not apply" in text(sent)
    assert "Ask the worker" in text(sent)
    assert not Judgement.objects.exists()


def test_overtaken_answer_is_shown_beside_what_was_typed(here: Judged) -> None:
    reading = given(here, 2, 1, here.one)
    now = answer(here, reading, 1, Said("yes", "In the other window"))
    told = {"seen": "0", "answer": "no", "reason": "In this window"}
    sent = post(here, here.one, "judging-question", reading.pk, 1, **told)
    assert sent.status_code == 409
    assert "In the other window" in text(sent)
    assert "In this window" in text(sent)
    assert f'value="{now.position}"' in text(sent)
    assert Judgement.objects.count() == 1


def test_records_of_a_kind_can_be_looked_for_and_what_was_typed_stays(here: Judged) -> None:
    reading = given(here, 2, 1, here.one)
    kind = str(kind_id("case"))
    assert kind in text(get(here, here.one, "judging-question", reading.pk, 2))
    told = {"seen": "0", "reason": "Half a sentence", "kind": kind, "look": "0"}
    sent = text(post(here, here.one, "judging-question", reading.pk, 2, **told))
    assert "the last first" in sent
    assert "Half a sentence" in sent


def test_every_page_of_a_file_is_logged_with_it(here: Judged) -> None:
    reading = given(here, 2, 1, here.one)
    for name, args in (("judging-file", [reading.pk]), ("judging-question", [reading.pk, 1])):
        get(here, here.one, name, *args)
        line = LogLine.objects.filter(by=here.one.pk, route=name).latest("received_at")
        assert set(line.files) == {str(here.drawn[1].file_id)}


# --- sharing out, handing back, moderating ---------------------------------------------------


def test_lead_shares_out_evenly_and_by_hand(here: Judged) -> None:
    post(here, here.lead, "judging-give", here.drawn[1].pk, 1, person=str(here.one.pk))
    shown = text(get(here, here.lead, "judging-even"))
    proposal = shown.split('name="given" id="id_given" value="')[1].split('"')[0]
    sent = post(here, here.lead, "judging-share", given=proposal)
    assert sent.status_code == 302
    files = files_read(here.draw)
    assert all(turn.reading is not None for one in files for turn in one.turns)
    # Sent again, it is refused with a sentence, and nothing is given twice.
    again = post(here, here.lead, "judging-share", given=proposal)
    assert "has been given to somebody already" in text(again)
    assert Reading.objects.count() == 4


def test_proposal_is_what_was_shown_or_nothing(here: Judged) -> None:
    wanted = f"{here.drawn[0].pk} 1 {here.manager.pk}"
    sent = post(here, here.lead, "judging-share", given=wanted)
    assert "member" in text(sent)
    for nonsense in ("x", "a b c", f"{here.drawn[0].pk} 1"):
        assert post(here, here.lead, "judging-share", given=nonsense).status_code in (200, 302)
    assert not Reading.objects.exists()


def test_reader_hands_back_and_lead_opens_again(here: Judged) -> None:
    reading = given(here, 2, 1, here.one)
    sent = post(here, here.one, "judging-hand-back", reading.pk, reason="")
    assert "govuk-error-summary" in text(sent)
    post(here, here.one, "judging-hand-back", reading.pk, reason="I am away")
    assert HandedBack.objects.get().reading == reading
    other = given(here, 2, 1, here.two)
    judge(here, other)
    told = {"person": str(here.two.pk), "reason": "One question was misread"}
    assert post(here, here.lead, "judging-reopen", other.pk, **told).status_code == 302
    assert "One question was misread" in text(get(here, here.two, "judging-file", _last(here)))


def _last(here: Judged) -> UUID:
    rows = Reading.objects.filter(inspection=here.inspection).order_by("-position")
    return rows.values_list("pk", flat=True)[0]


def test_lead_moderates_with_a_reason_and_others_are_told_who_does(here: Judged) -> None:
    first, second = given(here, 1, 1, here.one), given(here, 1, 2, here.two)
    judge(here, first, no=(1,))
    judge(here, second)
    where = ("moderate", here.drawn[0].pk, 1)
    shown = text(get(here, here.lead, *where))
    seen = shown.split('name="seen" id="id_seen" value="')[1].split('"')[0]
    refused = post(here, here.lead, *where, seen=seen, answer="no", reason="")
    assert "govuk-error-summary" in text(refused)
    assert "Who may: Lee Lead" in text(get(here, here.one, *where))
    told = {"answer": "no", "reason": "Both looked again"}
    assert post(here, here.lead, *where, seen=seen, **told).status_code == 302
    late = post(here, here.lead, *where, seen=seen, answer="yes", reason="Typed before")
    assert late.status_code == 409
    assert "Typed before" in text(late)
    assert "Both looked again" in text(late)
    assert [row.answer for row in Moderation.objects.all()] == ["no"]


@pytest.mark.parametrize("name", ["judging", "judging-share", "moderating", "agreement"])
def test_lists_take_as_many_queries_for_one_file_as_for_more(here: Judged, name: str) -> None:
    def queries() -> int:
        client = browser(here.lead)
        with CaptureQueriesContext(connection) as found:
            assert client.get(reverse(name, args=[here.inspection])).status_code == 200
        return len(found)

    judge(here, given(here, 2, 1, here.lead))
    few = queries()
    judge(here, given(here, 3, 1, here.lead))
    given(here, 1, 1, here.lead)
    assert queries() == few


def test_draft_is_not_shown_or_counted_for_anybody_else(here: Judged) -> None:
    reading = given(here, 1, 1, here.one)
    told = {"seen": "0", "reason": FIRSTS_WORDS, "keep": "later"}
    post(here, here.one, "judging-question", reading.pk, 1, **told)
    assert JudgingDraft.objects.count() == 1
    before = sharing.propose(here.inspection)
    for name in ("judging-share", "moderating", "agreement"):
        assert FIRSTS_WORDS not in text(get(here, here.lead, name))
    assert sharing.propose(here.inspection) == before
