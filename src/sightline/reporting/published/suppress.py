"""What of a figure is published: counts of people rounded and withheld, once and for all reports.

DESIGN section 6, which the sentences below make exact:

1. Counts of people are rounded to the nearest 5. A figure whose base is under 10 is withheld whole:
   numerator, base, percentage, interval, and what stands beside it.
2. Percentages and intervals are worked out from the **rounded** counts. From exact ones the counts
   could be worked out again (38.1% of about 20 is 8 of 21). On a rounded base under 40 there is
   neither: rounding alone could move a percentage by ten points or more (7 of 10 would be 50%).
3. What is published together with all that was published before is attacked as a reader would
   (``audit``). Where a number could be pinned to fewer than three values, what stands beside it
   (not applicable, not known) is left out, then a further figure is withheld, in the same words.
4. The same question has the same figure for ever: one that was published before stays.
5. Bodies (teams, areas, inspections) are no people: their figures are exact. So are those of a
   review that is published already, and are marked so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import ceil, floor
from typing import Any

from sightline.engine.figures import interval, wilson
from sightline.reporting.published import audit
from sightline.reporting.published.as_json import as_bytes
from sightline.reporting.published.content import Cell, CellKind

STEP = 5
"""To what counts of people are rounded."""

LEAST = 10
"""The smallest base on which anything is published of people."""

LEAST_OF_PERCENT = 40
"""The smallest rounded base that has a percentage."""

WITHHELD = "Withheld: it is of fewer than 10 people, or with other figures it would tell of so few."
"""Why, in the same words for both, so that the words tell nothing."""


class GivesAway(ValueError):
    """What is published already, with what must be (a rating), leaves too little to be hidden."""


@dataclass(frozen=True, slots=True)
class Raw:
    """A figure as it was worked out, which never leaves the service.

    ``denominator``: None for a count and a fact. ``read_of``: of how many files those read are;
    None where all were read. ``shown``: the words of a fact. ``band``: a rating that is published
    with it, as percentages: from, and below. ``whole`` and ``axis``: the question of which this is
    a part, and what divides it into parts that together make the whole; two ways of dividing are
    two axes. ``complement``: the question that counts everybody else of the same base. ``sample``:
    a name for the files that were read: of each of them a question was answered, did not apply or
    was not known.
    """

    id: str
    kind: CellKind
    title: str
    sentence: str
    of_people: bool
    question: str
    numerator: int | None = None
    denominator: int | None = None
    not_applicable: int | None = None
    unknown: int | None = None
    read_of: int | None = None
    all_files: bool = False
    exact: bool = False
    shown: str = ""
    printed: str = ""
    group: Mapping[str, str] = field(default_factory=dict)
    whole: str = ""
    axis: str = ""
    complement: str = ""
    sample: str = ""
    band: tuple[int, int] | None = None


def question_key(**asked: Any) -> str:
    """The SHA-256 of what was asked: measure, group, period, sample, moment of knowledge.

    Values are texts, numbers, None, or lists and mappings of these. Whoever asks the same gets the
    same key, in whatever order.
    """
    return hashlib.sha256(as_bytes(asked)).hexdigest()


def published(raw: Raw, *, of_people: bool | None = None, exact: bool | None = None) -> Cell:
    """One figure as it is published, by itself. A report uses ``published_together``."""
    if of_people is not None or exact is not None:
        raw = replace(
            raw,
            of_people=raw.of_people if of_people is None else of_people,
            exact=raw.exact if exact is None else exact,
        )
    if raw.kind is CellKind.FACT:
        return replace(_bare(raw), shown=raw.shown, exact=True)
    if raw.exact or not raw.of_people:
        return _exact(raw)
    base = raw.denominator if raw.kind is CellKind.SHARE else raw.numerator
    return _withheld(raw) if base is None or base < LEAST else _rounded(raw)


def published_together(
    raws: Sequence[Raw], *, stored: Mapping[str, Cell] | None = None
) -> dict[str, Cell]:
    """The figures of a report, by their ids, so that together they give nothing away.

    ``stored``: every figure published before, by its question; those asked again are taken from
    there. Raises GivesAway where nothing of what is new could still be withheld.
    """
    before = dict(stored or {})
    cells: dict[str, Cell] = {}
    for raw in raws:
        kept = before.get(raw.question)
        cells[raw.id] = published(raw) if kept is None else replace(kept, id=raw.id)
    new = {raw.id: raw for raw in raws if raw.question not in before and _hides(raw)}
    small = {id_ for id_, cell in cells.items() if id_ in new and cell.withheld}
    bands = {raw.question: raw.band for raw in raws if raw.band and _hides(raw)}
    while True:
        known = [*before.values(), *(cells[raw.id] for raw in raws if raw.question not in before)]
        told = audit.told_by(known, {new[id_].question for id_ in small}, bands)
        pinned = audit.first_pinned(told, {raw.question for raw in new.values()} | set(bands))
        if pinned is None:
            return cells
        victim = _victim(pinned, new, cells)
        if victim is None:
            # Its being withheld is all that is new: then it is not said why.
            if not small:
                raise GivesAway(
                    "A figure could be worked out from what is published already together with "
                    "this rating or this figure. Expected the rating without its figure."
                )
            small.remove(min(small))
        elif cells[victim].not_applicable is not None or cells[victim].unknown is not None:
            cells[victim] = replace(cells[victim], not_applicable=None, unknown=None)
        else:
            cells[victim] = _withheld(new[victim])


def _hides(raw: Raw) -> bool:
    return raw.of_people and not raw.exact and raw.kind is not CellKind.FACT


def _victim(pinned: str, new: Mapping[str, Raw], cells: Mapping[str, Cell]) -> str | None:
    """Of which figure to withhold more: the nearest to the pinned one, parts first, the smallest.

    One that still tells what stands beside it comes first: leaving that out may be enough.
    """
    shown = [raw for raw in new.values() if not cells[raw.id].withheld]
    if not shown:
        return None
    at = next((raw for raw in new.values() if raw.question == pinned), None)

    def order(raw: Raw) -> tuple[bool, bool, bool, int, str]:
        cell = cells[raw.id]
        base = cell.denominator if cell.denominator is not None else cell.numerator
        bare = cell.not_applicable is None and cell.unknown is None
        return not _related(raw, pinned, at), bare, not raw.whole, base or 0, raw.id

    return min(shown, key=order).id


def _related(raw: Raw, pinned: str, at: Raw | None) -> bool:
    if pinned in (raw.question, raw.whole, raw.complement):
        return True
    if at is None:
        return False
    return bool(
        raw.question in (at.whole, at.complement)
        or (raw.whole and raw.whole == at.whole)
        or (raw.sample and raw.sample == at.sample)
    )


# --- a figure by itself ----------------------------------------------------------------------


def rounded(number: int) -> int:
    """To the nearest 5."""
    return STEP * ((number + STEP // 2) // STEP)


def _bare(raw: Raw) -> Cell:
    return Cell(
        id=raw.id, kind=raw.kind, title=raw.title, sentence=raw.sentence, shown="",
        group=dict(raw.group), all_files=raw.all_files, printed=raw.printed,
        question=raw.question, whole=raw.whole, axis=raw.axis, complement=raw.complement,
        sample=raw.sample,
    )  # fmt: skip


def _withheld(raw: Raw) -> Cell:
    return replace(_bare(raw), shown="withheld", withheld=WITHHELD)


def _exact(raw: Raw) -> Cell:
    cell = replace(
        _bare(raw), exact=True, numerator=raw.numerator, denominator=raw.denominator,
        not_applicable=raw.not_applicable, unknown=raw.unknown,
    )  # fmt: skip
    if raw.kind is CellKind.COUNT or raw.numerator is None or raw.denominator is None:
        return replace(cell, shown=f"{raw.numerator:,}" if raw.numerator is not None else "no data")
    if not raw.denominator:
        return replace(cell, shown="no data")
    n, d = raw.numerator, raw.denominator
    low, high = interval(n, d, d, raw.read_of)
    percent = _percent(n, d)
    return replace(
        _within(cell, low, high), percent=percent, shown=f"{percent}% ({n:,} of {d:,})"
    )  # fmt: skip


def _rounded(raw: Raw) -> Cell:
    assert raw.numerator is not None
    n = rounded(raw.numerator)
    cell = replace(
        _bare(raw), numerator=n, not_applicable=_rounded_or_none(raw.not_applicable),
        unknown=_rounded_or_none(raw.unknown),
    )  # fmt: skip
    if raw.kind is CellKind.COUNT or raw.denominator is None:
        return replace(cell, shown=f"about {n:,}")
    d = rounded(raw.denominator)
    has_percent = d >= LEAST_OF_PERCENT
    percent = _percent(n, d) if has_percent else None
    if n == 0:
        shown = f"none or almost none (of {d:,})"
    elif n == d:
        shown = f"all or almost all (of {d:,})"
    else:
        shown = f"about {percent}% ({n:,} of {d:,})" if has_percent else f"about {n} of about {d}"
    cell = replace(cell, denominator=d, percent=percent, shown=shown)
    return _within(cell, *_interval(n, d, raw)) if has_percent else cell


def _interval(n: int, d: int, raw: Raw) -> tuple[float | None, float | None]:
    """Of the rounded counts alone, the caseload rounded as well."""
    if raw.all_files or raw.read_of is None:
        return None, None
    of = rounded(raw.read_of)
    return interval(n, d, d, of) if of > d else wilson(n / d, d)


def _within(cell: Cell, low: float | None, high: float | None) -> Cell:
    """With its interval, to whole percentages outwards."""
    if low is None or high is None:
        return cell
    return replace(cell, low=floor(100 * low + 1e-9), high=ceil(100 * high - 1e-9))


def _percent(n: int, d: int) -> int:
    return (200 * n + d) // (2 * d)


def _rounded_or_none(number: int | None) -> int | None:
    return None if number is None else rounded(number)
