"""A draft keeps all that was typed, for whoever typed it alone, and is never evidence."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.urls import reverse
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from pytest_django import Settings

from sightline.service.access.models import Person
from sightline.service.access.viewer import Viewer
from sightline.service.casework import drafts, typed
from sightline.service.casework.kinds import kind_id
from sightline.service.casework.models import Draft
from sightline.service.files import services as files
from sightline.service.files.entries import Entry
from sightline.service.files.models import Obligation, Record
from sightline.service.files.standard import standard, using
from sightline.service.ledger import chains, clock
from sightline.service.ledger.acts import act
from sightline.service.ledger.row_security import as_machine, tell_database
from sightline.standard.model import Field, FieldType, Kind, Standard
from tests.service.casework.entries import entries
from tests.service.casework.filling import Data, form_of
from tests.service.casework.filling import typed as typed_as
from tests.service.casework.test_forms import form, hidden
from tests.service.worlds import (
    World,
    browser,
    days_ago,
    open_file,
    record,
    see_all,
    viewer,
    world,
)

pytestmark = pytest.mark.django_db

SECRET = "Robin is afraid of going home."
VISIT: Data = {
    "answer-with": ["child"], "answer-result": ["kept"], "answer-note": [SECRET], "keeps": ["yes"],
}  # fmt: skip


@pytest.fixture
def here() -> World:
    return world()


def page_of(here: World, kind: str) -> str:
    return reverse("add-record", args=[here.child, kind_id(kind)])


def begin(here: World, kind: str = "contact", data: Data = VISIT, who: Person | None = None) -> str:
    """A draft that somebody keeps, by its form; where it is gone on with."""
    client, page = browser(who or here.worker), page_of(here, kind)
    sent = form_of(client.get(page).content) | data
    assert client.post(page, sent).status_code == 302
    return reverse("draft", args=[here.child, sent["id"][0]])


def of_child(here: World, who: Person) -> list[drafts.Mine]:
    return drafts.mine(viewer(who), here.child)


# --- what is typed is kept -----------------------------------------------------------------------


def _roundtrip(kind: Kind, here: World, who: Viewer, other: UUID, examples: int) -> None:
    @hypothesis_settings(max_examples=examples, suppress_health_check=[HealthCheck.too_slow])
    @given(entries(kind, here.child, [other]))
    def holds(entry: Entry) -> None:
        sent = hidden() | typed_as(kind, entry)
        data: typed.Data = {}
        for step in kind.steps or (None,):
            data = typed.merged(data, typed.as_sent(sent), kind, step)
        with act(person=who.person, route="test") as by:
            row = drafts.keep(
                viewer=who, file=here.child, kind=kind, id=uuid4(), seen=1,
                said=drafts.Typed(data), by=by, at=clock.now(),
            )  # fmt: skip
        again = drafts.typed(Draft.objects.get(pk=row.pk)).data
        reopened = form(kind, here.child, [other], again | hidden())
        assert reopened.is_valid(), reopened.errors
        assert replace(reopened.entry(), also=None) == entry

    holds()


@pytest.mark.once
@pytest.mark.parametrize("name", ["assessment", "link", "care-year"])
def test_a_draft_opened_again_says_what_was_typed(here: World, name: str) -> None:
    """The small version; every kind is gone through in ``test-long``."""
    _roundtrip(standard().kinds[name], here, viewer(here.worker), here.yjs.pk, 3)


@pytest.mark.long
@pytest.mark.once
@pytest.mark.parametrize("name", sorted(standard().kinds))
def test_a_draft_of_any_kind_says_what_was_typed(here: World, name: str) -> None:
    of = standard().kinds[name].of[0]
    file = here.child if of == "child" else open_file(of, family="Greenaway")
    _roundtrip(
        standard().kinds[name], replace(here, child=file), viewer(here.worker), here.yjs.pk, 60
    )


@pytest.mark.once
def test_what_cannot_be_read_is_kept_as_it_was_typed(here: World) -> None:
    wrong = VISIT | {"occurred-day": ["31"], "occurred-month": ["Febuary"], "answer-result": [""]}
    again = form_of(browser(here.worker).get(begin(here, data=wrong)).content)
    assert (again["occurred-day"], again["occurred-month"]) == (["31"], ["Febuary"])
    assert again["answer-note"] == [SECRET]


def test_a_draft_gone_on_with_is_one_record_and_no_draft(here: World) -> None:
    client, page = browser(here.worker), begin(here)
    sent = form_of(client.get(page).content) | {"answer-where": ["home"]}
    answer = client.post(page, sent)
    assert answer.status_code == 302, answer.content.decode()
    row = Record.objects.get(kind="contact")
    assert (row.details or {}) == {
        "with": "child", "result": "kept", "note": SECRET, "where": "home",
    }  # fmt: skip
    assert not Draft.objects.exists()
    assert client.post(page, sent)["Location"] == answer["Location"]
    assert Record.objects.filter(kind="contact").count() == 1


# --- nobody else reads it, and it is no evidence --------------------------------------------------


def test_what_a_draft_says_cannot_be_read_in_the_database(here: World) -> None:
    begin(here)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM casework_draft")
        assert SECRET not in str(cursor.fetchall()) and cursor.rowcount
    assert drafts.typed(Draft.objects.get()).data["answer-note"] == [SECRET]


def test_a_draft_meets_nothing_and_is_in_no_list_but_its_owners(here: World) -> None:
    record(here.child, "assessment", days_ago(3), agency=here.yjs.pk, tool="assetplus",
           vulnerability="high")  # fmt: skip
    before = list(Obligation.objects.filter(file=here.child).order_by("pk").values())
    plan = {"answer-type": ["safety-and-wellbeing"], "answer-steps": [SECRET], "keeps": ["yes"]}
    address = begin(here, "plan", plan)
    assert list(Obligation.objects.filter(file=here.child).order_by("pk").values()) == before
    other = browser(here.manager)
    for page in ("file", "add", "chronology"):
        html = other.get(reverse(page, args=[here.child])).content.decode()
        assert SECRET not in html and address not in html
    assert other.get(address).status_code == 404
    assert other.post(address, {"id": address[-36:], "seen": "1"}).status_code == 404
    assert [one.title for one in of_child(here, here.worker)] == ["Plan"]
    assert of_child(here, here.manager) == []


def test_a_draft_is_listed_where_one_adds_a_record_and_thrown_away_by_its_owner(
    here: World,
) -> None:
    client, address = browser(here.worker), begin(here)
    listed = reverse("add", args=[here.child])
    assert address in client.get(listed).content.decode()
    file = client.get(reverse("file", args=[here.child])).content.decode()
    assert "You have begun a record here" in file
    sure = f"{address}/throw-away"
    assert SECRET in client.get(sure).content.decode()
    assert browser(here.manager).post(sure, {}).status_code == 404
    assert client.post(sure, {}).status_code == 302
    assert address not in client.get(listed).content.decode() and not Draft.objects.exists()


def test_the_number_of_somebody_elses_draft_is_no_way_to_it(here: World) -> None:
    number = begin(here)[-36:]
    client, page = browser(here.manager), page_of(here, "contact")
    sent = form_of(client.get(page).content) | VISIT | {"id": [number]}
    assert client.post(page, sent).status_code == 403
    assert Draft.objects.get().person_id == here.worker.pk


def test_the_database_itself_shows_a_draft_to_its_owner_alone(here: World) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no such security")
    begin(here)
    seen = {}
    for who in (here.worker, here.manager):
        with transaction.atomic():
            tell_database(who.pk)
            seen[who.name] = Draft.objects.count()
    see_all()
    assert seen == {here.worker.name: 1, here.manager.name: 0}


# --- when it goes ---------------------------------------------------------------------------------


def test_who_may_no_longer_record_here_opens_no_draft_and_it_is_swept(here: World) -> None:
    address, client = begin(here), browser(here.worker)
    allocation = Record.objects.get(kind="allocation")
    with act(person=None, route="test") as by, as_machine():
        files.withdraw(fact=allocation.fact, reason="Another child", seen=_seen(here), by=by)
    see_all()
    assert client.get(address).status_code == 404
    assert of_child(here, here.worker) == []
    with act(person=None, route="sweep"):
        assert drafts.sweep(clock.now()) == 1
    see_all()
    assert not Draft.objects.exists()


def _seen(here: World) -> int:
    return chains.version(chains.file_chain(here.child))


def test_a_draft_that_is_left_is_kept_as_long_as_is_said_and_no_longer(
    here: World, settings: Settings
) -> None:
    settings.DRAFT_DAYS = 10
    begin(here)
    (mine,) = of_child(here, here.worker)
    saved = Draft.objects.get().saved_at
    last = saved + timedelta(days=10)
    assert mine.until == last.date()
    for now, swept in ((last, 0), (last + timedelta(days=2), 1)):
        with act(person=None, route="sweep"):
            assert drafts.sweep(now) == swept
        see_all()


def test_an_erasure_on_the_file_takes_drafts_with_it(here: World) -> None:
    row = record(here.child, "contact", days_ago(4), agency=here.yjs.pk, result="kept")
    begin(here)
    with act(person=here.manager.pk, route="test") as by, as_machine():
        files.erase(
            file=here.child, rows={Record._meta.db_table: [row.pk]}, basis="Article 17",
            asked_by=here.worker.pk, by=by,
        )  # fmt: skip
    see_all()
    assert not Draft.objects.exists()


# --- another standard -----------------------------------------------------------------------------


def _changed() -> Standard:
    """The standard with another form of a plan: no contingency, another list of levels."""
    now = standard()
    plan = now.kinds["plan"]
    level = plan.fields["level"]
    fields = {name: field for name, field in plan.fields.items() if name != "contingency"}
    fields["level"] = replace(level, codes=level.codes[:2])
    fields["steps"] = Field("steps", "Steps", FieldType.DATE)
    return replace(now, kinds={**now.kinds, "plan": replace(plan, fields=fields)}, digest="other")


@pytest.mark.once
def test_after_the_kind_has_changed_nothing_is_lost_and_what_no_longer_fits_is_said(
    here: World,
) -> None:
    plan = {
        "answer-type": ["exit"], "answer-contingency": ["yes"], "answer-level": ["high"],
        "answer-steps": [SECRET], "answer-owners-named": ["no"], "keeps": ["yes"],
    }  # fmt: skip
    address = begin(here, "plan", plan)
    with using(_changed()):
        shown = browser(here.worker).get(address)
    html = shown.content.decode()
    assert "“Says what to do if things get worse” is no longer asked. You had answered: Yes" in html
    assert "“Level planned for” no longer offers what you had answered: High" in html
    assert "“Steps” is asked in another way now" in html and SECRET in html
    assert form_of(shown.content)["answer-owners-named"] == ["no"]
    assert drafts.typed(Draft.objects.get()).data["answer-contingency"] == ["yes"]


@pytest.mark.once
def test_a_draft_of_a_kind_that_is_no_more_can_be_read_and_thrown_away(here: World) -> None:
    address, client = begin(here), browser(here.worker)
    now = standard()
    kinds = {name: kind for name, kind in now.kinds.items() if name != "contact"}
    with using(replace(now, kinds=kinds, digest="other")):
        answer = client.get(address, follow=True)
        assert SECRET in answer.content.decode()
        assert client.post(f"{address}/throw-away", {}).status_code == 302
    assert not Draft.objects.exists()
