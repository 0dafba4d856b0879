"""One obligation in plain English: the rule, the records, the clock worked out day by day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sightline.engine.model import (
    Day,
    File,
    Minute,
    Moment,
    Note,
    Obligation,
    State,
    Watched,
)
from sightline.engine.overdue import how_long
from sightline.engine.reference.clocks import base_of, due
from sightline.engine.reference.facts import Fact
from sightline.engine.reference.view import View
from sightline.engine.responsible import Responsibility, say_responsible
from sightline.engine.say import say_rule
from sightline.engine.words import (
    NOTE_SENTENCES,
    STATE_SENTENCES,
    say_day,
    say_minute,
    say_moment,
    say_record,
)
from sightline.standard.calendar import calendar_of, date_of
from sightline.standard.model import (
    END,
    PLANNED_END,
    START,
    Alternative,
    Before,
    Birthday,
    By,
    BySchoolOpens,
    Clock,
    Duty,
    EarlierOf,
    Interval,
    LaterOf,
    Part,
    Rule,
    Shape,
    Standard,
    Unit,
    Within,
)

_COUNTED = (Unit.WORKING_DAYS, Unit.SCHOOL_DAYS)


@dataclass(frozen=True, slots=True)
class Explanation:
    """An obligation told: each list holds whole sentences, in the order they are read."""

    title: str
    rule: tuple[str, ...]
    records: tuple[str, ...]
    clock: tuple[str, ...]
    outcome: tuple[str, ...]
    responsible: tuple[str, ...]

    def lines(self) -> Iterator[str]:
        """The explanation as text, one sentence a line under five headings."""
        yield self.title
        for heading, told in (
            ("The rule", self.rule),
            ("The records", self.records),
            ("The clock", self.clock),
            ("What became of it", self.outcome),
            ("Who was responsible", self.responsible),
        ):
            if told:
                yield ""
                yield heading
                yield from (f"  {line}" for line in told)


def explain(
    standard: Standard,
    file: File,
    obligation: Obligation,
    *,
    known_at: Minute,
    on: Moment,
    watched: Sequence[Watched] | None = None,
    people: Iterable[File] = (),
) -> Explanation:
    """How an obligation of ``evaluate`` (same arguments) came to its state.

    ``people``: the files of workers and agencies, where these are at hand (``responsible``).
    """
    calendar = calendar_of(standard.calendar_for(file.subject.place))
    view = View(standard.kinds, calendar, file, known_at=known_at, on=on, watched=watched)
    duty = standard.duties[obligation.duty]
    part = next(part for part in duty.parts if part.name == obligation.part)
    rule = part.rules[obligation.rule]
    return Explanation(
        title=_title(duty, part, obligation),
        rule=tuple(line.strip() for line in say_rule(rule)),
        records=tuple(_records(standard, view, obligation)),
        clock=tuple(_clock(view, rule, obligation)),
        outcome=tuple(_outcome(view, rule, obligation)),
        responsible=tuple(_responsible(standard, file, rule, obligation, known_at, on, people)),
    )


def _responsible(
    standard: Standard,
    file: File,
    rule: Rule,
    obligation: Obligation,
    known_at: Minute,
    on: Moment,
    people: Iterable[File],
) -> Iterator[str]:
    """Whom it fell on when it was due and, while something is still to be done, on the day."""
    finder = Responsibility(standard, people, known_at)
    days: dict[str, Day] = {}
    if obligation.due is not None:
        days["when it was due"] = obligation.due.day
    if obligation.state in (State.OPEN, State.OVERDUE, State.UNDATED):
        days["now"] = on.day
    for words, day in days.items():
        found = finder.on(file, [(rule.owner, day)])[rule.owner, day]
        yield f"On {say_day(day)} ({words}): {say_responsible(standard, found)}."


def _title(duty: Duty, part: Part, obligation: Obligation) -> str:
    title = f"{duty.title} ({duty.id}{'/' + part.name if part.name else ''})"
    if part.name:
        title += f": {part.title}"
    if obligation.step is not None:
        title += f", step {obligation.step}"
    if obligation.period is not None:
        title += f", the period from {say_day(obligation.period)}"
    return title


def _records(standard: Standard, view: View, obligation: Obligation) -> Iterator[str]:
    told = [
        ("It arose from", obligation.trigger),
        ("Answered by", obligation.met_by),
        ("Lapsed by", obligation.lapsed_by),
        ("Excused by", obligation.excused_by),
        *(("Breached by", breach) for breach in obligation.breaches),
    ]
    for words, id_ in told:
        fact = None if id_ is None else view.fact_of.get(id_)
        if fact is not None:
            yield f"{words} {_say_fact(standard, fact)}."
        elif id_ is not None and view.born is not None:
            yield f"{words} a birthday: born {say_day(view.born)}."


def _say_fact(standard: Standard, fact: Fact) -> str:
    record = fact.record
    when = "planned" if record.at is None else say_moment(record.at)
    if record.ended is not None:
        when += f" to {say_moment(record.ended)}"
    entered = (
        f"entered {say_minute(fact.first.recorded_at)}"
        if fact.first.entry_known
        else "day of entry not known"
    )
    corrected = f", corrected {say_minute(record.recorded_at)}" if record is not fact.first else ""
    named = say_record(standard.kinds.get(record.kind), record)
    return f"record {fact.id}: {named}, {when} ({entered}{corrected})"


# --- the clock -------------------------------------------------------------------------------


def _clock(view: View, rule: Rule, obligation: Obligation) -> Iterator[str]:
    if rule.shape is Shape.PROHIBITION:
        return
    if rule.each is not None:
        assert obligation.due is not None
        yield f"Owed once in each {rule.each.period.replace('-', ' ')}."
    elif rule.every is not None and obligation.step is not None:
        yield from _step(view, rule, obligation)
    elif rule.clock is not None:
        fact = view.fact_of.get(obligation.trigger)
        moment = _moment(view, rule, obligation, fact)
        yield from _told(view, rule.clock, moment, fact)
        worked = due(view, rule.clock, moment, fact).moment
        if worked != obligation.due and obligation.due is not None:
            yield (
                "That day had passed before the date it counts from could be known, so it was due "
                f"on {say_day(obligation.due.day)}."
            )
    if obligation.due is None:
        yield "A moment that the clock counts from is not recorded, so it has no due day."
    else:
        yield f"Due {_by_the_end(obligation.due)}."


def _by_the_end(moment: Moment) -> str:
    ending = "by" if moment.minute is not None else "by the end of"
    return f"{ending} {say_moment(moment)}"


def _moment(view: View, rule: Rule, obligation: Obligation, fact: Fact | None) -> Moment | None:
    """The trigger's moment, from which a clock counts if it says nothing else."""
    if fact is None or rule.shape is Shape.RESPONSE:
        return obligation.opened
    if rule.shape is Shape.PRECONDITION:
        planned = fact.record.planned_start
        return fact.record.at or (None if planned is None else Moment(planned))
    names = [t.at for t in rule.when if isinstance(t, Alternative)]
    found = [view.moment(fact.record, name) for name in names]
    found += [view.moment(fact.record, PLANNED_END) for name in names if name == END]
    return next((moment for moment in found if moment is not None), None)


