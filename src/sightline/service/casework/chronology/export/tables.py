"""The export as CSV: three tables and nothing else in them, in one archive."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence

from sightline.returns.harmless import harmless
from sightline.service.casework.chronology.export.content import COLUMNS, Content
from sightline.service.casework.chronology.known import NO_RECORD


def archive(content: Content) -> bytes:
    """A ZIP archive of ``chronology.csv``, ``who-knew.csv`` and ``about.csv``."""
    knew = [
        (event, *(NO_RECORD if one is None else one.said for one in row))
        for event, row in zip(content.events, content.knew, strict=True)
    ]
    parties = [party.name for party in content.parties]
    told = [("What", "Said"), *content.told]
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as into:
        into.writestr("chronology.csv", _written([COLUMNS, *content.rows]))
        into.writestr("who-knew.csv", _written([("Event", *parties), *knew]))
        into.writestr("about.csv", _written(told))
    return kept.getvalue()


def _written(rows: Iterable[Sequence[str]]) -> bytes:
    """With the mark by which spreadsheets know UTF-8, and no cell that they would work out."""
    told = io.StringIO()
    csv.writer(told).writerows([[harmless(cell) for cell in row] for row in rows])
    return told.getvalue().encode("utf-8-sig")
