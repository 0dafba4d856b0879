"""What has been read of a delivery so far, each record once."""

from __future__ import annotations

from dataclasses import dataclass, field

from sightline.engine.model import Record
from sightline.returns.cells import Refused
from sightline.returns.errors import Mismatch, Reject, UnreadableFile
from sightline.returns.record_store import RecordStore
from sightline.returns.subjects import Subjects

MOST_REJECTS = 500_000
"""They are held until all are known, as their file is written whole."""

_WORDS = {"file": "subject", "at": "start", "ended": "end"}


@dataclass(slots=True)
class Gathered:
    """What has been read of a delivery so far, over all its tables."""

    subjects: Subjects = field(default_factory=Subjects)
    records: RecordStore = field(default_factory=RecordStore)
    rejects: list[Reject] = field(default_factory=list)

    def add(self, record: Record, file: str, line: int) -> bool:
        """Keep a record; False if it only repeats one. Raises Refused if it contradicts one."""
        known = self.records.keep(record, file, line)
        if known is None:
            return True
        if known.record == record:
            return False
        raise Refused(
            Mismatch(
                f"what {known.file}, line {known.line}, says",
                f"The {record.kind} with the same key was told before with another "
                f"{_difference(known.record, record)}.",
            )
        )

    def refuse(self, reject: Reject) -> None:
        """Keep a reject. Raises UnreadableFile where there are more than anybody mends."""
        self.rejects.append(reject)
        if len(self.rejects) > MOST_REJECTS:
            problem = f"More than {MOST_REJECTS:,} rows cannot be read"
            raise UnreadableFile(
                reject.file, f"{problem}; the mapping may be that of other tables.", reject.line
            )


def _difference(known: Record, record: Record) -> str:
    """What two records of one key differ in first, in the mapping's words."""
    for word in ("file", "at", "ended", "planned_start", "planned_end", "about", "author"):
        if getattr(known, word) != getattr(record, word):
            return _WORDS.get(word, word.replace("_", "-"))
    names = dict.fromkeys((*known.details, *record.details))
    differing = (name for name in names if known.details.get(name) != record.details.get(name))
    return next(differing, "time of entry")
