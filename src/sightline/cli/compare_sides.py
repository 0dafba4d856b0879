"""What the two comparisons share: two sources, read by one standard and judged on one day."""

from __future__ import annotations

from pathlib import Path

from sightline.cli.inputs import DATA_PACKAGE, Case, Source, read_source, stop_at_rejects
from sightline.cli.options import last_minute, today
from sightline.engine.model import Moment
from sightline.standard.model import Standard


def is_extract(path: Path) -> bool:
    """Whether a path is an extract, which is coarser than the tables that it was made of."""
    return (path / DATA_PACKAGE).is_file()


def read_side(
    standard: Standard,
    path: Path,
    mapping: str | None,
    name: str,
    rejects: Path,
    keep_going: bool,
    year_ending: int | None = None,
) -> tuple[Source, Path | None]:
    """One of two sources, and where its refused rows lie: in a file of its own."""
    source = read_source(standard, (path,), mapping, year_ending)
    own = rejects.with_stem(f"{rejects.stem}-{name}")
    return source, stop_at_rejects(source, own, keep_going)


def case_of(standard: Standard, source: Source, on: Moment | None) -> Case:
    """A source as it stands on a day (D; default today), with all that was recorded (T)."""
    day = on or today()
    return Case(standard, source, day, max(source.latest, last_minute(day)))
