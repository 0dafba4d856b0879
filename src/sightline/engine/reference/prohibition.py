"""What must never run while something else does (clause 6.7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sightline.engine.model import Moment, Note, Obligation, State
from sightline.engine.reference.answers import covers_due, exemptions, is_tied
from sightline.engine.reference.facts import Fact, order
from sightline.engine.reference.rules import PartOf, chosen, in_force
from sightline.engine.reference.spans import Span, spans_of
from sightline.engine.reference.view import Run, View
from sightline.standard.model import Alternative, Lasts, NumberedRule, Rule


@dataclass(frozen=True, slots=True)
class Breach:
    """A fact that ran when it must not, and the first moment at which it did."""

    moment: Moment
    fact: Fact


def prohibited(view: View, part: PartOf) -> tuple[list[Obligation], set[str]]:
    """The prohibitions of a part, kept or breached, and the ids of its unknown triggers."""
    spans, unknown = spans_of(view, part.part.prohibitions)
    judged = [_judged(view, part, span) for span in spans]
    return [one for one in judged if one is not None], unknown


def _judged(view: View, part: PartOf, span: Span) -> Obligation | None:
    run, matching = span.run, span.rules
    governing = _governing(view, matching, run)
    if governing is None:
        return None
    number, rule = governing
    breaches = _breaches(view, matching, run)
    exempted = [
        e for b in breaches for e in exemptions(view, part.duty, part.name, run.fact.id)
        if covers_due(view, e, Moment(b.moment.day))
    ]  # fmt: skip
    standing = [
        b
        for b in breaches
        if not any(
            covers_due(view, e, Moment(b.moment.day))
            for e in exemptions(view, part.duty, part.name, run.fact.id)
        )
    ]
    state = _state(view, run, rule, breaches, standing)
    kept_so_far = state is State.KEPT and run.over is None
    return Obligation(
        duty=part.duty,
        part=part.name,
        file=view.file.subject.id,
        trigger=run.fact.id,
        rule=number,
        opened=run.start,
        state=state,
        excused_by=exempted[0].fact.id if state is State.EXCUSED else None,
        breaches=tuple(b.fact.id for b in breaches),
        notes=Note.PROVISIONAL if kept_so_far else Note.NONE,
    )


def _state(
    view: View,
    run: Run,
    governing: Rule,
    breaches: list[Breach],
    standing: list[Breach],
) -> State:
    if standing:
        return State.BREACHED
    if breaches:
        return State.EXCUSED
    first = max(run.start.day, governing.first_day)
    last = view.on.day if run.last is None else min(run.last.day, view.on.day)
    kinds = {a.selector.kind for a in governing.then if isinstance(a, Alternative)}
    watched = all(view.is_watched(kind, first, last) for kind in kinds)
    return State.KEPT if watched else State.NOT_WATCHED


def _governing(view: View, rules: Sequence[NumberedRule], run: Run) -> NumberedRule | None:
    """The rule in force on the span's first day, or the first to have begun during it by D."""
    day = run.start.day
    for numbered in rules:
        if in_force(numbered[1], day):
            return numbered
    during = [
        (rule.first_day, number, rule)
        for number, rule in rules
        if day < rule.first_day <= view.on.day
        and (run.last is None or rule.first_day <= run.last.day)
    ]
    if not during:
        return None
    _, number, rule = min(during, key=lambda item: item[:2])
    return number, rule


def _breaches(view: View, rules: Sequence[NumberedRule], run: Run) -> list[Breach]:
    found: dict[str, Breach] = {}
    for _, rule in rules:
        for answer in rule.then:
            if isinstance(answer, Alternative):
                for other in _intervals(view, answer, run.fact):
                    breach = _breach(view, rules, run, other)
                    if breach is not None:
                        found[breach.fact.id] = breach
    return sorted(found.values(), key=lambda b: (*order(b.moment), b.fact.id))


def _intervals(view: View, answer: Alternative, trigger: Fact) -> list[Run]:
    """What an answer selects, as intervals; a point runs for its moment."""
    if view.kinds[answer.selector.kind].lasts is Lasts.POINT:
        facts = view.select(answer.selector)
        runs = [Run(f, f.record.at, f.record.at, None) for f in facts if f.record.at is not None]
    else:
        runs = view.runs(answer.selector)
    return [run for run in runs if run.fact is not trigger]


def _breach(view: View, rules: Sequence[NumberedRule], run: Run, other: Run) -> Breach | None:
    """The breach that another interval makes of a span's prohibition, if it does."""
    start = other.start
    own = _rule_on(view, rules, run, start)
    if own is not None and forbids(view, own, other, run.fact, start):
        together = _together(view, run, other)
        return Breach(max(run.start, start, key=order), other.fact) if together else None
    for begins in sorted({rule.first_day for _, rule in rules if rule.first_day > start.day}):
        first = Moment(begins)
        applies = _rule_on(view, rules, run, first)
        if (
            applies is not None
            and applies.first_day == begins
            and other.covers(first)
            and forbids(view, applies, other, run.fact, first)
        ):
            breach = _running_breach(view, applies, run, other)
            if breach is not None:
                return breach
    return None


def _running_breach(view: View, rule: Rule, run: Run, other: Run) -> Breach | None:
    """The breach by what already ran when a rule that forbids it began."""
    moment = max(Moment(rule.first_day), run.start, key=order)
    all_run = (
        view.happened(moment)
        and in_force(rule, moment.day)
        and run.covers(moment)
        and other.covers(moment)
        and (run.start.day < rule.first_day or _together(view, run, other))
    )
    return Breach(moment, other.fact) if all_run and not rule.running_spared else None


def _rule_on(view: View, rules: Sequence[NumberedRule], run: Run, moment: Moment) -> Rule | None:
    """The rule that applies at a moment, its conditions read then."""
    for _, rule in rules:
        if (
            in_force(rule, moment.day)
            and chosen(view, rule, moment, run.fact)
            and view.holds(rule.conditions, moment, run.fact)
        ):
            return rule
    return None


def forbids(view: View, rule: Rule, other: Run, trigger: Fact, moment: Moment) -> bool:
    """Whether a rule forbids an interval, its conditions read at a moment.

    Of an until-next record the interval depends on what the answer tests: it must be that of an
    answer of this rule.
    """
    return any(
        isinstance(answer, Alternative)
        and is_tied(view, answer, other.fact.record, trigger)
        and any(
            found.fact is other.fact and found.over == other.over
            for found in _intervals(view, answer, trigger)
        )
        and bool(view.holds(answer.conditions, moment, other.fact))
        for answer in rule.then
    )


def _together(view: View, run: Run, other: Run) -> bool:
    """Whether two intervals run together, more than touching (clause 6.7)."""
    if view.kinds[other.fact.record.kind].lasts is Lasts.POINT:
        return run.covers(other.start)
    return not (_ends_by(run, other) or _ends_by(other, run))


def _ends_by(one: Run, another: Run) -> bool:
    """Whether one has ended when another starts: before, or on the day they touch."""
    if one.over is None:
        return False
    if one.over.minute is not None and another.start.minute is not None:
        return one.over.minute <= another.start.minute
    return one.over.day <= another.start.day
