"""Running intervals and what is read at a moment (clauses 2.3 to 2.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sightline.engine.kernel.chains import ranges
from sightline.engine.kernel.moments import (
    FALSE,
    NONE,
    TRUE,
    UNKNOWN,
    Flags,
    Index,
    Ints,
    Moments,
    Truths,
    add_months,
    at_or_after,
    at_or_before,
    choose,
    days,
    join,
    nowhere,
)
from sightline.engine.kernel.select import all_of, is_answered, match, matching, truths_of
from sightline.engine.kernel.view import View
from sightline.standard.model import (
    Age,
    AgeIn,
    Conditions,
    Interval,
    LastedIn,
    Lasts,
    Selector,
    Test,
    Unit,
)


@dataclass(frozen=True)
class Runs:
    """Intervals in order of file, start and id.

    ``cover_from`` to ``cover_to`` is what they cover (none: open). ``over`` is the day or moment
    that is their end where an end is asked for: an until-next interval is over on the day of its
    successor, which it no longer covers.
    """

    fact: Ints
    file: Ints
    start: Moments
    cover_from: Moments
    cover_to: Moments
    over: Moments

    def __len__(self) -> int:
        return len(self.fact)

    def __getitem__(self, index: Index) -> Runs:
        return Runs(
            self.fact[index],
            self.file[index],
            self.start[index],
            self.cover_from[index],
            self.cover_to[index],
            self.over[index],
        )


def join_runs(parts: Sequence[Runs]) -> Runs:
    """Intervals one after another."""
    none = np.zeros(0, np.int64)
    return Runs(
        np.concatenate([none, *(p.fact for p in parts)]),
        np.concatenate([none, *(p.file for p in parts)]),
        join([p.start for p in parts]),
        join([p.cover_from for p in parts]),
        join([p.cover_to for p in parts]),
        join([p.over for p in parts]),
    )


def runs(view: View, selector: Selector) -> Runs:
    """The intervals of a selector on every file (clause 2.3)."""
    found: Runs = view.remember(("runs", selector), lambda: _runs(view, selector))
    return found


def _runs(view: View, selector: Selector) -> Runs:
    lasts = view.lasts(selector.kind)
    if lasts is Lasts.POINT:
        return _made(view, np.zeros(0, np.int64), nowhere(0), nowhere(0), nowhere(0))
    if lasts is Lasts.UNTIL_NEXT:
        return _until_next(view, selector)
    facts = matching(view, selector)
    facts = facts[view.there[facts]]
    end = view.end[facts]
    return _made(view, facts, view.start[facts], end, end)


def _made(view: View, fact: Ints, cover_from: Moments, cover_to: Moments, over: Moments) -> Runs:
    return Runs(fact, view.file[fact], view.start[fact], cover_from, cover_to, over)


def _until_next(view: View, selector: Selector) -> Runs:
    """From its day to the day before the next that answers every field tested, or its case's end.

    Of two on one day the later stands, and the other never runs.
    """
    kind = view.standard.kinds[selector.kind]
    low = view.facts_of(kind.name).start
    told = np.ones(view.facts_of(kind.name).stop - low, bool)
    for test in selector.tests:
        told &= _answered(view, kind.name, test)
    matched = match(view, selector) == TRUE
    facts = np.flatnonzero((told | matched) & view.there[view.facts_of(kind.name)]) + low
    group = view.file[facts]
    for name in kind.key:
        codes = view.codes(kind.name, name, view.use[facts])[0]
        _, group = np.unique(group * (int(codes.max(initial=0)) + 2) + codes, return_inverse=True)
    day = view.start.day[facts]
    order = np.lexsort((view.ranks(facts), view.number("recorded_at", facts), day, group))
    facts, group, day = facts[order], group[order], day[order]
    following = _next_days(group, day, told[facts - low])
    kept = (following != day) & matched[facts - low]
    facts, day, following = facts[kept], day[kept], following[kept]
    sort = np.argsort(facts)
    facts, day, following = facts[sort], day[sort], following[sort]
    last = np.where(following == NONE, NONE, following - 1)
    cover_to, over = days(last), days(following)
    if kind.ends_with is not None:
        cover_to, over = _with_case(view, kind.ends_with, facts, day, cover_to, over)
    return _made(view, facts, days(day), cover_to, over)


def _next_days(group: Ints, day: Ints, told: Flags) -> Ints:
    """The day of the next of each group that is told; NONE where none follows."""
    count = len(day)
    places = np.where(told, np.arange(count), count)
    ahead = np.append(np.minimum.accumulate(places[::-1])[::-1], count)[1:]
    same = np.append(group, -1)[ahead] == group
    return np.where(same, np.append(day, NONE)[ahead], NONE)


def _answered(view: View, kind: str, test: Test) -> Flags:
    codes, column = view.codes(kind, test.field, view.use[view.facts_of(kind)])
    values = () if column is None else column.values
    table = np.array([*(is_answered(v) for v in values), False], bool)
    return table[codes]


def _with_case(
    view: View, case: str, facts: Ints, day: Ints, cover_to: Moments, over: Moments
) -> tuple[Moments, Moments]:
    """The earlier of the next one's day and the end of the last to end of its cases."""
    cases = runs(view, Selector(case))
    query, at = pairs(view.file[facts], cases.file)
    covered = covers(cases, at, days(day[query]))
    query, at = query[covered], at[covered]
    open_ = cases.cover_to.day[at] == NONE
    ends = np.where(open_, 2**40, cases.cover_to.day[at])
    last = np.full(len(facts), NONE, np.int64)
    np.maximum.at(last, query, ends)
    ended = (last != NONE) & (last != 2**40)
    sooner = ended & ((cover_to.day == NONE) | (last < cover_to.day))
    first = ended & ((over.day == NONE) | (last < over.day))
    end = days(last)
    return choose(sooner, end, cover_to), choose(first, end, over)


