"""A chart of shares as Word's own: bars with their intervals, drawn by Word from the numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from sightline.reporting.published.charts import Bar, Picture, alt_text

_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/chart"
_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"

_MILLIMETRE = 36_000
_WIDTH = 165 * _MILLIMETRE
_MOST = 230
"""Millimetres: a picture higher than a page is not shown whole."""


def add_chart(made: Any, drawn: Picture, number: int) -> None:
    """Put a chart at the end of a document (of python-docx)."""
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from docx.oxml import parse_xml

    name = PackURI(f"/word/charts/chart{number}.xml")
    part = Part(name, _TYPE, _chart(drawn.bars).encode(), made.part.package)
    relation = made.part.relate_to(part, _RELATION)
    height = min(_MOST, 22 + 16 * len(drawn.bars)) * _MILLIMETRE
    made.add_paragraph().add_run()._r.append(
        parse_xml(
            f'<w:drawing xmlns:w="{_W}" xmlns:wp="{_WP}" xmlns:a="{_A}">'
            f'<wp:inline distT="0" distB="0" distL="0" distR="0">'
            f'<wp:extent cx="{_WIDTH}" cy="{height}"/>'
            f'<wp:docPr id="{1000 + number}" name="Chart {number}" '
            f"descr={quoteattr(alt_text(drawn))}/><wp:cNvGraphicFramePr/>"
            f'<a:graphic><a:graphicData uri="{_C}">'
            f'<c:chart xmlns:c="{_C}" xmlns:r="{_R}" r:id="{relation}"/>'
            "</a:graphicData></a:graphic></wp:inline></w:drawing>"
        )
    )


def _chart(bars: Sequence[Bar]) -> str:
    names = [f"{bar.name}: {bar.shown}" for bar in bars]
    shares = [bar.percent for bar in bars]
    up = [0 if bar.high is None else max(0, bar.high - bar.percent) for bar in bars]
    down = [0 if bar.low is None else max(0, bar.percent - bar.low) for bar in bars]
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<c:chartSpace xmlns:c="{_C}" xmlns:a="{_A}"><c:lang val="en-GB"/><c:chart>'
        '<c:autoTitleDeleted val="1"/><c:plotArea><c:layout/>'
        '<c:barChart><c:barDir val="bar"/><c:grouping val="clustered"/><c:varyColors val="0"/>'
        '<c:ser><c:idx val="0"/><c:order val="0"/>'
        "<c:tx><c:v>Percent</c:v></c:tx>"
        '<c:spPr><a:solidFill><a:srgbClr val="1D70B8"/></a:solidFill></c:spPr>'
        '<c:invertIfNegative val="0"/>'
        '<c:errBars><c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="0"/>'
        f"<c:plus>{_numbers(up)}</c:plus><c:minus>{_numbers(down)}</c:minus></c:errBars>"
        f"<c:cat>{_texts(names)}</c:cat><c:val>{_numbers(shares)}</c:val></c:ser>"
        '<c:gapWidth val="60"/><c:axId val="1"/><c:axId val="2"/></c:barChart>'
        '<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="maxMin"/></c:scaling>'
        '<c:delete val="0"/><c:axPos val="l"/><c:crossAx val="2"/></c:catAx>'
        '<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/><c:max val="100"/>'
        '<c:min val="0"/></c:scaling><c:delete val="0"/><c:axPos val="b"/><c:majorGridlines/>'
        '<c:numFmt formatCode="0&quot;%&quot;" sourceLinked="0"/><c:crossAx val="1"/>'
        '<c:majorUnit val="25"/></c:valAx></c:plotArea><c:plotVisOnly val="1"/></c:chart>'
        "</c:chartSpace>"
    )


def _texts(said: Sequence[str]) -> str:
    points = "".join(
        f'<c:pt idx="{n}"><c:v>{escape(words)}</c:v></c:pt>' for n, words in enumerate(said)
    )
    return f'<c:strLit><c:ptCount val="{len(said)}"/>{points}</c:strLit>'


def _numbers(numbers: Sequence[int]) -> str:
    points = "".join(f'<c:pt idx="{n}"><c:v>{each}</c:v></c:pt>' for n, each in enumerate(numbers))
    count = f'<c:ptCount val="{len(numbers)}"/>'
    return f"<c:numLit><c:formatCode>0</c:formatCode>{count}{points}</c:numLit>"
