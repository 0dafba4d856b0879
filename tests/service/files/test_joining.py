"""Two files on one person are read as one, and are two again when they are parted."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from sightline.engine.model import Moment
from sightline.service.files import joining, members, services
from sightline.service.files.entries import BadEntry, Entry
from sightline.service.files.judging import refresh
from sightline.service.files.models import (
    Alike,
    Involvement,
    Joining,
    Judged,
    Member,
    Obligation,
    Record,
    SearchKey,
    Subject,
    Uncompared,
)
from sightline.service.files.reading import engine_file, latest
from sightline.service.files.reconcile import reconcile
from sightline.service.ledger import clock
from sightline.service.ledger.failures import NotFound, Refused, Stale
from sightline.service.ledger.verify import verify
from tests.service.files.making import (
    SOMEBODY_ELSE,
    acting,
    assessment,
    concern,
    corrected,
    day,
    opened,
    recorded,
    withdrawn,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_the_owner")]


def versions(*files: UUID) -> dict[UUID, int]:
    """The versions that somebody sees who looks now."""
    return {file: members.version(file) for file in files}


def decided(said: Joining.Said, one: UUID, other: UUID, reason: str = "As we found.") -> None:
    with acting() as by:
        joining.decide(
            said=said, file=one, other=other, reason=reason, seen=versions(one, other), by=by
        )


def joined(one: UUID, other: UUID) -> None:
    decided(Joining.Said.JOINED, one, other)


def parted(one: UUID, other: UUID) -> None:
    decided(Joining.Said.PARTED, one, other)


def case(agency: UUID, on: str = "2024-01-05") -> Entry:
    details = {"service": "youth-justice"}
    return Entry("case", Moment(day(on)), agency=agency, details=details)


def all_that_follows(files: set[UUID]) -> dict[str, list[Any]]:
    """Everything derived that is stored, but row numbers and when it was worked out."""
    left_out = {
        Judged: {"known_at", "version"},
        Involvement: {"id"},
        SearchKey: {"id"},
        Obligation: set(),
        Member: set(),
    }
    found = {}
    for model, without in left_out.items():
        names = [f.attname for f in model._meta.concrete_fields if f.name not in without]
        rows = model._default_manager.filter(file__in=files).values_list(*names)
        found[model.__name__] = sorted(map(repr, rows))
    return found


def two_with_records() -> tuple[UUID, UUID, UUID]:
    """The leading file, the other, and an agency that is involved with the other alone."""
    agency = opened("agency", given="", family="Southside")
    first, second = opened(), opened(given="Aida")
    recorded(first, assessment("2024-02-01"))
    recorded(second, case(agency))
    recorded(second, assessment("2024-03-01", "medium"))
    return first, second, agency


def test_the_first_opened_is_read_with_the_records_of_both() -> None:
    first, second, agency = two_with_records()
    joined(second, first)
    file = engine_file(first)
    assert file.subject.id == str(first)
    assert sorted(r.kind for r in file.records) == ["assessment", "assessment", "case"]
    assert {r.file for r in file.records} == {str(first)} and not file.others
    assert latest(first).count() == latest(second).count() == 3
    with pytest.raises(NotFound):
        engine_file(second)
    assert {o.file_id for o in Obligation.objects.all()} >= {first}
    assert not Obligation.objects.filter(file=second).exists()
    by_file = {row.file_id: row.agency for row in Involvement.objects.filter(sort="case")}
    assert by_file == {first: agency, second: agency}, "who works with one works with both"
    assert not list(reconcile()) and not list(verify())


def test_what_is_owed_is_judged_as_if_all_had_been_recorded_on_one() -> None:
    first, second, agency = two_with_records()
    joined(first, second)
    one = opened()
    recorded(one, assessment("2024-02-01"))
    recorded(one, case(agency))
    recorded(one, assessment("2024-03-01", "medium"))

    def owed(file: UUID) -> list[tuple[Any, ...]]:
        columns = ("duty", "part", "due_on", "due_at", "settled", "lapsed_on")
        return sorted(Obligation.objects.filter(file=file).values_list(*columns), key=repr)

    assert owed(first) == owed(one) != []


def test_parting_undoes_all_of_it() -> None:
    first, second, _ = two_with_records()
    before = all_that_follows({first, second})
    joined(first, second)
    assert all_that_follows({first, second}) != before
    parted(second, first)
    assert all_that_follows({first, second}) == before
    assert not list(reconcile()) and not list(verify())


def test_three_are_one_and_parting_one_leaves_two() -> None:
    a, b, c = opened(), opened(), opened()
    before = all_that_follows({a, b, c})
    joined(b, c)
    with_two = all_that_follows({b, c})
    joined(a, b)
    assert members.group_of(c) == (a, *sorted([b, c]))
    with pytest.raises(Refused):
        parted(a, c)
    parted(a, b)
    assert members.group_of(a) == (a,)
    assert members.group_of(c) == (b, c)
    assert all_that_follows({b, c}) == with_two
    parted(b, c)
    assert all_that_follows({a, b, c}) == before


def test_as_known_before_they_were_joined_they_are_two() -> None:
    first, second, _ = two_with_records()
    before = clock.now()
    joined(first, second)
    assert len(engine_file(first, before).records) == 1
    assert len(engine_file(second, before).records) == 2
    assert len(engine_file(first, clock.now()).records) == 3


def test_whoever_saw_one_file_does_not_write_on_two() -> None:
    first, second, _ = two_with_records()
    seen = versions(first)[first]
    joined(first, second)
    with pytest.raises(Stale), acting() as by:
        services.record(file=first, entry=assessment("2024-04-01"), seen=seen, by=by)
    of_both = versions(first)[first]
    with acting() as by:
        services.record(file=second, entry=assessment("2024-04-01"), seen=of_both, by=by)
    for file in (first, second):
        with pytest.raises(Stale), acting() as by:
            services.record(file=file, entry=assessment("2024-05-01"), seen=of_both, by=by)
    now = versions(first)[first]
    parted(first, second)
    with pytest.raises(Stale), acting() as by:
        services.record(file=first, entry=assessment("2024-06-01"), seen=now, by=by)


def test_what_is_written_on_a_member_is_judged_on_the_leading_file() -> None:
    first, second, _ = two_with_records()
    joined(first, second)
    with acting() as by:
        row = services.record(
            file=second, entry=assessment("2024-04-01"), seen=members.version(second), by=by
        )
    assert Obligation.objects.filter(file=first, trigger=str(row.fact)).exists()
    assert not Obligation.objects.filter(file=second).exists()
    fact = row.fact
    with acting() as by:
        services.correct(
            fact=fact, entry=assessment("2024-04-01", "low"), reason="A slip.",
            seen=members.version(second), by=by,
        )  # fmt: skip
    assert not Obligation.objects.filter(file=first, trigger=str(fact), duty="vulnerability-plan")
    with acting() as by:
        services.withdraw(fact=fact, reason="No.", seen=members.version(first), by=by)
    assert not Obligation.objects.filter(file=first, trigger=str(fact)).exists()
    refresh([first, second], date(2999, 1, 1))
    assert not Obligation.objects.filter(file=second).exists()
    assert not list(reconcile()) and not list(verify())


def test_a_record_on_both_stands_once_and_taken_off_one_stays_on_the_other() -> None:
    first, second, third = opened(), opened(), opened()
    row = recorded(first, concern("2024-02-01", second))
    joined(first, second)
    assert len(engine_file(first).records) == 1 and not engine_file(first).others
    parted(first, second)
    corrected(row.fact, first, concern("2024-02-01", third))
    joined(first, second)
    assert not latest(first).filter(fact=row.fact, withdraws__isnull=False)
    facts = [r for r in engine_file(first).records if r.withdraws]
    assert not facts, "it was taken off the other and stands on the first"
    assert latest(first).count() == 1
    assert not list(reconcile())


def test_what_stands_on_a_third_file_stands_on_the_group_once() -> None:
    first, second, third = opened(), opened(), opened()
    row = recorded(third, concern("2024-02-01", second))
    joined(first, second)
    file = engine_file(first)
    assert [r.id for r in file.records] == [str(row.id)] and list(file.others) == [str(third)]
    withdrawn(row.fact, third)
    assert not latest(first).exists()
    assert not list(reconcile())


def test_a_record_filed_in_error_is_moved_off_the_whole() -> None:
    first, second, _ = two_with_records()
    third = opened()
    joined(first, second)
    fact = Record.objects.filter(file=second, kind="assessment").get().fact
    with acting() as by:
        services.refile(fact=fact, to=third, reason="A slip.", seen=members.version(first), by=by)
    assert not latest(first).filter(fact=fact).exists()
    assert latest(third).filter(misfiled_from=fact).exists()
    own = Record.objects.filter(file=first, kind="assessment").get().fact
    with pytest.raises(Refused), acting() as by:
        services.refile(fact=own, to=second, reason="No.", seen=members.version(first), by=by)
    assert not list(reconcile()) and not list(verify())


def test_rows_of_a_member_are_erased_with_a_certificate_in_its_own_chain() -> None:
    first, second, _ = two_with_records()
    joined(first, second)
    rows = Record.objects.filter(kind="assessment")
    with acting() as by:
        services.erase(
            file=first, rows={"files_record": [row.pk for row in rows]},
            basis="A court's order.", asked_by=SOMEBODY_ELSE, by=by,
        )  # fmt: skip
    assert {row.salt for row in rows.all()} == {None}
    assert not list(reconcile()) and not list(verify())


def test_whoever_does_not_know_a_birth_learns_it_from_the_other_file() -> None:
    first, second = opened(born_on=None, place=""), opened(place="Midsomer")
    joined(first, second)
    subject = engine_file(first).subject
    assert subject.place == "Midsomer" and subject.born is not None
    parted(first, second)
    assert engine_file(first).subject.born is None


@pytest.mark.parametrize(("type_", "other"), [("agency", "agency"), ("child", "adult")])
def test_only_files_on_people_of_one_sort_are_joined(type_: str, other: str) -> None:
    one, two = opened(type_), opened(other)
    with pytest.raises(Refused):
        joined(one, two)


def test_nobody_decides_without_a_reason_or_twice_or_by_what_they_did_not_see() -> None:
    first, second = opened(), opened()
    with pytest.raises(BadEntry):
        decided(Joining.Said.JOINED, first, second, reason=" ")
    with pytest.raises(Refused):
        parted(first, second)
    seen = versions(first, second)
    recorded(second, assessment("2024-02-01"))
    with pytest.raises(Stale), acting() as by:
        joining.decide(
            said=Joining.Said.JOINED, file=first, other=second, reason="Same.", seen=seen, by=by
        )
    joined(first, second)
    with pytest.raises(Refused):
        joined(second, first)
    with pytest.raises(Refused):
        decided(Joining.Said.DIFFERENT, first, second)


def test_reconcile_finds_and_mends_what_is_stored_wrongly_of_joining_and_finding() -> None:
    first, second = opened(), opened()
    joined(first, second)
    Member.objects.filter(file=second).delete()
    SearchKey.objects.filter(file=first).delete()
    SearchKey.objects.create(file_id=second, sort="w", key="nobody")
    assert {d.file for d in reconcile()} == {first, second}
    list(reconcile(fix=True))
    assert not list(reconcile())
    assert members.group_of(second) == (first, second)


def test_no_worker_or_body_is_found_or_compared() -> None:
    opened("worker"), opened("agency")
    assert not SearchKey.objects.exists() and not Uncompared.objects.exists()
    assert not Alike.objects.exists() and Subject.objects.count() == 2
