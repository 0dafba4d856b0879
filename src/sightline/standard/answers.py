"""What opens an obligation and what answers it: when, then, never, already, unless, lapses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from sightline.standard import words as w
from sightline.standard.faults import Unreadable
from sightline.standard.field_tests import field_name, read_test, read_tests
from sightline.standard.kinds import Kinds
from sightline.standard.model import (
    Already,
    Alternative,
    Answer,
    Birthday,
    BirthdayTrigger,
    Conditions,
    Itself,
    ItselfForm,
    Kind,
    Lapse,
    Lasts,
    OwnEnd,
    Test,
    Trigger,
    Unless,
)
from sightline.standard.nodes import List, Map, Node, Scalar, Words, listing, read_all, there
from sightline.standard.scalars import age, interval, yes
from sightline.standard.selectors import (
    alternative_of,
    read_alternative,
    read_conditions,
    require_running,
    split_record,
)

T = TypeVar("T")

_SPAN_WORDS = {word: meaning for word, meaning in w.TRIGGER.items() if word != "at"}
_LAPSE_WORDS = w.ANSWER
_NEVER_WORDS = w.ANSWER
_THEN_WORDS = {**w.ANSWER, **w.IN_FORCE}
_UNLESS_WORDS = {**w.ANSWER, **w.UNLESS}
_RECORDS = "a record such as {plan: {}}, or a list of records"


@dataclass(frozen=True, slots=True)
class Opening:
    """What opens an obligation, for those words that speak of it. Empty where it was refused."""

    triggers: tuple[Trigger, ...]
    kinds: Kinds

    @property
    def trigger_kinds(self) -> list[Kind]:
        """The kinds of the triggers that are records."""
        records = [t for t in self.triggers if isinstance(t, Alternative)]
        return [self.kinds.of(t.selector.kind) for t in records]

    def known(self, of_kinds: list[T]) -> list[T]:
        """What was found of the triggers' kinds; nothing can be said where ``when`` is faulty."""
        if not self.triggers:
            raise Unreadable
        return of_kinds

    @property
    def has_birthday(self) -> bool:
        return any(isinstance(t, BirthdayTrigger) for t in self.triggers)


# --- when ------------------------------------------------------------------------------------


def read_when(kinds: Kinds, node: Node) -> tuple[Trigger, ...]:
    """The triggers: records, or birthdays of the file's subject."""
    return _some(node).one_or_each(partial(_trigger, kinds))


def _trigger(kinds: Kinds, node: Node) -> Trigger:
    if isinstance(node, Map) and any(
        isinstance(key, Scalar) and key.text == "birthday" for key, _ in node.pairs
    ):
        return _birthday(kinds, node)
    return read_alternative(node, w.TRIGGER, kinds)


def _birthday(kinds: Kinds, node: Node) -> BirthdayTrigger:
    said = node.words(w.BIRTHDAY)
    which = said.need("birthday", age)
    conditions = read_conditions(said, kinds)
    return said.build(lambda: BirthdayTrigger(Birthday(which), conditions))


def read_spans(kinds: Kinds, node: Node) -> tuple[Trigger, ...]:
    """``while`` in a recurrence or prohibition: the spans during which it runs."""

    def span(item: Node) -> Trigger:
        kind, fields, words = split_record(item, _SPAN_WORDS, kinds)
        require_running(kind, item)
        return alternative_of(kind, fields, words, kinds)

    return _some(node).one_or_each(span)


def _some(node: Node) -> Node:
    if isinstance(node, List) and not node.items:
        node.refuse(_RECORDS)
    return node


# --- then, never -----------------------------------------------------------------------------


def read_then(opening: Opening, node: Node) -> tuple[Answer, ...]:
    """The answers, any of which will do."""
    return _some(node).one_or_each(partial(_answer, opening))


def _answer(opening: Opening, node: Node) -> Answer:
    if isinstance(node, Map):
        keys = [key.text for key, _ in node.pairs if isinstance(key, Scalar)]
        if "itself" in keys:
            return _itself(opening, node)
    return _tied(opening, node, _THEN_WORDS)


def _itself(opening: Opening, node: Node) -> Itself:
    said = node.words(w.ITSELF)
    found = said.need("itself", partial(_itself_form, opening))
    return said.build(lambda: found)


