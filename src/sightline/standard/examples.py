"""Worked examples as they are written. Whether they come out so, the engine finds out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import cast

from sightline.standard import words as w
from sightline.standard.field_tests import attribute_value, field_name, field_value
from sightline.standard.kinds import Kinds
from sightline.standard.model import BIRTHDAY_TRIGGER, Example, FieldType, Kind, Part
from sightline.standard.nodes import (
    List,
    Map,
    Node,
    Scalar,
    Words,
    listing,
    read_all,
    read_named,
    whole,
)
from sightline.standard.scalars import (
    code,
    day,
    moment,
    moment_text,
    name,
    one_of,
    text,
    whole_number,
    yes,
)

Said = Mapping[str, object]
Reader = Callable[[Node], object]

_REFERENCES = ("about", "version-of", "withdraws")


def _day_text(node: Node) -> str:
    return day(node).isoformat()


_RECORD: Mapping[str, Reader] = {
    "on": moment_text,
    "until": moment_text,
    "planned-start": _day_text,
    "planned-end": _day_text,
    "recorded": moment_text,
    "id": code,
    "about": code,
    "version-of": code,
    "withdraws": code,
    "agency": text,
    "file": code,
    "entry-unknown": yes,
}

_SUBJECT: Mapping[str, Reader] = {
    "born": _day_text,
    "place": name,
    "type": one_of(w.SUBJECT_TYPES),
}

_EXPECTED: Mapping[str, Reader] = {
    "state": one_of(w.STATES),
    "due": moment_text,
    "met": moment_text,
    "opened": moment_text,
    "part": name,
    "step": whole_number,
    "period": _day_text,
    "notes": lambda node: node.one_or_each(one_of(w.NOTES)),
    "breaches": lambda node: node.one_or_each(code),
}


def read_examples(kinds: Kinds, parts: tuple[Part, ...], node: Node) -> tuple[Example, ...]:
    """The examples of a duty. ``parts``: the duty's, empty where they could not be read."""
    return node.each(partial(_example, kinds, parts), "a list of examples")


def _example(kinds: Kinds, parts: tuple[Part, ...], node: Node) -> Example:
    said = node.words(w.EXAMPLE, "an example, as a mapping")
    says = said.need("says", text)
    rule = said.need("rule", day)
    firsts = {rule.from_ for part in parts for rule in part.rules}
    if rule is not None and firsts and rule not in firsts:
        days = listing(sorted(map(str, firsts)))
        said.wrong("rule", f"no rule begins on {rule}: they begin on {days}")
    records = said.need("records", partial(_records, kinds))
    checked = said.need("checked", moment)
    expect = said.need("expect", partial(_expect, [part.name for part in parts]))
    subject = said.maybe("subject", _subject, {})
    others = said.maybe("others", _others, {})
    known_at = said.maybe("known-at", moment_text, None)
    not_watched = said.maybe("not-watched", partial(_kind_names, kinds), ())
    return said.build(
        lambda: Example(
            says=says,
            rule=rule,
            on=checked,
            records=records,
            expect=expect,
            subject=subject,
            others=others,
            known_at=known_at,
            not_watched=not_watched,
            line=node.line,
        )
    )


def _kind_names(kinds: Kinds, node: Node) -> tuple[str, ...]:
    return node.one_or_each(lambda item: kinds.at(item).name)


# --- records ---------------------------------------------------------------------------------


def _records(kinds: Kinds, node: Node) -> tuple[Said, ...]:
    ids = {BIRTHDAY_TRIGGER} | {
        value.text
        for item in (node.items if isinstance(node, List) else ())
        for key, value in (item.pairs if isinstance(item, Map) else ())
        if isinstance(key, Scalar) and key.text == "id" and isinstance(value, Scalar)
    }
    return node.each(partial(_record, kinds, ids), "a list of records ([] if there is none)")


