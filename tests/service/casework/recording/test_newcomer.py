"""A home visit is recorded in three pages and six answers by somebody who was never shown how."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from sightline.service.casework.kinds import kind_id
from sightline.service.files.models import Record
from tests.service.casework.filling import form_of
from tests.service.worlds import browser, world

pytestmark = pytest.mark.django_db

MOST_PAGES, MOST_FILLED = 3, 6
HOME_VISIT = {
    "answer-with": ["child"], "answer-purpose": ["appointment"], "answer-where": ["home"],
    "answer-seen-alone": ["yes"], "answer-result": ["kept"], "answer-note": ["Robin is well."],
}  # fmt: skip


@pytest.mark.once
def test_a_home_visit_takes_three_pages_and_six_answers() -> None:
    """When, by whom and for which agency are known: it is now, them and theirs."""
    here = world()
    client, pages = browser(here.worker), 0
    way = [
        (reverse("my-files"), reverse("file", args=[here.child])),
        (reverse("file", args=[here.child]),
         reverse("add-record", args=[here.child, kind_id("contact")])),
    ]  # fmt: skip
    for page, leads_to in way:
        assert f'href="{leads_to}"' in client.get(page).content.decode()
        pages += 1
    form = form_of(client.get(leads_to).content)
    pages += 1
    assert pages <= MOST_PAGES and len(HOME_VISIT) <= MOST_FILLED
    assert client.post(leads_to, form | HOME_VISIT).status_code == 302
    row = Record.objects.get(kind="contact")
    assert (row.agency, row.author) == (here.yjs.pk, here.worker.worker_id)
    assert row.occurred_at is not None and row.occurred_precision == "minute"
    assert abs((row.recorded_at - row.occurred_at).total_seconds()) < 120


@pytest.mark.once
def test_nothing_but_these_six_is_asked_without_unfolding() -> None:
    here = world()
    page = reverse("add-record", args=[here.child, kind_id("contact")])
    html = browser(here.worker).get(page).content.decode()
    folded = "".join(part.split("</details>")[0] for part in html.split("<details")[1:])
    shown = {
        name
        for name in form_of(html.encode())
        if f'name="{name}"' in html and f'name="{name}"' not in folded
    }
    given = {"id", "seen", "occurred-day", "occurred-month", "occurred-year", "occurred-time"}
    assert shown - given <= HOME_VISIT.keys()


@pytest.mark.once
def test_only_what_is_recorded_at_once_begins_with_now() -> None:
    here = world()
    client, today = browser(here.worker), datetime.now(ZoneInfo("Europe/London"))
    for kind, day in (("contact", str(today.day)), ("order", "")):
        form = form_of(client.get(reverse("add-record", args=[here.child, kind_id(kind)])).content)
        assert form["occurred-day"] == [day]
