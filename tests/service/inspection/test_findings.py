"""What an inspection comes to: counted independently, with nothing in a denominator that is not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from sightline.service.access import services as access
from sightline.service.access.models import Sector
from sightline.service.access.roles import Role
from sightline.service.inspection import surveys
from sightline.service.inspection.models import Judgement
from sightline.service.ledger import chains, clock
from tests.service.inspection.finding_worlds import judged, now, to_judge, world
from tests.service.inspection.judging_worlds import Judged, acting
from tests.service.shared import made_once
from tests.service.worlds import (
    agency,
    browser,
    days_ago,
    open_file,
    person,
    record,
    see_all,
    today,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]

ANSWERS = {
    (1, 1): "no", (2, 1): "not-known", (3, 1): "no", (4, 1): "not-known",
    (2, 4): "not-applicable", (3, 4): "no",
}  # fmt: skip


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Judged]:
    def make() -> Judged:
        here = world()
        judged(here, ANSWERS)
        return here

    with made_once(django_db_blocker, make) as there:
        yield there


@pytest.fixture
def here(made: Judged, db: None) -> Judged:
    see_all()
    return made


def test_percentages_are_those_of_an_independent_count(here: Judged) -> None:
    """Counted from the answers of first readers alone: where two read they agree here."""
    found = now(here).findings
    rows = Judgement.objects.filter(inspection=here.inspection, reading__turn=1)
    counts = Counter(rows.values_list("question", "answer"))
    assert len(found.all.questions) == len(here.asked.questions)
    for one in found.all.questions:
        yes, no = counts[one.question, "yes"], counts[one.question, "no"]
        assert (one.yes, one.no, one.n) == (yes, no, yes + no)
        assert one.unanswered == counts[one.question, "not-known"]
        assert one.not_applicable == counts[one.question, "not-applicable"]
        assert one.percent == Fraction(100 * yes, yes + no)
        assert one.yes + one.no + one.not_applicable + one.unanswered == found.all.files
    assert (found.all.files, found.all.eligible) == (len(to_judge(here)), 8) == (5, 8)
    first, _, _, fourth = found.all.questions[:4]
    assert (first.yes, first.n, first.unanswered) == (1, 3, 2)
    assert (fourth.yes, fourth.n, fourth.not_applicable) == (3, 4, 1)


def test_the_page_says_of_how_many_and_that_answers_are_few(here: Judged) -> None:
    page = browser(here.lead).get(reverse("findings", args=[here.inspection])).content.decode()
    assert "<strong>33%</strong><br>1 of 3" in page
    assert "2 not known" in page and "1 did not apply" in page and "Few answers" in page
    assert "5 files of 8 that could be drawn were read" in page


def test_a_number_leads_members_to_files_that_are_open_to_them(here: Judged) -> None:
    question = here.asked.questions[0].id
    address = reverse("finding", args=[here.inspection, question])
    page = browser(here.one).get(address, {"answer": "no"}).content.decode()
    assert page.count("Sample</a>") == 2
    other = agency("Felpersham inspectorate", Sector.INSPECTORATE, teams=())
    for stranger in (here.manager, person(other, Role.INSPECTOR, name="Val Other")):
        for where in (address, reverse("findings", args=[here.inspection])):
            assert browser(stranger).get(where, {"answer": "no"}).status_code == 404


def test_a_file_that_is_closed_by_now_is_not_listed(here: Judged) -> None:
    """The shares stay; the file and that there is one are gone from the list."""
    question = here.asked.questions[0].id
    behind = [one for one in now(here).standing if one.question == question and one.answer == "no"]
    with acting(here.manager) as by:
        access.restrict(
            file=behind[0].file, reason="For a while", people=[], from_on=today(), until_on=None,
            seen=chains.version(chains.file_chain(behind[0].file)), at=clock.now(), by=by,
        )  # fmt: skip
    address = reverse("finding", args=[here.inspection, question])
    page = browser(here.one).get(address, {"answer": "no"}).content.decode()
    assert page.count("Sample</a>") == 1 and str(behind[0].drawn.pk) not in page
    assert "1 of 3" in page


def test_the_number_of_queries_hangs_on_nothing(here: Judged) -> None:
    client = browser(here.lead)
    address = reverse("findings", args=[here.inspection])
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    assert len(asked) <= 45


def test_what_children_say_stands_beside_and_never_under_ten(here: Judged) -> None:
    """Nine answers tell nothing; the tenth tells of all."""
    here.yjs.place = "borchester"
    here.yjs.save()

    def says(number: int) -> None:
        child = open_file(called=f"Answer {number}", place="borchester")
        for kind, said in (
            ("survey-response", {"survey": "supervised-children", "setting": "community"}),
            (
                "survey-answer",
                {
                    "survey": "supervised-children",
                    "question": "helped-to-be-safe",
                    "answer": "yes" if number else "no",
                },
            ),
        ):
            record(child, kind, days_ago(3), agency=here.inspectorate.pk, said=said)

    for number in range(9):
        says(number)
    (asked,) = surveys.heard(now(here).known)
    assert asked.responses is None and all(one.too_few for one in asked.heard)
    says(9)
    (asked,) = surveys.heard(now(here).known)
    helped = next(one for one in asked.heard if one.question.id == "helped-to-be-safe")
    assert (asked.responses, helped.answered, helped.answers) == (10, 10, {"Yes": 9, "No": 1})
    assert helped.beside
