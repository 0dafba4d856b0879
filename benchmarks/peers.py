"""Sightline beside the published validators of the same returns, on the same files.

    python benchmarks/peers.py [--repeat 3] [--times 10] [--data FOLDER]

The validators are csc-validator-be-903 (SSDA903) and csc-validator-be-cin (children in need
census), from PyPI, each in an environment of its own in .benchmarks/peers (made once; remove the
folder to make them again). The files are those of ``--data`` (cin/ and ssda903/ in it), or, where
these are not there, small ones generated here; each return is tried as it is and that many times
as large, with other ids for the copies.

Each run is a fresh process, and what counts are its CPU seconds (user and system, all threads), of
which the median is printed: of the whole process, and beyond what starting and importing took.
Bytecode was compiled before, as an installation leaves it.

The two do not do the same work, and no ratio of them says that one is better. The validators
check codes and cross-field rules, row by row, and list every breach of them. Sightline reads dates
and codes, refuses the rows that it cannot read, makes records and spans of the others, and
judges duties: what was owed to each child, by when, and what became of it. It does not run the
validators' rules, and they know no duties. The validators read every table of the return;
Sightline reads those that its mapping names.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import venv
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent
CACHE = HERE.parent / ".benchmarks" / "peers"
STEPS = ("start", "parse", "check")
GOAL = 30
"""How many times a peer's children per second are hoped for."""


@dataclass(frozen=True)
class Peer:
    """A published validator. ``needs``: what it needs besides, to run at all."""

    name: str
    version: str
    script: str
    checks: str
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Return:
    """A return that both read: files of so many children, and the mapping that Sightline uses."""

    name: str
    mapping: str
    peer: Peer
    find: Callable[[Path], Path | None]
    generate: Callable[[Path], Path]
    enlarge: Callable[[Path, Path, int], Path]
    children: Callable[[Path], int]


# --- processes -------------------------------------------------------------------------------


class Failed(Exception):
    """A process that did not do what it should; its message is the last that it said."""


def cpu_of(command: list[str], cwd: Path) -> float:
    """CPU seconds of a process, user and system. Raises Failed."""
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            command, cwd=cwd, env=_environment(), stdout=subprocess.DEVNULL, stderr=said
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            lines = said.read().decode("utf-8", "replace").split("\n")
            raise Failed(next((line for line in reversed(lines) if line.strip()), "no reason"))
    return used.ru_utime + used.ru_stime


def _environment() -> dict[str, str]:
    """Bytecode is kept, in the cache: what is measured is a start, not a first start."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return kept | {"PYTHONPYCACHEPREFIX": str(CACHE / "bytecode"), "PYTHONHASHSEED": "0"}


def median_of(command: Callable[[str], list[str]], cwd: Path, repeat: int) -> dict[str, float]:
    """The median CPU seconds of each step, after one run of each that does not count."""
    found = {}
    for step in STEPS:
        cpu_of(command(step), cwd)
        found[step] = statistics.median(cpu_of(command(step), cwd) for _ in range(repeat))
    return found


# --- the peers -------------------------------------------------------------------------------


def python_of(peer: Peer) -> Path:
    """The Python of a peer's own environment, which is made where it is missing. Raises Failed."""
    home = CACHE / f"{peer.name}-{peer.version}"
    python = home / "bin" / "python"
    if (home / "made").exists():
        return python
    shutil.rmtree(home, ignore_errors=True)
    print(f"Making an environment for {peer.name} {peer.version} (once).", flush=True)
    venv.create(home, with_pip=True)
    installed = subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
         f"{peer.name}=={peer.version}", *peer.needs],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if installed.returncode:
        errors = [line for line in installed.stderr.splitlines() if "ERROR" in line]
        raise Failed(errors[-1] if errors else "pip could not install it")
    (home / "made").touch()
    return python


def versions_in(python: Path, names: Iterable[str]) -> str:
    """The versions of packages in an environment."""
    code = "import sys; from importlib.metadata import version; " + (
        "print(*(f'{n} {version(n)}' for n in sys.argv[1:]), sep=', ')"
    )
    return subprocess.run(
        [python, "-c", code, *names], capture_output=True, text=True, check=True
    ).stdout.strip()


# --- SSDA903 ---------------------------------------------------------------------------------

TABLES_903 = {
    "header": "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB",
    "episodes": "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,"
    "HOME_POST,PL_POST,URN",
    "reviews": "CHILD,DOB,REVIEW,REVIEW_CODE",
}
# The validator takes one file a table, and placed_for_adoption_errors.csv is one too many.
LEFT_OUT = ("placed_for_adoption_errors.csv",)


def find_903(data: Path) -> Path | None:
    """The SSDA903 return among the data, if it is there."""
    folder = data / "ssda903"
    return folder if (folder / "header.csv").is_file() else None


