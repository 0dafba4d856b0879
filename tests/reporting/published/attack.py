"""An attacker who has everything that was published, and tries every table that could be behind it.

It knows the rules of rounding and withholding, which parts make up which whole, whom the complement
counts and how many files were read for all questions alike. It knows nothing of ``audit``: it does
not reason, it counts. A number is safe while enough values of it are possible in some whole table.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product

from sightline.reporting.published.content import Cell

Values = tuple[int, int]
"""Numerator and base."""

MOST = 60
"""No base of the generated tables is larger."""


def of_cell(cell: Cell, is_small: bool) -> list[Values]:
    """Every pair that rounds to what a cell shows; of a withheld one, every pair that is withheld.

    ``is_small``: the attacker has learnt elsewhere that its base is under 10.
    """
    if cell.withheld:
        most = 9 if is_small else MOST
        return [(n, d) for d in range(most + 1) for n in range(d + 1)]
    assert cell.numerator is not None and cell.denominator is not None
    if cell.exact:
        return [(cell.numerator, cell.denominator)]
    return [
        (n, d)
        for d in _rounding_to(cell.denominator)
        for n in _rounding_to(cell.numerator)
        if n <= d and d >= 10
    ]


def _rounding_to(number: int) -> Iterator[int]:
    return (each for each in range(max(0, number - 4), number + 5) if 5 * round(each / 5) == number)


def possible(
    cells: Mapping[str, Cell],
    parts: Mapping[tuple[str, str], Sequence[str]],
    small: set[str],
    holds: Callable[[str, Values], bool] = lambda _, __: True,
) -> dict[str, tuple[set[int], set[int]]]:
    """The numerators and bases that are possible of each figure, in tables that add up.

    ``parts``: by whole and axis. ``holds``: what else the attacker knows of one figure. Wholes that
    are divided in two ways must be the same in both.
    """
    each = {
        id_: [pair for pair in of_cell(cell, id_ in small) if holds(id_, pair)]
        for id_, cell in cells.items()
    }
    wholes: dict[str, set[Values]] = {}
    for (whole, _), some in parts.items():
        sums = _sums([each[part] for part in some])
        wholes[whole] = wholes.get(whole, set(each[whole])) & sums
    found = {id_: (set(), set()) for id_ in cells}  # type: dict[str, tuple[set[int], set[int]]]
    for (whole, _), some in parts.items():
        _keep(found[whole], wholes[whole])
        for place, part in enumerate(some):
            others = _sums([each[other] for n, other in enumerate(some) if n != place])
            fits = {
                (n, d)
                for n, d in each[part]
                if any((w - n, v - d) in others for w, v in wholes[whole])
            }
            _keep(found[part], fits)
    for id_ in cells:
        if not any(id_ in (whole, *some) for (whole, _), some in parts.items()):
            _keep(found[id_], set(each[id_]))
    return found


def _sums(lists: Sequence[Sequence[Values]]) -> set[Values]:
    sums: set[Values] = {(0, 0)}
    for some in lists:
        sums = {(n + m, d + e) for n, d in sums for m, e in some}
    return sums


def _keep(found: tuple[set[int], set[int]], pairs: set[Values]) -> None:
    found[0].update(n for n, _ in pairs)
    found[1].update(d for _, d in pairs)


def of_complements(one: Cell, other: Cell) -> tuple[set[int], set[int]]:
    """What is possible of two figures that count all of one base between them: base, numerator."""
    pairs = [
        (n, d)
        for (n, d), (m, e) in product(of_cell(one, False), of_cell(other, False))
        if d == e and n + m == d
    ]
    return {d for _, d in pairs}, {n for n, _ in pairs}


def of_sample(cells: Sequence[Cell], read: Cell) -> dict[str, tuple[set[int], set[int], set[int]]]:
    """Base, not applicable and not known, where all questions were asked of the same files.

    ``read``: how many these were, as it was published.
    """
    shown = [cell for cell in cells if cell.not_applicable is not None]
    triples: dict[str, dict[int, list[tuple[int, int, int]]]] = {}
    for cell in shown:
        assert cell.not_applicable is not None and cell.unknown is not None
        by_files: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
        bases = {d for _, d in of_cell(cell, False)}
        beside = product(bases, _rounding_to(cell.not_applicable), _rounding_to(cell.unknown))
        for d, a, u in beside:
            by_files[d + a + u].append((d, a, u))
        triples[cell.id] = by_files
    files = set.intersection(*(set(some) for some in triples.values())) if triples else set()
    if read.numerator is not None:
        files &= set(_rounding_to(read.numerator))
    return {
        id_: tuple({row[n] for each in files for row in some[each]} for n in range(3))  # type: ignore[misc]
        for id_, some in triples.items()
    }
