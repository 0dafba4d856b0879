"""``sightline synth``: invented files, the same on every machine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from sightline.cli.failing import told_plainly
from sightline.cli.inputs import progress, read_standard
from sightline.cli.text import counted
from sightline.engine.model import File, Moment, Watched
from sightline.standard.calendar import date_of, end_of_day
from sightline.standard.model import Standard

if TYPE_CHECKING:
    from sightline.returns.judged import Filled
    from sightline.standard.population import PopulationTable


@click.command()
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--seed", default=1, show_default=True, help="Another seed, other files.")
@click.option(
    "--children",
    default=300,
    show_default=True,
    type=click.IntRange(min=1),
    help="How many children the service has.",
)
@click.option(
    "--nation",
    "whole_nation",
    is_flag=True,
    help="A whole nation instead, from which the figures of the third joint review come out.",
)
@click.option(
    "--scale",
    type=click.IntRange(min=1),
    metavar="CHILDREN",
    help="The nation with so many children on file, written as they are made. Implies --nation.",
)
@click.option(
    "--population",
    "people",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the invented population of its areas here as well, as CSV.",
)
@click.pass_context
def command(
    context: click.Context,
    out: Path,
    seed: int,
    children: int,
    whole_nation: bool,
    scale: int | None,
    people: Path | None,
) -> None:
    """Write an invented youth justice service and its partners to OUT as an extract.

    Nobody in it exists. The same seed gives the same files on any machine. With --nation it is one
    of 140 places, most of which are told of in the years of the third joint review.
    """
    standard = read_standard("england")
    if not whole_nation and scale is None:
        _service(standard, out, seed, children, people)
        return
    if context.get_parameter_source("children") is ParameterSource.COMMANDLINE:
        raise click.UsageError(
            "--children is of one service; --scale says how many children a nation has."
        )
    _nation(standard, out, seed, scale, people)


def _service(standard: Standard, out: Path, seed: int, children: int, people: Path | None) -> None:
    from sightline.synth import service
    from sightline.synth.population import population

    made = service(seed, children)
    _write(standard, out, made.files, len(made.files), made.watched, made.holds, made.on)
    if people is not None:
        _write_population(people, population(standard, seed))


def _nation(
    standard: Standard, out: Path, seed: int, scale: int | None, people: Path | None
) -> None:
    from sightline.synth.nation import nation, scaled

    with progress(100, "Making an invented nation") as bar:
        if scale is None:
            made = nation(seed, bar.update)
            files: Iterable[File] = made.files
            number = len(made.files)
        else:
            streamed = scaled(scale, seed, bar.update)
            made, files, number = streamed.made, streamed, len(streamed)
    _write(standard, out, files, number, made.watched, made.holds, made.on)
    if people is not None:
        _write_population(people, made.population)


def _write(
    standard: Standard,
    out: Path,
    files: Iterable[File],
    number: int,
    watched: Iterable[Watched],
    holds: Filled,
    on: Moment,
) -> None:
    """Write an extract, and say what is in it. ``number``: of files."""
    from sightline.returns import write_files
    from sightline.returns.data_package import SourceSaid
    from sightline.synth.days import LAST

    records = 0

    def told(files: Iterable[File]) -> Iterator[File]:
        nonlocal records
        for file in files:
            yield file
            records += len(file.records)
            bar.update(1)

    with told_plainly(), progress(number, "Writing") as bar:
        write_files(
            told(files),
            standard,
            out,
            watched=watched,
            written=end_of_day(LAST),
            source=SourceSaid(holds),
        )
    click.echo(
        f"{counted(number, 'file')} with {counted(records, 'record')} written to {out}. "
        f"Judge it as at {date_of(on.day)}."
    )


def _write_population(path: Path, table: PopulationTable) -> None:
    from sightline.returns.whole import write_whole
    from sightline.standard.population import write_population

    with told_plainly():
        write_whole(path, write_population(table).encode())
    click.echo(f"Invented population written to {path}.")