def generate_903(folder: Path) -> Path:
    """A small return of invented children."""
    folder = folder / "ssda903"
    folder.mkdir()
    chance, rows = random.Random(903), {name: [] for name in TABLES_903}
    for number in range(2_000):
        born = date(2006, 1, 1) + timedelta(chance.randrange(4_000))
        start = date(2019, 1, 1) + timedelta(chance.randrange(1_200))
        end = start + timedelta(chance.randrange(30, 500))
        child, dob = str(100_000 + number), _day(born)
        rows["header"].append([child, chance.choice("12"), dob, "WBRI", "UN1", "", ""])
        rows["episodes"].append(
            [child, _day(start), "S", "C2", "N1", "U4", "PR1", _day(end), "E4A", "", "AB1 2CD",
             "AB1 2CD", "SC045099"]
        )  # fmt: skip
        for after in (25, 110, 290):
            rows["reviews"].append([child, dob, _day(start + timedelta(after)), "PN1"])
    for name, header in TABLES_903.items():
        _write(folder / f"{name}.csv", [header.split(","), *rows[name]])
    return folder


def enlarge_903(files: Path, folder: Path, times: int) -> Path:
    """A folder with every row so many times, each time with other ids of children."""
    folder = folder / f"ssda903-{times}"
    folder.mkdir()
    for path in sorted(files.glob("*.csv")):
        if path.name in LEFT_OUT:
            continue
        with path.open(encoding="utf-8-sig", newline="") as text:
            header, *rows = list(csv.reader(text))
        ids = [header.index(name) for name in ("CHILD", "MOTHER") if name in header]
        copies = [header]
        for copy in range(times):
            for row in rows:
                copies.append([*row])
                for index in ids:
                    copies[-1][index] += f"x{copy}" if copy and row[index] else ""
        _write(folder / path.name, copies)
    return folder


def children_903(files: Path) -> int:
    """How many children the header has."""
    with (files / "header.csv").open(encoding="utf-8-sig", newline="") as text:
        return sum(1 for _ in csv.reader(text)) - 1


def _day(day: date) -> str:
    return day.strftime("%d/%m/%Y")


