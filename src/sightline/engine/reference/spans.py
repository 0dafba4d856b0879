"""The spans a recurrence or prohibition runs during, and what answers in them (clause 6.1)."""

from __future__ import annotations

from collections.abc import Iterator

from sightline.engine.model import Day, Moment, before
from sightline.engine.reference.answers import (
    Found,
    found_by,
)
from sightline.engine.reference.facts import Fact
from sightline.engine.reference.rules import chosen, in_force, triggered
from sightline.engine.reference.view import Run, View
from sightline.standard.model import Alternative, Rule

Numbered = tuple[int, Rule]


def spans_of(view: View, rules: list[Numbered]) -> tuple[list[Run], set[str]]:
    """The spans during which rules run, and the ids of unknown triggers (clauses 3.2, 6.1).

    A fact that matches no rule, but in some rule in force on its first day fails only for
    something unknown, is an unknown trigger.
    """
    kinds = {t.selector.kind for _, rule in rules for t in rule.when if isinstance(t, Alternative)}
    runs: list[Run] = []
    unknown = set()
    for kind in sorted(kinds):
        for fact in view.by_kind.get(kind, ()):
            if not view.happened(fact.record.at):
                continue
            matched = _matched(view, rules, fact)
            if matched is not None:
                runs += [run for run in view.runs(matched.selector) if run.fact is fact]
            elif _unknown(view, rules, fact):
                unknown.add(fact.id)
    return runs, unknown


def _matched(view: View, rules: list[Numbered], fact: Fact) -> Alternative | None:
    """The first trigger that a fact matches at its start."""
    assert fact.record.at is not None
    for _, rule in rules:
        for trigger in rule.when:
            if isinstance(trigger, Alternative) and triggered(view, trigger, fact, fact.record.at):
                return trigger
    return None


def _unknown(view: View, rules: list[Numbered], fact: Fact) -> bool:
    assert fact.record.at is not None
    return any(
        isinstance(trigger, Alternative)
        and in_force(rule, fact.record.at.day)
        and triggered(view, trigger, fact, fact.record.at) is None
        for _, rule in rules
        for trigger in rule.when
    )


def matches_span(view: View, rule: Rule, run: Run) -> bool:
    """Whether a rule's triggers match a span at its start."""
    return any(
        isinstance(trigger, Alternative) and triggered(view, trigger, run.fact, run.start)
        for trigger in rule.when
    )


def applying(view: View, rules: list[Numbered], run: Run, moment: Moment) -> Numbered | None:
    """The first rule that applies to a span's clock or period starting at a moment."""
    for number, rule in rules:
        if (
            in_force(rule, moment.day)
            and matches_span(view, rule, run)
            and chosen(view, rule, moment, run.fact)
            and view.holds(rule.conditions, moment, run.fact)
        ):
            return number, rule
    return None


def during(view: View, rules: list[Numbered], run: Run) -> list[Found]:
    """The answers of any of the rules during a span, in order (clause 6.1)."""
    found = [
        found
        for found in all_answers(view, rules, run)
        if not before(found.moment, run.start)
        and (run.last is None or not before(run.last, found.moment))
    ]
    return sorted(found, key=lambda f: f.order)


def links(view: View, rules: list[Numbered], run: Run) -> list[Found]:
    """The same for rolling clocks: several on one day are one link."""
    by_day: dict[Day, Found] = {}
    for found in during(view, rules, run):
        by_day.setdefault(found.moment.day, found)
    return list(by_day.values())


def all_answers(view: View, rules: list[Numbered], run: Run) -> Iterator[Found]:
    for _, rule in rules:
        for answer in rule.then:
            if isinstance(answer, Alternative) and not answer.in_force:
                for found in found_by(view, answer, run.fact):
                    if found.fact is not run.fact:
                        yield found