def _itself_form(opening: Opening, node: Node) -> Itself:
    if opening.has_birthday:
        node.refuse("", message="a birthday is no record: 'itself' has nothing to ask of it")
    if isinstance(node, Map):
        tests = _tests_of_triggers(opening, node) or node.refuse("at least one field")
        return Itself(ItselfForm.CONTENT, tests)
    found = node.scalar("'recorded', 'ended', or what its fields must be")
    if found == ItselfForm.ENDED:
        for kind in opening.trigger_kinds:
            if kind.lasts is not Lasts.SPAN:
                node.refuse("", message=f"a record of kind {kind.name!r} has no end of its own")
    if found not in (ItselfForm.ENDED, ItselfForm.RECORDED):
        node.refuse("'recorded', 'ended', or what its fields must be")
    return Itself(ItselfForm(found))


def _tests_of_triggers(opening: Opening, node: Node) -> tuple[Test, ...]:
    """Tests that every trigger's kind understands."""
    return opening.known([read_tests(kind.fields, node) for kind in opening.trigger_kinds])[0]


def read_never(opening: Opening, node: Node) -> tuple[Alternative, ...]:
    """What must not be while the span runs."""
    return _some(node).one_or_each(lambda item: _tied(opening, item, _NEVER_WORDS))


def _tied(opening: Opening, node: Node, beside: Mapping[str, w.Word]) -> Alternative:
    """A record that may be tied to the trigger, whose kinds must have what they share."""
    kind, fields, words = split_record(node, beside, opening.kinds)
    if "same" in words:
        words.take(lambda: _check_same(opening, words.said["same"]), None)
    return alternative_of(kind, fields, words, opening.kinds)


def _check_same(opening: Opening, node: Node) -> None:
    if opening.has_birthday:
        node.refuse("", message="a birthday is no record: it has no field to agree with")
    for kind in opening.trigger_kinds:
        node.one_or_each(partial(field_name, kind.fields))


# --- already, unless, lapses, for ------------------------------------------------------------


def read_already(node: Node) -> Already:
    """``yes``, or an interval before the trigger."""
    if isinstance(node, Scalar) and node.text == "yes":
        return Already()
    if not isinstance(node, Scalar) or not node.text[:1].isdigit():
        node.refuse("'yes', or an interval such as '3 months'")
    return Already(interval(node))


def read_unless(opening: Opening, node: Node) -> tuple[Unless, ...]:
    """Records after which, or during which, nothing is owed."""
    return _some(node).one_or_each(partial(_unless, opening))


def _unless(opening: Opening, node: Node) -> Unless:
    kind, fields, words = split_record(node, _UNLESS_WORDS, opening.kinds)
    within = words.maybe("within", interval, None)
    covering = words.maybe("covering", yes, False)
    if "covering" in words:
        words.take(lambda: require_running(kind, words.said["covering"]), None)
    if "same" in words:
        words.take(lambda: _check_same(opening, words.said["same"]), None)
    what = words.take(lambda: alternative_of(kind, fields, words, opening.kinds), None)
    return words.build(lambda: Unless(there(what), within, covering))


def read_lapses(opening: Opening, node: Node) -> tuple[Lapse, ...]:
    """What ends the to-do: ``end`` (the trigger's own), or records."""
    return _some(node).one_or_each(partial(_lapse, opening))


def _lapse(opening: Opening, node: Node) -> Lapse:
    if not isinstance(node, Scalar):
        return _tied(opening, node, _LAPSE_WORDS)
    if node.text != "end":
        node.refuse("'end', or a record such as {case: {}, at: end}")
    if opening.has_birthday or any(k.lasts is Lasts.POINT for k in opening.trigger_kinds):
        node.refuse("", message="'end' is the trigger's own end, and a trigger here has none")
    return OwnEnd()


def read_for(opening: Opening, node: Node) -> tuple[tuple[Test, ...], Conditions]:
    """Which triggers a rule is for: tests on the trigger's fields, and conditions."""
    said = Words(node, {})
    tests: list[tuple[Scalar, Node]] = []
    for key, value in node.entries("fields of the trigger, as a mapping such as {level: high}"):
        if key.text in w.FOR_CONDITIONS:
            said.said[key.text] = value
        else:
            tests.append((key, value))
    conditions = read_conditions(said, opening.kinds)
    pairs = dict(tests)
    found = said.take(lambda: read_all(pairs, lambda k: _for_test(opening, k, pairs[k])), ())
    return said.build(lambda: (found, conditions))


def _for_test(opening: Opening, key: Node, value: Node) -> Test:
    """One test on a field that at least one of the triggers has."""
    fields = opening.known([kind.fields for kind in opening.trigger_kinds])
    name = key.scalar("a field of the trigger")
    known = sorted({name for own in fields for name in own})
    tests = [read_test(own[name], value) for own in fields if name in own]
    if not tests:
        key.refuse(f"a field of the trigger ({listing(known) or 'it has none'})", among=known)
    return tests[0]
