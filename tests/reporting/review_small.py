"""A few invented children whose files inspectors read, of whom the answers are known.

Ninety files in three places in the year of the review, and forty in each of two earlier years. In
Upham nobody's concerns were addressed; elsewhere of every five files one was not.
"""

from __future__ import annotations

from datetime import date
from functools import cache

from sightline.engine.figures import Over
from sightline.engine.model import File, Moment, Record, Subject
from sightline.engine.recommended import RecommendationDone, recommended
from sightline.engine.record_figures import Known
from sightline.engine.reviewed import Reproduced, reproduce
from sightline.reporting.review_content import Origin, ReviewReport
from sightline.reporting.review_made import charted, review_report
from sightline.standard.calendar import day_of, end_of_day
from tests.england import england

REVIEW = "third-joint-review"
PLACES = ("Upham", "Northmarsh", "<b>Wex & Dale</b>")
NOW = end_of_day(day_of(date(2009, 1, 1)))


def read_file(number: int, place: str, on: date, addressed: str | None) -> File:
    """A child whose file was read on a day; ``addressed``: what was judged of it, if anything."""
    id_ = f"child-{number}"
    told = [("file-read", {"programme": "youth-offending-team"})]
    if addressed is not None:
        told.append(("judgement", {"question": "safeguarding-addressed", "answer": addressed}))
    records = [
        Record(
            id=f"{id_}-{kind}",
            file=id_,
            kind=kind,
            at=Moment(day_of(on)),
            recorded_at=end_of_day(day_of(on)),
            details=dict(details),
        )
        for kind, details in told
    ]
    return File(Subject(id_, "child", day_of(date(1991, 5, 5)), place), tuple(records))


@cache
def files() -> tuple[File, ...]:
    """All of them."""
    found = []
    for year, many in ((2004, 40), (2005, 40), (2006, 90)):
        for number in range(many):
            place = PLACES[number % len(PLACES)] if year == 2006 else PLACES[1]
            bad = place == PLACES[0] or number % 5 == 0
            judged = "no" if bad else "yes"
            found.append(read_file(1000 * year + number, place, date(year, 6, 1), judged))
    return tuple(found)


def known() -> Known:
    """All that is recorded, and one child in ten of a minority everywhere."""
    return Known(NOW, None, lambda place, asked: 0.1)


@cache
def found() -> tuple[Reproduced, ...]:
    """Every figure of the review, most of them without data."""
    return tuple(reproduce(england(), england().printed[REVIEW], files(), known()))


@cache
def done() -> tuple[RecommendationDone, ...]:
    """Every recommendation of the review in the half year after it, none of them with data."""
    asked = england().recommendations[REVIEW]
    over = Over(day_of(asked.first), day_of(date(2008, 12, 31)))
    return tuple(recommended(england(), asked, files(), over, known()))


@cache
def report() -> ReviewReport:
    """The page of it."""
    printed = england().printed[REVIEW]
    beside = charted(england(), printed, files(), known())
    origin = Origin("Invented records of a few children.", True)
    return review_report(england(), printed, found(), beside, known(), origin, done())
