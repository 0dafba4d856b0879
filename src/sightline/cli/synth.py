"""``sightline synth``: invented files, the same on every machine."""

from __future__ import annotations

from pathlib import Path

import click

from sightline.cli.failing import told_plainly
from sightline.cli.inputs import read_standard
from sightline.cli.text import counted


@click.command()
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--seed", default=1, show_default=True, help="Another seed, other files.")
@click.option("--children", default=300, show_default=True, type=click.IntRange(min=1))
def command(out: Path, seed: int, children: int) -> None:
    """Write an invented youth justice service and its partners to OUT as an extract.

    Nobody in it exists. The same seed gives the same files on any machine.
    """
    from sightline.returns import write_extract
    from sightline.synth import delivery

    standard = read_standard("england")
    made = delivery(standard, seed=seed, children=children)
    with told_plainly():
        write_extract(made, standard, out)
    records = counted(len(made.records), "record")
    click.echo(f"{counted(len(made.subjects), 'file')} with {records} written to {out}.")
