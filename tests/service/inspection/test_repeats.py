"""A recommendation that was made before is found, also where the body was renamed since."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import uuid4

import pytest
from pytest_django import DjangoDbBlocker

from sightline.service.access.models import Agency, Sector
from sightline.service.inspection.following import followed
from sightline.service.inspection.repeats import (
    Earlier,
    Whom,
    answers_now,
    earlier,
    is_same_body,
    published,
    repeats,
)
from sightline.service.inspection.shown_by import DUTY, ShownBy
from sightline.service.ledger.row_security import tell_database
from tests.service.inspection.following_worlds import After, after, inspected
from tests.service.inspection.following_worlds import published as made_public
from tests.service.shared import made_once
from tests.service.worlds import agency, see_all, today

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PLANS = ShownBy(DUTY, "vuln-plan-create")
HEALTH = "commission-local-health"


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[After]:
    with made_once(django_db_blocker, after) as there:
        yield there


@pytest.fixture
def here(made: After, db: None) -> After:
    see_all()
    return made


def found(here: After, whom: Whom, theme: str = "vulnerability") -> list[Earlier]:
    return earlier(whom, theme, PLANS, published(today()), today())


def placed(name: str, place: str) -> Agency:
    made = agency(name, Sector.HEALTH, teams=())
    Agency.objects.filter(pk=made.pk).update(place=place)
    return made


def test_the_same_theme_or_the_same_duty_to_the_same_body_is_a_repeat(here: After) -> None:
    made_public(here)
    whom = Whom(here.body)
    (one,) = found(here, whom)
    assert (one.is_theme, one.is_shown_alike, one.name) == (True, True, "Borchester YJS")
    (other,) = found(here, whom, "education")
    assert (other.is_theme, other.is_shown_alike) == (False, True)
    assert not earlier(whom, "education", None, published(today()), today())
    assert not found(here, Whom(agency("Felpersham YJS").pk))


def test_its_own_inspection_does_not_repeat_itself(here: After) -> None:
    made_public(here)
    among = published(today())
    assert not earlier(
        Whom(here.body), "vulnerability", None, among, today(), but=str(here.inspection)
    )


def test_a_body_that_passed_its_work_on_is_found_under_its_new_name(here: After) -> None:
    trust, board = placed("Borchester PCT", "borchester"), placed("Barset ICB", "borchester")
    elsewhere = placed("Felpersham ICB", "felpersham")
    made_public(
        here, on=date(2010, 3, 1), to=trust.pk, theme="health", body="primary-care-trust",
        function=HEALTH, shown_by={"measure": "seen-in-youth-justice"},
    )  # fmt: skip
    now = {"place": "borchester", "body": "integrated-care-board", "function": HEALTH}
    (one,) = found(here, Whom(board.pk, **now), "health")
    assert one.name == "Borchester PCT"
    assert not found(here, Whom(elsewhere.pk, **now | {"place": "felpersham"}), "health")
    assert not found(here, Whom(board.pk, **now | {"function": "improve-public-health"}), "health")
    assert not found(here, Whom(board.pk, "borchester"), "health")  # not known to be one


def test_what_was_divided_between_several_is_nobodys(here: After) -> None:
    """From 2014 to 2021 whether an adult's risk was high decided who took the work up."""
    high, other = "supervise-high-risk-adults", "supervise-other-adults"
    area = [Whom(uuid4(), "x", "probation-area", function) for function in (high, other)]
    service = Whom(uuid4(), "x", "probation-service", other)
    assert not is_same_body(area[0], area[1], today())
    assert is_same_body(area[1], service, today())
    assert not is_same_body(area[1], service, date(2010, 1, 1))


def test_who_answers_now_is_said_where_it_is_somebody_else() -> None:
    assert answers_now("primary-care-trust", HEALTH, today()) == "Integrated care board."
    assert answers_now("primary-care-trust", HEALTH, date(2010, 1, 1)) == ""
    assert answers_now("", "", today()) == ""


def test_of_two_reports_the_later_repeats_the_earlier(here: After) -> None:
    first = made_public(here, on=today() - timedelta(days=400))
    second = made_public(here, inspection=inspected(here.inspector, here.hmip), on=today())
    of = repeats(followed([here.body], today()), today())
    assert [one.fact for one in of[second]] == [first]
    assert of[first] == []


def test_published_ones_are_known_to_whoever_sees_no_file(here: After) -> None:
    """The recommendation itself is public, and nothing that was written about it is."""
    made_public(here)
    tell_database(here.worker.pk)
    (one,) = published(today())
    see_all()
    assert one.words.startswith("Make a plan")
    assert one == one.public


def test_what_a_service_recommends_to_itself_is_its_own(here: After) -> None:
    made_public(here, inspection=inspected(here.manager, here.yjs, "A dip sample"))
    assert published(today()) == []
    (one,) = followed([here.body], today())
    assert one.is_own
