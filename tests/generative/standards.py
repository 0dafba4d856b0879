"""Generated standards: the rules of validity applied backwards.

A shape is chosen first, then only what that shape admits is built, so that nothing is ever thrown
away. What a rule may not say together is written down here once, as the builders of each shape.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date

from sightline.engine.model import Day
from sightline.standard.calendar import calendar_of, date_of, day_of
from sightline.standard.model import (
    END,
    EXEMPTION,
    PLANNED_END,
    START,
    AgeIn,
    Already,
    Alternative,
    Answer,
    Answered,
    Basis,
    Before,
    Birthday,
    BirthdayTrigger,
    By,
    BySchoolOpens,
    Clock,
    Conditions,
    Duty,
    Each,
    EarlierOf,
    Every,
    Interval,
    Itself,
    ItselfForm,
    Lapse,
    LastedIn,
    LaterOf,
    NumberIn,
    Of,
    OneOf,
    OwnEnd,
    Part,
    PeriodName,
    Rule,
    Selector,
    Shape,
    Standard,
    Step,
    Test,
    Trigger,
    Unit,
    Unless,
    Within,
    shape_of,
)
from tests.generative.scenes import (
    AGES,
    DATE_FIELDS,
    DOMAIN,
    KINDS,
    LASTING,
    POINTS,
    SPANS,
    UNTIL_NEXTS,
    Scene,
    shift,
)

NOTHING = Conditions()


@dataclass(frozen=True)
class Wanted:
    """What the generated duties are to be, where a test needs less than everything."""

    shapes: tuple[tuple[int, Shape], ...] = (
        (6, Shape.RESPONSE),
        (3, Shape.RECURRENCE),
        (3, Shape.PRECONDITION),
        (3, Shape.BEFORE_END),
        (3, Shape.PROHIBITION),
    )
    mixed: bool = True
    """Whether the rules of one part may differ in shape."""


EVERYTHING = Wanted()

# --- tests and selectors ---------------------------------------------------------------------


def kind(scene: Scene, *groups: Iterable[str]) -> str:
    """A kind: mostly one of the few that this scene is about, so that records meet rules."""
    allowed = [name for group in groups for name in group]
    about = [name for name in scene.kinds if name in allowed]
    if about and not scene.choices.chance(20):
        return scene.choices.pick(about)
    return scene.choices.pick(allowed)


def any_kind(scene: Scene) -> str:
    """A kind of any duration."""
    return kind(scene, POINTS, SPANS, UNTIL_NEXTS)


def one_test(scene: Scene, name: str) -> Test:
    """A test on a field."""
    choices = scene.choices
    if name in DATE_FIELDS or choices.chance(25):
        return Answered(name)
    if name == "score" and choices.chance(60):
        low = choices.pick((None, 1, 2, 2.5))
        return NumberIn(name, low, choices.pick((2, 2.5, 3)) if low is None else None)
    if name == "score" and choices.chance(30):
        return NumberIn(name, 1, choices.pick((2, 2.5)))
    values = {v[0] if isinstance(v, tuple) else v for v in choices.some(DOMAIN[name], 40)}
    if choices.chance(20):
        values.add(choices.pick(("unknown", "declined", "not-asked")))
    first = DOMAIN[name][0]
    return OneOf(name, frozenset(values or {first[0] if isinstance(first, tuple) else first}))


def some_tests(scene: Scene, at_least: int = 0) -> tuple[Test, ...]:
    """Some tests, on the fields that the scene is about."""
    count = max(at_least, scene.choices.weighted((5, 0), (4, 1), (1, 2)))
    names = [scene.choices.pick(scene.fields) for _ in range(count)]
    if names and scene.choices.chance(15):
        names[0] = scene.choices.pick((*DOMAIN, *DATE_FIELDS))
    return tuple(one_test(scene, name) for name in dict.fromkeys(names))


def selector(scene: Scene, kind_: str) -> Selector:
    """Records of a kind."""
    return Selector(kind_, some_tests(scene))


# --- conditions ------------------------------------------------------------------------------


def conditions(scene: Scene, percent: int, trigger: bool = False) -> Conditions:
    """Conditions, so often in a hundred; ``lasted`` only where there is a trigger that lasts."""
    choices = scene.choices
    if not choices.chance(percent):
        return NOTHING
    form = choices.weighted(
        (4, "running"), (3, "age"), (2, "subject"), (1, "of-subject"), (2, "lasted"), (1, "two")
    )
    running = (selector(scene, kind(scene, LASTING)),)
    match form:
        case "age":
            return Conditions(age=_ages(scene))
        case "subject":
            return Conditions(subject=(_attribute(scene),))
        case "of-subject":
            return Conditions(of_subject_age=_ages(scene))
        case "lasted" if trigger:
            return Conditions(lasted=_lasted(scene))
        case "two":
            more = (selector(scene, kind(scene, LASTING)),) if choices.chance(50) else ()
            return Conditions(
                running=running + more,
                age=_ages(scene) if choices.chance(50) else None,
                subject=(_attribute(scene),) if choices.chance(40) else (),
            )
        case _:
            return Conditions(running=running)


def _ages(scene: Scene) -> AgeIn:
    low, high = scene.choices.pick(((None, 3), (0, None), (1, None), (None, 1), (0, 3), (2, 3)))
    return AgeIn(None if low is None else AGES[low], None if high is None else AGES[high])


_ATTRIBUTES: tuple[Test, ...] = (
    OneOf("sex", frozenset({"f"})),
    Answered("sex"),
    NumberIn("months", at_least=12),
    OneOf("sex", frozenset({"m", "unknown"})),
    NumberIn("months", under=12),
)


def _attribute(scene: Scene) -> Test:
    return scene.choices.pick(_ATTRIBUTES)


def _lasted(scene: Scene) -> LastedIn:
    calendar = (Unit.DAYS, Unit.WEEKS, Unit.MONTHS, Unit.YEARS)
    first = scene.interval(units=calendar)
    match scene.choices.weighted((3, "least"), (3, "under"), (1, "both")):
        case "least":
            return LastedIn(at_least=first)
        case "under":
            return LastedIn(under=first)
        case _:
            return LastedIn(at_least=first, under=Interval(first.count + 2, first.unit))


# --- triggers and answers --------------------------------------------------------------------


def starting(scene: Scene, kinds: Iterable[str]) -> Alternative:
    """A trigger from its start."""
    what = selector(scene, kind(scene, kinds))
    return Alternative(what, conditions=conditions(scene, 8, what.kind in LASTING))


def at_moment(scene: Scene, at: str) -> Alternative:
    """A trigger at a moment; only spans have an end of their own."""
    kinds = SPANS if at in (END, PLANNED_END) else (*POINTS, *SPANS, *UNTIL_NEXTS)
    return replace(starting(scene, kinds), at=at)


def birthday_trigger(scene: Scene) -> BirthdayTrigger:
    """A birthday as a trigger."""
    return BirthdayTrigger(Birthday(scene.choices.pick(AGES)), conditions(scene, 20))


def same_fields(scene: Scene) -> tuple[str, ...]:
    """Fields that must agree between an answer and its trigger."""
    return scene.choices.some(tuple(dict.fromkeys(scene.fields)), 60) or scene.fields[:1]


def linked(scene: Scene, alternative: Alternative, percent: int) -> Alternative:
    """An alternative that must, so often in a hundred, have to do with the trigger."""
    match scene.choices.weighted((100 - percent, ""), (percent // 2, "about"), (percent, "same")):
        case "about":
            return replace(alternative, about=True)
        case "same":
            return replace(alternative, same=same_fields(scene))
        case _:
            return alternative


def answer(scene: Scene, in_force: bool, moments: bool = True) -> Alternative:
    """A record as an answer; at its start, or at another of its moments."""
    choices = scene.choices
    if in_force and choices.chance(25):
        what = Alternative(
            selector(scene, kind(scene, LASTING)), conditions=conditions(scene, 8), in_force=True
        )
        return linked(scene, what, 15)
    at = START
    if moments:
        at = choices.weighted(
            (74, START), (8, END), (6, "set_on"), (6, "heard_at"), (6, PLANNED_END)
        )
    kind_ = kind(scene, SPANS) if at in (END, PLANNED_END) else any_kind(scene)
    what = Alternative(selector(scene, kind_), at=at, conditions=conditions(scene, 12))
    return linked(scene, what, 25)


def itself(scene: Scene) -> Itself:
    """The trigger's own record as the answer."""
    form = scene.choices.pick((ItselfForm.CONTENT, ItselfForm.RECORDED, ItselfForm.ENDED))
    tests = some_tests(scene, at_least=1) if form is ItselfForm.CONTENT else ()
    return Itself(form, tests)


