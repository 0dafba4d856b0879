"""A record that was filed on the wrong file, moved to the right one."""

from __future__ import annotations

from uuid import UUID

from sightline.service.files import documents
from sightline.service.files.answers import fault_in_type
from sightline.service.files.carrying import still_carried
from sightline.service.files.entries import BadEntry
from sightline.service.files.members import group_of
from sightline.service.files.models import Record, Subject
from sightline.service.files.recording import (
    check_reason,
    last_version,
    withdraw_everywhere,
    withdrawal,
)
from sightline.service.files.standard import standard
from sightline.service.files.writing import writing
from sightline.service.ledger.acts import Act
from sightline.service.ledger.failures import NotFound, Refused
from sightline.service.ledger.ids import new_id

FILED_IN_ERROR = "A record was filed here in error."
"""All that can be read of it on the wrong file."""

_CONTENT = (
    "kind", "kind_version_id", "occurred_at", "occurred_precision", "ended_at", "ended_precision",
    "planned_start_on", "planned_end_on", "agency", "author", "details",
)  # fmt: skip


def refile(*, fact: UUID, to: UUID, reason: str, seen: int, by: Act) -> Record:
    """Move a fact to another file, where it is a fact of its own, known from now.

    ``seen``: the version of the wrong file. What is about the fact stays about the old one until
    it is refiled too. Raises BadEntry, Stale, NotFound, and Refused where it cannot be moved.
    """
    last = last_version(fact)
    check_reason(reason, "it is moved")
    wrong = last.row.file_id
    target = Subject.objects.filter(id=to).first()
    if target is None:
        raise NotFound("There is no such file.")
    kind = standard().kinds.get(last.row.kind)
    if kind is not None and (fault := fault_in_type(kind, target.type)):
        raise BadEntry({"to": fault})
    if to in {*group_of(wrong), *last.also_on}:
        raise Refused("This record stands on that file already. Correct it instead.")
    with writing({wrong, to, *last.also_on}, seen={wrong: seen}, by=by) as writes:
        withdraw_everywhere(writes, last, FILED_IN_ERROR, misfiled=True)
        row = Record(file_id=to, recorded_at=writes.now, misfiled_from=last.row.fact, reason=reason)
        row.id = row.fact = new_id()
        row.about = _about(last.row, to)
        for name in _CONTENT:
            setattr(row, name, getattr(last.row, name))
        writes.add("refile", to, row)
        writes.stands_on(row, last.also_on)
        writes.carries(row, still_carried(last.row, row, reviewed=()))
        documents.moved_with(writes, last.row.fact, wrong, row, FILED_IN_ERROR)
    return row


def take_off(*, fact: UUID, file: UUID, reason: str, seen: int, by: Act) -> Record:
    """Take a fact off a further file that it never concerned; it stays on its own and all others.

    ``seen``: the version of that file. Raises BadEntry, Stale, NotFound, and Refused where an
    answer of the record names the file.
    """
    last = last_version(fact)
    check_reason(reason, "it is taken off")
    here = last.chosen.intersection(group_of(file))
    if not here:
        raise Refused("This record names whom this file is kept on. Correct it instead.")
    with writing({*here, last.row.file_id}, seen={file: seen}, by=by) as writes:
        for one in sorted(here):
            row = withdrawal(last.row, one, reason, max(writes.now, last.row.recorded_at))
            row.misfiled = True
            writes.add("misfiled", one, row)
    return row


def _about(row: Record, to: UUID) -> UUID | None:
    """What it is about: if that was refiled to the same file before, what it is there."""
    if row.about == row.file_id:
        return to
    if row.about is None:
        return None
    facts = Record.objects.filter(id=row.about).values_list("fact", flat=True)
    moved = Record.objects.filter(misfiled_from__in=facts, file=to).order_by("position").last()
    return row.about if moved is None else moved.fact
