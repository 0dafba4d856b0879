"""Truths of the domain that hold whatever the rules say, tried on the reference alone.

They do not repeat the specification. Each is something that a worker, a manager or an inspector
would take for granted, and that no reading of a clause may break.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from sightline.engine.model import (
    File,
    Moment,
    Note,
    Obligation,
    Outcome,
    Record,
    State,
    Watched,
    before,
)
from sightline.standard.calendar import date_of, end_of_day
from sightline.standard.model import (
    BIRTHDAY_TRIGGER,
    EXEMPTION,
    Alternative,
    Lasts,
    Rule,
    Shape,
)
from tests.generative.checking import check, examples
from tests.generative.outcomes import by_reference, together
from tests.generative.standards import Wanted
from tests.generative.strategies import Case, cases
from tests.generative.walking import walk
from tests.generative.world import KINDS

RESPONSES = Wanted(shapes=((1, Shape.RESPONSE),), mixed=False)
UNDONE = (State.OPEN, State.OVERDUE)


def rule_of(case: Case, owed: Obligation) -> Rule:
    """The rule under which something is owed."""
    parts = {part.name: part for part in case.standard.duties[owed.duty].parts}
    return parts[owed.part].rules[owed.rule]


def file_of(case: Case, owed: Obligation) -> File:
    """The file on which something is owed."""
    return next(file for file in case.files if file.subject.id == owed.file)


def with_record(case: Case, file: File, record: Record) -> Case:
    """The case with one record more on one file."""
    more = replace(file, records=(*file.records, record))
    return replace(case, files=tuple(more if f is file else f for f in case.files))


def without_records(case: Case) -> Case:
    """The case without what nobody knew at T."""
    return replace(
        case,
        files=tuple(
            replace(f, records=tuple(r for r in f.records if r.recorded_at <= case.known_at))
            for f in case.files
        ),
    )


def owed_by_key(outcome: Outcome) -> dict[tuple[str, str, str, str, int, int], Obligation]:
    """Obligations by their keys."""
    return {owed.key: owed for owed in outcome.obligations}


# --- rows ------------------------------------------------------------------------------------


@examples(1)
@given(cases())
def test_keys_are_unique_and_in_order(case: Case) -> None:
    def holds(case: Case) -> None:
        for file in case.files:
            outcome = by_reference(replace(case, files=(file,)))
            keys = [owed.key for owed in outcome.obligations]
            assert keys == sorted(set(keys))
            assert len(set(outcome.unknown)) == len(outcome.unknown)

    check(case, holds, "keys_are_unique_and_in_order")


@examples(1)
@given(cases())
def test_no_trigger_both_owes_and_is_unknown(case: Case) -> None:
    def holds(case: Case) -> None:
        outcome = by_reference(case)
        owing = {(o.file, o.duty, o.part, o.trigger) for o in outcome.obligations}
        assert not owing & {(u.file, u.duty, u.part, u.trigger) for u in outcome.unknown}

    check(case, holds, "no_trigger_both_owes_and_is_unknown")


@examples(1)
@given(cases())
def test_a_state_says_what_was_found(case: Case) -> None:
    def holds(case: Case) -> None:
        for owed in by_reference(case).obligations:
            _check_state(owed, case.on)
            prohibits = rule_of(case, owed).shape is Shape.PROHIBITION
            assert prohibits == (owed.state in (State.KEPT, State.BREACHED)) or (
                prohibits and owed.state in (State.EXCUSED, State.NOT_WATCHED)
            )

    check(case, holds, "a_state_says_what_was_found")


def _check_state(owed: Obligation, on: Moment) -> None:
    """A state against the moments that it rests on."""
    match owed.state:
        case State.MET:
            assert owed.met is not None
            assert owed.due is None or not before(owed.due, owed.met)
        case State.LATE:
            assert owed.met is not None
            assert owed.due is not None
            assert before(owed.due, owed.met)
        case State.OVERDUE | State.OPEN:
            assert owed.due is not None
            assert owed.met is None
            day_is_over = on.minute is None
            past = before(owed.due, Moment(on.day, end_of_day(on.day)) if day_is_over else on)
            assert past == (owed.state is State.OVERDUE)
        case State.UNDATED:
            assert owed.due is None
        case State.LAPSED:
            assert owed.lapsed is not None
        case State.EXCUSED:
            assert owed.excused_by is not None or owed.breaches
        case State.BREACHED:
            assert owed.breaches
        case State.KEPT:
            assert not owed.breaches


@examples(1)
@given(cases())
def test_nothing_after_the_evaluation_day_counts(case: Case) -> None:
    def holds(case: Case) -> None:
        for owed in by_reference(case).obligations:
            assert not before(case.on, owed.opened)
            for moment in (owed.met, owed.lapsed):
                assert moment is None or not before(case.on, moment)
            assert owed.booked is None or owed.booked >= case.on.day

    check(case, holds, "nothing_after_the_evaluation_day_counts")


@examples(1)
@given(cases())
def test_nothing_is_said_to_be_done_and_booked(case: Case) -> None:
    def holds(case: Case) -> None:
        for owed in by_reference(case).obligations:
            assert owed.met is None or owed.booked is None
            assert (owed.met is None) == (owed.met_by is None)
            assert (owed.lapsed is None) == (owed.lapsed_by is None)

    check(case, holds, "nothing_is_said_to_be_done_and_booked")


# --- what is known ---------------------------------------------------------------------------


@examples(1)
@given(cases())
def test_nothing_known_nothing_owed(case: Case) -> None:
    def holds(case: Case) -> None:
        entered = [record.recorded_at for file in case.files for record in file.records]
        outcome = by_reference(replace(case, known_at=min([case.known_at, *entered]) - 1))
        assert outcome == Outcome((), ())

    check(case, holds, "nothing_known_nothing_owed")


@examples(1)
@given(cases())
def test_what_is_not_yet_known_changes_nothing(case: Case) -> None:
    def holds(case: Case) -> None:
        assert by_reference(without_records(case)) == by_reference(case)

    check(case, holds, "what_is_not_yet_known_changes_nothing")


@examples(1)
@given(cases())
def test_a_withdrawn_trigger_owes_nothing(case: Case) -> None:
    def holds(case: Case) -> None:
        for owed in by_reference(case).obligations[:3]:
            if owed.trigger == BIRTHDAY_TRIGGER:
                continue
            file = file_of(case, owed)
            trigger = next(record for record in file.records if record.id == owed.trigger)
            gone = Record("zz", owed.file, trigger.kind, None, case.known_at, withdraws=trigger.id)
            outcome = by_reference(with_record(case, file, gone))
            rows = {(row.file, row.trigger) for row in outcome.obligations}
            rows |= {(row.file, row.trigger) for row in outcome.unknown}
            assert (owed.file, owed.trigger) not in rows

    check(case, holds, "a_withdrawn_trigger_owes_nothing")


@examples(1)
@given(cases())
def test_watching_everything_is_saying_nothing(case: Case) -> None:
    def holds(case: Case) -> None:
        watched = tuple(
            Watched(place, kind, -10_000, 40_000)
            for place in {file.subject.place for file in case.files}
            for kind in KINDS
        )
        everything = by_reference(replace(case, watched=None))
        assert by_reference(replace(case, watched=watched)) == everything

    check(case, holds, "watching_everything_is_saying_nothing")


@examples(1)
@given(cases())
def test_watching_less_only_hides_absence(case: Case) -> None:
    def holds(case: Case) -> None:
        known = owed_by_key(by_reference(replace(case, watched=None)))
        blind = owed_by_key(by_reference(replace(case, watched=())))
        assert set(known) == set(blind)
        for key, owed in blind.items():
            assert owed.state in (known[key].state, State.NOT_WATCHED)

    check(case, holds, "watching_less_only_hides_absence")


# --- parts and duties ------------------------------------------------------------------------


@examples(1)
@given(cases())
def test_every_part_is_judged_by_itself(case: Case) -> None:
    def holds(case: Case) -> None:
        def alone() -> Iterator[Outcome]:
            for duty in case.standard.duties.values():
                for part in duty.parts:
                    only = {duty.id: replace(duty, parts=(part,))}
                    yield by_reference(replace(case, standard=replace(case.standard, duties=only)))

        assert together(alone()) == by_reference(case)

    check(case, holds, "every_part_is_judged_by_itself")


# --- time passes -----------------------------------------------------------------------------


@examples(1)
@given(cases(RESPONSES), st.integers(1, 400))
def test_what_is_done_stays_done(case: Case, days: int) -> None:
    def holds(case: Case) -> None:
        today = replace(case, on=Moment(case.on.day))
        later = owed_by_key(by_reference(replace(case, on=Moment(case.on.day + days))))
        for owed in by_reference(today).obligations:
            if owed.state in (State.MET, State.LATE) and owed.key in later:
                assert later[owed.key].state not in UNDONE

    check(case, holds, "what_is_done_stays_done")


@examples(1)
@given(cases(RESPONSES), st.integers(1, 400))
def test_what_was_not_done_in_time_is_never_open_again(case: Case, days: int) -> None:
    def holds(case: Case) -> None:
        today = replace(case, on=Moment(case.on.day))
        later = owed_by_key(by_reference(replace(case, on=Moment(case.on.day + days))))
        for owed in by_reference(today).obligations:
            if owed.state is State.OVERDUE and (now := later.get(owed.key)) and now.due == owed.due:
                assert now.state is not State.OPEN

    check(case, holds, "what_was_not_done_in_time_is_never_open_again")


# --- doing what was asked --------------------------------------------------------------------


def answer_for(case: Case, owed: Obligation, name: str) -> tuple[File, Record] | None:
    """A record that plainly does in time what a response asks for, where one can be made.

    Nothing else in the rules may read its kind: the same record could lapse what it answers.
    """
    rule, file = rule_of(case, owed), file_of(case, owed)
    read = [node for duty in case.standard.duties.values() for node in kinds_read(duty.parts)]
    if set(kinds_read(rule.when)) & set(kinds_read(rule.then)):
        return None  # perhaps a chain, whose answer comes on a later day
    last = owed.due if owed.due is not None and before(owed.due, case.on) else case.on
    for answer in rule.then:
        if not isinstance(answer, Alternative) or answer != Alternative(answer.selector):
            continue
        kind = answer.selector.kind
        if answer.selector.tests or read.count(kind) > 1 or KINDS[kind].lasts is not Lasts.POINT:
            continue
        if last.day < owed.opened.day or before(last, owed.opened):
            continue
        return file, Record(name, owed.file, kind, Moment(last.day), case.known_at)
    return None


def kinds_read(node: object) -> list[str]:
    """The kinds that rules read, as often as they do."""
    return [one.kind for one in walk(node) if hasattr(one, "kind")]


@examples(1)
@given(cases(RESPONSES))
def test_doing_it_in_time_meets_it(case: Case) -> None:
    def holds(case: Case) -> None:
        for owed in by_reference(case).obligations:
            if owed.state not in (*UNDONE, State.NOT_WATCHED) or owed.due is None:
                continue
            if found := answer_for(case, owed, "zz"):
                now = owed_by_key(by_reference(with_record(case, *found)))[owed.key]
                assert (now.state, now.met_by) == (State.MET, "zz")
                assert not now.notes & Note.ENDED

    check(case, holds, "doing_it_in_time_meets_it")


@examples(1)
@given(cases(RESPONSES), st.integers(1, 100_000))
def test_writing_it_down_sooner_never_makes_it_worse(case: Case, minutes: int) -> None:
    def holds(case: Case) -> None:
        for owed in by_reference(case).obligations:
            if not (found := answer_for(case, owed, "zz")):
                continue
            file, record = found
            sooner = replace(record, recorded_at=record.recorded_at - minutes)
            then = owed_by_key(by_reference(with_record(case, file, record)))[owed.key]
            now = owed_by_key(by_reference(with_record(case, file, sooner)))[owed.key]
            assert now.state is then.state
            assert now.notes | then.notes == then.notes

    check(case, holds, "writing_it_down_sooner_never_makes_it_worse")


@examples(1)
@given(cases())
def test_correcting_what_no_rule_reads_changes_nothing(case: Case) -> None:
    def holds(case: Case) -> None:
        read = set(kinds_read(tuple(case.standard.duties.values())))
        unread = next(kind for kind in KINDS if kind not in read and kind != EXEMPTION)
        file = case.files[0]
        first = min((r.at.day for r in file.records if r.at is not None), default=case.on.day)
        noted = Record("zy", file.subject.id, unread, Moment(first), case.known_at)
        mended = replace(noted, id="zz", version_of="zy", details={"word": "red"})
        before_it = by_reference(with_record(case, file, noted))
        after_it = by_reference(
            replace(
                case,
                files=tuple(
                    replace(f, records=(*f.records, noted, mended)) if f is file else f
                    for f in case.files
                ),
            )
        )
        assert after_it == before_it

    check(case, holds, "correcting_what_no_rule_reads_changes_nothing")


@examples(1)
@given(cases())
def test_saying_the_same_again_changes_nothing(case: Case) -> None:
    def holds(case: Case) -> None:
        expected = by_reference(case)
        for file in case.files:
            for record in file.records:
                if again := _again(case, file, record):
                    assert by_reference(with_record(case, file, again)) == expected

    check(case, holds, "saying_the_same_again_changes_nothing")


def _again(case: Case, file: File, record: Record) -> Record | None:
    """A version that repeats a record which has no other; what runs until the next is ordered by
    when it was entered, and is left alone."""
    others = {r.version_of for r in file.records} | {r.withdraws for r in file.records}
    alone = record.version_of is None and record.withdraws is None and record.id not in others
    if not alone or KINDS[record.kind].lasts is Lasts.UNTIL_NEXT:
        return None
    if record.recorded_at > case.known_at:
        return None
    return replace(record, id="zz", version_of=record.id, recorded_at=case.known_at)


@examples(1)
@given(cases())
def test_what_is_withdrawn_never_was(case: Case) -> None:
    def holds(case: Case) -> None:
        for file in case.files:
            for first in [r for r in file.records if r.version_of is None and not r.withdraws][:4]:
                gone = Record("zz", first.file, first.kind, None, case.known_at, withdraws=first.id)
                if first.recorded_at > case.known_at:
                    continue
                withdrawn = by_reference(with_record(case, file, gone))
                never = by_reference(_without(case, file, first.id))
                assert withdrawn.unknown == never.unknown
                assert [*map(unchanged, withdrawn.obligations)] == [
                    *map(unchanged, never.obligations)
                ]

    check(case, holds, "what_is_withdrawn_never_was")


def _without(case: Case, file: File, first: str) -> Case:
    """The case without one fact: all versions of it."""
    gone = {first}
    while more := {r.id for r in file.records if r.version_of in gone} - gone:
        gone |= more
    kept = tuple(r for r in file.records if r.id not in gone and r.withdraws not in gone)
    return replace(
        case, files=tuple(replace(f, records=kept) if f is file else f for f in case.files)
    )


# --- the law changes -------------------------------------------------------------------------


@examples(1)
@given(cases())
def test_a_law_long_gone_changes_nothing(case: Case) -> None:
    def holds(case: Case) -> None:
        def longer(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
            gone = (replace(r, from_=date(1990, 1, 1), until=date(1991, 1, 1)) for r in rules)
            return (*rules, *gone)

        assert by_reference(with_rules(case, longer)) == by_reference(case)

    check(case, holds, "a_law_long_gone_changes_nothing")


@examples(2)
@given(cases(), st.integers(-40, 40))
def test_enacting_a_law_again_word_for_word_changes_nothing(case: Case, days: int) -> None:
    def holds(case: Case) -> None:
        again = date_of(case.on.day + days)

        def longer(rules: tuple[Rule, ...]) -> Iterator[Rule]:
            for rule in rules:
                in_force = rule.from_ < again and (rule.until is None or again < rule.until)
                if in_force and _reads_no_day_twice(rule):
                    yield replace(rule, until=again)
                    yield replace(rule, from_=again)
                else:
                    yield rule

        def anyhow(outcome: Outcome) -> list[Obligation]:
            return [replace(owed, rule=0) for owed in outcome.obligations]

        found = by_reference(with_rules(case, lambda rules: tuple(longer(rules))))
        expected = by_reference(case)
        assert anyhow(found) == anyhow(expected)
        assert found.unknown == expected.unknown

    check(case, holds, "enacting_a_law_again_word_for_word_changes_nothing")


def _reads_no_day_twice(rule: Rule) -> bool:
    """Whether it is all the same to a rule on which days it begins.

    Of two triggers of a fact, the first may lie after that day and the second before it; and the
    conditions of a rolling clock that did not start are read again when a rule begins.
    """
    gated = rule.conditions or rule.for_ or rule.for_conditions
    return len(rule.when) == 1 and not (rule.every is not None and gated)


# --- excusing and lapsing --------------------------------------------------------------------


@examples(1)
@given(cases(), st.integers(0, 20))
def test_a_decision_to_excuse_only_excuses(case: Case, days: int) -> None:
    def holds(case: Case) -> None:
        found = by_reference(case)
        for owed in found.obligations[:3]:
            file = file_of(case, owed)
            decided = Moment(owed.opened.day + days)
            fields = {"duty": owed.duty}
            excuse = Record(
                "zz", owed.file, EXEMPTION, decided, case.known_at, fields, about=owed.trigger
            )
            # A birthday arises from the first day on file, which the decision may be.
            now = owed_by_key(by_reference(with_record(case, file, excuse)))
            for key, then in owed_by_key(found).items():
                assert now[key].state in (then.state, State.EXCUSED)
                assert then.state is not State.MET or now[key].state is State.MET

    check(case, holds, "a_decision_to_excuse_only_excuses")


@examples(1)
@given(cases())
def test_what_did_not_lapse_is_as_if_it_could_not(case: Case) -> None:
    def holds(case: Case) -> None:
        never = owed_by_key(by_reference(with_rules(case, _without_lapses)))
        for key, owed in owed_by_key(by_reference(case)).items():
            if owed.lapsed is None and rule_of(case, owed).clock is not None:
                assert unchanged(never[key]) == unchanged(owed)

    check(case, holds, "what_did_not_lapse_is_as_if_it_could_not")


def with_rules(case: Case, change: Callable[[tuple[Rule, ...]], tuple[Rule, ...]]) -> Case:
    """The case with the rules of every part changed."""
    duties = {
        duty.id: replace(
            duty, parts=tuple(replace(part, rules=change(part.rules)) for part in duty.parts)
        )
        for duty in case.standard.duties.values()
    }
    return replace(case, standard=replace(case.standard, duties=duties))


def _without_lapses(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    return tuple(replace(rule, lapses=()) for rule in rules)


def unchanged(owed: Obligation) -> Obligation:
    """An obligation without the mark of what was so before."""
    return replace(owed, notes=owed.notes & ~Note.CHANGED_SINCE)


# --- recurrences -----------------------------------------------------------------------------


@examples(1)
@given(cases(Wanted(shapes=((1, Shape.RECURRENCE),), mixed=False)))
def test_a_missing_link_is_counted_once(case: Case) -> None:
    def holds(case: Case) -> None:
        undone: Counter[tuple[str, str, str, str]] = Counter()
        for owed in by_reference(case).obligations:
            parts = {part.name: part for part in case.standard.duties[owed.duty].parts}
            alone = len(parts[owed.part].rules) == 1
            if alone and owed.step is not None and owed.state in UNDONE:
                undone[owed.file, owed.duty, owed.part, owed.trigger] += 1
        assert set(undone.values()) <= {1}

    check(case, holds, "a_missing_link_is_counted_once")
