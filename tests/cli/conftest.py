"""Commands that are run in the tests' own process share one reading of the standard of England.

Those that are run as processes of their own read it as they do for a user.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from sightline.cli import inputs
from sightline.standard import load
from sightline.standard.model import Standard
from tests.england import ENGLAND


@cache
def _england(examples: bool) -> Standard:
    return load(ENGLAND, examples=examples)


def _load(folder: Path, *, overlays: Sequence[Path] = (), examples: bool = True) -> Standard:
    if folder == ENGLAND and not overlays:
        return _england(examples)
    return load(folder, overlays=overlays, examples=examples)


@pytest.fixture(autouse=True)
def england_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading it takes half a second, which nearly every command would."""
    monkeypatch.setattr(inputs, "load", _load)
