"""Duties: what is owed, to whom, by whom, on whose word. Every rule is made whole here."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import partial

from sightline.standard import words as w
from sightline.standard.examples import read_examples
from sightline.standard.faults import Unreadable
from sightline.standard.inherit import check_beside, check_taken, inherit
from sightline.standard.kinds import Kinds
from sightline.standard.model import Conditions, Duty, Example, Guide, Part, Rule, Shape
from sightline.standard.nodes import List, Node, Scalar, Words, read_all, read_named, whole
from sightline.standard.rules import read_rule
from sightline.standard.scalars import name, one_of, text
from sightline.standard.to_child import check_safe, check_told, read_told

_NOTHING_TOLD = ("", "")


@dataclass(frozen=True, slots=True)
class Levels:
    """A part before it is read: the words of its rules, each made whole from all levels.

    ``told``: what it says to the child, and why it does not.
    """

    name: str
    title: str
    rules: tuple[Words, ...]
    told: tuple[str, str]


def read_duty(kinds: Kinds, key: Scalar, node: Node, *, shown: bool = True) -> Duty:
    """One duty, under its id. ``shown``: False where its examples were left out on purpose."""
    said = node.words(w.DUTY, "what the duty is, as a mapping")
    id_ = said.take(lambda: name(key), "")
    title = said.need("title", text)
    serves = said.need("serves", lambda n: n.one_or_each(kinds.section_at))
    owed_to = said.need("owed-to", lambda n: n.one_or_each(one_of(w.SUBJECT_TYPES)))
    why = said.need("why", text)
    levels = said.take(lambda: _levels(said, title, owed_to), ())
    parts = said.take(lambda: read_all(levels, partial(_read_part, kinds)), ())
    examples = said.maybe("examples", partial(read_examples, kinds, parts), ())
    guide = said.maybe("guide", _guide, None)
    if shown and parts and examples is not None:
        _check_shown(levels, parts, examples)
    return said.build(
        lambda: Duty(
            id_, title, owed_to, serves, why, parts, examples, key.source.path, key.line, guide
        )
    )


def _guide(node: Node) -> Guide:
    said = node.words(w.GUIDE, "who does what, how, and what good looks like, as a mapping")
    who, how, good = (said.need(word, text) for word in ("who", "how", "good"))
    return said.build(lambda: Guide(who, how, good))


# --- levels ----------------------------------------------------------------------------------


def _levels(duty: Words, title: str, owed_to: tuple[str, ...]) -> list[Levels]:
    """The parts of a duty. One that names no parts has one, named ''."""
    check_beside(duty)
    told = read_told(duty) or _NOTHING_TOLD
    if "parts" not in duty:
        check_told(duty, {}, owed_to)
        rules = duty.need("rules", _rules) or ()
        whole_rules = tuple(inherit([duty, rule], rule.node) for rule in rules)
        levels = [Levels("", title, whole_rules, told)]
        check_taken([duty, *rules], levels[0].rules)
        return levels
    rules = duty.maybe("rules", _rules, ()) or ()
    parts = duty.need("parts", _parts) or {}
    check_told(duty, parts, owed_to)
    levels = [_levels_of_part(duty, rules, name, part, told) for name, part in parts.items()]
    check_taken([duty, *rules, *parts.values()], [rule for part in levels for rule in part.rules])
    if rules and all("rules" in part for part in parts.values()):
        duty.wrong("rules", "no part takes these rules: each has rules of its own")
    return levels


def _levels_of_part(
    duty: Words, rules: tuple[Words, ...], part_name: str, part: Words, told: tuple[str, str]
) -> Levels:
    """A part's rules: its own over its words, or else its words over the duty's rules."""
    check_beside(part)
    title = part.need("title", text)
    if "rules" in part:
        own = part.maybe("rules", _rules, ()) or ()
        merged = [inherit([duty, part, rule], rule.node) for rule in own]
        check_taken(own, merged)
    else:
        if not rules:
            part.missing("'rules', on the part or on its duty", ["rules"])
        merged = [inherit([duty, rule, part], part.node) for rule in rules]
    return Levels(part_name, title, tuple(merged), read_told(part) or told)


def _rules(node: Node) -> tuple[Words, ...]:
    """The words of each rule."""
    if isinstance(node, List) and not node.items:
        node.refuse("at least one rule")
    return node.each(_rule, "a list of rules")


def _rule(node: Node) -> Words:
    said = node.words(w.RULE, "a rule, as a mapping")
    check_beside(said)
    return said


def _parts(node: Node) -> dict[str, Words]:
    return whole(read_named(node.entries("parts by name, as a mapping"), _part))


def _part(key: Scalar, node: Node) -> Words:
    name(key)
    return node.words(w.PART, "what the part is, as a mapping")


# --- parts, whole ----------------------------------------------------------------------------


def _read_part(kinds: Kinds, levels: Levels) -> Part:
    rules = read_all(levels.rules, lambda said: read_rule(said, kinds))
    if not rules:
        raise Unreadable
    _check_reachable(levels, rules)
    part = Part(levels.name, levels.title, rules, *levels.told)
    check_safe(kinds.declared, part, levels.rules[0].node)
    return part


def _check_reachable(levels: Levels, rules: tuple[Rule, ...]) -> None:
    """Report a rule that an earlier one, in force as long and for the same, always comes before."""
    for i, (said, rule) in enumerate(zip(levels.rules, rules, strict=True)):
        for earlier in rules[:i]:
            if _hides(earlier, rule):
                said.said["from"].report(
                    f"this rule never applies: the rule of {earlier.from_} above it always does"
                )
                break


def _hides(earlier: Rule, rule: Rule) -> bool:
    as_long = earlier.from_ <= rule.from_ and (
        earlier.until is None or (rule.until is not None and rule.until <= earlier.until)
    )
    unconditional = not (earlier.for_ or earlier.for_conditions)
    # In a recurrence or a prohibition the conditions choose among the rules too.
    spans = (Shape.RECURRENCE, Shape.PROHIBITION)
    chooses = earlier.shape in spans and earlier.conditions != Conditions()
    return as_long and unconditional and not chooses and earlier.when == rule.when


def _check_shown(
    levels: list[Levels] | tuple[()], parts: tuple[Part, ...], examples: tuple[Example, ...]
) -> None:
    """Each rule, known by its first day, has an example in time and one that is late."""
    shown = Counter(example.rule for example in examples)
    for level, part in zip(levels, parts, strict=True):
        for said, rule in zip(level.rules, part.rules, strict=True):
            if shown[rule.from_] < 2:
                found = "one" if shown[rule.from_] else "none"
                said.said["from"].report(
                    f"the rule of {rule.from_} needs two examples or more (the last moment in "
                    f"time, and the first moment late), and has {found}",
                    expected="two examples",
                )
