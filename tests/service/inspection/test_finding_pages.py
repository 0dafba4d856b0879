"""The pages of findings: who opens which, and that they tell nothing before both have signed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from sightline.service.access.roles import Role
from sightline.service.inspection import examples
from sightline.service.inspection.models import Completed, Judgement, Reading
from sightline.service.inspection.pages import finding_urls
from sightline.service.ledger import chains
from tests.service.inspection.finding_worlds import REASON, judged, now, to_judge, world
from tests.service.inspection.judging_worlds import Judged, acting
from tests.service.shared import made_once
from tests.service.worlds import browser, person, see_all, today, viewer

pytestmark = [pytest.mark.django_db, pytest.mark.once]

PAGES = sorted(str(pattern.name) for pattern in finding_urls.urlpatterns)
WORDS = (
    "Her worker asked what would help, and did it within the week, with the family at the table."
)


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Judged]:
    def make() -> Judged:
        return world(
            rules="standards-2018", question_set="2018", programme="standards-2018",
            parts=("organisation", "out-of-court"), most=3, boys=3,
        )  # fmt: skip

    with made_once(django_db_blocker, make) as there:
        yield there


@pytest.fixture
def here(made: Judged, db: None) -> Judged:
    see_all()
    return made


def get(here: Judged, who: Client, name: str, *args: object) -> Any:
    return who.get(reverse(name, args=[here.inspection, *args]))


def example(here: Judged) -> object:
    with acting(here.one) as by:
        return examples.tell(
            viewer=viewer(here.one), drawn=to_judge(here)[0].pk, inspection=here.inspection,
            title="Asked what would help", words=WORDS, consent_of="The child",
            consent_how="In writing", consent_on=today(), seen=0, by=by,
        ).pk  # fmt: skip


def test_each_page_opens_for_whom_it_is_and_is_none_for_whoever_is_no_member(here: Judged) -> None:
    judged(here)
    told, question = example(here), here.asked.questions[0].id
    every, lead = {"lead", "one", "two"}, {"lead"}
    pages: dict[str, tuple[list[object], set[str]]] = {
        "findings": ([], every),
        "finding": ([question], every),
        "findings-beside": ([], every),
        "ratings": ([], every),
        "rate-standard": (["governance"], lead),
        "service-questions": ([], every),
        "answer-service-question": ([here.yjs.pk, "governance"], every),
        "examples": ([], every),
        "tell-example": ([to_judge(here)[0].pk], every),
        "check-example": ([told], every),
        "withdraw-example": ([told], every),
        "conclusion": ([], every),
        "put-on-file": ([], lead),
    }
    assert sorted([*pages, "evidence-pack"]) == PAGES
    stranger = person(here.inspectorate, Role.INSPECTOR, name="Other", is_worker=False)
    cast = {"lead": browser(here.lead), "one": browser(here.one), "two": browser(here.two)}
    nobodies = browser(stranger), browser(here.manager)
    for name, (args, opens) in pages.items():
        for part, who in cast.items():
            status = get(here, who, name, *args).status_code
            assert (status == 200) is (part in opens), (name, part, status)
            assert status in (200, 403)
        for nobody in nobodies:
            assert get(here, nobody, name, *args).status_code == 404, name
    assert get(here, cast["lead"], "evidence-pack").status_code == 403  # not concluded yet
    assert get(here, nobodies[0], "evidence-pack").status_code == 404


def test_no_figure_moves_before_both_readers_have_signed(here: Judged) -> None:
    """Or the second reader would read the first one's answers off the percentages."""
    twice = next(one for one in to_judge(here) if one.is_twice)
    two = browser(here.two)
    question = here.asked.questions[0].id
    watched = [("findings", []), ("finding", [question]), ("ratings", []), ("conclusion", [])]

    def shown() -> list[str]:
        return [get(here, two, name, *args).content.decode() for name, args in watched]

    before = [_plain(text) for text in shown()]
    reading = Reading(inspection_id=here.inspection, drawn=twice, person=here.one, turn=1)
    rows = [
        Judgement(
            inspection_id=here.inspection, reading=reading, question=each.id, answer="no",
            reason=REASON, evidence=[], notes="",
        )
        for each in here.asked.questions
    ]  # fmt: skip
    signed = Completed(inspection_id=here.inspection, reading=reading, answers_digest="0" * 64)
    with acting(here.one) as by:
        chains.append([reading, *rows, signed], chain=here.chain, by=by)
    assert [_plain(text) for text in shown()] == before
    assert not now(here).findings.all.files


def _plain(text: str) -> str:
    """A page without what differs from request to request."""
    return re.sub(r'value="[^"]{20,}"', "", text)


@pytest.mark.parametrize("name", ["findings", "ratings", "examples", "conclusion", "finding"])
def test_as_many_queries_for_one_file_as_for_more(here: Judged, name: str) -> None:
    client, args = browser(here.lead), [here.asked.questions[0].id] if name == "finding" else []

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert get(here, client, name, *args).status_code == 200
        return len(found)

    first, *others = to_judge(here)
    judged(here, only=[first])
    queries()  # what a process reads once is read by now
    few = queries()
    judged(here, only=others)
    assert queries() == few
