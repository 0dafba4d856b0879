"""The figures of the third joint review, by Sightline and by the SQL that stands apart."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from sightline.engine.model import File, Minute, Subject, Watched
from sightline.engine.people import PeopleOfYear
from sightline.engine.record_figures import Known
from sightline.engine.reviewed import reproduce
from sightline.returns import write_files
from sightline.returns.extract_subjects import month_of
from sightline.standard.population import PopulationTable, write_population
from tests.england import england

CHECK = Path(__file__).parents[2] / "examples" / "third-joint-review" / "check.sql"
REVIEW = "third-joint-review"
YEAR = 2006


@dataclass(frozen=True, slots=True)
class Row:
    """One printed statement worked out. ``denominator``: None of a count; ``place``: the worst."""

    numerator: int
    denominator: int | None
    unknown: int
    place: str | None = None
    values: tuple[str, ...] = ()


Rows = Mapping[str, Row]
"""By the id of the printed statement."""


@dataclass(frozen=True)
class World:
    """Files, in order of their subject's id, and what else the figures rest on."""

    files: tuple[File, ...]
    watched: tuple[Watched, ...]
    population: PopulationTable
    known_at: Minute

    def with_files(self, files: Mapping[str, File]) -> World:
        """The same with some files put in the place of those of their subjects, or added."""
        all_files = {file.subject.id: file for file in self.files} | dict(files)
        return replace(self, files=tuple(all_files[id_] for id_ in sorted(all_files)))


def of_the_month(file: File) -> File:
    """The file as an extract tells it, which gives of a birth its month alone."""
    return replace(file, subject=_of_the_month(file.subject))


def _of_the_month(subject: Subject) -> Subject:
    return replace(subject, born=month_of(subject.born))


def by_sightline(world: World) -> Rows:
    """The rows as Sightline works them out."""
    people = PeopleOfYear(world.population, YEAR)
    known = Known(world.known_at, world.watched, people)
    found = reproduce(england(), england().printed[REVIEW], world.files, known)
    rows = {}
    for told in (each.to_dict() for each in found):
        rows[told["id"]] = Row(
            told["numerator"],
            told["denominator"],
            told["unknown"],
            told["group"].get("place"),
            tuple(str(value) for value in told["values"]),
        )
    return rows


def by_sql(world: World, known_at: Minute | None = None) -> Rows:
    """The rows as the SQL works them out, from an extract written for it."""
    with tempfile.TemporaryDirectory() as folder:
        write(world, Path(folder) / "extract")
        return rows_of_extract(Path(folder) / "extract", known_at or world.known_at)


def write(world: World, folder: Path) -> None:
    """Write an extract with its population."""
    write_files(world.files, england(), folder, watched=world.watched, written=world.known_at)
    (folder / "population.csv").write_text(write_population(world.population), "utf-8")


def rows_of_extract(folder: Path, known_at: Minute | None = None) -> Rows:
    """The rows as the SQL works them out in the folder of an extract."""
    with duckdb.connect() as db:
        db.execute("set threads = 1")
        db.execute(f"set file_search_path = '{folder}'")
        if known_at is not None:
            db.execute(f"set variable known_at = {known_at}")
        found = db.execute(CHECK.read_text("utf-8")).fetchall()
    return {
        id_: Row(numerator, denominator, unknown, place, tuple(values))
        for id_, numerator, denominator, unknown, place, values in found
    }


def differences(ours: Rows, theirs: Rows) -> list[str]:
    """The rows that differ, as lines to read."""
    return [
        f"{id_}: Sightline {ours.get(id_)}, SQL {theirs.get(id_)}"
        for id_ in sorted({*ours, *theirs})
        if ours.get(id_) != theirs.get(id_)
    ]


def only_places(population: PopulationTable, places: Sequence[str]) -> PopulationTable:
    """The part of a table that tells of some places, in the year of the review."""
    cells = tuple(c for c in population.cells if c.area in places and c.year == YEAR)
    return PopulationTable(cells, population.codes)
