"""Whether the rows of one chain hang together, from the first to the head."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sightline.service.ledger.append_only import CERTIFICATES
from sightline.service.ledger.chains import EMPTY, Head
from sightline.service.ledger.digests import Shape, Undigestible
from sightline.service.ledger.models import Chain


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as it was written: a sentence, and where it is."""

    sentence: str
    table: str = ""
    row: UUID | None = None
    chain: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it was read: its values in the order of its shape."""

    table: str
    form: Shape
    values: Sequence[Any]

    def __getitem__(self, column: str) -> Any:
        return self.values[self.form.place[column]]

    def fault(self, sentence: str) -> Fault:
        """What is wrong with this row."""
        return Fault(sentence, self.table, self["id"], self["chain"])


def link_faults(
    chain: str, head: Head, rows: Sequence[Row], once: Sequence[Head]
) -> Iterator[Fault]:
    """What is wrong with a chain. ``once``: heads that it had before, as checkpoints have them."""
    certified = {named for row in rows if row.table == CERTIFICATES for named in _named(row)}
    digests = {EMPTY.length: EMPTY.digest}
    at, previous = EMPTY.length, EMPTY.digest
    for row in sorted(rows, key=lambda row: int(row["position"])):
        position = row["position"]
        if position <= at:
            yield row.fault(f"There is another row at position {position} of its chain.")
        elif position > at + 1:
            yield row.fault(f"Rows {at + 1} to {position - 1} before it are missing.")
        elif row["previous"] != previous:
            yield row.fault("It does not follow from the row before it.")
        yield from _row_faults(row, (row.table, str(row["id"])) in certified)
        at, previous = position, row["digest"]
        digests[at] = previous
    if (at, previous) != (head.length, head.digest):
        said = f"The head says {head.length} rows, and {at} are there or end in another digest."
        yield Fault(said, Chain._meta.db_table, chain=chain)
    for old in once:
        if digests.get(old.length) != old.digest:
            said = (
                f"At {old.length} rows it is not what a checkpoint has: cut off, or written anew."
            )
            yield Fault(said, chain=chain)
            return


def _row_faults(row: Row, certified: bool) -> Iterator[Fault]:
    form, values = row.form, row.values
    try:
        if form.erased(values):
            if not certified:
                yield row.fault("It was emptied, and no certificate of erasure names it.")
        elif certified:
            yield row.fault("A certificate says that it was emptied, and it is not.")
        elif form.content(values) != row["content"]:
            yield row.fault("What may be erased in it was changed.")
        if form.digest(values, row["content"]) != row["digest"]:
            yield row.fault("A column was changed.")
    except Undigestible as error:
        yield row.fault(f"A column was changed: {error}.")


def _named(certificate: Row) -> Iterator[tuple[str, str]]:
    rows = certificate["rows"]
    if isinstance(rows, dict):
        yield from ((str(table), str(id_)) for table, ids in rows.items() for id_ in ids or ())