def _write(path: Path, rows: Iterable[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as text:
        csv.writer(text).writerows(rows)


# --- the children in need census -------------------------------------------------------------


def find_cin(data: Path) -> Path | None:
    """The larger census file among the data, if it is there."""
    path = data / "cin" / "fake_CIN_data.xml"
    return path if path.is_file() else None


def generate_cin(folder: Path) -> Path:
    """A small census of invented children."""
    chance = random.Random(2022)
    message = ET.Element("Message")
    header = _under(message, "Header")
    details = _under(header, "CollectionDetails")
    for name, value in (("Collection", "CIN"), ("Year", "2026"), ("ReferenceDate", "2026-03-31")):
        _under(details, name, value)
    source = _under(header, "Source")
    for name, value in (
        ("SourceLevel", "L"), ("LEA", "201"), ("SoftwareCode", "benchmark"), ("Release", "1"),
        ("SerialNo", "1"), ("DateTime", "2026-04-01T09:00:00"),
    ):  # fmt: skip
        _under(source, name, value)
    children = _under(message, "Children")
    for number in range(300):
        referred = date(2025, 4, 1) + timedelta(chance.randrange(300))
        closed = referred + timedelta(chance.randrange(20, 60))
        child = _under(children, "Child")
        who = _under(child, "ChildIdentifiers")
        _under(who, "LAchildID", f"BENCH{number:06}")
        _under(who, "UPNunknown", "UN1")
        _under(who, "PersonBirthDate", f"{chance.randrange(2009, 2024)}-05-01")
        _under(who, "Sex", chance.choice("MF"))
        _under(_under(child, "ChildCharacteristics"), "Ethnicity", "WBRI")
        episode = _under(child, "CINdetails")
        _under(episode, "CINreferralDate", referred.isoformat())
        _under(episode, "ReferralSource", "1A")
        _under(episode, "PrimaryNeedCode", f"N{chance.randrange(1, 9)}")
        _under(episode, "CINclosureDate", closed.isoformat())
        _under(episode, "ReasonForClosure", "RC8")
        _under(episode, "ReferralNFA", "true")
    path = folder / "cin.xml"
    ET.ElementTree(message).write(path, "utf-8", xml_declaration=True)
    return path


def enlarge_cin(file: Path, folder: Path, times: int) -> Path:
    """A file with every child so many times, each time with another id.

    The copies say that they have no pupil number, since no two pupils share one.
    """
    tree = ET.parse(file)
    children = tree.getroot().find("Children")
    assert children is not None
    for child, copy in [(c, n) for n in range(1, times) for c in list(children)]:
        made = deepcopy(child)
        who = made.find("ChildIdentifiers")
        assert who is not None
        for each in list(who):
            if each.tag == "LAchildID":
                each.text = f"{(each.text or '')[-16:]}x{copy}"
            elif each.tag == "UPN":
                each.tag, each.text = "UPNunknown", "UN1"
        children.append(made)
    path = folder / f"cin-{times}.xml"
    tree.write(path, "utf-8", xml_declaration=True)
    return path


def children_cin(file: Path) -> int:
    """How many children a census file has."""
    return sum(1 for _ in ET.parse(file).iter("Child"))


def _under(parent: ET.Element, name: str, text: str | None = None) -> ET.Element:
    made = ET.SubElement(parent, name)
    made.text = text
    return made


# --- the comparison --------------------------------------------------------------------------

RETURNS = (
    Return(
        "SSDA903",
        "ssda903",
        Peer(
            "csc-validator-be-903", "0.1.17", "ssda903.py",
            "checks codes and cross-field rules of 12 tables and lists each breach of them",
        ),
        find_903, generate_903, enlarge_903, children_903,
    ),
    Return(
        "CIN census",
        "cin-census",
        Peer(
            "csc-validator-be-cin", "0.1.13", "cin.py",
            "checks codes and cross-field rules of 11 sections and lists each breach of them",
            # The pandas that it asks for was built for numpy 1, which it does not say.
            ("numpy<2",),
        ),
        find_cin, generate_cin, enlarge_cin, children_cin,
    ),
)  # fmt: skip


def compare(chosen: Return, files: Path, work: Path, repeat: int) -> None:
    """Run the peer and Sightline on the same files, and print what each took."""
    children = chosen.children(files)
    print(f"\n{chosen.name}, {children:,} children, median of {repeat}:")
    took = {}
    for name, run in (
        (chosen.peer.name, lambda: _peer(chosen, files, work, repeat)),
        ("sightline", lambda: _own(chosen, files, work, repeat)),
    ):
        try:
            took[name], told = run()
        except Failed as failed:
            print(f"  {name}: left out, because {failed}")
            continue
        _print(name, took[name], children, told)
    if len(took) == 2:
        peer, own = took.values()
        for step in ("parse", "check"):
            whole = peer[step] / own[step]
            beyond = _beyond(peer, step) / _beyond(own, step)
            said = "reached" if min(whole, beyond) >= GOAL else "not reached"
            print(
                f"  {_NAMES[step]}: Sightline does {whole:.1f} times as many children per CPU "
                f"second ({beyond:.1f} beyond the start); the goal of {GOAL} is {said}."
            )


_NAMES = {"parse": "parse alone", "check": "parse and check"}


def _beyond(took: dict[str, float], step: str) -> float:
    return max(took[step] - took["start"], 0.001)


def _print(name: str, took: dict[str, float], children: int, told: dict[str, int]) -> None:
    print(f"  {name}: start {took['start']:.2f} CPU s")
    for step in ("parse", "check"):
        print(
            f"    {_NAMES[step]}: {took[step]:.2f} CPU s, {children / took[step]:,.0f} children "
            f"per CPU second; beyond the start {_beyond(took, step):.2f} CPU s, "
            f"{children / _beyond(took, step):,.0f}"
        )
    print("    found: " + ", ".join(f"{number:,} {what}" for what, number in told.items()))


def _peer(
    chosen: Return, files: Path, work: Path, repeat: int
) -> tuple[dict[str, float], dict[str, int]]:
    python = python_of(chosen.peer)
    script, answer = HERE / "peer_runs" / chosen.peer.script, work / "peer.json"
    took = median_of(
        lambda step: [str(python), str(script), step, str(files), str(answer)], work, repeat
    )
    return took, json.loads(answer.read_text("utf-8"))


def _own(
    chosen: Return, files: Path, work: Path, repeat: int
) -> tuple[dict[str, float], dict[str, int]]:
    from sightline.returns import built_in

    if chosen.mapping not in built_in():
        raise Failed(f"Sightline has no mapping {chosen.mapping}")
    script, answer = HERE / "peer_runs" / "own.py", work / "own.json"
    took = median_of(
        lambda step: [sys.executable, str(script), step, str(files), str(answer), chosen.mapping],
        work,
        repeat,
    )
    return took, json.loads(answer.read_text("utf-8"))


def print_versions() -> None:
    """What is compared, and what each of them does."""
    from sightline import __version__

    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} CPUs")
    print(f"sightline {__version__}: judges duties, file by file; runs no rule of the others")
    for each in RETURNS:
        peer = each.peer
        try:
            names = (peer.name, "pandas", "numpy")
            print(f"{versions_in(python_of(peer), names)}: {peer.checks}; judges no duty")
        except Failed as failed:
            print(f"{peer.name} {peer.version}: cannot be installed ({failed})")
    print("They do not do the same work: see the head of benchmarks/peers.py.")


def main() -> None:
    """Compare on each return, as it is and enlarged."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--data", type=Path, default=HERE.parents[1] / "shared" / "data")
    parser.add_argument("--only", choices=[each.mapping for each in RETURNS])
    asked = parser.parse_args()
    CACHE.mkdir(parents=True, exist_ok=True)
    print_versions()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        for each in RETURNS:
            if asked.only not in (None, each.mapping):
                continue
            found = each.find(asked.data)
            if found is None:
                print(f"\nThere is no {each.name} in the data; a small one is generated.")
            files = found or each.generate(work)
            for times in dict.fromkeys((1, asked.times)):
                compare(each, each.enlarge(files, work, times), work, asked.repeat)


if __name__ == "__main__":
    main()
