"""The export as a Word document, in landscape, with the reviewer's column left empty."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from xml.sax.saxutils import escape

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm, Pt

from sightline.service.casework.chronology.export.content import (
    COLUMNS,
    GRID,
    SENSITIVE,
    TITLE,
    Content,
)
from sightline.service.casework.chronology.known import NO_RECORD
from sightline.standard.calendar import LONDON

ACROSS = 6
"""Parties beside an event: a landscape page has room for no more."""

_WIDTH, _HEIGHT, _MARGIN = 297, 210, 12
_SHARES = (8, 5, 14, 15, 28, 15, 15)
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def document(content: Content) -> bytes:
    """The document."""
    made: Any = Document()
    _page(made, content)
    made.add_heading(TITLE, level=1)
    _table(made, ("What", "Said"), (20, 80), content.about)
    made.add_heading("Events", level=2)
    _table(made, COLUMNS, _SHARES, content.rows)
    made.add_heading(GRID, level=2)
    made.add_paragraph(content.explained)
    for heads, rows in in_blocks(content, ACROSS):
        share = 72 / (len(heads) - 1)
        _table(made, heads, (28, *(share for _ in heads[1:])), rows)
        made.add_paragraph()
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def in_blocks(
    content: Content, across: int
) -> Iterator[tuple[tuple[str, ...], list[tuple[str, ...]]]]:
    """The grid in tables of so many parties: the headings of each, and its rows."""
    for start in range(0, len(content.parties), across):
        some = slice(start, start + across)
        heads = ("Event", *(party.name for party in content.parties[some]))
        rows = [
            (event, *(NO_RECORD if one is None else one.said for one in row[some]))
            for event, row in zip(content.events, content.knew, strict=True)
        ]
        yield heads, rows


def _page(made: Any, content: Content) -> None:
    section = made.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(_WIDTH), Mm(_HEIGHT)
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, Mm(_MARGIN))
    section.footer.paragraphs[0].text = SENSITIVE
    made.styles["Normal"].font.name, made.styles["Normal"].font.size = "Arial", Pt(9)
    told = made.core_properties
    told.title, told.language, told.author = TITLE, "en-GB", "Sightline"
    told.created = told.modified = content.made_at.astimezone(LONDON).replace(tzinfo=None)


def _table(
    made: Any, heads: Sequence[str], shares: Sequence[float], rows: Iterable[Sequence[str]]
) -> None:
    """A table whose head stands on each page. It is written as XML: by cells it takes minutes."""
    table = made.add_table(rows=0, cols=len(heads), style="Table Grid")
    table.autofit = False
    whole = (_WIDTH - 2 * _MARGIN) * 56.7  # twentieths of a point
    widths = [round(whole * share / sum(shares)) for share in shares]
    for column, width in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):
        column.set(f"{{{_W}}}w", str(width))
    table._tbl.append(parse_xml(_row(heads, widths, is_head=True)))
    for row in rows:
        table._tbl.append(parse_xml(_row(row, widths)))


_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def _row(cells: Sequence[str], widths: Sequence[int], *, is_head: bool = False) -> str:
    told = "".join(_cell(cell, width, is_head) for cell, width in zip(cells, widths, strict=True))
    kept = "<w:cantSplit/>" + ("<w:tblHeader/>" if is_head else "")
    return f"<w:tr {nsdecls('w')}><w:trPr>{kept}</w:trPr>{told}</w:tr>"


def _cell(text: str, width: int, is_head: bool) -> str:
    bold = "<w:rPr><w:b/></w:rPr>" if is_head else ""
    lines = "<w:br/>".join(
        f'<w:t xml:space="preserve">{escape(line)}</w:t>'
        for line in _NOT_XML.sub("", text).split("\n")
    )
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
        f"<w:p><w:r>{bold}{lines}</w:r></w:p></w:tc>"
    )
