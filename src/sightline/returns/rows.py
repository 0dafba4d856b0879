"""One table of one file, read row by row; what became of each row is written down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

from sightline.engine.model import Record
from sightline.returns.cells import Columns, Refused, essential_columns, taken
from sightline.returns.coverage import FileCoverage, RowFate, counted
from sightline.returns.errors import Mismatch, Reject, shown
from sightline.returns.gathered import Gathered
from sightline.returns.joins import Joined, Piece
from sightline.returns.mapping import RecordMapping, TableMapping
from sightline.returns.names import plain
from sightline.returns.records import RecordMaker, Sender
from sightline.returns.subjects import SubjectReader
from sightline.returns.tables import Row, Table
from sightline.returns.values import Cell, text_of
from sightline.returns.xml_model import REPEATED
from sightline.standard.model import Kind

# As plain numbers: a flag of an enumeration takes its time, and there is one to set for every row.
_BLANK, _ONLY, _ACTIVITY, _NO_PERIOD, _REPEATED, _USED, _REFUSED = (fate.value for fate in RowFate)

MOST_ACTIVITIES = 200
"""How many unlisted activities are counted by name; a column of free text has more."""

_OTHERS = "(others)"
_NOT_KNOWN = Mismatch(
    "sound rows throughout",
    "Another row that belongs to the same span was refused, so the span is not known.",
)


class TableReader:
    """Reads the rows of one table into what is gathered."""

    def __init__(
        self,
        mapping: TableMapping,
        table: Table,
        kinds: Mapping[str, Kind],
        sender: Sender,
        gathered: Gathered,
    ) -> None:
        self._mapping, self._table, self._gathered = mapping, table, gathered
        self._columns = columns = Columns(table, mapping)
        columns.need(essential_columns(mapping))
        self._only = taken(columns, mapping.only)
        self._subject = SubjectReader(mapping.subject, columns, gathered.subjects)
        self._joined: dict[RecordMaker, Joined] = {}
        self._join_columns: dict[RecordMaker, list[int]] = {}

        def makers(records: tuple[RecordMapping, ...]) -> list[RecordMaker]:
            made = [RecordMaker(each, columns, kinds[each.kind], sender) for each in records]
            for maker in made:
                if (join := maker.mapping.join) is not None:
                    self._joined[maker] = Joined(join)
                    self._join_columns[maker] = [columns.places[plain(name)] for name in join.by]
            return made

        self._makers = makers(mapping.records)
        self._activity = -1
        self._becomes: dict[str, list[RecordMaker]] = {}
        if mapping.activity is not None:
            self._activity = columns.places[plain(mapping.activity.column)]
            self._becomes = {
                activity: [*self._makers, *makers(records)]
                for activity, records in mapping.activity.becomes.items()
            }
        self._called = table.called or table.header
        self._line_of: Callable[[int], int] | None = None
        self._fates = bytearray()
        self._ignored_activities: Counter[str] = Counter()
        self._made: Counter[str] = Counter()

    def read(self) -> FileCoverage:
        """Read every row. Raises UnreadableFile where the file cannot be read to its end."""
        width = len(self._table.header)
        for line, cells in self._table.rows:
            self.take(line, cells, _unfitted(cells, width))
        return self.finish()

    def take(
        self,
        line: int,
        cells: Row,
        refused: Refused | None = None,
        line_of: Callable[[int], int] | None = None,
    ) -> None:
        """Read one row. ``refused``: what is already known to be wrong with it.

        ``line_of``: the line of a cell, where the cells of a row stand on lines of their own.
        """
        self._fates.append(0)
        self._line_of = line_of
        try:
            if refused is not None:
                raise refused
            self._row(line, cells)
        except Refused as wrong:
            self._refuse(line, len(self._fates) - 1, cells, wrong)
            for maker in self._joined:
                self._break(maker, cells)

    def finish(self) -> FileCoverage:
        """Make what could not be made before the last row was read, and say what became of all."""
        for joined in self._joined.values():
            self._finish(joined)
        return self._coverage()

    def _row(self, line: int, cells: Row) -> None:
        if not any(cells) or not any(map(text_of, cells)):
            return self._fate(_BLANK)
        # Most tables have no condition, and looking for one in every row takes its time.
        if self._only and not all(memo[cells[index]] for index, memo in self._only):
            return self._fate(_ONLY)
        makers = self._makers
        if self._activity >= 0:
            activity = text_of(cells[self._activity])
            makers = self._becomes.get(activity, makers)
            if activity not in self._becomes:
                self._ignored_activities[self._activity_name(activity)] += 1
                self._fate(_ACTIVITY)
                if not makers:
                    return None
        file, told = self._subject.read(cells, line)
        if not makers:
            self._fate(_USED if told else _REPEATED)
        for maker in makers:
            self._record(maker, line, cells, file)
        return None

    def _record(self, maker: RecordMaker, line: int, cells: Row, file: str) -> None:
        if not maker.takes(cells):
            return self._fate(_ONLY)
        row = len(self._fates) - 1
        try:
            record = maker.make(cells, file)
            if maker.held_back:
                self._fate(_NO_PERIOD)
            elif maker in self._joined and record.at is not None:
                group = self._group(maker, cells)
                self._joined[maker].add(group, Piece(record, row, line), self._table.file)
            else:
                self._keep(record, line, [row])
        except Refused as refused:
            self._break(maker, cells)
            self._refuse(line, row, cells, refused)
        return None

    def _keep(self, record: Record, line: int, rows: list[int]) -> None:
        new = self._gathered.add(record, self._table.file, line)
        self._made[record.kind] += new
        for row in rows:
            self._fates[row] |= _USED if new else _REPEATED

    def _group(self, maker: RecordMaker, cells: Row) -> tuple[str, ...]:
        return tuple(text_of(cells[index]) for index in self._join_columns[maker])

    def _break(self, maker: RecordMaker, cells: Row) -> None:
        """Remember that a row of a group was refused, if the row goes so far as to say which."""
        columns = self._join_columns.get(maker, [])
        if columns and max(columns) < len(cells):
            self._joined[maker].broken.add(self._group(maker, cells))

    def _finish(self, joined: Joined) -> None:
        for piece in joined.refused():
            self._refuse(piece.line, piece.row, [], Refused(_NOT_KNOWN))
        for record, span, repeated in joined.spans():
            try:
                self._keep(record, span[0].line, [piece.row for piece in span])
            except Refused as refused:
                for piece in span:
                    self._refuse(piece.line, piece.row, [], refused)
            for piece in repeated:
                self._fates[piece.row] |= _REPEATED

    def _fate(self, fate: int) -> None:
        self._fates[-1] |= fate

    def _refuse(self, line: int, row: int, cells: Row, refused: Refused) -> None:
        self._fates[row] |= _REFUSED
        name = found = ""
        own_line = line
        if refused.index is not None and 0 <= refused.index < len(cells):
            name, found = shown(self._called[refused.index]), _shown(cells[refused.index])
            if self._line_of is not None:
                own_line = self._line_of(refused.index)
        wrong = refused.mismatch
        self._gathered.refuse(
            Reject(
                self._table.file,
                line,
                name,
                found,
                wrong.expected,
                wrong.reason,
                own_line if own_line != line else 0,
            )
        )

    def _activity_name(self, activity: str) -> str:
        known = self._ignored_activities
        return shown(activity) if activity in known or len(known) < MOST_ACTIVITIES else _OTHERS

    def _coverage(self) -> FileCoverage:
        used, ignored, refused, partly = counted(self._fates)
        return FileCoverage(
            file=self._table.file,
            table=self._mapping.name,
            encoding=self._table.encoding,
            read=len(self._fates),
            used=used,
            ignored=ignored,
            refused=refused,
            partly_used=partly,
            columns_ignored=self._columns.ignored(),
            columns_missing=tuple(self._columns.missing),
            ignored_activities=dict(self._ignored_activities.most_common()),
            records=dict(sorted(self._made.items())),
            joined={maker.kind: joined.counts for maker, joined in self._joined.items()},
        )


def _shown(cell: Cell) -> str:
    """A cell as a reject shows it; the values of one that repeats stand beside each other."""
    return shown(cell.replace(REPEATED, ", ") if isinstance(cell, str) else cell)


def _unfitted(cells: Row, width: int) -> Refused | None:
    """What is wrong with a row that is not as long as the header.

    Empty cells at the end of a longer row are nothing wrong: nobody looks at them.
    """
    if len(cells) == width or not any(cells):
        return None
    if len(cells) > width and not any(map(text_of, cells[width:])):
        return None
    return Refused(
        Mismatch(
            f"{width} values, as in the header",
            f"The row has {len(cells)} values.",
        )
    )
