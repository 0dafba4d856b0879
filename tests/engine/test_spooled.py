"""Rows that are found some at a time come back as one table, held or from disk."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from sightline.engine import spooled
from sightline.engine.rows import SCHEMA
from sightline.engine.spooled import Spool

PLAIN = pa.schema({"n": pa.int32(), "text": pa.string(), "list": pa.list_(pa.string())})


def some(first: int, number: int) -> pa.Table:
    numbers = range(first, first + number)
    return pa.table(
        {"n": numbers, "text": [f"row {n}" for n in numbers], "list": [[str(n)] for n in numbers]},
        PLAIN,
    )


@pytest.fixture(params=[0, 5, 1000])
def most(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(spooled, "MOST_IN_MEMORY", request.param)
    return int(request.param)


def test_what_was_taken_comes_back_in_order(most: int) -> None:
    spool = Spool(PLAIN)
    for first in (0, 4, 8):
        spool.add(some(first, 4))
    assert spool.table().equals(some(0, 12))


@pytest.mark.parametrize("schema", [PLAIN, SCHEMA])
def test_nothing_taken_is_an_empty_table(most: int, schema: pa.Schema) -> None:
    spool = Spool(schema)
    spool.add(schema.empty_table())
    assert spool.table().equals(schema.empty_table())


def test_what_is_on_disk_takes_no_memory_and_leaves_no_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(spooled, "MOST_IN_MEMORY", 1_000)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    before = pa.total_allocated_bytes()
    spool = Spool(PLAIN)
    for first in range(0, 50_000, 1_000):
        spool.add(some(first, 1_000))
        assert not list(tmp_path.iterdir())
    table = spool.table()
    assert table.nbytes > 1_000_000
    assert pa.total_allocated_bytes() - before < 200_000
    assert table["n"].to_pylist() == list(range(50_000))
