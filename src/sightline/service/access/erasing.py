"""Lawful erasure: a records officer proposes it, another decides, and a certificate stays.

A proposal and its certificate are kept for ever, so nothing that is erased may stand in them: they
say how much of what sort, and name the rows by their ids.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sightline.service.access import policy
from sightline.service.access.roles import Right
from sightline.service.access.two_people import TwoPeople, What
from sightline.service.files import services as files
from sightline.service.files.erasing import ERASABLE
from sightline.service.files.members import group_of
from sightline.service.files.models import (
    Address,
    Attachment,
    Identifier,
    Name,
    Particulars,
    Record,
)
from sightline.service.ledger.acts import Act
from sightline.service.ledger.failures import Refused
from sightline.service.ledger.models import Chained

_RECORDS = Record._meta.db_table
_WORDS: Mapping[type[Chained], tuple[str, str]] = {
    Record: ("version of a record", "versions of records"),
    Name: ("name", "names"),
    Identifier: ("identifier", "identifiers"),
    Address: ("address", "addresses"),
    Particulars: ("entry of birth and area", "entries of birth and area"),
    Attachment: ("entry of a document", "entries of documents"),
}


def erasure_asked(*, file: UUID, rows: Mapping[str, Sequence[UUID]], basis: str) -> dict[str, Any]:
    """An erasure as a proposal of ``erase`` keeps it. ``rows``: by table, as ``files.Erasure``."""
    return {
        "file": str(file),
        "rows": {table: [str(row) for row in some] for table, some in rows.items()},
        "basis": basis,
    }


def check_erasure(what: What) -> None:
    """Raises Refused where there is nothing to erase or no reason in law, and where something was
    erased or added to a record since, so that what was chosen would not be emptied whole.
    """
    if not any(what["rows"].values()):
        raise Refused("Say what is to be erased.")
    if not what["basis"].strip():
        raise Refused("Say by which law or decision it is to be erased.")
    for table, some in what["rows"].items():
        rows = ERASABLE[table]._default_manager.filter(pk__in=some) if table in ERASABLE else None
        if rows is not None and rows.filter(salt=None).exists():
            raise Refused("Some of this has been erased already. Propose it again without that.")
    if _added_since(what):
        raise Refused(
            "A record or a document was corrected, withdrawn or moved since its erasure was "
            "proposed. Propose it again."
        )


def _added_since(what: What) -> bool:
    """Whether of something that is to be erased more is said by now, which would be left."""
    chosen = Record.objects.filter(pk__in=what["rows"].get(_RECORDS, ()))
    group = group_of(UUID(what["file"]))
    there = Record.objects.filter(file__in=group, fact__in=chosen.values("fact"))
    if there.exclude(pk__in=chosen.values("pk")).filter(salt__isnull=False).exists():
        return True
    papers = what["rows"].get(Attachment._meta.db_table, ())
    endings = Attachment.objects.filter(withdraws__in=papers, salt__isnull=False)
    return endings.exclude(pk__in=papers).exists()


def _shown(what: What) -> str:
    records = what["rows"].get(_RECORDS)
    elsewhere = ", with what other files say of the same records" if records else ""
    return (
        f"{' and '.join(_counted(what))} of file {what['file']} will be emptied and cannot be "
        f"brought back{elsewhere}. Basis: {what['basis']}."
    )


def _counted(what: What) -> Iterator[str]:
    """``3 versions of records``, ``1 name``: how much of each sort.

    In an order of its own: PostgreSQL keeps none of what it stores as JSON.
    """
    for model, (one, more) in _WORDS.items():
        if some := what["rows"].get(model._meta.db_table):
            yield f"{len(some)} {one if len(some) == 1 else more}"


def _erase(what: What, asked_by: UUID, by: Act) -> None:
    files.erase(
        file=UUID(what["file"]),
        rows={table: [UUID(row) for row in some] for table, some in what["rows"].items()},
        basis=what["basis"],
        asked_by=asked_by,
        by=by,
    )


ERASE = TwoPeople(
    name="erase",
    title="Erase from a file",
    right=Right.ERASE,
    shown=_shown,
    check=check_erasure,
    do=_erase,
    known_to=lambda what, viewer: policy.can(policy.check_erase, viewer, UUID(what["file"])),
    file=lambda what: UUID(what["file"]),
)
