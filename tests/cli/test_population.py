"""``sightline synth --population``: the invented people of the invented area, marked as such."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from sightline.cli import main
from sightline.standard.population import read_population
from tests.england import england


def test_it_is_written_and_can_be_read(tmp_path: Path) -> None:
    out, people = tmp_path / "nation", tmp_path / "people.csv"
    asked = ["synth", str(out), "--children", "1", "--population", str(people)]
    found = CliRunner().invoke(main, asked)
    assert found.exit_code == 0, found.output
    assert f"Invented population written to {people}." in found.stdout
    codes = [code.value for code in england().kinds["identity"].fields["ethnicity"].codes]
    table = read_population(people, codes=codes)
    assert table.is_invented
    (area,) = {cell.area for cell in table.cells}
    assert table.people(area, 2026, 10, 17)
