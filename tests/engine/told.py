"""Explanations of little examples: a duty and its records in, whole sentences out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from sightline.engine.examples import case_of
from sightline.engine.explain import Explanation, explain
from sightline.engine.reference import evaluate
from tests.spec.tables import DUTY, OF_A_DUTY, OF_A_RULE, load_duty


def explanations(duty: str, example: str) -> Iterator[Explanation]:
    """What is told of each obligation that an example gives rise to, both in short YAML."""
    said = read(duty)
    rule = {"from": "2000-01-01", **OF_A_RULE, **said.pop("rule", {})}
    shown = {"says": "So.", "rule": rule["from"], "expect": [], **read(example)}
    if "parts" in said:
        for part in said["parts"].values():
            part.setdefault("rules", [rule])
    rules = {} if "parts" in said else {"rules": [rule]}
    standard = load_duty({**OF_A_DUTY, **said, **rules, "examples": [shown, shown]})
    duty_ = standard.duties[DUTY]
    case = case_of(standard, duty_, duty_.examples[0])
    known = {"known_at": case.known_at, "on": case.on, "watched": case.watched}
    outcome = evaluate(standard, case.file, **known)  # type: ignore[arg-type]
    for obligation in outcome.obligations:
        yield explain(standard, case.file, obligation, **known)  # type: ignore[arg-type]


def lines_of(explanation: Explanation) -> list[str]:
    """What is told of the records, the clock and the outcome, under what the obligation is."""
    records, clock, outcome = explanation.records, explanation.clock, explanation.outcome
    return [explanation.title, *(f"  {line}" for line in (*records, *clock, *outcome))]


def read(text: str) -> dict[str, Any]:
    """A mapping in short YAML, its braces left out, every scalar as text."""
    said: dict[str, Any] = yaml.load(f"{{{text}}}", Loader=yaml.BaseLoader)
    return said
