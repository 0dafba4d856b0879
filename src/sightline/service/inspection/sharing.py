"""Sharing files out: who judges which, evenly or by hand, and never where there is a conflict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sightline.service.access.viewer import Viewer
from sightline.service.inspection import conflicts, who
from sightline.service.inspection.knowing import hold_open
from sightline.service.inspection.models import Drawn, Member, Reading
from sightline.service.inspection.readings import (
    FileRead,
    file_read,
    files_read,
    is_judged,
    is_signed,
    last_draw,
    stands,
)
from sightline.service.ledger import chains
from sightline.service.ledger.acts import Act
from sightline.service.ledger.failures import NotFound, Refused

NO_FILE = "There is no such file in the sample."


@dataclass(frozen=True, slots=True)
class Given:
    """A file that is to be given to somebody. ``turn``: 1, or 2 for the second reader."""

    drawn: UUID
    turn: int
    person: UUID


@dataclass(frozen=True, slots=True)
class Proposal:
    """What would be shared out. ``without``: turns for which nobody may read the file."""

    given: tuple[Given, ...]
    without: tuple[tuple[FileRead, int], ...]


def members(inspection: UUID) -> list[Member]:
    """Those who carry an inspection out today, the lead first."""
    rows = Member.objects.filter(inspection=inspection, departure__isnull=True)
    return sorted(rows.select_related("person"), key=lambda m: (m.part != "lead", m.position))


def propose(inspection: UUID) -> Proposal:
    """What is not given to anybody yet, shared out evenly among those who may read it.

    In the order of the draw: each turn to whoever has fewest files so far, and of these to who is
    a member longest. The second turn goes to somebody else than the first.
    """
    draw = last_draw(inspection)
    files = [] if draw is None else files_read(draw)
    some = members(inspection)
    wanting = [(one, t.turn) for one in files for t in one.turns if t.reading is None]
    no = conflicts.barred(some, {one.file for one, _ in wanting})
    load = Counter(r.person_id for one in files for r in one.standing)
    taken = {one.drawn.pk: {r.person_id for r in one.standing} for one in files}
    given: list[Given] = []
    without: list[tuple[FileRead, int]] = []
    # Second turns last: whoever is free for them depends on who has the first.
    for one, turn in sorted(wanting, key=lambda each: (each[1], each[0].number)):
        free = [
            member.person_id
            for member in some
            if (member.pk, one.file) not in no and member.person_id not in taken[one.drawn.pk]
        ]
        if not free:
            without.append((one, turn))
            continue
        person = min(free, key=lambda id_: load[id_])
        load[person] += 1
        taken[one.drawn.pk].add(person)
        given.append(Given(one.drawn.pk, turn, person))
    return Proposal(tuple(given), tuple(without))


def share(*, viewer: Viewer, inspection: UUID, given: Sequence[Given], by: Act) -> list[Reading]:
    """Give files to their readers, all of them or none. Raises NotFound and Refused."""
    who.check_lead(viewer, inspection)
    hold_open(inspection)
    draw = last_draw(inspection)
    files = {one.drawn.pk: one for one in (files_read(draw) if draw is not None else ())}
    some = {member.person_id: member for member in members(inspection)}
    meant = {files[one.drawn].file for one in given if one.drawn in files}
    no = conflicts.barred(some.values(), meant)
    rows: list[Reading] = []
    taken: dict[tuple[UUID, int], UUID] = {}
    for one in given:
        file = files.get(one.drawn)
        if file is None:
            raise NotFound(NO_FILE)
        _refuse(file, one, some, taken, no)
        taken[one.drawn, one.turn] = one.person
        rows.append(
            Reading(
                inspection_id=inspection,
                drawn=file.drawn,
                person_id=one.person,
                turn=one.turn,
            )
        )
    chains.append(rows, chain=chains.inspection_chain(inspection), by=by)
    for row in rows:
        by.did("give a file to be judged", file=row.drawn.file_id, row=row.pk)
    return rows


def _refuse(
    file: FileRead,
    one: Given,
    some: Mapping[UUID, Member],
    taken: Mapping[tuple[UUID, int], UUID],
    no: conflicts.Barred,
) -> None:
    """Raise Refused where a file may not be given so."""
    called = f"File {file.number}"
    turn = next((turn for turn in file.turns if turn.turn == one.turn), None)
    if turn is None:
        raise Refused(f"{called} was not drawn to be judged twice.")
    if turn.reading is not None or (one.drawn, one.turn) in taken:
        raise Refused(f"{called} has been given to somebody already. Open the page again.")
    member = some.get(one.person)
    if member is None:
        raise Refused(f"{called}: choose somebody who is a member of this inspection today.")
    others = {r.person_id for r in file.standing if r.turn != one.turn}
    others |= {person for (drawn, turn), person in taken.items() if drawn == one.drawn}
    if one.person in others:
        raise Refused(f"{called}: the second reader is somebody else than the first.")
    if conflict := no.get((member.pk, file.file)):
        raise Refused(f"{called}, {member.person.name}: {conflict}")


def reopen(
    *, viewer: Viewer, inspection: UUID, reading: UUID, person: UUID, reason: str, by: Act
) -> Reading:
    """Open a signed file again, for its reader or for somebody else.

    For its reader, what they answered stands until they answer anew; somebody else begins afresh.
    Both are kept. Raises NotFound and Refused.
    """
    who.check_lead(viewer, inspection)
    hold_open(inspection)
    found = reading_of(inspection, reading)
    file = file_read(found.drawn)
    if not is_signed(found) or not stands(found):
        raise Refused("Only a file that is signed can be opened again.")
    if not reason.strip():
        raise Refused("Say why it is opened again.")
    member = next((one for one in members(inspection) if one.person_id == person), None)
    if member is None:
        raise Refused("Choose somebody who is a member of this inspection today.")
    if any(r.person_id == person and r.turn != found.turn for r in file.standing):
        raise Refused("The second reader is somebody else than the first.")
    if conflict := conflicts.may_read(member, found.drawn.file_id):
        raise Refused(conflict)
    row = Reading(
        inspection_id=inspection,
        drawn=found.drawn,
        person_id=person,
        turn=found.turn,
        reopens=found,
        reason=reason.strip(),
    )
    chains.append([row], chain=chains.inspection_chain(inspection), by=by)
    by.did("open a signed file again", file=found.drawn.file_id, row=row.pk)
    return row


def reading_of(inspection: UUID, reading: UUID) -> Reading:
    """A reading of a file that is judged now. Raises NotFound."""
    rows = Reading.objects.filter(inspection=inspection, pk=reading)
    found = rows.select_related(
        "drawn__draw", "drawn__exclusion", "drawn__replaces", "completed", "handed_back", "reopened"
    ).first()
    if found is None or not is_judged(found.drawn) or last_draw(inspection) != found.drawn.draw:
        raise NotFound(NO_FILE)
    return found


def drawn_of(inspection: UUID, drawn: UUID) -> Drawn:
    """A file of the sample as it is judged now. Raises NotFound."""
    draw = last_draw(inspection)
    rows = Drawn.objects.filter(draw=draw, pk=drawn).select_related("exclusion", "replaces", "draw")
    found = rows.first()
    if draw is None or found is None or not is_judged(found):
        raise NotFound(NO_FILE)
    return found
