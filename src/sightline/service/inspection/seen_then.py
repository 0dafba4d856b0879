"""A file as known at a moment, as far as somebody may read it: what frames and strata are read off.

What is closed to them is left out before anything is asked, so that no count and no stratum can
tell of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import islice
from uuid import UUID

from sightline.engine.model import Day, File, Moment, before
from sightline.engine.reference.facts import Fact, known_facts, roots_of
from sightline.service.access import policy
from sightline.service.access.reading import Basis, field_is_read, kind_is_read
from sightline.service.access.viewer import Viewer
from sightline.service.files.moments import day_at, minute_at
from sightline.service.files.reading import engine_files

AT_ONCE = 500
"""Files looked at in one go: their records fit a small machine's memory."""


@dataclass(frozen=True)
class SeenThen:
    """A file as known at ``at``. ``agencies``: those that are inspected, by their ids as text."""

    file: File
    basis: Basis
    agencies: frozenset[str]
    at: datetime

    @property
    def day(self) -> Day:
        """The day of T."""
        return day_at(self.at)

    @cached_property
    def _facts(self) -> dict[str, list[Fact]]:
        records = self.file.records
        found: dict[str, list[Fact]] = {}
        for fact in known_facts(records, roots_of(records), minute_at(self.at)):
            one = fact.record
            if kind_is_read(self.basis.ways, one.kind, _agency(one.agency)):
                found.setdefault(one.kind, []).append(fact)
        return found

    def facts(self, kind: str) -> list[Fact]:
        """The facts of a kind that stood then and are read, planned ones included."""
        return self._facts.get(kind, [])

    def reads(self, kind: str, field: str, agency: str = "") -> bool:
        """Whether a field is read, of a record that an agency made."""
        return field_is_read(self.basis.ways, kind, field, _agency(agency))

    def runs(self, fact: Fact) -> bool:
        """Whether a span had begun then and not ended."""
        record, now = fact.record, Moment(self.day, minute_at(self.at))
        if record.at is None or before(now, record.at):
            return False
        return record.ended is None or not before(record.ended, now)


def _agency(id_: str) -> UUID | None:
    return UUID(id_) if id_ else None


def seen_then(
    viewer: Viewer, files: Collection[UUID], agencies: Collection[UUID], at: datetime
) -> Iterator[SeenThen]:
    """Of some files those that are open to the viewer, as known at a moment, in order of their ids.

    So many queries for each ``AT_ONCE`` files, whatever is on them.
    """
    asked, inspected = iter(sorted(files)), frozenset(map(str, agencies))
    while some := list(islice(asked, AT_ONCE)):
        bases = policy.bases_for(viewer, some)
        for file in engine_files([one for one in some if one in bases], at):
            yield SeenThen(file, bases[UUID(file.subject.id)], inspected, at)
