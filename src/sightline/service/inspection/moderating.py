"""Moderation: the answer that stands where two differ, or where one is questioned.

What was answered first is kept beside it for ever, with both reasons. The lead inspector moderates,
but nobody what they judged themselves, as long as there is another member who did not.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from sightline.service.access.viewer import Viewer
from sightline.service.files.entries import BadEntry
from sightline.service.inspection import conflicts, evidence, who
from sightline.service.inspection.asked import Asked, asked, choices
from sightline.service.inspection.evidence import Then
from sightline.service.inspection.knowing import hold_open
from sightline.service.inspection.models import Draw, Judgement, Member, Moderation, Part, Reading
from sightline.service.inspection.readings import (
    FileRead,
    file_read,
    files_read,
    judgements_open_to,
    last_draw,
)
from sightline.service.inspection.sharing import drawn_of, members
from sightline.service.inspection.standing_answers import Source, StandingAnswer, standing_of
from sightline.service.ledger import chains
from sightline.service.ledger.acts import Act
from sightline.service.ledger.asked import once
from sightline.service.ledger.failures import NotFound, Refused, Stale
from sightline.standard.model import Question

NOT_YET = (
    "Not everything is signed of this file, or you judge it yourself. Until it is signed, nobody "
    "sees what others answered."
)
NOT_YOU = (
    "You judged this file yourself, so somebody else moderates: a member who did not judge it."
)
THE_LEAD = "The lead inspector moderates this file."


@dataclass(frozen=True, slots=True)
class One:
    """What one reader answered to a question. ``rows``: all of it in order; the last counts."""

    reading: Reading
    rows: tuple[Judgement, ...]

    @property
    def last(self) -> Judgement | None:
        """What counts."""
        return self.rows[-1] if self.rows else None


@dataclass(frozen=True, slots=True)
class Judged:
    """A file of which all is signed, as somebody may see it.

    ``judgements``: all that were ever given on it; ``moderations``: likewise. ``standing``: what
    stands of each question.
    """

    file: FileRead
    draw: Draw
    asked: Asked
    then: Then
    judgements: tuple[Judgement, ...]
    moderations: tuple[Moderation, ...]
    standing: tuple[StandingAnswer, ...]

    def question(self, number: int) -> Question:
        """A question by its number. Raises NotFound."""
        if not 1 <= number <= len(self.asked.questions):
            raise NotFound("There is no such question.")
        return self.asked.questions[number - 1]

    def of(self, question: str) -> list[One]:
        """Every reading of the file that was not handed back, with its answers to a question."""
        rows: defaultdict[UUID, list[Judgement]] = defaultdict(list)
        for row in self.judgements:
            if row.question == question:
                rows[row.reading_id].append(row)
        kept = (r for r in self.file.readings if not hasattr(r, "handed_back"))
        return [One(reading, tuple(rows[reading.pk])) for reading in kept]

    def talked_over(self, question: str) -> list[Moderation]:
        """Its moderations, in order."""
        return [one for one in self.moderations if one.question == question]

    def stands(self, question: str) -> StandingAnswer:
        """What stands."""
        return next(one for one in self.standing if one.question == question)


def judged(viewer: Viewer, inspection: UUID, drawn: UUID) -> Judged:
    """A judged file for a member to look at.

    Raises NotFound where it is closed to them, and Refused where they have a conflict of interest,
    or are not to see yet what others answered.
    """
    return once(("judged", viewer, inspection, drawn), lambda: _judged(viewer, inspection, drawn))


def _judged(viewer: Viewer, inspection: UUID, drawn: UUID) -> Judged:
    member = who.member(viewer, inspection)
    row = drawn_of(inspection, drawn)
    if conflict := conflicts.may_read(member, row.file_id):
        raise Refused(conflict)
    then = evidence.then(viewer, row.file_id, row.draw)
    if then is None:
        raise NotFound("There is no such file in the sample.")
    file = file_read(row)
    if not file.is_open:
        raise Refused(NOT_YET)
    what = asked(row.draw.plan)
    return Judged(
        file=file,
        draw=row.draw,
        asked=what,
        then=then,
        judgements=tuple(judgements_open_to(viewer.person, [file]).order_by("position")),
        moderations=tuple(Moderation.objects.filter(drawn=row).order_by("position")),
        standing=tuple(standing_of(what, [file])),
    )


def moderators(inspection: UUID, file: FileRead) -> list[Member]:
    """Who may moderate a file: members without a conflict who did not judge it.

    The lead alone where they are among them; where nobody is, the lead of a file that two judged.
    """
    some = members(inspection)
    no = conflicts.barred(some, [file.file])
    fit = [one for one in some if (one.pk, file.file) not in no]
    readers = {reading.person_id for reading in file.standing}
    others = [one for one in fit if one.person_id not in readers]
    lead = [one for one in (others or fit) if one.part == Part.LEAD]
    if others:
        return lead or others
    return lead if len(readers) > 1 else []


def refuse_moderator(viewer: Viewer, inspection: UUID, file: FileRead) -> None:
    """Raise Refused where somebody may not moderate a file."""
    if viewer.person in {one.person_id for one in moderators(inspection, file)}:
        return
    judged_it = any(reading.person_id == viewer.person for reading in file.standing)
    raise Refused(NOT_YOU if judged_it else THE_LEAD)


def moderate(
    *,
    viewer: Viewer,
    inspection: UUID,
    drawn: UUID,
    number: int,
    answer: str,
    reason: str,
    seen: int,
    by: Act,
) -> Moderation:
    """Say which answer stands, and why; what was answered is kept beside it.

    ``seen``: how far the inspection's chain says something of the question (``seen_of``). Raises
    BadEntry, NotFound, Stale, and Refused.
    """
    hold_open(inspection)
    at = judged(viewer, inspection, drawn)
    question = at.question(number)
    refuse_moderator(viewer, inspection, at.file)
    now = seen_of(at, question.id)
    if now != seen:
        raise Stale(seen, now)
    faults = {}
    if answer not in choices(question):
        faults["answer"] = "Choose the answer that stands."
    if not reason.strip():
        faults["reason"] = "Say why this answer stands."
    if faults:
        raise BadEntry(faults)
    row = Moderation(
        inspection_id=inspection,
        drawn=at.file.drawn,
        question=question.id,
        answer=answer,
        reason=reason.strip(),
    )
    chains.append([row], chain=chains.inspection_chain(inspection), by=by)
    by.did("moderate an answer", file=at.then.basis.file, row=row.pk)
    return row


def seen_of(at: Judged, question: str) -> int:
    """Where in the inspection's chain the last is that was said of a question of a file."""
    rows = [*at.talked_over(question), *(r for r in at.judgements if r.question == question)]
    return max((row.position for row in rows), default=0)


# --- what there is to moderate ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ToModerate:
    """A question about a file on which the readers differ, or which was moderated.

    ``answers``: what each answered, in the order of the turns.
    """

    file: FileRead
    number: int
    question: Question
    standing: StandingAnswer
    answers: tuple[str, ...]


def to_moderate(inspection: UUID) -> list[ToModerate]:
    """What two readers answer differently and nobody has moderated, then what was moderated.

    Only on files of which everything is signed; whether somebody may read a file the policy says
    besides.
    """
    draw = last_draw(inspection)
    if draw is None:
        return []
    what = asked(draw.plan)
    files = {f.drawn.pk: f for f in files_read(draw) if f.is_open}
    found = [
        _to_moderate(what, files[one.drawn.pk], one)
        for one in standing_of(what, files.values())
        if one.source in (Source.UNRESOLVED, Source.MODERATED)
    ]
    return sorted(found, key=lambda one: one.standing.source is Source.MODERATED)


def _to_moderate(what: Asked, file: FileRead, one: StandingAnswer) -> ToModerate:
    number = what.number(one.question)
    answers = tuple(row.answer for row in one.given)
    return ToModerate(file, number, what.questions[number - 1], one, answers)
