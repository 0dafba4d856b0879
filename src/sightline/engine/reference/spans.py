"""The spans a recurrence or prohibition runs during, and what answers in them (clause 6.1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sightline.engine.model import Day, Moment, before
from sightline.engine.reference.answers import (
    Found,
    found_by,
)
from sightline.engine.reference.rules import candidates, chosen, in_force
from sightline.engine.reference.view import Run, View
from sightline.standard.model import Alternative, NumberedRule, Rule


@dataclass(frozen=True, slots=True)
class Span:
    """An interval during which a part's rules run.

    ``rules``: those whose ``when`` matches it, at its start. Only these can apply to it.
    """

    run: Run
    rules: Sequence[NumberedRule]


def spans_of(view: View, rules: Sequence[NumberedRule]) -> tuple[list[Span], set[str]]:
    """The spans during which rules run, and the ids of unknown triggers (clauses 3.2, 6.1).

    A fact that matches no rule, but in some rule in force on its first day fails only for
    something unknown, is an unknown trigger.
    """
    spans: list[Span] = []
    unknown = set()
    for fact, tried in candidates(view, rules):
        start = fact.record.at
        if start is None or not view.happened(start):
            continue
        truths = [(one, one.at(view, fact, start)) for one in tried]
        matched = [one for one, truth in truths if truth]
        if matched:
            # The first trigger that matches says whether it runs, and to when.
            runs = [run for run in view.runs(matched[0].trigger.selector) if run.fact is fact]
            numbered = tuple({one.number: (one.number, one.rule) for one in matched}.values())
            spans += [Span(run, numbered) for run in runs]
        elif any(truth is None and in_force(one.rule, start.day) for one, truth in truths):
            unknown.add(fact.id)
    return spans, unknown


def applying(view: View, span: Span, moment: Moment) -> NumberedRule | None:
    """The first rule that applies to a span's clock or period starting at a moment."""
    for number, rule in span.rules:
        if (
            in_force(rule, moment.day)
            and chosen(view, rule, moment, span.run.fact)
            and view.holds(rule.conditions, moment, span.run.fact)
        ):
            return number, rule
    return None


def during(view: View, rules: Iterable[Rule], run: Run) -> list[Found]:
    """The answers of any of the rules during a span, in order (clause 6.1)."""
    found = [
        found
        for found in all_answers(view, rules, run)
        if not before(found.moment, run.start)
        and (run.last is None or not before(run.last, found.moment))
    ]
    return sorted(found, key=lambda f: f.order)


def links(view: View, rules: Iterable[Rule], run: Run) -> list[Found]:
    """The same for rolling clocks: several on one day are one link."""
    by_day: dict[Day, Found] = {}
    for found in during(view, rules, run):
        by_day.setdefault(found.moment.day, found)
    return list(by_day.values())


def all_answers(view: View, rules: Iterable[Rule], run: Run) -> Iterator[Found]:
    """The answers of any of the rules, but for the span itself."""
    for rule in rules:
        for answer in rule.then:
            if isinstance(answer, Alternative) and not answer.in_force:
                for found in found_by(view, answer, run.fact):
                    if found.fact is not run.fact:
                        yield found
