"""What an answer rests on: on file when the sample was drawn, and open to whoever answers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from pytest_django import DjangoDbBlocker, Settings

from sightline.engine.model import State
from sightline.service.access.roles import Role
from sightline.service.files import services as files
from sightline.service.files.entries import BadEntry, Entry
from sightline.service.files.models import Erasure, Name, Record
from sightline.service.inspection import autosaving, evidence, judging
from sightline.service.inspection.asked import NOT_KNOWN
from sightline.service.inspection.evidence import Then, kinds_there, of_kind, told, unseen
from sightline.service.inspection.judging import Said
from sightline.service.inspection.models import Draw, Judgement, JudgingDraft, Reading
from sightline.service.inspection.offering import offered
from sightline.service.ledger import chains, clock
from sightline.service.ledger.verify import verify
from sightline.standard.model import NOT_APPLICABLE
from tests.service.inspection.judging_worlds import Judged, acting, answer, given, world
from tests.service.shared import made_once
from tests.service.worlds import days_ago, machine, person, record, viewer

pytestmark = [pytest.mark.django_db, pytest.mark.once]

DUTIES = ("vuln-plan-create", "assessment-initial")


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Judged]:
    with made_once(django_db_blocker, lambda: world(twice=(), files=2, reserves=0)) as here:
        yield here


@pytest.fixture
def here(made: Judged, db: None) -> Judged:
    return made


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is recorded now is recorded an hour after the draw."""
    at = clock.now() + timedelta(hours=1)
    monkeypatch.setattr(clock, "now", lambda: at)


def then(here: Judged, file: int = 0) -> Then:
    found = evidence.then(viewer(here.one), here.drawn[file].file_id, here.draw)
    assert found is not None
    return found


def rests_on(row: Record) -> dict[str, str]:
    return {"record": str(row.fact), "version": str(row.pk)}


def assessment(here: Judged, file: int = 0) -> Record:
    return Record.objects.get(file=here.drawn[file].file_id, kind="assessment", version_of=None)


def refused(here: Judged, reading: Reading, *some: dict[str, str]) -> bool:
    """Whether an answer that rests on these is refused for that."""
    try:
        answer(here, reading, 1, Said("yes", "Because", some))
    except BadEntry as fault:
        return list(fault.faults) == ["evidence"]
    return False


# --- records ---------------------------------------------------------------------------------


def test_record_as_it_was_known_is_evidence(here: Judged) -> None:
    reading = given(here, 1, 1, here.one)
    row = assessment(here)
    kept = answer(here, reading, 1, Said("yes", "", (rests_on(row),)))
    assert kept.evidence == [rests_on(row)]
    (item,) = told(then(here), kept.evidence, {})
    assert item.fact == row.fact
    assert item.words.startswith("Assessment")


def test_record_is_no_reason_why_a_question_does_not_apply_or_is_not_known(here: Judged) -> None:
    reading = given(here, 1, 1, here.one)
    for code in (NOT_APPLICABLE, NOT_KNOWN):
        with pytest.raises(BadEntry) as fault:
            answer(here, reading, 3, Said(code, "", (rests_on(assessment(here)),)))
        assert list(fault.value.faults) == ["reason"]


def test_what_is_no_evidence(here: Judged, later: None) -> None:
    reading = given(here, 1, 1, here.one)
    file = here.drawn[0].file_id
    entered_later = record(file, "contact", days_ago(160), agency=here.yjs.pk, result="attempted")
    corrected = _corrected(here, assessment(here))
    of_another = assessment(here, 1)
    for wrong in (
        rests_on(entered_later),
        {"record": str(corrected.fact), "version": str(corrected.pk)},
        rests_on(of_another),
        rests_on(assessment(here)) | {"version": str(uuid4())},
        {"obligation": str(uuid4())},
    ):
        assert refused(here, reading, wrong), wrong
    assert not refused(here, reading, rests_on(assessment(here)))


def _corrected(here: Judged, row: Record) -> Record:
    entry = Entry(
        kind="assessment", occurred=days_ago(149), agency=here.yjs.pk,
        details={"tool": "assetplus", "vulnerability": "low"},
    )  # fmt: skip
    with machine() as by:
        seen = chains.version(chains.file_chain(row.file_id))
        return files.correct(
            fact=row.fact, entry=entry, reason="It was another day", seen=seen, by=by
        )


