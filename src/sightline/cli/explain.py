"""``sightline explain``: one file's obligations in plain English."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sightline.cli.failing import CannotGoOn, told_plainly
from sightline.cli.inputs import (
    Source,
    chosen_duties,
    read_source,
    read_standard,
    stop_at_rejects,
    when,
)
from sightline.cli.options import duty_option, json_option, source_options
from sightline.cli.text import print_json
from sightline.engine.model import File, Moment, Obligation


@click.command()
@source_options
@click.option("--file", "file_id", required=True, help="The file to explain: its subject's id.")
@duty_option
@click.option("--obligation", "obligation_id", help="Only the obligation with this id.")
@click.option("--state", help="Only obligations in this state, for example overdue.")
@json_option
def command(
    source: tuple[Path, ...],
    mapping: str | None,
    standard: str,
    overlays: tuple[Path, ...],
    on: Moment | None,
    known_at: Moment | None,
    keep_going: bool,
    rejects: Path | None,
    file_id: str,
    duties: tuple[str, ...],
    obligation_id: str | None,
    state: str | None,
    as_json: bool,
) -> None:
    """Explain what is owed on one file: rule and source, records, the clock day by day."""
    from sightline.engine.explain import explain
    from sightline.engine.reference import evaluate

    chosen = read_standard(standard, overlays)
    chosen_duties(chosen, duties)
    read = read_source(chosen, source, mapping)
    stop_at_rejects(read, rejects, keep_going)
    file = _file(read, file_id)
    day, known = when(read, on, known_at)
    told: list[dict[str, Any]] = []
    for asked, watched in _asked(read, duties or tuple(chosen.duties)):
        with told_plainly():
            outcome = evaluate(chosen, file, known_at=known, on=day, watched=watched, duties=asked)
        for obligation in outcome.obligations:
            if _wanted(obligation, obligation_id, state):
                explanation = explain(
                    chosen, file, obligation, known_at=known, on=day, watched=watched
                )
                told.append(
                    {
                        "id": obligation.id,
                        "duty": obligation.duty,
                        "part": obligation.part,
                        "state": obligation.state.value,
                        "explanation": list(explanation.lines()),
                    }
                )
    if as_json:
        print_json({"file": file_id, "obligations": told})
    elif told:
        for one in told:
            click.echo("\n".join([*one["explanation"], "", f"Obligation {one['id']}", ""]))
    else:
        click.echo(f"Nothing of the kind asked for was owed on file {file_id}.")


def _file(source: Source, file_id: str) -> File:
    for file in source.files:
        if file.subject.id == file_id:
            return file
    raise CannotGoOn(f"There is no file {file_id} among the {len(source.files):,} that were read.")


def _asked(source: Source, duties: tuple[str, ...]) -> list[tuple[set[str], Any]]:
    """The duties whose absence can be judged with what is watched, and the others with nothing."""
    asked, blind = set(duties), set(source.blind)
    both = [(asked - blind, source.watched), (asked & blind, ())]
    return [(some, watched) for some, watched in both if some]


def _wanted(obligation: Obligation, obligation_id: str | None, state: str | None) -> bool:
    return (obligation_id is None or obligation.id == obligation_id) and (
        state is None or obligation.state.value == state
    )
