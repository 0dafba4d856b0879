"""``sightline standard diff``: what a change of standard says, and what it would change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sightline.cli.check import evaluate
from sightline.cli.inputs import read_case, read_standard
from sightline.cli.options import Asked, DayType, json_option
from sightline.cli.outputs import check_format, write_table
from sightline.cli.text import counted, print_json, table
from sightline.engine.differences import Difference, bearing_on, differences
from sightline.engine.model import Moment
from sightline.engine.words import say_day
from sightline.standard.calendar import day_of
from sightline.standard.model import Standard

if TYPE_CHECKING:
    import pyarrow as pa


@click.command("diff")
@click.argument("old")
@click.argument("new")
@click.option(
    "--on",
    "paths",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Records to judge by both: an extract, or files or folders of tables.",
)
@click.option("--mapping", help="How to read tables, as in `sightline check`.")
@click.option("--as-at", "day", type=DayType(), help="The evaluation day. Default: today.")
@click.option("--known-at", type=DayType(), help="Only what had been recorded by then counts.")
@click.option("--keep-going", is_flag=True, help="Use the rows that can be read.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the obligations that change here: .csv, .parquet or .xlsx.",
)
@json_option
def command(
    old: str,
    new: str,
    paths: tuple[Path, ...],
    mapping: str | None,
    day: Moment | None,
    known_at: Moment | None,
    keep_going: bool,
    out: Path | None,
    as_json: bool,
) -> None:
    """Say what the standard NEW says otherwise than OLD, and which obligations that changes.

    OLD and NEW are names that come with Sightline or folders. Without --on only what they say is
    compared.
    """
    if out is not None:
        check_format(out)
    before, after = read_standard(old), read_standard(new)
    found = differences(before, after)
    changes = None
    if paths:
        asked = Asked(paths, mapping, old, (), day, known_at, keep_going, None, None)
        changes = _changes(asked, new)
        if out is not None:
            write_table(out, changes)
    if as_json:
        print_json(_as_dict(before, after, found, changes))
    else:
        for line in _told(before, after, found, changes):
            click.echo(line)


def _changes(asked: Asked, new: str) -> pa.Table:
    """The obligations that the two standards judge otherwise, each reading the records itself."""
    from sightline.engine.preview import changed

    before = evaluate(read_case(asked))
    after = evaluate(read_case(replace(asked, standard=new)))
    return changed(before.rows, after.rows)


def _as_dict(
    before: Standard, after: Standard, found: list[Difference], changes: pa.Table | None
) -> dict[str, Any]:
    return {
        "old": _named(before),
        "new": _named(after),
        "differences": [difference.to_dict() for difference in found],
        "obligations": None if changes is None else [_plain(row) for row in changes.to_pylist()],
    }


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {n: v.isoformat() if isinstance(v, date) else v for n, v in row.items()}


def _named(standard: Standard) -> dict[str, str]:
    return {"name": standard.name, "version": standard.version, "digest": standard.digest}


def _told(
    before: Standard, after: Standard, found: list[Difference], changes: pa.Table | None
) -> Iterator[str]:
    for word, standard in (("Old", before), ("New", after)):
        name = f"{standard.title} ({standard.name} {standard.version}"
        yield f"{word}: {name}, digest {standard.digest[:12]})"
    if not found:
        yield "They ask for the same."
    for difference in found:
        yield ""
        yield f"{difference.what} {difference.name}"
        for said in difference.before:
            yield f"  - {said}"
        for said in difference.after:
            yield f"  + {said}"
    if changes is not None:
        yield ""
        yield from _told_changes(before, after, found, changes)


def _told_changes(
    before: Standard, after: Standard, found: list[Difference], changes: pa.Table
) -> Iterator[str]:
    number = counted(changes.num_rows, "obligation")
    yield f"{number} would change." if changes.num_rows else "No obligation would change."
    if not changes.num_rows:
        return
    rows = changes.group_by(["duty", "change", "state_before", "state_after"])
    told = rows.aggregate([([], "count_all")]).to_pylist()
    lines = [
        (row["duty"], row["change"], row["state_before"] or ".", row["state_after"] or ".",
         f"{row['count_all']:,}")
        for row in sorted(told, key=lambda row: [str(value) for value in row.values()])
    ]  # fmt: skip
    yield table(("duty", "change", "state before", "state after", "obligations"), lines, left=4)
    for id_ in dict.fromkeys(row[0] for row in lines):
        duty = after.duties.get(id_) or before.duties[id_]
        causes = [f"{cause.what} {cause.name}" for cause in bearing_on(duty, found)]
        yield f"{id_}: because of {', '.join(causes) or 'other records read'}."
    first = changes.slice(0, 1).to_pylist()[0]
    yield f"The first: {_one(first)} --out or --json has them all."


def _one(row: dict[str, Any]) -> str:
    def side(state: str | None, due: date | None) -> str:
        if state is None:
            return "nothing"
        return state if due is None else f"{state}, due {say_day(day_of(due))}"

    was = side(row["state_before"], row["due_before"])
    now = side(row["state_after"], row["due_after"])
    return f"{row['duty']} on file {row['file']} was {was} and would be {now}."
