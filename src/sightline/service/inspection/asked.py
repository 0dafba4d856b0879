"""What is asked of each file of an inspection, and in which words it may be answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sightline.service.files.standard import standard
from sightline.service.inspection.models import Plan
from sightline.service.inspection.plans import questions_asked
from sightline.service.ledger.failures import Refused
from sightline.standard.model import NOT_APPLICABLE, Question, QuestionSet

NOT_KNOWN = "not-known"
"""The answer that nothing on file answers it: in no denominator, and never no."""

NOT_KNOWN_SAID = "Not known"


@dataclass(frozen=True, slots=True)
class Asked:
    """The questions about a file that an inspection asks, in the order of their set.

    ``scale``: what each answer is called, NOT_KNOWN included.
    """

    of: QuestionSet
    questions: tuple[Question, ...]
    scale: Mapping[str, str]

    def numbered(self) -> Iterator[tuple[int, Question]]:
        """The questions, from 1."""
        return enumerate(self.questions, 1)

    def number(self, question: str) -> int:
        """Its number; 0 where it is not asked."""
        return next((n for n, one in self.numbered() if one.id == question), 0)

    def stages(self) -> list[tuple[str, list[tuple[int, Question]]]]:
        """The titles of the stages at which something is asked, each with its questions."""
        found: dict[str, list[tuple[int, Question]]] = {}
        for number, question in self.numbered():
            found.setdefault(self._heading(question), []).append((number, question))
        return list(found.items())

    def _heading(self, question: Question) -> str:
        stage = self.of.stages.get(question.stage, question.stage)
        part = self.of.parts.get(question.part, "")
        parts = {one.part for one in self.questions}
        return f"{part}: {stage}" if part and len(parts) > 1 else stage


def choices(question: Question) -> tuple[str, ...]:
    """The codes of the answers that may be given to a question, in the order they are offered."""
    given = [code for code in question.answers if code != NOT_APPLICABLE]
    last = [NOT_APPLICABLE] if question.applies else []
    return (*given, *last, NOT_KNOWN)


def asked(plan: Plan) -> Asked:
    """What a plan asks of files. Raises Refused where the standard has the set no longer."""
    found = standard().question_sets.get(plan.question_set)
    if found is None:
        raise Refused(
            "The question set of this inspection is no longer part of the standard by which this "
            "service is run. Whoever runs it can put it back."
        )
    return Asked(found, questions_asked(plan), {**found.scale, NOT_KNOWN: NOT_KNOWN_SAID})
