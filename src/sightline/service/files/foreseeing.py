"""What a record would change of what is owed, found before it is saved. Nothing is written.

The files on which it would stand are read as if it were there, and judged as they will be when it
is: by the same evaluator, for the duties that read its kind. No other duty can change by it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sightline.service.files.judging import found_on, known_by
from sightline.service.files.members import groups_of
from sightline.service.files.models import Obligation
from sightline.service.files.moments import day_at
from sightline.service.files.obligations import instance_of
from sightline.service.files.reading import Unsaved, engine_files
from sightline.service.files.rules import duties_reading
from sightline.service.ledger.row_security import as_machine


@dataclass(frozen=True, slots=True)
class Foreseen:
    """One obligation that would be another. ``before``: as it is; None where there is none yet.

    ``after``: as it would be, never to be saved; None where there would be none.
    """

    before: Obligation | None
    after: Obligation | None

    @property
    def file(self) -> UUID:
        """On which it is, or would be, owed."""
        owed = self.after or self.before
        assert owed is not None
        return owed.file_id


def foresee(unsaved: Unsaved, now: datetime) -> Iterator[Foreseen]:
    """What would change if rows were saved now, in order of the files and of when it is due.

    All of the files must have been judged today (``judging.refresh``): what is stored of them is
    what it is compared with. Raises OutsideCalendar as judging does.
    """
    standing_on = {file for row, also_on in unsaved for file in (row.file_id, *also_on)}
    duties = duties_reading({row.kind for row, _ in unsaved})
    # As when it is saved: a condition may ask of a file that is closed to whoever saves.
    with as_machine():
        groups = groups_of(standing_on)
        files = sorted({groups.get(file, file) for file in standing_on})
        held = list(engine_files(files, unsaved=unsaved))
        found = list(found_on(held, known_by(held, now), day_at(now), duties))
        stored = Obligation.objects.filter(file__in=files, duty__in=duties)
        before = {row.pk: row for row in stored}
    after = {row[0]: instance_of(row) for row in found}
    changed = [
        Foreseen(before.get(id_), after.get(id_))
        for id_ in before.keys() | after.keys()
        if _said(before.get(id_)) != _said(after.get(id_))
    ]
    yield from sorted(changed, key=_order)


def _said(owed: Obligation | None) -> object:
    if owed is None:
        return None
    return [getattr(owed, field.attname) for field in Obligation._meta.concrete_fields]


def _order(one: Foreseen) -> tuple[object, ...]:
    owed = one.after or one.before
    assert owed is not None
    return one.file, owed.due_on or owed.opened_on, owed.opened_on, owed.duty, owed.part, owed.pk
