"""What an inspection said of a file loses its words when anything on the file is erased.

A reason or an example may repeat what is erased, and no machine can tell. That a question was
answered, how, by whom and when stays, so that what was found can still be worked out. A certificate
in the chain of each inspection names what was emptied there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from uuid import UUID

from sightline.service.files.members import whole
from sightline.service.files.models import Erasure
from sightline.service.inspection.models import (
    ConflictOfInterest,
    Example,
    Exclusion,
    Judgement,
    Moderation,
)
from sightline.service.ledger import chains, erasing
from sightline.service.ledger.acts import Act
from sightline.service.ledger.models import Chained
from sightline.service.ledger.row_security import as_machine

_OF_FILE: Mapping[type[Chained], str] = {
    Judgement: "reading__drawn__file",
    Moderation: "drawn__file",
    Example: "drawn__file",
    Exclusion: "drawn__file",
    ConflictOfInterest: "file",
}
"""What is said of a file, and where it says of which."""


def empty(files: Collection[UUID], certificate: Erasure, by: Act) -> None:
    """Empty what inspections said of some files. ``certificate``: of the erasure on the file."""
    with as_machine():
        said = _said_of(whole(frozenset(files)))
        chains.lock(*said)
        for chain, rows in said.items():
            named = {model._meta.db_table: list(map(str, ids)) for model, ids in rows.items()}
            row = Erasure(
                file_id=certificate.file_id,
                basis=certificate.basis,
                asked_by=certificate.asked_by,
                rows=named,
            )
            chains.append([row], chain=chain, by=by)
            for model, ids in rows.items():
                erasing.empty(model, ids)


def _said_of(files: Collection[UUID]) -> dict[str, dict[type[Chained], list[UUID]]]:
    """By the chain of an inspection and table the rows that are not empty yet."""
    found: defaultdict[str, dict[type[Chained], list[UUID]]] = defaultdict(dict)
    for model, file in _OF_FILE.items():
        rows = model._default_manager.filter(**{f"{file}__in": files}, salt__isnull=False)
        for chain, id_ in rows.order_by("chain", "position").values_list("chain", "pk"):
            found[chain].setdefault(model, []).append(id_)
    return dict(found)
