"""The conclusion: what an inspection found is frozen, and from then on nothing is judged.

The lead concludes. Where there is another member, one of them has read before what it comes to and
would conclude the same: that is bound to the digest of all that it said, and void where anything of
it has changed since.
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from sightline.engine.inspection.findings import findings_digest
from sightline.engine.inspection.plain import digest_of
from sightline.engine.inspection.say import banding_differences
from sightline.service.inspection import service_questions
from sightline.service.inspection.finding import Found, banding_rows, bandings, found
from sightline.service.inspection.knowing import OVER, hold_open, known
from sightline.service.inspection.models import Conclusion, Confirmation, Member, Part
from sightline.service.ledger import chains
from sightline.service.ledger.acts import Act
from sightline.service.ledger.failures import Refused

CHANGED = (
    "What the inspection comes to has changed since this page was shown. Look at it again below, "
    "then say so once more."
)
NOT_CONFIRMED = (
    "Another member of the inspection reads what it comes to first, and says that they would "
    "conclude the same."
)


def obstacles(of: Found) -> list[str]:
    """Why the inspection cannot be concluded yet: sentences, none where it can."""
    return [OVER] if of.is_final else list(_obstacles(of))


def _obstacles(of: Found) -> Iterator[str]:
    known = of.known
    if known.draw is None:
        yield "No sample has been drawn yet."
        return
    if not of.files:
        yield "No file is left to be judged."
    if of.waiting:
        yield f"{_many(of.waiting, 'file is', 'files are')} still to be read and signed."
    if of.unresolved:
        words = _many(of.unresolved, "answer", "answers")
        yield f"Two readers differ on {words}: moderate what they differ on."
    left = service_questions.unanswered(known, service_questions.standing(known.id))
    if left:
        yield f"{_many(len(left), 'question', 'questions')} about the service still to be answered."
    unrated = [one for one in of.findings.standards if one.on_evidence and not one.band]
    if unrated:
        words = _many(len(unrated), "standard is", "standards are")
        yield f"{words} still to be rated on the evidence."
    given = bandings(known.id, known.rules)
    if not of.waiting and any(banding_differences(given, of.findings)):
        yield (
            "A rating that was moved no longer fits what the percentages say. Look at the ratings "
            "and give it again."
        )


def _many(number: int, one: str, more: str) -> str:
    return f"{number:,} {one if number == 1 else more}"


def said_digest(of: Found) -> str:
    """The SHA-256 of all that is concluded: findings, and the rows that gave bands and answers."""
    rows = [
        *banding_rows(of.known.id).values(),
        *service_questions.standing(of.known.id).values(),
    ]
    moderated = [one.moderation for one in of.standing if one.moderation is not None]
    return digest_of(
        {
            "findings": of.findings.to_dict(),
            "rows": sorted(str(row.pk) for row in rows),
            "moderations": sorted(str(row.pk) for row in moderated),
        }
    )


def members(inspection: UUID) -> list[Member]:
    """Those who take part today."""
    rows = Member.objects.filter(inspection=inspection, departure__isnull=True)
    return list(rows.select_related("person").order_by("position"))


def confirmed_by(of: Found, digest: str) -> list[UUID]:
    """The members, the lead apart, who would conclude just this."""
    others = {one.person_id for one in members(of.known.id) if one.part != Part.LEAD}
    rows = Confirmation.objects.filter(inspection=of.known.id, said_digest=digest)
    return [row.by for row in rows.order_by("position") if row.by in others]


def takes_another(inspection: UUID) -> bool:
    """Whether there is a member who can confirm what the lead concludes."""
    return any(one.part != Part.LEAD for one in members(inspection))


def confirm(*, inspection: UUID, seen: str, by: Act) -> Confirmation:
    """A member other than the lead would conclude what was shown. ``seen``: its ``said_digest``.

    Raises Refused where it cannot be concluded yet, has changed since, or the lead asks.
    """
    hold_open(inspection)
    of = found(known(inspection))
    _check(of, seen)
    leads = {one.person_id for one in members(inspection) if one.part == Part.LEAD}
    if by.person is None or by.person in leads:
        raise Refused("Somebody other than the lead confirms what the inspection comes to.")
    row = Confirmation(inspection=of.known.inspection, said_digest=seen)
    chains.append([row], chain=chains.inspection_chain(inspection), by=by)
    by.did("confirm the findings", row=row.pk)
    return row


def conclude(*, inspection: UUID, seen: str, by: Act) -> Conclusion:
    """Freeze the findings. ``seen``: the ``said_digest`` of what was shown.

    Raises Refused where anything is still to be done, it has changed since, or no other member
    confirmed just this though there is one.
    """
    hold_open(inspection)
    of = found(known(inspection))
    _check(of, seen)
    if takes_another(inspection) and not confirmed_by(of, seen):
        raise Refused(NOT_CONFIRMED)
    assert of.known.draw is not None, "an obstacle else"
    row = Conclusion(
        inspection=of.known.inspection,
        draw=of.known.draw,
        findings=of.findings.to_dict(),
        findings_digest=findings_digest(of.findings),
    )
    chains.append([row], chain=chains.inspection_chain(inspection), by=by)
    by.did("conclude", row=row.pk)
    return row


def _check(of: Found, seen: str) -> None:
    left = obstacles(of)
    if left:
        raise Refused(" ".join(left))
    if said_digest(of) != seen:
        raise Refused(CHANGED)
