"""A concluded inspection, and those who write, check, sign and read its report.

The inspection is written straight into its chain: what it came to, and not how it was judged.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from fractions import Fraction
from typing import Any
from uuid import UUID

from sightline.engine.inspection.findings import (
    Findings,
    Group,
    QuestionFinding,
    StandardFinding,
    findings_digest,
)
from sightline.service.access.models import Agency, Person, Sector
from sightline.service.access.roles import Role
from sightline.service.files.standard import standard
from sightline.service.inspection.models import (
    Conclusion,
    Draw,
    Drawn,
    Example,
    ExampleCheck,
    Inspection,
    Member,
    Part,
    Plan,
    Sort,
)
from sightline.service.inspection.recommending import recommend
from sightline.service.ledger import chains, clock
from sightline.service.ledger.acts import Act, act
from sightline.service.publishing import checking, editing, figures, proposed, signing
from sightline.service.publishing.models import Edition, Report
from tests.service.worlds import agency, machine, open_file, person, see_all, today

SET, RULES, PARTS = "2018", "standards-2018", ("court",)
CHILDREN_TEXT = """# For you

Grown-ups looked at how your team helps you. They found good work. Some things must get better.
"""


@dataclass
class Published:
    """Who is there. ``lead`` and ``second`` carry the inspection out, ``signer`` does not."""

    yjs: Agency
    other: Agency
    hmip: Agency
    lead: Person
    second: Person
    signer: Person
    manager: Person
    worker: Person
    stranger: Person
    analyst: Person
    inspection: UUID
    draw: Draw
    drawn: Drawn
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def chain(self) -> str:
        """The chain of the inspection."""
        return chains.inspection_chain(self.inspection)


def world(sort: str = Sort.SERVICE) -> Published:
    """All of it, concluded, and no report begun."""
    yjs, other = agency(), agency("Felpersham YJS")
    hmip = agency("The inspectorate", Sector.INSPECTORATE, teams=())
    ministry = agency("The ministry", Sector.GOVERNMENT, teams=())
    own = sort == Sort.SELF
    home, role = (yjs, Role.MANAGER) if own else (hmip, Role.INSPECTOR)
    lead, second, signer = (
        person(home, role, name=name, is_worker=False)
        for name in ("Lee Lead", "Ina Second", "Sol Signer")
    )
    manager = person(yjs, Role.MANAGER, name="Mo Manager", team="North")
    worker = person(yjs, Role.PRACTITIONER, name="Jo Worker", team="North")
    stranger = person(other, Role.MANAGER, name="Fay Felpersham")
    analyst = person(ministry, Role.NATIONAL_ANALYST, name="Ann Analyst", is_worker=False)
    made = Inspection(sort=sort, agency=home, title="Borchester")
    plan = Plan(
        inspection=made, areas=[{"agency": str(yjs.pk), "team": ""}], question_set=SET,
        rules="" if own else RULES, programme="standards-2018", standard=standard().digest,
        parts=list(PARTS), from_on=today() - timedelta(20), until_on=today() - timedelta(10),
        confidence=80, margin=5, second_share=20,
    )  # fmt: skip
    draw = Draw(
        inspection=made, plan=plan, at=clock.now(), seed="1", frame_digest="0" * 64, size=60
    )
    drawn = Drawn(
        inspection=made, draw=draw, file_id=open_file(given="Robin", family="Greenaway"),
        stratum="", place=1, weight="1", is_reserve=False, is_twice=False,
    )  # fmt: skip
    members = [
        Member(inspection=made, person=one, part=part)
        for one, part in ((lead, Part.LEAD), (second, Part.INSPECTOR))
    ]
    with machine() as by:
        chain = chains.inspection_chain(made.pk)
        chains.append([made, plan, *members, draw, drawn], chain=chain, by=by)
    here = Published(
        yjs, other, hmip, lead, second, signer, manager, worker, stranger, analyst, made.pk, draw,
        drawn,
    )  # fmt: skip
    conclude(here)
    return here


def conclude(here: Published, *, yes: int = 47, band: str = "good") -> None:
    """What it came to, or comes to anew: of the first question so many of sixty."""
    of = standard().question_sets[SET]
    asked = [one for one in of.questions.values() if one.part in PARTS][:6]
    questions = tuple(
        QuestionFinding(
            question=one.id, yes=yes - 4 * n, no=60 - yes + 4 * n - 3, not_applicable=3,
            unanswered=0, percent=Fraction(100 * (yes - 4 * n), 57), rounded=80, low=70.0,
            high=90.0, weighted=None, weighted_low=None, weighted_high=None, all_files=False,
        )
        for n, one in enumerate(asked)
    )  # fmt: skip
    small = QuestionFinding(
        question=asked[-1].id, yes=4, no=3, not_applicable=53, unanswered=0,
        percent=Fraction(400, 7), rounded=57, low=30.0, high=80.0, weighted=None,
        weighted_low=None, weighted_high=None, all_files=False,
    )  # fmt: skip
    rules = standard().ratings[RULES]
    first = next(iter(rules.standards.values()))
    rated = StandardFinding(
        standard=first.id, on_evidence=True, percent=None, decided_by=(), said="", band=band,
        moved=False, few=False, fragile=False, down=None, up=None, may_become=(),
    )  # fmt: skip
    own = not here.draw.plan.rules
    found = Findings(
        question_set=SET, rules="" if own else RULES, caveat="",
        all=Group("", 60, 80, (*questions[:-1], small)), areas=(), service=(),
        standards=() if own else (rated,), overall=None,
    )  # fmt: skip
    row = Conclusion(
        inspection_id=here.inspection, draw=here.draw, findings=found.to_dict(),
        findings_digest=findings_digest(found),
    )  # fmt: skip
    with machine() as by:
        chains.append([row], chain=here.chain, by=by)


def first_question() -> str:
    """The name of the figure of the first question."""
    of = standard().question_sets[SET]
    return next(one.id for one in of.questions.values() if one.part in PARTS)


def small_question() -> str:
    """The name of a figure that is withheld."""
    of = standard().question_sets[SET]
    return [one.id for one in of.questions.values() if one.part in PARTS][5]


@contextmanager
def acting(who: Person) -> Iterator[Act]:
    """An act of somebody, after which the test sees all again."""
    try:
        with act(person=who.pk, route="test") as by:
            yield by
    finally:
        see_all()


def begun(here: Published, who: Person | None = None) -> Report:
    """The report, begun by the lead."""
    with acting(who or here.lead) as by:
        report = editing.begin_on_inspection(
            inspection=here.inspection, title="How Borchester keeps children safe", by=by
        )
        figures.take_in(report=report, by=by)
        proposed.write(report=report, by=by)
    return report


def write(report: Report, who: Person, edition: str, words: str) -> None:
    """Somebody saves a text."""
    with acting(who) as by:
        seen = editing.latest(report.pk, edition).version
        editing.save_text(report=report.pk, edition=edition, words=words, seen=seen, by=by)


def written(here: Published) -> Report:
    """The report with all that must be written."""
    report = begun(here)
    write(report, here.lead, Edition.CHILDREN, CHILDREN_TEXT)
    return report


def checked(here: Published, report: Report) -> None:
    """The inspected agency has read the draft and found nothing wrong."""
    with acting(here.lead) as by:
        request = checking.send_draft(
            report=report, to=here.yjs.pk, by_on=today() + timedelta(14), today=today(), by=by
        )
    with acting(here.manager) as by:
        checking.comment(request=request, about="", words="", is_nothing=True, by=by)


def signed(here: Published, report: Report, who: Person | None = None) -> None:
    """Somebody signs it as it is."""
    seen = signing.standing(report, today()).digest
    with acting(who or here.signer) as by:
        signing.sign(report=report, seen=seen, today=today(), by=by)


def ready(here: Published) -> Report:
    """A report that is signed."""
    report = written(here)
    checked(here, report)
    signed(here, report)
    return report


def recommended(here: Published, words: str = "Make a plan for every child at risk.") -> None:
    """The inspection recommends something."""
    with acting(here.lead) as by:
        recommend(
            inspection=here.inspection, to=here.yjs.pk, words=words, theme="vulnerability",
            due_on=today() + timedelta(90), shown_by={"duty": "vuln-plan-create"}, by=by,
        )  # fmt: skip


def example(here: Published, words: str = "A worker went along to the first day.") -> Example:
    """A practice example that may be told."""
    row = Example(
        inspection_id=here.inspection, drawn=here.drawn, title="Going along", words=words,
        consent_of="The young person", consent_how="In writing", consent_on=today(),
    )  # fmt: skip
    with machine() as by:
        chains.append(
            [row, ExampleCheck(inspection_id=here.inspection, example=row)],
            chain=here.chain, by=by,
        )  # fmt: skip
    return row


def withdrawn(here: Published) -> None:
    """The consent to the example is taken back."""
    row = Example(
        inspection_id=here.inspection, drawn=here.drawn, consent_on=today(), withdrawn=True
    )
    with machine() as by:
        chains.append([row], chain=here.chain, by=by)
