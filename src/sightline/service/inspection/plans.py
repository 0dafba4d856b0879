"""A plan as data: what is inspected, by which questions, from which frame; and whether it can be.

A plan is checked whole before it is written. What is wrong is told field by field, so that a form
can put each sentence beside its box (``BadPlan``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sightline.service.access.models import Agency, Team
from sightline.service.access.roles import Right
from sightline.service.access.viewer import Viewer
from sightline.service.files.standard import standard
from sightline.service.inspection.attributes import ATTRIBUTES
from sightline.service.inspection.frames import Frame, read_frame
from sightline.service.inspection.models import Inspection, Plan, Sort
from sightline.standard.model import Question, QuestionAbout, QuestionSet

CONFIDENCES = (80, 90, 95)
MARGINS = range(1, 26)
MOST_AREAS, MOST_STRATA = 60, 3


class BadPlan(Exception):
    """A plan that cannot stand. ``faults``: by field, the sentence for whoever plans."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(" ".join(faults.values()))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Area:
    """An agency whose files are inspected; or one team of it, blank for all."""

    agency: UUID
    team: str = ""


@dataclass(frozen=True, slots=True)
class Topic:
    """What a thematic inspection is about: sections of reviews, stages and strands; any where none.

    ``sections``: as questions say in ``serves``.
    """

    sections: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    strands: tuple[str, ...] = ()

    def takes(self, question: Question) -> bool:
        """Whether a question belongs to it."""
        return (
            (not self.sections or not set(self.sections).isdisjoint(question.serves))
            and (not self.stages or question.stage in self.stages)
            and (not self.strands or question.strand in self.strands)
        )


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan before it is written; its fields are those of ``models.Plan``."""

    areas: tuple[Area, ...]
    question_set: str
    programme: str
    from_on: date
    until_on: date
    frame: Frame
    rules: str = ""
    parts: tuple[str, ...] = ()
    topic: Topic = field(default_factory=Topic)
    questions: tuple[str, ...] = ()
    confidence: int = 80
    margin: int = 5
    least: int | None = None
    most: int | None = None
    strata: tuple[str, ...] = ()
    weighted: bool = False
    second_share: int = 20


def plan_of(inspection: UUID) -> Plan:
    """The plan that counts."""
    return Plan.objects.filter(inspection=inspection).order_by("position").reverse()[0]


def planned_of(plan: Plan) -> Planned:
    """A plan out of the database. Raises ``frames.BadFrame`` where its frame is not one."""
    return Planned(
        areas=tuple(Area(UUID(one["agency"]), one["team"]) for one in plan.areas),
        question_set=plan.question_set,
        programme=plan.programme,
        from_on=plan.from_on,
        until_on=plan.until_on,
        frame=read_frame(plan.frame),
        rules=plan.rules,
        parts=tuple(plan.parts),
        topic=Topic(**{name: tuple(some) for name, some in plan.topic.items()}),
        questions=tuple(plan.questions),
        confidence=plan.confidence,
        margin=plan.margin,
        least=plan.least,
        most=plan.most,
        strata=tuple(plan.strata),
        weighted=plan.weighted,
        second_share=plan.second_share,
    )


def row_of(inspection: UUID, planned: Planned) -> Plan:
    """The row of a plan, not yet saved."""
    topic = planned.topic
    told = {"sections": topic.sections, "stages": topic.stages, "strands": topic.strands}
    return Plan(
        inspection_id=inspection,
        areas=[{"agency": str(area.agency), "team": area.team} for area in planned.areas],
        question_set=planned.question_set,
        rules=planned.rules,
        programme=planned.programme,
        standard=standard().digest,
        parts=list(planned.parts),
        topic={name: list(some) for name, some in told.items() if some},
        questions=list(planned.questions),
        from_on=planned.from_on,
        until_on=planned.until_on,
        frame=planned.frame.told(),
        confidence=planned.confidence,
        margin=planned.margin,
        least=planned.least,
        most=planned.most,
        strata=list(planned.strata),
        weighted=planned.weighted,
        second_share=planned.second_share,
    )


def question_set_of(plan: Plan | Planned) -> QuestionSet:
    """The set whose questions are asked."""
    return standard().question_sets[plan.question_set]


def questions_asked(
    plan: Plan | Planned, about: QuestionAbout | None = QuestionAbout.FILE
) -> tuple[Question, ...]:
    """The questions of a plan in the order of their set; of files, of the service, or of both."""
    return tuple(
        question
        for question in question_set_of(plan).questions.values()
        if (about is None or question.about is about)
        and (not plan.parts or question.part in plan.parts)
        and (not plan.questions or question.id in plan.questions)
    )


def questions_on(topic: Topic, asked: QuestionSet, parts: Collection[str]) -> tuple[str, ...]:
    """The questions of a set, and of some of its parts, that belong to a topic."""
    return tuple(
        question.id
        for question in asked.questions.values()
        if topic.takes(question) and (not parts or question.part in parts)
    )


# --- what can be inspected -------------------------------------------------------------------


def open_areas(viewer: Viewer, inspection_agency: UUID, sort: str) -> list[Agency]:
    """The agencies that whoever inspects may inspect today, by name.

    A service's own dip sample is of itself; others are opened by an agreement of the inspectorate.
    """
    if sort == Sort.SELF:
        wanted = {inspection_agency}
    else:
        agreed = (one for one in viewer.agreements if one.other == inspection_agency)
        wanted = {one.agency for one in agreed}
    return list(Agency.objects.filter(pk__in=wanted).order_by("name", "pk"))


def right_for(sort: str) -> Right:
    """The right that whoever takes part in an inspection must hold at the agency."""
    return Right.DIP_SAMPLE if sort == Sort.SELF else Right.INSPECT


def agencies_for(viewer: Viewer, sort: str) -> list[UUID]:
    """The agencies for which somebody may carry out an inspection of a sort."""
    right = right_for(sort)
    return list(dict.fromkeys(post.agency for post in viewer.posts if post.may(right)))


def is_in_force(asked: QuestionSet, first: date, last: date) -> bool:
    """Whether a set of questions is that of the standard on every one of some days."""
    return asked.from_ <= first and (asked.until is None or last < asked.until)


def in_force(first: date, last: date) -> str:
    """The set in force on some days, the last begun; blank where there is none."""
    found = [one for one in standard().question_sets.values() if is_in_force(one, first, last)]
    return max(found, key=lambda one: one.from_).id if found else ""


# --- whether it can stand --------------------------------------------------------------------


def check(planned: Planned, inspection: Inspection, viewer: Viewer) -> None:
    """Raise BadPlan where a plan cannot stand for an inspection of whoever looks."""
    faults: dict[str, str] = {}
    for name, sentence in _faults(planned, inspection, viewer):
        faults.setdefault(name, sentence)
    if faults:
        raise BadPlan(faults)


def _faults(planned: Planned, inspection: Inspection, viewer: Viewer) -> Iterator[tuple[str, str]]:
    yield from _of_areas(planned.areas, inspection, viewer)
    if planned.until_on < planned.from_on:
        yield "until_on", "The last day of field work is before the first."
    yield from _of_questions(planned, inspection.sort)
    yield from _of_size(planned)


def _of_areas(
    areas: Sequence[Area], inspection: Inspection, viewer: Viewer
) -> Iterator[tuple[str, str]]:
    may_be = {one.pk for one in open_areas(viewer, inspection.agency_id, inspection.sort)}
    if not areas:
        yield "areas", "Choose what is inspected."
    if len(set(areas)) != len(areas) or len({one.agency for one in areas}) != len(areas):
        yield "areas", "Choose each agency once: the whole of it, or one team."
    if len(areas) > MOST_AREAS:
        yield "areas", f"Choose no more than {MOST_AREAS} areas."
    if inspection.sort != Sort.THEMATIC and len(areas) > 1:
        yield "areas", "Choose one agency or team. Several are for a thematic inspection."
    if any(area.agency not in may_be for area in areas):
        yield "areas", "Choose agencies whose files are open to yours today, by an agreement."
    for area in areas:
        if area.team and not Team.objects.filter(agency=area.agency, name=area.team).exists():
            yield "areas", "Choose a team that the agency has."


def _of_questions(planned: Planned, sort: str) -> Iterator[tuple[str, str]]:
    asked = standard().question_sets.get(planned.question_set)
    if asked is None:
        yield "question_set", "Choose a set of questions."
        return
    if planned.programme not in asked.programmes:
        yield "programme", "Choose a programme to which these questions belong."
    if planned.rules:
        rules = standard().ratings.get(planned.rules)
        if rules is None or rules.set != asked.id:
            yield "rules", "Choose rating rules that go with these questions, or none."
    if not set(planned.parts) <= asked.parts.keys():
        yield "parts", "Choose parts that these questions have."
    known = {question.id for question in asked.questions.values()}
    if not set(planned.questions) <= known:
        yield "questions", "Choose questions of this set."
    if planned.topic != Topic() and sort != Sort.THEMATIC:
        yield "sections", "A topic is for a thematic inspection."
    elif not questions_asked(planned):
        yield "questions", "No question about files is left. Choose more parts, or a wider topic."


def _of_size(planned: Planned) -> Iterator[tuple[str, str]]:
    if planned.confidence not in CONFIDENCES:
        yield "confidence", "Choose a confidence of 80, 90 or 95 percent."
    if planned.margin not in MARGINS:
        yield "margin", f"Type a margin from {MARGINS[0]} to {MARGINS[-1]} percentage points."
    for name in ("least", "most"):
        number = getattr(planned, name)
        if number is not None and not 1 <= number <= 1000:
            yield name, "Type a number of files from 1 to 1,000, or none."
    if planned.least is not None and planned.most is not None and planned.most < planned.least:
        yield "most", "The most files are fewer than the least."
    if not 0 <= planned.second_share <= 100:
        yield "second_share", "Type a share from 0 to 100 percent."
    if not set(planned.strata) <= ATTRIBUTES.keys():
        yield "strata", "Choose what the sample is divided by from the list."
    if len(set(planned.strata)) != len(planned.strata) or len(planned.strata) > MOST_STRATA:
        yield "strata", f"Choose at most {MOST_STRATA}, each once: more leave nothing to divide."