def _record(kinds: Kinds, ids: set[str], node: Node) -> Said:
    """A record: the words beside its kind, with ``kind`` and ``details``."""
    said = Words(node, {})
    kind_keys: list[tuple[Scalar, Node]] = []
    for key, value in node.entries("a record, such as {on: 2008-01-07, plan: {}}"):
        if key.text in w.EXAMPLE_RECORD:
            said.said[key.text] = value
        else:
            kind_keys.append((key, value))
    record = _words(said, _RECORD)
    if kind_keys:
        said.take(lambda: record.update(_kind_and_details(kinds, said, kind_keys)), None)
    elif "withdraws" not in said:
        said.missing("a kind, such as {on: 2008-01-07, plan: {}}", said.meant)
    _check_moments(said, record)
    for word in _REFERENCES:
        if word in said and record.get(word) is not None and record[word] not in ids:
            said.wrong(word, f"no record of this example has the id {record[word]!r}")
    return said.build(lambda: record)


def _words(said: Words, readers: Mapping[str, Reader]) -> dict[str, object]:
    return {word: said.maybe(word, read, None) for word, read in readers.items() if word in said}


def _kind_and_details(
    kinds: Kinds, said: Words, keys: list[tuple[Scalar, Node]]
) -> dict[str, object]:
    declared = [pair for pair in keys if pair[0].text in kinds.declared] or keys[:1]
    for key, _ in keys:
        if all(key is not chosen for chosen, _ in declared):
            said.unknown(key, w.EXAMPLE_RECORD)
    if len(declared) > 1:
        declared[1][0].refuse("", message="a record has one kind")
    key, value = declared[0]
    kind = kinds.at(key)
    return {"kind": kind.name, "details": read_details(kind, value)}


def read_details(kind: Kind, node: Node) -> Mapping[str, object]:
    """The fields of a record, each as its type holds it."""
    pairs = dict(node.entries("the record's fields, as a mapping ({} if it has none)"))

    def detail(key: Node) -> tuple[str, object]:
        field = kind.fields[field_name(kind.fields, key)]
        value = pairs[cast(Scalar, key)]
        if field.type is FieldType.CODES and isinstance(value, List):
            return field.name, value.each(partial(field_value, field), "codes")
        return field.name, field_value(field, value)

    return dict(read_all(pairs, detail))


def _check_moments(said: Words, record: Mapping[str, object]) -> None:
    """A record was, or is planned; it does not end before it begins."""
    if not {"on", "planned-start", "planned-end", "withdraws"}.intersection(said.said):
        said.missing("'on', or 'planned-start' of a record that is planned", ["on"])
    elif "withdraws" in said and not {"on", "recorded"}.intersection(said.said):
        said.missing("'recorded' of a record that withdraws another", ["recorded"])
    on, until = record.get("on"), record.get("until")
    if isinstance(on, str) and isinstance(until, str) and until < on[: len(until)]:
        said.wrong("until", f"the record ends ({until}) before it begins ({on})")


# --- subjects, expectations ------------------------------------------------------------------


def _subject(node: Node) -> Said:
    """Whose file it is: beside its own words, attributes."""
    said = Words(node, {})
    for key, value in node.entries("the subject, such as {born: 1992-03-01, sex: female}"):
        said.said[key.text] = value
    attributes = {word: attribute_value for word in said.said if word not in _SUBJECT}
    read = _words(said, {**_SUBJECT, **attributes})
    return said.build(lambda: read)


def _others(node: Node) -> Mapping[str, Said]:
    return whole(
        read_named(node.entries("other subjects by name"), lambda _, value: _subject(value))
    )


def _expect(parts: list[str], node: Node) -> tuple[Said, ...]:
    """A state, a mapping with one, or a list of those; ``[]`` where nothing is owed."""
    return node.one_or_each(partial(_expected, parts))


def _expected(parts: list[str], node: Node) -> Said:
    if not isinstance(node, Map):
        return {"state": one_of(w.STATES)(node)}
    said = node.words(w.EXPECTED, "a state, or a mapping with one")
    said.need("state", text)
    expected = _words(said, _EXPECTED)
    if "part" in said and parts and expected["part"] not in parts:
        said.wrong("part", f"the duty has no part {expected['part']!r}")
    return said.build(lambda: expected)
