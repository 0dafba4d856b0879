"""Which rule applies to which trigger (clause 3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sightline.engine.model import Day, Moment, before
from sightline.engine.reference.answers import is_tied, tied_runs
from sightline.engine.reference.days import interval_before
from sightline.engine.reference.facts import Fact, Truth, all_of, matches
from sightline.engine.reference.view import View
from sightline.standard.calendar import day_of
from sightline.standard.model import START, Alternative, Part, Rule, Shape, Unless


@dataclass(frozen=True, slots=True)
class PartOf:
    """A part of a duty, with the names that its obligations carry."""

    duty: str
    part: Part

    @property
    def name(self) -> str:
        """The part's name; '' where the duty has one part only."""
        return self.part.name

    @property
    def rules(self) -> tuple[Rule, ...]:
        """All rules, in order."""
        return self.part.rules

    def having(self, *shapes: Shape) -> list[tuple[int, Rule]]:
        """The rules of these shapes with their positions."""
        return [(n, rule) for n, rule in enumerate(self.rules) if rule.shape in shapes]


def in_force(rule: Rule, day: Day) -> bool:
    """Whether a rule is in force on a day (clause 3.1)."""
    return rule_begins(rule) <= day and (rule.until is None or day < day_of(rule.until))


def rule_begins(rule: Rule) -> Day:
    """The first day of a rule."""
    return day_of(rule.from_)


def chosen(view: View, rule: Rule, moment: Moment, fact: Fact | None) -> bool:
    """Whether ``for`` chooses this rule at a moment; unknown is no (clause 3.1)."""
    details = {} if fact is None else fact.record.details
    return bool(matches(rule.for_, details)) and bool(view.holds(rule.for_conditions, moment, fact))


def triggered(view: View, trigger: Alternative, fact: Fact, moment: Moment) -> Truth:
    """Whether a fact matches a trigger at a moment."""
    _, truth = view.truths(trigger.selector).get(fact.id, (fact, False))
    if truth is False or not trigger.conditions:
        return truth
    return all_of((truth, view.holds(trigger.conditions, moment, fact)))


def spared(view: View, unless: Sequence[Unless], moment: Moment, trigger: Fact | None) -> bool:
    """Whether something stands in the way of an obligation (clause 3.6)."""
    return any(_stands(view, one, moment, trigger) for one in unless)


def _stands(view: View, unless: Unless, moment: Moment, trigger: Fact | None) -> bool:
    what = unless.what
    if unless.covering:
        return any(
            run.covers(moment) and bool(view.holds(what.conditions, moment, run.fact))
            for run in tied_runs(view, what, trigger)
        )
    oldest = None
    if unless.within is not None:
        oldest = interval_before(moment.day, unless.within, view.calendar)
    return any(
        (oldest is None or at.day >= oldest) and not before(moment, at)
        for at in _moments(view, what, trigger)
    )


def _moments(view: View, what: Alternative, trigger: Fact | None) -> Iterator[Moment]:
    for fact in view.select(what.selector):
        moment = view.moment(fact.record, what.at)
        if (
            fact is not trigger
            and moment is not None
            and view.happened(moment)
            and is_tied(view, what, fact.record, trigger)
            and view.holds(what.conditions, moment, fact)
        ):
            yield moment


def answers_itself(rule: Rule, fact: Fact | None) -> bool:
    """Whether a trigger matches an answer of its rule, so that it is a chain (clause 3.4)."""
    return fact is not None and any(
        isinstance(answer, Alternative)
        and answer.at == START
        and not answer.in_force
        and answer.selector.kind == fact.record.kind
        and bool(matches(answer.selector.tests, fact.record.details))
        for answer in rule.then
    )
