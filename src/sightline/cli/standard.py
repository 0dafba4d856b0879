"""``sightline standard``: check, show, list, schema, examples, coverage, diff, bodies, guide."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from sightline.cli.inputs import chosen_duties, read_standard
from sightline.cli.options import json_option, overlay_option
from sightline.cli.standard_bodies import command as bodies
from sightline.cli.standard_coverage import command as coverage
from sightline.cli.standard_diff import command as diff
from sightline.cli.standard_guide import command as guide
from sightline.cli.standard_upgrade import upgrade
from sightline.cli.text import counted, print_json, table
from sightline.standard.model import Duty, Example, Part, Rule, Standard

which = click.argument("which", default="england")


@click.group()
def command() -> None:
    """Read, check and explain a standard: what is owed, and on whose word."""


for each in (bodies, coverage, diff, guide, upgrade):
    command.add_command(each)


@command.command("check")
@which
@overlay_option
@json_option
def check(which: str, overlays: tuple[Path, ...], as_json: bool) -> None:
    """Read a standard and run its worked examples.

    WHICH is a name that comes with Sightline or a folder. Every fault is named with file, line
    and column. Exit code 1 if an example does not come out as it says.
    """
    from sightline.engine.examples import missing_boundaries, run

    standard = read_standard(which, overlays)
    # Examples show the standard's own rules; an overlay's interval would make them untrue.
    as_written = read_standard(which)
    results = run(as_written)
    failed = [result for result in results if not result.passed]
    missing = missing_boundaries(as_written)
    messages = [*(f"{r.path}:{r.line}: {r.duty}: {r.message}" for r in failed),
                *(f"{m.path}:{m.line}: {m.duty}: {m.message}" for m in missing)]  # fmt: skip
    if as_json:
        print_json({**_summary(standard), "examples": len(results), "faults": messages})
    else:
        click.echo(_said(standard))
        passed = len(results) - len(failed)
        click.echo(f"{counted(len(results), 'worked example')} run, {passed:,} as they say.")
        for message in messages:
            click.echo(message, err=True)
    if messages:
        raise click.exceptions.Exit(1)


@command.command("examples")
@which
@click.option("--duty", "duties", multiple=True, help="Only this duty's.")
@json_option
def examples(which: str, duties: tuple[str, ...], as_json: bool) -> None:
    """Run the worked examples and say what each came to."""
    from sightline.engine.examples import run

    standard = read_standard(which)
    chosen_duties(standard, duties)
    results = run(standard, set(duties) or None)
    if as_json:
        print_json({"examples": [
            {"duty": r.duty, "line": r.line, "says": r.says, "passed": r.passed,
             "found": list(r.found), "expected": list(r.expected)} for r in results]})  # fmt: skip
    else:
        for r in results:
            click.echo(f"{'as it says' if r.passed else 'NOT SO'}  {r.duty}: {r.says}")
            if not r.passed:
                click.echo(f"    {r.message}")
    if any(not r.passed for r in results):
        raise click.exceptions.Exit(1)


@command.command("list")
@which
@overlay_option
@json_option
def list_(which: str, overlays: tuple[Path, ...], as_json: bool) -> None:
    """List the duties with their shapes and owners."""
    standard = read_standard(which, overlays)
    if as_json:
        duties = [_duty_dict(duty) for duty in standard.duties.values()]
        print_json({**_summary(standard), "duties": duties})
        return
    rows = [
        (duty.id, ", ".join(duty.owed_to), _shapes(duty), duty.title)
        for duty in standard.duties.values()
    ]
    click.echo(table(("duty", "owed to", "shape", "title"), rows, left=4))


@command.command("show")
@click.argument("duty_id", metavar="DUTY")
@click.option("--standard", "which", default="england", show_default=True)
@overlay_option
@json_option
def show(duty_id: str, which: str, overlays: tuple[Path, ...], as_json: bool) -> None:
    """Show one duty: what is owed, by whom, on whose word, then and now, with its examples."""
    standard = read_standard(which, overlays)
    (duty,) = chosen_duties(standard, (duty_id,))
    if as_json:
        print_json(_duty_dict(duty))
    else:
        for line in _told(duty):
            click.echo(line)


@command.command("schema")
def schema() -> None:
    """Print the JSON Schema of the standard's files, for editors."""
    from sightline.standard.schema import json_schema

    print_json(json_schema())


# --- telling ---------------------------------------------------------------------------------


def _summary(standard: Standard) -> dict[str, Any]:
    return {
        "standard": standard.name,
        "title": standard.title,
        "version": standard.version,
        "digest": standard.digest,
        "kinds": len(standard.kinds),
    }


def _said(standard: Standard) -> str:
    kinds, duties = len(standard.kinds), len(standard.duties)
    return (
        f"{standard.title} ({standard.name} {standard.version}, digest {standard.digest[:12]}): "
        f"{counted(kinds, 'kind')}, {counted(duties, 'duty', 'duties')}, "
        f"{counted(len(standard.measures), 'measure')}."
    )


def _shapes(duty: Duty) -> str:
    shapes = [rule.shape.value for part in duty.parts for rule in part.rules]
    return ", ".join(dict.fromkeys(shapes))


def _duty_dict(duty: Duty) -> dict[str, Any]:
    return {
        "id": duty.id,
        "title": duty.title,
        "owed_to": list(duty.owed_to),
        "serves": list(duty.serves),
        "why": duty.why,
        "guide": None if duty.guide is None else asdict(duty.guide),
        "parts": [_part_dict(part) for part in duty.parts],
        "examples": len(duty.examples),
    }


def _part_dict(part: Part) -> dict[str, Any]:
    return {
        "name": part.name,
        "title": part.title,
        "to_child": part.to_child,
        "not_told": part.not_told,
        "rules": [_rule_dict(r) for r in part.rules],
    }


def _rule_dict(rule: Rule) -> dict[str, Any]:
    return {
        "shape": rule.shape.value,
        "from": rule.from_.isoformat(),
        "until": None if rule.until is None else rule.until.isoformat(),
        "owner": rule.owner,
        "basis": rule.basis.value,
        "source": rule.source,
        "certainty": rule.certainty,
        "decided_by": rule.decided_by,
        "decided_on": None if rule.decided_on is None else rule.decided_on.isoformat(),
    }


def _told(duty: Duty) -> Iterator[str]:
    from sightline.engine.say import say_rule
    from sightline.reporting.told.duties import said_to_child

    yield f"{duty.title} ({duty.id})"
    yield ""
    yield duty.why
    if duty.guide is not None:
        yield f"Who: {duty.guide.who}"
        yield f"How: {duty.guide.how}"
        yield f"What good looks like: {duty.guide.good}"
    yield f"Owed to: {', '.join(duty.owed_to)}. Serves: {', '.join(duty.serves)}."
    for part in duty.parts:
        if part.name:
            yield ""
            yield f"Part {part.name}: {part.title}"
        yield from (f"{word}: {said}" for word, said in said_to_child(part))
        for rule in part.rules:
            yield ""
            yield from say_rule(rule)
    for example in duty.examples:
        yield ""
        yield from _example(example)


def _example(example: Example) -> Iterator[str]:
    expected = [str(one.get("state", one)) for one in example.expect] or ["nothing owed"]
    yield f"Example: {example.says}"
    yield f"  comes to: {', '.join(expected)}"
