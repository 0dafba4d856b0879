"""The form of a kind says what its record says, whoever typed it, and loses nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from django.forms import ChoiceField
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sightline.engine.model import Moment
from sightline.service.casework.choices import Offered
from sightline.service.casework.forms import RecordForm
from sightline.service.files.entries import Entry
from sightline.service.files.models import SubjectType
from sightline.service.files.standard import standard
from sightline.standard.calendar import day_of, minute_of
from sightline.standard.model import FieldType, Kind
from tests.service.casework.entries import RESERVED, entries
from tests.service.casework.filling import Data, typed
from tests.service.worlds import open_file

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
KINDS = sorted(standard().kinds)


def form(kind: Kind, file: UUID, others: Sequence[UUID], data: Data, **said: object) -> RecordForm:
    choices = [(str(other), "Somebody") for other in others]
    files = {f.name: choices for f in kind.fields.values() if f.type is FieldType.FILE}
    query = QueryDict(mutable=True)
    for name, values in data.items():
        query.setlist(name, values)
    return RecordForm(
        kind,
        file=file,
        today=TODAY,
        offered=Offered(files=files),
        data=query,
        **said,  # type: ignore[arg-type]
    )


def labels_of(sent: RecordForm) -> list[str]:
    """The tools that an assessment's form offers, in their order."""
    asked = sent.fields["answer-tool"]
    assert isinstance(asked, ChoiceField)
    return [str(label) for _, label in asked.widget.choices]


def file_of(kind: Kind) -> UUID:
    """A file on which records of the kind are kept."""
    return open_file(kind.of[0], family="Greenaway")


def hidden() -> Data:
    return {"id": [str(uuid4())], "seen": ["1"]}


@pytest.fixture
def two() -> tuple[UUID, UUID]:
    return open_file(given="Robin"), open_file(SubjectType.AGENCY, family="Borchester")


@pytest.mark.once
@pytest.mark.parametrize("name", KINDS)
def test_what_is_typed_is_what_is_recorded(name: str, two: tuple[UUID, UUID]) -> None:
    """Any valid entry of any kind, typed into its form, is that very entry."""
    kind, other = standard().kinds[name], two[1]
    file = file_of(kind)

    @settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
    @given(entries(kind, file, [other]))
    def holds(entry: Entry) -> None:
        sent = form(kind, file, [other], hidden() | typed(kind, entry))
        assert sent.is_valid(), sent.errors
        assert sent.entry() == entry

    holds()


@pytest.mark.once
@pytest.mark.parametrize("name", KINDS)
def test_a_correction_that_changes_nothing_changes_nothing(
    name: str, two: tuple[UUID, UUID]
) -> None:
    """A form that is filled in from a record and sent as it is, is that record."""
    kind, other = standard().kinds[name], two[1]
    file = file_of(kind)

    @settings(max_examples=6, suppress_health_check=[HealthCheck.too_slow])
    @given(entries(kind, file, [other]))
    def holds(entry: Entry) -> None:
        data = hidden() | typed(kind, entry) | {"reason": ["A slip"]}
        sent = form(kind, file, [other], data, before=entry)
        assert sent.is_valid(), sent.errors
        assert sent.entry() == entry

    holds()


def test_the_hour_that_comes_twice_stays_the_one_it_was(two: tuple[UUID, UUID]) -> None:
    """01:30 in winter time on the night when the clocks go back is not made 01:30 summer time."""
    kind, file = standard().kinds["contact"], two[0]
    # 25 October 2026, 01:30 for the second time: 01:30 UTC.
    minute = minute_of(datetime(2026, 10, 25, 1, 30, tzinfo=UTC))
    entry = Entry(kind="contact", occurred=Moment(day_of(date(2026, 10, 25)), minute))
    data = hidden() | typed(kind, entry) | {"reason": ["A slip"]}
    sent = form(kind, file, [], data, before=entry)
    sent.is_valid()
    assert sent.entry().occurred == entry.occurred


@given(st.data())
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_typed_is_lost(two: tuple[UUID, UUID], data: st.DataObject) -> None:
    """Whatever is typed into a form that is refused stands in it again, character for character."""
    kind = standard().kinds[data.draw(st.sampled_from(KINDS))]
    anything = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
    blank = form(kind, two[0], [two[1]], {})
    names = [
        *(n for n in blank.fields if n not in ("id", "seen")),
        *(f"{n}-{part}" for n in blank.fields for part in ("day", "month", "year", "time")),
    ]
    sent = hidden() | {name: [data.draw(anything)] for name in names}
    refused = form(kind, two[0], [two[1]], sent)
    refused.is_valid()
    for bound in refused:
        shown = bound.value()
        if hasattr(shown, "on"):
            assert sent[f"{bound.name}-time"] == [shown.time]
            shown = shown.on
        if hasattr(shown, "day"):
            parts = [shown.day, shown.month, shown.year]
            assert parts == [sent[f"{bound.name}-{p}"][0] for p in ("day", "month", "year")]
        else:
            assert shown in (sent[bound.name], sent[bound.name][0])


@given(RESERVED, st.sampled_from(["12", "a", "2026"]))
@settings(max_examples=9, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_answer_and_no_answer_is_a_fault(
    two: tuple[UUID, UUID], instead: str, answer: str
) -> None:
    kind = standard().kinds["contact"]
    text = next(f.name for f in kind.fields.values() if f.type is FieldType.TEXT)
    data = {f"answer-{text}": [answer], f"instead-{text}": [instead]}
    sent = form(kind, two[0], [], hidden() | data)
    assert f"instead-{text}" in sent.errors


def test_a_code_of_another_day_is_offered_last_and_says_when_it_was_in_use(
    two: tuple[UUID, UUID],
) -> None:
    kind = standard().kinds["assessment"]
    labels = labels_of(form(kind, two[0], [], {}))
    assert labels.index("AssetPlus") < labels.index("Asset (from 1 Apr 2000 until 31 Mar 2018)")


def test_the_day_typed_decides_which_codes_come_first(two: tuple[UUID, UUID]) -> None:
    kind = standard().kinds["assessment"]
    day = {"occurred-day": ["1"], "occurred-month": ["5"], "occurred-year": ["2010"]}
    labels = labels_of(form(kind, two[0], [], day))
    assert "Asset" in labels and "AssetPlus (from 1 Sep 2015)" in labels


def test_all_that_is_wrong_is_said_at_once(two: tuple[UUID, UUID]) -> None:
    """A day that is none, an answer that is missing and one of the wrong sort: three errors."""
    kind = standard().kinds["plan"]
    data = {"occurred-day": ["31"], "occurred-month": ["2"], "occurred-year": ["2026"],
            "answer-earlier-plans": ["many"]}  # fmt: skip
    sent = form(kind, two[0], [], hidden() | data)
    assert {"occurred", "answer-type", "answer-earlier-plans"} <= sent.errors.keys()
    assert all(len(errors) == 1 for errors in sent.errors.values()), sent.errors


def test_a_file_that_is_not_open_cannot_be_named_by_its_address(two: tuple[UUID, UUID]) -> None:
    """The same error for a file that is there and for one that is not."""
    kind = standard().kinds["link"]
    told = set()
    for file in (two[1], uuid4()):
        data = {"link-other-person": [f"https://sightline.example/files/{file}"]}
        told.add(str(form(kind, two[0], [], hidden() | data).errors["link-other-person"]))
    assert len(told) == 1
