"""What stands where two differ, who says so, and how far readers agree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from sightline.service.access.models import Person
from sightline.service.files.entries import BadEntry
from sightline.service.inspection import conflicts, moderating, sharing
from sightline.service.inspection.agreeing import agreed
from sightline.service.inspection.judging import Said
from sightline.service.inspection.models import Judgement, Moderation, Reading
from sightline.service.inspection.moderating import judged, moderators, seen_of, to_moderate
from sightline.service.inspection.readings import file_read
from sightline.service.inspection.standing_answers import Source, standing_answers
from sightline.service.ledger.failures import NotFound, Refused, Stale
from tests.service.inspection.judging_worlds import (
    NO,
    Judged,
    acting,
    answer,
    given,
    judge,
    sign,
    world,
)
from tests.service.shared import made_once
from tests.service.worlds import viewer

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Judged]:
    with made_once(django_db_blocker, lambda: world(twice=(1, 2), files=3, reserves=0)) as here:
        yield here


@pytest.fixture
def here(made: Judged, db: None) -> Judged:
    return made


def both(
    here: Judged, first: Person, second: Person, no: tuple[int, ...] = (1,), file: int = 1
) -> tuple[Reading, Reading]:
    """Two judge a file and differ on some questions."""
    one, other = given(here, file, 1, first), given(here, file, 2, second)
    judge(here, one)
    judge(here, other, no=no)
    return one, other


def moderate(
    here: Judged,
    who: Person,
    number: int = 1,
    said: str = "no",
    file: int = 1,
    seen: int | None = None,
) -> Moderation:
    at = judged(viewer(who), here.inspection, here.drawn[file - 1].pk)
    question = here.asked.questions[number - 1].id
    with acting(who) as by:
        return moderating.moderate(
            viewer=viewer(who), inspection=here.inspection, drawn=here.drawn[file - 1].pk,
            number=number, answer=said, reason="The plan came after the harm",
            seen=seen_of(at, question) if seen is None else seen, by=by,
        )  # fmt: skip


def stands(here: Judged, file: int = 1) -> list[tuple[str, Source]]:
    """Of a file what stands of each question."""
    drawn = here.drawn[file - 1]
    rows = standing_answers(here.inspection)
    return [(one.answer, one.source) for one in rows if one.drawn == drawn]


# --- what stands -----------------------------------------------------------------------------


def test_nothing_stands_before_everything_is_signed(here: Judged) -> None:
    judge(here, given(here, 1, 1, here.one))
    second = given(here, 1, 2, here.two)
    for number, _ in here.asked.numbered():
        answer(here, second, number)
    assert set(stands(here)) == {("", Source.WAITING)}
    sign(here, second)
    assert set(stands(here)) == {("yes", Source.AGREED)}


def test_what_one_alone_answered_stands(here: Judged) -> None:
    judge(here, given(here, 3, 1, here.one), no=(2,))
    found = stands(here, 3)
    assert found[1] == ("no", Source.FIRST)
    assert {one for n, one in enumerate(found) if n != 1} == {("yes", Source.FIRST)}


def test_two_that_differ_leave_nothing_standing_until_it_is_moderated(here: Judged) -> None:
    first, second = both(here, here.one, here.two)
    assert stands(here)[0] == ("", Source.UNRESOLVED)
    assert set(stands(here)[1:]) == {("yes", Source.AGREED)}
    moderate(here, here.lead)
    assert stands(here)[0] == ("no", Source.MODERATED)
    # Both are kept beside it.
    at = judged(viewer(here.one), here.inspection, here.drawn[0].pk)
    question = here.asked.questions[0].id
    kept = [(one.reading, one.last.answer) for one in at.of(question) if one.last is not None]
    assert kept == [(first, "yes"), (second, "no")]
    assert [row.reason for row in at.talked_over(question)] == ["The plan came after the harm"]


def test_last_moderation_stands_and_earlier_ones_are_kept(here: Judged) -> None:
    both(here, here.one, here.two)
    moderate(here, here.lead, said="no")
    moderate(here, here.lead, said="not-known")
    assert stands(here)[0] == ("not-known", Source.MODERATED)
    assert Moderation.objects.count() == 2


def test_answer_given_after_a_moderation_ends_it(here: Judged) -> None:
    first, _ = both(here, here.one, here.two)
    moderate(here, here.lead)
    with acting(here.lead) as by:
        again = sharing.reopen(
            viewer=viewer(here.lead), inspection=here.inspection, reading=first.pk,
            person=here.one.pk, reason="The question was misread", by=by,
        )  # fmt: skip
    assert stands(here)[0] == ("", Source.WAITING)
    answer(here, again, 1, NO, seen=_last(first))
    sign(here, again)
    assert stands(here)[0] == ("no", Source.AGREED)


def _last(reading: Reading) -> int:
    rows = Judgement.objects.filter(reading=reading).order_by("position")
    return rows.values_list("position", flat=True)[0]


def test_moderation_stands_where_other_questions_were_answered_anew(here: Judged) -> None:
    first, _ = both(here, here.one, here.two)
    moderate(here, here.lead)
    with acting(here.lead) as by:
        again = sharing.reopen(
            viewer=viewer(here.lead), inspection=here.inspection, reading=first.pk,
            person=here.one.pk, reason="The question was misread", by=by,
        )  # fmt: skip
    sign(here, again)
    assert stands(here)[0] == ("no", Source.MODERATED)


def test_number_of_queries_is_the_same_for_one_file_and_for_more(here: Judged) -> None:
    both(here, here.one, here.two)
    with CaptureQueriesContext(connection) as few:
        standing_answers(here.inspection)
    both(here, here.two, here.one, file=2)
    judge(here, given(here, 3, 1, here.one))
    with CaptureQueriesContext(connection) as more:
        standing_answers(here.inspection)
    assert len(few) == len(more) <= 6


# --- who moderates ---------------------------------------------------------------------------


def who_may(here: Judged, file: int = 1) -> list[str]:
    found = moderators(here.inspection, file_read(here.drawn[file - 1]))
    return [member.person.name for member in found]


def test_lead_moderates_what_others_judged(here: Judged) -> None:
    both(here, here.one, here.two)
    assert who_may(here) == ["Lee Lead"]
    with pytest.raises(Refused, match="judged this file yourself"):
        moderate(here, here.one)


def test_what_the_lead_judged_is_moderated_by_somebody_who_did_not(here: Judged) -> None:
    both(here, here.lead, here.one)
    assert who_may(here) == ["Tom Two"]
    with pytest.raises(Refused, match="somebody else moderates"):
        moderate(here, here.lead)
    assert moderate(here, here.two).answer == "no"


def test_what_the_lead_alone_judged_takes_another_member(here: Judged) -> None:
    judge(here, given(here, 3, 1, here.lead))
    assert who_may(here, 3) == ["Ina One", "Tom Two"]
    with pytest.raises(Refused):
        moderate(here, here.lead, file=3)


def test_lead_moderates_their_own_pair_only_where_nobody_else_is(
    here: Judged, monkeypatch: pytest.MonkeyPatch
) -> None:
    both(here, here.lead, here.one)
    judge(here, given(here, 3, 1, here.lead))
    two = [here.members[here.lead.pk], here.members[here.one.pk]]
    monkeypatch.setattr(moderating, "members", lambda inspection: two)
    assert who_may(here) == ["Lee Lead"]
    assert who_may(here, 3) == ["Ina One"]
    monkeypatch.setattr(moderating, "members", lambda inspection: two[:1])
    assert who_may(here, 3) == []


def test_whoever_has_a_conflict_moderates_nothing_of_it(
    here: Judged, monkeypatch: pytest.MonkeyPatch
) -> None:
    both(here, here.one, here.two)

    lead = here.members[here.lead.pk].pk
    monkeypatch.setattr(
        conflicts,
        "barred",
        lambda some, files: {
            (m.pk, f): "They are related." for m in some for f in files if m.pk == lead
        },
    )
    assert who_may(here) == []
    with pytest.raises(Refused, match="related"):
        judged(viewer(here.lead), here.inspection, here.drawn[0].pk)


def test_what_others_answered_is_not_to_be_had_before_all_is_signed(here: Judged) -> None:
    judge(here, given(here, 1, 1, here.one))
    given(here, 1, 2, here.two)
    for who in (here.lead, here.one, here.two):
        with pytest.raises(Refused, match="Not everything is signed"):
            judged(viewer(who), here.inspection, here.drawn[0].pk)
    with pytest.raises(NotFound):
        judged(viewer(here.manager), here.inspection, here.drawn[0].pk)


def test_moderation_needs_an_answer_and_a_reason_and_is_not_made_on_what_is_old(
    here: Judged,
) -> None:
    both(here, here.one, here.two)
    with pytest.raises(BadEntry):
        moderate(here, here.lead, said="perhaps")
    moderate(here, here.lead, said="no")
    with pytest.raises(Stale):
        moderate(here, here.lead, said="yes", seen=0)


def test_list_has_what_differs_first_and_then_what_was_moderated(here: Judged) -> None:
    both(here, here.one, here.two, no=(1, 3))
    moderate(here, here.lead, number=1)
    found = to_moderate(here.inspection)
    assert [(one.number, one.standing.source) for one in found] == [
        (3, Source.UNRESOLVED),
        (1, Source.MODERATED),
    ]


# --- agreement -------------------------------------------------------------------------------


def test_agreement_is_of_what_both_answered_blind(here: Judged) -> None:
    first, _ = both(here, here.one, here.two)
    before = agreed(here.lead.pk, here.inspection)
    assert before is not None
    assert (before.twice, before.pairs) == (2, 1)
    questions = len(here.asked.questions)
    assert (before.overall.n, before.overall.agreed) == (questions, questions - 1)
    assert before.questions[here.asked.questions[0].id].agreed == 0
    # Talking it over afterwards, or answering anew, makes no readers agree who did not.
    moderate(here, here.lead)
    with acting(here.lead) as by:
        again = sharing.reopen(
            viewer=viewer(here.lead), inspection=here.inspection, reading=first.pk,
            person=here.one.pk, reason="The question was misread", by=by,
        )  # fmt: skip
    answer(here, again, 1, NO, seen=_last(first))
    sign(here, again)
    after = agreed(here.lead.pk, here.inspection)
    assert after is not None
    assert after.overall == before.overall
    assert after.drift == before.drift


def test_figures_hold_nothing_that_is_blind_to_whoever_looks(here: Judged) -> None:
    """The lead who is to judge a file learns nothing of it from a count."""
    judge(here, given(here, 3, 1, here.two))
    judge(here, given(here, 1, 1, here.one), no=(1, 2, 3))
    given(here, 1, 2, here.lead)
    seen = agreed(here.lead.pk, here.inspection)
    assert seen is not None
    assert [one.reader for one in seen.drift] == [str(here.two.pk)]
    assert (seen.pairs, seen.overall.n) == (0, 0)
    assert to_moderate(here.inspection) == []
    assert {source for _, source in stands(here)} == {Source.WAITING}


def test_same_answer_for_other_reasons_is_agreement(here: Judged) -> None:
    one, other = given(here, 1, 1, here.one), given(here, 1, 2, here.two)
    judge(here, one, said=Said("yes", "It was in the plan"))
    judge(here, other, said=replace(NO, answer="yes"))
    assert set(stands(here)) == {("yes", Source.AGREED)}
