"""What a reading made of every row: used, ignored or refused, and what nobody tells at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntFlag

from sightline.engine.model import Day
from sightline.standard.calendar import date_of

JsonObject = dict[str, object]


class RowFate(IntFlag):
    """What became of a row. A row can be ignored by one record of its table and used by another.

    The first that holds counts, in this order: refused, used, repeated, no period, activity, only,
    blank.
    """

    BLANK = 1
    ONLY = 2
    ACTIVITY = 4
    NO_PERIOD = 8
    REPEATED = 16
    USED = 32
    REFUSED = 64


@dataclass(frozen=True, slots=True)
class FileCoverage:
    """The rows of one table of one file. ``read`` is always used + ignored + refused.

    ``ignored``: rows by reason: ``blank`` (nothing in it), ``only`` (a condition of the mapping
    leaves it out), ``activity`` (not listed), ``no-period`` (tells something of a year, and nobody
    said which), ``repeated`` (tells nothing that was not told in the same words). ``partly_used``:
    rows among the refused of which another record was made.
    ``ignored_activities``: rows by name. ``records``: how many records of each kind were made.
    ``joined``: rows that became spans together with others, the spans, and how many of these
    begin before another of the same group has ended.
    """

    file: str
    table: str
    encoding: str
    read: int
    used: int
    ignored: Mapping[str, int]
    refused: int
    partly_used: int
    columns_ignored: tuple[str, ...]
    columns_missing: tuple[str, ...]
    ignored_activities: Mapping[str, int]
    records: Mapping[str, int]
    joined: Mapping[str, Mapping[str, int]]

    def __post_init__(self) -> None:
        if self.read != self.used + sum(self.ignored.values()) + self.refused:
            raise AssertionError(f"{self.file}: the rows read are not all accounted for")

    def to_dict(self) -> JsonObject:
        """The same with stable keys."""
        return {
            "file": self.file,
            "table": self.table,
            "encoding": self.encoding,
            "read": self.read,
            "used": self.used,
            "ignored": dict(self.ignored),
            "refused": self.refused,
            "partly_used": self.partly_used,
            "columns_ignored": list(self.columns_ignored),
            "columns_missing": list(self.columns_missing),
            "ignored_activities": dict(self.ignored_activities),
            "records": dict(self.records),
            "joined": {kind: dict(counts) for kind, counts in self.joined.items()},
        }


def counted(fates: bytearray) -> tuple[int, dict[str, int], int, int]:
    """Used, ignored by reason, refused, partly used: each row once, by what came first."""
    used = refused = partly = 0
    ignored = {"blank": 0, "only": 0, "activity": 0, "no-period": 0, "repeated": 0}
    for value, rows in Counter(fates).items():
        fate = RowFate(value)
        if RowFate.REFUSED in fate:
            refused += rows
            partly += rows if RowFate.USED in fate else 0
        elif RowFate.USED in fate:
            used += rows
        elif RowFate.REPEATED in fate:
            ignored["repeated"] += rows
        elif RowFate.NO_PERIOD in fate:
            ignored["no-period"] += rows
        elif RowFate.ACTIVITY in fate:
            ignored["activity"] += rows
        elif RowFate.ONLY in fate:
            ignored["only"] += rows
        elif RowFate.BLANK in fate:
            ignored["blank"] += rows
    return used, ignored, refused, partly


@dataclass(frozen=True, slots=True)
class UnreadSection:
    """Elements that hold others, and that nobody reads.

    ``line``: that of the first. ``meant``: the path that was probably meant, empty where none is
    like it.
    """

    path: str
    times: int
    line: int
    meant: str = ""

    def to_dict(self) -> JsonObject:
        """The same with stable keys."""
        return {"path": self.path, "times": self.times, "line": self.line, "meant": self.meant}


@dataclass(frozen=True, slots=True)
class DocumentCoverage:
    """What of one document of XML is in none of its tables' rows.

    ``layout``: what it says that its layout is, empty where it does not say, and None where the
    mapping does not ask; ``layout_seen``: whether the mapping was tried on that.
    ``columns_ignored``: values outside all rows, by path. ``strays``: texts between elements, of
    which ``first_strays`` has the line, the path and some of the text. ``doubtful``: tables of
    which rows may be in a section that was not read.
    """

    file: str
    encoding: str
    units: int
    layout: str | None
    layout_seen: bool
    sections_not_read: tuple[UnreadSection, ...]
    columns_ignored: tuple[str, ...]
    strays: int
    first_strays: tuple[tuple[int, str, str], ...]
    doubtful: tuple[str, ...]

    def to_dict(self) -> JsonObject:
        """The same with stable keys."""
        return {
            "file": self.file,
            "encoding": self.encoding,
            "units": self.units,
            "layout": self.layout,
            "layout_seen": self.layout_seen,
            "sections_not_read": [section.to_dict() for section in self.sections_not_read],
            "columns_ignored": list(self.columns_ignored),
            "stray_text": {
                "times": self.strays,
                "first": [
                    {"line": line, "path": path, "found": found}
                    for line, path, found in self.first_strays
                ],
            },
            "tables_in_doubt": list(self.doubtful),
        }


@dataclass(frozen=True, slots=True)
class Coverage:
    """The coverage statement of a delivery.

    ``files``: one for each table of each file; ``documents``: what else there is to say of those
    that are XML. ``files_ignored``: files that no table of the
    mapping names. ``tables_without_file``: tables of the mapping that no file was there for.
    ``kinds``: for each kind that a table fills, the fields that it fills, each with the only
    values that it can have, where the mapping lists them (empty: any). ``kinds_not_filled`` and
    ``fields_not_filled``: what the standard knows and this delivery never tells, so that its
    absence says nothing. Which duties go unjudged for it is for the engine to say. ``period``: the
    first and last day of which a return tells what it dates no closer; None where nobody says.
    ``lacks``: for duties, what the mapping says that these files do not tell.
    """

    title: str
    standard: str
    version: str
    digest: str
    files: tuple[FileCoverage, ...]
    files_ignored: tuple[str, ...]
    tables_without_file: tuple[str, ...]
    subjects: int
    records: int
    kinds: Mapping[str, Mapping[str, tuple[str, ...]]]
    kinds_not_filled: tuple[str, ...]
    fields_not_filled: Mapping[str, tuple[str, ...]]
    documents: tuple[DocumentCoverage, ...] = ()
    period: tuple[Day, Day] | None = None
    lacks: Mapping[str, str] = field(default_factory=dict)

    def to_dict(self) -> JsonObject:
        """The same with stable keys, ready for JSON."""
        return {
            "title": self.title,
            "standard": {"name": self.standard, "version": self.version, "digest": self.digest},
            "rows": {
                "read": sum(file.read for file in self.files),
                "used": sum(file.used for file in self.files),
                "ignored": sum(sum(file.ignored.values()) for file in self.files),
                "refused": sum(file.refused for file in self.files),
            },
            "files": [file.to_dict() for file in self.files],
            "documents": [document.to_dict() for document in self.documents],
            "files_ignored": list(self.files_ignored),
            "tables_without_file": list(self.tables_without_file),
            "period": None
            if self.period is None
            else {"from": _iso(self.period[0]), "to": _iso(self.period[1])},
            "subjects": self.subjects,
            "records": self.records,
            "kinds": {
                kind: {field: list(values) for field, values in fields.items()}
                for kind, fields in self.kinds.items()
            },
            "kinds_not_filled": list(self.kinds_not_filled),
            "fields_not_filled": {
                kind: list(fields) for kind, fields in self.fields_not_filled.items()
            },
            "lacks": dict(self.lacks),
        }


def _iso(day: Day) -> str:
    return date_of(day).isoformat()
