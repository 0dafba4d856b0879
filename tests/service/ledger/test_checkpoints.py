"""What a chain cannot say of itself, its cut-off end, is said by a checkpoint kept elsewhere."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test import override_settings

from sightline.service.files.models import Subject
from sightline.service.ledger import chains, checkpoints
from sightline.service.ledger.checkpoints import BadCheckpoint, Signed
from sightline.service.ledger.models import Chain, Checkpoint
from tests.service.ledger.rows import a, append, as_owner, faults, remove, subjects, tamper

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
KEY, PUBLIC = checkpoints.new_key()
CHAIN = "file:a"


def kept(hours: int = 0) -> Signed:
    """A checkpoint taken now, as it is kept elsewhere."""
    with override_settings(CHECKPOINT_KEY=KEY):
        taken = checkpoints.take(at=NOON + timedelta(hours=hours))
    signed = Signed(taken.document, bytes(taken.signature))
    assert Signed.from_file(signed.as_file()) == signed
    return signed


def proved(signed: Signed, key: str = PUBLIC) -> dict[str, list[chains.Head]]:
    return checkpoints.check(signed.document, signed.signature, bytes.fromhex(key))


def cut(chain: str, length: int) -> None:
    """Cut off a chain's end and set its head to what is left, as somebody careful would."""
    rows = list(Subject.objects.filter(chain=chain).order_by("position"))
    for row in rows[length:]:
        remove(row)
    left = rows[:length]
    with as_owner():
        if left:
            digest = bytes(left[-1].digest)
            Chain.objects.filter(name=chain).update(length=length, digest=digest)
        else:
            Chain.objects.filter(name=chain).delete()


@pytest.fixture(autouse=True)
def as_the_owner(db: None) -> object:
    """Checkpoints are taken and checked by commands, which are the owner's."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
            yield
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET ROLE sightline_app")
    else:
        yield


@pytest.mark.parametrize("left", [2, 0])
def test_a_cut_off_end_is_found_with_a_checkpoint_and_not_without(left: int) -> None:
    subjects(CHAIN, 3)
    subjects("file:b", 1)
    signed = kept()
    assert faults(checkpoint=proved(signed)) == []
    cut(CHAIN, left)
    assert faults() == []  # as the manual says
    (fault,) = faults(checkpoint=proved(signed))
    assert fault.chain == CHAIN
    assert ("cut off" if left else "whole chain is gone") in fault.sentence


def test_an_end_that_was_cut_off_and_written_anew_is_found() -> None:
    subjects(CHAIN, 3)
    signed = kept()
    cut(CHAIN, 2)
    subjects(CHAIN, 2)
    assert faults() == []
    (fault,) = faults(checkpoint=proved(signed))
    assert "written anew" in fault.sentence


def test_the_last_checkpoint_proves_what_an_earlier_one_saw() -> None:
    """Cut and written anew between two: the later one has the new end, the earlier the old."""
    subjects(CHAIN, 3)
    kept()
    cut(CHAIN, 2)
    subjects(CHAIN, 2)
    later = kept(hours=24)
    (fault,) = faults(checkpoint=proved(later))
    assert "At 3 rows" in fault.sentence


def test_a_checkpoint_has_only_the_heads_that_moved() -> None:
    subjects(CHAIN, 3)
    subjects("file:b", 1)
    assert set(json.loads(kept().document)["heads"]) == {CHAIN, "file:b"}
    append(CHAIN, a(Subject))
    second = json.loads(kept(hours=24).document)
    assert {name: length for name, (length, _) in second["heads"].items()} == {CHAIN: 4}
    assert Checkpoint.objects.order_by("pk").last().chains == 2  # type: ignore[union-attr]
    assert json.loads(kept(hours=48).document)["heads"] == {}
    append(CHAIN, a(Subject))
    assert faults(checkpoint=checkpoints.stored_heads()) == []


def test_nothing_is_signed_while_a_chain_is_shorter_than_it_was() -> None:
    subjects(CHAIN, 3)
    kept()
    cut(CHAIN, 2)
    with pytest.raises(BadCheckpoint, match=r"1 chains are shorter.*file:a among them"):
        kept(hours=24)


@pytest.mark.parametrize("what", ["document", "signature", "key"])
def test_a_forged_checkpoint_proves_nothing(what: str) -> None:
    subjects(CHAIN, 3)
    signed, key = kept(), PUBLIC
    match what:
        case "document":
            signed = Signed(signed.document.replace('"file:a":[3', '"file:a":[2'), signed.signature)
        case "signature":
            signed = Signed(signed.document, bytes(64))
        case "key":
            key = checkpoints.new_key()[1]
    with pytest.raises(BadCheckpoint, match="not signed by this key, or was changed"):
        proved(signed, key)


def test_checkpoints_of_the_database_that_are_not_those_signed_are_found() -> None:
    subjects(CHAIN, 1)
    kept()
    subjects(CHAIN, 1)
    signed = kept(hours=24)
    first, second = Checkpoint.objects.order_by("pk")
    tamper(second, document=first.document)
    with pytest.raises(BadCheckpoint, match="Checkpoint 2 is not in the database as it was"):
        proved(signed)
    tamper(second, document=signed.document)
    tamper(first, document=first.document.replace("12:00", "13:00"))
    with pytest.raises(BadCheckpoint, match="Checkpoint 2 does not follow"):
        proved(signed)
    remove(first)
    with pytest.raises(BadCheckpoint, match="Checkpoint 2 is not in the database"):
        proved(signed)
    with pytest.raises(BadCheckpoint, match="Checkpoint 1 does not follow"):
        checkpoints.stored_heads()


@pytest.mark.parametrize("key", ["", "zz" * 32, "ab"])
def test_a_missing_or_bad_key_is_told_in_a_sentence(key: str) -> None:
    with (
        override_settings(CHECKPOINT_KEY=key),
        pytest.raises(ImproperlyConfigured, match="64 hexadecimal digits"),
    ):
        checkpoints.take(at=NOON)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"document": "x", "signature": "zz"}'])
def test_a_file_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadCheckpoint, match="no checkpoint that Sightline wrote"):
        Signed.from_file(text)


def test_the_public_key_is_that_of_the_settings() -> None:
    with override_settings(CHECKPOINT_KEY=KEY):
        assert checkpoints.public_key().hex() == PUBLIC
