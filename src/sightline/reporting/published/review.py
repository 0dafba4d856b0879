"""A published review, published anew: its texts, and every figure worked out from records.

``review_source`` puts together what was written (``review_texts``), what was worked out
(``engine.reviewed``) and the state of what was recommended (``engine.recommended``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from sightline.engine.recommended import RecommendationDone
from sightline.engine.reviewed import Reproduced
from sightline.reporting.published import review_recommended as asked
from sightline.reporting.published.content import DataTable, Guide, Source
from sightline.reporting.published.review_cells import review_cells
from sightline.reporting.published.review_texts import review_texts
from sightline.standard.model import Printed, Standard

PUBLISHER = "Synthetic Joint Inspectorate"
INVENTED = (
    "Worked out from invented records. Nobody in them exists, and nothing here is said of any "
    "real place."
)
"""Stands on every page of what is made from an invented nation."""

TABLES = {
    "evidence": ("What was looked at", ("introduction", "practice")),
    "framework": ("The safeguarding framework", ("framework", "recommendations")),
    "wider-role": ("The wider part that public services play", ("wider-role",)),
    "vulnerable-groups": ("Groups of children who are easily harmed", ("vulnerable-groups",)),
    "child-protection": ("Child protection", ("child-protection",)),
}
"""The tables in which every figure stands once: by the parts of the review."""

KEY = (
    "fig-mh-need",
    "fig-safeguarding-not-addressed",
    "fig-no-home-visit-yot",
    "fig-vuln-plan-missing",
    "fig-action-taken-harm",
    "fig-yot-helped-safe-community",
)
"""What the summary's table shows."""

PRACTICE = (
    "fig-safeguarding-not-addressed",
    "fig-psr-vulnerability-poor",
    "fig-probation-safeguarding-insufficient",
    "fig-no-home-visit-yot",
    "fig-no-home-visit-probation",
    "fig-vuln-plan-missing",
    "fig-probation-victim-safety",
    "fig-dv-response-inadequate",
    "fig-dv-callout-ineffective",
    "fig-health-planning-poor",
    "fig-lac-service-inadequate",
    "fig-om-manager-involvement",
)
"""What was found about practice, for whoever does the work."""


def review_source(
    standard: Standard,
    printed: Printed,
    found: Sequence[Reproduced],
    done: Sequence[RecommendationDone],
    *,
    publisher: str = PUBLISHER,
    on: date | None = None,
    kept: str = INVENTED,
) -> Source:
    """A review as a source to publish, with all its editions.

    ``found``, ``done``: what ``reproduce`` and ``recommended`` gave. ``on``: the day of
    publication; without one, the last day over which the recommendations were looked at. Raises
    BadTexts where the review's texts are not there or are faulty, and ValueError where ``done`` is
    empty and no day is given.
    """
    if on is None:
        on = max((one.on for one in done), default=None)
    if on is None:
        raise ValueError("a review without recommendations needs the day of its publication")
    texts = review_texts(standard, printed.review)
    cells = review_cells(standard, printed, found, done)
    held = {each.printed.id: each.printed.section for each in found}
    return Source(
        id=printed.review,
        title=texts.title,
        publisher=publisher,
        on=on,
        editions=texts.editions,
        cells=cells,
        methodology=texts.methodology,
        recommendations=tuple(asked.published(standard, one, cells) for one in done),
        examples=texts.examples,
        tables=tuple(_tables(held, done)),
        kept=kept,
        questions=texts.questions,
        practice=("practice",),
        guides=tuple(_guide(standard, duty) for duty in texts.duties),
    )


def _guide(standard: Standard, id_: str) -> Guide:
    duty = standard.duties[id_]
    guide = duty.guide
    if guide is None:
        return Guide(duty.title, duty.why)
    said = (f"Who: {guide.who}", f"How: {guide.how}", f"Good work: {guide.good}")
    return Guide(duty.title, duty.why, said)


def _tables(sections: Mapping[str, str], done: Sequence[RecommendationDone]) -> Iterator[DataTable]:
    for id_, (title, parts) in TABLES.items():
        rows = [fig for fig, section in sections.items() if section.split("/")[0] in parts]
        if rows:
            yield DataTable(id_, title, tuple(rows))
    for id_, title, wanted in (
        ("key-figures", "Key figures", KEY),
        ("practice", "What was found about practice", PRACTICE),
    ):
        yield DataTable(id_, title, tuple(fig for fig in wanted if fig in sections))
    if done:
        rows = [asked.cell_id(one, part) for one in done for part in one.parts]
        yield DataTable("recommendations", "Recommendations, part by part", tuple(rows))
