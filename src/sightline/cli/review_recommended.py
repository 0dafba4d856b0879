"""What ``sightline review`` says of recommendations: part by part, and who answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from sightline.cli.failing import told_plainly
from sightline.cli.review_records import Records, counted_reading
from sightline.cli.text import table
from sightline.engine.model import Moment
from sightline.standard.calendar import day_of, day_of_minute
from sightline.standard.model import Standard

if TYPE_CHECKING:
    from sightline.engine.recommended import RecommendationDone


def looked_at(
    standard: Standard, review: str, records: Records, first: Moment | None, last: Moment | None
) -> list[RecommendationDone]:
    """Every recommendation of a review, if it makes any, over a period.

    Without days of its own the period goes from publication to the day up to which it is known.
    """
    from sightline.engine.figures import Over
    from sightline.engine.recommended import recommended

    asked = standard.recommendations.get(review)
    if asked is None:
        return []
    over = Over(
        day_of(asked.first) if first is None else first.day,
        day_of_minute(records.known.known_at) if last is None else last.day,
    )
    periods = {
        (part.shown_by.first, part.shown_by.last)
        for _, part in asked.parts
        if part.shown_by is not None
    }
    reading = counted_reading(records.files, 2 * len(periods), "Looking at the recommendations")
    with told_plainly(), reading as files:
        return recommended(standard, asked, files, over, records.known, records.blind)


def told(standard: Standard, found: Sequence[RecommendationDone]) -> Iterator[str]:
    """The recommendations as text: a table of parts, then who answers for what."""
    from sightline.reporting.review_recommended import done_in_words, recommendation_rows

    rows = recommendation_rows(standard, found)
    yield f"Recommended, and whether it is done by {rows[0].on}:"
    yield ""
    yield table(
        ("part", "what must be so", "state", "of"),
        [
            (f"{row.number}({part.letter})", part.says, part.state, part.of)
            for row in rows
            for part in row.parts
        ],
        left=4,
    )
    yield ""
    yield f"Who was asked, and who answers for it on {rows[0].on}:"
    for row in rows:
        yield ""
        due = f" By {row.due}{', which has gone by' if row.past_due else ''}." if row.due else ""
        yield f"{row.number} {row.title}.{due}"
        for owner in row.owners:
            yield f"  {owner.then}: {'; '.join(owner.now)}"
    yield ""
    yield f"{done_in_words(found)}."
