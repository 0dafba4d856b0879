"""``sightline inspection``: what it prints, what it refuses, and the draw that the manual shows."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from sightline.cli import main
from tests.engine.inspection.packs import SAFE, pack
from tests.england import england

PAGE = Path(__file__).parents[2] / "docs" / "concepts" / "sampling.md"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["inspection", *map(str, arguments)])


def as_json(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


# --- how many --------------------------------------------------------------------------------


def test_size_says_how_many_and_shows_the_working() -> None:
    found = run("size", "--files", 40)
    assert found.exit_code == 0
    assert found.stdout.splitlines() == [
        "33 files of 40, for a confidence of 80% and a margin of 5 points.",
        "n0 = 1.2816² x 0.25 / 0.05² = 164.2499; n0 / (1 + (n0 - 1) / 40) = 32.3247, rounded up "
        "33.",
    ]


def test_size_says_what_decided() -> None:
    assert "the most that was asked for" in run("size", "--files", 900, "--most", 91).stdout
    assert "all of them" in run("size", "--files", 9, "--least", 14).stdout
    assert as_json(run("size", "--files", 10, "--margin", 10, "--json")) == {
        "confidence": 80,
        "margin": 10,
        "files": 10,
        "wanted": 9,
        "size": 9,
        "bound": "",
    }


def test_what_cannot_be_asked_is_one_sentence_and_exit_code_2() -> None:
    found = run("size", "--files", 40, "--confidence", 70)
    assert found.exit_code == 2
    assert found.stderr == "Error: The confidence is 80, 90 or 95 percent, not 70.\n"


# --- which -----------------------------------------------------------------------------------


def blocks(language: str) -> list[str]:
    """The examples of the page that are written in a language."""
    return re.findall(rf"```{language}\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)


def rows(under: str) -> list[list[str]]:
    """The cells of the table of the page whose header begins so, without their marks."""
    text = PAGE.read_text("utf-8").split(f"\n| {under} |", 1)[1]
    lines = text.split("\n\n", 1)[0].splitlines()[2:]
    return [[cell.strip(" `") for cell in line.strip("|").split("|")] for line in lines]


@pytest.fixture
def frame(tmp_path: Path) -> Path:
    """The frame of the page."""
    path = tmp_path / "frame.csv"
    path.write_text(blocks("text")[0], encoding="utf-8")
    return path


def test_the_orders_on_the_page_are_those_of_its_files(frame: Path) -> None:
    told = rows("stratum")
    assert len(told) == 6
    for stratum, order, file, _ in told:
        assert sha256(f"4-6-2-6-1-3,{stratum},{file}".encode()).hexdigest() == order
    assert told == sorted(told, key=lambda row: (row[0], row[1]))
    second = min(
        sha256(f"4-6-2-6-1-3/second,{stratum},{file}".encode()).hexdigest()
        for stratum, _, file, drawn in told
        if drawn in ("first", "second")
    )
    assert f"whose second order is\n`{second}`" in PAGE.read_text("utf-8")


def test_the_command_on_the_page_draws_what_the_page_says(frame: Path) -> None:
    (command,) = (each for each in blocks("sh") if each.startswith("sightline inspection draw"))
    arguments = command.split()[2:]
    arguments[1] = str(frame)
    found = as_json(run(*arguments, "--json"))
    words = {(1, False): "first", (2, False): "second"}
    told = [
        [each["stratum"], each["order"], each["file"],
         words.get((each["place"], each["reserve"]), "reserve")]
        for each in found["drawn"]
    ]  # fmt: skip
    assert told == [row for row in rows("stratum") if row[3] != "not drawn"]
    assert [each["file"] for each in found["drawn"] if each["twice"]] == ["7a05"]
    assert f"`{found['frame_digest']}`" in PAGE.read_text("utf-8")
    assert found["caveat"] == ""


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="no sha256sum here")
@pytest.mark.parametrize("ending", ["", ",e3b0c442,1,Reserve\r"])
def test_the_shell_lines_on_the_page_give_the_same(frame: Path, ending: str) -> None:
    """``ending``: of each line, for the sheet that the service offers has further columns."""
    lines = frame.read_text("utf-8").splitlines()
    frame.write_bytes("".join(f"{line}{ending}\n" for line in lines).encode())
    digest, orders = (each for each in blocks("sh") if "sha256sum" in each)
    printed = [
        subprocess.run(  # the lines of our own page
            ["bash", "-c", each], cwd=frame.parent, capture_output=True, text=True, check=True
        ).stdout
        for each in (digest, orders)
    ]
    assert printed[0].split()[0] in PAGE.read_text("utf-8")
    assert [line.split() for line in printed[1].splitlines()] == [
        row[:3] for row in rows("stratum")
    ]


def test_the_sizes_on_the_page_are_those_of_the_rule() -> None:
    columns = ((80, 5), (80, 10), (90, 5), (95, 5))
    for files, *told in rows("files"):
        found = [
            as_json(
                run("size", "--files", files, "--confidence", c, "--margin", m, "--json")
            )["size"]
            for c, m in columns
        ]  # fmt: skip
        assert [str(each) for each in found] == told


def test_draw_prints_what_it_drew_from(frame: Path) -> None:
    found = run("draw", frame, "--seed", "4-6-2-6-1-3", "--size", 2, "--minimum", 1).stdout
    assert "Frame: 6 files. SHA-256 of its lines: 5149b611" in found
    assert "Drawn with the seed 4-6-2-6-1-3: 2 files, 0 reserves." in found
    assert "7a05" in found


def test_draw_says_that_a_forced_stratum_is_not_representative(tmp_path: Path) -> None:
    path = tmp_path / "frame.csv"
    lines = [f"f{number},{'girls' if number < 2 else 'boys'}" for number in range(40)]
    path.write_text("\n".join(["file,stratum", *lines]), encoding="utf-8")
    found = run("draw", path, "--seed", "1", "--size", 8).stdout
    assert "Not representative of all files: more were drawn than their part of girls" in found
    assert "girls        2     1*     2/5" in found


def test_a_frame_without_strata_is_one(tmp_path: Path) -> None:
    path = tmp_path / "frame.csv"
    path.write_text("File;Name\na1;x\na2;y\n\n", encoding="utf-8")
    found = as_json(run("draw", path, "--seed", "1", "--json"))
    assert (found["files"], found["size"], list(found["strata"])) == (2, 2, [""])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name,stratum\na1,x\n", "line 1: there is no column file; the columns are name, stratum."),
        ("file,stratum\na1,x\na+2,y\n", "line 3: 'a+2' cannot be a file's name in a frame"),
        ("file,stratum\na1,x\na1,y\n", "The file a1 stands in the frame twice."),
        ("file,stratum\n", "0 files cannot be drawn from a frame of 0."),
    ],
)
def test_a_frame_that_cannot_be_read_is_named_with_its_line(
    tmp_path: Path, text: str, says: str
) -> None:
    path = tmp_path / "frame.csv"
    path.write_text(text, encoding="utf-8")
    found = run("draw", path, "--seed", "1")
    assert found.exit_code == 2
    assert says in found.stderr


def test_a_frame_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    found = run("draw", tmp_path / "none.csv", "--seed", "1")
    assert found.exit_code == 2
    assert found.stderr.startswith("Error: ")
    assert found.stderr.count("\n") == 1


# --- an inspection worked out again ------------------------------------------------------------


def written(folder: Path, change: Any = None) -> Path:
    """The pack as a file. ``change``: what becomes of its plain values first."""
    value = pack().to_dict()
    if change is not None:
        change(value)
    path = folder / "pack.json"
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


def test_reproduce_prints_the_draw_each_percentage_and_that_all_is_as_concluded(
    tmp_path: Path,
) -> None:
    found = run("reproduce", written(tmp_path))
    assert found.exit_code == 0, found.output
    lines = found.stdout.splitlines()
    frame = pack().draw.frame_digest
    assert f"Frame: 16 files. SHA-256 of its lines: {frame}" in lines
    assert "Drawn with the seed 3-1-4-1: 8 files, 3 reserves." in lines
    assert "Excluded: 1. Replaced by a reserve: 1." in lines
    asked = next(line for line in lines if line.startswith(SAFE))
    assert asked.split()[1:] == [
        "5", "8", "62.5%", "37.9", "to", "82.0", "67.7%", "42.4", "to", "85.6", "0", "0",
    ]  # fmt: skip
    rated = next(line for line in lines if line.startswith("court-planning "))
    assert rated.split(maxsplit=2)[1:] == [
        "63%",
        "good  moved from requires-improvement  2 down, 1 up",
    ]
    assert lines[-1] == "All is as it was concluded."
    assert f"Digest of the pack: {pack().digest}" in lines


def test_reproduce_as_json_has_it_all(tmp_path: Path) -> None:
    found = as_json(run("reproduce", written(tmp_path), "--json"))
    assert found["findings"] == pack().findings.to_dict()
    assert found["differences"] == found["notes"] == []
    assert found["size"]["size"] == 8
    assert found["agreement"][SAFE]["n"] == 3


def test_reproduce_says_each_difference_and_ends_with_exit_code_1(tmp_path: Path) -> None:
    def typed_in(value: Any) -> None:
        value["findings"]["all"]["questions"][0]["rounded"] = 80

    found = run("reproduce", written(tmp_path, typed_in))
    assert found.exit_code == 1
    assert (
        f"all, questions, {SAFE}, rounded: the findings as concluded say 80, and the pack comes "
        "to 63.\n"
    ) in found.stderr
    assert "All is as it was concluded." not in found.stdout
    assert "differences from what was concluded:" in found.stdout


def test_reproduce_notes_another_edition_of_the_standard(tmp_path: Path) -> None:
    def older(value: Any) -> None:
        value["standard"] = "0" * 64

    found = run("reproduce", written(tmp_path, older))
    assert england().digest in found.stdout.splitlines()[0]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "This is not JSON: "),
        ("[" * 100_000, "This is not JSON: "),
        ("[]", "This: expected an object, found a list."),
        ("{}", "version is missing."),
        ('{"version": NaN}', " is missing."),
    ],
)
def test_a_pack_that_cannot_be_read_is_one_sentence_that_names_the_field(
    tmp_path: Path, text: str, says: str
) -> None:
    path = tmp_path / "pack.json"
    path.write_text(text, encoding="utf-8")
    found = run("reproduce", path)
    assert found.exit_code == 2
    assert says in found.stderr
    assert found.stderr.count("\n") == 1


def test_a_pack_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    found = run("reproduce", tmp_path / "none.json")
    assert found.exit_code == 2
    assert "none.json" in found.stderr
