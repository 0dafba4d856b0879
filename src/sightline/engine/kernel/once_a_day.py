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
    about = view.about[opened.who.fact]
    rows = _on_shared_days(opened, np.flatnonzero(chain | (about != -1)))
    if not len(rows):
        return opened
    file, day = opened.who.file[rows], opened.read.day[rows]
    ranks = view.ranks(opened.who.fact[rows])
    order = np.lexsort((ranks, order_key(opened.read[rows]), file))
    kept = np.ones(len(opened), bool)
    kept[rows[order]] = _first_of_each(
        file[order], day[order], about[rows[order]], chain[rows[order]]
    )
    return opened[kept]


def _on_shared_days(opened: Opening, rows: Ints) -> Ints:
    """Which of these rows have another of them on the same file and day."""
    key = (opened.who.file[rows] << 24) + opened.read.day[rows]
    _, back, count = np.unique(key, return_inverse=True, return_counts=True)
    shared: Ints = rows[count[back] > 1]
    return shared


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