def single_answers(
    scene: Scene, when: tuple[Trigger, ...], in_force: bool, own: int = 0
) -> tuple[Answer, ...]:
    """What answers a single clock: records, or (``own`` in a hundred) the trigger's own."""
    records = all(isinstance(trigger, Alternative) for trigger in when)
    answers: list[Answer] = []
    for _ in range(scene.choices.weighted((4, 1), (1, 2))):
        first = when[0]
        if records and scene.choices.chance(own):
            answers.append(itself(scene))
        elif isinstance(first, Alternative) and scene.choices.chance(12):
            answers.append(linked(scene, Alternative(first.selector), 10))  # a chain
        else:
            answers.append(answer(scene, in_force))
    return tuple(answers)


def lapses(scene: Scene, when: tuple[Trigger, ...]) -> tuple[Lapse, ...]:
    """What ends an obligation without an answer."""
    choices = scene.choices
    found: list[Lapse] = []
    for _ in range(choices.weighted((6, 0), (5, 1), (1, 2))):
        first = when[0]
        form = choices.weighted((3, "other"), (2, "own"), (1, "end"))
        if form == "own" and isinstance(first, Alternative) and first.selector.kind in SPANS:
            found.append(OwnEnd())
        elif form == "end":
            found.append(Alternative(selector(scene, kind(scene, SPANS)), at=END))
        else:
            found.append(replace(answer(scene, in_force=False), in_force=False))
    return tuple(found)


