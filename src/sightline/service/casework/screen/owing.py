"""What is owed now, the most serious first, and on whom each of it falls."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sightline.engine.model import State
from sightline.service.access import policy
from sightline.service.casework import owed
from sightline.service.casework.owed import Owed
from sightline.service.casework.screen import responsible
from sightline.service.casework.screen.known import Known
from sightline.service.files.models import Obligation

FIRST = 5


@dataclass(frozen=True, slots=True)
class Due:
    """An obligation. ``falls_on``: by name, or the role; ``others``: how many more of one duty."""

    owed: Owed
    falls_on: str
    others: int


@dataclass(frozen=True, slots=True)
class Owing:
    """``first``: the most serious, each duty once; ``more``: how many obligations are not told in
    it. Of all: how many are ``overdue``, and of how many what must never happen did (``breached``).
    """

    first: tuple[Due, ...]
    more: int
    overdue: int
    breached: int


def owing(known: Known) -> Owing:
    """As far as the reader may see it."""
    rows = owed.rows_now(known.reader.viewer, known.reader.basis, known.at)
    on = owed.moment_at(known.at)
    states = Counter(row.state_on(on) for row in rows)
    by_duty: dict[tuple[str, str, State], list[Obligation]] = {}
    for row in rows:
        by_duty.setdefault((row.duty, row.part, row.state_on(on)), []).append(row)
    shown = list(by_duty.values())[:FIRST]
    return Owing(
        first=tuple(_due(known, some) for some in shown),
        more=len(rows) - sum(map(len, shown)),
        overdue=states[State.OVERDUE],
        breached=states[State.BREACHED],
    )


def _due(known: Known, rows: Sequence[Obligation]) -> Due:
    told = owed.told(rows[0], known.who.place, known.at)
    return Due(told, responsible.acts(known, rows[0].owner) or told.owner, len(rows) - 1)


def next_due(known: Known, triggers: Collection[UUID]) -> dict[UUID, str]:
    """What falls due first because of each of some records."""
    rows = Obligation.objects.filter(
        policy.visible_obligations_on(known.reader.viewer, known.reader.basis),
        trigger__in=[str(one) for one in triggers],
        settled="",
    ).order_by("-due_on", "-pk")
    # Of each record the row that comes last, which falls due first.
    first = {UUID(row.trigger): row for row in (rows if triggers else ())}
    told = {fact: owed.told(row, known.who.place, known.at) for fact, row in first.items()}
    return {fact: f"{one.title}, {one.due_said}" for fact, one in told.items()}
