"""Small changes to a file, each of which may bring an obligation on it to another state.

A move is made blindly: what the file then comes to is for the evaluators to say.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from sightline.engine.model import Day, File, Minute, Moment, Note, Obligation, Record, State, Value
from sightline.standard.calendar import start_of_day
from sightline.standard.model import (
    END,
    Alternative,
    Before,
    By,
    Clock,
    EarlierOf,
    Itself,
    ItselfForm,
    Lasts,
    LaterOf,
    OwnEnd,
    Rule,
    Selector,
    Within,
)
from tests.generative.strategies import Case
from tests.states.making import Maker, lasts, seen


@dataclass(frozen=True)
class Spot:
    """An obligation on a file, and the rule under which it arose."""

    case: Case
    rule: Rule
    owed: Obligation

    @property
    def file(self) -> File:
        """The file."""
        return self.case.files[0]

    @property
    def trigger(self) -> Record | None:
        """The trigger's last version; None for a birthday."""
        own = [record for record in self.file.records if record.id in self.own]
        return own[-1] if own else None

    @property
    def own(self) -> set[str]:
        """The ids of the trigger's versions."""
        ids = {self.owed.trigger}
        for record in self.file.records:
            if record.version_of in ids:
                ids.add(record.id)
        return ids

    @property
    def due(self) -> Day:
        """The day it is due, or a month after it opened where that is not known."""
        return self.owed.opened.day + 30 if self.owed.due is None else self.owed.due.day

    def with_records(self, records: Sequence[Record]) -> Case:
        """The case with other records on its file."""
        file = replace(self.file, records=tuple(records))
        return replace(seen(self.case.standard, file, self.case.on), watched=self.case.watched)

    def add(self, *records: Record) -> Case:
        """The case with more records on its file."""
        return self.with_records([*self.file.records, *records])

    def with_trigger(self, change: Callable[[Record], Record]) -> Case:
        """The case with its trigger changed, in every version."""
        own = self.own
        return self.with_records([change(r) if r.id in own else r for r in self.file.records])


Move = Callable[[Maker, Spot], Case | None]


def moves_to(goal: State | Note) -> tuple[Move, ...]:
    """The moves that may bring about a state or a note, in the order in which to make them."""
    match goal:
        case State.MET:
            return drop_answers, answer_in_time, look_late
        case State.LATE:
            return drop_answers, answer_late, look_late
        case State.OVERDUE:
            return drop_answers, look_late
        case State.OPEN:
            return drop_answers, look_early
        case State.LAPSED:
            return drop_answers, lapse_in_time, look_late
        case State.EXCUSED:
            return drop_answers, excuse, look_late
        case State.UNDATED:
            return drop_answers, forget_moment, look_early
        case State.NOT_WATCHED:
            return drop_answers, look_late, watch_nothing
        case State.KEPT:
            return drop_answers, look_late
        case State.BREACHED:
            return answer_in_time, look_late
        case Note.ENDED:
            return drop_answers, look_late, end_late, look_late
        case Note.CHANGED_SINCE:
            return drop_answers, answer_in_time, correct_later, look_late
        case Note.TIME_NOT_RECORDED:
            return drop_answers, forget_minutes, answer_on_the_day, look_late
        case _:
            return reopen, drop_answers, forget_moment, look_late


# --- when it is looked at --------------------------------------------------------------------


def look(spot: Spot, day: Day, known_at: Minute = 0) -> Case:
    """The same file on another day."""
    made = seen(spot.case.standard, spot.file, Moment(day), known_at)
    return replace(made, watched=spot.case.watched)


def look_late(maker: Maker, spot: Spot) -> Case:
    return look(spot, max(spot.due, spot.owed.opened.day) + maker.pick((1, 2, 40, 400, 0)))


