"""What a reader can work out from everything that is published: an attack, made before they do.

Each published number leaves a few values possible (15 may be 13 to 17). Parts add up to wholes,
those of whom it is so and those of whom it is not add up to the base, and of each file read a
question was answered, did not apply or was not known. These sums narrow what is possible; a value
is ruled out if, were it so, some sum could not hold.

It says too little possible rather than too much: what it calls safe is safe from these sums.
``tests/reporting/published/attack.py`` tries every table instead, and knows nothing of this file.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sightline.reporting.published.content import Cell, CellKind

SAFE = 3
"""So many values must stay possible for every number of people. Rounding leaves three at least."""

ENDLESS = 10**9
"""More than there are people: nothing is known from above."""

_LEAST, _STEP = 10, 5

Range = tuple[int, int]
Numbers = dict[str, Range]
"""From and to, both included, by a number's name: a question and ``n``, ``d``, ``f``, ``a``, ``u``.

Numerator, base, those of the base of whom it was not so, not applicable, not known."""


@dataclass(frozen=True, slots=True)
class Sum:
    """Numbers, each so many times, that come to something from ``low`` to ``high``."""

    terms: tuple[tuple[str, int], ...]
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of every number, the sums between them, and which must stay hidden."""

    ranges: Numbers
    sums: Sequence[Sum]
    hidden: frozenset[str]


def told_by(
    cells: Iterable[Cell],
    small: Collection[str] = (),
    bands: Mapping[str, Range] | None = None,
) -> Told:
    """What published figures tell. ``small``: questions withheld because their base is under 10.

    ``bands``: ratings in percent, from and below, that are published with a question.
    """
    shown = {cell.question or f"only {cell.id}": cell for cell in cells
             if cell.kind is not CellKind.FACT}  # fmt: skip
    ranges: Numbers = {}
    hidden: set[str] = set()
    sums: list[Sum] = []
    for question, cell in shown.items():
        own = _ranges(cell, question in small)
        ranges |= {f"{question} {name}": each for name, each in own.items()}
        if not cell.exact:
            hidden |= {f"{question} {name}" for name in own}
        ranges[f"{question} f"] = (0, ENDLESS)
        made_up = ((f"{question} n", 1), (f"{question} f", 1), (f"{question} d", -1))
        sums.append(Sum(made_up, 0, 0))
    sums += _of_wholes(shown, ranges)
    sums += _of_complements(shown)
    sums += _of_samples(shown, ranges)
    for question, (low, below) in (bands or {}).items():
        if question in shown:
            n, d = f"{question} n", f"{question} d"
            if low:
                sums.append(Sum(((n, 100), (d, -low)), 0, ENDLESS))
            sums.append(Sum(((n, 100), (d, -below)), -ENDLESS, -1 if below <= 100 else ENDLESS))
    return Told(ranges, sums, frozenset(hidden))


def first_pinned(told: Told, questions: Collection[str]) -> str | None:
    """The question of a hidden number of which too few values are possible; None if there is none.

    Only what hangs together with ``questions`` is looked at: the rest was looked at before.
    """
    for group in _groups(told, questions):
        net = _Net({name: told.ranges[name] for name in group}, told.sums)
        found = net.narrowed(net.start, None)
        if found is None:
            raise AssertionError("published figures contradict one another")
        net.start = found
        for name in sorted(group & told.hidden):
            if net.possible(name, SAFE) < SAFE:
                return name.rpartition(" ")[0]
    return None


def _ranges(cell: Cell, small: bool) -> Numbers:
    """What a figure tells by itself."""
    if cell.withheld:
        base = (0, _LEAST - 1) if small else (0, ENDLESS)
        return {"n": base, "d": base, "a": (0, ENDLESS), "u": (0, ENDLESS)}
    if cell.exact:
        n = cell.numerator or 0
        d = n if cell.denominator is None else cell.denominator
        beside = {"a": cell.not_applicable, "u": cell.unknown}
        return {"n": (n, n), "d": (d, d)} | {
            name: (0, ENDLESS) if each is None else (each, each) for name, each in beside.items()
        }
    n_range = _of_rounded(cell.numerator)
    if cell.denominator is None:
        n_range = max(_LEAST, n_range[0]), n_range[1]
        d_range = n_range
    else:
        low, high = _of_rounded(cell.denominator)
        d_range = max(_LEAST, low), high
    return {"n": n_range, "d": d_range, "a": _of_rounded(cell.not_applicable),
            "u": _of_rounded(cell.unknown)}  # fmt: skip


