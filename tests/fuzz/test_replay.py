"""What the fuzzers begin with, and what they have found: replayed as ordinary tests."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.run import CORPUS, FOUND, LONGEST, changed, seeds
from tests.fuzz.targets import TARGETS


def kept() -> list[Path]:
    paths = [path for folder in (CORPUS, FOUND) for path in sorted(folder.rglob("*"))]
    return [path for path in paths if path.is_file()]


@pytest.mark.parametrize("path", kept(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_file_that_was_kept(path: Path) -> None:
    TARGETS[path.parent.name](path.read_bytes())


def test_every_target_has_something_to_begin_with() -> None:
    assert {path.name for path in CORPUS.iterdir()} == {*TARGETS}
    assert all(seeds(target) for target in TARGETS)


# Of every target a few, and many in the long run.
some = settings(max_examples=settings().max_examples // 4)


@pytest.mark.parametrize("target", TARGETS)
@some
@given(number=st.integers(0, 2**32))
def test_a_kept_file_changed_at_random(target: str, number: int) -> None:
    TARGETS[target](changed(random.Random(number), seeds(target))[:LONGEST])


@pytest.mark.parametrize("target", TARGETS)
@some
@given(content=st.binary(max_size=300))
def test_any_bytes(target: str, content: bytes) -> None:
    TARGETS[target](content)
