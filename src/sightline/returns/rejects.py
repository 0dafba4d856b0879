"""The rejects file: which rows were refused, and what exactly was wrong with each."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from sightline.returns.errors import Reject
from sightline.returns.whole import write_whole

HEADER = ("file", "line", "field", "found", "expected", "reason")

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_rejects(path: Path, rejects: Iterable[Reject]) -> None:
    """Write rejects as CSV (UTF-8 with its mark, which Excel needs), whole or not at all.

    Of a row only the faulty value is repeated. One that a spreadsheet would take for a formula
    stands behind an apostrophe.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEADER)
    for reject in rejects:
        found = f"'{reject.found}" if reject.found.startswith(_FORMULA) else reject.found
        writer.writerow(
            (reject.file, reject.line, reject.field, found, reject.expected, reject.reason)
        )
    write_whole(path, text.getvalue().encode("utf-8-sig"))
