"""What a mapping file says, as frozen dataclasses: columns, and what each becomes.

Nothing here reads anything; ``mapping_file`` makes these from YAML, ``records`` and ``subjects``
carry them out. They are checked against a standard when they are made, so that a mapping that was
read can be carried out whatever the return holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from sightline.returns.xml_model import FromHeader, XmlMapping, XmlRows

NULL_TEXTS = frozenset({"null"})
"""Texts that read as not recorded, beside blanks, where a mapping says nothing (in any case)."""


class Unlisted(StrEnum):
    """What becomes of a value that a translation does not list."""

    REFUSED = "refused"
    UNKNOWN = "unknown"
    AS_WRITTEN = "as written"


@dataclass(frozen=True, slots=True)
class Column:
    """Where a value comes from: a column, or a constant (``always``).

    ``codes``: a translation of what the column holds, and ``unlisted`` what becomes of the rest;
    ``up_to``: only what comes before this text counts (``1A - Individual``); ``split``: a list,
    its items parted by this text; ``prefix`` is put before the value. ``dates`` and
    ``not_recorded`` replace those of the table.
    """

    name: str = ""
    always: str | None = None
    codes: Mapping[str, str] | None = None
    unlisted: Unlisted = Unlisted.AS_WRITTEN
    up_to: str = ""
    split: str = ""
    prefix: str = ""
    dates: tuple[str, ...] = ()
    not_recorded: frozenset[str] | None = None

    def __post_init__(self) -> None:
        if bool(self.name) == (self.always is not None):
            raise ValueError("say a column or a value that is always the same, and not both")

    def possible(self) -> tuple[str, ...] | None:
        """The only values that this can become, or None where the mapping does not limit them."""
        if self.always is not None:
            return (self.always,)
        if self.codes is None or self.unlisted is Unlisted.AS_WRITTEN:
            return None
        unknown = ("unknown",) if self.unlisted is Unlisted.UNKNOWN else ()
        return (*dict.fromkeys(self.codes.values()), *unknown)


@dataclass(frozen=True, slots=True)
class Condition:
    """Only rows whose column holds one of ``values``; None: whose column is recorded at all."""

    column: str
    values: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Join:
    """Rows that are one span: of the same ``by``, each starting when the one before it ends.

    ``apart``: at most so many days between an end and the next start; 0 is the same day.
    ``last``: the fields told by the last row of the span; the others are told by the first.
    """

    by: tuple[str, ...]
    apart: int = 0
    last: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class About:
    """The record, or with ``kind`` None the subject, that a record is about."""

    columns: tuple[Column, ...]
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class RecordMapping:
    """One record that a row becomes. ``key``: the columns that make it this record and no other.

    All else is optional, but for one of the two starts. ``not_before``: a day before which it
    cannot start; a row in which it does is refused.
    """

    kind: str
    key: tuple[str, ...]
    only: tuple[Condition, ...] = ()
    start: Column | None = None
    not_before: Column | None = None
    end: Column | None = None
    planned_start: Column | None = None
    planned_end: Column | None = None
    recorded: Column | None = None
    about: About | None = None
    agency: Column | None = None
    author: Column | None = None
    fields: Mapping[str, Column] = field(default_factory=dict)
    join: Join | None = None


@dataclass(frozen=True, slots=True)
class SubjectMapping:
    """Whom a row is about, and what it says of them."""

    id: Column
    type: str = "child"
    born: Column | None = None
    place: Column | None = None
    attributes: Mapping[str, Column] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Activity:
    """The column of an event log that says what happened, and what each activity becomes."""

    column: str
    becomes: Mapping[str, tuple[RecordMapping, ...]]


@dataclass(frozen=True, slots=True)
class TableMapping:
    """One table: the files that hold it, how they are written, and what their rows become.

    ``files``: patterns for the file's name, in any case; ``sheet``: of a workbook, needed where it
    has several. ``encoding`` and ``delimiter`` are told apart by themselves where they can be.
    ``xml``: where its rows stand in a document of XML; a table has files, or that, or both.
    """

    name: str
    files: tuple[str, ...]
    subject: SubjectMapping
    records: tuple[RecordMapping, ...] = ()
    activity: Activity | None = None
    only: tuple[Condition, ...] = ()
    sheet: str = ""
    encoding: str = ""
    delimiter: str = ""
    dates: tuple[str, ...] = ()
    midnight_is_day: bool = True
    not_recorded: frozenset[str] = NULL_TEXTS
    xml: XmlRows | None = None

    def all_records(self) -> tuple[RecordMapping, ...]:
        """Every record that a row of this table may become."""
        logged = self.activity.becomes.values() if self.activity is not None else ()
        return (*self.records, *(record for records in logged for record in records))


FIRST_RECORD, DELIVERED = "first record", "delivered"
"""In place of a day: the earliest day that a record of the delivery has; the day of delivery."""


@dataclass(frozen=True, slots=True)
class WatchedDays:
    """Kinds whose records of these days, both included, are all in the delivery.

    ``kinds`` None: every kind that a table of the delivery fills.
    """

    first: date | str | FromHeader
    last: date | str | FromHeader
    kinds: tuple[str, ...] | None = None


FILE_TIME = "file time"
"""In place of a moment of delivery: when the latest of the files was last written."""


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column of one table of the mapping, as ``table.COLUMN``."""

    table: str
    column: str

    def __str__(self) -> str:
        return f"{self.table}.{self.column}"


@dataclass(frozen=True, slots=True)
class DutyFields:
    """From which columns a duty is judged: what opens it, answers it, and ends it unanswered."""

    when: tuple[TableColumn, ...]
    then: tuple[TableColumn, ...]
    ends: tuple[TableColumn, ...] = ()


@dataclass(frozen=True, slots=True)
class DutySaid:
    """What a return holds of one duty: the fields that it is judged from, or what is missing.

    ``missing``: a phrase that goes on from "these files do not tell". ``note``: what there is to
    know beside either.
    """

    fields: DutyFields | None = None
    missing: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if (self.fields is None) == (not self.missing):
            raise ValueError("say the 'fields' that a duty is judged from, or what is 'missing'")


@dataclass(frozen=True, slots=True)
class AskedPeriod:
    """The period of which the return tells something without a day, and which it does not say.

    It is a year that ends on a day of ``month`` and ``day``. ``year``: the value of the document
    that says in which year; without one, or where there is no document, whoever reads the return
    says it.
    """

    month: int
    day: int
    year: FromHeader | None = None

    def ending(self, year: int) -> tuple[date, date]:
        """The first and last day of the year that ends in a calendar year."""
        last = date(year, self.month, self.day)
        return date(year - 1, self.month, self.day) + timedelta(1), last


@dataclass(frozen=True, slots=True)
class ReturnMapping:
    """A whole mapping file. ``delivered`` is a minute, ``FILE_TIME``, or None: the caller says.

    ``xml``: how a document is made, of which tables that have ``xml`` are read. ``period``: that
    of records of kinds that last one, where they do not say it themselves. ``duties``: by id, what
    the return holds of them.
    """

    title: str
    tables: tuple[TableMapping, ...]
    watched: tuple[WatchedDays, ...]
    agency: str | FromHeader = ""
    place: str | FromHeader = ""
    delivered: int | str | FromHeader | None = None
    xml: XmlMapping | None = None
    period: AskedPeriod | None = None
    duties: Mapping[str, DutySaid] = field(default_factory=dict)
