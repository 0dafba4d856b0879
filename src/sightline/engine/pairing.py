"""The obligations of two evaluations, each beside the same one of the other."""

from __future__ import annotations

from collections.abc import Iterable

KEY = ("duty", "part", "file", "trigger", "step", "period")
"""What an obligation's identity is made of, whatever standard, records and day it is judged by."""


def paired(first: str, second: str, columns: Iterable[str]) -> str:
    """SQL for two tables of ``engine.rows`` put side by side by identity.

    ``first``, ``second``: their names. The result has the columns of ``KEY`` and, of each of
    ``columns``, one with ``_a`` and one with ``_b``; an obligation that only one table has is null
    in the other's. ``duty_a`` and ``duty_b`` say which of the two have it.
    """
    same = " and ".join(f"a.{name} is not distinct from b.{name}" for name in KEY)
    keys = ", ".join(f"coalesce(a.{name}, b.{name}) as {name}" for name in KEY)
    both = ", ".join(f"a.{n} as {n}_a, b.{n} as {n}_b" for n in ("duty", *columns))
    return f"(select {keys}, {both} from {first} a full outer join {second} b on {same})"
