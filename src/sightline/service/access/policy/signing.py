"""Who countersigns what others recorded."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from sightline.service.access.policy.fed import check_not_told_elsewhere
from sightline.service.access.policy.on_files import fact_on, may_change
from sightline.service.access.policy.parts import by_ways_that, needs, with_right
from sightline.service.access.reading import Basis, field_is_read
from sightline.service.access.roles import Right
from sightline.service.access.viewer import Viewer
from sightline.service.access.ways import Way, opened, ways
from sightline.service.files.countersigning import NOBODY_SIGNS, NOT_OWN
from sightline.service.files.members import group_of
from sightline.service.files.models import Subject
from sightline.service.files.signatures import asked_of, written_by, wrote_it
from sightline.service.files.standard import standard
from sightline.service.ledger.failures import Refused

_SENTENCE = "Records are countersigned by managers of the agency that made them."


def check_countersign(viewer: Viewer, file: UUID, fact: UUID) -> Basis:
    """Countersign a fact, or send it back, on the file where it was recorded.

    By somebody who reads every field of it and has written none of it.
    """
    basis, record = fact_on(viewer, file, fact)
    basis = with_right(basis, Right.COUNTERSIGN, _SENTENCE)
    if record.file_id not in group_of(file):
        raise Refused("This record is kept on another file, and is countersigned there.")
    if asked_of(record) is None:
        raise Refused(NOBODY_SIGNS)
    basis = by_ways_that(basis, lambda way: may_change(way, record), _SENTENCE)
    check_not_told_elsewhere(record)
    basis = by_ways_that(
        basis,
        lambda way: _reads_all(way, record.kind, record.agency),
        "Nobody countersigns what they may not read in full.",
    )
    if wrote_it(fact, person=viewer.person, worker=viewer.worker):
        raise Refused(NOT_OWN)
    return basis


def check_see_team(viewer: Viewer) -> None:
    """See what a team owes, and what waits for its manager."""
    needs(viewer, Right.COUNTERSIGN, "What a team owes is shown to its managers.")


def unsigned_to(viewer: Viewer) -> Q:
    """Of what waits to be countersigned, that which the viewer may sign."""
    found = Q(pk__in=())
    for (agency, kinds), some in _by_what_they_sign(ways(viewer)).items():
        files = Subject.objects.filter(opened(some)).values("pk")
        of_it = Q(agency=agency) | Q(agency=None)
        found |= Q(file__in=files, kind__in=sorted(kinds)) & of_it
    own = written_by(viewer.person, viewer.worker).filter(fact=OuterRef("fact"))
    return found & ~Q(Exists(own))


def _by_what_they_sign(some: Iterable[Way]) -> dict[tuple[UUID, frozenset[str]], list[Way]]:
    """Ways by the agency whose records they sign, and the kinds of these."""
    found: dict[tuple[UUID, frozenset[str]], list[Way]] = {}
    for way in some:
        kinds = frozenset(
            kind.name
            for kind in standard().kinds.values()
            if kind.countersigned is not None and _signs(way, kind.name)
        )
        if kinds:
            found.setdefault((way.agency, kinds), []).append(way)
    return found


def _signs(way: Way, kind: str) -> bool:
    recorded_by = standard().kinds[kind].recorded_by
    return (
        way.may(Right.COUNTERSIGN)
        and (not way.kinds or kind in way.kinds)
        and (not recorded_by or way.sector in recorded_by)
        and _reads_all(way, kind, way.agency)
    )


def _reads_all(way: Way, kind: str, agency: UUID | None) -> bool:
    return all(field_is_read((way,), kind, name, agency) for name in standard().kinds[kind].fields)
