"""Where the pages of administration are found: as many of them as the person may open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.http import HttpResponse
from django.urls import URLPattern, resolve, reverse

from sightline.service.access.asking import Ask
from sightline.service.access.door import Page, page
from sightline.service.access.pages.shown import show
from sightline.service.access.policy import can
from sightline.service.access.viewer import Viewer
from sightline.service.ledger.failures import Refused

PLACES: Final[tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...]] = (
    (
        "People",
        (
            ("people", "People", "Who signs in, what they hold, and their sign-in."),
            ("agencies", "Agencies and teams", "Whose people sign in, and how far they see."),
            ("agreements", "Agreements", "What opens the files of one agency to another."),
            ("proposals", "Waiting for a second person", "What one has proposed, another decides."),
        ),
    ),
    (
        "How it runs",
        (
            (
                "watched",
                "What is watched",
                "Which records reach Sightline, and when they last did.",
            ),
            (
                "systems",
                "Other systems",
                "Which records come from elsewhere, what was delivered, and what was refused.",
            ),
            ("jobs", "Jobs", "What the machine is doing, and how it ended."),
            ("chains", "Chains and checkpoints", "Whether anything was changed behind its back."),
            ("log", "The log", "What was looked at and done, by whom, and what was refused."),
        ),
    ),
)
"""The pages by heading: name, words of the link, and what is there."""


def administration(ask: Ask) -> HttpResponse:
    """The pages that this person may open."""
    groups = [(heading, list(_open(ask.viewer, heading))) for heading, _ in PLACES]
    return show(ask, "administration", groups=[group for group in groups if group[1]])


def check(viewer: Viewer) -> None:
    """Open to whoever may open any page that is found there."""
    if not any(list(_open(viewer, heading)) for heading, _ in PLACES):
        raise Refused("Your role administers nothing.")


def _open(viewer: Viewer, heading: str) -> Iterator[tuple[str, str, str]]:
    for name, text, told in dict(PLACES)[heading]:
        href = reverse(name)
        made: Page = resolve(href).func.page  # type: ignore[attr-defined]
        if can(made.check, viewer):
            yield href, text, told


urls: list[URLPattern] = [
    page("administration", administration, name="administration", check=check),
]
