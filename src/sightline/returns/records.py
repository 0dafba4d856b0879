"""Rows made into records, as one record of a mapping says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sightline.engine.model import Day, Moment, Record, Value, before, derived_id
from sightline.returns.cells import Columns, Reader, Refused, dated_columns, taken
from sightline.returns.dates import iso_text
from sightline.returns.errors import Mismatch
from sightline.returns.mapping import About, RecordMapping
from sightline.returns.names import plain
from sightline.returns.tables import Row
from sightline.returns.values import Memo
from sightline.standard.calendar import date_of, day_of, end_of_day, start_of_day
from sightline.standard.model import Field, Kind, Lasts


@dataclass(frozen=True, slots=True)
class Sender:
    """Who delivers, and when the delivery came (a minute).

    ``period``: first and last day of the year of the return; None where nobody says it.
    """

    agency: str
    delivered: int
    period: tuple[Day, Day] | None = None


_NO_KEY = Mismatch("a key", "None of the columns of the record's key is recorded.")
_NO_START = Mismatch("a date", "The day on which it began is not recorded.")
_ENDS_EARLY = "It ends before it starts."
_TOO_EARLY = "It lies before the day from which it can be."


class RecordMaker:
    """Makes the records of one kind from the rows of one table.

    ``held_back``: its records are said of the year of the return, and nobody says which that is, so
    that they can be checked and not used.
    """

    def __init__(
        self, mapping: RecordMapping, columns: Columns, kind: Kind, sender: Sender
    ) -> None:
        self.mapping, self.kind, self._sender = mapping, kind.name, sender
        self._of_period = kind.lasts is Lasts.PERIOD
        self._of_return = self._of_period and mapping.planned_start is None
        self.held_back = self._of_return and sender.period is None
        self._only = taken(columns, mapping.only)
        self._key = _key_readers(mapping, columns, kind)
        self._start = columns.moment(mapping.start)
        self._not_before = columns.moment(mapping.not_before)
        self._end = columns.moment(mapping.end)
        self._planned_start = columns.moment(mapping.planned_start)
        self._planned_end = columns.moment(mapping.planned_end)
        self._recorded = columns.moment(mapping.recorded)
        self._agency = columns.plain_text(mapping.agency)
        self._author = columns.plain_text(mapping.author)
        self._about = _about_readers(mapping.about, columns)
        self._constants: dict[str, Value] = {}
        self._fields: list[tuple[str, Reader]] = []
        self._read_fields(columns, kind)

    def _read_fields(self, columns: Columns, kind: Kind) -> None:
        self._codes: dict[str, dict[str, tuple[int, int]]] = {}
        for name, column in self.mapping.fields.items():
            reader = columns.of_field(column, kind.fields[name])
            if reader is None:
                continue
            if reader.index < 0:
                self._constants[name] = reader([])
            else:
                self._fields.append((name, reader))
            if dated := _dated_codes(kind.fields[name]):
                self._codes[name] = dated

    def takes(self, cells: Row) -> bool:
        """Whether the conditions of the mapping take this row."""
        return all(memo[cells[index]] for index, memo in self._only)

    def make(self, cells: Row, file: str) -> Record:
        """The record that a row is, on a subject's file. Raises Refused."""
        at = self._start(cells) if self._start is not None else None
        planned_start, planned_end = self._planned(cells)
        if at is None and planned_start is None and not self._of_return:
            raise Refused(_NO_START, (self._start or self._planned_start or _NOWHERE).index)
        if self._not_before is not None:
            self._check_not_before(at, self._not_before(cells))
        ended = self._end(cells) if self._end is not None else None
        if ended is not None and at is not None and before(ended, at):
            assert self._end is not None
            day = f"a day from {date_of(at.day)} on"
            raise Refused(Mismatch(day, _ENDS_EARLY), self._end.index)
        details = dict(self._constants)
        for name, reader in self._fields:
            value = reader(cells)
            if value is not None:
                details[name] = value
        if self._codes:
            self._check_codes(details, at.day if at is not None else planned_start, cells)
        agency = self._agency(cells) if self._agency is not None else self._sender.agency
        recorded_at, known = self._entry(cells)
        return Record(
            self._id(cells, agency or "", (planned_start, planned_end)),
            file,
            self.kind,
            at,
            recorded_at,
            details,
            ended,
            planned_start,
            planned_end,
            self._about_id(cells, agency or "") if self._about else None,
            agency or "",
            (self._author(cells) or "") if self._author is not None else "",
            entry_known=known,
        )

    def _check_not_before(self, at: Moment | None, earliest: Moment | None) -> None:
        if earliest is not None and at is not None and before(at, earliest):
            assert self._start is not None, "the mapping says a start beside 'not-before'"
            day = f"a day from {date_of(earliest.day)} on"
            raise Refused(Mismatch(day, _TOO_EARLY), self._start.index)

    def _planned(self, cells: Row) -> tuple[Day | None, Day | None]:
        """When it is planned, or the period that it is said of."""
        if self._of_return and self._sender.period is not None:
            return self._sender.period
        if self._planned_start is None and self._planned_end is None:
            return None, None
        return self._day(self._planned_start, cells), self._day(self._planned_end, cells)

    def _id(self, cells: Row, agency: str, planned: tuple[Day | None, Day | None]) -> str:
        """What is said of another period is another record, whatever the key."""
        parts = [reader(cells) for reader in self._key]
        if not any(parts):
            raise Refused(_NO_KEY, self._key[0].index)
        if self._of_period:
            parts += ["" if day is None else date_of(day).isoformat() for day in planned]
        return derived_id(agency, self.kind, *(part or "" for part in parts))

    def _entry(self, cells: Row) -> tuple[int, bool]:
        """When it was entered. Of a day alone, its last minute: nothing is known too early."""
        entered: Moment | None = self._recorded(cells) if self._recorded is not None else None
        if entered is None:
            return self._sender.delivered, False
        if entered.minute is not None:
            return entered.minute, True
        last = end_of_day(entered.day)
        if start_of_day(entered.day) <= self._sender.delivered <= last:
            return self._sender.delivered, True
        return last, True

    def _day(self, reader: Reader | None, cells: Row) -> int | None:
        moment = reader(cells) if reader is not None else None
        return moment.day if moment is not None else None

    def _about_id(self, cells: Row, agency: str) -> str | None:
        about = self.mapping.about
        parts = [reader(cells) for reader in self._about]
        if about is None or not any(parts):
            return None
        if about.kind is None:
            return str(parts[0])
        return derived_id(agency, about.kind, *(part or "" for part in parts))

    def _check_codes(self, details: Mapping[str, Value], day: int | None, cells: Row) -> None:
        for name, codes in self._codes.items():
            found = details.get(name, ())
            for value in (found,) if isinstance(found, str) else found:  # type: ignore[union-attr]
                first, last = codes.get(str(value), _ALWAYS)
                if day is not None and not first <= day < last:
                    reader = dict(self._fields).get(name, _NOWHERE)
                    raise Refused(
                        Mismatch(
                            f"a code in use on {date_of(day)}",
                            f"The standard's code {value} was not in use on the day of the record.",
                        ),
                        reader.index,
                    )


