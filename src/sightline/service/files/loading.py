"""Many files at once, all or nothing: the synthetic nation, and what tests and benchmarks need.

    load(nation.files, source="synthetic", watched=nation.watched, not_held=blind)

``loading_steps`` does the work; what other systems deliver is taken up by it in many transactions.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sightline.engine import model as engine
from sightline.engine.many import buckets
from sightline.engine.model import Watched
from sightline.service.files import judging
from sightline.service.files.bulk import room_for_much
from sightline.service.files.feeding import Told
from sightline.service.files.loading_rows import Names
from sightline.service.files.loading_steps import STEP, Counted, Load, in_order
from sightline.service.files.models import System
from sightline.service.ledger import clock
from sightline.service.ledger.acts import act
from sightline.service.ledger.transactions import take_turn


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
    """Take up files in one act of the machine, all or nothing, of a system that is no longer used.

    ``source``: its name. ``not_held``: by place, the duties whose answers its sources cannot hold.
    ``progress`` is told the files of each step. Raises ValueError where anything cannot be taken
    up.
    """
    now = known_at or clock.now()
    held = list(files)
    loaded, counted = Loaded(), Counted()
    pairs = [(place, duty) for place, duties in (not_held or {}).items() for duty in duties]
    with act(person=None, route="load") as by, room_for_much():
        by.did("load")
        take_turn()
        title = {"title": source, "live": False}
        system, _ = System.objects.get_or_create(name=source, defaults=title)
        expected = {file.subject.id for file in held}
        loading = Load(system, at=now, names=names, known_at=now, expected=expected)
        loading.hear(Told(watched=tuple(watched)), pairs)
        for some in buckets(in_order(held), STEP):
            counted.add(loading.step(some))
            progress(len(some))
        if counted.quarantined:
            first = counted.quarantined[0]
            raise ValueError(f"On the file {first.file}: {first.reason}")
        waiting = judging.waiting().filter(file__in=[loading.file_of(n) for n in expected])
        loading.finish(list(waiting.values_list("file", flat=True)))
        loaded.files, loaded.records = counted.files, counted.records
        loaded.obligations = counted.obligations
    return loaded
