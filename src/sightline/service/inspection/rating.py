"""Bands that judgement gives: to a standard that is rated on evidence, or moved by a panel.

What the percentages say stands beside it for ever. A panel moves a band by one, where the rules
call the border close, and never without a reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sightline.engine.inspection.banding import OVERALL, OverallFinding, StandardFinding
from sightline.engine.inspection.findings import Findings
from sightline.service.files.entries import BadEntry
from sightline.service.files.standard import standard
from sightline.service.inspection.finding import Found, banding_rows, by_rules, found
from sightline.service.inspection.knowing import Known, hold_open, known
from sightline.service.inspection.models import Banding
from sightline.service.ledger import chains
from sightline.service.ledger.acts import Act
from sightline.service.ledger.failures import NotFound, Refused, Stale
from sightline.standard.model import RatedBy, RatedStandard, RatingRules

NOT_RATED = "These rules publish no cut-offs, so that there are percentages and no band."


@dataclass(frozen=True, slots=True)
class Ratable:
    """What may be done with a standard's band.

    ``bands``: those that may be given, by id with their titles; ``said``: what the percentages say,
    blank where they say nothing. ``seen``: the place of the band that stands, 0 for none.
    """

    id: str
    title: str
    bands: Mapping[str, str]
    said: str
    row: Banding | None

    @property
    def seen(self) -> int:
        """Of the band that was given last."""
        return 0 if self.row is None else self.row.position


def ratable(of: Found, id_: str) -> Ratable:
    """A standard of the inspection's rules, or all of it. Raises NotFound, and Refused where no
    judgement decides its band.
    """
    rules = of.known.rules
    if rules is None or (id_ != OVERALL and id_ not in rules.standards):
        raise NotFound("There is no such standard to rate.")
    row = banding_rows(of.known.id).get(id_)
    titles = {band.id: band.title for band in rules.bands}
    if id_ == OVERALL:
        whole = of.findings.overall
        assert whole is not None
        may_be = _overall_bands(rules, whole)
        return Ratable(id_, "Overall", {b: titles[b] for b in may_be}, whole.said, row)
    one = next(each for each in of.findings.standards if each.standard == id_)
    may_be = _bands(rules, rules.standards[id_], one)
    title = rules.standards[id_].title
    return Ratable(id_, title, {b: titles[b] for b in may_be}, one.said, row)


def _bands(rules: RatingRules, of: RatedStandard, one: StandardFinding) -> tuple[str, ...]:
    every = tuple(band.id for band in rules.bands)
    if one.on_evidence:
        return every
    if rules.by is RatedBy.NOT_KNOWN:
        return every  # the words are known and the arithmetic is not: inspectors rate it
    if not one.said:
        raise Refused(NOT_RATED if one.percent is not None else "Nothing is answered for it yet.")
    if not one.may_become:
        raise Refused(
            f"“{of.title}” lies too far from the next band: the rules let a panel move it only "
            "where the border is close."
        )
    return (one.said, *one.may_become)


def _overall_bands(rules: RatingRules, whole: OverallFinding) -> tuple[str, ...]:
    """The overall band follows from the standards where the rules say how; else judgement."""
    if whole.most:
        raise Refused(
            "The overall rating follows from the ratings of the standards. Rate these, or move one "
            "that is close to the next band."
        )
    if rules.by is RatedBy.SHARE:
        raise Refused("These rules have no overall rating: each standard stands for itself.")
    return tuple(band.id for band in rules.bands)


def rate(*, inspection: UUID, standard: str, band: str, reason: str, seen: int, by: Act) -> Banding:
    """Give a standard its band. The bands given before stay, and count no more.

    ``band``: what the percentages say takes a move back. Raises BadEntry, NotFound, Stale, and
    Refused where it is concluded or no judgement decides this band.
    """
    hold_open(inspection)
    of = found(known(inspection))
    one = ratable(of, standard)
    faults = {}
    if band not in one.bands:
        faults["band"] = "Choose one of the ratings."
    if not reason.strip():
        faults["reason"] = "Say why: what it rests on, and why not the rating beside it."
    if faults:
        raise BadEntry(faults)
    if one.seen != seen:
        raise Stale(seen, one.seen)
    row = Banding(
        inspection=of.known.inspection,
        standard=standard,
        band=band,
        moved=bool(one.said) and band != one.said,
        reason=reason.strip(),
    )
    chains.append([row], chain=chains.inspection_chain(inspection), by=by)
    by.did("rating", row=row.pk)
    return row


# --- the same answers by other rules ---------------------------------------------------------


def other_rules(known: Known) -> list[RatingRules]:
    """Versions of the rules that read any of the questions that are asked, the plan's own apart."""
    asked = {question.id for question in known.asked.questions}
    strands = {question.strand for question in known.asked.questions}
    return [
        rules
        for rules in standard().ratings.values()
        if (known.rules is None or rules.id != known.rules.id)
        and any(
            asked.intersection(each.questions) or each.strand in strands
            for each in rules.standards.values()
        )
    ]


def what_if(of: Found, rules: RatingRules) -> Findings:
    """What the same answers come to by another version of the rules, without any judgement."""
    return by_rules(of.known, rules, of.files, of.standing, ())
