"""``sightline synth --nation`` and ``--scale``."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from sightline.cli import main
from sightline.returns import read_extract
from sightline.synth.filing import england


def test_children_are_of_a_service_and_not_of_a_nation(tmp_path: Path) -> None:
    run = CliRunner().invoke(main, ["synth", str(tmp_path / "out"), "--nation", "--children", "9"])
    assert run.exit_code == 2
    assert "--scale says how many children a nation has" in run.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.long
def test_a_nation_is_written_at_the_size_that_is_asked_for(tmp_path: Path) -> None:
    out, people = tmp_path / "out", tmp_path / "people.csv"
    run = CliRunner().invoke(
        main, ["synth", str(out), "--scale", "12000", "--population", str(people)]
    )
    assert run.exit_code == 0, run.output
    types = [subject.type for subject in read_extract(out, england()).subjects().values()]
    assert types.count("child") == 12_000
    assert people.read_text("utf-8").startswith("area,year,age,ethnicity,count,source\n")
