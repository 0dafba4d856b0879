"""What a mapping can make at all: which duties its tables can open, and which they can judge.

``judged`` asks what a delivery holds, whose tables and columns may be missing; this asks what the
mapping could hold at best, record by record. A duty is judged from it where one record can open
it, with everything that is so of the same rule, and another, or the same, can answer it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sightline.returns.mapping import Column, RecordMapping, ReturnMapping
from sightline.standard.model import (
    END,
    NOT_ANSWERED,
    PLANNED_END,
    START,
    Alternative,
    Answer,
    Answered,
    Before,
    Birthday,
    BirthdayTrigger,
    By,
    Clock,
    Conditions,
    Duty,
    EarlierOf,
    Itself,
    ItselfForm,
    LaterOf,
    OneOf,
    Rule,
    Selector,
    Standard,
    Test,
    Within,
)


def opened_duties(mapping: ReturnMapping, standard: Standard) -> set[str]:
    """The duties of which a record of the mapping can be the trigger, whatever else they ask."""
    possible = _Possible(mapping, standard)
    return {id_ for id_, duty in standard.duties.items() if possible.opens(duty)}


def answered_duties(mapping: ReturnMapping, standard: Standard) -> set[str]:
    """The duties that a record of the mapping could answer, if anything opened them."""
    possible = _Possible(mapping, standard)
    return {id_ for id_, duty in standard.duties.items() if possible.answers(duty)}


def judged_duties(mapping: ReturnMapping, standard: Standard) -> set[str]:
    """The duties that the mapping can open and answer, by one of their rules at least."""
    possible = _Possible(mapping, standard)
    return {id_ for id_, duty in standard.duties.items() if possible.judges(duty)}


def rules_of(duty: Duty) -> Iterator[Rule]:
    """Every rule of every part of a duty."""
    return (rule for part in duty.parts for rule in part.rules)


class _Possible:
    """The records of a mapping, asked what they could hold."""

    def __init__(self, mapping: ReturnMapping, standard: Standard) -> None:
        self._kinds = standard.kinds
        self._records: dict[str, list[RecordMapping]] = {}
        self._filed_on: dict[str, set[str]] = {}
        self._attributes: dict[str, list[Column]] = {}
        self._born: set[str] = set()
        for table in mapping.tables:
            self._born |= {table.subject.type} if table.subject.born is not None else set()
            for name, column in table.subject.attributes.items():
                self._attributes.setdefault(name, []).append(column)
            for record in table.all_records():
                self._records.setdefault(record.kind, []).append(record)
                self._filed_on.setdefault(record.kind, set()).add(table.subject.type)

    def opens(self, duty: Duty) -> bool:
        """Whether a record can be the trigger of one of its rules, or a birthday is known."""
        return any(
            self._has_birthday(duty)
            if isinstance(trigger, BirthdayTrigger)
            else self._is_owed(duty, trigger.selector.kind) and bool(self._of(trigger.selector))
            for rule in rules_of(duty)
            for trigger in rule.when
        )

    def answers(self, duty: Duty) -> bool:
        """Whether a record can be the answer to one of its rules."""
        answers = (answer for rule in rules_of(duty) for answer in rule.then)
        return any(isinstance(a, Alternative) and bool(self._of(a.selector)) for a in answers)

    def judges(self, duty: Duty) -> bool:
        """Whether one of its rules can be opened, with all its conditions, and answered."""
        return any(
            self._answered(answer, trigger)
            for rule in rules_of(duty)
            for trigger in self._triggers(duty, rule)
            for answer in rule.then
        )

    def _has_birthday(self, duty: Duty) -> bool:
        return not self._born.isdisjoint(duty.owed_to)

    def _is_owed(self, duty: Duty, kind: str) -> bool:
        """Whether records of a kind can stand on a file on which the duty is judged."""
        filed_on = self._filed_on.get(kind, set())
        return bool(self._kinds[kind].also_on) or not filed_on.isdisjoint(duty.owed_to)

    def _triggers(self, duty: Duty, rule: Rule) -> Iterator[RecordMapping | None]:
        """The records that can open a rule, with its conditions; None for a birthday."""
        if not self._holds(rule.conditions) or not self._holds(rule.for_conditions):
            return
        moments = list(_moments(rule.clock))
        for trigger in rule.when:
            if not self._holds(trigger.conditions):
                continue
            if isinstance(trigger, BirthdayTrigger):
                if self._has_birthday(duty) and not rule.for_:
                    yield None
                continue
            if not self._is_owed(duty, trigger.selector.kind):
                continue
            for record in self._of(trigger.selector):
                dated = all(_has_moment(record, each) for each in (trigger.at, *moments))
                if dated and all(_could_pass(test, record) for test in rule.for_):
                    yield record

    def _answered(self, answer: Answer, trigger: RecordMapping | None) -> bool:
        if isinstance(answer, Itself):
            return trigger is not None and _itself(answer, trigger)
        return any(
            _has_moment(record, answer.at)
            and (not answer.about or _is_about(record, trigger))
            and all(trigger is not None and name in trigger.fields and name in record.fields
                    for name in answer.same)
            for record in self._of(answer.selector)
        ) and self._holds(answer.conditions)  # fmt: skip

    def _of(self, selector: Selector) -> list[RecordMapping]:
        """The records of a mapping that could be what a selector asks for."""
        return [
            record
            for record in self._records.get(selector.kind, ())
            if all(_could_pass(test, record) for test in selector.tests)
        ]

    def _holds(self, conditions: Conditions) -> bool:
        if (conditions.age or conditions.of_subject_age) and not self._born:
            return False
        told = all(self._could_be_told(test) for test in conditions.subject)
        return told and all(self._of(selector) for selector in conditions.running)

    def _could_be_told(self, test: Test) -> bool:
        columns = self._attributes.get(test.field, ())
        return any(_among(test, column.possible()) for column in columns)


def _could_pass(test: Test, record: RecordMapping) -> bool:
    column = record.fields.get(test.field)
    return column is not None and _among(test, _values(record, column))


def _values(record: RecordMapping, column: Column) -> Iterable[str] | None:
    """The only values that a field can have, as far as codes and the row's conditions say."""
    if column.codes is None or column.always is not None:
        return column.possible()
    for condition in record.only:
        if condition.column == column.name and condition.values is not None:
            return {column.codes[value] for value in condition.values if value in column.codes}
    return column.possible()


