"""The page of a review: what it printed beside what was worked out anew, in one HTML file."""

from __future__ import annotations

from sightline.reporting.charts import wording
from sightline.reporting.review_content import ReviewReport
from sightline.reporting.review_recommended import STATES
from sightline.reporting.review_rows import SOURCES
from sightline.reporting.templating import environment


def review_page(report: ReviewReport) -> str:
    """The page as HTML, which needs no script, no network and no other file."""
    template = environment().get_template("review.html.jinja")
    rows = report.rows
    return template.render(
        report=report,
        sources={name: SOURCES[name] for name in SOURCES if any(r.source == name for r in rows)},
        apart=[row for row in rows if not row.agrees],
        counted=wording.counted,
        states=STATES,
    )
