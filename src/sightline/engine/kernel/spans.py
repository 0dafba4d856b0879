"""The spans during which recurrences and prohibitions run (clauses 6.1 and 3.7)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sightline.engine.kernel.found import Who
from sightline.engine.kernel.moments import FALSE, TRUE, UNKNOWN, Flags, Ints, Moments
from sightline.engine.kernel.rules import in_force, rule_for
from sightline.engine.kernel.runs import Runs, When, holds, join_runs, runs
from sightline.engine.kernel.select import match
from sightline.engine.kernel.view import View
from sightline.standard.model import Alternative, Part, Rule

Picks = Callable[[Rule], bool]


@dataclass(frozen=True)
class Spans:
    """Spans side by side, with what every rule's ``when`` says of each.

    ``rules``: the numbers of the rules in question; ``matches`` has a row for each of them.
    """

    fact: Ints
    file: Ints
    start: Moments
    cover_from: Moments
    cover_to: Moments
    over: Moments
    rules: tuple[int, ...]
    matches: tuple[Flags, ...]

    def __len__(self) -> int:
        return len(self.fact)

    @property
    def who(self) -> Who:
        """The spans as triggers."""
        return Who(self.file, self.fact)


def spans(view: View, part: Part, picks: Picks, owed_to: Flags) -> Spans:
    """Each fact that is a span matched by some rule, by the first rule and trigger that match."""
    rules = tuple(n for n, rule in enumerate(part.rules) if picks(rule))
    found: list[Runs] = []
    decided = np.zeros(len(view), bool)
    for number in rules:
        for trigger in _alternatives(part.rules[number]):
            run = runs(view, trigger.selector)
            found.append(run[owed_to[run.file] & ~decided[run.fact] & _apply(view, trigger, run)])
            decided |= _matched_by(view, trigger)
    run = join_runs(found)
    run = run[np.argsort(run.fact, kind="stable")]
    matches = tuple(
        _matches(view, part.rules[n], When(run.file, run.start, run.fact)) for n in rules
    )
    return Spans(
        run.fact, run.file, run.start, run.cover_from, run.cover_to, run.over, rules, matches
    )  # fmt: skip


def _apply(view: View, trigger: Alternative, run: Runs) -> Flags:
    """Whether a trigger's conditions hold at the start of each run."""
    held: Flags = holds(view, trigger.conditions, When(run.file, run.start, run.fact)) == TRUE
    return held


def _matched_by(view: View, trigger: Alternative) -> Flags:
    """Which facts a trigger matches at their start, whether they last any time or none."""
    here = view.facts_of(trigger.selector.kind)
    facts = np.arange(here.start, here.stop)
    when = When(view.file[facts], view.start[facts], facts)
    found = np.zeros(len(view), bool)
    found[facts] = _tried(view, trigger, when) == TRUE
    return found


def _alternatives(rule: Rule) -> list[Alternative]:
    return [t for t in rule.when if isinstance(t, Alternative)]


def _matches(view: View, rule: Rule, when: When) -> Flags:
    """Whether a rule's ``when`` matches facts, at their start."""
    found = np.zeros(len(when.fact), bool)
    for trigger in _alternatives(rule):
        found |= _tried(view, trigger, when) == TRUE
    return found


def _tried(view: View, trigger: Alternative, when: When) -> Ints:
    here = view.facts_of(trigger.selector.kind)
    matched = match(view, trigger.selector)
    inside = (when.fact >= here.start) & (when.fact < here.stop)
    truth = np.full(len(when.fact), FALSE, np.int64)
    mine = np.flatnonzero(inside)
    own = holds(view, trigger.conditions, when[mine])
    truth[mine] = np.minimum(matched[when.fact[mine] - here.start], own)
    return truth


def applying(view: View, part: Part, found: Spans, at: Ints, moment: Moments) -> Ints:
    """The first rule that applies to spans, by their positions, at moments; -1 for none (6.2)."""
    chosen = np.full(len(at), -1, np.int64)
    when = When(found.file[at], moment, found.fact[at])
    for number, matches in zip(found.rules, found.matches, strict=True):
        open_ = np.flatnonzero(
            (chosen < 0) & matches[at] & in_force(part.rules[number], moment.day)
        )
        if not len(open_):
            continue
        good = rule_holds(view, part.rules[number], when[open_])
        chosen[open_[good]] = number
    return chosen


def standing(part: Part, found: Spans, at: Ints, moment: Moments) -> Ints:
    """The first rule in force whose ``when`` matches, whatever its conditions; -1 for none."""
    chosen = np.full(len(at), -1, np.int64)
    for number, matches in zip(found.rules, found.matches, strict=True):
        good = (chosen < 0) & matches[at] & in_force(part.rules[number], moment.day)
        chosen[good] = number
    return chosen


def rule_holds(view: View, rule: Rule, when: When) -> Flags:
    """Whether ``for_``, ``for_conditions`` and the rule's conditions hold at moments."""
    good = rule_for(view, rule.for_, rule.for_conditions, when)
    good &= holds(view, rule.conditions, when) == TRUE
    return good


def unknown_spans(view: View, part: Part, picks: Picks, owed_to: Flags) -> Ints:
    """Facts that no rule matches, but one in force would but for something unknown (3.7)."""
    rules = [rule for rule in part.rules if picks(rule)]
    kinds = dict.fromkeys(t.selector.kind for rule in rules for t in _alternatives(rule))
    found = [np.zeros(0, np.int64)]
    for kind in kinds:
        here = view.facts_of(kind)
        facts = np.arange(here.start, here.stop, dtype=np.int64)
        facts = facts[view.there[facts] & owed_to[view.file[facts]]]
        when = When(view.file[facts], view.start[facts], facts)
        sure, unsure = np.zeros(len(facts), bool), np.zeros(len(facts), bool)
        for rule in rules:
            standing = in_force(rule, when.moment.day)
            for trigger in _alternatives(rule):
                truth = _tried(view, trigger, when)
                sure |= truth == TRUE
                unsure |= standing & (truth == UNKNOWN)
        found.append(facts[unsure & ~sure])
    return np.concatenate(found)
