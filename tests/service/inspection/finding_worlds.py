"""An inspection that was really drawn, and is judged by the services, for what it comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from sightline.engine.inspection.draw import Framed, draw
from sightline.engine.inspection.size import sample_size
from sightline.service.access import services as access
from sightline.service.access.models import Agency, Person, Sector
from sightline.service.access.roles import Role
from sightline.service.files.standard import standard
from sightline.service.inspection import rating, service_questions
from sightline.service.inspection.finding import Found, found
from sightline.service.inspection.knowing import known
from sightline.service.inspection.models import (
    Completed,
    Draw,
    Drawn,
    Inspection,
    Judgement,
    Member,
    Part,
    Plan,
    Reading,
    Sort,
)
from sightline.service.ledger import chains, clock
from tests.service.inspection.judging_worlds import Judged, acting
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
)

SEED = "3-1-4-1-5"
REASON = "The plan was made, and it was followed."
NOTES = "I would ask the manager about this."


def world(
    *,
    girls: int = 2,
    boys: int = 6,
    most: int = 5,
    rules: str = "",
    question_set: str = "2025",
    programme: str = "youth-2025",
    parts: Sequence[str] = ("children",),
    sort: str = Sort.SERVICE,
    members: int = 3,
    second_share: int = 20,
) -> Judged:
    """An inspection of a youth justice service, drawn from a frame of girls and boys."""
    yjs = agency()
    inspectorate = agency("The inspectorate", Sector.INSPECTORATE, teams=())
    own = sort == Sort.SELF
    home, role = (yjs, Role.MANAGER) if own else (inspectorate, Role.INSPECTOR)
    people = [person(home, role, name=name) for name in ("Lee Lead", "Ina One", "Tom Two")]
    manager = person(yjs, Role.MANAGER, name="Mo Manager", team="North")
    with machine() as by:
        access.agree(
            agency=yjs.pk, other=inspectorate.pk, purpose="Inspection", basis="The law",
            from_on=LONG_AGO, sensitivities="hvp", by=by,
        )  # fmt: skip
    children = {
        child_of(yjs, f"{sex.title()}child{n}", sex): sex
        for sex, many in (("girl", girls), ("boy", boys))
        for n in range(many)
    }
    inspection = Inspection(sort=sort, agency=home, title="Borchester 2026")
    plan = Plan(
        inspection=inspection,
        areas=[{"agency": str(yjs.pk), "team": ""}],
        question_set=question_set,
        rules=rules,
        programme=programme,
        standard=standard().digest,
        parts=list(parts),
        from_on=today() - timedelta(5),
        until_on=today(),
        confidence=80,
        margin=5,
        most=most,
        strata=["sex"],
        second_share=second_share,
    )
    rows = [
        Member(inspection=inspection, person=who, part=Part.INSPECTOR if n else Part.LEAD)
        for n, who in enumerate(people[:members])
    ]
    the_draw, drawn = drawn_from(inspection, plan, children)
    with machine() as by:
        chain = chains.inspection_chain(inspection.pk)
        chains.append([inspection, plan, *rows, the_draw, *drawn], chain=chain, by=by)
    lead, one, two = people
    return Judged(
        yjs, inspectorate, lead, one, two, manager, inspection.pk, the_draw, drawn,
        {row.person_id: row for row in rows},
    )  # fmt: skip


def child_of(yjs: Agency, given: str, sex: str = "girl") -> UUID:
    """A child with whom the service works."""
    child = open_file(given=given, family="Sample", born_on=date(2011, 3, 4), place="borchester")
    record(child, "case", days_ago(200), agency=yjs.pk, service="youth-justice")
    return child


def drawn_from(
    inspection: Inspection, plan: Plan, children: Mapping[UUID, str]
) -> tuple[Draw, list[Drawn]]:
    """A draw by the engine, as the service writes it."""
    frame = sorted(
        (Framed(str(child), sex) for child, sex in children.items()), key=lambda one: one.file
    )
    size = sample_size(len(frame), confidence=80, margin=5, most=plan.most).size
    sample = draw(
        frame, seed=SEED, size=size, minimum=1, reserves=2, second_share=plan.second_share
    )
    the_draw = Draw(
        inspection=inspection, plan=plan, at=clock.now() + timedelta(minutes=1), seed=SEED,
        frame=[[one.file, one.stratum] for one in frame], frame_digest=sample.frame_digest,
        size=size,
    )  # fmt: skip
    drawn = [
        Drawn(
            inspection=inspection, draw=the_draw, file_id=UUID(one.file), stratum=one.stratum,
            place=one.place, weight=str(one.weight), is_reserve=one.reserve, is_twice=one.twice,
        )
        for one in sample.drawn
    ]  # fmt: skip
    return the_draw, drawn


Answers = Mapping[tuple[int, int], str]
"""By the number of the file among those to be judged, and of the question, both from 1."""


def judged(
    here: Judged,
    answers: Answers | None = None,
    second: Answers | None = None,
    only: Sequence[Drawn] | None = None,
) -> None:
    """Everything is read and signed. What is not in ``answers`` is answered with yes.

    ``second``: what the second reader answered otherwise. ``only``: some of the files.
    """
    for place, each in enumerate(to_judge(here) if only is None else only, 1):
        given = answers or {}
        _judge(here, each, 1, here.one, place, given)
        if each.is_twice:
            _judge(here, each, 2, here.two, place, {**given, **(second or {})})


def to_judge(here: Judged) -> list[Drawn]:
    """The files that are to be judged, in the order in which they were drawn."""
    return [one for one in here.drawn if not one.is_reserve]


def _judge(
    here: Judged, drawn: Drawn, turn: int, who: Person, place: int, answers: Answers
) -> None:
    """As the services of judging write it, all at once."""
    of = here.inspection
    reading = Reading(inspection_id=of, drawn=drawn, person=who, turn=turn)
    rows = [
        Judgement(
            inspection_id=of, reading=reading, question=question.id,
            answer=answers.get((place, number), "yes"), reason=REASON, evidence=[], notes=NOTES,
        )
        for number, question in here.asked.numbered()
    ]  # fmt: skip
    signed = Completed(inspection_id=of, reading=reading, answers_digest="0" * 64)
    with acting(who) as by:
        chains.append([reading, *rows, signed], chain=here.chain, by=by)


def now(here: Judged) -> Found:
    """What it comes to now."""
    see_all()
    return found(known(here.inspection))


def serviced(here: Judged, answer: str = "yes") -> None:
    """Every question about the service is answered."""
    of = known(here.inspection)
    for question in of.of_service():
        with acting(here.one) as by:
            service_questions.answer(
                known=of, area=here.yjs.pk, question=question.id, answer=answer,
                reason="The board’s minutes say so.", evidence=[], seen=0, by=by,
            )  # fmt: skip


def rated(here: Judged, standard: str, band: str, seen: int = 0) -> None:
    """A standard is given its band."""
    with acting(here.lead) as by:
        rating.rate(
            inspection=here.inspection, standard=standard, band=band,
            reason="It is what the evidence says.", seen=seen, by=by,
        )  # fmt: skip
