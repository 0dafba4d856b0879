"""What became of obligations: lapses, exemptions, what is watched, and the state (section 7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from sightline.engine.kernel.answers import first_at_or_after, first_booked
from sightline.engine.kernel.candidates import asked_about
from sightline.engine.kernel.chains import ranges
from sightline.engine.kernel.found import Found, Who, best_of, nothing
from sightline.engine.kernel.moments import (
    NONE,
    Flags,
    Ints,
    Moments,
    at_or_after,
    at_or_before,
    join,
    none,
    nowhere,
    order_key,
)
from sightline.engine.kernel.runs import meetings
from sightline.engine.kernel.select import matching, same_group
from sightline.engine.kernel.view import View
from sightline.engine.kernel.watching import Watch
from sightline.engine.model import Note, State
from sightline.standard.calendar import end_of_day
from sightline.standard.model import (
    EXEMPTION,
    Alternative,
    Duty,
    Lapse,
    OneOf,
    OwnEnd,
    Part,
    Rule,
    Selector,
)

STATES = tuple(State)
CODE = {state: number for number, state in enumerate(STATES)}


@dataclass(frozen=True)
class Owed:
    """Obligations of one part side by side."""

    who: Who
    rule: Ints
    opened: Moments
    due: Moments
    met: Found
    on_time: Flags
    notes: Ints
    entered: Ints
    blind: Flags
    """Absence cannot be judged whatever is watched (clause 5.4)."""
    step: Ints
    period: Ints
    lapsed: Found
    excused: Ints
    booked: Ints
    state: Ints
    breaches: tuple[Ints, Ints]
    """Facts that broke a prohibition: how many each has, and which, one after another."""

    def __len__(self) -> int:
        return len(self.rule)

    def __getitem__(self, index: Ints) -> Owed:
        count, facts = self.breaches
        first = np.cumsum(count) - count
        picked = (count[index], facts[ranges(first[index], count[index])])
        return Owed(
            self.who[index], self.rule[index], self.opened[index], self.due[index],
            self.met[index], self.on_time[index], self.notes[index], self.entered[index],
            self.blind[index], self.step[index], self.period[index], self.lapsed[index],
            self.excused[index], self.booked[index], self.state[index], picked,
        )  # fmt: skip


def owed(
    who: Who,
    rule: int,
    opened: Moments,
    due: Moments,
    met: Found,
    on_time: Flags,
    *,
    notes: Ints | None = None,
    blind: Flags | None = None,
    step: Ints | None = None,
    period: Ints | None = None,
) -> Owed:
    """Obligations of which only what answered them is known."""
    count = len(who)
    zero = np.zeros(count, np.int64)
    return Owed(
        who,
        np.full(count, rule, np.int64),
        opened,
        due,
        met,
        on_time,
        zero.copy() if notes is None else notes,
        none(count),
        np.zeros(count, bool) if blind is None else blind,
        zero if step is None else step,
        none(count) if period is None else period,
        nothing(count),
        np.full(count, -1, np.int64),
        none(count),
        zero,
        (zero, np.zeros(0, np.int64)),
    )


def join_owed(parts: Sequence[Owed]) -> Owed:
    """Obligations one after another."""
    # Most parts have rules of one shape: what has nothing to join is not copied.
    parts = [part for part in parts if len(part)] or [no_owed()]
    if len(parts) == 1:
        return parts[0]

    def cat(name: str) -> Ints:
        return np.concatenate([getattr(part, name) for part in parts])

    def moments(name: str) -> Moments:
        return join([getattr(part, name) for part in parts])

    def found(name: str) -> Found:
        each = [getattr(part, name) for part in parts]
        return Found(np.concatenate([f.fact for f in each]), join([f.moment for f in each]))

    who = Who(
        np.concatenate([p.who.file for p in parts]), np.concatenate([p.who.fact for p in parts])
    )
    breaches = (
        np.concatenate([p.breaches[0] for p in parts]),
        np.concatenate([p.breaches[1] for p in parts]),
    )
    return Owed(
        who, cat("rule"), moments("opened"), moments("due"), found("met"),
        cat("on_time").astype(bool), cat("notes"), cat("entered"), cat("blind").astype(bool),
        cat("step"), cat("period"), found("lapsed"), cat("excused"), cat("booked"), cat("state"),
        breaches,
    )  # fmt: skip


@cache
def no_owed() -> Owed:
    """No obligations at all."""
    nobody = Who(np.zeros(0, np.int64), np.zeros(0, np.int64))
    return owed(nobody, 0, nowhere(0), nowhere(0), nothing(0), np.zeros(0, bool))


# --- lapses ----------------------------------------------------------------------------------


def first_lapse(view: View, lapses: Sequence[Lapse], who: Who, opened: Moments) -> Found:
    """The earliest lapse at or after the opening (clause 7.1)."""
    found: list[Found] = []
    if alternatives := tuple(a for a in lapses if isinstance(a, Alternative)):
        found.append(first_at_or_after(view, alternatives, who, opened, itself=True))
    if any(isinstance(lapse, OwnEnd) for lapse in lapses) and len(view):
        fact = np.where(who.fact < 0, 0, who.fact)
        end = view.end[fact]
        good = (who.fact >= 0) & end.there & at_or_after(end, opened) & view.there[fact]
        found.append(Found(np.where(good, fact, -1), end.keep(good)))
    return best_of(view, found) if found else nothing(len(who))


@dataclass(frozen=True)
class Lapsed:
    """Which lapsed, which ended after they were due, and the lapse that is not idle."""

    lapsed: Flags
    ended: Flags
    by: Found


def weigh_lapse(lapse: Found, due: Moments, met: Found, on_time: Flags) -> Lapsed:
    """What a lapse does, or that it is idle (clause 7.1)."""
    day = lapse.moment.day
    in_time = ~due.there | (day <= due.day)
    answered = met.there & (met.moment.day <= day)
    lapsed = lapse.there & in_time & ~(answered & on_time)
    ended = lapse.there & ~in_time & ~answered
    return Lapsed(lapsed, ended, lapse.keep(lapsed | ended))


# --- exemptions ------------------------------------------------------------------------------


def decisions(view: View, duty: Duty, part: Part) -> Ints:
    """The exemptions on file from a duty or a part of it, by D."""
    if EXEMPTION not in view.kinds:
        return np.zeros(0, np.int64)
    names = frozenset({duty.id, f"{duty.id}/{part.name}"})
    facts = matching(view, Selector(EXEMPTION, (OneOf("duty", names),)))
    return facts[view.there[facts]]


def exempted(
    view: View, duty: Duty, part: Part, who: Who, due: Moments, opened: Moments, *, repeats: bool
) -> Ints:
    """The decision that excuses each, first in order; -1 for none (clause 7.2)."""
    excused = np.full(len(who), -1, np.int64)
    facts = decisions(view, duty, part)
    if not len(facts):
        return excused
    theirs, mine = same_group(
        [(view.file[facts], who.file), (view.about[facts], asked_about(view, who))]
    )
    query, at = meetings(mine, theirs)
    fact = facts[at]
    decided, end, until = view.start[fact], view.end[fact], due[query]
    counts = (view.about[fact] != -1) & (~until.there | (decided.day <= until.day))
    counts &= ~end.there | ~until.there | at_or_before(until, end)
    if repeats:
        counts &= end.there | (decided.day >= opened.day[query])
    query, fact = query[counts], fact[counts]
    best = np.lexsort((view.ranks(fact), order_key(view.start[fact]), query))
    _, first = np.unique(query[best], return_index=True)
    excused[query[best[first]]] = fact[best[first]]
    return excused


# --- the whole -------------------------------------------------------------------------------


def judged(
    view: View,
    watch: Watch,
    duty: Duty,
    part: Part,
    rule: Rule,
    drafts: Owed,
    lapse: Lapsed,
    answers: Sequence[Alternative],
) -> Owed:
    """Obligations of one rule with their states, and all that goes with them."""
    who, due, met, on_time = drafts.who, drafts.due, drafts.met, drafts.on_time
    repeats = rule.clock is None
    excused = exempted(view, duty, part, who, due, drafts.opened, repeats=repeats)
    last = np.full(len(who), view.on.day, np.int64)
    last = np.where(due.there, np.minimum(due.day, last), last)
    kinds = [answer.selector.kind for answer in answers]
    seen = watch.over(view, kinds, who.file, drafts.opened.day, last) & ~drafts.blind
    state = np.select(
        [
            on_time & met.there & ~lapse.lapsed,
            excused >= 0,
            lapse.lapsed,
            ~due.there,
            ~seen,
            met.there,
            overdue(view, due),
        ],
        [
            CODE[s]
            for s in (
                State.MET, State.EXCUSED, State.LAPSED, State.UNDATED, State.NOT_WATCHED,
                State.LATE, State.OVERDUE,
            )
        ],
        CODE[State.OPEN],
    )  # fmt: skip
    done = (state == CODE[State.MET]) | (state == CODE[State.LATE])
    notes: Ints = np.where(done, drafts.notes, drafts.notes & ~Note.TIME_NOT_RECORDED.value)
    notes |= np.where(lapse.ended, Note.ENDED.value, 0)
    return replace(
        drafts,
        excused=excused,
        lapsed=lapse.by,
        notes=notes,
        entered=entries(view, met),
        booked=bookings(view, answers, who, met),
        state=state,
    )


def overdue(view: View, due: Moments) -> Flags:
    """Whether D is after due (clause 7.4)."""
    day, minute = view.on.day, view.on.minute
    minute = end_of_day(day) if minute is None else minute
    past = (day > due.day) | (due.timed & (day == due.day) & (minute > due.minute))
    return past & due.there


def entries(view: View, met: Found) -> Ints:
    """When the answers were first recorded, where that is known (clause 7.6)."""
    if not len(view):
        return none(len(met))
    fact = np.where(met.fact < 0, 0, met.fact)
    known = (met.fact >= 0) & (view.of_first("entry_known", fact) != 0)
    return np.where(known, view.of_first("recorded_at", fact), NONE)


def bookings(view: View, answers: Sequence[Alternative], who: Who, met: Found) -> Ints:
    """The days for which answers are planned, of what has none (clause 7.7)."""
    found = none(len(who))
    without = np.flatnonzero(~met.there)
    if len(without) and len(view):
        found[without] = first_booked(view, answers, who[without])
    return found
