"""The rejects file: which rows were refused, and what exactly was wrong with each."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from sightline.returns.errors import Reject, printable
from sightline.returns.harmless import harmless
from sightline.returns.whole import write_whole

HEADER = ("file", "line", "field", "found", "expected", "reason")


def write_rejects(path: Path, rejects: Iterable[Reject]) -> None:
    """Write rejects as CSV (UTF-8 with its mark, which Excel needs), whole or not at all.

    Of a row only the faulty value is repeated. What a spreadsheet would take for a formula stands
    behind an apostrophe, be it a value or the name of a file or a column.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEADER)
    for reject in rejects:
        where = printable(reject.file), reject.line, printable(reject.where)
        cells = (*where, reject.found, reject.expected, reject.reason)
        writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in cells])
    write_whole(path, text.getvalue().encode("utf-8-sig"))
