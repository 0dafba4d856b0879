"""What is delivered again: nothing, a version, a withdrawal, a fact told again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import UUID

import pytest

from sightline.service.exchange import running
from sightline.service.exchange.models import Delivery, Quarantined, Refusal, State
from sightline.service.exchange.report import report
from sightline.service.files import reading
from sightline.service.files.judging import Group
from sightline.service.files.models import (
    Delivered,
    Fed,
    NotHeld,
    Particulars,
    Record,
    Subject,
    Watch,
)
from sightline.service.files.reconcile import reconcile
from sightline.service.ledger.ids import id_from
from sightline.service.ledger.verify import verify
from sightline.standard.calendar import OutsideCalendar
from tests.service.exchange.delivering import (
    ASSESSED,
    CHILDREN,
    PLANNED,
    SYSTEM,
    deliver,
    everything,
    received,
    system,
    tables,
)
from tests.service.files.making import acting, day, seen

pytestmark = pytest.mark.django_db
ADA, BEN = id_from(SYSTEM, "ada"), id_from(SYSTEM, "ben")
MONDAY, TUESDAY, WEDNESDAY = "2026-03-09 04:00", "2026-03-10 04:00", "2026-03-11 04:00"


@pytest.fixture(autouse=True)
def as_jobs_are(as_the_owner: None) -> None:
    """A delivery is taken up by the machine, which sees every file."""


def standing(file: UUID) -> list[tuple[str, str]]:
    """The kinds and first answers that stand on a file now."""
    return sorted(
        (row.kind, str((row.details or {}).get("vulnerability", "")))
        for row in reading.latest(file)
    )


def sound() -> bool:
    assert list(reconcile()) == []
    assert list(verify()) == []
    return True


def test_the_first_delivery_is_all_new(tmp_path: Path) -> None:
    done = deliver(tmp_path, MONDAY)
    assert done.state == State.DONE
    assert done.counts | {} == {
        "read": 5, "ignored": 0, "refused": 0, "files": 2, "new": 3, "changed": 0, "same": 0,
        "withdrawn": 0, "quarantined": 0,
    }  # fmt: skip
    assert standing(ADA) == [("assessment", "high"), ("plan", "")]
    assert Delivered.objects.count() == 3 + 2
    assert sound()


def test_the_same_again_changes_nothing_at_all(tmp_path: Path) -> None:
    deliver(tmp_path, MONDAY, complete=True)
    before = everything()
    again = deliver(tmp_path, MONDAY, complete=True)
    assert again.counts["same"] == 3 and again.counts["read"] == 5
    assert everything() == before


def test_what_is_told_otherwise_is_a_version_known_from_then_on(tmp_path: Path) -> None:
    deliver(tmp_path, MONDAY)
    assessed = [("1", "ada", "02/03/2026", "low", ""), ASSESSED[1]]
    done = deliver(tmp_path, TUESDAY, assessed=assessed)
    assert (done.counts["changed"], done.counts["same"], done.counts["new"]) == (1, 2, 0)
    assert standing(ADA) == [("assessment", "low"), ("plan", "")]
    first, second = Record.objects.filter(file=ADA, kind="assessment").order_by("position")
    assert second.version_of == first.pk and second.fact == first.fact
    assert first.recorded_at < second.recorded_at
    as_known = reading.engine_file(ADA, first.recorded_at)
    assert {r.details.get("vulnerability") for r in as_known.records} == {"high", None}
    # And back again, which is a third version and not the first.
    deliver(tmp_path, WEDNESDAY)
    assert standing(ADA) == [("assessment", "high"), ("plan", "")]
    assert Record.objects.filter(fact=first.fact).count() == 3
    assert sound()


def test_a_version_is_known_from_when_the_source_says_it_was_entered(tmp_path: Path) -> None:
    deliver(tmp_path, "2026-03-03 04:00")
    told = [("1", "ada", "02/03/2026", "low", "05/03/2026")]
    deliver(tmp_path, TUESDAY, assessed=told)
    last = Record.objects.filter(file=ADA, kind="assessment").order_by("position").last()
    assert last is not None and last.entry_known
    assert f"{last.recorded_at:%Y-%m-%d %H:%M}" == "2026-03-05 23:59"
    # Said to be entered before what it replaces: it is known from the delivery.
    told = [("1", "ada", "02/03/2026", "medium", "04/03/2026")]
    deliver(tmp_path, WEDNESDAY, assessed=told)
    last = Record.objects.filter(file=ADA, kind="assessment").order_by("position").last()
    assert last is not None and f"{last.recorded_at:%Y-%m-%d %H:%M}" == "2026-03-11 04:00"


def test_what_is_gone_is_withdrawn_only_where_the_delivery_tells_all(tmp_path: Path) -> None:
    deliver(tmp_path, MONDAY)
    deliver(tmp_path, TUESDAY, planned=[])
    assert ("plan", "") in standing(ADA)
    done = deliver(tmp_path, WEDNESDAY, planned=[], complete=True)
    assert done.counts["withdrawn"] == 1 and ("plan", "") not in standing(ADA)
    row = Record.objects.get(kind="plan", withdraws__isnull=False)
    assert row.reason == "It is no longer in the delivery of 11 March 2026."
    assert sound()


def test_what_lies_before_the_days_that_are_covered_stays(tmp_path: Path) -> None:
    early = [("8", "ada", "04/12/2025"), *PLANNED]
    deliver(tmp_path, MONDAY, planned=early)
    done = deliver(tmp_path, TUESDAY, planned=[], complete=True)
    assert done.counts["withdrawn"] == 1
    assert standing(ADA).count(("plan", "")) == 1


def test_a_refused_row_is_not_taken_for_one_that_is_gone(tmp_path: Path) -> None:
    deliver(tmp_path, MONDAY)
    done = deliver(tmp_path, TUESDAY, planned=[("7", "ada", "no day")], complete=True)
    assert (done.counts["refused"], done.counts["withdrawn"]) == (1, 0)
    refused = Refusal.objects.get()
    assert (refused.file, refused.line, refused.field) == ("plans.csv", 2, "made")
    assert report(done)["refused"][0]["reason"]


def test_a_child_of_whom_nothing_is_told_any_more_keeps_the_file(tmp_path: Path) -> None:
    deliver(tmp_path, MONDAY)
    done = deliver(tmp_path, TUESDAY, children=CHILDREN[:1], assessed=ASSESSED[:1], complete=True)
    assert done.counts["withdrawn"] == 1 and standing(BEN) == []
    assert Subject.objects.filter(pk=BEN).exists() and sound()


def test_what_comes_again_after_it_was_gone_is_a_fact_of_its_own(tmp_path: Path) -> None:
    deliver(tmp_path, MONDAY)
    deliver(tmp_path, TUESDAY, planned=[], complete=True)
    done = deliver(tmp_path, WEDNESDAY, complete=True)
    assert done.counts["new"] == 1 and standing(ADA) == [("assessment", "high"), ("plan", "")]
    assert Record.objects.filter(kind="plan").values("fact").distinct().count() == 2
    before = everything()
    deliver(tmp_path, WEDNESDAY, complete=True)
    assert everything() == before and sound()
    done = deliver(tmp_path, "2026-03-12 04:00", planned=[], complete=True)
    assert done.counts["withdrawn"] == 1 and standing(ADA) == [("assessment", "high")]


def test_what_moves_to_another_child_ends_on_the_first(tmp_path: Path) -> None:
    for complete, start in ((False, 9), (True, 12)):
        deliver(tmp_path, f"2026-03-{start:02} 04:00", complete=complete)
        moved = [("7", "ben", "04/03/2026")]
        deliver(tmp_path, f"2026-03-{start + 1:02} 04:00", planned=moved, complete=complete)
        assert standing(ADA) == [("assessment", "high")]
        assert standing(BEN) == [("assessment", "low"), ("plan", "")]
    assert sound()


def test_a_new_birthday_is_told_at_two_times(tmp_path: Path) -> None:
    deliver(tmp_path, MONDAY)
    done = deliver(tmp_path, TUESDAY, children=[("ada", "05/05/2010"), CHILDREN[1]])
    assert done.counts["changed"] == 1
    first, second = Particulars.objects.filter(subject=ADA).order_by("position")
    assert second.version_of == first.pk and first.recorded_at < second.recorded_at
    assert reading.engine_file(ADA).subject.born == day("2010-05-05")
    assert reading.engine_file(ADA, first.recorded_at).subject.born == day("2010-05-04")
    assert sound()


def test_an_older_delivery_is_refused(tmp_path: Path) -> None:
    deliver(tmp_path, TUESDAY)
    before = everything()
    late = deliver(tmp_path, MONDAY, assessed=[])
    assert late.state == State.REFUSED and "10 March 2026" in late.sentence
    assert everything() == before


def test_a_correction_made_here_stands_until_the_source_says_something_new(tmp_path: Path) -> None:
    from sightline.engine.model import Moment
    from sightline.service.files import services
    from sightline.service.files.entries import Entry

    deliver(tmp_path, MONDAY)
    fact = Record.objects.get(file=ADA, kind="assessment").fact
    details = {"tool": "assetplus", "vulnerability": "medium"}
    entry = Entry("assessment", Moment(day("2026-03-02")), details=details)
    with acting() as by:
        services.correct(fact=fact, entry=entry, reason="A slip.", seen=seen(ADA), by=by)
    assert deliver(tmp_path, TUESDAY).counts["changed"] == 0
    assert ("assessment", "medium") in standing(ADA)
    deliver(tmp_path, WEDNESDAY, assessed=[("1", "ada", "02/03/2026", "low", "")])
    assert ("assessment", "low") in standing(ADA) and sound()


def test_what_was_withdrawn_here_is_not_brought_back(tmp_path: Path) -> None:
    from sightline.service.files import services

    deliver(tmp_path, MONDAY)
    fact = Record.objects.get(file=ADA, kind="assessment").fact
    with acting() as by:
        services.withdraw(fact=fact, reason="Not so.", seen=seen(ADA), by=by)
    assert deliver(tmp_path, TUESDAY).counts["quarantined"] == 0
    done = deliver(tmp_path, WEDNESDAY, assessed=[("1", "ada", "02/03/2026", "low", "")])
    assert done.counts["quarantined"] == 1 and standing(ADA) == [("plan", "")]
    assert "mended" in Quarantined.objects.get().reason


def test_what_was_erased_is_not_brought_back(tmp_path: Path) -> None:
    from sightline.service.files import services
    from tests.service.files.making import SOMEBODY, SOMEBODY_ELSE

    deliver(tmp_path, MONDAY)
    row = Record.objects.get(file=ADA, kind="assessment")
    with acting(SOMEBODY_ELSE) as by:
        rows = {"files_record": [row.pk]}
        services.erase(file=ADA, rows=rows, basis="A court", asked_by=SOMEBODY, by=by)
    kept = Delivered.objects.get(fact=row.fact)
    assert bytes(kept.content) == b"" and kept.ended == Delivered.Ended.ERASED
    done = deliver(tmp_path, TUESDAY, assessed=[("1", "ada", "02/03/2026", "low", "")])
    assert done.counts["quarantined"] == 1
    assert Record.objects.filter(file=ADA, kind="assessment").get().details is None
    assert sound()


def test_what_is_watched_is_kept_by_what_arrives(tmp_path: Path) -> None:
    deliver(tmp_path, MONDAY)
    watch = Watch.objects.get(kind="plan")
    assert (watch.place, str(watch.first_on), str(watch.last_on)) == (
        "Borchester", "2026-01-01", "2026-03-09",
    )  # fmt: skip
    deliver(tmp_path, TUESDAY)
    watch.refresh_from_db()
    assert (str(watch.first_on), str(watch.last_on)) == ("2026-01-01", "2026-03-10")
    assert {row.kind for row in Fed.objects.filter(system=system())} == {"assessment", "plan"}
    assert NotHeld.objects.filter(place="Borchester").exists() and sound()


@contextmanager
def calendar_ends(day_: int) -> Iterator[None]:
    """No calendar covers what lies after a day."""
    tables, outcomes = Group.tables, Group.outcomes

    def check(group: Group) -> None:
        if any(r.at is not None and r.at.day > day_ for f in group.files for r in f.records):
            raise OutsideCalendar("no calendar covers it")

    def by_kernel(group: Group, *args: int) -> Any:
        check(group)
        return tables(group, *args)

    def by_reference(group: Group, *args: int) -> Any:
        check(group)
        return outcomes(group, *args)

    with patch.object(Group, "tables", by_kernel), patch.object(Group, "outcomes", by_reference):
        yield


def test_what_no_clock_can_judge_is_left_out_and_the_rest_taken_up(tmp_path: Path) -> None:
    far = ("9", "ben", "01/01/2090", "high", "")
    with calendar_ends(day("2089-01-01")):
        done = deliver(tmp_path, MONDAY, assessed=[ASSESSED[0], far])
        assert done.state == State.DONE and done.counts["files"] == 1
        left_out = Quarantined.objects.get()
        assert (left_out.file, left_out.reason) == (
            "ben", "It cannot be judged: no calendar covers it.",
        )  # fmt: skip
        assert standing(ADA) == [("assessment", "high"), ("plan", "")]
        # On a file that is there what is new in it is left out, and no other is held up by it.
        deliver(tmp_path, TUESDAY)
        assessed = [("1", "ada", "02/03/2026", "low", ""), *ASSESSED[1:], far]
        done = deliver(tmp_path, WEDNESDAY, assessed=assessed)
        assert (done.counts["changed"], done.counts["quarantined"]) == (1, 1)
    assert standing(ADA) == [("assessment", "low"), ("plan", "")]
    assert standing(BEN) == [("assessment", "low")] and sound()


def test_what_was_loaded_before_it_was_noted_is_known_again(tmp_path: Path) -> None:
    deliver(tmp_path, MONDAY)
    Delivered.objects.all().delete()
    done = deliver(tmp_path, TUESDAY, assessed=[("1", "ada", "02/03/2026", "low", ""), ASSESSED[1]])
    assert (done.counts["changed"], done.counts["same"], done.counts["new"]) == (1, 2, 0)
    assert Delivered.objects.count() == 3 + 2 and sound()


def test_whoever_was_overtaken_goes_on_with_nothing(tmp_path: Path) -> None:
    path = tables(tmp_path / "made", MONDAY)

    def taken_over(done: int, total: int) -> None:
        Delivery.objects.update(cursor=total)

    with patch.object(running, "STEP", 1), pytest.raises(running.TakenOver):
        running.run(received(path), [path], told=taken_over)
    assert Subject.objects.count() == 1
    assert Delivery.objects.get().state == State.WRITING


def test_told_to_end_it_ends_after_its_step_and_goes_on_later(tmp_path: Path) -> None:
    path = tables(tmp_path / "made", MONDAY)
    asked: list[int] = []

    def stop() -> bool:
        asked.append(len(asked))
        return len(asked) > 1

    with patch.object(running, "STEP", 1):
        delivery = running.run(received(path), [path], stop=stop)
    assert (delivery.state, delivery.cursor) == (State.WAITING, 1)
    assert Subject.objects.count() == 1
    done = running.run(delivery, [path])
    assert done.state == State.DONE and done.counts["files"] == 2 and sound()
