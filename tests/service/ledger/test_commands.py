"""The commands `verify`, `checkpoint` and `forward`, as somebody at a terminal has them."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.db import connection
from django.test import override_settings

from sightline.cli import main
from sightline.service.files.models import Subject
from sightline.service.ledger import checkpoints
from sightline.service.ledger.models import Chain
from tests.service.ledger.rows import as_owner, remove, subjects, tamper
from tests.service.own_database import OwnDatabase

KEY, PUBLIC = checkpoints.new_key()


@pytest.fixture(autouse=True)
def database(own_database: OwnDatabase, monkeypatch: pytest.MonkeyPatch) -> object:
    """A database with one file of three rows."""
    monkeypatch.delenv("OWNER_DATABASE_URL", raising=False)
    from django.db import transaction

    with transaction.atomic():
        subjects("file:a", 3)
    with override_settings(CHECKPOINT_KEY=KEY):
        yield


def run(*arguments: object) -> Result:
    with as_owner():
        return CliRunner().invoke(main, [str(argument) for argument in arguments])


def tampered() -> None:
    from django.db import transaction

    with transaction.atomic():
        tamper(Subject.objects.order_by("position")[1], source="elsewhere")


def test_a_record_that_nobody_touched_is_proved() -> None:
    result = run("verify")
    assert result.exit_code == 0, result.output
    assert "1 chain, nothing wrong." in result.output
    assert "--checkpoint with one that was kept elsewhere proves it" in result.output


def test_a_changed_row_is_named_and_the_exit_code_is_one() -> None:
    with as_owner():
        tampered()
    result = run("verify")
    assert result.exit_code == 1
    assert "file:a, files_subject, row " in result.output and "1 fault." in result.output
    found = json.loads(run("verify", "--json").output)
    assert (found["chains"], found["judged_by"], found["checkpoint"]) == (1, "database", None)
    (fault,) = found["faults"]
    assert (fault["table"], fault["chain"]) == ("files_subject", "file:a")


def test_a_checkpoint_kept_elsewhere_finds_a_cut_off_end(tmp_path: Path) -> None:
    kept = tmp_path / "checkpoint.json"
    assert run("checkpoint", "--out", kept).exit_code == 0
    assert run("verify", "--checkpoint", kept).exit_code == 0
    assert run("verify", "--checkpoint", kept, "--key", PUBLIC).exit_code == 0
    with as_owner():
        last, before = Subject.objects.order_by("-position")[:2]
        remove(last)
        Chain.objects.filter(name="file:a").update(length=2, digest=bytes(before.digest))
    result = run("verify", "--checkpoint", kept)
    assert result.exit_code == 1 and "cut off" in result.output
    again = run("checkpoint", "--out", tmp_path / "second.json")
    assert again.exit_code == 2 and "Nothing was signed" in again.output
    assert not (tmp_path / "second.json").exists()


def test_a_checkpoint_that_proves_nothing_is_a_fault(tmp_path: Path) -> None:
    kept = tmp_path / "checkpoint.json"
    run("checkpoint", "--out", kept)
    result = run("verify", "--checkpoint", kept, "--key", checkpoints.new_key()[1])
    assert result.exit_code == 1 and "not signed by this key" in result.output
    assert run("verify", "--checkpoint", kept, "--key", "zz").exit_code == 2
    kept.write_text("{}", "utf-8")
    assert run("verify", "--checkpoint", kept).exit_code == 1


def test_a_checkpoint_is_never_written_over_another(tmp_path: Path) -> None:
    kept = tmp_path / "checkpoint.json"
    kept.write_text("the first", "utf-8")
    result = run("checkpoint", "--out", kept)
    assert result.exit_code == 2 and "never written over another" in result.output
    assert kept.read_text("utf-8") == "the first"
    assert run("checkpoint", "--out", tmp_path / "no" / "folder").exit_code == 2
    assert (
        run("checkpoint").exit_code == run("checkpoint", "--new-key", "--out", "x").exit_code == 2
    )


def test_a_new_key_can_be_used(tmp_path: Path) -> None:
    said = run("checkpoint", "--new-key").output
    private, public = (
        line.split("=" if n == 0 else ": ")[1] for n, line in enumerate(said.split("\n")[:2])
    )
    kept = tmp_path / "checkpoint.json"
    with override_settings(CHECKPOINT_KEY=private):
        assert run("checkpoint", "--out", kept).exit_code == 0
    assert run("verify", "--checkpoint", kept, "--key", public).exit_code == 0
    with override_settings(CHECKPOINT_KEY=""):
        result = run("checkpoint", "--out", tmp_path / "other.json")
    assert result.exit_code == 2 and "checkpoint --new-key" in result.output


def test_the_log_is_forwarded_and_taking_a_checkpoint_is_in_it(tmp_path: Path) -> None:
    run("checkpoint", "--out", tmp_path / "checkpoint.json")
    out = tmp_path / "log.ndjson"
    assert run("forward", out).output == "1 line sent.\n"
    assert json.loads(out.read_text("utf-8"))["acts"][0]["act"] == "checkpoint"
    assert run("forward", out).output == "0 lines sent.\n"
    refused = run("forward", "http://collector/")
    assert refused.exit_code == 2 and "https://" in refused.output


def test_a_database_without_tables_is_told_in_a_sentence() -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_checkpoint RENAME TO gone")
    result = run("verify")
    assert result.exit_code == 2 and "sightline migrate" in result.output


def test_without_the_service_extra_it_is_said_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "django", None)
    result = CliRunner().invoke(main, ["verify"])
    assert result.exit_code == 2
    assert "pip install 'sightline-safeguarding[service]'" in result.output


def test_the_owner_is_asked_before_the_application(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    monkeypatch.setenv("DATABASE_URL", "sqlite:///application")
    monkeypatch.setenv("OWNER_DATABASE_URL", "sqlite:///owner")
    run("forward", "http://refused/")
    assert os.environ["DATABASE_URL"] == "sqlite:///owner"
