"""What goes into the public folder: every report that is for everybody, as it was published last.

A service's own look at itself never does: no inspector took part in it, and whoever wants it known
outside can begin an inspection.
"""

from __future__ import annotations

from uuid import UUID

from sightline.reporting.published.content import Source
from sightline.service.ledger.acts import Act
from sightline.service.publishing import reading
from sightline.service.publishing.models import Publication


def public_sources(*, by: Act) -> list[Source]:
    """The reports, the latest first, in an act of the machine that says that they were taken out.

    Practice examples whose consent was withdrawn since are not told in them any more.
    """
    last: dict[UUID, Publication] = {}
    rows = Publication.objects.filter(report__is_own=False)
    for row in rows.select_related("report", "report__agency").order_by("position"):
        last[row.report_id] = row
    for row in last.values():
        by.did("publish outside", row=row.pk)
    found = [reading.source(row) for row in last.values()]
    return sorted(found, key=lambda source: (-source.on.toordinal(), source.id))
