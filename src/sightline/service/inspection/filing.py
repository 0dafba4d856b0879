"""What is concluded goes on file: that a service was inspected, which files were read, each answer.

From these records the ordinary measures count it, for ever, as they count what came in a return.
Only the answer that stands and its reason go there, where the service reads them; notes never do.
Each id is worked out from what the record is of, so that whatever cut it off, it is done again from
the beginning, and nothing is there twice. A service's own dip sample is no inspection, and puts
nothing on file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sightline.engine.model import Moment, Value
from sightline.service.access.models import Person
from sightline.service.access.viewer import day_of as day_in_london
from sightline.service.files import members
from sightline.service.files import services as files
from sightline.service.files.entries import Entry
from sightline.service.files.models import Record
from sightline.service.files.standard import standard
from sightline.service.inspection.asked import NOT_KNOWN
from sightline.service.inspection.finding import Found, area_of
from sightline.service.inspection.models import Judgement, Moderation
from sightline.service.inspection.readings import FileRead
from sightline.service.inspection.standing_answers import StandingAnswer
from sightline.service.ledger.acts import Act
from sightline.service.ledger.ids import id_from
from sightline.service.ledger.row_security import as_machine
from sightline.standard.calendar import day_of

INSPECTED, READ, JUDGED = "inspection", "file-read", "judgement"
AT_ONCE = 25
"""Files in one transaction."""


@dataclass(frozen=True, slots=True)
class Filed:
    """How far it is: files and services of which all is on record, of how many."""

    done: int
    total: int

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left."""
        return self.done >= self.total


def inspected_id(inspection: UUID, area: UUID) -> UUID:
    """The id of the record that a service was inspected."""
    return id_from("inspection", str(inspection), INSPECTED, str(area))


def read_id(inspection: UUID, drawn: UUID) -> UUID:
    """The id of the record that a file was read."""
    return id_from("inspection", str(inspection), READ, str(drawn))


def judged_id(inspection: UUID, drawn: UUID, question: str) -> UUID:
    """The id of the record of an answer."""
    return id_from("inspection", str(inspection), JUDGED, str(drawn), question)


def filed(of: Found) -> Filed:
    """How far it is, in one query."""
    if of.known.is_own or not of.is_final:
        return Filed(0, 0)
    there = _there(of)
    wanted = _wanted(of)
    return Filed(sum(ids <= there for ids in wanted.values()), len(wanted))


def _wanted(of: Found) -> dict[UUID, set[UUID]]:
    """The ids of the records by what they are of: an agency, or a file that was drawn."""
    id_ = of.known.id
    wanted = {area: {inspected_id(id_, area)} for area in of.known.areas}
    for file in of.files:
        wanted[file.drawn.pk] = {read_id(id_, file.drawn.pk)}
    for one in of.standing:
        wanted[one.drawn.pk].add(judged_id(id_, one.drawn.pk, one.question))
    return wanted


def _there(of: Found) -> set[UUID]:
    ids = {each for some in _wanted(of).values() for each in some}
    with as_machine():
        return set(Record.objects.filter(pk__in=ids).values_list("pk", flat=True))


def put_on_file(of: Found, *, by: Act, most: int = AT_ONCE) -> Filed:
    """Write what is not on file yet, of so many files at most, in this transaction.

    ``of``: a concluded inspection. It is written as the machine, because a file may have closed
    since it was judged; nothing of it is shown.
    """
    if of.known.is_own or not of.is_final:
        return Filed(0, 0)
    there = _there(of)
    wanted = _wanted(of)
    left = [key for key, ids in wanted.items() if not ids <= there]
    with as_machine():
        words = _Words(of)
        for key in left[:most]:
            if key in of.known.areas:
                _inspected(of, key, by)
            else:
                _of_file(of, key, there, words, by)
    return Filed(len(wanted) - len(left[most:]), len(wanted))


