"""Any sequence of appends makes whole chains; what cannot be digested is refused beforehand."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import models, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sightline.service.files.models import Name, Particulars, Record, Subject
from sightline.service.ledger import chains
from sightline.service.ledger.digests import Shape, Undigestible, shape
from sightline.service.ledger.failures import Stale
from sightline.service.ledger.ids import id_from, new_id
from sightline.service.ledger.models import Chain, Chained
from sightline.service.ledger.verify import chained_models
from tests.service.ledger.rows import MACHINE, a, append, as_owner, faults, subjects

pytestmark = pytest.mark.django_db
CHAINS = ["file:a", "file:b", "log:machine:2026-11-23"]
ONE_ACT = st.tuples(
    st.sampled_from(CHAINS), st.lists(st.sampled_from([Subject, Name, Record]), max_size=4)
)
# What every database gives back as it took it: PostgreSQL's text has no NUL, and no surrogates.
TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=8)
NUMBERS = st.integers(-(10**30), 10**30) | st.floats(-1e15, 1e15)
ANSWERS = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXT,
    lambda held: st.lists(held, max_size=3) | st.dictionaries(TEXT, held, max_size=3),
    max_leaves=6,
)


@given(st.lists(ONE_ACT, max_size=8))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_sequence_of_appends_verifies(acts: list[tuple[str, list[type[Chained]]]]) -> None:
    with transaction.atomic():
        added: Counter[str] = Counter()
        for name, wanted in acts:
            added[name] += len(wanted)
            assert append(name, *(a(model) for model in wanted)) == added[name]
        assert {name: chains.version(name) for name in CHAINS} == {n: added[n] for n in CHAINS}
        assert faults() == []
        transaction.set_rollback(True)


@given(st.dictionaries(TEXT, ANSWERS, max_size=4))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_answers_come_back_from_the_database_as_they_were_digested(
    answers: dict[str, Any],
) -> None:
    with transaction.atomic():
        append("file:a", a(Record, details=answers))
        assert faults() == []
        transaction.set_rollback(True)


def test_whoever_saw_an_older_version_is_refused_and_told_both() -> None:
    subjects("file:a", 3)
    with pytest.raises(Stale) as refused:
        chains.append([a(Subject)], chain="file:a", by=MACHINE, seen=2)
    assert (refused.value.seen, refused.value.now) == (2, 3)
    assert chains.version("file:a") == 3
    assert chains.append([], chain="file:a", by=MACHINE, seen=3) == 3


def test_a_chain_that_is_only_locked_is_empty_and_whole() -> None:
    assert chains.lock("file:b", "file:a", "file:b") == {
        "file:a": chains.EMPTY, "file:b": chains.EMPTY,
    }  # fmt: skip
    assert chains.lock() == {}
    assert chains.version("file:a") == chains.version("file:never") == 0
    assert faults() == []


def test_every_person_and_day_has_a_chain_of_their_own() -> None:
    person, day = new_id(), datetime(2026, 3, 29).date()
    assert chains.log_chain(person, day) == f"log:{person}:2026-03-29"
    assert chains.log_chain(None, day) == "log:machine:2026-03-29"
    made = [chain(person) for chain in (
        chains.file_chain, chains.person_chain, chains.agency_chain, chains.proposal_chain,
    )]  # fmt: skip
    assert made == [f"{sort}:{person}" for sort in ("file", "person", "agency", "proposal")]
    longest = Chain._meta.get_field("name").max_length
    assert longest is not None and max(map(len, [*made, chains.log_chain(person, day)])) <= longest


def test_the_digest_can_be_worked_out_by_anybody_from_what_the_manual_says() -> None:
    """By hand, with nothing of the ledger's: an object of all columns, empty ones left out."""
    row = a(Name, given="Zoë", family=None, version_of=None, from_on=None)
    append("file:a", row)
    with as_owner():
        row.refresh_from_db()
    erasable = json.dumps({"given": "Zoë"}, ensure_ascii=False, separators=(",", ":"))
    assert row.content == hashlib.sha256(row.salt + erasable.encode()).digest()
    told = {
        "@": "files.name", "chain": "file:a", "content": row.content.hex(), "id": row.id.hex,
        "position": 1, "previous": "00" * 32, "recorded_at": "2026-03-29T00:59:59.123456+00:00",
        "received_at": row.received_at.isoformat(timespec="microseconds"),
        "subject_id": row.subject_id.hex, "until_on": "2026-02-28", "use": "legal",
        "withdrawn": True,
    }  # fmt: skip
    text = json.dumps(told, sort_keys=True, separators=(",", ":"))
    assert row.digest == hashlib.sha256(text.encode()).digest()
    assert Chain.objects.get(name="file:a").digest == row.digest


def test_every_column_of_every_chained_table_is_under_one_digest_or_the_other() -> None:
    for model in chained_models():
        form = shape(model)
        told = {name for _, name, _ in (*form.plain, *form.erasable)}
        assert set(form.place) - told == {"salt", "content", "digest"}
        assert {name for _, name, _ in form.erasable} == set(model.erasable)


def test_equal_rows_have_unlike_hashes_of_what_may_be_erased() -> None:
    """Else whoever has the digests could try names until one fits."""
    one, two = a(Name, given="Zoë", family=None), a(Name, given="Zoë", family=None)
    append("file:a", one, two)
    assert one.content != two.content and len(one.salt) == chains.SALT


@pytest.mark.parametrize(
    ("model", "columns"),
    [
        (Record, {"occurred_at": datetime(2026, 3, 29, 12, 0)}),
        (Record, {"occurred_at": "2026-03-29T12:00:00Z"}),
        (Record, {"planned_start_on": datetime(2026, 3, 29, 12, 0)}),
        (Record, {"kind": 7}),
        (Record, {"entry_known": 1}),
        (Record, {"about": "not an id"}),
        (Record, {"details": {"secret": float("nan")}}),
        (Record, {"details": {"secret": 1e300}}),
        (Record, {"details": {"secret": "\ud800"}}),
        (Particulars, {"attributes": {"secret": {1, 2}}}),
    ],
)
def test_what_would_not_come_back_as_it_was_is_refused(
    model: type[Chained], columns: dict[str, object]
) -> None:
    with pytest.raises((Undigestible, UnicodeEncodeError, TypeError)) as refused:
        append("file:a", a(model, **columns))
    assert "secret" not in str(refused.value)
    assert chains.version("file:a") == 0


def test_a_sort_of_column_that_nobody_thought_of_is_refused_at_once() -> None:
    from django.test.utils import isolate_apps

    with isolate_apps("sightline.service.ledger"):

        class Priced(Chained):
            price = models.DecimalField(max_digits=5, decimal_places=2)

            class Meta(Chained.Meta):
                app_label = "ledger"

        with pytest.raises(TypeError, match="no writing for DecimalField"):
            Shape.of(Priced)


def test_identifiers_are_in_order_of_time_or_derived() -> None:
    made = [new_id() for _ in range(1_000)]
    assert made == sorted(made) and len(set(made)) == 1_000
    assert {id_.version for id_ in made} == {7}
    assert id_from("source", "1") == id_from("source", "1") != id_from("source", "2")
    assert isinstance(id_from("a"), UUID) and id_from("a").version == 8
