"""What each sort of person does first in the morning, at the demonstration, in a real browser.

Each is told by what the person looks for and reads, as they would, and by no address. Where
``SIGHTLINE_PICTURES`` names a folder, the pictures of the manual are taken on the way.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

DESK, PHONE = (1280, 900), (390, 844)
FOLD = {DESK: 700, PHONE: 2 * 844}
"""Above this everything that is marked as danger stands."""


SEEN = "Seen by the team of another area on the day."


@dataclass
class Desk:
    """Somebody signed in, in front of a page. ``opened``: how many pages they have opened."""

    page: Page
    script: bool
    size: tuple[int, int] = DESK
    opened: int = 1
    faults: list[str] = field(default_factory=list)

    def look(self, picture: str = "") -> None:
        """What must be so of every page that somebody comes to."""
        where = self.page.title()
        if self.script:
            found = Axe().run(self.page)
            self.faults += [f"{where}: {one['id']}" for one in found.response["violations"]]
        primary = self.page.locator(
            "main .govuk-button:not(.govuk-button--secondary):not(.govuk-button--warning)"
        )
        if primary.count() > 1:
            self.faults.append(f"{where}: {primary.count()} primary buttons")
        for table in self.page.locator("main table").all():
            if (columns := table.locator("thead th").count()) > 5:
                self.faults.append(f"{where}: {columns} columns")
        wide = self.page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
        if wide:
            self.faults.append(f"{where}: scrolls sideways")
        folder = os.environ.get("SIGHTLINE_PICTURES")
        if picture and folder and self.script and self.size == DESK:
            # Nobody is in them but those that were made up.
            self.page.screenshot(path=Path(folder) / f"{picture}.png")

    def follow(self, link: Locator, picture: str = "") -> None:
        """Open a page, and look at it."""
        link.click()
        self.page.wait_for_load_state()
        self.opened += 1
        self.look(picture)

    def to(self, name: str, picture: str = "") -> None:
        """Open a page by the words that lead to it."""
        words = self.page.get_by_role("link", name=name, exact=True)
        self.follow(
            words.or_(self.page.get_by_role("button", name=name, exact=True)).first, picture
        )

    def reads(self, *words: str) -> None:
        """It says so, where it can be seen."""
        for some in words:
            expect(self.page.locator("main").get_by_text(some).first).to_be_visible()

    def shows_danger_at_once(self) -> None:
        """Whatever is marked as danger stands where it is seen without much scrolling."""
        for told in self.page.locator("main .sightline-danger").all():
            assert _top(told) < FOLD[self.size], told.inner_text()


@contextmanager
def desk(
    browser: Browser,
    base: str,
    email: str,
    password: str,
    *,
    script: bool = True,
    size: tuple[int, int] = DESK,
) -> Iterator[Desk]:
    """Sign in, and at the end say what was wrong with any page on the way."""
    context = browser.new_context(
        java_script_enabled=script, viewport={"width": size[0], "height": size[1]}
    )
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(base)
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_load_state()
    at = Desk(page, script, size)
    at.look()
    yield at
    context.close()
    assert at.faults == [], at.faults


def _first_child(at: Desk) -> Locator:
    """The child of the first line: the most urgent."""
    return at.page.locator("main table tbody tr").first.get_by_role("link").first


def _top(of: Locator) -> float:
    box = of.bounding_box()
    assert box is not None
    return box["y"]


def youth_justice(at: Desk) -> None:
    """From sign-in to the most urgent child in one page, to a recorded visit in three."""
    at.look("my-work")
    assert at.page.get_by_role("heading", level=1).inner_text() == "My work"
    child = _first_child(at)
    assert _top(child) < FOLD[at.size], "the most urgent child is seen at once"
    at.follow(child, "file")
    at.shows_danger_at_once()
    at.to("Record a contact", "record-a-contact")
    assert at.opened == 3
    at.page.get_by_label("Where").select_option(label="At home")
    at.page.get_by_role("group", name="Child seen alone").get_by_label("Yes", exact=True).check()
    at.page.get_by_label("Result").select_option(label="Took place")
    at.follow(at.page.get_by_role("button", name="Save the record"))
    at.reads("The record was saved")
    at.to("What is owed", "what-is-owed")
    at.to("Chronology", "chronology")
    at.to("Their own page", "childs-page")


def probation(at: Desk) -> None:
    """An adult's file: the children around him, and what each agency knows of them."""
    at.follow(_first_child(at), "adults-file")
    at.reads("Children around this person", "Home visits", "Domestic abuse", "Order or licence")
    at.shows_danger_at_once()


def social_worker(at: Desk) -> None:
    """What is owed to the child, why, and whom to ask."""
    at.follow(_first_child(at))
    at.to("What is owed")
    at.follow(at.page.locator('main a[href*="/owed/"]').first)
    at.reads("The guide: who does it")


def health(at: Desk) -> None:
    """What a health worker needs of a file, in the file's own words and without a dead end."""
    at.to("My files")
    at.follow(_first_child(at))
    at.reads("Risk", "Not open to you, so not known from here")
    at.to("Records")


def kinds_listed(at: Desk, files: list[str]) -> set[str]:
    """The kinds of record that somebody reads on some files, of those that are open to them."""
    found: set[str] = set()
    for file in files:
        at.page.goto(f"{file}/records")
        kinds = at.page.locator("main select[name=kind] option")
        found |= {one.strip() for one in kinds.all_text_contents()}
    return found


def files_listed(at: Desk) -> list[str]:
    """The addresses of the files on the first page of those that are open to somebody."""
    at.to("My files")
    links = at.page.locator('main table tbody a[href*="/files/"]')
    return list(dict.fromkeys(links.evaluate_all("found => found.map(one => one.href)")))


def custody(at: Desk) -> None:
    """The children in this establishment: where each is, since when and until when."""
    at.to("My files")
    at.follow(_first_child(at))
    at.reads("Where now")


def manager(at: Desk) -> None:
    """What the team owes, who has not been seen, and what was decided of it with its reason."""
    at.to("My team", "my-team")
    at.reads("Waits to be countersigned", "Not seen")
    first = at.page.locator("main table").first.locator("tbody tr").first
    at.follow(first.get_by_role("link", name="Excuse"))
    decided = at.page.get_by_role("group", name="When this was decided")
    for part, typed in (("Day", "31"), ("Month", "10"), ("Year", "2026")):
        decided.get_by_label(part, exact=True).fill(typed)
    at.page.get_by_label("Why it is excused").fill(SEEN)
    at.follow(at.page.get_by_role("button", name="Excuse it"))
    at.to("My team")
    # It was decided after the due day, so that it stays counted, and is told.
    at.follow(first.get_by_role("link").nth(1))
    at.reads(SEEN)
    at.to("My team")
    at.to("Workers")


MORNINGS: dict[str, Callable[[Desk], None]] = {
    "youth.justice": youth_justice,
    "probation": probation,
    "social.worker": social_worker,
    "mental.health": health,
    "custody": custody,
    "yjs.manager": manager,
}
"""By the beginning of the address with which each signs in."""
