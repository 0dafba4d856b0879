"""Files made from a rule's own words: records that match its selectors, on days of the rule."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import TypeVar

from sightline.engine.examples import OWN_FILE
from sightline.engine.model import Day, File, Moment, Record, Subject, Value
from sightline.standard.calendar import date_of, day_of, end_of_day, start_of_day
from sightline.standard.model import (
    EXEMPTION,
    Age,
    AgeIn,
    Alternative,
    Answered,
    BirthdayTrigger,
    CalendarTable,
    Code,
    Conditions,
    Duty,
    Field,
    FieldType,
    Interval,
    Lasts,
    NumberIn,
    OneOf,
    Rule,
    Selector,
    Standard,
    Test,
    Trigger,
    Unit,
)
from tests.generative.strategies import Case

T = TypeVar("T")
OWN, OTHER = OWN_FILE, "other"
"""The file's subject, and another person whose records stand on it too."""

_DAYS = {Unit.HOURS: 1 / 24, Unit.WEEKS: 7, Unit.MONTHS: 30.5, Unit.YEARS: 365.25,
         Unit.WORKING_DAYS: 1.4, Unit.SCHOOL_DAYS: 1.9, Unit.DAYS: 1}  # fmt: skip


def about_days(interval: Interval) -> int:
    """About how many days an interval lasts; only used to choose days worth trying."""
    return round(interval.count * _DAYS[interval.unit])


