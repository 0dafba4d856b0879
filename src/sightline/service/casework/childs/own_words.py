"""What a child has said of how things are going, as it was recorded: the child's own view.

The worker's view, which stands beside it on file, is not said here, and neither is what the child
thinks of a trouble that others at the table should not read of.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sightline.service.casework.childs.said import say_day
from sightline.service.casework.said import Reader
from sightline.service.casework.standing import standing
from sightline.service.files.moments import day_at
from sightline.standard.calendar import date_of

OUTCOME = "outcome"

NEEDS: Mapping[str, str] = {
    "education": "school, college or work",
    "special-educational-needs": "help with learning",
    "learning-difficulty": "help with learning",
    "offending": "staying out of trouble",
}
"""What may be said of it at the kitchen table, and how. Health, home and what was done to the child
are not among it."""

VIEWS: Mapping[str, str] = {"better": "better", "same": "the same", "worse": "worse"}

_LOOKED_AT = 40


@dataclass(frozen=True, slots=True)
class OwnView:
    """``said``: ``that school, college or work is better``; ``words``: the child's own, or ''."""

    said: str
    on: str
    words: str


def own_views(reader: Reader) -> list[OwnView]:
    """What the child last said of each need, as far as the reader reads it."""
    rows = standing(reader.viewer, reader.basis).filter(kind=OUTCOME, misfiled=False)
    found: dict[str, OwnView] = {}
    for row in rows[:_LOOKED_AT]:
        if row.is_withdrawn or row.occurred_at is None:  # type: ignore[attr-defined]
            continue
        answers = {
            name: value
            for name, value in (row.details or {}).items()
            if reader.reads(OUTCOME, name, row.agency)
        }
        need, view = NEEDS.get(str(answers.get("need"))), VIEWS.get(str(answers.get("child-says")))
        if need is not None and view is not None and need not in found:
            on = say_day(date_of(day_at(row.occurred_at)), reader.viewer.today)
            words = str(answers.get("words") or "")
            found[need] = OwnView(f"that {need} is {view}", on, words)
    return list(found.values())
