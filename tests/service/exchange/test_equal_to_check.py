"""What is owed after a delivery is what ``sightline check`` says of the same files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pyarrow as pa
import pytest

from sightline.cli.inputs import Source, read_source
from sightline.engine.many import evaluate_files
from sightline.engine.model import File, Moment
from sightline.returns.extract_write import write_files
from sightline.service.exchange import running, services
from sightline.service.exchange.models import Delivery, State
from sightline.service.exchange.reading import digest_of, text_of_mapping
from sightline.service.exchange.running import run
from sightline.service.files.models import AlsoOn, Obligation
from sightline.service.files.moments import day_at, minute_at
from sightline.service.files.obligations import COLUMNS, rows_of_table
from sightline.service.files.reconcile import reconcile
from sightline.service.files.rules import rules_told
from sightline.service.files.standard import standard
from sightline.service.ledger import clock
from sightline.service.ledger.acts import act
from sightline.service.ledger.ids import id_from
from sightline.service.ledger.verify import verify
from sightline.standard.calendar import end_of_day
from sightline.standard.model import BIRTHDAY_TRIGGER
from sightline.synth.service import service
from tests.service.exchange.delivering import everything, tables

pytestmark = pytest.mark.django_db
SHARED = Path(__file__).resolve().parents[3].parent / "shared" / "data"
SYSTEM = "theirs"


@pytest.fixture(autouse=True)
def as_jobs_are(as_the_owner: None) -> None:
    """A delivery is taken up by the machine, which sees every file."""


def imported(paths: Sequence[Path], mapping: str = "", *, complete: bool = False) -> Delivery:
    with act(person=None, route="import") as by:
        text = text_of_mapping(mapping) if mapping else ""
        delivery = services.receive(
            system=services.system_named(SYSTEM, by=by),
            digest=digest_of(paths),
            brought=services.Brought(mapping, text, None, complete),
            by=by,
        )
    return run(delivery, paths)


def check(source: Source) -> list[Any]:
    """The obligations that check finds, in the service's ids and columns."""
    on = day_at(clock.now())
    rows, _ = evaluate_files(
        standard(),
        source.files,
        known_at=max(source.latest, end_of_day(on)),
        on=Moment(on),
        watched=source.watched,
        blind=source.blind,
    )
    kinds = {_ours(r.id): r.kind for file in source.files for r in file.records}
    return _compared(rows_of_table(_in_our_ids(rows), rules_told(), kinds))


_WHICH = [COLUMNS.index(name) for name in ("met_by", "entered_at", "lapsed_by", "excused_by")]


def _compared(rows: Iterable[tuple[Any, ...]]) -> list[str]:
    """Rows but for which of several records of one moment it was: that their ids decide."""
    return sorted(
        repr([value is not None if n in _WHICH else value for n, value in enumerate(row)])
        for row in rows
    )


def _ours(name: str) -> str:
    return name if name == BIRTHDAY_TRIGGER else str(id_from(SYSTEM, name))


def _in_our_ids(rows: pa.Table) -> pa.Table:
    for name in ("file", "trigger", "met_by", "lapsed_by", "excused_by", "breaches"):
        column = rows.schema.get_field_index(name)
        told = [
            None
            if value is None
            else [_ours(one) for one in value]
            if isinstance(value, list)
            else _ours(value)
            for value in rows.column(name).to_pylist()
        ]
        rows = rows.set_column(
            column, rows.schema.field(name), pa.array(told, rows.schema.field(name).type)
        )
    return rows


def stored() -> list[Any]:
    return _compared(Obligation.objects.values_list(*COLUMNS))


def some_of_the_service(children: int) -> list[File]:
    """So many children of the synthetic service with every worker and body, as known now."""
    return entered_by(minute_at(clock.now()), service(1, children).files)


def entered_by(minute: int, files: Iterable[File]) -> list[File]:
    """Files, in order, with what was entered by a minute."""
    return [
        File(f.subject, tuple(r for r in f.records if r.recorded_at <= minute), f.others)
        for f in sorted(files, key=lambda file: file.subject.id)
    ]


def extract(folder: Path, files: Sequence[File]) -> Path:
    write_files(
        files, standard(), folder, watched=service(1, 3).watched,
        written=max(r.recorded_at for f in files for r in f.records),
    )  # fmt: skip
    return folder


@pytest.mark.once
def test_an_extract(tmp_path: Path) -> None:
    files = some_of_the_service(3)
    folder = extract(tmp_path / "extract", files)
    # In many steps, so that records stand on files of steps before theirs and after.
    with patch.object(running, "STEP", len(files) // 7):
        done = imported([folder])
    assert done.state == State.DONE and done.counts["quarantined"] == 0
    assert done.counts["files"] == len(files)
    assert done.counts["new"] == sum(r.file == f.subject.id for f in files for r in f.records)
    also = sum(r.file != f.subject.id for f in files for r in f.records)
    assert AlsoOn.objects.count() == also > 0
    assert stored() == check(read_source(standard(), [folder], None))
    assert list(reconcile()) == [] and list(verify()) == []
    before = everything()
    assert imported([folder]).counts["same"] == done.counts["new"]
    assert everything() == before


@pytest.mark.long
def test_a_newer_extract_adds_what_the_source_tells_of_versions_itself(tmp_path: Path) -> None:
    """Half of what was entered comes first, the rest later: the same as all of it at once."""
    files = some_of_the_service(6)
    minutes = sorted(r.recorded_at for f in files for r in f.records)
    half = minutes[len(minutes) // 2]
    imported([extract(tmp_path / "early", entered_by(half, files))])
    folder = extract(tmp_path / "all", files)
    done = imported([folder])
    assert done.counts["quarantined"] == 0 and done.counts["changed"] > 0
    assert stored() == check(read_source(standard(), [folder], None))
    assert list(reconcile()) == [] and list(verify()) == []


SAMPLES = {
    "cin-census": "cin/fake_CIN_data.xml",
    "cin-census 2021": "cin/CIN_Census_2021.xml",
    "cin-census 2024": "cin/CIN_Census_2024.xml",
    "ssda903": "ssda903",
    "hmip-ratings": "inspections/hmi_youth_justice_inspection_ratings.csv",
}


@pytest.mark.parametrize(
    "name",
    # The largest takes as long as all others together.
    [pytest.param(name, marks=[pytest.mark.long] * (name == "ssda903")) for name in SAMPLES],
)
@pytest.mark.skipif(not SHARED.is_dir(), reason="no samples at hand")
def test_a_return_that_somebody_else_made_up(name: str) -> None:
    path, mapping = SHARED / SAMPLES[name], name.split()[0]
    done = imported([path], mapping)
    assert done.state == State.DONE, done.sentence
    source = read_source(standard(), [path], mapping)
    assert done.counts["files"] == len(source.files) and done.counts["quarantined"] == 0
    assert stored() == check(source)
    before = everything()
    assert imported([path], mapping).counts["new"] == 0
    assert everything() == before


def test_a_small_return(tmp_path: Path) -> None:
    from tests.service.exchange.delivering import MAPPING

    mapping = tmp_path / "careworks.yaml"
    mapping.write_text(MAPPING, "utf-8")
    folder = tables(tmp_path / "made", "2026-03-09 04:00")
    imported([folder], str(mapping))
    source = read_source(standard(), [folder], str(mapping))
    assert stored() == check(source) and Obligation.objects.exists()
