"""The pages of what follows an inspection: who opens which, what they say, what they keep."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from sightline.engine.recommended import Seen
from sightline.service.access.models import Person, Sector
from sightline.service.access.roles import Role
from sightline.service.files.models import Record
from sightline.service.inspection import reviewed
from sightline.service.inspection.pages import following_urls
from sightline.service.inspection.pages.following_parts import said_figure
from sightline.service.inspection.to_read import ask_to_read, team_readings, to_read
from sightline.service.ledger import clock
from sightline.service.ledger.models import Job, LogLine
from tests.service.inspection.following_worlds import (
    After,
    after,
    drafted,
    inspected,
    published,
    version,
)
from tests.service.shared import made_once
from tests.service.worlds import (
    agency,
    browser,
    machine,
    person,
    see_all,
    today,
    viewer,
)

pytestmark = pytest.mark.django_db
LATER = today() + timedelta(days=40)
DAY = {"-day": LATER.day, "-month": LATER.month, "-year": LATER.year}


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[After]:
    def make() -> After:
        here = after()
        board = agency("The board", Sector.BOARD, teams=())
        ministry = agency("A ministry", Sector.GOVERNMENT, teams=())
        here.others = {
            "chair": person(board, Role.BOARD_MEMBER, name="Cleo Chair"),
            "analyst": person(ministry, Role.NATIONAL_ANALYST, name="Ann Analyst"),
        }
        return here

    with made_once(django_db_blocker, make) as there:
        yield there


@pytest.fixture
def here(made: After, db: None) -> After:
    see_all()
    return made


def text(answer: Any) -> str:
    found = re.sub(r"<(script|style).*?</\1>", "", answer.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found))


def go(client: Client, name: str, *args: object, **query: str) -> Any:
    return client.get(reverse(name, args=args), query)


def send(client: Client, name: str, *args: object, **said: Any) -> Any:
    return client.post(reverse(name, args=args), said)


def on(name: str = "due_on") -> dict[str, Any]:
    return {name + part: value for part, value in DAY.items()}


def asked(here: After) -> tuple[UUID, UUID]:
    """The report asked of the worker, and of the team."""
    with machine() as by:
        ask_to_read(
            "Third review", today(), here.body, [Role.PRACTITIONER], by, reference="a report"
        )  # fmt: skip
    (own,) = to_read(viewer(here.worker))
    (team,) = team_readings(here.body, today())
    return own.must_read, team.must_read


# --- who opens what --------------------------------------------------------------------------

OPENS: dict[str, set[str]] = {
    "recommendations": {"manager", "inspector", "chair", "analyst"},
    "review-recommended": {"manager", "inspector", "chair", "analyst"},
    "drafted-recommendations": {"inspector"},
    "recommend": {"inspector"},
    "recommend-again": {"inspector"},
    "recommendation-withdraw": {"inspector"},
    "recommended-to": {"manager", "inspector"},
    "recommended": {"manager", "inspector"},
    "answer-recommendation": {"manager"},
    "undertake": {"manager"},
    "move-action": {"manager"},
    "finish-action": {"manager"},
    "look-again": {"inspector"},
    "to-read": {"worker", "manager", "inspector", "chair", "analyst"},
    "team-reports": {"manager", "inspector"},
    "talk-over-report": {"manager"},
}


def test_each_page_is_opened_by_whom_it_is_for_and_by_nobody_else(here: After) -> None:
    assert {str(pattern.name) for pattern in following_urls.urlpatterns} == OPENS.keys()
    drafted(here, inspection=(other := inspected(here.inspector, here.hmip, "Another")))
    fact, (_, team) = published(here), asked(here)
    known: dict[str, object] = {
        "review": "third-joint-review",
        "inspection": other, "number": 1, "file": here.body, "fact": fact, "about": fact,
        "action": _action(here, fact),
    }  # fmt: skip
    people: dict[str, Person] = {
        "worker": here.worker, "manager": here.manager, "inspector": here.inspector,
        **here.others,
    }  # fmt: skip
    for name, who in people.items():
        client = browser(who)
        for pattern in following_urls.urlpatterns:
            page = str(pattern.name)
            of = known | ({"fact": team} if page == "talk-over-report" else {})
            args = {part: of[part] for part in pattern.pattern.converters}
            answer = client.get(reverse(page, kwargs=args))
            assert (answer.status_code == 200) is (name in OPENS[page]), (name, page)
            if answer.status_code != 200:
                assert "Make a plan" not in text(answer)


def _action(here: After, fact: UUID) -> UUID:
    client = browser(here.manager)
    send(
        client, "undertake", here.body, fact, seen=version(here.body), what="Read ten plans",
        owner="Head of service", **on(),
    )  # fmt: skip
    return Record.objects.get(kind="action").fact


def test_a_file_on_a_child_has_no_such_page(here: After) -> None:
    client = browser(here.worker)
    there = go(client, "recommended-to", here.child)
    nowhere = go(client, "recommended-to", uuid4())
    assert there.status_code == nowhere.status_code == 404
    assert text(there) == text(nowhere)


def test_what_one_looks_at_on_a_body_is_noted(here: After) -> None:
    fact = published(here)
    go(browser(here.second), "recommended", here.body, fact)
    line = LogLine.objects.filter(route="recommended").get()
    assert str(here.body) in str(line.files)


# --- drafting --------------------------------------------------------------------------------


def draft(here: After, **other: Any) -> dict[str, Any]:
    return {
        "words": "Visit each child at home.", "to": str(here.body), "body": "",
        "theme": "vulnerability", "shown_by": "duty home-visit-yot", **on(),
    } | other  # fmt: skip


def test_a_member_drafts_and_changes_a_recommendation(here: After) -> None:
    client = browser(here.inspector)
    answer = send(client, "recommend", here.inspection, **draft(here))
    assert answer.status_code == 302
    page = text(go(client, "drafted-recommendations", here.inspection))
    assert "Visit each child at home." in page
    assert "Of what fell due under “" in page
    seen = re.search(
        r'name="seen"[^>]*value="(\d+)"',
        go(client, "recommend-again", here.inspection, 1).content.decode(),
    )
    assert seen is not None
    said = draft(here, words="Visit within a week.", seen=seen[1])
    assert send(client, "recommend-again", here.inspection, 1, **said).status_code == 302
    assert "Visit within a week." in text(go(client, "drafted-recommendations", here.inspection))
    stale = send(client, "recommend-again", here.inspection, 1, **said | {"words": "Too late."})
    assert stale.status_code == 409
    assert "Too late." in stale.content.decode()


def test_what_is_left_out_is_asked_for_and_what_was_typed_is_kept(here: After) -> None:
    client = browser(here.inspector)
    answer = send(client, "recommend", here.inspection, **draft(here, theme="", shown_by=""))
    assert answer.status_code == 200
    assert "There is a problem" in text(answer)
    assert "Visit each child at home." in answer.content.decode()
    assert not Record.objects.filter(kind="recommendation").exists()


def test_what_was_asked_before_is_shown_while_drafting(here: After) -> None:
    published(here, inspection=inspected(here.second, here.hmip, "Spring"))
    client = browser(here.inspector)
    answer = send(client, "recommend", here.inspection, **draft(here, words=""))
    assert "Asked of the same body before: 1" in text(answer)
    send(client, "recommend", here.inspection, **draft(here))
    page = text(go(client, "drafted-recommendations", here.inspection))
    assert "Asked of the same body before: 1" in page
    assert "The same theme." in page


def test_one_that_is_withdrawn_is_gone_from_the_list(here: After) -> None:
    drafted(here)
    client = browser(here.inspector)
    assert "Make a plan" in text(go(client, "recommendation-withdraw", here.inspection, 1))
    assert send(client, "recommendation-withdraw", here.inspection, 1).status_code == 302
    assert "Make a plan" not in text(go(client, "drafted-recommendations", here.inspection))


# --- answered, undertaken, moved, ended, looked at -------------------------------------------


def test_from_the_answer_to_the_end(here: After) -> None:
    fact, client = published(here), browser(here.manager)
    assert "Not answered yet" in text(go(client, "recommended-to", here.body))
    send(
        client, "answer-recommendation", here.body, fact, seen=version(here.body),
        outcome="accepted-in-part", reason="From May on.",
    )  # fmt: skip
    page = text(go(client, "recommended", here.body, fact))
    assert "Accepted in part" in page
    assert "by Mo Manager" in page
    action = _action(here, fact)
    send(
        client, "move-action", here.body, action, seen=version(here.body),
        reason="The post is empty",
        **{f"due_on{k}": v for k, v in {**DAY, "-year": LATER.year + 1}.items()},
    )  # fmt: skip
    page = text(go(client, "recommended", here.body, fact))
    assert "Its day was changed once" in page
    assert "The post is empty" in page
    now = today()
    send(
        client, "finish-action", here.body, action, seen=version(here.body), evidence="Ten plans",
        **{"done_on-day": now.day, "done_on-month": now.month, "done_on-year": now.year},
    )  # fmt: skip
    assert "Done on" in text(go(client, "recommended", here.body, fact))
    inspector = browser(here.second)
    form = text(go(inspector, "look-again", here.body, fact))
    assert "How it stands today" in form
    send(
        inspector, "look-again", here.body, fact, seen=version(here.body), outcome="done",
        reason="Ten files were read.",
    )  # fmt: skip
    page = text(go(client, "recommended", here.body, fact))
    assert "Found done" in page
    assert "by Sam Second" in page


def test_a_form_that_was_overtaken_keeps_what_was_typed_and_can_be_sent_again(
    here: After,
) -> None:
    fact, client, seen = published(here), browser(here.manager), version(here.body)
    _action(here, fact)
    said = {"outcome": "rejected", "reason": "The unit closes in May.", "seen": seen}
    answer = send(client, "answer-recommendation", here.body, fact, **said)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "The unit closes in May." in page
    now = re.search(r'name="seen"[^>]*value="(\d+)"', page)
    assert now is not None
    again = send(client, "answer-recommendation", here.body, fact, **said | {"seen": now[1]})
    assert again.status_code == 302


def test_a_rejection_without_a_reason_is_sent_back_beside_its_box(here: After) -> None:
    fact = published(here)
    answer = send(
        browser(here.manager), "answer-recommendation", here.body, fact, outcome="rejected",
        reason="", seen=version(here.body),
    )  # fmt: skip
    assert "Say why it is not accepted whole." in text(answer)


def test_on_few_children_whoever_reads_no_files_is_shown_no_figure() -> None:
    few, enough = Seen(1, 9, 0), Seen(7, 10, 2)
    assert said_figure(few, small=True) == "1 of 9 (11%)."
    assert said_figure(few, small=False).startswith("Withheld: on fewer than 10")
    assert said_figure(enough, small=False) == "7 of 10 (70%). Of 2 nobody can tell."


def test_a_chair_reads_what_was_recommended_to_their_board_and_answers_nothing(
    here: After,
) -> None:
    chair = here.others["chair"]
    (board,) = [post.agency for post in viewer(chair).posts]
    fact = published(here, to=board, theme="restraint")
    client = browser(chair)
    assert "Make a plan" in text(go(client, "recommended-to", board))
    assert "Answer it" not in text(go(client, "recommended", board, fact))
    assert go(client, "answer-recommendation", board, fact).status_code == 403
    assert "Recommended to The board" in text(go(client, "recommendations"))


# --- across ----------------------------------------------------------------------------------


def test_everybody_who_sees_figures_sees_what_was_recommended_and_no_reason(here: After) -> None:
    fact = published(here)
    send(
        browser(here.manager), "answer-recommendation", here.body, fact, outcome="rejected",
        reason="The unit closes in May.", seen=version(here.body),
    )  # fmt: skip
    page = go(browser(here.others["analyst"]), "recommendations")
    assert "Make a plan for every child" in text(page)
    assert "Rejected" in text(page)
    assert "closes in May" not in page.content.decode()
    assert reverse("recommended", args=[here.body, fact]) not in page.content.decode()
    mine = go(browser(here.manager), "recommendations").content.decode()
    assert reverse("recommended", args=[here.body, fact]) in mine


def test_the_list_is_narrowed_by_theme_body_and_state(here: After) -> None:
    published(here)
    client = browser(here.others["analyst"])

    def shown(**query: str) -> bool:
        return "Make a plan for every child" in text(go(client, "recommendations", **query))

    assert shown(theme="vulnerability", body=str(here.body), state="open")
    assert not shown(theme="education")
    assert not shown(body=str(uuid4()))
    assert not shown(state="overdue")
    assert not shown(state="closed")
    assert not shown(state="repeated")


# --- a review of before ------------------------------------------------------------------------


def test_a_review_is_worked_out_apart_with_its_progress_and_then_shown(
    here: After, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = browser(here.others["analyst"])
    address = ("review-recommended", "third-joint-review")
    assert "has not been worked out here yet" in text(go(client, *address))
    begun: list[tuple[object, ...]] = []

    class Apart:
        def __init__(self, *, args: tuple[object, ...], **_: object) -> None:
            self.args = args

        def start(self) -> None:
            begun.append(self.args)

    monkeypatch.setattr(reviewed, "Thread", Apart)
    monkeypatch.setattr(transaction, "on_commit", lambda do: do())
    assert send(client, *address).status_code == 302
    assert begun == [("third-joint-review", here.others["analyst"].pk)]
    assert reviewed.work_out("third-joint-review").files > 5
    page = text(go(client, *address))
    assert page.count("Who answers now:") + page.count("addressed to all agencies") == 16
    assert "Nothing is recorded of it" in page
    (job,) = Job.objects.all()
    assert (job.done, job.failed) == (job.total, False)


def test_a_review_is_not_worked_out_twice_at_the_same_time(here: After) -> None:
    assert reviewed.running("third-joint-review") is None
    Job.objects.create(name="recommendations of third-joint-review", started_at=clock.now())
    assert reviewed.running("third-joint-review") is not None
    page = text(go(browser(here.manager), "review-recommended", "third-joint-review"))
    assert "It is being worked out" in page
    assert "Work it out" not in page


def test_what_is_no_review_is_not_found(here: After) -> None:
    assert go(browser(here.manager), "review-recommended", "fourth").status_code == 404


# --- read and talked over --------------------------------------------------------------------


def test_a_worker_says_in_one_click_that_it_was_read(here: After) -> None:
    own, _ = asked(here)
    client = browser(here.worker)
    assert "Third review" in text(go(client, "to-read"))
    assert "1 report to read" in text(go(client, "my-work"))
    assert (
        send(client, "to-read", report=own, differently="I ask who is at home.").status_code == 302
    )
    assert "I ask who is at home." in text(go(client, "to-read"))
    assert "to read" not in text(go(client, "my-work"))
    assert send(client, "to-read", report=uuid4()).status_code == 404


def test_a_manager_says_what_the_team_made_of_it_and_others_read_it(here: After) -> None:
    _, team = asked(here)
    client, now = browser(here.manager), today()
    day = {"on-day": now.day, "on-month": now.month, "on-year": now.year}
    said = {"seen": version(here.body), "outcome": "none-needed", "said": "", **day}
    assert "Say why nothing needs to change." in text(
        send(client, "talk-over-report", here.body, team, **said)
    )
    said["said"] = "All six had a plan."
    assert send(client, "talk-over-report", here.body, team, **said).status_code == 302
    assert "All six had a plan." in text(go(browser(here.inspector), "team-reports", here.body))


# --- how much is asked of the database -------------------------------------------------------


def queries(client: Client, name: str, *args: object) -> int:
    with CaptureQueriesContext(connection) as asked_:
        assert go(client, name, *args).status_code == 200
    return len(asked_)


@pytest.mark.once
def test_a_page_asks_as_much_of_many_as_of_few(here: After) -> None:
    client, inspector = browser(here.manager), browser(here.inspector)
    other = inspected(here.inspector, here.hmip, "Another")
    pages: list[tuple[Client, str, list[object]]] = [
        (client, "recommendations", []),
        (client, "recommended-to", [here.body]),
        (inspector, "drafted-recommendations", [other]),
    ]

    def more(number: int) -> None:
        for _ in range(number):
            published(here, inspection=inspected(here.inspector, here.hmip, "Before"))
            drafted(here, inspection=other)

    more(1)
    [queries(each, name, *args) for each, name, args in pages]  # the session is read once more
    few = [queries(each, name, *args) for each, name, args in pages]
    more(2)
    assert [queries(each, name, *args) for each, name, args in pages] == few
