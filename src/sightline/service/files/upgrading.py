"""Another standard: what it would change, deciding on it, and judging again once it holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from uuid import UUID

import pyarrow as pa

from sightline.engine.differences import Difference, differences
from sightline.engine.model import Day, Minute
from sightline.engine.model import File as EngineFile
from sightline.engine.preview import changed
from sightline.engine.rows import SCHEMA
from sightline.service.files import decided
from sightline.service.files.judging import groups, known_by, refresh
from sightline.service.files.models import Judged, Record, StandardInForce, Subject
from sightline.service.files.moments import day_at
from sightline.service.files.reading import engine_files
from sightline.service.files.standard import declared, standard, using
from sightline.service.ledger import chains, clock
from sightline.service.ledger.acts import Act, act
from sightline.service.ledger.failures import Refused
from sightline.standard.calendar import date_of, day_of
from sightline.standard.model import Standard

PREVIEWED_AT_ONCE = 2_000
JUDGED_AT_ONCE = 200
"""Files of one transaction, whose chains are locked while it lasts."""

Effect = tuple[str, str, str, str]
"""Of an obligation that would change: its duty, the change (new, gone, state or due), and its
state before and after, blank for none."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What another standard would change, on a day. ``forms``: kinds that would ask otherwise.
    ``measures``: those that would count otherwise."""

    before: Standard
    after: Standard
    on: date
    says: Sequence[Difference]
    forms: Sequence[str]
    measures: Sequence[str]
    effects: Counter[Effect]
    files: int


def preview(
    new: Standard, on: date, progress: Callable[[int], object] = lambda files: None
) -> Preview:
    """Judge all files by the standard that holds now and by another, as known now, on a day.

    ``progress`` is told how many files more were judged. Nothing is written. Raises Refused where
    records are of kinds that the other does not have.
    """
    old = standard()
    _refuse_lost_kinds(new)
    effects: Counter[Effect] = Counter()
    number, ids = 0, iter(Subject.objects.order_by("id").values_list("id", flat=True))
    # The same text judges the same, and need not be asked.
    while old.digest != new.digest and (some := list(islice(ids, PREVIEWED_AT_ONCE))):
        held = list(engine_files(some))
        known_at = known_by(held, clock.now())
        before, after = (_judged_by(one, held, known_at, day_of(on)) for one in (old, new))
        for row in changed(before, after).to_pylist():
            told = (row["state_before"] or "", row["state_after"] or "")
            effects[row["duty"], row["change"], *told] += 1
        number += len(some)
        progress(len(some))
    return Preview(
        before=old,
        after=new,
        on=on,
        says=differences(old, new),
        forms=sorted(_other_forms(old, new)),
        measures=sorted(
            name
            for name in old.measures.keys() | new.measures.keys()
            if old.measures.get(name) != new.measures.get(name)
        ),
        effects=effects,
        files=number,
    )


def decide(*, text: dict[str, str], from_on: date, reason: str, by: Act) -> StandardInForce:
    """Decide that the service is run by a standard from a day on. ``text``: its files by path.

    It is checked with its worked examples first. The day is still to come, so that every process
    takes it up at the same time; today will do where nothing is judged otherwise by it. Raises
    Refused and FaultyStandard.
    """
    new = decided.loaded(text, examples=True)
    today = date_of(day_at(clock.now()))
    if not reason.strip():
        raise Refused("Say why this is to be done.")
    _refuse_lost_kinds(new)
    changes_something = new.digest != standard().digest and Judged.objects.exists()
    if from_on < today or (from_on == today and changes_something):
        tomorrow = today + timedelta(1)
        raise Refused(f"Another standard takes effect on {tomorrow:%-d %B %Y} at the earliest.")
    row = StandardInForce(
        from_on=from_on,
        name=new.name,
        version=new.version,
        standard=new.digest,
        text=text,
        reason=reason.strip(),
    )
    chains.append([row], chain=chains.standard_chain(), by=by)
    by.did(f"run by {new.name} {new.version} from {from_on.isoformat()}", row=row.pk)
    decided.forget()
    return row


def judge_waiting(progress: Callable[[int], object] = lambda files: None) -> int:
    """Judge every file again that was judged on an earlier day or by another standard.

    Some files a transaction: cut off, it goes on where it was. Returns how many were looked at.
    ``progress`` is told so many of each step.
    """
    today, number = date_of(day_at(clock.now())), 0
    with using(standard()):
        for some in _in_steps():
            with act(person=None, route="judge"):
                refresh(some, today)
            number += len(some)
            progress(len(some))
    return number


def _in_steps() -> Iterator[list[UUID]]:
    last: UUID | None = None
    while True:
        files = Subject.objects.order_by("id")
        if last is not None:
            files = files.filter(id__gt=last)
        some = list(files.values_list("id", flat=True)[:JUDGED_AT_ONCE])
        if not some:
            return
        yield some
        last = some[-1]


def _judged_by(by: Standard, files: Sequence[EngineFile], known_at: Minute, on: Day) -> pa.Table:
    with using(by):
        tables = [table for group in groups(files, on) for table in group.tables(known_at, on)]
    return pa.concat_tables(tables) if tables else SCHEMA.empty_table()


def _other_forms(old: Standard, new: Standard) -> Iterator[str]:
    for name in old.kinds.keys() | new.kinds.keys():
        before, after = old.kinds.get(name), new.kinds.get(name)
        if before is None or after is None or declared(before) != declared(after):
            yield name


def _refuse_lost_kinds(new: Standard) -> None:
    used = set(Record.objects.order_by().values_list("kind", flat=True).distinct())
    if lost := sorted(used - new.kinds.keys()):
        raise Refused(
            f"There are records of kinds that this standard does not have ({', '.join(lost)}). A "
            "kind that was used stays in the standard."
        )
