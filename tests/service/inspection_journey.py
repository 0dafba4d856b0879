"""An inspection from its plan to a published report that is read, in a real browser.

Each step is what somebody does at a page: by the names of fields, the words on buttons and links,
and what the page then says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

SEED = "3-1-4-1-5-9"
QUESTIONS = 6
TITLE = "Borchester in autumn"

CHILDREN = """# What we found

We are inspectors. We look at how well grown-ups help children who are in trouble.

If you do not feel safe, tell a grown-up you trust. You can ring Childline on {name:0800 1111}.
"""


@dataclass
class Seat:
    """Somebody in front of a page. ``looked``: the pages that were looked at, by their titles."""

    page: Page
    base: str
    looked: dict[str, list[str]] = field(default_factory=dict)

    def go(self, path: str) -> None:
        """Open an address."""
        self.page.goto(path if path.startswith("http") else f"{self.base}{path}")
        self.look()

    def look(self) -> None:
        """What must be so of every page; a kind of page is looked at once."""
        self.page.wait_for_load_state()
        title = self.page.title()
        if title in self.looked:
            return
        assert "could not" not in title, self.page.locator("main").inner_text()
        found = [one["id"] for one in Axe().run(self.page).response["violations"]]
        primary = self.page.locator(
            "main .govuk-button:not(.govuk-button--secondary):not(.govuk-button--warning)"
        )
        if primary.count() > 1:
            found.append(f"{primary.count()} primary buttons")
        if self.page.locator("h1").count() != 1:
            found.append("no heading of its own")
        self.looked[title] = found

    def follow(self, words: str) -> None:
        """Follow a link."""
        self.page.locator("main a", has_text=words).first.click()
        self.look()

    def type(self, said: Mapping[str, Any]) -> None:
        """Fill in fields by their names."""
        for name, value in said.items():
            if isinstance(value, date):
                parts = {"day": value.day, "month": value.month, "year": value.year}
                self.type({f"{name}-{part}": str(of) for part, of in parts.items()})
                continue
            for one in value if isinstance(value, list) else [value]:
                self._type(name, one)

    def _type(self, name: str, value: str) -> None:
        boxes = self.page.locator(f'main [name="{name}"]')
        if boxes.first.evaluate("e => e.tagName") == "SELECT":
            boxes.first.select_option(value)
        elif boxes.first.get_attribute("type") in ("radio", "checkbox"):
            self.page.locator(f'main [name="{name}"][value="{value}"]').check()
        else:
            boxes.first.fill(value)

    def press(self, words: str) -> None:
        """Press a button."""
        self.page.locator("main").get_by_role("button", name=words).first.click()
        self.look()

    def says(self, words: str) -> None:
        """The page says so."""
        expect(self.page.locator("main")).to_contain_text(words)

    @property
    def path(self) -> str:
        """Where they are."""
        return self.page.url.removeprefix(self.base)

    @property
    def text(self) -> str:
        """What the page says."""
        return self.page.locator("main").inner_text()

    def send(self) -> None:
        """Press the button that the page is for."""
        usual = "main form button.govuk-button:not(.govuk-button--secondary):visible"
        self.page.locator(usual).last.click()
        self.look()


# --- planned and drawn -------------------------------------------------------------------------


def plan(lead: Seat, areas: str, agency: str, today: date) -> str:
    """The lead plans an inspection, and reads the plan once more; its address."""
    lead.go("/inspections/begin")
    for said in (
        {"sort": f"service/{agency}", "called": TITLE},
        {"areas": areas},
        {"from_on": today, "until_on": today + timedelta(days=5)},
        {"question_set": "2025"},
        {"programme": "youth-2025", "parts": ["children"], "rules": "youth-2025"},
        {
            "of": "child", "runs": ["case"], "weeks": "4",
            "frame_from": today - timedelta(days=400), "frame_until": today,
        },
        {},
        {
            "confidence": "80", "margin": "10", "least": "10", "most": "10", "strata": ["order"],
            "weighted": "no", "second_share": "10",
        },
    ):  # fmt: skip
        lead.type(said)
        lead.press("Continue")
    lead.says("Check the plan")
    lead.type({"declared": "I have no ties to anybody who is inspected."})
    lead.press("Begin the inspection")
    return lead.path


def join(lead: Seat, at: str, names: list[str], not_to: str, why: str) -> None:
    """Others join; somebody with a conflict of interest is refused, with the reason."""
    for name in names:
        lead.go(f"{at}/members")
        lead.page.get_by_label(name).check()
        lead.type({"declared": "None."})
        lead.press("Add them")
        lead.says(name)
    lead.says(why)
    assert lead.page.get_by_label(not_to).count() == 0, "somebody with a conflict can be chosen"


def draw(lead: Seat, at: str) -> str:
    """The sample is drawn with a seed that was thrown; the record says how to draw it again."""
    lead.go(f"{at}/sample/draw")
    lead.type({"seed": SEED, "seed_how": "Dice, thrown at the first meeting"})
    lead.press("Draw the sample")
    lead.says("The sample was drawn.")
    lead.follow("Record of the draw")
    for words in (SEED, "Dice, thrown at the first meeting", "SHA-256"):
        lead.says(words)
    return lead.path


# --- judged ------------------------------------------------------------------------------------


def share(lead: Seat, at: str) -> None:
    """The files are shared out evenly."""
    lead.go(f"{at}/judging/share/evenly")
    lead.press("Share them out")
    lead.says("0 given to nobody yet")


def judge(reader: Seat, reading: str, answers: Mapping[int, str]) -> None:
    """One file: each question with its reason, an answer with what it rests on, and signed.

    ``answers``: by the number of a question, where it is not yes.
    """
    for number in range(1, QUESTIONS + 1):
        reader.go(f"{reading}/{number}")
        answer = answers.get(number, "yes")
        if answer == "not-applicable":
            reader.type({"answer": answer})
            reader.press("Save and go on")
            reader.says("Say why the question does not apply to this file.")
        reader.type({"answer": answer, "reason": "Seen on the file, and nowhere else."})
        offered = reader.page.locator("main [name=evidence]")
        if number == 1 and offered.count():
            offered.first.check()
        reader.press("Save and go on")
    reader.go(f"{reading}/sign")
    reader.press("Sign this file")
    reader.says("You have signed the file.")


def moderate(third: Seat, at: str) -> None:
    """What two readers differ on is settled, with the reason; both answers stay."""
    third.go(f"{at}/moderating")
    third.page.locator("main table a").first.click()
    third.look()
    third.type({"answer": "no", "reason": "Read together: the plan does not say what is done."})
    third.send()


# --- found and concluded -----------------------------------------------------------------------


def find(lead: Seat, other: Seat, at: str, today: date) -> None:
    """The findings are read, a standard is rated, and an example told and read by another."""
    lead.go(f"{at}/agreement")
    lead.go(f"{at}/findings")
    lead.go(f"{at}/ratings/work-with-children")
    lead.type({"band": "good", "reason": "What the percentages say, and what was seen."})
    lead.send()
    lead.says("Good")
    lead.go(f"{at}/examples")
    lead.page.locator("main table a, main li a").last.click()
    lead.look()
    lead.type(
        {
            "title": "Help that began in custody",
            "words": "Wil Worker began before release and went along the first time.",
            "consent_of": "The boy and his mother",
            "consent_how": "In writing",
            "consent_on": today,
        }
    )
    lead.press("Save the example")
    lead.says("it is a name that the file holds")
    lead.type({"words": "Help began before release, and somebody went along the first time."})
    lead.press("Save the example")
    lead.says("The example was saved.")
    other.go(f"{at}/examples")
    other.follow("Read it for whether somebody is recognised")
    other.press("Nobody would be recognised")


def recommend(lead: Seat, at: str, to: str, due: date) -> None:
    """Something is asked of the service, with what will show that it worked."""
    lead.go(f"{at}/recommendations/add")
    lead.type(
        {
            "to": to,
            "words": "Write each plan with the child.",
            "theme": "vulnerability",
            "due_on": due,
            "shown_by": "duty vuln-plan-create",
        }
    )
    lead.send()
    lead.says("The recommendation is kept.")


def conclude(lead: Seat, other: Seat, at: str) -> bytes:
    """Another would conclude the same; the lead concludes, puts it on file, takes the pack."""
    other.go(f"{at}/conclusion")
    other.press("I would conclude the same")
    lead.go(f"{at}/conclusion")
    lead.send()
    lead.says("The inspection is concluded.")
    lead.go(f"{at}/on-file")
    lead.send()
    lead.says("All of it is on file.")
    with lead.page.expect_download() as download:
        lead.page.locator("main a", has_text="Download the evidence pack").click()
    return download.value.path().read_bytes()


# --- written, checked, signed and published ----------------------------------------------------


def write(lead: Seat) -> str:
    """The report is begun; a number that somebody typed is shown and keeps it from going on."""
    lead.go("/reports/preparing/begin")
    lead.page.get_by_label(TITLE).check()
    lead.type({"title": TITLE})
    lead.send()
    report = lead.path
    lead.go(f"{report}/texts/children")
    lead.type({"words": f"{CHILDREN}\n\nWe read 10 files."})
    lead.press("Save the text")
    lead.says("“10” is a number that stands in no figure")
    lead.go(report)
    lead.says("one thing has to be mended.")
    lead.go(f"{report}/texts/children")
    lead.type({"words": CHILDREN})
    lead.press("Save the text")
    lead.says("Nothing is to be mended in this text.")
    return report


def check(lead: Seat, manager: Seat, report: str, by_on: date) -> None:
    """The service reads the draft and finds something; it is answered."""
    lead.go(f"{report}/accuracy/send")
    lead.page.locator("main [name=to]").first.check()
    lead.type({"by_on": by_on})
    lead.press("Send the draft")
    manager.go("/reports/drafts")
    manager.follow(TITLE)
    draft = manager.path
    manager.go(f"{draft}/pages/report")
    manager.go(f"{draft}/comment")
    manager.type({"found": "wrong", "about": "Ratings", "words": "It was in another week."})
    manager.press("Send it")
    lead.go(f"{report}/accuracy")
    lead.follow("Answer it")
    lead.type({"outcome": "not-taken", "reason": "The files say this week."})
    lead.press("Send the answer")


def publish(lead: Seat, signer: Seat, report: str) -> None:
    """Whoever wrote it may not sign it; another does, and it is published."""
    lead.go(f"{report}/sign")
    assert lead.page.get_by_role("button", name="Sign the report").count() == 0
    signer.go(f"{report}/sign")
    signer.type({"read": "on"})
    signer.press("Sign the report")
    signer.says("You signed the report.")
    lead.go(f"{report}/publish")
    lead.press("Publish the report")
    lead.says("The report is published.")
    while lead.page.locator("main form button.govuk-button").count():
        lead.send()
    lead.says("Everything that follows is done.")


def read(worker: Seat) -> None:
    """Somebody who must read it reads it, and says so."""
    worker.go("/reports-to-read")
    worker.follow(TITLE)
    worker.follow("For children and young people")
    worker.says("What we found")
    worker.go("/reports-to-read")
    worker.press("I have read it")
    worker.go("/reports-to-read")
    assert worker.page.get_by_role("button", name="I have read it").count() == 0
