"""Finding what answers, lapses or excuses (clauses 5 and 7)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sightline.engine.model import Moment, Record, before
from sightline.engine.reference.days import interval_before
from sightline.engine.reference.facts import Fact, is_answered, matches, order
from sightline.engine.reference.view import Run, View
from sightline.standard.calendar import day_of_minute
from sightline.standard.model import (
    BIRTHDAY_TRIGGER,
    EXEMPTION,
    START,
    Alternative,
    Answer,
    Interval,
    Itself,
    ItselfForm,
    Lapse,
    Rule,
)


@dataclass(frozen=True, slots=True)
class Found:
    """A fact that answers, and when."""

    moment: Moment
    fact: Fact

    @property
    def order(self) -> tuple[int, int, str]:
        """The order of clause 1.7, lowest id last in the tie."""
        return *order(self.moment), self.fact.id


def earliest(found: Iterable[Found]) -> Found | None:
    """The first in order."""
    return min(found, key=lambda f: f.order, default=None)


def latest(found: Iterable[Found]) -> Found | None:
    """The last in order."""
    return max(found, key=lambda f: f.order, default=None)


def found_by(view: View, answer: Alternative, trigger: Fact | None) -> Iterator[Found]:
    """Every fact that an alternative finds by D, at its moment, in order (clause 5.3).

    Never the trigger itself by its start (clause 5.1); its end may lapse it (clause 7.1).
    """
    for found in view.remembered(answer, _untied):
        own_start = found.fact is trigger and answer.at == START
        if not own_start and is_tied(view, answer, found.fact.record, trigger):
            yield found


def _untied(view: View, answer: Alternative) -> list[Found]:
    """What an alternative finds for any trigger: the same for all, so worked out once a view."""
    moments = ((fact, view.moment(fact.record, answer.at)) for fact in view.select(answer.selector))
    found = [
        Found(moment, fact)
        for fact, moment in moments
        if moment is not None
        and view.happened(moment)
        and view.holds(answer.conditions, moment, fact)
    ]
    return sorted(found, key=lambda one: one.order)


def is_tied(view: View, answer: Alternative, record: Record, trigger: Fact | None) -> bool:
    """Whether an answer is about the trigger and agrees with it, if it must (clause 5.3)."""
    about = BIRTHDAY_TRIGGER if trigger is None else trigger.id
    if answer.about and view.fact_id(record.about) != about:
        return False
    return not answer.same or all(
        trigger is not None
        and is_answered(record.details.get(name))
        and record.details.get(name) == trigger.record.details.get(name)
        for name in answer.same
    )


def first_from(
    view: View, answers: Sequence[Answer], start: Moment, trigger: Fact | None, *, chain: bool
) -> Found | None:
    """The earliest answer at or after a moment; for a chain, on a later day (clause 5.1).

    The trigger's own record (``Itself``) answers on any day.
    """
    return earliest(
        found for answer in answers for found in _from(view, answer, start, trigger, chain)
    )


def _from(
    view: View, answer: Answer, start: Moment, trigger: Fact | None, chain: bool
) -> Iterator[Found]:
    """The first that one answer finds."""
    if isinstance(answer, Itself):
        own = itself(view, answer, trigger)
        if own is not None and own.moment is not None:
            yield Found(own.moment, own.fact)
    elif answer.in_force:
        running = first_running(view, answer, start, trigger, chain)
        if running is not None:
            yield running
    else:
        for found in found_by(view, answer, trigger):
            if found.fact is not trigger and _follows(found.moment, start, chain):
                yield found
                return


def _follows(moment: Moment, start: Moment, chain: bool) -> bool:
    """At or after a moment; for a chain, on a later day."""
    return moment.day > start.day if chain else not before(moment, start)


def before_start(
    view: View, answers: Sequence[Answer], start: Moment, trigger: Fact | None, v: Interval | None
) -> Found | None:
    """The latest answer before a moment and no older than V (``already``, clause 5.1)."""
    oldest = None if v is None else interval_before(start.day, v, view.calendar)
    return latest(
        found
        for answer in answers
        if isinstance(answer, Alternative) and not answer.in_force
        for found in found_by(view, answer, trigger)
        if found.fact is not trigger
        and (oldest is None or found.moment.day >= oldest)
        and is_earlier(found.moment, start)
    )


def is_earlier(moment: Moment, start: Moment) -> bool:
    """Certainly earlier, or on the same day where both lack a minute (clause 5.1)."""
    same_day = moment.day == start.day and moment.minute is None and start.minute is None
    return same_day or before(moment, start)


# --- in force (clause 5.2) -------------------------------------------------------------------


def first_running(
    view: View, answer: Alternative, start: Moment, trigger: Fact | None, chain: bool
) -> Found | None:
    """The first moment from ``start`` on at which an interval of the answer runs."""
    moments = [
        (start if run.covers(start) else run.start, run)
        for run in tied_runs(view, answer, trigger)
        if run.last is None or not before(run.last, start)
    ]
    return best_running(
        view, answer, (item for item in moments if not chain or item[0].day > start.day)
    )


def tied_runs(view: View, answer: Alternative, trigger: Fact | None) -> Iterator[Run]:
    """The intervals of an answer that are not the trigger's and are tied to it as they must be."""
    for run in view.runs(answer.selector):
        if run.fact is not trigger and is_tied(view, answer, run.fact.record, trigger):
            yield run


