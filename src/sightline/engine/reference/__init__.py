"""The reference evaluator: what a standard means, one file at a time.

Easy to write is the standard's worry, fast to run is the kernel's; this is *exact in meaning*, and
nothing else. It carries out docs/concepts/meaning.md clause by clause, in plain Python over one
file's records, and is never made clever. The live page, the explanation and the worked examples
all come from it, and it judges the kernel.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from sightline.engine.model import (
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
from sightline.standard.model import Standard

_UNSETTLED = frozenset({State.LATE, State.OVERDUE, State.OPEN})
"""States that count as one when asking what changed since (clause 7.5)."""


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
    corrected = _corrections(file, known_at)
    obligations, unknown = [], []
    for part in _parts(standard, file, duties):
        found, ids = _part_outcome(view, part)
        for obligation in found:
            changed = bool(corrected) and _has_changed(view, part, obligation, corrected)
            notes = obligation.notes | (Note.CHANGED_SINCE if changed else Note.NONE)
            obligations.append(replace(obligation, notes=notes) if changed else obligation)
        unknown += [UnknownTrigger(part.duty, part.name, file.subject.id, id_) for id_ in ids]
    return Outcome(
        tuple(sorted(obligations, key=lambda o: o.key)),
        tuple(sorted(unknown, key=lambda u: (u.file, u.duty, u.part, u.trigger))),
    )


def _parts(standard: Standard, file: File, duties: Collection[str] | None) -> Iterator[PartOf]:
    """The parts of the duties owed to subjects of this type (clause 3.0)."""
    for duty in standard.duties.values():
        asked = duties is None or duty.id in duties
        if asked and file.subject.type in duty.owed_to:
            for part in duty.parts:
                yield PartOf.of(duty.id, part)


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


def _corrections(file: File, known_at: Minute) -> list[Minute]:
    """When the corrections and withdrawals known at T were entered."""
    return [
        record.recorded_at
        for record in file.records
        if (record.version_of is not None or record.withdraws is not None)
        and record.recorded_at <= known_at
    ]


def _has_changed(view: View, part: PartOf, obligation: Obligation, corrected: list[Minute]) -> bool:
    """Whether corrections made after the due day have changed the state."""
    if obligation.due is None or view.on.day <= obligation.due.day:
        return False
    due_end = end_of_day(obligation.due.day)
    if max(corrected) <= due_end:
        return False
    then = View(
        view.kinds,
        view.calendar,
        view.file,
        known_at=view.known_at,
        on=view.on,
        watched=view.watched,
        frozen_at=due_end,
    )
    states = {o.key: o.state for o in _part_outcome(then, part)[0]}
    return _settled(states.get(obligation.key)) != _settled(obligation.state)


def _settled(state: State | None) -> State | None:
    return State.OPEN if state in _UNSETTLED else state
