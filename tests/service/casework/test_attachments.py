"""Documents on the pages: added, had, withdrawn, by those who may and in the ways that are safe."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page
from pytest_django import Settings

from sightline.service.access import uploads
from sightline.service.access.models import Person, Sector
from sightline.service.access.roles import Role
from sightline.service.files import attaching, joining, members, store
from sightline.service.files.models import Attachment, Joining, Record, Stored
from sightline.service.files.standard import standard
from sightline.service.ledger.models import LogLine, Outcome
from sightline.standard.model import Sensitivity
from tests.service.casework.filling import form_of
from tests.service.files.papers import PDF, PNG, clamd, eicar
from tests.service.own_database import OwnDatabase
from tests.service.serving import context_of, opened_browser, served
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
    today,
    world,
)

CHILD_S = "Robin’s letter"


@pytest.fixture
def here(db: None) -> World:
    return world()


@pytest.fixture
def scanner(settings: Settings, tmp_path: Path) -> Iterator[None]:
    with clamd(tmp_path) as path:
        settings.CLAMAV = path
        yield


def fact_on(here: World, **said: Any) -> Record:
    return record(here.child, "contact", days_ago(3), agency=here.yjs.pk, result="kept", **said)


def send(
    client: Client, page: str, what: bytes = PDF, name: str = "letter.pdf", **said: Any
) -> Any:
    typed = form_of(client.get(page).content)
    upload = SimpleUploadedFile(name, what)
    return client.post(page, {**typed, "title": [CHILD_S], "document": upload, **said})


def add(
    here: World, who: Person | None = None, fact: UUID | None = None, **said: Any
) -> Attachment:
    """A document added by somebody, on the page."""
    name, args = ("add-document", [here.child]) if fact is None else (
        "add-document-to-record", [here.child, fact]
    )  # fmt: skip
    answer = send(browser(who or here.worker), reverse(name, args=args), **said)
    assert answer.status_code == 302, answer.content.decode()
    return Attachment.objects.filter(withdraws=None).latest("received_at")


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def status(client: Client, page: str) -> int:
    answer: Any = client.get(page)
    if answer.streaming:
        body(answer)
    return int(answer.status_code)


def html(who: Person, name: str, *args: object) -> str:
    answer = browser(who).get(reverse(name, args=args))
    assert answer.status_code == 200, name
    return re.sub(r"\s+", " ", answer.content.decode())


def test_a_document_is_added_listed_and_had(here: World) -> None:
    row = add(here)
    listed = html(here.manager, "documents", here.child)
    assert CHILD_S in listed and "PDF, 1 KB" in listed and "by Jo Example" in listed
    answer = browser(here.manager).get(reverse("document", args=[here.child, row.pk]))
    assert body(answer) == PDF
    line = LogLine.objects.filter(route="document").latest("received_at")
    assert line.by == here.manager.pk and line.outcome == Outcome.DONE
    assert line.acts == [{"act": "download", "file": str(here.child), "row": str(row.pk)}]
    assert line.files == {str(here.child): "team"}
    assert CHILD_S not in str(line.acts) and list(attaching.faults()) == []


@pytest.mark.once
def test_it_is_sent_to_be_saved_and_never_to_be_shown(here: World) -> None:
    row = add(here, name="Zoë’s \"letter\".pdf")  # fmt: skip
    answer = browser(here.worker).get(reverse("document", args=[here.child, row.pk]))
    assert answer["Content-Type"] == "application/pdf"
    name = f"document-{today()}-{row.pk.hex[-4:]}.pdf"
    disposition = f"attachment; filename=\"{name}\"; filename*=UTF-8''{name}"
    assert answer["Content-Disposition"] == disposition, "what it was called may name the child"
    assert "as Zoë’s _letter_.pdf" in html(here.worker, "documents", here.child)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Length"] == str(len(PDF)) == str(len(body(answer)))


def test_a_document_of_a_record_stands_on_its_page(here: World) -> None:
    fact = fact_on(here).fact
    row = add(here, fact=fact)
    assert CHILD_S in html(here.worker, "record", here.child, fact)
    assert reverse("document", args=[here.child, row.pk]) in html(
        here.worker, "documents", here.child
    )
    assert "Belongs to" in html(here.worker, "documents", here.child)
    other = fact_on(here).fact
    assert CHILD_S not in html(here.worker, "record", here.child, other)


def test_a_form_that_is_sent_twice_adds_one_document(here: World) -> None:
    client, page = browser(here.worker), reverse("add-document", args=[here.child])
    typed = form_of(client.get(page).content) | {"title": [CHILD_S]}
    for _ in range(2):
        answer = client.post(page, {**typed, "document": SimpleUploadedFile("a.pdf", PDF)})
        assert answer.status_code == 302
    assert Attachment.objects.count() == Stored.objects.count() == 1


@pytest.mark.once
@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"title": ""}, "Say what the document is"),
        ({"document": ""}, "Choose the document"),
        ({"what": b""}, "Document is empty"),
        ({"what": PNG}, "ends in .pdf, but what is in it"),
        ({"what": b"MZ" + bytes(99), "name": "letter.pdf"}, "none of the sorts that are taken"),
        ({"what": PDF + bytes(21_000_000)}, "larger than 20 MB"),
    ],
)
def test_what_is_wrong_is_said_above_and_at_the_box(
    here: World, said: dict[str, Any], told: str
) -> None:
    answer = send(browser(here.worker), reverse("add-document", args=[here.child]), **said)
    page = answer.content.decode()
    assert answer.status_code == 200 and page.count(told) >= 2, page
    assert "There is a problem" in page
    if "title" in said:
        assert page.count("Choose the file again") == 2
    assert not Attachment.objects.exists() and not Stored.objects.exists()


# --- who reads and who adds ---


def test_a_sensitive_document_is_read_by_those_who_hold_the_sensitivity(here: World) -> None:
    ordinary = person(here.yjs, Role.MANAGER, name="Plain Manager", team="North", sensitivities="")
    health, plain = add(here, sensitivity="health"), add(here)
    for who, rows in ((ordinary, {plain.pk}), (here.manager, {plain.pk, health.pk})):
        client = browser(who)
        had = {
            row.pk
            for row in (health, plain)
            if status(client, reverse("document", args=[here.child, row.pk])) == 200
        }
        assert had == rows
        listed = html(who, "documents", here.child)
        assert {row.pk for row in (health, plain) if str(row.pk) in listed} == rows


def test_what_is_read_of_a_record_is_read_of_its_documents(here: World) -> None:
    """The police do not read what the standard keeps from them, nor what is attached to it."""
    hidden = next(
        kind.name
        for kind in standard().kinds.values()
        if kind.sensitivity == Sensitivity.ORDINARY
        and kind.read_by
        and "police" not in kind.read_by
        and (not kind.recorded_by or "youth-justice" in kind.recorded_by)
        and "child" in kind.of
        and not any(field.required for field in kind.fields.values())
    )
    police = agency("Felpersham Police", Sector.POLICE)
    officer = person(police, name="Pat Officer")
    allocate(here.child, officer, police)
    unread = record(here.child, hidden, days_ago(2), agency=here.yjs.pk)
    read = record(here.child, "concern", days_ago(2), agency=here.yjs.pk, type="significant-harm")
    client, listed = browser(officer), []
    for fact, wanted in ((unread.fact, 404), (read.fact, 200)):
        row = add(here, who=here.manager, fact=fact)
        assert status(client, reverse("document", args=[here.child, row.pk])) == wanted
        listed.append(str(row.pk) in html(officer, "documents", here.child))
    assert listed == [False, True]


def test_nobody_has_a_document_by_another_file_s_address(here: World) -> None:
    row, other = add(here), open_file(given="Other")
    allocate(other, here.worker, here.yjs)
    client = browser(here.worker)
    for file in (other, here.yjs.pk):
        assert client.get(reverse("document", args=[file, row.pk])).status_code == 404
    stranger = person(agency("Elsewhere YJS"), name="Stranger")
    assert browser(stranger).get(reverse("document", args=[here.child, row.pk])).status_code == 404


def test_joined_files_show_the_documents_of_both_on_the_one_that_leads(here: World) -> None:
    other = open_file(given="Robyn")
    allocate(other, here.worker, here.yjs, "North")
    fact = record(other, "contact", days_ago(2), agency=here.yjs.pk, result="kept").fact
    page = reverse("add-document-to-record", args=[other, fact])
    assert send(browser(here.worker), page).status_code == 302
    row = Attachment.objects.get()
    with machine() as by:
        seen = {file: members.version(file) for file in (here.child, other)}
        joining.decide(
            said=Joining.Said.JOINED, file=here.child, other=other, reason="One", seen=seen, by=by
        )
    download = reverse("document", args=[here.child, row.pk])
    assert download in html(here.worker, "documents", here.child)
    assert download in html(here.worker, "record", here.child, fact)
    assert body(browser(here.worker).get(download)) == PDF
    withdraw = reverse("withdraw-document", args=[here.child, row.pk])
    assert browser(here.worker).post(withdraw, {"reason": "A slip"}).status_code == 302
    assert "Withdrawn. Reason: A slip" in html(here.worker, "documents", here.child)


# --- withdrawn, infected, not scanned ---


def test_a_withdrawn_document_is_had_by_records_officers_alone(here: World) -> None:
    row = add(here)
    page = reverse("withdraw-document", args=[here.child, row.pk])
    client = browser(here.worker)
    assert "Say why it is withdrawn" in client.post(page, {"reason": ""}).content.decode()
    assert client.post(page, {"reason": "Another child’s"}).status_code == 302
    listed = html(here.worker, "documents", here.child)
    assert CHILD_S in listed and "Withdrawn. Reason: Another child’s" in listed
    assert reverse("document", args=[here.child, row.pk]) not in listed and page not in listed
    officer = person(here.yjs, Role.RECORDS_OFFICER, name="Ro Officer")
    download = reverse("document", args=[here.child, row.pk])
    assert client.get(download).status_code == 403
    assert body(browser(officer).get(download)) == PDF
    assert client.post(page, {"reason": "Again"}).status_code == 403


def test_only_the_agency_that_added_it_withdraws_it(here: World) -> None:
    other = agency("Borchester Social Care", Sector.SOCIAL_CARE)
    worker = person(other, name="So Worker")
    allocate(here.child, worker, other)
    row = add(here)
    page = reverse("withdraw-document", args=[here.child, row.pk])
    assert browser(worker).get(page).status_code == 403
    assert page not in html(worker, "documents", here.child)


@pytest.mark.once
def test_without_a_scanner_the_page_says_so_and_the_document_can_be_had(here: World) -> None:
    row = add(here)
    assert "Not scanned for viruses" in html(here.worker, "documents", here.child)
    answer = browser(here.worker).get(reverse("document", args=[here.child, row.pk]))
    assert body(answer) == PDF


@pytest.mark.once
def test_while_the_scanner_is_down_a_document_waits(
    here: World, settings: Settings, tmp_path: Path
) -> None:
    settings.CLAMAV = str(tmp_path / "clamd.socket")
    row = add(here)
    download = reverse("document", args=[here.child, row.pk])
    assert "Not scanned yet" in html(here.worker, "documents", here.child)
    assert browser(here.worker).get(download).status_code == 403
    with clamd(tmp_path):
        attaching.scan_again(row.pk)
    assert "nothing found" in html(here.worker, "documents", here.child)
    assert body(browser(here.worker).get(download)) == PDF


@pytest.mark.once
def test_an_infected_document_is_never_had(here: World, scanner: None) -> None:
    client = browser(here.worker)
    page = reverse("add-document", args=[here.child])
    added = send(client, page, what=eicar(), name="letter.txt")
    assert "was infected, so it was not kept" in client.get(added["Location"]).content.decode()
    row = Attachment.objects.get()
    listed = html(here.worker, "documents", here.child)
    assert "Infected (Eicar-Test-Signature)" in listed
    for who in (here.worker, person(here.yjs, Role.RECORDS_OFFICER, name="Ro Officer")):
        assert status(browser(who), reverse("document", args=[here.child, row.pk])) == 403


@pytest.mark.once
def test_what_was_changed_on_the_disk_is_an_error_and_not_a_document(
    here: World, settings: Settings
) -> None:
    """Also where only its beginning was: nothing of it is sent before all of it is proved."""
    row = add(here, what=PDF + bytes(200_000))
    assert row.store is not None
    (path,) = Path(settings.STORE).rglob(row.store.hex)
    sealed = bytearray(path.read_bytes())
    sealed[5_000] ^= 1
    path.write_bytes(sealed)
    answer = browser(here.worker).get(reverse("document", args=[here.child, row.pk]))
    assert answer.status_code == 500
    assert LogLine.objects.latest("received_at").reason == "Damaged"


# --- uploads where none belong ---


@pytest.mark.once
@pytest.mark.parametrize("signed_in", [True, False])
def test_a_page_that_takes_no_files_keeps_none(
    here: World, signed_in: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor does one that takes some, from somebody who is not signed in."""
    written: list[str] = []
    monkeypatch.setattr(store, "nameless", lambda: written.append("something"))
    monkeypatch.setattr(uploads, "needs_second_factor", lambda request: False)
    client: Client = browser(here.worker) if signed_in else Client(enforce_csrf_checks=True)
    client.get(reverse("account_login"))  # with its cookie, what is sent is read for the token
    page = reverse("open-file") if signed_in else reverse("add-document", args=[here.child])
    upload = SimpleUploadedFile("a.pdf", PDF * 1_000)
    answer = client.post(page, {"given": "Robin", "anything": upload})
    assert answer.status_code in (200, 302, 403) and written == []


