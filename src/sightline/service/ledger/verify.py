"""Whether anything was changed, taken out or put in behind the application's back.

Every column of every row of every chained table is looked at. What this cannot see is the end of a
chain cut off together with its head, or a whole chain gone: for that a signed checkpoint is needed
that was kept elsewhere (``checkpoints``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.apps import apps
from django.db import DatabaseError, connection, models

from sightline.service.ledger.append_only import unguarded
from sightline.service.ledger.chains import Head
from sightline.service.ledger.digests import shape
from sightline.service.ledger.links import Fault, Row, link_faults
from sightline.service.ledger.models import Chain, Chained, Checkpoint, LoggedFile, LogLine
from sightline.service.ledger.stored import strange
from sightline.service.ledger.transactions import snapshot

BATCH_CHAINS = 400
BATCH_ROWS = 20_000
"""How much is held in memory at a time: as many chains, or as many rows, as these."""


def chained_models() -> list[type[Chained]]:
    """Every table whose rows stand in chains."""
    return [model for model in apps.get_models() if issubclass(model, Chained)]


def verify(
    *,
    chains: Sequence[str] | None = None,
    checkpoint: Mapping[str, Sequence[Head]] | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Iterator[Fault]:
    """What is wrong, as of one moment; nothing where nothing is.

    ``chains``: these alone, or all. ``checkpoint``: heads that chains once had (``checkpoints``).
    ``progress`` is told how many chains are done, of how many.
    """
    with snapshot():
        yield from _guards()
        for model in chained_models():
            for chain, columns in strange(model, chains):
                said = f"Stored in a form that Sightline never writes: {columns}."
                yield Fault(said, model._meta.db_table, chain=chain)
        heads = Chain.objects.order_by("name").values_list("name", "length", "digest")
        if chains is None:
            yield from _loose()
        else:
            heads = heads.filter(name__in=chains)
        total, done = heads.count(), 0
        once = dict(checkpoint or {})
        for batch in _batches(heads.iterator(chunk_size=2_000)):
            yield from _batch_faults(batch, {name: once.pop(name, ()) for name in batch})
            done += len(batch)
            progress(done, total)
        for name in sorted(once if chains is None else once.keys() & set(chains)):
            yield Fault("The whole chain is gone; a checkpoint has its head.", chain=name)


def _guards() -> Iterator[Fault]:
    every: list[type[models.Model]] = [*chained_models(), LoggedFile, Checkpoint]
    tables = [model._meta.db_table for model in every]
    for table in unguarded(connection, tables):
        yield Fault("The triggers that refuse changes are missing or switched off.", table)


def _loose() -> Iterator[Fault]:
    """Rows of a chain without a head, and files noted for no line."""
    for model in chained_models():
        headless = ~models.Exists(Chain.objects.filter(name=models.OuterRef("chain")))
        names = model._default_manager.filter(headless).order_by().values_list("chain", flat=True)
        for name in names.distinct():
            yield Fault("Rows of a chain that has no head.", model._meta.db_table, chain=str(name))
    lineless = ~models.Exists(LogLine.objects.filter(pk=models.OuterRef("line_id")))
    if LoggedFile.objects.filter(lineless).exists():
        yield Fault("Files are noted for lines that are not there.", LoggedFile._meta.db_table)


def _batches(heads: Iterable[tuple[str, Any, Any]]) -> Iterator[dict[str, Head]]:
    batch: dict[str, Head] = {}
    rows = 0
    for name, length, digest in heads:
        # SQLite may hold anything here. What is no head is one that nothing can end in.
        is_head = isinstance(length, int) and isinstance(digest, bytes | memoryview)
        batch[name] = Head(length, bytes(digest)) if is_head else Head(-1, b"")
        rows += batch[name].length
        if len(batch) >= BATCH_CHAINS or rows >= BATCH_ROWS:
            yield batch
            batch, rows = {}, 0
    if batch:
        yield batch


def _batch_faults(heads: Mapping[str, Head], once: Mapping[str, Sequence[Head]]) -> Iterator[Fault]:
    rows: dict[str, list[Row]] = defaultdict(list)
    for model in chained_models():
        found, faults = _read(model, list(heads))
        yield from faults
        for row in found:
            rows[row["chain"]].append(row)
        if model is LogLine:
            yield from _noted_faults(found)
    for chain, head in heads.items():
        yield from link_faults(chain, head, rows[chain], once[chain])


def _read(model: type[Chained], chains: list[str]) -> tuple[list[Row], list[Fault]]:
    """The rows of some chains; those that cannot be read are faults, and cost no others."""
    form, table = shape(model), model._meta.db_table
    query = model._default_manager.filter(chain__in=chains).values_list(*form.place)
    try:
        rows = [Row(table, form, values) for values in query]
    except (ValueError, TypeError, OverflowError, DatabaseError) as error:
        if len(chains) == 1:
            said = f"A row of this chain cannot be read ({type(error).__name__})."
            return [], [Fault(said, table, chain=chains[0])]
        halves = (chains[: len(chains) // 2], chains[len(chains) // 2 :])
        (rows, faults), (more_rows, more_faults) = (_read(model, half) for half in halves)
        return rows + more_rows, faults + more_faults
    good = [row for row in rows if _is_link(row)]
    bad = [row.fault("It cannot be read as a row of a chain.") for row in rows if not _is_link(row)]
    return good, bad


def _is_link(row: Row) -> bool:
    octets = (row["previous"], row["content"], row["digest"])
    return isinstance(row["position"], int) and all(isinstance(one, bytes) for one in octets)


def _noted_faults(lines: Sequence[Row]) -> Iterator[Fault]:
    """Lines whose files are not noted as the line itself has them."""
    noted: dict[Any, set[tuple[str, Any]]] = defaultdict(set)
    ids = [line["id"] for line in lines]
    for start in range(0, len(ids), BATCH_CHAINS):
        some = LoggedFile.objects.filter(line__in=ids[start : start + BATCH_CHAINS])
        for line, file, at in some.values_list("line_id", "file", "at"):
            noted[line].add((str(file), at))
    for row in lines:
        if noted[row["id"]] != {(file, row["received_at"]) for file in row["files"] or ()}:
            yield row.fault("The files noted for this line are not those that it names.")
