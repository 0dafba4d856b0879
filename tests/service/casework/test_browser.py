"""The pages of casework in a real browser: axe, a phone, no JavaScript, the keyboard, and paper."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

import pypdf
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings

from sightline.service.access.models import Person
from sightline.service.access.roles import Role
from sightline.service.casework import drafts, urls
from sightline.service.casework.kinds import kind_id
from sightline.service.casework.starting import Start
from sightline.service.casework.typed import typed_of
from sightline.service.files import services
from sightline.service.files.attaching import Document
from sightline.service.files.models import Name, Obligation, Record, SubjectType
from sightline.service.files.standard import standard
from sightline.service.ledger import clock
from sightline.service.ledger.acts import act
from sightline.service.ledger.ids import new_id
from tests.service.files.papers import PDF
from tests.service.own_database import OwnDatabase
from tests.service.serving import context_of, opened_browser, served
from tests.service.worlds import (
    World,
    allocate,
    browser,
    days_ago,
    machine,
    open_file,
    person,
    record,
    viewer,
    world,
)

pytestmark = pytest.mark.browser

OFFICER = "Ro Officer"

LEFT_OUT = {
    "send-back",
    "team-not-seen",
    "team-unallocated",
    "my-calendar",
    "add-particulars",
    "withdraw-told",
    "end-allocation",
    "break-glass",
    "review-glass",
    "open-closed",
    "document",
}
"""Made of the same templates as pages that are opened."""


@dataclass
class Site:
    """The service, a world in it, and a browser. Nothing is asked of the database once it is open:
    with the browser's loop in this thread, Django would not find its connection.
    """

    address: str
    world: World
    officer: Person
    fact: Record
    chromium: Browser
    said: list[str] = field(default_factory=list)
    signed_in: dict[UUID, Client] = field(default_factory=dict)
    pages: list[tuple[str, Person, str]] = field(default_factory=list)

    def window(self, of: Person, *, script: bool = True, width: int = 1280) -> Page:
        """A window of somebody who is signed in."""
        client = self.signed_in[of.pk]
        context = context_of(self.chromium, client, self.address, script=script, width=width)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("console", lambda message: self.said.append(message.text))
        return page


@pytest.fixture
def site(own_database: OwnDatabase, settings: Settings) -> Iterator[Site]:
    # The test server speaks plain HTTP, over which browsers take no cookie with that name.
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "session", "csrf"
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    here = world()
    officer = person(here.yjs, Role.RECORDS_OFFICER, name=OFFICER)
    fact = record(
        here.child, "assessment", days_ago(8), agency=here.yjs.pk,
        tool="assetplus", vulnerability="high", said={"self-harm": "unknown"},
    )  # fmt: skip
    signed_in = {who.pk: browser(who) for who in (here.worker, here.manager, officer)}
    there = list(pages(here, officer, fact.fact))
    with served() as address, opened_browser() as chromium:
        yield Site(address, here, officer, fact, chromium, [], signed_in, there)


def pages(here: World, officer: Person, fact: UUID) -> Iterator[tuple[str, Person, str]]:
    """Every page of casework, with somebody who may open it."""
    child, worker, manager = here.child, here.worker, here.manager
    owed = Obligation.objects.filter(file=child, settled="").earliest("due_on").pk
    told = "correct-told", [child, _name(child)]
    document = _document(here)
    for name, args, who in (
        ("my-work", [], worker),
        ("my-files", [], worker),
        ("open-file", [], worker),
        ("find", [], worker),
        ("alike", [], officer),
        ("pair", [child, _alike(here)], officer),
        ("file", [child], manager),
        ("file", [_adult(here)], worker),
        ("file-records", [child], worker),
        ("file-about", [child], manager),
        ("add", [child], worker),
        ("add-record", [child, kind_id("assessment")], worker),
        ("add-record", [child, kind_id("link")], worker),
        ("draft", [child, _draft(here)], worker),
        ("draft-step", [child, _draft(here), 2], worker),
        ("throw-draft", [child, _draft(here)], worker),
        ("record", [child, fact], manager),
        ("correct", [child, fact], worker),
        ("withdraw", [child, fact], worker),
        ("countersign", [child, fact], manager),
        ("team", [], manager),
        ("team-countersigning", [], manager),
        ("team-workers", [], manager),
        ("team-worker", [worker.worker_id], manager),
        ("my-week", [], worker),
        ("refile", [child, fact], officer),
        ("file-owed", [child], worker),
        ("child-view", [child], worker),
        ("owed", [child, owed], manager),
        ("excuse", [child, owed], manager),
        ("who", [child], worker),
        ("add-name", [child], worker),
        ("add-identifier", [child], worker),
        ("add-address", [child], worker),
        (*told, worker),
        ("documents", [child], worker),
        ("add-document", [child], worker),
        ("add-document-to-record", [child, fact], worker),
        ("withdraw-document", [child, document], worker),
        ("file-allocations", [child], manager),
        ("lookers", [child], manager),
        ("chronology", [child], worker),
        ("who-knew", [child], manager),
        ("export-chronology", [child], worker),
        ("close-file", [child], manager),
        ("erase", [child], officer),
        ("glasses", [], manager),
    ):
        yield name, who, reverse(name, args=args)


def _adult(here: World) -> UUID:
    """An adult with whom the child lives, with something in every panel."""
    adult, yjs = open_file(SubjectType.ADULT, given="Sam", family="Applewick"), here.yjs.pk
    record(adult, "case", days_ago(10), agency=yjs, service="probation")
    allocate(adult, here.worker, here.yjs, "North")
    for other, relation in ((here.child, "child"), (open_file(given="Closed"), "partner-child")):
        record(
            adult, "link", days_ago(9), agency=yjs,
            said={"relation": relation, "same-household": "yes", "other-person": str(other)},
        )  # fmt: skip
    record(adult, "need", days_ago(9), agency=yjs, type="person-at-risk", state="open")
    record(adult, "incident", days_ago(2), agency=yjs, type="domestic-abuse")
    record(adult, "intervention", days_ago(8), agency=yjs, type="domestic-abuse-programme")
    return adult


def _draft(here: World) -> UUID:
    """A draft that started from an earlier record."""
    said = {"tool": "assetplus", "vulnerability": "high"}
    start = Start(new_id(), "Sun 15 Nov 2026", said)
    kind = standard().kinds["assessment"]
    with act(person=here.worker.pk, route="test") as by:
        return drafts.keep(
            viewer=viewer(here.worker), file=here.child, kind=kind, id=new_id(), seen=0,
            said=drafts.Typed(typed_of(kind, said), start), by=by, at=clock.now(),
        ).pk  # fmt: skip


def _document(here: World) -> UUID:
    with machine() as by:
        letter = Document(io.BytesIO(PDF), "letter.pdf", "Letter from school")
        return services.attach(file=here.child, document=letter, agency=here.yjs.pk, by=by).pk


def _alike(here: World) -> UUID:
    """A file that may be on the same child."""
    other = open_file(given="Robyn", family="Greenaway", born_on=date(2012, 3, 4))
    record(other, "case", days_ago(5), agency=here.yjs.pk, service="youth-justice")
    return other


def _name(child: UUID) -> UUID:
    return Name.objects.get(subject=child).pk


def check(page: Page, name: str) -> None:
    """Nothing shuts anybody out, and nothing but a wide table scrolls sideways."""
    assert page.locator("h1").count() == 1, name
    found = Axe().run(page).response["violations"]
    assert found == [], (name, [(v["id"], v["nodes"][0]["html"]) for v in found])
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, name


@pytest.mark.django_db
def test_no_page_of_casework_is_left_out() -> None:
    """Every address is opened below, but those that are made as others are."""
    here = world()
    fact = record(here.child, "contact", days_ago(8), agency=here.yjs.pk, result="kept")
    opened = {name for name, _, _ in pages(here, here.manager, fact.fact)}
    left = {pattern.name for pattern in urls.urlpatterns} - opened
    assert left == LEFT_OUT


def test_every_page_shuts_nobody_out(site: Site) -> None:
    """Neither on a screen nor on a phone: each is opened once, and then made narrow."""
    windows = {
        who.pk: site.window(who) for who in (site.world.worker, site.world.manager, site.officer)
    }
    for name, who, address in site.pages:
        page = windows[who.pk]
        page.set_viewport_size({"width": 1280, "height": 900})
        answer = page.goto(site.address + address)
        assert answer is not None and answer.status == 200, name
        check(page, name)
        page.set_viewport_size({"width": 320, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, name
    assert site.said == []


def test_on_a_phone_lists_are_read_without_scrolling_sideways(site: Site) -> None:
    """Each row stands as a block that says what its cells are of, and is a row still."""
    page = site.window(site.world.worker, width=320)
    for address, row, of in (
        (f"{reverse('my-work')}?state=later", "A child assessed as vulnerable", "By when"),
        (reverse("my-files"), "Robin Greenaway", "Why it is open"),
        (reverse("file-records", args=[site.world.child]), "Assessment", "Agency"),
    ):
        page.goto(site.address + address)
        expect(page.get_by_role("rowheader", name=row).first).to_be_visible()
        assert page.get_by_role("columnheader", name=of).count() == 1
        expect(page.locator("td").get_by_text(of, exact=True).first).to_be_visible()
        ends = page.locator("main td, main th[scope=row]").evaluate_all(
            "cells => cells.map(cell => cell.getBoundingClientRect().right)"
        )
        assert ends and max(ends) <= 320, address
        assert page.locator("main .sightline-scroll").count() == 0


@pytest.mark.parametrize("script", [True, False])
def test_from_the_list_to_what_a_record_met(site: Site, script: bool) -> None:
    """Open a child's file, add a plan with a slip in it, mend the slip, and read what it met."""
    page = site.window(site.world.worker, script=script)
    page.goto(site.address + reverse("my-files"))
    page.get_by_role("link", name="Robin Greenaway").click()
    expect(page.get_by_role("heading", name="What is owed now")).to_be_visible()
    page.get_by_role("button", name="Add a record").click()
    page.get_by_role("link", name="Plan", exact=True).click()
    began = page.get_by_role("group", name="When it began", exact=True)
    began.get_by_label("Day").fill("31")
    began.get_by_label("Month").fill("2")
    began.get_by_label("Year").fill("2026")
    page.get_by_label("Type of plan").select_option("Safety and wellbeing plan")
    page.get_by_role("button", name="Save the record").click()
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("February 2026 has no day 31")
    expect(began.get_by_label("Day")).to_have_value("31")
    summary.get_by_role("link").first.click()
    day = site.fact.occurred_at
    assert day is not None
    for label, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        began.get_by_label(label).fill(str(value))
    page.get_by_role("button", name="Save the record").click()
    expect(page.get_by_text("This met:")).to_be_visible()
    page.get_by_role("link", name="Records", exact=True).click()
    expect(page.get_by_role("rowheader", name="Plan")).to_have_count(1)


