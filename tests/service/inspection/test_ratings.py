"""Ratings: what decides, how firm it is, what judgement may do, and the same by other rules."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from sightline.engine.inspection.findings import StandardFinding
from sightline.service.files.entries import BadEntry
from sightline.service.files.standard import standard
from sightline.service.inspection import concluding, rating, service_questions
from sightline.service.inspection.finding import found
from sightline.service.inspection.knowing import known
from sightline.service.inspection.models import Banding
from sightline.service.ledger.failures import NotFound, Refused, Stale
from tests.service.inspection.finding_worlds import judged, now, rated, serviced, world
from tests.service.inspection.judging_worlds import Judged, acting
from tests.service.shared import made_once
from tests.service.worlds import browser, see_all

pytestmark = [pytest.mark.django_db, pytest.mark.once]

COURT = ("court-assessment", "court-planning", "court-implementation", "court-reviewing")


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Judged]:
    """Five files; of the second question (assessment, the child is safe) three of five: 60%."""

    def make() -> Judged:
        here = world(
            rules="standards-2018",
            question_set="2018",
            programme="standards-2018",
            parts=("organisation", "court"),
            second_share=0,
        )
        judged(here, {(1, 2): "no", (2, 2): "no"})
        return here

    with made_once(django_db_blocker, make) as there:
        yield there


@pytest.fixture
def here(made: Judged, db: None) -> Judged:
    see_all()
    return made


def of(here: Judged, standard_: str) -> StandardFinding:
    return next(one for one in now(here).findings.standards if one.standard == standard_)


def test_the_lowest_question_decides_and_says_how_firm_it_is(here: Judged) -> None:
    one = of(here, "court-assessment")
    assert one.decided_by == ("court-assessment-child-safe",)
    assert one.percent is not None and int(one.percent) == 60
    assert one.said == one.band == "requires-improvement"
    assert (one.up, one.down, one.fragile, one.few) == (1, 1, True, False)
    assert one.may_become == ("good",)  # 65 is five points away
    page = browser(here.one).get(reverse("ratings", args=[here.inspection])).content.decode()
    assert "1 file answered better would raise it." in page
    assert "Fragile: two files or fewer would move it." in page
    assert "Was it worked out well enough how to keep this child safe?" in page


def test_a_panel_moves_by_one_within_reach_and_never_without_a_reason(here: Judged) -> None:
    def give(band: str, reason: str = "The answers were close.", seen: int = 0) -> Banding:
        with acting(here.lead) as by:
            return rating.rate(
                inspection=here.inspection, standard="court-assessment", band=band,
                reason=reason, seen=seen, by=by,
            )  # fmt: skip

    with pytest.raises(BadEntry):
        give("good", reason=" ")
    with pytest.raises(BadEntry):
        give("outstanding")
    row = give("good")
    one = of(here, "court-assessment")
    assert (row.moved, one.moved, one.said, one.band) == (
        True,
        True,
        "requires-improvement",
        "good",
    )
    with pytest.raises(Stale):
        give("requires-improvement")
    page = browser(here.one).get(reverse("ratings", args=[here.inspection])).content.decode()
    assert "Moved by the panel" in page and "The answers were close." in page
    assert "the percentages say “Requires improvement”" in page
    with pytest.raises(Refused, match="too far"):
        rating.ratable(now(here), "court-planning")  # 100%


def test_ratings_on_evidence_are_given_by_the_lead_and_wanted_at_the_end(here: Judged) -> None:
    assert of(here, "governance").on_evidence and not of(here, "governance").band
    waits = concluding.obstacles(now(here))
    assert any("4 standards" in line for line in waits)
    assert any("4 questions" in line for line in waits)
    address = reverse("rate-standard", args=[here.inspection, "governance"])
    assert browser(here.one).get(address).status_code == 403
    typed = {"seen": "0", "band": "good", "reason": "The board knows its children."}
    assert browser(here.lead).post(address, typed).status_code == 302
    again = browser(here.lead).post(address, {**typed, "reason": "Typed meanwhile."})
    assert again.status_code == 409
    page = again.content.decode()
    assert "Typed meanwhile." in page and "The board knows its children." in page
    for name in ("staff", "partnerships", "information"):
        rated(here, name, "good")
    serviced(here)
    assert concluding.obstacles(now(here)) == []
    assert of(here, "governance").band == "good"


def test_an_answer_about_the_service_keeps_what_stood_before(here: Judged) -> None:
    address = reverse("answer-service-question", args=[here.inspection, here.yjs.pk, "governance"])
    blank = browser(here.one).post(address, {"seen": "0", "answer": "yes", "reason": ""})
    assert "There is a problem" in blank.content.decode()
    first = {"seen": "0", "answer": "yes", "reason": "Its board meets."}
    assert browser(here.one).post(address, first).status_code == 302
    late = browser(here.two).post(address, {**first, "answer": "no", "reason": "It does not."})
    assert late.status_code == 409
    assert "It does not." in late.content.decode() and "Its board meets." in late.content.decode()
    (row,) = service_questions.standing(here.inspection).values()
    assert row.answer == "yes"
    with pytest.raises(NotFound):
        service_questions.question_of(known(here.inspection), here.yjs.pk, "no-such-question")


def test_other_rules_read_the_same_answers_and_say_that_it_is_a_what_if(here: Judged) -> None:
    of_2018 = now(here)
    others = {rules.id: rules for rules in rating.other_rules(of_2018.known)}
    assert "standards-2021" in others and "standards-2018" not in others
    other = rating.what_if(of_2018, others["standards-2021"])
    assert other.all == of_2018.findings.all
    assert [one.said for one in other.standards if one.standard in COURT] == [
        one.said for one in of_2018.findings.standards if one.standard in COURT
    ]
    address = reverse("ratings", args=[here.inspection])
    page = browser(here.one).get(address, {"rules": "standards-2021"}).content.decode()
    assert "What if: the same answers" in page and "Ratings of 2021" in page


def test_rules_without_cut_offs_give_percentages_and_no_band(here: Judged) -> None:
    rules = standard().ratings["core-case-2009"]
    told = rating.what_if(found(known(here.inspection)), rules)
    assert all(not one.said and not one.band for one in told.standards)
    safe = next(one for one in told.standards if one.standard == "safeguarding")
    assert safe.percent is not None