def look_early(maker: Maker, spot: Spot) -> Case:
    first, last = sorted((spot.owed.opened.day, spot.due))
    return look(spot, maker.pick((first, last, (first + last) // 2)))


def watch_nothing(maker: Maker, spot: Spot) -> Case:
    """Nobody delivers records of any kind; or nobody knows when anything was entered."""
    if any(isinstance(answer, Itself) for answer in spot.rule.then) and maker.chance(50):
        unknown = spot.with_trigger(lambda record: replace(record, entry_known=False))
        return replace(unknown, watched=())
    return replace(spot.case, watched=())


# --- answers ---------------------------------------------------------------------------------


def drop_answers(maker: Maker, spot: Spot) -> Case | None:
    """Take away what could answer, but for the trigger."""
    if maker.chance(15):
        return None
    kinds = {a.selector.kind for a in spot.rule.then if isinstance(a, Alternative)}
    needed = {s.kind for s in _needed(spot.rule)} if maker.chance(60) else set()
    own = spot.own
    gone = kinds - needed
    kept = [r for r in spot.file.records if r.kind not in gone or r.id in own]
    there = {record.id for record in kept}
    case = spot.with_records([r for r in kept if r.version_of is None or r.version_of in there])
    for what in spot.rule.then:
        if isinstance(what, Itself):
            case = replace(spot, case=case).with_trigger(partial(_unanswered, what, spot.due))
    return case


def _unanswered(what: Itself, due: Day, record: Record) -> Record:
    """A trigger that does not answer itself: long unwritten, bare, or without an end."""
    match what.form:
        case ItselfForm.RECORDED:
            return replace(record, recorded_at=start_of_day(due + 500))
        case ItselfForm.ENDED:
            return replace(record, ended=None)
        case ItselfForm.CONTENT:
            gone = {test.field for test in what.tests}
            return replace(
                record, details={n: v for n, v in record.details.items() if n not in gone}
            )


def _needed(rule: Rule) -> list[Selector]:
    """What must run for the rule to be owed at all."""
    read = [rule.conditions, rule.for_conditions, *(t.conditions for t in rule.when)]
    return [selector for conditions in read for selector in conditions.running]


def answer_in_time(maker: Maker, spot: Spot) -> Case:
    opened, due = spot.owed.opened.day, spot.due
    if due < opened:  # what was to come before its trigger was due before anybody knew
        return answer(maker, spot, maker.pick((due, due - 1, due - 20)))
    return answer(maker, spot, maker.pick((due, opened, opened + 1, (opened + due) // 2)))


def answer_late(maker: Maker, spot: Spot) -> Case:
    return answer(maker, spot, spot.due + maker.pick((1, 1, 2, 3, 9)))


def answer_on_the_day(maker: Maker, spot: Spot) -> Case:
    return answer(maker, spot, spot.due)


def answer(maker: Maker, spot: Spot, day: Day) -> Case:
    """A record that answers, or whatever of the trigger does."""
    what = maker.pick(spot.rule.then)
    if isinstance(what, Alternative):
        made = maker.record(what, day, trigger=spot.trigger)
        return spot.add(made, *maker.running(what.conditions, day))
    entered = start_of_day(day) + 600
    match what.form:
        case ItselfForm.ENDED:
            return spot.with_trigger(lambda record: _ending(record, day))
        case ItselfForm.RECORDED:
            return spot.with_trigger(lambda record: replace(record, recorded_at=entered))
        case ItselfForm.CONTENT:
            return _content(maker, spot, what, entered)


def _content(maker: Maker, spot: Spot, what: Itself, entered: Minute) -> Case:
    """The trigger says in a later version, or from the first, what it must say."""
    trigger = spot.trigger
    if trigger is None:
        return spot.case
    fields = spot.case.standard.kinds[trigger.kind].fields
    said: dict[str, Value] = {
        test.field: maker.passing(fields[test.field], test, spot.owed.opened.day)
        for test in what.tests
    }
    if maker.chance(50):
        return spot.with_trigger(
            lambda record: replace(record, recorded_at=entered, details={**record.details, **said})
        )
    bare = {name: value for name, value in trigger.details.items() if name not in said}
    maker.made += 1
    later = replace(
        trigger,
        id=f"made-{maker.made:03}",
        version_of=trigger.id,
        recorded_at=max(entered, trigger.recorded_at + 1),
        details={**bare, **said},
    )
    without = spot.with_trigger(lambda record: replace(record, details=bare))
    return replace(spot, case=without).add(later)


def _ending(record: Record, day: Day) -> Record:
    if record.at is None:
        return record
    return replace(record, ended=Moment(max(day, record.at.day)))


# --- lapses, exemptions, what nobody wrote down ----------------------------------------------


def lapse_in_time(maker: Maker, spot: Spot) -> Case:
    """What ends the to-do comes before it was due, or on the day."""
    first, last = sorted((spot.owed.opened.day, spot.due))
    return lapse(maker, spot, maker.pick((last, last - 1, (first + last) // 2, first)))


def lapse(maker: Maker, spot: Spot, day: Day) -> Case:
    """What ends the to-do comes on a day."""
    if spot.rule.every is not None and (not spot.rule.lapses or maker.chance(50)):
        return _end_of_span(maker, spot, day)
    if not spot.rule.lapses:
        return spot.case
    what = maker.pick(spot.rule.lapses)
    if isinstance(what, OwnEnd):
        return spot.with_trigger(lambda record: _ending(record, day))
    trigger = spot.trigger
    own = what.at == END and trigger is not None and trigger.kind == what.selector.kind
    if own and maker.chance(70):
        return spot.with_trigger(lambda record: _ending(record, day))
    made = maker.record(what, day, trigger=trigger)
    return spot.add(made, *maker.running(what.conditions, day))


def _end_of_span(maker: Maker, spot: Spot, day: Day) -> Case:
    """The span that a duty recurs in ends, or the next record of an until-next kind follows."""
    trigger = spot.trigger
    assert trigger is not None and trigger.at is not None
    standard = spot.case.standard
    if lasts(standard, trigger) is Lasts.SPAN:
        return spot.with_trigger(lambda record: _ending(record, day))
    kind = standard.kinds[trigger.kind]
    if kind.ends_with is not None and maker.chance(30):
        case = maker.record(Alternative(Selector(kind.ends_with)), trigger.at.day - 5)
        others = [
            _ending(record, day) if record.kind == kind.ends_with else record
            for record in spot.file.records
        ]
        return spot.with_records([*others, _ending(case, day)])
    said = dict(trigger.details)
    for what in spot.rule.when:
        assert isinstance(what, Alternative)
        for test in what.selector.tests:
            if test.field not in kind.key:
                said[test.field] = "declined"
    maker.made += 1
    following = replace(
        trigger,
        id=f"made-{maker.made:03}",
        version_of=None,
        at=Moment(day),
        recorded_at=start_of_day(day) + 60,
        details=said,
        about=None,
    )
    return spot.add(following)


def end_late(maker: Maker, spot: Spot) -> Case:
    """What would have ended the to-do comes when it was due already."""
    return lapse(maker, spot, spot.due + maker.pick((1, 3, 20)))


def excuse(maker: Maker, spot: Spot) -> Case:
    """A decision on record that it need not be done."""
    last = max(spot.owed.opened.day, spot.due)
    day = maker.pick((spot.owed.opened.day, last, min(spot.owed.opened.day, spot.due)))
    return spot.add(maker.exemption(spot.owed.part, spot.owed.trigger, day))


def forget_moment(maker: Maker, spot: Spot) -> Case:
    """One of the moments that the clock counts from was never recorded."""
    trigger = spot.trigger
    options = sorted(_counted_from(spot.rule))
    if trigger is None or ("birthday" in options and maker.chance(50)):
        subject = replace(spot.file.subject, born=None)
        return replace(spot.case, files=(replace(spot.file, subject=subject),))
    match maker.pick(options):
        case "start":
            return spot.with_trigger(
                lambda record: replace(record, at=None, ended=None, planned_start=None)
            )
        case "end" | "planned-end":
            return spot.with_trigger(lambda record: replace(record, ended=None, planned_end=None))
        case "birthday":
            return spot.case
        case name:
            return _without(maker, spot, name)


def _without(maker: Maker, spot: Spot, name: str) -> Case:
    said = "declined" if maker.chance(50) else None

    def change(record: Record) -> Record:
        details = {n: value for n, value in record.details.items() if n != name}
        return replace(record, details=details if said is None else {**details, name: said})

    return spot.with_trigger(change)


def _counted_from(rule: Rule) -> set[str]:
    """The names of the moments that a rule's clock counts from."""
    at = {trigger.at for trigger in rule.when if isinstance(trigger, Alternative)}
    return at | (set() if rule.clock is None else _named(rule.clock))


def _named(clock: Clock) -> set[str]:
    match clock:
        case LaterOf(first, second) | EarlierOf(first, second):
            return _named(first) | _named(second)
        case Within(_, of) | Before(_, of) | By(of) if of is not None:
            return {of if isinstance(of, str) else "birthday"}
        case _:
            return set()


def forget_minutes(maker: Maker, spot: Spot) -> Case:
    """The days were written down, and the times of day were not."""

    def day(moment: Moment | None) -> Moment | None:
        return None if moment is None else Moment(moment.day)

    records = spot.file.records
    return spot.with_records([replace(r, at=day(r.at), ended=day(r.ended)) for r in records])


def correct_later(maker: Maker, spot: Spot) -> Case | None:
    """Long after it was due, something on the file turns out to have been wrong."""
    if not spot.file.records:
        return None
    wrong = maker.pick(spot.file.records[-2:] if maker.chance(60) else spot.file.records)
    if wrong.withdraws is not None:
        return None
    maker.made += 1
    id_, entered = f"made-{maker.made:03}", start_of_day(spot.due + 3)
    if maker.chance(50):
        gone = Record(id_, wrong.file, wrong.kind, None, entered, withdraws=wrong.id)
        return spot.add(gone)
    days = maker.pick((-40, -5, -1, 1, 5, 40))
    moved = None if wrong.at is None else Moment(wrong.at.day + days)
    ended = wrong.ended
    if moved is not None and ended is not None:
        ended = Moment(max(moved.day, ended.day))
    said = {} if maker.chance(20) else wrong.details
    return spot.add(replace(wrong, id=id_, version_of=wrong.id, recorded_at=entered, at=moved,
                            ended=ended, details=said))  # fmt: skip


# --- anything --------------------------------------------------------------------------------


def drop_one(maker: Maker, spot: Spot) -> Case | None:
    """Take away any record but the trigger."""
    own = spot.own
    others = [record for record in spot.file.records if record.id not in own]
    if not others:
        return None
    gone = maker.pick(others)
    ids = {gone.id}
    kept = []
    for record in spot.file.records:
        if record.id in ids or record.version_of in ids or record.withdraws in ids:
            ids.add(record.id)
        else:
            kept.append(record)
    return spot.with_records(kept)


def shift_one(maker: Maker, spot: Spot) -> Case | None:
    """Move any record by some days, its end and its planned end with it."""
    if not spot.file.records:
        return None
    moved, days = maker.pick(spot.file.records), maker.pick((-1, 1, -3, 3, 7, -7, 30, -30))

    def later(moment: Moment | None) -> Moment | None:
        if moment is None:
            return None
        minute = None if moment.minute is None else moment.minute + 1440 * days
        return Moment(moment.day + days, minute)

    def shifted(record: Record) -> Record:
        return replace(
            record,
            at=later(record.at),
            ended=later(record.ended),
            recorded_at=record.recorded_at + 1440 * days,
            planned_start=None if record.planned_start is None else record.planned_start + days,
            planned_end=None if record.planned_end is None else record.planned_end + days,
        )

    return spot.with_records([shifted(r) if r.id == moved.id else r for r in spot.file.records])


def plan_ahead(maker: Maker, spot: Spot) -> Case | None:
    """The trigger has not happened yet: it is planned, and was entered a while ago."""
    trigger = spot.trigger
    if trigger is None or trigger.at is None:
        return None
    day, early = trigger.at.day, maker.pick((3, 30, 200))

    def planned(record: Record) -> Record:
        return replace(
            record,
            at=None,
            ended=None,
            planned_start=day,
            recorded_at=start_of_day(day - early),
        )

    return spot.with_trigger(planned)


def enter_early(maker: Maker, spot: Spot) -> Case:
    """The trigger was known of, and entered, a while before it happened."""
    early = maker.pick((3, 30, 200))
    return spot.with_trigger(
        lambda record: replace(record, recorded_at=record.recorded_at - 1440 * early)
    )


def plan_end(maker: Maker, spot: Spot) -> Case | None:
    """The trigger is to end on a day, and has not ended."""
    trigger = spot.trigger
    if trigger is None or lasts(spot.case.standard, trigger) is not Lasts.SPAN:
        return None
    day = spot.owed.opened.day + maker.pick((2, 20, 60, 200, 400))
    return spot.with_trigger(lambda record: replace(record, ended=None, planned_end=day))


def answer_before(maker: Maker, spot: Spot) -> Case:
    """What answers was there before, so that a later step or period can be looked at."""
    return answer(maker, spot, spot.owed.opened.day - maker.pick((0, 1, 20, 90)))


def reopen(maker: Maker, spot: Spot) -> Case:
    """Nothing has ended yet."""
    return spot.with_records([replace(record, ended=None) for record in spot.file.records])


ANY: tuple[Move, ...] = (
    drop_one, shift_one, plan_ahead, enter_early, plan_end, answer_before, reopen, look_early,
)  # fmt: skip
"""Moves that may help where the plain ones do not."""
