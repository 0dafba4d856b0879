"""The shares of a table as a picture: a bar each, its interval, and the figure in words.

Nothing is drawn that the figure does not say. How it looks is in the picture itself, so that it
needs no style sheet: the same on a page, on paper and by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from xml.etree.ElementTree import Element, SubElement

from sightline.reporting.charts.drawing import em, line, picture, text, wide, written
from sightline.reporting.published.content import Cell, CellKind
from sightline.reporting.published.tables import TOO_FEW, is_too_few, name_of
from sightline.returns.errors import printable

LETTERS = 38
"""How many letters of a name fit on a line of a phone."""

_LINE, _BAR = 1.35, 1.0
_INK, _QUIET, _FILL = "#0b0c0c", "#b1b4b6", "#1d70b8"


@dataclass(frozen=True, slots=True)
class Bar:
    """One share as it is drawn: its name, what is said of it, and whole percentages."""

    name: str
    shown: str
    percent: int
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart. ``said``: what is to be seen, for those who do not see it.

    ``not_drawn``: which figures are left out and why; blank where none is.
    """

    id: str
    title: str
    said: str
    bars: Sequence[Bar]
    svg: str
    not_drawn: str


def picture_of(id_: str, title: str, cells: Sequence[Cell]) -> Picture | None:
    """The chart of the shares among some figures; None where none is shown."""
    bars = [
        Bar(name_of(cell), cell.shown, cell.percent, cell.low, cell.high)
        for cell in cells
        if cell.kind is CellKind.SHARE and cell.percent is not None
    ]
    if not bars:
        return None
    said = "; ".join(f"{bar.name}: {bar.shown}" for bar in bars)
    left_out = {
        "they are withheld": [cell for cell in cells if cell.withheld],
        f"they are {TOO_FEW}": [cell for cell in cells if is_too_few(cell)],
    }
    not_drawn = " ".join(
        f"Not drawn because {why}: {'; '.join(map(name_of, some))}."
        for why, some in left_out.items()
        if some
    )
    return Picture(id_, title, f"{said}.", bars, _drawn(id_, title, said, bars), not_drawn)


def _drawn(id_: str, title: str, said: str, bars: Sequence[Bar]) -> str:
    labels = [wrap(bar.name, LETTERS, break_on_hyphens=False) for bar in bars]
    height = sum((len(label) + 1) * _LINE + _BAR + 0.9 for label in labels) + 2 * _LINE
    # What a screen reader says of it is its title and its description; a PDF keeps the title only.
    svg = picture(id_, f"{title}. {said}.", "Each share is a bar from 0% to 100%.", height)
    svg.set("xmlns", "http://www.w3.org/2000/svg")
    svg.set("fill", _INK)
    # For whoever draws it without a style sheet; a page sets its own.
    svg.set("font-size", "12px")
    svg.set("font-family", "Arimo, Arial, sans-serif")
    _axis(svg, height)
    top = 0.2
    for bar, label in zip(bars, labels, strict=True):
        for words in label:
            top += _LINE
            text(svg, words, 0, em(top), font_weight="bold")
        top += _LINE
        said_of = bar.shown if bar.low is None else f"{bar.shown}, {bar.low}% to {bar.high}%"
        text(svg, said_of, 0, em(top))
        top += 0.4
        _bar(svg, bar, top)
        top += _BAR + 0.5
    return written(svg)


def _axis(svg: Element, height: float) -> None:
    foot = height - 1.4 * _LINE
    for percent in (0, 25, 50, 75, 100):
        x = wide(percent / 100)
        line(svg, (x, "0"), (x, em(foot)), "grid")
        svg[-1].set("stroke", _QUIET)
        anchor = {0: "start", 100: "end"}.get(percent, "middle")
        text(svg, f"{percent}%", percent / 100, em(foot + _LINE), text_anchor=anchor)


def _bar(svg: Element, bar: Bar, top: float) -> None:
    SubElement(
        svg,
        "rect",
        {"x": "0", "y": em(top), "width": wide(bar.percent / 100), "height": em(_BAR),
         "fill": _FILL},
    )  # fmt: skip
    if bar.low is None or bar.high is None:
        return
    middle = top + _BAR / 2
    ends = (bar.low / 100, bar.high / 100)
    strokes = [((ends[0], middle), (ends[1], middle))]
    strokes += [((end, middle - 0.3), (end, middle + 0.3)) for end in ends]
    # White under black, so that it is seen on the bar and beside it.
    for colour, width in (("#ffffff", "5"), (_INK, "2")):
        for (x1, y1), (x2, y2) in strokes:
            line(svg, (wide(x1), em(y1)), (wide(x2), em(y2)), "whisker")
            svg[-1].set("stroke", colour)
            svg[-1].set("stroke-width", width)


def alt_text(drawn: Picture) -> str:
    """What stands for the picture where it cannot be seen."""
    return printable(f"{drawn.title}. {drawn.said}")
