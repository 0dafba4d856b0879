"""Dealing: exact numbers of a trait at random over some files, as cards are dealt from a pack."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from sightline.synth.dice import Dice
from sightline.synth.nation.targets import Share

T = TypeVar("T")


def shuffled(dice: Dice, pack: Iterable[T]) -> list[T]:
    """The pack in a random order."""
    cards = list(pack)
    for last in range(len(cards) - 1, 0, -1):
        other = dice.between(0, last)
        cards[last], cards[other] = cards[other], cards[last]
    return cards


def draw(dice: Dice, pack: Iterable[T], number: int) -> list[T]:
    """So many cards of the pack. Raises ValueError where it has fewer."""
    cards = shuffled(dice, pack)
    if number > len(cards):
        raise ValueError(f"{number} cannot be drawn from {len(cards)}")
    return cards[:number]


def draw_known(dice: Dice, pack: Sequence[T], share: Share) -> tuple[list[T], list[T]]:
    """Those of whom it is so, and those of whom nobody knows; of the rest it is not so."""
    cards = draw(dice, pack, len(pack))
    return cards[: share.yes], cards[share.of :]


def draw_rather(
    dice: Dice, likely: Iterable[T], others: Iterable[T], number: int, part: float
) -> list[T]:
    """So many cards, of which a ``part`` comes from the likely ones, or all that there are."""
    first = shuffled(dice, likely)
    from_first = min(len(first), round(number * part))
    second = draw(dice, others, max(0, number - from_first))
    return first[:from_first] + second
