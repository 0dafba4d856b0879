"""Worked examples: dates in, states out, and whether they show each rule's last good moment.

A duty ships its own examples. Here each becomes a file, is evaluated, and is compared with what it
expects; and each rule is asked for one example that was met at the very last moment in time, and
one that was late at the first.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import cast

from sightline.engine.model import (
    File,
    Minute,
    Moment,
    Obligation,
    Outcome,
    Record,
    State,
    Subject,
    Value,
    Watched,
)
from sightline.engine.reference import evaluate
from sightline.engine.words import say_day, say_moment, say_notes
from sightline.standard.calendar import (
    OutsideCalendar,
    day_of,
    end_of_day,
    minute_of,
    start_of_day,
)
from sightline.standard.model import Duty, Example, Part, Shape, Standard

Evaluator = Callable[[Standard, File, Minute, Moment, Sequence[Watched] | None], Outcome]
"""Standard, file, T, D, what is watched: what became of what is owed."""

Raw = Mapping[str, object]
"""A record, a subject or an expectation as the loader gives it."""

OWN_FILE = "subject"
"""The id of the subject on whose file an example plays: what ``file`` says of it."""

_ALWAYS = (day_of(date(1900, 1, 1)), day_of(date(2199, 12, 31)))


def by_reference(
    standard: Standard,
    file: File,
    known_at: Minute,
    on: Moment,
    watched: Sequence[Watched] | None,
) -> Outcome:
    """The plain evaluator, as an Evaluator."""
    return evaluate(standard, file, known_at=known_at, on=on, watched=watched)


# --- an example as a file --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Case:
    """What an example gives to an evaluator. ``watched`` is None where everything is."""

    file: File
    known_at: Minute
    on: Moment
    watched: tuple[Watched, ...] | None


def case_of(standard: Standard, duty: Duty, example: Example) -> Case:
    """An example as a file, T, D and what is watched.

    Records without an id are called r01, r02 and so on. A day for T is its last minute. A subject
    whose type is not said is of the first type that the duty is owed to.
    """
    subject = subject_of(OWN_FILE, {"type": duty.owed_to[0], **example.subject})
    others = {name: subject_of(name, said) for name, said in example.others.items()}
    records = _records(example.records)
    on = moment_of(example.on)
    if example.known_at is not None:
        known_at = _last_minute(moment_of(example.known_at))
    else:
        known_at = max([_last_minute(on), *(record.recorded_at for record in records)])
    watched = _watched(standard, example.not_watched, subject) if example.not_watched else None
    return Case(File(subject, records, others), known_at, on, watched)


def moment_of(said: object) -> Moment:
    """A day, or a day and a time in London, as it was written or as a date."""
    if isinstance(said, str):
        said = datetime.fromisoformat(said) if " " in said else date.fromisoformat(said)
    if isinstance(said, datetime):
        return Moment(day_of(said), minute_of(said))
    assert isinstance(said, date)
    return Moment(day_of(said))


def subject_of(id_: str, said: Raw) -> Subject:
    """A subject; what is not one of its own words is an attribute."""
    born = said.get("born")
    attributes = {
        name: cast(Value, value)
        for name, value in said.items()
        if name not in ("born", "place", "type")
    }
    return Subject(
        id_,
        type=str(said.get("type", "child")),
        born=None if born is None else moment_of(born).day,
        place=str(said.get("place", "")),
        attributes=attributes,
    )


def _records(said: Sequence[Raw]) -> tuple[Record, ...]:
    named = [(str(raw.get("id") or f"r{n:02}"), raw) for n, raw in enumerate(said, 1)]
    kinds = {id_: str(raw["kind"]) for id_, raw in named if raw.get("kind")}
    return tuple(_record(id_, raw, kinds) for id_, raw in named)


def _record(id_: str, raw: Raw, kinds: Mapping[str, str]) -> Record:
    withdraws = _text(raw, "withdraws")
    at = _maybe_moment(raw, "on")
    planned_start = _maybe_moment(raw, "planned-start")
    planned_end = _maybe_moment(raw, "planned-end")
    entered = _maybe_moment(raw, "recorded") or at or planned_start
    if entered is None:
        raise ValueError(f"record {id_} says neither when it was nor when it was recorded")
    return Record(
        id=id_,
        file=_text(raw, "file") or OWN_FILE,
        kind=str(raw.get("kind") or kinds.get(withdraws or "", "")),
        at=at,
        recorded_at=_first_minute(entered),
        details=cast(Mapping[str, Value], raw.get("details", {})),
        ended=_maybe_moment(raw, "until"),
        planned_start=None if planned_start is None else planned_start.day,
        planned_end=None if planned_end is None else planned_end.day,
        about=_text(raw, "about"),
        agency=_text(raw, "agency") or "",
        version_of=_text(raw, "version-of"),
        withdraws=withdraws,
        entry_known=not raw.get("entry-unknown"),
    )


def _text(raw: Raw, word: str) -> str | None:
    value = raw.get(word)
    return None if value is None else str(value)


def _maybe_moment(raw: Raw, word: str) -> Moment | None:
    value = raw.get(word)
    return None if value is None else moment_of(value)


def _first_minute(moment: Moment) -> Minute:
    return start_of_day(moment.day) if moment.minute is None else moment.minute


def _last_minute(moment: Moment) -> Minute:
    return end_of_day(moment.day) if moment.minute is None else moment.minute


def _watched(
    standard: Standard, not_watched: Collection[str], subject: Subject
) -> tuple[Watched, ...]:
    """Every kind but those that nobody watches, always."""
    return tuple(
        Watched(subject.place, kind, *_ALWAYS) for kind in standard.kinds if kind not in not_watched
    )


def evaluate_example(
    standard: Standard, duty: Duty, case: Case, evaluator: Evaluator = by_reference
) -> Outcome:
    """What becomes of one duty in a case. Raises OutsideCalendar."""
    alone = replace(standard, duties={duty.id: duty})
    return evaluator(alone, case.file, case.known_at, case.on, case.watched)


# --- what came out, against what was expected ------------------------------------------------


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """How an example came out. ``found`` and ``expected`` are told, one line an obligation.

    ``message``: whole sentences that say what was expected and what came out; empty if passed.
    """

    duty: str
    line: int
    path: str
    says: str
    passed: bool
    found: tuple[str, ...]
    expected: tuple[str, ...]
    message: str


def run(
    standard: Standard,
    duties: Collection[str] | None = None,
    *,
    evaluator: Evaluator = by_reference,
) -> list[ExampleResult]:
    """Every example of the duties (all if None), in the order in which they are written."""
    return [
        _result(standard, duty, example, evaluator)
        for duty in _chosen(standard, duties)
        for example in duty.examples
    ]


def _chosen(standard: Standard, duties: Collection[str] | None) -> Iterator[Duty]:
    return (duty for duty in standard.duties.values() if duties is None or duty.id in duties)


def _result(
    standard: Standard, duty: Duty, example: Example, evaluator: Evaluator
) -> ExampleResult:
    expected = tuple(say_expected(said) for said in example.expect)
    try:
        outcome = evaluate_example(standard, duty, case_of(standard, duty, example), evaluator)
    except OutsideCalendar as outside:
        found: tuple[str, ...] = ()
        wrong = [f"It could not be worked out: {outside}."]
    else:
        found = tuple(say_obligation(obligation) for obligation in outcome.obligations)
        wrong = differences(outcome.obligations, example.expect)
    return ExampleResult(
        duty=duty.id,
        line=example.line,
        path=duty.path,
        says=example.says,
        passed=not wrong,
        found=found,
        expected=expected,
        message=" ".join(wrong),
    )


def differences(found: Sequence[Obligation], expect: Sequence[Raw]) -> list[str]:
    """What differs from what was expected, a sentence each; none if it is as expected.

    A single expectation is of every obligation that arose; several are of one each, in order.
    """
    if len(expect) == 1 and found:
        expect = [expect[0]] * len(found)
    if len(expect) != len(found):
        told = "; ".join(say_obligation(obligation) for obligation in found)
        arose = f"{_many(len(found))} arose{': ' + told if told else ''}."
        return [f"{_many(len(expect))} {_was(len(expect))} expected to arise. {arose}"]
    several = len(found) > 1
    return [
        f"{_which(obligation) if several else ''}{sentence}"
        for obligation, said in zip(found, expect, strict=True)
        for sentence in _sentences(obligation, said)
    ]


def _many(number: int) -> str:
    return {0: "No obligation", 1: "One obligation"}.get(number, f"{number} obligations")


def _was(number: int) -> str:
    return "were" if number > 1 else "was"


def _which(obligation: Obligation) -> str:
    """Which of several obligations a sentence is about."""
    said = [obligation.trigger]
    if obligation.part:
        said.insert(0, obligation.part)
    if obligation.step is not None:
        said.append(f"step {obligation.step}")
    if obligation.period is not None:
        said.append(f"period from {say_day(obligation.period)}")
    return f"({', '.join(said)}) "


_NAMES = {
    "due": "The day it was due",
    "met": "The day it was met",
    "opened": "The day it opened",
    "period": "The first day of its period",
    "notes": "What else is said of it",
    "breaches": "What breached it",
}


def _sentences(obligation: Obligation, said: Raw) -> Iterator[str]:
    for word, value in said.items():
        if value is not None and not _agrees(word, value, obligation):
            name = _NAMES.get(word, f"The {word}")
            expected, found = _say(word, value), _say(word, _found(word, obligation))
            yield f"{name} was expected to be {expected}, and is {found}."


def _agrees(word: str, value: object, obligation: Obligation) -> bool:
    """Whether what was found is as expected. A day expected is any minute of that day."""
    found = _found(word, obligation)
    if isinstance(found, Moment):
        expected = moment_of(value)
        return expected == (found if expected.minute is not None else Moment(found.day))
    if isinstance(found, tuple):
        in_order = sorted if word == "notes" else list
        return in_order(_listed(value)) == in_order(found)
    return str(value) == str(found)


def _found(word: str, obligation: Obligation) -> object:
    match word:
        case "notes":
            return tuple(say_notes(obligation.notes))
        case "period":
            return None if obligation.period is None else Moment(obligation.period)
        case _:
            return getattr(obligation, word)


def _listed(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [str(item) for item in cast(Sequence[object], value)]


def _say(word: str, value: object) -> str:
    if isinstance(value, Moment):
        return say_moment(value)
    if isinstance(value, list | tuple):
        return ", ".join(str(item) for item in value) or "nothing"
    if value is None or value == "":
        return "nothing"
    return say_moment(moment_of(value)) if word in _MOMENTS else str(value)


_MOMENTS = frozenset({"due", "met", "opened", "period"})


def say_expected(said: Raw) -> str:
    """An expectation in a line: ``late, due Mon 28 Jan 2008``."""
    told = [str(said["state"])] if "state" in said else []
    told += [
        f"{word} {_say(word, value)}"
        for word, value in said.items()
        if word != "state" and value is not None
    ]
    return ", ".join(told)


def say_obligation(obligation: Obligation) -> str:
    """An obligation in a line: ``late, due Mon 28 Jan 2008, met Tue 29 Jan 2008``."""
    told = [obligation.part] if obligation.part else []
    if obligation.step is not None:
        told.append(f"step {obligation.step}")
    if obligation.period is not None:
        told.append(f"period from {say_day(obligation.period)}")
    told.append(obligation.state.value)
    if obligation.due is not None:
        told.append(f"due {say_moment(obligation.due)}")
    if obligation.met is not None:
        told.append(f"met {say_moment(obligation.met)}")
    if obligation.breaches:
        told.append(f"breached by {', '.join(obligation.breaches)}")
    return ", ".join([*told, *say_notes(obligation.notes)])


# --- the last moment in time and the first moment late ---------------------------------------


@dataclass(frozen=True, slots=True)
class MissingBoundary:
    """A rule whose examples do not show where its line runs, and a sentence that says so.

    ``rule``: the first day of the rule. ``line``: where the duty stands.
    """

    duty: str
    part: str
    rule: date
    path: str
    line: int
    message: str


@dataclass(frozen=True, slots=True)
class _Shown:
    """An obligation that an example shows, and the evaluation day on which it was seen."""

    obligation: Obligation
    on: Moment


def missing_boundaries(
    standard: Standard,
    duties: Collection[str] | None = None,
    *,
    evaluator: Evaluator = by_reference,
) -> list[MissingBoundary]:
    """The rules without an example of the last moment in time, or of the first moment late."""
    missing = []
    for duty in _chosen(standard, duties):
        shown: dict[tuple[str, int], list[_Shown]] = {}
        for one in _all_shown(standard, duty, evaluator):
            shown.setdefault((one.obligation.part, one.obligation.rule), []).append(one)
        for part in duty.parts:
            for number, rule in enumerate(part.rules):
                missing += [
                    MissingBoundary(duty.id, part.name, rule.from_, duty.path, duty.line, said)
                    for said in _lacks(duty, part, number, shown.get((part.name, number), []))
                ]
    return missing


def _all_shown(standard: Standard, duty: Duty, evaluator: Evaluator) -> Iterator[_Shown]:
    for example in duty.examples:
        case = case_of(standard, duty, example)
        try:
            outcome = evaluate_example(standard, duty, case, evaluator)
        except OutsideCalendar:
            continue  # run() reports it
        for obligation in outcome.obligations:
            yield _Shown(obligation, case.on)


def _lacks(duty: Duty, part: Part, number: int, shown: Sequence[_Shown]) -> Iterator[str]:
    rule = _say_rule(duty, part, number)
    if part.rules[number].shape is Shape.PROHIBITION:
        states = {one.obligation.state for one in shown}
        if State.KEPT not in states:
            yield f"No example shows {rule} kept."
        if State.BREACHED not in states:
            yield f"No example shows {rule} breached."
        return
    if not any(_is_last_in_time(one.obligation) for one in shown):
        yield f"No example shows {rule} met at the last moment: on the due day, or in its minute."
    if not any(_is_first_late(one) for one in shown):
        yield (
            f"No example shows {rule} late at the first moment: done one day (or minute) after it "
            "was due, or checked then and not done."
        )


def _say_rule(duty: Duty, part: Part, number: int) -> str:
    rule = part.rules[number]
    alike = [n for n, other in enumerate(part.rules) if other.from_ == rule.from_]
    which = f" (number {alike.index(number) + 1} of {len(alike)})" if len(alike) > 1 else ""
    name = f"{duty.id}/{part.name}" if part.name else duty.id
    return f"the rule of {name} that begins on {say_day(day_of(rule.from_))}{which}"


def _is_last_in_time(obligation: Obligation) -> bool:
    due, met = obligation.due, obligation.met
    if obligation.state is not State.MET or due is None or met is None:
        return False
    return met.day == due.day if due.minute is None else met.minute == due.minute


def _is_first_late(shown: _Shown) -> bool:
    """Done a day, or a minute, after due; or seen then, and not done."""
    due, met = shown.obligation.due, shown.obligation.met
    if due is None:
        return False
    match shown.obligation.state:
        case State.LATE if met is not None:
            return _follows(due, met)
        case State.OVERDUE:
            return _follows(due, shown.on)
        case _:
            return False


def _follows(due: Moment, moment: Moment) -> bool:
    if due.minute is None:
        return moment.day == due.day + 1
    return moment.minute == due.minute + 1
