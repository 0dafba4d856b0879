"""``sightline convert``: tables in, an extract out."""

from __future__ import annotations

from pathlib import Path

import click

from sightline.cli.coverage_told import told_held_back
from sightline.cli.failing import told_plainly
from sightline.cli.inputs import read_standard, read_tables, stop_at_rejects
from sightline.cli.options import json_option, overlay_option, standard_option, year_option
from sightline.cli.text import counted, print_json, say, told_contradictions


@click.command()
@click.argument("source", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--mapping", required=True, help="How to read the tables.")
@standard_option
@overlay_option
@click.option("--keep-going", is_flag=True, help="Use the rows that can be read.")
@click.option("--rejects", type=click.Path(path_type=Path, dir_okay=False))
@year_option
@json_option
def command(
    source: tuple[Path, ...],
    out: Path,
    mapping: str,
    standard: str,
    overlays: tuple[Path, ...],
    keep_going: bool,
    rejects: Path | None,
    year_ending: int | None,
    as_json: bool,
) -> None:
    """Read tables through a mapping and write them to OUT as an extract.

    An extract is a folder of Parquet, one file a kind, described by a data package. Narrative is
    left out and the day of birth is coarsened to the month: it is pseudonymised personal data,
    not anonymous.
    """
    from sightline.returns import write_extract

    chosen = read_standard(standard, overlays)
    read, delivery = read_tables(chosen, source, mapping, year_ending)
    stop_at_rejects(read, rejects, keep_going)
    with told_plainly():
        write_extract(delivery, chosen, out)
    if as_json:
        print_json({"written": str(out), "coverage": dict(read.coverage)})
    else:
        records = counted(len(delivery.records), "record")
        click.echo(f"{counted(len(read.files), 'file')} with {records} written to {out}.")
        for line in (*told_held_back(read.coverage), *told_contradictions(read.coverage)):
            say(line)
