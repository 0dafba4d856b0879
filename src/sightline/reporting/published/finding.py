"""How a report is found: an index by words for everybody, one for the script, and a feed."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from xml.etree.ElementTree import Element, SubElement, tostring

from sightline.reporting.published.content import Source
from sightline.reporting.published.document import (
    PAGE_NAMES,
    Document,
    Example,
    Facts,
    Part,
    document,
    pages,
)
from sightline.reporting.published.language import (
    Block,
    Heading,
    Listed,
    Mark,
    Paragraph,
    Quote,
    plain,
)
from sightline.reporting.published.language import marks as marks_of
from sightline.reporting.published.tables import Table
from sightline.returns.errors import printable

_SMALL = frozenset((
    "about", "all", "after", "again", "also", "among", "and", "any", "are", "because", "been",
    "before", "being", "between", "both", "but", "can", "did", "does", "done", "each",
    "every", "for", "from", "had", "has", "have", "how", "into", "its", "made", "make",
    "many", "may", "more", "most", "must", "nobody", "not", "now", "only", "other", "our",
    "out", "over", "own", "same", "say", "says", "should", "some", "such", "than", "that",
    "the", "their", "them", "then", "there", "these", "they", "this", "those", "through",
    "under", "until", "was", "were", "what", "when", "where", "which", "while", "who", "whom",
    "whose", "why", "will", "with", "would", "you", "your",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one heading. ``address``: from the top of the site."""

    report: str
    page: str
    heading: str
    address: str
    words: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A word of the index, and the sections whose headings have it."""

    word: str
    sections: tuple[Section, ...]


def search_index(sources: Sequence[Source]) -> list[dict[str, str]]:
    """What the script searches: every section, with all its words."""
    return [
        {"report": each.report, "page": each.page, "heading": each.heading,
         "address": each.address, "words": each.words}
        for source in sources for each in sections(source)
    ]  # fmt: skip


def by_words(sources: Sequence[Source]) -> list[tuple[str, list[Entry]]]:
    """The index by letter: the words of headings, and the themes of recommendations."""
    found: dict[str, dict[str, Section]] = defaultdict(dict)
    for source in sources:
        for section in sections(source):
            for word in _words(section.heading):
                found[word].setdefault(section.address, section)
        themes = {each.theme for each in source.recommendations if each.theme}
        for theme in sorted(themes):
            about = Section(source.title, PAGE_NAMES["chair"], f"Recommendations: {theme}",
                            f"{source.id}/chair.html#recommendations", "")  # fmt: skip
            for word in _words(theme):
                found[word].setdefault(f"{about.address} {theme}", about)
    entries = [Entry(word, tuple(found[word].values())) for word in sorted(found)]
    return [
        (letter, list(some)) for letter, some in groupby(entries, lambda each: each.word[0].upper())
    ]


def sections(source: Source) -> Iterator[Section]:
    """Every section of every page of a report."""
    for name in pages(source):
        made = document(source, name)
        heading, id_ = made.title, ""
        words: list[str] = []
        for part in (*made.parts, *made.annex):
            head = _headed(part, made)
            if head is not None:
                if id_ or words:
                    yield _section(source, name, heading, id_, words)
                heading, id_, words = head[0], head[1], []
            words.append(_said(part, made))
        yield _section(source, name, heading, id_, words)


def feed(sources: Sequence[Source], title: str) -> bytes:
    """The reports as an Atom feed, newest first. Its times are days of publication."""
    top = Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": "en-GB"})
    SubElement(top, "title").text = title
    SubElement(top, "id").text = "urn:sightline:published-reports"
    newest = max((source.on for source in sources), default=None)
    SubElement(top, "updated").text = f"{newest or '2000-01-01'}T00:00:00Z"
    SubElement(top, "link", {"rel": "alternate", "href": "index.html"})
    for source in sources:
        entry = SubElement(top, "entry")
        SubElement(entry, "title").text = printable(source.title)
        SubElement(entry, "id").text = f"urn:sightline:report:{source.id}"
        SubElement(entry, "updated").text = f"{source.on}T00:00:00Z"
        author = SubElement(entry, "author")
        SubElement(author, "name").text = printable(source.publisher)
        for name in pages(source):
            rel = "alternate" if name == pages(source)[0] else "related"
            link = {"rel": rel, "href": f"{source.id}/{name}.html", "title": PAGE_NAMES[name]}
            SubElement(entry, "link", link)
        SubElement(entry, "summary").text = f"Published on {source.on.isoformat()}."
    written: bytes = tostring(top, encoding="utf-8", xml_declaration=True)
    return written


# --- sections --------------------------------------------------------------------------------


def _section(source: Source, page: str, heading: str, id_: str, words: Sequence[str]) -> Section:
    address = f"{source.id}/{page}.html" + (f"#{id_}" if id_ else "")
    said = " ".join(" ".join(words).split())
    return Section(source.title, PAGE_NAMES[page], " ".join(heading.split()), address, said)


def _headed(part: Part, made: Document) -> tuple[str, str] | None:
    match part:
        case Heading():
            return _plain(part, made), part.id
        case Facts() | Example():
            return part.title, part.id
        case _:
            return None


def _said(part: Part, made: Document) -> str:
    match part:
        case Heading() | Paragraph():
            return _plain(part, made)
        case Listed():
            return " ".join(_said(each, made) for item in part.items for each in item)
        case Quote():
            return " ".join(_said(each, made) for each in part.inside)
        case Facts() | Example():
            return " ".join((part.title, *(_said(each, made) for each in part.inside)))
        case Table():
            return " ".join((part.caption, *(row.name for row in part.rows)))
        case _:
            return ""


def _plain(block: Heading | Paragraph, made: Document) -> str:
    blocks: Sequence[Block] = (block,)
    said: dict[Mark, str] = {mark: made.say(mark) for mark in marks_of(blocks)}
    return plain(block.inside, said)


def _words(heading: str) -> Iterator[str]:
    bare = unicodedata.normalize("NFKD", heading.casefold())
    for word in re.findall("[a-z]{3,}", "".join(c for c in bare if not unicodedata.combining(c))):
        if word not in _SMALL:
            yield word
