"""``sightline explain``: one file's obligations in plain English."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from sightline.cli.failing import told_plainly
from sightline.cli.inputs import Case, file_of, read_case
from sightline.cli.options import Asked, duty_option, json_option, source_options
from sightline.cli.text import print_json, say
from sightline.engine.model import File, Obligation

if TYPE_CHECKING:
    from sightline.engine.explain import Explanation


@click.command()
@source_options
@click.option("--file", "file_id", required=True, help="The file to explain: its subject's id.")
@duty_option
@click.option("--obligation", "obligation_id", help="Only the obligation with this id.")
@click.option("--state", help="Only obligations in this state, for example overdue.")
@json_option
def command(
    asked: Asked,
    file_id: str,
    duties: tuple[str, ...],
    obligation_id: str | None,
    state: str | None,
    as_json: bool,
) -> None:
    """Explain what is owed on one file: rule and source, records, the clock day by day."""
    case = read_case(asked, duties)
    file = file_of(case.source, file_id)
    told = [
        {
            "id": obligation.id,
            "duty": obligation.duty,
            "part": obligation.part,
            "state": obligation.state.value,
            "explanation": list(explanation.lines()),
        }
        for obligation, explanation in _explained(case, file, duties)
        if _wanted(obligation, obligation_id, state)
    ]
    if as_json:
        print_json({"file": file_id, "obligations": told})
    elif told:
        for one in told:
            say("\n".join([*one["explanation"], "", f"Obligation {one['id']}", ""]))
    else:
        click.echo(f"Nothing of the kind asked for was owed on file {file_id}.")


def _explained(
    case: Case, file: File, duties: tuple[str, ...]
) -> Iterator[tuple[Obligation, Explanation]]:
    from sightline.engine.explain import explain
    from sightline.engine.reference import evaluate

    known_at, on = case.known_at, case.on
    for some, watched in case.source.asked(duties or case.standard.duties):
        with told_plainly():
            outcome = evaluate(
                case.standard, file, known_at=known_at, on=on, watched=watched, duties=some
            )
        for obligation in outcome.obligations:
            yield (
                obligation,
                explain(
                    case.standard,
                    file,
                    obligation,
                    known_at=known_at,
                    on=on,
                    watched=watched,
                    people=case.source.files,
                ),
            )


def _wanted(obligation: Obligation, obligation_id: str | None, state: str | None) -> bool:
    return (obligation_id is None or obligation.id == obligation_id) and (
        state is None or obligation.state.value == state
    )
