"""Which files are judged, by whom, and how far that is: the state of all readings of an inspection.

**Blind.** A file that was drawn twice is judged by two people, neither of whom sees the answers of
the other before both have signed. What anybody may see of answers, in whichever list, count or
figure, is decided here and nowhere else: ``FileRead.is_open`` and ``judgements_open_to``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from sightline.service.inspection.models import Draw, Drawn, Judgement, Reading

Answers = Mapping[str, Judgement]
"""The judgements of a reading that count, by question."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One of the readings that a file is to have. ``reading``: that which stands; None before."""

    turn: int
    reading: Reading | None

    @property
    def is_signed(self) -> bool:
        """Whether its reader has answered everything and signed it."""
        return self.reading is not None and is_signed(self.reading)


@dataclass(frozen=True, slots=True)
class FileRead:
    """A file of the sample, and how far its judging is.

    ``number``: what it is called among the files drawn, for whoever may not see its name.
    ``readings``: all that it had, in order. ``blind``: the two that stood when both were first
    signed, before either reader saw the other's answers; empty before that, and of a file that is
    judged once.
    """

    drawn: Drawn
    number: int
    turns: tuple[Turn, ...]
    readings: tuple[Reading, ...]
    blind: tuple[Reading, ...]

    @property
    def file(self) -> UUID:
        """Whose file it is."""
        return self.drawn.file_id

    @property
    def is_open(self) -> bool:
        """Whether all that is to be read is signed, so that others' answers may be seen.

        Whoever has it still to judge has a turn that is not signed: it is open to nobody then.
        """
        return all(turn.is_signed for turn in self.turns)

    @property
    def standing(self) -> tuple[Reading, ...]:
        """The readings that stand, in the order of their turns."""
        return tuple(turn.reading for turn in self.turns if turn.reading is not None)


def is_signed(reading: Reading) -> bool:
    """Whether its reader has signed it."""
    return hasattr(reading, "completed")


def stands(reading: Reading) -> bool:
    """Whether it was neither handed back nor opened again in another."""
    return not hasattr(reading, "handed_back") and not hasattr(reading, "reopened")


def last_draw(inspection: UUID) -> Draw | None:
    """The draw that counts; None before there is one."""
    draws = Draw.objects.filter(inspection=inspection).select_related("plan")
    return draws.order_by("-position").first()


def files_read(draw: Draw) -> list[FileRead]:
    """The files of a draw that are judged, in the order in which they were drawn: three queries.

    Neither those that were excluded, nor reserves that replace none.
    """
    rows = Drawn.objects.filter(draw=draw).select_related("exclusion", "replaces")
    readings: defaultdict[UUID, list[Reading]] = defaultdict(list)
    for reading in _readings(draw):
        readings[reading.drawn_id].append(reading)
    return [
        _file_read(drawn, number, readings[drawn.pk])
        for number, drawn in enumerate(rows.order_by("position"), 1)
        if is_judged(drawn)
    ]


def is_judged(drawn: Drawn) -> bool:
    """Whether a file that was drawn belongs to the sample: first drawn, or in another's place."""
    in_sample = not drawn.is_reserve or hasattr(drawn, "replaces")
    return in_sample and not hasattr(drawn, "exclusion")


def file_read(drawn: Drawn) -> FileRead:
    """The same of one file."""
    before = Drawn.objects.filter(draw=drawn.draw_id, position__lte=drawn.position)
    return _file_read(drawn, before.count(), list(_readings(drawn.draw_id, drawn.pk)))


def _readings(draw: Draw | UUID, drawn: UUID | None = None) -> QuerySet[Reading]:
    rows = Reading.objects.filter(drawn__draw=draw).order_by("position")
    if drawn is not None:
        rows = rows.filter(drawn=drawn)
    return rows.select_related("person", "completed", "handed_back", "reopened")


def _file_read(drawn: Drawn, number: int, readings: Sequence[Reading]) -> FileRead:
    turns = (1, 2) if drawn.is_twice else (1,)
    standing = {reading.turn: reading for reading in readings if stands(reading)}
    return FileRead(
        drawn,
        number,
        tuple(Turn(turn, standing.get(turn)) for turn in turns),
        tuple(readings),
        _blind(readings) if drawn.is_twice else (),
    )


def _blind(readings: Iterable[Reading]) -> tuple[Reading, ...]:
    """The two readings that stood at the moment when both were signed for the first time."""
    standing: dict[int, Reading] = {}
    signed: set[UUID] = set()
    for _, what, reading in sorted(_happened(readings), key=lambda one: one[0]):
        if what == "given":
            standing[reading.turn] = reading
        elif what == "signed":
            signed.add(reading.pk)
        elif standing.get(reading.turn) == reading:
            del standing[reading.turn]
        if len(standing) == 2 and all(one.pk in signed for one in standing.values()):
            return standing[1], standing[2]
    return ()


def _happened(readings: Iterable[Reading]) -> Iterator[tuple[int, str, Reading]]:
    """What became of readings, each with its place in the inspection's chain."""
    for reading in readings:
        yield reading.position, "given", reading
        if is_signed(reading):
            yield reading.completed.position, "signed", reading
        if hasattr(reading, "handed_back"):
            yield reading.handed_back.position, "handed back", reading


# --- what was answered -----------------------------------------------------------------------


def judgements_open_to(person: UUID, files: Iterable[FileRead]) -> QuerySet[Judgement]:
    """Of judgements on some files, those that somebody may see: their own, and on files where
    everything is signed. Whether the file is open to them the policy says besides.
    """
    seen = {
        reading.pk
        for one in files
        for reading in one.readings
        if reading.person_id == person or one.is_open
    }
    return Judgement.objects.filter(reading__in=seen)


def earlier_of(reading: Reading, readings: Iterable[Reading]) -> tuple[Reading, ...]:
    """A reading after those of the same person that it opened again, the first one first."""
    by_id: dict[UUID | None, Reading] = {one.pk: one for one in readings}
    found = [reading]
    while (before := by_id.get(found[0].reopens_id)) and before.person_id == reading.person_id:
        found.insert(0, before)
    return tuple(found)


def answers_that_count(file: FileRead, judgements: Iterable[Judgement]) -> dict[UUID, Answers]:
    """By each reading of a file the last of its answers to each question.

    Of one that was opened again for the same person also what they had answered before.
    """
    own: defaultdict[UUID, dict[str, Judgement]] = defaultdict(dict)
    for row in sorted(judgements, key=lambda one: one.position):
        own[row.reading_id][row.question] = row
    return {
        reading.pk: {
            question: row
            for one in earlier_of(reading, file.readings)
            for question, row in own[one.pk].items()
        }
        for reading in file.readings
    }
