"""My files: what is open and why, most overdue first, and an empty list that says why it is."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sightline.engine.model import State
from sightline.service.access import policy
from sightline.service.access import services as access
from sightline.service.access.models import Agency, Person
from sightline.service.access.roles import Role
from sightline.service.access.ways import Sort
from sightline.service.casework import caseload, owed
from sightline.service.casework.people import age_said
from sightline.service.files.models import Judged, Obligation, Subject
from sightline.service.ledger import clock
from sightline.service.ledger.acts import act
from sightline.standard.calendar import LONDON
from tests.service.worlds import (
    agency,
    allocate,
    browser,
    days_ago,
    open_file,
    person,
    record,
    today,
    viewer,
    world,
)

pytestmark = pytest.mark.django_db


def page(client: Client, **query: str) -> str:
    return client.get(reverse("my-files"), query).content.decode()


def child(of: Agency, to: Person, name: str, *, cases: int = 1) -> UUID:
    """A child allocated to somebody. ``cases``: the more, the more is overdue."""
    file = open_file(given=name, family="Greenaway")
    for _ in range(cases):
        record(file, "case", days_ago(60), agency=of.pk, service="youth-justice")
    allocate(file, to, of)
    return file


def test_the_number_of_queries_does_not_grow_with_the_list() -> None:
    here = world()
    client = browser(here.worker)
    client.get(reverse("my-files"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("my-files"))
    for number in range(24):
        child(here.yjs, here.worker, f"Child {number}")
    with CaptureQueriesContext(connection) as many:
        html = page(client)
    assert html.count("Greenaway") == 25
    assert len(many) == len(one) <= 23


def test_the_most_overdue_stand_first() -> None:
    here = world()
    for cases in (1, 3, 2):
        child(here.yjs, here.worker, f"With{cases}", cases=cases)
    html = page(browser(here.worker))
    counts = owed.counts(viewer(here.worker), _all(here.worker), clock.now())
    by_name = {name: html.find(name) for name in ("With1", "With2", "With3")}
    assert by_name["With3"] < by_name["With2"] < by_name["With1"]
    assert f"{max(c.overdue for c in counts.values())} overdue" in html


def _all(who: Person) -> list[UUID]:
    return list(Subject.objects.filter(policy.visible_to(viewer(who))).values_list("pk", flat=True))


def test_every_page_in_its_order_says_what_is_owed(monkeypatch: pytest.MonkeyPatch) -> None:
    """As counted file by file, from the most overdue on; and a page beyond the last is the last."""
    here = world()
    for number in range(7):
        child(here.yjs, here.worker, f"Child {number}", cases=number % 3)
    monkeypatch.setattr(caseload, "A_PAGE", 3)
    who, now = viewer(here.manager), clock.now()
    wanted = sorted(_all(here.manager), reverse=True)
    counts = dict.fromkeys(wanted, owed.Counts()) | owed.counts(who, wanted, now)
    wanted.sort(key=lambda file: (-counts[file].overdue, -counts[file].soon))
    pages = [caseload.Caseload(who, frozenset(Sort)).page(str(n + 1)) for n in range(len(wanted))]
    found = [row for page in pages[: pages[0].paginator.num_pages] for row in page.object_list]
    assert [row.who.file for row in found] == wanted
    assert all(row.counts == counts[row.who.file] for row in found)
    assert pages[-1].number == pages[0].paginator.num_pages > 2
    for nonsense in ("0", "-1", "²", "x", "9" * 99, None):
        assert caseload.Caseload(who, frozenset(Sort)).page(nonsense).number == 1


def test_the_counts_are_those_of_the_states_on_the_day() -> None:
    """What a list counts as overdue or soon is what each obligation says of itself."""
    here = world()
    record(here.child, "assessment", days_ago(8), agency=here.yjs.pk, tool="assetplus",
           vulnerability="high")  # fmt: skip
    rows = list(Obligation.objects.filter(file=here.child))
    dated = [(row, row.due_on) for row in rows if row.due_on is not None and row.settled == ""]
    due = min(day for _, day in dated if day > today())
    at = datetime.combine(due - timedelta(days=2), time(12), UTC)
    states = [row.state_on(owed.moment_at(at)) for row in rows]
    soon = [
        row
        for row, day in dated
        if row.state_on(owed.moment_at(at)) is State.OPEN and day <= due + timedelta(days=5)
    ]
    counts = owed.counts(viewer(here.manager), [here.child], at)[here.child]
    assert (counts.overdue, counts.soon) == (states.count(State.OVERDUE), len(soon))
    assert counts.overdue and counts.soon


def test_what_has_arisen_since_the_last_judging_is_counted() -> None:
    """A file judged long ago is judged again before the list speaks of it."""
    here = world()
    Judged.objects.filter(file=here.child).update(on=date(2020, 1, 1))
    Obligation.objects.filter(file=here.child).delete()
    assert "overdue</strong>" in page(browser(here.worker))


def test_of_a_long_list_those_shown_are_judged_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caseload, "JUDGED_AT_ONCE", 0)
    test_what_has_arisen_since_the_last_judging_is_counted()


def test_why_each_file_is_open() -> None:
    here = world()
    mine, team = browser(here.worker), browser(here.manager)
    assert "Allocated to you" in page(mine)
    assert "Your team" in page(team)
    other = open_file(given="Closed", family="Greenaway")
    with act(person=here.worker.pk, route="test") as by:
        # Some minutes ago: PostgreSQL's time is that at which this test's transaction began.
        glass = access.break_glass(
            file=other,
            reason="The child was brought in at night",
            at=clock.now() - timedelta(minutes=9),
            by=by,
        )
    until = glass.until_at.astimezone(LONDON)
    assert f"Glass broken until {until:%H:%M}" in page(mine, whose="all")


def test_the_filter_shows_mine_the_teams_and_all() -> None:
    here = world()
    child(here.yjs, here.manager, "Managers")
    adult = open_file("adult", given="Grown", family="Greenaway")
    allocate(adult, here.worker, here.yjs)
    client = browser(here.worker)
    assert "Managers" not in page(client, whose="mine")
    assert "Grown" not in page(client, whose="mine", type="child")
    assert "Robin" not in page(client, whose="mine", type="adult")
    assert "No file of this sort is among them" in page(client, type="establishment")


@pytest.mark.parametrize("whose", ["mine", "team", "all"])
def test_an_empty_list_says_why_and_what_to_do(whose: str) -> None:
    of = agency()
    html = page(browser(person(of, is_worker=False)), whose=whose)
    assert "<table" not in html
    assert (
        "ask" in html.lower()
        and {
            "mine": "No file is allocated to you",
            "team": "Your team works with nobody yet",
            "all": "No file is open to you",
        }[whose]
        in html
    )


def test_an_error_is_never_an_empty_list(monkeypatch: pytest.MonkeyPatch) -> None:
    here = world()
    client = browser(here.worker)

    def fails(*args: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(owed, "by_urgency", fails)
    answer = client.get(reverse("my-files"))
    assert answer.status_code == 500 and "No file" not in answer.content.decode()


def test_a_file_whose_obligations_may_not_be_seen_is_not_counted_overdue() -> None:
    """The count is of what this person may see, and not of what there is."""
    here = world()
    record(here.child, "assessment", days_ago(30), agency=here.yjs.pk, tool="assetplus",
           said={"self-harm": "high"})  # fmt: skip
    plain = person(here.yjs, Role.MANAGER, name="Pat Plain", team="North", sensitivities="")
    now = clock.now()
    full = owed.counts(viewer(here.manager), [here.child], now)[here.child]
    part = owed.counts(viewer(plain), [here.child], now)[here.child]
    assert part.overdue < full.overdue


@pytest.mark.parametrize(
    ("born", "said"),
    [
        (None, "Date of birth not recorded"),
        (date(2012, 2, 29), "13 years"),
        (date(2026, 1, 28), "1 month"),
        (date(2024, 3, 1), "23 months"),
        (date(2024, 2, 28), "2 years"),
        (date(2026, 3, 1), "Not yet born"),
    ],
)
def test_ages_as_people_say_them(born: date | None, said: str) -> None:
    """On 28 February a child born on the 29th is not a year older yet."""
    assert age_said(born, date(2026, 2, 28)) == said
