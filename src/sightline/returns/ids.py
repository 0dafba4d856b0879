"""Ids of people and bodies, as they must be for two of them to be told apart by eye.

An id is written in one way (the composed form of Unicode), and an id that holds what nobody sees
is refused: beside the same id without it, it would be a second file on the same child. Letters of
another case are another id, because some systems mean it so.
"""

from __future__ import annotations

import unicodedata
from datetime import date

from sightline.returns.errors import Mismatch

LONGEST_ID = 200

_EXCEL_ERRORS = frozenset(
    {"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"}
)
_UNSEEN = Mismatch(
    "an id without invisible characters",
    "The id holds a character that cannot be seen, so it would not be told from another.",
)
_TOO_LONG = Mismatch(f"an id of at most {LONGEST_ID} characters", "The id is too long to be one.")
_ERROR = Mismatch("an id", "The cell holds an error of Excel in place of an id.")


def id_of(cell: str | date) -> str | Mismatch:
    """A cell as the id of somebody, or why it cannot be one."""
    text = cell.strip() if isinstance(cell, str) else cell.isoformat()
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if len(text) > LONGEST_ID:
        return _TOO_LONG
    if not text.isprintable() or (not text.isascii() and any(map(_is_unseen, text))):
        return _UNSEEN
    return _ERROR if text in _EXCEL_ERRORS else text


def _is_unseen(character: str) -> bool:
    """Characters that count as printable and show nothing: fillers and selectors of variants."""
    return character in _FILLERS or "\ufe00" <= character <= "\ufe0f"


_FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\u2800")
