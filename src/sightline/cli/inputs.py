"""Reading what a command was given: the standard, and the records to judge."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sightline.cli.failing import CannotGoOn, RowsRefused, told_plainly
from sightline.cli.options import Asked, last_minute, today
from sightline.engine.model import File, Minute, Moment, Watched
from sightline.standard import load
from sightline.standard.model import Duty, Standard

if TYPE_CHECKING:
    from sightline.returns import Delivery, Reject

DATA_PACKAGE = "datapackage.json"
"""What a folder that is an extract holds."""


@dataclass(frozen=True, slots=True)
class Source:
    """Records to judge, and what reading them came to.

    ``files``: held, or read anew each time where they are very many. ``watched``: None where the
    source says nothing of it. ``coverage``: what was read, ignored
    and refused. ``blind``: duties whose answers the source cannot hold, each with the reason;
    ``untriggered``: duties that nothing in it can trigger.
    """

    files: Sequence[File]
    watched: tuple[Watched, ...] | None
    coverage: Mapping[str, Any]
    rejects: tuple[Reject, ...] = ()
    blind: Mapping[str, str] = field(default_factory=dict)
    untriggered: tuple[str, ...] = ()

    def asked(self, duties: Iterable[str]) -> list[tuple[set[str], Sequence[Watched] | None]]:
        """Duties whose absence can be judged with what is watched, and the others with nothing."""
        asked, blind = set(duties), set(self.blind)
        both = [(asked - blind, self.watched), (asked & blind, ())]
        return [(some, watched) for some, watched in both if some]

    @property
    def held_back(self) -> int:
        """Rows that tell something of a year, which nobody said."""
        return sum(file["ignored"]["no-period"] for file in self.coverage.get("files", ()))

    @property
    def lacks(self) -> Mapping[str, str]:
        """For duties, what the source does not tell, as its mapping says."""
        found: Mapping[str, str] = self.coverage.get("lacks", {})
        return found

    @property
    def latest(self) -> Minute:
        """The last minute at which anything was recorded."""
        return max((r.recorded_at for file in self.files for r in file.records), default=0)


# --- the standard ----------------------------------------------------------------------------


def read_standard(
    name: str, overlays: Sequence[Path] = (), *, only_to_judge: bool = False
) -> Standard:
    """The standard of a name or folder, with overlays. Raises CannotGoOn with every fault.

    ``only_to_judge``: without the worked examples of a standard that comes with Sightline, which
    are checked before it is given out. Those of somebody's own are always read and checked.
    """
    with told_plainly():
        is_path = Path(name).is_dir()
        folder = shipped("standards", name, "a standard", is_path)
        return load(folder, overlays=tuple(overlays), examples=is_path or not only_to_judge)


def shipped(where: str, name: str, what: str, is_path: bool, ending: str = "") -> Path:
    """A path as typed or, by name, what comes with Sightline in a folder of the package."""
    folder = Path(str(resources.files("sightline"))) / where
    if is_path:
        return Path(name)
    if (folder / f"{name}{ending}").exists():
        return folder / f"{name}{ending}"
    names = ", ".join(sorted(p.stem for p in folder.iterdir() if p.suffix == ending))
    raise CannotGoOn(
        f"There is no {what.split()[-1]} {name!r}: it is no path, and what comes with Sightline "
        f"is {names}."
    )


def chosen_duties(standard: Standard, ids: Sequence[str]) -> tuple[Duty, ...]:
    """The duties asked for, or all. Raises CannotGoOn for one that the standard lacks."""
    missing = [id_ for id_ in ids if id_ not in standard.duties]
    if missing:
        raise CannotGoOn(
            f"The standard {standard.name} has no duty {', '.join(missing)}. "
            "`sightline standard list` names them all."
        )
    return tuple(duty for duty in standard.duties.values() if not ids or duty.id in ids)


# --- the records -----------------------------------------------------------------------------


def read_source(
    standard: Standard, paths: Sequence[Path], mapping: str | None, year_ending: int | None = None
) -> Source:
    """An extract, or tables read through a mapping. Raises CannotGoOn with a sentence.

    ``year_ending``: the year of the return, where its tables do not say it.
    """
    with told_plainly():
        for path in paths:
            if not path.exists():
                raise CannotGoOn(f"{path}: there is no such file or folder.")
        if len(paths) == 1 and (paths[0] / DATA_PACKAGE).is_file():
            if year_ending is not None:
                raise CannotGoOn(
                    f"{paths[0]}: an extract says itself of which year it tells; --year-ending is "
                    "for the tables that it was made of."
                )
            return _extract(standard, paths[0])
        if mapping is None:
            raise CannotGoOn(
                f"{paths[0]}: this is not an extract (a folder with {DATA_PACKAGE}), so a mapping "
                "is needed to read it: --mapping FILE, or --mapping ssda903."
            )
    return read_tables(standard, paths, mapping, year_ending)[0]


def _extract(standard: Standard, folder: Path) -> Source:
    from sightline.returns import held_or_anew, read_extract
    from sightline.returns.judged import blind_duties, untriggered_duties

    extract = read_extract(folder, standard)
    files, watched, coverage = held_or_anew(extract), extract.watched, extract.coverage()
    if (holds := extract.holds) is None:
        return Source(files, watched, coverage)
    blind = blind_duties(standard, holds, extract.lacks)
    untriggered = tuple(untriggered_duties(standard, holds))
    return Source(files, watched, coverage, blind=blind, untriggered=untriggered)


def read_tables(
    standard: Standard, paths: Sequence[Path], mapping: str, year_ending: int | None = None
) -> tuple[Source, Delivery]:
    """Tables read through a mapping, a file or the name of one that comes with Sightline."""
    from sightline.returns import held_or_anew, read, read_mapping
    from sightline.returns.judged import blind_duties, untriggered_duties
    from sightline.returns.published_ratings import contradictions

    with told_plainly():
        path = shipped("returns/mappings", mapping, "a mapping", Path(mapping).is_file(), ".yaml")
        sources = paths[0] if len(paths) == 1 and paths[0].is_dir() else paths
        chosen = read_mapping(path, standard)
        delivery = read(standard, chosen, sources, year_ending=year_ending)
        found = [each.to_dict() for each in contradictions(chosen, sources)]
    filled = delivery.coverage.kinds
    source = Source(
        held_or_anew(delivery),
        delivery.watched,
        {**delivery.coverage.to_dict(), "contradictions": found},
        delivery.rejects,
        blind_duties(standard, filled, delivery.coverage.lacks),
        tuple(untriggered_duties(standard, filled)),
    )
    return source, delivery


@dataclass(frozen=True, slots=True)
class Case:
    """A standard and records to judge by it, at T on day D. ``rejected``: where rejects lie."""

    standard: Standard
    source: Source
    on: Moment
    known_at: Minute
    rejected: Path | None = None


def read_case(
    asked: Asked, duties: Sequence[str] = (), *, standard: Standard | None = None
) -> Case:
    """Read all that a command was asked. Raises CannotGoOn with a sentence.

    D is today unless said, and T is everything that is recorded. ``standard``: the one asked for,
    where it was read already.
    """
    if standard is None:
        standard = read_standard(asked.standard, asked.overlays, only_to_judge=True)
    chosen_duties(standard, duties)
    source = read_source(standard, asked.paths, asked.mapping, asked.year_ending)
    rejected = stop_at_rejects(source, asked.rejects, asked.keep_going)
    day = asked.on or today()
    everything = max(source.latest, last_minute(day))
    known_at = everything if asked.known_at is None else last_minute(asked.known_at)
    return Case(standard, source, day, known_at, rejected)


def file_of(source: Source, file_id: str) -> File:
    """The file of a subject. Raises CannotGoOn where it was not read."""
    for file in source.files:
        if file.subject.id == file_id:
            return file
    raise CannotGoOn(f"There is no file {file_id} among the {len(source.files):,} that were read.")


def stop_at_rejects(source: Source, rejects: Path | None, keep_going: bool) -> Path | None:
    """Write refused rows, and stop unless told to keep going. Where they were written."""
    if not source.rejects:
        return None
    from sightline.returns import write_rejects

    path = rejects or Path("rejects.csv")
    with told_plainly():
        write_rejects(path, source.rejects)
    if not keep_going:
        first = source.rejects[0]
        raise RowsRefused(
            f"{len(source.rejects):,} rows were refused and nothing was judged; {path} lists them. "
            f"The first: {first.file}, line {first.line}, {first.where or 'the row'}: "
            f"{first.reason} With --keep-going the other rows are used."
        )
    return path


@contextmanager
def progress(length: int, label: str) -> Iterator[Any]:
    """A progress bar on stderr, where stderr is a terminal."""
    hidden = not sys.stderr.isatty()
    with click.progressbar(length=length, label=label, file=sys.stderr, hidden=hidden) as bar:
        yield bar
