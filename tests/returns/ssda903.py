"""Small returns of children looked after, written and read in a line or two.

Everybody in them is invented.
"""

from __future__ import annotations

from pathlib import Path

from sightline.returns import Delivery, built_in, read, read_mapping
from sightline.standard.calendar import date_of
from tests.england import england

ROOT = Path(__file__).resolve().parents[2]
RETURN = ROOT.parent / "shared" / "data" / "ssda903"
"""A whole return that somebody else made up, where it is at hand."""

TOLD = 29_700_000
"""The minute of delivery, in June 2026."""

HEADERS = {
    "header": "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB",
    "episodes": "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,"
    "PL_POST,URN",
    "reviews": "CHILD,DOB,REVIEW,REVIEW_CODE",
    "missing": "CHILD,DOB,MISSING,MIS_START,MIS_END",
    "sw_episodes": "CHILD,DOB,SW_ID,SW_DECOM,SW_DEC,SW_REASON",
    "DoLo": "CHILD,DOB,DOLO_START,DOLO_END",
    "placed_for_adoption": "CHILD,DOB,DATE_PLACED,DATE_PLACED_CEASED,REASON_PLACED_CEASED",
    "ad1": "CHILD,DOB,DATE_INT,DATE_MATCH,FOSTER_CARE,NB_ADOPTR,SEX_ADOPTR,LS_ADOPTR",
    "previous_permanence": "CHILD,DOB,PREV_PERM,LA_PERM,DATE_PERM",
    "oc2": "CHILD,DOB,SDQ_SCORE,SDQ_REASON,CONVICTED,HEALTH_CHECK,IMMUNISATIONS,TEETH_CHECK,"
    "HEALTH_ASSESSMENT,SUBSTANCE_MISUSE,INTERVENTION_RECEIVED,INTERVENTION_OFFERED",
    "oc3": "CHILD,DOB,IN_TOUCH,ACTIV,ACCOM",
    "uasc": "CHILD,SEX,DOB,DUC",
}
"""The columns of each table as the Department asks for them."""

Told = tuple[str, str, dict[str, object]]


def delivered(folder: Path, at: int = TOLD, year: int | None = 2026) -> Delivery:
    """What the mapping reads of a folder, delivered at a minute, of the year that ends in one."""
    standard = england()
    mapping = read_mapping(built_in()["ssda903"], standard)
    return read(standard, mapping, folder, delivered=at, year_ending=year)


def made(folder: Path, year: int | None = 2026, /, **tables: str) -> Delivery:
    """A return of some tables, their rows by name, and its reading."""
    for name, rows in tables.items():
        (folder / f"{name}.csv").write_text(f"{HEADERS[name]}\n{rows}\n")
    return delivered(folder, year=year)


def told(found: Delivery, kind: str) -> list[Told]:
    """The dated records of a kind: first day, last day (or nothing), and what they say."""
    return [
        (
            date_of(record.at.day).isoformat(),
            date_of(record.ended.day).isoformat() if record.ended is not None else "",
            dict(record.details),
        )
        for record in found.records
        if record.kind == kind and record.at is not None
    ]


def said(found: Delivery, kind: str) -> list[Told]:
    """The records of a kind that lasts a period: its first and last day, and what they say."""
    return [
        (
            date_of(record.planned_start or 0).isoformat(),
            date_of(record.planned_end or 0).isoformat(),
            dict(record.details),
        )
        for record in found.records
        if record.kind == kind and record.at is None
    ]


def refused(found: Delivery) -> list[tuple[str, int, str, str]]:
    """File, line, field and what was found, of every refusal."""
    return [(each.file, each.line, each.field, each.found) for each in found.rejects]
