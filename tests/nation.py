"""The invented nation of the third review, made once for all tests that need it."""

from __future__ import annotations

from functools import cache

from sightline.synth.nation import Nation, nation


@cache
def third_review() -> Nation:
    """The nation of seed 1."""
    return nation(1)
