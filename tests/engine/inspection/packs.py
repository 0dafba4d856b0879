"""A small inspection for tests, from its frame to its findings, and the pack that holds it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from sightline.engine.inspection.again import worked_out
from sightline.engine.inspection.draw import Framed, Sample, draw
from sightline.engine.inspection.findings import (
    Banding,
    Findings,
    Group,
    ServiceAnswer,
    findings_digest,
)
from sightline.engine.inspection.pack import (
    VERSION,
    Excluded,
    Judged,
    Moderated,
    Pack,
    PackedDraw,
    PackedPlan,
    packed_drawn,
)
from tests.england import england

SEED = "3-1-4-1"
SAFE, OTHERS, STOPS = (
    "court-planning-child-safe", "court-planning-others-safe", "court-planning-desistance",
)  # fmt: skip
QUESTIONS = (SAFE, OTHERS, STOPS)
FRAME = tuple(
    Framed(f"file-{number:02}", "boys" if number < 13 else "girls") for number in range(16)
)
PLAN = PackedPlan(
    confidence=80,
    margin=10,
    least=None,
    most=8,
    strata=("sex",),
    minimum=2,
    reserves=2,
    second_share=30,
    weighted=False,
)

NOTHING = Findings("", "", "", Group("", 0, 0, ()), (), (), (), None)


def drawn() -> Sample:
    """Eight of the sixteen, of the girls one more than their part, and reserves."""
    return draw(
        FRAME,
        seed=SEED,
        size=8,
        minimum=PLAN.minimum,
        reserves=PLAN.reserves,
        second_share=PLAN.second_share,
    )


def pack() -> Pack:
    """An inspection that holds together in every particular.

    One file is excluded and replaced; where two judge a file they differ on one question, which is
    settled; one standard is rated on evidence and one is moved.
    """
    sample = drawn()
    boys = [each for each in sample.drawn if each.stratum == "boys"]
    out = next(each for each in boys if not each.reserve and not each.twice)
    instead = next(each for each in boys if each.reserve)
    judged = [each for each in sample.sampled if each != out] + [instead]
    answers = []
    for number, each in enumerate(judged):
        given = {
            SAFE: "yes" if number < 5 else "no",
            OTHERS: "not-applicable" if number == 1 else "yes",
            STOPS: "not-known" if number == 2 else "yes",
        }
        for turn in (1, 2) if each.twice else (1,):
            differs = turn == 2 and {SAFE: "no" if given[SAFE] == "yes" else "yes"}
            answers += [
                Judged(each.file, turn, question, answer)
                for question, answer in {**given, **(differs or {})}.items()
            ]
    settled = [
        Moderated(each.file, SAFE, "yes" if number < 5 else "no")
        for number, each in enumerate(judged)
        if each.twice
    ]
    return concluded(
        Pack(
            version=VERSION,
            standard=england().digest,
            question_set="2018",
            rules="standards-2018",
            questions=QUESTIONS,
            plan=PLAN,
            draw=PackedDraw(
                at="2026-11-02T09:00:00+00:00",
                seed=SEED,
                frame=tuple((each.file, each.stratum) for each in FRAME),
                frame_digest=sample.frame_digest,
                size=8,
                drawn=packed_drawn(sample),
            ),
            areas={"boys": "north", "girls": "south"},
            exclusions=(Excluded(out.file, "conflict", instead.file),),
            judgements=tuple(answers),
            moderations=tuple(settled),
            service=(ServiceAnswer("north", "governance", "yes"),),
            bandings=(
                Banding("governance", "good", moved=False),
                Banding("court-planning", "good", moved=True),
            ),
            findings=NOTHING,
            findings_digest="",
        )
    )


def concluded(given: Pack) -> Pack:
    """The same with the findings that follow from it, and its digests."""
    found = worked_out(given, england()).findings
    return resealed(replace(given, findings=found))


def resealed(given: Pack) -> Pack:
    """The same with the digests of what it holds now, as somebody would write it who cheats."""
    return replace(given, findings_digest=findings_digest(given.findings)).sealed()


def weight(stratum: str) -> Fraction:
    """Of a stratum of the draw."""
    return drawn().strata[stratum].weight
