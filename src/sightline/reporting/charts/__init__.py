"""Charts of figures, as static SVG with a sentence and a table behind each.

``content`` is what a chart is drawn from and what comes of it; ``proportions``, ``funnel`` and
``control`` each turn the one into the other, and add nothing to the numbers; ``drawing`` writes
SVG. The template ``charts.html.jinja`` puts a chart on a page, with its table.

Charts need no script. Text is text, every mark has a shape of its own, and colours come from the
page, so that they follow its dark mode and its print style. Heights are in em and widths in
percent: larger letters make a taller chart, and a phone a narrower one.

What was weighed before drawing them ourselves: matplotlib (large, and writes letters as outlines or
trusts the reader's fonts to be its own), Altair and Plotly (need a browser's engine to write SVG),
pygal (scripts and tooltips, no table), pysvgchart and charted (bars and lines: no intervals, no
limits, no names for those who do not see the picture).
"""
