"""Whatever is done to files in whatever order, what is stored follows from what was recorded."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from sightline.engine.model import Moment
from sightline.engine.reference import evaluate
from sightline.service.files import services
from sightline.service.files.entries import Entry
from sightline.service.files.models import Judged, Obligation, Record
from sightline.service.files.moments import day_at, minute_at
from sightline.service.files.obligations import COLUMNS, rows_of
from sightline.service.files.reading import engine_file
from sightline.service.files.reconcile import reconcile
from sightline.service.files.rules import rules_told
from sightline.service.files.standard import standard
from sightline.service.ledger import clock
from sightline.service.ledger.failures import Refused, Stale
from sightline.service.ledger.verify import verify
from tests.service.files.making import SOMEBODY_ELSE, acting, day, opened, seen

DAYS = st.integers(day("2025-09-01"), day("2026-06-30")).map(Moment)
FILES = st.integers(0, 2)
EXAMPLES = settings().max_examples // 4  # each is ten acts, judged after every one


class Sequences(RuleBasedStateMachine):
    """Three children, on whose files anything is recorded, corrected, withdrawn, moved, erased."""

    def __init__(self) -> None:
        super().__init__()
        self.files = [opened() for _ in range(3)]
        self.standing: dict[UUID, UUID] = {}
        self.kinds: dict[UUID, str] = {}
        self.written = 0

    def entry(
        self, kind: str, at: Moment, level: str, other: UUID | None, end: int | None
    ) -> Entry:
        match kind:
            case "assessment":
                return Entry(kind, at, details={"tool": "assetplus", "vulnerability": level})
            case "concern":
                told = {} if other is None else {"other-child": str(other)}
                return Entry(kind, at, details={"type": "significant-harm", **told})
            case "plan":
                return Entry(kind, at, details={"type": "safety-and-wellbeing"})
            case _:
                ended = None if end is None else Moment(at.day + end)
                return Entry(kind, at, ended=ended, details={"service": "youth-justice"})

    KINDS = st.sampled_from(["assessment", "concern", "plan", "case"])
    LEVELS = st.sampled_from(["low", "high"])
    ENDS = st.none() | st.integers(0, 90)

    @rule(file=FILES, kind=KINDS, at=DAYS, level=LEVELS, other=st.none() | FILES, end=ENDS)
    def record(
        self, file: int, kind: str, at: Moment, level: str, other: int | None, end: int | None
    ) -> None:
        on = self.files[file]
        named = None if other in (None, file) else self.files[other]
        with acting() as by:
            row = services.record(
                file=on, entry=self.entry(kind, at, level, named, end), seen=seen(on), by=by
            )
        self.standing[row.fact], self.kinds[row.fact] = on, kind
        self.written += 1

    @precondition(lambda self: self.standing)
    @rule(data=st.data(), at=DAYS, level=LEVELS, other=st.none() | FILES, end=ENDS)
    def correct(
        self, data: st.DataObject, at: Moment, level: str, other: int | None, end: int | None
    ) -> None:
        fact = data.draw(st.sampled_from(sorted(self.standing)))
        on = self.standing[fact]
        named = None if other is None or self.files[other] == on else self.files[other]
        with acting() as by:
            services.correct(
                fact=fact, entry=self.entry(self.kinds[fact], at, level, named, end),
                reason="A slip.", seen=seen(on), by=by,
            )  # fmt: skip
        self.written += 1

    @precondition(lambda self: self.standing)
    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        fact = data.draw(st.sampled_from(sorted(self.standing)))
        on = self.standing.pop(fact)
        with acting() as by:
            services.withdraw(fact=fact, reason="Not so.", seen=seen(on), by=by)
        self.written += 1

    @precondition(lambda self: self.standing)
    @rule(data=st.data(), to=FILES)
    def refile(self, data: st.DataObject, to: int) -> None:
        fact = data.draw(st.sampled_from(sorted(self.standing)))
        on = self.standing[fact]
        try:
            with acting() as by:
                moved = services.refile(
                    fact=fact, to=self.files[to], reason="Mixed up.", seen=seen(on), by=by
                )
        except Refused:
            return
        del self.standing[fact]
        self.standing[moved.fact], self.kinds[moved.fact] = self.files[to], self.kinds[fact]
        self.written += 2

    @precondition(lambda self: self.standing)
    @rule(data=st.data())
    def erase(self, data: st.DataObject) -> None:
        fact = data.draw(st.sampled_from(sorted(self.standing)))
        on = self.standing[fact]
        ids = list(Record.objects.filter(fact=fact, file=on).values_list("id", flat=True))
        with acting() as by:
            services.erase(
                file=on, rows={"files_record": ids}, basis="Law", asked_by=SOMEBODY_ELSE, by=by
            )

    @rule(file=FILES, at=DAYS)
    def write_blind(self, file: int, at: Moment) -> None:
        on = self.files[file]
        entry = self.entry("plan", at, "low", None, None)
        with pytest.raises(Stale), acting() as by:
            services.record(file=on, entry=entry, seen=seen(on) - 1, by=by)

    @invariant()
    def what_is_stored_is_what_the_reference_says(self) -> None:
        for id_ in self.files:
            file = engine_file(id_)
            judged = Judged.objects.get(file=id_)
            outcome = evaluate(
                standard(), file, known_at=minute_at(clock.now()), on=Moment(day_at(clock.now()))
            )
            kinds = {record.id: record.kind for record in file.records}
            stored = set(map(repr, Obligation.objects.filter(file=id_).values_list(*COLUMNS)))
            assert stored == set(map(repr, rows_of(outcome.obligations, rules_told(), kinds)))
            assert judged.version == seen(id_)

    def teardown(self) -> None:
        now = clock.now()
        for id_ in self.files:
            found = evaluate(
                standard(), engine_file(id_), known_at=minute_at(now), on=Moment(day_at(now))
            )
            states = {o.id: o.state for o in found.obligations}
            for row in Obligation.objects.filter(file=id_):
                assert row.state_on(Moment(day_at(now))) is states[str(row.id)]
        # Nothing was lost: besides endings on other files, a row for each act.
        own = Record.objects.filter(file__in=self.files)
        told = own.filter(withdraws__isnull=True) | own.filter(misfiled=True)
        assert told.count() <= self.written <= own.count()


@pytest.mark.django_db
def test_any_sequence(as_the_owner: None) -> None:
    run_state_machine_as_test(
        Sequences, settings=settings(max_examples=EXAMPLES, stateful_step_count=10, deadline=None)
    )
    assert Record.objects.exists()
    assert not list(reconcile())
    assert not list(verify())
