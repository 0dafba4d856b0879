"""What has no meaning cannot be built: each dataclass refuses it in words its author can act on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from sightline.standard.model import (
    END,
    START,
    Age,
    AgeIn,
    Already,
    Alternative,
    Basis,
    Before,
    Birthday,
    BirthdayTrigger,
    By,
    CalendarTable,
    Clock,
    Code,
    Duty,
    Each,
    EarlierOf,
    Every,
    Field,
    FieldType,
    Interval,
    Itself,
    ItselfForm,
    Kind,
    LastedIn,
    Lasts,
    LaterOf,
    NumberIn,
    OneOf,
    OwnEnd,
    Part,
    PeriodName,
    Rule,
    Selector,
    Shape,
    Step,
    Unit,
    Unless,
    Within,
    shape_of,
)

DAYS = Interval(5, Unit.DAYS)
HOURS = Interval(5, Unit.HOURS)
SPAN = Alternative(Selector("care"))
AT_END = Alternative(Selector("care"), at=END)
VISIT = Alternative(Selector("visit"))
RUNNING = Alternative(Selector("plan"), in_force=True)
BIRTHDAY = BirthdayTrigger(Birthday(Age(18)))
EVERY = Every((Step(DAYS),))
MONTHLY = Each(PeriodName.MONTH)
OWN = Itself(ItselfForm.RECORDED)


def rule(shape: Shape = Shape.RESPONSE, **said: Any) -> Rule:
    """A rule that means something, but for what is said."""
    clock: dict[Shape, dict[str, Any]] = {
        Shape.RESPONSE: {"clock": Within(DAYS)},
        Shape.PRECONDITION: {"clock": Before(DAYS)},
        Shape.BEFORE_END: {"clock": Before(DAYS), "when": (AT_END,)},
        Shape.RECURRENCE: {"every": EVERY},
        Shape.PROHIBITION: {},
    }
    usual: dict[str, Any] = {"from_": date(2008, 1, 1), "when": (SPAN,), "then": (VISIT,),
             "basis": Basis.PROJECT, "source": "made up", "owner": "worker"}  # fmt: skip
    return Rule(shape, **(usual | clock[shape] | said))


@pytest.mark.parametrize("shape", Shape)
def test_each_shape_can_be_built(shape: Shape) -> None:
    assert rule(shape).shape is shape


NONSENSE: dict[str, Callable[[], object]] = {
    "a code list belongs to": lambda: Field("f", "F", FieldType.TEXT, (Code("a", "A"),)),
    "each of those needs one": lambda: Field("f", "F", FieldType.CODE),
    "a code is listed twice": lambda: Field(
        "f", "F", FieldType.CODES, (Code("a", "A"), Code("a", "B"))
    ),
    "declined may be answered in every": lambda: Field(
        "f", "F", FieldType.CODE, (Code("declined", "D"),)
    ),
    "only a kind that lasts until the next has a key": lambda: Kind(
        "k", "K", Lasts.SPAN, {}, key=("f",)
    ),
    "its key names no field of it: 'f'": lambda: Kind("k", "K", Lasts.UNTIL_NEXT, {}, key=("f",)),
    "neither 'about' nor a field of type file: 'f'": lambda: Kind(
        "k", "K", Lasts.POINT, {"f": Field("f", "F", FieldType.TEXT)}, also_on=("f",)
    ),
    "an interval is never negative": lambda: Interval(-1, Unit.DAYS),
    "is matched against no value at all": lambda: OneOf("f", frozenset()),
    "neither 'at least' nor 'under'": lambda: NumberIn("f"),
    "at most 11 months": lambda: Age(17, 12),
    "an age is so many years": lambda: Age(-1),
    "an age condition says neither": lambda: AgeIn(),
    "a 'lasted' condition says neither": lambda: LastedIn(),
    "'lasted' counts in days, weeks, months or years": lambda: LastedIn(
        under=Interval(3, Unit.WORKING_DAYS)
    ),
    "or tests on the record's content": lambda: Itself(ItselfForm.CONTENT),
    "'unless' is either covering or within": lambda: Unless(VISIT, DAYS, covering=True),
    "at least one step that repeats": lambda: Every(()),
    "cannot be counted from the start each time": lambda: Every((Step(DAYS, of_start=True),)),
    "a recurrence counts in days or longer": lambda: Every((Step(DAYS),), Step(HOURS)),
    "steps are numbered from 1": lambda: Every((Step(DAYS),), only_from=0),
    "the last is not before the first": lambda: Every((Step(DAYS),), only_from=3, only_to=2),
    "'after' only with a 'by' day": lambda: Each(PeriodName.MONTH, after=True),
    "'by' is a day and month of a year": lambda: Each(PeriodName.CALENDAR_YEAR, by_day=3),
    "or a day of a month": lambda: Each(PeriodName.MONTH, by_day=3, by_month=4),
    "'by' goes with years and months only": lambda: Each(PeriodName.WEEK, by_day=3),
    "ends (2007-01-01) before it begins": lambda: rule(until=date(2007, 1, 1)),
    "something that triggers it": lambda: rule(when=()),
    "something that answers it": lambda: rule(then=()),
    "a prohibition has none": lambda: rule(Shape.PROHIBITION, clock=Within(DAYS)),
    "exactly one clock": lambda: rule(clock=None),
    "'every' and 'each' make a recurrence": lambda: rule(clock=None, every=EVERY),
    "its clock makes a precondition, not a response": lambda: rule(clock=Before(DAYS)),
    "runs during a span, from its start": lambda: rule(Shape.RECURRENCE, when=(AT_END,)),
    "a birthday triggers a response only": lambda: rule(Shape.BEFORE_END, when=(BIRTHDAY,)),
    "'itself' answers a forward clock only": lambda: rule(Shape.PRECONDITION, then=(OWN,)),
    "'in-force' answers a single clock or an 'each'": lambda: rule(
        Shape.RECURRENCE, then=(RUNNING,)
    ),
    "is read at the trigger: 'before: 0 days'": lambda: rule(Shape.PRECONDITION, then=(RUNNING,)),
    "'unless' belongs to a single clock": lambda: rule(Shape.RECURRENCE, unless=(Unless(VISIT),)),
    "'already' belongs to": lambda: rule(Shape.PRECONDITION, already=Already()),
    "a prohibition does not lapse": lambda: rule(Shape.PROHIBITION, lapses=(OwnEnd(),)),
    "'no-older-than' belongs to a precondition": lambda: rule(no_older_than=DAYS),
    "'running: spared' belongs to a prohibition": lambda: rule(running_spared=True),
    "looking back counts in days or longer": lambda: rule(already=Already(HOURS)),
    "give it at least one": lambda: Part("", "", ()),
    "has no part": lambda: Duty("d", "D", ("child",), (), "", ()),
    "two parts have the same name": lambda: Duty(
        "d", "D", ("child",), (), "", (Part("a", "A", (rule(),)), Part("a", "A", (rule(),)))
    ),
    "the calendar ends before it begins": lambda: CalendarTable(
        "x", "made up", date(2008, 1, 2), date(2008, 1, 1), ()
    ),
    "a holiday lies outside": lambda: CalendarTable(
        "x", "made up", date(2008, 1, 1), date(2008, 1, 2), (date(2008, 1, 3),)
    ),
    "a term or break ends": lambda: CalendarTable(
        "x", "made up", date(2008, 1, 1), date(2008, 1, 2), (),
        terms=((date(2008, 1, 2), date(2008, 1, 1)),),
    ),
}  # fmt: skip


@pytest.mark.parametrize("says", NONSENSE)
def test_what_has_no_meaning_is_refused_with_the_reason(says: str) -> None:
    with pytest.raises(ValueError, match=r".") as refused:
        NONSENSE[says]()
    assert says in str(refused.value)


@pytest.mark.parametrize(
    ("clock", "when", "shape"),
    [
        (Within(DAYS), SPAN, Shape.RESPONSE),
        (By(Birthday(Age(18))), SPAN, Shape.RESPONSE),
        (Before(DAYS), SPAN, Shape.PRECONDITION),
        (Before(DAYS, START), AT_END, Shape.PRECONDITION),
        (Before(DAYS), AT_END, Shape.BEFORE_END),
        (Before(DAYS, "hearing-on"), SPAN, Shape.BEFORE_END),
        (LaterOf(Before(DAYS, END), Within(DAYS, START)), SPAN, Shape.BEFORE_END),
        (EarlierOf(Within(DAYS), Before(DAYS)), SPAN, Shape.PRECONDITION),
        (LaterOf(Before(DAYS), Before(DAYS, END)), SPAN, Shape.BEFORE_END),
        (LaterOf(Within(DAYS), Within(DAYS)), SPAN, Shape.RESPONSE),
    ],
)
def test_the_clock_says_the_shape(clock: Clock, when: Alternative, shape: Shape) -> None:
    assert shape_of(clock, (when,)) is shape


@pytest.mark.parametrize(
    ("what", "said"),
    [
        (Interval(1, Unit.WORKING_DAYS), "1 working day"),
        (Interval(5, Unit.WORKING_DAYS), "5 working days"),
        (Interval(0, Unit.HOURS), "0 hours"),
        (Age(17, 6), "17y6m"),
        (Age(18), "18"),
    ],
)
def test_intervals_and_ages_are_said_as_they_are_written(what: object, said: str) -> None:
    assert str(what) == said
