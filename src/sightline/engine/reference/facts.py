"""What was known at T, and whether it matches (clauses 1.1 to 1.3, 2.1 and 2.2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sightline.engine.model import (
    Day,
    Minute,
    Moment,
    Record,
    Value,
)
from sightline.standard.calendar import day_of_minute
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
    """A chain of versions, as known (clause 1.2).

    ``first``: the version that gave the fact its id, which may have been entered after others.
    ``versions``: those that were entered, in order. ``record``: the last of them.
    """

    id: str
    first: Record
    versions: tuple[Record, ...]
    record: Record


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
    if isinstance(test, OneOf):
        if value in test.values:
            return True
        if isinstance(value, tuple) and not test.values.isdisjoint(value):
            return True
        return False if is_answered(value) else None
    if isinstance(test, Answered):
        return is_answered(value)
    if not is_answered(value):
        return None
    if isinstance(value, str | tuple) or value is None:
        return False
    return (test.at_least is None or value >= test.at_least) and (
        test.under is None or value < test.under
    )


def matches(tests: Sequence[Test], details: Mapping[str, Value]) -> Truth:
    """Clause 2.2, for the tests of a selector."""
    seen: Truth = True
    for test in tests:
        truth = passes(test, details)
        if truth is False:
            return False
        if truth is None:
            seen = None
    return seen


def roots_of(records: Iterable[Record]) -> dict[str, str]:
    """For each version's id, the id of its fact (clause 1.2)."""
    earlier = {record.id: record.version_of for record in records if record.withdraws is None}
    roots: dict[str, str] = {}
    for id_ in earlier:
        root = id_
        while (replaced := earlier[root]) is not None and replaced in earlier:
            root = replaced
        roots[id_] = root
    return roots


@dataclass(frozen=True, slots=True)
class Chain:
    """All that was recorded of one fact by T. ``fact``: as it is known; None once withdrawn.

    ``later``: the versions after the first, in order of entry. ``withdrawn``: when it first was.
    """

    first: Record
    later: tuple[Record, ...]
    withdrawn: Minute | None
    fact: Fact | None

    @property
    def versions(self) -> tuple[Record, ...]:
        """All of them, the first first."""
        return self.first, *self.later

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of its versions: one, unless the kind itself was corrected."""
        return frozenset([version.kind for version in self.versions])

    def corrections(self) -> Iterator[Correction]:
        """What was done to it after it was first entered."""
        kinds = self.kinds if self.later or self.withdrawn is not None else frozenset()
        stood = self.first
        for version in sorted(self.versions, key=entry):
            if version is not stood:
                yield Correction(self, kinds, version.recorded_at, *_corrected(stood, version))
            stood = version
        if self.withdrawn is not None:
            yield Correction(self, kinds, self.withdrawn)

    def as_stood(self, at: Minute) -> Fact | None:
        """The fact as it stood at a minute, or as first entered if it came later (clause 7.5)."""
        if self.withdrawn is not None and self.withdrawn <= at:
            return None
        known = [version for version in self.versions if version.recorded_at <= at]
        if self.fact is not None and len(known) == len(self.versions):
            return self.fact
        return fact_of(self.first, known or [self.first])


@dataclass(frozen=True, slots=True)
class Correction:
    """A later version of a fact, or its withdrawal, entered ``at`` a minute.

    ``kinds``: those of the fact. ``fields``: those that it changes, where it changes nothing else
    but perhaps that the fact, which had no end, ``ended``; None where it does.
    """

    chain: Chain
    kinds: frozenset[str]
    at: Minute
    fields: frozenset[str] | None = None
    ended: Day | None = None


def _corrected(before: Record, after: Record) -> tuple[frozenset[str] | None, Day | None]:
    """The fields that what stands corrects of what stood before it, and the end that it adds.

    None of both where it corrects something else, or where a version was entered that never stood.
    """
    other = any(getattr(before, name) != getattr(after, name) for name in _HEADER)
    if other or before is after or before.ended not in (None, after.ended):
        return None, None
    names = before.details.keys() | after.details.keys()
    fields = [name for name in names if before.details.get(name) != after.details.get(name)]
    ended = None if before.ended or after.ended is None else after.ended.day
    return frozenset(fields), ended


_HEADER = ("kind", "file", "at", "planned_start", "planned_end", "about")
"""What the evaluator reads of a version beside its fields, its end and its entry."""


def fact_of(first: Record, versions: Sequence[Record]) -> Fact:
    """The fact that some versions make, of those that stand for a first one (clause 1.2)."""
    in_order = tuple(sorted(versions, key=entry)) if len(versions) > 1 else tuple(versions)
    return Fact(first.id, first, in_order, in_order[-1])


def entry(version: Record) -> tuple[Minute, str]:
    """The order in which versions were entered (clause 1.2)."""
    return version.recorded_at, version.id


def known_chains(
    records: Iterable[Record], roots: Mapping[str, str], known_at: Minute
) -> list[Chain]:
    """The chains of the facts first recorded by T (clause 1.1). ``roots``: as of ``roots_of``."""
    firsts: list[Record] = []
    later: defaultdict[str, list[Record]] = defaultdict(list)
    withdrawn: dict[str, Minute] = {}
    for record in records:
        if record.recorded_at > known_at:
            continue
        if record.withdraws is not None:
            if (root := roots.get(record.withdraws)) is not None:
                withdrawn[root] = min(record.recorded_at, withdrawn.get(root, record.recorded_at))
        elif roots[record.id] == record.id:
            firsts.append(record)
        else:
            later[roots[record.id]].append(record)
    chains = []
    for first in firsts:
        versions = tuple(sorted(later.get(first.id, ()), key=entry))
        fact = None if first.id in withdrawn else fact_of(first, (first, *versions))
        chains.append(Chain(first, versions, withdrawn.get(first.id), fact))
    return chains


def earliest_day(chains: Sequence[Chain]) -> Day | None:
    """The first day that any version began, was planned for, or was entered on."""
    days = [
        day
        for chain in chains
        for v in chain.versions
        for day in (None if v.at is None else v.at.day, v.planned_start, v.planned_end)
        if day is not None
    ]
    entered = [version.recorded_at for chain in chains for version in chain.versions]
    return min([*days, day_of_minute(min(entered))]) if entered else None


def known_facts(
    records: Iterable[Record], roots: Mapping[str, str], known_at: Minute
) -> list[Fact]:
    """The facts known at T (clauses 1.1 to 1.3). ``roots``: as ``roots_of`` gives them."""
    chains = known_chains(records, roots, known_at)
    return [chain.fact for chain in chains if chain.fact is not None]
