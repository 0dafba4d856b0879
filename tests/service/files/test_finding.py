"""What a file is found by follows from what is told of it, whatever was told and taken back."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sightline.service.files import members, services
from sightline.service.files.alike import AT_ONCE, compare_some, undecided
from sightline.service.files.finding import MOST, find, index
from sightline.service.files.models import (
    Alike,
    Identifier,
    Name,
    PersonFact,
    SearchKey,
    Subject,
    Uncompared,
)
from sightline.service.files.reconcile import reconcile
from sightline.service.files.search_keys import Sought, Told, keys_of
from sightline.service.ledger import clock
from tests.service.files.making import acting, opened

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_the_owner")]

BORN = date(2010, 3, 4)
NAMES = ("Ada", "Oluwaseun", "Zoë", "Anne-Marie", "Ng")

told = st.one_of(
    st.tuples(st.just("name"), st.sampled_from(NAMES), st.sampled_from(NAMES)),
    st.tuples(st.just("number"), st.sampled_from(["943 476 5919", "A1", "x"]), st.just("")),
    st.tuples(st.just("born"), st.dates(date(2008, 1, 1), date(2012, 1, 1)), st.just("")),
    st.tuples(st.sampled_from(["end name", "end number"]), st.integers(0, 9), st.just("")),
)  # fmt: skip


def keys(file: UUID) -> set[tuple[str, str]]:
    return set(SearchKey.objects.filter(file=file).values_list("sort", "key"))


def found(sought: Sought) -> list[UUID]:
    return [one.file for one in find(sought, Subject.objects.filter(type="child"))]


@given(st.lists(told, min_size=1, max_size=6))
@settings(
    max_examples=max(3, settings().max_examples // 20),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
)
def test_a_file_is_found_by_what_stands_and_by_nothing_else(
    acts: list[tuple[Any, Any, Any]],
) -> None:
    file = opened(given="Ada", family="Quillwright", born_on=BORN)
    names: list[tuple[PersonFact, tuple[str, str]]] = [
        (Name.objects.get(subject=file), ("Ada", "Quillwright"))
    ]
    numbers: list[tuple[PersonFact, str]] = []
    born: date = BORN
    for what, one, other in acts:
        with acting() as by:
            said: dict[str, Any] = {"seen": members.version(file), "by": by}
            if what == "name":
                name = services.add_name(file=file, use="former", given=one, family=other, **said)
                names.append((name, (one, other)))
            elif what == "number":
                number = services.add_identifier(file=file, scheme="NHS", value=one, **said)
                numbers.append((number, one))
            elif what == "born":
                born = one
                services.tell_particulars(file=file, born_on=one, **said)
            else:
                some: list[Any] = names if what.endswith("name") else numbers
                if some:
                    row, _ = some.pop(one % len(some))
                    services.withdraw_fact_about_person(row=row, **said)
    now = Told(tuple(name for _, name in names), tuple(text for _, text in numbers), born)
    assert keys(file) == keys_of(now)
    for both in now.names:
        assert file in found(Sought(name=" ".join(both)))
    for text in now.numbers:
        assert file in found(Sought(number=text))
    assert file in found(Sought(born_on=born))


def test_many_files_are_indexed_in_as_many_statements_as_few() -> None:
    files = [opened(given=f"Ada {n}", family="Quillwright") for n in range(6)]

    def statements(some: list[UUID]) -> int:
        SearchKey.objects.all().delete()
        with acting(), CaptureQueriesContext(connection) as held:
            index(some)
        return len(held)

    assert statements(files[:1]) == statements(files)
    assert not list(reconcile())


def test_the_likeliest_come_first_and_no_more_than_can_be_read() -> None:
    exact = opened(given="Mohammed", family="Khan", born_on=BORN)
    near = opened(given="Muhammad", family="Khan", born_on=date(2010, 4, 3))
    for n in range(MOST):
        opened(given="Mohamed", family="Khan", born_on=date(1990, 1, n % 28 + 1))
    ranked = found(Sought(name="Mohammed Khan", born_on=BORN))
    assert ranked[:2] == [exact, near] and len(ranked) == MOST


def test_a_file_that_is_not_among_those_asked_is_not_found() -> None:
    mine, other = opened(), opened()
    sought = Sought(name="Ada Quillwright")
    only_mine = find(sought, Subject.objects.filter(pk=mine))
    assert [one.file for one in only_mine] == [mine] and set(found(sought)) == {mine, other}


@pytest.mark.parametrize(
    ("one", "other", "is_alike"),
    [
        ({}, {}, True),
        ({"given": "Aida"}, {}, True),
        ({"given": "Quillwright", "family": "Ada"}, {}, True),
        ({"born_on": date(2010, 4, 5)}, {"born_on": date(2010, 5, 4)}, True),
        ({"born_on": None}, {}, True),
        ({"born_on": date(2011, 9, 17)}, {}, False),
        ({"given": "Peter"}, {}, False),
        ({"given": "Aida", "born_on": None}, {}, False),
    ],
)
def test_which_files_may_be_on_one_person(
    one: dict[str, Any], other: dict[str, Any], is_alike: bool
) -> None:
    files = sorted([opened(**one), opened(**other)])
    assert compare_some() == 0
    pairs = list(Alike.objects.values_list("file", "other"))
    assert pairs == ([tuple(files)] if is_alike else [])
    assert not Uncompared.objects.exists()


def test_a_number_in_common_is_enough_and_what_changes_is_compared_again() -> None:
    one, other = opened(given="Ada"), opened(given="Peter", family="Stone", born_on=None)
    rows = []
    for file, value in ((one, "943 476 5919"), (other, "943-476-5919")):
        with acting() as by:
            rows.append(
                services.add_identifier(
                    file=file, scheme="NHS", value=value, seen=members.version(file), by=by
                )
            )
    compare_some()
    assert Alike.objects.get().reasons == ["have a number in common"]
    with acting() as by:
        services.withdraw_fact_about_person(row=rows[0], seen=members.version(one), by=by)
    assert Alike.objects.exists(), "it waits"
    compare_some()
    assert not Alike.objects.exists() and not undecided().exists()


def test_what_waits_is_told_where_more_waits_than_is_compared_at_once() -> None:
    for _ in range(3):
        opened()
    assert compare_some(most=2) == 1
    assert compare_some(most=2) == 0 and AT_ONCE >= 2


def test_a_child_and_an_adult_are_not_compared() -> None:
    opened("child"), opened("adult")
    compare_some()
    assert not Alike.objects.exists()
    assert Identifier.objects.count() == 0 and clock.now()


def test_files_of_before_there_was_a_search_are_found_after_an_upgrade() -> None:
    opened(given="Zoë", family="O’Brien"), opened("worker")
    SearchKey.objects.all().delete()
    Uncompared.objects.all().delete()
    migration = import_module("sightline.service.access.migrations.0006_joining")
    migration.fill(apps, connection.schema_editor())
    assert Uncompared.objects.count() == 1 and found(Sought(name="obrien"))
    assert not list(reconcile())
