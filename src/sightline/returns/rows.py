"""One table of one file, read row by row; what became of each row is written down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from sightline.engine.model import Record
from sightline.returns.cells import Columns, Refused, essential_columns, taken
from sightline.returns.coverage import FileCoverage, RowFate, counted
from sightline.returns.errors import Mismatch, Reject, shown
from sightline.returns.joins import Joined, Piece
from sightline.returns.mapping import RecordMapping, TableMapping
from sightline.returns.records import RecordMaker, Sender
from sightline.returns.subjects import SubjectReader, Subjects
from sightline.returns.tables import Row, Table, plain
from sightline.returns.values import text_of
from sightline.standard.model import Kind

# As plain numbers: a flag of an enumeration takes its time, and there is one to set for every row.
_BLANK, _ONLY, _ACTIVITY, _REPEATED, _USED, _REFUSED = (fate.value for fate in RowFate)

MOST_ACTIVITIES = 200
"""How many unlisted activities are counted by name; a column of free text has more."""

_WORDS = {"file": "subject", "at": "start", "ended": "end"}
_OTHERS = "(others)"
_NOT_KNOWN = Mismatch(
    "sound rows throughout",
    "Another row that belongs to the same span was refused, so the span is not known.",
)


@dataclass(slots=True)
class Gathered:
    """What has been read of a delivery so far, over all its tables."""

    subjects: Subjects = field(default_factory=Subjects)
    records: dict[str, Record] = field(default_factory=dict)
    where: dict[str, tuple[str, int]] = field(default_factory=dict)
    rejects: list[Reject] = field(default_factory=list)

    def add(self, record: Record, file: str, line: int) -> bool:
        """Keep a record; False if it only repeats one. Raises Refused if it contradicts one."""
        known = self.records.setdefault(record.id, record)
        if known is record:
            self.where[record.id] = file, line
            return True
        if known == record:
            return False
        first_file, first = self.where[record.id]
        raise Refused(
            Mismatch(
                f"what {first_file}, line {first}, says",
                f"The {record.kind} with the same key was told before with another "
                f"{_difference(known, record)}.",
            )
        )


def _difference(known: Record, record: Record) -> str:
    """What two records of one key differ in first, in the mapping's words."""
    for word in ("file", "at", "ended", "planned_start", "planned_end", "about", "author"):
        if getattr(known, word) != getattr(record, word):
            return _WORDS.get(word, word.replace("_", "-"))
    names = dict.fromkeys((*known.details, *record.details))
    differing = (name for name in names if known.details.get(name) != record.details.get(name))
    return next(differing, "time of entry")


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
        self._fates = bytearray()
        self._ignored_activities: Counter[str] = Counter()
        self._made: Counter[str] = Counter()

    def read(self) -> FileCoverage:
        """Read every row. Raises UnreadableFile where the file cannot be read to its end."""
        width = len(self._table.header)
        for line, cells in self._table.rows:
            self._fates.append(0)
            try:
                self._row(line, _fitted(cells, width))
            except Refused as refused:
                self._refuse(line, len(self._fates) - 1, cells, refused)
                for maker in self._joined:
                    self._break(maker, cells)
        for joined in self._joined.values():
            self._finish(joined)
        return self._coverage()

    def _row(self, line: int, cells: Row) -> None:
        if not any(cells) or not any(map(text_of, cells)):
            return self._fate(_BLANK)
        if not all(memo[cells[index]] for index, memo in self._only):
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
            if maker in self._joined and record.at is not None:
                group = self._group(maker, cells)
                self._joined[maker].groups.setdefault(group, []).append(Piece(record, row, line))
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
        if refused.index is not None and 0 <= refused.index < len(cells):
            name, found = self._table.header[refused.index], shown(cells[refused.index])
        wrong = refused.mismatch
        self._gathered.rejects.append(
            Reject(self._table.file, line, name, found, wrong.expected, wrong.reason)
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


def _fitted(cells: Row, width: int) -> Row:
    """A row as long as the header. Raises Refused, but for empty cells at a longer row's end."""
    if len(cells) == width or not any(cells):
        return cells
    if len(cells) > width and not any(map(text_of, cells[width:])):
        return cells[:width]
    raise Refused(
        Mismatch(
            f"{width} values, as in the header",
            f"The row has {len(cells)} values.",
        )
    )