def _of_rounded(number: int | None) -> Range:
    if number is None:
        return 0, ENDLESS
    return max(0, number - _STEP // 2), number + _STEP // 2


# --- sums ------------------------------------------------------------------------------------


def _of_wholes(shown: Mapping[str, Cell], ranges: Numbers) -> Iterator[Sum]:
    parts: dict[tuple[str, str], list[str]] = defaultdict(list)
    for question, cell in shown.items():
        if cell.whole:
            parts[cell.whole, cell.axis].append(question)
    for (whole, _), some in parts.items():
        for name in "nfdau":
            # A whole that nobody published still holds two ways of dividing it together.
            ranges.setdefault(f"{whole} {name}", (0, ENDLESS))
            terms = tuple((f"{part} {name}", 1) for part in sorted(some))
            yield Sum((*terms, (f"{whole} {name}", -1)), 0, 0)


def _of_complements(shown: Mapping[str, Cell]) -> Iterator[Sum]:
    for question, cell in shown.items():
        other = cell.complement
        if other in shown:
            yield Sum(
                ((f"{question} n", 1), (f"{other} n", 1), (f"{question} d", -1)), 0, 0
            )  # fmt: skip
            yield Sum(((f"{question} d", 1), (f"{other} d", -1)), 0, 0)


def _of_samples(shown: Mapping[str, Cell], ranges: Numbers) -> Iterator[Sum]:
    for question, cell in shown.items():
        if cell.sample:
            files = f"sample {cell.sample} d"
            ranges.setdefault(files, (0, ENDLESS))
            # A count of a sample is of all its files; a share, of those it could be told of.
            names = "d" if cell.kind is CellKind.COUNT else "dau"
            answered = tuple((f"{question} {name}", 1) for name in names)
            yield Sum((*answered, (files, -1)), 0, 0)


def _groups(told: Told, questions: Collection[str]) -> Iterator[set[str]]:
    """Numbers that hang together by sums, of the groups in which the questions stand."""
    beside: dict[str, list[Sum]] = defaultdict(list)
    for each in told.sums:
        for name, _ in each.terms:
            beside[name].append(each)
    seen: set[str] = set()
    for start in sorted(told.ranges):
        if start in seen or start.rpartition(" ")[0] not in questions:
            continue
        group, waiting = {start}, deque([start])
        while waiting:
            for each in beside[waiting.popleft()]:
                for name, _ in each.terms:
                    if name not in group:
                        group.add(name)
                        waiting.append(name)
        seen |= group
        yield group


# --- ruling values out -----------------------------------------------------------------------


class _Net:
    """Ranges and the sums between them."""

    def __init__(self, start: Numbers, sums: Iterable[Sum]) -> None:
        self.start = start
        self.of: dict[str, list[Sum]] = {name: [] for name in start}
        for each in sums:
            if each.terms[0][0] in start:
                for name, _ in each.terms:
                    self.of[name].append(each)

    def narrowed(self, ranges: Numbers, changed: str | None) -> Numbers | None:
        """The ranges as the sums leave them; None where nothing is possible."""
        now = dict(ranges)
        names = now if changed is None else (changed,)
        waiting = deque(dict.fromkeys(each for name in names for each in self.of[name]))
        queued = set(map(id, waiting))
        while waiting:
            each = waiting.popleft()
            queued.discard(id(each))
            for name in _tightened(each, now):
                if now[name][0] > now[name][1]:
                    return None
                for other in self.of[name]:
                    if id(other) not in queued:
                        queued.add(id(other))
                        waiting.append(other)
        return now

    def possible(self, name: str, enough: int) -> int:
        """How many values of a number are possible, counted up to ``enough``."""
        low, high = self.start[name]
        found = 0
        for value in range(low, min(high, low + 4 * _STEP * enough) + 1):
            if self.narrowed({**self.start, name: (value, value)}, name) is not None:
                found += 1
                if found == enough:
                    break
        return found


def _tightened(each: Sum, now: Numbers) -> list[str]:
    """Narrows the numbers of one sum by what the others leave, and names those that changed."""
    least = sum(c * now[name][0 if c > 0 else 1] for name, c in each.terms)
    most = sum(c * now[name][1 if c > 0 else 0] for name, c in each.terms)
    changed = []
    for name, c in each.terms:
        low, high = now[name]
        own_least, own_most = (c * low, c * high) if c > 0 else (c * high, c * low)
        # c times this number lies between what is asked for and the most, or least, of the others.
        from_, to = each.low - (most - own_most), each.high - (least - own_least)
        if c < 0:
            from_, to = -to, -from_
        size = abs(c)
        new = max(low, -(-from_ // size)), min(high, to // size)
        if new != (low, high):
            now[name] = new
            least += (c * new[0] if c > 0 else c * new[1]) - own_least
            most += (c * new[1] if c > 0 else c * new[0]) - own_most
            changed.append(name)
            if new[0] > new[1]:
                return changed
    return changed
