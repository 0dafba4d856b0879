"""Which kinds and fields the tables of a delivery fill, and so what its silence does not say."""

from __future__ import annotations

from collections.abc import Mapping

from sightline.returns.coverage import FileCoverage
from sightline.returns.mapping import Column, RecordMapping, TableMapping
from sightline.standard.model import Kind


def filled_kinds(
    tables: list[TableMapping], covered: list[FileCoverage], kinds: Mapping[str, Kind]
) -> dict[str, dict[str, tuple[str, ...]]]:
    """The kinds and fields that tables fill, with the values where these are limited."""
    told = [
        (record, _told(record, [file for file in covered if file.table == table.name]))
        for table in tables
        for record in table.all_records()
    ]
    filled: dict[str, dict[str, tuple[str, ...]]] = {}
    for kind in kinds:
        columns = [fields for record, fields in told if record.kind == kind]
        if columns:
            names = [name for name in kinds[kind].fields if any(name in each for each in columns)]
            filled[kind] = {name: _possible([each.get(name) for each in columns]) for name in names}
    return filled


def _told(record: RecordMapping, covered: list[FileCoverage]) -> dict[str, Column]:
    """The fields of a record whose column is there in at least one of the table's files."""
    return {
        name: column
        for name, column in record.fields.items()
        if any(column.name not in file.columns_missing for file in covered)
    }


def _possible(columns: list[Column | None]) -> tuple[str, ...]:
    """The only values that a field can have, in whichever way its kind is made; empty: any.

    A record that does not tell the field adds no value to it.
    """
    limits = [column.possible() for column in columns if column is not None]
    if None in limits:
        return ()
    return tuple(dict.fromkeys(value for limit in limits for value in limit or ()))
