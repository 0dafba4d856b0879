"""Making agreements, which takes two people, and ending them, which takes one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sightline.service.access import policy
from sightline.service.access.granting import (
    agency_of,
    check_by_machine,
    dates_of,
    end,
    reads_said,
    sensitivities_of,
    when_said,
)
from sightline.service.access.models import Agreement, Ending
from sightline.service.access.proposing import acting
from sightline.service.access.roles import Right
from sightline.service.access.two_people import TwoPeople, What
from sightline.service.files.standard import standard
from sightline.service.ledger import chains
from sightline.service.ledger.acts import Act
from sightline.service.ledger.failures import Refused
from sightline.service.ledger.ids import new_id


def agreement_asked(
    *,
    agency: UUID,
    other: UUID,
    purpose: str,
    basis: str,
    from_on: date,
    until_on: date | None = None,
    kinds: Collection[str] = (),
    sensitivities: str = "",
) -> dict[str, Any]:
    """An agreement as a proposal of ``agree`` keeps it."""
    return {
        "agency": str(agency),
        "other": str(other),
        "purpose": purpose,
        "basis": basis,
        "kinds": sorted(kinds),
        "sensitivities": sensitivities,
        "from_on": from_on.isoformat(),
        "until_on": None if until_on is None else until_on.isoformat(),
    }


def agree(*, by: Act, **asked: Any) -> Agreement:
    """Make an agreement by the machine, as a post; takes what ``agreement_asked`` takes."""
    check_by_machine(by)
    what = agreement_asked(**asked)
    check_agreement(what)
    return _agree(what, None, by)


def end_agreement(*, agreement: UUID, on: date, reason: str, at: datetime, by: Act) -> Ending:
    """End an agreement, as a post."""
    policy.check_administer(acting(by, at))
    return end(Agreement, agreement, on=on, reason=reason, at=at, by=by)


def check_agreement(what: What) -> None:
    """Raises Refused where an agreement cannot be made."""
    if agency_of(what["agency"]) == agency_of(what["other"]):
        raise Refused("An agreement is between two agencies.")
    for said, missing in (("purpose", "what the agreement is for"), ("basis", "its basis in law")):
        if not what[said].strip():
            raise Refused(f"Say {missing}.")
    dates_of(what)
    sensitivities_of(what)
    for kind in what["kinds"]:
        if kind not in standard().kinds:
            raise Refused("The agreement names a kind of record that the standard does not have.")


def _agree(what: What, asked_by: UUID | None, by: Act) -> Agreement:
    first, last = dates_of(what)
    agreement = Agreement(
        id=new_id(),
        agency=agency_of(what["agency"]),
        other=agency_of(what["other"]),
        purpose=what["purpose"],
        basis=what["basis"],
        kinds=list(what["kinds"]),
        sensitivities=sensitivities_of(what),
        from_on=first,
        until_on=last,
        approved_by=by.person,
    )
    chain = chains.agency_chain(agreement.agency_id)
    chains.append([agreement], chain=chain, by=replace(by, person=asked_by))
    by.did("agree", row=agreement.pk)
    return agreement


def _shown_agreement(what: What) -> str:
    kinds = [standard().kinds[kind].title for kind in what["kinds"]]
    which = f"records of these kinds: {', '.join(kinds)}" if kinds else "records that they may read"
    return (
        f"{agency_of(what['other']).name} sees files of {agency_of(what['agency']).name}, "
        f"{when_said(what)}: {which}, {reads_said(what)}. Purpose: {what['purpose']}. "
        f"Basis: {what['basis']}."
    )


AGREE = TwoPeople(
    name="agree",
    title="Make an agreement",
    right=Right.ADMINISTER,
    shown=_shown_agreement,
    check=check_agreement,
    do=_agree,
)
