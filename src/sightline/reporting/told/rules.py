"""A rule as the sentences that people read: its kinds, fields and codes go by their titles."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any

from sightline.engine.say import (
    say_answer,
    say_any,
    say_conditions,
    say_test,
    say_timing,
    say_trigger,
    say_unless,
)
from sightline.reporting.told.words import any_of, day, name_of, plain, sentence
from sightline.standard.model import (
    Alternative,
    Basis,
    Every,
    Itself,
    Kind,
    Lapse,
    OneOf,
    OwnEnd,
    Part,
    Rule,
    Selector,
    Shape,
    Standard,
    Test,
)

BASIS = {
    Basis.STATUTE: "the law",
    Basis.GUIDANCE: "guidance",
    Basis.LOCAL: "a local decision",
    Basis.PROJECT: "this project's own judgement",
}

TO_CHECK = "The number was written from memory, and has still to be checked in the source."


@dataclass(frozen=True, slots=True)
class Marks:
    """How a strong word and the name of a kind are marked where the sentence is written down."""

    strong: Callable[[str], str]
    kind: Callable[[Kind, str], str]


@dataclass(frozen=True, slots=True)
class RuleTold:
    """``lines``: what is owed, and by whom. ``word``: on whose word."""

    rule: Rule
    lines: tuple[str, ...]
    word: str


def history(
    standard: Standard, part: Part, marks: Marks
) -> Iterator[tuple[tuple[date, date | None], list[RuleTold]]]:
    """The rules of a part by the days they were in force, the latest first.

    An answer to: what is owed now, and what was?
    """
    newest = sorted(part.rules, key=lambda rule: rule.from_, reverse=True)
    for dates, rules in groupby(newest, key=lambda rule: (rule.from_, rule.until)):
        yield dates, [tell(standard, rule, marks) for rule in rules]


def tell(standard: Standard, rule: Rule, marks: Marks) -> RuleTold:
    """One rule, line by line."""
    lines = _lines(_labelled(standard, rule, marks), marks)
    return RuleTold(rule, tuple(line.replace(_HYPHEN, "-") for line in lines), _word(rule))


def _lines(rule: Rule, marks: Marks) -> Iterator[str]:
    while_ = rule.shape in (Shape.RECURRENCE, Shape.PROHIBITION)
    when = say_any([say_trigger(trigger) for trigger in rule.when])
    then = say_any([say_answer(answer) for answer in rule.then])
    must = "there must never be" if rule.shape is Shape.PROHIBITION else "there must be"
    begin = marks.strong("While" if while_ else "When")
    yield f"{begin} {when}, {marks.strong(must)} {then}{_timing(rule, marks)}."
    yield from _further(rule)
    yield f"It falls to the {plain(rule.owner)}."


def _timing(rule: Rule, marks: Marks) -> str:
    told = re.sub(r"within 0 [a-z ]+", "on the same day", say_timing(rule))
    return f", {marks.strong(told)}" if told else ""


def _steps(every: Every) -> str:
    """Which steps of a chain a duty is about, where several duties share one."""
    first, last = every.only_from, every.only_to
    if last is None:
        return f"This duty is about the steps from number {first} on."
    if first == last:
        return f"This duty is about step {first} only."
    return f"This duty is about steps {first} to {last}."


def _further(rule: Rule) -> Iterator[str]:
    if rule.every is not None and (rule.every.only_from, rule.every.only_to) != (1, None):
        yield _steps(rule.every)
    if rule.each is not None and rule.each.part_owed:
        yield "It is owed for part of a period too, at either end."
    chooses = [*map(say_test, rule.for_), *say_conditions(rule.for_conditions)]
    if chooses:
        yield f"This is the rule for {any_of(chooses, 'and')}."
    conditions = list(say_conditions(rule.conditions))
    if conditions:
        yield f"Only {any_of(conditions, 'and')}."
    if rule.already is not None:
        up_to = "" if rule.already.within is None else f" up to {rule.already.within}"
        yield f"What was done{up_to} before counts."
    if rule.no_older_than is not None:
        yield f"It must be no older than {rule.no_older_than}."
    for unless in rule.unless:
        yield f"Nothing is owed where there {say_unless(unless)}."
    if rule.lapses:
        yield f"No longer owed after {any_of([_lapse(lapse) for lapse in rule.lapses])}."
    if rule.running_spared:
        yield "What already ran when the rule began is spared."
    if rule.certainty == "check":
        yield TO_CHECK


def _lapse(lapse: Lapse) -> str:
    return "its end" if isinstance(lapse, OwnEnd) else say_answer(lapse)


def _word(rule: Rule) -> str:
    on = f" on {day(rule.decided_on)}" if rule.decided_on is not None else ""
    decided = f" It was decided by {rule.decided_by}{on}." if rule.decided_by else ""
    return f"On the word of {BASIS[rule.basis]}: {sentence(rule.source)}{decided}"


# --- titles in place of names ----------------------------------------------------------------

_HYPHEN = "~"
"""Stands for a hyphen of a title, while the sentence around it turns names into words."""


def _labelled(standard: Standard, rule: Rule, marks: Marks) -> Rule:
    """A rule whose kinds, fields and codes go by their titles, for a sentence."""
    trigger_kinds = [
        standard.kinds[trigger.selector.kind]
        for trigger in rule.when
        if isinstance(trigger, Alternative)
    ]
    walk = _Walk(standard, marks)
    own: dict[str, Any] = {
        each.name: walk.through(trigger_kinds, getattr(rule, each.name)) for each in fields(rule)
    }
    return replace(rule, **own)


@dataclass(frozen=True, slots=True)
class _Walk:
    standard: Standard
    marks: Marks

    def through(self, kinds: Sequence[Kind], value: Any) -> Any:
        match value:
            case Selector(kind, tests):
                declared = self.standard.kinds[kind]
                link = self.marks.kind(declared, name_of(declared.title)).replace("-", _HYPHEN)
                return Selector(link, tuple(_test([declared], t) for t in tests))
            case Itself(form, tests):
                return Itself(form, tuple(_test(kinds, t) for t in tests))
            case OneOf():
                return _test(kinds, value)
            case tuple():
                return tuple(self.through(kinds, item) for item in value)
            case _ if is_dataclass(value) and not isinstance(value, type):
                own = {e.name: self.through(kinds, getattr(value, e.name)) for e in fields(value)}
                return replace(value, **own)
            case _:
                return value


def _test(kinds: Sequence[Kind], test: Test) -> Test:
    declared = [kind.fields[test.field] for kind in kinds if test.field in kind.fields]
    if not declared:
        return test
    title = name_of(declared[0].title).split(" (")[0].replace("-", _HYPHEN)
    if isinstance(test, OneOf):
        labels = {code.value: code.label for code in declared[0].codes}
        return OneOf(title, frozenset(f"“{labels.get(str(v), v)}”" for v in test.values))
    return replace(test, field=title)
