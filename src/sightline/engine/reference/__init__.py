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
    Outcome,
    UnknownTrigger,
    Watched,
)
from sightline.engine.reference.changed import Corrections
from sightline.engine.reference.parts import part_outcome
from sightline.engine.reference.rules import PartOf
from sightline.engine.reference.view import View
from sightline.standard.calendar import calendar_of
from sightline.standard.model import Standard


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
    corrections = Corrections(view)
    obligations, unknown = [], []
    for part in _parts(view, standard, duties):
        found, ids = part_outcome(view, part)
        for obligation in found:
            if corrections.have_changed(part, obligation):
                notes = obligation.notes | Note.CHANGED_SINCE
                obligation = replace(obligation, notes=notes)
            obligations.append(obligation)
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


def _parts(view: View, standard: Standard, duties: Collection[str] | None) -> Iterator[PartOf]:
    """The parts of the duties owed to subjects of this type (clause 3.0) that anything triggers."""
    subject = view.file.subject
    for duty in standard.duties.values():
        if (duties is None or duty.id in duties) and subject.type in duty.owed_to:
            for part in duty.parts:
                if part.has_birthdays or view.has_any_of(part.trigger_kinds):
                    yield PartOf(duty.id, part)
