"""``sightline inspection``: how many files, which, and an inspection worked out again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sightline.cli import inspection_told as told
from sightline.cli.failing import CannotGoOn, told_plainly
from sightline.cli.inputs import read_standard
from sightline.cli.options import json_option, standard_option
from sightline.cli.text import clean, print_json, say

if TYPE_CHECKING:
    from sightline.engine.inspection.draw import Framed
    from sightline.engine.inspection.pack import Pack


@click.group()
def command() -> None:
    """Check an inspection: how many files, which were drawn, and what was found.

    Needs no service and no database: what an inspection was concluded from is in its pack, and a
    draw is in a sheet of files and strata.
    """


def _size_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that decide how many files are read."""
    for option in (
        click.option("--most", type=int, help="The most files, whatever the formula gives."),
        click.option("--least", type=int, help="The least files, whatever the formula gives."),
        click.option(
            "--margin", type=int, default=5, show_default=True, help="In points to each side."
        ),
        click.option(
            "--confidence",
            type=int,
            default=80,
            show_default=True,
            help="In percent: 80, 90 or 95.",
        ),
    ):
        command = option(command)
    return command


@command.command("size")
@click.option("--files", type=int, required=True, help="How many there are to read.")
@_size_options
@json_option
def size(
    files: int,
    confidence: int,
    margin: int,
    least: int | None,
    most: int | None,
    as_json: bool,
) -> None:
    """Say how many of so many files to read."""
    from sightline.engine.inspection.plain import plain
    from sightline.engine.inspection.size import sample_size

    with _one_sentence():
        found = sample_size(files, confidence=confidence, margin=margin, least=least, most=most)
    if as_json:
        print_json({"confidence": confidence, "margin": margin, **plain(found)})
        return
    for line in told.size(found, confidence, margin):
        say(line)


@command.command("draw")
@click.argument("frame", type=click.Path(path_type=Path))
@click.option("--seed", required=True, help="The text that the draw was made with.")
@click.option("--size", "wanted", type=int, help="How many files to draw, instead of a margin.")
@_size_options
@click.option(
    "--minimum", default=1, show_default=True, help="The least files of each stratum that has any."
)
@click.option("--reserves", default=0, show_default=True, help="How many stand by in each stratum.")
@click.option(
    "--second-share",
    default=0,
    show_default=True,
    help="The share of files that two people judge, in percent.",
)
@json_option
def draw(
    frame: Path,
    seed: str,
    wanted: int | None,
    confidence: int,
    margin: int,
    least: int | None,
    most: int | None,
    minimum: int,
    reserves: int,
    second_share: int,
    as_json: bool,
) -> None:
    """Draw from FRAME, a CSV file with the columns file and stratum.

    The same seed and frame give the same files on any machine. Without the column stratum, all
    files belong to one.
    """
    from sightline.engine.inspection.draw import draw as drawn
    from sightline.engine.inspection.plain import plain
    from sightline.engine.inspection.size import sample_size

    files = _read_frame(frame)
    with _one_sentence(str(frame)):
        if wanted is None:
            decided = sample_size(
                len(files), confidence=confidence, margin=margin, least=least, most=most
            )
            wanted = decided.size
        sample = drawn(
            files,
            seed=seed,
            size=wanted,
            minimum=minimum,
            reserves=reserves,
            second_share=second_share,
        )
    if as_json:
        print_json({**plain(sample), "caveat": sample.caveat})
        return
    for line in told.sample(sample):
        say(line)


@command.command("reproduce")
@click.argument("pack", type=click.Path(path_type=Path))
@standard_option
@json_option
def reproduce(pack: Path, standard: str, as_json: bool) -> None:
    """Work an inspection out again from its evidence pack, PACK.

    The draw is made again from seed and frame, every percentage counted again from the judgements,
    every band read again from the rules. Exit code 1 if anything is not as it was concluded; each
    difference is a sentence.
    """
    from sightline.engine.inspection.reproduce import reproduce as again

    given = _read_pack(pack)
    by = read_standard(standard, only_to_judge=True)
    with _one_sentence(str(pack)):
        found = again(given, by)
    if as_json:
        print_json(told.as_dict(given, found))
    else:
        for line in told.reproduced(given, found):
            say(line)
        for difference in found.differences:
            click.echo(clean(difference), err=True)
    if found.differences:
        raise click.exceptions.Exit(1)


# --- what it was given -----------------------------------------------------------------------


@contextmanager
def _one_sentence(where: str = "") -> Iterator[None]:
    """Turns what cannot be worked out into a sentence and exit code 2."""
    try:
        yield
    except ValueError as error:
        raise CannotGoOn(f"{where}: {error}" if where else str(error)) from error


def _read_frame(path: Path) -> list[Framed]:
    """The files of a frame. Raises CannotGoOn with the line of what is wrong."""
    from sightline.engine.inspection.draw import Framed
    from sightline.returns.csv_files import read_csv

    found = []
    with told_plainly():
        table = read_csv(path, str(path), wanted=("file", "stratum"))
        names = [name.lower() for name in table.header]
        if "file" not in names:
            raise CannotGoOn(
                f"{path}, line {table.header_line}: there is no column file; the columns are "
                f"{', '.join(table.header)}."
            )
        for line, cells in table.rows:
            row = dict(zip(names, map(str, cells), strict=False))
            if not any(value.strip() for value in row.values()):
                continue
            with _one_sentence(f"{path}, line {line}"):
                found.append(Framed(row.get("file", "").strip(), row.get("stratum", "").strip()))
    return found


def _read_pack(path: Path) -> Pack:
    """A pack. Raises CannotGoOn with a sentence that names the field."""
    from sightline.engine.inspection.pack import Pack

    with told_plainly():
        text = path.read_bytes()
    with _one_sentence(str(path)):
        try:
            value = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise ValueError(f"This is not JSON: {error}.") from None
        return Pack.from_dict(value)
