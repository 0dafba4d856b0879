"""What a row becomes, as a mapping file says it: records, activities, joins, subjects."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sightline.returns.mapping import (
    About,
    Activity,
    Column,
    Condition,
    Join,
    RecordMapping,
    SubjectMapping,
)
from sightline.returns.mapping_columns import MOMENT, TEXT, column_reader
from sightline.standard.faults import Unreadable
from sightline.standard.model import Kind, Lasts
from sightline.standard.nodes import Map, Node, Scalar, Words, read_named, whole
from sightline.standard.scalars import name, text

DEFAULT_WORDS = (
    "key",
    "start",
    "not-before",
    "end",
    "planned-start",
    "planned-end",
    "recorded",
    "about",
    "agency",
    "author",
    "fields",
)
"""What may be said once for a table, and again by a record that differs."""

RECORD_WORDS = ("kind", "only", "join", *DEFAULT_WORDS)
_SUBJECT_WORDS = ("id", "type", "born", "place", "attributes")
_NEXT_STARTS = re.compile(r"next start (?:equals end|is at most (\d{1,3}) days? after end)")


@dataclass(frozen=True, slots=True)
class RecordReader:
    """Reads the records of one table. ``defaults``: the table's own words, as nodes.

    ``of_period``: the mapping says how the period of the return is known.
    """

    kinds: Mapping[str, Kind]
    defaults: Mapping[str, Node]
    dated: bool
    of_period: bool = False

    def read(self, node: Node) -> RecordMapping:
        """One record, its own words before the table's."""
        own = node.words(RECORD_WORDS, "a record as a mapping")
        said = Words(node, {**self.defaults, **own.said})
        said.broken = own.broken
        kind = said.need("kind", self._kind)
        if kind is None:
            raise Unreadable
        moment = column_reader(MOMENT, dated=self.dated)
        plain = column_reader(TEXT, dated=self.dated)
        record = RecordMapping(
            kind=kind.name,
            key=said.need("key", column_names) or (),
            only=said.maybe("only", conditions, ()),
            start=said.maybe("start", moment, None),
            not_before=said.maybe("not-before", moment, None),
            end=said.maybe("end", moment, None),
            planned_start=said.maybe("planned-start", moment, None),
            planned_end=said.maybe("planned-end", moment, None),
            recorded=said.maybe("recorded", moment, None),
            about=said.maybe("about", self._about, None),
            agency=said.maybe("agency", plain, None),
            author=said.maybe("author", plain, None),
            fields=self._fields(said, own, kind) or {},
        )
        _check_moments(said, kind, self.of_period)
        join = said.maybe("join", lambda n: _join(n, record, kind), None)
        return said.build(lambda: replace(record, join=join))

    def _kind(self, node: Node) -> Kind:
        found = name(node)
        if found not in self.kinds:
            node.refuse("a kind of the standard", among=self.kinds)
        return self.kinds[found]

    def _fields(self, said: Words, own: Words, kind: Kind) -> dict[str, Column]:
        """The fields of the table that this kind has, and the record's own, which come first."""

        def fields(node: Node, strict: bool) -> dict[str, Column]:
            pairs = [
                (key, value)
                for key, value in node.entries("fields by name, as a mapping")
                if strict or key.text in kind.fields
            ]
            return whole(read_named(pairs, lambda key, value: self._field(key, value, kind)))

        found: dict[str, Column] = {}
        if "fields" in self.defaults:
            found |= said.take(lambda: fields(self.defaults["fields"], False), {})
        if "fields" in own:
            found |= said.take(lambda: fields(own.said["fields"], True), {})
        return found

    def _field(self, key: Scalar, node: Node, kind: Kind) -> Column:
        if key.text not in kind.fields:
            key.refuse(f"a field of {kind.name}", among=kind.fields)
        return column_reader(kind.fields[key.text], dated=self.dated)(node)

    def _about(self, node: Node) -> About:
        plain = column_reader(TEXT, dated=self.dated)
        if isinstance(node, Map) and any(
            isinstance(key, Scalar) and key.text == "kind" for key, _ in node.pairs
        ):
            said = node.words(("kind", "key"), "the kind and key of the record it is about")
            kind = said.need("kind", self._kind)
            key = said.need("key", lambda n: n.one_or_each(plain))
            return said.build(lambda: About(key, kind.name))
        return About((plain(node),))

    def activity(self, said: Words) -> Activity | None:
        """The activity column and what its activities become."""
        if "activity" not in said and "becomes" not in said:
            return None
        column = said.need("activity", text)
        becomes = said.need("becomes", self._becomes)
        return Activity(column, becomes) if column and becomes else None

    def _becomes(self, node: Node) -> dict[str, tuple[RecordMapping, ...]]:
        pairs = node.entries("activities and the record that each becomes, as a mapping")
        return whole(read_named(pairs, lambda key, value: value.one_or_each(self.read)))


