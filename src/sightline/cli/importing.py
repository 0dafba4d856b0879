"""``sightline import``: what another system delivers, taken up by the service."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

from sightline.cli.failing import CannotGoOn
from sightline.cli.options import json_option
from sightline.cli.service import set_up_service
from sightline.cli.text import counted, print_json, say

if TYPE_CHECKING:
    from sightline.service.exchange.models import Delivery


@click.command()
@click.argument(
    "sources",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, path_type=Path),
    metavar="SOURCE...",
)
@click.option("--system", required=True, help="The name of the system that it comes from.")
@click.option(
    "--mapping",
    help="How its tables are read: a file, or a name such as ssda903. An extract needs none.",
)
@click.option(
    "--complete",
    is_flag=True,
    help="It tells all of the days that it covers: what it no longer tells of these is withdrawn.",
)
@click.option(
    "--agency",
    type=click.UUID,
    help="Whose system it is, for one that is new here: the number of the agency's file.",
)
@click.option("--year-ending", type=int, help="The year in which the year of a return ends.")
@json_option
@click.pass_context
def command(
    ctx: click.Context,
    sources: tuple[Path, ...],
    system: str,
    mapping: str | None,
    complete: bool,
    agency: UUID | None,
    year_ending: int | None,
    as_json: bool,
) -> None:
    """Take up SOURCE: files or a folder of tables read through a mapping, or an extract.

    The same again changes nothing, and a newer one makes versions. What was cut off goes on where
    it was when the same command is given again. Exit code 3 where rows were refused, or something
    that was read was not taken up; the rest is.
    """
    with set_up_service():
        from sightline.service.exchange import services
        from sightline.service.exchange.reading import EXTRACT, digest_of
        from sightline.service.exchange.report import report
        from sightline.service.exchange.running import Stopped, run
        from sightline.service.exchange.turns import Busy
        from sightline.service.ledger.acts import act

        is_extract = len(sources) == 1 and (sources[0] / EXTRACT).is_file()
        name, text = ("", "") if is_extract else _mapping(sources, mapping)
        digest = digest_of(sources)
        with _refusal_told(), act(person=None, route="import") as by:
            delivery = services.receive(
                system=services.system_named(system, agency=agency, by=by),
                digest=digest,
                brought=services.Brought(name, text, year_ending, complete),
                by=by,
            )
        try:
            done = run(delivery, sources, told=_told)
        except Busy:
            raise CannotGoOn(
                f"A delivery of {delivery.system.title} is being taken up already. Give the "
                "command again when it is done."
            ) from None
        except Stopped as error:
            raise CannotGoOn(str(error)) from error
        told = report(done)
        refused = told["counts"]["refused"] or told["counts"]["quarantined"]
    if as_json:
        print_json(told)
    else:
        _say(done, told)
    ctx.exit(2 if done.state == "refused" else 3 if refused else 0)


def _mapping(sources: tuple[Path, ...], mapping: str | None) -> tuple[str, str]:
    from sightline.service.exchange.reading import text_of_mapping

    if mapping is None:
        raise CannotGoOn(
            f"{sources[0]}: this is not an extract (a folder with datapackage.json), so a mapping "
            "is needed to read it: --mapping FILE, or --mapping ssda903."
        )
    try:
        return Path(mapping).stem, text_of_mapping(mapping)
    except KeyError:
        raise CannotGoOn(
            f"There is no mapping {mapping!r}: it is no file, and none that comes with Sightline "
            "is called so."
        ) from None


@contextmanager
def _refusal_told() -> Iterator[None]:
    from sightline.service.ledger.failures import Refused

    try:
        yield
    except Refused as refusal:
        raise CannotGoOn(str(refusal)) from refusal


def _told(done: int, total: int) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r{done:,} of {total:,} files", err=True, nl=done >= total)


def _say(delivery: Delivery, told: dict[str, Any]) -> None:
    from sightline.service.exchange.counting import NAMES

    if told["sentence"]:
        say(told["sentence"])
        return
    for name, words in NAMES.items():
        say(f"{told['counts'][name]:>10,}  {words}")
    for row in told["refused"][:20]:
        say(f"{row['file']}, line {row['line']}, {row['field'] or 'the row'}: {row['reason']}")
    for row in told["quarantined"][:20]:
        say(f"{row['file']}, {row['record'] or 'all of it'}: {row['reason']}")
    more = told["counts"]["refused"] + told["counts"]["quarantined"]
    if more and told["mended_by"]["who"]:
        at = f" ({told['mended_by']['at']})" if told["mended_by"]["at"] else ""
        say(f"{counted(more, 'row')} can be mended by {told['mended_by']['who']}{at}.")
