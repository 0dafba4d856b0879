"""A control chart: the share of each period in order of time, within three standard errors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil
from xml.etree.ElementTree import Element

from sightline.engine.limits import RUN, PeriodPoint, control, together
from sightline.reporting.charts import wording
from sightline.reporting.charts.content import Chart, Control
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

HEIGHT = 18.0
"""Of the plot, in em."""

LABELS = 4
"""How many names of periods fit beside one another on a phone."""

NOTE = (
    "A p-chart: the limits lie three standard errors from the share of all periods together, by "
    "the number that each period's share is of (Mohammed, Worthington and Woodall 2008, Quality "
    "and Safety in Health Care 17:137-145). Two signs are looked for: a point outside its limits, "
    "and eight points in a row on one side (Western Electric 1956). Anything else is the spread "
    "that is there in any case."
)


def control_chart(data: Control) -> Chart:
    """The chart of a share over time."""
    points = control(data.periods)
    sentence = " ".join(_sentences(data, points))
    return Chart(
        id=data.id,
        title=data.title,
        sentence=sentence,
        note=NOTE,
        svg=written(_drawn(data, points, sentence)),
        caption=f"{data.title}: the numbers behind the chart",
        header=("Period", "Share", "Of", "Limits", "What is seen"),
        rows=tuple(_row(point) for point in points),
    )


def _row(point: PeriodPoint) -> tuple[str, ...]:
    limits = point.limits
    return (
        point.part.name,
        wording.percent(point.value),
        wording.of(point.part.numerator, point.part.denominator),
        wording.between(limits.low, limits.high) if limits else "none",
        " and ".join(_seen(point)) or ("no sign" if limits else wording.NO_DATA),
    )


def _seen(point: PeriodPoint) -> Iterator[str]:
    if point.outside:
        yield "outside its limits"
    if point.in_run:
        yield f"in a run of {RUN} or more"


def _sentences(data: Control, points: Sequence[PeriodPoint]) -> Iterator[str]:
    with_data = [point for point in points if point.value is not None]
    if not with_data:
        yield "No period has anything to count."
        return
    share = together(data.periods)
    yield f"{wording.counted(len(with_data), 'period')}, together {wording.percent(share)}."
    outside = [point.part.name for point in with_data if point.outside]
    if outside:
        lies = "lies outside its" if len(outside) == 1 else "lie outside their"
        yield f"{wording.listed(outside)} {lies} limits: more than chance."
    else:
        yield "No point lies outside its limits."
    in_run = [point.part.name for point in with_data if point.in_run]
    if in_run:
        yield f"{RUN} or more in a row lie on one side, among {in_run[0]} to {in_run[-1]}: a shift."
    elif len(with_data) < RUN:
        yield f"{RUN} in a row on one side cannot be seen in fewer than {RUN} periods."
    else:
        yield f"Nowhere do {RUN} in a row lie on one side."


# --- the picture -----------------------------------------------------------------------------


def _drawn(data: Control, points: Sequence[PeriodPoint], sentence: str) -> Element:
    top = LINE * 7
    description = f"{sentence} The table below has the numbers."
    svg = picture(data.id, data.title, description, top + HEIGHT + LINE * 1.8)
    share = together(data.periods)
    key(
        svg,
        0,
        (
            ("circle", "area", "a period"),
            ("diamond", "apart", "outside its limits, named"),
            ("circle", "run", f"one of {RUN} or more on one side"),
            ("line", "middle", f"all together, {wording.percent(share)}"),
            ("line", "outer", "limits, three standard errors off"),
        ),
    )
    text(svg, "Share", 0, f"{top - LINE / 2:.4g}em")
    if share is not None:
        _plotted(plot(svg, top, HEIGHT), points, share)
    return svg


def _plotted(on: Element, points: Sequence[PeriodPoint], share: float) -> None:
    highest = [max(p.value, p.limits.high) for p in points if p.value is not None and p.limits]
    up = ticks(max([*highest, share, 0.01]))
    many = len(points)

    def place(number: float, value: float) -> Place:
        return along(number / many), 1 - value / up[-1]

    upright_axis(on, [(wording.tick(value), 1 - value / up[-1]) for value in up])
    curve(on, [place(0, share), place(many, share)], "middle")
    for number, point in enumerate(points):
        if point.limits is None:
            continue
        for limit in (point.limits.low, point.limits.high):
            curve(on, [place(number, limit), place(number + 1, limit)], "outer")
    told = [(n + 0.5, p) for n, p in enumerate(points) if p.value is not None]
    curve(on, [place(n, p.value or 0) for n, p in told], "thread")
    for along_, point in told:
        _marked(on, point, place(along_, point.value or 0))
    every = ceil(many / LABELS)
    for number, point in enumerate(points):
        if number % every == 0:
            x, _ = place(number + 0.5, 0)
            text(on, point.part.name, x, "100%", dy="1.4em", text_anchor="middle")


def _marked(on: Element, point: PeriodPoint, at: Place) -> None:
    x, y = map(wide, at)
    if point.outside:
        mark = diamond(on, x, y, "apart")
        above = {"dy": "-.9em", "text_anchor": "middle", "class_": "name"}
        text(on, point.part.name, at[0], y, **above)
    else:
        mark = circle(on, x, y, "run" if point.in_run else "area")
    said = wording.of(point.part.numerator, point.part.denominator)
    named(mark, f"{point.part.name}: {wording.percent(point.value)}, {said}")
