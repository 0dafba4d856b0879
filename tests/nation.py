"""The invented nation of the third review, made once for all tests that need it."""

from __future__ import annotations

from functools import cache

from sightline.synth.nation import Nation, nation


@cache
def third_review() -> Nation:
    """The nation of seed 1."""
    return told_while_made()[0]


@cache
def told_while_made() -> tuple[Nation, list[int]]:
    """The same, and the steps that were told while it was made."""
    steps: list[int] = []
    made = nation(1, steps.append)
    return made, steps