class _Words:
    """The reasons of the answers that stand, and the files kept on those who gave them."""

    def __init__(self, of: Found) -> None:
        judgements = {row.pk for one in of.standing for row in one.given[:1]}
        moderations = {one.moderation.pk for one in of.standing if one.moderation is not None}
        self._reasons: dict[UUID, str] = {
            id_: reason or ""
            for model, ids in ((Judgement, judgements), (Moderation, moderations))
            for id_, reason in model._default_manager.filter(pk__in=ids).values_list("pk", "reason")
        }
        people = Person.objects.filter(worker__isnull=False)
        self.workers: dict[UUID | None, UUID | None] = dict(people.values_list("pk", "worker"))

    def of(self, one: StandingAnswer) -> tuple[str, UUID | None]:
        """The reason of an answer, and the file of the worker whose answer it is."""
        row = one.moderation or one.given[0]
        return self._reasons.get(row.pk, ""), self.workers.get(row.by)


def _inspected(of: Found, area: UUID, by: Act) -> None:
    concluded = of.known.conclusion
    assert concluded is not None, "only what is concluded goes on file"
    on = min(of.known.plan.until_on, day_in_london(concluded.received_at))
    said: dict[str, Value] = {
        "programme": _programme(of, INSPECTED, on),
        "case-sample": "yes",
    }
    entry = _entry(of, INSPECTED, on, None, None, said)
    _record(area, {inspected_id(of.known.id, area): entry}, by)


def _of_file(of: Found, drawn: UUID, there: set[UUID], words: _Words, by: Act) -> None:
    file = next(each for each in of.files if each.drawn.pk == drawn)
    on = _read_on(file)
    id_ = read_id(of.known.id, drawn)
    if id_ not in there:
        said: dict[str, Value] = {"programme": _programme(of, READ, on)}
        if (area := area_of(of.known, file.drawn.stratum)) is not None:
            said["inspected"] = str(area)
        reader = words.workers.get(file.standing[0].person_id)
        _record(file.file, {id_: _entry(of, READ, on, None, reader, said)}, by)
    entries: dict[UUID, Entry] = {}
    for one in of.standing:
        key = judged_id(of.known.id, drawn, one.question)
        if one.drawn.pk == drawn and key not in there:
            entries[key] = _judged(of, one, on, id_, words)
    _record(file.file, entries, by)


def _judged(of: Found, one: StandingAnswer, on: date, about: UUID, words: _Words) -> Entry:
    reason, author = words.of(one)
    said: dict[str, Value] = {
        "question-set": of.known.of.id,
        "question": one.question,
        "answer": "unknown" if one.answer == NOT_KNOWN else one.answer,
    }
    if reason:
        said["reason"] = reason
    return _entry(of, JUDGED, on, about, author, said)


def _entry(
    of: Found,
    kind: str,
    on: date,
    about: UUID | None,
    author: UUID | None,
    said: Mapping[str, Value],
) -> Entry:
    return Entry(
        kind=kind,
        occurred=Moment(day_of(on)),
        about=about,
        agency=of.known.inspection.agency_id,
        author=author,
        details=said,
    )


def _record(file: UUID, entries: Mapping[UUID, Entry], by: Act) -> None:
    if entries:
        seen = members.version(file)
        files.record_several(file=file, entries=entries, seen=seen, by=by)


def _read_on(file: FileRead) -> date:
    """The day on which the last of its readers signed it."""
    return max(day_in_london(reading.completed.received_at) for reading in file.standing)


def _programme(of: Found, kind: str, on: date) -> str:
    """The programme, where there was one of that name on the day; else it is not known."""
    codes = {code.value: code for code in standard().kinds[kind].fields["programme"].codes}
    code = codes.get(of.known.plan.programme)
    holds = code is not None and (
        (code.from_ is None or code.from_ <= on) and (code.until is None or on < code.until)
    )
    return of.known.plan.programme if holds else "unknown"
