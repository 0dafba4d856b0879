"""Loading many files at once says the same as recording them one by one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch
from uuid import UUID

import pytest
from django.db import connection

from sightline.engine import model as engine
from sightline.engine.model import File, Moment, Record, Watched
from sightline.service.files import judging, reading
from sightline.service.files.entries import Entry
from sightline.service.files.judging import waiting
from sightline.service.files.loading import load
from sightline.service.files.models import (
    AlsoOn,
    Involvement,
    Judged,
    Name,
    NotHeld,
    Obligation,
    Particulars,
    Subject,
    Watch,
)
from sightline.service.files.models import Record as Row
from sightline.service.files.moments import at_minute
from sightline.service.files.obligations import COLUMNS
from sightline.service.files.reconcile import reconcile
from sightline.service.ledger import clock
from sightline.service.ledger.ids import id_from
from sightline.service.ledger.stored import strange
from sightline.service.ledger.verify import verify
from sightline.standard.calendar import end_of_day
from sightline.synth.service import service
from tests.service.files.making import corrected, day, opened, recorded, withdrawn

pytestmark = pytest.mark.django_db
MARCH = day("2026-03-02")


@pytest.fixture(autouse=True)
def as_jobs_are(as_the_owner: None) -> None:
    """A load is a job, and sees every file."""


def told(id: str, kind: str, on: int, *, entered: int | None = None, **said: Any) -> Record:
    """A record of a made-up source, on the file ``ada`` if nothing else is said."""
    said.setdefault("file", "ada")
    minute = end_of_day(on if entered is None else entered)
    return Record(id, kind=kind, at=Moment(on), recorded_at=minute, **said)


ADA, BEN = engine.Subject("ada", "child", day("2010-05-04"), "Borchester"), engine.Subject("ben")
ANN = engine.Subject("ann", "worker")
HIGH = {"tool": "assetplus", "vulnerability": "high"}


def at_end_of(on: int) -> Any:
    """The service's clock stands at the end of a day."""
    return patch.object(clock, "now", lambda: at_minute(end_of_day(on)))


def small() -> list[File]:
    """Two children and a worker, with versions, a withdrawal and a record on two files."""
    concern = told("c1", "concern", MARCH, details={"type": "bullying", "other-child": "ben"})
    records = (
        told("a1", "assessment", MARCH, details=HIGH),
        told("a2", "assessment", MARCH, entered=MARCH + 3, version_of="a1",
             details={**HIGH, "vulnerability": "low"}),
        concern,
        told("w1", "allocation", MARCH, details={"role": "case-manager", "worker": "ann"}),
        told("p1", "plan", MARCH + 1, details={"type": "safety-and-wellbeing"}),
        replace(told("p2", "plan", MARCH, entered=MARCH + 9, withdraws="p1"), at=None),
    )  # fmt: skip
    return [File(ADA, records), File(BEN, (concern,), {"ada": ADA}), File(ANN, ())]


def test_loaded_as_if_recorded_one_by_one() -> None:
    load(small(), source="made up")
    ada, ben, ann = (id_from("made up", name) for name in ("ada", "ben", "ann"))
    with at_end_of(MARCH):
        worker = opened("worker")
        children = [opened(born_on=ADA_BORN), opened(born_on=None, place="")]
        high = Entry("assessment", Moment(MARCH), details=HIGH)
        fact = recorded(children[0], high).fact
        details: dict[str, engine.Value] = {"type": "bullying", "other-child": str(children[1])}
        recorded(children[0], Entry("concern", Moment(MARCH), details=details))
        allocated: dict[str, engine.Value] = {"role": "case-manager", "worker": str(worker)}
        recorded(children[0], Entry("allocation", Moment(MARCH), details=allocated))
    with at_end_of(MARCH + 1):
        plan = Entry("plan", Moment(MARCH + 1), details={"type": "safety-and-wellbeing"})
        planned = recorded(children[0], plan).fact
    with at_end_of(MARCH + 3):
        low = replace(high, details={**HIGH, "vulnerability": "low"})
        corrected(fact, children[0], low)
    with at_end_of(MARCH + 9):
        withdrawn(planned, children[0])
    own = {ada: children[0], ben: children[1], ann: worker}
    judging.judge(own.values())

    for loaded, by_hand in own.items():
        assert _content(loaded, {}) == _content(by_hand, {v: k for k, v in own.items()})
        assert _owed(loaded) == _owed(by_hand)
        assert _involved(loaded, {}) == _involved(by_hand, {v: k for k, v in own.items()})
    assert Row.objects.filter(file=ada).values("kind_version").distinct().count() == 5
    assert not list(reconcile()) and not list(verify())


ADA_BORN = datetime(2010, 5, 4, tzinfo=UTC).date()


def _content(file: UUID, same: dict[UUID, UUID]) -> list[tuple[object, ...]]:
    """What the records of a file say, but for their ids and when they were entered."""
    names = {str(k): str(v) for k, v in same.items()}
    return sorted(
        (
            r.kind, str(r.at), str(r.ended), names.get(r.file, r.file),
            str({k: names.get(str(v), v) for k, v in r.details.items()}),
            r.version_of is None, r.withdraws is None, r.entry_known,
        )
        for r in reading.engine_file(file).records
    )  # fmt: skip


