"""The evidence pack of a concluded inspection: all that it takes to work it out again.

It holds no name: files by their numbers, readers by their turn, and of answers only the code.
``sightline inspection reproduce`` reads it.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from sightline.engine.inspection.findings import Findings
from sightline.engine.inspection.pack import (
    VERSION,
    Excluded,
    Judged,
    Moderated,
    Pack,
    PackedDraw,
    PackedDrawn,
    PackedPlan,
)
from sightline.service.inspection.drawing import MINIMUM
from sightline.service.inspection.finding import (
    Found,
    areas_of_strata,
    bandings,
    service_answers,
)
from sightline.service.inspection.models import Draw, Drawn, Exclusion, Plan
from sightline.service.ledger.failures import Refused


def pack_of(of: Found) -> Pack:
    """The pack of an inspection. Raises Refused before it is concluded."""
    known, concluded = of.known, of.known.conclusion
    if concluded is None or known.draw is None:
        raise Refused("The evidence pack is made of an inspection that is concluded.")
    drawn = list(Drawn.objects.filter(draw=known.draw).order_by("stratum", "place"))
    return Pack(
        version=VERSION,
        standard=known.plan.standard,
        question_set=known.of.id,
        rules=known.plan.rules,
        questions=tuple(question.id for question in known.asked.questions),
        plan=_plan(known.plan, drawn),
        draw=_draw(known.draw, drawn),
        areas=areas_of_strata(known),
        exclusions=_exclusions(known.draw),
        judgements=tuple(
            Judged(str(one.file), row.reading.turn, one.question, row.answer)
            for one in of.standing
            for row in one.given
        ),
        moderations=tuple(
            Moderated(str(one.file), one.question, one.moderation.answer)
            for one in of.standing
            if one.moderation is not None
        ),
        service=tuple(service_answers(known)),
        bandings=tuple(bandings(known.id, known.rules)),
        findings=Findings.from_dict(concluded.findings),
        findings_digest=concluded.findings_digest,
    ).sealed()


def _plan(plan: Plan, drawn: list[Drawn]) -> PackedPlan:
    stand_by = Counter(one.stratum for one in drawn if one.is_reserve)
    return PackedPlan(
        confidence=plan.confidence,
        margin=plan.margin,
        least=plan.least,
        most=plan.most,
        strata=tuple(plan.strata),
        minimum=MINIMUM,
        reserves=max(stand_by.values(), default=0),
        second_share=plan.second_share,
        weighted=plan.weighted,
    )


def _draw(draw: Draw, drawn: list[Drawn]) -> PackedDraw:
    return PackedDraw(
        at=draw.at.isoformat(),
        seed=draw.seed,
        frame=tuple((file, stratum) for file, stratum in draw.frame),
        frame_digest=draw.frame_digest,
        size=draw.size,
        drawn=tuple(
            PackedDrawn(
                file=str(one.file_id),
                stratum=one.stratum,
                place=one.place,
                reserve=one.is_reserve,
                twice=one.is_twice,
                weight=Fraction(one.weight),
            )
            for one in drawn
        ),
    )


def _exclusions(draw: Draw) -> tuple[Excluded, ...]:
    rows = Exclusion.objects.filter(drawn__draw=draw).order_by("position")
    return tuple(
        Excluded(
            str(row.drawn.file_id),
            row.why,
            None if row.replacement is None else str(row.replacement.file_id),
        )
        for row in rows.select_related("drawn", "replacement")
    )