_ALWAYS = (-(10**9), 10**9)
_NOWHERE = Reader(-1, Memo(lambda _: None))


def _dated_codes(field: Field) -> dict[str, tuple[int, int]]:
    return {
        code.value: (
            day_of(code.from_) if code.from_ is not None else _ALWAYS[0],
            day_of(code.until) if code.until is not None else _ALWAYS[1],
        )
        for code in field.codes
        if code.from_ is not None or code.until is not None
    }


def _key_readers(mapping: RecordMapping, columns: Columns, kind: Kind) -> list[Reader]:
    """A date in a key is read as the date it is, so that 1/2/2020 and 01/02/2020 are one."""
    dated = dated_columns(mapping, dict(kind.fields))
    readers = []
    for name in mapping.key:
        reader = columns.moment(dated.get(plain(name)))
        if reader is None:
            readers.append(columns.text(name))
        else:
            readers.append(Reader(reader.index, _as_text(reader.memo)))
    return readers


def _as_text(memo: Memo) -> Memo:
    def read(cell: object) -> object:
        found = memo[cell]
        return iso_text(found) if isinstance(found, Moment) else found

    return Memo(read)


def _about_readers(about: About | None, columns: Columns) -> list[Reader]:
    if about is None:
        return []
    # The id of a subject is read as ids are; a part of a key, as the key of that record reads it.
    read = columns.id if about.kind is None else columns.plain_text
    found = [read(column) for column in about.columns]
    # A key with a part missing would name another record, or none.
    return [reader for reader in found if reader is not None] if None not in found else []
