"""``sightline standard guide``: the pages on what staff were found not to know."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import click

from sightline.cli.failing import CannotGoOn
from sightline.cli.inputs import read_standard
from sightline.cli.options import json_option
from sightline.cli.text import print_json, table
from sightline.standard.model import QUESTIONS, GuidePage

WIDTH = 96


@click.command("guide")
@click.argument("name", required=False)
@click.option("--standard", "which", default="england", show_default=True)
@json_option
def command(name: str | None, which: str, as_json: bool) -> None:
    """List the pages of the guide, or show one: what to do first, who decides, what if refused."""
    standard = read_standard(which)
    if name is not None and name not in standard.guide:
        pages = ", ".join(standard.guide) or "none"
        raise CannotGoOn(f"The standard {standard.name} has no page {name!r}. It has: {pages}.")
    found = [page for page in standard.guide.values() if name in (None, page.id)]
    if as_json:
        print_json({"pages": [_as_dict(page) for page in found]})
    elif name is None:
        click.echo(table(("page", "about"), [(p.id, p.title) for p in found], left=2))
    else:
        for line in _told(found[0]):
            click.echo(line)


def _as_dict(page: GuidePage) -> dict[str, Any]:
    law = [
        {
            **asdict(said),
            "from_": said.from_.isoformat(),
            "until": None if said.until is None else said.until.isoformat(),
        }
        for said in page.law
    ]
    return {
        "id": page.id,
        "title": page.title,
        "summary": page.summary,
        "serves": list(page.serves),
        "duties": list(page.duties),
        "answers": {QUESTIONS[word]: list(page.answers[word]) for word in QUESTIONS},
        "law": [{("from" if k == "from_" else k): v for k, v in one.items()} for one in law],
    }


def _told(page: GuidePage) -> Iterator[str]:
    yield page.title
    yield ""
    yield textwrap.fill(page.summary, WIDTH)
    for word, question in QUESTIONS.items():
        yield ""
        yield question
        for point in page.answers[word]:
            yield _point(point)
    yield ""
    yield "What the law and guidance say"
    for law in sorted(page.law, key=lambda law: law.from_, reverse=True):
        until = f" until {law.until}" if law.until is not None else ""
        check = " (to check)" if law.certainty == "check" else ""
        yield _point(f"{law.title}, from {law.from_}{until}{check}. {law.says}")
        yield _point(f"Source: {law.source}", "    ")
    yield ""
    yield f"Duties to read beside it: {', '.join(page.duties) or 'none'}."


def _point(text: str, indent: str = "  - ") -> str:
    later = " " * len(indent)
    return textwrap.fill(text, WIDTH, initial_indent=indent, subsequent_indent=later)
