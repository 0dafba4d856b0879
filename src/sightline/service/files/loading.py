"""Very many files at once: another system's, or the synthetic nation's.

    load(nation.files, source="synthetic", watched=nation.watched, not_held=blind)

All of it is one transaction: a load that is cut off leaves nothing, and is run again. A subject
that is there already, of the same source and name, is passed over with all its records.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef

from sightline.engine import model as engine
from sightline.engine.many import BUCKET, buckets
from sightline.engine.model import Watched
from sightline.service.files.bulk import room_for_much
from sightline.service.files.involvements import only_involving
from sightline.service.files.loading_follows import (
    write_involvements,
    write_judged,
    write_obligations,
)
from sightline.service.files.loading_rows import Names, Tables
from sightline.service.files.models import AlsoOn, NotHeld, Record, Subject, Watch
from sightline.service.files.moments import day_at, minute_at
from sightline.service.files.standard import standard
from sightline.service.files.translating import Translation
from sightline.service.ledger import clock
from sightline.service.ledger.acts import act
from sightline.service.ledger.transactions import take_turn
from sightline.standard.calendar import date_of


@dataclass(slots=True)
class Loaded:
    """How much was added."""

    files: int = 0
    records: int = 0
    obligations: int = 0


def load(
    files: Iterable[engine.File],
    *,
    source: str,
    watched: Iterable[Watched] = (),
    not_held: Mapping[str, Collection[str]] | None = None,
    names: Names = lambda subject: None,
    known_at: datetime | None = None,
    progress: Callable[[int], object] = lambda files: None,
) -> Loaded:
    """Add files with their records, what is watched, and what follows, in one act of the machine.

    ``source``: where they come from; ids are derived from it and from theirs. ``not_held``: by
    place, the duties whose answers its sources cannot hold. ``known_at``: the present, whose later
    records are left out; the clock's if None. ``progress`` is told the files of each step.
    Raises ValueError where a record stands on a file whose own file is not loaded.
    """
    now = known_at or clock.now()
    minute, on = minute_at(now), day_at(now)
    translation = Translation(source, standard().kinds, minute)
    tables, loaded = Tables(source, names, now), Loaded()
    with act(person=None, route="load") as by, room_for_much():
        by.did("load")
        take_turn()
        _write_watched(watched, not_held or {}, translation, now)
        there = set(Subject.objects.filter(source=source).values_list("source_id", flat=True))
        new = (file for file in files if file.subject.id not in there)
        involving: list[engine.File] = []
        for some in buckets(new, BUCKET):
            # In order of our ids, in which the tables are looked up, an insert is much cheaper.
            some.sort(key=lambda file: translation.id(file.subject.id))
            translated = [translation.file(file) for file in some]
            for original, file in zip(some, translated, strict=True):
                tables.add(original.subject, file)
            loaded.records += tables.write()
            ours = [file.file for file in translated]
            loaded.obligations += write_obligations(ours, minute, on)
            involving += [only_involving(standard(), file) for file in ours]
            loaded.files += len(some)
            progress(len(some))
        # Only now is it known of every subject, and not of some, what it is.
        write_involvements(involving, minute)
        write_judged([UUID(file.subject.id) for file in involving], on, now)
        _check_whole()
    return loaded


def _write_watched(
    watched: Iterable[Watched],
    not_held: Mapping[str, Collection[str]],
    translation: Translation,
    now: datetime,
) -> None:
    """What is watched; what still was at the present goes on being so."""
    today = date_of(day_at(now))
    there = set(Watch.objects.values_list("place", "kind", "first_on"))
    rows = []
    for period in watched:
        last = date_of(period.last)
        rows.append(
            Watch(
                place=period.place,
                kind=period.kind,
                agency_id=translation.uuid(period.agency) if period.agency else None,
                first_on=date_of(period.first),
                last_on=None if last >= today else last,
                delivered_at=now if last >= today else None,
            )
        )
    new = [row for row in rows if (row.place, row.kind, row.first_on) not in there]
    Watch.objects.bulk_create(new)
    known = set(NotHeld.objects.values_list("place", "duty"))
    pairs = {(place, duty) for place, duties in not_held.items() for duty in duties}
    NotHeld.objects.bulk_create(
        [NotHeld(place=place, duty=duty) for place, duty in sorted(pairs - known)]
    )


def _check_whole() -> None:
    record = Record.objects.filter(pk=OuterRef("record_id"))
    astray = AlsoOn.objects.filter(~Exists(record)).select_related("file").first()
    if astray is not None:
        raise ValueError(
            f"On the file {astray.file.source_id} stands a record whose own file is not among "
            "those loaded, or was loaded before without it."
        )
