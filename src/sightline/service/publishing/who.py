"""Who may write, check, sign, publish and read a report.

A report in preparation is known to those of its agency who may publish, and to nobody else; what an
inspected agency is sent is that very draft and nothing besides. ``check_...`` raise NotFound for
what somebody may not know of, exactly as for what is not there.
"""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from sightline.service.access.models import Agency
from sightline.service.access.roles import Right
from sightline.service.access.viewer import Viewer
from sightline.service.inspection.who import members_of
from sightline.service.ledger.failures import NotFound, Refused
from sightline.service.publishing.models import (
    AccuracyRequest,
    Comment,
    Publication,
    Report,
    Text,
)

NO_REPORT = "There is no such report, or none of yours."
NO_DRAFT = "There is no such draft, or none that was sent to your agency."
NOT_ITS_MEMBER = (
    "Only members of the inspection write its report. You can read it, and sign it when it is done."
)
WROTE_IT = "You wrote some of it. Somebody else who may publish signs it."


def agencies_with(viewer: Viewer, right: Right) -> frozenset[UUID]:
    """The agencies in which the viewer holds a post with a right today."""
    return frozenset(post.agency for post in viewer.posts if post.may(right))


def visible_reports(viewer: Viewer) -> Q:
    """Of reports, those in preparation that the viewer may know of.

    A service's own look at itself is written and signed by its managers, who may not publish.
    """
    own = Q(is_own=True, agency__in=agencies_with(viewer, Right.DIP_SAMPLE))
    return own | Q(is_own=False, agency__in=agencies_with(viewer, Right.PUBLISH))


def visible_publications(viewer: Viewer) -> Q:
    """Of publications, those that the viewer may read: not another service's look at itself."""
    agencies = {post.agency for post in viewer.posts}
    return Q(report__is_own=False) | Q(report__agency__in=agencies)


def requests_to(viewer: Viewer) -> QuerySet[AccuracyRequest]:
    """The drafts that were sent to an agency for which the viewer may answer."""
    return AccuracyRequest.objects.filter(to__in=agencies_with(viewer, Right.ANSWER))


def report_of(viewer: Viewer, report: UUID) -> Report:
    """A report in preparation. Raises NotFound."""
    rows = Report.objects.select_related("agency")
    found = rows.filter(visible_reports(viewer), pk=report).first()
    if found is None:
        raise NotFound(NO_REPORT)
    return found


def publication_of(viewer: Viewer, report: UUID) -> Publication:
    """A report as it was published last. Raises NotFound."""
    rows = Publication.objects.select_related("report", "report__agency")
    found = rows.filter(visible_publications(viewer), report=report).order_by("position").last()
    if found is None:
        raise NotFound(NO_REPORT)
    return found


def request_of(viewer: Viewer, request: UUID) -> AccuracyRequest:
    """A draft that was sent to the viewer's agency. Raises NotFound."""
    found = requests_to(viewer).select_related("report", "to").filter(pk=request).first()
    if found is None:
        raise NotFound(NO_DRAFT)
    return found


def writes(viewer: Viewer, report: Report) -> bool:
    """Whether the viewer may change a report that they may see."""
    if report.inspection_id is None:
        return True
    return members_of(viewer).filter(inspection=report.inspection_id).exists()


def wrote(viewer: Viewer, report: UUID) -> bool:
    """Whether the viewer wrote any version of any of its texts."""
    return Text.objects.filter(report=report, by=viewer.person).exists()


def check_see_reports(viewer: Viewer) -> None:
    """See the list of published reports: everybody who signs in."""


def check_see_writing(viewer: Viewer) -> None:
    """See the list of reports in preparation."""
    if not (viewer.may(Right.PUBLISH) or viewer.may(Right.DIP_SAMPLE)):
        raise Refused("Reports are written by inspectors and national analysts.")


def check_see_report(viewer: Viewer, report: UUID, **_: object) -> None:
    """See a report in preparation."""
    report_of(viewer, report)


def check_write(viewer: Viewer, report: UUID, **_: object) -> None:
    """Change a report, send its draft, and answer comments."""
    if not writes(viewer, report_of(viewer, report)):
        raise Refused(NOT_ITS_MEMBER)


def check_reply(viewer: Viewer, report: UUID, comment: UUID) -> None:
    """Answer a comment."""
    check_write(viewer, report)
    if not Comment.objects.filter(pk=comment, report=report).exists():
        raise NotFound(NO_REPORT)


def check_sign(viewer: Viewer, report: UUID) -> None:
    """Sign a report: somebody who may publish and wrote none of its texts."""
    report_of(viewer, report)
    if wrote(viewer, report):
        raise Refused(WROTE_IT)


def check_see_drafts(viewer: Viewer) -> None:
    """See the drafts that were sent to one's agency."""
    if not viewer.may(Right.ANSWER):
        raise Refused("Drafts are checked by managers of the inspected agency.")


def check_draft(viewer: Viewer, draft: UUID, **_: object) -> None:
    """Read a draft that was sent to one's agency, and comment on it."""
    request_of(viewer, draft)


def check_published(viewer: Viewer, report: UUID, **_: object) -> None:
    """Read a published report."""
    publication_of(viewer, report)


def check_uptake(viewer: Viewer, **_: object) -> None:
    """See who read reports, in figures."""
    if not viewer.may(Right.FIGURES):
        raise Refused("Figures are shown to managers, board members, inspectors and analysts.")


def check_uptake_of(viewer: Viewer, report: UUID, **_: object) -> None:
    """See who read one report, in figures."""
    check_uptake(viewer)
    publication_of(viewer, report)


def check_readers(viewer: Viewer, report: UUID, agency: UUID) -> None:
    """See by name who read a report: managers of theirs, to whom their files are open."""
    check_uptake(viewer)
    publication_of(viewer, report)
    if agency not in {post.agency for post in viewer.posts if post.may(Right.ALLOCATE)}:
        raise Refused("Who has read a report is shown to their own managers.")


def may_begin_on(viewer: Viewer) -> list[Agency]:
    """The agencies in whose name the viewer may begin a report on a review."""
    return list(Agency.objects.filter(pk__in=agencies_with(viewer, Right.PUBLISH)).order_by("name"))
