"""How a command ends when it cannot go on: a sentence on stderr, and an exit code."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from sightline.cli.text import clean

EXIT_CODES = {
    0: "done",
    1: "done, and what was checked failed (an example of the standard, a review's figure, a chain, "
    "an inspection)",
    2: "could not be done: wrong usage, or a file or standard that cannot be read",
    3: "rows were refused, and nothing was judged without --keep-going",
}
"""What the command's exit code says; the manual prints this table."""

MOST_LINES = 100
"""How many faults are told at a time; whoever mends these sees the next."""


class CannotGoOn(click.ClickException):
    """An error for the person who must mend it."""

    exit_code = 2

    def __init__(self, message: str) -> None:
        lines = message.split("\n")
        if len(lines) > MOST_LINES:
            lines = [*lines[:MOST_LINES], f"… and {len(lines) - MOST_LINES:,} more."]
        super().__init__(clean("\n".join(lines)))


class RowsRefused(CannotGoOn):
    """Rows were refused, and nobody said to go on without them."""

    exit_code = 3


@contextmanager
def told_plainly() -> Iterator[None]:
    """Turns what the library raises for bad input into a sentence and exit code 2."""
    from sightline.returns import UnreadableFile
    from sightline.standard import FaultyStandard
    from sightline.standard.calendar import OutsideCalendar

    try:
        yield
    except (FaultyStandard, UnreadableFile, OutsideCalendar) as error:
        raise CannotGoOn(str(error)) from error
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        raise CannotGoOn(f"{where}{error.strerror or error}.") from error
