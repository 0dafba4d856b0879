"""The same question elsewhere and at other times: of the viewer's own concluded inspections."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from sightline.engine.inspection.findings import findings_digest
from sightline.service.access.models import Agency, Person
from sightline.service.inspection import comparing
from sightline.service.inspection.models import (
    Conclusion,
    Draw,
    Inspection,
    Member,
    Part,
    Plan,
    Sort,
)
from sightline.service.ledger import chains
from tests.service.inspection.finding_worlds import judged, now, world
from tests.service.inspection.judging_worlds import Judged
from tests.service.shared import made_once
from tests.service.worlds import agency, browser, machine, see_all, viewer

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Judged]:
    def make() -> Judged:
        here = world(most=2, boys=2, second_share=0)
        judged(here)
        return here

    with made_once(django_db_blocker, make) as there:
        yield there


@pytest.fixture
def here(made: Judged, db: None) -> Judged:
    see_all()
    return made


def concluded(here: Judged, of: Agency, member: Person, on: date, yes: int, no: int) -> None:
    """An inspection of a service that was concluded before, with so much on its first question."""
    found = now(here).findings
    first = replace(
        found.all.questions[0], yes=yes, no=no, percent=Fraction(100 * yes, yes + no),
    )  # fmt: skip
    group = replace(found.all, questions=(first, *found.all.questions[1:]))
    held = replace(found, all=group)
    inspection = Inspection(sort=Sort.SERVICE, agency=here.inspectorate, title=f"{of.name} {on}")
    old = here.draw.plan
    plan = Plan(
        inspection=inspection, areas=[{"agency": str(of.pk), "team": ""}],
        question_set=old.question_set, rules="", programme=old.programme, standard=old.standard,
        parts=old.parts, from_on=on, until_on=on, confidence=80, margin=5, second_share=0,
    )  # fmt: skip
    draw = Draw(
        inspection=inspection, plan=plan, at=here.draw.at, seed="1", frame=[], size=yes + no,
        frame_digest="0" * 64,
    )  # fmt: skip
    rows = [
        inspection,
        plan,
        Member(inspection=inspection, person=member, part=Part.LEAD),
        draw,
        Conclusion(
            inspection=inspection, draw=draw, findings=held.to_dict(),
            findings_digest=findings_digest(held),
        ),
    ]  # fmt: skip
    with machine() as by:
        chains.append(rows, chain=chains.inspection_chain(inspection.pk), by=by)


def test_services_lie_in_a_funnel_and_one_service_over_time_in_a_control_chart(
    here: Judged,
) -> None:
    other = agency("Felpersham YJS", teams=())
    concluded(here, here.yjs, here.lead, date(2024, 3, 1), 30, 10)
    concluded(here, here.yjs, here.lead, date(2025, 3, 1), 20, 20)
    concluded(here, other, here.lead, date(2025, 6, 1), 35, 5)
    of, question = now(here), here.asked.questions[0].id
    found = comparing.elsewhere(viewer(here.lead), of)
    assert [(one.name, one.said) for one in found] == [
        ("Borchester YJS", "Mar 2024"), ("Borchester YJS", "Mar 2025"),
        ("Felpersham YJS", "Jun 2025"),
    ]  # fmt: skip
    between, over_time = comparing.charts(of, found, question)
    assert {row[0]: row[2] for row in between.rows} == {
        "Borchester YJS": "20 of 40",  # its latest
        "Felpersham YJS": "35 of 40",
    }
    assert [row[:3] for row in over_time.rows] == [
        ("Mar 2024", "75.0%", "30 of 40"), ("Mar 2025", "50.0%", "20 of 40"),
    ]  # fmt: skip
    address = reverse("finding", args=[here.inspection, question])
    page = browser(here.lead).get(address).content.decode()
    assert "Between services whose inspections are concluded" in page
    assert "Borchester YJS, from inspection to inspection" in page
    assert page.count('<svg class="chart"') == 2


def test_an_inspection_of_which_one_is_no_member_is_beside_nothing(here: Judged) -> None:
    concluded(here, agency("Felpersham YJS", teams=()), here.two, date(2025, 6, 1), 35, 5)
    concluded(here, here.yjs, here.two, date(2024, 6, 1), 5, 35)
    of, question = now(here), here.asked.questions[0].id
    assert comparing.elsewhere(viewer(here.lead), of) == []
    page = browser(here.lead).get(reverse("finding", args=[here.inspection, question]))
    assert "Felpersham" not in page.content.decode()
    assert len(comparing.elsewhere(viewer(here.two), of)) == 2
