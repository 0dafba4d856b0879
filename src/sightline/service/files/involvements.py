"""Who is involved with a file, worked out from its records.

The standard says in roles.yaml which spans name who holds a role, to which agency and team a
worker belongs, and who stands in; whatever it names there is an involvement. A case is one of the
agency that recorded it. A record that stands on a file besides its own involves nobody there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sightline.engine.model import File, Minute, Record
from sightline.engine.reference.facts import known_facts, matches, roots_of
from sightline.service.files.models import Involvement
from sightline.standard.calendar import date_of
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
    found = []
    for id_, record in _spans(standard, file, known_at):
        if file.subject.type == _WORKER:
            who = _of_worker(standard, record)
        else:
            who = _of_role(standard, record, types) or _of_case(record)
        if who is not None:
            assert record.at is not None
            found.append(
                Involvement(
                    file_id=UUID(file.subject.id), fact=UUID(id_), sort=who.sort,
                    worker=_uuid(who.worker), agency=_uuid(who.agency), team=who.team[:TEAM],
                    from_on=date_of(record.at.day),
                    until_on=None if record.ended is None else date_of(record.ended.day),
                )
            )  # fmt: skip
    return found


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


def only_involving(standard: Standard, file: File) -> File:
    """A file without the records that cannot involve anybody."""
    kinds = _kinds(standard)
    own = [r for r in file.records if r.file == file.subject.id and r.kind in kinds]
    return File(file.subject, tuple(own))


def _spans(standard: Standard, file: File, known_at: Minute) -> Iterator[tuple[str, Record]]:
    """The file's own spans that have begun, each with the id of its fact."""
    own = only_involving(standard, file).records
    for fact in sorted(known_facts(own, roots_of(own), known_at), key=lambda fact: fact.id):
        if fact.record.at is not None:
            yield fact.id, fact.record


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


def _of_worker(standard: Standard, record: Record) -> _Who | None:
    """On a worker's file: to which agency and team the worker belongs, and who stands in."""
    for holder in _matching(standard.roles.covers, record):
        return _Who(COVER, worker=_text(record, holder.by))
    for holder in _matching(standard.roles.posts, record):
        agency = _text(record, holder.by) or record.agency
        return _Who(POST, agency=agency, team=_text(record, holder.team))
    return None


def _of_role(standard: Standard, record: Record, types: Mapping[str, str]) -> _Who | None:
    """Whoever the record names, by the first role that it gives anybody."""
    for role in standard.roles.declared.values():
        for holder in _matching(role.held, record):
            who = _text(record, holder.by)
            if not who and not holder.team:
                continue
            if not who or types.get(who) == _WORKER:
                team = _text(record, holder.team)
                return _Who(ALLOCATION, worker=who, agency=record.agency, team=team)
            return _Who(CUSTODY, agency=who)
    return None


def _of_case(record: Record) -> _Who | None:
    if record.kind != CASE or not record.agency:
        return None
    return _Who(CASE, agency=record.agency)


def _matching(holders: Sequence[Holder], record: Record) -> Iterator[Holder]:
    for holder in holders:
        selector = holder.selector
        if selector.kind == record.kind and matches(selector.tests, record.details) is True:
            yield holder


def _text(record: Record, name: str) -> str:
    value = record.details.get(name) if name else None
    return value if isinstance(value, str) and value not in RESERVED_ANSWERS else ""


def _uuid(text: str) -> UUID | None:
    return UUID(text) if text else None
