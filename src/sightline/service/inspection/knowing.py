"""What an inspection is about, as its findings need it: its plan, its draw, what is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sightline.service.access.models import Agency
from sightline.service.files.standard import standard
from sightline.service.inspection.asked import NOT_KNOWN, NOT_KNOWN_SAID, Asked, asked
from sightline.service.inspection.models import Conclusion, Draw, Inspection, Plan, Sort
from sightline.service.ledger import chains
from sightline.service.ledger.failures import NotFound, Refused
from sightline.standard.model import Question, QuestionAbout, QuestionSet, RatingRules

OVER = "This inspection is concluded. What it found is changed no more."


@dataclass(frozen=True, slots=True)
class Known:
    """An inspection as it is planned and drawn.

    ``asked``: what is asked of each file. ``rules``: None where nothing is rated. ``areas``: the
    names of the agencies inspected. ``draw``: None before the draw. ``conclusion``: None until it
    is concluded.
    """

    inspection: Inspection
    plan: Plan
    asked: Asked
    rules: RatingRules | None
    areas: Mapping[UUID, str]
    draw: Draw | None
    conclusion: Conclusion | None

    @property
    def id(self) -> UUID:
        """The inspection's."""
        return self.inspection.pk

    @property
    def of(self) -> QuestionSet:
        """Its question set, whole."""
        return self.asked.of

    @property
    def is_own(self) -> bool:
        """Whether a service looks at itself."""
        return self.inspection.sort == Sort.SELF

    def of_service(self) -> list[Question]:
        """The questions that are asked of each service."""
        return [
            question
            for question in self.of.questions.values()
            if question.about is QuestionAbout.SERVICE
            and (not self.plan.parts or question.part in self.plan.parts)
            and (not self.plan.questions or question.id in self.plan.questions)
        ]

    def answer_title(self, answer: str) -> str:
        """What an answer is called."""
        return NOT_KNOWN_SAID if answer == NOT_KNOWN else self.of.scale[answer]


def known(inspection: UUID) -> Known:
    """What is known of an inspection: by the plan that it was drawn by, once it is drawn.

    Raises NotFound, and Refused where it has no plan yet.
    """
    row = Inspection.objects.filter(pk=inspection).first()
    if row is None:
        raise NotFound("There is no such inspection.")
    draws = Draw.objects.filter(inspection=row).select_related("plan").order_by("position")
    draw = draws.last()
    plans = Plan.objects.filter(inspection=row).order_by("position")
    plan = plans.last() if draw is None else draw.plan
    if plan is None:
        raise Refused("This inspection is not planned yet.")
    agencies = [UUID(str(area["agency"])) for area in plan.areas]
    called = dict(Agency.objects.filter(pk__in=agencies).values_list("pk", "name"))
    return Known(
        inspection=row,
        plan=plan,
        asked=asked(plan),
        rules=rules_of(plan.rules),
        areas={id_: called[id_] for id_ in dict.fromkeys(agencies) if id_ in called},
        draw=draw,
        conclusion=Conclusion.objects.filter(inspection=row).order_by("position").last(),
    )


def rules_of(id_: str) -> RatingRules | None:
    """Rating rules of the standard; None where nothing is rated. Raises Refused."""
    if not id_:
        return None
    found = standard().ratings.get(id_)
    if found is None:
        raise Refused(
            "The rating rules of this inspection are no longer part of the standard by which this "
            "service is run. Whoever runs it can put them back."
        )
    return found


def hold_open(inspection: UUID) -> None:
    """Lock an inspection for what is added to it. Raises Refused where it is concluded."""
    chains.lock(chains.inspection_chain(inspection))
    if Conclusion.objects.filter(inspection=inspection).exists():
        raise Refused(OVER)
