"""An inspection worked out again from its pack and laid beside what was concluded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sightline.engine.inspection.again import worked_out
from sightline.engine.inspection.agreement import Agreement, agreement
from sightline.engine.inspection.checks import differences
from sightline.engine.inspection.draw import Sample
from sightline.engine.inspection.findings import Findings
from sightline.engine.inspection.pack import Pack
from sightline.engine.inspection.size import Size
from sightline.standard.model import Standard


@dataclass(frozen=True, slots=True)
class Reproduced:
    """What a pack comes to, worked out again.

    ``agreement``: of the two readers by question, and ``agreement_of_all`` of all questions.
    ``differences``: sentences, one for each thing in which the pack does not hold together; empty
    where all is as concluded. ``notes``: what is worth knowing and no difference.
    """

    size: Size
    sample: Sample
    findings: Findings
    agreement: Mapping[str, Agreement]
    agreement_of_all: Agreement
    differences: tuple[str, ...]
    notes: tuple[str, ...]


def reproduce(pack: Pack, standard: Standard) -> Reproduced:
    """Draw, count and rate again, and say every difference.

    ``standard``: any edition that holds the question set and the rules. Raises ``plain.Unreadable``
    for a pack that cannot be worked out at all; the sentence names the field.
    """
    again = worked_out(pack, standard)
    pairs = again.pairs()
    notes: tuple[str, ...] = ()
    if pack.standard != standard.digest:
        notes = (
            f"It was concluded under the edition of the standard with the digest {pack.standard}, "
            f"and is worked out here by that with the digest {standard.digest}.",
        )
    return Reproduced(
        size=again.size,
        sample=again.sample,
        findings=again.findings,
        agreement={question: agreement(each) for question, each in pairs.items()},
        agreement_of_all=agreement(pair for each in pairs.values() for pair in each),
        differences=tuple(differences(again)),
        notes=notes,
    )
