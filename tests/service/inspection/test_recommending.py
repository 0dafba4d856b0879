"""What an inspection recommends: drafted by its members, and published once, on the right file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from pytest_django import DjangoDbBlocker

from sightline.service.files.entries import BadEntry
from sightline.service.files.models import Obligation, Record
from sightline.service.inspection import recommending
from sightline.service.inspection.models import Recommended
from sightline.service.inspection.recommending import (
    as_published,
    publish_recommendations,
    recommended,
    withdraw_recommendation,
)
from sightline.service.ledger.acts import act
from sightline.service.ledger.failures import NotFound, Refused, Stale
from sightline.service.ledger.verify import verify
from tests.service.inspection.following_worlds import After, after, drafted, published
from tests.service.shared import made_once
from tests.service.worlds import machine, see_all, today

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[After]:
    with made_once(django_db_blocker, after) as there:
        yield there


@pytest.fixture
def here(made: After, db: None) -> After:
    see_all()
    return made


def publish(here: After) -> int:
    with machine() as by:
        return publish_recommendations(here.inspection, today(), by, report="Borchester")


def test_numbers_follow_one_another_and_are_never_given_twice(here: After) -> None:
    first, second = drafted(here), drafted(here, theme="education")
    with machine() as by:
        withdraw_recommendation(inspection=here.inspection, number=second.number, by=by)
    third = drafted(here, theme="health")
    assert [first.number, second.number, third.number] == [1, 2, 3]
    assert [row.number for row in recommended(here.inspection)] == [1, 3]


def test_the_last_that_was_said_under_a_number_counts_and_the_first_is_kept(here: After) -> None:
    first = drafted(here)
    drafted(here, number=1, seen=first.position, words="Make the plan within five days.")
    (row,) = recommended(here.inspection)
    assert row.words == "Make the plan within five days."
    assert Recommended.objects.filter(inspection=here.inspection).count() == 2


def test_whoever_saw_an_older_one_is_told(here: After) -> None:
    first = drafted(here)
    drafted(here, number=1, seen=first.position, words="Make the plan within five days.")
    with pytest.raises(Stale):
        drafted(here, number=1, seen=first.position, words="Make it within ten.")
    with pytest.raises(Stale), machine() as by:
        withdraw_recommendation(inspection=here.inspection, number=1, seen=first.position, by=by)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("words", {"words": "  "}),
        ("words", {"words": "a" * 1001}),
        ("to", {"to": uuid4()}),
        ("theme", {"theme": "weather"}),
        ("shown_by", {"shown_by": {"duty": "no-such-duty"}}),
        ("shown_by", {"shown_by": {"measure": "sentence-lengths"}}),
        ("body", {"body": "primary-care-trust"}),
        ("body", {"body": "primary-care-trust", "function": "police-an-area"}),
        ("body", {"body": "nobody", "function": "police-an-area"}),
    ],
)
def test_what_is_wrong_is_said_of_its_field(here: After, fault: str, said: dict[str, Any]) -> None:
    with pytest.raises(BadEntry) as raised:
        drafted(here, **said)
    assert list(raised.value.faults) == [fault]
    assert not recommended(here.inspection)


def test_a_number_that_was_never_given_is_not_found(here: After) -> None:
    with pytest.raises(NotFound):
        drafted(here, number=7)


def test_published_it_stands_on_the_file_of_whom_it_asks_and_is_owed_there(here: After) -> None:
    due = today() + timedelta(days=60)
    fact = published(here, due_on=due)
    record = Record.objects.get(fact=fact)
    assert record.file_id == here.body
    assert record.details is not None
    assert record.details["due-on"] == due.isoformat()
    assert record.details["shown-by"] == "duty vuln-plan-create"
    owed = {row.duty: row.due_on for row in Obligation.objects.filter(trigger=str(fact))}
    assert owed == {
        "recommendation-answered": today() + timedelta(days=28),
        "recommendation-done": due,
    }


def test_publishing_again_writes_nothing_twice_and_goes_on_where_it_was_cut_off(
    here: After, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafted(here)
    drafted(here, theme="education")
    assert publish(here) == 2
    assert publish(here) == 0
    assert Record.objects.filter(file=here.body, kind="recommendation").count() == 2


def test_an_inspector_who_sees_no_file_publishes_them_all_the_same(here: After) -> None:
    """The file of whoever is asked need not be open to whoever publishes."""
    drafted(here)
    with act(person=here.worker.pk, route="test") as by:
        assert publish_recommendations(here.inspection, today(), by) == 1


def test_a_draft_that_is_published_is_changed_no_more(here: After) -> None:
    published(here)
    with pytest.raises(Refused, match="published"):
        drafted(here, number=1, words="Something else.")
    with pytest.raises(Refused, match="published"):
        drafted(here)
    with pytest.raises(Refused, match="published"), machine() as by:
        withdraw_recommendation(inspection=here.inspection, number=1, by=by)


def test_a_withdrawn_one_is_not_published_and_is_not_said_anew(here: After) -> None:
    drafted(here)
    with machine() as by:
        withdraw_recommendation(inspection=here.inspection, number=1, by=by)
    with pytest.raises(Refused, match="withdrawn"):
        drafted(here, number=1)
    assert publish(here) == 0


def test_a_report_says_whom_by_when_and_what_will_show_it(here: After) -> None:
    row = drafted(here)
    (one,) = as_published(recommended(here.inspection))
    assert one.to == ("Borchester YJS",)
    assert one.due == row.due_on
    assert one.theme == "Vulnerability"
    assert one.shown_by.startswith("Of what fell due under “A child assessed as vulnerable")


def test_no_more_are_made_than_anybody_can_follow(
    here: After, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recommending, "MOST", 1)
    drafted(here)
    with pytest.raises(BadEntry, match="at most 1"):
        drafted(here)


def test_the_chain_holds(here: After) -> None:
    published(here)
    assert list(verify()) == []
