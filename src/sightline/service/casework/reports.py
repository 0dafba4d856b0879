"""Reports that somebody was asked to read and has not read yet: a line on their work."""

from __future__ import annotations

from sightline.service.access.viewer import Viewer
from sightline.service.files.models import Record

MUST_READ, READ = "must-read", "acknowledgement"


def unread(viewer: Viewer) -> int:
    """How many reports the viewer still has to read, from the file kept on them."""
    if viewer.worker is None:
        return 0
    rows = list(
        Record.objects.filter(file=viewer.worker, kind__in=(MUST_READ, READ)).values_list(
            "kind", "fact", "about", "withdraws"
        )
    )
    gone = {fact for _, fact, _, withdraws in rows if withdraws is not None}
    read = {about for kind, fact, about, _ in rows if kind == READ and fact not in gone}
    asked = {fact for kind, fact, _, _ in rows if kind == MUST_READ}
    return len(asked - gone - read)
