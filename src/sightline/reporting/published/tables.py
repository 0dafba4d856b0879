"""Figures as tables: for pages, and as CSV and Excel with how they were made."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time

import xlsxwriter

from sightline.reporting.published.content import Cell, CellKind, DataTable, Source
from sightline.returns.harmless import harmless

NOT_TOLD = "not told"
WITHHELD = "withheld"
NO_SHARE = "no share"
TOO_FEW = "too few for a percentage"


@dataclass(frozen=True, slots=True)
class Row:
    """A row. ``name``: its heading; ``note``: what that means; ``cells``: the rest."""

    name: str
    note: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a page, at most five columns wide. ``note``: what is to be said below it."""

    id: str
    caption: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    note: str = ""


def of_cells(source: Source, table: DataTable) -> Table:
    """A table of the source."""
    return of_ids(source, table.id, table.title, table.cells)


def of_ids(source: Source, id_: str, title: str, ids: Iterable[str]) -> Table:
    """Figures as a table; those that are not there are left to ``faults``."""
    cells = [source.cells[cell] for cell in ids if cell in source.cells]
    printed = any(cell.printed for cell in cells)
    beside = "Printed" if printed else "Not applicable"
    rows = tuple(
        Row(
            name_of(cell),
            cell.sentence,
            (
                *((cell.printed or "not printed",) if printed else ()),
                WITHHELD if cell.withheld else cell.shown,
                between(cell),
                *(() if printed else (_beside(cell, cell.not_applicable),)),
                _beside(cell, cell.unknown),
            ),
        )
        for cell in cells
    )
    shown = "Worked out" if printed else "Figure"
    header = (
        ("What was counted", "Printed", shown, "95% interval", "Not known")
        if printed
        else ("What was counted", shown, "95% interval", beside, "Not known")
    )
    withheld = next((cell.withheld for cell in cells if cell.withheld), "")
    return Table(f"table--{id_}", title, header, rows, withheld)


def of_ratings(source: Source) -> Table:
    """How each standard was rated, and what decided it."""
    rows = []
    for rating in source.ratings:
        cell = source.cells.get(rating.cell)
        decided = "evidence" if cell is None else (WITHHELD if cell.withheld else cell.shown)
        rows.append(
            Row(
                rating.title,
                "",
                (rating.band, decided, rating.files or NOT_TOLD, rating.reason or "no"),
            )
        )
    header = (
        "Standard", "Rating", "Decided by", "How many files would move it", "Moved by the panel",
    )  # fmt: skip
    return Table("table--ratings-of-standards", "How each standard was rated", header, tuple(rows))


def name_of(cell: Cell) -> str:
    """What a figure is of: its title and its group."""
    group = ", ".join(cell.group.values())
    return f"{cell.title} ({group})" if group else cell.title


def is_too_few(cell: Cell) -> bool:
    """Whether a share is of too few for a percentage, so that but its counts are told."""
    return cell.kind is CellKind.SHARE and bool(cell.denominator) and cell.percent is None


def between(cell: Cell) -> str:
    """The interval of a figure, or why there is none."""
    if cell.withheld:
        return WITHHELD
    if is_too_few(cell):
        return f"none: {TOO_FEW}"
    if cell.low is not None and cell.high is not None:
        return f"{cell.low}% to {cell.high}%"
    if cell.kind is not CellKind.SHARE:
        return "none: a fact" if cell.kind is CellKind.FACT else "none: a count"
    return "all files" if cell.all_files else "none"


def _beside(cell: Cell, number: int | None) -> str:
    if cell.withheld:
        return WITHHELD
    return NOT_TOLD if number is None else f"{number:,}"


# --- data to take away -----------------------------------------------------------------------

COLUMNS = (
    "Table", "Figure", "What was counted", "Group", "Definition", "Shown as", "Numerator",
    "Base", "Percent", "95% interval from", "95% interval to", "Not applicable", "Not known",
    "All files read", "Exact or rounded", "Printed by the review", "Withheld",
)  # fmt: skip

Value = str | int | None


