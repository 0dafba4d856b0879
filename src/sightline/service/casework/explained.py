"""Why something is owed: the rule, the records, the clock, as far as the reader may see them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sightline.engine.explain import Explanation, explain
from sightline.engine.reference import evaluate
from sightline.reporting.told.rules import Marks, tell
from sightline.service.access import policy
from sightline.service.access.reading import Basis
from sightline.service.access.viewer import Viewer
from sightline.service.casework import owed
from sightline.service.casework.said import kind_of_row, when
from sightline.service.files.judging import known_by
from sightline.service.files.models import Obligation, Record
from sightline.service.files.reading import engine_file, stands_on
from sightline.service.files.standard import standard
from sightline.service.files.watching import watching

_TOLD = (
    ("It arose from", "trigger"),
    ("It was answered by", "met_by"),
    ("It was ended by", "lapsed_by"),
    ("It was excused by", "excused_by"),
)


_PLAIN = Marks(strong=lambda text: text, kind=lambda kind, title: title)


@dataclass(frozen=True, slots=True)
class Named:
    """A record that an obligation rests on. ``fact``: None where the person does not read it."""

    words: str
    said: str
    fact: UUID | None


@dataclass(frozen=True, slots=True)
class Why:
    """An obligation explained: whole sentences, in the order in which they are read."""

    why: str
    rule: tuple[str, ...]
    clock: tuple[str, ...]
    outcome: tuple[str, ...]
    records: tuple[Named, ...]


def explained(viewer: Viewer, basis: Basis, row: Obligation, at: datetime) -> Why:
    """How an obligation came to what it is.

    ``engine.explain`` tells the rule and the clock. It would tell records with all their answers,
    so they are told here, by their title and day, and lead to where they may be read.
    """
    rule = owed.part_of(row).rules[row.rule]
    rule_told, told = tell(standard(), rule, _PLAIN), _of_the_engine(row, at)
    return Why(
        why=standard().duties[row.duty].why,
        rule=(*rule_told.lines, rule_told.word),
        clock=() if told is None else told.clock,
        outcome=() if told is None else told.outcome,
        records=tuple(_records(viewer, basis, row)),
    )


def _of_the_engine(row: Obligation, at: datetime) -> Explanation | None:
    file = engine_file(row.file_id)
    known_at, on = known_by([file], at), owed.moment_at(at)
    place = file.subject.place
    known = watching([place], on.day)
    ((_, watched),) = known.asked({row.duty}, known.blind.get(place, frozenset()))
    found = evaluate(standard(), file, known_at=known_at, on=on, watched=watched, duties={row.duty})
    this = next((o for o in found.obligations if o.id == str(row.pk)), None)
    if this is None:
        return None
    return explain(standard(), file, this, known_at=known_at, on=on, watched=watched)


def _records(viewer: Viewer, basis: Basis, row: Obligation) -> Iterator[Named]:
    facts = {name: _fact(getattr(row, name)) for _, name in _TOLD}
    breaches = [_fact(one) for one in row.breaches]
    wanted = {fact for fact in (*facts.values(), *breaches) if fact is not None}
    rows = Record.objects.filter(
        stands_on(basis.file),
        policy.visible_records(viewer, basis),
        fact__in=wanted,
        withdraws=None,
    )
    # The last version of each, in whose words it is told.
    read = {record.fact: record for record in rows.order_by("recorded_at", "pk")}
    for words, name in _TOLD:
        fact = facts[name]
        if fact is not None:
            yield _named(words, read.get(fact))
        elif name == "trigger":
            yield Named(words, "a birthday", None)
    for fact in breaches:
        yield _named("It was breached by", None if fact is None else read.get(fact))


def _named(words: str, record: Record | None) -> Named:
    if record is None:
        return Named(words, "a record that is not shown to you", None)
    return Named(words, f"{kind_of_row(record)['title']}, {when(record)}", record.fact)


def _fact(value: object) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        return None
