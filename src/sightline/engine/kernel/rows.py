"""What an evaluation found, as columns, as a table and as the model's obligations."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from sightline.engine.kernel.judge import STATES, Owed
from sightline.engine.kernel.moments import NONE, Ints
from sightline.engine.kernel.ordered import Ordered, ids_of, trigger_ids
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
        parts = sorted((one for one in self.parts if len(one[2])), key=lambda one: one[:2])
        if not parts:
            return SCHEMA.empty_table()
        found = Ordered(self.view, [owed for _, _, owed, _, _ in parts])
        number = pa.array(found.part)
        columns = {
            "file": self._file(found.ints(lambda owed: owed.who.file)),
            "duty": pa.array([duty for duty, *_ in parts]).take(number),
            "part": pa.array([part for _, part, *_ in parts]).take(number),
            "trigger": trigger_ids(self.view, found.ints(lambda owed: owed.who.fact)),
            "step": found.numbers(lambda owed: np.where(owed.step, owed.step, NONE), pa.int32()),
            "period": found.numbers(lambda owed: owed.period, pa.int32()),
            "rule": found.numbers(lambda owed: owed.rule, pa.int32()),
            **found.moments("opened", lambda owed: owed.opened),
            **found.moments("due", lambda owed: owed.due),
            **found.moments("met", lambda owed: owed.met.moment),
            "met_by": found.ids(lambda owed: owed.met.fact),
            "entered": found.numbers(lambda owed: owed.entered, pa.int64()),
            **found.moments("lapsed", lambda owed: owed.lapsed.moment),
            "lapsed_by": found.ids(lambda owed: owed.lapsed.fact),
            "excused_by": found.ids(lambda owed: owed.excused),
            "breaches": found.breaches(),
            "booked": found.numbers(lambda owed: owed.booked, pa.int32()),
            "state": _STATES.take(pa.array(found.ints(lambda owed: owed.state))),
            "notes": found.numbers(lambda owed: owed.notes, pa.int32()),
        }
        return pa.table(columns, schema=SCHEMA)

    def _file(self, file: Ints) -> pa.Array:
        return self.view.bucket.subjects.ids.take(pa.array(self.view.subject[file]))

    def _day(self, facts: Ints) -> Ints:
        """The days on which facts began; NONE of those only planned."""
        start = self.view.start[facts]
        return np.where(start.there, start.day, NONE)

    def unknown(self) -> pa.Table:
        """Unknown triggers as a table."""
        tables = [UNKNOWN_SCHEMA.empty_table()]
        for duty, part, _, facts, birthdays in self.parts:
            if not len(facts) and not len(birthdays):
                continue
            ids = pa.concat_arrays(
                [ids_of(self.view, facts), _same(BIRTHDAY_TRIGGER, len(birthdays))]
            )
            files = self._file(np.concatenate([self.view.file[facts], birthdays]))
            count = len(ids)
            days = np.concatenate([self._day(facts), np.full(len(birthdays), NONE)])
            day = pa.array(days, pa.int32(), mask=days == NONE)
            columns = [_same(duty, count), _same(part, count), files, ids, day]
            tables.append(pa.table(columns, schema=UNKNOWN_SCHEMA))
        return pa.concat_tables(tables)

    def to_outcomes(self) -> Outcome:
        """Everything in the words of the model, in order of the keys."""
        obligations = map(_obligation, self.to_arrow().to_pylist())
        unknown = [UnknownTrigger(**row) for row in self.unknown().to_pylist()]
        unknown.sort(key=lambda u: (u.file, u.duty, u.part, u.trigger))
        return Outcome(tuple(obligations), tuple(unknown))


_STATES = pa.array([state.value for state in STATES])


def _same(text: str, count: int) -> pa.Array:
    return pa.repeat(pa.scalar(text, pa.string()), count)


def _obligation(row: dict[str, Any]) -> Obligation:
    told = dict(row)
    for name in ("opened", "due", "met", "lapsed"):
        day, minute = told.pop(f"{name}_day"), told.pop(f"{name}_minute")
        told[name] = None if day is None else Moment(day, minute)
    told["state"] = State(row["state"])
    told["notes"], told["breaches"] = Note(row["notes"]), tuple(row["breaches"])
    return Obligation(**told)
