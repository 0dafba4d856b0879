"""Who judges what: shared out, handed back, opened again; and blind until both have signed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from uuid import UUID

import pytest
from django.db import ProgrammingError, connection
from pytest_django import DjangoDbBlocker

from sightline.service.access.models import Person
from sightline.service.files.entries import BadEntry
from sightline.service.inspection import conflicts, judging, sharing
from sightline.service.inspection.models import Exclusion, Judgement, Reading
from sightline.service.inspection.readings import (
    file_read,
    files_read,
    judgements_open_to,
)
from sightline.service.ledger import chains
from sightline.service.ledger.acts import act
from sightline.service.ledger.failures import NotFound, Refused
from tests.service.inspection.judging_worlds import (
    Judged,
    acting,
    answer,
    given,
    judge,
    sign,
    world,
)
from tests.service.shared import made_once
from tests.service.worlds import machine, see_all, viewer

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Judged]:
    with made_once(django_db_blocker, lambda: world(twice=(1, 2), files=4)) as here:
        yield here


@pytest.fixture
def here(made: Judged, db: None) -> Judged:
    return made


def share(here: Judged, *given: sharing.Given, by_whom: Person | None = None) -> list[Reading]:
    who = by_whom or here.lead
    with acting(who) as by:
        return sharing.share(viewer=viewer(who), inspection=here.inspection, given=given, by=by)


def hand_back(
    here: Judged, reading: Reading, reason: str = "I am ill", who: Person | None = None
) -> None:
    person = who or reading.person
    with acting(person) as by:
        judging.hand_back(
            viewer=viewer(person), inspection=here.inspection, reading=reading.pk, reason=reason,
            by=by,
        )  # fmt: skip


def reopen(here: Judged, reading: Reading, to: Person) -> Reading:
    with acting(here.lead) as by:
        return sharing.reopen(
            viewer=viewer(here.lead), inspection=here.inspection, reading=reading.pk,
            person=to.pk, reason="A question was misread", by=by,
        )  # fmt: skip


# --- sharing out -----------------------------------------------------------------------------


def test_proposal_is_even_and_gives_second_turn_to_somebody_else(here: Judged) -> None:
    proposal = sharing.propose(here.inspection)
    share(here, *proposal.given)
    turns = Counter(one.person for one in proposal.given)
    assert sorted(turns.values()) == [2, 2, 2]
    for one in files_read(here.draw):
        people = [reading.person_id for reading in one.standing]
        assert len(set(people)) == len(people) == len(one.turns)
    assert sharing.propose(here.inspection).given == ()


def test_proposal_leaves_out_whoever_has_a_conflict(
    here: Judged, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead = here.members[here.lead.pk]
    _conflict(monkeypatch, {(lead.pk, one.file_id) for one in here.drawn})
    proposal = sharing.propose(here.inspection)
    assert here.lead.pk not in {one.person for one in proposal.given}
    assert proposal.without == ()


def test_turn_that_nobody_may_take_is_told(here: Judged, monkeypatch: pytest.MonkeyPatch) -> None:
    first = here.drawn[0].file_id
    _conflict(monkeypatch, {(m.pk, first) for m in here.members.values() if m.part != "lead"})
    proposal = sharing.propose(here.inspection)
    assert [(one.number, turn) for one, turn in proposal.without] == [(1, 2)]


def _conflict(monkeypatch: pytest.MonkeyPatch, barred: set[tuple[object, object]]) -> None:
    monkeypatch.setattr(
        conflicts,
        "barred",
        lambda some, files: {
            (m.pk, f): "They know the child." for m in some for f in files if (m.pk, f) in barred
        },
    )


def test_conflict_cannot_be_got_round(here: Judged, monkeypatch: pytest.MonkeyPatch) -> None:
    reading = given(here, 3, 1, here.two)
    _conflict(
        monkeypatch,
        {(here.members[p.pk].pk, one.file_id) for p in (here.one, here.two) for one in here.drawn},
    )
    for turn in (1, 2):
        with pytest.raises(Refused, match="They know the child"):
            share(here, sharing.Given(here.drawn[0].pk, turn, here.one.pk))
    # One that was declared after the file was given closes it to them.
    with pytest.raises(Refused, match="They know the child"):
        judging.judging(viewer(here.two), here.inspection, reading.pk)


def test_second_reader_is_somebody_else(here: Judged) -> None:
    first = here.drawn[0].pk
    with pytest.raises(Refused, match="somebody else"):
        share(here, sharing.Given(first, 1, here.one.pk), sharing.Given(first, 2, here.one.pk))
    given(here, 1, 1, here.one)
    with pytest.raises(Refused, match="somebody else"):
        share(here, sharing.Given(first, 2, here.one.pk))


def test_only_lead_gives_only_members_only_turns_that_are_free(here: Judged) -> None:
    drawn = [one.pk for one in here.drawn]
    with pytest.raises(Refused, match="lead inspector"):
        share(here, sharing.Given(drawn[0], 1, here.one.pk), by_whom=here.one)
    with pytest.raises(Refused, match="member"):
        share(here, sharing.Given(drawn[0], 1, here.manager.pk))
    with pytest.raises(Refused, match="not drawn to be judged twice"):
        share(here, sharing.Given(drawn[2], 2, here.one.pk))
    with pytest.raises(NotFound):
        share(here, sharing.Given(drawn[4], 1, here.one.pk))  # a reserve that replaces none
    given(here, 3, 1, here.one)
    with pytest.raises(Refused, match="already"):
        share(here, sharing.Given(drawn[2], 1, here.two.pk))
    with pytest.raises(NotFound):
        share(here, sharing.Given(drawn[0], 1, here.one.pk), by_whom=here.manager)


def test_replacement_is_judged_in_the_place_of_what_was_excluded(here: Judged) -> None:
    reading = given(here, 1, 1, here.one)
    exclusion = Exclusion(
        inspection_id=here.inspection, drawn=here.drawn[0], why=Exclusion.Why.TOO_NEW,
        words="", replacement=here.drawn[4],
    )  # fmt: skip
    with machine() as by:
        chains.append([exclusion], chain=here.chain, by=by)
    assert [one.number for one in files_read(here.draw)] == [2, 3, 4, 5]
    with pytest.raises(Refused, match="no longer in the sample"):
        judging.judging(viewer(here.one), here.inspection, reading.pk)


# --- handing back and opening again ----------------------------------------------------------


def test_file_handed_back_goes_to_somebody_else_and_its_answers_count_no_more(
    here: Judged,
) -> None:
    reading = given(here, 3, 1, here.one)
    answer(here, reading, 1)
    with pytest.raises(BadEntry):
        hand_back(here, reading, " ")
    hand_back(here, reading)
    other = given(here, 3, 1, here.two)
    assert not judging.judging(viewer(here.two), here.inspection, other.pk).given
    assert Judgement.objects.filter(reading=reading).count() == 1
    with pytest.raises(NotFound):
        judging.judging(viewer(here.one), here.inspection, reading.pk)


def test_lead_takes_back_and_others_do_not(here: Judged) -> None:
    reading = given(here, 3, 1, here.one)
    with pytest.raises(NotFound):
        hand_back(here, reading, who=here.two)
    hand_back(here, reading, who=here.lead)
    assert file_read(here.drawn[2]).standing == ()


def test_reopened_for_its_reader_keeps_what_is_not_answered_anew(here: Judged) -> None:
    first = given(here, 3, 1, here.one)
    judge(here, first)
    with pytest.raises(NotFound):
        hand_back(here, first, who=here.two)
    with pytest.raises(Refused, match="signed"):
        hand_back(here, first)
    again = reopen(here, first, here.one)
    at = judging.judging(viewer(here.one), here.inspection, again.pk)
    assert not at.left
    assert {row.reading_id for row in at.given.values()} == {first.pk}
    with pytest.raises(Refused, match="signed"):
        reopen(here, first, here.one)


def test_reopened_for_somebody_else_begins_afresh(here: Judged) -> None:
    first = given(here, 3, 1, here.one)
    judge(here, first)
    again = reopen(here, first, here.two)
    assert not judging.judging(viewer(here.two), here.inspection, again.pk).given


# --- blind -----------------------------------------------------------------------------------


def seen(here: Judged, who: Person) -> set[Reading]:
    files = files_read(here.draw)
    rows = judgements_open_to(who.pk, files).select_related("reading")
    return {row.reading for row in rows}


def test_nobody_sees_the_others_answers_before_both_have_signed(here: Judged) -> None:
    first, second = given(here, 1, 1, here.one), given(here, 1, 2, here.two)
    judge(here, first)
    answer(here, second, 1)
    assert seen(here, here.one) == {first}
    assert seen(here, here.two) == {second}
    assert seen(here, here.lead) == set()
    for number, _ in list(here.asked.numbered())[1:]:
        answer(here, second, number)
    assert seen(here, here.two) == {second}
    sign(here, second)
    for who in (here.one, here.two, here.lead):
        assert seen(here, who) == {first, second}


def test_blind_before_the_second_turn_is_given_to_anybody(here: Judged) -> None:
    """The lead may yet take it."""
    first = given(here, 1, 1, here.one)
    judge(here, first)
    assert seen(here, here.lead) == set()


def test_whoever_judges_again_sees_only_their_own(here: Judged) -> None:
    first, second = given(here, 1, 1, here.one), given(here, 1, 2, here.two)
    judge(here, first)
    judge(here, second)
    again = reopen(here, second, here.lead)
    assert seen(here, here.lead) == set()
    assert seen(here, here.one) == {first}
    # What both answered blind stays what agreement is worked out from.
    judge(here, again)
    (one, *_) = files_read(here.draw)
    assert one.blind == (first, second)
    assert one.standing == (first, again)


def test_opened_again_before_the_other_signed_is_blind_still(here: Judged) -> None:
    first, second = given(here, 1, 1, here.one), given(here, 1, 2, here.two)
    judge(here, first)
    again = reopen(here, first, here.one)
    judge(here, second)
    assert seen(here, here.one) == {first}
    sign(here, again)
    assert file_read(here.drawn[0]).blind == (again, second)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL has row-level security")
def test_database_itself_keeps_the_readings_apart(here: Judged) -> None:
    """The query that forgot to ask."""

    def read_by(who: Person) -> set[UUID]:
        with act(person=who.pk, route="test"):
            rows = set(Judgement.objects.values_list("reading", flat=True))
        see_all()
        return rows

    first, second = given(here, 1, 1, here.one), given(here, 1, 2, here.two)
    judge(here, first)
    answer(here, second, 1)
    assert read_by(here.one) == {first.pk}
    assert read_by(here.two) == {second.pk}
    assert read_by(here.lead) == set()
    for number, _ in list(here.asked.numbered())[1:]:
        answer(here, second, number)
    sign(here, second)
    for who in (here.one, here.two, here.lead):
        assert read_by(who) == {first.pk, second.pk}
    assert read_by(here.manager) == set()
    row = Judgement(inspection_id=here.inspection, reading=first, question="x", answer="no")
    with pytest.raises(ProgrammingError), acting(here.two) as by:
        chains.append([row], chain=here.chain, by=by)
