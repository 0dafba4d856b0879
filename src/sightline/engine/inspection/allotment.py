"""How many files of each stratum: by its part of the frame, in whole files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Allotted:
    """What a stratum comes to. ``files``: in the frame. ``share``: how many of them are judged.

    ``forced``: its part would be less than the minimum, which was given. ``weight``: what each
    judged file stands for, (files / all files) / (share / size): 1 where the part is exact, and 0
    where none is judged.
    """

    files: int
    share: int
    forced: bool
    weight: Fraction


def allot(counts: Mapping[str, int], size: int, minimum: int = 1) -> dict[str, Allotted]:
    """Share ``size`` files out over strata, in order of their names; those without a file stay out.

    In proportion, by largest remainder (Hamilton's rule): whole files first, then one each to the
    largest remainders; of equal ones to the larger stratum, then to the first name. At least
    ``minimum`` of each stratum, or all that it has. Raises ValueError, with a sentence, where so
    many files cannot be shared out so.
    """
    if minimum < 0:
        raise ValueError(f"The minimum of a stratum cannot be {minimum}.")
    held = {name: counts[name] for name in sorted(counts) if counts[name]}
    total = sum(held.values())
    least = {name: min(minimum, files) for name, files in held.items()}
    if any(files < 0 for files in held.values()):
        raise ValueError("A stratum cannot hold fewer than no files.")
    if not 1 <= size <= total:
        raise ValueError(f"{size} files cannot be drawn from a frame of {total}.")
    if sum(least.values()) > size:
        raise ValueError(
            f"{size} files are too few for {len(held)} strata with {minimum} of each: divide the "
            "frame by less, or read more files."
        )
    forced: dict[str, int] = {}
    while True:
        free = {name: files for name, files in held.items() if name not in forced}
        shares = _in_proportion(free, size - sum(forced.values())) | forced
        short = {name: least[name] for name in free if shares[name] < least[name]}
        if not short:
            break
        forced |= short
    return {
        name: Allotted(
            files, shares[name], name in forced, _weight(files, total, shares[name], size)
        )
        for name, files in held.items()
    }


def _in_proportion(counts: Mapping[str, int], size: int) -> dict[str, int]:
    """Hamilton's rule: never more than one from the exact part, nor more than there are."""
    total = sum(counts.values())
    if not total:
        return {}
    shares = {name: size * files // total for name, files in counts.items()}
    left = size - sum(shares.values())
    by_remainder = sorted(
        counts, key=lambda name: (-(size * counts[name] % total), -counts[name], name)
    )
    for name in by_remainder[:left]:
        shares[name] += 1
    return shares


def _weight(files: int, total: int, share: int, size: int) -> Fraction:
    return Fraction(files * size, total * share) if share else Fraction(0)


def caveat_of(strata: Mapping[str, Allotted]) -> str:
    """What has to be said with every percentage that is not weighted; blank where nothing."""
    forced = [_named(name) for name, each in strata.items() if each.forced]
    without = [_named(name) for name, each in strata.items() if not each.share]
    said = []
    if forced:
        said.append(
            "Not representative of all files: more were drawn than their part of "
            f"{'; '.join(forced)}, so that none is left out."
        )
    if without:
        said.append(f"Not representative of {'; '.join(without)}: no file was drawn.")
    return " ".join(said)


def _named(stratum: str) -> str:
    return stratum or "files in no stratum"
