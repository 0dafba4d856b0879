"""The standard of England, read once for all tests that need it."""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path

from sightline.standard import load
from sightline.standard.model import Standard

ENGLAND = Path(str(resources.files("sightline"))) / "standards" / "england"


@cache
def england() -> Standard:
    """The standard that comes with Sightline."""
    return load(ENGLAND)
