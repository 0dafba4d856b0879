"""One rule, read from words that have been made whole (:mod:`sightline.standard.inherit`)."""

from __future__ import annotations

from functools import partial

from sightline.standard import words as w
from sightline.standard.answers import (
    Opening,
    read_already,
    read_for,
    read_lapses,
    read_never,
    read_spans,
    read_then,
    read_unless,
    read_when,
)
from sightline.standard.clocks import (
    moments_of_triggers,
    read_clock,
    read_each,
    read_every,
    read_of,
)
from sightline.standard.inherit import CLOCKS, SPANNING
from sightline.standard.kinds import Kinds, read_validity
from sightline.standard.model import (
    Answer,
    Basis,
    Clock,
    Conditions,
    Each,
    Every,
    Lasts,
    Rule,
    Shape,
    Trigger,
    shape_of,
)
from sightline.standard.nodes import Node, Words, listing, there
from sightline.standard.scalars import choice, day, interval, one_of, text
from sightline.standard.selectors import read_conditions

_Clocks = tuple[Clock | None, Every | None, Each | None]


def read_rule(said: Words, kinds: Kinds) -> Rule:
    """A rule from all that it says and takes."""
    from_, until = said.need("from", day), read_validity(said)[1]
    basis = said.need("basis", choice(Basis))
    source = said.need("source", text)
    owner = said.need("owner", kinds.owner_at)
    certainty = said.maybe("certainty", one_of(w.CERTAINTIES), "")
    decided_by = said.maybe("decided-by", text, "")
    decided_on = said.maybe("decided-on", day, None)

    when = _when(said, kinds)
    opening = Opening(when, kinds)
    spanning = bool(SPANNING.intersection(said.said))
    conditions = said.take(lambda: read_conditions(said, kinds, running=not spanning), None)
    then = _then(said, opening)
    clocks = said.take(lambda: _clocks(said, opening), None)
    for_, for_conditions = said.maybe("for", partial(read_for, opening), None) or ((), Conditions())
    already = said.maybe("already", read_already, None)
    unless = said.maybe("unless", partial(read_unless, opening), ())
    lapses = said.maybe("lapses", partial(read_lapses, opening), ())
    no_older_than = said.maybe("no-older-than", interval, None)
    spared = said.maybe("running", _spared, False)
    _check_lasted(said, opening)

    def rule() -> Rule:
        clock, every, each = there(clocks)
        return Rule(
            shape=_shape(clock, every, each, when),
            from_=from_,
            when=when,
            then=then,
            basis=basis,
            source=source,
            owner=owner,
            until=until,
            conditions=there(conditions),
            for_=for_,
            for_conditions=for_conditions,
            clock=clock,
            every=every,
            each=each,
            already=already,
            unless=unless,
            lapses=lapses,
            no_older_than=no_older_than,
            running_spared=spared,
            certainty=certainty,
            decided_by=decided_by,
            decided_on=decided_on,
        )

    return said.build(rule, within={"itself": "then", "in-force": "then"})


def _shape(
    clock: Clock | None, every: Every | None, each: Each | None, when: tuple[Trigger, ...]
) -> Shape:
    if clock is not None:
        return shape_of(clock, when)
    return Shape.RECURRENCE if every or each else Shape.PROHIBITION


def _when(said: Words, kinds: Kinds) -> tuple[Trigger, ...]:
    """The triggers, or in a recurrence or prohibition the spans; empty if they are faulty."""
    if not SPANNING.intersection(said.said):
        return said.need("when", partial(read_when, kinds)) or ()
    if "when" in said:
        said.wrong(
            "when",
            "a recurrence or a prohibition runs while a span does: say 'while' in place of 'when'",
        )
        return ()
    return said.need("while", partial(read_spans, kinds)) or ()


def _then(said: Words, opening: Opening) -> tuple[Answer, ...]:
    if "never" not in said:
        return said.need("then", partial(read_then, opening)) or ()
    if "then" in said:
        said.wrong("then", "a prohibition says what must never be, and no 'then'")
    return said.need("never", partial(read_never, opening))


def _clocks(said: Words, opening: Opening) -> _Clocks:
    """The one clock; a prohibition has none."""
    found = [word for word in said.said if word in CLOCKS]
    if "never" in said:
        for word in found:
            said.wrong(word, f"a prohibition has no clock, and so no {word!r}")
        return None, None, None
    if "each" in said and "every" not in said and set(found) <= {"each", "by"}:
        _refuse_beside(said, {"of", "steps"}, "each")
        return None, None, read_each(said)
    if found == ["every"]:
        _refuse_beside(said, {"after", "part-periods"}, "every")
        return None, read_every(said), None
    _refuse_beside(said, {"after", "part-periods", "steps"}, *found)
    moments = moments_of_triggers(opening.triggers, opening.kinds)
    return read_clock(said, partial(read_of, moments)), None, None


def _refuse_beside(said: Words, words: set[str], *clock: str) -> None:
    """Report words that do not go with the clock that there is."""
    for word in sorted(words.intersection(said.said)):
        said.wrong(word, f"{word!r} does not go with {listing(clock)}")


def _check_lasted(said: Words, opening: Opening) -> None:
    for kind in opening.trigger_kinds if "lasted" in said else ():
        if kind.lasts is Lasts.POINT:
            said.wrong("lasted", f"a record of kind {kind.name!r} is a point, which lasts no time")


def _spared(node: Node) -> bool:
    return node.scalar("'spared'") == "spared" or node.refuse("'spared' (or leave the word out)")