def best_running(
    view: View, answer: Alternative, moments: Iterable[tuple[Moment, Run]]
) -> Found | None:
    """The earliest moment; of equal ones the interval that ends last, then the lowest id."""
    held = [(m, run) for m, run in moments if view.holds(answer.conditions, m, run.fact)]
    if not held:
        return None

    def rank(item: tuple[Moment, Run]) -> tuple[object, ...]:
        moment, run = item
        ends = (1, 0, 0) if run.last is None else (0, *order(run.last))
        return *order(moment), tuple(-end for end in ends), run.fact.id

    moment, run = min(held, key=rank)
    return Found(moment, run.fact)


# --- itself (clause 5.4) ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OfItself:
    """What the trigger's own record answers; ``moment`` None where its entry is not known."""

    moment: Moment | None
    fact: Fact


def itself(view: View, answer: Itself, trigger: Fact | None) -> OfItself | None:
    """The trigger's own record as an answer, or None where it does not answer."""
    if trigger is None:
        return None
    match answer.form:
        case ItselfForm.ENDED:
            end = view.moment(trigger.record, "end")
            return None if end is None else OfItself(end, trigger)
        case ItselfForm.RECORDED:
            version = trigger.first
        case ItselfForm.CONTENT:
            if not matches(answer.tests, trigger.record.details):
                return None
            version = next(v for v in trigger.versions if matches(answer.tests, v.details))
    if not version.entry_known:
        return OfItself(None, trigger)
    moment = Moment(day_of_minute(version.recorded_at), version.recorded_at)
    return OfItself(moment, trigger) if view.happened(moment) else None


# --- lapses and exemptions (clauses 7.1 and 7.2) ---------------------------------------------


def first_lapse(lapses: Iterable[Found], opened: Moment) -> Found | None:
    """The earliest lapse at or after the obligation opened."""
    return earliest(found for found in lapses if not before(found.moment, opened))


def lapses_of(view: View, rule: Rule, trigger: Fact | None) -> list[Found]:
    """All that lapses what a trigger opens under a rule, or would if it came later."""
    return [found for lapse in rule.lapses for found in _lapses(view, lapse, trigger)]


def _lapses(view: View, lapse: Lapse, trigger: Fact | None) -> Iterator[Found]:
    if isinstance(lapse, Alternative):
        yield from found_by(view, lapse, trigger)
    elif trigger is not None and trigger.record.at is not None:
        end = view.moment(trigger.record, "end")
        if end is not None:
            yield Found(end, trigger)


def exemptions(view: View, duty: str, part: str, trigger: str) -> Iterator[Found]:
    """The exemptions of a duty (or part) for one trigger, in order."""
    for fact in view.by_kind.get(EXEMPTION, ()):
        record = fact.record
        if (
            record.at is not None
            and view.happened(record.at)
            and record.details.get("duty") in (duty, f"{duty}/{part}")
            and view.fact_id(record.about) == trigger
        ):
            yield Found(record.at, fact)


def covers_due(view: View, exemption: Found, due: Moment) -> bool:
    """Whether an exemption was decided on or before a day and has not run out by then."""
    end = view.moment(exemption.fact.record, "end")
    return exemption.moment.day <= due.day and (end is None or not before(end, due))
