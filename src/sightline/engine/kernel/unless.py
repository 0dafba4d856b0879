"""What keeps an obligation from arising (clause 3.6)."""

from __future__ import annotations

import numpy as np

from sightline.engine.kernel.answers import latest_before
from sightline.engine.kernel.candidates import tied
from sightline.engine.kernel.clocks import no_earlier
from sightline.engine.kernel.found import Who
from sightline.engine.kernel.moments import TRUE, Flags, Moments, at_or_before
from sightline.engine.kernel.openings import Opening
from sightline.engine.kernel.runs import When, covers, holds, runs
from sightline.engine.kernel.view import View
from sightline.standard.model import Alternative, Part, Unless


def spared(view: View, part: Part, opened: Opening) -> Flags:
    """Which an ``unless`` keeps from arising (clause 3.6)."""
    found = np.zeros(len(opened), bool)
    for number, rule in enumerate(part.rules):
        if rule.unless and rule.clock is not None:
            mine = np.flatnonzero(opened.rule == number)
            for unless in rule.unless:
                found[mine] |= _is_met(view, unless, opened.who[mine], opened.read[mine])
    return found


def _is_met(view: View, unless: Unless, who: Who, moment: Moments) -> Flags:
    if unless.covering:
        return _is_covered(view, unless.what, who, moment)
    bound = no_earlier(view, who.file, moment, unless.within)
    return latest_before(view, (unless.what,), who, moment, at_or_before, bound).there


def _is_covered(view: View, what: Alternative, who: Who, moment: Moments) -> Flags:
    run = runs(view, what.selector)
    query, at = tied(view, what, run.fact, who)
    hit = covers(run, at, moment[query])
    query, at = query[hit], at[hit]
    if what.conditions:
        when = When(run.file[at], moment[query], run.fact[at])
        query = query[holds(view, what.conditions, when) == TRUE]
    found = np.zeros(len(who), bool)
    found[query] = True
    return found
