"""An inspection that is drawn and waits to be judged: a lead, two inspectors, a few files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from sightline.service.access import services as access
from sightline.service.access.models import Agency, Person, Sector
from sightline.service.access.roles import Role
from sightline.service.files.standard import standard
from sightline.service.inspection import judging, sharing
from sightline.service.inspection.asked import Asked, asked
from sightline.service.inspection.judging import Said
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
from sightline.service.ledger.acts import Act, act
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

QUESTIONS = (
    "children-assessing-safety",
    "children-planning-positive-change",
    "children-planning-safety",
)
"""Few are asked, of which the last may not apply."""

YES = Said("yes", "It was done well")
NO = Said("no", "It was not done")


@dataclass
class Judged:
    """An inspection that was drawn, and who carries it out."""

    yjs: Agency
    inspectorate: Agency
    lead: Person
    one: Person
    two: Person
    manager: Person
    inspection: UUID
    draw: Draw
    drawn: list[Drawn]
    members: dict[UUID, Member] = field(default_factory=dict)

    @property
    def asked(self) -> Asked:
        """What it asks of each file."""
        return asked(self.draw.plan)

    @property
    def chain(self) -> str:
        """Its chain."""
        return chains.inspection_chain(self.inspection)


def world(twice: Sequence[int] = (1,), files: int = 3, reserves: int = 1) -> Judged:
    """An inspection of a youth justice service. ``twice``: which files two people judge, from 1."""
    yjs = agency()
    inspectorate = agency("The inspectorate", Sector.INSPECTORATE, teams=())
    of = {
        name: person(inspectorate, Role.INSPECTOR, name=name, is_worker=False)
        for name in ("Lee Lead", "Ina One", "Tom Two")
    }
    manager = person(yjs, Role.MANAGER, name="Mo Manager", team="North")
    with machine() as by:
        access.agree(
            agency=yjs.pk, other=inspectorate.pk, purpose="Inspection", basis="The law",
            from_on=LONG_AGO, sensitivities="hvp", by=by,
        )  # fmt: skip
    children = [_child(yjs, f"Child{n}") for n in range(1, files + reserves + 1)]
    lead, one, two = of.values()
    inspection = Inspection(sort=Sort.SERVICE, agency=inspectorate, title="Borchester 2026")
    plan = _plan(inspection, yjs)
    members = [
        Member(inspection=inspection, person=who, part=Part.INSPECTOR if n else Part.LEAD)
        for n, who in enumerate((lead, one, two))
    ]
    draw, drawn = _draw(inspection, plan, children, files, twice)
    with machine() as by:
        rows = [inspection, plan, *members, draw, *drawn]
        chains.append(rows, chain=chains.inspection_chain(inspection.pk), by=by)
    held = {member.person_id: member for member in members}
    return Judged(yjs, inspectorate, lead, one, two, manager, inspection.pk, draw, drawn, held)


def _child(yjs: Agency, given: str) -> UUID:
    child = open_file(given=given, family="Sample", born_on=date(2011, 3, 4), place="borchester")
    record(child, "case", days_ago(200), agency=yjs.pk, service="youth-justice")
    record(
        child, "assessment", days_ago(150), agency=yjs.pk, tool="assetplus", vulnerability="high"
    )
    return child


def _plan(inspection: Inspection, yjs: Agency) -> Plan:
    return Plan(
        inspection=inspection,
        areas=[{"agency": str(yjs.pk), "team": ""}],
        question_set="2025",
        programme="youth-2025",
        standard=standard().digest,
        parts=["children"],
        questions=list(QUESTIONS),
        from_on=today(),
        until_on=today() + timedelta(5),
        confidence=80,
        margin=5,
        second_share=20,
    )


def _draw(
    inspection: Inspection, plan: Plan, children: list[UUID], files: int, twice: Sequence[int]
) -> tuple[Draw, list[Drawn]]:
    draw = Draw(
        inspection=inspection, plan=plan, at=clock.now() + timedelta(minutes=1), seed="seed",
        frame_digest="0" * 64, size=files,
    )  # fmt: skip
    drawn = [
        Drawn(
            inspection=inspection, draw=draw, file_id=child, stratum="all", place=n, weight="1",
            is_reserve=n > files, is_twice=n in twice,
        )
        for n, child in enumerate(children, 1)
    ]  # fmt: skip
    return draw, drawn


@contextmanager
def acting(who: Person) -> Iterator[Act]:
    """An act of somebody, after which the test sees all again."""
    try:
        with act(person=who.pk, route="test") as by:
            yield by
    finally:
        see_all()


def given(here: Judged, drawn: int, turn: int, to: Person) -> Reading:
    """The lead gives a file, by its number, to somebody."""
    wanted = [sharing.Given(here.drawn[drawn - 1].pk, turn, to.pk)]
    with acting(here.lead) as by:
        (row,) = sharing.share(
            viewer=viewer(here.lead), inspection=here.inspection, given=wanted, by=by
        )
    return row


def answer(
    here: Judged, reading: Reading, number: int, said: Said = YES, seen: int = 0
) -> Judgement:
    """Its reader answers a question."""
    with acting(reading.person) as by:
        return judging.answer(
            viewer=viewer(reading.person), inspection=here.inspection, reading=reading.pk,
            number=number, said=said, seen=seen, by=by,
        )  # fmt: skip


def sign(here: Judged, reading: Reading) -> None:
    """Its reader signs a file as it is answered."""
    at = viewer(reading.person)
    seen = judging.judging(at, here.inspection, reading.pk).digest
    with acting(reading.person) as by:
        judging.sign(viewer=at, inspection=here.inspection, reading=reading.pk, seen=seen, by=by)


def judge(here: Judged, reading: Reading, no: Sequence[int] = (), said: Said = YES) -> None:
    """Its reader has answered everything and signed. ``no``: the questions answered with no.

    The rows are those that ``judging`` writes, put there at once: its own tests go through it.
    """
    answered = [
        (question, NO if number in no else said) for number, question in here.asked.numbered()
    ]
    rows = [
        Judgement(
            inspection_id=here.inspection, reading=reading, question=question.id,
            answer=one.answer, reason=one.reason, evidence=[], notes=one.notes,
        )
        for question, one in answered
    ]  # fmt: skip
    digest = judging.answers_digest(rows)
    signed = Completed(inspection_id=here.inspection, reading=reading, answers_digest=digest)
    with acting(reading.person) as by:
        chains.append([*rows, signed], chain=here.chain, by=by)
