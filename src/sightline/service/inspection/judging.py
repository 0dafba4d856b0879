"""Judging a file: questions answered on evidence, signed, or handed back.

Whoever judges has been given the file, has no conflict of interest with it, and may read it. An
answer is chained and never changed: another one counts in its place, and the earlier one is kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from sightline.service.access.viewer import Viewer
from sightline.service.files.entries import BadEntry
from sightline.service.inspection import autosaving, conflicts, evidence, who
from sightline.service.inspection.asked import NOT_KNOWN, Asked, asked, choices
from sightline.service.inspection.evidence import Then, unseen
from sightline.service.inspection.knowing import hold_open
from sightline.service.inspection.models import (
    Completed,
    Draw,
    HandedBack,
    Judgement,
    Part,
    Reading,
)
from sightline.service.inspection.offering import of_question, offered
from sightline.service.inspection.readings import (
    Answers,
    FileRead,
    answers_that_count,
    file_read,
    is_judged,
    is_signed,
    last_draw,
    stands,
)
from sightline.service.ledger import chains
from sightline.service.ledger.acts import Act
from sightline.service.ledger.asked import once
from sightline.service.ledger.failures import NotFound, Refused, Stale
from sightline.standard.model import NOT_APPLICABLE, Question

NONE_OF_YOURS = "There is no such file among those that you judge."
SIGNED = "You have signed this file. The lead inspector can open it to you again."
TAKEN_OUT = "This file is no longer in the sample. It is not judged."
MOST_WORDS = 5_000


@dataclass(frozen=True, slots=True)
class Said:
    """An answer as somebody gives it, with its reason and what it rests on."""

    answer: str
    reason: str = ""
    evidence: tuple[Mapping[str, str], ...] = ()
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Judging:
    """A file that somebody judges. ``given``: their answers that count."""

    reading: Reading
    file: FileRead
    draw: Draw
    asked: Asked
    then: Then
    given: Answers

    @property
    def left(self) -> list[tuple[int, Question]]:
        """The questions that they have not answered, by their numbers."""
        return [one for one in self.asked.numbered() if one[1].id not in self.given]

    @property
    def digest(self) -> str:
        """What a signature stands under: the answers that count, and no others."""
        return answers_digest(self.given[q.id] for q in self.asked.questions if q.id in self.given)

    def question(self, number: int) -> Question:
        """A question by its number. Raises NotFound."""
        if not 1 <= number <= len(self.asked.questions):
            raise NotFound("There is no such question.")
        return self.asked.questions[number - 1]


def answers_digest(given: Iterable[Judgement]) -> str:
    """The SHA-256, in hexadecimal, of the ids of judgements in order, one a line."""
    return hashlib.sha256("\n".join(str(row.pk) for row in given).encode()).hexdigest()


def own_reading(viewer: Viewer, inspection: UUID, reading: UUID) -> Reading:
    """A reading that is the viewer's and stands. Raises NotFound."""
    who.member(viewer, inspection)
    return _standing(Reading.objects.filter(person=viewer.person), inspection, reading)


def given_back_by(viewer: Viewer, inspection: UUID, reading: UUID) -> Reading:
    """A reading that the viewer may end: their own, and as the lead anybody's. Raises NotFound."""
    if who.member(viewer, inspection).part == Part.LEAD:
        return _standing(Reading.objects.all(), inspection, reading)
    return own_reading(viewer, inspection, reading)


def _standing(rows: QuerySet[Reading], inspection: UUID, reading: UUID) -> Reading:
    rows = rows.filter(inspection=inspection, pk=reading)
    found = rows.select_related(
        "drawn__draw__plan", "drawn__exclusion", "drawn__replaces", "completed", "handed_back",
        "reopened", "person",
    ).first()  # fmt: skip
    if found is None or not stands(found):
        raise NotFound(NONE_OF_YOURS)
    return found


def judging(viewer: Viewer, inspection: UUID, reading: UUID) -> Judging:
    """A file that the viewer was given and may read, with what they have answered.

    Raises NotFound where it is not theirs or closed to them, and Refused where they have a
    conflict of interest or it is judged no more.
    """
    asked_for = ("judging", viewer, inspection, reading)
    return once(asked_for, lambda: _judging(viewer, inspection, reading))


def _judging(viewer: Viewer, inspection: UUID, reading: UUID) -> Judging:
    member = who.member(viewer, inspection)
    found = _standing(Reading.objects.filter(person=viewer.person), inspection, reading)
    drawn = found.drawn
    if not is_judged(drawn) or last_draw(inspection) != drawn.draw:
        raise Refused(TAKEN_OUT)
    if conflict := conflicts.may_read(member, drawn.file_id):
        raise Refused(conflict)
    then = evidence.then(viewer, drawn.file_id, drawn.draw)
    if then is None:
        raise NotFound(NONE_OF_YOURS)
    file = file_read(drawn)
    rows = Judgement.objects.filter(reading__in=own_readings(file, found))
    given = answers_that_count(file, rows)[found.pk]
    return Judging(found, file, drawn.draw, asked(drawn.draw.plan), then, given)


def own_readings(file: FileRead, reading: Reading) -> Sequence[UUID]:
    """The readings of a file that are the same person's: nobody else's are looked at."""
    return [one.pk for one in file.readings if one.person_id == reading.person_id]


def seen_of(given: Judgement | None) -> int:
    """The version of an answer: where it stands in the inspection's chain, 0 for none."""
    return 0 if given is None else given.position


