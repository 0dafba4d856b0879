"""Roles: who owes what a rule asks, and the records that say who that is."""

from __future__ import annotations

from functools import partial

from sightline.standard import words as w
from sightline.standard.field_tests import field_name, read_tests
from sightline.standard.kinds import Kinds
from sightline.standard.model import FieldType, Holder, Kind, Lasts, Role, Roles, Selector
from sightline.standard.nodes import Node, Scalar, listing, read_named, whole
from sightline.standard.scalars import name, one_of, text
from sightline.standard.selectors import split_record
from sightline.standard.to_child import read_plain


def read_roles(kinds: Kinds, node: Node) -> Roles:
    """What roles.yaml says."""
    said = node.words(w.ROLES, "the roles of the standard, as a mapping")
    read = partial(_holder, kinds)
    posts = said.maybe("posts", lambda n: n.one_or_each(read), ())
    covers = said.maybe("covers", lambda n: n.one_or_each(read), ())
    roles = said.need("roles", partial(_roles, kinds))
    # Who leads must be found by name; what the roles are is not known where they could not be read.
    held = [role.id for role in (roles or {}).values() if role.held]
    leads = name if roles is None else one_of(held, "a role that says by what it is held")
    lead = said.maybe("lead", lambda n: n.one_or_each(leads), ())
    return said.build(lambda: Roles(roles, posts, covers, lead))


def _roles(kinds: Kinds, node: Node) -> dict[str, Role]:
    pairs = node.entries("roles by name, as a mapping")
    return whole(read_named(pairs, partial(_role, kinds))) or node.refuse("at least one role")


def _role(kinds: Kinds, key: Scalar, node: Node) -> Role:
    said = node.words(w.ROLE, "what the role is, as a mapping")
    id_ = said.take(lambda: name(key), "")
    title = said.need("title", text)
    agency = said.need("agency", name)
    held = said.maybe("held", lambda n: n.one_or_each(partial(_holder, kinds)), ())
    to_child = said.maybe("to-child", read_plain, "")
    return said.build(lambda: Role(id_, title, agency, held, to_child))


def _holder(kinds: Kinds, node: Node) -> Holder:
    kind, fields, said = split_record(node, w.HOLDER, kinds)
    if kind.lasts is not Lasts.SPAN:
        node.refuse("", message=f"a role is held for a time, and {kind.name!r} is not a span")
    tests = said.take(lambda: read_tests(kind.fields, fields), ())
    by = said.need("by", partial(_file_field, kind))
    team = said.maybe("team", partial(field_name, kind.fields), "")
    return said.build(lambda: Holder(Selector(kind.name, tests), by, team))


def _file_field(kind: Kind, node: Node) -> str:
    """The name of a field of type file, which says whose file."""
    found = field_name(kind.fields, node)
    if kind.fields[found].type is not FieldType.FILE:
        files = [field.name for field in kind.fields.values() if field.type is FieldType.FILE]
        node.refuse(f"a field of type file of {kind.name!r} ({listing(files) or 'it has none'})")
    return found