def _check_moments(said: Words, kind: Kind, of_period: bool) -> None:
    if "end" in said and kind.lasts is Lasts.POINT:
        said.said["end"].report(f"a record of the kind {kind.name!r} is a moment, and has no end")
        said.broken = True
    if "not-before" in said and "start" not in said:
        said.wrong("not-before", "'not-before' is said of a start, and none is said")
    if kind.lasts is Lasts.PERIOD and "planned-start" not in said and not of_period:
        said.node.report(
            "expected 'planned-start', or 'period' of the mapping: which period it is said of"
        )
        said.broken = True
    elif kind.lasts is not Lasts.PERIOD and "start" not in said and "planned-start" not in said:
        said.node.report("expected 'start' or 'planned-start', and neither is said")
        said.broken = True


def _join(node: Node, record: RecordMapping, kind: Kind) -> Join:
    said = node.words(("by", "when", "last"), "how rows are joined, as a mapping")
    by = said.need("by", column_names)
    apart = said.need("when", _apart)
    last = said.maybe("last", lambda n: n.one_or_each(lambda i: _joined_field(i, record)), ())
    if kind.lasts is not Lasts.SPAN or record.start is None or record.end is None:
        node.refuse("", message="only spans with a 'start' and an 'end' can be joined")
    return said.build(lambda: Join(by, apart, last))


def _apart(node: Node) -> int:
    expected = "'next start equals end' or 'next start is at most 1 day after end'"
    found = _NEXT_STARTS.fullmatch(text(node))
    return int(found[1] or 0) if found is not None else node.refuse(expected)


def _joined_field(node: Node, record: RecordMapping) -> str:
    found = name(node)
    if found not in record.fields:
        node.refuse("a field of this record", among=record.fields)
    return found


def column_names(node: Node) -> tuple[str, ...]:
    """One or more columns by name."""
    found = node.one_or_each(text)
    if not found:
        node.refuse("at least one column")
    return found


def conditions(node: Node) -> tuple[Condition, ...]:
    """Which rows are taken: columns and what they must hold."""

    def condition(key: Scalar, value: Node) -> Condition:
        if isinstance(value, Scalar) and value.text == "recorded":
            return Condition(key.text, None)
        values = frozenset(value.one_or_each(text))
        return Condition(key.text, values) if values else value.refuse("at least one value")

    entries = node.entries("columns and the values that are taken, as a mapping")
    return tuple(whole(read_named(entries, condition)).values())


def subject(node: Node, *, dated: bool) -> SubjectMapping:
    """Whom a row is about: the column of the id, or that and more as a mapping."""
    plain = column_reader(TEXT, dated=dated)
    if isinstance(node, Scalar):
        return SubjectMapping(plain(node))
    said = node.words(_SUBJECT_WORDS, "the column of the subject's id, or a mapping")
    id_ = said.need("id", plain)
    type_ = said.maybe("type", name, "child")
    born = said.maybe("born", column_reader(MOMENT, dated=dated), None)
    place = said.maybe("place", plain, None)

    def attributes(node: Node) -> dict[str, Column]:
        return whole(read_named(node.entries("attributes by name"), lambda _, value: plain(value)))

    attributes_ = said.maybe("attributes", attributes, {})
    return said.build(lambda: SubjectMapping(id_, type_, born, place, attributes_))
