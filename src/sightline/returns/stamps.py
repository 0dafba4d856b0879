"""Whether a file is still the one that it was when its reading began."""

from __future__ import annotations

from pathlib import Path

CHANGED = "The file changed while it was being read."

Stamp = tuple[int, int, int]


def stamp_of(path: Path) -> Stamp:
    """What is another when a file has been changed or replaced. Raises OSError."""
    found = path.stat()
    return found.st_ino, found.st_size, found.st_mtime_ns