def _owed(file: UUID) -> list[str]:
    names = (
        "duty", "part", "rule", "owner", "kind", "sensitivities", "opened_on", "due_on",
        "met_on", "lapsed_on", "settled", "step", "period_on", "breaches",
    )  # fmt: skip
    return sorted(map(repr, Obligation.objects.filter(file=file).values_list(*names)))


def _involved(file: UUID, same: dict[UUID, UUID]) -> list[tuple[object, ...]]:
    return [
        (row.sort, same.get(row.worker, row.worker) if row.worker else None, row.from_on)
        for row in Involvement.objects.filter(file=file)
    ]


def test_every_column_is_stored_as_the_models_store_it() -> None:
    load(small(), source="made up", names=lambda subject: ("Ada", "Quillwright"))
    for model in (Subject, Name, Particulars, Row):
        assert not list(strange(model, None))
    loaded = _stored_obligations()
    assert len(loaded) > 5
    Obligation.objects.all().delete()
    judging.judge(Subject.objects.values_list("id", flat=True))
    assert _stored_obligations() == loaded


def _stored_obligations() -> list[str]:
    """The rows as the database holds them, and not as Django reads them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM files_obligation")
        return sorted(map(repr, cursor.fetchall()))


def test_what_is_there_is_passed_over() -> None:
    load(small(), source="made up")
    counts = _counts()
    again = load(small(), source="made up")
    assert (again.files, again.records, again.obligations) == (0, 0, 0) and _counts() == counts
    third = File(engine.Subject("cal"), (told("x", "concern", MARCH, file="cal", details={}),))
    assert load([*small(), third], source="made up").files == 1
    assert load(small(), source="another system").files == 3
    assert not list(reconcile()) and not list(verify())


def _counts() -> list[int]:
    tables = (Subject, Particulars, Row, AlsoOn, Obligation, Involvement, Judged)
    return [model._default_manager.count() for model in tables]


def test_a_load_that_fails_leaves_nothing() -> None:
    with pytest.raises(ValueError, match="ben"):
        load(small()[1:], source="made up")
    assert _counts() == [0] * 7


def test_versions_of_one_minute_keep_their_order() -> None:
    for number in range(8):
        name = f"kid{number}"
        versions = [
            told(f"{name}-v{n}", "assessment", MARCH, file=name, details={**HIGH, "stage": stage},
                 version_of=None if n == 0 else f"{name}-v0")
            for n, stage in enumerate(("full", "review", "closing"))
        ]  # fmt: skip
        load([File(engine.Subject(name), tuple(versions))], source="made up")
        file = id_from("made up", name)
        last = reading.latest(file).get()
        assert last.details == {**HIGH, "stage": "closing"}
        assert last.fact == id_from("made up", f"{name}-v0")
        assert [(row.details or {})["stage"] for row in reading.versions(last.fact)] == [
            "full", "review", "closing",
        ]  # fmt: skip


def test_what_lies_ahead_of_the_present_is_left_out() -> None:
    now = datetime(2026, 3, 4, 12, tzinfo=UTC)
    load(small(), source="made up", known_at=now)
    assert Row.objects.filter(file=id_from("made up", "ada")).count() == 4
    assert set(Judged.objects.values_list("on", flat=True)) == {now.date()}


def test_what_is_watched_goes_on_being_so() -> None:
    periods = [
        Watched("Borchester", "plan", MARCH, day("2026-04-01")),
        Watched("Borchester", "plan", day("2026-05-01"), day("2199-01-01")),
    ]
    for _ in range(2):
        load(small(), source="made up", watched=periods, not_held={"Borchester": ["mash-triage"]})
    assert sorted(str(last) for last in Watch.objects.values_list("last_on", flat=True)) == [
        "2026-04-01", "None",
    ]  # fmt: skip
    assert NotHeld.objects.count() == 1


def test_what_is_said_later_of_a_place_is_judged_by_from_then_on() -> None:
    load(small(), source="made up")
    load([], source="made up", not_held={ADA.place: ["vuln-plan-create"]})
    ada = id_from("made up", "ada")
    assert ada in set(waiting().values_list("file", flat=True))
    assert not list(reconcile()) and not waiting().exists()
    load([], source="made up", not_held={ADA.place: ["vuln-plan-create"]})
    assert not waiting().exists()


def test_a_service_is_loaded_as_the_engine_knows_it() -> None:
    made = service(1)
    children = [f for f in made.files if f.subject.type == "child"][:12]
    ids = {f.subject.id for f in children}
    whole = [
        File(f.subject, tuple(r for r in f.records if r.file in ids),
             {k: v for k, v in f.others.items() if k in ids})
        for f in children
    ]  # fmt: skip
    loaded = load(whole, source="synthetic", watched=made.watched)
    assert loaded.files == 12 and loaded.obligations == Obligation.objects.count() > 100
    assert loaded.records == Row.objects.count()
    assert not list(reconcile()) and not list(verify())
    assert clock.now() >= max(Row.objects.values_list("recorded_at", flat=True))
    assert COLUMNS[:2] == ("id", "file_id")
