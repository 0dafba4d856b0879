"""``sightline standard diff``: what a change of standard says, and which obligations it changes."""

from __future__ import annotations

import csv
import json
import shutil
from importlib import resources
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sightline.cli import main


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("records") / "extract"
    assert run("synth", folder, "--children", 40).exit_code == 0
    return folder


@pytest.fixture(scope="module")
def tighter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """England with a home visit due a day earlier."""
    folder = tmp_path_factory.mktemp("standards") / "tighter"
    shutil.copytree(Path(str(resources.files("sightline"))) / "standards" / "england", folder)
    path = folder / "duties" / "reports-visits-and-papers.yaml"
    text = path.read_text("utf-8").replace("within: 15 working days", "within: 14 working days", 1)
    path.write_text(text, encoding="utf-8")
    return folder


def test_a_standard_and_itself_ask_for_the_same(records: Path) -> None:
    found = run("standard", "diff", "england", "england", "--on", records, "--as-at", "2026-10-31")
    assert found.exit_code == 0
    assert "They ask for the same." in found.stdout
    assert "No obligation would change." in found.stdout


def test_what_changes_is_said_rule_by_rule_and_counted(
    records: Path, tighter: Path, tmp_path: Path
) -> None:
    out = tmp_path / "changes.csv"
    arguments = ("standard", "diff", "england", tighter, "--on", records, "--as-at", "2026-10-31")
    told = run(*arguments, "--out", out)
    assert told.exit_code == 0, told.output
    assert "duty home-visit-yot" in told.stdout
    assert "within 14 working days" in told.stdout
    assert "because of duty home-visit-yot." in told.stdout
    found = json.loads(run(*arguments, "--json").stdout)
    assert [d["name"] for d in found["differences"]] == ["home-visit-yot"]
    assert {row["duty"] for row in found["obligations"]} == {"home-visit-yot"}
    assert f"{len(found['obligations'])} obligations would change." in told.stdout
    with out.open(encoding="utf-8-sig", newline="") as text:
        written = list(csv.DictReader(text))
    assert [row["due_after"] for row in written] == [
        row["due_after"] for row in found["obligations"]
    ]


def test_without_records_only_what_they_say_is_compared(tighter: Path) -> None:
    found = json.loads(run("standard", "diff", "england", tighter, "--json").stdout)
    assert found["obligations"] is None
    assert found["old"]["digest"] != found["new"]["digest"]


def test_a_standard_that_is_not_there_is_a_plain_error() -> None:
    found = run("standard", "diff", "england", "nowhere")
    assert found.exit_code == 2
    assert "There is no standard 'nowhere'" in found.stderr
