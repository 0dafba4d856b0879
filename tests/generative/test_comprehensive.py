"""A test of the generators: they meet everything that the model can say.

Without it a new member of the model, or a generator gone narrow, would leave the tests green that
hold the evaluators equal, and worth nothing. The examples are numbered ones, the same everywhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import product

import pytest

from sightline.engine.model import (
    File,
    Moment,
    Note,
    Obligation,
    Outcome,
    Record,
    State,
    Subject,
    UnknownTrigger,
    Watched,
)
from sightline.standard.model import (
    END,
    EXEMPTION,
    PLANNED_END,
    START,
    Alternative,
    Before,
    By,
    Every,
    Lasts,
    Rule,
    Shape,
    Step,
    Unit,
    Within,
)
from tests.generative.members import met, possible
from tests.generative.outcomes import by_reference
from tests.generative.strategies import Case, seeded_case
from tests.generative.walking import rules_of, walk
from tests.generative.world import DATE_FIELDS, KINDS

COUNT = 1500

# Words for people: no evaluator reads them.
WORDS = frozenset(
    f"{name}: {word}"
    for name in ("Rule.certainty", "Rule.decided_by", "Rule.decided_on", "Rule.basis")
    for word in ("text", "none", "something", "STATUTE", "GUIDANCE", "LOCAL", "PROJECT")
)

SINGLE = {
    State.MET,
    State.EXCUSED,
    State.LAPSED,
    State.UNDATED,
    State.NOT_WATCHED,
    State.LATE,
    State.OVERDUE,
    State.OPEN,
}
STATES = {
    Shape.RESPONSE: SINGLE,
    Shape.PRECONDITION: SINGLE,
    Shape.BEFORE_END: SINGLE,
    Shape.RECURRENCE: SINGLE - {State.UNDATED},
    Shape.PROHIBITION: {State.KEPT, State.BREACHED, State.EXCUSED, State.NOT_WATCHED},
}


@cache
def examples() -> tuple[tuple[Case, Outcome], ...]:
    """The cases of the first numbers and what is owed in them."""
    return tuple((case, by_reference(case)) for case in map(seeded_case, range(COUNT)))


def obligations() -> Iterator[tuple[Rule, Obligation]]:
    """Every obligation of the examples with its rule."""
    for case, outcome in examples():
        for owed in outcome.obligations:
            parts = {part.name: part for part in case.standard.duties[owed.duty].parts}
            yield parts[owed.part].rules[owed.rule], owed


def missing(root: type, things: Iterator[object], without: frozenset[str] = frozenset()) -> str:
    """What could be said and never is, in lines."""
    seen = {word for thing in things for word in met(thing)}
    return "\n".join(sorted(possible(root, without) - seen - WORDS))


def test_every_option_of_a_rule_is_met() -> None:
    assert not missing(Rule, (rule for case, _ in examples() for rule in rules_of(case.standard)))


def test_every_field_of_a_record_is_met() -> None:
    unread = frozenset({"Record.agency", "Record.author"})
    assert not missing(
        Record, (r for case, _ in examples() for f in case.files for r in f.records), unread
    )


def test_every_field_of_a_subject_is_met() -> None:
    subjects = (
        s for case, _ in examples() for f in case.files for s in (f.subject, *f.others.values())
    )
    assert not missing(Subject, subjects)


def test_what_is_watched_is_said_and_not_said() -> None:
    assert {case.watched is None for case, _ in examples()} == {True, False}
    assert not missing(Watched, (w for case, _ in examples() for w in case.watched or ()))


def test_every_duration_of_a_kind_is_met() -> None:
    said = {n for case, _ in examples() for n in walk(case.standard.duties) if isinstance(n, str)}
    used = [kind for kind in KINDS.values() if kind.name in said]
    assert {(kind.lasts, bool(kind.key), kind.ends_with) for kind in used} == {
        (Lasts.POINT, False, None),
        (Lasts.SPAN, False, None),
        *product((Lasts.UNTIL_NEXT,), (False, True), (None, "case")),
    }
    # A duty may name no kind that lasts a period.
    assert {kind.lasts for kind in used} == set(Lasts) - {Lasts.PERIOD}


def test_every_moment_is_met() -> None:
    met_ = {
        (name, moment)
        for case, _ in examples()
        for rule in rules_of(case.standard)
        for name, moment in _moments(rule)
    }
    moments = {START, END, PLANNED_END, *DATE_FIELDS}
    assert met_ == set(product(("trigger", "answer", "lapse", "unless", "clock"), moments))


def _moments(rule: Rule) -> Iterator[tuple[str, str]]:
    alternatives = {
        "trigger": rule.when,
        "answer": rule.then,
        "lapse": rule.lapses,
        "unless": tuple(unless.what for unless in rule.unless),
    }
    for name, listed in alternatives.items():
        yield from ((name, one.at) for one in listed if isinstance(one, Alternative))
    for node in walk(rule.clock):
        if isinstance(node, Within | Before | By) and isinstance(node.of, str):
            yield "clock", node.of


@pytest.mark.parametrize("clock", [Within, Before])
def test_every_clock_counts_in_every_unit(clock: type[Within | Before]) -> None:
    met_ = {
        node.interval.unit
        for case, _ in examples()
        for node in walk(case.standard.duties)
        if isinstance(node, clock)
    }
    assert met_ == set(Unit)


def test_every_recurrence_counts_in_every_unit_but_hours() -> None:
    met_ = {
        (name, step.interval.unit)
        for case, _ in examples()
        for rule in rules_of(case.standard)
        if rule.every is not None
        for name, step in _steps(rule.every)
    }
    assert met_ == set(product(("first", "then"), set(Unit) - {Unit.HOURS}))


def _steps(every: Every) -> Iterator[tuple[str, Step]]:
    if every.first is not None:
        yield "first", every.first
    yield from (("then", step) for step in every.then)


def test_every_state_of_every_shape_is_met() -> None:
    met_: dict[Shape, set[State]] = {shape: set() for shape in Shape}
    for rule, owed in obligations():
        met_[rule.shape].add(owed.state)
    assert met_ == STATES


def test_every_note_and_field_of_an_obligation_is_met() -> None:
    # No obligation says that it has no note: it says nothing.
    assert not missing(
        Obligation, (owed for _, owed in obligations()), frozenset({"Obligation.part"})
    )
    assert {note for _, owed in obligations() for note in owed.notes} == set(Note)


def test_unknown_triggers_are_met() -> None:
    assert not missing(UnknownTrigger, (u for _, outcome in examples() for u in outcome.unknown))


def test_records_are_corrected_withdrawn_copied_and_excused() -> None:
    met_ = Counter(
        word
        for case, _ in examples()
        for f in case.files
        for record in f.records
        for word in _fates(f, record, case)
    )
    assert not {"corrected", "withdrawn", "another's", "exempts", "unknown yet", "tied"} - set(met_)


def _fates(file: File, record: Record, case: Case) -> Iterator[str]:
    if record.version_of is not None:
        yield "corrected"
    if record.withdraws is not None:
        yield "withdrawn"
    if record.file != file.subject.id:
        yield "another's"
    if record.kind == EXEMPTION:
        yield "exempts"
    if record.recorded_at > case.known_at:
        yield "unknown yet"
    if any(other.at == record.at and other.id != record.id for other in file.records if other.at):
        yield "tied"


def test_the_moments_lie_before_inside_and_after_the_data() -> None:
    met_ = {_lies(case) for case, _ in examples()}
    assert met_ == set(product(("before", "inside", "after"), (True, False)))


def _lies(case: Case) -> tuple[str, bool]:
    days = [r.at.day for f in case.files for r in f.records if isinstance(r.at, Moment)]
    on = case.on.day
    if on < min(days, default=on):
        return "before", case.on.minute is not None
    return "after" if on > max(days, default=on) else "inside", case.on.minute is not None


def test_most_examples_owe_something_and_no_state_is_rare() -> None:
    owing = sum(bool(outcome.obligations) for _, outcome in examples())
    assert owing > 0.65 * COUNT
    # By example, not by obligation: one example may owe something every week.
    states = Counter(s for _, outcome in examples() for s in {o.state for o in outcome.obligations})
    assert set(states) == set(State)
    assert min(states.values()) > 0.01 * COUNT
