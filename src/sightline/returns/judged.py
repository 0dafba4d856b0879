"""Which duties a delivery can judge: those whose answers it could hold."""

from __future__ import annotations

from collections.abc import Mapping

from sightline.standard.model import (
    Alternative,
    Answered,
    Duty,
    OneOf,
    Rule,
    Selector,
    Standard,
    Test,
)

Filled = Mapping[str, Mapping[str, tuple[str, ...]]]
"""The kinds a delivery fills, their fields, and the only values of each (empty: any)."""


def blind_duties(
    standard: Standard, filled: Filled, lacks: Mapping[str, str] | None = None
) -> dict[str, str]:
    """The duties whose answers the delivery cannot hold, each with a sentence that says why.

    Their obligations are met by what is on file; nothing is made of what is not. ``lacks``: what
    the mapping says that its files do not tell, which goes before what can be worked out.
    """
    reasons = {}
    for duty in standard.duties.values():
        missing = (lacks or {}).get(duty.id, "")
        reason = f"these files do not tell {missing}" if missing else _blind(duty, filled)
        if reason:
            reasons[duty.id] = reason
    return reasons


def untriggered_duties(standard: Standard, filled: Filled) -> list[str]:
    """The duties that nothing in the delivery can trigger (a birthday always can)."""
    return [duty.id for duty in standard.duties.values() if not _can_arise(duty, filled)]


def _rules(duty: Duty) -> list[Rule]:
    return [rule for part in duty.parts for rule in part.rules]


def _can_arise(duty: Duty, filled: Filled) -> bool:
    triggers = [trigger for rule in _rules(duty) for trigger in rule.when]
    return any(
        not isinstance(trigger, Alternative) or not _lacking(trigger.selector, filled)
        for trigger in triggers
    )


def _blind(duty: Duty, filled: Filled) -> str:
    for rule in _rules(duty):
        for answer in rule.then:
            if isinstance(answer, Alternative):
                lacking = _lacking(answer.selector, filled)
                if lacking:
                    return lacking
    return ""


def _lacking(selector: Selector, filled: Filled) -> str:
    """What a delivery lacks to hold what a selector asks, as a sentence; empty if nothing."""
    fields = filled.get(selector.kind)
    if fields is None:
        return f"no table holds records of the kind {selector.kind}"
    for test in selector.tests:
        if not _could_pass(test, fields):
            return f"no table says of {selector.kind} that {_say(test)}"
    return ""


def _could_pass(test: Test, fields: Mapping[str, tuple[str, ...]]) -> bool:
    if test.field not in fields:
        return False
    values = fields[test.field]
    return not isinstance(test, OneOf) or not values or not test.values.isdisjoint(values)


def _say(test: Test) -> str:
    if isinstance(test, OneOf):
        return f"its {test.field} is {' or '.join(sorted(map(str, test.values)))}"
    return f"its {test.field} is answered" if isinstance(test, Answered) else f"its {test.field}"
