"""The one decision that every generated thing is made of: a whole number from a range.

The builders ask for numbers and never know who answers. Hypothesis answers in the tests, so that
a failure shrinks; a seeded random generator answers where the same examples are wanted on every
machine and with every version of Hypothesis. The first option is always the simplest.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from functools import cache
from random import Random
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

T = TypeVar("T")


class Choices(ABC):
    """Decides, one number at a time."""

    @abstractmethod
    def integer(self, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``, both included; ``low`` is the simplest."""

    def pick(self, options: Sequence[T]) -> T:
        """One of the options."""
        return options[self.integer(0, len(options) - 1)]

    def chance(self, percent: int) -> bool:
        """True so often in a hundred; False is simpler."""
        return self.integer(0, 99) >= 100 - percent

    def weighted(self, *options: tuple[int, T]) -> T:
        """One of the options, each as often as its weight says."""
        at = self.integer(0, sum(weight for weight, _ in options) - 1)
        for weight, option in options:
            if at < weight:
                return option
            at -= weight
        raise AssertionError("the weights do not add up")

    def some(self, options: Sequence[T], percent: int) -> tuple[T, ...]:
        """Those of the options that are kept, each so often in a hundred."""
        return tuple(option for option in options if self.chance(percent))


class Drawn(Choices):
    """Hypothesis decides."""

    def __init__(self, draw: DrawFn) -> None:
        self._draw = draw

    def integer(self, low: int, high: int) -> int:
        """As in Choices."""
        return low if low == high else self._draw(_integers(low, high))


class Seeded(Choices):
    """A seed decides, the same everywhere and for ever."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)

    def integer(self, low: int, high: int) -> int:
        """As in Choices."""
        return self._random.randint(low, high)


@cache
def _integers(low: int, high: int) -> SearchStrategy[int]:
    return st.integers(low, high)
