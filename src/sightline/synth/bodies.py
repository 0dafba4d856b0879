"""Agencies, boards and establishments: what they run, publish and meet about."""

from __future__ import annotations

from sightline.engine.model import Subject
from sightline.synth.days import TODAY, date_text, months_after, office_day, office_days_after, on
from sightline.synth.dice import Dice
from sightline.synth.roster import (
    AGENCIES,
    ESTABLISHMENTS,
    MANAGEMENT,
    PLACE,
    SAFEGUARDING,
    SECURE_HOME,
    SUPPORTED,
    YOUNG_OFFENDERS,
)
from sightline.synth.story import Story
from sightline.synth.themes import governance
from sightline.synth.worker import FOUNDED, SEATS
from sightline.synth.writing import first_id

# Layout by hand: a record reads as one sentence, not as a line for each field.
# fmt: off


def bodies(seed: int) -> list[Story]:
    """The stories of all bodies."""
    told = [
        *(_agency(_story(seed, f"agency-{name}", "agency"), name) for name in AGENCIES),
        _safeguarding_board(_story(seed, SAFEGUARDING, "board")),
        _management_board(_story(seed, MANAGEMENT, "board")),
        *(_establishment(_story(seed, file, "establishment"), file) for file in ESTABLISHMENTS),
    ]
    for story in told:
        governance.tell(seed, story)
    return told


def _story(seed: int, file: str, type_: str) -> Story:
    return Story(Subject(file, type_, None, PLACE), Dice(seed, file), {})


def _agency(story: Story, name: str) -> Story:
    """An agency. Staff stand on its file by their posts; the youth justice service plans."""
    if name == "youth-justice":
        story.add("service", FOUNDED, name, type="youth-justice")
        for approved in ("2024-06-24", "2025-07-21", "2026-06-19"):
            story.add("report", on(approved), name, type="youth-justice-plan", approved="yes",
                      sent_to=("national-body", "partners"))
    return story


def _safeguarding_board(story: Story) -> Story:
    """Who must sit on it, by body; its meetings; its yearly report, one of them late."""
    story.add("service", on("2023-04-01"), SAFEGUARDING, type="safeguarding-board")
    listed = {
        body: story.add("service", FOUNDED, SAFEGUARDING, type="listed-body", body=body)
        for body in SEATS.values()
    }
    # From one body nobody was asked for while it was being merged away.
    merged = first_id(listed["district-council"])
    story.add("exemption", on("2026-01-12"), SAFEGUARDING, about=merged, duty="board-membership",
              reason="It is being merged into the local authority.", decided_by="Chair")
    for finished, published in (("2024-08-30", "2024-09-26"), ("2025-10-06", "2025-11-10")):
        story.add("report", on(finished), SAFEGUARDING, type="safeguarding-annual",
                  approved="yes", sent_to=("national-panel", "partners"),
                  published_on=date_text(on(published)))
    _meetings(story, SAFEGUARDING, 2)
    return story


def _management_board(story: Story) -> Story:
    _meetings(story, MANAGEMENT, 3)
    return story


def _meetings(story: Story, board: str, months: int) -> None:
    day = office_day(FOUNDED + 20)
    while day <= TODAY + 60:
        story.do("supervision", "meeting", board, day, office_days_after(day, 5), type="board")
        day = office_day(months_after(day, months))


def _establishment(story: Story, file: str) -> Story:
    """What it runs, and under whose registration; one took children before it had any."""
    if file in (YOUNG_OFFENDERS, SECURE_HOME):
        story.add("service", FOUNDED, "youth-justice", type="secure-establishment",
                  registration="ofsted" if file == SECURE_HOME else None)
    if file == SUPPORTED:
        story.add("service", on("2024-09-16"), "social-care", type="registered-provider",
                  registration="ofsted")
    return story
