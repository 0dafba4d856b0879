"""What was known at T, and whether it matches (clauses 1.1 to 1.3, 2.1 and 2.2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sightline.engine.model import (
    Day,
    Minute,
    Moment,
    Record,
    Value,
)
from sightline.standard.model import (
    NOT_ANSWERED,
    Answered,
    OneOf,
    Test,
)

Truth = bool | None
"""Three-valued: None is unknown, because something was not recorded (clause 2.1)."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A chain of versions, as known (clause 1.2). ``versions``: in order of entry, first first."""

    id: str
    versions: tuple[Record, ...]
    record: Record

    @property
    def first(self) -> Record:
        """The version that gave the fact its id."""
        return self.versions[0]


def order(moment: Moment) -> tuple[Day, Minute]:
    """The order of moments where the earliest or latest is wanted (clause 1.7)."""
    return moment.day, -(2**62) if moment.minute is None else moment.minute


def all_of(truths: Iterable[Truth]) -> Truth:
    """True if all are, false if any is, else unknown."""
    seen: Truth = True
    for truth in truths:
        if truth is False:
            return False
        if truth is None:
            seen = None
    return seen


def is_answered(value: Value | None) -> bool:
    """Whether a value answers its field (clause 2.1)."""
    if isinstance(value, tuple):
        return any(item not in NOT_ANSWERED for item in value)
    return value is not None and value not in NOT_ANSWERED


def passes(test: Test, details: Mapping[str, Value]) -> Truth:
    """Clause 2.1."""
    value = details.get(test.field)
    if isinstance(test, Answered):
        return is_answered(value)
    if isinstance(test, OneOf):
        values = value if isinstance(value, tuple) else (value,)
        if any(item in test.values for item in values):
            return True
        return False if is_answered(value) else None
    if not is_answered(value):
        return None
    if isinstance(value, str | tuple) or value is None:
        return False
    return (test.at_least is None or value >= test.at_least) and (
        test.under is None or value < test.under
    )


def matches(tests: Sequence[Test], details: Mapping[str, Value]) -> Truth:
    """Clause 2.2, for the tests of a selector."""
    return all_of(passes(test, details) for test in tests)


def roots_of(records: Iterable[Record]) -> dict[str, str]:
    """For each version's id, the id of its fact (clause 1.2)."""
    earlier = {record.id: record.version_of for record in records if record.withdraws is None}
    roots: dict[str, str] = {}
    for id_ in earlier:
        chain = [id_]
        while (replaced := earlier[chain[-1]]) is not None and replaced in earlier:
            chain.append(replaced)
        roots[id_] = chain[-1]
    return roots


def known_facts(
    records: Iterable[Record], roots: Mapping[str, str], known_at: Minute, frozen_at: Minute
) -> list[Fact]:
    """The facts known at T (clauses 1.1 to 1.3). ``roots``: as ``roots_of`` gives them.

    ``frozen_at``: each fact as it stood then, or as first entered if it came later; withdrawals
    entered after it are undone (clause 7.5). At ``frozen_at`` = T it changes nothing.
    """
    first_of: dict[str, Record] = {}
    chains: defaultdict[str, list[Record]] = defaultdict(list)
    withdrawn = set()
    for record in records:
        if record.withdraws is not None:
            if record.recorded_at <= min(known_at, frozen_at) and record.withdraws in roots:
                withdrawn.add(roots[record.withdraws])
        elif roots[record.id] == record.id:
            first_of[record.id] = record
        elif record.recorded_at <= min(known_at, frozen_at):
            chains[roots[record.id]].append(record)
    facts = []
    for id_, first in first_of.items():
        if id_ not in withdrawn and first.recorded_at <= known_at:
            later = sorted(chains[id_], key=lambda v: (v.recorded_at, v.id))
            chain = (first, *later)
            facts.append(Fact(id_, chain, max(chain, key=lambda v: (v.recorded_at, v.id))))
    return facts
