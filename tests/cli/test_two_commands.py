"""From a folder with a return to a printed page, in the two commands that the manual says."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from sightline.cli import main
from tests.returns.ssda903 import HEADERS

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = ("getting-started.md", "returns/ssda903.md", "returns/report.md")

ROWS = {
    "header": "1,1,02/03/2008,WBRI,,,",
    "episodes": "1,03/05/2024,S,J1,N1,U6,PR1,,,,,,",
    "reviews": "1,02/03/2008,20/05/2024,PN1",
    "oc2": "1,02/03/2008,39,,1,0,0,0,1,0,0,0",
}


def commands(page: str) -> list[str]:
    """The two commands of a page that begin with making the environment."""
    text = (DOCS / page).read_text("utf-8")
    block: str
    (block,) = re.findall(r"```sh\n(make setup\n.*?)```", text, re.DOTALL)
    return block.splitlines()


@pytest.fixture
def returned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "RETURN").mkdir()
    for name, row in ROWS.items():
        (tmp_path / "RETURN" / f"{name}.csv").write_text(f"{HEADERS[name]}\n{row}\n")
    return tmp_path


@pytest.mark.parametrize("page", PAGES)
def test_the_second_of_two_commands_makes_the_page(returned: Path, page: str) -> None:
    first, second = commands(page)
    program, *arguments = shlex.split(second)
    assert (first, program) == ("make setup", ".venv/bin/sightline")
    result = CliRunner().invoke(main, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.stderr
    told = (returned / "report.html").read_text("utf-8")
    assert "The first review of a looked after child" in told
    # What the files do not tell is named where nothing is made of its absence.
    assert "These files do not tell the days of visits to the child." in told
    assert "Duties that cannot arise, because a field is missing" in told


def test_text_and_json_name_what_is_missing(returned: Path) -> None:
    asked = ["check", "RETURN", "--mapping", "ssda903", "--as-at", "2026-03-31"]
    told = CliRunner().invoke(main, asked, catch_exceptions=False).stdout
    why = "these files do not tell the days of visits to the child"
    assert f"sw-visit-first: absence is not judged, because {why}." in told
    for source in (asked, ["check", "extract", "--as-at", "2026-03-31"]):
        if source is not asked:
            made = ["convert", "RETURN", "extract", "--mapping", "ssda903"]
            assert CliRunner().invoke(main, made, catch_exceptions=False).exit_code == 0
        found = json.loads(
            CliRunner().invoke(main, [*source, "--json"], catch_exceptions=False).stdout
        )
        duty = found["duties"]["sw-visit-first"]
        assert duty["missing"] == "the days of visits to the child"
        assert duty["cannot_judge_absence"] == why
        assert duty["states"]["not watched"] == 1
        assert found["duties"]["lac-review-first"]["missing"] is None
        assert found["coverage"]["lacks"]["yda-status"] == "the day of the court"
