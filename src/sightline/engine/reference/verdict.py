"""From what was found to an obligation: its state and its notes (clause 7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sightline.engine.model import Day, Moment, Note, Obligation, State
from sightline.engine.reference.answers import (
    Found,
    covers_due,
    exemptions,
    is_tied,
)
from sightline.engine.reference.clocks import in_time, is_past
from sightline.engine.reference.facts import Fact, matches
from sightline.engine.reference.view import View
from sightline.standard.model import BIRTHDAY_TRIGGER, Alternative, Answer


@dataclass(frozen=True, slots=True)
class Owed:
    """One thing owed, before it is judged.

    ``already``: the answer came before the trigger and needs no due day. ``blind``: the entry
    time that would tell is not known (clause 5.4). ``repeats``: a step or period (clause 7.2).
    """

    duty: str
    part: str
    rule: int
    trigger: Fact | None
    opened: Moment
    due: Moment | None
    then: Sequence[Answer]
    answer: Found | None
    lapse: Found | None
    step: int | None = None
    period: Day | None = None
    already: bool = False
    blind: bool = False
    notes: Note = Note.NONE
    time_unclear: bool = field(default=False)

    @property
    def trigger_id(self) -> str:
        """The trigger's id, or the word for a birthday."""
        return BIRTHDAY_TRIGGER if self.trigger is None else self.trigger.id

    @property
    def repeats(self) -> bool:
        """Whether it is one of a series on the same trigger."""
        return self.step is not None or self.period is not None


def judge(view: View, owed: Owed) -> Obligation:
    """The obligation that a thing owed comes to."""
    answered_in_time = owed.answer is not None and (
        owed.already or (owed.due is not None and in_time(owed.answer.moment, owed.due))
    )
    lapse = _standing_lapse(owed, answered_in_time)
    excuse = _excuse(view, owed)
    state = _state(view, owed, answered_in_time, lapse, excuse)
    notes = owed.notes
    if lapse is not None and owed.due is not None and lapse.moment.day > owed.due.day:
        notes |= Note.ENDED
    if owed.time_unclear and state in (State.MET, State.LATE):
        notes |= Note.TIME_NOT_RECORDED
    answer = owed.answer
    return Obligation(
        duty=owed.duty,
        part=owed.part,
        file=view.file.subject.id,
        trigger=owed.trigger_id,
        rule=owed.rule,
        opened=owed.opened,
        state=state,
        step=owed.step,
        period=owed.period,
        due=owed.due,
        met=None if answer is None else answer.moment,
        met_by=None if answer is None else answer.fact.id,
        entered=_entered(answer),
        lapsed=None if lapse is None else lapse.moment,
        lapsed_by=None if lapse is None else lapse.fact.id,
        excused_by=None if excuse is None else excuse.fact.id,
        booked=None if answer is not None else booked(view, owed.then, owed.trigger),
        notes=notes,
    )


def _state(
    view: View, owed: Owed, in_time_: bool, lapse: Found | None, excuse: Found | None
) -> State:
    """The first state that holds, in order of precedence (clause 7.4)."""
    if in_time_ and lapse is None:
        return State.MET
    if excuse is not None:
        return State.EXCUSED
    if lapse is not None and (owed.due is None or lapse.moment.day <= owed.due.day):
        return State.LAPSED
    if owed.due is None:
        return State.UNDATED
    if owed.blind or not _absence_can_be_judged(view, owed):
        return State.NOT_WATCHED
    if owed.answer is not None:
        return State.LATE
    return State.OVERDUE if is_past(view, owed.due) else State.OPEN


def _standing_lapse(owed: Owed, in_time_: bool) -> Found | None:
    """The lapse, unless an answer of its day or before makes it idle (clause 7.1).

    On or before the due day only an answer in time does that; after it, a late one too.
    """
    lapse, answer = owed.lapse, owed.answer
    if lapse is None or answer is None or answer.moment.day > lapse.moment.day:
        return lapse
    after_due = owed.due is not None and lapse.moment.day > owed.due.day
    return None if in_time_ or after_due else lapse


def _excuse(view: View, owed: Owed) -> Found | None:
    """The first exemption that counts (clause 7.2)."""
    for exemption in exemptions(view, owed.duty, owed.part, owed.trigger_id):
        open_ended = view.moment(exemption.fact.record, "end") is None
        if owed.repeats and open_ended and exemption.moment.day < owed.opened.day:
            continue
        if owed.due is None or covers_due(view, exemption, owed.due):
            return exemption
    return None


def _absence_can_be_judged(view: View, owed: Owed) -> bool:
    """Clause 7.3."""
    last = view.on.day if owed.due is None else min(view.on.day, owed.due.day)
    return all(
        view.is_watched(answer.selector.kind, owed.opened.day, last)
        for answer in owed.then
        if isinstance(answer, Alternative)
    )


def _entered(answer: Found | None) -> int | None:
    """When the answer was first recorded, if that is known (clause 7.6)."""
    if answer is None or not answer.fact.first.entry_known:
        return None
    return answer.fact.first.recorded_at


def booked(view: View, answers: Sequence[Answer], trigger: Fact | None) -> Day | None:
    """The earliest day from D on for which an answer is planned (clause 7.7)."""
    days = [
        fact.record.planned_start
        for answer in answers
        if isinstance(answer, Alternative)
        for fact in view.planned.get(answer.selector.kind, ())
        if fact is not trigger
        and fact.record.planned_start is not None
        and fact.record.planned_start >= view.on.day
        and matches(answer.selector.tests, fact.record.details)
        and is_tied(view, answer, fact.record, trigger)
    ]
    return min((day for day in days if day is not None), default=None)
