"""How far back work is open to whoever draws a sample: what ended before is in no frame."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sightline.service.access.leading import Involved
from sightline.service.access.viewer import Viewer
from sightline.service.access.ways import ways
from sightline.service.inspection import planning
from sightline.service.inspection.plans import Planned


def out_of_reach(planned: Planned, viewer: Viewer) -> list[str]:
    """What of a frame's period is closed to whoever draws, a sentence for each area."""
    names = planning.area_names(planned)
    found = []
    for area in planned.areas:
        since = _since(area.agency, viewer)
        where = f"{names[area.agency]}: work" if len(planned.areas) > 1 else "Work"
        if since is None:
            found.append(
                f"{where} that has ended is not in it, because whoever looks at their own service "
                "has those files open with whom it works today."
            )
        elif since > planned.frame.from_on:
            found.append(
                f"{where} that ended before {since:%-d %B %Y} is not in it, because the agreement "
                "with the service opens none to inspectors that ended more than a year before it "
                "began."
            )
    return found


def _since(agency: UUID, viewer: Viewer) -> date | None:
    """The first day on which work may have ended that is open; None where it must go on today."""
    found = (
        way.through.since
        for way in ways(viewer)
        if isinstance(way.through, Involved) and way.through.agency == agency
    )
    return min((since for since in found if since is not None), default=None)
