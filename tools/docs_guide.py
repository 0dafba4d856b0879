"""The pages of the guide: one matter each, the same questions in the same order."""

from __future__ import annotations

from collections.abc import Iterator

from sightline.reporting.told.duties import duties_beside
from sightline.reporting.told.words import day, eve, sentence
from sightline.standard.model import QUESTIONS, GuidePage, Law, Standard
from tools.docs_text import bullets, page


def guide_pages(standard: Standard) -> dict[str, str]:
    """Every page of the guide, by the name of its file."""
    return {f"guide-{one.id}.md": _page(standard, one) for one in standard.guide.values()}


def _page(standard: Standard, one: GuidePage) -> str:
    return page(
        one.title,
        f"**{one.summary}**",
        *(block for word in QUESTIONS for block in _answer(QUESTIONS[word], one.answers[word])),
        "## What the law and guidance say",
        bullets(_law(law) for law in sorted(one.law, key=lambda law: law.from_, reverse=True)),
        "## What is watched",
        *_duties(standard, one),
        *_sections(standard, one),
    )


def _answer(question: str, points: tuple[str, ...]) -> Iterator[str]:
    yield f"## {question}"
    yield points[0] if len(points) == 1 else bullets(points)


def _law(law: Law) -> str:
    period = (
        f"since {day(law.from_)}"
        if law.until is None
        else f"{day(law.from_)} to {day(eve(law.until))}"
    )
    check = " *It has still to be checked.*" if law.certainty == "check" else ""
    return f"**{law.title}** ({period}). {law.says} Source: {sentence(law.source)}{check}"


def _duties(standard: Standard, one: GuidePage) -> Iterator[str]:
    yield bullets(f"[{duty.title}](#duty-{duty.id})" for duty in duties_beside(standard, one))


def _sections(standard: Standard, one: GuidePage) -> Iterator[str]:
    found = [
        f"{section.number} {section.title}"
        for review in standard.reviews.values()
        for section in review.sections.values()
        if section.path in one.serves
    ]
    if found:
        yield "It answers to these sections of the review: " + "; ".join(found) + "."
