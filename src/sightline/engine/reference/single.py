"""Duties of a single clock: response, precondition, before end (clauses 3 and 5)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sightline.engine.model import Day, Moment, Note, Record, before
from sightline.engine.reference.answers import (
    Found,
    before_start,
    best_running,
    earliest,
    first_from,
    first_lapse,
    found_by,
    itself,
    lapses_of,
    latest,
    tied_runs,
)
from sightline.engine.reference.clocks import base_of, due, in_time, minute_could_matter
from sightline.engine.reference.days import age_reached, interval_before
from sightline.engine.reference.facts import Fact, Truth, order
from sightline.engine.reference.rules import (
    PartOf,
    Tried,
    answers_itself,
    candidates,
    chosen,
    in_force,
    spared,
)
from sightline.engine.reference.verdict import Owed
from sightline.engine.reference.view import View
from sightline.standard.calendar import day_of_minute
from sightline.standard.model import (
    BIRTHDAY_TRIGGER,
    END,
    PLANNED_END,
    START,
    Alternative,
    BirthdayTrigger,
    Itself,
    NumberedRule,
    Rule,
    Shape,
    Unit,
    Within,
)


@dataclass(frozen=True, slots=True)
class Opening:
    """A trigger under its rule. ``moment``: None where it is not known (clauses 5.5, 5.6).

    ``at``: the name of that moment.
    """

    number: int
    rule: Rule
    fact: Fact | None
    opened: Moment
    moment: Moment | None
    at: str = START

    @property
    def day(self) -> Day:
        """The trigger's day."""
        return self.opened.day if self.moment is None else self.moment.day


def single_owed(view: View, part: PartOf) -> tuple[list[Owed], set[str]]:
    """What a part owes by a single clock, and the ids of its unknown triggers."""
    rules = [(number, rule) for number, rule in part.part.single if _may_open(view, rule)]
    openings, unknown = [], set()
    for fact, tried in candidates(view, rules):
        opening = _open(view, fact, tried)
        if opening is UNKNOWN:
            unknown.add(fact.id)
        elif isinstance(opening, Opening):
            openings.append(opening)
    openings = list(_one_a_day(view, openings))
    birthday = _birthday(view, rules)
    if birthday is UNKNOWN:
        unknown.add(BIRTHDAY_TRIGGER)
    elif isinstance(birthday, Opening):
        openings.append(birthday)
    return [_owed(view, part, opening) for opening in openings], unknown


UNKNOWN = "unknown"
"""What trying to open says of a trigger that fails only for something not recorded."""


def _may_open(view: View, rule: Rule) -> bool:
    """Whether a rule may open anything: not if it ended before anything on the file."""
    ended = rule.ended_day
    if ended is None or rule.has_dated_triggers:
        return True
    return view.earliest is not None and view.earliest < ended


# --- opening ---------------------------------------------------------------------------------


def _open(view: View, fact: Fact, tried: list[Tried]) -> Opening | str | None:
    """The obligation that a fact opens, ``UNKNOWN``, or nothing (clauses 3.1 and 3.2)."""
    seen_unknown = False
    for one in tried:
        rule = one.rule
        opening = _placed(view, one.number, rule, one.trigger, fact)
        if opening is None or not in_force(rule, opening.day):
            continue
        moment = opening.moment or opening.opened
        if not chosen(view, rule, moment, fact):
            continue
        truth = one.at(view, fact, moment)
        gate = view.holds(rule.conditions, moment, fact)
        dated = rule.shape is not Shape.RESPONSE or opening.moment is not None
        if truth and dated:
            return _gated(view, rule, opening, moment, gate)
        seen_unknown |= truth is not False and gate is not False
    return UNKNOWN if seen_unknown else None


def _gated(
    view: View, rule: Rule, opening: Opening, moment: Moment, gate: Truth
) -> Opening | str | None:
    if gate is None:
        return UNKNOWN
    if not gate or spared(view, rule.unless, moment, opening.fact):
        return None
    return opening


