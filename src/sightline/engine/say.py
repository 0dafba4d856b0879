"""A rule in plain English: when, then, by when, unless, and on whose word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sightline.standard.model import (
    END,
    PLANNED_END,
    START,
    Age,
    AgeIn,
    Alternative,
    Answer,
    Answered,
    Before,
    Birthday,
    BirthdayTrigger,
    By,
    BySchoolOpens,
    Clock,
    Conditions,
    Each,
    EarlierOf,
    Every,
    Itself,
    ItselfForm,
    LaterOf,
    NumberIn,
    Of,
    OneOf,
    OwnEnd,
    Rule,
    Selector,
    Shape,
    Test,
    Trigger,
    Unless,
    Within,
)

_BEGINNINGS = {
    Shape.RESPONSE: ("When", "there must be"),
    Shape.PRECONDITION: ("When", "there must already be"),
    Shape.RECURRENCE: ("While", "there must be"),
    Shape.BEFORE_END: ("When", "there must be"),
    Shape.PROHIBITION: ("While", "there must never be"),
}


def say_rule(rule: Rule) -> Iterator[str]:
    """A rule as a few whole sentences, each a line."""
    until = "" if rule.until is None else f" until {_date(rule.until)}"
    yield f"From {_date(rule.from_)}{until} ({rule.basis}; {rule.source})"
    begin, must = _BEGINNINGS[rule.shape]
    when = say_any([say_trigger(trigger) for trigger in rule.when])
    then = say_any([say_answer(answer) for answer in rule.then])
    clock = say_timing(rule)
    yield f"  {begin} {when}, {must} {then}{', ' + clock if clock else ''}."
    for line in _options(rule):
        yield f"  {line}"
    yield f"  Owed by: {_plain(rule.owner)}."


def _options(rule: Rule) -> Iterator[str]:
    chooses = [*map(say_test, rule.for_), *say_conditions(rule.for_conditions)]
    if chooses:
        yield f"This rule is for {' and '.join(chooses)}."
    conditions = list(say_conditions(rule.conditions))
    if conditions:
        yield f"Only {' and '.join(conditions)}."
    if rule.already is not None:
        up_to = "" if rule.already.within is None else f" up to {rule.already.within}"
        yield f"Work already done{up_to} before counts."
    if rule.no_older_than is not None:
        yield f"It must be no older than {rule.no_older_than}."
    for unless in rule.unless:
        yield f"Not owed if there {say_unless(unless)}."
    if rule.lapses:
        ends = ["its own end" if isinstance(x, OwnEnd) else say_selected(x) for x in rule.lapses]
        yield f"It lapses with {say_any(ends)}."
    if rule.running_spared:
        yield "What already ran when the rule began is spared."
    if rule.certainty == "check":
        yield "The number is from memory: check it in the source."
    if rule.decided_by:
        yield f"Decided by {rule.decided_by}."


def say_any(parts: Sequence[str]) -> str:
    """``a, b or c``."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} or {parts[-1]}"


def say_trigger(trigger: Trigger) -> str:
    """What opens an obligation."""
    if isinstance(trigger, BirthdayTrigger):
        told = f"the child turns {say_age(trigger.birthday.age)}"
        return " ".join([told, *say_conditions(trigger.conditions)])
    return say_selected(trigger)


def say_answer(answer: Answer) -> str:
    """What answers one."""
    if isinstance(answer, Alternative):
        told = say_selected(answer)
        if answer.in_force:
            told += " in force"
        if answer.about:
            told += " about it"
        if answer.same:
            told += f" of the same {' and '.join(map(_plain, answer.same))}"
        return told
    return _itself(answer)


def _itself(answer: Itself) -> str:
    match answer.form:
        case ItselfForm.RECORDED:
            return "its own entry on the file"
        case ItselfForm.ENDED:
            return "its own end"
        case ItselfForm.CONTENT:
            return f"in the record itself {' and '.join(map(say_test, answer.tests))}"


def say_selected(what: Alternative) -> str:
    """A kind with its tests, and which of its moments counts."""
    told = say_selector(what.selector)
    if what.at != START:
        told = f"the {_moment(what.at)} of {told}"
    return " ".join([told, *say_conditions(what.conditions)])


def say_selector(selector: Selector) -> str:
    """``plan (type vulnerability)``."""
    tests = ", ".join(map(say_test, selector.tests))
    return f"{_plain(selector.kind)} ({tests})" if tests else _plain(selector.kind)


