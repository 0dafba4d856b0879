"""The commands `scan`, `sweep` and `verify --documents`, as somebody at a terminal has them."""

from __future__ import annotations

import io
import json
import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from click.testing import CliRunner, Result
from pytest_django import Settings

from sightline.cli import main
from sightline.service.access.session_store import SessionStore
from sightline.service.files import services, store
from sightline.service.files.attaching import Document
from sightline.service.files.models import Attachment, Scan, Stored
from tests.service.files.making import acting, opened
from tests.service.files.papers import PDF, clamd, eicar
from tests.service.ledger.rows import as_owner
from tests.service.own_database import OwnDatabase


@pytest.fixture(autouse=True)
def database(own_database: OwnDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OWNER_DATABASE_URL", raising=False)


def run(*arguments: str) -> Result:
    """As the owner where every chain is read, and else as the application."""
    if arguments[0] == "verify":
        with as_owner():
            return CliRunner().invoke(main, arguments)
    return CliRunner().invoke(main, arguments)


def attached(what: bytes = PDF, name: str = "letter.pdf") -> Attachment:
    with as_owner():
        file: UUID = opened()
        with acting() as by:
            return services.attach(
                file=file, document=Document(io.BytesIO(what), name, "Letter"), agency=None, by=by
            )


def files(settings: Settings) -> list[Path]:
    return [path for path in Path(settings.STORE).rglob("*") if path.is_file()]


def test_what_waits_is_scanned_and_what_is_left_is_an_exit_code(
    settings: Settings, tmp_path: Path
) -> None:
    good, bad = attached(), attached(eicar(), "letter.txt")
    result = run("scan")
    assert result.exit_code == 1 and "0 documents scanned, 0 infected; 2 not scanned." in (
        result.output
    )
    with clamd(tmp_path) as path:
        settings.CLAMAV = path
        result = run("scan")
        assert result.exit_code == 0, result.output
        assert "2 documents scanned, 1 infected; 0 not scanned." in result.output
        assert "0 documents scanned" in run("scan").output
    with as_owner():
        last = {row: row.scans.latest("position").result for row in (good, bad)}
        assert last == {good: Scan.Result.CLEAN, bad: Scan.Result.INFECTED}
        assert [one.id for one in Stored.objects.all()] == [good.store]
    assert len(files(settings)) == 1 and run("verify", "--documents").exit_code == 0


def test_what_nothing_keeps_is_swept(settings: Settings) -> None:
    kept = attached()
    assert kept.store is not None
    part = Path(settings.STORE) / "parts" / "left.part"
    part.write_bytes(b"left by a killed process")
    assert "0 files removed" in run("sweep").output
    long_ago = time.time() - 3 * 24 * 60 * 60
    for path in files(settings):
        os.utime(path, (long_ago, long_ago))
    assert "1 file removed" in run("sweep").output
    assert [path.name for path in files(settings)] == [kept.store.hex]


def test_a_document_that_is_missing_or_changed_is_a_fault(settings: Settings) -> None:
    row = attached()
    assert run("verify", "--documents").exit_code == 0
    (path,) = files(settings)
    path.write_bytes(path.read_bytes() + b"\0")
    assert run("verify").exit_code == 0, "only --documents reads them"
    for is_there in (True, False):
        if not is_there:
            path.unlink()
        found = run("verify", "--documents", "--json")
        assert found.exit_code == 1
        (fault,) = json.loads(found.output)["faults"]
        assert (fault["table"], fault["row"]) == ("files_attachment", str(row.id))


def test_sessions_that_are_over_are_swept() -> None:
    model = SessionStore.get_model_class()
    for days in (-1, 1):
        until = datetime.now(UTC) + timedelta(days=days)
        model.objects.create(session_key=f"k{days}", session_data="", expire_date=until)
    assert "1 session over" in run("sweep").output
    assert [row.session_key for row in model.objects.all()] == ["k1"]


def test_after_a_change_of_the_key_no_document_needs_the_old_one(settings: Settings) -> None:
    kept = [attached(), attached(b"%PDF-1.4 " + os.urandom(200_000), "scan.pdf")]
    before = read_by(kept)
    old, new = settings.STORE_KEYS[0], "ab" * 32
    settings.STORE_KEYS = [new, old]
    assert read_by(kept) == before
    result = run("reseal")
    assert result.exit_code == 0 and "2 documents sealed anew, 0 could not be." in result.output
    settings.STORE_KEYS = [new]
    assert read_by(kept) == before
    assert "0 documents sealed anew" in run("reseal").output
    assert not [path for path in files(settings) if path.suffix == ".part"]


def test_what_cannot_be_sealed_anew_is_said_and_left_as_it_was(settings: Settings) -> None:
    good, bad = attached(), attached()
    (path,) = [one for one in files(settings) if one.name == UUID(str(bad.store)).hex]
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    as_it_was = path.read_bytes()
    settings.STORE_KEYS = ["cd" * 32, *settings.STORE_KEYS]
    result = run("reseal")
    assert result.exit_code == 1 and "1 document sealed anew, 1 could not be." in result.output
    assert f"{bad.store}: What is kept was cut or changed." in result.output
    assert path.read_bytes() == as_it_was
    settings.STORE_KEYS = settings.STORE_KEYS[:1]
    assert read_by([good])[0].startswith(b"%PDF")


def read_by(rows: list[Attachment]) -> list[bytes]:
    found = []
    for row in rows:
        assert row.store is not None
        with store.opened(row.store) as plain:
            found.append(plain.read())
    return found
