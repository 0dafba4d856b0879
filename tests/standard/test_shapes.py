"""Whatever stands where something else belongs, the loader says what was expected there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.standard.shapes import ASKED, EVERYTHING, INSTEAD, TABLE, answers, told


@pytest.mark.parametrize("path", ASKED)
def test_as_it_is_nothing_is_said_of_it(tmp_path: Path, path: str) -> None:
    assert told(path, EVERYTHING[path], tmp_path) == []


@pytest.mark.parametrize("what", INSTEAD)
def test_what_is_said_where_something_else_stands(what: str) -> None:
    _, _, after = TABLE.read_text("utf-8").partition(f"## {what}\n\n")
    expected, _, _ = after.partition("\n\n##")
    assert answers(what).splitlines() == expected.strip("\n").splitlines()
