"""The crosswalk as a page: every domain of need, and which tool has a place for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from sightline.engine.say import say_test
from sightline.reporting.told.words import any_of, day, eve, sentence
from sightline.standard.model import Domain, Kind, OneOf, Selector, Standard, Test, Tool
from tools.docs_text import bullets, page, table

LEVELS = {"strong": "A strong need", "some": "Some need", "none": "No need"}


def needs_page(standard: Standard) -> str:
    """Domains against tools, then each domain and each tool by itself."""
    crosswalk = standard.crosswalk
    return page(
        "Needs, tool by tool",
        f"{len(crosswalk.domains)} domains of need, and {len(crosswalk.tools)} assessment tools "
        "that speak of some of them. A need that one tool saw, and for which another had no place "
        "or was left blank, is lost when the case moves on; here it can be seen. "
        "`sightline needs RECORDS --file ID` shows it for one child.",
        "A tool that has a section and says nothing is *silent*. What is not recorded is never "
        "read as no.",
        "## Which tool has a place for what",
        _grid(standard),
        "## Domains",
        *(block for d in crosswalk.domains.values() for block in _domain(standard, d)),
        "## Tools",
        *(block for tool in crosswalk.tools.values() for block in _tool(standard, tool)),
        *_without(standard),
    )


def _grid(standard: Standard) -> str:
    crosswalk = standard.crosswalk
    rows = []
    for domain in crosswalk.domains.values():
        have = [tool.title for tool in crosswalk.tools.values() if tool.sections_on(domain.id)]
        lack = [tool.title for tool in crosswalk.tools.values() if not tool.sections_on(domain.id)]
        rows.append((f"[{domain.title}](#domain-{domain.id})", "; ".join(have), "; ".join(lack)))
    return table(("Domain", "Has a section for it", "Has none"), rows)


def _domain(standard: Standard, domain: Domain) -> Iterator[str]:
    yield f"(domain-{domain.id})=\n### {domain.title}"
    yield domain.help
    rows = []
    for tool in standard.crosswalk.tools.values():
        sections = "; ".join(section.title for section in tool.sections_on(domain.id))
        if sections:
            rows.append((tool.title, sections))
    yield table(("Tool", "Section"), rows) if rows else "No tool has a section for it."
    yield bullets(
        f"**{LEVELS[level.value]}** is seen in "
        + any_of([_record(standard, selector) for selector in selectors])
        + "."
        for level, selectors in domain.seen_in.items()
    )


def _record(standard: Standard, selector: Selector) -> str:
    kind = standard.kinds[selector.kind]
    told = any_of([_told(kind, test) for test in selector.tests], "and")
    return f"[{kind.title.lower()}](#kind-{kind.name})" + (f" with {told}" if told else "")


def _told(kind: Kind, test: Test) -> str:
    """``risk of self-harm or suicide “High”``."""
    field = kind.fields[test.field]
    title = field.title.split(" (")[0]
    title = title[:1].lower() + title[1:]
    if not isinstance(test, OneOf):
        return say_test(replace(test, field=title))
    in_order = [code.label for code in field.codes if code.value in test.values]
    words = in_order or sorted(map(str, test.values))
    return f"{title} " + any_of([f"“{word}”" for word in words])


def _tool(standard: Standard, tool: Tool) -> Iterator[str]:
    yield f"### {tool.title}"
    issued = standard.bodies.declared.get(tool.issued_by)
    by = f"Issued by: {issued.title}." if issued is not None else ""
    yield " ".join(filter(None, [tool.help, _life(tool.from_, tool.until), by]))
    domains = standard.crosswalk.domains
    yield table(
        ("Section", "Domains"),
        [
            (s.title, "; ".join(f"[{domains[d].title}](#domain-{d})" for d in s.domains))
            for s in tool.sections.values()
        ],
    )
    check = " It has still to be checked." if tool.certainty == "check" else ""
    yield f"Source: {sentence(tool.source)}{check}"


def _life(first: date | None, until: date | None) -> str:
    if first is None and until is None:
        return ""
    if until is None:
        assert first is not None
        return f"In use since {day(first)}."
    last = day(eve(until))
    return f"In use to {last}." if first is None else f"In use from {day(first)} to {last}."


def _without(standard: Standard) -> Iterator[str]:
    """Codes of tools that no entry of the crosswalk takes up."""
    kind = standard.kinds["assessment"]
    taken = {
        value
        for tool in standard.crosswalk.tools.values()
        for selector in tool.seen_in
        for test in selector.tests
        if test.field == "tool"
        for value in getattr(test, "values", ())
    }
    left = [code.label for code in kind.fields["tool"].codes if code.value not in taken]
    if left:
        yield "## Tools without a crosswalk"
        yield (
            f"What is found with these is heard, but no section of theirs is known, so their "
            f"silence is not seen: {'; '.join(left)}."
        )
