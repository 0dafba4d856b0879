"""A small report with everything in it that a report can have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from sightline.reporting.published.content import (
    EDITIONS,
    CellKind,
    DataTable,
    Guide,
    PracticeExample,
    Rating,
    Recommendation,
    Source,
)
from sightline.reporting.published.suppress import Raw, published_together, question_key

TEXT = """# {title}

## What we found

Of the files, {{figure:seen}} showed *a visit* at **home** on {{date:2008-07-08}}, as asked by the
{{law:Children Act 2004}}. See [what happens next](#what-happens-next).

- young people of {{age:10 to 17}}
  - and their families
- {{name:Year 7}}

1. Look.
2. Listen.

{{table:visits}}

{{chart:visits}}

> Nobody came to see us.

### How others did it

{{example:asked}}

## What happens next

{{ratings}}

{{recommendations}}
"""

METHOD = (
    "# How it was done\n\nFiles were drawn by lot.\n\n## The sample\n\nOf the whole caseload.\n"
)


def raw(id_: str, numerator: int, denominator: int | None = None, **more: Any) -> Raw:
    """A figure of people, or as ``more`` says."""
    kind = CellKind.COUNT if denominator is None else CellKind.SHARE
    given = {"of_people": True, "question": question_key(id=id_), **more}
    return Raw(id_, kind, f"What {id_} counts", f"Those who {id_}.", numerator=numerator,
               denominator=denominator, **given)  # fmt: skip


RAWS = (
    raw("seen", 31, 58, not_applicable=7, unknown=3, read_of=400),
    raw("few", 2, 7, not_applicable=1, unknown=0, group={"area": "Northwick"}),
    raw("plans", 23, 41, unknown=6, read_of=400),
    raw("teams", 31, of_people=False),
    raw("areas", 3, 4, of_people=False, all_files=True),
)


def source(editions: Mapping[str, str] | None = None, **more: Any) -> Source:
    """The report; ``more``: what is otherwise in it."""
    made = Source(
        id="northwick",
        title="Northwick inspected",
        publisher="The inspectorate",
        on=date(2026, 3, 2),
        editions=editions
        or {edition: TEXT.format(title=f"The {edition}") for edition in EDITIONS},
        cells=published_together(RAWS),
        methodology=METHOD,
        ratings=(Rating("plan", "Planning", "Good", "plans", "a few", ""),),
        recommendations=(
            Recommendation("1", "Make every plan within 5 days.", ("The board",),
                           date(2026, 9, 1), "the share of plans in time", "Planning", ""),
        ),
        examples=(PracticeExample("asked", "A worker who asked", "They *asked* and listened."),),
        tables=(DataTable("visits", "Visits and plans", tuple(each.id for each in RAWS)),),
        questions=("Who answers for plans?",),
        practice=("visits",),
        guides=(Guide("A plan", "A plan is owed to every child.", ("Ask first.",)),),
    )  # fmt: skip
    return replace(made, **more)
