"""Looks for a file for each state of each rule of a duty: from its examples and from its words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from sightline.engine.examples import case_of
from sightline.engine.model import Note, Obligation, State
from sightline.engine.reference import evaluate
from sightline.standard.calendar import OutsideCalendar
from sightline.standard.model import Duty, Rule, Standard
from tests.generative.strategies import Case
from tests.states.making import Maker
from tests.states.moves import ANY, Spot, moves_to
from tests.states.reachable import notes, reach

Goal = tuple[str, int, State | Note]
"""A part, the place of a rule among its rules, and a state or a note."""


@dataclass
class Search:
    """The search through one duty. ``found``: for each goal reached, the first file that did."""

    maker: Maker
    found: dict[Goal, Case]
    starts: dict[tuple[str, int], list[Case]]

    @classmethod
    def of(cls, standard: Standard, duty: Duty, seed: int, *, examples: bool = True) -> Search:
        """A search that has looked at files made from the words, and at the worked examples."""
        alone = replace(standard, duties={duty.id: duty})
        search = cls(Maker(alone, duty, Random(f"{seed} {duty.id}")), {}, {})
        for example in duty.examples if examples else ():
            case = case_of(standard, duty, example)
            search.look_at(Case(alone, (case.file,), case.known_at, case.on, case.watched))
        for _, _, rule in search.rules():
            for trigger in rule.when:
                for type_ in duty.owed_to:
                    search.look_at(search.maker.case(rule, trigger, type_))
        return search

    def rules(self) -> Iterator[tuple[str, int, Rule]]:
        """Every rule, by its part and its place."""
        for part in self.maker.duty.parts:
            for number, rule in enumerate(part.rules):
                yield part.name, number, rule

    def look_at(self, case: Case) -> tuple[Obligation, ...]:
        """What a case comes to, remembered where it is the first to come to that."""
        owed = outcome(case)
        for one in owed:
            for said in (one.state, *one.notes):
                self.found.setdefault((one.part, one.rule, said), case)
            starts = self.starts.setdefault((one.part, one.rule), [])
            if len(starts) < 12:
                starts.append(case)
        return owed

    def missing(self) -> set[Goal]:
        """The states that rules can reach and that no file has reached yet."""
        missing: set[Goal] = set()
        for part, number, rule in self.rules():
            wanted: set[State | Note] = {*reach(rule).can, *notes(rule, self.maker.standard)}
            missing |= {(part, number, said) for said in wanted}
        return missing - set(self.found)

    def run(self, tries: int) -> set[Goal]:
        """Try so often for each goal; what is still missing then."""
        for goal in sorted(self.missing(), key=_order):
            for _ in range(tries):
                if goal in self.found:
                    break
                self.attempt(goal)
        return self.missing()

    def attempt(self, goal: Goal) -> None:
        """One walk from some file towards a goal."""
        part, number, said = goal
        rule = next(r for p, n, r in self.rules() if (p, n) == (part, number))
        maker = self.maker
        if maker.chance(30) or not self.starts.get((part, number)):
            case = maker.case(rule, maker.pick(rule.when), maker.pick(maker.duty.owed_to))
        else:
            case = maker.pick(self.starts[part, number])
        moves = list(moves_to(said))
        if maker.chance(40):
            moves.insert(maker.random.randrange(len(moves) + 1), maker.pick(ANY))
        for move in moves:
            spots = [o for o in self.look_at(case) if (o.part, o.rule) == (part, number)]
            if not spots:
                return
            moved = move(maker, Spot(case, rule, maker.pick(spots)))
            case = case if moved is None else moved
        self.look_at(case)


def outcome(case: Case) -> tuple[Obligation, ...]:
    """What the reference evaluator finds owed; nothing where a clock leaves the calendar."""
    try:
        found = evaluate(
            case.standard,
            case.files[0],
            known_at=case.known_at,
            on=case.on,
            watched=case.watched,
        )
    except OutsideCalendar:
        return ()
    return found.obligations


def _order(goal: Goal) -> tuple[str, int, str]:
    part, number, said = goal
    return part, number, str(said)
