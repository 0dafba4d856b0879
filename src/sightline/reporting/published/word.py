"""A page of a report as a Word document: real headings, lists, table heads and charts.

A chart is Word's own, with its numbers in it and words for those who do not see it.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from datetime import datetime, time
from typing import Any

from sightline.reporting.published.charts import Picture
from sightline.reporting.published.content import Source
from sightline.reporting.published.document import PAGE_NAMES, Example, Facts, Part
from sightline.reporting.published.document import document as page_of
from sightline.reporting.published.language import (
    Block,
    Heading,
    Inline,
    Link,
    Listed,
    Mark,
    Paragraph,
    Placed,
    Quote,
    Words,
    plain,
)
from sightline.reporting.published.marks import say_day
from sightline.reporting.published.pdf import CannotBeMade
from sightline.reporting.published.tables import Table
from sightline.reporting.published.word_chart import add_chart

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The day that a ZIP archive gives to what has none."""


def document(source: Source, name: str) -> bytes:
    """A page as Word: the same source gives the same bytes. Raises CannotBeMade, NoSuchPage."""
    try:
        from docx import Document
    except ImportError:
        raise CannotBeMade(
            "No Word document can be made: python-docx is not installed. "
            "pip install 'sightline-safeguarding[service]'"
        ) from None
    page = page_of(source, name)
    made: Any = Document()
    writer = _Writer(made, page.say)
    _set_up(made, source, page.title, big=name == "children")
    made.add_paragraph(
        f"{PAGE_NAMES[name]}. Published on {say_day(source.on)} by {source.publisher}."
    )
    if source.kept:
        made.add_paragraph().add_run(_xml(source.kept)).bold = True
    for part in page.parts:
        writer.part(part)
    if page.annex:
        made.add_page_break()
        for part in page.annex:
            writer.part(part)
    kept = io.BytesIO()
    made.save(kept)
    return _without_time(kept.getvalue())


def _set_up(made: Any, source: Source, title: str, *, big: bool) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, Mm(22))
    section.footer.paragraphs[0].text = _xml(f"{source.title}. {source.publisher}.")
    normal = made.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(14 if big else 11)
    for style in made.styles:
        fonts = style.element.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
        if fonts is not None:
            for theme in [each for each in fonts.attrib if each.endswith("Theme")]:
                del fonts.attrib[theme]
            fonts.set(qn("w:ascii"), "Arial")
            fonts.set(qn("w:hAnsi"), "Arial")
    for language in made.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")
    told = made.core_properties
    told.title, told.language, told.author = _xml(title), "en-GB", _xml(source.publisher)
    told.last_modified_by = _xml(source.publisher)
    told.comments = ""
    told.created = told.modified = datetime.combine(source.on, time())


