"""Names of columns, as two tables may write them differently."""

from __future__ import annotations


def plain(name: str) -> str:
    """A column's name without what does not matter: case, and spaces at the ends or doubled."""
    return " ".join(name.replace("\ufeff", "").split()).casefold()