def data(source: Source) -> Iterator[tuple[Value, ...]]:
    """Every figure of every table as a row of ``COLUMNS``; those of no table at the end."""
    listed: set[str] = set()
    for table in source.tables:
        for id_ in table.cells:
            if id_ in source.cells:
                listed.add(id_)
                yield _datum(table.title, source.cells[id_])
    for id_, cell in source.cells.items():
        if id_ not in listed:
            yield _datum("", cell)


def _datum(table: str, cell: Cell) -> tuple[Value, ...]:
    group = "; ".join(f"{name}: {value}" for name, value in cell.group.items())
    shares: tuple[Value, ...] = (cell.denominator, cell.percent, cell.low, cell.high)
    if not cell.withheld and cell.kind is not CellKind.SHARE:
        shares = (NO_SHARE,) * 4
    elif is_too_few(cell):
        shares = (cell.denominator, TOO_FEW, TOO_FEW, TOO_FEW)
    elif not cell.withheld and cell.low is None:
        shares = (cell.denominator, cell.percent, between(cell), between(cell))
    return (
        table, cell.id, cell.title, group, cell.sentence, cell.shown, cell.numerator,
        *shares, cell.not_applicable, cell.unknown,
        "yes" if cell.all_files else "no", _how(cell), cell.printed, cell.withheld,
    )  # fmt: skip


def _how(cell: Cell) -> str:
    if cell.withheld:
        return WITHHELD
    return "exact" if cell.exact else "rounded to 5"


def as_csv(source: Source) -> bytes:
    """Every figure as CSV in UTF-8, no cell of which a spreadsheet would work out.

    A number that is not told is the word ``withheld`` or ``not told``, never blank, never 0.
    """
    told = io.StringIO()
    written = csv.writer(told)
    written.writerow(COLUMNS)
    for row in data(source):
        written.writerow([_csv(value) for value in _told(row)])
    return told.getvalue().encode("utf-8-sig")


def _csv(value: str | int) -> str | int:
    return harmless(value) if isinstance(value, str) else value


def _told(row: tuple[Value, ...]) -> Iterator[str | int]:
    withheld = bool(row[-1])
    for value in row:
        if value is None:
            yield WITHHELD if withheld else NOT_TOLD
        else:
            yield value


def as_excel(source: Source, about: Sequence[str], methodology: Sequence[str]) -> bytes:
    """A workbook: what it is, the figures, and how they were made. Text is written as text.

    ``about``: sentences that hold of the figures; ``methodology``: the annex, line by line.
    """
    kept = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(kept, options) as book:
        # No day of making: the same source gives the same bytes.
        created = datetime.combine(source.on, time())
        book.set_properties({"title": source.title, "author": source.publisher, "created": created})
        said = [("Report", source.title), ("Published by", source.publisher),
                ("Published on", f"{source.on.day} {source.on:%B} {source.on.year}")]  # fmt: skip
        if source.kept:
            said.append(("Note", source.kept))
        said += [("About the figures", sentence) for sentence in about]
        _sheet(book, "About", ("What", "Said"), (24, 110), said)
        widths = (26, 26, 44, 22, 60, 26, *(12 for _ in range(8)), 14, 24, 44)
        rows = (tuple(_told(row)) for row in data(source))
        _sheet(book, "Figures", COLUMNS, widths, rows)
        method = [(line,) for line in methodology]
        _sheet(book, "Methodology", ("How the figures were made",), (130,), method)
    return kept.getvalue()


LONGEST = 32_767
"""The most characters that a cell of a workbook holds."""


def _sheet(
    book: xlsxwriter.Workbook,
    name: str,
    heads: Sequence[str],
    widths: Sequence[int],
    rows: Iterable[Sequence[str | int]],
) -> None:
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 2})
    text = book.add_format({"valign": "top", "text_wrap": True})
    number = book.add_format({"valign": "top", "num_format": "#,##0"})
    page = book.add_worksheet(name)
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.set_footer("&C&A&RPage &P of &N")
    for place, (title, width) in enumerate(zip(heads, widths, strict=True)):
        page.set_column(place, place, width)
        page.write_string(0, place, title, head)
    for line, row in enumerate(rows, 1):
        for place, value in enumerate(row):
            if isinstance(value, int):
                page.write_number(line, place, value, number)
            else:
                page.write_string(line, place, value[:LONGEST], text)
