"""Questions about the service itself: answered with reason and evidence by the inspectors."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from sightline.engine.model import Moment
from sightline.service.access import policy
from sightline.service.access.reading import Basis
from sightline.service.access.viewer import Viewer
from sightline.service.casework.said import when
from sightline.service.files.entries import BadEntry
from sightline.service.files.models import Obligation
from sightline.service.files.reading import latest
from sightline.service.files.standard import standard
from sightline.service.inspection.asked import NOT_KNOWN
from sightline.service.inspection.knowing import Known, hold_open
from sightline.service.inspection.models import ServiceJudgement
from sightline.service.ledger import chains
from sightline.service.ledger.acts import Act
from sightline.service.ledger.failures import NotFound, Stale
from sightline.standard.calendar import day_of
from sightline.standard.model import Question

MOST_OFFERED = 30
"""So many records of a service's file are offered as evidence, the latest first."""

Place = tuple[UUID, str]
"""An area and a question."""


def standing(inspection: UUID) -> dict[Place, ServiceJudgement]:
    """The answer to each question about each area that counts: the last."""
    rows = ServiceJudgement.objects.filter(inspection=inspection).order_by("position")
    return {(row.area_id, row.question): row for row in rows}


def unanswered(known: Known, given: Mapping[Place, ServiceJudgement]) -> list[Place]:
    """What is still to be answered before the inspection is concluded."""
    return [
        (area, question.id)
        for area in known.areas
        for question in known.of_service()
        if (area, question.id) not in given
    ]


def question_of(known: Known, area: UUID, question: str) -> Question:
    """A question that is asked about an area. Raises NotFound."""
    found = next((each for each in known.of_service() if each.id == question), None)
    if found is None or area not in known.areas:
        raise NotFound("There is no such question about this service.")
    return found


def codes(question: Question) -> tuple[str, ...]:
    """What a question can be answered with."""
    return (*question.answers, NOT_KNOWN)


def answer(
    *,
    known: Known,
    area: UUID,
    question: str,
    answer: str,
    reason: str,
    evidence: Collection[Mapping[str, str]],
    seen: int,
    by: Act,
) -> ServiceJudgement:
    """Answer a question about a service. The answers before it stay, and count no more.

    ``evidence``: ``{"record": fact, "version": row}`` or ``{"obligation": id}``. ``seen``: the
    place of the answer that the writer saw, 0 for none. Raises BadEntry, NotFound, Stale, and
    Refused where the inspection is concluded.
    """
    asked = question_of(known, area, question)
    faults = {}
    if answer not in codes(asked):
        faults["answer"] = "Choose one of the answers."
    if not reason.strip():
        faults["reason"] = "Say why this is the answer, and what it rests on."
    if faults:
        raise BadEntry(faults)
    hold_open(known.id)
    last = standing(known.id).get((area, question))
    now = 0 if last is None else last.position
    if now != seen:
        raise Stale(seen, now)
    row = ServiceJudgement(
        inspection=known.inspection,
        area_id=area,
        question=question,
        answer=answer,
        reason=reason.strip(),
        evidence=[dict(each) for each in evidence],
    )
    chains.append([row], chain=chains.inspection_chain(known.id), by=by)
    by.did("answer about the service", row=row.pk)
    return row


# --- what may be shown as evidence -----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Offered:
    """Something that an answer may rest on. ``code``: as a form sends it back."""

    code: str
    words: str

    @property
    def evidence(self) -> dict[str, str]:
        """As it is kept."""
        return evidence_of(self.code)


def evidence_of(code: str) -> dict[str, str]:
    """What a form sent back, as it is kept."""
    sort, *ids = code.split(":")
    if sort == "obligation":
        return {"obligation": ids[0]}
    return {"record": ids[0], "version": ids[1]}


def code_of(evidence: Mapping[str, str]) -> str:
    """What is kept, as a form sends it."""
    if "obligation" in evidence:
        return f"obligation:{evidence['obligation']}"
    return f"record:{evidence['record']}:{evidence['version']}"


def offered(viewer: Viewer, basis: Basis, question: Question) -> list[Offered]:
    """What the viewer reads on the service's file: what is owed of the question's duties, and the
    latest records. It answers nothing by itself.
    """
    return [*_owed(viewer, basis, question), *_records(viewer, basis)]


def _owed(viewer: Viewer, basis: Basis, question: Question) -> Iterator[Offered]:
    read = policy.visible_obligations_on(viewer, basis)
    duties = standard().duties
    rows = Obligation.objects.filter(read, file=basis.file, duty__in=question.offers)
    for row in rows.order_by("duty", "pk")[:MOST_OFFERED]:
        state = row.state_on(Moment(day_of(viewer.today))).value
        title = duties[row.duty].title if row.duty in duties else row.duty
        yield Offered(f"obligation:{row.pk}", f"What is owed: {title}. Now: {state}")


def _records(viewer: Viewer, basis: Basis) -> Iterator[Offered]:
    kinds = standard().kinds
    read = latest(basis.file).filter(policy.visible_records(viewer, basis))
    for row in read.order_by("-occurred_at", "-pk")[:MOST_OFFERED]:
        title = kinds[row.kind].title if row.kind in kinds else row.kind
        yield Offered(f"record:{row.fact}:{row.pk}", f"{title}, {when(row)}")
