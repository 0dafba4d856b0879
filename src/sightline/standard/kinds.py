"""Kinds of record: what can be recorded, and what conditions may ask of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from sightline.standard import words as w
from sightline.standard.faults import Unreadable
from sightline.standard.field_tests import field_name, read_tests
from sightline.standard.model import (
    EXEMPTION,
    RESERVED_ANSWERS,
    Alert,
    Answered,
    Code,
    Countersigned,
    Field,
    FieldType,
    FormStep,
    Kind,
    Lasts,
    NumberIn,
    OneOf,
    Sensitivity,
    Significant,
)
from sightline.standard.model.kinds import USUALLY_OF
from sightline.standard.nodes import Node, Scalar, Words, read_named, whole
from sightline.standard.scalars import (
    choice,
    code,
    day,
    interval,
    name,
    one_of,
    path,
    text,
    yes_or_no,
)

ABOUT = "about"
SIGN_OFF, SIGNED_AS = "sign-off", "role"
"""The kind of record that a countersignature is, and the field that says as whom it was given."""

EXEMPTION_KIND = Kind(
    EXEMPTION,
    "Exemption",
    Lasts.SPAN,
    {
        "duty": Field("duty", "Duty", FieldType.TEXT, required=True),
        "reason": Field("reason", "Reason", FieldType.TEXT, narrative=True),
        "decided-by": Field("decided-by", "Decided by", FieldType.TEXT),
    },
    help="A recorded decision that excuses an obligation.",
    of=w.SUBJECT_TYPES,
)


@dataclass(slots=True)
class Kinds:
    """The declared kinds. None stands for one whose declaration could not be read.

    ``unread``: a whole file of kinds could not be read, so a kind that is not here may well be
    declared, and is not called unknown. ``owner_at`` reads who owes: a role of the standard, or any
    name where it declares none; ``section_at`` what a duty serves: a section of a review, likewise.
    """

    declared: dict[str, Kind | None] = field(default_factory=lambda: {EXEMPTION: EXEMPTION_KIND})
    ends_with: list[Node] = field(default_factory=list)
    signed_as: list[Scalar] = field(default_factory=list)
    unread: bool = False
    owner_at: Callable[[Node], str] = name
    section_at: Callable[[Node], str] = path

    def at(self, node: Node) -> Kind:
        """The kind whose name stands at the node."""
        found = node.scalar("a kind")
        if found not in self.declared and not self.unread:
            node.refuse("a kind that is declared", among=self.declared)
        kind = self.declared.get(found)
        if kind is None:
            raise Unreadable
        return kind

    def dated_at(self, node: Node) -> Kind:
        """The kind at the node, refused where its records have no day that a clock could read."""
        kind = self.at(node)
        if kind.lasts is Lasts.PERIOD:
            expected = "a kind of dated records ('point', 'span' or 'until-next')"
            node.refuse(
                expected,
                message=f"expected {expected}; {kind.name!r} is said of a period and of no day in "
                "it, so only measures may count it",
            )
        return kind

    def of(self, kind: str) -> Kind:
        """The kind of a name that has been read before."""
        found = self.declared[kind]
        assert found is not None
        return found

    def check_ends(self) -> None:
        """``or`` names a span kind: asked when all kinds have been read."""
        for node in self.ends_with:
            try:
                if self.at(node).lasts is not Lasts.SPAN:
                    node.report(f"expected a kind that lasts a span, found {node.found}")
            except Unreadable:
                continue

    def check_signed_as(self) -> None:
        """Whoever countersigns is whom the kind ``SIGN_OFF`` knows: asked when all are read."""
        kind = self.declared.get(SIGN_OFF)
        if (SIGN_OFF in self.declared and kind is None) or self.unread:
            return  # a fault of its own
        roles = None if kind is None else kind.fields.get(SIGNED_AS)
        known = [] if roles is None else [code.value for code in roles.codes]
        for node in self.signed_as:
            with suppress(Unreadable):
                if node.text not in known:
                    expected = f"a code of the field {SIGNED_AS!r} of the kind {SIGN_OFF!r}"
                    node.refuse(expected, among=known)


def read_kind(kinds: Kinds, key: Scalar, node: Node) -> Kind:
    """One kind, under its name."""
    kind_name = _kind_name(key)
    said = node.words(w.KIND, "what the kind is, as a mapping")
    lasts = said.maybe("lasts", choice(Lasts), Lasts.POINT)
    fields = said.maybe("fields", _fields, {})
    if lasts in (Lasts.POINT, Lasts.SPAN, Lasts.PERIOD):
        _refuse_until_next_words(said)
    if "or" in said:
        kinds.ends_with.append(said.said["or"])

    def key_field(node: Node) -> str:
        return field_name(fields, node) if fields is not None else name(node)

    def further_file(node: Node) -> str:
        files = [f.name for f in (fields or {}).values() if f.type is FieldType.FILE]
        found = name(node)
        if fields is not None and found not in (ABOUT, *files):
            node.refuse("'about' or a field of type file", among=(ABOUT, *files))
        return found

    def told(node: Node) -> str:
        found = name(node)
        coded = [f.name for f in (fields or {}).values() if f.codes]
        if fields is not None and found not in coded:
            node.refuse("a field of type code or codes", among=coded)
        return found

    def form_step(node: Node) -> FormStep:
        step = node.words(w.FORM_STEP, "a step, as a mapping")
        its_title = step.need("title", text)
        its_fields = step.need("fields", lambda n: n.one_or_each(key_field))
        return step.build(lambda: FormStep(its_title, its_fields))

    title = said.need("title", text)
    group = said.maybe("group", text, "")
    help_ = said.maybe("help", text, "")
    of = said.maybe("of", lambda n: n.one_or_each(one_of(w.SUBJECT_TYPES)), USUALLY_OF)
    key_fields = said.maybe("key", lambda n: n.one_or_each(key_field), ())
    ends_with = said.maybe("or", name, None)
    also_on = said.maybe("also-on", lambda n: n.one_or_each(further_file), ())
    several = said.maybe("several", yes_or_no, False)
    sensitivity = said.maybe("sensitivity", choice(Sensitivity), Sensitivity.ORDINARY)
    recorded_by = said.maybe("recorded-by", names, ())
    read_by = said.maybe("read-by", names, ())
    significant = said.maybe("significant", partial(_significant, fields), None)
    alerts = said.maybe("alert", lambda n: n.one_or_each(partial(_alert, fields)), ())
    tells = said.maybe("tells", told, "")
    often = said.maybe("often", yes_or_no, False)
    starts_from = said.maybe("starts-from", lambda n: n.one_or_each(key_field), ())
    steps = said.maybe("steps", lambda n: n.each(form_step, "a list of steps"), ())
    countersigned = said.maybe("countersigned", partial(_countersigned, kinds, fields), None)
    return said.build(
        lambda: Kind(
            name=kind_name,
            title=title,
            lasts=lasts,
            fields=fields,
            group=group,
            help=help_,
            of=of,
            key=key_fields,
            ends_with=ends_with,
            also_on=also_on,
            several=several,
            sensitivity=sensitivity,
            recorded_by=recorded_by,
            read_by=read_by,
            significant=significant,
            alerts=alerts,
            tells=tells,
            steps=steps,
            starts_from=starts_from,
            often=often,
            countersigned=countersigned,
        )
    )


def _significant(fields: Mapping[str, Field] | None, node: Node) -> Significant:
    said = node.words(w.SIGNIFICANT, "which records of it are significant, and why, as a mapping")
    why = said.need("why", text)
    when = _some_tests(fields, said)
    return said.build(lambda: Significant(why, when))


def _alert(fields: Mapping[str, Field] | None, node: Node) -> Alert:
    said = node.words(w.ALERT, "which records of it are an alert, and why, as a mapping")
    title = said.need("title", text)
    why = said.need("why", text)
    when = _some_tests(fields, said)
    is_danger = said.maybe("danger", yes_or_no, False)
    lasts_for = said.maybe("for", interval, None)
    return said.build(lambda: Alert(title, why, when, is_danger, lasts_for))


def _some_tests(
    fields: Mapping[str, Field] | None, said: Words
) -> tuple[tuple[OneOf | Answered, ...], ...]:
    # Fields that could not be read are a fault of their own.
    if fields is None:
        return ()
    return said.maybe("when", lambda n: n.one_or_each(partial(_when, fields)), ())


def _when(fields: Mapping[str, Field], node: Node) -> tuple[OneOf | Answered, ...]:
    tests = read_tests(fields, node) or node.refuse("at least one field")
    values = tuple(test for test in tests if not isinstance(test, NumberIn))
    if len(values) < len(tests):
        node.refuse("a value or a list of values, and no range of numbers")
    return values


def _countersigned(kinds: Kinds, fields: Mapping[str, Field] | None, node: Node) -> Countersigned:
    said = node.words(w.COUNTERSIGNED, "who countersigns it, and why, as a mapping")
    known = fields or {}

    def role(node: Node) -> str:
        found = name(node)
        assert isinstance(node, Scalar)
        kinds.signed_as.append(node)
        return found

    def asked(node: Node) -> tuple[OneOf | Answered, ...]:
        tests = _when(known, node)
        if any(known[test.field].sensitivity is not Sensitivity.ORDINARY for test in tests):
            node.refuse("fields that are not sensitive: what waits would tell the answer")
        return tests

    def yes_no_field(node: Node) -> str:
        found = field_name(known, node)
        if known[found].type is not FieldType.YES_NO or known[found].required:
            node.refuse("a field of type yes-no that need not be answered")
        return found

    by = said.need("by", lambda n: n.one_or_each(role))
    why, source = said.need("why", text), said.need("source", text)
    certainty = said.need("certainty", one_of(w.CERTAINTIES))
    # Fields that could not be read are a fault of their own.
    is_read = fields is not None
    when = said.maybe("when", lambda n: n.one_or_each(asked), ()) if is_read else ()
    answer = said.maybe("answer", yes_no_field, "") if is_read else ""
    return said.build(lambda: Countersigned(by, why, source, certainty, when, answer))


def _kind_name(key: Scalar) -> str:
    found = name(key)
    if found == EXEMPTION:
        key.refuse("", message="the kind 'exemption' is built in, and is not declared")
    if found in w.NOT_KINDS:
        key.refuse("", message=f"{found!r} has a meaning of its own, and cannot name a kind")
    return found


def _refuse_until_next_words(said: Words) -> None:
    for word in ("key", "or"):
        if word in said:
            said.wrong(word, f"{word!r} belongs to a kind that says 'lasts: until-next'")


def _fields(node: Node) -> Mapping[str, Field]:
    return whole(read_named(node.entries("fields by name, as a mapping"), read_field))


def read_field(key: Scalar, node: Node) -> Field:
    """One field of a kind, under its name."""
    own_name = name(key)
    if own_name in w.NOT_FIELDS:
        key.refuse("", message=f"{own_name!r} has a meaning of its own, and cannot name a field")
    said = node.words(w.FIELD, "what the field is, as a mapping")
    title = said.need("title", text)
    type_ = said.need("type", choice(FieldType))
    codes = said.maybe("codes", _codes, ())
    required = said.maybe("required", yes_or_no, False)
    help_ = said.maybe("help", text, "")
    sensitivity = said.maybe("sensitivity", choice(Sensitivity), Sensitivity.ORDINARY)
    narrative = said.maybe("narrative", yes_or_no, False)
    carried = said.maybe("carried", yes_or_no, True)
    return said.build(
        lambda: Field(
            own_name, title, type_, codes, required, help_, sensitivity, narrative, carried
        )
    )


def _codes(node: Node) -> tuple[Code, ...]:
    codes = whole(read_named(node.entries("codes with their labels, as a mapping"), _code))
    return tuple(codes.values()) or node.refuse("at least one code")


def _code(key: Scalar, node: Node) -> Code:
    value = code(key)
    if value in RESERVED_ANSWERS or value == w.ANSWERED:
        key.refuse("", message=f"{value!r} may be said of every field, and is not listed as a code")
    if isinstance(node, Scalar):
        return Code(value, text(node))
    said = node.words(w.CODE, "the code's label, or a mapping with it")
    label = said.need("label", text)
    first, until = read_validity(said)
    return said.build(lambda: Code(value, label, first, until))


def read_validity(said: Words) -> tuple[date | None, date | None]:
    """``from`` and ``until`` of something that need not have either, in that order."""
    first = said.maybe("from", day, None)
    until = said.maybe("until", day, None)
    if first is not None and until is not None and until <= first:
        said.wrong("until", f"expected a day after 'from' ({first}), found '{until}'")
    return first, until


def names(node: Node) -> tuple[str, ...]:
    """A list of names, or one."""
    return node.one_or_each(name)
