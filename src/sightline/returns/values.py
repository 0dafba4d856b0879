"""Cells read as values, each distinct text once.

A return repeats itself: twelve thousand reviews hold a few thousand days and eight codes. So every
column has a :class:`Memo`, a dict that works out what it has not met, and a row costs one look-up
a cell. What a text cannot be is remembered in the same way, as a :class:`Mismatch`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sightline.engine.model import Moment, Value
from sightline.returns.dates import Dates, iso_text
from sightline.returns.errors import Mismatch
from sightline.returns.ids import id_of
from sightline.returns.mapping import Column, Unlisted
from sightline.returns.xml_model import REPEATED
from sightline.standard.model import RESERVED_ANSWERS, Field, FieldType

Cell = str | date
"""What a reader gives for a cell: text as written, or a date or datetime that Excel typed."""

DateReader = Callable[[Cell], "Moment | Mismatch"]

MOST_REMEMBERED = 200_000
LONGEST_REMEMBERED = 400
"""Characters. Longer texts are narrative, hardly ever come twice, and would fill the memory."""

_YES = frozenset({"yes", "y", "true", "t", "1"})
_NO = frozenset({"no", "n", "false", "f", "0"})
_NUMBER = re.compile(r"[+-]?\d{1,15}(?:\.\d{1,15})?", re.ASCII)


class Memo(dict[Any, Any]):
    """What each cell of a column reads as: a value, a Mismatch, or None for not recorded."""

    def __init__(self, read: Callable[[Any], Any]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, cell: Any) -> Any:
        if isinstance(cell, str) and len(cell) > LONGEST_REMEMBERED:
            return self._read(cell)
        if len(self) >= MOST_REMEMBERED:
            self.clear()
        value = self[cell] = self._read(cell)
        return value


def text_of(cell: Cell) -> str:
    """A cell as text without the spaces around it (no-break spaces too)."""
    return cell.strip() if isinstance(cell, str) else cell.isoformat()


def memo_of(column: Column, not_recorded: frozenset[str], read: Callable[[Cell], object]) -> Memo:
    """The memo of a column: blanks first, then ``up_to``, codes and prefix, then ``read``.

    A blank is not recorded, unless the codes say what the empty text becomes.
    """
    blanks = not_recorded if column.not_recorded is None else column.not_recorded
    blank = (column.codes or {}).get("")
    as_written = column.codes is None and not (column.split or column.up_to or column.prefix)

    def whole(cell: Cell) -> object:
        if isinstance(cell, str):
            text = cell.strip()
            if not text or text.casefold() in blanks:
                return None if blank is None else read(blank)
            if as_written:
                return read(text)
            if column.up_to and column.split != REPEATED:
                text = text.partition(column.up_to)[0].strip()
            return _translated(text, column, read) if text else None
        return _translated(cell.isoformat(), column, read) if column.codes else read(cell)

    return Memo(whole)


def _translated(text: str, column: Column, read: Callable[[Cell], object]) -> object:
    if column.split:
        items = [item.strip() for item in text.split(column.split)]
        if column.up_to and column.split == REPEATED:
            items = [item.partition(column.up_to)[0].strip() for item in items]
        return read_list([_code(item, column) for item in items if item], read)
    found = _code(text, column)
    if isinstance(found, Mismatch):
        return found
    return read(found if found in RESERVED_ANSWERS else column.prefix + found)


def _code(text: str, column: Column) -> str | Mismatch:
    if column.codes is None:
        return text
    if (code := column.codes.get(text)) is not None:
        return code
    if column.unlisted is Unlisted.UNKNOWN:
        return "unknown"
    if column.unlisted is Unlisted.AS_WRITTEN:
        return text
    listed = [code for code in column.codes if code]
    some = ", ".join(listed[:12]) + (", …" if len(listed) > 12 else "")
    return Mismatch(f"one of {some}", "The mapping does not list this code.")


def read_list(items: list[str | Mismatch], read: Callable[[Cell], object]) -> object:
    """Several values of one cell, each read; the first that is wrong is the cell's fault."""
    values: list[str] = []
    for item in items:
        value = item if isinstance(item, Mismatch) else read(item)
        if isinstance(value, Mismatch):
            return value
        values.extend(value if isinstance(value, tuple) else (str(value),))
    if len(values) == 1 and values[0] in RESERVED_ANSWERS:
        return values[0]
    return tuple(values) or None


