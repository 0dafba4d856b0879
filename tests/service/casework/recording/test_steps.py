"""A long form is gone through page by page, and one record is made of it, at the end."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from django.urls import reverse

from sightline.engine.model import Moment
from sightline.service.casework.kinds import kind_id
from sightline.service.casework.models import Draft
from sightline.service.casework.pages.correcting import entry_of
from sightline.service.files.entries import Entry
from sightline.service.files.models import Record
from sightline.service.files.standard import standard
from sightline.standard.calendar import day_of
from tests.service.casework.filling import Data, form_of, typed
from tests.service.casework.recording.stepping import through
from tests.service.worlds import World, browser, days_ago, record, world

pytestmark = pytest.mark.django_db

MOST_ON_A_PAGE = 12
"""Fields on one page: of more nobody keeps the overview, and a mistake is looked for long."""

ENTRY = Entry(
    kind="assessment",
    occurred=Moment(day_of(date(2026, 11, 2))),
    details={
        "tool": "assetplus", "vulnerability": "high", "self-harm": "unknown",
        "factors": ("gangs", "neglect"), "strong-need-in": ("family",), "mental-health-score": 2,
        "summary": "Robin is afraid of going home.\nHe says so himself.", "visit-needed": "yes",
    },
)  # fmt: skip


@pytest.fixture
def here() -> World:
    return world()


def page_of(here: World, kind: str = "assessment") -> str:
    return reverse("add-record", args=[here.child, kind_id(kind)])


def sent(here: World, kind: str = "assessment", entry: Entry = ENTRY) -> Data:
    shown = browser(here.worker).get(page_of(here, kind))
    return form_of(shown.content) | typed(standard().kinds[kind], entry)


def step(here: World, draft: UUID | str, number: int) -> str:
    return reverse("draft-step", args=[here.child, draft, number])


@pytest.mark.once
def test_a_kind_with_many_fields_is_asked_in_steps_of_few() -> None:
    for kind in standard().kinds.values():
        pages = [step.fields for step in kind.steps] or [tuple(kind.fields)]
        assert max(map(len, pages)) <= MOST_ON_A_PAGE, kind.name


def test_one_record_is_made_at_the_end_and_says_all_that_was_typed(here: World) -> None:
    client, data = browser(here.worker), sent(here)
    answer = through(client, page_of(here), data, look=True)
    assert answer.status_code == 302, answer.content.decode()
    row = Record.objects.get(kind="assessment")
    assert str(row.pk) == data["id"][0]
    said = entry_of(row)
    assert said.details == ENTRY.details and said.occurred == ENTRY.occurred
    assert not Draft.objects.exists()


@pytest.mark.once
def test_a_page_finds_fault_with_what_it_asks_and_with_nothing_else(here: World) -> None:
    client, page = browser(here.worker), page_of(here)
    data = sent(here) | {"answer-tool": [""], "answer-mental-health-score": ["much"]}
    html = client.post(page, data).content.decode()
    assert "Select the tool" in html and "must be a number" not in html
    answer = client.post(page, data | {"answer-tool": ["assetplus"]})
    assert answer["Location"] == step(here, data["id"][0], 2)
    assert client.post(step(here, data["id"][0], 2), data).status_code == 302
    refused = client.post(step(here, data["id"][0], 3), data)
    assert refused.status_code == 200 and "must be a number" in refused.content.decode()


@pytest.mark.once
def test_what_is_missing_is_said_before_it_is_saved_with_the_page_to_mend_it(here: World) -> None:
    """The day is left out: the draft is kept all the same, and nothing is recorded."""
    client = browser(here.worker)
    data = sent(here) | {"answer-tool": ["assetplus"], "keeps": ["yes"]}
    data |= {f"occurred-{part}": ["9"] for part in ("day", "month", "year")}
    assert client.post(page_of(here), data).status_code == 302
    # Nor does a later page find fault with what the first one asks.
    assert client.post(step(here, data["id"][0], 2), sent(here)).status_code == 302
    check = reverse("draft", args=[here.child, data["id"][0]])
    shown = client.get(check)
    mend = f'href="{step(here, data["id"][0], 1)}?check"'
    html = shown.content.decode()
    assert "Before it can be saved" in html and mend in html
    refused = client.post(check, form_of(shown.content))
    assert refused.status_code == 200 and "There is a problem" in refused.content.decode()
    assert not Record.objects.filter(kind="assessment").exists()


@pytest.mark.once
def test_a_page_changed_from_the_answers_leads_back_to_them(here: World) -> None:
    client, data = browser(here.worker), sent(here)
    client.post(page_of(here), data)
    address = f"{step(here, data['id'][0], 2)}?check"
    form = form_of(client.get(address).content) | {"answer-vulnerability": ["low"]}
    answer = client.post(address, form)
    assert answer["Location"] == reverse("draft", args=[here.child, data["id"][0]])
    assert "Low" in client.get(answer["Location"]).content.decode()


@pytest.mark.once
def test_the_first_page_sent_again_loses_no_other(here: World) -> None:
    """Somebody goes back in the browser and sends the first page once more."""
    client = browser(here.worker)
    data = form_of(client.get(page_of(here)).content) | {"answer-tool": ["assetplus"]}
    data |= {"occurred-day": ["2"], "occurred-month": ["11"], "occurred-year": ["2026"]}
    client.post(page_of(here), data)
    second = step(here, data["id"][0], 2)
    client.post(second, form_of(client.get(second).content) | {"answer-vulnerability": ["high"]})
    client.post(page_of(here), data | {"answer-stage": ["review"]})
    html = client.get(reverse("draft", args=[here.child, data["id"][0]])).content.decode()
    assert "Review" in html and "High" in html


def test_a_file_that_has_grown_is_answered_with_what_was_added(here: World) -> None:
    client, data = browser(here.worker), sent(here)
    client.post(page_of(here), data)
    check = reverse("draft", args=[here.child, data["id"][0]])
    form = form_of(client.get(check).content)
    record(here.child, "contact", days_ago(1), agency=here.yjs.pk, result="kept")
    answer = client.post(check, form)
    assert answer.status_code == 409 and "Contact, added since" in answer.content.decode()
    assert Draft.objects.exists() and not Record.objects.filter(kind="assessment").exists()
    assert client.post(check, form_of(answer.content)).status_code == 302
    assert Record.objects.filter(kind="assessment").count() == 1


def test_sent_twice_is_one_record(here: World) -> None:
    client, data = browser(here.worker), sent(here)
    client.post(page_of(here), data)
    check = reverse("draft", args=[here.child, data["id"][0]])
    form = form_of(client.get(check).content)
    first, second = client.post(check, form), client.post(check, form)
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    assert Record.objects.filter(kind="assessment").count() == 1
