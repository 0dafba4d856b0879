"""What the standard covers of the reviews that it serves, as a page."""

from __future__ import annotations

from collections.abc import Iterator

from sightline.standard.coverage import Covered, Named, coverage
from sightline.standard.model import Review, Standard
from tools.docs_text import bullets, page, table


def coverage_page(standard: Standard) -> str:
    """Every section of every review: its duties, what it speaks of, and what is missing."""
    parts = [part for review in standard.reviews.values() for part in _review(standard, review)]
    return page(
        "What the standard covers",
        "The standard answers to what inspectors found. Each section of a review is listed here "
        "with the duties that serve it, the pages of the guide on it, the things that it speaks of "
        "with the kinds of record that show them, and what is still missing. "
        "`sightline standard coverage` prints the same.",
        *parts,
    )


def _review(standard: Standard, review: Review) -> Iterator[str]:
    covered = coverage(standard, review)
    lacking = [one for one in covered if one.missing]
    yield f"## {review.title}"
    yield f"{review.source}."
    if lacking:
        yield f"Of {len(covered)} sections {len(lacking)} still lack something."
    else:
        yield f"Nothing is missing from its {len(covered)} sections."
    for one in covered:
        yield from _section(standard, one)


def _section(standard: Standard, covered: Covered) -> Iterator[str]:
    yield f"### {covered.section.number} {covered.section.title}"
    if covered.duties:
        yield bullets(f"[{standard.duties[id_].title}](#duty-{id_})" for id_ in covered.duties)
    if covered.pages:
        pages = [standard.guide[id_] for id_ in covered.pages]
        yield bullets(f"Guide: [{page.title}](guide-{page.id}.md)" for page in pages)
    if covered.names:
        yield table(
            ("It speaks of", "Seen in", "Asked for by"),
            [_row(standard, named) for named in covered.names],
        )
    if covered.missing:
        yield "**Missing**"
        yield bullets(covered.missing)


def _row(standard: Standard, named: Named) -> tuple[str, str, str]:
    kinds = ", ".join(standard.kinds[kind].title for kind in named.kinds)
    number = len(named.duties)
    first = ", ".join(f"[{id_}](#duty-{id_})" for id_ in named.duties[:6])
    more = f" and {number - 6} more" if number > 6 else ""
    return named.name, kinds or "nothing yet", first + more or "nothing yet"
