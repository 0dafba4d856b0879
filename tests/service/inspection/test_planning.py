"""Planning: what can be planned, by whom, until when it changes, and who takes part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker

from sightline.service.access import services as access
from sightline.service.access.granting import end
from sightline.service.access.models import Agreement, Post, Sector
from sightline.service.access.roles import Role
from sightline.service.inspection import planning, plans, who
from sightline.service.inspection.frames import Frame
from sightline.service.inspection.models import Inspection, Member, Part, Plan, Sort
from sightline.service.inspection.plans import Area, BadPlan, Topic
from sightline.service.ledger import clock
from sightline.service.ledger.failures import NotFound, Refused, Stale
from tests.service.inspection.worlds import (
    Inspected,
    acting,
    joined,
    plan,
    planned,
    version,
    world,
)
from tests.service.shared import made_once
from tests.service.worlds import agency, machine, person, post_of, see_all, today, viewer

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Inspected]:
    with made_once(django_db_blocker, lambda: world(children=6)) as here:
        yield here


@pytest.fixture
def here(made: Inspected, db: None) -> Inspected:
    see_all()
    return made


def faults(here: Inspected, **other: Any) -> set[str]:
    """The fields that are refused of a plan."""
    with pytest.raises(BadPlan) as bad:
        planned(here, members=False, **other)
    see_all()
    assert not Inspection.objects.exists()
    return set(bad.value.faults)


def test_whoever_begins_leads_and_what_was_planned_is_kept_whole(here: Inspected) -> None:
    wanted = plan(
        here, least=5, most=9, strata=("sex", "order"), weighted=True,
        frame=Frame(
            "child", ("case", "order"), today() - timedelta(90), today(), 6, {"sex": ("male",)}
        ),
    )  # fmt: skip
    with acting(here.lead) as by:
        made = planning.begin(
            sort=Sort.SERVICE, agency=here.inspectorate.pk, title=" Borchester ", planned=wanted,
            declared="None.", by=by,
        )  # fmt: skip
    assert made.title == "Borchester"
    assert plans.planned_of(plans.plan_of(made.pk)) == wanted
    lead = Member.objects.get(inspection=made)
    assert (lead.person_id, lead.part) == (here.lead.pk, Part.LEAD)


BAD: tuple[tuple[dict[str, Any], str], ...] = (
    ({"areas": ()}, "areas"),
    ({"question_set": "1999"}, "question_set"),
    ({"programme": "core-case"}, "programme"),
    ({"rules": "core-case-2009"}, "rules"),
    ({"parts": ("gardens",)}, "parts"),
    ({"questions": ("who-is-it",)}, "questions"),
    ({"topic": Topic(stages=("assessing",))}, "sections"),
    ({"until_on": today() - timedelta(1)}, "until_on"),
    ({"confidence": 85}, "confidence"),
    ({"margin": 0}, "margin"),
    ({"least": 9, "most": 5}, "most"),
    ({"second_share": 101}, "second_share"),
    ({"strata": ("shoe-size",)}, "strata"),
    ({"strata": ("sex", "sex")}, "strata"),
)


def test_a_plan_that_cannot_stand_is_told_field_by_field(here: Inspected) -> None:
    for other, field in BAD:
        assert field in faults(here, **other), other


def test_only_areas_that_an_agreement_opens_today_are_inspected(here: Inspected) -> None:
    closed = agency("Felpersham YJS")
    assert "areas" in faults(here, areas=(Area(closed.pk),))
    with machine() as by:
        access.agree(
            agency=closed.pk, other=here.inspectorate.pk, purpose="p", basis="b",
            from_on=today() - timedelta(9), until_on=today() - timedelta(1), by=by,
        )  # fmt: skip
    assert Agreement.objects.filter(agency=closed).exists()
    assert "areas" in faults(here, areas=(Area(closed.pk),))
    assert "areas" in faults(here, areas=(Area(here.yjs.pk, "No such team"),))
    assert "areas" in faults(here, areas=(Area(here.yjs.pk), Area(here.yjs.pk, "North")))


def test_a_service_inspects_itself_alone_and_no_inspector_does_that(here: Inspected) -> None:
    other = agency("Felpersham YJS")
    assert "areas" in faults(here, sort=Sort.SELF, areas=(Area(other.pk),))
    assert "sort" in faults(here, sort=Sort.SELF, by=here.lead)
    assert "sort" in faults(here, sort=Sort.SERVICE, by=here.manager)
    planned(here, sort=Sort.SELF)
    with pytest.raises(Refused):
        planned(here, by=here.worker, members=False)


def test_nobody_inspects_where_they_held_a_post_in_the_last_three_years(here: Inspected) -> None:
    with machine() as by:
        access.appoint(
            person=here.lead.pk, agency=here.yjs.pk, role=Role.PRACTITIONER,
            from_on=today() - timedelta(900), until_on=today() - timedelta(700), by=by,
        )  # fmt: skip
    assert "areas" in faults(here)


def test_the_plan_changes_until_a_file_is_judged_and_then_its_days_alone(
    here: Inspected, monkeypatch: pytest.MonkeyPatch
) -> None:
    inspection = planned(here)
    changed = plan(here, margin=15)
    with acting(here.lead) as by:
        planning.change_plan(
            inspection=inspection.pk, planned=changed, seen=version(inspection), by=by
        )
    monkeypatch.setattr(planning, "has_judgements", lambda inspection: True)
    with acting(here.lead) as by, pytest.raises(Refused):
        planning.change_plan(
            inspection=inspection.pk, planned=plan(here, margin=16), seen=version(inspection), by=by
        )
    later = replace(changed, until_on=today() + timedelta(30))
    with acting(here.lead) as by:
        planning.change_plan(
            inspection=inspection.pk, planned=later, seen=version(inspection), by=by
        )
    assert Plan.objects.filter(inspection=inspection).count() == 3
    assert plans.plan_of(inspection.pk).until_on == later.until_on
    with pytest.raises(Stale), acting(here.lead) as by:
        planning.change_plan(inspection=inspection.pk, planned=later, seen=3, by=by)


def test_only_inspectors_of_the_same_agency_join_and_say_what_ties_they_have(
    here: Inspected,
) -> None:
    inspection = planned(here, members=False)
    elsewhere = agency("Another inspectorate", Sector.INSPECTORATE, teams=())
    stranger = person(elsewhere, Role.INSPECTOR, name="Sal", is_worker=False)
    colleague = person(here.inspectorate, Role.NATIONAL_ANALYST, name="Ann", is_worker=False)
    for someone in (stranger, colleague, here.manager, here.lead):
        with pytest.raises(Refused):
            joined(inspection, here.lead, someone)
    with pytest.raises(Refused), acting(here.lead) as by:
        planning.add_member(inspection=inspection.pk, person=here.one.pk, declared=" ", by=by)
    joined(inspection, here.lead, here.one)
    with pytest.raises(Refused):
        joined(inspection, here.one, here.two)
    with pytest.raises(NotFound):
        joined(inspection, here.two, here.two)


def test_a_part_ends_with_the_post_that_it_was_held_by(here: Inspected) -> None:
    """An inspector elsewhere by now holds the right still, and not for this agency."""
    inspection = planned(here)
    who.check_member(viewer(here.one), inspection.pk)
    elsewhere = agency("Another inspectorate", Sector.INSPECTORATE, teams=())
    with machine() as by:
        end(
            Post, post_of(here.one).pk, on=today() - timedelta(1), reason="Left",
            at=clock.now(), by=by,
        )  # fmt: skip
        access.appoint(
            person=here.one.pk, agency=elsewhere.pk, role=Role.INSPECTOR, from_on=today(), by=by
        )
    with pytest.raises(NotFound):
        who.check_member(viewer(here.one), inspection.pk)


def test_the_lead_hands_over_before_their_part_ends(here: Inspected) -> None:
    inspection = planned(here)
    lead = Member.objects.get(inspection=inspection, part=Part.LEAD)
    one = Member.objects.get(inspection=inspection, person=here.one)
    with pytest.raises(Refused), acting(here.lead) as by:
        planning.end_part(inspection=inspection.pk, member=lead.pk, reason="Leave", by=by)
    with acting(here.lead) as by:
        planning.hand_over(inspection=inspection.pk, to=one.pk, reason="Leave", by=by)
    who.check_lead(viewer(here.one), inspection.pk)
    with pytest.raises(Refused):
        who.check_lead(viewer(here.lead), inspection.pk)
    standing = Member.objects.filter(inspection=inspection, departure=None)
    assert sorted(standing.values_list("person", "part")) == sorted(
        [(here.lead.pk, "inspector"), (here.one.pk, "lead"), (here.two.pk, "inspector")]
    )


def test_somebody_whose_part_has_ended_sees_nothing(here: Inspected) -> None:
    inspection = planned(here)
    two = Member.objects.get(inspection=inspection, person=here.two)
    with pytest.raises(Refused), acting(here.one) as by:
        planning.end_part(inspection=inspection.pk, member=two.pk, reason="Leave", by=by)
    with acting(here.two) as by:
        planning.end_part(inspection=inspection.pk, member=two.pk, reason="Leave", by=by)
    with pytest.raises(NotFound):
        who.check_member(viewer(here.two), inspection.pk)
    assert not Inspection.objects.filter(who.visible_inspections(viewer(here.two))).exists()


def test_a_topic_leaves_the_questions_that_serve_it(here: Inspected) -> None:
    topic = Topic(sections=("child-protection/vulnerability-planning",))
    questions = plans.questions_on(topic, plans.question_set_of(plan(here)), ("children",))
    made = plan(here, topic=topic, questions=questions)
    assert {one.id for one in plans.questions_asked(made)} == set(questions)
    assert "children-planning-safety" in questions
    assert "children-assessing-positive-change" not in questions
