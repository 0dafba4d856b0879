"""What is wrong with a standard, said all in one go and never as a traceback."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

_LONGEST_WORD = 60


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong: where it stands, what was found, what was expected, and a sentence.

    ``path`` is relative to the standard's folder; an overlay's is as it was given. ``line`` and
    ``column`` count from 1; both are 0 where the fault is that of a whole file or folder.
    """

    path: str
    line: int
    column: int
    found: str
    expected: str
    message: str

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}:{self.column}" if self.line else self.path
        return f"{where}: {self.message}"


class FaultyStandard(Exception):
    """The standard cannot be used: ``faults`` are all that is wrong with it, by file and line."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        unique = dict.fromkeys(faults)  # a word that several rules take is read several times
        self.faults = tuple(sorted(unique, key=lambda f: (f.path, f.line, f.column)))
        super().__init__("\n".join(str(fault) for fault in self.faults))


class Unreadable(Exception):
    """Raised where something could not be read, after its fault has been put on the list.

    Whoever reads several things catches it, reads the others, and then gives up in turn: so one
    run names every fault.
    """


@dataclass(slots=True)
class Faults:
    """The list that every reader adds to."""

    listed: list[Fault] = field(default_factory=list)

    def add(self, fault: Fault) -> None:
        self.listed.append(fault)


def closest(found: str, known: Iterable[str]) -> str | None:
    """The known word that the one found was probably meant to be."""
    import difflib  # only where something is wrong: it is slow to import

    if len(found) > _LONGEST_WORD:
        return None
    close = difflib.get_close_matches(found, list(known), n=1, cutoff=0.6)
    return close[0] if close else None


def did_you_mean(word: str | None) -> str:
    """``; did you mean 'plan'?``, or nothing."""
    return f"; did you mean {word!r}?" if word else ""
