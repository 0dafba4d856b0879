"""What is recorded, corrected, withdrawn, moved and erased, and what then follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from sightline.engine.model import Moment, State
from sightline.service.files import judging, reading, services
from sightline.service.files.entries import BadEntry, Entry
from sightline.service.files.models import (
    AlsoOn,
    Erasure,
    Judged,
    KindVersion,
    Name,
    Obligation,
    Record,
    Subject,
)
from sightline.service.files.reconcile import reconcile
from sightline.service.files.refiling import FILED_IN_ERROR
from sightline.service.files.standard import changed_kinds
from sightline.service.ledger import chains
from sightline.service.ledger.failures import NotFound, Refused, Stale
from sightline.service.ledger.ids import new_id
from sightline.service.ledger.models import LogLine
from sightline.service.ledger.verify import verify
from sightline.standard.calendar import OutsideCalendar
from tests.service.files.making import (
    SOMEBODY,
    SOMEBODY_ELSE,
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
from tests.service.ledger.rows import tamper

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def as_jobs_are(as_the_owner: None) -> None:
    """The tests look into files as a job does."""


def duties(file: UUID) -> dict[str, State]:
    """What is stored as owed on a file, on a day long past every due day here."""
    return {
        "/".join(filter(None, (o.duty, o.part))): o.state_on(Moment(day("2026-10-01")))
        for o in Obligation.objects.filter(file=file)
    }


def test_a_record_is_judged_as_it_is_written() -> None:
    child = opened()
    assert duties(child) == {}
    recorded(child, assessment("2026-03-02"))
    assert duties(child)["vuln-plan-create"] is State.OVERDUE
    plan = Entry("plan", Moment(day("2026-03-04")), details={"type": "safety-and-wellbeing"})
    recorded(child, plan)
    assert duties(child)["vuln-plan-create"] is State.MET


def test_a_correction_and_a_withdrawal_are_judged_too() -> None:
    child = opened()
    fact = recorded(child, assessment("2026-03-02")).fact
    corrected(fact, child, assessment("2026-03-02", "low"))
    assert "vuln-plan-create" not in duties(child)
    assert [row.fact for row in reading.versions(fact)] == [fact, fact]
    withdrawn(fact, child)
    assert duties(child) == {}
    assert not reading.latest(child).exists()
    assert len(reading.engine_file(child).records) == 3


def test_nobody_writes_over_what_they_have_not_seen() -> None:
    child = opened()
    before = seen(child)
    fact = recorded(child, assessment("2026-03-02")).fact
    other = opened()
    for write in (
        lambda by: services.record(file=child, entry=concern("2026-03-03"), seen=before, by=by),
        lambda by: services.correct(
            fact=fact, entry=assessment("2026-03-02", "low"), reason="x", seen=before, by=by
        ),
        lambda by: services.withdraw(fact=fact, reason="x", seen=before, by=by),
        lambda by: services.refile(fact=fact, to=other, reason="x", seen=before, by=by),
        lambda by: services.tell_particulars(file=child, born_on=None, seen=before, by=by),
    ):
        with pytest.raises(Stale) as stale, acting() as by:
            write(by)
        assert (stale.value.seen, stale.value.now) == (before, before + 1)
    assert Record.objects.filter(file=child).count() == 1


def test_what_cannot_be_judged_leaves_nothing_behind() -> None:
    child = opened()
    held = Entry("custody", Moment(day("2026-03-02")), details={"basis": "sentence"})
    before = seen(child)
    # The page that catches it goes on in the same act, and must not take half a record with it.
    with acting() as by:
        # Working days before a release in 2099 are counted in no calendar that there is.
        entry = replace(held, planned_end=day("2099-03-02"))
        with pytest.raises(BadEntry) as bad:
            services.record(file=child, entry=entry, seen=before, by=by)
        assert "occurred" in bad.value.faults
    assert seen(child) == before and not Record.objects.filter(file=child).exists()


# --- files besides its own -------------------------------------------------------------------


def test_a_record_stands_on_both_files_and_both_are_judged() -> None:
    child, other = opened(), opened()
    fact = recorded(child, concern("2026-03-02", other)).fact
    assert duties(child) and duties(other) and duties(child).keys() == duties(other).keys()
    assert [row.fact for row in reading.latest(other)] == [fact]
    withdrawn(fact, child)
    assert duties(child) == duties(other) == {}
    assert not reading.latest(other).exists()


def test_a_correction_moves_it_from_one_other_file_to_another() -> None:
    child, wrong, right = opened(), opened(), opened()
    fact = recorded(child, concern("2026-03-02", wrong)).fact
    before = seen(wrong)
    corrected(fact, child, concern("2026-03-02", right))
    assert duties(child) and duties(right) and not duties(wrong)
    assert not reading.latest(wrong).exists() and reading.latest(right).exists()
    assert seen(wrong) == before + 1, "whoever had the other file open must be told"
    corrected(fact, child, concern("2026-03-02", wrong))
    assert duties(wrong) and not duties(right)
    withdrawn(fact, child)
    assert not any(map(duties, (child, wrong, right)))


# --- misfiled --------------------------------------------------------------------------------


def test_a_record_on_the_wrong_file_is_moved() -> None:
    wrong, right, other = opened(), opened(), opened()
    fact = recorded(wrong, concern("2026-03-02", other)).fact
    with acting() as by:
        moved = services.refile(fact=fact, to=right, reason="Two Adas.", seen=seen(wrong), by=by)
    assert not duties(wrong) and duties(right) and duties(other)
    ending = Record.objects.get(file=wrong, misfiled=True)
    assert ending.reason == FILED_IN_ERROR and ending.details == {} and ending.fact == fact
    assert (moved.misfiled_from, moved.reason) == (fact, "Two Adas.")
    assert [row.fact for row in reading.latest(other)] == [moved.fact]
    assert not list(verify())


def test_a_record_is_not_moved_to_where_it_stands() -> None:
    child, other = opened(), opened()
    fact = recorded(child, concern("2026-03-02", other)).fact
    for to in (child, other):
        with pytest.raises(Refused), acting() as by:
            services.refile(fact=fact, to=to, reason="x", seen=seen(child), by=by)


def test_what_was_about_a_moved_record_is_about_it_when_it_is_moved_too() -> None:
    wrong, right = opened(), opened()
    fact = recorded(wrong, concern("2026-03-02")).fact
    about = recorded(wrong, replace(concern("2026-03-03"), about=fact)).fact
    with acting() as by:
        moved = services.refile(fact=fact, to=right, reason="x", seen=seen(wrong), by=by)
        too = services.refile(fact=about, to=right, reason="x", seen=seen(wrong), by=by)
    assert too.about == moved.fact


# --- erasure ---------------------------------------------------------------------------------


def test_after_an_erasure_the_record_answers_nothing_and_the_chain_is_whole() -> None:
    child = opened()
    fact = recorded(child, assessment("2026-03-02")).fact
    assert duties(child)
    with acting() as by:
        services.erase(
            file=child, rows={"files_record": [fact]}, basis="Court order", by=by,
            asked_by=SOMEBODY_ELSE,
        )  # fmt: skip
    row = Record.objects.get(id=fact)
    assert (row.details, row.reason, row.salt) == (None, None, None)
    assert reading.engine_file(child).records[0].details == {}
    assert "vuln-plan-create" not in duties(child)
    assert not list(verify())


def test_an_erasure_takes_two_people_and_rows_of_the_file() -> None:
    child, other = opened(), opened()
    fact = recorded(child, assessment("2026-03-02")).fact
    rows = {"files_record": [fact]}
    with pytest.raises(Refused), acting() as by:
        services.erase(file=child, rows=rows, basis="x", asked_by=SOMEBODY, by=by)
    with pytest.raises(NotFound), acting() as by:
        services.erase(file=other, rows=rows, basis="x", asked_by=SOMEBODY_ELSE, by=by)
    with pytest.raises(NotFound), acting() as by:
        services.erase(
            file=child, rows={"auth_user": [fact]}, basis="x", asked_by=SOMEBODY_ELSE, by=by
        )
    for asked, basis in ((rows, " "), ({}, "x")):
        with pytest.raises(BadEntry), acting() as by:
            services.erase(file=child, rows=asked, basis=basis, asked_by=SOMEBODY_ELSE, by=by)
    assert Record.objects.get(id=fact).details


def _erase_fact(file: UUID, fact: UUID) -> None:
    rows = list(Record.objects.filter(file=file, fact=fact).values_list("pk", flat=True))
    with acting() as by:
        services.erase(
            file=file, rows={"files_record": rows}, basis="x", asked_by=SOMEBODY_ELSE, by=by
        )


def test_why_a_record_was_taken_off_another_file_is_erased_with_the_record() -> None:
    child, other = opened(), opened()
    row = recorded(child, concern("2026-03-02", other))
    corrected(row.fact, child, concern("2026-03-02"))
    taken_off = Record.objects.get(file=other, withdraws=row.id)
    assert taken_off.reason == "A slip."
    kept = recorded(other, concern("2026-03-03"))
    _erase_fact(child, row.fact)
    taken_off.refresh_from_db()
    assert taken_off.reason is None and taken_off.salt is None
    certificate = Erasure.objects.get(file=other)
    assert certificate.rows == {"files_record": [str(taken_off.id)]}
    assert (certificate.basis, certificate.asked_by) == ("x", SOMEBODY_ELSE)
    kept.refresh_from_db()
    assert kept.salt is not None
    assert not list(verify()) and not list(reconcile())


def test_a_record_that_was_moved_is_erased_where_it_was_filed_in_error_too() -> None:
    wrong, still_wrong, child = opened(), opened(), opened()
    row = recorded(wrong, concern("2026-03-02"))
    for from_, to in ((wrong, still_wrong), (still_wrong, child)):
        with acting() as by:
            row = services.refile(fact=row.fact, to=to, reason="x", seen=seen(from_), by=by)
    _erase_fact(child, row.fact)
    assert Record.objects.count() == 5
    assert not Record.objects.filter(salt__isnull=False).exists()
    assert set(Erasure.objects.values_list("file", flat=True)) == {wrong, still_wrong, child}
    assert not list(verify()) and not list(reconcile())


def test_an_erasure_extends_to_no_fact_of_another_file_and_to_none_of_which_something_is_left() -> (
    None
):
    child, other = opened(), opened()
    row = recorded(child, concern("2026-03-02", other))
    corrected(row.fact, child, concern("2026-03-02"))
    _erase_fact(other, row.fact)
    assert Record.objects.filter(file=child, salt__isnull=False).count() == 2
    again = recorded(child, concern("2026-03-04", other))
    corrected(again.fact, child, concern("2026-03-04"))
    with acting() as by:
        services.erase(
            file=child, rows={"files_record": [again.id]}, basis="x", asked_by=SOMEBODY_ELSE, by=by
        )
    assert Record.objects.get(file=other, withdraws=again.id).salt is not None
    assert not list(verify()) and not list(reconcile())


def test_an_erased_name_is_not_shown() -> None:
    child = opened()
    name = Name.objects.get(subject=child)
    with acting() as by:
        services.erase(
            file=child, rows={"files_name": [name.id]}, basis="x", asked_by=SOMEBODY_ELSE, by=by
        )
    assert reading.names([child]) == {child: "Child without a name on record"}


# --- what is known of the subject itself ------------------------------------------------------


def test_a_birth_put_right_is_judged_again_wherever_it_is_asked_for() -> None:
    child = opened(born_on=None)
    other = opened()
    recorded(child, concern("2026-03-02", other))
    Judged.objects.filter(file=other).update(version=0)
    with acting() as by:
        services.tell_particulars(
            file=child, born_on=date(2011, 1, 1), place="Hartwell", seen=seen(child), by=by
        )
    file = reading.engine_file(child)
    assert (file.subject.born, file.subject.place) == (day("2011-01-01"), "Hartwell")
    assert reading.engine_file(other).others[str(child)].born == day("2011-01-01")
    for file_ in (child, other):
        assert Judged.objects.get(file=file_).version == seen(file_)


def test_a_name_is_replaced_and_withdrawn_once() -> None:
    child = opened()
    first = Name.objects.get(subject=child)
    with acting() as by:
        added = services.add_name(
            file=child, use="legal", given="Ada", family="Russetvane", replaces=first.id,
            seen=seen(child), by=by,
        )  # fmt: skip
    assert reading.names([child]) == {child: "Ada Russetvane"}
    with pytest.raises(Refused), acting() as by:
        services.withdraw_fact_about_person(row=first, seen=seen(child), by=by)
    with acting() as by:
        services.withdraw_fact_about_person(row=added, seen=seen(child), by=by)
    assert reading.names([child]) == {child: "Child without a name on record"}
    with acting() as by:
        services.add_name(file=child, use="called", given="Addie", seen=seen(child), by=by)
    assert reading.names([child]) == {child: "Addie"}


@pytest.mark.parametrize(
    ("function", "said", "field"),
    [
        (services.add_name, {"use": "legal"}, "family"),
        (services.add_name, {"use": "alias", "given": "A"}, "use"),
        (services.add_name, {"use": "legal", "given": "A" * 201}, "given"),
        (services.add_identifier, {"scheme": "", "value": "1"}, "scheme"),
        (services.add_identifier, {"scheme": "NHS", "value": " "}, "value"),
        (services.add_address, {"lines": ""}, "lines"),
        (services.add_address, {"lines": "1 Oak Row", "postcode": "B" * 11}, "postcode"),
        (
            services.add_address,
            {"lines": "1 Oak Row", "from_on": date(2020, 1, 2), "until_on": date(2020, 1, 1)},
            "until_on",
        ),
        (services.tell_particulars, {"born_on": date(2200, 1, 1)}, "born_on"),
        (services.tell_particulars, {"born_on": date(1700, 1, 1)}, "born_on"),
    ],
)
def test_what_is_said_of_a_person_is_checked(
    function: Any, said: dict[str, Any], field: str
) -> None:
    child = opened()
    with pytest.raises(BadEntry) as bad, acting() as by:
        function(file=child, seen=seen(child), by=by, **said)
    assert field in bad.value.faults and bad.value.faults[field].endswith(".")


# --- refused ---------------------------------------------------------------------------------


def test_what_is_withdrawn_stays_so() -> None:
    child = opened()
    fact = recorded(child, assessment("2026-03-02")).fact
    withdrawn(fact, child)
    with pytest.raises(Refused):
        withdrawn(fact, child)
    with pytest.raises(Refused):
        corrected(fact, child, assessment("2026-03-02"))


def test_a_record_stays_of_its_kind_and_a_reason_is_given() -> None:
    child = opened()
    fact = recorded(child, assessment("2026-03-02")).fact
    with pytest.raises(Refused):
        corrected(fact, child, concern("2026-03-02"))
    with pytest.raises(BadEntry) as bad, acting() as by:
        services.withdraw(fact=fact, reason=" ", seen=seen(child), by=by)
    assert set(bad.value.faults) == {"reason"}


def test_what_does_not_exist_is_not_found() -> None:
    child, nothing = opened(), new_id()
    for write in (
        lambda by: services.record(file=nothing, entry=concern("2026-03-03"), seen=0, by=by),
        lambda by: services.withdraw(fact=nothing, reason="x", seen=0, by=by),
        lambda by: services.add_name(file=nothing, use="legal", given="A", seen=0, by=by),
    ):
        with pytest.raises(NotFound), acting() as by:
            write(by)
    assert Subject.objects.filter(id=child).exists()


def test_a_file_has_somebody_to_be_kept_on() -> None:
    for type_, given in (("child", " "), ("ghost", "Ada")):
        with pytest.raises(BadEntry), acting() as by:
            services.open_file(type=type_, given=given, by=by)


def test_the_log_says_what_was_done_to_which_file() -> None:
    child, other = opened(), opened()
    row = recorded(child, concern("2026-03-02", other))
    line = LogLine.objects.order_by("received_at").last()
    assert line is not None and line.acts == [
        {"act": "record", "file": str(child), "row": str(row.id)},
        {"act": "also on", "file": str(other), "row": str(row.id)},
    ]
    assert AlsoOn.objects.get().record_id == row.id


def test_a_record_that_stands_on_another_file_is_in_its_chain_too() -> None:
    child, other = opened(), opened()
    before = seen(other)
    recorded(child, concern("2026-03-02", other))
    assert seen(other) == before + 1
    assert AlsoOn.objects.get().chain == chains.file_chain(other)
    assert not list(verify())


def test_a_kind_under_which_answers_were_given_cannot_come_to_say_something_else() -> None:
    recorded(opened(), concern("2026-03-02", opened()))
    assert not list(changed_kinds())
    kind = KindVersion.objects.get(name="concern")
    for said in ({"standard_version": "2"}, {"declared": {**kind.declared, "title": "Worry"}}):
        before = {name: getattr(kind, name) for name in said}
        tamper(kind, **said)
        assert [fault.row for fault in changed_kinds()] == [kind.pk]
        tamper(kind, **before)
    assert not list(changed_kinds())


def test_what_is_refused_once_it_was_added_is_not_noted_as_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A page that shows a fault goes on with its act, and its line must not say it was recorded."""
    child, other = opened(), opened()

    def no_calendar(*files: object, **said: object) -> None:
        raise OutsideCalendar("no calendar covers 2199")

    monkeypatch.setattr(judging, "judge", no_calendar)
    with acting() as by:
        with pytest.raises(BadEntry):
            services.record(file=child, entry=concern("2026-03-02", other), seen=seen(child), by=by)
        assert by.acts == [] and by.files == {}
    line = LogLine.objects.latest("received_at")
    assert (line.acts, line.outcome) == ([], "done")
    assert not Record.objects.filter(file=child).exists()
