"""What reviews recommend as a page: each part beside what shows it, and whom it was asked of."""

from __future__ import annotations

from collections.abc import Iterator

from sightline.reporting.review_recommended import asks
from sightline.reporting.told.words import any_of, day, sentence
from sightline.standard.model import (
    DutyPart,
    Recommendations,
    Recommended,
    RecommendedPart,
    ShownBy,
    Standard,
)
from tools.docs_text import page, table


def recommendations_page(standard: Standard) -> str:
    """Every recommendation of every review, in its order."""
    return page(
        "What reviews recommended",
        "Each recommendation, split into parts that can be checked, beside the duties or the "
        "measure that show whether it is done. The words are ours. `sightline review` says of each "
        "part whether it is met, partly met, not met, without data or not checkable, and who "
        "answers for it on a day; [the bodies](bodies.md) say who took whose place.",
        *(block for one in standard.recommendations.values() for block in _review(standard, one)),
    )


def _review(standard: Standard, review: Recommendations) -> Iterator[str]:
    parts = [part for _, part in review.parts]
    tied = sum(part.shown_by is not None for part in parts)
    yield f"## {standard.reviews[review.review].title}"
    yield (
        f"{len(review.listed)} recommendations in {len(parts)} parts, of which {tied} are tied to "
        f"a duty or a measure. They could be done from {day(review.first)} on."
    )
    for one in review.listed.values():
        yield from _recommended(standard, review, one)


def _recommended(standard: Standard, review: Recommendations, one: Recommended) -> Iterator[str]:
    section = standard.reviews[review.review].sections[one.section]
    titles = [standard.bodies.declared[body].title for body in section.to]
    yield f"### {one.number} {section.title}"
    yield one.gist + (f" To be done by {day(one.due)}." if one.due is not None else "")
    yield f"Printed in box {one.box}, and asked of: {any_of(titles, 'and')}."
    yield table(
        ("Part", "What must be so", "What shows it", "How it is read here"),
        [_part(standard, part) for part in one.parts.values()],
    )


def _part(standard: Standard, part: RecommendedPart) -> tuple[str, ...]:
    by = [standard.bodies.declared[body].title for body in part.by]
    says = part.says + (f"\nAsked of {any_of(by, 'and')}." if by else "")
    return f"({part.id})", says, _shown(standard, part), part.note


def _shown(standard: Standard, part: RecommendedPart) -> str:
    shown_by = part.shown_by
    if shown_by is None:
        return f"Not checkable. {part.not_checkable}"
    days = _days(shown_by)
    asked = sentence(asks(shown_by)) + (f" {days}." if days else "")
    if shown_by.measure:
        measure = standard.measures[shown_by.measure]
        return f"[{measure.title}](#measure-{measure.id})\n{asked}"
    return "\n".join([*(_duty(standard, named) for named in shown_by.duties), asked])


def _duty(standard: Standard, named: DutyPart) -> str:
    duty = standard.duties[named.duty]
    part = next((p.title for p in duty.parts if named.part and p.name == named.part), "")
    link = f"[{duty.title}](#duty-{duty.id})"
    return f"{link}: {part}" if part else link


def _days(shown_by: ShownBy) -> str:
    if shown_by.first is None:
        return "" if shown_by.last is None else f"Always to {day(shown_by.last)}"
    last = "" if shown_by.last is None else f" to {day(shown_by.last)}"
    return f"Always from {day(shown_by.first)}{last}"
