"""What is so of a unit at its moment, on the file on which it stands (docs/concepts/figures.md).

Three-valued: a sign that hangs on something nobody recorded is unknown, and so is what hangs on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from sightline.engine.model import Moment, Outcome, before
from sightline.engine.reference.days import interval_after
from sightline.engine.reference.facts import Fact, Truth, all_of, matches
from sightline.engine.reference.view import View, key_of, succession
from sightline.standard.calendar import end_of_day
from sightline.standard.model import (
    Answered,
    Conditions,
    Interval,
    Lasts,
    Owed,
    Selector,
    Signs,
)

JudgedOn = Callable[[Moment, tuple[str, ...]], Outcome]
"""What became of the obligations of some duties on the unit's file, as it stood on a day."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A record that is counted, and the moment at which its signs are read."""

    fact: Fact
    moment: Moment


def shown(view: View, judged_on: JudgedOn, unit: Unit, signs: Signs) -> Truth:
    """Whether a unit shows all of some signs. ``view``: its file, at or after its moment."""
    return all_of(_truths(view, judged_on, unit, signs))


def _truths(view: View, judged_on: JudgedOn, unit: Unit, signs: Signs) -> Iterator[Truth]:
    yield matches(signs.itself, unit.fact.record.details)
    of_subject = Conditions(age=signs.age, subject=signs.subject)
    yield view.holds(of_subject, unit.moment, unit.fact)
    for selector in signs.running:
        yield _running(view, selector, unit.moment)
    for selector in signs.had:
        begun = _begun(view, selector, unit)
        yield _any_of(truth for _, truth in begun)
    for selector in signs.about:
        yield _about(view, selector, unit, signs.within)
    if signs.owed is not None:
        yield _owed(judged_on, unit, signs.owed)
    if signs.any_of:
        yield _any_of(shown(view, judged_on, unit, one) for one in signs.any_of)
    if signs.none_of:
        found = _any_of(shown(view, judged_on, unit, one) for one in signs.none_of)
        yield None if found is None else not found


def _about(view: View, selector: Selector, unit: Unit, within: Interval | None) -> Truth:
    """Whether such a record is about the unit; unknown while the time for it is not over at T."""
    about = [
        (fact.record.at, truth)
        for fact, truth in view.truths(selector).values()
        if view.fact_id(fact.record.about) == unit.fact.id
    ]
    if within is None:
        return _any_of(truth for _, truth in about)
    last = interval_after(unit.moment.day, within, view.calendar)
    in_time = [truth for at, truth in about if at is None or at.day <= last]
    may_come = [None] if view.known_at <= end_of_day(last) else []
    return _any_of([*in_time, *may_come])


def _any_of(truths: Iterable[Truth]) -> Truth:
    """True if any is, else unknown if any is, else false."""
    seen: Truth = False
    for truth in truths:
        if truth:
            return True
        if truth is None:
            seen = None
    return seen


def _begun(view: View, selector: Selector, unit: Unit) -> list[tuple[Fact, Truth]]:
    """The facts, but for the unit, that match or may match and had begun by its moment."""
    return [
        (fact, truth)
        for fact, truth in view.truths(selector).values()
        if fact.id != unit.fact.id
        and fact.record.at is not None
        and not before(unit.moment, fact.record.at)
    ]


def _running(view: View, selector: Selector, moment: Moment) -> Truth:
    if any(run.covers(moment) for run in view.runs(selector)):
        return True
    unsure = [fact for fact, truth in view.truths(selector).values() if truth is None]
    return None if any(_may_run(view, selector, fact, moment) for fact in unsure) else False


def _may_run(view: View, selector: Selector, fact: Fact, moment: Moment) -> bool:
    """Whether a fact that may match leaves open what is so at a moment."""
    kind, at = view.kinds[fact.record.kind], fact.record.at
    if at is None or before(moment, at):
        return False
    if kind.lasts is Lasts.SPAN:
        return fact.record.ended is None or not before(fact.record.ended, moment)
    over = view.case_over(kind, at)
    if over is not None and over < moment.day:
        return False
    # It does not answer, so it ends nothing (clause 2.3): what was answered before it still stands.
    told = Selector(kind.name, tuple(Answered(test.field) for test in selector.tests))
    return not any(
        key_of(kind, run.fact) == key_of(kind, fact)
        and (
            run.covers(moment)
            or (succession(run.fact) > succession(fact) and run.start.day <= moment.day)
        )
        for run in view.runs(told)
    )


def _owed(judged_on: JudgedOn, unit: Unit, owed: Owed) -> Truth:
    """Whether such an obligation stands on the file; unknown where only its trigger is unclear."""
    outcome = judged_on(Moment(unit.moment.day), owed.duties)
    if any(obligation.state in owed.states for obligation in outcome.obligations):
        return True
    return None if outcome.unknown else False


def unit_facts(view: View, selector: Selector) -> Sequence[tuple[Fact, Truth]]:
    """The facts filed on the view's own subject that are units, or may be."""
    return [
        (fact, truth)
        for fact, truth in view.truths(selector).values()
        if fact.record.file == view.file.subject.id
    ]
