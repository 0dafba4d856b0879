"""Charts: sound SVG with a name, a table of the same numbers, and a sentence that is so."""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.engine.figures import wilson
from sightline.engine.limits import Part
from sightline.reporting.charts import wording
from sightline.reporting.charts.content import (
    Chart,
    Control,
    Funnel,
    Marked,
    Proportion,
    Proportions,
)
from sightline.reporting.charts.control import control_chart
from sightline.reporting.charts.drawing import ticks
from sightline.reporting.charts.funnel import funnel_plot
from sightline.reporting.charts.proportions import proportions
from tests.reporting.small import HOSTILE


def share(name: str, numerator: int, of: int, printed: Marked | None = None) -> Proportion:
    low, high = wilson(numerator / of, of)
    return Proportion(Part(name, numerator, of), low, high, printed)


def shares(*rows: Proportion) -> Chart:
    return proportions(Proportions("shares", "Shares", rows))


def by_area(*areas: Part) -> Chart:
    return funnel_plot(Funnel("areas", "By area", areas, "files"))


def over_time(*periods: Part) -> Chart:
    return control_chart(Control("times", "Over time", periods))


HALF = Marked("half", 0.48, 0.52)
OUTSIDE = [Part("Upham", 30, 30), *(Part(f"place {n}", 6, 30) for n in range(9))]
YEARS = [Part(f"{year}/{(year + 1) % 100:02}", 30, 100) for year in range(2000, 2012)]


def of_names(names: tuple[str, ...]) -> list[Chart]:
    return [
        shares(*(share(name, 3, 10, Marked(name, 0.2, 0.2)) for name in names)),
        by_area(*(Part(name, 30 if n == 0 else 3, 30) for n, name in enumerate(names))),
        over_time(*(Part(name, 30 if n == 0 else 3, 30) for n, name in enumerate(names))),
    ]


def drawn(chart: Chart) -> Element:
    return fromstring(chart.svg)


def marks(chart: Chart, class_: str) -> list[Element]:
    """The marks of a class, without the one in the key (which is the first)."""
    return [each for each in drawn(chart).iter() if each.get("class") == class_][1:]


# --- what is so of every chart ---------------------------------------------------------------


EMPTY: list[Callable[[], Chart]] = [shares, by_area, over_time]


@pytest.mark.parametrize("chart", [*of_names(HOSTILE), *(make() for make in EMPTY)])
def test_a_chart_is_one_picture_with_a_name_and_a_description(chart: Chart) -> None:
    svg = drawn(chart)
    assert (svg.tag, svg.get("role")) == ("svg", "img")
    ids = {each.get("id"): each for each in svg.iter() if each.get("id")}
    title, description = (ids[name] for name in (svg.get("aria-labelledby") or "").split())
    assert (title.tag, title.text) == ("title", chart.title)
    assert description.tag == "desc"
    assert chart.sentence.split(" ")[0] in (description.text or "")


@pytest.mark.parametrize("chart", of_names(HOSTILE))
def test_hostile_names_are_only_ever_text(chart: Chart) -> None:
    assert {each.tag for each in drawn(chart).iter()} <= {
        "svg", "title", "desc", "text", "line", "circle", "path", "polyline"
    }  # fmt: skip
    assert not [n for each in drawn(chart).iter() for n in list(each.attrib) if n.startswith("on")]
    assert "\u202e" not in chart.svg and "\x07" not in chart.svg


@pytest.mark.parametrize("chart", of_names(("a", "b")))
def test_there_is_no_colour_no_script_and_no_address_in_it(chart: Chart) -> None:
    assert not re.search(r"#|rgb|red|green|amber|http|href|style=|<script", chart.svg)


@pytest.mark.parametrize("chart", of_names(("a", "b", "c")))
def test_the_table_has_a_row_for_each_name(chart: Chart) -> None:
    assert [row[0] for row in chart.rows] == ["a", "b", "c"]
    assert {len(row) for row in chart.rows} == {len(chart.header)}


def test_every_mark_has_a_shape_of_its_own() -> None:
    """What one sees of a mark does not rest on its colour."""
    chart = by_area(*OUTSIDE)
    assert {each.tag for each in marks(chart, "area")} == {"circle"}
    assert {each.tag for each in marks(chart, "apart")} == {"path"}


