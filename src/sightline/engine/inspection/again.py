"""An inspection worked out once more from its pack: size, draw, who was to be judged, findings.

Nothing that the pack says was found enters what is found here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sightline.engine.inspection.draw import Drawn, Framed, Sample, draw, frame_digest
from sightline.engine.inspection.findings import Answered, Findings, asked_of, findings
from sightline.engine.inspection.pack import Pack
from sightline.engine.inspection.plain import Unreadable
from sightline.engine.inspection.size import Size, sample_size
from sightline.engine.inspection.standing import NOT_KNOWN, standing
from sightline.standard.model import Question, QuestionAbout, QuestionSet, RatingRules, Standard

Given = Mapping[tuple[str, str], Mapping[int, str]]
"""The answers by file and question, and by turn."""


@dataclass(frozen=True, slots=True)
class Again:
    """What a pack comes to. ``judged``: the files that were to be judged, by draw and exclusions.

    ``asked``: the questions about files, in the order shown.
    """

    pack: Pack
    of: QuestionSet
    asked: Mapping[str, Question]
    frame: tuple[Framed, ...]
    size: Size
    sample: Sample
    judged: Mapping[str, Drawn]
    given: Given
    findings: Findings

    def pairs(self) -> dict[str, list[tuple[str, str]]]:
        """By question the answers of the two readers, where there are two."""
        found: dict[str, list[tuple[str, str]]] = {question: [] for question in self.asked}
        for (file, question), given in self.given.items():
            if file in self.judged and question in found and {1, 2} <= given.keys():
                found[question].append((given[1], given[2]))
        return found


def worked_out(pack: Pack, standard: Standard) -> Again:
    """Draw, count and rate again. Raises Unreadable where that cannot be done at all."""
    of, rules = _known(pack, standard)
    asked = _asked(pack, of)
    frame = _frame(pack)
    try:
        size = sample_size(
            len(frame),
            confidence=pack.plan.confidence,
            margin=pack.plan.margin,
            least=pack.plan.least,
            most=pack.plan.most,
        )
        sample = draw(
            frame,
            seed=pack.draw.seed,
            size=pack.draw.size,
            minimum=pack.plan.minimum,
            reserves=pack.plan.reserves,
            second_share=pack.plan.second_share,
        )
    except ValueError as error:
        raise Unreadable(f"draw: it cannot be made again. {error}") from error
    judged = _judged(pack, sample)
    given = _given(pack)
    return Again(
        pack=pack,
        of=of,
        asked=asked,
        frame=frame,
        size=size,
        sample=sample,
        judged=judged,
        given=given,
        findings=_findings(
            pack, of, rules, frame, sample, judged, tuple(_standing(pack, asked, judged, given))
        ),
    )


def _judged(pack: Pack, sample: Sample) -> dict[str, Drawn]:
    drawn = {each.file: each for each in sample.drawn}
    found = {each.file: each for each in sample.sampled}
    for each in pack.exclusions:
        found.pop(each.file, None)
        if each.replacement is not None and each.replacement in drawn:
            found[each.replacement] = drawn[each.replacement]
    return found


def _given(pack: Pack) -> Given:
    found: dict[tuple[str, str], dict[int, str]] = defaultdict(dict)
    for each in pack.judgements:
        found[each.file, each.question][each.turn] = each.answer
    return found


def _standing(
    pack: Pack, asked: Mapping[str, Question], judged: Mapping[str, Drawn], given: Given
) -> Iterator[Answered]:
    """The answers that stand. What nobody answered, or two did otherwise, stands not."""
    settled = {(each.file, each.question): each.answer for each in pack.moderations}
    for file, drawn in judged.items():
        for question in asked:
            answers = given.get((file, question), {})
            found = standing(
                answers.get(1, NOT_KNOWN), answers.get(2), settled.get((file, question))
            )
            if found.answer is not None:
                yield Answered(file, question, found.answer, drawn.stratum, drawn.weight)


def _findings(
    pack: Pack,
    of: QuestionSet,
    rules: RatingRules | None,
    frame: Sequence[Framed],
    sample: Sample,
    judged: Mapping[str, Drawn],
    answers: Sequence[Answered],
) -> Findings:
    asked = asked_of(
        pack.questions,
        frame=frame,
        judged=judged,
        excluded={each.file: each.why for each in pack.exclusions},
        areas=pack.areas,
    )
    try:
        return findings(
            of,
            rules,
            asked,
            answers,
            service=pack.service,
            bandings=pack.bandings,
            caveat="" if pack.plan.weighted else sample.caveat,
        )
    except ValueError as error:
        raise Unreadable(f"findings: they cannot be worked out. {error}") from error


# --- what must be there for anything to be worked out ----------------------------------------


def _known(pack: Pack, standard: Standard) -> tuple[QuestionSet, RatingRules | None]:
    question_set = standard.question_sets.get(pack.question_set)
    if question_set is None:
        raise Unreadable(f"question_set: the standard has no question set {pack.question_set}.")
    if not pack.rules:
        return question_set, None
    rules = standard.ratings.get(pack.rules)
    if rules is None:
        raise Unreadable(f"rules: the standard has no rules {pack.rules}.")
    if rules.set != question_set.id:
        raise Unreadable(f"rules: {rules.id} is for the questions of {rules.set}.")
    return question_set, rules


def _asked(pack: Pack, question_set: QuestionSet) -> dict[str, Question]:
    found: dict[str, Question] = {}
    for number, id_ in enumerate(pack.questions):
        question = question_set.questions.get(id_)
        if question is None or question.about is not QuestionAbout.FILE or id_ in found:
            raise Unreadable(
                f"questions[{number}]: {id_} is no question of {question_set.id} about a file, or "
                "stands there twice."
            )
        found[id_] = question
    return found


def _frame(pack: Pack) -> tuple[Framed, ...]:
    try:
        frame = tuple(Framed(file, stratum) for file, stratum in pack.draw.frame)
        frame_digest(frame)
    except ValueError as error:
        raise Unreadable(f"draw.frame: {error}") from error
    for each in frame:
        if pack.areas and each.stratum not in pack.areas:
            raise Unreadable(f"areas: the stratum {each.stratum!r} is in no area.")
    return frame
