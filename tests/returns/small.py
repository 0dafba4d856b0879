"""A small standard, and shortcuts from the text of a mapping and a table to what is read."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from textwrap import dedent

from sightline.returns import Delivery, ReturnMapping, read, read_mapping
from sightline.standard.model import Code, Field, FieldType, Kind, Lasts, Standard


def _codes(*values: str) -> tuple[Code, ...]:
    return tuple(Code(value, value.title()) for value in values)


def _kind(name: str, lasts: Lasts, *fields: Field, also_on: tuple[str, ...] = ()) -> Kind:
    return Kind(name, name.title(), lasts, {field.name: field for field in fields}, also_on=also_on)


KINDS = {
    kind.name: kind
    for kind in (
        _kind(
            "visit",
            Lasts.POINT,
            Field("result", "Result", FieldType.CODE, _codes("kept", "missed")),
            Field("seen-alone", "Seen alone", FieldType.YES_NO),
            Field("score", "Score", FieldType.NUMBER),
            Field("who", "Who was there", FieldType.CODES, _codes("child", "parent", "worker")),
            Field("next-on", "Next on", FieldType.DATE),
            Field("told-at", "Told at", FieldType.MOMENT),
            Field("purpose", "Purpose", FieldType.TEXT),
            Field("note", "Note", FieldType.TEXT, narrative=True),
            Field("with", "With", FieldType.FILE),
            also_on=("about", "with"),
        ),
        _kind(
            "care",
            Lasts.SPAN,
            Field("basis", "Basis", FieldType.CODE, _codes("order", "agreement")),
            Field("ended-by", "Ended by", FieldType.CODE, _codes("home", "adult")),
        ),
        _kind(
            "level",
            Lasts.UNTIL_NEXT,
            Field(
                "level",
                "Level",
                FieldType.CODE,
                (Code("low", "Low"), Code("top", "Top", date(2010, 1, 1), date(2020, 1, 1))),
            ),
            # Named like a column of every record's header.
            Field("agency", "Agency told", FieldType.TEXT),
        ),
    )
}

STANDARD = Standard("small", "A small standard", "1", "d", "here", KINDS, {}, {}, {}, {})

DELIVERED = 25_000_000
"""The minute of delivery, in July 2017."""

VISITS = """
    title: Visits
    agency: north
    place: northshire
    watched: {from: 2015-01-01, to: delivered}
    tables:
      visits:
        file: visits.*
        dates: day-first
        subject: child
        key: [child, day]
        start: day
        records:
          kind: visit
          fields:
            result: {column: result, codes: {K: kept, M: missed}}
"""


def mapping(text: str, folder: Path) -> ReturnMapping:
    """The mapping of a text. Raises FaultyMapping."""
    path = folder / "mapping.yaml"
    path.write_text(dedent(text), "utf-8")
    return read_mapping(path, STANDARD)


def delivery(
    folder: Path, content: str | bytes, text: str = VISITS, name: str = "visits.csv"
) -> Delivery:
    """What is read of one file by the mapping of a text."""
    raw = content.encode() if isinstance(content, str) else content
    path = folder / name
    path.write_bytes(raw)
    return read(STANDARD, mapping(text, folder), path, delivered=DELIVERED)


def visits(fields: str, more: str = "") -> str:
    """The mapping of visits with other fields, and more words for its table."""
    head = VISITS[: VISITS.index("            result:")]
    told = "".join(f"            {line}\n" for line in fields.splitlines())
    return head.replace("        start: day\n", f"        start: day\n{more}") + told