def test_withdrawn_record_is_evidence_only_where_it_was_withdrawn_later(
    here: Judged, later: None
) -> None:
    row = assessment(here)
    with machine() as by:
        seen = chains.version(chains.file_chain(row.file_id))
        files.withdraw(fact=row.fact, reason="Never was so", seen=seen, by=by)
    assert row.fact in {item.fact for item in of_kind(then(here), "assessment")}
    here.draw.at += timedelta(hours=2)
    try:
        assert not of_kind(then(here), "assessment")
    finally:
        here.draw.at -= timedelta(hours=2)


def test_only_what_the_reader_may_read_is_offered_or_taken(here: Judged) -> None:
    """Whoever does not hold health reads no record of health, to list, count or name it."""
    file = here.drawn[0].file_id
    said: dict[str, Any] = {"type": "physical-health", "state": "open"}
    row = record(file, "need", days_ago(120), agency=here.yjs.pk, said=said)
    assert "need" in kinds_there(then(here))
    less = person(here.inspectorate, Role.INSPECTOR, sensitivities="", is_worker=False)
    of = evidence.then(viewer(less), file, here.draw)
    assert of is not None
    assert "need" not in kinds_there(of)
    assert unseen(of, [rests_on(row)], ())
    assert not unseen(then(here), [rests_on(row)], ())
    assert [item.words for item in told(of, [rests_on(row)], {})] == [evidence.NOT_SHOWN]
    # Nor what a duty owes that asks for health.
    duties = ["physical-health-need", *DUTIES]
    owed = {one.duty for one in offered(then(here), duties)}
    assert owed - {one.duty for one in offered(of, duties)} == {"physical-health-need"}


# --- what the engine offers ------------------------------------------------------------------


def test_engine_offers_what_was_owed_as_it_stood_then(here: Judged, later: None) -> None:
    before = {one.title: one.state for one in offered(then(here), DUTIES)}
    assert State.OVERDUE in before.values()
    file = here.drawn[0].file_id
    record(file, "plan", days_ago(148), agency=here.yjs.pk, type="safety-and-wellbeing")
    assert {one.title: one.state for one in offered(then(here), DUTIES)} == before


def test_offered_obligation_is_evidence_and_answers_nothing(here: Judged) -> None:
    (number,) = [n for n, one in here.asked.numbered() if one.id == "children-planning-safety"]
    reading = given(here, 1, 1, here.one)
    question = here.asked.questions[number - 1]
    some = offered(then(here), question.offers)
    assert some
    assert some[0].said
    assert some[0].rests_on
    assert not judging.judging(viewer(here.one), here.inspection, reading.pk).given
    kept = answer(here, reading, number, Said("no", "", ({"obligation": some[0].id},)))
    assert kept.evidence == [{"obligation": some[0].id}]
    # What another question offers is no evidence for this one.
    assert refused(here, reading, {"obligation": some[0].id})


# --- erasure ---------------------------------------------------------------------------------


def test_erasure_on_a_file_empties_what_was_said_of_it_and_what_is_typed(
    here: Judged, settings: Settings
) -> None:
    own, other = given(here, 1, 1, here.one), given(here, 2, 1, here.two)
    gone = answer(here, own, 1, Said("yes", "Robin told her", (rests_on(assessment(here)),), "N"))
    kept = answer(here, other, 1)
    for reading in (own, other):
        with acting(reading.person) as by:
            chains.lock(here.chain)
            autosaving.keep(
                reading=reading, question="x", typed={"reason": ["Robin"]}, at=clock.now(), by=by
            )
    name = here.drawn[0].file_id
    _erase(here, name)
    gone.refresh_from_db()
    assert (gone.reason, gone.evidence, gone.notes, gone.salt) == (None, None, None, None)
    assert gone.answer == "yes"
    assert Judgement.objects.get(pk=kept.pk).reason
    assert [row.reading_id for row in JudgingDraft.objects.all()] == [other.pk]
    assert Erasure.objects.filter(chain=here.chain).count() == 1
    assert [str(fault) for fault in verify()] == []
    # It can still be judged, and what it rested on is said to be gone.
    assert judging.judging(viewer(here.one), here.inspection, own.pk).given


def _erase(here: Judged, file: UUID) -> None:
    row = Name.objects.get(subject=file)
    with acting(here.manager) as by:
        files.erase(
            file=file, rows={"files_name": [row.pk]}, basis="Article 17", asked_by=here.one.pk,
            by=by,
        )  # fmt: skip


def test_moment_of_the_draw_is_its_whole_minute(here: Judged) -> None:
    draw = Draw(at=here.draw.at.replace(second=10, microsecond=5))
    assert evidence.moment_of(draw) == draw.at.replace(second=59, microsecond=999_999)
