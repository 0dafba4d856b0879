"""Small truths about the repository itself, which nobody would notice going wrong."""

import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import sightline

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT = (ROOT / "pyproject.toml").read_text("utf-8")
PROJECT = tomllib.loads(PYPROJECT)["project"]

# Where people and machines keep their copies. The brackets are there so that this file, which is
# read by the test below like any other, does not itself hold such a name.
OWN_FOLDERS = re.compile(r"(?<![\w.:/~-])/(?:[w]ork/(?:main|shared)|[r]oot/|[U]sers/)")


def kept_files() -> Iterator[Path]:
    """What belongs to the repository: what git keeps or would keep, as far as it is text."""
    if not (ROOT / ".git").exists():
        pytest.skip("this copy has no git history to say which files belong to it")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    ).stdout
    for name in filter(None, listed.decode().split("\0")):
        path = ROOT / name
        if path.is_file() and b"\0" not in path.read_bytes()[:8000]:
            yield path


def direct_dependencies() -> list[str]:
    extras = PROJECT["optional-dependencies"].values()
    return [*PROJECT["dependencies"], *(name for extra in extras for name in extra)]


def test_no_file_names_a_folder_of_somebodys_machine() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in kept_files()
        for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), 1)
        if OWN_FOLDERS.search(line) or str(ROOT) + "/" in line
    ]
    assert found == []


def test_the_readme_begins_with_the_two_commands() -> None:
    block = re.search(r"^```\w*\n(.*?)^```", (ROOT / "README.md").read_text("utf-8"), re.M | re.S)
    assert block is not None, "README.md has no code block"
    commands = [line.split("#")[0].strip() for line in block[1].splitlines()]
    assert commands == ["make demo", "make test"]


@pytest.mark.parametrize("dependency", direct_dependencies())
def test_each_dependency_says_why_it_is_there(dependency: str) -> None:
    assert re.search(rf'^\s*"{re.escape(dependency)}",?\s*# \S', PYPROJECT, re.M)


def test_the_lock_holds_exact_versions_and_nothing_else() -> None:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pins = [line for line in lines if line and not line.lstrip().startswith("#")]
    assert pins
    assert [pin for pin in pins if not re.fullmatch(r"[\w.-]+==[\w.]+( ; .+)?", pin)] == []


@pytest.mark.parametrize("dependency", direct_dependencies())
def test_the_lock_knows_each_dependency(dependency: str) -> None:
    name = re.split(r"[<>=!~\[; ]", dependency)[0].lower()
    assert re.search(rf"^{re.escape(name)}==", (ROOT / "constraints.txt").read_text("utf-8"), re.M)


def test_each_decision_is_listed_in_the_index() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = (folder / "index.md").read_text("utf-8")
    pages = sorted(path.stem for path in folder.glob("*.md") if path.stem != "index")
    assert [page for page in pages if page not in listed] == []


def test_the_changelog_has_a_place_for_what_is_not_released_yet() -> None:
    heads = re.findall(r"^## .*$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.M)
    assert heads[:1] == ["## [Unreleased]"]


def test_the_version_is_the_same_wherever_it_is_said() -> None:
    assert sightline.__version__ == PROJECT["version"]
