"""What a review is worked out from: an extract, or a nation that is invented for it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, overload

from sightline.cli.failing import CannotGoOn, told_plainly
from sightline.cli.inputs import DATA_PACKAGE, progress, read_source
from sightline.cli.options import last_minute
from sightline.engine.model import File, Moment
from sightline.standard.model import Standard

if TYPE_CHECKING:
    from sightline.engine.record_figures import Known
    from sightline.reporting.review_content import Origin


NATION_STEPS = 100
"""In how many steps a nation says that it is being made, whatever its size."""


@dataclass(frozen=True, slots=True)
class Records:
    """Files, what is known of them, and where they come from.

    ``blind``: duties whose answers they cannot hold.
    """

    files: Sequence[File]
    known: Known
    origin: Origin
    blind: Collection[str] = ()

    def known_by(self, moment: Moment) -> Records:
        """The same, with nothing that was recorded later."""
        return replace(self, known=replace(self.known, known_at=last_minute(moment)))


def of_nation(seed: int) -> Records:
    """The invented nation of a seed."""
    from sightline.engine.record_figures import Known
    from sightline.reporting.review_content import Origin
    from sightline.synth.nation import nation

    with progress(NATION_STEPS, "Making an invented nation") as bar:
        made = nation(seed, bar.update)
    origin = Origin(f"Invented records, made with seed {seed}: nobody in them exists.", True)
    return Records(made.files, Known(made.known_at, made.watched, made.people), origin)


def of_extract(standard: Standard, path: Path, population: Path | None, year: int) -> Records:
    """The records of an extract, and how many people lived in each place in a year."""
    from sightline.engine.people import PeopleOfYear
    from sightline.engine.record_figures import Known
    from sightline.reporting.review_content import Origin
    from sightline.standard.population import read_population

    if path.exists() and not (path / DATA_PACKAGE).is_file():
        raise CannotGoOn(
            f"{path}: this is not an extract (a folder with {DATA_PACKAGE}). `sightline convert` "
            "makes one of tables."
        )
    source = read_source(standard, [path], None)
    with told_plainly():
        table = None if population is None else read_population(population, codes=_codes(standard))
    people = None if table is None else PeopleOfYear(table, year)
    known = Known(source.latest, source.watched, people)
    origin = Origin(f"Records read from {path.resolve().name}.", False)
    return Records(source.files, known, origin, frozenset(source.blind))


def _codes(standard: Standard) -> set[str]:
    """The codes of ethnicity in which a population may be counted."""
    fields = standard.kinds["identity"].fields if "identity" in standard.kinds else {}
    return {code.value for code in fields["ethnicity"].codes} if "ethnicity" in fields else set()


class _Counted(Sequence[File]):
    """Files that say each time that one of them is read."""

    def __init__(self, files: Sequence[File], done: Callable[[int], object]) -> None:
        self._files, self._done = files, done

    def __len__(self) -> int:
        return len(self._files)

    @overload
    def __getitem__(self, at: int) -> File: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[File]: ...
    def __getitem__(self, at: int | slice) -> File | Sequence[File]:
        return self._files[at]

    def __iter__(self) -> Iterator[File]:
        for file in self._files:
            yield file
            self._done(1)


@contextmanager
def counted_reading(files: Sequence[File], times: int, label: str) -> Iterator[Sequence[File]]:
    """Files that move a bar on stderr while they are read so many times over."""
    with progress(len(files) * times, label) as bar:
        yield _Counted(files, bar.update)
