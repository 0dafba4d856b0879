"""Reads crosswalk.yaml: assessment tools, their sections, and the domains that these speak of."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from sightline.standard import words as w
from sightline.standard.field_tests import read_tests
from sightline.standard.kinds import Kinds, read_validity
from sightline.standard.model import Crosswalk, Domain, Finding, Selector, Tool, ToolSection
from sightline.standard.nodes import Node, Scalar, read_named, whole
from sightline.standard.scalars import name, one_of, text
from sightline.standard.selectors import split_record

At = Callable[[Node], str]


def read_crosswalk(kinds: Kinds, body_at: At, node: Node) -> Crosswalk:
    """What crosswalk.yaml says. ``body_at`` reads the name of a body."""
    said = node.words(w.CROSSWALK, "the domains and tools of the standard, as a mapping")
    domains = said.need("domains", partial(_domains, kinds))
    domain_at = one_of(domains, "a domain of crosswalk.yaml") if domains else name
    tools = said.need("tools", partial(_tools, kinds, body_at, domain_at))
    return said.build(lambda: Crosswalk(domains, tools))


def _domains(kinds: Kinds, node: Node) -> dict[str, Domain]:
    pairs = node.entries("domains of need by name, as a mapping")
    return whole(read_named(pairs, partial(_domain, kinds))) or node.refuse("at least one domain")


def _domain(kinds: Kinds, key: Scalar, node: Node) -> Domain:
    said = node.words(w.DOMAIN, "what the domain is, as a mapping")
    id_ = said.take(lambda: name(key), "")
    title = said.need("title", text)
    help_ = said.maybe("help", text, "")
    records = partial(_records, kinds)
    seen_in = {f: said.maybe(f.value, records, ()) for f in Finding if f.value in said}
    if not seen_in:
        said.missing("'strong', 'some' or 'none'", [finding.value for finding in Finding])
    return said.build(lambda: Domain(id_, title, seen_in, help_))


def _tools(kinds: Kinds, body_at: At, domain_at: At, node: Node) -> dict[str, Tool]:
    pairs = node.entries("assessment tools by name, as a mapping")
    read = read_named(pairs, partial(_tool, kinds, body_at, domain_at))
    return whole(read) or node.refuse("at least one tool")


def _tool(kinds: Kinds, body_at: At, domain_at: At, key: Scalar, node: Node) -> Tool:
    said = node.words(w.TOOL, "what the tool is, as a mapping")
    id_ = said.take(lambda: name(key), "")
    title = said.need("title", text)
    help_ = said.maybe("help", text, "")
    seen_in = said.need("seen-in", partial(_records, kinds))
    first, until = read_validity(said)
    issued_by = said.maybe("issued-by", body_at, "")
    source = said.need("source", text)
    certainty = said.need("certainty", one_of(w.CERTAINTIES))
    sections = said.need("sections", partial(_sections, domain_at))
    return said.build(
        lambda: Tool(
            id_, title, seen_in, sections, source, certainty, issued_by, first, until, help_
        )
    )


def _sections(domain_at: At, node: Node) -> dict[str, ToolSection]:
    pairs = node.entries("the tool's sections by name, as a mapping")
    read = read_named(pairs, partial(_section, domain_at))
    return whole(read) or node.refuse("at least one section")


def _section(domain_at: At, key: Scalar, node: Node) -> ToolSection:
    said = node.words(w.TOOL_SECTION, "what the section is, as a mapping")
    id_ = said.take(lambda: name(key), "")
    title = said.need("title", text)
    domains = said.need("domains", lambda n: n.one_or_each(domain_at))
    return said.build(lambda: ToolSection(id_, title, domains))


def _records(kinds: Kinds, node: Node) -> tuple[Selector, ...]:
    return node.one_or_each(partial(_record, kinds))


def _record(kinds: Kinds, node: Node) -> Selector:
    kind, fields, _ = split_record(node, {}, kinds)
    return Selector(kind.name, read_tests(kind.fields, fields))