class SharedDates:
    """Readers of dates, one for each way of writing: most columns of a table hold the same days."""

    def __init__(self) -> None:
        self._memos: dict[tuple[tuple[str, ...], bool], Memo] = {}

    def reader(self, ways: tuple[str, ...], midnight_is_day: bool) -> Callable[[Cell], Any]:
        """What reads a cell as a Moment, or gives a Mismatch."""
        key = ways, midnight_is_day
        if key not in self._memos:
            self._memos[key] = Memo(Dates(ways, midnight_is_day=midnight_is_day))
        return self._memos[key].__getitem__


def field_reader(field: Field, dates: DateReader) -> Callable[[Cell], Value | Mismatch]:
    """What reads a cell as a field of a kind holds it."""
    read = _READERS[field.type](field, dates)

    def answered(cell: Cell) -> Value | Mismatch:
        return cell if isinstance(cell, str) and cell in RESERVED_ANSWERS else read(cell)

    return answered


def _text(field: Field, dates: DateReader) -> Callable[[Cell], Value | Mismatch]:
    return text_of


def _id(field: Field, dates: DateReader) -> Callable[[Cell], Value | Mismatch]:
    return id_of


def number(cell: Cell) -> Value | Mismatch:
    """A whole or decimal number written with digits and a point."""
    text = text_of(cell)
    if _NUMBER.fullmatch(text) is None or not math.isfinite(float(text)):
        return Mismatch("a number such as 12 or 3.5", "The value is not a number.")
    return float(text) if "." in text else int(text)


def yes_no(cell: Cell) -> Value | Mismatch:
    """Yes or no, in the ways in which systems write them."""
    text = text_of(cell).casefold()
    if text in _YES:
        return "yes"
    if text in _NO:
        return "no"
    return Mismatch("yes or no (or y, n, true, false, 1, 0)", "The value is neither yes nor no.")


def _code_of(field: Field, dates: DateReader) -> Callable[[Cell], Value | Mismatch]:
    values = [code.value for code in field.codes]
    known = frozenset(values)
    some = ", ".join(values[:12]) + (", …" if len(values) > 12 else "")
    wrong = Mismatch(f"one of {some}", f"The standard has no such code for {field.name}.")

    def read(cell: Cell) -> Value | Mismatch:
        text = text_of(cell)
        return text if text in known else wrong

    return read


def _codes_of(field: Field, dates: DateReader) -> Callable[[Cell], Value | Mismatch]:
    one = _code_of(field, dates)

    def read(cell: Cell) -> Value | Mismatch:
        value = one(cell)
        return value if isinstance(value, Mismatch) else (str(value),)

    return read


def _date_of(field: Field, dates: DateReader) -> Callable[[Cell], Value | Mismatch]:
    day_only = field.type is FieldType.DATE

    def read(cell: Cell) -> Value | Mismatch:
        moment = dates(cell)
        if isinstance(moment, Mismatch):
            return moment
        return iso_text(Moment(moment.day) if day_only else moment)

    return read


_READERS: Mapping[FieldType, Callable[[Field, DateReader], Callable[[Cell], Value | Mismatch]]] = {
    FieldType.TEXT: _text,
    FieldType.FILE: _id,
    FieldType.NUMBER: lambda field, dates: number,
    FieldType.YES_NO: lambda field, dates: yes_no,
    FieldType.DATE: _date_of,
    FieldType.MOMENT: _date_of,
    FieldType.CODE: _code_of,
    FieldType.CODES: _codes_of,
}
