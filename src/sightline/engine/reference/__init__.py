"""The reference evaluator: what a standard means, one file at a time.

Easy to write is the standard's worry, fast to run is the kernel's; this is *exact in meaning*, and
nothing else. It carries out docs/concepts/meaning.md clause by clause, in plain Python over one
file's records, and is never made clever. The live page, the explanation and the worked examples
all come from it, and it judges the kernel.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from sightline.engine.model import (
    Day,
    File,
    Minute,
    Moment,
    Note,
    Obligation,
    Outcome,
    State,
    UnknownTrigger,
    Watched,
)
from sightline.engine.reference.each import each_owed
from sightline.engine.reference.prohibition import prohibited
from sightline.engine.reference.rolling import rolling_owed
from sightline.engine.reference.rules import PartOf
from sightline.engine.reference.single import single_owed
from sightline.engine.reference.verdict import judge
from sightline.engine.reference.view import View
from sightline.standard.calendar import calendar_of, end_of_day
from sightline.standard.model import EXEMPTION, Standard

_UNSETTLED = frozenset({State.LATE, State.OVERDUE, State.OPEN})
"""States that count as one when asking what changed since (clause 7.5)."""

_Key = tuple[str, str, str, str, int, Day]


def evaluate(
    standard: Standard,
    file: File,
    *,
    known_at: Minute,
    on: Moment,
    watched: Sequence[Watched] | None = None,
    duties: Collection[str] | None = None,
) -> Outcome:
    """What became of what is owed on one file, as known at T, on day D.

    ``known_at``: T, in minutes since 1970-01-01T00:00Z. ``on``: D; without a minute, its end.
    ``watched``: None where everything is. ``duties``: the duties to evaluate, all if None.
    Raises OutsideCalendar where a clock runs out of the calendar.
    """
    view = View(
        standard.kinds,
        calendar_of(standard.calendar_for(file.subject.place)),
        file,
        known_at=known_at,
        on=on,
        watched=watched,
    )
    corrections = _Corrections(view)
    obligations, unknown = [], []
    for part in _parts(standard, file, duties):
        found, ids = _part_outcome(view, part)
        for obligation in found:
            changed = corrections.have_changed(part, obligation)
            notes = obligation.notes | (Note.CHANGED_SINCE if changed else Note.NONE)
            obligations.append(replace(obligation, notes=notes) if changed else obligation)
        unknown += [_unknown(view, part, id_) for id_ in ids]
    return Outcome(
        tuple(sorted(obligations, key=lambda o: o.key)),
        tuple(sorted(unknown, key=lambda u: (u.file, u.duty, u.part, u.trigger))),
    )


def _unknown(view: View, part: PartOf, id_: str) -> UnknownTrigger:
    fact = view.fact_of.get(id_)
    at = None if fact is None else fact.record.at
    day = None if at is None else at.day
    return UnknownTrigger(part.duty, part.name, view.file.subject.id, id_, day)


def _parts(standard: Standard, file: File, duties: Collection[str] | None) -> Iterator[PartOf]:
    """The parts of the duties owed to subjects of this type (clause 3.0)."""
    for duty in standard.duties.values():
        asked = duties is None or duty.id in duties
        if asked and file.subject.type in duty.owed_to:
            for part in duty.parts:
                yield PartOf(duty.id, part)


def _part_outcome(view: View, part: PartOf) -> tuple[list[Obligation], set[str]]:
    """The obligations of one part, and the unknown triggers that opened none of them."""
    unknown: set[str] = set()
    obligations: list[Obligation] = []
    for owed, ids in (single_owed(view, part), rolling_owed(view, part), each_owed(view, part)):
        obligations += [judge(view, one) for one in owed]
        unknown |= ids
    judged, ids = prohibited(view, part)
    obligations += judged
    return obligations, (unknown | ids) - {obligation.trigger for obligation in obligations}


# --- changed since (clause 7.5) --------------------------------------------------------------


class _Corrections:
    """What corrections and withdrawals known at T have changed since obligations fell due.

    The file as it stood at two moments is the same if nothing was corrected between them, so it is
    judged once for each correction, and not once for each obligation.
    """

    def __init__(self, view: View) -> None:
        self._view = view
        self._corrections = sorted(
            (record.recorded_at, record.kind)
            for record in view.file.records
            if (record.version_of is not None or record.withdraws is not None)
            and record.recorded_at <= view.known_at
        )
        self._entered = [at for at, _ in self._corrections]
        self._entered_of: dict[tuple[str, str], list[Minute]] = {}
        self._views: dict[int, View] = {}
        self._states: dict[tuple[str, str, int], dict[_Key, State]] = {}

    def have_changed(self, part: PartOf, obligation: Obligation) -> bool:
        """Whether corrections made after the due day have changed the state."""
        view = self._view
        if obligation.due is None or view.on.day <= obligation.due.day:
            return False
        due_end = end_of_day(obligation.due.day)
        entered = self._entered_in(part)
        before_due = bisect_right(entered, due_end)
        if before_due == len(entered):
            return False
        then = self._states_then(part, before_due, due_end)
        return _settled(then.get(obligation.key)) != _settled(obligation.state)

    def _entered_in(self, part: PartOf) -> list[Minute]:
        """When the corrections were entered that could matter to a part.

        A part does not see the kinds that it does not name, but for exemptions and for what ends
        the kinds that it names.
        """
        if not self._corrections or part.part.has_birthdays:
            return self._entered
        asked = (part.duty, part.name)
        if asked not in self._entered_of:
            named = part.part.kinds
            ends = {self._view.kinds[kind].ends_with for kind in named}
            seen = named | ends | {EXEMPTION}
            self._entered_of[asked] = [at for at, kind in self._corrections if kind in seen]
        return self._entered_of[asked]

    def _states_then(self, part: PartOf, before_due: int, due_end: Minute) -> dict[_Key, State]:
        """The states of a part after the first so many of the corrections that it sees."""
        asked = (part.duty, part.name, before_due)
        if asked not in self._states:
            corrections = bisect_right(self._entered, due_end)
            if corrections not in self._views:
                view = self._view
                self._views[corrections] = View(
                    view.kinds,
                    view.calendar,
                    view.file,
                    known_at=view.known_at,
                    on=view.on,
                    watched=view.watched,
                    frozen_at=due_end,
                )
            then = self._views[corrections]
            self._states[asked] = {o.key: o.state for o in _part_outcome(then, part)[0]}
        return self._states[asked]


def _settled(state: State | None) -> State | None:
    return State.OPEN if state in _UNSETTLED else state
