"""Reads a mapping file: what is wrong with it is said all at once, with line and column.

    title: Visits of the youth justice service
    agency: north                  # who delivers; part of every record's id
    place: northshire              # the area, where no column says it
    delivered: 2026-04-01 09:00    # or `file time`, or left to whoever reads the files
    watched:                       # the days whose records are all here; one or a list
      {from: 2025-04-01, to: 2026-03-31, kinds: [contact]}  # or `first record`, `delivered`
    tables:
      visits:
        file: "visits*.csv"        # one or a list, in any case; CSV or .xlsx by its first bytes
        sheet: Visits              # of a workbook with several
        encoding: cp1252           # only where it cannot be told; likewise `delimiter`
        dates: day-first           # iso, day-first, month-first, or patterns such as "%d/%m/%y"
        midnight: day              # or `moment`: whether 00:00 without an offset is a time
        not-recorded: ["NULL"]     # texts that say nothing, beside blanks, in any case
        only: {STATUS: [A, B], SEEN: recorded}   # which rows are taken
        subject: {id: CHILD, type: child, born: DOB, place: AREA, attributes: {sex: SEX}}
        records:                   # one or a list: what each row becomes
          kind: contact
          key: [CHILD, DATE]       # what makes it this record and no other
          start: DATE              # also not-before, end, planned-start, planned-end, recorded
          author: WORKER           # also agency
          about: VICTIM            # a subject's id, or {kind: incident, key: [INCIDENT]}
          only: {SEEN: recorded}
          fields:
            result: {column: RESULT, codes: {K: kept}, unlisted: unknown}

A column is named, or described: ``column`` or ``always`` (the same for every row), ``codes`` (what
it holds and what that becomes), ``unlisted`` (refused, unknown, as written), ``up-to`` (only what
stands before this text), ``split`` (what parts a list), ``prefix``, ``dates``, ``not-recorded``.

In place of ``records``, or beside them, an event log says ``activity`` (a column) and ``becomes``
(activities, and the record or records that each is). What is said for the table (``key``,
``start``, ``fields`` and the like) holds for each of its records that does not say otherwise.

``period`` says of which year a return tells what it dates no closer (``mapping_period``), and
``duties`` from which columns each duty is judged, or what is missing for it (``mapping_duties``).

What is read from XML has ``xml`` besides, for the whole and for its tables: see ``mapping_xml``.

``join: {by: CHILD, when: next start equals end, last: end-reason}`` makes one span of rows that
follow one another; fields named in ``last`` are told by its last row, all others by its first.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from pathlib import Path

from sightline.returns.mapping import (
    DELIVERED,
    FILE_TIME,
    FIRST_RECORD,
    NULL_TEXTS,
    ReturnMapping,
    TableMapping,
    WatchedDays,
)
from sightline.returns.mapping_columns import date_ways, not_recorded_texts
from sightline.returns.mapping_duties import duties_said
from sightline.returns.mapping_period import asked_period
from sightline.returns.mapping_records import DEFAULT_WORDS, RecordReader, conditions, subject
from sightline.returns.mapping_xml import (
    check_table,
    from_header,
    is_from_header,
    xml_mapping,
    xml_rows,
)
from sightline.returns.xml_model import FromHeader, XmlMapping
from sightline.returns.xml_places import check_places
from sightline.standard import scalars
from sightline.standard.calendar import day_of, end_of_day, minute_of
from sightline.standard.faults import Fault, Faults, FaultyStandard, Unreadable
from sightline.standard.model import Kind, Standard
from sightline.standard.nodes import Node, Scalar, Source, read_named, whole
from sightline.standard.parsing import contents, parse
from sightline.standard.scalars import name, one_of, text

_MAPPING_WORDS = (
    "title",
    "xml",
    "agency",
    "place",
    "delivered",
    "watched",
    "period",
    "tables",
    "duties",
)
_TABLE_WORDS = (
    "file",
    "xml",
    "sheet",
    "encoding",
    "delimiter",
    "dates",
    "midnight",
    "not-recorded",
    "only",
    "subject",
    "records",
    "activity",
    "becomes",
    *DEFAULT_WORDS,
)
_DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}


class FaultyMapping(FaultyStandard):
    """The mapping cannot be used: ``faults`` are all that is wrong with it, by line.

    It is told like a faulty standard, and whoever catches the one catches the other.
    """


def built_in() -> Mapping[str, Path]:
    """The mappings that come with Sightline, by name."""
    folder = Path(__file__).parent / "mappings"
    return {path.stem: path for path in sorted(folder.glob("*.yaml"))}


def read_mapping(path: Path, standard: Standard) -> ReturnMapping:
    """The mapping of a file, checked against the standard whose kinds it names.

    ``path``: a YAML file (``built_in`` has those that come with Sightline). Raises FaultyMapping
    with every fault, and OSError where there is no such file.
    """
    faults = Faults()
    mapping = None
    try:
        node = parse(contents(path), Source(path.name, faults))
        if node is None:
            faults.add(Fault(path.name, 0, 0, "nothing", "a mapping", "the file says nothing"))
        else:
            mapping = _mapping(node, standard)
    except Unreadable:
        pass
    if faults.listed or mapping is None:
        raise FaultyMapping(faults.listed)
    return mapping


def _mapping(node: Node, standard: Standard) -> ReturnMapping:
    said = node.words(_MAPPING_WORDS, "what the tables are and become, as a mapping")
    title = said.need("title", text)
    xml = said.maybe("xml", xml_mapping, None)
    agency = said.maybe("agency", lambda n: _told(n, xml), "")
    place = said.maybe("place", lambda n: _told(n, xml), "")
    delivered = said.maybe("delivered", lambda n: _delivered(n, xml), None)
    period = said.maybe("period", lambda n: asked_period(n, xml.header if xml else {}), None)
    tables = said.need(
        "tables", lambda n: _tables(n, standard.kinds, "xml" in said, "period" in said)
    )
    filled = {record.kind for table in tables or () for record in table.all_records()}
    watched = said.need(
        "watched", lambda n: n.one_or_each(lambda item: _watched(item, filled, xml))
    )
    if xml is not None and tables:
        said.take(lambda: said.said["xml"].make(lambda: check_places(xml, tables)), None)
    duties = said.maybe("duties", lambda n: duties_said(n, tables or (), standard.duties), {})
    return said.build(
        lambda: ReturnMapping(title, tables, watched, agency, place, delivered, xml, period, duties)
    )


def _told(node: Node, xml: XmlMapping | None) -> str | FromHeader:
    if is_from_header(node):
        return from_header(xml.header if xml is not None else {}, prefix=True)(node)
    return text(node)


def _delivered(node: Node, xml: XmlMapping | None) -> int | str | FromHeader:
    if is_from_header(node):
        return from_header(xml.header if xml is not None else {})(node)
    if isinstance(node, Scalar) and node.text == FILE_TIME:
        return FILE_TIME
    moment = scalars.moment(node)
    return minute_of(moment) if isinstance(moment, datetime) else end_of_day(day_of(moment))


def _watched(node: Node, filled: Collection[str], xml: XmlMapping | None) -> WatchedDays:
    said = node.words(("from", "to", "kinds"), "the days that the delivery covers, as a mapping")
    first = said.need("from", lambda n: _day(n, FIRST_RECORD, xml, less=True))
    last = said.need("to", lambda n: _day(n, DELIVERED, xml, less=False))
    kind = one_of(filled, "a kind that one of the tables fills")
    watched = said.maybe("kinds", lambda n: n.one_or_each(kind), None)
    return said.build(lambda: WatchedDays(first, last, watched))


def _day(node: Node, word: str, xml: XmlMapping | None, *, less: bool) -> date | str | FromHeader:
    if is_from_header(node):
        return from_header(xml.header if xml is not None else {}, less=less)(node)
    return word if _is(node, word) else scalars.day(node)


def _is(node: Node, word: str) -> bool:
    return isinstance(node, Scalar) and node.text == word


def _tables(
    node: Node, kinds: Mapping[str, Kind], xml: bool, of_period: bool
) -> tuple[TableMapping, ...]:
    pairs = node.entries("tables by name, as a mapping")
    tables = whole(
        read_named(pairs, lambda key, value: _table(name(key), value, kinds, xml, of_period))
    )
    if not tables:
        node.refuse("at least one table")
    return tuple(tables.values())


def _table(
    own_name: str, node: Node, kinds: Mapping[str, Kind], xml: bool, of_period: bool
) -> TableMapping:
    said = node.words(_TABLE_WORDS, "a table, as a mapping")
    dates = said.maybe("dates", date_ways, ())
    defaults = {word: said.said[word] for word in DEFAULT_WORDS if word in said}
    reader = RecordReader(kinds, defaults, bool(dates), of_period)
    rows = said.maybe("xml", xml_rows, None)
    if "xml" in said and not xml:
        said.wrong("xml", "'xml' of a table goes with 'xml' of the mapping, which is not said")
    files = said.maybe("file", lambda n: n.one_or_each(text), ())
    if "file" not in said and "xml" not in said:
        said.missing("'file'", ["file"])
    whom = said.need("subject", lambda n: subject(n, dated=bool(dates)))
    records = said.maybe("records", lambda n: n.one_or_each(reader.read), ())
    activity = said.take(lambda: reader.activity(said), None)
    only = said.maybe("only", conditions, ())
    sheet = said.maybe("sheet", text, "")
    encoding = said.maybe("encoding", _encoding, "")
    delimiter = said.maybe("delimiter", _delimiter, "")
    midnight = said.maybe("midnight", one_of(["day", "moment"]), "day")
    not_recorded = said.maybe("not-recorded", not_recorded_texts, NULL_TEXTS)
    table = said.build(
        lambda: TableMapping(
            name=own_name,
            files=files,
            subject=whom,
            records=records,
            activity=activity,
            only=only,
            sheet=sheet,
            encoding=encoding,
            delimiter=delimiter,
            dates=dates,
            midnight_is_day=midnight == "day",
            not_recorded=not_recorded,
            xml=rows,
        )
    )
    if rows is not None:
        check_table(table, said.said["xml"])
    return table


def _encoding(node: Node) -> str:
    found = text(node)
    try:
        b"a".decode(found)
    except LookupError:
        node.refuse("an encoding such as 'cp1252' or 'utf-16'")
    except UnicodeError:
        pass  # one byte is no text in UTF-16, which is an encoding all the same
    return found


def _delimiter(node: Node) -> str:
    found = node.text if isinstance(node, Scalar) else ""
    character = _DELIMITERS.get(found.strip(), found)
    if len(character) != 1 or character in '\r\n"':
        node.refuse("'comma', 'semicolon', 'tab', 'bar' or one character")
    return character
