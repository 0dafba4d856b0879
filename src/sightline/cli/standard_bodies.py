"""``sightline standard bodies``: public bodies, and who holds what they did on a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import click

from sightline.cli.failing import CannotGoOn
from sightline.cli.inputs import read_standard
from sightline.cli.options import DayType, json_option, today
from sightline.cli.text import print_json, table
from sightline.engine.model import Moment
from sightline.standard.calendar import date_of
from sightline.standard.model import Bodies, Body, Standard
from sightline.standard.succession import Holding, successor


@click.command("bodies")
@click.argument("name", required=False)
@click.option("--standard", "which", default="england", show_default=True)
@click.option("--on", "moment", type=DayType(), help="The day that is asked about. Default: today.")
@json_option
def command(name: str | None, which: str, moment: Moment | None, as_json: bool) -> None:
    """List the bodies of a standard; or say who holds, on a day, what one of them did.

    NAME is a body as the standard calls it, its title, or a name that it is known by.
    """
    standard = read_standard(which)
    on = date_of((moment or today()).day)
    declared = standard.bodies.declared.values()
    found = list(declared) if name is None else [_body(standard, name)]
    if as_json:
        told = [_as_dict(standard.bodies, body, on) for body in found]
        print_json({"on": on.isoformat(), "bodies": told})
    elif name is None:
        rows = [(body.id, *_life(body), body.title) for body in found]
        click.echo(table(("body", "from", "until", "title"), rows, left=4))
    else:
        for line in _told(standard.bodies, found[0], on):
            click.echo(line)


def _body(standard: Standard, name: str) -> Body:
    bodies = standard.bodies.declared
    for body in bodies.values():
        if name.casefold() in (n.casefold() for n in (body.id, body.title, *body.known_as)):
            return body
    raise CannotGoOn(
        f"The standard {standard.name} has no body {name!r}. `sightline standard bodies` names "
        "them all."
    )


def _life(body: Body) -> tuple[str, str]:
    return (_iso(body.from_) or "", _iso(body.until) or "")


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _as_dict(bodies: Bodies, body: Body, on: date) -> dict[str, Any]:
    return {
        "id": body.id,
        "title": body.title,
        "known_as": list(body.known_as),
        "place": body.place,
        "local": body.local,
        "from": _iso(body.from_),
        "until": _iso(body.until),
        "source": body.source,
        "certainty": body.certainty,
        "functions": [
            _held(bodies, function, successor(bodies, body.id, function, on))
            for function in body.functions
        ],
    }


def _held(bodies: Bodies, function: str, holding: Holding) -> dict[str, Any]:
    return {
        "function": function,
        "title": bodies.functions[function],
        "holder": holding.body or None,
        "why": holding.why or None,
        "candidates": list(holding.candidates),
        "certainty": holding.certainty,
        "steps": [
            {"from": step.body, "to": step.passing.to or None, "on": _iso(step.passing.on)}
            for step in holding.steps
        ],
    }


def _told(bodies: Bodies, body: Body, on: date) -> Iterator[str]:
    known = f" ({', '.join(body.known_as)})" if body.known_as else ""
    yield f"{body.title}{known}"
    if body.help:
        yield body.help
    for function in body.functions:
        yield ""
        yield f"{bodies.functions[function]}, on {on.day} {on:%B %Y}:"
        yield from _told_holding(bodies, successor(bodies, body.id, function, on))


def _told_holding(bodies: Bodies, holding: Holding) -> Iterator[str]:
    check = " (a day on the way has still to be checked)" if holding.certainty == "check" else ""
    if holding.body:
        yield f"  {bodies.declared[holding.body].title}{check}."
    else:
        yield f"  It cannot be said. {holding.why}{check}"
    for step in holding.steps:
        passing = step.passing
        to = bodies.declared[passing.to].title if passing.to else "nobody"
        on = f"{passing.on.day} {passing.on:%B %Y}"
        yield f"  {on}: {bodies.declared[step.body].title} to {to}. Source: {passing.source}"
