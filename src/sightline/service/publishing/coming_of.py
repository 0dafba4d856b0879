"""What came of a report: what was recommended in it, and whether what should show it has moved.

A figure over the time before publication stands beside the same over as many days after it, each
rounded and withheld like every published figure: whoever sees figures sees nobody in them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sightline.engine.figures import wilson
from sightline.engine.recommended import Seen
from sightline.reporting.published.content import Cell, CellKind
from sightline.reporting.published.suppress import Raw, published
from sightline.service.files.naming import names
from sightline.service.inspection.following import Followed
from sightline.service.inspection.repeats import published as recommended
from sightline.service.inspection.shown_by import ShownBy, fresh
from sightline.service.ledger.row_security import as_machine
from sightline.service.publishing.models import Publication

MOST_DAYS = 365
"""The longest time on either side of publication over which a figure is worked out."""


@dataclass(frozen=True, slots=True)
class Come:
    """What came of one recommendation. ``to``: who was asked; ``before``, ``after``: None where
    nothing in the records can show it, or no day has passed since."""

    followed: Followed
    to: str
    before: Cell | None
    after: Cell | None


def came_of(publication: Publication, today: date) -> list[Come]:
    """Each recommendation of a published report, in the order in which they were made."""
    inspection = publication.report.inspection_id
    if inspection is None:
        return []
    with as_machine():
        found = [one for one in recommended(today) if one.reference == str(inspection)]
        called = names({one.file for one in found})
    return [_come(one, called[one.file], publication.on, today) for one in found]


def _come(one: Followed, to: str, on: date, today: date) -> Come:
    days = min((today - on).days, MOST_DAYS)
    if one.shown_by is None or days < 1:
        return Come(one.public, to, None, None)
    last = on + timedelta(days - 1)
    before = fresh(one.shown_by, one.file, on - timedelta(days), on - timedelta(1))
    after = fresh(one.shown_by, one.file, on, last)
    return Come(one.public, to, _cell(one.shown_by, before), _cell(one.shown_by, after))


def _cell(shown_by: ShownBy, seen: Seen) -> Cell:
    return published(
        Raw(
            id="shown",
            kind=CellKind.SHARE,
            title=shown_by.title,
            sentence=shown_by.sentence,
            of_people=True,
            question="",
            numerator=seen.numerator,
            denominator=seen.denominator,
            unknown=seen.unknown,
        )
    )


def moved(one: Come) -> str:
    """Whether the figure moved, in a sentence: no more than chance leaves room for."""
    if one.before is None or one.after is None:
        return "Whether it worked cannot be said yet."
    before, after = _between(one.before), _between(one.after)
    if before is None or after is None:
        return "Too few to tell."
    if after[1] < before[0]:
        return "It is lower than before."
    if after[0] > before[1]:
        return "It is higher than before."
    return "No difference that chance could not have made."


def _between(cell: Cell) -> tuple[float, float] | None:
    """How far chance alone could have moved what is shown (Wilson, 95%)."""
    if cell.numerator is None or not cell.denominator:
        return None
    return wilson(cell.numerator / cell.denominator, cell.denominator)
