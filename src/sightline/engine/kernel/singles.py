"""Single clocks: responses, preconditions and duties before the end (section 5)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from sightline.engine.kernel.answers import first_after, first_at_or_after, is_before, latest_before
from sightline.engine.kernel.chains import ranges
from sightline.engine.kernel.clocks import Due, due, no_earlier
from sightline.engine.kernel.found import Found, Who, best_of, nothing
from sightline.engine.kernel.intervals import in_force_at
from sightline.engine.kernel.itself import itself_found
from sightline.engine.kernel.judge import (
    Owed,
    first_lapse,
    join_owed,
    judged,
    owed,
    weigh_lapse,
)
from sightline.engine.kernel.moments import (
    NONE,
    Flags,
    Ints,
    Moments,
    at_or_before,
    choose,
    days,
    days_of_minutes,
    first_minutes,
    nowhere,
)
from sightline.engine.kernel.once_a_day import chains
from sightline.engine.kernel.openings import Opening
from sightline.engine.kernel.runs import birthday
from sightline.engine.kernel.select import moments, moments_of_rows
from sightline.engine.kernel.triggers import try_triggers
from sightline.engine.kernel.view import View
from sightline.engine.kernel.watching import Watch
from sightline.engine.model import Note
from sightline.standard.model import (
    END,
    START,
    Alternative,
    Birthday,
    Duty,
    Interval,
    Itself,
    Of,
    Part,
    Rule,
    Shape,
    Unit,
    Within,
)


def evaluate_singles(
    view: View, watch: Watch, duty: Duty, part: Part, owed_to: Flags
) -> tuple[Owed, Ints, Ints]:
    """The obligations of the rules with a single clock; unknown triggers, facts and birthdays."""
    tried = try_triggers(view, part, owed_to)
    found: list[Owed] = []
    for number, rule in enumerate(part.rules):
        mine = tried.openings[tried.openings.rule == number]
        if len(mine):
            found.append(_judged(view, watch, duty, part, rule, mine))
    return join_owed(found), tried.unknown, tried.unknown_birthdays


def _judged(view: View, watch: Watch, duty: Duty, part: Part, rule: Rule, opened: Opening) -> Owed:
    work = _SHAPES[rule.shape]
    single = Single(view, rule, opened)
    drafts = work(single)
    lapse = first_lapse(view, rule.lapses, opened.who, opened.opened)
    weighed = weigh_lapse(lapse, drafts.due, drafts.met, drafts.on_time)
    return judged(view, watch, duty, part, rule, drafts, weighed, single.answers)


@dataclass(frozen=True)
class Single:
    """A rule with a single clock and the triggers that it opened on."""

    view: View
    rule: Rule
    opened: Opening

    @property
    def who(self) -> Who:
        """The triggers."""
        return self.opened.who

    @property
    def answers(self) -> tuple[Alternative, ...]:
        """The records that answer."""
        return tuple(a for a in self.rule.then if isinstance(a, Alternative))

    @property
    def number(self) -> int:
        """The rule's place in its part."""
        return int(self.opened.rule[0])

    def moment_of(self, of: Of) -> Moments:
        """Another moment of the triggers, or a birthday (clause 4.4)."""
        if isinstance(of, Birthday):
            return days(birthday(of.age, self.view.born(self.who.file)))
        return moments_at(self.view, self.rule, self.who.fact, of)

    def due(self) -> Due:
        """When each is due."""
        clock = self.rule.clock
        assert clock is not None
        return due(self.view, clock, self.who.file, self.opened.moment, self.moment_of)

    def provisional(self, due: Due) -> Ints:
        """The note that due rests on a guess."""
        return np.where(due.provisional, Note.PROVISIONAL.value, 0).astype(np.int64)

    def no_earlier(self, within: Interval | None) -> Moments | None:
        """How far back an earlier answer counts."""
        return no_earlier(self.view, self.who.file, self.opened.moment, within)


def moments_at(view: View, rule: Rule, facts: Ints, at: str) -> Moments:
    """A moment of triggers of any kind."""
    found = nowhere(len(facts))
    for kind in _kinds(rule):
        here = view.facts_of(kind)
        mine = np.flatnonzero((facts >= here.start) & (facts < here.stop))
        if len(mine):
            told = moments(view, kind, at)[facts[mine] - here.start]
            found.day[mine], found.minute[mine] = told.day, told.minute
    return found


def _kinds(rule: Rule) -> tuple[str, ...]:
    told = [t.selector.kind for t in rule.when if isinstance(t, Alternative)]
    return tuple(dict.fromkeys(told))


# --- response --------------------------------------------------------------------------------


def _response(single: Single) -> Owed:
    view, rule, who, trigger = single.view, single.rule, single.who, single.opened.moment
    when = single.due()
    prior = nothing(len(who))
    if rule.already is not None:
        bound = single.no_earlier(rule.already.within)
        prior = latest_before(view, single.answers, who, trigger, is_before, bound)
    linked = chains(view, rule, who.fact)
    answer = first_at_or_after(view, single.answers, who, trigger, later_day=linked)
    blind = np.zeros(len(who), bool)
    for itself in rule.then:
        if isinstance(itself, Itself):
            own, unseen = itself_found(view, itself, who, _kinds(rule))
            answer = best_of(view, [answer, own])
            blind |= unseen
    met = prior.or_else(answer)
    on_time = prior.there | (
        answer.there & when.moment.there & at_or_before(answer.moment, when.moment)
    )
    notes = single.provisional(when) | _time_not_recorded(single, when, prior, answer)
    return owed(
        who, single.number, single.opened.opened, when.moment, met, on_time,
        notes=notes, blind=blind,
    )  # fmt: skip


