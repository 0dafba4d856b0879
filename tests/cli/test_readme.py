"""The README's transcript is what the demo prints."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from sightline.cli import main

README = Path(__file__).parents[2] / "README.md"


def transcript() -> list[str]:
    """The lines that the README shows of the demo, without those that stand for others."""
    block = README.read_text("utf-8").split("```text\n$ sightline demo\n")[1].split("```")[0]
    return [line for line in block.splitlines() if line not in ("", "...")]


def test_the_transcript_is_what_the_demo_prints_in_that_order() -> None:
    result = CliRunner().invoke(main, ["demo"])
    assert result.exit_code == 0
    printed = iter(result.stdout.splitlines())
    assert [line for line in transcript() if line not in printed] == []
