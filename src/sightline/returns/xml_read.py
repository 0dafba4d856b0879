"""A document read: its rows given to the tables of the mapping, and the rest accounted for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sightline.returns.coverage import DocumentCoverage, FileCoverage
from sightline.returns.errors import UnreadableFile
from sightline.returns.gathered import Gathered
from sightline.returns.mapping import ReturnMapping
from sightline.returns.records import Sender
from sightline.returns.rows import TableReader
from sightline.returns.stamps import CHANGED, stamp_of
from sightline.returns.xml_coverage import document_coverage, unread_columns
from sightline.returns.xml_documents import Document
from sightline.returns.xml_files import listen
from sightline.returns.xml_places import Places
from sightline.returns.xml_rows import XmlTable
from sightline.returns.xml_sections import Section
from sightline.returns.xml_units import UnitReader
from sightline.standard.model import Kind


def read_document(
    mapping: ReturnMapping,
    document: Document,
    kinds: Mapping[str, Kind],
    sender: Sender,
    gathered: Gathered,
) -> tuple[list[FileCoverage], DocumentCoverage]:
    """Read every row of a document. Raises UnreadableFile where it cannot be read to its end."""
    tables = [XmlTable(table, table.xml) for table in mapping.tables if table.xml is not None]
    places = Places(document.mapping, mapping.tables)
    readers = [
        TableReader(
            table.mapping, table.table(document.shown, document.encoding), kinds, sender, gathered
        )
        for table in tables
    ]
    given = [
        (table, reader, places.rows[table.rows.rows])
        for table, reader in zip(tables, readers, strict=True)
    ]

    def take(rows: list[list[Section]]) -> None:
        for table, reader, number in given:
            for row in rows[number]:
                cells, refused = table.cells(row)
                reader.take(row.line, cells, refused, table.line_of(row))

    units = UnitReader(document.shown, places, take)
    listen(document.path, document.shown, units)
    if stamp_of(document.path) != document.stamp:
        raise UnreadableFile(document.shown, CHANGED)
    covered = document_coverage(document, places, units, tables)
    files = []
    for table, reader in zip(tables, readers, strict=True):
        ignored, missing = unread_columns(document.shown, places, tables, table)
        files.append(replace(reader.finish(), columns_ignored=ignored, columns_missing=missing))
    return files, covered
