"""The pages of reports: who opens which, what a failed form keeps, and what is never shown."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse

from sightline.service.access.models import Sector
from sightline.service.access.roles import Role
from sightline.service.access.viewer import Viewer
from sightline.service.inspection.to_read import read_by
from sightline.service.ledger.failures import NotFound, Refused
from sightline.service.ledger.models import LogLine
from sightline.service.publishing import checking, editing, issuing, urls
from sightline.service.publishing.issuing import MustRead
from sightline.service.publishing.models import Comment, Edition, Publication, Report, SignOff
from tests.service.publishing.worlds import (
    CHILDREN_TEXT,
    Published,
    acting,
    begun,
    recommended,
    signed,
    write,
    written,
)
from tests.service.worlds import agency, browser, person, today, viewer

pytestmark = pytest.mark.django_db

PAGES = sorted(str(pattern.name) for pattern in urls.urlpatterns)

EVERYBODY = {"lead", "signer", "analyst", "manager", "worker", "stranger", "board"}
HMIP = {"lead", "signer"}
ANSWERS = {"manager"}
SEES_FIGURES = {"lead", "signer", "analyst", "manager", "stranger", "board"}

WHO_OPENS: dict[str, set[str]] = {
    "reports": EVERYBODY,
    "find-in-reports": EVERYBODY,
    "published-report": EVERYBODY,
    "published-page": EVERYBODY,
    "published-file": EVERYBODY,
    "uptake": SEES_FIGURES,
    "uptake-of": SEES_FIGURES,
    "report-readers": ANSWERS,
    "reports-written": {"lead", "signer", "analyst", "manager", "stranger"},
    "begin-report": {"lead", "signer", "analyst", "manager", "stranger"},
    "report": HMIP,
    "report-text": {"lead"},
    "report-preview": HMIP,
    "report-versions": HMIP,
    "report-figures": HMIP,
    "take-in-figures": {"lead"},
    "report-accuracy": HMIP,
    "send-draft": {"lead"},
    "report-changes": HMIP,
    "reply-to-comment": {"lead"},
    "sign-report": HMIP,
    "publish-report": HMIP,
    "follow-publication": {"lead"},
    "drafts": {"manager", "stranger"},
    "draft-to-check": ANSWERS,
    "draft-text": ANSWERS,
    "comment-on-draft": ANSWERS,
}
"""Of the people in the world, who opens the page of the one report."""


def sent(here: Published, report: Report) -> Comment:
    """The draft went out, and one comment came back."""
    with acting(here.lead) as by:
        request = checking.send_draft(
            report=report, to=here.yjs.pk, by_on=today() + timedelta(9), today=today(), by=by
        )
    with acting(here.manager) as by:
        return checking.comment(
            request=request, about="Ratings", words="We are a partnership.", is_nothing=False,
            by=by,
        )  # fmt: skip


def answered(here: Published, comment: Comment) -> None:
    with acting(here.lead) as by:
        checking.reply(comment=comment, outcome="taken", reason="So it is said now.", by=by)


def published(here: Published) -> tuple[Publication, Comment]:
    """A report that went the whole way."""
    recommended(here)
    report = written(here)
    comment = sent(here, report)
    answered(here, comment)
    signed(here, report)
    with acting(here.lead) as by:
        publication = issuing.publish(
            report=report, on=today(), must_read=[MustRead(here.yjs.pk, ("practitioner",))],
            today=today(), by=by,
        )  # fmt: skip
        issuing.go_on(publication=publication, by=by)
        issuing.go_on(publication=publication, by=by)
    return publication, comment


def addresses(here: Published, publication: Publication, comment: Comment) -> dict[str, str]:
    names: dict[str, Any] = {
        "report": publication.report_id, "edition": "report", "page": "report",
        "name": "figures.csv", "agency": here.yjs.pk, "draft": comment.request_id,
        "comment": comment.pk,
    }  # fmt: skip
    return {
        str(one.name): reverse(
            str(one.name), kwargs={name: names[name] for name in one.pattern.converters}
        )
        for one in urls.urlpatterns
    }


def test_the_table_names_every_page() -> None:
    assert sorted(WHO_OPENS) == PAGES


@pytest.mark.once
def test_a_page_is_opened_by_those_whose_it_is_and_by_no_other(here: Published) -> None:
    """By its rule for everybody, and in a browser by one of those who may."""
    publication, comment = published(here)
    there = addresses(here, publication, comment)
    of_board = agency("The board", Sector.BOARD, teams=())
    board = person(of_board, Role.BOARD_MEMBER, name="Bo Board", is_worker=False)
    people = {one: board if one == "board" else getattr(here, one) for one in sorted(EVERYBODY)}
    for name, who in people.items():
        looks = viewer(who)
        opened = {page for page in PAGES if _lets_in(looks, there[page])}
        assert opened == {page for page, may in WHO_OPENS.items() if name in may}, name
    clients = {name: browser(people[name]) for name in ("lead", "manager", "worker")}
    for page, may in WHO_OPENS.items():
        name = next(one for one in clients if one in may)
        assert clients[name].get(there[page]).status_code == 200, page


def _lets_in(looks: Viewer, address: str) -> bool:
    found = resolve(address)
    try:
        found.func.page.check(looks, **found.kwargs)  # type: ignore[attr-defined]
    except (NotFound, Refused):
        return False
    return True


def test_an_agency_never_sees_the_draft_of_another_nor_that_there_is_one(here: Published) -> None:
    report = written(here)
    comment = sent(here, report)
    client = browser(here.stranger)
    assert "No draft was sent to your agency" in text_of(client.get(reverse("drafts")))
    for name in ("draft-to-check", "draft-text", "comment-on-draft"):
        more = ["report"] if name == "draft-text" else []
        there = client.get(reverse(name, args=[comment.request_id, *more]))
        nowhere = client.get(reverse(name, args=[uuid4(), *more]))
        assert there.status_code == nowhere.status_code == 404
        assert bare(there) == bare(nowhere)
    sent_to = client.post(
        reverse("comment-on-draft", args=[comment.request_id]),
        {"found": "wrong", "words": "Not ours"},
    )
    assert sent_to.status_code == 404 and Comment.objects.count() == 1
    assert report.title not in text_of(client.get(reverse("reports")))


def test_a_worker_of_the_inspected_agency_does_not_read_its_draft(here: Published) -> None:
    comment = sent(here, written(here))
    client = browser(here.worker)
    assert client.get(reverse("draft-to-check", args=[comment.request_id])).status_code == 404


def test_the_inspected_agency_reads_the_very_draft_that_it_was_sent(here: Published) -> None:
    report = written(here)
    comment = sent(here, report)
    write(report, here.lead, Edition.REPORT, "# Report\n\nSomething else was found.")
    shown = text_of(
        browser(here.manager).get(reverse("draft-text", args=[comment.request_id, "report"]))
    )
    assert "Something else" not in shown and "Read by Mo Manager" in shown
    changes = browser(here.signer).get(
        reverse("report-changes", args=[report.pk, comment.request_id])
    )
    assert "Something else was found" in text_of(changes)


def test_from_a_comment_to_the_publication_in_pages(here: Published) -> None:
    """The lead writes, the manager checks, somebody else signs, a worker reads."""
    lead, report = browser(here.lead), begun(here)
    address = reverse("report-text", args=[report.pk, "children"])
    assert lead.post(address, {"words": CHILDREN_TEXT, "seen": 0}).status_code == 302
    on = today() + timedelta(5)
    day = {"by_on-day": on.day, "by_on-month": on.month, "by_on-year": on.year}
    sent_ = lead.post(reverse("send-draft", args=[report.pk]), {"to": here.yjs.pk, **day})
    assert sent_.status_code == 302, text_of(sent_)
    (one,) = checking.sent(report.pk)
    manager = browser(here.manager)
    comments = reverse("comment-on-draft", args=[one.request.pk])
    assert "Enter what is wrong" in text_of(manager.post(comments, {"found": "wrong"}))
    manager.post(comments, {"found": "wrong", "words": "It is called a partnership."})
    comment = Comment.objects.get()
    lead.post(
        reverse("reply-to-comment", args=[report.pk, comment.pk]),
        {"outcome": "taken", "reason": "We say so now."},
    )
    assert "We say so now" in text_of(manager.get(reverse("draft-to-check", args=[one.request.pk])))
    sign = reverse("sign-report", args=[report.pk])
    signer = browser(here.signer)
    seen = re.search(r'name="seen"[^>]*value="([0-9a-f]{64})"', text_of(signer.get(sign)))
    assert seen is not None
    assert lead.post(sign, {"read": "on", "seen": seen[1]}).status_code == 403
    assert SignOff.objects.count() == 0
    assert signer.post(sign, {"read": "on", "seen": seen[1]}).status_code == 302
    now = today()
    given = {
        "on-day": now.day, "on-month": now.month, "on-year": now.year,
        "agencies": [here.yjs.pk], "roles": ["practitioner"],
    }  # fmt: skip
    publish = reverse("publish-report", args=[report.pk])
    assert signer.post(publish, given).status_code == 403
    assert lead.post(publish, given).status_code == 302
    lead.post(reverse("follow-publication", args=[report.pk]))
    assert "Still to be done" not in text_of(lead.get(publish))
    worker = browser(here.worker)
    assert "To read" in text_of(worker.get(reverse("reports")))
    read = reverse("published-report", args=[report.pk])
    assert worker.post(read, {"differently": "Ask about home."}).status_code == 302
    asked = read_by(viewer(here.worker), str(report.pk))
    assert asked is not None and asked.read_on == today()
    assert "Ask about home" in text_of(worker.get(read))


def test_a_text_that_was_saved_meanwhile_is_shown_beside_what_was_typed(here: Published) -> None:
    report = begun(here)
    client = browser(here.lead)
    write(report, here.second, Edition.SUMMARY, "# Short\n\nTheirs.")
    address = reverse("report-text", args=[report.pk, "summary"])
    answer = client.post(address, {"words": "# Short\n\nMine.", "seen": 0})
    assert answer.status_code == 409
    shown = text_of(answer)
    assert "Theirs." in shown and "Mine." in shown and "Ina Second" in shown
    assert editing.latest(report.pk, "summary").words.endswith("Theirs.")
    assert client.post(address, {"words": "# Short\n\nMine.", "seen": 1}).status_code == 302
    assert editing.latest(report.pk, "summary").words.endswith("Mine.")


def test_the_editor_says_what_is_wrong_by_line_and_saves_it_all_the_same(here: Published) -> None:
    report = begun(here)
    client = browser(here.lead)
    address = reverse("report-text", args=[report.pk, "summary"])
    client.post(address, {"words": "# Short\n\nOf them 38 were good.", "seen": 0})
    shown = text_of(client.get(address))
    assert "Line 3" in shown and "38" in shown


def test_nothing_typed_can_put_markup_into_a_page(here: Published) -> None:
    report = begun(here)
    attack = "# Short\n\n<script>alert()</script> <img src=x onerror=alert()>"
    write(report, here.lead, Edition.SUMMARY, attack)
    for name in ("report-preview", "report-versions"):
        shown = text_of(browser(here.signer).get(reverse(name, args=[report.pk, "summary"])))
        assert "<script>alert" not in shown and "<img src=x" not in shown


def test_what_is_looked_for_is_found_in_what_one_may_read(here: Published) -> None:
    published(here)
    client = browser(here.worker)
    address = reverse("find-in-reports")
    assert "What is published" in text_of(client.post(address, {"words": "recognised rounded"}))
    assert "Nothing was found" in text_of(client.post(address, {"words": "partnership zebra"}))


@pytest.mark.parametrize(
    ("name", "begins"),
    [("report.html", b"<!doctype"), ("figures.csv", b"\xef\xbb\xbf"), ("figures.xlsx", b"PK"),
     ("children.docx", b"PK")],
)  # fmt: skip
@pytest.mark.once
def test_a_report_is_taken_away_and_that_is_logged(
    here: Published, name: str, begins: bytes
) -> None:
    publication, _ = published(here)
    answer = browser(here.worker).get(reverse("published-file", args=[publication.report_id, name]))
    assert answer.content[: len(begins)].lower() == begins.lower()
    assert publication.source["id"] in answer.headers["Content-Disposition"]
    lines = LogLine.objects.filter(route="published-file", by=here.worker.pk)
    assert [one["act"] for line in lines for one in line.acts] == ["download report"]


def test_who_has_read_it_by_name_is_for_their_own_manager(here: Published) -> None:
    publication, _ = published(here)
    address = reverse("report-readers", args=[publication.report_id, here.yjs.pk])
    assert "Jo Worker" in text_of(browser(here.manager).get(address))
    for far in (here.stranger, here.lead, here.analyst):
        assert browser(far).get(address).status_code == 403
    for anybody in (here.stranger, here.analyst):
        shown = browser(anybody).get(reverse("uptake-of", args=[publication.report_id]))
        assert shown.status_code == 200 and "Jo Worker" not in text_of(shown)


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


@pytest.mark.once
def test_more_texts_and_comments_cost_no_more_queries(here: Published) -> None:
    report = written(here)
    comment = sent(here, report)
    client = browser(here.lead)
    there = [
        reverse("report", args=[report.pk]),
        reverse("report-accuracy", args=[report.pk]),
        reverse("report-versions", args=[report.pk, "report"]),
        reverse("report-figures", args=[report.pk]),
        reverse("reports-written"),
    ]
    client.get(there[0])  # what a process looks up once
    before = [queries(client, one) for one in there]
    answered(here, comment)
    for n in range(3):
        write(report, here.second, Edition.REPORT, f"# Report\n\nMore {'x' * n}.")
    for _ in range(3):
        with acting(here.manager) as by:
            checking.comment(
                request=comment.request, about="", words="And this.", is_nothing=False, by=by
            )
    assert [queries(client, one) for one in there] == before


def text_of(answer: Any) -> str:
    html: str = answer.content.decode()
    return html.replace("&#39;", "’").replace("&#34;", '"')


def bare(answer: Any) -> bytes:
    found: bytes = re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"', b"", answer.content)
    return found


def test_a_report_that_is_begun_has_a_first_text_without_fault(here: Published) -> None:
    report = begun(here)
    shown = text_of(browser(here.lead).get(reverse("report-text", args=[report.pk, "report"])))
    assert "Nothing is to be mended in this text" in shown
