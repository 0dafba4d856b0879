"""How far two readers agree, by question and by reader over time, and whether one of them drifts.

Of answers given blind alone: those that stood when both had signed a file for the first time. What
somebody who still judges a file is not to see enters no figure that they are shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from sightline.engine.inspection.agreement import (
    Agreement,
    Pair,
    ReaderAgreement,
    agreement,
    by_question,
    by_reader,
)
from sightline.engine.inspection.drift import Drift, Given, drift
from sightline.service.inspection.asked import Asked, asked
from sightline.service.inspection.models import Judgement
from sightline.service.inspection.readings import (
    Answers,
    FileRead,
    answers_that_count,
    files_read,
    judgements_open_to,
    last_draw,
)
from sightline.standard.calendar import LONDON


@dataclass(frozen=True, slots=True)
class Agreed:
    """``questions``: by their ids, those of which there are pairs. ``readers``: by their ids.

    ``pairs``: files judged twice and signed; ``twice``: those that are to be.
    """

    asked: Asked
    twice: int
    pairs: int
    overall: Agreement
    questions: Mapping[str, Agreement]
    readers: Mapping[str, ReaderAgreement]
    drift: tuple[Drift, ...]


def agreed(person: UUID, inspection: UUID) -> Agreed | None:
    """How far the readers of an inspection agree, as somebody may see it; None before a draw."""
    draw = last_draw(inspection)
    if draw is None:
        return None
    what, every = asked(draw.plan), files_read(draw)
    files = [one for one in every if one.is_open]
    counts = _that_count(person, files)
    pairs = [pair for one in files for pair in _pairs(what, one, counts[one.drawn.pk])]
    given = [each for one in files for each in _given(what, one, counts[one.drawn.pk])]
    return Agreed(
        asked=what,
        twice=sum(one.drawn.is_twice for one in every),
        pairs=sum(bool(one.blind) for one in files),
        overall=agreement((pair.first, pair.second) for pair in pairs),
        questions=by_question(pairs),
        readers=by_reader(pairs),
        drift=drift(given),
    )


def _that_count(person: UUID, files: Iterable[FileRead]) -> dict[UUID, dict[UUID, Answers]]:
    """By file and reading the answers that count: one query."""
    files = list(files)
    of_file: defaultdict[UUID, list[Judgement]] = defaultdict(list)
    rows = judgements_open_to(person, files).select_related("reading")
    for row in rows.defer("reason", "evidence", "notes"):
        of_file[row.reading.drawn_id].append(row)
    return {one.drawn.pk: answers_that_count(one, of_file[one.drawn.pk]) for one in files}


def _pairs(what: Asked, file: FileRead, counts: Mapping[UUID, Answers]) -> Iterator[Pair]:
    if not file.blind:
        return
    first, second = file.blind
    for question in what.questions:
        one, other = counts[first.pk].get(question.id), counts[second.pk].get(question.id)
        if one is None or other is None:
            continue
        yield Pair(
            question=question.id,
            file=str(file.drawn.pk),
            first=one.answer,
            second=other.answer,
            readers=(str(first.person_id), str(second.person_id)),
            on=other.received_at.astimezone(LONDON).date(),
        )


def _given(what: Asked, file: FileRead, counts: Mapping[UUID, Answers]) -> Iterator[Given]:
    """What each reader answered before they saw another's answers."""
    for reading in file.blind or file.standing:
        for question in what.questions:
            row = counts[reading.pk].get(question.id)
            if row is not None:
                yield Given(str(reading.person_id), question.id, row.answer)