@given(st.floats(0.001, 1e6))
def test_ticks_begin_at_nothing_and_hold_all(end: float) -> None:
    found = ticks(end)
    assert found[0] == 0 and found[-1] >= end * (1 - 1e-9)
    assert 2 <= len(found) <= 6
    assert found == sorted(set(found))


# --- proportions -----------------------------------------------------------------------------


def test_what_was_printed_is_marked_beside_what_was_worked_out() -> None:
    chart = shares(share("a", 30, 100, Marked("29%", 0.29, 0.29)), share("b", 5, 10, HALF))
    assert [each.get("cx") for each in marks(chart, "worked")] == ["30%", "50%"]
    assert len(marks(chart, "printed")) == len(marks(chart, "band")) == 1
    (band,) = marks(chart, "band")
    assert (band.get("x1"), band.get("x2")) == ("48%", "52%")
    assert chart.rows[0] == ("a", "30.0%", "30 of 100", "21.9% to 39.6%", "29%")


def test_the_sentence_says_which_printed_values_lie_outside_their_interval() -> None:
    chart = shares(share("a", 30, 100, Marked("29%", 0.29, 0.29)), share("b", 90, 100, HALF))
    assert "In 1 of 2 with an interval" in chart.sentence
    assert chart.sentence.endswith("not in: b.")


def test_a_share_of_nothing_says_so_and_has_no_mark() -> None:
    chart = shares(Proportion(Part("a", 0, 0), printed=HALF))
    assert chart.rows == (("a", "no data", "0 of 0", "none", "half"),)
    assert marks(chart, "worked") == []


def test_a_mark_beyond_all_shares_is_refused() -> None:
    with pytest.raises(ValueError, match="no shares"):
        Marked("x", 0.5, 1.2)


# --- by area ---------------------------------------------------------------------------------


def test_an_area_outside_the_limits_is_named_and_no_other() -> None:
    chart = by_area(*OUTSIDE)
    assert len(marks(chart, "area")) == 9
    (apart,) = marks(chart, "apart")
    assert apart[0].text == "Upham: 100.0%, 30 of 30"
    named = [each.text for each in drawn(chart).iter() if each.get("class") == "name"]
    assert named == ["Upham"]
    assert "Of 10 areas, Upham lies above the 99.8% limit." in chart.sentence
    assert "By chance alone, up to about 1" in chart.sentence
    assert "Spiegelhalter 2005" in chart.note


def test_where_none_is_outside_the_sentence_says_that() -> None:
    chart = by_area(Part("a", 3, 10), Part("b", 6, 20))
    assert chart.sentence == (
        "All areas together: 30.0% (9 of 30 files). Of 2 areas, none lies outside a limit."
    )


def test_nothing_is_drawn_of_an_area_with_nothing_counted() -> None:
    chart = by_area(Part("a", 3, 10), Part("b", 0, 0))
    assert [row[0] for row in chart.rows] == ["a"]
    assert by_area().sentence == "No area has anything to count."


# --- over time -------------------------------------------------------------------------------


def test_a_period_outside_its_limits_is_named() -> None:
    chart = over_time(*YEARS[:-1], Part("2011/12", 70, 100))
    assert "2011/12 lies outside its limits" in chart.sentence
    assert chart.rows[-1][-1] == "outside its limits"
    assert len(marks(chart, "apart")) == 1


def test_a_shift_is_said() -> None:
    chart = over_time(*YEARS, *(Part(f"later {n}", 40, 100) for n in range(8)))
    assert "8 or more in a row lie on one side" in chart.sentence
    assert len(marks(chart, "run")) == 20


def test_a_chart_too_short_for_a_run_says_so() -> None:
    assert "cannot be seen in fewer than 8 periods" in over_time(*YEARS[:4]).sentence
    assert "Nowhere do 8 in a row" in over_time(*YEARS).sentence


def test_a_period_without_data_is_in_the_table_and_not_in_the_picture() -> None:
    chart = over_time(*YEARS[:3], Part("empty", 0, 0))
    assert chart.rows[-1] == ("empty", "no data", "0 of 0", "none", "no data")
    assert len(marks(chart, "area")) == 3


def test_names_are_listed_as_people_list_them() -> None:
    assert [wording.listed(names) for names in (["a"], ["a", "b"], ["a", "b", "c"])] == [
        "a",
        "a and b",
        "a, b and c",
    ]