def _placed(
    view: View, number: int, rule: Rule, trigger: Alternative, fact: Fact
) -> Opening | None:
    """Where a trigger's moment lies and when it opens, if it has opened by D."""
    if rule.shape is Shape.RESPONSE:
        start, moment = fact.record.at, view.moment(fact.record, trigger.at)
        if start is None or not view.happened(start):
            return None
        if moment is None and trigger.at not in (END, PLANNED_END):
            return Opening(number, rule, fact, start, None, trigger.at)
        if moment is None or not view.happened(moment):
            return None
        return Opening(number, rule, fact, moment, moment, trigger.at)
    start = _start(fact.record)
    opened = _opening_moment(fact, start)
    if opened is None or not view.happened(opened):
        return None
    before_end = rule.shape is Shape.BEFORE_END
    if before_end and fact.record.at is not None:
        opened = fact.record.at
        if not view.happened(opened):
            return None
    moment = _ending(view, fact.record, trigger.at) if before_end else start
    return Opening(number, rule, fact, opened, moment, trigger.at)


def _start(record: Record) -> Moment | None:
    """The start, or the planned start of a planned record."""
    if record.at is not None:
        return record.at
    return None if record.planned_start is None else Moment(record.planned_start)


def _opening_moment(fact: Fact, start: Moment | None) -> Moment | None:
    """The start's day or, if earlier and known, the day the fact was first entered."""
    if not fact.first.entry_known:
        return start
    entered = Moment(day_of_minute(fact.first.recorded_at))
    return entered if start is None or entered.day < start.day else start


def _ending(view: View, record: Record, at: str) -> Moment | None:
    """The moment a before-end duty counts back from: the actual end, else the planned one."""
    moment = view.moment(record, at)
    return view.moment(record, PLANNED_END) if moment is None and at == END else moment


def _one_a_day(view: View, openings: list[Opening]) -> Iterator[Opening]:
    """Two triggers on one day about one thing, or of one chain, open once (clause 3.4)."""
    seen: set[tuple[Day, str]] = set()

    def position(opening: Opening) -> tuple[object, ...]:
        assert opening.fact is not None
        return *order(opening.moment or opening.opened), opening.fact.id

    for opening in sorted(openings, key=position):
        assert opening.fact is not None
        about = view.fact_id(opening.fact.record.about)
        marks = set()
        if about is not None:
            marks.add((opening.day, f"about {about}"))
        if answers_itself(opening.rule, opening.fact):
            marks.add((opening.day, "chain"))
        if not marks & seen:
            yield opening
            seen |= marks


def _birthday(view: View, rules: Sequence[NumberedRule]) -> Opening | str | None:
    """The birthday that opens an obligation, if one does (clause 3.3)."""
    seen_unknown = False
    for number, rule in rules:
        for trigger in rule.when:
            if not isinstance(trigger, BirthdayTrigger) or view.born is None:
                continue
            moment = Moment(age_reached(view.born, trigger.birthday.age))
            if (
                view.first_day is None
                or moment.day < view.first_day
                or not view.happened(moment)
                or not in_force(rule, moment.day)
                or not chosen(view, rule, moment, None)
            ):
                continue
            truth = view.holds(trigger.conditions, moment, None)
            gate = view.holds(rule.conditions, moment, None)
            if truth:
                return _gated(view, rule, Opening(number, rule, None, moment, moment), moment, gate)
            seen_unknown |= truth is None and gate is not False
    return UNKNOWN if seen_unknown else None


# --- what was owed, and what answered --------------------------------------------------------


def _owed(view: View, part: PartOf, opening: Opening) -> Owed:
    rule = opening.rule
    assert rule.clock is not None
    clock = due(view, rule.clock, opening.moment, opening.fact)
    due_, notes = clock.moment, Note.PROVISIONAL if clock.provisional else Note.NONE
    if rule.shape is Shape.BEFORE_END:
        due_ = _short_notice(view, opening, due_)
    answer, already = _answer(view, opening, due_)
    return Owed(
        duty=part.duty,
        part=part.name,
        rule=opening.number,
        trigger=opening.fact,
        opened=opening.opened,
        due=due_,
        then=rule.then,
        answer=answer,
        lapse=first_lapse(lapses_of(view, rule, opening.fact), opening.opened),
        already=already,
        blind=_is_blind(view, rule, opening.fact),
        notes=notes,
        time_unclear=_time_unclear(view, opening, None if already else answer),
    )