def pairs(left: Ints, right: Ints) -> tuple[Ints, Ints]:
    """All pairs of positions with the same group; ``right`` is in order."""
    low = np.searchsorted(right, left)
    count = np.searchsorted(right, left, side="right") - low
    return np.repeat(np.arange(len(left), dtype=np.int64), count), ranges(low, count)


def meetings(mine: Ints, theirs: Ints) -> tuple[Ints, Ints]:
    """All pairs of positions with the same number, -1 meeting nothing, in whatever order."""
    order = np.argsort(theirs, kind="stable")
    query, place = pairs(mine, theirs[order])
    kept = mine[query] >= 0
    return query[kept], order[place[kept]]


def covers(found: Runs, at: Ints, moment: Moments) -> Flags:
    """Whether intervals, by their positions, cover moments (clause 2.4)."""
    to = found.cover_to[at]
    begun = at_or_before(found.cover_from[at], moment)
    return begun & (~to.there | at_or_after(to, moment)) & moment.there


def covered(view: View, selector: Selector, file: Ints, moment: Moments) -> Flags:
    """Whether some interval of the selector covers each moment."""
    found = runs(view, selector)
    answer = np.zeros(len(file), bool)
    if not len(found) or not len(file):
        return answer
    query, at = pairs(file, found.file)
    hit = covers(found, at, moment[query])
    answer[query[hit]] = True
    return answer


# --- conditions ------------------------------------------------------------------------------


@dataclass(frozen=True)
class When:
    """Moments at which conditions are read: on which file, of which fact (-1: a birthday)."""

    file: Ints
    moment: Moments
    fact: Ints

    def __getitem__(self, index: Index) -> When:
        return When(self.file[index], self.moment[index], self.fact[index])


def holds(view: View, conditions: Conditions, when: When) -> Truths:
    """Whether conditions hold at moments (clause 2.5)."""
    count = len(when.file)
    if not conditions:
        return np.full(count, TRUE, np.int8)
    parts = [
        np.where(covered(view, s, when.file, when.moment), TRUE, FALSE).astype(np.int8)
        for s in conditions.running
    ]
    if conditions.age is not None:
        parts.append(_aged(conditions.age, view.born(when.file), when.moment.day))
    if conditions.of_subject_age is not None:
        born = view.born(when.file)
        if len(view):
            born = np.where(when.fact < 0, born, view.number("of_born")[when.fact])
        parts.append(_aged(conditions.of_subject_age, born, when.moment.day))
    if conditions.subject:
        parts.append(subject_passes(view, conditions.subject, when.file))
    if conditions.lasted is not None:
        start = np.full(count, NONE, np.int64)
        if len(view):
            start = np.where(when.fact < 0, NONE, view.start.day[when.fact])
        parts.append(_lasted(conditions.lasted, start, when.moment.day))
    return all_of(parts, count)


def subject_passes(view: View, tests: tuple[Test, ...], file: Ints) -> Truths:
    """Whether the files' subjects pass tests on their attributes."""
    attributes = view.bucket.subjects.attributes
    subject = view.subject[file]

    def one(test: Test) -> Truths:
        column = attributes.get(test.field)
        codes = np.full(len(file), -1, np.int64) if column is None else column.take(subject)
        return truths_of(test, codes, column)

    return all_of(map(one, tests), len(file))


def birthday(age: Age, born: Ints) -> Ints:
    """The day of a birthday; half years count months from birth (clause 2.5)."""
    months = age.years * 12 + age.months
    return add_months(born, months, forward_leap=age.months == 0)


def _aged(wanted: AgeIn, born: Ints, day: Ints) -> Truths:
    inside = day != NONE
    if wanted.at_least is not None:
        inside &= day >= birthday(wanted.at_least, born)
    if wanted.under is not None:
        inside &= day < birthday(wanted.under, born)
    return np.where(born == NONE, UNKNOWN, np.where(inside, TRUE, FALSE)).astype(np.int8)


def _lasted(wanted: LastedIn, start: Ints, day: Ints) -> Truths:
    inside = day != NONE
    if wanted.at_least is not None:
        inside &= later_by(wanted.at_least, start) <= day
    if wanted.under is not None:
        inside &= ~(later_by(wanted.under, start) <= day)
    return np.where(start == NONE, UNKNOWN, np.where(inside, TRUE, FALSE)).astype(np.int8)


def later_by(interval: Interval, day: Ints) -> Ints:
    """So many days, weeks, months or years later (clause 4.1)."""
    match interval.unit:
        case Unit.DAYS:
            found = day + interval.count
        case Unit.WEEKS:
            found = day + interval.count * 7
        case Unit.MONTHS:
            return add_months(day, interval.count)
        case _:
            return add_months(day, interval.count * 12)
    return np.where(day == NONE, NONE, found)
