"""Small checks whose answers are known, to make reports of.

Everybody is looked after from Monday 6 January 2025 and owed a first review within 20 working days,
by Monday 3 February. It is asked on Monday 31 March 2025, 40 working days later.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from sightline.engine.many import evaluate_files
from sightline.engine.model import File, Moment, Record, Subject
from sightline.reporting.judged import Judged
from sightline.returns.errors import Reject
from sightline.standard.calendar import day_of, minute_of
from tests.england import england

FIRST = "lac-review-first"
STARTED, DUE, ASKED = date(2025, 1, 6), date(2025, 2, 3), date(2025, 3, 31)
SCRIPT = "<script>alert('x')</script>"
FORMULA = '=HYPERLINK("http://example.org","x")'
HOSTILE = (SCRIPT, FORMULA, '"><img src=x onerror=y>', "+1", "@x", "-1", "a\u202eb\x07", "&amp;")
"""Ids that a file could hold to do harm in a page or a workbook."""


def child(
    id_: str,
    *,
    reviewed: date | None = None,
    ended: date | None = None,
    others: Sequence[tuple[str, date, dict[str, str]]] = (),
    type_: str = "child",
) -> File:
    """A looked after child, reviewed or not, and further records: kind, day, details."""
    told = [("looked-after", STARTED, {}), *others]
    if reviewed is not None:
        told.append(("meeting", reviewed, {"type": "looked-after-review"}))
    records = [
        Record(
            id=f"{id_}-{number}",
            file=id_,
            kind=kind,
            at=Moment(day_of(day)),
            ended=Moment(day_of(ended)) if kind == "looked-after" and ended else None,
            recorded_at=minute_of(datetime(day.year, day.month, day.day, 12)),
            details=details,
        )
        for number, (kind, day, details) in enumerate(told)
    ]
    return File(Subject(id_, type_, day_of(date(2012, 2, 1))), tuple(records))


def in_time(id_: str = "in-time") -> File:
    return child(id_, reviewed=DUE)


def late(id_: str = "late") -> File:
    return child(id_, reviewed=date(2025, 2, 4))


def overdue(id_: str = "overdue") -> File:
    return child(id_)


def ended(id_: str = "ended") -> File:
    """Overdue, and no longer looked after."""
    return child(id_, ended=date(2025, 2, 28))


def in_a_hotel(id_: str = "hotel") -> File:
    """In time, but placed where no child may be."""
    placed = ("placement", date(2025, 1, 20), {"type": "bed-and-breakfast"})
    return child(id_, reviewed=DUE, others=[placed])


def judged(*files: File, duties: tuple[str, ...] | None = (FIRST,), **more: Any) -> Judged:
    """A check of some files, of one duty unless others are asked for."""
    on, known_at = Moment(day_of(ASKED)), minute_of(datetime(2025, 4, 1, 9))
    rows, unknown = evaluate_files(
        england(),
        files,
        known_at=known_at,
        on=on,
        watched=more.pop("watched", None),
        blind=more.get("blind", ()),
        duties=duties,
    )
    subjects = [file.subject for file in files]
    return Judged(england(), subjects, on, known_at, rows, unknown, duties=duties, **more)


@cache
def everybody() -> Judged:
    """One of each, with a hostile id or two, refused rows and a coverage that says much."""
    rejects = [
        Reject("reviews.csv", line, "REVIEWED", found, "a day", "There is no such day.")
        for line, found in enumerate(["31/02/2025", "31/02/2025", *HOSTILE], start=2)
    ]
    return judged(
        in_time(),
        late(),
        overdue(),
        ended(),
        in_a_hotel(),
        *(overdue(id_) for id_ in HOSTILE),
        duties=None,
        coverage=COVERAGE,
        rejects=[Reject("care.csv", 3, "", "", "5 values", "The row has 4 values."), *rejects],
        blind={"home-visit-yot": "no table holds records of the kind contact"},
        untriggered=["restraint-record"],
        read_from=["return"],
    )


COVERAGE: dict[str, Any] = {
    "title": "Reviews of looked after children",
    "rows": {"read": 20, "used": 9, "ignored": 0, "refused": 11},
    "files": [
        {"file": "reviews.csv", "table": "reviews", "encoding": "utf-8", "read": 20, "used": 9,
         "ignored": {"blank": 0}, "refused": 11, "partly_used": 0, "columns_ignored": ["DOB"],
         "columns_missing": [SCRIPT], "ignored_activities": {}, "records": {"meeting": 9},
         "joined": {}, "layout": "2024 to 2025"}
    ],
    "files_ignored": ["notes.txt"],
    "tables_without_file": ["missing"],
    "kinds_not_filled": ["contact"],
    "fields_not_filled": {"meeting": ["minutes"]},
    "documents": [
        {"file": "census.xml", "encoding": "utf-8", "units": 3, "layout": "2031",
         "layout_seen": False, "columns_ignored": ["UPN"], "tables_in_doubt": ["plans"],
         "sections_not_read": [{"path": SCRIPT, "times": 2, "line": 7, "meant": "CINdetails"}],
         "stray_text": {"times": 1, "first": [{"line": 9, "path": "Child", "found": "Kim"}]}}
    ],
    "to_come": ["a key of tomorrow", {"section": SCRIPT, "rows": 3}],
}  # fmt: skip
