"""What a report says, as plain data: the page and the workbook write this down and add nothing.

Every number is a count of obligations, records, files or rows. *Late* and *overdue* are never
added up; what is not watched, undated, excused or lapsed stands beside a share and never in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sightline.engine.model import Day, Moment, State
from sightline.engine.overdue import Over
from sightline.returns.errors import Reject

SHOWN = (
    State.MET,
    State.LATE,
    State.OVERDUE,
    State.OPEN,
    State.LAPSED,
    State.EXCUSED,
    State.UNDATED,
    State.NOT_WATCHED,
    State.KEPT,
    State.BREACHED,
)
"""The states in the order in which a summary shows them."""

States = Mapping[State, int]
"""How many obligations stand in each state; every state is there."""


@dataclass(frozen=True, slots=True)
class Share:
    """How much of what fell due was done in time: met, of met, late and overdue.

    ``low``, ``high``: the 95% interval, None where all files were read. ``unknown``: obligations
    whose state a missing time of day could change, and unknown triggers.
    """

    title: str
    sentence: str
    numerator: int
    denominator: int
    unknown: int
    low: float | None = None
    high: float | None = None

    @property
    def value(self) -> float | None:
        """The share; None where there is nothing to count."""
        return self.numerator / self.denominator if self.denominator else None


@dataclass(frozen=True, slots=True)
class RuleSaid:
    """A rule that obligations came under, in the standard's own sentences.

    ``mark``: how certain it is (``made.MARKS``). ``lines``: the rule in words, whole sentences.
    """

    part: str
    lines: tuple[str, ...]
    basis: str
    source: str
    mark: str
    obligations: int


@dataclass(frozen=True, slots=True)
class Pressing:
    """One obligation that is overdue, or one prohibition that was breached.

    ``part``: the title of the duty's part, its step or its period, in words; ``over``: how long it
    has been overdue, None for a breach; ``notes``: what else must be said of it.
    """

    file: str
    part: str
    opened: Moment
    due: Moment | None
    over: Over | None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DutyReport:
    """One duty: what became of its obligations, on whose word it is owed, what is overdue.

    ``to_do``: overdue and still to be done; ``ended``: overdue, but off the to-do list since.
    ``overdue`` and ``breached``: the first ``made.LISTED`` of those to do, and of the breached,
    longest due first. ``blind``: why absence is not judged, empty where it is.
    """

    id: str
    title: str
    why: str
    states: States
    share: Share
    mark: str
    rules: tuple[RuleSaid, ...]
    unknown_triggers: int
    blind: str
    to_do: int
    ended: int
    overdue: tuple[Pressing, ...]
    breached: tuple[Pressing, ...]

    @property
    def obligations(self) -> int:
        """How many there are in any state."""
        return sum(self.states.values())

    @property
    def main_rule(self) -> RuleSaid:
        """The rule that most of its obligations came under."""
        return max(self.rules, key=lambda rule: rule.obligations)


@dataclass(frozen=True, slots=True)
class FileReport:
    """One file with something overdue or breached. ``oldest``: the longest due day of those."""

    id: str
    type: str
    to_do: int
    ended: int
    breached: int
    oldest: Day | None
    duties: tuple[str, ...]

    @property
    def overdue(self) -> int:
        """All that is overdue on it: to do, or ended since."""
        return self.to_do + self.ended


Cell = str | int
"""What a small table of a report holds."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that could not be judged, or was not read: a sentence, and what it is about."""

    id: str
    title: str
    sentence: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Cause:
    """Rejects with the same reason in the same field of the same file.

    ``found``: what was found there most often, and how often.
    """

    file: str
    field: str
    reason: str
    rows: int
    first_line: int
    found: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Report:
    """All that a report says.

    ``records``: whose they are; ``when``: T and D in a sentence; ``lead``: what it all comes to,
    in sentences; ``files``: how many of each type of subject. ``share``: over all duties, and
    ``share_said`` what must be read beside it. ``measures``: the standard's own shares.
    ``duties``: those with the most to do or breached first. ``children`` and ``others``: every file
    with something overdue or breached, those with the most to do first.
    """

    records: tuple[str, ...]
    standard: str
    standard_id: str
    version: str
    digest: str
    on: Moment
    when: str
    files: Mapping[str, int]
    states: States
    lead: tuple[str, ...]
    share: Share
    share_said: tuple[str, ...]
    measures: tuple[Share, ...]
    duties: tuple[DutyReport, ...]
    children: tuple[FileReport, ...]
    others: tuple[FileReport, ...]
    gaps: tuple[Gap, ...]
    causes: tuple[Cause, ...]
    rejects: tuple[Reject, ...]

    @property
    def obligations(self) -> int:
        """How many there are in any state."""
        return sum(self.states.values())
