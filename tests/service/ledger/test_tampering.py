"""Whatever is done to a chained row behind the application's back is found."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, models, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sightline.service.files.models import Erasure, Record, Subject
from sightline.service.ledger import chains
from sightline.service.ledger.acts import act
from sightline.service.ledger.digests import shape
from sightline.service.ledger.ids import new_id
from sightline.service.ledger.models import Chain, Chained, LoggedFile, LogLine
from sightline.service.ledger.verify import chained_models
from tests.service.ledger.rows import (
    a,
    append,
    as_owner,
    behind_the_triggers,
    faults,
    other,
    remove,
    subjects,
    tamper,
)

CHAIN = "file:tampered"
MODELS = [pytest.param(model, id=model._meta.label) for model in chained_models()]
ON_BOTH = (Record, Subject, LogLine)
"""Of whose tables both databases are asked; of the others one, which is asked in the same way."""
pytestmark = pytest.mark.django_db


def in_a_chain(model: type[Chained], **given: Any) -> Chained:
    """A row of the model between two others, so that each of its links is one of three."""
    given = {"files": {}, **given} if model is LogLine else given
    given = {"rows": {}, **given} if model is Erasure else given
    row: Chained = a(model, **given)
    append(CHAIN, a(Subject), row, a(Subject))
    with as_owner():
        row.refresh_from_db()
    return row


def sentences() -> str:
    return " ".join(fault.sentence for fault in faults())


def is_found(row: Chained, column: str, value: object) -> bool:
    """Whether the change is found; it is undone after."""
    with transaction.atomic():
        tamper(row, **{column: value})
        found = bool(faults())
        transaction.set_rollback(True)
    return found


@pytest.mark.parametrize(
    "model",
    [
        pytest.param(
            model,
            id=model._meta.label,
            marks=() if model in ON_BOTH else pytest.mark.once,
        )
        for model in chained_models()
    ],
)
def test_a_change_to_any_column_of_any_table_is_found(model: type[Chained]) -> None:
    row = in_a_chain(model)
    fields = model._meta.concrete_fields
    others = {field.attname: other(field, getattr(row, field.attname)) for field in fields}
    assert faults() == []
    assert [name for name, value in others.items() if not is_found(row, name, value)] == []


@pytest.mark.once
@pytest.mark.parametrize("model", MODELS)
def test_emptying_any_column_is_found(model: type[Chained]) -> None:
    row = in_a_chain(model)
    held = [f.attname for f in model._meta.concrete_fields if f.null and getattr(row, f.attname)]
    assert faults() == []
    assert [name for name in held if not is_found(row, name, None)] == []


@pytest.mark.once
@pytest.mark.parametrize("model", MODELS)
def test_filling_any_empty_column_is_found(model: type[Chained]) -> None:
    empty = [f for f in model._meta.concrete_fields if f.null and f.name not in ("by", "salt")]
    row = in_a_chain(model, **{field.attname: None for field in empty})
    some = {
        field.attname: other(field, None) for field in model._meta.concrete_fields if field.null
    }
    assert faults() == []
    assert [name for name, value in some.items() if not is_found(row, name, value)] == []


@given(rows=st.integers(1, 6), data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_row_that_was_taken_out_is_found(rows: int, data: st.DataObject) -> None:
    with transaction.atomic():
        made = subjects(CHAIN, rows)
        remove(data.draw(st.sampled_from(made)))
        assert sentences()
        transaction.set_rollback(True)


@given(st.lists(st.integers(0, 5), min_size=2, max_size=2, unique=True))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_rows_that_changed_places_are_found(places: list[int]) -> None:
    with transaction.atomic():
        made = subjects(CHAIN, 6)
        one, two = (made[place] for place in places)
        here, there = one.position, two.position
        tamper(one, position=1_000)
        tamper(two, position=here)
        tamper(one, position=there)
        assert sentences()
        transaction.set_rollback(True)


def test_a_row_that_was_changed_and_digested_anew_is_found() -> None:
    _, row, after = subjects(CHAIN, 3)
    row.source = "elsewhere"
    form = shape(Subject)
    tamper(row, source=row.source, digest=form.digest(form.values(row), bytes(row.content)))
    (fault,) = faults()
    assert (fault.row, fault.sentence) == (after.pk, "It does not follow from the row before it.")


def test_a_row_put_in_between_is_found_although_every_digest_is_made_new() -> None:
    """Whoever digests all rows anew from there on needs the head as well, and still fails below."""
    first, last = subjects(CHAIN, 2)
    forged = a(Subject)
    with behind_the_triggers("files_subject"):
        head = chains.Head(1, bytes(first.digest))
        head = chains.fill([forged], chain=CHAIN, head=head, by=None, at=first.received_at)
        Subject.objects.filter(pk=last.pk).update(position=1_000)
        Subject.objects.bulk_create([forged])
        head = chains.fill([last], chain=CHAIN, head=head, by=None, at=last.received_at)
        last.save(force_update=True)
    assert "The head says 2 rows, and 3 are there" in sentences()


@pytest.mark.parametrize("column", ["length", "digest"])
def test_a_changed_head_is_found(column: str) -> None:
    subjects(CHAIN, 2)
    (field,) = (field for field in Chain._meta.concrete_fields if field.name == column)
    value = Chain.objects.values_list(column, flat=True).get(name=CHAIN)
    Chain.objects.filter(name=CHAIN).update(**{column: other(field, value)})
    assert "The head says" in sentences()


def test_rows_whose_head_is_gone_are_found() -> None:
    subjects(CHAIN, 2)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM ledger_chain WHERE name = %s", [CHAIN])
    assert "Rows of a chain that has no head." in sentences()


@pytest.mark.parametrize("change", ["removed", "another file", "another time", "one more"])
def test_who_looked_at_a_file_cannot_be_hidden(change: str) -> None:
    file = new_id()
    with act(person=new_id(), route="file") as by:
        by.saw(file, "allocation")
    assert sentences() == ""
    noted = LoggedFile.objects.get(file=file)
    match change:
        case "removed":
            remove(noted)
        case "another file":
            tamper(noted, file=new_id())
        case "another time":
            tamper(noted, at=noted.at.replace(year=2000))
        case "one more":
            LoggedFile.objects.create(line=noted.line, file=new_id(), at=noted.at)
    assert "not those that it names" in sentences()


def test_each_fault_names_the_row() -> None:
    row = subjects(CHAIN, 3)[1]
    tamper(row, source="elsewhere")
    (fault,) = faults()
    assert (fault.table, fault.row, fault.chain) == ("files_subject", row.pk, CHAIN)
    assert fault.sentence == "A column was changed."


def test_a_guard_that_was_taken_off_is_told_even_where_nothing_was_changed() -> None:
    with as_owner(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE files_record DISABLE TRIGGER files_record_refuses_row")
        else:
            cursor.execute("DROP TRIGGER files_record_refuses_update")
    (fault,) = faults()
    assert fault.table == "files_record" and "triggers" in fault.sentence


# --- what the database holds and the application would not have written ----------------------

# SQLite takes any of these; PostgreSQL's types leave only times that Python cannot count.
GARBAGE = {
    "sqlite": [
        ("id", "'ZZ'"),
        ("id", "upper(id)"),
        ("position", "1.5"),
        ("position", "'x'"),
        ("digest", "'text'"),
        ("received_at", "'never'"),
        ("details", "'{'"),
        ("occurred_at", "'never'"),
        ("occurred_at", "'2026-03-29 00:59:59.1234560'"),
        ("planned_start_on", "'2026-02-31'"),
        ("entry_known", "2"),
        ("kind", "x'61'"),
    ],
    "postgresql": [("received_at", "'infinity'"), ("planned_start_on", "'0044-03-15 BC'")],
}


@pytest.mark.parametrize(("column", "value"), GARBAGE[connection.vendor])
def test_what_the_application_would_never_write_is_a_fault_and_no_crash(
    column: str, value: str
) -> None:
    in_a_chain(Record, occurred_at=None, planned_start_on=None, planned_end_on=None)
    beside = subjects("file:beside", 2)[0]
    with transaction.atomic():
        with behind_the_triggers("files_record"), connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA ignore_check_constraints = ON")
            cursor.execute(f"UPDATE files_record SET {column} = {value} WHERE chain = %s", [CHAIN])
            assert cursor.rowcount == 1
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA ignore_check_constraints = OFF")
        found = faults()
        transaction.set_rollback(True)
    assert found and beside.chain not in {fault.chain for fault in found}


def test_every_model_that_is_chained_is_looked_at() -> None:
    assert {Subject, LogLine, Erasure} < set(chained_models())
    assert all(not model._meta.abstract for model in chained_models())
    assert all(issubclass(model, models.Model) for model in chained_models())
