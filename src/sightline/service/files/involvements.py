"""Who is involved with a file, worked out from its records.

The standard says in roles.yaml which spans name who holds a role, to which agency and team a
worker belongs, and who stands in; whatever it names there is an involvement. A case is one of the
agency that recorded it. A record that stands on a file besides its own involves nobody there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sightline.engine.model import File, Minute, Moment, Record
from sightline.engine.reference.facts import known_facts, matches, roots_of
from sightline.service.files.models import Involvement
from sightline.standard.calendar import date_of, start_of_day
from sightline.standard.model import RESERVED_ANSWERS, Holder, Lasts, Standard

ALLOCATION, CASE, CUSTODY, COVER, POST = "allocation", "case", "custody", "cover", "post"
"""The sorts. A custody is whatever role an agency or establishment holds by being named."""

TEAM = 80
"""Characters of a team's name that are kept to find it by."""

_WORKER = "worker"


def involvements_of(
    standard: Standard, file: File, known_at: Minute, types: Mapping[str, str]
) -> list[Involvement]:
    """The involvements of a file as known at a moment, in order of the facts that say so.

    ``types``: of the subjects that its records name, by their ids (``named_by``).
    """
    return [
        Involvement(
            file_id=UUID(file.subject.id), fact=UUID(id_), sort=who.sort,
            worker=_uuid(who.worker), agency=_uuid(who.agency), team=who.team[:TEAM],
            from_on=date_of(begins.day),
            until_on=None if record.ended is None else date_of(record.ended.day),
            role=who.role, rank=who.rank, begun=_begun(begins),
        )
        for id_, begins, record in _spans(standard, file, known_at)
        for who in _who(standard, file.subject.type, record, types)
    ]  # fmt: skip


def named_by(standard: Standard, file: File) -> Iterator[str]:
    """The subjects whose types decide what involvements a file has."""
    for role in standard.roles.declared.values():
        for holder in role.held:
            for record in file.records:
                if record.kind == holder.selector.kind and (who := _text(record, holder.by)):
                    yield who


@dataclass(frozen=True, slots=True)
class _Who:
    sort: str
    worker: str = ""
    agency: str = ""
    team: str = ""
    role: str = ""
    rank: int = 0


def only_involving(standard: Standard, file: File) -> File:
    """A file without the records that cannot involve anybody."""
    kinds = _kinds(standard)
    own = [r for r in file.records if r.file == file.subject.id and r.kind in kinds]
    return File(file.subject, tuple(own))


def _spans(
    standard: Standard, file: File, known_at: Minute
) -> Iterator[tuple[str, Moment, Record]]:
    """The file's own spans that have begun, each with the id of its fact, and when it began."""
    own = only_involving(standard, file).records
    for fact in sorted(known_facts(own, roots_of(own), known_at), key=lambda fact: fact.id):
        if fact.record.at is not None:
            yield fact.id, fact.record.at, fact.record


def _begun(at: Moment) -> int:
    """A number in the order of moments: what is known to the day comes before its minutes."""
    return 2 * start_of_day(at.day) if at.minute is None else 2 * at.minute + 1


def _kinds(standard: Standard) -> frozenset[str]:
    """The kinds of span that involve anybody."""
    roles = standard.roles
    holders = (*roles.posts, *roles.covers, *(h for r in roles.declared.values() for h in r.held))
    named = {CASE, *(holder.selector.kind for holder in holders)}
    return frozenset(
        name
        for name in named
        if name in standard.kinds and standard.kinds[name].lasts is Lasts.SPAN
    )


def _who(
    standard: Standard, type_: str, record: Record, types: Mapping[str, str]
) -> Iterator[_Who]:
    """Whom a span involves: a row for each role that it says somebody holds, at least one."""
    roles = list(_held(standard, record))
    if type_ == _WORKER:
        known = _of_worker(standard, record)
        if known is not None:
            names = [(role, rank) for role, rank, _ in roles] if known.sort == POST else []
            for role, rank in names or [("", 0)]:
                yield replace(known, role=role, rank=rank)
        return
    for role, rank, holder in roles:
        yield _holding(record, holder, types, role, rank)
    if not roles and (other := _of_team(standard, record) or _of_case(record)) is not None:
        yield other


def _held(standard: Standard, record: Record) -> Iterator[tuple[str, int, Holder]]:
    """The roles that a span says somebody holds, each by the first of its sorts that does."""
    for role in standard.roles.declared.values():
        for rank, holder in enumerate(role.held):
            if _is_of(holder, record) and _text(record, holder.by):
                yield role.id, rank, holder
                break


def _of_worker(standard: Standard, record: Record) -> _Who | None:
    """On a worker's file: to which agency and team the worker belongs, and who stands in."""
    for holder in _matching(standard.roles.covers, record):
        return _Who(COVER, worker=_text(record, holder.by))
    for holder in _matching(standard.roles.posts, record):
        agency = _text(record, holder.by) or record.agency
        return _Who(POST, agency=agency, team=_text(record, holder.team))
    return None


def _holding(
    record: Record, holder: Holder, types: Mapping[str, str], role: str, rank: int
) -> _Who:
    """Whoever a span names: a worker, or a body that holds the role itself."""
    who = _text(record, holder.by)
    if types.get(who) != _WORKER:
        return _Who(CUSTODY, agency=who, role=role, rank=rank)
    team = _text(record, holder.team)
    return _Who(ALLOCATION, who, record.agency, team, role, rank)


def _of_team(standard: Standard, record: Record) -> _Who | None:
    """A span that could name a team beside somebody, and names nobody."""
    for role in standard.roles.declared.values():
        for holder in _matching(role.held, record):
            if holder.team:
                return _Who(ALLOCATION, agency=record.agency, team=_text(record, holder.team))
    return None


def _of_case(record: Record) -> _Who | None:
    if record.kind != CASE or not record.agency:
        return None
    return _Who(CASE, agency=record.agency)


def _matching(holders: Sequence[Holder], record: Record) -> Iterator[Holder]:
    return (holder for holder in holders if _is_of(holder, record))


def _is_of(holder: Holder, record: Record) -> bool:
    selector = holder.selector
    return selector.kind == record.kind and matches(selector.tests, record.details) is True


def _text(record: Record, name: str) -> str:
    value = record.details.get(name) if name else None
    return value if isinstance(value, str) and value not in RESERVED_ANSWERS else ""


def _uuid(text: str) -> UUID | None:
    return UUID(text) if text else None
