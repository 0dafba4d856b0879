"""What goes wrong with a file as a whole, with one row of it, and with one cell.

An error names the file, the line and the one faulty value; no other value of the row is ever
repeated, because rejects and messages travel further than the return itself.
"""

from __future__ import annotations

from dataclasses import dataclass

LONGEST_SHOWN = 80
"""How much of a faulty value is shown; a whole page pasted into a cell helps nobody."""


class UnreadableFile(Exception):
    """A file that cannot be read at all, or no further than a line.

    ``file``: its name as the reader knows it; ``line``: counted from 1, None where no line is to
    blame; ``problem``: a whole sentence.
    """

    def __init__(self, file: str, problem: str, line: int | None = None) -> None:
        self.file, self.problem, self.line = file, problem, line
        where = file if line is None else f"{file}, line {line}"
        super().__init__(f"{where}: {problem}")


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Why one cell cannot be what its column should hold."""

    expected: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reject:
    """One row that was refused, in whole or for one of the records that it should have become.

    ``field``: the column's name as the file writes it, empty where the row itself is at fault;
    ``found``: what that one cell holds. ``field_line``: the line of that cell, where the cells of a
    row stand on lines of their own, as in XML; 0 where it is that of the row.
    """

    file: str
    line: int
    field: str
    found: str
    expected: str
    reason: str
    field_line: int = 0

    @property
    def where(self) -> str:
        """The field as a message names it: with its own line, if that is not the row's."""
        return f"{self.field} (line {self.field_line})" if self.field_line else self.field


def printable(text: str) -> str:
    """A text in which nothing moves a cursor, turns the writing round or hides."""
    if text.isprintable():
        return text
    # The text as it is, but for the characters at fault: a name stays a name.
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def shown(found: object) -> str:
    """A faulty value as a message may show it: on one line, and not for ever."""
    text = str(found)
    if len(text) > LONGEST_SHOWN:
        text = text[: LONGEST_SHOWN - 1] + "…"
    if not text.isprintable():
        text = text.encode("unicode_escape").decode("ascii")
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"
