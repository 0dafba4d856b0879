"""Which rule applies to which trigger (clause 3)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sightline.engine.model import Day, Moment, before
from sightline.engine.reference.answers import is_tied, tied_runs
from sightline.engine.reference.days import interval_before
from sightline.engine.reference.facts import Fact, Truth, all_of, matches
from sightline.engine.reference.view import View
from sightline.standard.model import START, Alternative, NumberedRule, Part, Rule, Unless


@dataclass(frozen=True, slots=True)
class PartOf:
    """A part of a duty, with the names that its obligations carry."""

    duty: str
    part: Part

    @property
    def name(self) -> str:
        """The part's name; '' where the duty has one part only."""
        return self.part.name


def in_force(rule: Rule, day: Day) -> bool:
    """Whether a rule is in force on a day (clause 3.1)."""
    return rule.first_day <= day and (rule.ended_day is None or day < rule.ended_day)


def chosen(view: View, rule: Rule, moment: Moment, fact: Fact | None) -> bool:
    """Whether ``for`` chooses this rule at a moment; unknown is no (clause 3.1)."""
    details = {} if fact is None else fact.record.details
    return bool(matches(rule.for_, details)) and bool(view.holds(rule.for_conditions, moment, fact))


@dataclass(frozen=True, slots=True)
class Tried:
    """A trigger of a rule whose record a fact is, or may be (``truth``)."""

    number: int
    rule: Rule
    trigger: Alternative
    truth: Truth

    def at(self, view: View, fact: Fact, moment: Moment) -> Truth:
        """Whether the fact matches the trigger at a moment, its conditions included."""
        return all_of((self.truth, view.holds(self.trigger.conditions, moment, fact)))


def candidates(view: View, rules: Iterable[NumberedRule]) -> list[tuple[Fact, list[Tried]]]:
    """The facts that match a trigger of some rules, or may, each with those triggers in order."""
    found: dict[str, tuple[Fact, list[Tried]]] = {}
    for number, rule in rules:
        for trigger in rule.when:
            if isinstance(trigger, Alternative):
                for fact, truth in view.truths(trigger.selector).values():
                    tried = found.setdefault(fact.id, (fact, []))[1]
                    tried.append(Tried(number, rule, trigger, truth))
    return list(found.values())


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
