"""``standard bodies`` and ``standard guide``: who took a body's place, and what to do first."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from sightline.cli import main
from sightline.standard.model import QUESTIONS
from tests.england import england


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["standard", *arguments])


def test_all_bodies_are_listed() -> None:
    lines = run("bodies").stdout.splitlines()
    assert len(lines) == len(england().bodies.declared) + 2
    told = json.loads(run("bodies", "--json", "--on", "2026-01-01").stdout)
    assert told["on"] == "2026-01-01"
    assert [body["id"] for body in told["bodies"]] == list(england().bodies.declared)


@pytest.mark.parametrize("name", ["csci", "Commission for Social Care Inspection"])
def test_a_body_is_followed_to_a_day(name: str) -> None:
    found = run("bodies", name, "--on", "2010-01-01")
    assert found.exit_code == 0, found.output
    assert "Inspecting and registering children's social care, on 1 January 2010:\n  Ofsted." in (
        found.stdout
    )
    assert (
        "  1 April 2007: Commission for Social Care Inspection to Ofsted. Source: " in found.stdout
    )


def test_what_cannot_be_said_is_not_guessed() -> None:
    found = run("bodies", "LSCB", "--on", "2019-01-01")
    assert "  It cannot be said. It passed area by area from 29 June 2018" in found.stdout
    (told,) = json.loads(run("bodies", "LSCB", "--on", "2019-01-01", "--json").stdout)["bodies"]
    first = told["functions"][0]
    assert first["holder"] is None
    assert first["candidates"] == ["local-safeguarding-children-board", "safeguarding-partners"]


def test_a_day_that_was_written_from_memory_is_marked() -> None:
    found = run("bodies", "dcsf", "--on", "2026-01-01").stdout
    assert "  Department for Education (a day on the way has still to be checked)." in found


def test_a_page_of_the_guide() -> None:
    found = run("guide", "mappa")
    assert found.exit_code == 0, found.output
    for question in QUESTIONS.values():
        assert f"\n{question}\n" in found.stdout
    assert max(map(len, found.stdout.splitlines())) < 250
    told = json.loads(run("guide", "mappa", "--json").stdout)["pages"]
    assert list(told[0]) == ["id", "title", "summary", "serves", "duties", "answers", "law"]
    assert list(told[0]["law"][0]) == ["title", "says", "from", "source", "certainty", "until"]


def test_the_pages_are_listed() -> None:
    listed = run("guide").stdout
    assert all(f"{page.id} " in listed for page in england().guide.values())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("bodies", "nobody"), "The standard england has no body 'nobody'."),
        (("guide", "nothing"), "The standard england has no page 'nothing'. It has: "),
    ],
)
def test_what_there_is_not(arguments: tuple[str, ...], said: str) -> None:
    found = run(*arguments)
    assert found.exit_code == 2
    assert said in found.stderr


def test_coverage_tells_the_pages() -> None:
    (review,) = json.loads(run("coverage", "--json").stdout)["reviews"]
    pages = {section["path"]: section["pages"] for section in review["sections"]}
    assert pages["framework/mappa"] == ["mappa"]
    assert pages["framework/safeguarding-board"] == []
