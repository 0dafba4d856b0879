"""Hostile folders, files and names through the command: one sentence, exit code 2 or 3, no more."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from threading import Timer
from typing import NamedTuple

import pytest
from click.testing import CliRunner, Result

from sightline.cli import main

MAPPING = """\
title: Reviews of looked after children
agency: council
place: north
delivered: 2025-12-31
watched: {from: 2025-01-01, to: delivered}
tables:
  care:
    file: "care*"
    dates: day-first
    subject: CHILD
    start: START
    end: END
    key: [CHILD, START]
    records:
      - kind: looked-after
"""
CARE = "CHILD,START,END\na1,06/01/2025,\nb2,06/01/2025,07/01/2025\n"
MOST_MEGABYTES = 600
"""Of memory, of a whole process with Arrow and numpy loaded."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A sound delivery beside its mapping."""
    made = tmp_path / "return"
    made.mkdir()
    (made / "care.csv").write_text(CARE, "utf-8")
    (tmp_path / "mapping.yaml").write_text(MAPPING, "utf-8")
    return made


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def check(source: Path, *more: object) -> Result:
    """``sightline check``, which never ends in a traceback."""
    here = source.parent
    found = run(
        "check", source, "--mapping", here / "mapping.yaml", "--as-at", "2025-03-31",
        "--rejects", here / "rejects.csv", *more,
    )  # fmt: skip
    assert found.exception is None or isinstance(found.exception, SystemExit)
    assert "Traceback" not in found.output
    return found


def said(result: Result, code: int = 2) -> str:
    """What is said on stderr, in one line that moves no cursor."""
    assert result.exit_code == code, result.output
    assert result.stderr.startswith("Error: ")
    assert result.stderr.rstrip("\n").isprintable()
    assert result.stderr.endswith(".\n")
    return result.stderr


class Ran(NamedTuple):
    """A command that ran in a process of its own: its exit code, what it said, and how much more
    memory it took than these tests."""

    code: int
    said: str
    megabytes: int