def _step(view: View, rule: Rule, obligation: Obligation) -> Iterator[str]:
    assert rule.every is not None and obligation.step is not None and obligation.due is not None
    first = rule.every.first
    steps = rule.every.then if first is None else (first, *rule.every.then)
    step = steps[min(obligation.step, len(steps)) - 1]
    fact = view.fact_of.get(obligation.trigger)
    base = fact.record.at if step.of_start and fact is not None else obligation.opened
    assert base is not None
    yield f"Step {obligation.step}: {step.interval} from {say_moment(base)}."
    if step.interval.unit in _COUNTED:
        yield from _day_by_day(view, base.day, obligation.due.day, step.interval.unit)


def _told(view: View, clock: Clock, moment: Moment | None, fact: Fact | None) -> Iterator[str]:
    match clock:
        case LaterOf(first, second) | EarlierOf(first, second):
            which = "later" if isinstance(clock, LaterOf) else "earlier"
            yield f"The {which} of two clocks."
            yield from _told(view, first, moment, fact)
            yield from _told(view, second, moment, fact)
        case By(of):
            base = base_of(view, of, moment, fact)
            if base is not None:
                yield f"By {_say_of(of)}, {say_moment(base)}."
        case BySchoolOpens():
            yield "Before the next school day opens."
        case Within(interval, of) | Before(interval, of):
            base = base_of(view, of, moment, fact)
            if base is not None:
                yield from _counted(view, isinstance(clock, Within), interval, of, base)


