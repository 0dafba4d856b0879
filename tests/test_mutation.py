"""What is printed of the mutation tester's results: the survivors, their reasons and the share."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tools.mutation import FOLDER, PAGE, UNEXPLAINED, Mutant, listed, mutants, reason_of, report

ROOT = Path(__file__).parents[1]
MUTATED = '''\
"""A module."""


def x_half__mutmut_orig(number: int) -> float:
    """Half of it."""
    return number / 2


def x_half__mutmut_1(number: int) -> float:
    """Half of it."""
    return number / 3


def x_half__mutmut_2(number: int) -> float:
    """Half of it."""
    return cast(None, number) / 2


def xǁThingǁname__mutmut_orig(self, least: int = 0) -> str:
    if least:
        return "a"
    return "b"


def xǁThingǁname__mutmut_1(self, least: int = 1) -> str:
    if least:
        return "a"
    return "b"


def xǁThingǁname__mutmut_2(self, least: int = 0) -> str:
    return "b"
'''
CODES = {
    "sightline.standard.a.x_half__mutmut_1": 1,
    "sightline.standard.a.x_half__mutmut_2": 0,
    "sightline.standard.a.xǁThingǁname__mutmut_1": 33,
    "sightline.standard.a.xǁThingǁname__mutmut_2": 0,
    "sightline.standard.a.x_half__mutmut_3": None,
    "sightline.standard.a.x_half__mutmut_4": -24,
}
LISTED = """\
# Changes

## It comes to the same

Words.

```text
standard/a.py: def xǁThingǁname(self, least: int = 1) -> str:
```
"""


@pytest.fixture
def found(tmp_path: Path) -> list[Mutant]:
    (tmp_path / "standard").mkdir()
    (tmp_path / "standard" / "a.py").write_text(MUTATED, "utf-8")
    meta = json.dumps({"exit_code_by_key": CODES})
    (tmp_path / "standard" / "a.py.meta").write_text(meta, "utf-8")
    return list(mutants(tmp_path))


def test_what_became_of_each(found: list[Mutant]) -> None:
    assert [(m.function, m.tried, m.noticed, m.changed) for m in found] == [
        ("half", True, True, ""),
        ("half", True, False, "return cast(None, number) / 2"),
        ("Thing.name", True, False, "def xǁThingǁname(self, least: int = 1) -> str:"),
        ("Thing.name", True, False, 'without: if least: return "a"'),
        ("half", False, False, ""),
        ("half", True, True, ""),
    ]
    assert {m.package for m in found} == {"standard"}


def test_why(found: list[Mutant]) -> None:
    reasons = listed(LISTED)
    assert [reason_of(m, reasons) for m in found if m.tried and not m.noticed] == [
        "only the type checker reads it",
        "it comes to the same",
        UNEXPLAINED,
    ]


def test_the_report(found: list[Mutant]) -> None:
    lines = list(report(found, listed(LISTED)))
    assert lines[0] == "standard/a.py"
    assert lines[1].startswith("  Thing.name: def xǁThingǁname(self, least: int = 1) -> str:")
    standard, *_, every = (line.split() for line in lines[-5:])
    assert standard == ["standard", "5", "2", "40.0%", "1"]
    assert every == ["all", "5", "2", "40.0%", "1"]


def test_the_page_lists_files_that_there_are() -> None:
    reasons = listed((ROOT / PAGE).read_text("utf-8"))
    assert reasons
    source = ROOT / FOLDER.relative_to("mutants")
    assert [path for path, _ in reasons if not (source / path).is_file()] == []
