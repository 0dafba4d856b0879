"""The answer that stands to each question about each file: what findings are made of, and no more.

The rule, in the order in which it is applied:

1. Nothing stands of a file before everything that is to be read is signed.
2. A moderation stands, until an answer to the same question is given after it.
3. Where one person judged the file, their answer stands.
4. Where two did and answered the same, that stands, whatever their reasons.
5. Where they differ, nothing stands: it is unresolved, and nothing is concluded before it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sightline.service.inspection.asked import Asked, asked
from sightline.service.inspection.models import Drawn, Judgement, Moderation
from sightline.service.inspection.readings import (
    Answers,
    FileRead,
    answers_that_count,
    files_read,
    last_draw,
)


class Source(StrEnum):
    """Where an answer comes from, or why there is none."""

    FIRST = "first"
    AGREED = "second agreed"
    MODERATED = "moderated"
    UNRESOLVED = "unresolved"
    WAITING = "waiting"

    @property
    def stands(self) -> bool:
        """Whether there is an answer."""
        return self not in (Source.UNRESOLVED, Source.WAITING)


@dataclass(frozen=True, slots=True)
class StandingAnswer:
    """One question about one file. ``answer``: a code of the set's scale or ``asked.NOT_KNOWN``;
    '' where none stands. ``given``: the judgements that count, in the order of the turns; none
    before everything is signed. ``moderation``: that which stands.
    """

    file: UUID
    drawn: Drawn
    question: str
    answer: str
    source: Source
    given: tuple[Judgement, ...] = ()
    moderation: Moderation | None = None


def standing_answers(inspection: UUID) -> list[StandingAnswer]:
    """Of each file that is judged the answer to each question asked, in their order.

    None before a draw. Five queries, however many files there are. Words are not read: of them
    only whoever may read the file is shown anything.
    """
    draw = last_draw(inspection)
    return [] if draw is None else standing_of(asked(draw.plan), files_read(draw))


def standing_of(what: Asked, files: Iterable[FileRead]) -> list[StandingAnswer]:
    """The same of some files."""
    files = list(files)
    signed = [one for one in files if one.is_open]
    of_file = {one.drawn.pk: one for one in signed}
    readings = [reading.pk for one in signed for reading in one.readings]
    judgements: defaultdict[UUID, list[Judgement]] = defaultdict(list)
    rows = Judgement.objects.filter(reading__in=readings).select_related("reading")
    for row in rows.defer("reason", "evidence", "notes"):
        judgements[row.reading.drawn_id].append(row)
    moderated: dict[tuple[UUID, str], Moderation] = {}
    talked_over = Moderation.objects.filter(drawn__in=of_file).order_by("position")
    for one in talked_over.defer("reason"):
        moderated[one.drawn_id, one.question] = one
    found: list[StandingAnswer] = []
    for file in files:
        counts = answers_that_count(file, judgements[file.drawn.pk]) if file.is_open else None
        found += _of_file(what, file, counts, moderated)
    return found


def _of_file(
    what: Asked,
    file: FileRead,
    counts: Mapping[UUID, Answers] | None,
    moderated: Mapping[tuple[UUID, str], Moderation],
) -> Iterator[StandingAnswer]:
    for question in what.questions:
        if counts is None:
            yield StandingAnswer(file.file, file.drawn, question.id, "", Source.WAITING)
            continue
        given = tuple(
            row
            for reading in file.standing
            if (row := counts[reading.pk].get(question.id)) is not None
        )
        last = moderated.get((file.drawn.pk, question.id))
        yield _standing(file, question.id, given, last)


def _standing(
    file: FileRead, question: str, given: tuple[Judgement, ...], last: Moderation | None
) -> StandingAnswer:
    after = max((row.position for row in given), default=0)
    moderation = last if last is not None and last.position > after else None
    answers = {row.answer for row in given}
    if moderation is not None:
        answer, source = moderation.answer, Source.MODERATED
    elif len(given) < len(file.turns):
        # Asked since it was signed: a standard that has changed asks it of nobody again.
        answer, source = "", Source.UNRESOLVED
    elif len(answers) > 1:
        answer, source = "", Source.UNRESOLVED
    else:
        answer = given[0].answer
        source = Source.AGREED if len(given) > 1 else Source.FIRST
    return StandingAnswer(file.file, file.drawn, question, answer, source, given, moderation)
