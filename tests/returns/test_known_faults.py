"""Each fault that the manual lists of tools in use names tests, and these exist."""

from __future__ import annotations

import re
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
PAGE = (TESTS.parent / "docs" / "returns" / "faults.md").read_text("utf-8")
NAMED = re.compile(r"`(test_\w+)`")


def rows() -> list[str]:
    lines = [line for line in PAGE.splitlines() if line.startswith("|")]
    return [line for line in lines if not line.startswith(("|---", "| what", "| source", "| comp"))]


def test_every_fault_names_a_test_that_exists() -> None:
    written = "\n".join(path.read_text("utf-8") for path in TESTS.rglob("test_*.py"))
    known = set(re.findall(r"^def (test_\w+)\(", written, re.MULTILINE))
    for row in rows():
        named = NAMED.findall(row)
        assert named, row
        assert not set(named) - known, row


def test_all_the_tables_of_the_page_were_found() -> None:
    assert len(rows()) > 30
