"""New files, with all that is told of them, made into rows of a step."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from uuid import UUID

from sightline.engine import model as engine
from sightline.service.files.loading_changes import Done, targets
from sightline.service.files.loading_compare import Compared
from sightline.service.files.loading_known import (
    Known,
    content_of,
    content_of_subject,
    particulars_id,
)
from sightline.service.files.loading_rows import Names, Tables, known_since
from sightline.service.files.models import System
from sightline.service.files.standard import standard
from sightline.service.files.translating import Translated
from sightline.service.ledger.ids import id_from


@dataclass(frozen=True, slots=True)
class NewFiles:
    """The new files of a step. ``new``: their ids; ``there``: further files that there are.

    ``elsewhere``: what was said before of records that are kept on other files.
    """

    tables: Tables
    system: System
    names: Names
    at: datetime
    new: frozenset[UUID]
    there: frozenset[UUID]
    elsewhere: Mapping[UUID, Known]

    def open(self, file: Translated) -> None:
        """A file with who it is on."""
        source = self.system.name
        since = known_since(file.file.records, self.at)
        self.tables.open(file.id, self.system, file.told)
        if (called := self.names(file.told)) is not None:
            self.tables.name(file.id, id_from(source, file.told.id, "name"), called, since)
        natural, told = particulars_id(source, file.told), file.file.subject
        self.tables.particulars(file.id, natural, told, since)
        content = content_of_subject(told)
        self.tables.delivered(natural, self.system.pk, file.id, file.id, natural, content)

    def add(self, file: Translated, done: Done) -> None:
        """Its records, and those of others that stand on it."""
        own, system = str(file.id), self.system.pk
        further = self._further(file)
        for record in file.file.records:
            id_ = UUID(record.id)
            if record.file == own:
                fact = UUID(file.facts[record.id])
                self.tables.record(file.id, fact, record)
                self.tables.delivered(id_, system, file.id, fact, id_, content_of(record))
                done.new += 1
                if more := further.get(fact):
                    self.tables.stands_on(record.id, sorted(more))
                    done.touched |= more
            elif UUID(record.file) in self.new:
                self.tables.stands_on(record.id, [file.id])
            elif (known := self.elsewhere.get(id_)) is not None and not known.ended:
                self.tables.stands_on(str(known.version), [file.id])
                done.touched.add(file.id)
            # Otherwise its own file comes later, and brings it here.

    def _further(self, file: Translated) -> dict[UUID, set[UUID]]:
        """Of its facts, the files that there are on which they stand besides."""
        further: dict[UUID, set[UUID]] = {}
        shared = shared_kinds()
        for record in file.file.records:
            if record.kind in shared and record.file == file.file.subject.id:
                named = further.setdefault(UUID(file.facts[record.id]), set())
                named |= targets(record) & self.there
        return further


def without(file: Translated, records: Collection[str]) -> Translated:
    """A file without some records."""
    kept = tuple(record for record in file.file.records if record.id not in records)
    others = {r.file for r in kept if r.file != file.file.subject.id}
    told = {id_: other for id_, other in file.file.others.items() if id_ in others}
    return replace(file, file=engine.File(file.file.subject, kept, told))


def shared(new: Sequence[Translated], compared: Sequence[Compared]) -> set[UUID]:
    """Files besides their own on which records of a step may stand."""
    kinds = shared_kinds()
    says: Iterable[engine.Record] = chain(
        (r for file in new for r in file.file.records if r.kind in kinds),
        (r for file in compared for c in file.changes for r, _ in c.says if r.kind in kinds),
    )
    return {target for record in says for target in targets(record)}


def shared_kinds() -> frozenset[str]:
    """The kinds whose records stand on further files."""
    return frozenset(name for name, kind in standard().kinds.items() if kind.also_on)
