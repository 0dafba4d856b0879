"""Which files are read: an order that anybody can work out again from the seed and the frame.

The order of a file in its stratum is the SHA-256 of the text ``seed,stratum,file``, in UTF-8, as
hexadecimal digits; the smallest comes first. It hangs on nothing else, so that another file in the
frame changes nobody's order, and a sheet and ``sha256sum`` are enough to check it.

A seed and a file hold no comma, so the first and the last comma part the three; a stratum may.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from hashlib import sha256
from itertools import pairwise
from math import ceil

from sightline.engine.inspection.allotment import Allotted, allot, caveat_of

SECOND = "/second"
"""What follows the seed in the order that says which files two people judge."""

_FILE = re.compile(r"[A-Za-z0-9._:/-]+")
"""What a file is called: all of it sorts after a comma, so that lines sort as files do."""


@dataclass(frozen=True, slots=True)
class Framed:
    """A file of the frame, and the stratum to which it belongs; blank where there are none.

    Raises ValueError for what could not be told apart again in a line of text.
    """

    file: str
    stratum: str

    def __post_init__(self) -> None:
        if not _FILE.fullmatch(self.file):
            raise ValueError(
                f"{self.file!r} cannot be a file's name in a frame: letters, digits and . _ : / - "
                "are known."
            )
        if self.stratum != self.stratum.strip() or not _one_line(self.stratum):
            raise ValueError(
                f"The stratum {self.stratum!r} begins or ends with a space, or is not one line."
            )


@dataclass(frozen=True, slots=True)
class Drawn:
    """A file that was drawn. ``order``: its SHA-256. ``place``: in its stratum's order, from 1.

    ``reserve``: it is judged only in the place of another. ``twice``: two people judge it.
    ``weight``: that of its stratum.
    """

    file: str
    stratum: str
    order: str
    place: int
    reserve: bool
    twice: bool
    weight: Fraction


@dataclass(frozen=True, slots=True)
class Sample:
    """A draw: stratum by stratum in order of their names, each file in its place.

    ``files``: how many the frame holds. ``size``: how many are to be judged.
    """

    seed: str
    frame_digest: str
    files: int
    size: int
    strata: Mapping[str, Allotted]
    drawn: tuple[Drawn, ...]

    @property
    def sampled(self) -> tuple[Drawn, ...]:
        """Those to be judged."""
        return tuple(each for each in self.drawn if not each.reserve)

    @property
    def reserves(self) -> tuple[Drawn, ...]:
        """Those that stand by."""
        return tuple(each for each in self.drawn if each.reserve)

    @property
    def representative(self) -> bool:
        """Whether each stratum has its part of the sample, as far as whole files allow."""
        return not any(each.forced or not each.share for each in self.strata.values())

    @property
    def caveat(self) -> str:
        """What has to be said with every percentage that is not weighted; blank where nothing."""
        return caveat_of(self.strata)


def frame_digest(frame: Iterable[Framed]) -> str:
    """The SHA-256 of the frame: one line ``file,stratum`` a file, in order of the files.

    Every line ends with a line feed; UTF-8. Raises ValueError where a file stands in it twice.
    """
    lines = "".join(f"{each.file},{each.stratum}\n" for each in _in_order(frame))
    return sha256(lines.encode()).hexdigest()


def order_of(seed: str, stratum: str, file: str) -> str:
    """The order of a file: the SHA-256 of ``seed,stratum,file`` as hexadecimal digits.

    Raises ValueError for a seed that is blank, holds a comma, or is not one line.
    """
    _check_seed(seed)
    return sha256(f"{seed},{stratum},{file}".encode()).hexdigest()


def draw(
    frame: Iterable[Framed],
    *,
    seed: str,
    size: int,
    minimum: int = 1,
    reserves: int = 0,
    second_share: int = 0,
) -> Sample:
    """Draw ``size`` files of a frame; the same seed and frame give the same, in any order given.

    ``minimum``: of each stratum, as far as it has so many. ``reserves``: how many more stand by, at
    most, in each stratum. ``second_share``: of those to be judged, in percent and rounded up, how
    many two people judge: those that come first by the seed and ``/second``. A reserve is judged
    twice where it comes before the last of these. Raises ValueError, with a sentence.
    """
    files = _in_order(frame)
    if reserves < 0:
        raise ValueError(f"There cannot be {reserves} reserves.")
    strata = allot(Counter(each.stratum for each in files), size, minimum)
    ordered: dict[str, list[tuple[str, Framed]]] = {name: [] for name in strata}
    for each in files:
        ordered[each.stratum].append((order_of(seed, each.stratum, each.file), each))
    drawn = [
        Drawn(each.file, name, order, place, place > allotted.share, False, allotted.weight)
        for name, allotted in strata.items()
        for place, (order, each) in enumerate(
            sorted(ordered[name], key=lambda pair: pair[0])[: allotted.share + reserves], start=1
        )
    ]
    twice = _twice(drawn, seed, second_share)
    return Sample(
        seed=seed,
        frame_digest=frame_digest(files),
        files=len(files),
        size=size,
        strata=strata,
        drawn=tuple(replace(each, twice=each.file in twice) for each in drawn),
    )


def _twice(drawn: Sequence[Drawn], seed: str, share: int) -> set[str]:
    """The files that two people judge; where all that are to be judged are, all reserves too."""
    if not 0 <= share <= 100:
        raise ValueError(f"A share is 0 to 100 percent, not {share}.")
    orders = {each.file: order_of(f"{seed}{SECOND}", each.stratum, each.file) for each in drawn}
    sampled = sorted(orders[each.file] for each in drawn if not each.reserve)
    number = ceil(Fraction(share * len(sampled), 100))
    if number == len(sampled):
        return set(orders)
    return {file for file, order in orders.items() if number and order <= sampled[number - 1]}


def next_reserve(sample: Sample, stratum: str, used: Collection[str]) -> Drawn | None:
    """The reserve of a stratum that comes next; None where all are used.

    ``used``: the files that took the place of another already, or were excluded themselves.
    """
    left = (r for r in sample.reserves if r.stratum == stratum and r.file not in used)
    return min(left, key=lambda reserve: reserve.place, default=None)


def _in_order(frame: Iterable[Framed]) -> list[Framed]:
    files = sorted(frame, key=lambda each: each.file)
    for before, after in pairwise(files):
        if before.file == after.file:
            raise ValueError(f"The file {after.file} stands in the frame twice.")
    return files


def _check_seed(seed: str) -> None:
    if not seed or seed != seed.strip() or "," in seed or not _one_line(seed):
        raise ValueError(
            f"{seed!r} cannot be a seed: it is one line of text, without a comma, and does not "
            "begin or end with a space."
        )


def _one_line(text: str) -> bool:
    return text.isprintable()
