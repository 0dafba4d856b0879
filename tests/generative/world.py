"""The kinds, fields and calendars of which all generated standards are made."""

from __future__ import annotations

from datetime import date, timedelta

from sightline.engine.model import Value
from sightline.standard.model import (
    EXEMPTION,
    CalendarTable,
    Code,
    Field,
    FieldType,
    Kind,
    Lasts,
)
from tests.generative.choices import Choices

# --- kinds -----------------------------------------------------------------------------------

# Field by field, the few values that are ever recorded. Dates are drawn from the scene's days.
DOMAIN: dict[str, tuple[Value, ...]] = {
    "type": ("a", "b"),
    "level": ("low", "high"),
    "score": (1, 2, 2.0, 2.5, 0),
    "seen": ("yes", "no"),
    "tags": (("x",), ("y",), ("x", "y")),
    "word": ("red", "blue"),
    "other": ("g1", "f1"),
}
DATE_FIELDS = ("set_on", "heard_at")
NOT_VALUES: tuple[Value | None, ...] = ("unknown", None, "not-asked", "declined")

_TYPES = {
    "type": FieldType.CODE,
    "level": FieldType.CODE,
    "score": FieldType.NUMBER,
    "seen": FieldType.YES_NO,
    "tags": FieldType.CODES,
    "word": FieldType.TEXT,
    "other": FieldType.FILE,
    "set_on": FieldType.DATE,
    "heard_at": FieldType.MOMENT,
}
_CODES = {"type": ("a", "b"), "level": ("low", "high"), "tags": ("x", "y")}


def _fields() -> dict[str, Field]:
    return {
        name: Field(name, name, type_, tuple(Code(c, c) for c in _CODES.get(name, ())))
        for name, type_ in _TYPES.items()
    }


def _kind(name: str, lasts: Lasts, key: tuple[str, ...] = (), ends_with: str | None = None) -> Kind:
    return Kind(name, name, lasts, _fields(), key=key, ends_with=ends_with)


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        _kind("visit", Lasts.POINT),
        _kind("meeting", Lasts.POINT),
        _kind("custody", Lasts.SPAN),
        _kind("plan", Lasts.SPAN),
        _kind("case", Lasts.SPAN),
        _kind("status", Lasts.UNTIL_NEXT),
        _kind("need", Lasts.UNTIL_NEXT, key=("type",)),
        _kind("mappa", Lasts.UNTIL_NEXT, ends_with="case"),
        _kind("risk", Lasts.UNTIL_NEXT, key=("type", "level"), ends_with="case"),
        Kind(
            EXEMPTION,
            EXEMPTION,
            Lasts.SPAN,
            {"duty": Field("duty", "duty", FieldType.TEXT, required=True)},
        ),
    )
}
POINTS = ("visit", "meeting")
SPANS = ("custody", "plan", "case")
UNTIL_NEXTS = ("status", "need", "mappa", "risk")
LASTING = SPANS + UNTIL_NEXTS

# --- calendars -------------------------------------------------------------------------------

FIRST, LAST = date(2003, 1, 1), date(2012, 12, 31)
_EASTERS = {
    2003: (4, 20), 2004: (4, 11), 2005: (3, 27), 2006: (4, 16), 2007: (4, 8),
    2008: (3, 23), 2009: (4, 12), 2010: (4, 4), 2011: (4, 24), 2012: (4, 8),
}  # fmt: skip


def _holidays(year: int) -> tuple[date, ...]:
    easter = date(year, *_EASTERS[year])
    return (
        date(year, 1, 1),
        easter - timedelta(2),
        easter + timedelta(1),
        date(year, 12, 25),
        date(year, 12, 26),
    )


def _terms(year: int, late: int) -> tuple[tuple[date, date], ...]:
    easter = date(year, *_EASTERS[year])
    return (
        (date(year, 1, 5 + late), easter - timedelta(9)),
        (easter + timedelta(8), date(year, 7, 22 - late)),
        (date(year, 9, 3 + late), date(year, 12, 20 - late)),
    )


def _breaks(year: int) -> tuple[tuple[date, date], ...]:
    return (
        (date(year, 2, 14), date(year, 2, 18)),
        (date(year, 5, 26), date(year, 5, 30)),
        (date(year, 10, 24), date(year, 10, 31)),
    )


def _table(jurisdiction: str, guessed: bool, opens: int, late: int) -> CalendarTable:
    years = range(FIRST.year, LAST.year + 1)
    holidays = [day for year in years for day in _holidays(year)]
    if late:
        holidays += [date(year, 3, 17) for year in years]
    terms = [term for year in years for term in _terms(year, late)]
    # The first term begins and the last one ends with the table, so that no clock of a generated
    # file runs out of it. What happens when one does has tests of its own.
    terms[0] = (FIRST, terms[0][1])
    terms[-1] = (terms[-1][0], LAST)
    return CalendarTable(
        jurisdiction,
        "generated",
        FIRST,
        LAST,
        tuple(sorted(holidays)),
        tuple(terms),
        tuple(pause for year in years for pause in _breaks(year)),
        guessed,
        opens,
    )


# Few tables, made once: each of them is made ready to count in the first time that it is used.
TABLES = {
    (name, guessed): _table(name, guessed, opens, late)
    for name, opens, late in (("england", 9 * 60, 0), ("north", 8 * 60 + 30, 2))
    for guessed in (False, True)
}


def calendars(choices: Choices) -> dict[str, CalendarTable]:
    """The jurisdiction's calendar, and sometimes a place's own."""
    tables = {"england": TABLES["england", choices.chance(25)]}
    if choices.chance(30):
        tables["north"] = TABLES["north", choices.chance(50)]
    return tables
