"""The export as an Excel workbook. Text is written as text: nothing in it is worked out."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

import xlsxwriter

from sightline.service.casework.chronology.export.content import (
    COLUMNS,
    SENSITIVE,
    TITLE,
    Content,
)
from sightline.service.casework.chronology.known import NO_RECORD
from sightline.standard.calendar import LONDON

LONGEST = 32_767
"""The most characters that a cell holds."""

_GONE_ON = " (cut: the record has the rest)"
_WIDTHS = (14, 8, 26, 30, 60, 34, 40)


def workbook(content: Content) -> bytes:
    """The workbook: what it is, the events, and who knew of them."""
    kept = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(kept, options) as book:
        made = content.made_at.astimezone(LONDON).replace(tzinfo=None)
        book.set_properties({"title": TITLE, "created": made})
        _sheet(book, "About", ("What", "Said"), (30, 100), content.told)
        _sheet(book, TITLE, COLUMNS, _WIDTHS, content.rows)
        heads = ("Event", *(party.name for party in content.parties))
        rows = [
            (event, *(NO_RECORD if one is None else one.said for one in row))
            for event, row in zip(content.events, content.knew, strict=True)
        ]
        _sheet(book, "Who knew", heads, (44, *(26 for _ in content.parties)), rows)
    return kept.getvalue()


def _sheet(
    book: xlsxwriter.Workbook,
    name: str,
    heads: Sequence[str],
    widths: Sequence[int],
    rows: Iterable[Sequence[str]],
) -> None:
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 2})
    text = book.add_format({"valign": "top", "text_wrap": True})
    page = book.add_worksheet(name)
    page.freeze_panes(1, 1)
    page.repeat_rows(0)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.set_footer(f"&L{SENSITIVE}&C&A&RPage &P of &N")
    for place, (title, width) in enumerate(zip(heads, widths, strict=True)):
        page.set_column(place, place, width)
        page.write_string(0, place, title, head)
    number = 0
    for number, row in enumerate(rows, 1):
        for place, cell in enumerate(row):
            page.write_string(number, place, _fitting(cell), text)
    page.autofilter(0, 0, number, len(heads) - 1)


def _fitting(cell: str) -> str:
    return cell if len(cell) <= LONGEST else cell[: LONGEST - len(_GONE_ON)] + _GONE_ON