@pytest.mark.once
def test_what_is_uploaded_lies_nowhere_in_plain(
    here: World, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[Any] = []
    usual = store.nameless

    def nameless() -> Any:
        held.append(usual())
        return held[-1]

    monkeypatch.setattr(store, "nameless", nameless)
    secret = b"%PDF-1.7 Robin Greenaway was seen " * 10_000
    read: list[bytes] = []
    put = store.put

    def looking(stream: Any, *, most: int) -> store.Kept:
        held[0].flush()
        read.append(Path(f"/proc/self/fd/{held[0].fileno()}").read_bytes())
        return put(stream, most=most)

    monkeypatch.setattr(store, "put", looking)
    row = add(here, what=secret)
    assert len(read[0]) > len(secret) and b"Robin" not in read[0]
    assert row.store is not None
    with store.opened(row.store) as plain:
        assert plain.read() == secret
    assert held[0].closed, "the request is over"
    assert not list(Path(settings.STORE).rglob("*.part"))


@pytest.mark.once
def test_a_disk_that_is_full_is_said(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(io.BytesIO):
        def write(self, _: Any) -> int:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(store, "nameless", Full)
    answer = send(browser(here.worker), reverse("add-document", args=[here.child]))
    assert "No room is left for files" in answer.content.decode()


# --- in a browser ---


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False])
def test_a_document_is_added_and_saved_in_a_browser(
    own_database: OwnDatabase, settings: Settings, tmp_path: Path, script: bool
) -> None:
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "session", "csrf"
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    here = world()
    client = browser(here.worker)
    letter = tmp_path / "letter.pdf"
    letter.write_bytes(PDF)
    start = reverse("documents", args=[here.child])
    with served() as address, opened_browser() as chromium:
        context = context_of(chromium, client, address, script=script, width=320)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.goto(address + start)
        check(page, script)
        adding = page.get_by_role("link", name="Add a document")
        with page.expect_navigation():
            adding.or_(page.get_by_role("button", name="Add a document")).click()
        check(page, script)
        page.get_by_label("Document", exact=True).set_input_files(letter)
        page.get_by_role("button", name="Add the document").click()
        assert page.locator(".govuk-error-summary").count() == 1
        assert "Choose the file again" in page.inner_text("main")
        check(page, script)
        page.get_by_label("What the document is").fill(CHILD_S)
        page.get_by_label("Document", exact=True).set_input_files(letter)
        with page.expect_navigation():
            page.get_by_role("button", name="Add the document").click()
        check(page, script)
        with page.expect_download() as saving:
            page.get_by_role("link", name=CHILD_S, exact=True).click()
        assert Path(saving.value.path()).read_bytes() == PDF
        assert re.fullmatch(r"document-[\d-]+-[0-9a-f]{4}\.pdf", saving.value.suggested_filename)


def check(page: Page, script: bool) -> None:
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    if script:
        found = Axe().run(page).response["violations"]
        assert found == [], [(v["id"], v["nodes"][0]["html"]) for v in found]
