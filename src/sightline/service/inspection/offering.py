"""What the engine offers beside a question: what was owed, as it stood when the sample was drawn.

It is offered and answers nothing: whether good work was done is for whoever reads the file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from uuid import UUID

from sightline.engine.explain import explain
from sightline.engine.model import Moment, State
from sightline.engine.model import Obligation as EngineObligation
from sightline.engine.reference import evaluate
from sightline.service.access import policy
from sightline.service.casework import owed
from sightline.service.files.moments import day_at, minute_at
from sightline.service.files.obligations import instance_of, rows_of
from sightline.service.files.reading import engine_file
from sightline.service.files.rules import rules_told
from sightline.service.files.standard import standard
from sightline.service.files.watching import watching
from sightline.service.inspection.evidence import Item, Then, key_of
from sightline.standard.model import Question

_FIRST = (State.BREACHED, State.OVERDUE, State.LATE, State.UNDATED)
"""The states that are shown first: whoever judges looks for these."""


@dataclass(frozen=True, slots=True)
class Offered:
    """An obligation as it stood: its state, and the reasons for it in sentences.

    ``duty``: its id. ``owner``: whose it was. ``rests_on``: the records, by their facts.
    """

    id: str
    duty: str
    title: str
    state: State
    said: str
    owner: str
    why: tuple[str, ...]
    rests_on: tuple[UUID, ...]

    @property
    def item(self) -> Item:
        """The same as evidence."""
        return Item(key_of({"obligation": self.id}), f"{self.title}. {self.said}")


def offered(of: Then, duties: Collection[str]) -> list[Offered]:
    """What was owed by some duties on a file, as far as they read it, most serious first.

    State and reasons come from the same reference, over the file as known at T, on T.
    """
    known_at = minute_at(of.at)
    on = Moment(day_at(of.at), known_at)
    asked = {duty for duty in duties if duty in standard().duties}
    if not asked:
        return []
    file = engine_file(of.basis.file, of.at)
    place = file.subject.place
    watch = watching([place], on.day)
    kinds = {record.id: record.kind for record in file.records}
    found: list[Offered] = []
    for some, watched in watch.asked(asked, watch.blind.get(place, frozenset())):
        outcome = evaluate(standard(), file, known_at=known_at, on=on, watched=watched, duties=some)
        for one in outcome.obligations:
            (row,) = (instance_of(each) for each in rows_of([one], rules_told(), kinds))
            if not policy.reads_obligation(of.viewer, of.basis, row.kind, row.sensitivities):
                continue
            why = explain(standard(), file, one, known_at=known_at, on=on, watched=watched)
            told = owed.told(row, place, of.at)
            found.append(
                Offered(
                    id=one.id,
                    duty=one.duty,
                    title=told.title,
                    state=one.state,
                    said=why.outcome[0],
                    owner=told.owner,
                    why=(*why.outcome[1:], *why.clock),
                    rests_on=tuple(dict.fromkeys(_rests_on(one))),
                )
            )
    return sorted(found, key=_order)


def of_question(found: Collection[Offered], question: Question) -> list[Offered]:
    """Those that a question offers."""
    return [one for one in found if one.duty in question.offers]


def _order(one: Offered) -> tuple[int, str, str]:
    rank = _FIRST.index(one.state) if one.state in _FIRST else len(_FIRST)
    return rank, one.title, one.id


def _rests_on(one: EngineObligation) -> Iterator[UUID]:
    for id_ in (one.trigger, one.met_by, one.lapsed_by, one.excused_by, *one.breaches):
        try:
            yield UUID(str(id_))
        except ValueError:
            continue  # a birthday, or nothing
