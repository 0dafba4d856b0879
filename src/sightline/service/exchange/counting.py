"""What a delivery comes to, in numbers with stable names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sightline.service.files.loading_steps import Counted

NAMES: Final[Mapping[str, str]] = {
    "read": "Rows read",
    "ignored": "Rows that say nothing here",
    "refused": "Rows refused",
    "files": "New files",
    "new": "New records",
    "changed": "Records that say something else than before",
    "same": "Records that say the same as before",
    "withdrawn": "Records withdrawn, as they are no longer in it",
    "quarantined": "Read, and not taken up",
}


def added(counts: Mapping[str, int], counted: Counted) -> dict[str, int]:
    """The counts of a delivery with those of one more step."""
    more = {
        "files": counted.files,
        "new": counted.records,
        "changed": counted.changed,
        "same": counted.same,
        "withdrawn": counted.withdrawn,
        "quarantined": len(counted.quarantined),
    }
    return {name: counts.get(name, 0) + more.get(name, 0) for name in NAMES}
