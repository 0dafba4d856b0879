"""Which rule is in force, and for whom (clauses 3.0 and 3.1)."""

from __future__ import annotations

import numpy as np

from sightline.engine.kernel.moments import FALSE, NONE, TRUE, Flags, Ints, Truths
from sightline.engine.kernel.runs import When, holds
from sightline.engine.kernel.select import passes
from sightline.engine.kernel.view import View
from sightline.standard.calendar import day_of
from sightline.standard.model import Conditions, Rule, Test


def in_force(rule: Rule, day: Ints) -> Flags:
    """Whether a rule is in force on days."""
    found: Flags = (day != NONE) & (day >= day_of(rule.from_))
    if rule.until is not None:
        found &= day < day_of(rule.until)
    return found


def eligible(view: View, types: tuple[str, ...]) -> Flags:
    """The files of subjects of the types to whom a duty is owed (clause 3.0)."""
    column = view.bucket.subjects.types
    listed = np.array([value in types for value in column.values], bool)
    if not len(listed):
        return np.zeros(len(view.subject), bool)
    found: Flags = listed[column.codes[view.subject]]
    return found


def rule_for(view: View, tests: tuple[Test, ...], conditions: Conditions, when: When) -> Flags:
    """Whether ``for_``, of the fact's own fields, and ``for_conditions`` hold."""
    found = np.ones(len(when.file), bool)
    if tests:
        found &= fact_passes(view, tests, when.fact) == TRUE
    if conditions:
        found &= holds(view, conditions, when) == TRUE
    return found


def fact_passes(view: View, tests: tuple[Test, ...], facts: Ints) -> Truths:
    """Whether facts of any kind pass tests; a birthday has no fields."""
    found = np.full(len(facts), FALSE, np.int8)
    for kind, here in view.kinds.items():
        mine = np.flatnonzero((facts >= here.start) & (facts < here.stop))
        if len(mine):
            found[mine] = passes(view, kind, tests, view.use[facts[mine]])
    return found