def say_test(test: Test) -> str:
    """One test of a field."""
    match test:
        case OneOf(field, values):
            return f"{_plain(field)} {say_any(sorted(map(str, values)))}"
        case NumberIn(field, at_least, under):
            bounds = [f"at least {at_least:g}"] if at_least is not None else []
            bounds += [f"under {under:g}"] if under is not None else []
            return f"{_plain(field)} {' and '.join(bounds)}"
        case Answered(field):
            return f"{_plain(field)} answered"


def say_conditions(conditions: Conditions) -> Iterator[str]:
    """What must be so beside the record, each as a phrase."""
    for selector in conditions.running:
        yield f"while there is {say_selector(selector)}"
    if conditions.age is not None:
        yield f"aged {_ages(conditions.age)}"
    if conditions.of_subject_age is not None:
        yield f"where the other person is aged {_ages(conditions.of_subject_age)}"
    for test in conditions.subject:
        yield f"where {say_test(test)}"
    if conditions.lasted is not None:
        bounds = conditions.lasted
        told = [f"at least {bounds.at_least}"] if bounds.at_least is not None else []
        told += [f"under {bounds.under}"] if bounds.under is not None else []
        yield f"after it has lasted {' and '.join(told)}"


def say_unless(unless: Unless) -> str:
    """What makes nothing owed."""
    told = say_answer(unless.what)
    if unless.covering:
        return f"is {told} running"
    return f"was {told}" + ("" if unless.within is None else f" within {unless.within} before")


def say_timing(rule: Rule) -> str:
    """By when, in words; empty for a prohibition."""
    if rule.clock is not None:
        return say_clock(rule.clock)
    if rule.every is not None:
        return _every(rule.every)
    return "" if rule.each is None else _each(rule.each)


def say_clock(clock: Clock) -> str:
    """A single clock in words."""
    match clock:
        case Within(interval, of):
            return f"within {interval}{_of(of)}"
        case Before(interval, of):
            ahead = "before" if interval.count == 0 else f"at least {interval} before"
            return f"{ahead} {'it' if of is None else _of_name(of)}"
        case By(of):
            return f"by {_of_name(of)}"
        case BySchoolOpens():
            return "before the next school day opens"
        case LaterOf(first, second):
            return f"{say_clock(first)} or {say_clock(second)}, whichever is later"
        case EarlierOf(first, second):
            return f"{say_clock(first)} or {say_clock(second)}, whichever is earlier"


def _every(every: Every) -> str:
    steps = [] if every.first is None else [f"first within {every.first.interval}"]
    steps += [f"then within {step.interval}" for step in every.then[:-1]]
    steps.append(
        f"then every {every.then[-1].interval}" if steps else f"every {every.then[-1].interval}"
    )
    return ", ".join(steps)


def _each(each: Each) -> str:
    told = f"once in each {_plain(each.period)}"
    if each.by_day is None:
        return told
    day = (
        f"day {each.by_day}" if each.by_month is None else f"{each.by_day} {_MONTHS[each.by_month]}"
    )
    return f"{told}, by {day}{' of the next' if each.after else ''}"


_MONTHS = ("", "January", "February", "March", "April", "May", "June", "July", "August",
           "September", "October", "November", "December")  # fmt: skip


def _of(of: Of | None) -> str:
    return "" if of is None else f" of {_of_name(of)}"


def _of_name(of: Of) -> str:
    return (
        f"the birthday at {say_age(of.age)}" if isinstance(of, Birthday) else f"its {_moment(of)}"
    )


def _moment(at: str) -> str:
    return {START: "start", END: "end", PLANNED_END: "planned end"}.get(at, _plain(at))


def _ages(ages: AgeIn) -> str:
    told = [f"{say_age(ages.at_least)} or over"] if ages.at_least is not None else []
    told += [f"under {say_age(ages.under)}"] if ages.under is not None else []
    return " and ".join(told)


def say_age(age: Age) -> str:
    """``17 and a half``, ``17 years 3 months``, ``18``."""
    if age.months == 6:
        return f"{age.years} and a half"
    return str(age.years) if not age.months else f"{age.years} years {age.months} months"


def _plain(name: str) -> str:
    return name.replace("-", " ")


def _date(value: object) -> str:
    return f"{value:%-d %B %Y}"