def test_by_the_keyboard_alone(site: Site) -> None:
    """From the list into the file, to the form, and a record saved, without a mouse."""
    page = site.window(site.world.worker)
    page.goto(site.address + "/")
    _tab_to(page, "Robin Greenaway")
    page.keyboard.press("Enter")
    page.wait_for_url("**/files/*")
    _tab_to(page, "Add a record")
    page.keyboard.press("Enter")
    page.wait_for_url("**/add")
    _tab_to(page, "Outcome of a need")
    page.keyboard.press("Enter")
    page.wait_for_url("**/add/*")
    _tab_to_id(page, "id_occurred-day")
    for typed in ("2", "11", "2026"):
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    _tab_to_id(page, "id_answer-need")
    page.keyboard.type("Being safe")
    _tab_to(page, "Save the record")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The record was saved.")).to_be_visible()


def _tab_to(page: Page, words: str) -> None:
    for _ in range(300):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText || ''").strip() == words:
            return
    raise AssertionError(f"the keyboard never came to {words!r}")


def _tab_to_id(page: Page, id_: str) -> None:
    for _ in range(100):
        if page.evaluate("document.activeElement.id") == id_:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard never came to {id_!r}")


def test_a_file_on_paper_has_its_child_and_its_records_and_no_buttons(site: Site) -> None:
    page = site.window(site.world.manager)
    page.goto(site.address + reverse("file", args=[site.world.child]))
    paper = pypdf.PdfReader(io.BytesIO(page.pdf(format="A4")))
    text = " ".join(sheet.extract_text() for sheet in paper.pages)
    assert "Robin Greenaway" in text and "AssetPlus" in text
    assert "Add a record" not in text and "Apply filters" not in text
    page.goto(site.address + reverse("child-view", args=[site.world.child]))
    paper = pypdf.PdfReader(io.BytesIO(page.pdf(format="A4")))
    text = " ".join(sheet.extract_text() for sheet in paper.pages)
    assert "Robin, this is your page" in text and len(paper.pages) <= 2
    for ours in ("Sightline", "before you print", "Greenaway", "Sign out"):
        assert ours not in text