def _answer(view: View, opening: Opening, due_: Moment | None) -> tuple[Found | None, bool]:
    """The answer, and whether it was already there."""
    rule = opening.rule
    if rule.shape is Shape.PRECONDITION:
        return _precondition(view, opening, due_), False
    if rule.already is not None:
        found = before_start(view, rule.then, opening.opened, opening.fact, rule.already.within)
        if found is not None:
            return found, rule.shape is Shape.RESPONSE
    chain = answers_itself(rule, opening.fact)
    return first_from(view, rule.then, opening.opened, opening.fact, chain=chain), False


def _precondition(view: View, opening: Opening, due_: Moment | None) -> Found | None:
    """Clause 5.5: the latest in time, else the earliest late."""
    moment, rule, trigger = opening.moment, opening.rule, opening.fact
    if due_ is None or (moment is None and rule.no_older_than is not None):
        return None
    oldest = None
    if rule.no_older_than is not None and moment is not None:
        oldest = interval_before(moment.day, rule.no_older_than, view.calendar)
    alternatives = [answer for answer in rule.then if isinstance(answer, Alternative)]
    found = [f for a in alternatives if not a.in_force for f in found_by(view, a, trigger)]
    found = [f for f in found if f.fact is not trigger]
    in_good_time = [
        f for f in found if in_time(f.moment, due_) and (oldest is None or f.moment.day >= oldest)
    ]
    late = [f for f in found if not in_time(f.moment, due_)]
    for answer in alternatives:
        if answer.in_force and moment is not None:
            covering, after = _in_force_at(view, answer, moment, trigger)
            in_good_time += [covering] if covering else []
            late += [after] if after else []
    return latest(in_good_time) or earliest(late)


def _in_force_at(
    view: View, answer: Alternative, moment: Moment, trigger: Fact | None
) -> tuple[Found | None, Found | None]:
    """An interval that covers the moment, and the first that starts after it."""
    runs = list(tied_runs(view, answer, trigger))
    covering = [(moment, run) for run in runs if view.happened(moment) and run.covers(moment)]
    after = [(run.start, run) for run in runs if before(moment, run.start)]
    return best_running(view, answer, covering), best_running(view, answer, after)


def _short_notice(view: View, opening: Opening, due_: Moment | None) -> Moment | None:
    """Due, where its moment was not known in time (clause 5.6)."""
    moment, fact = opening.moment, opening.fact
    if due_ is None or moment is None or fact is None:
        return due_
    giving = fact.record
    for version in reversed(fact.versions):
        given = _ending(view, version, opening.at)
        if given is None or given.day != moment.day:
            break
        giving = version
    if not giving.entry_known:
        return due_
    told = day_of_minute(giving.recorded_at)
    notice = min(told, moment.day)
    return Moment(notice) if told > due_.day and notice > due_.day else due_


def _is_blind(view: View, rule: Rule, trigger: Fact | None) -> bool:
    """Whether an answer's entry time would tell, and is not known (clause 5.4)."""
    for answer in rule.then:
        if isinstance(answer, Itself):
            own = itself(view, answer, trigger)
            if own is not None and own.moment is None:
                return True
    return False


def _time_unclear(view: View, opening: Opening, answer: Found | None) -> bool:
    """Clause 4.6: a response with one clock of hours and a minute missing."""
    clock = opening.rule.clock
    if (
        answer is None
        or opening.rule.shape is not Shape.RESPONSE
        or not isinstance(clock, Within)
        or clock.interval.unit is not Unit.HOURS
    ):
        return False
    base = base_of(view, clock.of, opening.moment, opening.fact)
    return base is not None and minute_could_matter(clock.interval, base, answer.moment)
