"""What one part of a duty owes on a file, all its shapes together."""

from __future__ import annotations

from sightline.engine.model import Obligation
from sightline.engine.reference.each import each_owed
from sightline.engine.reference.prohibition import prohibited
from sightline.engine.reference.rolling import rolling_owed
from sightline.engine.reference.rules import PartOf
from sightline.engine.reference.single import single_owed
from sightline.engine.reference.verdict import Owed, judge
from sightline.engine.reference.view import View


def part_outcome(view: View, part: PartOf) -> tuple[list[Obligation], set[str]]:
    """The obligations of one part, and the unknown triggers that opened none of them."""
    owed: list[Owed] = []
    obligations: list[Obligation] = []
    unknown: set[str] = set()
    rules = part.part
    if rules.single:
        found, unknown = single_owed(view, part)
        owed += found
    if rules.rolling:
        found, ids = rolling_owed(view, part)
        owed, unknown = owed + found, unknown | ids
    if rules.by_period:
        found, ids = each_owed(view, part)
        owed, unknown = owed + found, unknown | ids
    if rules.prohibitions:
        obligations, ids = prohibited(view, part)
        unknown |= ids
    obligations += [judge(view, one) for one in owed]
    return obligations, unknown - {obligation.trigger for obligation in obligations}
