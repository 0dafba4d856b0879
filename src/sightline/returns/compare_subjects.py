"""The subjects of two deliveries: who is new, who is gone, of whom something else is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sightline.engine.model import Subject, Value
from sightline.returns.extract_subjects import month_of
from sightline.standard.calendar import date_of


@dataclass(frozen=True, slots=True)
class AttributeChange:
    """Something else is told of a subject. None: nothing is."""

    file: str
    attribute: str
    earlier: Value | None
    later: Value | None


@dataclass(frozen=True, slots=True)
class SubjectsCompared:
    """What became of the subjects. ``changes`` in order of file; the rest as ids, in order.

    ``not_compared``: attributes that one of the two tells of nobody.
    """

    unchanged: int
    new: tuple[str, ...]
    gone: tuple[str, ...]
    changes: tuple[AttributeChange, ...]
    not_compared: tuple[str, ...]

    @property
    def changed(self) -> tuple[str, ...]:
        """Of whom something else is told."""
        return tuple(dict.fromkeys(change.file for change in self.changes))

    @property
    def attributes(self) -> Mapping[str, int]:
        """How many subjects changed, by attribute."""
        return Counter(change.attribute for change in self.changes)


def compare_subjects(
    earlier: Iterable[Subject], later: Iterable[Subject], *, coarse: bool
) -> SubjectsCompared:
    """Compare subjects by id. ``coarse``: one side tells no more than the month of birth."""
    before = {subject.id: _told(subject, coarse) for subject in earlier}
    after = {subject.id: _told(subject, coarse) for subject in later}
    both = sorted(before.keys() & after.keys())
    skipped = _told_of_none([before[id_] for id_ in both], [after[id_] for id_ in both])
    changes = tuple(
        AttributeChange(id_, name, before[id_].get(name), after[id_].get(name))
        for id_ in both
        for name in dict.fromkeys((*before[id_], *after[id_]))
        if name not in skipped and before[id_].get(name) != after[id_].get(name)
    )
    return SubjectsCompared(
        unchanged=len(both) - len({change.file for change in changes}),
        new=tuple(sorted(after.keys() - before.keys())),
        gone=tuple(sorted(before.keys() - after.keys())),
        changes=changes,
        not_compared=tuple(sorted(skipped)),
    )


def _told(subject: Subject, coarse: bool) -> dict[str, Value]:
    """What is told of a subject, by name; what is not recorded is not there."""
    born = month_of(subject.born) if coarse else subject.born
    told: dict[str, Value | None] = {
        "type": subject.type,
        "born": date_of(born).isoformat() if born is not None else None,
        "place": subject.place or None,
        **subject.attributes,
    }
    return {
        name: tuple(sorted(value)) if isinstance(value, tuple) else value
        for name, value in told.items()
        if value is not None
    }


def _told_of_none(
    before: Sequence[Mapping[str, Value]], after: Sequence[Mapping[str, Value]]
) -> set[str]:
    """Attributes that one of the two tells of nobody who is in both, as a table that is not there.

    Where only a few subjects are in both this cannot be told from a change, and is taken for one.
    """
    if len(before) < FEW:
        return set()
    named = [{name for told in side for name in told} for side in (before, after)]
    return named[0] ^ named[1]


FEW = 10
"""Subjects. Of fewer, an attribute may well be told of none by chance."""
