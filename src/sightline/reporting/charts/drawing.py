"""SVG, element by element: heights in em, widths in percent, escaped by the standard library."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil, floor, log10
from xml.etree.ElementTree import Element, SubElement, tostring

from sightline.returns.errors import printable

LINE = 1.3
"""The height of a line of text, in em."""

DIAMOND = "M0-6L6 0 0 6-6 0z"
"""Around its place, in pixels."""

Place = tuple[float, float]
"""Along and down, each from 0 to 1."""


def em(number: float) -> str:
    """A height."""
    return f"{number:.5g}em"


def wide(share: float) -> str:
    """A width, or a place along the chart."""
    return f"{100 * share:.5g}%"


def picture(id_: str, title: str, description: str, height: float) -> Element:
    """An empty picture with its name and description, for those who do not see it."""
    svg = Element(
        "svg",
        {
            "class": "chart",
            "id": id_,
            "width": "100%",
            "height": em(height),
            "role": "img",
            "aria-labelledby": f"{id_}-title {id_}-desc",
            "focusable": "false",
        },
    )
    SubElement(svg, "title", {"id": f"{id_}-title"}).text = printable(title)
    SubElement(svg, "desc", {"id": f"{id_}-desc"}).text = printable(description)
    return svg


def written(svg: Element) -> str:
    """A picture as markup."""
    return tostring(svg, encoding="unicode")


# --- marks -----------------------------------------------------------------------------------


def text(on: Element, said: str, x: float, y: str, **more: str) -> Element:
    """A line of text; ``more``: attributes, with _ for - and class_ for class."""
    found = SubElement(on, "text", {"x": wide(x), "y": y, **_attributes(more)})
    found.text = printable(said)
    return found


def line(on: Element, start: tuple[str, str], end: tuple[str, str], class_: str) -> None:
    """A straight line from one place to another, each along and down."""
    (x1, y1), (x2, y2) = start, end
    SubElement(on, "line", {"class": class_, "x1": x1, "y1": y1, "x2": x2, "y2": y2})


def circle(on: Element, x: str, y: str, class_: str) -> Element:
    """A disc."""
    return SubElement(on, "circle", {"class": class_, "cx": x, "cy": y, "r": "5"})


def diamond(on: Element, x: str, y: str, class_: str) -> Element:
    """A square on its corner."""
    at = SubElement(on, "svg", {"x": x, "y": y, "overflow": "visible"})
    return SubElement(at, "path", {"class": class_, "d": DIAMOND})


def named(on: Element, said: str) -> None:
    """What a mark says to whoever points at it."""
    SubElement(on, "title").text = printable(said)


def plot(on: Element, top: float, height: float, *, cut: bool = False) -> Element:
    """A place to draw in, in percent of its own height. ``cut``: what leaves it is not shown."""
    attributes = {"y": em(top), "width": "100%", "height": em(height)}
    return SubElement(on, "svg", attributes if cut else {**attributes, "overflow": "visible"})


def curve(on: Element, places: Iterable[Place], class_: str) -> None:
    """A line through places, as thick however it is stretched."""
    told = " ".join(f"{1000 * x:.5g},{1000 * y:.5g}" for x, y in places)
    inside = {"viewBox": "0 0 1000 1000", "preserveAspectRatio": "none", "width": "100%",
              "height": "100%"}  # fmt: skip
    svg = SubElement(on, "svg", inside)
    line_ = {"class": class_, "points": told, "fill": "none", "vector-effect": "non-scaling-stroke"}
    SubElement(svg, "polyline", line_)


def key(on: Element, top: float, entries: Sequence[tuple[str, str, str]]) -> float:
    """What each mark means, a line each: shape, class and words. Where the next thing begins."""
    for number, (shape, class_, words) in enumerate(entries):
        y = em(top + LINE * (number + 0.5))
        if shape == "circle":
            circle(on, "12", y, class_)
        elif shape == "diamond":
            diamond(on, "12", y, class_)
        else:
            line(on, ("0", y), ("24", y), class_)
        found = text(on, words, 0, y, dominant_baseline="central", class_="words")
        found.set("x", "34")
    return top + LINE * len(entries)


def _attributes(given: dict[str, str]) -> dict[str, str]:
    return {name.rstrip("_").replace("_", "-"): value for name, value in given.items()}


# --- axes ------------------------------------------------------------------------------------


def ticks(end: float, most: int = 5) -> list[float]:
    """Round numbers from 0 to the first that is not below ``end``, at most so many steps."""
    size = 10 ** floor(log10(end / most))
    step = next(size * n for n in (1, 2, 2.5, 5, 10) if end <= size * n * most * (1 + 1e-9))
    return [round(step * n, 10) for n in range(ceil(end / step - 1e-9) + 1)]


LEFT = 0.15
"""Where a plot begins, right of the words of its axis; enough for ``100%`` on a phone."""


def along(share: float) -> float:
    """A place along a plot that has an axis on its left."""
    return LEFT + (1 - LEFT) * share


def upright_axis(on: Element, marks: Sequence[tuple[str, float]]) -> None:
    """Lines across a plot, each with its words on the left. ``marks``: words, and how far down."""
    for words, y in marks:
        line(on, (wide(LEFT), wide(y)), ("100%", wide(y)), "grid")
        text(on, words, LEFT, wide(y), dx="-.5em", dominant_baseline="central", text_anchor="end")
