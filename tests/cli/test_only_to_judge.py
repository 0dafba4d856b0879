"""Judging leaves out the worked examples of what comes with Sightline, and of nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from sightline.cli import main
from sightline.cli.inputs import read_standard, shipped
from sightline.standard import load
from sightline.standard.model import Standard
from tests.standard.small import FILES, changed, write


def test_only_a_standard_by_name_is_read_without_its_examples() -> None:
    by_name = read_standard("england", only_to_judge=True)
    assert not any(duty.examples for duty in by_name.duties.values())
    folder = shipped("standards", "england", "a standard", False)
    for whole in (read_standard("england"), read_standard(str(folder), only_to_judge=True)):
        assert all(duty.examples for duty in whole.duties.values())


def test_figures_read_the_standard_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Path] = []

    def counted(folder: Path, **options: Any) -> Standard:
        read.append(folder)
        return load(folder, **options)

    monkeypatch.setattr("sightline.cli.inputs.load", counted)
    own = write(tmp_path / "own", FILES)
    (tmp_path / "children.csv").write_text("CHILD\na1\n", encoding="utf-8")
    asked = ("figures", str(tmp_path / "children.csv"), "--from", "2025-01-01")
    CliRunner().invoke(main, [*asked, "--mapping", "ssda903", "--standard", str(own)])
    assert read == [own]


@pytest.mark.parametrize("asked", [("check", "{tables}", "--standard"), ("standard", "check")])
def test_a_faulty_example_of_ones_own_standard_is_told(
    tmp_path: Path, asked: tuple[str, ...]
) -> None:
    own = write(tmp_path / "own", changed("duties/plans.yaml", ("expect: met", "expect: mett")))
    (tmp_path / "children.csv").write_text("CHILD\na1\n", encoding="utf-8")
    words = [word.format(tables=tmp_path / "children.csv") for word in asked]
    result = CliRunner().invoke(main, [*words, str(own)])
    assert result.exit_code == 2
    assert "duties/plans.yaml:" in result.stderr and "did you mean 'met'?" in result.stderr
