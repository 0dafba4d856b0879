"""A funnel plot: the share of each area against how many it was counted of, within its limits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil
from xml.etree.ElementTree import Element

from sightline.engine.limits import (
    INNER,
    OUTER,
    AreaPoint,
    Stands,
    binomial_limits,
    funnel,
    together,
)
from sightline.reporting.charts import wording
from sightline.reporting.charts.content import Chart, Funnel
from sightline.reporting.charts.drawing import (
    LINE,
    Place,
    along,
    circle,
    curve,
    diamond,
    key,
    named,
    picture,
    plot,
    text,
    ticks,
    upright_axis,
    wide,
    written,
)

HEIGHT = 22.0
"""Of the plot, in em."""

STEPS = 80
"""In how many pieces a curve is drawn."""

NOTE = (
    "The limits are those of the exact binomial around the share of all areas together, by the "
    "number that each area's share is of (Spiegelhalter 2005, Statistics in Medicine "
    "24:1185-1202). Where an area lies outside, look at how its records were made before looking "
    "for a cause. Areas are not ranked."
)


def funnel_plot(data: Funnel) -> Chart:
    """The chart of a share by area."""
    points = funnel(data.areas)
    sentence = _sentence(data, points)
    return Chart(
        id=data.id,
        title=data.title,
        sentence=sentence,
        note=NOTE,
        svg=written(_drawn(data, points, sentence)),
        caption=f"{data.title}: the numbers behind the chart",
        header=("Area", "Share", "Of", "95% limits", "99.8% limits", "Where it stands"),
        rows=tuple(_row(point) for point in points),
    )


def _row(point: AreaPoint) -> tuple[str, ...]:
    return (
        point.part.name,
        wording.percent(point.value),
        wording.of(point.part.numerator, point.part.denominator),
        wording.between(point.inner.low, point.inner.high),
        wording.between(point.outer.low, point.outer.high),
        point.stands.value,
    )


def _sentence(data: Funnel, points: Sequence[AreaPoint]) -> str:
    if not points:
        return "No area has anything to count."
    numerator = sum(point.part.numerator for point in points)
    denominator = sum(point.part.denominator for point in points)
    return " ".join(
        [
            f"All areas together: {wording.percent(numerator / denominator)} "
            f"({wording.of(numerator, denominator)} {data.counted}).",
            *_outside(points),
        ]
    )


def _outside(points: Sequence[AreaPoint]) -> Iterator[str]:
    """Which areas lie outside which limit, and how many would by chance alone."""
    areas = wording.counted(len(points), "area")
    if all(point.stands is Stands.WITHIN for point in points):
        yield f"Of {areas}, none lies outside a limit."
        return
    told = []
    for stands in (s for s in Stands if s is not Stands.WITHIN):
        if names := [point.part.name for point in points if point.stands is stands]:
            lies = "lies" if len(names) == 1 else "lie"
            told.append(f"{wording.listed(names)} {lies} {stands.value}")
    yield f"Of {areas}, {'; '.join(told)}."
    expected = ceil(len(points) * (1 - INNER))
    yield f"By chance alone, up to about {expected} of them would lie outside the 95% limits."


# --- the picture -----------------------------------------------------------------------------


def _drawn(data: Funnel, points: Sequence[AreaPoint], sentence: str) -> Element:
    top = LINE * 7
    description = f"{sentence} The table below has the numbers."
    svg = picture(data.id, data.title, description, top + HEIGHT + LINE * 3.2)
    share = together(data.areas)
    key(
        svg,
        0,
        (
            ("circle", "area", "an area"),
            ("diamond", "apart", "an area outside a limit, named"),
            ("line", "middle", f"all areas together, {wording.percent(share)}"),
            ("line", "inner", "95% limits"),
            ("line", "outer", "99.8% limits"),
        ),
    )
    text(svg, "Share", 0, f"{top - LINE / 2:.4g}em")
    if points and share is not None:
        _plotted(plot(svg, top, HEIGHT), points, share)
    text(svg, f"Number of {data.counted} that the share is of", along(0.5),
         f"{top + HEIGHT + LINE * 2.6:.4g}em", text_anchor="middle")  # fmt: skip
    return svg


def _plotted(on: Element, points: Sequence[AreaPoint], share: float) -> None:
    across = ticks(max(point.part.denominator for point in points) * 1.02)
    up = ticks(min(1, max(max(point.value, point.outer.high) for point in points)))

    def place(value: float, denominator: float) -> Place:
        return along(denominator / across[-1]), 1 - value / up[-1]

    upright_axis(on, [(wording.tick(value), 1 - value / up[-1]) for value in up])
    for number in across:
        if number == int(number):
            text(on, f"{int(number):,}", along(number / across[-1]), "100%", dy="1.3em",
                 text_anchor="end" if number == across[-1] else "middle")  # fmt: skip
    inside = plot(on, 0, HEIGHT, cut=True)
    curve(inside, [place(share, 0), place(share, across[-1])], "middle")
    for level, class_ in ((INNER, "inner"), (OUTER, "outer")):
        limits = [(n, binomial_limits(share, n, level)) for n in _denominators(across[-1])]
        curve(inside, [place(limit.low, n) for n, limit in limits], class_)
        curve(inside, [place(limit.high, n) for n, limit in limits], class_)
    for point in points:
        _marked(on, point, place(point.value, point.part.denominator))
    _names(on, [(p, place(p.value, p.part.denominator)) for p in points])


def _denominators(end: float) -> list[float]:
    """From one on, closer together where the curves are steep."""
    return [1 + (end - 1) * (step / STEPS) ** 2 for step in range(STEPS + 1)]


def _marked(on: Element, point: AreaPoint, at: Place) -> None:
    x, y = map(wide, at)
    within = point.stands is Stands.WITHIN
    mark = circle(on, x, y, "area") if within else diamond(on, x, y, "apart")
    said = wording.of(point.part.numerator, point.part.denominator)
    named(mark, f"{point.part.name}: {wording.percent(point.value)}, {said}")


def _names(on: Element, points: Sequence[tuple[AreaPoint, Place]]) -> None:
    """The names of areas outside the limits, each beside its mark and clear of the one above."""
    last = -1.0
    chosen = [(point, at) for point, at in points if point.stands is not Stands.WITHIN]
    for point, (x, y) in sorted(chosen, key=lambda each: each[1][1]):
        last = max(y, last + LINE / HEIGHT)
        left = x < 0.6
        text(on, point.part.name, x, wide(last), dx=".8em" if left else "-.8em", class_="name",
             dominant_baseline="central", text_anchor="start" if left else "end")  # fmt: skip
