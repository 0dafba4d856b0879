"""The description of an extract: ``datapackage.json``, a Frictionless Data Package."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sightline.engine.model import Day
from sightline.returns.extract_columns import HEADER, ValueColumn
from sightline.returns.judged import Filled
from sightline.standard.calendar import date_of
from sightline.standard.model import FieldType, Kind, Standard

FILE_NAME = "datapackage.json"
FORMAT = 1
"""Of the extract; a reader refuses one that it does not know."""

DESCRIPTION = (
    "Pseudonymised personal data, not anonymous: whoever holds other records on the same people "
    "can tell who they are. Names, addresses and narrative are left out, and a date of birth is "
    "given as the first day of its month."
)

_FRICTIONLESS = {
    "string": "string",
    "int32": "integer",
    "int64": "integer",
    "double": "number",
    "bool": "boolean",
    "list<element: string>": "array",
    "list<item: string>": "array",
}

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class SourceSaid:
    """What is known of the source of an extract, so that it is judged as what it was made of.

    ``holds``: what it could hold at all; None where nobody says. ``lacks``: for duties, what it
    does not tell. ``period``: first and last day of the year of which it tells what it dates no
    closer; None where nobody says.
    """

    holds: Filled | None = None
    lacks: Mapping[str, str] = field(default_factory=dict)
    period: tuple[Day, Day] | None = None

    def to_dict(self) -> Json:
        """What is known, with stable keys."""
        told: Json = {} if self.holds is None else {"holds": self.holds}
        if self.lacks:
            told["lacks"] = dict(self.lacks)
        if self.period is not None:
            told["period"] = period_said(self.period)
        return told


def period_said(period: tuple[Day, Day] | None) -> dict[str, str] | None:
    """A period with stable keys."""
    if period is None:
        return None
    first, last = (date_of(day).isoformat() for day in period)
    return {"from": first, "to": last}


def package(
    standard: Standard, written: int, resources: Sequence[Json], source: SourceSaid
) -> Json:
    """The whole description. ``written``: the minute at which the extract was written."""
    at = datetime.fromtimestamp(written * 60, UTC)
    return {
        "profile": "data-package",
        "name": f"sightline-extract-{standard.name}",
        "title": f"Extract of records under {standard.title}",
        "description": DESCRIPTION,
        "created": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "sightline": {
            "format": FORMAT,
            "standard": {
                "name": standard.name,
                "version": standard.version,
                "digest": standard.digest,
            },
            "written_at": written,
            **source.to_dict(),
        },
        "resources": list(resources),
    }


def resource(folder: Path, path: Path, rows: int, schema: Json, **sightline: Any) -> Json:
    """The description of one file of the extract."""
    return {
        "name": path.relative_to(folder).with_suffix("").as_posix().replace("/", "-"),
        "path": path.relative_to(folder).as_posix(),
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{digest_of(path)}",
        "schema": schema,
        "sightline": {"rows": rows, **sightline},
    }


def digest_of(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def kind_schema(kind: Kind, arrow: Any, columns: Sequence[ValueColumn]) -> Json:
    """The schema of a kind's table."""
    fields = [_field(name, arrow.field(name).type, title) for name, (_, title) in HEADER.items()]
    for column in columns:
        for name, type_ in column.arrow.items():
            told = _field(name, type_, column.title)
            if name == column.companion:
                told["description"] = f"The answer where {column.title} is no number."
            else:
                told["sightline"] = {"field": column.field, "type": column.type.value}
                told |= _codes(kind, column)
            fields.append(told)
    return {
        "fields": fields,
        "primaryKey": ["stands_on", "id"],
        "foreignKeys": [
            {"fields": ["stands_on"], "reference": {"resource": "subjects", "fields": ["id"]}}
        ],
    }


def plain_schema(arrow: Any, titles: Mapping[str, str], key: Sequence[str]) -> Json:
    """The schema of the tables of subjects and of watched days."""
    fields = [_field(field.name, field.type, titles.get(field.name, "")) for field in arrow]
    return {"fields": fields, "primaryKey": list(key)} if key else {"fields": fields}


def _field(name: str, type_: Any, title: str) -> Json:
    told: Json = {"name": name, "type": _FRICTIONLESS[str(type_)]}
    return told | {"description": title} if title else told


def _codes(kind: Kind, column: ValueColumn) -> Json:
    if column.type is not FieldType.CODE:
        return {}
    values = [code.value for code in kind.fields[column.field].codes]
    return {"constraints": {"enum": [*values, "unknown", "not-asked", "declined"]}}