def unlesses(scene: Scene) -> tuple[Unless, ...]:
    """What keeps an obligation from arising."""
    choices = scene.choices
    if not choices.chance(18):
        return ()
    if choices.chance(35):
        covering = Alternative(selector(scene, kind(scene, LASTING)))
        return (Unless(linked(scene, covering, 15), covering=True),)
    what = answer(scene, in_force=False, moments=choices.chance(50))
    return (Unless(what, within=scene.interval(hours=False) if choices.chance(60) else None),)


def already(scene: Scene, percent: int) -> Already | None:
    """Whether earlier work counts, so often in a hundred."""
    if not scene.choices.chance(percent):
        return None
    return Already(scene.interval(hours=False) if scene.choices.chance(70) else None)


# --- clocks ----------------------------------------------------------------------------------


def moment_named(scene: Scene, starts: bool = True) -> Of:
    """Another moment of the trigger, or a birthday, for a clock to count from."""
    options: list[Of] = [END, "set_on", "heard_at", PLANNED_END]
    if scene.choices.chance(15):
        return Birthday(scene.choices.pick(AGES))
    return scene.choices.pick([START, *options] if starts else options)


def forward(scene: Scene, birthday: bool = False) -> Clock:
    """A clock that counts forward. A birthday has no other moments than birthdays."""
    choices = scene.choices
    of: Of | None = None
    if choices.chance(15):
        of = Birthday(choices.pick(AGES)) if birthday else moment_named(scene)
    match choices.weighted((8, "within"), (1, "by"), (1, "opens")):
        case "by":
            named = Birthday(choices.pick(AGES)) if birthday else moment_named(scene)
            return By(named if of is None else of)
        case "opens":
            return BySchoolOpens()
        case _:
            return Within(scene.interval(), of)


def two_of(scene: Scene, first: Clock, second: Clock) -> Clock:
    """The later or the earlier of two clocks."""
    if scene.choices.chance(50):
        first, second = second, first
    later = scene.choices.chance(50)
    return LaterOf(first, second) if later else EarlierOf(first, second)


def perhaps_two(scene: Scene, clock: Clock, birthday: bool = False) -> Clock:
    """A clock, or it with another, or with two more."""
    match scene.choices.weighted((16, 1), (4, 2), (1, 3)):
        case 1:
            return clock
        case 2:
            return two_of(scene, clock, forward(scene, birthday))
        case _:
            inner = two_of(scene, clock, forward(scene, birthday))
            return two_of(scene, inner, forward(scene, birthday))


# --- one rule of each shape ------------------------------------------------------------------


