"""Nobody is found out by subtraction: across tables, issues, filters, complements and ratings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sightline.reporting.published import audit, suppress
from sightline.reporting.published.content import Cell
from sightline.reporting.published.suppress import GivesAway, Raw, published, published_together
from tests.reporting.published import attack
from tests.reporting.published.small import raw

Pair = tuple[int, int]

pairs = st.integers(0, 16).flatmap(lambda d: st.tuples(st.integers(0, d), st.just(d)))
tables = st.lists(pairs, min_size=2, max_size=5)


def divided(rows: Sequence[Pair], axis: str = "area") -> list[Raw]:
    """A whole and its parts."""
    whole = raw("all", sum(n for n, _ in rows), sum(d for _, d in rows))
    return [whole] + [
        raw(f"{axis}-{place}", n, d, whole=whole.question, axis=axis)
        for place, (n, d) in enumerate(rows)
    ]


def small(raws: Sequence[Raw]) -> set[str]:
    return {each.id for each in raws if (each.denominator or 0) < 10}


def assert_safe(
    cells: Mapping[str, Cell],
    parts: Mapping[tuple[str, str], Sequence[str]],
    little: set[str],
    truth: Sequence[Raw],
) -> None:
    found = attack.possible(cells, parts, little)
    for each in truth:
        numerators, bases = found[each.id]
        # The attacker is no fool: what is true is among what they think possible.
        assert each.numerator in numerators and each.denominator in bases, each.id
        assert len(numerators) >= audit.SAFE and len(bases) >= audit.SAFE, (each.id, cells)


@example([(0, 0), (1, 10), (16, 16), (16, 16)])
@given(tables)
def test_a_table_with_its_total_pins_nobody(rows: list[Pair]) -> None:
    raws = divided(rows)
    cells = published_together(raws)
    parts = {("all", "area"): [each.id for each in raws[1:]]}
    # Only where the rule of ten alone withheld may the attacker take it that it did.
    little = {id_ for id_ in small(raws) if cells[id_].withheld}
    assert_safe(cells, parts, little, raws)


@settings(max_examples=settings().max_examples // 4)
@given(tables, tables, st.booleans())
def test_nor_do_two_ways_of_dividing_it_in_two_issues(
    first: list[Pair], second: list[Pair], whole_first: bool
) -> None:
    """The second issue divides by something else, and has a last part that makes up the rest."""
    n, d = sum(n for n, _ in first), sum(d for _, d in first)
    used_n, used_d = 0, 0
    other: list[Pair] = []
    for m, e in second:
        if used_n + m <= n and used_d + e <= d and (n - used_n - m) <= (d - used_d - e):
            other.append((m, e))
            used_n, used_d = used_n + m, used_d + e
    other.append((n - used_n, d - used_d))
    one, two = divided(first), divided(other, "age")
    order = one if whole_first else [*one[1:], one[0]]
    cells = published_together(order)
    stored = {cell.question: cell for cell in cells.values()}
    later = published_together(two, stored=stored)
    assert later["all"] == cells["all"], "the same question has the same figure in every issue"
    parts = {
        ("all", "area"): [each.id for each in one[1:]],
        ("all", "age"): [each.id for each in two[1:]],
    }
    everything = [*one, *two[1:]]
    known = {**cells, **later}
    assert_safe(known, parts, {id_ for id_ in small(everything) if known[id_].withheld}, everything)


@given(st.integers(10, 40).flatmap(lambda d: st.tuples(st.integers(0, d), st.just(d))))
def test_those_of_whom_it_was_not_so_give_nothing_more_away(pair: Pair) -> None:
    n, d = pair
    one = raw("so", n, d)
    other = replace(raw("not", d - n, d), complement=one.question)
    cells = published_together([one, other])
    if cells["not"].withheld or cells["so"].withheld:
        return
    bases, numerators = attack.of_complements(cells["so"], cells["not"])
    assert len(bases) >= audit.SAFE and len(numerators) >= audit.SAFE


@example(41, [(0, 3), (5, 4), (1, 7), (0, 0), (7, 7)])
@given(
    st.integers(20, 45),
    st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), min_size=2, max_size=6),
)
def test_questions_of_the_same_files_give_nothing_away_together(
    files: int, beside: list[Pair]
) -> None:
    raws = [
        raw(f"q{place}", (files - a - u) // 2, files - a - u, not_applicable=a, unknown=u,
            sample="one")
        for place, (a, u) in enumerate(beside)
    ]  # fmt: skip
    cells = published_together([raw("read", files, sample="one"), *raws])
    read = cells.pop("read")
    for id_, possible in attack.of_sample(list(cells.values()), read).items():
        assert all(len(some) >= audit.SAFE for some in possible), (id_, cells[id_])


@given(st.integers(10, 40).flatmap(lambda d: st.tuples(st.integers(0, d), st.just(d))))
def test_a_rating_does_not_give_the_number_behind_it_away(pair: Pair) -> None:
    """Good from 65 up to 80 per cent: with 5 of 10 shown, it could only be 7 of 10."""
    n, d = pair
    low, below = next(
        band for band in ((0, 50), (50, 65), (65, 80), (80, 101)) if 100 * n < band[1] * d
    )
    cells = published_together([raw("rated", n, d, band=(low, below))])
    found = attack.possible(
        cells, {}, set(), lambda _, of: of[1] > 0 and low * of[1] <= 100 * of[0] < below * of[1]
    )
    if not cells["rated"].withheld:
        assert len(found["rated"][0]) >= audit.SAFE
        assert len(found["rated"][1]) >= audit.SAFE


def test_rounding_alone_would_have_given_four_areas_away() -> None:
    """Four areas with 3 each, rounded up to 5, and a total of 12, rounded down to 10."""
    raws = divided([(3, 20), (3, 20), (3, 20), (3, 20)])
    alone = {each.id: published(each) for each in raws}
    parts = {("all", "area"): [each.id for each in raws[1:]]}
    found = attack.possible(alone, parts, set())
    assert found["area-0"][0] == {3}, "this is the attack"
    together = published_together(raws)
    assert sum(bool(cell.withheld) for cell in together.values()) >= 1
    assert_safe(together, parts, set(), raws)


def test_a_withheld_area_is_not_what_is_left_of_the_total() -> None:
    """Exact totals and exact other areas would leave 2 of 7."""
    raws = divided([(2, 7), (10, 20), (11, 25)])
    cells = published_together(raws)
    assert cells["area-0"].withheld
    assert_safe(cells, {("all", "area"): ["area-0", "area-1", "area-2"]}, {"area-0"}, raws)


def test_why_a_figure_is_withheld_is_said_in_the_same_words() -> None:
    few = published(raw("few", 1, 9))
    raws = divided([(3, 20), (3, 20), (3, 20), (3, 20)])
    further = [cell for cell in published_together(raws).values() if cell.withheld]
    assert further and {cell.withheld for cell in further} == {few.withheld}


def test_what_can_no_longer_be_hidden_is_refused() -> None:
    """A figure that was published, and only now a rating that would say exactly what it is."""
    one = raw("rated", 7, 10)
    stored = {one.question: published(one)}
    with pytest.raises(GivesAway, match="without its figure"):
        published_together([replace(one, band=(65, 80))], stored=stored)


# --- a figure by itself ----------------------------------------------------------------------


@given(st.integers(10, 400).flatmap(lambda d: st.tuples(st.integers(0, d), st.just(d))))
def test_every_neighbour_that_rounds_alike_is_published_alike(pair: Pair) -> None:
    """Percentage, interval, words: all are worked out from what is rounded."""
    n, d = pair
    cell = published(raw("it", n, d, read_of=1003))
    for m, e in attack.of_cell(cell, False):
        assert published(raw("it", m, e, read_of=1001)) == cell
    assert len(attack.of_cell(cell, False)) >= audit.SAFE


def test_a_base_under_ten_is_withheld_whole_and_bodies_are_not_people() -> None:
    cell = published(raw("few", 4, 9, not_applicable=30, unknown=1, read_of=100))
    assert cell.withheld and cell.shown == "withheld"
    assert {cell.numerator, cell.denominator, cell.percent, cell.low, cell.high,
            cell.not_applicable, cell.unknown} == {None}  # fmt: skip
    assert published(raw("none", 0, 0)).withheld == cell.withheld
    assert published(raw("some", 4)).withheld
    bodies = published(raw("areas", 3, 4, of_people=False))
    assert (bodies.shown, bodies.exact) == ("75% (3 of 4)", True)
    review = published(raw("printed", 4, 9, exact=True))
    assert (review.shown, review.exact) == ("44% (4 of 9)", True)


@given(st.integers(10, 3_000).flatmap(lambda base: st.tuples(st.integers(0, base), st.just(base))))
@example((7, 10))
@example((17, 37))
def test_no_percentage_is_ten_points_from_what_was_seen(pair: Pair) -> None:
    n, base = pair
    cell = published(raw("seen", n, base, read_of=5_000))
    if cell.percent is None:
        assert cell.low is None and "%" not in cell.shown
        assert cell.denominator is not None and cell.denominator < 40
    else:
        # To the whole percentage: half a point is of the words, not of the figure.
        assert abs(cell.percent - 100 * n / base) < 10.5


def test_none_and_almost_none_are_not_told_apart() -> None:
    assert published(raw("a", 0, 40)).shown == published(raw("b", 2, 41)).shown
    assert "almost none" in published(raw("a", 0, 40)).shown
    assert published(raw("a", 38, 38)).shown == published(raw("b", 40, 42)).shown


def test_an_order_of_the_same_questions_asks_the_same() -> None:
    asked = suppress.question_key(measure="seen", group={"area": "a", "age": "b"}, last=None)
    assert asked == suppress.question_key(
        last=None, group={"age": "b", "area": "a"}, measure="seen"
    )
    assert asked != suppress.question_key(
        last=None, group={"age": "b", "area": "c"}, measure="seen"
    )
