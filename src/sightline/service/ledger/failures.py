"""The ways in which an act can fail that are somebody's business, each with a sentence to show."""

from __future__ import annotations

from uuid import UUID


class Refused(Exception):
    """This person may not do this. The text is the sentence that they are shown."""


class NotFound(Exception):
    """There is no such thing, or none that this person may know of: the same answer for both."""


class Stale(Exception):
    """What the writer saw has been changed by somebody else since.

    ``seen`` and ``now``: versions of the file. ``file``: which, where the writer saw several.
    """

    def __init__(self, seen: int, now: int, file: UUID | None = None) -> None:
        super().__init__("This file was changed after the page was opened.")
        self.seen, self.now, self.file = seen, now, file
