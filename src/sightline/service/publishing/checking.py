"""The check for errors of fact: a draft goes to the inspected agency, which says what is wrong.

What it is sent is frozen: whatever is written afterwards, it reads the very draft that it was asked
about. Every comment is answered before the report is signed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sightline.reporting.published import as_json
from sightline.reporting.published.content import EDITIONS, Source
from sightline.service.access.models import Agency
from sightline.service.inspection.models import Plan
from sightline.service.ledger import chains
from sightline.service.ledger.acts import Act
from sightline.service.ledger.failures import Refused
from sightline.service.ledger.row_security import as_machine
from sightline.service.publishing import building
from sightline.service.publishing.editing import Line, compared
from sightline.service.publishing.models import (
    AccuracyRequest,
    Comment,
    Edition,
    Publication,
    Reply,
    Report,
)
from sightline.service.ui.jinja import day

PUBLISHED = "This report is published. What is wrong with it is put right in another version."
NOT_INSPECTED = "This report does not speak of that agency. Its draft is not sent there."
FAULTS_FIRST = "The draft can be sent when nothing in its texts is wrong any more."
PAST = "Give them a day that is still to come."
SAY_WHAT = "Say what is wrong, or that nothing is."
ANSWERED = "This comment was answered."
NOTHING_TO_ANSWER = "They say that nothing is wrong. There is nothing to answer."


@dataclass(frozen=True, slots=True)
class Sent:
    """A draft that was sent. ``comments``: what came back, in order; each with its answer."""

    request: AccuracyRequest
    comments: tuple[Comment, ...]
    replies: dict[UUID, Reply]

    @property
    def unanswered(self) -> int:
        """How many comments wait for an answer."""
        return sum(not one.is_nothing and one.pk not in self.replies for one in self.comments)


def inspected(report: Report) -> list[Agency]:
    """The agencies that a report speaks of, by name; of a review, none."""
    if report.inspection_id is None:
        return []
    with as_machine():
        plan = Plan.objects.filter(inspection=report.inspection_id).order_by("position").last()
    wanted = [] if plan is None else [area["agency"] for area in plan.areas]
    return list(Agency.objects.filter(pk__in=wanted).order_by("name"))


def send_draft(*, report: Report, to: UUID, by_on: date, today: date, by: Act) -> AccuracyRequest:
    """Send the draft as it is to an inspected agency, to be checked by a day. Raises Refused."""
    chain = chains.report_chain(report.pk)
    chains.lock(chain)
    _refuse_published(report.pk)
    if to not in {agency.pk for agency in inspected(report)}:
        raise Refused(NOT_INSPECTED)
    if by_on <= today:
        raise Refused(PAST)
    source = building.source_of(report)
    if building.faults_of(source):
        raise Refused(FAULTS_FIRST)
    made = AccuracyRequest(
        report=report,
        to_id=to,
        text_digest=as_json.digest(source),
        source=building.kept(source),
        by_on=by_on,
    )
    chains.append([made], chain=chain, by=by)
    by.did("send draft", row=made.pk)
    return made


def comment(
    *, request: AccuracyRequest, about: str, words: str, is_nothing: bool, by: Act
) -> Comment:
    """Say what is wrong with a draft, or that nothing is. Raises Refused."""
    chain = chains.report_chain(request.report_id)
    chains.lock(chain)
    _refuse_published(request.report_id)
    words = words.strip()
    if bool(words) == is_nothing:
        raise Refused(SAY_WHAT)
    made = Comment(
        report_id=request.report_id,
        request=request,
        about="" if is_nothing else about.strip(),
        words=words,
        is_nothing=is_nothing,
    )
    chains.append([made], chain=chain, by=by)
    by.did("comment on draft", row=made.pk)
    return made


def reply(*, comment: Comment, outcome: str, reason: str, by: Act) -> Reply:
    """Answer a comment: taken up, in part, or not, and why. Raises Refused."""
    chain = chains.report_chain(comment.report_id)
    chains.lock(chain)
    if comment.is_nothing:
        raise Refused(NOTHING_TO_ANSWER)
    if Reply.objects.filter(comment=comment).exists():
        raise Refused(ANSWERED)
    made = Reply(
        report_id=comment.report_id, comment=comment, outcome=outcome, reason=reason.strip()
    )
    chains.append([made], chain=chain, by=by)
    by.did("answer comment", row=made.pk)
    return made


def sent(report: UUID) -> list[Sent]:
    """The drafts of a report that were sent, the first first, in three queries."""
    requests = AccuracyRequest.objects.filter(report=report).select_related("to")
    return _with_comments(list(requests.order_by("position")), report)


def sent_as(request: AccuracyRequest) -> Sent:
    """One draft that was sent, with what came back."""
    (found,) = _with_comments([request], request.report_id)
    return found


def _with_comments(requests: list[AccuracyRequest], report: UUID) -> list[Sent]:
    comments = list(Comment.objects.filter(report=report).order_by("position"))
    replies = {one.comment_id: one for one in Reply.objects.filter(report=report)}
    return [
        Sent(one, tuple(each for each in comments if each.request_id == one.pk), replies)
        for one in requests
    ]


def hindrances(report: Report, today: date) -> Iterator[str]:
    """What of the check stands in the way of signing, each in a sentence.

    A service that looks at itself sends its draft to nobody, and a review is of no agency.
    """
    if report.is_own:
        return
    there = sent(report.pk)
    for agency in inspected(report):
        its = [one for one in there if one.request.to_id == agency.pk]
        if not its:
            yield f"The draft was not sent to {agency.name} to be checked for errors of fact."
        elif not its[-1].comments and its[-1].request.by_on >= today:
            until = day(its[-1].request.by_on)
            yield f"{agency.name} has until {until} to say what is wrong with the draft."
        waiting = sum(one.unanswered for one in its)
        if waiting:
            yield f"{_comments(waiting)} of {agency.name} not answered."


def _comments(number: int) -> str:
    return "One comment is" if number == 1 else f"{number} comments are"


def changes_since(request: AccuracyRequest, now: Source) -> list[tuple[Edition, list[Line]]]:
    """What changed in each text since a draft was sent; editions that did not are left out."""
    then = as_json.from_dict(request.source)
    found = []
    for edition in (*EDITIONS, Edition.METHOD):
        old, new = (_text(source, edition) for source in (then, now))
        if old != new:
            found.append((Edition(edition), list(compared(old, new))))
    return found


def others_changed(request: AccuracyRequest, now: Source) -> list[str]:
    """What else changed since a draft was sent: figures, ratings, recommendations, examples."""
    then, is_now = request.source, building.kept(now)
    said = {
        "cells": "Figures were changed",
        "ratings": "Ratings were changed",
        "recommendations": "Recommendations were changed",
        "examples": "Practice examples were changed",
    }
    return [words for name, words in said.items() if then.get(name) != is_now.get(name)]


def _text(source: Source, edition: str) -> str:
    return source.methodology if edition == Edition.METHOD else source.editions.get(edition, "")


def _refuse_published(report: UUID) -> None:
    if Publication.objects.filter(report=report).exists():
        raise Refused(PUBLISHED)
