"""``sightline standard coverage``: what the standard covers of the reviews that it serves."""

from __future__ import annotations

import json

from click.testing import CliRunner

from sightline.cli import main
from tests.england import england


def test_every_section_is_told_with_its_duties() -> None:
    found = CliRunner().invoke(main, ["standard", "coverage", "--json"])
    assert found.exit_code == 0, found.output
    (review,) = json.loads(found.stdout)["reviews"]
    told = {section["path"]: section for section in review["sections"]}
    assert list(told) == list(england().reviews[review["id"]].sections)
    for duty in england().duties.values():
        assert all(duty.id in told[path]["duties"] for path in duty.serves)


def test_what_is_missing_can_be_asked_for_alone() -> None:
    whole = CliRunner().invoke(main, ["standard", "coverage"]).stdout.splitlines()
    missing = CliRunner().invoke(main, ["standard", "coverage", "--missing"]).stdout.splitlines()
    assert set(missing) <= set(whole)
    assert missing[1].startswith("Whole: ")
