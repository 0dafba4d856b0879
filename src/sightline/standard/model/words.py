"""The words that every part of a standard is told in: units, shapes, bases, field types."""

from __future__ import annotations

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
    """How long a record of a kind holds: a moment, until its end, or until the next of its kind.

    A record that lasts a period is said of a whole reporting period and of no day in it, so it
    serves measures and never a clock (clause 1.6).
    """

    POINT = "point"
    SPAN = "span"
    UNTIL_NEXT = "until-next"
    PERIOD = "period"


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
