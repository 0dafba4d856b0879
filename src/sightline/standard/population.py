"""How many people live in an area, by age and ethnicity: read from a CSV file of five columns.

Rates and disproportionality rest on it. A cell counts the people of one area and year whose age and
ethnicity are among those it says; nobody may be counted in two cells. A number that the cells do
not give exactly is not given at all: nothing is shared out or guessed.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from pathlib import Path
from typing import Any

from sightline.standard.faults import Fault, FaultyStandard, closest, did_you_mean

COLUMNS = ("area", "year", "age", "ethnicity", "count")
SOURCE = "source"
"""A sixth column that may be there: where the row was taken from."""
ALL = "all"
"""In the column of ethnicity: everybody, whatever their ethnicity."""
INVENTED = "invented"
"""What the source of a row begins with that is of no real place."""

OLDEST = 120
LARGEST = 200_000_000
"""Bytes of the largest file that is read."""


class FaultyPopulation(FaultyStandard):
    """The table cannot be used: ``faults`` are all that is wrong with it, by line and column."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A count of people: of ages from ``first`` to ``last``, both included.

    ``ethnicity``: the codes that it counts; None for everybody.
    """

    area: str
    year: int
    first: int
    last: int
    ethnicity: frozenset[str] | None
    count: int
    source: str = ""

    @property
    def key(self) -> tuple[str, int, bool]:
        """Cells of which no two may count the same person."""
        return self.area, self.year, self.ethnicity is None

    @property
    def people(self) -> Iterator[tuple[int, str]]:
        """Each age and code that it counts."""
        return product(range(self.first, self.last + 1), self.ethnicity or (ALL,))


@dataclass(frozen=True)
class PopulationTable:
    """The table. ``codes``: every code of ethnicity that there is."""

    cells: tuple[Cell, ...]
    codes: frozenset[str]

    @property
    def is_invented(self) -> bool:
        """Whether any of it is of no real place, so that no figure may be published from it."""
        return any(cell.source.startswith(INVENTED) for cell in self.cells)

    def people(
        self, area: str, year: int, first: int, last: int, ethnicity: Collection[str] | None = None
    ) -> int | None:
        """How many people of an area and year are of these ages and, if said, of these codes.

        None where the cells do not give exactly that.
        """
        if ethnicity is not None:
            return self._tiled(area, year, range(first, last + 1), frozenset(ethnicity))
        everybody = self._tiled(area, year, range(first, last + 1), None)
        if everybody is not None:
            return everybody
        return self._tiled(area, year, range(first, last + 1), self.codes)

    def share(
        self, area: str, year: int, first: int, last: int, ethnicity: Collection[str]
    ) -> float | None:
        """Of the people of these ages the share who are of these codes; None where unknown."""
        some = self.people(area, year, first, last, ethnicity)
        everybody = self.people(area, year, first, last)
        return some / everybody if some is not None and everybody else None

    def _tiled(self, area: str, year: int, ages: range, codes: frozenset[str] | None) -> int | None:
        """The sum of the cells that lie within, where together they leave nothing out."""
        within = [
            cell
            for cell in self._by_key.get((area, year, codes is None), ())
            if cell.first in ages
            and cell.last in ages
            and (codes is None or (cell.ethnicity or frozenset()) <= codes)
        ]
        wide = 1 if codes is None else len(codes)
        covered = sum(1 for cell in within for _ in cell.people)
        return sum(cell.count for cell in within) if covered == len(ages) * wide else None

    @cached_property
    def _by_key(self) -> Mapping[tuple[str, int, bool], Sequence[Cell]]:
        found: dict[tuple[str, int, bool], list[Cell]] = {}
        for cell in self.cells:
            found.setdefault(cell.key, []).append(cell)
        return found


def read_population(
    path: Path, *, codes: Collection[str], areas: Collection[str] = ()
) -> PopulationTable:
    """The table in a file. Raises FaultyPopulation, which lists all that is wrong.

    ``codes``: those of ethnicity; ``areas``: those that there are, or nothing where any will do.
    """
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        message = f"the file cannot be read: {error.strerror}"
        raise FaultyPopulation([Fault(str(path), 0, 0, "", "a file", message)]) from error
    return parse_population(content, str(path), codes=codes, areas=areas)


def parse_population(
    content: bytes, path: str, *, codes: Collection[str], areas: Collection[str] = ()
) -> PopulationTable:
    """The table in some bytes; ``path`` is what faults call it."""
    reader = _Reader(path, frozenset(codes), frozenset(areas))
    cells = tuple(reader.cells(content))
    if reader.faults:
        raise FaultyPopulation(reader.faults)
    return PopulationTable(cells, reader.codes)


def write_population(population: PopulationTable) -> str:
    """The table as CSV, in the layout that is read."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*COLUMNS, SOURCE])
    for cell in population.cells:
        ages = str(cell.first) if cell.first == cell.last else f"{cell.first}-{cell.last}"
        codes = ALL if cell.ethnicity is None else "+".join(sorted(cell.ethnicity))
        writer.writerow([cell.area, cell.year, ages, codes, cell.count, cell.source])
    return out.getvalue()


