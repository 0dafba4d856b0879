"""The trigger's own record as the answer (clause 5.4)."""

from __future__ import annotations

import numpy as np

from sightline.engine.kernel.chains import ranges
from sightline.engine.kernel.found import Found, Who
from sightline.engine.kernel.moments import NONE, TRUE, Flags, Ints, instants, none, nowhere
from sightline.engine.kernel.select import passes
from sightline.engine.kernel.view import View
from sightline.standard.model import Itself, ItselfForm


def itself_found(
    view: View, itself: Itself, who: Who, kinds: tuple[str, ...]
) -> tuple[Found, Flags]:
    """When the trigger's own record answered; and where that cannot be told."""
    fact = np.where(who.fact < 0, 0, who.fact)
    own = who.fact >= 0
    if not len(view):
        return Found(who.fact, nowhere(len(who))), np.zeros(len(who), bool)
    if itself.form is ItselfForm.ENDED:
        moment = view.end[fact].keep(own)
        return Found(np.where(moment.there, fact, -1), moment), np.zeros(len(who), bool)
    row = np.where(own, view.root[fact], -1)
    if itself.form is ItselfForm.CONTENT:
        row = _first_that_says(view, itself, who, kinds)
    numbers = view.bucket.rows.numbers
    safe = np.where(row < 0, 0, row)
    unseen = (row >= 0) & (numbers["entry_known"][safe] == 0)
    told = (row >= 0) & ~unseen
    moment = instants(np.where(told, numbers["recorded_at"][safe], NONE))
    moment = moment.keep(view.by_now(moment))
    return Found(np.where(moment.there, who.fact, -1), moment), unseen


def _first_that_says(view: View, itself: Itself, who: Who, kinds: tuple[str, ...]) -> Ints:
    """The row of the first version that passes the tests, if the version in use does too."""
    found = none(len(who))
    found[:] = -1
    for kind in kinds:
        here = view.facts_of(kind)
        mine = np.flatnonzero((who.fact >= here.start) & (who.fact < here.stop))
        facts = who.fact[mine]
        good = passes(view, kind, itself.tests, view.use[facts]) == TRUE
        mine, facts = mine[good], facts[good]
        found[mine] = view.use[facts]
        several = view.count[facts] > 1
        found[mine[several]] = _first_among_versions(view, itself, kind, facts[several])
    return found


def _first_among_versions(view: View, itself: Itself, kind: str, facts: Ints) -> Ints:
    """The first version of each fact that passes the tests; the one in use does at the latest."""
    if not len(facts):
        return facts
    count = view.count[facts]
    rows = view.versions[ranges(view.first[facts], count)]
    good = passes(view, kind, itself.tests, rows) == TRUE
    place = np.where(good, np.arange(len(rows)), len(rows))
    return rows[np.minimum.reduceat(place, np.cumsum(count) - count)]
