"""Overlays: a locality's own intervals, tighter than the law's or where the law has none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date

from sightline.standard import words as w
from sightline.standard.faults import Unreadable
from sightline.standard.kinds import read_validity
from sightline.standard.model import (
    Basis,
    Before,
    Duty,
    Every,
    Interval,
    Part,
    Rule,
    Step,
    Unit,
    Within,
)
from sightline.standard.nodes import Map, Node, Scalar, listing, there
from sightline.standard.scalars import day, interval, path, text

_BINDING = (Basis.STATUTE, Basis.GUIDANCE)
_SCALE = {
    Unit.DAYS: (Unit.DAYS, 1),
    Unit.WEEKS: (Unit.DAYS, 7),
    Unit.MONTHS: (Unit.MONTHS, 1),
    Unit.YEARS: (Unit.MONTHS, 12),
}
"""The units of which one can be told in another, whatever the day."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What an overlay sets for one duty: a new interval, or those of a rolling recurrence.

    ``first``: the first of the intervals is that of the first step.
    """

    node: Node
    word: str
    intervals: tuple[Interval, ...]
    first: bool
    from_: date
    until: date | None
    source: str


@dataclass(frozen=True, slots=True)
class Decision:
    """Who set the intervals of an overlay, and when."""

    by: str
    on: date


def apply_overlay(node: Node, duties: dict[str, Duty | None]) -> None:
    """Replace the duties that the overlay names by those with its intervals."""
    said = node.words(w.OVERLAY, "an overlay, as a mapping")
    said.need("overlay", text)
    decision = Decision(said.need("decided-by", text), said.need("decided-on", day))
    named = said.need("duties", lambda n: tuple(n.entries("duties by id, as a mapping"))) or ()
    for key, value in named:
        with suppress(Unreadable):
            duty, part = _duty_at(key, duties)
            duties[duty.id] = _set(duty, part, _setting(value), decision)


def _duty_at(key: Scalar, duties: Mapping[str, Duty | None]) -> tuple[Duty, str | None]:
    """The duty of ``duty`` or ``duty/part``, and the part's name if there is one."""
    id_, _, part = path(key).partition("/")
    if id_ not in duties:
        key.refuse("a duty of the standard", among=duties)
    duty = there(duties[id_])
    names = [p.name for p in duty.parts]
    if part and part not in names:
        key.refuse(f"a part of {id_!r}", among=[f"{id_}/{name}" for name in names if name])
    return duty, part or None


def _setting(node: Node) -> Setting:
    said = node.words(w.OVERLAY_DUTY, "a new interval, as a mapping")
    from_, until = said.need("from", day), read_validity(said)[1]
    source = said.need("source", text)
    clocks = [word for word in ("within", "before", "every") if word in said]
    if not clocks:
        said.missing("'within', 'before' or 'every'", ["within", "before", "every"])
    if len(clocks) > 1:
        said.wrong(clocks[1], f"expected one clock, found {listing(clocks, 'and')}")
    word = clocks[0] if clocks else ""
    intervals, first = said.maybe(word, _intervals, None) or ((), False)
    return said.build(
        lambda: Setting(said.said[word], word, intervals, first, from_, until, source)
    )


def _intervals(node: Node) -> tuple[tuple[Interval, ...], bool]:
    """The intervals in order, and whether the first of them is that of the first step."""
    if not isinstance(node, Map):
        return (interval(node),), False
    said = node.words(w.OVERLAY_EVERY)
    first = said.maybe("first", interval, None)
    then = said.need("then", lambda n: n.one_or_each(interval))
    return said.build(lambda: ((first, *then), True) if first else (then, False))


# --- setting ---------------------------------------------------------------------------------


def _set(duty: Duty, part_name: str | None, setting: Setting, decision: Decision) -> Duty:
    """The duty with the setting on each rule that is in force while the setting is."""

    def part(old: Part) -> Part:
        if part_name not in (None, old.name):
            return old
        if not any(_meets(rule, setting) for rule in old.rules):
            setting.node.refuse("", message=f"no rule of {_call(duty, old)} is in force then")
        rules = (_pieces(rule, setting, decision, _call(duty, old)) for rule in old.rules)
        return replace(old, rules=tuple(piece for pieces in rules for piece in pieces))

    return replace(duty, parts=tuple(part(old) for old in duty.parts))