# --- reading ---------------------------------------------------------------------------------


class _Reader:
    """Reads rows, and puts on a list what is wrong with each."""

    def __init__(self, path: str, codes: frozenset[str], areas: frozenset[str]) -> None:
        self.path, self.codes, self.areas = path, codes, areas
        self.faults: list[Fault] = []
        self.columns: dict[str, int] = {}

    def cells(self, content: bytes) -> Iterator[Cell]:
        """Every row that can be read."""
        if len(content) > LARGEST:
            self._report(0, 0, f"the file is larger than {LARGEST // 1_000_000} MB")
            return
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            self._report(line, 1, "expected text in UTF-8", expected="text in UTF-8")
            return
        rows = csv.reader(io.StringIO(text, newline=""))
        placed: list[tuple[int, Cell]] = []
        try:
            self._header(next(rows, []))
            for row in rows if not self.faults else ():
                if row and (cell := self._cell(rows.line_num, row)) is not None:
                    placed.append((rows.line_num, cell))
        except csv.Error as error:
            self._report(rows.line_num, 1, f"this is not CSV: {error}")
        self._refuse_two_counts(placed)
        yield from (cell for _, cell in placed)

    def _header(self, row: Sequence[str]) -> None:
        for number, raw in enumerate(row, 1):
            name = raw.strip()
            if name in self.columns:
                self._report(1, number, f"the column {name!r} is there twice")
            elif name in (*COLUMNS, SOURCE):
                self.columns[name] = number
            else:
                hint = did_you_mean(closest(name, (*COLUMNS, SOURCE)))
                self._report(1, number, f"the column {name!r} has no meaning here{hint}")
        for name in COLUMNS:
            if name not in self.columns:
                self._report(1, 1, f"there is no column {name!r}", expected=f"a column {name!r}")

    def _cell(self, line: int, row: Sequence[str]) -> Cell | None:
        before = len(self.faults)
        area = self._take(line, row, "area", self._area)
        year = self._take(line, row, "year", lambda text: _whole(text, 1900, 2199))
        ages = self._take(line, row, "age", _ages)
        ethnicity = self._take(line, row, "ethnicity", self._ethnicity)
        count = self._take(line, row, "count", lambda text: _whole(text, 0, 10**9))
        if len(self.faults) > before:
            return None
        source = self._at(row, SOURCE) if SOURCE in self.columns else ""
        first, last = ages
        return Cell(area, year, first, last, ethnicity, count, source)

    def _take(self, line: int, row: Sequence[str], column: str, read: Any) -> Any:
        """What a cell says; None where it cannot be read, after its fault was put on the list."""
        text = self._at(row, column)
        try:
            return read(text)
        except ValueError as refused:
            expected = str(refused)
            found = repr(text) if text else "nothing"
            message = f"{column}: expected {expected}, found {found}"
            self._report(line, self.columns[column], message, found=found, expected=expected)
            return None

    def _at(self, row: Sequence[str], column: str) -> str:
        number = self.columns[column]
        return row[number - 1].strip() if number <= len(row) else ""

    def _area(self, text: str) -> str:
        if not text or (self.areas and text not in self.areas):
            hint = did_you_mean(closest(text, self.areas)) if text else ""
            raise ValueError(f"an area of the table of areas{hint}" if self.areas else "an area")
        return text

    def _ethnicity(self, text: str) -> frozenset[str] | None:
        if text == ALL:
            return None
        codes = [code.strip() for code in text.split("+")]
        for code in codes:
            if code not in self.codes:
                hint = did_you_mean(closest(code, (ALL, *self.codes)))
                raise ValueError(f"{ALL!r}, or codes of ethnicity with + between them{hint}")
        return frozenset(codes)

    def _refuse_two_counts(self, placed: Sequence[tuple[int, Cell]]) -> None:
        """Report people who would be counted twice, once for each row that does so."""
        counted: dict[tuple[tuple[str, int, bool], int, str], int] = {}
        for line, cell in placed:
            already = {counted.setdefault((cell.key, *one), line) for one in cell.people} - {line}
            if already:
                message = f"these people are counted already on line {min(already)}"
                self._report(line, self.columns["count"], message)

    def _report(
        self, line: int, column: int, message: str, *, found: str = "", expected: str = ""
    ) -> None:
        self.faults.append(Fault(self.path, line, column, found, expected, message))


def _whole(text: str, least: int, most: int) -> int:
    expected = f"a whole number from {least} to {most}"
    if re.fullmatch(r"\d{1,10}", text, re.ASCII) is None or not least <= int(text) <= most:
        raise ValueError(expected)
    return int(text)


def _ages(text: str) -> tuple[int, int]:
    """``14``, ``10-17`` or ``90+``."""
    found = re.fullmatch(r"(\d{1,3})(?:-(\d{1,3})|(\+))?", text, re.ASCII)
    first = int(found[1]) if found else OLDEST + 1
    last = OLDEST if found and found[3] else int(found[2]) if found and found[2] else first
    if not first <= last <= OLDEST:
        raise ValueError(f"an age such as 14, ages such as 10-17, or 90+ (none over {OLDEST})")
    return first, last
