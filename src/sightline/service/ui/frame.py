"""What stands around every page: where the person may go, who they are, what they must know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A link of the navigation. ``current``: the page shown is this one or lies under it."""

    text: str
    href: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """What the base template shows around a page.

    ``places``: the pages that this person may open, never one that would be refused.
    ``footer``: links of the footer. ``home``: where the word Sightline leads.
    ``person``: the signed-in person's name; empty when nobody is. ``sign_out``: the address that
    signs out by POST. ``banner``: a sentence shown on every page, such as that all people in it
    are made up; ``banner_tag``: the word beside it.
    """

    places: Sequence[Place] = ()
    footer: Sequence[Place] = ()
    home: str = "/"
    person: str = ""
    sign_out: str = ""
    banner: str = ""
    banner_tag: str = ""


NOBODY = Frame()
"""Around a page of which nothing else is said: no navigation, nobody signed in."""
