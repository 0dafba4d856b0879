"""The workbook: the same report in sheets, with every obligation and every reject.

Dates and numbers are typed. Text is always written as text, so that what begins with = + - or @
is never a formula, whoever wrote it. Rows are written one by one in constant memory; a table that
one sheet cannot hold goes on in the next, and the summary says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import xlsxwriter

from sightline.engine.model import Day, Moment, State
from sightline.engine.overdue import Over, how_long
from sightline.engine.words import STATE_SENTENCES
from sightline.reporting.content import SHOWN, DutyReport, FileReport, Gap, Report, Share
from sightline.reporting.judged import Judged
from sightline.reporting.obligations import readable
from sightline.reporting.sentences import SENSITIVE
from sightline.returns.errors import printable
from sightline.standard.calendar import LONDON, calendar_of, date_of

SHEET_ROWS = 1_048_576
"""The most rows that a sheet holds, its header counted."""

LONGEST_TEXT = 32_767
"""The most characters that a cell holds."""

_BATCH = 10_000

_NUMBER, _SHARE, _BARE = "#,##0", "0.0%", "0"
_DAY, _MINUTE = "d mmm yyyy", "d mmm yyyy hh:mm"

Cell = str | int | float | date | datetime | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its width in characters, and how its numbers are written."""

    name: str
    width: int = 14
    form: str = _NUMBER


