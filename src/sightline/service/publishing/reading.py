"""Reading what is published: the list, a search, and what a report says in each of its forms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F, OuterRef, QuerySet, Subquery

from sightline.reporting.published.content import Source
from sightline.reporting.published.document import PAGE_NAMES, pages
from sightline.reporting.published.finding import Section, sections
from sightline.service.access.viewer import Viewer
from sightline.service.inspection.to_read import ToRead, to_read
from sightline.service.publishing import building
from sightline.service.publishing.models import Publication
from sightline.service.publishing.who import visible_publications

MOST_FOUND = 50
"""So many places are shown of a search; more words find fewer."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A published report in the list. ``to_read``: what this person was asked about it."""

    report: UUID
    title: str
    publisher: str
    on: date
    is_own: bool
    to_read: ToRead | None


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a report where what was looked for stands."""

    report: UUID
    title: str
    page: str
    page_name: str
    heading: str
    anchor: str
    words: str


def published(viewer: Viewer) -> QuerySet[Publication]:
    """The reports that somebody may read, each as it was published last; the latest first."""
    last = Publication.objects.filter(report=OuterRef("report")).order_by("-position")
    rows = Publication.objects.filter(visible_publications(viewer))
    rows = rows.annotate(last=Subquery(last.values("pk")[:1])).filter(pk=F("last"))
    return rows.select_related("report", "report__agency").order_by("-on", "-received_at", "pk")


def listed(viewer: Viewer, rows: Sequence[Publication]) -> list[Listed]:
    """The rows of a list, with what is to be read marked."""
    asked = {one.reference: one for one in to_read(viewer)}
    return [
        Listed(
            row.report_id,
            row.report.title,
            row.report.agency.name,
            row.on,
            row.report.is_own,
            asked.get(str(row.report_id)),
        )
        for row in rows
    ]


def source(publication: Publication) -> Source:
    """What was published, with those practice examples to which the consent still stands."""
    return building.restored(publication.report, publication.source)


def page_names(of: Source) -> list[tuple[str, str]]:
    """The pages of a report and what they are called, in the order in which they are offered."""
    return [(name, PAGE_NAMES[name]) for name in pages(of)]


def find(viewer: Viewer, words: str) -> list[Place]:
    """The places where all of the words stand, in the reports that somebody may read."""
    wanted = words.casefold().split()
    found: list[Place] = []
    if not wanted:
        return found
    for row in published(viewer).iterator():
        of = source(row)
        for one in sections(of):
            text = f"{of.title} {one.heading} {one.words}".casefold()
            if all(word in text for word in wanted):
                found.append(_place(row, one))
            if len(found) == MOST_FOUND:
                return found
    return found


def _place(row: Publication, one: Section) -> Place:
    address, _, anchor = one.address.partition("#")
    page = address.rpartition("/")[2].removesuffix(".html")
    return Place(row.report_id, one.report, page, one.page, one.heading, anchor, one.words[:200])