def _counted(
    view: View, forward: bool, interval: Interval, of: object, base: Moment
) -> Iterator[str]:
    counts_from = "it" if of is None else _say_of(of)
    direction = "after" if forward else "before"
    yield f"{interval} {direction} {counts_from}; {say_moment(base)} is day 0."
    if interval.unit is Unit.HOURS and base.minute is None and forward:
        yield "No time of day was recorded, so the hours run from the end of that day."
    if interval.unit in _COUNTED and interval.count:
        clock = Within(interval) if forward else Before(interval)
        end = due(view, clock, base, None).moment
        assert end is not None
        yield from _day_by_day(view, base.day, end.day, interval.unit)


def _say_of(of: object) -> str:
    if isinstance(of, Birthday):
        return f"the birthday at {of.age}"
    return {START: "the start", END: "the end", PLANNED_END: "the planned end"}.get(
        str(of), f"the date of {of}"
    )


def _day_by_day(view: View, start: Day, end: Day, unit: Unit) -> Iterator[str]:
    """Each day from day 0 to the due day, counted or not and why not."""
    days = view.calendar.working if unit is Unit.WORKING_DAYS else view.calendar.school
    step, number = (1, 0) if end >= start else (-1, 0)
    for day in range(start, end + step, step):
        if day == start:
            yield f"{say_day(day)}: day 0"
        elif days.counts(day):
            number += 1
            yield f"{say_day(day)}: day {number}"
        else:
            yield f"{say_day(day)}: not counted ({_why_not(view, day)})"


def _why_not(view: View, day: Day) -> str:
    date = date_of(day)
    if date.weekday() >= 5:
        return "weekend"
    return "bank holiday" if date in view.calendar.table.holidays else "school holiday"


# --- what became of it -----------------------------------------------------------------------


def _outcome(view: View, rule: Rule, obligation: Obligation) -> Iterator[str]:
    yield STATE_SENTENCES[obligation.state]
    if obligation.met is not None:
        yield f"Done {say_moment(obligation.met)}{_margin(obligation)}."
    elif obligation.state is State.OVERDUE and obligation.due is not None:
        over = how_long(view.calendar, rule, obligation.step, obligation.due, view.on)
        if over.count:  # one that was due by a minute may be overdue within the hour
            yield f"{over} over on {say_day(view.on.day)}."
    if obligation.lapsed is not None:
        yield f"It ended on {say_moment(obligation.lapsed)}."
    if obligation.entered is not None and obligation.is_entered_late:
        yield f"Entered late: {say_minute(obligation.entered)}, after the day it was due."
    if obligation.booked is not None:
        yield f"Booked for {say_day(obligation.booked)}."
    for note in Note:
        if note in obligation.notes and note in NOTE_SENTENCES:
            yield NOTE_SENTENCES[note]


def _margin(obligation: Obligation) -> str:
    if obligation.met is None or obligation.due is None:
        return ""
    days = obligation.due.day - obligation.met.day
    if obligation.state is State.LATE:
        return f", {-days} day{'' if days == -1 else 's'} after it was due" if days else ""
    return f", {days} day{'' if days == 1 else 's'} before it was due" if days > 0 else ""
