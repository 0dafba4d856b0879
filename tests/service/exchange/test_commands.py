"""``sightline import`` and ``sightline work``, as they are given."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sightline.cli import main
from sightline.service.exchange.models import Delivery, State
from sightline.service.files.models import Record, System
from tests.service import worlds
from tests.service.exchange.delivering import MAPPING, tables

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_the_owner")]
MONDAY, TUESDAY = "2026-03-09 04:00", "2026-03-10 04:00"


def given(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(one) for one in arguments])


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    path = tmp_path / "careworks.yaml"
    path.write_text(MAPPING, "utf-8")
    return path


def test_import_tells_what_became_of_it(mapping: Path, tmp_path: Path) -> None:
    agency = worlds.agency()
    folder = tables(tmp_path / "made", MONDAY, planned=[("7", "ada", "no day")])
    command = ("import", folder, "--system", "careworks", "--mapping", mapping)
    done = given(*command, "--agency", agency.pk, "--json")
    told = json.loads(done.stdout)
    assert done.exit_code == 3 and told["state"] == "done"
    assert told["counts"] | {} == {
        "read": 5, "ignored": 0, "refused": 1, "files": 2, "new": 2, "changed": 0, "same": 0,
        "withdrawn": 0, "quarantined": 0,
    }  # fmt: skip
    assert told["refused"] == [
        {"file": "plans.csv", "line": 2, "field": "made", "found": "no day",
         "expected": told["refused"][0]["expected"], "reason": told["refused"][0]["reason"]}
    ]  # fmt: skip
    assert System.objects.get().agency_id == agency.pk
    assert Record.objects.filter(agency=agency.pk).count() == 2
    System.objects.update(mended_by="The desk", mended_at="0123")
    folder = tables(tmp_path / "again", TUESDAY)
    done = given("import", folder, "--system", "careworks", "--mapping", mapping, "--complete")
    assert done.exit_code == 0 and "1  New records" in done.stdout
    done = given(*command)
    assert done.exit_code == 2 and "10 March 2026" in done.stdout


def test_what_cannot_be_read_is_said(mapping: Path, tmp_path: Path) -> None:
    folder = tables(tmp_path / "made", MONDAY)
    done = given("import", folder, "--system", "careworks")
    assert done.exit_code == 2 and "--mapping" in done.output
    done = given("import", folder, "--system", "careworks", "--mapping", "nothing")
    assert done.exit_code == 2 and "no mapping 'nothing'" in done.output
    done = given(
        "import",
        folder,
        "--system",
        "c",
        "--mapping",
        mapping,
        "--agency",
        worlds.open_file(family="Nobody"),
    )
    assert done.exit_code == 2 and "no such agency" in done.output
    assert not Delivery.objects.exists()


def test_work_once_ends_with_nothing_to_do() -> None:
    done = given("work", "--once")
    assert done.exit_code == 0 and done.stdout == "0 deliveries taken up.\n"
    assert not Delivery.objects.filter(state=State.DONE).exists()
