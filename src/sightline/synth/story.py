"""A story: a file on which tasks arise, and are done in time, late or never."""

from __future__ import annotations

from dataclasses import replace

from sightline.engine.model import Day, Moment, Record, Value
from sightline.standard.calendar import day_of_minute, start_of_day
from sightline.synth.days import clock, is_office_day, office_day
from sightline.synth.faults import Outcome, outcome
from sightline.synth.writing import MINUTES_IN_DAY, Entry, Writing, fields, first_id


class Story(Writing):
    """A file on which what should be done is done at the rates of ``faults.TASKS``."""

    def do(
        self,
        task: str,
        kind: str,
        by: str,
        opens: Day,
        due: Day,
        *,
        timed: bool = False,
        same_day_from: int = 17,
        until: Day | None = None,
        excuse: tuple[str, Record] | None = None,
        about: str | None = None,
        planned_end: Day | None = None,
        **said: Value | None,
    ) -> Record | None:
        """A task that arises on one day and is due on another, and the record of it if done.

        ``timed``: with its time; on the day on which it arises no earlier than the hour
        ``same_day_from``, by when what gave rise to it is over. ``until``: after this day nobody
        does it any more. ``excuse``: the duty and the trigger from which somebody may exempt a
        task that will not be done.
        """
        came = self.comes(task)
        day = due if came is Outcome.NEVER else self._day(opens, due, came)
        if until is not None and day > until:
            return None
        at = self._moment(day, same_day_from if day == opens else 9) if timed else Moment(day)
        entry = Entry(kind, by, fields(said), about, None, planned_end)
        if came is Outcome.NEVER:
            self._not_done(entry, at, opens, due, excuse)
            return None
        in_diary = kind in ("meeting", "contact") and day > opens + 7
        if in_diary and self.happens("planned first"):
            return self._planned_first(entry, at, opens)
        return self._misdated(entry, at, opens, due)

    def do_within_hours(
        self,
        task: str,
        kind: str,
        by: str,
        opens: Moment,
        hours: int,
        *,
        about: str | None = None,
        **said: Value | None,
    ) -> Record | None:
        """A task for which hours count. Its time is not always written down (a fault)."""
        came = self.comes(task)
        if came is Outcome.NEVER:
            return None
        start = opens.minute if opens.minute is not None else start_of_day(opens.day + 1)
        share = self.dice.fraction() * 0.9 + 0.05
        hours_taken = hours * (share if came is Outcome.DONE else 1.2 + share)
        minute = start + max(int(60 * hours_taken), 2)
        day = day_of_minute(minute)
        at = Moment(day) if self.happens("time not written down") else Moment(day, minute)
        return self.write(Entry(kind, by, fields(said), about), at)

    def comes(self, task: str) -> Outcome:
        """What becomes of a task this time."""
        came = outcome(self.dice, task)
        self.faults[f"{task}: {came}"] += 1
        return came

    def _day(self, opens: Day, due: Day, came: Outcome) -> Day:
        if came is Outcome.LATE:
            return office_day(due + self.dice.between(5, 40))
        share = max(self.dice.fraction(), self.dice.fraction())
        day = opens + int((due - opens + 1) * share)
        while day > opens and not is_office_day(day):
            day -= 1
        return day

    def _moment(self, day: Day, hour: int) -> Moment:
        return clock(day, self.dice.between(hour, hour + 2), self.dice.between(0, 59))

    def _planned_first(self, entry: Entry, at: Moment, opens: Day) -> Record:
        """Something that was in the diary before it took place."""
        booked = start_of_day(opens) + 17 * 60
        plan = self.write(replace(entry, planned_start=at.day), None, booked)
        return self.revise(plan, self.entered(at), at=at)

    def _misdated(self, entry: Entry, at: Moment, opens: Day, due: Day) -> Record:
        """What was done; at times first written with too early a date, put right weeks later."""
        if at.day <= opens + 2 or not self.happens("date corrected"):
            return self.write(entry, at)
        wrong = at.day - min(self.dice.between(1, 9), at.day - opens - 1)
        if at.day > due > opens:
            wrong = min(wrong, due)
        record = self.write(entry, Moment(wrong), self.entered(at))
        later = record.recorded_at + MINUTES_IN_DAY * self.dice.between(15, 70)
        return self.revise(record, later, at=at)

    def _not_done(
        self, entry: Entry, at: Moment, opens: Day, due: Day, excuse: tuple[str, Record] | None
    ) -> None:
        """A task never done: exempted perhaps, or thought done because of a record in error."""
        if excuse is not None:
            self._exempt(*excuse, opens, due)
        if self.happens("filed in error"):
            wrong = self.write(entry, at)
            self.withdraw(wrong, wrong.recorded_at + MINUTES_IN_DAY * self.dice.between(10, 60))

    def _exempt(self, duty: str, trigger: Record, opens: Day, due: Day) -> None:
        """Somebody decides that a task need not be done, before it is due or too late."""
        if self.happens("exempted before due"):
            day = self.dice.between(opens, due)
        elif self.happens("exempted after due"):
            day = due + self.dice.between(3, 30)
        else:
            return
        self.add(
            "exemption",
            day,
            "youth-justice",
            about=first_id(trigger),
            duty=duty,
            reason="The child has moved to another area.",
            decided_by="Team manager",
        )