def answer(
    *,
    viewer: Viewer,
    inspection: UUID,
    reading: UUID,
    number: int,
    said: Said,
    seen: int,
    by: Act,
) -> Judgement:
    """Answer a question about a file, and lose what was typed of it before.

    ``number``: of the question. ``seen``: the version of the answer that the writer saw
    (``seen_of``). Raises BadEntry, NotFound, Stale, and Refused where it is signed, or the
    inspection concluded.
    """
    hold_open(inspection)
    at = judging(viewer, inspection, reading)
    if is_signed(at.reading):
        raise Refused(SIGNED)
    question = at.question(number)
    now = seen_of(at.given.get(question.id))
    if now != seen:
        raise Stale(seen, now)
    if faults := faults_of(at, question, said):
        raise BadEntry(faults)
    row = Judgement(
        inspection_id=inspection,
        reading=at.reading,
        question=question.id,
        answer=said.answer,
        reason=said.reason.strip(),
        evidence=[dict(one) for one in said.evidence],
        notes=said.notes.strip(),
    )
    chains.append([row], chain=chains.inspection_chain(inspection), by=by)
    autosaving.throw_away(at.reading, question.id)
    by.did("answer a question about a file", file=at.then.basis.file, row=row.pk)
    return row


def keep(
    *,
    viewer: Viewer,
    inspection: UUID,
    reading: UUID,
    number: int,
    typed: autosaving.Typed,
    seen: int | None,
    by: Act,
) -> None:
    """Keep what is typed of a question and not yet answered.

    ``seen``: as of ``answer``, where it is kept unasked: it must not come back after it was
    answered. Raises NotFound, Refused, and Stale.
    """
    hold_open(inspection)
    at = judging(viewer, inspection, reading)
    if is_signed(at.reading):
        raise Refused(SIGNED)
    question = at.question(number)
    now = seen_of(at.given.get(question.id))
    if seen is not None and seen != now:
        raise Stale(seen, now)
    autosaving.keep(reading=at.reading, question=question.id, typed=typed, at=viewer.at, by=by)


def faults_of(at: Judging, question: Question, said: Said) -> dict[str, str]:
    """What is wrong with an answer, field by field."""
    faults: dict[str, str] = {}
    reason = said.reason.strip()
    if said.answer not in choices(question):
        faults["answer"] = "Choose an answer."
    elif said.answer == NOT_APPLICABLE and not reason:
        faults["reason"] = "Say why the question does not apply to this file."
    elif said.answer == NOT_KNOWN and not reason:
        faults["reason"] = "Say what is missing on the file."
    elif not reason and not said.evidence:
        faults["reason"] = "Say why, or choose what the answer rests on."
    for name, words in (("reason", said.reason), ("notes", said.notes)):
        if len(words) > MOST_WORDS:
            faults[name] = f"Use no more than {MOST_WORDS:,} characters."
    if unseen(at.then, said.evidence, _owed(at, question, said)):
        faults["evidence"] = (
            "Choose only what was on the file when the sample was drawn, and is open to you."
        )
    return faults


def _owed(at: Judging, question: Question, said: Said) -> set[str]:
    """The obligations that a question offers, where an answer rests on any."""
    if not any("obligation" in one for one in said.evidence):
        return set()
    return {one.id for one in of_question(offered(at.then, question.offers), question)}


def sign(*, viewer: Viewer, inspection: UUID, reading: UUID, seen: str, by: Act) -> Completed:
    """Sign that a file is judged. ``seen``: the digest of the answers that the reader was shown.

    Raises Refused where a question is left, where something typed is not yet an answer, or where
    the answers are others than those shown.
    """
    hold_open(inspection)
    at = judging(viewer, inspection, reading)
    if is_signed(at.reading):
        raise Refused(SIGNED)
    if at.left:
        many = len(at.left)
        raise Refused(
            f"{many} {'question is' if many == 1 else 'questions are'} not answered yet. Where the "
            "file does not show it, answer that it is not known."
        )
    if autosaving.begun(viewer.person, [at.reading])[at.reading.pk]:
        raise Refused(
            "Something that you typed is not yet an answer. Save it as your answer, or throw it "
            "away, and sign then."
        )
    if at.digest != seen:
        raise Refused("Your answers have changed since this page was opened. Look at them again.")
    row = Completed(inspection_id=inspection, reading=at.reading, answers_digest=at.digest)
    chains.append([row], chain=chains.inspection_chain(inspection), by=by)
    by.did("sign a file", file=at.then.basis.file, row=row.pk)
    return row


def hand_back(
    *, viewer: Viewer, inspection: UUID, reading: UUID, reason: str, by: Act
) -> HandedBack:
    """Give a file back, for somebody else to judge; what was answered is kept and counts no more.

    The lead takes back what its reader cannot go on with. Nothing need be readable for that: the
    file may have closed. Raises BadEntry, NotFound and Refused.
    """
    if not reason.strip():
        raise BadEntry({"reason": "Say why you hand it back."})
    hold_open(inspection)
    found = given_back_by(viewer, inspection, reading)
    if is_signed(found):
        raise Refused(SIGNED)
    row = HandedBack(inspection_id=inspection, reading=found, reason=reason.strip())
    chains.append([row], chain=chains.inspection_chain(inspection), by=by)
    autosaving.throw_away(found)
    by.did("hand a file back", file=found.drawn.file_id, row=row.pk)
    return row
