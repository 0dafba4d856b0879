"""Finding a child, and two files that may be on one person: nothing is told of a closed file."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sightline.service.access import services as access
from sightline.service.access.models import Agency, BrokenGlass, Person, Restriction
from sightline.service.access.roles import Role
from sightline.service.files import members, services
from sightline.service.files.alike import compare_some
from sightline.service.files.models import (
    Alike,
    Joining,
    Name,
    Obligation,
    Record,
    SearchKey,
    Subject,
    Uncompared,
)
from sightline.service.files.reconcile import reconcile
from sightline.service.ledger import clock
from sightline.service.ledger.acts import act
from sightline.service.ledger.models import LoggedFile, LogLine
from tests.service.casework.filling import Data, form_of
from tests.service.worlds import (
    World,
    agency,
    allocate,
    browser,
    days_ago,
    machine,
    open_file,
    person,
    record,
    see_all,
    world,
)

pytestmark = pytest.mark.django_db

BORN = date(2010, 3, 4)
NEW: Data = {
    "type": ["child"], "given": ["Mohammed"], "family": ["Quillwright"], "called": [""],
    "born_on-day": ["4"], "born_on-month": ["3"], "born_on-year": ["2010"],
    "began_on-day": ["2"], "began_on-month": ["11"], "began_on-year": ["2026"],
    "basis": ["prevention"], "role": ["case-manager"],
}  # fmt: skip


@pytest.fixture
def here() -> World:
    return world()


def child_of(of: Agency | None, given: str = "Muhammad", **said: Any) -> UUID:
    """A child with whom an agency works, or none that anybody here knows."""
    told: dict[str, Any] = {"given": given, "family": "Quillwright", "born_on": BORN, **said}
    child = open_file(**told)
    if of is not None:
        record(child, "case", days_ago(10), agency=of.pk, service="youth-justice")
    return child


def numbered(child: UUID, value: str) -> None:
    with machine() as by:
        services.add_identifier(
            file=child, scheme="NHS", value=value, seen=members.version(child), by=by
        )


def found(client: Client, **typed: str) -> str:
    """The page that answers a search, without what differs from one request to the next."""
    answer = client.post(reverse("find"), typed)
    assert answer.status_code == 200
    return _without_tokens(answer.content.decode())


def _without_tokens(html: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"', "", html)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"name": "Mohammed Quillwright"}, "Sounds like"),
        ({"name": "quillwright m"}, "other way round"),
        ({"born": "4 3 2010"}, "Born on the same day"),
        ({"born": "3/4/2010"}, "Day and month of birth the other way round"),
        ({"born": "2010"}, "Born in the same year"),
        ({"number": "943-476 5919"}, "Has this number"),
        ({"name": "Muhammad", "born": "4.3.2011"}, "a digit of the date of birth differs"),
    ],
)
def test_a_child_is_found_and_it_is_said_why(here: World, typed: dict[str, str], why: str) -> None:
    child = child_of(here.yjs)
    numbered(child, "943 476 5919")
    manager = browser(person(here.yjs, Role.MANAGER))
    html = found(manager, **typed)
    assert reverse("file", args=[child]) in html and why in html
    line = LogLine.objects.filter(route="find").latest("position")
    assert line.files[str(child)] == "list"
    said = repr([line.acts, line.files, line.reason, line.route])
    assert not any(word in said for word in typed.values()), "what was typed is not kept"


def test_former_and_withdrawn_names(here: World) -> None:
    child = child_of(here.yjs, "Ada")
    client = browser(person(here.yjs, Role.MANAGER))
    with machine() as by:
        row = services.add_name(
            file=child, use="former", given="Ada", family="Featherstonehaugh",
            until_on=date(2015, 1, 1), seen=members.version(child), by=by,
        )  # fmt: skip
    assert str(child) in found(client, name="Fetherstonehaugh")
    with machine() as by:
        services.withdraw_fact_about_person(row=row, seen=members.version(child), by=by)
    assert str(child) not in found(client, name="Fetherstonehaugh")


def test_nobody_is_found_by_what_was_erased(here: World) -> None:
    child = child_of(here.yjs)
    officer, second = (person(here.yjs, Role.RECORDS_OFFICER, name=n) for n in ("One", "Two"))
    rows = list(Name.objects.filter(subject=child).values_list("pk", flat=True))
    with machine() as by:
        by.person = second.pk
        services.erase(
            file=child, rows={"files_name": rows}, basis="A court", asked_by=officer.pk, by=by
        )
    see_all()
    assert not SearchKey.objects.filter(file=child, sort__in="wsi")
    assert str(child) not in found(browser(officer), name="Muhammad")


@pytest.mark.parametrize("typed", [{}, {"born": "31 2 2010"}, {"born": "then"}, {"name": " - "}])
def test_what_cannot_be_looked_for_is_said(here: World, typed: dict[str, str]) -> None:
    html = found(browser(here.worker), **typed)
    assert "There is a problem" in html and "Nobody was found" not in html


def test_nothing_typed_stands_in_an_address(here: World) -> None:
    page = browser(here.worker).get(reverse("find")).content.decode()
    assert re.findall(r'<form method="(\w+)" novalidate autocomplete="off"', page) == ["post"]


# --- what may not be seen --------------------------------------------------------------------


def test_a_closed_match_answers_and_asks_the_database_exactly_as_none(here: World) -> None:
    """The same page, the same statements with the same values, in the same number."""
    other = agency("Elsewhere")
    child_of(here.yjs, "Zachary", family="Pemberton", born_on=date(2012, 1, 1))
    client = browser(here.worker)
    typed = {"name": "Mohammed Quillwright", "born": "4 3 2010", "number": "9434765919"}
    found(client, **typed)
    html, asked = _asked(client, typed)
    for number in range(3):
        hidden = child_of(other, "Mohammed")
        numbered(hidden, f"943476591{number + 7}")
    numbered(child_of(None, "Mohammed"), "9434765919")
    again, asked_again = _asked(client, typed)
    assert again == html and "Nobody was found" in html
    assert asked_again == asked


def _asked(client: Client, typed: dict[str, str]) -> tuple[str, list[str]]:
    with CaptureQueriesContext(
        connection,
    ) as held:
        html = found(client, **typed)
    return html, [_without_ids(one["sql"]) for one in held.captured_queries]


def _without_ids(sql: str) -> str:
    """A statement without moments and what the log makes anew for each line."""
    if "ledger_" in sql or "django_session" in sql or "SAVEPOINT" in sql:
        return re.sub(r"'[^']*'|x'[^']*'|[0-9a-f]{32}|\d+", "?", sql)
    return re.sub(r"'?\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?(\+00:00)?'?(::timestamptz)?", "?", sql)


@pytest.mark.usefixtures("on_sqlite")
def test_the_keys_of_closed_files_are_not_touched(here: World) -> None:
    """Files are looked for from those that are open to their keys, by the plan of the database."""
    child_of(here.yjs)
    client = browser(here.worker)
    with CaptureQueriesContext(connection) as held:
        found(client, name="Mohammed Quillwright")
    (look,) = [one["sql"] for one in held.captured_queries if "sought" in one["sql"]]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {look}")
        plan = [str(row[3]) for row in cursor.fetchall()]
    (keys,) = [line for line in plan if re.search(r"\bk\b", line)]
    assert "SEARCH k USING" in keys and "(file_id=?" in keys


@pytest.fixture
def on_sqlite() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the plan of the other database is written otherwise")


def test_who_is_found_is_who_is_open(here: World) -> None:
    """Each role, of the agency that works with the child and of another."""
    child = child_of(here.yjs)
    for of, seen in ((here.yjs, True), (agency("Elsewhere"), False)):
        for role in (Role.MANAGER, Role.RECORDS_OFFICER):
            html = found(browser(person(of, role, name=f"{of.name} {role}")), name="Muhammad")
            assert (str(child) in html) is seen
    mine = browser(here.worker)
    assert str(child) not in found(mine, name="Muhammad"), "it is not of their team"
    allocate(child, here.worker, here.yjs)
    assert str(child) in found(mine, name="Muhammad")


# --- before a new file is opened -------------------------------------------------------------


def sent_new(client: Client, **said: list[str]) -> tuple[Data, str]:
    page = reverse("open-file")
    sent = form_of(client.get(page).content) | NEW | said
    return sent, client.post(page, sent, follow=True).content.decode()


def test_a_file_that_is_open_is_shown_beside_and_used(here: World) -> None:
    child = child_of(here.yjs)
    allocate(child, here.worker, here.yjs)
    before = Subject.objects.count()
    client = browser(here.worker)
    _, html = sent_new(client)
    assert "Is it one of these?" in html and reverse("file", args=[child]) in html
    assert here.yjs.name in html and "born on the same day" in html
    assert Subject.objects.count() == before
    assert LoggedFile.objects.filter(file=child, line__route="open-file").exists()


def test_somebody_else_is_opened_and_that_it_was_said_is_kept(here: World) -> None:
    child = child_of(here.yjs)
    allocate(child, here.worker, here.yjs)
    client = browser(here.worker)
    sent, html = sent_new(client)
    others = re.search(r'name="others" value="([^"]*)"', html)
    assert others is not None
    answer = client.post(reverse("open-file"), sent | {"others": [others[1]]}, follow=True)
    assert answer.status_code == 200
    file = UUID(sent["id"][0])
    with machine():
        rows = set(Joining.objects.values_list("file", "other", "said", "by"))
    see_all()
    who = here.worker.pk
    assert rows == {(file, child, "different", who), (child, file, "different", who)}
    with machine():
        compare_some()
        assert Alike.objects.count() == 1
    assert (
        "Compare"
        not in browser(person(here.yjs, Role.RECORDS_OFFICER))
        .get(reverse("alike"))
        .content.decode()
    ), "it was decided"


def test_another_name_or_birth_opens_at_once(here: World) -> None:
    allocate(child_of(here.yjs), here.worker, here.yjs)
    client = browser(here.worker)
    for said in ({"given": ["Peter"]}, {"born_on-year": ["2013"], "born_on-day": ["17"]}):
        sent, _ = sent_new(client, **said)
        assert Subject.objects.filter(pk=sent["id"][0]).exists()


def test_opening_asks_and_writes_the_same_whether_or_not_a_closed_file_is_alike(
    here: World,
) -> None:
    first = statements_of_stranger(here, closed=False)
    second = statements_of_stranger(here, closed=True)
    assert first == second


def statements_of_stranger(here: World, *, closed: bool) -> list[str]:
    """What is asked when somebody who sees no file opens one, beside closed ones or not."""
    stranger = person(agency(f"Stranger {closed}"), name=f"Stranger {closed}")
    if closed:
        for _ in range(3):
            child_of(here.yjs, "Mohammed")
    client, page = browser(stranger), reverse("open-file")
    sent = form_of(client.get(page).content) | NEW
    with CaptureQueriesContext(connection) as held:
        assert client.post(page, sent).status_code == 302
    return [re.sub(r"'[^']*'|[0-9a-f]{32}|\d+", "?", one["sql"]) for one in held.captured_queries]


# --- possible duplicates ---------------------------------------------------------------------


@pytest.fixture
def officer(here: World) -> Person:
    return person(here.yjs, Role.RECORDS_OFFICER, name="Records officer")


def decide(client: Client, one: UUID, other: UUID, what: str, reason: str = "The same.") -> str:
    page = reverse("pair", args=[one, other])
    sent = form_of(client.get(page).content) | {"what": [what], "reason": [reason]}
    return client.post(page, sent, follow=True).content.decode()


def test_pairs_stand_on_the_list_of_those_who_may_join_one_of_them(
    here: World, officer: Person
) -> None:
    mine, hidden = child_of(here.yjs), child_of(agency("Elsewhere"), "Mohammed")
    html = browser(officer).get(reverse("alike")).content.decode()
    assert "A file that is not open to you" in html and "Sounds like; born on the same day" in html
    assert not Uncompared.objects.exists() or connection.vendor == "postgresql"
    pair = browser(officer).get(reverse("pair", args=[mine, hidden])).content.decode()
    assert "Muhammad" in pair and "Mohammed" not in pair
    assert "Elsewhere" in pair and "Save the decision" not in pair
    stranger = person(agency("Third"), Role.RECORDS_OFFICER, name="Third")
    assert "Compare" not in browser(stranger).get(reverse("alike")).content.decode()
    assert browser(stranger).get(reverse("pair", args=[mine, hidden])).status_code == 404


def test_of_a_closed_file_not_even_the_agency_is_told(here: World, officer: Person) -> None:
    mine, hidden = child_of(here.yjs), child_of(agency("Elsewhere"), "Mohammed")
    closes(hidden, Agency.objects.get(name="Elsewhere"))
    pair = browser(officer).get(reverse("pair", args=[mine, hidden])).content.decode()
    assert "Elsewhere" not in pair and "not open to you" in pair


def closes(child: UUID, of: Agency) -> None:
    manager = person(of, Role.MANAGER, name=f"Manager of {child}")
    with act(person=manager.pk, route="test") as by:
        access.restrict(file=child, reason="A risk.", people=[], at=clock.now(), by=by)
    see_all()


def test_two_files_are_joined_read_as_one_and_parted(here: World, officer: Person) -> None:
    first, second = child_of(here.yjs), child_of(here.yjs, "Mohammed")
    record(second, "assessment", days_ago(3), tool="assetplus", vulnerability="high")
    client = browser(officer)
    html = decide(client, second, first, "join")
    assert "These two files are read as one" in html
    page = client.get(reverse("file", args=[second]))
    assert page["Location"] == reverse("file", args=[first])
    shown = client.get(reverse("file-about", args=[first])).content.decode()
    assert "read as one with another" in shown and "Mohammed Quillwright" in shown
    listed = client.get(reverse("file-records", args=[first])).content.decode()
    assert "Assessment" in listed
    with machine():
        assert not Obligation.objects.filter(file=second).exists()
    listed = client.get(reverse("my-files"), {"whose": "all"}).content.decode()
    assert reverse("file", args=[first]) in listed
    assert reverse("file", args=[second]) not in listed
    in_search = found(client, name="Mohammed Quillwright")
    assert in_search.count(reverse("file", args=[first])) == 1
    assert reverse("file", args=[second]) not in in_search
    assert set(LoggedFile.objects.filter(line__route="file").values_list("file", flat=True)) == {
        first, second,
    }, "who looks at one looks at both"  # fmt: skip
    decide(client, first, second, "part", "Twins.")
    assert client.get(reverse("file", args=[second])).status_code == 200
    with machine():
        assert Obligation.objects.filter(file=second).exists()
    see_all()
    assert not list(reconcile())


def test_a_record_of_the_joined_file_is_corrected_and_withdrawn_on_the_leading_page(
    here: World, officer: Person
) -> None:
    first, second = child_of(here.yjs), child_of(here.yjs, "Mohammed")
    allocate(first, here.worker, here.yjs)
    row = record(
        second, "assessment", days_ago(3), agency=here.yjs.pk, tool="assetplus",
        vulnerability="high",
    )  # fmt: skip
    decide(browser(officer), first, second, "join")
    client = browser(here.worker)
    page = reverse("correct", args=[first, row.fact])
    sent = form_of(client.get(page).content) | {
        "answer-vulnerability": ["low"],
        "reason": ["A slip."],
    }
    assert client.post(page, sent).status_code == 302
    with machine():
        last = Record.objects.filter(fact=row.fact).latest("position")
    assert last.details is not None
    assert (last.file_id, last.details["vulnerability"]) == (second, "low")
    assert client.post(page, sent | {"reason": ["Again."]}).status_code == 409
    name = reverse("correct-told", args=[first, Name.objects.get(given="Mohammed").pk])
    sent = form_of(client.get(name).content) | {"given": ["Mo"]}
    assert client.post(name, sent).status_code == 302
    with machine():
        assert Name.objects.get(given="Mo").subject_id == second
    see_all()
    assert not list(reconcile())


def test_what_is_closed_is_not_joined_and_what_is_joined_is_closed_together(
    here: World, officer: Person
) -> None:
    first, second = child_of(here.yjs), child_of(here.yjs, "Mohammed")
    decide(browser(officer), first, second, "join")
    manager = person(here.yjs, Role.MANAGER, name="Manager")
    with act(person=manager.pk, route="test") as by:
        access.restrict(
            file=first, reason="A risk.", people=[], at=clock.now(), by=by,
            seen=members.version(first),
        )  # fmt: skip
    see_all()
    assert set(Restriction.objects.values_list("file", flat=True)) == {first, second}
    for file in (first, second):
        assert browser(officer).get(reverse("file", args=[file])).status_code == 404
    with act(person=manager.pk, route="test") as by:
        access.lift(file=first, reason="Over.", at=clock.now(), by=by)
    see_all()
    assert browser(officer).get(reverse("file", args=[first])).status_code == 200


def test_a_file_that_will_be_closed_is_not_joined(here: World) -> None:
    first, second = child_of(here.yjs), child_of(here.yjs, "Mohammed")
    manager = person(here.yjs, Role.MANAGER, name="Manager")
    with act(person=manager.pk, route="test") as by:
        access.restrict(
            file=first, reason="A risk.", people=[], at=clock.now(), by=by,
            from_on=clock.now().date().replace(year=clock.now().year + 1),
        )  # fmt: skip
    see_all()
    officer = browser(person(here.yjs, Role.RECORDS_OFFICER, name="Officer"))
    page = reverse("pair", args=[first, second])
    sent = form_of(officer.get(page).content) | {"what": ["join"], "reason": ["Same."]}
    assert officer.post(page, sent).status_code == 403
    assert not Joining.objects.exists()


def test_breaking_the_glass_of_joined_files_opens_all_of_it_and_is_reviewed_once(
    here: World, officer: Person
) -> None:
    first, second = child_of(here.yjs), child_of(here.yjs, "Mohammed")
    record(second, "assessment", days_ago(3), tool="assetplus", vulnerability="high")
    decide(browser(officer), first, second, "join")
    other = person(agency("Elsewhere"), name="Elsewhere")
    # PostgreSQL's clock stands at the beginning of the test.
    an_hour_ago = clock.now() - timedelta(hours=1)
    with act(person=other.pk, route="test") as by:
        access.break_glass(
            file=first, reason="The child was brought in at night", at=an_hour_ago, by=by
        )
    see_all()
    assert set(BrokenGlass.objects.values_list("file", flat=True)) == {first, second}
    shown = browser(other).get(reverse("file-records", args=[first])).content.decode()
    assert "Assessment" in shown
    waiting = browser(officer).get(reverse("glasses")).content.decode()
    assert waiting.count("Review<span") == 1


def test_nobody_joins_by_what_they_did_not_see(here: World, officer: Person) -> None:
    first, second = child_of(here.yjs), child_of(here.yjs, "Mohammed")
    client, page = browser(officer), reverse("pair", args=[first, second])
    sent = form_of(client.get(page).content) | {"what": ["join"], "reason": ["Same."]}
    numbered(second, "12345")
    assert client.post(page, sent).status_code == 409
    assert not Joining.objects.exists()
