"""``sightline needs``: one child's needs side by side, in text and as JSON."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sightline.cli import main
from sightline.engine.model import File, Moment, Record, Subject
from sightline.returns import write_files
from sightline.standard.calendar import day_of, end_of_day, start_of_day
from tests.england import england


def record(id_: str, kind: str, on: str, **details: str | tuple[str, ...]) -> Record:
    day = day_of(date.fromisoformat(on))
    return Record(id_, "c-1", kind, Moment(day), start_of_day(day) + 600, details)


RECORDS = (
    record("a1", "assessment", "2007-09-03", tool="asset", **{"some-need-in": ("substance-use",)}),
    record("a2", "assessment", "2008-01-07", tool="asset",
           **{"strong-need-in": ("substance-use",), "no-need-in": ("mental-health",)}),
    record("a3", "assessment", "2008-02-04", tool="early-help", **{"no-need-in": ("education",)}),
    record("n1", "need", "2008-01-10", type="mental-health", state="open"),
)  # fmt: skip


@pytest.fixture(scope="module")
def extract(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("needs") / "extract"
    file = File(Subject("c-1"), RECORDS)
    write_files(
        [file], england(), folder, watched=(), written=end_of_day(day_of(date(2008, 6, 30)))
    )
    return folder


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_side_by_side(extract: Path) -> None:
    found = run("needs", extract, "--file", "c-1", "--as-at", "2008-06-30")
    assert found.exit_code == 0, found.output
    lines = found.stdout.splitlines()
    assert "They disagree: Emotional and mental health." in lines
    at = lines.index("Drugs, alcohol and other substances: a need")
    assert lines[at + 1] == (
        "  strong need  Asset, core profile (6 Substance use), Mon 7 Jan 2008; worse, some need on "
        "Mon 3 Sep 2007"
    )
    assert lines[at + 2].startswith("  says nothing Common assessment (CAF) (Health; Behavioural")
    assert "Where the child lives: not recorded (which is not the same as no)" in lines
    assert lines[-1].startswith("No record in force has a place for: ")
    assert "Exploitation, gangs and going missing" in lines[-1]


def test_as_json(extract: Path) -> None:
    asked = ("--subject", "c-1", "--as-at", "2008-06-30", "--domain", "mental-health", "--json")
    found = run("needs", extract, *asked)
    assert found.exit_code == 0, found.output
    told = json.loads(found.stdout)
    assert list(told) == ["standard", "as_at", "known_at", "file", "domains"]
    (domain,) = told["domains"]
    assert list(domain) == ["domain", "title", "picture", "gravest", "voices"]
    assert (domain["domain"], domain["picture"], domain["gravest"]) == (
        "mental-health", "disagree", "some"
    )  # fmt: skip
    assert [voice["source"] for voice in domain["voices"]] == ["asset", "common-assessment", "need"]
    assert domain["voices"][0] == {
        "source": "asset",
        "title": "Asset, core profile",
        "record": "a2",
        "day": "2008-01-07",
        "sections": ["8 Emotional and mental health"],
        "finding": "none",
        "unanswered": None,
        "earlier": None,
        "earlier_day": None,
        "change": "not known",
    }


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--file", "nobody"), "There is no file nobody among the 1 that were read."),
        (("--file", "c-1", "--domain", "home"), "There is no domain home. There are living-arr"),
    ],
)
def test_what_cannot_be_shown(extract: Path, arguments: tuple[str, ...], said: str) -> None:
    found = run("needs", extract, *arguments)
    assert found.exit_code == 2
    assert said in found.stderr
