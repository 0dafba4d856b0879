"""The obligations of all parts together, in the order of section 8, column by column."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sightline.engine.kernel.chains import ranges
from sightline.engine.kernel.judge import Owed
from sightline.engine.kernel.moments import NONE, Ints, Moments
from sightline.engine.kernel.view import View
from sightline.standard.model import BIRTHDAY_TRIGGER

Column = Callable[[Owed], Ints]
"""One column of the obligations of a part."""


class Ordered:
    """Columns of all obligations; ``parts`` are in order of duty and part.

    Each column is put in order by itself, as it is asked for, so that no second copy of all of
    them is ever held.
    """

    def __init__(self, view: View, parts: Sequence[Owed]) -> None:
        self._view = view
        self._parts = parts
        sizes = [len(part) for part in parts]
        number = np.repeat(np.arange(len(parts), dtype=np.int64), sizes)
        self._order = self._in_order(view.subject[self._all(_file)] * len(parts) + number)
        self.part = number[self._order]

    def __len__(self) -> int:
        return len(self._order)

    def ints(self, column: Column) -> Ints:
        """A column as numbers."""
        return self._all(column)[self._order]

    def numbers(self, column: Column, type_: pa.DataType) -> pa.Array:
        """A column as an Arrow array, null for NONE."""
        values = self._all(column)
        gone = values == NONE
        if gone.all():
            return pa.nulls(len(values), type_)
        mask = gone[self._order] if gone.any() else None
        values = np.where(gone, 0, values).astype(type_.to_pandas_dtype())
        return pa.array(values[self._order], mask=mask)

    def moments(self, name: str, column: Callable[[Owed], Moments]) -> dict[str, pa.Array]:
        """The two columns of a moment."""
        return {
            f"{name}_day": self.numbers(lambda owed: column(owed).day, pa.int32()),
            f"{name}_minute": self.numbers(lambda owed: column(owed).minute, pa.int64()),
        }

    def ids(self, column: Column) -> pa.Array:
        """A column of facts as their ids, null for none."""
        facts = self._all(column)
        if (facts < 0).all():
            return pa.nulls(len(facts), pa.string())
        return ids_of(self._view, facts[self._order])

    def breaches(self) -> pa.Array:
        """The ids of what broke prohibitions, in lists."""
        count = self._all(lambda owed: owed.breaches[0])
        facts = np.concatenate([part.breaches[1] for part in self._parts])
        first = (np.cumsum(count) - count)[self._order]
        count = count[self._order]
        offsets = np.concatenate([[0], np.cumsum(count)]).astype(np.int32)
        return pa.ListArray.from_arrays(
            pa.array(offsets), ids_of(self._view, facts[ranges(first, count)])
        )

    def _all(self, column: Column) -> Ints:
        return np.concatenate([column(part) for part in self._parts])

    def _in_order(self, place: Ints) -> Ints:
        """The order of rows by a number for file and part, then by trigger, step and period.

        Ids are compared only among the rows of one file and part: text is slow to sort.
        """
        order = np.argsort(place, kind="stable")
        same = np.diff(place[order]) == 0
        tied = np.flatnonzero(np.append(same, False) | np.append(False, same))
        if len(tied):
            rows = order[tied]
            columns = {
                "place": place[rows],
                "trigger": trigger_ids(self._view, self._all(_trigger)[rows]),
                "step": self._all(lambda owed: owed.step)[rows],
                "period": self._all(lambda owed: owed.period)[rows],
            }
            keys = [(name, "ascending") for name in columns]
            order[tied] = rows[pc.sort_indices(pa.table(columns), keys).to_numpy()]
        return order


def _file(owed: Owed) -> Ints:
    return owed.who.file


def _trigger(owed: Owed) -> Ints:
    return owed.who.fact


def ids_of(view: View, fact: Ints) -> pa.Array:
    """The ids of facts, null for -1."""
    if not len(view):
        return pa.nulls(len(fact), pa.string())
    gone = fact < 0
    if not gone.any():
        return view.bucket.rows.id.take(pa.array(view.root[fact]))
    return view.bucket.rows.id.take(pa.array(view.root[np.where(gone, 0, fact)], mask=gone))


def trigger_ids(view: View, fact: Ints) -> pa.Array:
    """The ids of triggers, ``birthday`` for a birthday."""
    return ids_of(view, fact).fill_null(BIRTHDAY_TRIGGER)
