"""An event log of another field, through a mapping and a small standard of its own."""

from pathlib import Path

import pytest

from sightline.returns import Delivery, read, read_mapping
from sightline.standard.loader import load

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "event-log"


@pytest.fixture(scope="module")
def repairs() -> Delivery:
    standard = load(EXAMPLE / "standard")
    return read(standard, read_mapping(EXAMPLE / "mapping.yaml", standard), EXAMPLE / "events.csv")


def test_every_event_is_accounted_for(repairs: Delivery) -> None:
    (file,) = repairs.coverage.files
    assert (file.read, file.used, file.refused) == (202, 143, 0)
    assert file.ignored_activities == {"Letter sent": 44, "Call to tenant": 15}
    assert not repairs.rejects


def test_every_event_has_its_minute(repairs: Delivery) -> None:
    assert all(record.at is not None and record.at.minute for record in repairs.records)


def test_what_is_watched(repairs: Delivery) -> None:
    assert {watched.place for watched in repairs.watched} == {"northmoor"}
    assert {watched.kind for watched in repairs.watched} == set(repairs.coverage.kinds)
