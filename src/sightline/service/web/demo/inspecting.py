"""Inspections of the demonstration: one that is concluded and published, and one that goes on.

The people of the cast do it all, through the services, as anybody would. What is there is passed
over, step by step, so that whatever was cut off goes on where it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from uuid import UUID

from sightline.service.access.models import Person
from sightline.service.access.viewer import Viewer, day_of, viewer_of
from sightline.service.inspection import (
    concluding,
    drawing,
    evidence,
    filing,
    judging,
    moderating,
    planning,
    plans,
    recommending,
    sharing,
)
from sightline.service.inspection.asked import choices
from sightline.service.inspection.finding import Found, found
from sightline.service.inspection.frames import Frame
from sightline.service.inspection.judging import Said
from sightline.service.inspection.knowing import known
from sightline.service.inspection.models import (
    Conclusion,
    Inspection,
    Member,
    Reading,
    Sort,
)
from sightline.service.inspection.readings import files_read, is_signed, last_draw
from sightline.service.inspection.standing_answers import Source
from sightline.service.ledger import clock
from sightline.service.ledger.acts import Act, act
from sightline.service.ledger.row_security import as_machine
from sightline.service.web.demo.cast import INSPECTORATE, YJS
from sightline.service.web.demo.people import file_of, person
from sightline.standard.model import NOT_APPLICABLE, Question

ROUTE = "demo"
LEAD, OTHERS = "inspector", ("inspector.two", "inspector.three")
CONCLUDED, GOES_ON = "Borchester youth justice in autumn", "Borchester, coming out of custody"
FILES = 10
"""Of fewer nothing could be published."""

SOME_FILES = 5

NO_TIES = "I have no ties to anybody or anything that is inspected."

REASONS = {
    "yes": {
        "assessing": "It rests on what school, health and the child said, and says what is strong.",
        "planning": "Each step has a name and a day, and the child can say what is in it.",
        "delivering": "The work was done as planned, and changed when something happened.",
    },
    "no": {
        "assessing": "It repeats the last one. What changed at home in spring is not in it.",
        "planning": "It says what is feared and not what is done on the day it happens.",
        "delivering": "Two of the visits that were planned were not made, and nobody asked why.",
    },
}
NOT_APPLIED = "Nothing in the file says that the child, or anybody else, was not safe."

RECOMMENDED = (
    (
        "See that each child who is found to be vulnerable has a plan, written with the child, "
        "that says what is done, by whom, and what if it goes wrong.",
        "vulnerability",
        "duty vuln-plan-create",
        90,
    ),
    (
        "Make every visit at home that the assessment asks for, and record what was seen.",
        "other",
        "duty home-visit-yot",
        120,
    ),
)
"""The words, the theme, what will show it, and in how many days it is due."""


def make_inspections() -> None:
    """Make both inspections, as far as they are not there."""
    concluded = _begun(CONCLUDED, FILES, "case")
    _judge(concluded, leave=0)
    _moderate(concluded)
    _recommend(concluded)
    _conclude(concluded)
    goes_on = _begun(GOES_ON, SOME_FILES, "custody")
    _judge(goes_on, leave=SOME_FILES - 1)


@contextmanager
def acting(who: Person) -> Iterator[Act]:
    """An act of somebody."""
    with act(person=who.pk, route=ROUTE) as by:
        yield by


def today() -> date:
    """The day of the demonstration."""
    return day_of(clock.now())


def viewer(who: Person) -> Viewer:
    """Somebody, as the policy sees them now."""
    with as_machine():
        return viewer_of(who.pk, clock.now())


# --- planned and drawn -------------------------------------------------------------------------


def _begun(title: str, files: int, runs: str) -> UUID:
    """An inspection with its members and its sample. ``runs``: what must have run."""
    lead = person(LEAD)
    with as_machine():
        there = Inspection.objects.filter(title=title).first()
    if there is None:
        with acting(lead) as by:
            there = planning.begin(
                sort=Sort.SERVICE,
                agency=file_of(INSPECTORATE),
                title=title,
                planned=_planned(files, runs),
                declared=NO_TIES,
                by=by,
            )
    with as_machine():
        members = set(Member.objects.filter(inspection=there).values_list("person", flat=True))
    for mail in OTHERS:
        if person(mail).pk not in members:
            with acting(lead) as by:
                planning.add_member(
                    inspection=there.pk, person=person(mail).pk, declared=NO_TIES, by=by
                )
    with as_machine():
        is_drawn = last_draw(there.pk) is not None
    if not is_drawn:
        with acting(lead) as by:
            drawing.draw(
                inspection=there.pk,
                seed="4-1-6-2-5-3",
                seed_how="A die, thrown six times with the head of the service watching.",
                by=by,
            )
    return there.pk


def _planned(files: int, runs: str) -> plans.Planned:
    return plans.Planned(
        areas=(plans.Area(file_of(YJS)),),
        question_set="2025",
        rules="youth-2025",
        programme="youth-2025",
        parts=("children",),
        from_on=today(),
        until_on=today() + timedelta(days=11),
        frame=Frame("child", (runs,), today() - timedelta(days=365), today(), weeks=2),
        least=files,
        most=files,
        strata=("sex",),
        second_share=20,
    )


# --- judged ------------------------------------------------------------------------------------


def _judge(inspection: UUID, *, leave: int) -> None:
    """Share out what is not, and judge it. ``leave``: so many files are left as they are."""
    lead = person(LEAD)
    with as_machine():
        wanted = [
            sharing.Given(one.drawn, one.turn, _reader(at, one.turn).pk)
            for at, one in enumerate(sharing.propose(inspection).given)
        ]
    if wanted:
        with acting(lead) as by:
            sharing.share(viewer=viewer(lead), inspection=inspection, given=wanted, by=by)
    with as_machine():
        draw = last_draw(inspection)
        files = [] if draw is None else files_read(draw)
    for file in files[: len(files) - leave]:
        for turn in file.turns:
            if turn.reading is not None and not is_signed(turn.reading):
                _read(inspection, turn.reading, file.number, turn.turn)


def _reader(at: int, turn: int) -> Person:
    """The two who are not the lead, in turn, so that the lead can settle what they differ on."""
    return person(OTHERS[turn - 1])


def _read(inspection: UUID, reading: Reading, number: int, turn: int) -> None:
    """Answer what is not answered yet, and sign."""
    who = reading.person
    at = judging.judging(viewer(who), inspection, reading.pk)
    rests_on = tuple(
        evidence.evidence_of(item.key) for item in evidence.of_kind(at.then, "assessment")[:1]
    )
    for place, question in at.asked.numbered():
        if question.id in at.given:
            continue
        with acting(who) as by:
            judging.answer(
                viewer=viewer(who),
                inspection=inspection,
                reading=reading.pk,
                number=place,
                said=_said(question, number + place, turn, rests_on),
                seen=0,
                by=by,
            )
    seen = judging.judging(viewer(who), inspection, reading.pk).digest
    with acting(who) as by:
        judging.sign(
            viewer=viewer(who), inspection=inspection, reading=reading.pk, seen=seen, by=by
        )


def _said(question: Question, at: int, turn: int, rests_on: tuple[Mapping[str, str], ...]) -> Said:
    """An answer, the same on every machine: now and then no, or that it does not apply."""
    if NOT_APPLICABLE in choices(question) and at % 4 == 0:
        return Said(NOT_APPLICABLE, NOT_APPLIED)
    # The second reader is a little harder to please.
    answer = "no" if at % 3 == 1 or (turn == 2 and at % 5 == 2) else "yes"
    return Said(answer, REASONS[answer][question.stage], rests_on)


def _moderate(inspection: UUID) -> None:
    """The lead settles what two readers differ on."""
    lead = person(LEAD)
    with as_machine():
        waiting = [
            one
            for one in moderating.to_moderate(inspection)
            if one.standing.source is Source.UNRESOLVED
        ]
    for one in waiting:
        at = moderating.judged(viewer(lead), inspection, one.file.drawn.pk)
        with acting(lead) as by:
            moderating.moderate(
                viewer=viewer(lead),
                inspection=inspection,
                drawn=one.file.drawn.pk,
                number=one.number,
                answer="no",
                reason="Read together: what is planned is there, and what was done is not.",
                seen=moderating.seen_of(at, one.question.id),
                by=by,
            )


# --- concluded -----------------------------------------------------------------------------------


def _recommend(inspection: UUID) -> None:
    with as_machine():
        there = len(recommending.recommended(inspection))
    for words, theme, shown_by, days in RECOMMENDED[there:]:
        sort, id_ = shown_by.split()
        with acting(person(LEAD)) as by:
            recommending.recommend(
                inspection=inspection,
                to=file_of(YJS),
                words=words,
                theme=theme,
                due_on=today() + timedelta(days=days),
                shown_by={sort: id_},
                by=by,
            )


def _conclude(inspection: UUID) -> None:
    """Another member confirms, the lead concludes, and it is put on file."""
    with as_machine():
        is_there = Conclusion.objects.filter(inspection=inspection).exists()
    if not is_there:
        with as_machine():
            seen = concluding.said_digest(_found(inspection))
        with acting(person(OTHERS[0])) as by:
            concluding.confirm(inspection=inspection, seen=seen, by=by)
        with acting(person(LEAD)) as by:
            concluding.conclude(inspection=inspection, seen=seen, by=by)
    while True:
        with acting(person(LEAD)) as by:
            if filing.put_on_file(_found(inspection), by=by).is_whole:
                return


def _found(inspection: UUID) -> Found:
    return found(known(inspection))
