"""``sightline synth``: invented files, the same on every machine."""

from __future__ import annotations

from pathlib import Path

import click

from sightline.cli.failing import told_plainly
from sightline.cli.inputs import read_standard
from sightline.cli.text import counted
from sightline.standard.calendar import date_of, end_of_day


@click.command()
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--seed", default=1, show_default=True, help="Another seed, other files.")
@click.option("--children", default=300, show_default=True, type=click.IntRange(min=1))
def command(out: Path, seed: int, children: int) -> None:
    """Write an invented youth justice service and its partners to OUT as an extract.

    Nobody in it exists. The same seed gives the same files on any machine.
    """
    from sightline.returns import write_files
    from sightline.synth import service
    from sightline.synth.days import LAST

    standard = read_standard("england")
    made = service(seed, children)
    with told_plainly():
        write_files(
            made.files,
            standard,
            out,
            watched=made.watched,
            written=end_of_day(LAST),
            holds=made.holds,
        )
    records = sum(len(file.records) for file in made.files)
    click.echo(
        f"{counted(len(made.files), 'file')} with {counted(records, 'record')} written to {out}. "
        f"Judge it as at {date_of(made.on.day)}."
    )
