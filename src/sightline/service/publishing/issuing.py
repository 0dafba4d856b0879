"""Publishing: a signed report is frozen with its day, and what follows from that is put on files.

The publication is one row and stands at once. What follows (recommendations on the files of those
asked, who must read it, that it was published) touches many files, and is done step by step: each
step is one transaction with its own row, so that it can be cut off anywhere and gone on with.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sightline.engine.model import Moment
from sightline.service.access.models import Agency
from sightline.service.access.roles import Role
from sightline.service.files import services as files
from sightline.service.files.entries import Entry
from sightline.service.files.models import Record
from sightline.service.inspection.filing import inspected_id
from sightline.service.inspection.recommending import publish_recommendations
from sightline.service.inspection.to_read import ask_to_read
from sightline.service.ledger import chains
from sightline.service.ledger.acts import Act
from sightline.service.ledger.failures import Refused
from sightline.service.ledger.ids import id_from
from sightline.service.ledger.row_security import as_machine
from sightline.service.publishing import building, checking
from sightline.service.publishing.models import FollowUp, Publication, Report
from sightline.service.publishing.signing import standing
from sightline.standard.calendar import day_of

NOT_SIGNED = "Nobody who wrote none of it has signed the report as it is now."
NOT_YET = "A report is published on the day itself, or was on a day since it was signed."
AS_BEFORE = "The report is published as it is."

ROLES = (Role.PRACTITIONER, Role.MANAGER, Role.BOARD_MEMBER, Role.RECORDS_OFFICER)
"""The roles that can be asked to read a report."""

PROPOSED = (Role.PRACTITIONER, Role.MANAGER, Role.BOARD_MEMBER)
"""Those who are, in the inspected agency, if whoever publishes changes nothing."""


@dataclass(frozen=True, slots=True)
class MustRead:
    """Who must read a report: the holders of some roles in an agency."""

    agency: UUID
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """Something that follows a publication. ``done``: None while it is still to be done."""

    name: str
    title: str
    done: FollowUp | None


def publish(
    *, report: Report, on: date, must_read: Sequence[MustRead], today: date, by: Act
) -> Publication:
    """Publish a report as it was signed. Raises Refused."""
    chain = chains.report_chain(report.pk)
    chains.lock(chain)
    now = standing(report, today)
    if now.signed is None or now.hindrances:
        raise Refused(NOT_SIGNED)
    if not now.signed.received_at.date() <= on <= today:
        raise Refused(NOT_YET)
    if Publication.objects.filter(report=report, text_digest=now.digest).exists():
        raise Refused(AS_BEFORE)
    made = Publication(
        report=report,
        on=on,
        text_digest=now.digest,
        source=building.kept(replace(now.source, on=on)),
        must_read=[{"agency": str(one.agency), "roles": list(one.roles)} for one in must_read],
    )
    chains.append([made], chain=chain, by=by)
    by.did("publish report", row=made.pk)
    return made


def steps(publication: Publication) -> list[Step]:
    """Everything that follows a publication, in order, and what of it is done."""
    done = {one.step: one for one in FollowUp.objects.filter(publication=publication)}
    return [Step(name, title, done.get(name)) for name, (title, _) in _steps(publication).items()]


def go_on(*, publication: Publication, by: Act) -> Step | None:
    """Do the next thing that follows; None where nothing is left. Nothing is done twice."""
    chains.lock(chains.report_chain(publication.report_id))
    left = next((step for step in steps(publication) if step.done is None), None)
    if left is None:
        return None
    _, do = _steps(publication)[left.name]
    made = FollowUp(
        report_id=publication.report_id, publication=publication, step=left.name, told=do(by)
    )
    chains.append([made], chain=chains.report_chain(publication.report_id), by=by)
    by.did("follow publication", row=made.pk)
    return replace(left, done=made)


_Steps = Mapping[str, tuple[str, Callable[[Act], str]]]


def _steps(publication: Publication) -> _Steps:
    report = publication.report
    asked = [MustRead(UUID(one["agency"]), tuple(one["roles"])) for one in publication.must_read]
    inspected = {agency.pk for agency in checking.inspected(report)}
    wanted = dict.fromkeys([*sorted(inspected), *(one.agency for one in asked)])
    names = dict(Agency.objects.filter(pk__in=wanted).values_list("pk", "name"))
    found: dict[str, tuple[str, Callable[[Act], str]]] = {}
    if report.inspection_id is not None:
        found["recommendations"] = (
            "Put the recommendations on the files of those who are asked",
            lambda by: _recommend(publication, by),
        )
    for one in asked:
        found[f"read {one.agency}"] = (
            f"Ask those who must read it at {names.get(one.agency, 'an agency')}",
            lambda by, one=one: _ask(publication, one, by),  # type: ignore[misc]
        )
    if not report.is_own:
        for agency in wanted:
            found[f"file {agency}"] = (
                f"Note on the file of {names.get(agency, 'an agency')} that it was published",
                lambda by, agency=agency: _note(publication, agency, by),  # type: ignore[misc]
            )
    return found


def _recommend(publication: Publication, by: Act) -> str:
    report = publication.report
    assert report.inspection_id is not None
    number = publish_recommendations(report.inspection_id, publication.on, by, report=report.title)
    return f"{number} put on files." if number else "There was nothing new to put on a file."


def _ask(publication: Publication, one: MustRead, by: Act) -> str:
    report = publication.report
    found = ask_to_read(
        report.title,
        publication.on,
        one.agency,
        one.roles,
        by,
        reference=str(report.pk),
        published_by=report.agency_id,
    )
    told = f"{found.people} people and {found.teams} teams were asked."
    without = len(found.without_file)
    if without:
        told += f" On {without} no file is kept, so they are told in another way."
    return told


def _note(publication: Publication, agency: UUID, by: Act) -> str:
    """That it was published, on the file of the agency: what duties about reports begin with."""
    report = publication.report
    id_ = id_from("published report", str(report.pk), str(agency))
    with as_machine():
        chain = chains.file_chain(agency)
        chains.lock(chain)
        if Record.objects.filter(pk=id_).exists():
            return "It stood there already."
        files.record(
            file=agency,
            entry=Entry(
                "report",
                occurred=Moment(day_of(publication.on)),
                about=_about(report, agency),
                agency=report.agency_id,
                details={"type": "inspection", "published-on": publication.on.isoformat()},
            ),
            seen=chains.version(chain),
            by=by,
            id=id_,
        )
    return "It was noted."


def _about(report: Report, agency: UUID) -> UUID | None:
    """The record of the inspection on the agency's file, if there is one."""
    if report.inspection_id is None:
        return None
    id_ = inspected_id(report.inspection_id, agency)
    return id_ if Record.objects.filter(pk=id_, file=agency).exists() else None


def last_of(report: UUID) -> Publication | None:
    """The report as it was published last."""
    rows = Publication.objects.select_related("report", "report__agency").filter(report=report)
    return rows.order_by("position").last()


def proposed_readers(report: Report) -> list[MustRead]:
    """Who must read it, as it is proposed: the roles of the inspected agencies."""
    roles = tuple(str(role) for role in PROPOSED)
    return [MustRead(agency.pk, roles) for agency in checking.inspected(report)]
