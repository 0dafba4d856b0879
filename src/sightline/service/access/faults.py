"""What may be said of an error: its class and its place, never its text."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import Final

_FRAMES: Final = 6


def where(error: BaseException) -> str:
    """The class of an error and the last places that it went through, the innermost first."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    places = [f"{Path(one.filename).stem}.{one.name}:{one.lineno}" for one in frames]
    return " < ".join([type(error).__name__, *reversed(places)])
