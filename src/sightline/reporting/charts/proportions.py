"""Shares on one axis: what was worked out with its interval, and below it what was printed."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap
from xml.etree.ElementTree import Element

from sightline.reporting.charts import wording
from sightline.reporting.charts.content import Chart, Proportion, Proportions
from sightline.reporting.charts.drawing import (
    LINE,
    circle,
    diamond,
    em,
    key,
    line,
    picture,
    text,
    wide,
    written,
)

LETTERS = 34
"""How many letters of a name fit on a line of a phone."""

LANES = 2.4
"""The height of a row's marks, in em: what was worked out, and under it what was printed."""

KEY = (
    ("circle", "worked", "worked out from the records"),
    ("line", "whisker", "its 95% interval"),
    ("diamond", "printed", "printed"),
    ("line", "band", "printed in words: a band"),
)
NOTE = (
    "The interval is Wilson's (1927): the records read are a sample of more. A share of areas has "
    "none, because all of them were counted."
)


def proportions(data: Proportions) -> Chart:
    """The chart of some shares."""
    sentence = _sentence(data)
    return Chart(
        id=data.id,
        title=data.title,
        sentence=sentence,
        note=NOTE,
        svg=written(_drawn(data, sentence)),
        caption=f"{data.title}: the numbers behind the chart",
        header=("What was counted", "Worked out", "Of", "95% interval", "Printed"),
        rows=tuple(_row(row) for row in data.rows),
    )


def _row(row: Proportion) -> tuple[str, ...]:
    return (
        row.part.name,
        wording.percent(row.part.value),
        wording.of(row.part.numerator, row.part.denominator),
        wording.between(row.low, row.high),
        row.printed.words if row.printed else "",
    )


def _sentence(data: Proportions) -> str:
    """How many printed values lie in the interval of what was worked out, and which do not."""
    judged = [row for row in data.rows if row.printed and row.low is not None]
    apart = [row.part.name for row in judged if not _meets(row)]
    shares = wording.counted(len(data.rows), "share")
    if not judged:
        return f"{shares}, none with both an interval and a printed value to set in it."
    within = f"{shares}. In {len(judged) - len(apart)} of {len(judged)} with an interval, "
    told = "what was printed lies in the interval of what was worked out"
    return f"{within}{told}." if not apart else f"{within}{told}; not in: {'; '.join(apart)}."


def _meets(row: Proportion) -> bool:
    assert row.printed is not None and row.low is not None and row.high is not None
    return row.printed.low <= row.high and row.low <= row.printed.high


# --- the picture -----------------------------------------------------------------------------


def _drawn(data: Proportions, sentence: str) -> Element:
    rows = [(row, list(_label(row))) for row in data.rows]
    top = LINE * (len(KEY) + 1.5)
    height = top + sum(LINE * len(label) + LANES for _, label in rows) + LINE
    svg = picture(data.id, data.title, f"{sentence} The table below has the numbers.", height)
    key(svg, 0, KEY)
    _axis(svg, top, height - LINE)
    for row, label in rows:
        for number, (words, class_) in enumerate(label):
            text(svg, words, 0, em(top + LINE * (number + 1)), class_=class_)
        top += LINE * len(label) + LANES
        _marks(svg, row, top - 1.7, top - 0.7)
    return svg


def _label(row: Proportion) -> Iterator[tuple[str, str]]:
    """Lines of words, each with its class: the name, then the two values."""
    printed = f", printed {row.printed.words}" if row.printed else ""
    for words, class_ in (
        (row.part.name, "name"),
        (f"{wording.percent(row.part.value)}{printed}", "values"),
    ):
        for told in wrap(words, LETTERS, break_on_hyphens=False):
            yield told, class_


def _axis(svg: Element, top: float, bottom: float) -> None:
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        line(svg, (wide(share), em(top)), (wide(share), em(bottom)), "grid")
        anchor = {0.0: "start", 1.0: "end"}.get(share, "middle")
        for y in (top - 0.3, bottom + 1):
            text(svg, wording.tick(share), share, em(y), text_anchor=anchor)


def _marks(svg: Element, row: Proportion, upper: float, lower: float) -> None:
    if row.low is not None and row.high is not None:
        y = em(upper)
        line(svg, (wide(row.low), y), (wide(row.high), y), "whisker")
        for end in (row.low, row.high):
            line(svg, (wide(end), em(upper - 0.3)), (wide(end), em(upper + 0.3)), "whisker")
    if row.part.value is not None:
        circle(svg, wide(row.part.value), em(upper), "worked")
    if row.printed is None:
        return
    if row.printed.low == row.printed.high:
        diamond(svg, wide(row.printed.low), em(lower), "printed")
    else:
        y = em(lower)
        line(svg, (wide(row.printed.low), y), (wide(row.printed.high), y), "band")
