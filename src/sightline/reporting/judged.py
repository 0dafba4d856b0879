"""What a check read and what it came to: all that a report is made from."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sightline.engine.model import Minute, Moment, Subject
from sightline.returns.errors import Reject
from sightline.standard.model import Standard

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Judged:
    """Records held against a standard, at T on day D.

    ``rows`` and ``unknown``: obligations and unknown triggers, tables of ``engine.rows``.
    ``coverage``, ``rejects``: what reading came to; ``blind``: duties whose absence the records
    cannot show, each with the reason; ``untriggered``: duties that nothing in them can trigger.
    ``read_from``: what the records were read from, by name. ``duties``: those asked for; None: all.
    ``read_of``: the number of files from which those read were drawn; None where all were read.
    """

    standard: Standard
    subjects: Sequence[Subject]
    on: Moment
    known_at: Minute
    rows: pa.Table
    unknown: pa.Table
    coverage: Mapping[str, Any] = field(default_factory=dict)
    rejects: Sequence[Reject] = ()
    blind: Mapping[str, str] = field(default_factory=dict)
    untriggered: Sequence[str] = ()
    read_from: Sequence[str] = ()
    duties: Collection[str] | None = None
    read_of: int | None = None