def _time_not_recorded(single: Single, when: Due, prior: Found, answer: Found) -> Ints:
    """Whether a minute that is missing could have changed met to late or back (clause 4.6)."""
    clock = single.rule.clock
    nothing_said = np.zeros(len(single.who), np.int64)
    if not isinstance(clock, Within) or clock.interval.unit is not Unit.HOURS:
        return nothing_said
    start = single.opened.moment if clock.of is None else single.moment_of(clock.of)
    asked = answer.there & ~prior.there & start.there & when.moment.there
    mine = np.flatnonzero(asked & ~(start.timed & answer.moment.timed))
    if not len(mine):
        return nothing_said
    minutes = 60 * clock.interval.count
    first, last = _possible(start[mine])
    first_answer, last_answer = _possible(answer.moment[mine])
    met = first_answer <= last + minutes
    late = last_answer > first + minutes
    nothing_said[mine] = np.where(met & late, Note.TIME_NOT_RECORDED.value, 0)
    return nothing_said


def _possible(moment: Moments) -> tuple[Ints, Ints]:
    first = np.where(moment.timed, moment.minute, first_minutes(moment.day))
    last = np.where(moment.timed, moment.minute, first_minutes(moment.day + 1) - 1)
    return first, last


# --- precondition ----------------------------------------------------------------------------


def _precondition(single: Single) -> Owed:
    view, rule, who, moment = single.view, single.rule, single.who, single.opened.moment
    when = single.due()
    bound = single.no_earlier(rule.no_older_than)
    plain = tuple(a for a in single.answers if not a.in_force)
    met = latest_before(view, plain, who, when.moment, at_or_before, bound)
    for what in single.answers:
        if what.in_force:
            met = best_of(view, [met, in_force_at(view, what, who, moment)], last=True)
    on_time = met.there
    late = [nothing(len(who)), first_after(view, plain, who, when.moment)]
    for what in single.answers:
        if what.in_force:
            late.append(first_at_or_after(view, (what,), who, moment))
    known = when.moment.there
    met = met.or_else(best_of(view, late)).keep(known)
    return owed(
        who, single.number, single.opened.opened, when.moment, met, on_time & known,
        notes=single.provisional(when),
    )  # fmt: skip


# --- before the end --------------------------------------------------------------------------


def _before_end(single: Single) -> Owed:
    view, rule, who, opened = single.view, single.rule, single.who, single.opened.opened
    when = single.due()
    when = replace(when, moment=_short_notice(single, when.moment))
    prior = nothing(len(who))
    if rule.already is not None:
        prior = latest_before(view, single.answers, who, opened, is_before, _bound(single))
    linked = chains(view, rule, who.fact)
    met = prior.or_else(first_at_or_after(view, single.answers, who, opened, later_day=linked))
    on_time = met.there & when.moment.there & at_or_before(met.moment, when.moment)
    return owed(
        who, single.number, opened, when.moment, met, on_time, notes=single.provisional(when)
    )


def _bound(single: Single) -> Moments | None:
    already = single.rule.already
    within = None if already is None else already.within
    return no_earlier(single.view, single.who.file, single.opened.opened, within)


def _short_notice(single: Single, due: Moments) -> Moments:
    """Due on the day on which the moment was first given, if that was later (clause 5.6)."""
    view, moment = single.view, single.opened.moment
    row = first_giving(single)
    numbers = view.bucket.rows.numbers
    known = (row >= 0) & moment.there & due.there
    safe = np.where(row < 0, 0, row)
    known &= numbers["entry_known"][safe] != 0
    given = days_of_minutes(np.where(known, numbers["recorded_at"][safe], NONE))
    short = known & (given > due.day)
    held = np.minimum(given, moment.day)
    return choose(short & (held > due.day), days(held), due)


def first_giving(single: Single) -> Ints:
    """The row of the version that first gave the moment, in the run up to the one in use."""
    view, rule, who = single.view, single.rule, single.who
    found = view.use[who.fact].copy()
    several = view.count[who.fact] > 1
    for number, trigger in enumerate(rule.when):
        if isinstance(trigger, Alternative):
            mine = np.flatnonzero(several & (single.opened.trigger == number))
            if len(mine):
                day = single.opened.moment.day[mine]
                found[mine] = _run_begins(view, trigger, who.fact[mine], day)
    return found


def _run_begins(view: View, trigger: Alternative, facts: Ints, day: Ints) -> Ints:
    """The first of the unbroken run of versions up to the one in use that all give a day."""
    count = view.count[facts]
    rows = view.versions[ranges(view.first[facts], count)]
    begins = np.cumsum(count) - count
    otherwise = _given(view, trigger, rows).day != np.repeat(day, count)
    broken = np.maximum.reduceat(np.where(otherwise, np.arange(len(rows)), -1), begins)
    start = np.maximum(broken + 1, begins)
    # Where the one in use gives another day itself, no version begins a run.
    first: Ints = rows[np.minimum(start, begins + count - 1)]
    return first


def _given(view: View, trigger: Alternative, rows: Ints) -> Moments:
    kind = trigger.selector.kind
    found = moments_of_rows(view, kind, trigger.at, rows)
    numbers = view.bucket.rows.numbers
    if trigger.at == END:
        return found.or_else(days(numbers["planned_end"][rows]))
    if trigger.at == START:
        return found.or_else(days(numbers["planned_start"][rows]))
    return found


_SHAPES: dict[Shape, Callable[[Single], Owed]] = {
    Shape.RESPONSE: _response,
    Shape.PRECONDITION: _precondition,
    Shape.BEFORE_END: _before_end,
}
