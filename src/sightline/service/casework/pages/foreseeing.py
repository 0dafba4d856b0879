"""What a record that is typed would change, shown on its form before it is saved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sightline.service.access.asking import Ask
from sightline.service.casework import meets
from sightline.service.casework.forms import RecordForm
from sightline.service.casework.pages.showing import basis_of
from sightline.service.casework.said import named
from sightline.service.casework.typed import SEES
from sightline.service.files.answers import stands_also_on
from sightline.service.files.entries import Entry
from sightline.service.files.recording import row_of
from sightline.standard.calendar import OutsideCalendar

__all__ = ["SEES", "Sight", "foreseen"]


@dataclass(frozen=True, slots=True)
class Sight:
    """What would change on one file. ``whose``: of whom it is, where the record is on several."""

    whose: str
    groups: meets.Groups


def foreseen(
    ask: Ask, file: UUID, form: RecordForm, whole: Callable[[Entry], Entry]
) -> Sequence[Sight] | None:
    """What would change if a form were saved; None where that was not asked for, or it is wrong.

    ``whole``: what is added to the entry of a form before it is saved.
    """
    if not form.is_bound or SEES not in form.data or not form.is_valid():
        return None
    entry = whole(form.entry())
    row = row_of(entry, file=file, at=ask.now)
    row.id = row.fact = form.cleaned_data["id"]
    also_on = stands_also_on(entry, form.kind, file)
    try:
        changes = meets.foreseen(ask.viewer, basis_of(ask), row, also_on, ask.now)
    except OutsideCalendar as error:
        form.add_error("occurred", f"This cannot be judged: {error}.")
        return None
    called = named(ask.viewer, changes, ())
    return [
        Sight(called[one] if len(changes) > 1 else "", groups) for one, groups in changes.items()
    ]
