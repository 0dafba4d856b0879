"""Documents are kept whole or not at all, follow their record, and can be erased and proved."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from pytest_django import Settings

from sightline.service.files import attaching, services, store
from sightline.service.files.attaching import Document
from sightline.service.files.documents import standing
from sightline.service.files.entries import BadEntry
from sightline.service.files.models import Attachment, Erasure, Record, Scan, Stored
from sightline.service.files.reconcile import reconcile
from sightline.service.files.rules import LETTERS
from sightline.service.files.standard import standard
from sightline.service.ledger.failures import NotFound, Refused
from sightline.service.ledger.ids import new_id
from sightline.service.ledger.models import LogLine
from sightline.service.ledger.verify import verify
from sightline.standard.model import Sensitivity
from tests.service.files.making import (
    SOMEBODY,
    SOMEBODY_ELSE,
    acting,
    assessment,
    opened,
    recorded,
    seen,
    withdrawn,
)
from tests.service.files.papers import PDF, PNG, clamd, eicar
from tests.service.files.test_joining import joined

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_the_owner")]

AGENCY = new_id()


@pytest.fixture
def scanner(settings: Settings, tmp_path: Path) -> Iterator[None]:
    with clamd(tmp_path) as path:
        settings.CLAMAV = path
        yield


def attached(file: UUID, what: bytes = PDF, name: str = "letter.pdf", **said: Any) -> Attachment:
    fact, id_ = said.pop("fact", None), said.pop("id", None)
    document = Document(io.BytesIO(what), name, **{"title": "Letter from school", **said})
    with acting() as by:
        return services.attach(
            file=file, document=document, agency=AGENCY, fact=fact, id=id_, by=by
        )


def read(row: Attachment) -> bytes:
    assert row.store is not None
    with store.opened(row.store) as plain:
        return plain.read()


def results(row: Attachment) -> list[str]:
    return [look.result for look in row.scans.order_by("position")]


def sound() -> bool:
    """Nothing is wrong with the chains, with what follows from them, or with the documents."""
    return [*verify(), *reconcile(), *attaching.faults()] == []


def test_a_document_is_kept_with_its_file() -> None:
    file = opened()
    before = seen(file)
    row = attached(file)
    (there,) = standing(file)
    assert (there.id, there.title, there.name) == (row.id, "Letter from school", "letter.pdf")
    assert (there.media, there.size, there.agency) == ("application/pdf", len(PDF), AGENCY)
    assert read(row) == PDF and results(row) == ["not scanned"]
    assert seen(file) == before + 2 and sound()
    line = LogLine.objects.latest("received_at")
    assert line.acts == [{"act": "attach", "file": str(file), "row": str(row.id)}]


@pytest.mark.parametrize(
    ("what", "said", "field"),
    [
        (b"", {}, "document"),
        (PNG, {}, "document"),
        (PDF, {"title": "  "}, "title"),
        (PDF, {"title": "x" * 201}, "title"),
        (PDF + bytes(600), {}, "document"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(
    settings: Settings, what: bytes, said: dict[str, str], field: str
) -> None:
    settings.DOCUMENT_MOST = 500
    file = opened()
    with pytest.raises(BadEntry) as fault:
        attached(file, what, **said)
    assert list(fault.value.faults) == [field]
    assert not standing(file).exists() and not Stored.objects.exists()


def test_there_must_be_a_file_and_its_record() -> None:
    file, other = opened(), opened()
    fact = recorded(other, assessment("2024-05-01")).fact
    with pytest.raises(NotFound):
        attached(new_id())
    with pytest.raises(NotFound):
        attached(file, fact=new_id())
    with pytest.raises(Refused, match="kept on another file"):
        attached(file, fact=fact)
    withdrawn(fact, other)
    with pytest.raises(Refused, match="withdrawn"):
        attached(other, fact=fact)
    assert not Attachment.objects.exclude(withdraws=None).exists()


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/letter.pdf", "letter.pdf"),
        ("C:\\Users\\Kim\\letter.pdf", "letter.pdf"),
        ('a"b\r\nSet-Cookie: x.pdf', "a_b__Set-Cookie_ x.pdf"),
        ("\u202efdp.exe.pdf", "_fdp.exe.pdf"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
        ("Zoë’s Brief.pdf", "Zoë’s Brief.pdf"),
    ],
)
def test_a_name_is_kept_without_what_could_do_harm(name: str, kept: str) -> None:
    assert attached(opened(), name=name).name == kept


@pytest.mark.parametrize("chosen", list(Sensitivity))
def test_a_document_is_as_sensitive_as_its_record_and_as_was_chosen(chosen: Sensitivity) -> None:
    file = opened()
    row = attached(file, sensitivity=chosen)
    assert row.sensitivities == LETTERS[chosen]
    fact = recorded(file, assessment("2024-05-01")).fact
    kind = standard().kinds["assessment"].sensitivity
    both = attached(file, fact=fact, sensitivity=chosen).sensitivities
    assert set(both) == set(LETTERS[chosen] + LETTERS[kind])


# --- withdrawn, moved ---


def test_a_document_is_withdrawn_once_and_with_a_reason() -> None:
    file = opened()
    row = attached(file)
    with pytest.raises(BadEntry), acting() as by:
        services.withdraw_attachment(attachment=row.id, reason=" ", by=by)
    with acting() as by:
        ending = services.withdraw_attachment(attachment=row.id, reason="A slip.", by=by)
    assert not standing(file).exists() and ending.reason == "A slip."
    for attachment, refusal in ((row.id, Refused), (ending.id, NotFound), (new_id(), NotFound)):
        with pytest.raises(refusal), acting() as by:
            services.withdraw_attachment(attachment=attachment, reason="Again.", by=by)
    assert read(row) == PDF and sound()


def test_a_record_takes_its_documents_along_when_it_is_withdrawn() -> None:
    file = opened()
    fact = recorded(file, assessment("2024-05-01")).fact
    of_record, of_file = attached(file, fact=fact), attached(file)
    withdrawn(fact, file)
    assert [row.id for row in standing(file)] == [of_file.id]
    assert Attachment.objects.get(withdraws=of_record.id).reason == "Not so."
    assert sound()


def test_a_record_filed_in_error_takes_its_documents_to_the_right_file(scanner: None) -> None:
    wrong, right = opened(), opened()
    fact = recorded(wrong, assessment("2024-05-01")).fact
    row, stays = attached(wrong, fact=fact, title="About another child"), attached(wrong)
    with acting() as by:
        moved = services.refile(
            fact=fact, to=right, reason="Another child", seen=seen(wrong), by=by
        )
    assert [one.id for one in standing(wrong)] == [stays.id]
    ending = Attachment.objects.get(withdraws=row.id)
    assert ending.misfiled and ending.reason == "A record was filed here in error."
    (there,) = standing(right)
    assert (there.fact, there.misfiled_from, there.title) == (moved.fact, row.id, row.title)
    assert read(there) == PDF and results(there) == ["clean"]
    assert sound()


def test_a_document_of_a_record_is_kept_where_the_record_is_also_when_files_are_joined() -> None:
    leading, member, apart = opened(), opened(), opened()
    fact = recorded(member, assessment("2024-05-01")).fact
    joined(leading, member)
    row = attached(leading, fact=fact)
    assert row.file_id == member and [one.id for one in standing(member)] == [row.id]
    with pytest.raises(Refused, match="kept on another file"):
        attached(apart, fact=fact)
    assert sound()


# --- scanned ---


def test_a_scanner_looks_at_what_is_added(scanner: None) -> None:
    row = attached(opened())
    (look,) = row.scans.all()
    assert look.result == Scan.Result.CLEAN and look.scanner.startswith("ClamAV 1.4.3")
    assert sound()


def test_what_is_infected_is_not_kept_and_the_row_says_that_it_came(
    scanner: None, settings: Settings
) -> None:
    file = opened()
    row = attached(file, eicar(), "letter.txt")
    (look,) = row.scans.all()
    assert (look.result, look.found) == ("infected", "Eicar-Test-Signature")
    assert row.store is None and row.sha256 is None
    assert not Stored.objects.exists() and not list(Path(settings.STORE).rglob("*.part"))
    assert [one.id for one in standing(file)] == [row.id]
    assert sound()


@pytest.mark.parametrize("where", ["/nowhere/clamd.socket", "127.0.0.1:1", "nothing"])
def test_a_scanner_that_does_not_answer_has_not_scanned(settings: Settings, where: str) -> None:
    settings.CLAMAV = where
    assert results(attached(opened())) == ["not scanned"]


def test_what_is_too_large_for_the_scanner_has_not_been_scanned(
    settings: Settings, tmp_path: Path
) -> None:
    with clamd(tmp_path, most=10) as path:
        settings.CLAMAV = path
        assert results(attached(opened())) == ["not scanned"]


def test_what_was_not_scanned_is_scanned_later(settings: Settings, tmp_path: Path) -> None:
    file = opened()
    good, bad = attached(file), attached(file, eicar(), "letter.txt")
    ended, moved_on = attached(file), attached(file)
    with acting() as by:
        services.withdraw_attachment(attachment=ended.id, reason="A slip.", by=by)
    erase(file, moved_on)
    assert set(attaching.unscanned()) == {good, bad}
    assert attaching.scan_again(good.id) == Scan.Result.NOT_SCANNED
    assert results(good) == ["not scanned"]
    with clamd(tmp_path) as path:
        settings.CLAMAV = path
        for row in attaching.unscanned():
            attaching.scan_again(row.id)
        assert attaching.scan_again(good.id) == Scan.Result.CLEAN
    assert results(good) == ["not scanned", "clean"]
    assert results(bad) == ["not scanned", "infected"]
    assert {one.id for one in Stored.objects.all()} == {good.store, ended.store}
    assert not attaching.unscanned().exists() and sound()


# --- erased, proved ---


def erase(file: UUID, *rows: Attachment) -> Erasure:
    with acting(SOMEBODY) as by:
        return services.erase(
            file=file, rows={"files_attachment": [row.id for row in rows]},
            basis="Order of the court", asked_by=SOMEBODY_ELSE, by=by,
        )  # fmt: skip


def test_an_erased_document_is_gone_and_the_certificate_names_it(
    django_capture_on_commit_callbacks: Any,
) -> None:
    file = opened()
    row, stays = attached(file), attached(file, title="Stays")
    with acting() as by:
        ending = services.withdraw_attachment(attachment=row.id, reason="Ada's.", by=by)
    with django_capture_on_commit_callbacks(execute=True):
        certificate = erase(file, row, ending)
    assert certificate.rows == {"files_attachment": sorted([str(row.id), str(ending.id)])}
    for gone in Attachment.objects.filter(id__in=[row.id, ending.id]):
        assert {gone.title, gone.name, gone.reason, gone.sha256, gone.salt} == {None}
    with pytest.raises(store.Missing):
        read(row)
    assert read(stays) == PDF and sound()
    assert [one.id for one in Stored.objects.all()] == [stays.store]


def test_what_was_moved_is_erased_where_it_is_and_not_where_it_was(
    django_capture_on_commit_callbacks: Any,
) -> None:
    wrong, right = opened(), opened()
    fact = recorded(wrong, assessment("2024-05-01")).fact
    row = attached(wrong, fact=fact)
    with acting() as by:
        services.refile(fact=fact, to=right, reason="Another", seen=seen(wrong), by=by)
    (there,) = standing(right)
    with django_capture_on_commit_callbacks(execute=True):
        erase(wrong, row)
    assert read(there) == PDF and sound()
    with django_capture_on_commit_callbacks(execute=True):
        erase(right, there)
    assert not Stored.objects.exists() and sound()


def test_every_document_is_proved_to_be_there_as_it_was(settings: Settings) -> None:
    file = opened()
    missing, cut, other = attached(file), attached(file), attached(file)
    assert list(attaching.faults()) == []
    paths = {path.name: path for path in Path(settings.STORE).rglob("*") if path.is_file()}
    assert missing.store and cut.store and other.store
    paths[missing.store.hex].unlink()
    os.truncate(paths[cut.store.hex], 100)
    again = store.put(io.BytesIO(PNG), most=1_000)
    found = {fault.row: fault.sentence for fault in attaching.faults()}
    assert set(found) == {missing.id, cut.id}
    assert "no longer there" in found[missing.id] and "cut or changed" in found[cut.id]
    other.store = again.id
    with pytest.raises(store.Damaged, match="another document"):
        attaching.check_bytes(other)


def test_a_record_is_not_changed_by_its_documents() -> None:
    file = opened()
    fact = recorded(file, assessment("2024-05-01")).fact
    attached(file, fact=fact)
    assert Record.objects.filter(fact=fact).count() == 1
