"""What became of it: states are worked out, no day is lost, and nobody closes their own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from pytest_django import DjangoDbBlocker

from sightline.engine.figures import Over
from sightline.engine.model import State
from sightline.engine.recommended import Seen, seen_over
from sightline.engine.record_figures import Known
from sightline.service.access import policy
from sightline.service.access import services as access
from sightline.service.access.models import Person, Sector
from sightline.service.access.roles import Role
from sightline.service.files.entries import BadEntry
from sightline.service.files.models import Record
from sightline.service.files.moments import minute_at
from sightline.service.files.reading import engine_files
from sightline.service.files.standard import standard
from sightline.service.inspection.answering import answer, check_answer, finish, move, undertake
from sightline.service.inspection.following import ACTION, Followed, followed
from sightline.service.inspection.looking import look_again
from sightline.service.inspection.shown_by import DUTY, MEASURE, ShownBy, files_of, fresh
from sightline.service.ledger import clock
from sightline.service.ledger.acts import act
from sightline.service.ledger.failures import NotFound, Refused, Stale
from sightline.standard.calendar import day_of
from sightline.standard.model import DutyPart
from sightline.standard.model import ShownBy as ReviewShownBy
from tests.service.inspection.following_worlds import (
    After,
    after,
    days,
    latest,
    published,
    version,
)
from tests.service.shared import made_once
from tests.service.worlds import (
    LONG_AGO,
    agency,
    days_ago,
    machine,
    open_file,
    person,
    record,
    see_all,
    today,
    viewer,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[After]:
    with made_once(django_db_blocker, after) as there:
        yield there


@pytest.fixture
def here(made: After, db: None) -> After:
    see_all()
    return made


def answered(
    here: After, fact: UUID, outcome: str, reason: str = "", by: Person | None = None
) -> Record:
    who = by or here.manager
    with act(person=who.pk, route="test") as acting:
        row = answer(
            viewer=viewer(who), file=here.body, recommendation=fact, outcome=outcome,
            reason=reason, seen=version(here.body), by=acting,
        )  # fmt: skip
    see_all()
    return row


def undertaken(here: After, fact: UUID, due: int = 30) -> UUID:
    with act(person=here.manager.pk, route="test") as acting:
        row = undertake(
            viewer=viewer(here.manager), file=here.body, about=fact, what="Look at ten plans",
            owner="Head of service", due_on=today() + timedelta(days=due),
            seen=version(here.body), by=acting,
        )  # fmt: skip
    see_all()
    return row.fact


def moved(here: After, action: UUID, due: int, reason: str = "The post is empty") -> None:
    with act(person=here.manager.pk, route="test") as acting:
        move(
            viewer=viewer(here.manager), file=here.body, action=action, reason=reason,
            due_on=today() + timedelta(days=due), seen=version(here.body), by=acting,
        )  # fmt: skip
    see_all()


def looked(here: After, fact: UUID, by: Person, outcome: str = "done") -> Record:
    with act(person=by.pk, route="test") as acting:
        row = look_again(
            viewer=viewer(by), file=here.body, recommendation=fact, outcome=outcome,
            reason="Ten files were read.", seen=version(here.body), by=acting,
        )  # fmt: skip
    see_all()
    return row


def one(here: After, fact: UUID) -> Followed:
    (found,) = [each for each in followed([here.body], today()) if each.fact == fact]
    return found


# --- the answer ------------------------------------------------------------------------------


def test_a_manager_of_the_body_answers_and_no_longer_owes_an_answer(here: After) -> None:
    fact = published(here)
    assert (one(here, fact).state, one(here, fact).answered) == ("Not answered yet", State.OPEN)
    answered(here, fact, "accepted")
    found = one(here, fact)
    assert (found.state, found.answered) == ("Being done", State.MET)
    assert [(each.code, each.by) for each in found.answers] == [("accepted", "Mo Manager")]


@pytest.mark.parametrize("outcome", ["accepted-in-part", "rejected"])
def test_what_is_not_accepted_whole_is_given_a_reason(here: After, outcome: str) -> None:
    fact = published(here)
    with pytest.raises(BadEntry, match="Say why"):
        answered(here, fact, outcome, "  ")
    answered(here, fact, outcome, "The unit closes in May.")
    assert one(here, fact).answered is State.MET


def test_what_is_rejected_is_excused_and_not_called_done(here: After) -> None:
    fact = published(here)
    answered(here, fact, "rejected", "The unit closes in May.")
    found = one(here, fact)
    assert (found.state, found.done, found.is_closed) == ("Rejected", State.EXCUSED, False)
    answered(here, fact, "accepted")
    found = one(here, fact)
    assert (found.state, found.done) == ("Being done", State.OPEN)
    assert [each.code for each in found.answers] == ["rejected", "accepted"]


def test_a_rejection_excuses_that_recommendation_and_no_other(here: After) -> None:
    first = published(here)
    other = record(
        here.body, "recommendation", days(0), agency=here.hmip.pk, theme="education",
        due_on=(today() + timedelta(days=9)).isoformat(), reference="another",
    )  # fmt: skip
    answered(here, first, "rejected", "The unit closes in May.")
    assert one(here, other.fact).done is State.OPEN


def test_nobody_else_answers_for_a_body(here: After) -> None:
    fact = published(here)
    with pytest.raises(Refused):
        answered(here, fact, "accepted", by=here.inspector)
    with pytest.raises(NotFound):  # a practitioner does not see the file of the body
        answered(here, fact, "accepted", by=here.worker)
    other = agency("Felpersham YJS")
    theirs = person(other, Role.MANAGER, name="Theo Theirs", team="North")
    with pytest.raises(NotFound):
        answered(here, fact, "accepted", by=theirs)
    see_all()
    assert not one(here, fact).answers


def test_an_answer_to_what_was_changed_meanwhile_is_refused(here: After) -> None:
    fact = published(here)
    seen = version(here.body)
    answered(here, fact, "accepted")
    with pytest.raises(Stale), act(person=here.manager.pk, route="test") as by:
        answer(
            viewer=viewer(here.manager), file=here.body, recommendation=fact,
            outcome="rejected", reason="No.", seen=seen, by=by,
        )  # fmt: skip


def test_what_stands_on_another_file_is_not_answered_here(here: After) -> None:
    elsewhere = agency("Felpersham YJS")
    fact = record(elsewhere.pk, "recommendation", days(0), theme="health").fact
    with pytest.raises(NotFound):
        answered(here, fact, "accepted")


# --- actions and their days ------------------------------------------------------------------


def test_every_day_that_was_ever_set_is_kept_and_shown_with_its_reason(here: After) -> None:
    action = undertaken(here, published(here), due=30)
    moved(here, action, 60, "The post is empty")
    moved(here, action, 50, "Somebody was found")
    (found,) = followed([here.body], today())[0].actions
    assert [(day.day, day.reason) for day in found.days] == [
        (today() + timedelta(days=30), ""),
        (today() + timedelta(days=60), "The post is empty"),
        (today() + timedelta(days=50), "Somebody was found"),
    ]
    assert (found.due_on, found.moved) == (today() + timedelta(days=50), 2)


def test_a_day_is_moved_with_a_reason_to_another_day_that_is_not_past(here: After) -> None:
    action = undertaken(here, published(here), due=30)
    for due, reason, field in ((60, " ", "reason"), (30, "So", "due_on"), (-1, "So", "due_on")):
        with pytest.raises(BadEntry) as raised:
            moved(here, action, due, reason)
        assert list(raised.value.faults) == [field]


def test_an_action_is_done_with_what_shows_it_and_ends_there(here: After) -> None:
    action = undertaken(here, published(here))

    def end(evidence: str, days_: int = 0) -> None:
        with act(person=here.manager.pk, route="test") as by:
            finish(
                viewer=viewer(here.manager), file=here.body, action=action, evidence=evidence,
                done_on=today() + timedelta(days=days_), seen=version(here.body), by=by,
            )  # fmt: skip

    for evidence, days_, field in (
        ("", 0, "evidence"),
        ("Seen", 1, "done_on"),
        ("Seen", -1, "done_on"),
    ):
        with pytest.raises(BadEntry) as raised:
            end(evidence, days_)
        assert list(raised.value.faults) == [field]
    end("Ten plans, read by the board on Monday")
    (found,) = followed([here.body], today())[0].actions
    assert (found.state, found.ended_on, found.result) == (State.MET, today(), "done")
    with pytest.raises(Refused, match="ended"):
        moved(here, action, 90)


def test_an_action_past_its_day_is_an_obligation_and_puts_the_whole_first(here: After) -> None:
    record(
        here.body, "recommendation", days(0), theme="education", reference="x",
        due_on=(today() + timedelta(days=40)).isoformat(),
    )  # fmt: skip
    slow = published(here, due_on=today() + timedelta(days=80))
    answered(here, slow, "accepted")
    undertaken(here, slow, due=10)
    first, second = followed([here.body], today() + timedelta(days=11))
    assert (first.fact, first.state, first.is_overdue) == (slow, "Action overdue", True)
    assert second.is_overdue is False


def test_overdue_is_said_of_the_day_and_never_stored(here: After) -> None:
    due = today() + timedelta(days=10)
    fact = published(here, due_on=due)
    answered(here, fact, "accepted")
    assert followed([here.body], due)[0].state == "Being done"
    assert followed([here.body], due + timedelta(days=1))[0].state == "Overdue"


# --- closing ---------------------------------------------------------------------------------


def test_an_inspector_closes_it_with_the_figure_as_it_is_now(here: After) -> None:
    fact = published(here, on=today() - timedelta(days=100))
    child_with_plan(here, late=False)
    row = looked(here, fact, here.second)
    found = one(here, fact)
    assert (found.state, found.done, found.is_open) == ("Found done", State.MET, False)
    (look,) = found.looks
    assert (look.as_asked, look.counted, look.independent) == (1, 1, True)
    assert (look.from_on, look.to_on) == (today() - timedelta(days=100), today())
    child_with_plan(here, late=True)  # what was decided on stays what it was decided on
    assert one(here, fact).looks[0].counted == 1
    assert latest(row.fact).details == row.details


def test_not_yet_closes_nothing_and_is_kept(here: After) -> None:
    fact = published(here)
    looked(here, fact, here.second, "not-yet")
    assert one(here, fact).state == "Not answered yet"
    looked(here, fact, here.second)
    assert [each.code for each in one(here, fact).looks] == ["not-yet", "done"]
    with pytest.raises(Refused, match="closed already"):
        looked(here, fact, here.second)


def test_the_body_does_not_close_what_was_recommended_to_it(here: After) -> None:
    fact = published(here)
    with pytest.raises(Refused):
        looked(here, fact, here.manager)
    assert one(here, fact).is_open


@pytest.mark.parametrize(("ended", "may"), [(None, False), (30, False), (4 * 365, True)])
def test_an_inspector_who_was_of_the_body_lately_does_not_close_it(
    here: After, ended: int | None, may: bool
) -> None:
    once_of_it = person(here.hmip, Role.INSPECTOR, name="Olga Once")
    until = None if ended is None else today() - timedelta(days=ended)
    with machine() as by:
        access.appoint(
            person=once_of_it.pk, agency=here.body, role=Role.PRACTITIONER, from_on=LONG_AGO,
            until_on=until, by=by,
        )  # fmt: skip
    fact = published(here)
    if may:
        looked(here, fact, once_of_it)
    else:
        with pytest.raises(Refused, match="does not answer for it"):
            looked(here, fact, once_of_it)
    assert one(here, fact).is_closed is may


def test_who_did_not_agree_with_the_service_sees_nothing_to_close(here: After) -> None:
    fact = published(here)
    far = agency("Another inspectorate", here.hmip.sector, teams=())  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        looked(here, fact, person(far, Role.INSPECTOR, name="Fay Far"))


# --- the figure that shows it ----------------------------------------------------------------


def child_with_plan(here: After, *, late: bool) -> UUID:
    """A child assessed as vulnerable, whose plan came in time or not at all."""
    child = open_file(given="Kim", family="Wood", place="borchester")
    record(child, "case", days_ago(60), agency=here.body, service="youth-justice")
    record(
        child, "assessment", days_ago(50), agency=here.body, tool="assetplus",
        vulnerability="high",
    )  # fmt: skip
    if not late:
        record(
            child, "plan", days_ago(49), agency=here.body, type="safety-and-wellbeing",
        )  # fmt: skip
    return child


def by_the_engine(here: After, shown_by: ShownBy) -> Seen:
    """The same by ``engine.recommended``, over the same files."""
    first, last = today() - timedelta(days=100), today()
    files = list(engine_files(sorted(files_of(here.body, first, last))))
    known = Known(minute_at(clock.now()))
    of: dict[str, Any] = (
        {"duties": (DutyPart(shown_by.id),)} if shown_by.sort == DUTY else {"measure": shown_by.id}
    )
    over = Over(day_of(first), day_of(last))
    return seen_over(standard(), ReviewShownBy(**of), files, over, known)


@pytest.mark.parametrize(
    ("sort", "id_", "counts"),
    [
        (DUTY, "vuln-plan-create", (1, 2)),
        (MEASURE, "vulnerability-plans-in-time", (1, 2)),
        (DUTY, "no-bed-and-breakfast", (0, 0)),
        (MEASURE, "restraint-reason-recorded", (0, 0)),
        (MEASURE, "reports-read-1-month", (0, 0)),
    ],
)
def test_the_figure_is_that_of_the_engine(
    here: After, sort: str, id_: str, counts: tuple[int, int]
) -> None:
    child_with_plan(here, late=False)
    child_with_plan(here, late=True)
    shown_by = ShownBy(sort, id_)
    found = fresh(shown_by, here.body, today() - timedelta(days=100), today())
    assert (found.numerator, found.denominator) == counts
    assert found == by_the_engine(here, shown_by)


def test_what_others_may_know_holds_no_word_that_was_written(here: After) -> None:
    fact = published(here)
    answered(here, fact, "rejected", "The unit closes in May.")
    undertaken(here, fact)
    looked(here, fact, here.second, "not-yet")
    public = one(here, fact).public
    assert public.state == one(here, fact).state
    assert not any(
        word in repr(public)
        for word in ("May", "ten plans", "Head of service", "Ten files", "Mo Manager", "Sam Second")
    )


@pytest.mark.parametrize("sector", [each for each in Sector if each != Sector.INSPECTORATE])
def test_whatever_sort_of_body_it_is_its_managers_may_answer_and_act(sector: Sector) -> None:
    body = agency(f"A body of {sector.label}", sector, teams=())
    manager = viewer(person(body, Role.MANAGER, name="May Manager", is_worker=False))
    assert check_answer(manager, body.pk).file == body.pk
    for kind in (ACTION, "discussion"):
        assert policy.check_record(manager, body.pk, kind)