@dataclass
class Maker:
    """Makes records for one duty, from one seed."""

    standard: Standard
    duty: Duty
    random: Random
    made: int = 0
    _last: dict[str, Day] = field(default_factory=dict)

    def pick(self, options: Sequence[T]) -> T:
        """One of the options."""
        return options[self.random.randrange(len(options))]

    def chance(self, percent: int) -> bool:
        """True so often in a hundred."""
        return self.random.randrange(100) < percent

    # --- records ---------------------------------------------------------------------------

    def record(
        self,
        what: Alternative,
        day: Day,
        *,
        tests: Iterable[Test] = (),
        trigger: Record | None = None,
    ) -> Record:
        """A record that passes every test, its moment on the day; tied to the trigger if asked."""
        self.made += 1
        kind = self.standard.kinds[what.selector.kind]
        said: dict[str, Value] = {}
        for one in kind.fields.values():
            if one.required or self.chance(15):
                said[one.name] = self.value(one, day)
        for test in (*what.selector.tests, *tests):
            if test.field in kind.fields:
                said[test.field] = self.passing(kind.fields[test.field], test, day)
        record = Record(
            id=f"made-{self.made:03}",
            file=OWN,
            kind=kind.name,
            at=Moment(day),
            recorded_at=start_of_day(day),
            details=said,
        )
        if trigger is not None:
            ties = {name: trigger.details[name] for name in what.same if name in trigger.details}
            about = trigger.id if what.about or self.chance(30) else None
            record = replace(record, about=about, details={**said, **ties})
        return self.placed(record, what, day)

    def placed(self, record: Record, what: Alternative, day: Day) -> Record:
        """The record with that of its moments on the day which counts."""
        start = Moment(day - self.start_before(what.conditions))
        match what.at:
            case "start":
                return record
            case "end":
                return replace(
                    record, at=start, ended=Moment(day), recorded_at=start_of_day(start.day)
                )
            case "planned-end":
                return replace(
                    record, at=start, planned_end=day, recorded_at=start_of_day(start.day)
                )
            case name:
                said = {**record.details, name: date_of(day).isoformat()}
                early = start if self.chance(70) else Moment(day)
                return replace(record, at=early, details=said, recorded_at=start_of_day(early.day))

    def start_before(self, conditions: Conditions) -> int:
        """How many days before its moment a record may have begun."""
        lasted = conditions.lasted
        if lasted is not None and lasted.at_least is not None:
            return about_days(lasted.at_least) + 2
        return self.pick((1, 3, 20, 60, 200, 400))

    def value(self, of: Field, day: Day) -> Value:
        """A value that the field could hold on a day."""
        match of.type:
            case FieldType.NUMBER:
                return self.random.randrange(6)
            case FieldType.YES_NO:
                return self.pick(("yes", "no"))
            case FieldType.DATE | FieldType.MOMENT:
                return date_of(day + self.pick((-30, -1, 0, 1, 40, 200))).isoformat()
            case FieldType.CODE:
                return self.pick(_codes(of, day))
            case FieldType.CODES:
                return (self.pick(_codes(of, day)),)
            case FieldType.FILE:
                return OTHER
            case _:
                return "words"

    def passing(self, of: Field, test: Test, day: Day) -> Value:
        """A value of which the test is true, in codes that were in use on the day if any was."""
        match test:
            case OneOf(_, values):
                in_use = {*_codes(of, day)} if of.codes else set()
                ordered = sorted(values, key=str)
                value = self.pick([v for v in ordered if v in in_use] or ordered)
                return (str(value),) if of.type is FieldType.CODES else value
            case NumberIn(_, least, under):
                low = least if least is not None else (under or 1) - 1
                return int(low) if low == int(low) else low
            case Answered():
                return self.value(of, day)

    def running(self, conditions: Conditions, day: Day) -> list[Record]:
        """Records that run on a day, one for each that the conditions ask for."""
        return [
            self.record(Alternative(selector), day - self.pick((0, 1, 30, 300)))
            for selector in conditions.running
        ]

    def exemption(self, part: str, trigger: str, day: Day) -> Record:
        """A decision that excuses."""
        self.made += 1
        name = f"{self.duty.id}/{part}" if part and self.chance(50) else self.duty.id
        said = {"duty": name, "reason": "As was decided."}
        at = Moment(day)
        return Record(
            f"made-{self.made:03}", OWN, EXEMPTION, at, start_of_day(day), said, about=trigger
        )

    # --- files -----------------------------------------------------------------------------

    def case(self, rule: Rule, trigger: Trigger, type_: str) -> Case:
        """A file on which a trigger of the rule should open something, and nothing answers yet."""
        day = self.day_of(rule)
        read = [rule.conditions, rule.for_conditions, trigger.conditions]
        read += [answer.conditions for answer in rule.then if isinstance(answer, Alternative)]
        born = self.born(trigger, [c.age for c in read[:3] if c.age is not None], day)
        tests = [test for conditions in read for test in conditions.subject]
        subject = Subject(OWN, type_, born, attributes=self.attributes(tests))
        records: list[Record] = []
        for conditions in read[:3]:
            records += self.running(conditions, day)
        others = {}
        if isinstance(trigger, Alternative):
            begun = replace(trigger, conditions=self.lasting(read[:3]))
            made = self.record(begun, day, tests=rule.for_)
            if trigger.conditions.of_subject_age or rule.conditions.of_subject_age:
                ages = [c.of_subject_age for c in read[:3] if c.of_subject_age is not None]
                others[OTHER] = Subject(OTHER, "child", self.born(trigger, ages, day))
                made = replace(made, file=OTHER)
            records.append(made)
        else:
            records.append(self.record(Alternative(_anything(rule)), day - 400))
        return seen(self.standard, File(subject, tuple(records), others), Moment(day + 2000))

    def lasting(self, read: Sequence[Conditions]) -> Conditions:
        """The conditions that say how long the trigger has lasted."""
        return next((said for said in read if said.lasted is not None), Conditions())

    def day_of(self, rule: Rule) -> Day:
        """A day on which a rule is in force, with room for its clocks in the calendar."""
        table: CalendarTable = self.standard.calendars[self.standard.jurisdiction]
        first = max(day_of(rule.from_), day_of(table.first) + 1500)
        last = day_of(table.last) - 2500
        if rule.until is not None:
            last = min(last, day_of(rule.until) - 1)
        if last < first:
            first, last = day_of(rule.from_), max(last, day_of(rule.from_))
        return first + self.random.randrange(min(last - first, 1500) + 1)

    def born(self, trigger: Trigger, ages: Sequence[AgeIn], day: Day) -> Day:
        """A day of birth that suits every age asked for on a day."""
        if isinstance(trigger, BirthdayTrigger):
            return _born(trigger.birthday.age, day)
        least = max([_months(a.at_least, 0) for a in ages], default=120)
        under = min([_months(a.under, least + 60) for a in ages], default=216)
        months = least + self.random.randrange(max(under - least, 1))
        return _born(Age(months // 12, months % 12), day) - self.random.randrange(25)

    def attributes(self, tests: Iterable[Test]) -> dict[str, Value]:
        """What the subject must be for the tests to be true."""
        found: dict[str, Value] = {}
        for test in tests:
            match test:
                case OneOf(name, values):
                    found[name] = self.pick(sorted(values, key=str))
                case NumberIn(name, least, under):
                    found[name] = int(least if least is not None else (under or 1) - 1)
                case Answered(name):
                    found[name] = "yes"
        return found


def _anything(rule: Rule) -> Selector:
    """Something to stand on the file before a birthday can open anything (clause 3.3)."""
    selectors = [s for t in rule.when for s in t.conditions.running]
    selectors += [*rule.conditions.running, *rule.for_conditions.running]
    selectors += [a.selector for a in rule.then if isinstance(a, Alternative)]
    return selectors[0]


def _codes(of: Field, day: Day) -> list[str]:
    """The codes in use on a day, or all if none was."""
    date = date_of(day)
    codes: Sequence[Code] = of.codes
    in_use = [
        code.value
        for code in codes
        if (code.from_ is None or code.from_ <= date) and (code.until is None or date < code.until)
    ]
    return in_use or [code.value for code in codes]


def _months(age: Age | None, otherwise: int) -> int:
    return otherwise if age is None else age.years * 12 + age.months


def _born(age: Age, day: Day) -> Day:
    """A day of birth of which ``day`` is that birthday, or near it."""
    months = age.years * 12 + age.months
    date = date_of(day)
    year, month = divmod(date.year * 12 + date.month - 1 - months, 12)
    return day_of(date.replace(year=year, month=month + 1, day=min(date.day, 28)))


def seen(standard: Standard, file: File, on: Moment, known_at: int = 0) -> Case:
    """A case in which all that was entered is known."""
    last = max([record.recorded_at for record in file.records], default=0)
    return Case(standard, (file,), max(end_of_day(on.day), last, known_at), on)


def lasts(standard: Standard, record: Record) -> Lasts:
    """How long a record of this kind lasts."""
    return standard.kinds[record.kind].lasts
