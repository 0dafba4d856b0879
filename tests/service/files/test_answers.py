"""What somebody typed is recorded as it is or refused with a sentence; nothing is guessed."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from sightline.engine.model import Moment, Value
from sightline.service.files import answers
from sightline.service.files.entries import BadEntry, Entry
from sightline.service.files.models import Precision
from sightline.service.files.one_answer import fault_in
from sightline.service.files.standard import standard
from sightline.service.ledger.ids import new_id
from sightline.standard.calendar import start_of_day
from sightline.standard.model import FieldType, Lasts
from tests.service.files.making import assessment, concern, day, opened

NOW = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)
TODAY = day("2026-06-15")
FILE = new_id()
OTHER = concern("2026-03-02")
EXEMPTION = Entry("exemption", Moment(day("2026-03-02")), details={"duty": "vuln-plan-create"})
CASE = Entry("case", Moment(day("2026-03-02")), details={"service": "youth-justice"})


def tool(**answers: Value) -> Entry:
    """An assessment with these answers."""
    return Entry("assessment", CASE.occurred, details={"tool": "assetplus", **answers})


def faults(entry: Entry) -> dict[str, str]:
    """What is wrong with an entry, by field."""
    try:
        answers.check(entry, standard(), file=FILE, now=NOW)
    except BadEntry as bad:
        return bad.faults
    return {}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("entry", "field"),
    [
        (Entry("ghost"), "kind"),
        # when it was
        (replace(CASE, occurred=None), "occurred"),
        (replace(CASE, occurred=Moment(TODAY + 1)), "occurred"),
        (replace(CASE, occurred=Moment(TODAY, start_of_day(TODAY) + 14 * 60)), "occurred"),
        (replace(CASE, occurred=Moment(day("1899-12-31"))), "occurred"),
        (replace(CASE, occurred=Moment(10**9)), "occurred"),
        (replace(CASE, occurred=Moment(TODAY, start_of_day(TODAY) - 1)), "occurred"),
        (replace(CASE, precision=Precision.MINUTE), "occurred"),
        (replace(CASE, precision=Precision.PERIOD), "occurred"),
        (replace(CASE, ended=Moment(day("2026-03-01"))), "ended"),
        (replace(CASE, ended=Moment(TODAY + 1)), "ended"),
        (replace(CASE, occurred=None, planned_start=TODAY, ended=Moment(TODAY)), "ended"),
        (replace(assessment("2026-03-02"), ended=Moment(day("2026-03-03"))), "ended"),
        (replace(CASE, planned_end=day("2026-03-01")), "planned_end"),
        (replace(concern("2026-03-02"), planned_end=TODAY), "planned_end"),
        # the answers
        (replace(CASE, details={}), "service"),
        (replace(CASE, details={"service": "catering"}), "service"),
        (replace(CASE, details={**CASE.details, "colour": "red"}), "colour"),
        (replace(CASE, details={**CASE.details, "disabilities": ()}), "disabilities"),
        (replace(CASE, details={**CASE.details, "disabilities": "autism"}), "disabilities"),
        (replace(CASE, details={**CASE.details, "disabilities": ("wings",)}), "disabilities"),
        (replace(CASE, details={**CASE.details, "disabilities": ("autism",) * 2}), "disabilities"),
        (replace(CASE, details={**CASE.details, "expected-birth-on": "soon"}), "expected-birth-on"),
        (
            replace(CASE, details={**CASE.details, "expected-birth-on": "2026-02-30"}),
            "expected-birth-on",
        ),
        (
            replace(CASE, details={**CASE.details, "expected-birth-on": "0026-02-03"}),
            "expected-birth-on",
        ),
        (replace(CASE, details={**CASE.details, "closing-note": " "}), "closing-note"),
        (replace(CASE, details={**CASE.details, "closing-note": "a\x00b"}), "closing-note"),
        (replace(CASE, details={**CASE.details, "closing-note": "\ud800"}), "closing-note"),
        (replace(CASE, details={**CASE.details, "closing-note": "x" * 20_001}), "closing-note"),
        (tool(**{"mental-health-score": "3"}), "mental-health-score"),
        (tool(**{"mental-health-score": math.nan}), "mental-health-score"),
        (tool(signed="maybe"), "signed"),
        # lists of codes are those of the day
        (Entry("assessment", CASE.occurred, details={"tool": "asset"}), "tool"),
        (Entry("assessment", Moment(day("2010-03-02")), details={"tool": "assetplus"}), "tool"),
        # what it refers to
        (concern("2026-03-02", new_id()), "other-child"),
        (concern("2026-03-02", FILE), "other-child"),
        (
            Entry("concern", CASE.occurred, details={"type": "bullying", "other-child": "ada"}),
            "other-child",
        ),
        (replace(CASE, about=new_id()), "about"),
        (replace(CASE, agency=new_id()), "agency"),
        (replace(CASE, author=new_id()), "author"),
        (Entry("exemption", CASE.occurred, details={"duty": "no-such-duty"}), "duty"),
        (Entry("exemption", CASE.occurred, details={"duty": "vuln-plan-create/nine"}), "duty"),
    ],
)
def test_a_fault_is_told_at_its_field(entry: Entry, field: str) -> None:
    found = faults(entry)
    assert set(found) == {field}
    assert found[field].endswith(".") and (found[field][0].isupper() or found[field][0] == "“")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "entry",
    [
        CASE,
        replace(CASE, occurred=Moment(TODAY)),
        replace(CASE, occurred=Moment(TODAY, start_of_day(TODAY) + 12 * 60)),
        replace(CASE, occurred=Moment(day("2026-03-01")), precision=Precision.MONTH),
        replace(CASE, occurred=None, planned_start=TODAY + 30, planned_end=TODAY + 60),
        replace(CASE, ended=Moment(day("2026-03-02"))),
        replace(CASE, planned_end=day("2027-03-01")),
        replace(CASE, details={"service": "unknown"}),
        replace(CASE, details={**CASE.details, "disabilities": "declined"}),
        Entry("assessment", Moment(day("2010-03-02")), details={"tool": "asset"}),
        tool(**{"mental-health-score": 3}),
        Entry(
            "exemption",
            CASE.occurred,
            ended=Moment(TODAY + 9),
            details={"duty": "vuln-plan-create"},
        ),
    ],
)
def test_what_is_right_is_taken(entry: Entry) -> None:
    assert faults(entry) == {}


def test_every_type_of_field_takes_what_is_not_known() -> None:
    for kind in standard().kinds.values():
        for field in kind.fields.values():
            for answer in ("unknown", "not-asked", "declined"):
                assert fault_in(field, answer, TODAY) == ""


def test_every_type_of_field_refuses_something() -> None:
    refused: dict[FieldType, Any] = {type_: object() for type_ in FieldType}
    for kind in standard().kinds.values():
        for field in kind.fields.values():
            assert fault_in(field, refused[field.type], TODAY).endswith(".")


@pytest.mark.django_db
def test_a_record_of_a_period_is_said_of_its_first_and_last_day() -> None:
    kind = next(k for k in standard().kinds.values() if k.lasts is Lasts.PERIOD)
    required = {f.name for f in kind.fields.values() if f.required}
    entry = Entry(kind.name, details=dict.fromkeys(required, "unknown"))
    assert set(faults(entry)) == {"planned_start"}
    assert set(faults(replace(entry, planned_start=TODAY - 9))) == {"planned_end"}
    whole = replace(entry, planned_start=TODAY - 9, planned_end=TODAY)
    assert faults(whole) == {}
    assert set(faults(replace(whole, planned_end=TODAY - 10))) == {"planned_end"}
    assert set(faults(replace(whole, occurred=Moment(TODAY)))) == {"occurred"}


@pytest.mark.django_db
def test_all_faults_are_told_at_once() -> None:
    entry = Entry("concern", Moment(TODAY + 1), details={"type": "x", "other-child": str(new_id())})
    assert set(faults(entry)) == {"occurred", "type", "other-child"}


@pytest.mark.django_db
def test_a_file_that_exists_may_be_named(as_the_owner: None) -> None:
    assert faults(concern("2026-03-02", opened())) == {}


@pytest.mark.django_db
def test_a_kind_is_kept_on_the_files_that_it_is_of_and_on_no_others() -> None:
    training = Entry("training", CASE.occurred, details={"course": "safeguarding"})
    for entry, type_, said in (
        (training, "child", "“Training” is kept on the file of a worker, not of a child."),
        (CASE, "worker", "“Case” is kept on the file of a child or an adult, not of a worker."),
    ):
        with pytest.raises(BadEntry) as bad:
            answers.check(entry, standard(), file=opened(type_), now=NOW)
        assert bad.value.faults["kind"].startswith(said)
    answers.check(CASE, standard(), file=opened("adult"), now=NOW)