class _Writer:
    """Writes parts into a document; knows how marks are said."""

    def __init__(self, made: Any, say: Callable[[Mark], str]) -> None:
        self.made = made
        self.say = say
        self.charts = 0

    def part(self, part: Part) -> None:
        match part:
            case Table():
                self._table(part)
            case Picture():
                self._picture(part)
            case Facts():
                self.made.add_heading(_xml(part.title), level=part.level)
                self._blocks(part.inside)
                for name, said in part.pairs:
                    paragraph = self.made.add_paragraph()
                    paragraph.add_run(f"{_xml(name)}: ").bold = True
                    paragraph.add_run(_xml(said))
            case Example():
                self.made.add_heading(_xml(part.title), level=part.level)
                self._blocks(part.inside, style="Quote")
            case _:
                self._blocks([part])

    def _blocks(self, blocks: Sequence[Block], style: str = "", depth: int = 1) -> None:
        for block in blocks:
            match block:
                case Heading():
                    self._runs(self.made.add_heading("", level=block.level), block.inside)
                case Paragraph():
                    self._runs(self._paragraph(style), block.inside)
                case Quote():
                    self._blocks(block.inside, style="Quote")
                case Listed():
                    self._list(block, depth)
                case Placed():
                    pass

    def _list(self, block: Listed, depth: int) -> None:
        name = "List Number" if block.numbered else "List Bullet"
        style = name if depth == 1 else f"{name} {min(depth, 3)}"
        number = self._numbering(style) if block.numbered else None
        for item in block.items:
            for place, inside in enumerate(item):
                if isinstance(inside, Paragraph) and place == 0:
                    paragraph = self._paragraph(style)
                    if number is not None:
                        _numbered(paragraph, number)
                    self._runs(paragraph, inside.inside)
                elif isinstance(inside, Paragraph):
                    self._runs(self._paragraph("List Continue"), inside.inside)
                else:
                    self._blocks([inside], depth=depth + 1)

    def _numbering(self, style: str) -> int:
        """A numbering of its own, so that each list begins with its first number."""
        numbering = self.made.part.numbering_part.numbering_definitions._numbering
        own = self.made.styles[style].element.pPr.numPr.numId.val
        abstract = numbering.num_having_numId(own).abstractNumId.val
        num = numbering.add_num(abstract)
        num.add_lvlOverride(ilvl=0).add_startOverride(1)
        return int(num.numId)

    def _paragraph(self, style: str) -> Any:
        return self.made.add_paragraph(style=style or None)

    def _runs(self, paragraph: Any, inside: Sequence[Inline]) -> None:
        for each in inside:
            match each:
                case Link():
                    paragraph.add_run(_xml(plain(each.inside, self._said(each.inside))))
                case Words():
                    run = paragraph.add_run(_xml(each.words.replace("\n", " ")))
                    run.bold, run.italic = each.strong or None, each.emphasis or None
                case Mark():
                    run = paragraph.add_run(_xml(self.say(each)))
                    run.bold = each.strong or each.name == "figure" or None
                    run.italic = each.emphasis or None

    def _said(self, inside: Sequence[Inline]) -> dict[Mark, str]:
        return {each: self.say(each) for each in inside if isinstance(each, Mark)}

    def _table(self, part: Table) -> None:
        caption = self.made.add_paragraph(_xml(part.caption), style="Caption")
        caption.paragraph_format.keep_with_next = True
        table = self.made.add_table(rows=1, cols=len(part.header), style="Table Grid")
        _describe(table, part.caption)
        for cell, name in zip(table.rows[0].cells, part.header, strict=True):
            cell.paragraphs[0].add_run(_xml(name)).bold = True
        _is_head(table.rows[0])
        for row in part.rows:
            cells = table.add_row().cells
            cells[0].paragraphs[0].add_run(_xml(row.name)).bold = True
            if row.note:
                cells[0].add_paragraph(_xml(row.note))
            for cell, said in zip(cells[1:], row.cells, strict=True):
                cell.paragraphs[0].add_run(_xml(said))
        self.made.add_paragraph(_xml(part.note))

    def _picture(self, part: Picture) -> None:
        self.charts += 1
        caption = self.made.add_paragraph(_xml(part.title), style="Caption")
        caption.paragraph_format.keep_with_next = True
        add_chart(self.made, part, self.charts)
        if part.not_drawn:
            self.made.add_paragraph(_xml(part.not_drawn))


def _numbered(paragraph: Any, number: int) -> None:
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_numId().val = number
    properties.get_or_add_ilvl().val = 0


def _is_head(row: Any) -> None:
    from docx.oxml import OxmlElement

    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    properties.append(OxmlElement("w:tblHeader"))


def _describe(table: Any, words: str) -> None:
    """The words by which a screen reader announces the table; its first column names its rows."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    caption = OxmlElement("w:tblCaption")
    caption.set(qn("w:val"), _xml(words))
    table._tbl.tblPr.append(caption)


def _xml(words: str) -> str:
    return _NOT_XML.sub("", words)


def _without_time(made: bytes) -> bytes:
    """The same archive, with no time of making in it."""
    kept = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(made)) as old,
        zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            told = zipfile.ZipInfo(name, _EARLIEST)
            told.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(told, old.read(name))
    return kept.getvalue()
