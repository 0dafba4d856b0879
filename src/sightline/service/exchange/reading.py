"""What was delivered, read: its files, what it tells of itself, and the rows that are refused."""

from __future__ import annotations

import hashlib
import tempfile
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sightline.engine.model import Day, File, Minute, Watched
from sightline.returns import Reject, built_in, held_or_anew, read, read_extract, read_mapping
from sightline.service.files.feeding import Told
from sightline.service.files.loading_changes import Covers
from sightline.service.files.models import System
from sightline.service.files.moments import at_minute
from sightline.service.files.reading import standing_particulars
from sightline.service.files.standard import standard

if TYPE_CHECKING:
    from sightline.returns import Delivery, ReturnMapping

EXTRACT = "datapackage.json"
"""What a folder that is an extract holds."""


@dataclass(frozen=True, slots=True)
class Read:
    """What was read. ``doubtful``: kinds of which rows were refused or held back, so that what is
    missing of them may have been among these. ``agencies``: what it calls whoever delivers it."""

    files: Sequence[File]
    told: Told
    made_at: datetime
    subjects: Collection[str]
    places: Mapping[str, str]
    rows: Mapping[str, int]
    rejects: tuple[Reject, ...] = ()
    doubtful: frozenset[str] = frozenset()
    agencies: frozenset[str] = frozenset()
    coverage: Mapping[str, Any] = field(default_factory=dict)


def digest_of(paths: Iterable[Path]) -> str:
    """SHA-256 of files, or of all files of folders, by their names and contents."""
    told = []
    for path in _all_files(paths):
        with path.open("rb") as file:
            told.append((path.name, hashlib.file_digest(file, "sha256").hexdigest()))
    return digest_of_told(told)


def digest_of_told(files: Iterable[tuple[str, str]]) -> str:
    """The same of files by their names and the SHA-256 of each."""
    whole = "".join(f"{name}\n{digest}\n" for name, digest in sorted(files))
    return hashlib.sha256(whole.encode()).hexdigest()


def _all_files(paths: Iterable[Path]) -> Iterable[Path]:
    for path in paths:
        if path.is_dir():
            yield from (each for each in path.rglob("*") if each.is_file())
        else:
            yield path


def text_of_mapping(name: str) -> str:
    """What a mapping says, a file or the name of one that comes with Sightline.

    Raises KeyError where there is none of that name, and OSError.
    """
    path = Path(name)
    return (path if path.is_file() else built_in()[name]).read_text("utf-8")


def read_delivery(
    paths: Sequence[Path],
    *,
    mapping: str,
    system: System,
    year_ending: int | None = None,
    made_at: Minute | None = None,
) -> Read:
    """Read what was delivered. ``mapping``: its text; blank for an extract.

    Raises UnreadableFile and FaultyMapping.
    """
    if not mapping:
        return _read_extract(paths[0])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mapping.yaml"
        path.write_text(mapping, "utf-8")
        chosen = read_mapping(path, standard())
    sources = paths[0] if len(paths) == 1 and paths[0].is_dir() else paths
    found = read(
        standard(), chosen, sources,
        place=system.place, delivered=made_at, year_ending=year_ending,
    )  # fmt: skip
    rows = found.coverage.to_dict()["rows"]
    assert isinstance(rows, dict), "the coverage counts rows"
    places = {id_: subject.place for id_, subject in found.subjects.items()}
    return Read(
        files=held_or_anew(found),
        told=Told(
            frozenset(places.values()), found.watched, found.coverage.kinds, found.coverage.lacks
        ),
        made_at=at_minute(found.delivered),
        subjects=found.subjects.keys(),
        places=places,
        rows=rows,
        rejects=found.rejects,
        doubtful=_doubtful(chosen, found),
        agencies=frozenset(period.agency for period in found.watched if period.agency),
        coverage=found.coverage.to_dict(),
    )


def _doubtful(mapping: ReturnMapping, found: Delivery) -> frozenset[str]:
    tables = {
        file.table for file in found.coverage.files if file.refused or file.ignored["no-period"]
    }
    return frozenset(
        record.kind
        for table in mapping.tables
        if table.name in tables
        for record in table.all_records()
    )


def _read_extract(folder: Path) -> Read:
    extract = read_extract(folder, standard())
    subjects = extract.subjects()
    places = {id_: subject.place for id_, subject in subjects.items()}
    filled = extract.holds
    return Read(
        files=held_or_anew(extract),
        told=Told(frozenset(places.values()), extract.watched, filled, extract.lacks),
        made_at=at_minute(int(extract.package["sightline"]["written_at"])),
        subjects=subjects.keys(),
        places=places,
        rows={"read": extract.rows, "ignored": 0, "refused": 0},
        coverage=extract.coverage(),
    )


class Covered:
    """For which files, kinds and days a delivery tells all: what it watches, in their places."""

    def __init__(self, told: Told, doubtful: Collection[str], places: Mapping[UUID, str]) -> None:
        self._periods: defaultdict[tuple[str, str], list[Watched]] = defaultdict(list)
        for period in told.watched:
            if period.kind not in doubtful:
                self._periods[period.place, period.kind].append(period)
        self._places = dict(places)

    def covers(self, file: UUID, kind: str, day: Day) -> bool:
        """Whether it tells all of a kind on a file on a day."""
        periods = self._periods.get((self._place(file), kind), ())
        return any(period.first <= day <= period.last for period in periods)

    def _place(self, file: UUID) -> str:
        if file not in self._places:
            told = list(standing_particulars([file]))
            self._places[file] = told[0].place if told else ""
        return self._places[file]


def covers_of(found: Read, file_of: Any) -> Covers:
    """The days that a delivery covers, for files by our ids."""
    places = {file_of(name): place for name, place in found.places.items()}
    return Covered(found.told, found.doubtful, places).covers
