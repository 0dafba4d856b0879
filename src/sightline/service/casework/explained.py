"""Why something is owed: the rule, the records, the clock, as far as the reader may see them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from sightline.engine.explain import Explanation, explain
from sightline.engine.reference import evaluate
from sightline.reporting.told.rules import Marks, RuleTold, history
from sightline.reporting.told.words import period
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
    """An obligation explained: whole sentences, in the order in which they are read.

    ``held``: from when until when the rule was in force. ``history``: the other rules of the same
    part, the latest first: likewise, and what was asked and on whose word.
    """

    why: str
    held: str
    rule: tuple[str, ...]
    history: tuple[tuple[str, tuple[str, ...]], ...]
    clock: tuple[str, ...]
    outcome: tuple[str, ...]
    records: tuple[Named, ...]


def explained(viewer: Viewer, basis: Basis, row: Obligation, at: datetime) -> Why:
    """How an obligation came to what it is.

    ``engine.explain`` tells the rule and the clock. It would tell records with all their answers,
    so they are told here, by their title and day, and lead to where they may be read.
    """
    rule = owed.part_of(row).rules[row.rule]
    told, rules = _of_the_engine(row, at), _rules_told(standard().digest, row.duty, row.part)
    rule_told = next(one for _, one in rules if one.rule is rule)
    return Why(
        why=standard().duties[row.duty].why,
        held=period(rule.from_, rule.until),
        rule=_lines(rule_told),
        history=tuple((held, _lines(one)) for held, one in rules if one.rule is not rule),
        clock=() if told is None else told.clock,
        outcome=() if told is None else told.outcome,
        records=tuple(_records(viewer, basis, row)),
    )


@lru_cache(maxsize=512)
def _rules_told(digest: str, duty: str, part: str) -> tuple[tuple[str, RuleTold], ...]:
    """The rules of a part in words, the latest first, each with when it was in force.

    ``digest``: of the standard whose rules they are.
    """
    asked = next(one for one in standard().duties[duty].parts if one.name == part)
    return tuple(
        (period(first, until), one)
        for (first, until), rules in history(standard(), asked, _PLAIN)
        for one in rules
    )


def _lines(told: RuleTold) -> tuple[str, ...]:
    return (*told.lines, told.word)


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


def records_read(viewer: Viewer, basis: Basis, rows: Iterable[Obligation]) -> Mapping[UUID, Record]:
    """The records that some obligations rest on, by their facts, as far as the person reads them.

    Of each the last version, in whose words it is told.
    """
    wanted = {
        fact
        for row in rows
        for one in (*(getattr(row, name) for _, name in _TOLD), *row.breaches)
        if (fact := _fact(one)) is not None
    }
    found = Record.objects.filter(
        stands_on(basis.file),
        policy.visible_records(viewer, basis),
        fact__in=wanted,
        withdraws=None,
    )
    return {record.fact: record for record in found.order_by("recorded_at", "pk")}


def _records(viewer: Viewer, basis: Basis, row: Obligation) -> Iterator[Named]:
    read = records_read(viewer, basis, [row])
    for words, name in _TOLD:
        fact = getattr(row, name)
        if fact is not None:
            yield named_record(words, fact, read)
    for fact in row.breaches:
        yield named_record("It was breached by", fact, read)


def named_record(words: str, fact: object, read: Mapping[UUID, Record]) -> Named:
    """A record that an obligation rests on, or the birthday. ``read``: of ``records_read``."""
    id_ = _fact(fact)
    if id_ is None:
        return Named(words, "a birthday", None)
    return _named(words, read.get(id_))


def _named(words: str, record: Record | None) -> Named:
    if record is None:
        return Named(words, "a record that is not shown to you", None)
    return Named(words, f"{kind_of_row(record)['title']}, {when(record)}", record.fact)


def _fact(value: object) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        return None
