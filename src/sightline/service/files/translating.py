"""Files of another system in our ids.

Every name of a subject or record becomes the UUID that it always becomes. The versions of a fact
become one line, each in the place of the one before and known after it: where they were entered in
the same minute, or the wrong way round, the later one counts as entered a minute after the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from sightline.engine.model import File, Minute, Record, Subject, Value
from sightline.engine.reference.facts import roots_of
from sightline.service.ledger.ids import id_from
from sightline.standard.model import BIRTHDAY_TRIGGER, RESERVED_ANSWERS, FieldType, Kind

_REMEMBERED = 500_000


@dataclass(frozen=True, slots=True)
class Translated:
    """A file in our ids. ``facts``: for each record (a withdrawal too) the id of its fact.

    ``told``: the subject as its source calls it.
    """

    id: UUID
    told: Subject
    file: File
    facts: Mapping[str, str]


class Translation:
    """Turns the files of a source into ours, as known at a minute.

    ``ours``: what the source calls a body whose file is here under another id.
    """

    def __init__(
        self,
        source: str,
        kinds: Mapping[str, Kind],
        known_at: Minute,
        ours: Mapping[str, UUID] | None = None,
    ) -> None:
        self._known_at = known_at
        known = ours or {}
        self.uuid = lru_cache(_REMEMBERED)(lambda name: known.get(name) or id_from(source, name))
        self.id = lru_cache(_REMEMBERED)(lambda name: str(self.uuid(name)))
        self._file_fields = {
            kind.name: tuple(f.name for f in kind.fields.values() if f.type is FieldType.FILE)
            for kind in kinds.values()
        }

    def file(self, file: File) -> Translated:
        """A file in our ids, without what was entered after the moment of knowledge."""
        known = [record for record in file.records if record.recorded_at <= self._known_at]
        records, facts = self._records(known)
        return Translated(
            self.uuid(file.subject.id),
            file.subject,
            File(
                self.subject(file.subject),
                tuple(records),
                {self.id(name): self.subject(other) for name, other in file.others.items()},
            ),
            facts,
        )

    def subject(self, subject: Subject) -> Subject:
        """A subject under our id."""
        return Subject(
            self.id(subject.id), subject.type, subject.born, subject.place, subject.attributes
        )

    def _records(self, known: Iterable[Record]) -> tuple[list[Record], dict[str, str]]:
        """Records in order of entry, and their facts. Of two withdrawals of a fact one is kept."""
        roots = roots_of(known)
        last: dict[str, Record] = {}
        found: list[Record] = []
        facts: dict[str, str] = {}
        withdrawals: dict[str, Record] = {}
        for record in sorted(known, key=lambda r: (r.id != roots.get(r.id), r.recorded_at, r.id)):
            if record.withdraws is not None:
                withdrawals.setdefault(roots.get(record.withdraws, record.withdraws), record)
                continue
            root = roots[record.id]
            version = self._version(record, last.get(root))
            last[root] = version
            facts[version.id] = self.id(root)
            found.append(version)
        for root, record in withdrawals.items():
            ended = last[root].id if root in last else self.id(root)
            row = self._record(record, record.recorded_at, withdraws=ended)
            facts[row.id] = self.id(root)
            found.append(row)
        return sorted(found, key=lambda r: (r.recorded_at, r.id)), facts

    def _version(self, record: Record, last: Record | None) -> Record:
        if last is None:
            return self._record(record, record.recorded_at)
        entered = max(record.recorded_at, last.recorded_at + 1)
        return self._record(record, entered, version_of=last.id)

    def _record(
        self,
        record: Record,
        recorded_at: Minute,
        version_of: str | None = None,
        withdraws: str | None = None,
    ) -> Record:
        about = record.about
        return Record(
            id=self.id(record.id),
            file=self.id(record.file),
            kind=record.kind,
            at=record.at,
            recorded_at=recorded_at,
            details=self._details(record),
            ended=record.ended,
            planned_start=record.planned_start,
            planned_end=record.planned_end,
            about=self.id(about) if about is not None and about != BIRTHDAY_TRIGGER else about,
            agency=self.id(record.agency) if record.agency else "",
            author=self.id(record.author) if record.author else "",
            version_of=version_of,
            withdraws=withdraws,
            entry_known=record.entry_known,
        )

    def _details(self, record: Record) -> Mapping[str, Value]:
        named = [
            name
            for name in self._file_fields.get(record.kind, ())
            if name in record.details and record.details[name] not in RESERVED_ANSWERS
        ]
        if not named:
            return record.details
        return {**record.details, **{name: self.id(str(record.details[name])) for name in named}}