def _rule(shape: Shape, when: tuple[Trigger, ...], then: tuple[Answer, ...]) -> dict[str, object]:
    return {
        "shape": shape,
        "from_": date(2000, 1, 1),
        "when": when,
        "then": then,
        "basis": Basis.LOCAL,
        "source": "",
        "owner": "",
    }


def _gated(scene: Scene, rule: Rule) -> Rule:
    """A rule with conditions that gate it and others that choose it."""
    lasting = all(isinstance(t, Alternative) and t.selector.kind in LASTING for t in rule.when)
    # A precondition's trigger has not begun: nothing can be asked of how long it has lasted.
    lasted = lasting and rule.shape is not Shape.PRECONDITION
    return replace(
        rule,
        conditions=conditions(scene, 11, lasted),
        for_=some_tests(scene, 1) if scene.choices.chance(10) else (),
        for_conditions=conditions(scene, 6, lasted),
    )


def response(scene: Scene, when: tuple[Trigger, ...] = ()) -> Rule:
    """When this, then that within so long."""
    choices = scene.choices
    if not when:
        first: Trigger = at_moment(
            scene,
            choices.weighted(
                (14, START), (3, END), (2, "set_on"), (2, "heard_at"), (1, PLANNED_END)
            ),
        )
        if choices.chance(12):
            first = birthday_trigger(scene)
        when = (first,)
        if choices.chance(20):
            when += (
                birthday_trigger(scene)
                if choices.chance(15)
                else at_moment(scene, choices.weighted((3, START), (1, END))),
            )
    birthday = any(isinstance(trigger, BirthdayTrigger) for trigger in when)
    return Rule(
        **_rule(Shape.RESPONSE, when, single_answers(scene, when, in_force=True, own=15)),  # type: ignore[arg-type]
        clock=perhaps_two(scene, forward(scene, birthday), birthday),
        already=already(scene, 20),
        unless=unlesses(scene),
        lapses=lapses(scene, when),
    )


def precondition(scene: Scene, when: tuple[Trigger, ...] = ()) -> Rule:
    """Before this starts, that."""
    choices = scene.choices
    if not when:
        every = (*POINTS, *SPANS, *UNTIL_NEXTS)
        when = (starting(scene, every),)
        if choices.chance(15):
            when += (starting(scene, every),)
    at_trigger = choices.chance(25)
    interval = Interval(0, scene.interval().unit) if at_trigger else scene.interval()
    clock: Clock = Before(interval, choices.weighted((5, None), (1, START)))
    if not at_trigger:
        clock = perhaps_two(scene, clock)
    return Rule(
        **_rule(Shape.PRECONDITION, when, single_answers(scene, when, in_force=at_trigger)),  # type: ignore[arg-type]
        clock=clock,
        unless=unlesses(scene),
        lapses=lapses(scene, when),
        no_older_than=scene.interval(hours=False) if choices.chance(35) else None,
    )


def before_end(scene: Scene, when: tuple[Trigger, ...] = ()) -> Rule:
    """Before this ends (or another of its moments comes), that."""
    choices = scene.choices
    if not when:
        at = choices.weighted((6, END), (3, PLANNED_END), (2, "set_on"), (2, "heard_at"))
        when = (at_moment(scene, at),)
        if choices.chance(12):
            when += (at_moment(scene, choices.pick((END, PLANNED_END))),)
    of: Of | None = moment_named(scene, starts=False) if choices.chance(20) else None
    clock: Clock = perhaps_two(scene, Before(scene.interval(), of))
    return Rule(
        **_rule(Shape.BEFORE_END, when, single_answers(scene, when, in_force=choices.chance(25))),  # type: ignore[arg-type]
        clock=clock,
        already=already(scene, 15),
        unless=unlesses(scene),
        lapses=lapses(scene, when),
    )


def during(scene: Scene) -> tuple[Trigger, ...]:
    """The spans during which something recurs or is forbidden."""
    when: tuple[Trigger, ...] = (starting(scene, LASTING),)
    if scene.choices.chance(12):
        when += (starting(scene, LASTING),)
    return when


