"""What a stored obligation repeats of its rule: owner, kind, sensitivity."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from sightline.service.files.standard import standard
from sightline.standard.model import (
    EXEMPTION,
    Alternative,
    Conditions,
    Itself,
    Kind,
    Rule,
    Sensitivity,
    Standard,
    Test,
)

LETTERS: Mapping[Sensitivity, str] = {
    Sensitivity.ORDINARY: "",
    Sensitivity.HEALTH: "h",
    Sensitivity.VICTIM: "v",
    Sensitivity.POLICE: "p",
}
"""How a sensitivity is written in ``sensitivities``, in this order."""


@dataclass(frozen=True, slots=True)
class RuleTold:
    """``kind``: of the trigger, '' for a birthday, None where its triggers are of several kinds."""

    owner: str
    kind: str | None
    sensitivities: str


RulesTold = Mapping[tuple[str, str, int], RuleTold]
"""By duty, part and number of the rule."""


def rules_told() -> RulesTold:
    """The rules of the standard that the service is run by."""
    return _rules_told(standard().digest)


@lru_cache(maxsize=2)
def _rules_told(digest: str) -> RulesTold:
    asked = standard()
    return {
        (duty.id, part.name, number): RuleTold(
            rule.owner, _trigger_kind(rule), sensitivities_of(asked, rule)
        )
        for duty in asked.duties.values()
        for part in duty.parts
        for number, rule in enumerate(part.rules)
    }


def duties_reading(kinds: Collection[str]) -> frozenset[str]:
    """The duties that what is recorded of these kinds can open, answer, end or change."""
    readers = _readers(standard().digest)
    found = (readers.get(kind, frozenset()) for kind in {*kinds, *([_ANY] if kinds else [])})
    return frozenset().union(*found)


@lru_cache(maxsize=2)
def _readers(digest: str) -> Mapping[str, frozenset[str]]:
    """By kind, the duties that read it; under ``_ANY`` those that read whatever there is."""
    asked = standard()
    found: defaultdict[str, set[str]] = defaultdict(set)
    for duty in asked.duties.values():
        found[EXEMPTION].add(duty.id)
        for rule in (rule for part in duty.parts for rule in part.rules):
            for kind, _ in _read_by(rule):
                found[kind].add(duty.id)
                # What lasts until the next of its kind may also end with a case.
                found[asked.kinds[kind].ends_with or kind].add(duty.id)
            # A birthday is owed nothing before the first day of anything on the file.
            if any(not isinstance(trigger, Alternative) for trigger in rule.when):
                found[_ANY].add(duty.id)
    return {kind: frozenset(duties) for kind, duties in found.items()}


_ANY = ""


def _trigger_kind(rule: Rule) -> str | None:
    kinds = {t.selector.kind if isinstance(t, Alternative) else "" for t in rule.when}
    return kinds.pop() if len(kinds) == 1 else None


def sensitivities_of(standard: Standard, rule: Rule) -> str:
    """The letters of all that a rule reads: kinds, and the fields it names.

    Whoever sees an obligation learns of its trigger, its answers, and what would end or excuse it.
    """
    found = {
        sensitivity
        for kind_name, fields in _read_by(rule)
        for sensitivity in _of_kind(standard.kinds[kind_name], fields)
    }
    return "".join(letter for sensitivity, letter in LETTERS.items() if sensitivity in found)


def _of_kind(kind: Kind, fields: Iterable[str]) -> Iterator[Sensitivity]:
    yield kind.sensitivity
    for name in fields:
        if name in kind.fields:
            yield kind.fields[name].sensitivity


def _read_by(rule: Rule) -> Iterator[tuple[str, list[str]]]:
    """The kinds that a rule reads, each with the fields that it reads of them."""
    of_trigger = [test.field for test in rule.for_]
    for answer in rule.then:
        if isinstance(answer, Itself):
            of_trigger += [test.field for test in answer.tests]
    if rule.clock is not None:
        of_trigger += list(_counted_from(rule.clock))
    for alternative in _alternatives(rule):
        of_trigger += list(alternative.same)
        yield from _of_alternative(alternative)
    for trigger in rule.when:
        if isinstance(trigger, Alternative):
            yield trigger.selector.kind, of_trigger
            yield from _of_alternative(trigger)
        else:
            yield from _of_conditions(trigger.conditions)
    yield from _of_conditions(rule.conditions)
    yield from _of_conditions(rule.for_conditions)


def _alternatives(rule: Rule) -> Iterator[Alternative]:
    for alternative in (*rule.then, *rule.lapses, *(unless.what for unless in rule.unless)):
        if isinstance(alternative, Alternative):
            yield alternative


def _of_alternative(alternative: Alternative) -> Iterator[tuple[str, list[str]]]:
    fields = [*_fields(alternative.selector.tests), alternative.at, *alternative.same]
    yield alternative.selector.kind, fields
    yield from _of_conditions(alternative.conditions)


def _of_conditions(conditions: Conditions) -> Iterator[tuple[str, list[str]]]:
    for selector in conditions.running:
        yield selector.kind, _fields(selector.tests)


def _fields(tests: Iterable[Test]) -> list[str]:
    return [test.field for test in tests]


def _counted_from(clock: object) -> Iterator[str]:
    """The date fields that a clock counts from."""
    for name in ("first", "second"):
        if (part := getattr(clock, name, None)) is not None:
            yield from _counted_from(part)
    if isinstance(of := getattr(clock, "of", None), str):
        yield of
