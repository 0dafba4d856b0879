"""What a standard is made of: frozen dataclasses that cannot be built wrong.

Three worries, three places, never mixed: easy to write (the YAML and its loader, ``standard``),
exact in meaning (``engine.reference``), fast to run (``engine.kernel``). This module is the words
that all three share. It holds no behaviour beyond refusing what has no meaning.

Everything a rule does not say is taken from its duty *by the loader*: a :class:`Rule` here is
whole, and an evaluator never has to look anywhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

NOT_ANSWERED = frozenset({"unknown", "not-asked"})
"""Recorded values that answer nothing (clause 2.1): true of "no" and "declined" is *answered*."""

RESERVED_ANSWERS = frozenset({"unknown", "not-asked", "declined"})
"""Values that any field may hold beside those of its type, and that are matched by name only."""

EXEMPTION = "exemption"
"""The one built-in kind: a recorded decision that excuses an obligation."""

BIRTHDAY_TRIGGER = "birthday"
"""What stands for the trigger's id where a birthday, and no record, is the trigger."""


class Unit(StrEnum):
    """The units in which a clock counts. The trigger's day is day 0 in every one of them."""

    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working days"
    SCHOOL_DAYS = "school days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"


class Shape(StrEnum):
    """The five shapes of a duty."""

    RESPONSE = "response"
    PRECONDITION = "precondition"
    RECURRENCE = "recurrence"
    BEFORE_END = "before end"
    PROHIBITION = "prohibition"


class Basis(StrEnum):
    """On whose word a rule stands. A looser overlay than statute or guidance is refused."""

    STATUTE = "statute"
    GUIDANCE = "guidance"
    LOCAL = "local"
    PROJECT = "project"


class FieldType(StrEnum):
    """What a field of a kind holds. Every type also admits ``RESERVED_ANSWERS``."""

    TEXT = "text"
    NUMBER = "number"
    YES_NO = "yes-no"
    DATE = "date"
    MOMENT = "moment"
    CODE = "code"
    CODES = "codes"
    FILE = "file"


class Lasts(StrEnum):
    """How long a record of a kind holds: a moment, until its end, or until the next of its kind."""

    POINT = "point"
    SPAN = "span"
    UNTIL_NEXT = "until-next"


class Sensitivity(StrEnum):
    """Who must not see a field by default."""

    ORDINARY = "ordinary"
    HEALTH = "health"
    VICTIM = "victim"
    POLICE = "police"


class PeriodName(StrEnum):
    """The calendar periods of an ``each`` (clause 6.5)."""

    WEEK = "week"
    SCHOOL_WEEK = "school-week"
    MONTH = "month"
    QUARTER = "quarter"
    TERM = "term"
    FINANCIAL_YEAR = "financial-year"
    CALENDAR_YEAR = "calendar-year"