def _among(test: Test, values: Iterable[str] | None) -> bool:
    if values is None:
        return True
    if isinstance(test, OneOf):
        return not test.values.isdisjoint(values)
    return not isinstance(test, Answered) or bool(set(values) - NOT_ANSWERED)


def _itself(answer: Itself, trigger: RecordMapping) -> bool:
    match answer.form:
        case ItselfForm.RECORDED:
            return trigger.recorded is not None
        case ItselfForm.ENDED:
            return trigger.end is not None
        case ItselfForm.CONTENT:
            return all(_could_pass(test, trigger) for test in answer.tests)


def _is_about(record: RecordMapping, trigger: RecordMapping | None) -> bool:
    return trigger is not None and record.about is not None and record.about.kind == trigger.kind


def _has_moment(record: RecordMapping, name: str) -> bool:
    header = {START: record.start, END: record.end, PLANNED_END: record.planned_end}
    return header[name] is not None if name in header else name in record.fields


def _moments(clock: Clock | None) -> Iterator[str]:
    """The moments of the trigger that a clock runs from, by name."""
    match clock:
        case LaterOf(first, second) | EarlierOf(first, second):
            yield from _moments(first)
            yield from _moments(second)
        case Within(_, of) | Before(_, of) | By(of):
            if of is not None and not isinstance(of, Birthday):
                yield of
        case _:
            return


def kinds_that_open(duty: Duty) -> set[str]:
    """The kinds of the triggers of a duty, and of what must be running beside them."""
    found = set()
    for rule in rules_of(duty):
        conditions = [rule.conditions, rule.for_conditions]
        for trigger in rule.when:
            conditions.append(trigger.conditions)
            if isinstance(trigger, Alternative):
                found.add(trigger.selector.kind)
        found |= {selector.kind for each in conditions for selector in each.running}
    return found


def kinds_that_answer(duty: Duty) -> set[str]:
    """The kinds of what answers a duty: those of its triggers, where a record answers itself."""
    found = set()
    for rule in rules_of(duty):
        for answer in rule.then:
            found |= {answer.selector.kind} if isinstance(answer, Alternative) else _own(rule)
    return found


def kinds_that_end(duty: Duty) -> set[str]:
    """The kinds of what ends a duty unanswered, or keeps it from arising."""
    found = set()
    for rule in rules_of(duty):
        found |= {unless.what.selector.kind for unless in rule.unless}
        for lapse in rule.lapses:
            found |= {lapse.selector.kind} if isinstance(lapse, Alternative) else _own(rule)
        if rule.every is not None or rule.each is not None:  # it runs until the span ends
            found |= _own(rule)
    return found


def _own(rule: Rule) -> set[str]:
    return {each.selector.kind for each in rule.when if isinstance(each, Alternative)}


def has_birthday(duty: Duty) -> bool:
    """Whether a birthday can open a duty, or its clock runs from one, or an age decides."""
    return any(
        any(isinstance(trigger, BirthdayTrigger) for trigger in rule.when)
        or rule.conditions.age is not None
        or rule.for_conditions.age is not None
        for rule in rules_of(duty)
    )