def _call(duty: Duty, part: Part) -> str:
    return repr(f"{duty.id}/{part.name}" if part.name else duty.id)


def _meets(rule: Rule, setting: Setting) -> bool:
    begins_in_time = setting.until is None or rule.from_ < setting.until
    return begins_in_time and (rule.until is None or setting.from_ < rule.until)


def _pieces(rule: Rule, setting: Setting, decision: Decision, called: str) -> Iterator[Rule]:
    """The rule before the setting, under it and after it, as far as there is such a time."""
    if not _meets(rule, setting):
        yield rule
        return
    first = max(rule.from_, setting.from_)
    last = min((day for day in (rule.until, setting.until) if day is not None), default=None)
    if rule.from_ < first:
        yield replace(rule, until=first)
    yield replace(
        _with_intervals(rule, setting, called),
        from_=first,
        until=last,
        basis=Basis.LOCAL,
        source=setting.source,
        certainty="",
        decided_by=decision.by,
        decided_on=decision.on,
    )
    if last is not None and last != rule.until:
        yield replace(rule, from_=last)


def _with_intervals(rule: Rule, setting: Setting, called: str) -> Rule:
    """The rule with the setting's intervals, which may not be looser than the law's."""
    old = _intervals_of(rule, setting, called)
    if rule.basis in _BINDING:
        for before, after in zip(old, setting.intervals, strict=True):
            _refuse_looser(rule, setting, before, after)
    if rule.every is not None:
        return replace(rule, every=_new_every(rule.every, setting))
    assert isinstance(rule.clock, Within | Before)
    return replace(rule, clock=replace(rule.clock, interval=setting.intervals[0]))


def _intervals_of(rule: Rule, setting: Setting, called: str) -> tuple[Interval, ...]:
    """The intervals that the setting replaces: of the same clock, and as many."""
    match setting.word, rule.clock, rule.every:
        case ("within", Within(how_long), _) | ("before", Before(how_long), _):
            return (how_long,)
        case ("every", _, Every(then, first)):
            steps = (first, *then) if first else then
            if setting.first == (first is not None) and len(steps) == len(setting.intervals):
                return tuple(step.interval for step in steps)
            message = f"expected as many steps as {called} has ({_told(steps, first)})"
        case _:
            message = (
                f"the rule of {rule.from_} of {called} has no {setting.word!r} whose interval "
                "could be set (of a duty in parts, name the part: duty/part)"
            )
    return setting.node.refuse("", message=message)


def _told(steps: Sequence[Step], first: Step | None) -> str:
    told = ", ".join(str(step.interval) for step in steps)
    return f"a first, then the others: {told}" if first else told


def _new_every(every: Every, setting: Setting) -> Every:
    intervals = iter(setting.intervals)
    first = replace(every.first, interval=next(intervals)) if every.first else None
    then = tuple(replace(step, interval=next(intervals)) for step in every.then)
    return replace(every, first=first, then=then)


def _refuse_looser(rule: Rule, setting: Setting, old: Interval, new: Interval) -> None:
    """``within`` and ``every`` are tighter when shorter, ``before`` when longer."""
    (old_unit, old_scale), (new_unit, new_scale) = (
        _SCALE.get(each.unit, (each.unit, 1)) for each in (old, new)
    )
    law = f"the {rule.basis.value} interval of {old} in force from {rule.from_}"
    if old_unit is not new_unit:
        setting.node.refuse(
            f"an interval in {old.unit.value}",
            message=f"expected an interval in {old.unit.value}, to compare with {law}; "
            f"found '{new}'",
        )
    longer = new.count * new_scale - old.count * old_scale
    if (longer < 0) if setting.word == "before" else (longer > 0):
        setting.node.refuse("", message=f"'{new}' is looser than {law}")