def alone(*arguments: object) -> Ran:
    """The command in a process of its own, so that its memory can be measured."""
    process = subprocess.Popen(
        [sys.executable, "-c", "from sightline.cli import main; main()", *map(str, arguments)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    stop = Timer(60, process.kill)
    stop.start()
    assert process.stderr is not None
    with process.stderr as stderr:
        told = stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    stop.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    # A process begins as a copy of the one that started it, which counts as its memory too.
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return Ran(process.returncode, told, max(0, used.ru_maxrss - own) // 1024)


# --- rows ------------------------------------------------------------------------------------

WRONG = {
    "an end before its start": "c3,07/01/2025,06/01/2025",
    "a date centuries away": "c3,06/01/1025,",
    "no such day": "c3,30/02/2025,",
    "nobody": ",06/01/2025,",
    "an id that hides something": "c\u200f3,06/01/2025,",
    "too many values": "c3,06/01/2025,,,,x",
    "told otherwise before": "a1,06/01/2025,09/01/2025",
}


@pytest.mark.parametrize("row", WRONG.values(), ids=WRONG)
def test_a_row_that_cannot_be_is_refused_and_the_others_are_used(folder: Path, row: str) -> None:
    (folder / "care.csv").write_text(f"{CARE}{row}\n", "utf-8")
    assert "care.csv, line 4, " in said(check(folder), 3)
    kept = check(folder, "--keep-going", "--json")
    assert kept.exit_code == 0
    found = json.loads(kept.stdout)
    assert found["coverage"]["rows"] == {"read": 3, "used": 2, "ignored": 0, "refused": 1}


# --- folders and files -----------------------------------------------------------------------


def test_links_in_a_circle_are_not_followed(folder: Path) -> None:
    (folder / "inside").symlink_to(folder)
    (folder / "care-a.csv").symlink_to(folder / "care-b.csv")
    (folder / "care-b.csv").symlink_to(folder / "care-a.csv")
    found = check(folder, "--json")
    assert found.exit_code == 0
    assert json.loads(found.stdout)["coverage"]["rows"]["read"] == 2


def test_a_link_to_itself_is_no_file(folder: Path) -> None:
    (folder.parent / "loop").symlink_to(folder.parent / "loop")
    assert "no such file or folder" in said(check(folder.parent / "loop"))


def test_fifos_and_devices_are_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "care-2.csv")
    (folder / "care-3.csv").symlink_to("/dev/zero")
    found = check(folder, "--json")
    assert found.exit_code == 0
    assert json.loads(found.stdout)["coverage"]["rows"]["read"] == 2


@pytest.mark.parametrize("name", ["fifo", "/dev/zero", "/dev/null"])
def test_a_fifo_or_device_is_no_delivery(folder: Path, name: str) -> None:
    source = folder.parent / name
    if name == "fifo":
        os.mkfifo(source)
    found = run("check", source, "--mapping", folder.parent / "mapping.yaml")
    said(found)


@pytest.mark.parametrize("option", ["--mapping", "--standard", "--overlay"])
def test_a_fifo_is_no_mapping_and_no_standard(folder: Path, option: str) -> None:
    fifo = folder.parent / "fifo"
    os.mkfifo(fifo)
    more = [] if option == "--mapping" else ["--mapping", folder.parent / "mapping.yaml"]
    found = alone("check", folder, *more, option, fifo)
    assert found.code == 2
    assert "Traceback" not in found.said


def test_a_folder_of_very_many_files(folder: Path) -> None:
    for number in range(5_000):
        (folder / f"other-{number}.txt").touch()
    found = check(folder)
    assert found.exit_code == 0
    assert "and 4,960 more." in found.stdout
    assert len(json.loads(check(folder, "--json").stdout)["coverage"]["files_ignored"]) == 5_000


def test_a_path_longer_than_any(folder: Path) -> None:
    found = run("check", "x" * 5_000, "--mapping", folder.parent / "mapping.yaml")
    assert found.exit_code == 2
    assert "Traceback" not in found.output


@pytest.mark.parametrize(
    "name", ["care\x1b[2J.csv", "care\u202egpj.csv", "care\nError.csv", b"care\xff.csv"]
)
def test_a_name_that_a_terminal_would_obey(folder: Path, name: str | bytes) -> None:
    (folder / "care.csv").unlink()
    path = Path(os.fsdecode(os.path.join(os.fsencode(folder), os.fsencode(name))))  # noqa: PTH118
    path.write_text(f"{CARE}c3,30/02/2025,\n", "utf-8")
    assert "care\\" in said(check(folder), 3)
    kept = check(folder, "--keep-going")
    assert kept.exit_code == 0
    assert "".join(kept.stdout.split("\n")).isprintable()
    assert "care\\" in (folder.parent / "rejects.csv").read_text("utf-8-sig")
    told = check(folder, "--keep-going", "--json")
    assert "".join(told.stdout.split("\n")).isprintable()
    assert json.loads(told.stdout)["coverage"]["files"][0]["file"].startswith("care")


def test_columns_that_a_terminal_would_obey(folder: Path) -> None:
    (folder / "care.csv").write_text(CARE.replace("END", "END,\x9b2J\u202e"), "utf-8")
    found = check(folder, "--keep-going")
    assert "".join(found.stdout.split("\n")).isprintable()


def test_a_file_that_nobody_may_read(folder: Path) -> None:
    (folder / "care.csv").chmod(0)
    if os.access(folder / "care.csv", os.R_OK):
        pytest.skip("whoever runs this may read everything")
    assert "care.csv: The file cannot be opened" in said(check(folder))


# --- size ------------------------------------------------------------------------------------


def test_two_gigabytes_that_hold_nothing(folder: Path) -> None:
    os.truncate(folder / "care.csv", 2 << 30)
    found = alone("check", folder, "--mapping", folder.parent / "mapping.yaml")
    assert (found.code, found.said[:33]) == (2, "Error: care.csv, line 4: The file")
    assert found.megabytes < MOST_MEGABYTES


def test_a_mapping_of_two_gigabytes(folder: Path) -> None:
    os.truncate(folder.parent / "mapping.yaml", 2 << 30)
    found = alone("check", folder, "--mapping", folder.parent / "mapping.yaml")
    assert found.code == 2
    assert "larger than 2 MB" in found.said
    assert found.megabytes < MOST_MEGABYTES


def test_a_standard_of_two_gigabytes(tmp_path: Path) -> None:
    with (tmp_path / "standard.yaml").open("wb") as file:
        file.truncate(2 << 30)
    found = alone("standard", "check", tmp_path)
    assert found.code == 2
    assert "larger than 2 MB" in found.said
    assert found.megabytes < MOST_MEGABYTES


def test_more_faults_than_anybody_reads(folder: Path) -> None:
    lines = "".join(f"word-{number}: 1\n" for number in range(5_000))
    (folder.parent / "mapping.yaml").write_text(lines, "utf-8")
    found = check(folder)
    assert found.exit_code == 2
    assert len(found.stderr.splitlines()) == 101


# --- what is written -------------------------------------------------------------------------


def test_nothing_is_written_where_a_file_cannot_be_read(folder: Path) -> None:
    (folder / "care-2.csv").write_bytes(CARE.encode() + b'"c3')
    before = {path.name for path in folder.parent.iterdir()}
    said(check(folder, "--out", folder.parent / "out.csv"))
    mapping = folder.parent / "mapping.yaml"
    said(run("convert", folder, folder.parent / "extract", "--mapping", mapping))
    assert {path.name for path in folder.parent.iterdir()} == before


def test_an_extract_never_takes_the_place_of_something_else(folder: Path) -> None:
    mapping = folder.parent / "mapping.yaml"
    for place in (folder, folder.parent, folder / "care.csv"):
        found = said(run("convert", folder, place, "--mapping", mapping))
        assert "left as it is" in found or "an extract is a folder" in found
    assert (folder / "care.csv").read_text("utf-8") == CARE


def test_ids_that_are_formulas_are_written_as_text(folder: Path) -> None:
    (folder / "care.csv").write_text('CHILD,START,END\n"=1+1",06/01/2025,\n', "utf-8")
    out = folder.parent / "out.csv"
    assert check(folder, "--out", out).exit_code == 0
    rows = out.read_text("utf-8-sig").splitlines()[1:]
    assert rows
    assert all(row.startswith("'=1+1,") for row in rows)


@pytest.mark.parametrize("day", ["0001-01-01", "1066-10-14", "9999-12-31", "9999-12-31T23:59"])
def test_an_evaluation_day_centuries_away(folder: Path, day: str) -> None:
    mapping = folder.parent / "mapping.yaml"
    for option in ("--as-at", "--known-at"):
        found = run("check", folder, "--mapping", mapping, option, day)
        assert found.exit_code in (0, 2), found.output
        assert "Traceback" not in found.output
        assert found.exception is None or isinstance(found.exception, SystemExit)
