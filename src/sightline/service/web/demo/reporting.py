"""What the demonstration publishes: the report on its inspection, and then the third review.

As with inspections the people of the cast do it, through the services, and what is there is passed
over.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from sightline.engine.figures import Over
from sightline.engine.recommended import RecommendationDone, recommended
from sightline.engine.record_figures import Known
from sightline.engine.reviewed import Reproduced, reproduce
from sightline.reporting.published.content import EDITIONS
from sightline.reporting.published.review import review_source
from sightline.service.access.models import Person
from sightline.service.access.roles import Role
from sightline.service.files.standard import standard
from sightline.service.inspection import answering, following
from sightline.service.inspection.models import Inspection
from sightline.service.ledger import chains
from sightline.service.ledger.jobs import job
from sightline.service.ledger.row_security import as_machine
from sightline.service.publishing import (
    checking,
    editing,
    figures,
    issuing,
    proposed,
    signing,
)
from sightline.service.publishing.issuing import MustRead
from sightline.service.publishing.models import Edition, Publication, Reply, Report
from sightline.service.web.demo.cast import INSPECTORATE, YJS
from sightline.service.web.demo.inspecting import (
    CONCLUDED,
    LEAD,
    OTHERS,
    acting,
    make_inspections,
    today,
    viewer,
)
from sightline.service.web.demo.loading import Unwanted
from sightline.service.web.demo.people import file_of, person
from sightline.service.web.demo.state import INSPECTIONS, is_done
from sightline.service.web.demo.state import REVIEW as REVIEW_JOB
from sightline.standard.calendar import day_of, day_of_minute
from sightline.synth.nation import nation

REVIEW = "third-joint-review"
MANAGER = "yjs.manager"
_STEPS = 2

TEXTS: Mapping[Edition, str] = {
    Edition.SUMMARY: """# Borchester youth justice: summary

Inspectors read {figure:files-read} files, drawn by lot from all children with
whom the service worked. Workers know the children well. What they know does not always become a
plan, and what is planned is not always done.

## What is asked of the service

{recommendations}
""",
    Edition.BRIEFING: """# Borchester youth justice: for those who do the work

## What was done well

Assessments rest on what school, health and the child said.

## What to do tomorrow

Take the child who worries you most. If the plan does not say what happens on the day that what is
feared comes about, write that with the child, with a name and a day.

{table:children}
""",
    Edition.CHILDREN: """# What we found in Borchester

We are inspectors. We look at how well grown-ups help children who are in trouble. We read the notes
about some children in Borchester.

## What was good

Workers knew the children well. They asked school and health what they knew.

## What must get better

Some plans did not say what would be done, or who would do it. Some visits did not happen.

## What you can do

