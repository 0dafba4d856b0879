"""Signing: somebody who wrote none of it agrees to this very report.

Whether a signature still holds is worked out each time from the digest of everything that the
report says, and never stored: whatever is changed afterwards, it holds no longer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sightline.reporting.published import as_json
from sightline.reporting.published.content import Source
from sightline.service.ledger import chains
from sightline.service.ledger.acts import Act
from sightline.service.ledger.failures import Refused
from sightline.service.publishing import building, checking
from sightline.service.publishing.models import Edition, Report, SignOff, Text

CHANGED = "The report was changed after this page was opened. Read it again before you sign."
NOT_READY = "The report cannot be signed yet. What stands in the way is listed on this page."
WROTE_IT = "Whoever wrote some of a report does not sign it."
SIGNED = "The report is signed as it is."


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a report stands. ``digest``: of all that it says now. ``hindrances``: what stands in
    the way of signing, in sentences. ``signed``: the signature that holds; ``void``: the last one
    that does not, for something was changed after it.
    """

    source: Source
    digest: str
    hindrances: tuple[str, ...]
    signed: SignOff | None
    void: SignOff | None

    @property
    def may_be_signed(self) -> bool:
        """Whether nothing stands in the way, and nobody has signed it as it is."""
        return not self.hindrances and self.signed is None


def standing(report: Report, today: date) -> Standing:
    """Where a report stands now."""
    source = building.source_of(report)
    digest = as_json.digest(source)
    wrote = set(Text.objects.filter(report=report).values_list("by", flat=True))
    signed, void = None, None
    for one in SignOff.objects.filter(report=report).order_by("position"):
        # Whoever signed and wrote afterwards, even what was taken out again, is a writer.
        if one.text_digest == digest and one.by not in wrote:
            signed, void = one, None
        elif signed is None:
            void = one
    return Standing(source, digest, tuple(_hindrances(report, source, today)), signed, void)


def sign(*, report: Report, seen: str, today: date, by: Act) -> SignOff:
    """Sign a report as it is. ``seen``: the digest of what was on screen. Raises Refused."""
    chain = chains.report_chain(report.pk)
    chains.lock(chain)
    now = standing(report, today)
    if Text.objects.filter(report=report, by=by.person).exists():
        raise Refused(WROTE_IT)
    if now.digest != seen:
        raise Refused(CHANGED)
    if now.hindrances:
        raise Refused(NOT_READY)
    if now.signed is not None:
        raise Refused(SIGNED)
    made = SignOff(report=report, text_digest=now.digest)
    chains.append([made], chain=chain, by=by)
    by.did("sign report", row=made.pk)
    return made


def _hindrances(report: Report, source: Source, today: date) -> list[str]:
    wanted = [Edition.REPORT] if report.is_own else [Edition.REPORT, Edition.CHILDREN]
    found = [
        f"The text “{edition.label}” is not written."
        for edition in wanted
        if edition not in source.editions
    ]
    if not source.methodology:
        found.append(f"The text “{Edition.METHOD.label}” is not written.")
    faults = building.faults_of(source)
    for name in dict.fromkeys(fault.edition for fault in faults):
        number = sum(fault.edition == name for fault in faults)
        found.append(f"In “{building.edition_label(name)}” {_things(number)} to be mended.")
    return [*found, *checking.hindrances(report, today)]


def _things(number: int) -> str:
    return "one thing has" if number == 1 else f"{number} things have"


def signers(report: UUID) -> list[SignOff]:
    """Every signature that was given, the first first."""
    return list(SignOff.objects.filter(report=report).order_by("position"))