# --- kinds -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Code:
    """One value of a code list, valid from ``from_`` (included) until ``until`` (excluded)."""

    value: str
    label: str
    from_: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a kind. ``narrative`` fields never leave in an extract."""

    name: str
    title: str
    type: FieldType
    codes: tuple[Code, ...] = ()
    required: bool = False
    help: str = ""
    sensitivity: Sensitivity = Sensitivity.ORDINARY
    narrative: bool = False

    def __post_init__(self) -> None:
        if (self.type in (FieldType.CODE, FieldType.CODES)) != bool(self.codes):
            raise ValueError(
                f"field {self.name!r}: a code list belongs to fields of type code or codes, "
                "and each of those needs one"
            )
        values = [code.value for code in self.codes]
        if len(set(values)) != len(values):
            raise ValueError(f"field {self.name!r}: a code is listed twice")
        if reserved := RESERVED_ANSWERS.intersection(values):
            raise ValueError(
                f"field {self.name!r}: {', '.join(sorted(reserved))} may be answered in every "
                "field and is not listed as a code"
            )


@dataclass(frozen=True, slots=True)
class Kind:
    """A declared kind of record.

    ``key``: for until-next kinds, the fields whose values say which records follow one another.
    ``ends_with``: for until-next kinds, the span kind whose end also ends it (``or: case``).
    ``also_on``: header columns (``about``) or fields of type file that name further files on
    which a record of this kind stands.
    """

    name: str
    title: str
    lasts: Lasts
    fields: Mapping[str, Field]
    group: str = ""
    help: str = ""
    key: tuple[str, ...] = ()
    ends_with: str | None = None
    also_on: tuple[str, ...] = ()
    sensitivity: Sensitivity = Sensitivity.ORDINARY
    recorded_by: tuple[str, ...] = ()
    read_by: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if (self.key or self.ends_with) and self.lasts is not Lasts.UNTIL_NEXT:
            raise ValueError(f"kind {self.name!r}: only a kind that lasts until the next has a key")
        for name in self.key:
            if name not in self.fields:
                raise ValueError(f"kind {self.name!r}: its key names no field of it: {name!r}")
        for name in self.also_on:
            if name != "about" and (
                name not in self.fields or self.fields[name].type is not FieldType.FILE
            ):
                raise ValueError(
                    f"kind {self.name!r}: also-on names neither 'about' nor a field of type file: "
                    f"{name!r}"
                )


# --- conditions ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Interval:
    """So many of a unit: ``5 working days``."""

    count: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.count < 0:
            raise ValueError("an interval is never negative")

    def __str__(self) -> str:
        unit = self.unit.value
        return f"{self.count} {unit[:-1] if self.count == 1 else unit}"


@dataclass(frozen=True, slots=True)
class OneOf:
    """True of a recorded value among ``values``; of a list, if any of its values is."""

    field: str
    values: frozenset[str | int | float]

    def __post_init__(self) -> None:
        if not self.values:
            raise ValueError(f"{self.field!r} is matched against no value at all")


@dataclass(frozen=True, slots=True)
class NumberIn:
    """True of a recorded number that is at least ``at_least`` and under ``under``."""

    field: str
    at_least: float | None = None
    under: float | None = None

    def __post_init__(self) -> None:
        if self.at_least is None and self.under is None:
            raise ValueError(f"{self.field!r} is given neither 'at least' nor 'under'")


@dataclass(frozen=True, slots=True)
class Answered:
    """True of any recorded answer, "no" and "declined" included (clause 2.1)."""

    field: str


Test = OneOf | NumberIn | Answered


@dataclass(frozen=True, slots=True)
class Age:
    """An age as law states it: years and months counted from birth."""

    years: int
    months: int = 0

    def __post_init__(self) -> None:
        if self.years < 0 or not 0 <= self.months < 12:
            raise ValueError("an age is so many years and at most 11 months")

    def __str__(self) -> str:
        return f"{self.years}y{self.months}m" if self.months else str(self.years)


@dataclass(frozen=True, slots=True)
class AgeIn:
    """An age range on a day: at least ``at_least``, under ``under``."""

    at_least: Age | None = None
    under: Age | None = None

    def __post_init__(self) -> None:
        if self.at_least is None and self.under is None:
            raise ValueError("an age condition says neither 'at least' nor 'under'")


@dataclass(frozen=True, slots=True)
class LastedIn:
    """How long the trigger span has run when the clock starts, in days, weeks, months or years."""

    at_least: Interval | None = None
    under: Interval | None = None

    def __post_init__(self) -> None:
        if self.at_least is None and self.under is None:
            raise ValueError("a 'lasted' condition says neither 'at least' nor 'under'")
        calendar = {Unit.DAYS, Unit.WEEKS, Unit.MONTHS, Unit.YEARS}
        for bound in (self.at_least, self.under):
            if bound is not None and bound.unit not in calendar:
                raise ValueError("'lasted' counts in days, weeks, months or years")


@dataclass(frozen=True, slots=True)
class Selector:
    """Records of one kind that pass every test."""

    kind: str
    tests: tuple[Test, ...] = ()


@dataclass(frozen=True, slots=True)
class Conditions:
    """What must be so on the day, beside the record itself. All of it must hold.

    ``running``: on the file, spans (or until-next records) that cover the moment.
    ``subject``: tests on the attributes of the file's subject. ``age``: the file's subject's;
    ``of_subject_age``: of the subject that the record was filed on (extension 3).
    ``lasted``: only where the clock starts from a trigger that is a span.
    """

    running: tuple[Selector, ...] = ()
    age: AgeIn | None = None
    of_subject_age: AgeIn | None = None
    subject: tuple[Test, ...] = ()
    lasted: LastedIn | None = None

    def __bool__(self) -> bool:
        return bool(self.running or self.age or self.of_subject_age or self.subject or self.lasted)


# --- what triggers, what answers -------------------------------------------------------------

START, END, PLANNED_END = "start", "end", "planned-end"
"""The moments that every record may have; any other moment is the name of a date field."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """One of the records that will do, and which of its moments counts (clause 5.3).

    ``about`` (the answer must be about the trigger), ``same`` (fields that must agree with the
    trigger's) and ``in_force`` are for answers only: ``then``, ``lapses`` and ``unless``.
    """

    selector: Selector
    at: str = START
    conditions: Conditions = field(default_factory=Conditions)
    about: bool = False
    same: tuple[str, ...] = ()
    in_force: bool = False


@dataclass(frozen=True, slots=True)
class Birthday:
    """A birthday of the file's subject, as a trigger or as a moment."""

    age: Age


@dataclass(frozen=True, slots=True)
class BirthdayTrigger:
    """A birthday that triggers; its conditions are read on that day."""

    birthday: Birthday
    conditions: Conditions = field(default_factory=Conditions)


class ItselfForm(StrEnum):
    """The three things that a trigger's own record can answer (clause 5.4)."""

    CONTENT = "content"
    RECORDED = "recorded"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Itself:
    """The trigger's own record as the answer: its content, that it was written, that it ended."""

    form: ItselfForm
    tests: tuple[Test, ...] = ()

    def __post_init__(self) -> None:
        if (self.form is ItselfForm.CONTENT) != bool(self.tests):
            raise ValueError("'itself' is 'recorded', 'ended', or tests on the record's content")


Trigger = Alternative | BirthdayTrigger
Answer = Alternative | Itself


@dataclass(frozen=True, slots=True)
class Already:
    """Earlier work counts: up to ``within`` before the trigger, or however early (None)."""

    within: Interval | None = None


@dataclass(frozen=True, slots=True)
class Unless:
    """No obligation arises where such a record came before, or (``covering``) runs then."""

    what: Alternative
    within: Interval | None = None
    covering: bool = False

    def __post_init__(self) -> None:
        if self.covering and self.within is not None:
            raise ValueError("'unless' is either covering or within an interval, not both")


@dataclass(frozen=True, slots=True)
class OwnEnd:
    """A lapse by the end of the trigger's own span."""


Lapse = Alternative | OwnEnd

# --- clocks ----------------------------------------------------------------------------------

Of = str | Birthday
"""The moment of the trigger that a clock runs from: a moment's name, or a birthday."""


@dataclass(frozen=True, slots=True)
class Within:
    """So long after a moment; ``of`` None is the trigger's own moment (its ``at``)."""

    interval: Interval
    of: Of | None = None


@dataclass(frozen=True, slots=True)
class Before:
    """So long before a moment; the last good day is inclusive."""

    interval: Interval
    of: Of | None = None


@dataclass(frozen=True, slots=True)
class By:
    """On the moment itself, its whole day included."""

    of: Of


@dataclass(frozen=True, slots=True)
class BySchoolOpens:
    """Before the next school day opens after the trigger's day (Operation Encompass)."""


@dataclass(frozen=True, slots=True)
class LaterOf:
    """The later of two clocks; unknown if either is."""

    first: Clock
    second: Clock


@dataclass(frozen=True, slots=True)
class EarlierOf:
    """The earlier of two clocks; if one is unknown, the other, marked provisional."""

    first: Clock
    second: Clock


Clock = Within | Before | By | BySchoolOpens | LaterOf | EarlierOf


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a rolling recurrence, from the last response or (``of_start``) the start."""

    interval: Interval
    of_start: bool = False


@dataclass(frozen=True, slots=True)
class Every:
    """A rolling recurrence. Without ``first`` the clock starts at the first response in the span.

    ``then`` are the steps after that; its last one repeats for ever.
    ``only_from``/``only_to`` keep the steps with these numbers (1 is the first), where one
    recurrence is told as several duties (first review, second, later ones).
    """

    then: tuple[Step, ...]
    first: Step | None = None
    only_from: int = 1
    only_to: int | None = None

    def __post_init__(self) -> None:
        if not self.then:
            raise ValueError("a recurrence has at least one step that repeats")
        if self.then[-1].of_start:
            raise ValueError("the step that repeats cannot be counted from the start each time")
        if any(s.interval.unit is Unit.HOURS for s in (self.first, *self.then) if s is not None):
            raise ValueError("a recurrence counts in days or longer")
        if self.only_from < 1 or (self.only_to is not None and self.only_to < self.only_from):
            raise ValueError("steps are numbered from 1, and the last is not before the first")


@dataclass(frozen=True, slots=True)
class Each:
    """A recurrence by calendar period (clause 6.5).

    Due is the period's last day, or the day ``by_month``/``by_day`` of the period, or (``after``)
    of the next one. In a period of one month ``by_month`` is None.
    """

    period: PeriodName
    by_day: int | None = None
    by_month: int | None = None
    after: bool = False
    part_owed: bool = False

    def __post_init__(self) -> None:
        yearly = self.period in (PeriodName.FINANCIAL_YEAR, PeriodName.CALENDAR_YEAR)
        if self.by_day is None:
            if self.by_month is not None or self.after:
                raise ValueError("'each' says 'after' only with a 'by' day")
        elif yearly == (self.by_month is None):
            raise ValueError("'by' is a day and month of a year, or a day of a month")
        elif not yearly and self.period is not PeriodName.MONTH:
            raise ValueError("'by' goes with years and months only")


# --- duties ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rule:
    """One version of what is owed, in force from ``from_`` (included) until ``until`` (excluded).

    ``conditions`` gate the obligation; ``for_`` and ``for_conditions`` choose among the rules in
    force on the day: the first that holds applies, and none means no obligation.
    ``when``: any of the triggers; in a recurrence and a prohibition, any of the spans during
    which the duty runs. ``then``: any of the answers; in a prohibition, what must never run.
    Exactly one of ``clock`` (response, precondition, before end), ``every`` and ``each``
    (recurrence) is set; a prohibition has none.
    """

    shape: Shape
    from_: date
    when: tuple[Trigger, ...]
    then: tuple[Answer, ...]
    basis: Basis
    source: str
    owner: str
    until: date | None = None
    conditions: Conditions = field(default_factory=Conditions)
    for_: tuple[Test, ...] = ()
    for_conditions: Conditions = field(default_factory=Conditions)
    clock: Clock | None = None
    every: Every | None = None
    each: Each | None = None
    already: Already | None = None
    unless: tuple[Unless, ...] = ()
    lapses: tuple[Lapse, ...] = ()
    no_older_than: Interval | None = None
    running_spared: bool = False
    certainty: str = ""
    decided_by: str = ""
    decided_on: date | None = None

    def __post_init__(self) -> None:
        _check_rule(self)


@dataclass(frozen=True, slots=True)
class Part:
    """One owed thing of a duty, with its own rules. A duty without parts has one, named ''."""

    name: str
    title: str
    rules: tuple[Rule, ...]

    def __post_init__(self) -> None:
        if not self.rules:
            raise ValueError("a duty without a rule is never owed: give it at least one")


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example: records in, states out. ``line`` is where it stands in its file.

    ``on``: the evaluation day, a datetime (London) where it says a time. Records, expectations and
    subjects hold the words of the page "Writing a standard", with moments as text
    (``2008-01-07``, ``2008-01-07 14:30``); a record's kind and fields are under ``kind`` and
    ``details``. ``others``: the subjects that records are filed on, by the name in ``file``.
    """

    says: str
    rule: date
    on: date
    records: tuple[Mapping[str, object], ...]
    expect: tuple[Mapping[str, object], ...]
    subject: Mapping[str, object] = field(default_factory=dict)
    others: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    known_at: str | None = None
    not_watched: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class Duty:
    """A rule of the standard: what is owed, to whom, by whom, on whose word.

    ``owed_to``: the types of subject on whose files it is judged, and on no others.
    """

    id: str
    title: str
    owed_to: tuple[str, ...]
    serves: tuple[str, ...]
    why: str
    parts: tuple[Part, ...]
    examples: tuple[Example, ...] = ()
    path: str = ""
    line: int = 0

    def __post_init__(self) -> None:
        if not self.parts:
            raise ValueError(f"duty {self.id!r} has no part")
        names = [part.name for part in self.parts]
        if len(set(names)) != len(names):
            raise ValueError(f"duty {self.id!r}: two parts have the same name")


def shape_of(clock: Clock, when: tuple[Trigger, ...]) -> Shape:
    """Which of the three single-clock shapes a clock makes with its triggers.

    A forward clock is a response. A clock that counts back from the trigger's start is a
    precondition; from any other moment, a duty before the end, and so are two clocks of which
    one is that.
    """
    match clock:
        case LaterOf(first, second) | EarlierOf(first, second):
            shapes = {shape_of(first, when), shape_of(second, when)}
            back = [s for s in (Shape.BEFORE_END, Shape.PRECONDITION) if s in shapes]
            return back[0] if back else Shape.RESPONSE
        case Before(_, None):
            starts = [isinstance(t, Alternative) and t.at == START for t in when]
            return Shape.PRECONDITION if all(starts) else Shape.BEFORE_END
        case Before(_, of):
            return Shape.PRECONDITION if of == START else Shape.BEFORE_END
        case _:
            return Shape.RESPONSE


def _check_rule(rule: Rule) -> None:
    """Refuse a rule that has no meaning, in words that its author can act on."""
    if rule.until is not None and rule.until <= rule.from_:
        raise ValueError(f"the rule ends ({rule.until}) before it begins ({rule.from_})")
    if not rule.when or not rule.then:
        raise ValueError("a rule needs something that triggers it and something that answers it")
    _check_clock(rule)
    _check_triggers(rule)
    _check_answers(rule)
    _check_options(rule)


def _check_clock(rule: Rule) -> None:
    clocks = [x for x in (rule.clock, rule.every, rule.each) if x is not None]
    if len(clocks) != (0 if rule.shape is Shape.PROHIBITION else 1):
        raise ValueError(
            "a rule has exactly one clock (within, before, by, later-of, earlier-of, every, each); "
            "a prohibition has none"
        )
    if (rule.shape is Shape.RECURRENCE) != (rule.clock is None and bool(clocks)):
        raise ValueError("'every' and 'each' make a recurrence, and nothing else does")
    if rule.clock is not None and shape_of(rule.clock, rule.when) is not rule.shape:
        raise ValueError(f"its clock makes a {shape_of(rule.clock, rule.when)}, not a {rule.shape}")


def _check_triggers(rule: Rule) -> None:
    if rule.shape in (Shape.RECURRENCE, Shape.PROHIBITION) and any(
        isinstance(trigger, BirthdayTrigger) or trigger.at != START for trigger in rule.when
    ):
        raise ValueError("a recurrence or a prohibition runs during a span, from its start")
    if rule.shape is not Shape.RESPONSE and any(
        isinstance(trigger, BirthdayTrigger) for trigger in rule.when
    ):
        raise ValueError("a birthday triggers a response only")


def _check_answers(rule: Rule) -> None:
    if rule.shape is not Shape.RESPONSE and any(isinstance(a, Itself) for a in rule.then):
        raise ValueError("'itself' answers a forward clock only")
    if not any(isinstance(answer, Alternative) and answer.in_force for answer in rule.then):
        return
    if rule.shape is Shape.PROHIBITION or rule.every is not None:
        raise ValueError("'in-force' answers a single clock or an 'each'")
    at_trigger = isinstance(rule.clock, Before) and rule.clock.interval.count == 0
    if rule.shape is Shape.PRECONDITION and not at_trigger:
        raise ValueError("'in-force' before a trigger is read at the trigger: 'before: 0 days'")


def _check_options(rule: Rule) -> None:
    single = rule.clock is not None
    if rule.unless and not single:
        raise ValueError("'unless' belongs to a single clock")
    if rule.already is not None and (
        rule.shape in (Shape.PRECONDITION, Shape.PROHIBITION) or rule.each is not None
    ):
        raise ValueError("'already' belongs to a response, a duty before the end or an 'every'")
    if rule.lapses and rule.shape is Shape.PROHIBITION:
        raise ValueError("a prohibition does not lapse: what it runs during ends")
    if rule.no_older_than is not None and rule.shape is not Shape.PRECONDITION:
        raise ValueError("'no-older-than' belongs to a precondition")
    if rule.running_spared and rule.shape is not Shape.PROHIBITION:
        raise ValueError("'running: spared' belongs to a prohibition")
    looks_back = [rule.no_older_than, *(unless.within for unless in rule.unless)]
    looks_back.append(None if rule.already is None else rule.already.within)
    if any(v is not None and v.unit is Unit.HOURS for v in looks_back):
        raise ValueError("looking back counts in days or longer")


# --- the rest --------------------------------------------------------------------------------


class MeasureOf(StrEnum):
    """What a measure counts."""

    TIMELINESS = "timeliness"
    DAYS_TO_MEET = "days-to-meet"
    ENTERED_BY = "entered-by"


@dataclass(frozen=True, slots=True)
class Measure:
    """A defined figure over the obligations of some duties. ``sentence`` is its definition."""

    id: str
    title: str
    sentence: str
    of: MeasureOf
    duties: tuple[str, ...]
    within: Interval | None = None
    target: float | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """A thing whose name changed: the name used from a day until another."""

    id: str
    names: tuple[Code, ...]


@dataclass(frozen=True, slots=True)
class Standard:
    """A whole standard. ``digest`` is SHA-256 over its files, in order of path."""

    name: str
    title: str
    version: str
    digest: str
    jurisdiction: str
    kinds: Mapping[str, Kind]
    duties: Mapping[str, Duty]
    measures: Mapping[str, Measure]
    terms: Mapping[str, Term]
    calendars: Mapping[str, CalendarTable]

    def calendar_for(self, place: str) -> CalendarTable:
        """The calendar of a place, or of the whole jurisdiction where it has none of its own."""
        return self.calendars.get(place) or self.calendars[self.jurisdiction]


@dataclass(frozen=True, slots=True)
class CalendarTable:
    """The holidays and school terms of a jurisdiction, frozen in the standard.

    ``first``..``last``: the days (both included) that the holidays cover; outside, a working-day
    clock raises. ``terms``: first and last day of each school term, holidays within terms in
    ``breaks``; ``terms_guessed``: default terms, so that what rests on them is provisional.
    ``opens``: minutes after local midnight at which a school day starts.
    """

    jurisdiction: str
    source: str
    first: date
    last: date
    holidays: tuple[date, ...]
    terms: tuple[tuple[date, date], ...] = ()
    breaks: tuple[tuple[date, date], ...] = ()
    terms_guessed: bool = False
    opens: int = 9 * 60

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("the calendar ends before it begins")
        if any(not self.first <= day <= self.last for day in self.holidays):
            raise ValueError("a holiday lies outside the days that the calendar covers")
        for first, last in (*self.terms, *self.breaks):
            if last < first:
                raise ValueError(f"a term or break ends ({last}) before it begins ({first})")
