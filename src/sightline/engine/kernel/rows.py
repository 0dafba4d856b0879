"""What an evaluation found, as columns, as a table and as the model's obligations."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sightline.engine.kernel.judge import STATES, Owed
from sightline.engine.kernel.moments import NONE, Ints
from sightline.engine.kernel.view import View
from sightline.engine.model import Moment, Note, Obligation, Outcome, State, UnknownTrigger
from sightline.engine.rows import SCHEMA, UNKNOWN_SCHEMA
from sightline.standard.model import BIRTHDAY_TRIGGER


@dataclass
class Rows:
    """Obligations and unknown triggers of many files."""

    view: View
    parts: list[tuple[str, str, Owed, Ints, Ints]] = field(default_factory=list)
    """By duty and part: obligations, unknown triggers, and files whose birthday is one."""

    def add(self, duty: str, part: str, found: Owed, facts: Ints, birthdays: Ints) -> None:
        """What was found of one part."""
        self.parts.append((duty, part, found, facts, birthdays))

    def to_arrow(self) -> pa.Table:
        """Obligations as a table of ``SCHEMA``, in the order of section 8."""
        if not self.parts:
            return SCHEMA.empty_table()
        parts = [(duty, part, found) for duty, part, found, _, _ in self.parts]
        parts.sort(key=lambda one: one[:2])
        table = pa.concat_tables([self._table(*one) for one in parts])
        files = [self.view.subject[found.who.file] for _, _, found in parts]
        place = np.concatenate([file * len(parts) + n for n, file in enumerate(files)])
        return table.take(_order(place, table))

    def _table(self, duty: str, part: str, found: Owed) -> pa.Table:
        count = len(found)
        columns: dict[str, Any] = {
            "file": self._file(found.who.file),
            "duty": _same(duty, count),
            "part": _same(part, count),
            "trigger": self._trigger(found.who.fact),
            "step": _numbers(found.step, pa.int32(), found.step == 0),
            "period": _numbers(found.period, pa.int32()),
            "rule": _numbers(found.rule, pa.int32()),
            "met_by": self._id(found.met.fact),
            "entered": _numbers(found.entered, pa.int64()),
            "lapsed_by": self._id(found.lapsed.fact),
            "excused_by": self._id(found.excused),
            "breaches": self._breaches(found),
            "booked": _numbers(found.booked, pa.int32()),
            "state": _STATES.take(pa.array(found.state)),
            "notes": _numbers(found.notes, pa.int32()),
        }
        moments = {
            "opened": found.opened,
            "due": found.due,
            "met": found.met.moment,
            "lapsed": found.lapsed.moment,
        }
        for name, moment in moments.items():
            columns[f"{name}_day"] = _numbers(moment.day, pa.int32())
            columns[f"{name}_minute"] = _numbers(moment.minute, pa.int64())
        return pa.table([columns[name] for name in SCHEMA.names], schema=SCHEMA)

    def _file(self, file: Ints) -> pa.Array:
        return self.view.bucket.subjects.ids.take(pa.array(self.view.subject[file]))

    def _id(self, fact: Ints) -> pa.Array:
        if not len(self.view):
            return pa.nulls(len(fact), pa.string())
        row = self.view.root[np.where(fact < 0, 0, fact)]
        return self.view.bucket.rows.id.take(pa.array(row, mask=fact < 0))

    def _trigger(self, fact: Ints) -> pa.Array:
        return self._id(fact).fill_null(BIRTHDAY_TRIGGER)

    def _breaches(self, found: Owed) -> pa.Array:
        count, facts = found.breaches
        offsets = np.concatenate([[0], np.cumsum(count)]).astype(np.int32)
        return pa.ListArray.from_arrays(pa.array(offsets), self._id(facts))

    def unknown(self) -> pa.Table:
        """Unknown triggers as a table."""
        tables = [UNKNOWN_SCHEMA.empty_table()]
        for duty, part, _, facts, birthdays in self.parts:
            ids = pa.concat_arrays([self._id(facts), _same(BIRTHDAY_TRIGGER, len(birthdays))])
            files = self._file(np.concatenate([self.view.file[facts], birthdays]))
            count = len(ids)
            columns = [_same(duty, count), _same(part, count), files, ids]
            tables.append(pa.table(columns, schema=UNKNOWN_SCHEMA))
        return pa.concat_tables(tables)

    def to_outcomes(self) -> Outcome:
        """Everything in the words of the model, in order of the keys."""
        obligations = map(_obligation, self.to_arrow().to_pylist())
        unknown = [UnknownTrigger(**row) for row in self.unknown().to_pylist()]
        unknown.sort(key=lambda u: (u.file, u.duty, u.part, u.trigger))
        return Outcome(tuple(obligations), tuple(unknown))


_STATES = pa.array([state.value for state in STATES])


def _order(place: Ints, table: pa.Table) -> pa.Array:
    """The order of rows by a number for file, duty and part, then by trigger, step and period.

    One number for the first three costs half as much as three columns of text.
    """
    columns = {
        "place": pa.array(place),
        "trigger": table["trigger"],
        "step": pc.fill_null(table["step"], 0),
        "period": pc.fill_null(table["period"], 0),
    }
    return pc.sort_indices(pa.table(columns), [(name, "ascending") for name in columns])


def _same(text: str, count: int) -> pa.Array:
    return pa.repeat(pa.scalar(text, pa.string()), count)


def _numbers(values: Ints, type_: pa.DataType, missing: Any = None) -> pa.Array:
    gone = (values == NONE) if missing is None else missing
    if not gone.any():
        return pa.array(values.astype(type_.to_pandas_dtype()))
    return pa.array(np.where(gone, 0, values).astype(type_.to_pandas_dtype()), mask=gone)


def _obligation(row: dict[str, Any]) -> Obligation:
    told = dict(row)
    for name in ("opened", "due", "met", "lapsed"):
        day, minute = told.pop(f"{name}_day"), told.pop(f"{name}_minute")
        told[name] = None if day is None else Moment(day, minute)
    told["state"] = State(row["state"])
    told["notes"], told["breaches"] = Note(row["notes"]), tuple(row["breaches"])
    return Obligation(**told)
