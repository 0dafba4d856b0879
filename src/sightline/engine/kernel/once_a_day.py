"""Triggers of one day that open one obligation (clause 3.4)."""

from __future__ import annotations

import numpy as np

from sightline.engine.kernel.moments import TRUE, Flags, Ints, order_key
from sightline.engine.kernel.openings import Opening
from sightline.engine.kernel.select import match
from sightline.engine.kernel.view import View
from sightline.standard.model import START, Alternative, Part, Rule


def chains(view: View, rule: Rule, facts: Ints) -> Flags:
    """Which triggers themselves match an answer of their rule (clause 3.4)."""
    found = np.zeros(len(facts), bool)
    for answer in rule.then:
        if isinstance(answer, Alternative) and answer.at == START and not answer.in_force:
            here = view.facts_of(answer.selector.kind)
            mine = np.flatnonzero((facts >= here.start) & (facts < here.stop))
            found[mine] |= match(view, answer.selector)[facts[mine] - here.start] == TRUE
    return found


def _are_chains(view: View, part: Part, opened: Opening) -> Flags:
    """Which openings are chains of their own rules."""
    found = np.zeros(len(opened), bool)
    for number, rule in enumerate(part.rules):
        mine = np.flatnonzero(opened.rule == number)
        if len(mine):
            found[mine] = chains(view, rule, opened.who.fact[mine])
    return found


def once_a_day(view: View, part: Part, opened: Opening) -> Opening:
    """Two triggers of one day about the same thing open one obligation; so do chains (3.4)."""
    chain = _are_chains(view, part, opened)
    if len(opened) < 2 or not (chain.any() or (view.about[opened.who.fact] != -1).any()):
        return opened
    fact, moment = opened.who.fact, opened.read
    order = np.lexsort((view.ranks(fact), order_key(moment), opened.who.file))
    opened, chain = opened[order], chain[order]
    file, day = opened.who.file, opened.read.day
    about = view.about[opened.who.fact]
    again = (file[1:] == file[:-1]) & (day[1:] == day[:-1])
    shared = np.zeros(len(opened), bool)
    shared[1:] |= again
    shared[:-1] |= again
    kept = np.ones(len(opened), bool)
    rows = np.flatnonzero(shared & (chain | (about != -1)))
    kept[rows] = _first_of_each(file[rows], day[rows], about[rows], chain[rows])
    return opened[kept]


def _first_of_each(file: Ints, day: Ints, about: Ints, chain: Flags) -> Flags:
    """Which of these rows, in order, shares no mark with an earlier one that is kept."""
    kept = np.zeros(len(file), bool)
    seen: set[tuple[int, int, int | None]] = set()
    rows = zip(file.tolist(), day.tolist(), about.tolist(), chain.tolist(), strict=True)
    for row, (of, on, thing, is_chain) in enumerate(rows):
        # What is not a fact of the file has a number below -1, so a chain's mark is none at all.
        marks: set[tuple[int, int, int | None]] = {(of, on, thing)} if thing != -1 else set()
        marks |= {(of, on, None)} if is_chain else set()
        if not marks & seen:
            kept[row] = True
            seen |= marks
    return kept