def every(scene: Scene) -> Every:
    """A rolling recurrence."""
    choices = scene.choices
    steps = [
        Step(scene.interval(hours=False), of_start=choices.chance(15))
        for _ in range(choices.weighted((5, 1), (3, 2), (1, 3)))
    ]
    steps[-1] = replace(steps[-1], of_start=False)
    only_from = choices.weighted((8, 1), (1, 2), (1, 3))
    return Every(
        tuple(steps),
        first=Step(scene.interval(hours=False), of_start=choices.chance(20))
        if choices.chance(60)
        else None,
        only_from=only_from,
        only_to=only_from + choices.pick((0, 1)) if choices.chance(12) else None,
    )


def each(scene: Scene) -> Each:
    """A recurrence by calendar period; short scenes have short periods, or nothing would end."""
    choices = scene.choices
    short = (PeriodName.WEEK, PeriodName.SCHOOL_WEEK, PeriodName.MONTH)
    long = (
        PeriodName.QUARTER,
        PeriodName.TERM,
        PeriodName.FINANCIAL_YEAR,
        PeriodName.CALENDAR_YEAR,
    )
    period = choices.pick(short if choices.chance(75 if scene.scale == "weeks" else 40) else long)
    by_day = by_month = None
    if period in (PeriodName.FINANCIAL_YEAR, PeriodName.CALENDAR_YEAR) and choices.chance(60):
        by_month, by_day = choices.pick(((6, 30), (2, 29), (4, 1), (3, 30), (12, 25)))
    if period is PeriodName.MONTH and choices.chance(60):
        by_day = choices.pick((15, 1, 28, 31))
    return Each(
        period,
        by_day,
        by_month,
        after=by_day is not None and choices.chance(50),
        part_owed=choices.chance(35),
    )


def recurrence(scene: Scene, when: tuple[Trigger, ...] = ()) -> Rule:
    """While this lasts, that every so often."""
    choices = scene.choices
    when = when or during(scene)
    rolling = choices.chance(60)
    count = choices.weighted((4, 1), (1, 2))
    then = tuple(answer(scene, in_force=not rolling, moments=False) for _ in range(count))
    return Rule(
        **_rule(Shape.RECURRENCE, when, then),  # type: ignore[arg-type]
        every=every(scene) if rolling else None,
        each=None if rolling else each(scene),
        already=already(scene, 25) if rolling else None,
        lapses=lapses(scene, when),
    )


def prohibition(scene: Scene, when: tuple[Trigger, ...] = ()) -> Rule:
    """While this lasts, never that."""
    count = scene.choices.weighted((4, 1), (1, 2))
    then = tuple(answer(scene, in_force=False, moments=False) for _ in range(count))
    return Rule(
        **_rule(Shape.PROHIBITION, when or during(scene), then),  # type: ignore[arg-type]
        running_spared=scene.choices.chance(25),
    )


BUILDERS = {
    Shape.RESPONSE: response,
    Shape.PRECONDITION: precondition,
    Shape.BEFORE_END: before_end,
    Shape.RECURRENCE: recurrence,
    Shape.PROHIBITION: prohibition,
}

# --- parts, duties, standards ----------------------------------------------------------------


def part(scene: Scene, name: str, wanted: Wanted) -> Part:
    """One part: rules of one shape, or now and then of several, in force one after another."""
    choices = scene.choices
    shape = choices.weighted(*wanted.shapes)
    rules: list[Rule] = []
    for n in range(choices.weighted((5, 1), (4, 2), (1, 3))):
        if n and wanted.mixed and choices.chance(15):
            shape = _beside(scene, shape)
        rules.append(_next_rule(scene, rules, shape))
    return Part(name, name, tuple(_in_force(scene, rules)))


def _beside(scene: Scene, shape: Shape) -> Shape:
    """Another shape for a later rule. A prohibition is known by its span alone, as an obligation
    of a single clock is, and one part would then owe two things of one name."""
    if shape is Shape.PROHIBITION:
        return Shape.RECURRENCE
    return scene.choices.pick([s for s in Shape if s is not shape and s is not Shape.PROHIBITION])


def _next_rule(scene: Scene, rules: list[Rule], shape: Shape) -> Rule:
    """A rule: the first of its part, or one that keeps much of the one before, as laws do."""
    choices = scene.choices
    last = rules[-1] if rules else None
    if last is None or last.shape is not shape or choices.chance(25):
        return _gated(scene, BUILDERS[shape](scene))
    rule = BUILDERS[shape](scene, last.when)
    if choices.chance(60) and _admits(rule, last.then):
        rule = replace(rule, then=last.then)
    return _gated(scene, rule)


