"""What a delivery says of files that are there, compared with what was last said of them.

What was said is kept as a hash (``models.Delivered``), so that nothing is read of a file of which a
delivery says nothing new.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from uuid import UUID

from sightline.engine.model import Record, Subject
from sightline.service.files.loading_known import (
    Known,
    content_of,
    content_of_subject,
    particulars_id,
)
from sightline.service.files.models import Delivered
from sightline.service.files.translating import Translated


class Sort(Enum):
    """What has become of one fact."""

    NEW = "new"
    TOLD = "told"  # the source tells a further version or its withdrawal itself
    CHANGED = "changed"
    AGAIN = "again"  # it had gone from the deliveries, or stood on another file
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Change:
    """What a delivery does to one fact: the records it says of it, each with its hash.

    ``was``: the row that was last said of the fact, if any was.
    """

    sort: Sort
    file: UUID
    fact: UUID
    says: tuple[tuple[Record, bytes], ...] = ()
    was: Known | None = None


@dataclass(frozen=True, slots=True)
class Quarantine:
    """Something that was read and cannot be taken up, with the reason.

    ``file``, ``record``: as the source calls them; ``record`` is blank where all of a file is
    meant. ``kind``: of the record.
    """

    file: str
    record: str
    kind: str
    reason: str


@dataclass(slots=True)
class Compared:
    """What a delivery does to one file that is there. ``particulars``: their new hash, if new."""

    translated: Translated
    changes: list[Change] = field(default_factory=list)
    same: int = 0
    particulars: bytes | None = None
    quarantined: list[Quarantine] = field(default_factory=list)


# --- comparing -------------------------------------------------------------------------------


def compare(
    source: str,
    translated: Translated,
    known: Mapping[UUID, Known],
    moved: Mapping[UUID, Known],
    *,
    goes: bool,
) -> Compared:
    """What a delivery does to a file. ``known``: what was said of it; ``moved``: of the same
    records on other files. ``goes``: whether what it no longer says may have gone."""
    found = Compared(translated)
    told = translated.told
    own = [r for r in translated.file.records if r.file == translated.file.subject.id]
    groups: defaultdict[UUID, list[Record]] = defaultdict(list)
    for record in own:
        groups[UUID(translated.facts[record.id])].append(record)
    said: set[UUID] = set()
    for fact, records in groups.items():
        says = tuple((record, content_of(record)) for record in records)
        rows = {
            id_: row
            for record, _ in says
            if (row := known.get(id_ := UUID(record.id)) or moved.get(id_)) is not None
        }
        said.update(row.fact for row in rows.values())
        found.changes += _changes(found, told, fact, says, rows)
    _compare_particulars(found, source, known)
    if goes:
        found.changes += gone(translated.id, known.values(), said)
    return found


def gone(file: UUID, known: Iterable[Known], said: Collection[UUID]) -> Iterator[Change]:
    """The facts of a file of which a delivery says nothing at all."""
    last = {row.fact: row for row in known if not row.ended and row.fact not in said}
    for fact, row in last.items():
        # Of a subject itself a source never says that it is no longer so.
        if fact != file:
            yield Change(Sort.GONE, file, fact, (), row)


def _changes(
    found: Compared,
    told: Subject,
    fact: UUID,
    says: tuple[tuple[Record, bytes], ...],
    rows: Mapping[UUID, Known],
) -> Iterator[Change]:
    file = found.translated.id
    if not rows:
        yield Change(Sort.NEW, file, fact, says)
        return
    was = next(iter(rows.values()))
    if any(row.ended == Delivered.Ended.ERASED for row in rows.values()):
        reason = "It was erased here, and what was erased is not brought back."
        found.quarantined.append(_of(told, says[-1][0], reason))
        return
    is_withdrawn = says[-1][0].withdraws is not None
    if was.ended or was.file != file:
        if not is_withdrawn:
            yield Change(Sort.AGAIN, file, fact, says, was)
        return
    versions = [one for one in says if one[0].withdraws is None]
    new: list[tuple[Record, bytes]] = []
    for record, content in says:
        row = rows.get(UUID(record.id))
        if row is None:
            new.append((record, content))
        elif row.content == content:
            found.same += 1
        elif record is versions[-1][0] and not new:
            yield Change(Sort.CHANGED, file, row.fact, ((record, content),), row)
        else:
            reason = "The source says otherwise of an earlier version than it did before."
            found.quarantined.append(_of(told, record, reason))
    if new:
        yield Change(Sort.TOLD, file, was.fact, tuple(new), was)


def _compare_particulars(found: Compared, source: str, known: Mapping[UUID, Known]) -> None:
    told = found.translated.told
    row = known.get(particulars_id(source, told))
    content = content_of_subject(found.translated.file.subject)
    if row is None or row.content == content:
        return
    if row.ended == Delivered.Ended.ERASED:
        reason = "What is known of them was erased here, and what was erased is not brought back."
        found.quarantined.append(Quarantine(told.id, "", "", reason))
    else:
        found.particulars = content


def _of(told: Subject, record: Record, reason: str) -> Quarantine:
    return Quarantine(told.id, record.id, record.kind, reason)
