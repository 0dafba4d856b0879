"""Text for a spreadsheet to open, which it must not take for a formula."""

from __future__ import annotations

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""How a text begins that a spreadsheet would take for a formula (OWASP, CSV injection)."""


def harmless(text: str) -> str:
    """A text of a CSV file: behind an apostrophe if a spreadsheet would work it out."""
    return f"'{text}" if text.startswith(FORMULA) else text