def _admits(rule: Rule, then: tuple[Answer, ...]) -> bool:
    """Whether a rule may have the answers of the one before; only some clocks can be in force."""
    if not any(isinstance(answer, Alternative) and answer.in_force for answer in then):
        return True
    at_trigger = isinstance(rule.clock, Before) and rule.clock.interval.count == 0
    return rule.each is not None or rule.shape is Shape.RESPONSE or at_trigger


def _in_force(scene: Scene, rules: list[Rule]) -> Iterator[Rule]:
    """Rules with their days in force: for ever, or one after another, with gaps or overlaps."""
    choices = scene.choices
    # What was going on when a law began matters to a prohibition as to nothing else.
    begins = 55 if rules[0].shape is Shape.PROHIBITION else 18
    if not choices.chance(50 if len(rules) > 1 else begins):
        yield from rules
        return
    long_ago = choices.chance(30 if rules[0].shape is Shape.PROHIBITION else 70)
    from_ = date(2000, 1, 1) if long_ago else date_of(scene.day())
    for n, rule in enumerate(rules):
        until = date_of(scene.day()) if n < len(rules) - 1 or choices.chance(30) else None
        if until is not None and until <= from_:
            until = None
        yield replace(rule, from_=from_, until=until)
        if until is not None:
            gap = choices.weighted((6, 0), (1, 1), (1, 20), (1, -1), (1, -30))
            from_ = date.fromordinal(until.toordinal() + gap)


def duty(scene: Scene, id_: str, wanted: Wanted = EVERYTHING) -> Duty:
    """A duty of one part, or two."""
    names = ("",) if not scene.choices.chance(20) else ("first", "second")
    parts = tuple(part(scene, name, wanted) for name in names)
    owed_to = ("child",) if scene.choices.chance(70) else ("worker", "child")
    return Duty(id_, id_, owed_to, (), "", parts)


def standard(scene: Scene, wanted: Wanted = EVERYTHING) -> Standard:
    """A standard of one duty, now and then two."""
    ids = ("d1", "d2") if scene.choices.chance(8) else ("d1",)
    duties = {id_: duty(scene, id_, wanted) for id_ in ids}
    made = Standard(
        "generated", "Generated", "1", "0" * 64, "england", KINDS, duties, {}, {}, scene.calendars
    )
    scene.intervals += [node for node in walk(duties) if isinstance(node, Interval)]
    scene.learn(days_that_matter(scene, made))
    return made


def days_that_matter(scene: Scene, standard_: Standard) -> Iterator[Day]:
    """The days that lie a rule's own interval, or the edge of a period, from the scene's days."""
    table = scene.calendars["england"]
    base = tuple(scene.days)
    for node in walk(standard_.duties):
        if isinstance(node, Interval):
            yield from (shift(day, node, sign, table) for day in base for sign in (1, -1))
        if isinstance(node, Each):
            for day in base:
                for first, last in calendar_of(table).periods(node.period, day, day):
                    yield from (first, last, last + 1)
                    scene.by_days.append(by_day(node, first, last))
    yield from scene.by_days


def by_day(each: Each, first: Day, last: Day) -> Day:
    """About the day in a period by which something is due."""
    if each.by_day is None:
        return last
    start = date_of(first)
    month, day = each.by_month or start.month, min(each.by_day, 28)
    return day_of(date(start.year + (month < start.month), month, day))


def walk(node: object) -> Iterator[object]:
    """Every dataclass, enum member and plain value that something is made of."""
    yield node
    if is_dataclass(node):
        for field in fields(node):
            yield from walk(getattr(node, field.name))
    elif isinstance(node, dict):
        for value in node.values():
            yield from walk(value)
    elif isinstance(node, tuple | frozenset):
        for value in node:
            yield from walk(value)


def rules_of(standard_: Standard) -> list[Rule]:
    """Every rule of every part."""
    return [r for d in standard_.duties.values() for p in d.parts for r in p.rules]


__all__ = ["EVERYTHING", "EXEMPTION", "Wanted", "rules_of", "shape_of", "standard", "walk"]
