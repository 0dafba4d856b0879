"""Files as known at any moment, whatever was entered after it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from unittest.mock import patch
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from sightline.engine.model import Moment
from sightline.service.files import moments, reading, services
from sightline.service.files.entries import Entry
from sightline.service.files.models import Precision
from sightline.service.ledger import clock
from sightline.service.ledger.failures import NotFound
from sightline.service.ledger.ids import new_id
from sightline.standard.calendar import start_of_day
from tests.service.files.making import (
    acting,
    assessment,
    concern,
    corrected,
    day,
    opened,
    recorded,
    seen,
    withdrawn,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def as_jobs_are(as_the_owner: None) -> None:
    """The tests look into files as a job does."""


def at(text: str) -> datetime:
    """Noon of a day."""
    return datetime.fromisoformat(f"{text}T12:00").replace(tzinfo=UTC)


@contextmanager
def on_day(text: str) -> Iterator[None]:
    """The service's clock stands at noon of a day."""
    with patch.object(clock, "now", lambda: at(text)):
        yield


def test_as_known_then_and_with_hindsight() -> None:
    with on_day("2026-03-01"):
        child = opened()
    with on_day("2026-03-03"):
        fact = recorded(child, assessment("2026-03-02", "low")).fact
    with on_day("2026-04-01"):
        corrected(fact, child, assessment("2026-03-02", "high"))
    with on_day("2026-05-01"):
        withdrawn(fact, child)

    def known(text: str) -> list[object]:
        records = reading.engine_file(child, at(text)).records
        return [record.details.get("vulnerability") for record in records]

    assert known("2026-03-02") == []
    assert known("2026-03-31") == ["low"]
    assert known("2026-04-30") == ["low", "high"]
    assert known("2026-05-02") == ["low", "high", None]
    assert reading.engine_file(child).records[-1].withdraws is not None


def test_what_is_known_of_the_subject_has_two_times_too() -> None:
    with on_day("2026-03-01"):
        child = opened(born_on=None)
    with on_day("2026-04-01"), acting() as by:
        services.tell_particulars(
            file=child, born_on=datetime(2011, 1, 1, tzinfo=UTC).date(), seen=seen(child), by=by
        )
        services.add_name(file=child, use="called", given="Addie", seen=seen(child), by=by)
    assert reading.engine_file(child, at("2026-03-31")).subject.born is None
    assert reading.engine_file(child, at("2026-04-02")).subject.born == day("2011-01-01")
    assert reading.names([child], at("2026-03-31")) == {child: "Ada Quillwright"}
    assert reading.names([child], at("2026-04-02")) == {child: "Addie"}


def test_a_record_that_stands_elsewhere_brings_its_subject() -> None:
    child, other = opened(), opened()
    recorded(child, concern("2026-03-02", other))
    file = reading.engine_file(other)
    assert [record.file for record in file.records] == [str(child)]
    assert file.others.keys() == {str(child)}


def test_moments_are_kept_as_exactly_as_they_are_known() -> None:
    child = opened()
    minute = Moment(day("2026-03-29"), start_of_day(day("2026-03-29")) + 90)
    for occurred, precision, held in (
        (minute, "", minute),
        (Moment(day("2026-03-29")), "", Moment(day("2026-03-29"))),
        (Moment(day("2026-03-01")), Precision.MONTH, None),
        (Moment(day("2026-01-01")), Precision.YEAR, None),
    ):
        row = recorded(
            child, replace(assessment("2026-03-02"), occurred=occurred, precision=precision)
        )
        assert row.occurred_at is not None
        found = next(r for r in reading.engine_file(child).records if r.id == str(row.id))
        assert found.at == held


@pytest.mark.parametrize("text", ["2026-03-29", "2026-10-25", "2026-07-01", "1990-12-31"])
def test_a_moment_comes_back_as_it_went(text: str) -> None:
    for moment in (Moment(day(text)), Moment(day(text), start_of_day(day(text)) + 61), None):
        assert moments.moment_from(*moments.columns_of(moment)) == moment


def test_a_record_about_its_own_subject_is_about_a_birthday() -> None:
    child = opened()
    details = {"duty": "vuln-plan-create"}
    recorded(child, Entry("exemption", Moment(day("2026-03-02")), about=child, details=details))
    assert reading.engine_file(child).records[0].about == "birthday"


def test_as_many_queries_for_many_files_as_for_one(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    files: list[UUID] = [opened() for _ in range(6)]
    for file in files[1:]:
        recorded(file, concern("2026-03-02", files[0]))
    for some in (files[:1], files):
        with django_assert_num_queries(2):
            assert set(reading.names(some)) == set(some)
    counts = []
    for some in (files[:1], files):
        with CaptureQueriesContext(connection) as asked:
            assert [file.subject.id for file in reading.engine_files(some)] == [*map(str, some)]
        counts.append(len(asked))
    assert counts[1] <= counts[0]


def test_a_file_that_is_not_there() -> None:
    with pytest.raises(NotFound):
        reading.engine_file(new_id())
    assert reading.names([new_id()]) == {} and not list(reading.engine_files([new_id()]))


def test_all_files_are_read_if_none_is_named() -> None:
    files = sorted([opened(), opened(), opened()])
    assert [file.subject.id for file in reading.engine_files()] == [*map(str, files)]
