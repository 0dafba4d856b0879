"""The two evaluators side by side on one case, and what differs in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields

from sightline.engine.kernel import bucket_of, evaluate_many
from sightline.engine.model import Obligation, Outcome
from tests.generative.outcomes import (
    attempt,
    by_reference,
    in_words,
    unknown_key,
    value_in_words,
)
from tests.generative.strategies import Case


def by_kernel(case: Case) -> Outcome:
    """What the fast evaluator finds, all files at once."""
    rows = evaluate_many(
        case.standard,
        bucket_of(case.files, case.standard),
        known_at=case.known_at,
        on=case.on,
        watched=case.watched,
    )
    return rows.to_outcomes()


def differences(case: Case) -> list[str]:
    """What the two evaluators do not agree on, line by line; nothing when they do."""
    reference, kernel = attempt(by_reference, case), attempt(by_kernel, case)
    if reference == kernel:
        return []
    if isinstance(reference, str) or isinstance(kernel, str):
        return [f"reference: {_said(reference)}", f"kernel:    {_said(kernel)}"]
    return [*_in_obligations(reference, kernel), *_in_unknown(reference, kernel)] or [
        "the same rows in another order",
        f"reference: {_said(reference)}",
        f"kernel:    {_said(kernel)}",
    ]


def _said(outcome: Outcome | str) -> str:
    if isinstance(outcome, str):
        return outcome
    return "; ".join([*map(in_words, outcome.obligations), *map(str, outcome.unknown)]) or "nothing"


def _in_obligations(reference: Outcome, kernel: Outcome) -> Iterable[str]:
    here = {o.key: o for o in reference.obligations}
    there = {o.key: o for o in kernel.obligations}
    for key in sorted(here | there):
        if key not in there:
            yield f"reference only: {in_words(here[key])}"
        elif key not in here:
            yield f"kernel only:    {in_words(there[key])}"
        elif here[key] != there[key]:
            yield f"{in_words(here[key])}"
            yield from _in_fields(here[key], there[key])


def _in_fields(here: Obligation, there: Obligation) -> Iterable[str]:
    for field in fields(Obligation):
        a, b = getattr(here, field.name), getattr(there, field.name)
        if a != b:
            said = [value_in_words(field.name, value) for value in (a, b)]
            yield f"    {field.name}: reference {said[0]}, kernel {said[1]}"


def _in_unknown(reference: Outcome, kernel: Outcome) -> Iterable[str]:
    for unknown in sorted(set(reference.unknown) ^ set(kernel.unknown), key=unknown_key):
        who = "reference" if unknown in reference.unknown else "kernel"
        yield f"unknown trigger by the {who} only: {unknown}"


def report(case: Case) -> str:
    """What each evaluator found and where they differ."""
    lines = []
    for name, evaluator in (("reference", by_reference), ("kernel", by_kernel)):
        outcome = attempt(evaluator, case)
        lines.append(f"{name}:")
        if isinstance(outcome, str):
            lines.append(f"  {outcome}")
        else:
            lines += [f"  {in_words(o)}" for o in outcome.obligations]
            lines += [f"  {unknown}" for unknown in outcome.unknown]
    return "\n".join([*lines, "differences:", *(f"  {line}" for line in differences(case))])
