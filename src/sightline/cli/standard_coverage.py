"""``sightline standard coverage``: what the standard covers of the reviews it serves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from sightline.cli.inputs import read_standard
from sightline.cli.options import json_option
from sightline.cli.text import counted, print_json, table
from sightline.standard.coverage import Covered, coverage
from sightline.standard.model import Review


@click.command("coverage")
@click.argument("which", default="england")
@click.option("--missing", is_flag=True, help="Only what is missing.")
@json_option
def command(which: str, missing: bool, as_json: bool) -> None:
    """Say what each section of a review has of duties, kinds and guides, and what is missing."""
    standard = read_standard(which)
    found = {review.id: coverage(standard, review) for review in standard.reviews.values()}
    if as_json:
        told = [_as_dict(standard.reviews[id_], covered) for id_, covered in found.items()]
        print_json({"reviews": told})
        return
    for id_, covered in found.items():
        for line in _told(standard.reviews[id_], covered, missing):
            click.echo(line)
    if not found:
        click.echo(f"The standard {standard.name} has no reviews/ to serve.")


def _as_dict(review: Review, covered: list[Covered]) -> dict[str, Any]:
    return {
        "id": review.id,
        "title": review.title,
        "sections": [
            {
                "path": one.section.path,
                "number": one.section.number,
                "title": one.section.title,
                "duties": list(one.duties),
                "guided": list(one.guided),
                "names": [
                    {"name": n.name, "kinds": list(n.kinds), "duties": list(n.duties)}
                    for n in one.names
                ],
                "pages": list(one.pages),
                "missing": list(one.missing),
            }
            for one in covered
        ],
    }


def _told(review: Review, covered: list[Covered], missing: bool) -> Iterator[str]:
    yield review.title
    if not missing:
        rows = [
            (
                one.section.number,
                one.section.title,
                f"{len(one.duties)}",
                f"{len(one.guided)}",
                f"{len(one.pages)}",
                f"{sum(not named.missing for named in one.names)} of {len(one.names)}",
            )
            for one in covered
        ]
        yield table(("section", "about", "duties", "guides", "pages", "things seen"), rows, left=2)
        yield ""
    lacking = [one for one in covered if one.missing]
    whole = len(covered) - len(lacking)
    yield f"Whole: {whole} of {counted(len(covered), 'section')}."
    for one in lacking:
        yield f"{one.section.number} {one.section.title}"
        for sentence in one.missing:
            yield f"  {sentence}"