You can ask your worker to see your plan. If you do not feel safe, tell a grown-up you trust. You
can ring Childline on {name:0800 1111}.
""",
}
"""What is written beside the full report and how its figures came about, which are proposed."""

CONCERN = "The visits that were not made were in weeks in which the office was closed by a flood."
ANSWER = "The files do not say so. It is told in the report that the service says so."
ACCEPTED = "The plan is to be written with the child; for children in custody it takes longer."
UNDERTAKEN = "Each plan is read aloud with the child before a manager countersigns it."


def publish_inspections(seed: int) -> None:
    """Inspect the service, and publish the report; what is there is passed over."""
    if is_done(INSPECTIONS, seed, _STEPS):
        return
    with job(INSPECTIONS.format(seed), total=_STEPS) as running:
        make_inspections()
        running.advance(1)
        publish_inspection()
        running.advance(1)


def publish_third_review(seed: int, still_wanted: Callable[[], bool]) -> None:
    """Work the third review out from the whole nation, and publish it.

    ``still_wanted`` is asked all the time; where it says no, the next call begins anew. Raises
    Unwanted then.
    """
    if is_done(REVIEW_JOB, seed, _STEPS):
        return
    with job(REVIEW_JOB.format(seed), total=_STEPS) as running:

        def check(_: int = 0) -> None:
            if not still_wanted():
                raise Unwanted

        made = nation(seed, check)
        known = Known(made.known_at, made.watched, made.people)
        found = reproduce(standard(), standard().printed[REVIEW], made.files, known)
        check()
        asked = standard().recommendations[REVIEW]
        over = Over(day_of(asked.first), day_of_minute(made.known_at))
        done = recommended(standard(), asked, made.files, over, known)
        check()
        running.advance(1)
        publish_review(found, done)
        running.advance(1)


def publish_inspection() -> None:
    """Write, check, sign and publish the report on the inspection that is concluded."""
    with as_machine():
        about = Inspection.objects.get(title=CONCLUDED)
        report = Report.objects.filter(inspection=about).first()
    lead = person(LEAD)
    if report is None:
        with acting(lead) as by:
            report = editing.begin_on_inspection(inspection=about.pk, title=CONCLUDED, by=by)
            figures.take_in(report=report, by=by)
            proposed.write(report=report, by=by)
            for edition, words in TEXTS.items():
                editing.save_text(report=report.pk, edition=edition, words=words, seen=0, by=by)
    with as_machine():
        publication = issuing.last_of(report.pk)
    if publication is None:
        _check(report)
        readers = issuing.proposed_readers(report)
        publication = _sign_and_publish(report, person(OTHERS[1]), lead, readers)
    _follow(publication, lead)
    _answer()


def _check(report: Report) -> None:
    """The service finds something wrong with the draft, and is answered."""
    with as_machine():
        sent = checking.sent(report.pk)
    if not sent:
        with acting(person(LEAD)) as by:
            checking.send_draft(
                report=report, to=file_of(YJS), by_on=today() + timedelta(days=10), today=today(),
                by=by,
            )  # fmt: skip
        with as_machine():
            sent = checking.sent(report.pk)
    (one,) = sent
    if not one.comments:
        with acting(person(MANAGER)) as by:
            checking.comment(
                request=one.request, about="What must get better", words=CONCERN,
                is_nothing=False, by=by,
            )  # fmt: skip
        with as_machine():
            (one,) = checking.sent(report.pk)
    for comment in one.comments:
        if comment.pk not in one.replies:
            with acting(person(LEAD)) as by:
                checking.reply(
                    comment=comment, outcome=Reply.Outcome.NOT_TAKEN, reason=ANSWER, by=by
                )


def _sign_and_publish(
    report: Report, signer: Person, by_whom: Person, readers: list[MustRead]
) -> Publication:
    """Somebody who wrote none of it signs it, and it is published on the same day."""
    with as_machine():
        now = signing.standing(report, today())
    if now.signed is None:
        with acting(signer) as by:
            signing.sign(report=report, seen=now.digest, today=today(), by=by)
    with acting(by_whom) as by:
        return issuing.publish(report=report, on=today(), must_read=readers, today=today(), by=by)


def _follow(publication: Publication, who: Person) -> None:
    """Everything that follows, step by step."""
    while True:
        with acting(who) as by:
            if issuing.go_on(publication=publication, by=by) is None:
                return


def _answer() -> None:
    """The service accepts the first recommendation in part, and undertakes something."""
    manager, yjs = person(MANAGER), file_of(YJS)
    with as_machine():
        found = [one for one in following.followed([yjs], today()) if one.report == CONCLUDED]
    if not found or found[0].answers:
        return
    first = min(found, key=lambda one: one.number)
    with acting(manager) as by:
        answering.answer(
            viewer=viewer(manager), file=yjs, recommendation=first.fact,
            outcome="accepted-in-part", reason=ACCEPTED, seen=_version(yjs), by=by,
        )  # fmt: skip
    with acting(manager) as by:
        answering.undertake(
            viewer=viewer(manager), file=yjs, about=first.fact, what=UNDERTAKEN,
            owner="Head of practice", due_on=today() + timedelta(days=60), seen=_version(yjs),
            by=by,
        )  # fmt: skip


def _version(file: UUID) -> int:
    return chains.version(chains.file_chain(file))


def publish_review(found: Sequence[Reproduced], done: Sequence[RecommendationDone]) -> None:
    """Publish the third review as its figures came out of the nation."""
    source = review_source(standard(), standard().printed[REVIEW], found, done)
    lead, signer = person(LEAD), person(OTHERS[1])
    with as_machine():
        report = Report.objects.filter(review=REVIEW).first()
    if report is None:
        with acting(lead) as by:
            report = editing.begin_on_review(
                review=REVIEW, agency=file_of(INSPECTORATE), title=source.title, by=by
            )
            figures.take_in_review(report=report, source=source, by=by)
            words = {Edition(name): source.editions[name] for name in EDITIONS}
            for edition, text in {**words, Edition.METHOD: source.methodology}.items():
                editing.save_text(report=report.pk, edition=edition, words=text, seen=0, by=by)
    with as_machine():
        publication = issuing.last_of(report.pk)
    if publication is None:
        asked = (str(Role.PRACTITIONER), str(Role.MANAGER), str(Role.BOARD_MEMBER))
        readers = [MustRead(file_of(YJS), asked), MustRead(file_of("agency-probation"), asked)]
        publication = _sign_and_publish(report, signer, lead, readers)
    _follow(publication, lead)