def write(
    path: Path,
    report: Report,
    judged: Judged,
    done: Callable[[int], object] = lambda obligations: None,
) -> None:
    """Write the workbook. ``judged`` gives the obligations, which a report only counts.

    ``done`` is told the number of obligations of each batch that is written. What does not fit in
    memory waits beside ``path``, where nobody else can read it.
    """
    with TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as scratch:
        options = {
            "constant_memory": True,
            "tmpdir": scratch,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        with xlsxwriter.Workbook(str(path), options) as book:
            known_at = datetime.fromtimestamp(judged.known_at * 60, LONDON).replace(tzinfo=None)
            book.set_properties({"title": report.standard, "created": known_at})
            _write(_Book(book), report, judged, known_at, done)


def _write(
    book: _Book,
    report: Report,
    judged: Judged,
    known_at: datetime,
    done: Callable[[int], object],
) -> None:
    tables = [
        ("Duties", _DUTY_COLUMNS, len(report.duties), map(_duty_row, report.duties)),
        ("Children", _FILE_COLUMNS, len(report.children), _file_rows(report, report.children)),
        ("Other files", _FILE_COLUMNS, len(report.others), _file_rows(report, report.others)),
        ("Not judged", _GAP_COLUMNS, sum(len(gap.rows) for gap in report.gaps),
         (row for gap in report.gaps for row in _gap_rows(gap))),
        ("Rejects", _REJECT_COLUMNS, len(report.rejects),
         ((r.file, r.line, r.where, r.found, r.expected, r.reason) for r in report.rejects)),
        ("Obligations", _obligation_columns(judged), judged.rows.num_rows,
         _obligation_rows(judged, done)),
    ]  # fmt: skip
    kept = [table for table in tables if table[0] != "Other files" or table[2]]
    summary = [
        *_summary(report, known_at),
        *(_contents(name, number) for name, _, number, _ in kept),
    ]
    book.table("Summary", _SUMMARY_COLUMNS, len(summary), summary)
    for name, columns, number, rows in kept:
        book.table(name, columns, number, rows)


class _Book:
    """A workbook, its formats, and how a table is written in it."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.book = book
        self.head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 2})
        self.text = book.add_format({"valign": "top", "text_wrap": True})
        self.forms = {
            form: book.add_format({"valign": "top", "num_format": form})
            for form in (_NUMBER, _SHARE, _BARE, _DAY, _MINUTE)
        }

    def table(
        self, name: str, columns: Sequence[Column], number: int, rows: Iterable[Sequence[Cell]]
    ) -> None:
        """A table of ``number`` rows in as many sheets as it takes."""
        rest = iter(rows)
        most = SHEET_ROWS - 1
        for sheet in range(sheets_for(number)):
            title = name if sheet == 0 else f"{name} {sheet + 1}"
            self._sheet(title, columns, min(most, number - sheet * most), rest)

    def _sheet(
        self, name: str, columns: Sequence[Column], number: int, rows: Iterator[Sequence[Cell]]
    ) -> None:
        page = self.book.add_worksheet(name)
        page.freeze_panes(1, 1)
        page.autofilter(0, 0, number, len(columns) - 1)
        page.repeat_rows(0)
        page.set_landscape()
        page.set_paper(9)  # A4
        page.fit_to_pages(1, 0)
        page.set_footer("&LSensitive: personal data&C&A&RPage &P of &N")
        for position, column in enumerate(columns):
            page.set_column(position, position, column.width)
            page.write_string(0, position, column.name, self.head)
        for line in range(1, number + 1):
            for position, cell in enumerate(next(rows)):
                self._cell(page, line, position, cell, columns[position])

    def _cell(self, page: Any, line: int, position: int, cell: Cell, column: Column) -> None:
        match cell:
            case None | "":
                pass
            case datetime() if cell.year >= 1900:
                page.write_datetime(line, position, cell, self.forms[_MINUTE])
            case date() if cell.year >= 1900:
                page.write_datetime(line, position, cell, self.forms[_DAY])
            case float():
                page.write_number(line, position, cell, self.forms[_SHARE])
            case int():
                page.write_number(line, position, cell, self.forms[column.form])
            case _:
                page.write_string(line, position, printable(str(cell))[:LONGEST_TEXT], self.text)


def sheets_for(rows: int) -> int:
    """How many sheets a table of so many rows takes."""
    return max(1, -(-rows // (SHEET_ROWS - 1)))


# --- the summary -----------------------------------------------------------------------------

_SUMMARY_COLUMNS = (Column("What", 34), Column("Value", 40), Column("What that says", 90))


def _summary(report: Report, known_at: datetime) -> Iterator[tuple[Cell, ...]]:
    yield "Sensitive", "Personal data about people", SENSITIVE
    yield "Records", "; ".join(report.records), None
    yield "As it stood on", _moment(report.on), report.when
    yield "As known at", known_at, None
    yield "Standard", report.standard, None
    yield "Version", f"{report.standard_id} {report.version}", None
    yield "Digest", report.digest, None
    for type_, number in report.files.items():
        yield f"Files of type {type_}", number, None
    for sentence in report.lead:
        yield "What it comes to", None, sentence
    yield "Obligations", report.obligations, None
    for state in SHOWN:
        yield state.value.capitalize(), report.states[state], STATE_SENTENCES[state]
    yield from _share("In time", report.share)
    for sentence in report.share_said:
        yield "In time: read with it", None, sentence
    for share in report.measures:
        yield from _share(share.title, share)


def _share(title: str, share: Share) -> Iterator[tuple[Cell, ...]]:
    yield title, share.value if share.value is not None else "no data", share.sentence
    yield f"{title}: done in time", share.numerator, None
    yield f"{title}: met, late and overdue", share.denominator, None
    yield f"{title}: unknown", share.unknown, None
    if share.low is not None and share.high is not None:
        yield f"{title}: 95% interval from", share.low, None
        yield f"{title}: 95% interval to", share.high, None


def _contents(name: str, number: int) -> tuple[Cell, ...]:
    sheets = sheets_for(number)
    split = (
        f"More than one sheet holds: they go on in {name} 2 to {name} {sheets}."
        if sheets > 2
        else f"More than one sheet holds: they go on in {name} 2."
    )
    return f"Rows in the sheet {name}", number, split if sheets > 1 else None


def _moment(moment: Moment) -> date | datetime:
    if moment.minute is None:
        return date_of(moment.day)
    return datetime.fromtimestamp(moment.minute * 60, LONDON).replace(tzinfo=None)


# --- duties, files, gaps, rejects ------------------------------------------------------------

_DUTY_COLUMNS = (
    Column("Duty", 48),
    Column("Called", 24),
    Column("Obligations"),
    *(Column(state.value.capitalize(), 11) for state in SHOWN),
    Column("In time", 10, _SHARE),
    Column("Done in time, of those due", 12),
    Column("Met, late and overdue", 12),
    Column("95% interval from", 11, _SHARE),
    Column("95% interval to", 11, _SHARE),
    Column("Unknown", 10),
    Column("Overdue, still to do", 11),
    Column("Overdue, ended since", 11),
    Column("Certainty", 10),
    Column("Rule", 80),
    Column("Source", 60),
    Column("Absence is not judged, because", 50),
)


def _duty_row(duty: DutyReport) -> tuple[Cell, ...]:
    share = duty.share
    return (
        duty.title,
        duty.id,
        duty.obligations,
        *(duty.states[state] for state in SHOWN),
        share.value if share.value is not None else "no data",
        share.numerator,
        share.denominator,
        share.low,
        share.high,
        share.unknown,
        duty.to_do,
        duty.ended,
        duty.mark,
        " / ".join(
            " ".join((*([f"{r.part}:"] if r.part else []), *r.lines[1:])) for r in duty.rules
        ),
        " / ".join(dict.fromkeys(f"{rule.basis}; {rule.source}" for rule in duty.rules)),
        duty.blind,
    )


_FILE_COLUMNS = (
    Column("File", 20),
    Column("Type", 12),
    Column("Overdue, still to do"),
    Column("Overdue, ended since"),
    Column("Breached"),
    Column("Longest due"),
    Column("Duties", 90),
)


def _file_rows(report: Report, files: Sequence[FileReport]) -> Iterator[tuple[Cell, ...]]:
    titles = {duty.id: duty.title for duty in report.duties}
    for file in files:
        yield (
            file.id,
            file.type,
            file.to_do,
            file.ended,
            file.breached,
            None if file.oldest is None else date_of(file.oldest),
            "; ".join(titles[duty] for duty in file.duties),
        )


_GAP_COLUMNS = (
    Column("What", 34),
    Column("Which", 48),
    Column("Number"),
    Column("More", 70),
    Column("What that says", 70),
)


def _gap_rows(gap: Gap) -> Iterator[tuple[Cell, ...]]:
    """A gap's own table in the columns that all gaps share: its first number stands apart."""
    numbered = next((n for n, name in enumerate(gap.header) if _is_number(gap, n)), None)
    for row in gap.rows:
        more = [
            f"{name}: {cell}"
            for n, (name, cell) in enumerate(zip(gap.header, row, strict=True))
            if n not in (0, numbered) and cell != ""
        ]
        number = None if numbered is None else row[numbered]
        yield gap.title, row[0], number, "; ".join(more), gap.sentence


def _is_number(gap: Gap, position: int) -> bool:
    return isinstance(gap.rows[0][position], int)


_REJECT_COLUMNS = (
    Column("File", 28),
    Column("Line", 10, _BARE),
    Column("Field", 28),
    Column("Found", 28),
    Column("Expected", 48),
    Column("Reason", 64),
)


# --- obligations -----------------------------------------------------------------------------

_WIDTHS: Mapping[str, int] = {"file": 20, "duty": 24, "trigger": 38, "met_by": 38, "notes": 24}


def _obligation_columns(judged: Judged) -> tuple[Column, ...]:
    names = readable(judged.rows.slice(0, 0)).column_names
    return (
        *(Column(name, _WIDTHS.get(name, 14), _BARE) for name in names),
        Column("overdue_for", 12),
        Column("overdue_unit", 14),
        Column("duty_title", 48),
    )


def _obligation_rows(judged: Judged, done: Callable[[int], object]) -> Iterator[list[Cell]]:
    """Every obligation, as ``check --out`` writes it, then how long it is overdue and its duty."""
    places = {subject.id: subject.place for subject in judged.subjects}
    duties = judged.standard.duties
    for batch in judged.rows.to_batches(max_chunksize=_BATCH):
        columns = [
            column.to_pylist() for column in readable(pa.Table.from_batches([batch])).columns
        ]
        for row, told in zip(batch.to_pylist(), zip(*columns, strict=True), strict=True):
            over = _over(judged, row, places)
            cells = [_cell(value) for value in told]
            unit = None if over is None else over.unit.value
            yield [*cells, None if over is None else over.count, unit, duties[row["duty"]].title]
        done(batch.num_rows)


def _over(judged: Judged, row: Mapping[str, Any], places: Mapping[str, str]) -> Over | None:
    due: Day | None = row["due_day"]
    if row["state"] != State.OVERDUE or due is None:
        return None
    parts = judged.standard.duties[row["duty"]].parts
    rule = next(part for part in parts if part.name == row["part"]).rules[row["rule"]]
    calendar = calendar_of(judged.standard.calendar_for(places.get(row["file"], "")))
    return how_long(calendar, rule, row["step"], Moment(due, row["due_minute"]), judged.on)


def _cell(value: Any) -> Cell:
    if isinstance(value, list):
        return "; ".join(map(str, value))
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    cell: Cell = value
    return cell
