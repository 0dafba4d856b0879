"""The README's transcript is what its commands print."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from sightline.cli import main

README = Path(__file__).parents[2] / "README.md"


def transcript() -> list[tuple[str, list[str]]]:
    """Each command, and the lines that the README shows of what it prints."""
    block = README.read_text("utf-8").split("```text\n$ sightline ")[1].split("```")[0]
    told = [part.splitlines() for part in block.split("\n$ sightline ")]
    return [
        (command, [line for line in printed if line not in ("", "...")])
        for command, *printed in told
    ]


def test_the_transcript_is_what_the_commands_print_in_that_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for command, lines in transcript():
        result = CliRunner().invoke(main, shlex.split(command))
        assert result.exit_code == 0, result.output
        printed = iter(result.stdout.splitlines())
        assert lines, command
        assert [line for line in lines if line not in printed] == [], command
