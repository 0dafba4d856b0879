"""The language in which an edition is written: a little of Markdown, and marks in braces.

``# Title`` (once, first), ``## Section``, ``### Part``, paragraphs, ``- lists`` and ``1. lists``,
``> quotes``, ``*emphasis*``, ``**strong**``, ``[words](#section)`` and ``[words](summary)``. No
HTML, no pictures, no links to elsewhere.

A mark names what stands in the source: ``{figure:id}`` within a sentence; ``{chart:id}``,
``{table:id}``, ``{example:id}``, ``{recommendations}`` and ``{ratings}`` as paragraphs of their
own. ``{date:2008-07-08}``, ``{age:10 to 17}``, ``{law:section 10 of the Children Act 2004}`` and
``{name:Working Together 2018}`` are numbers that are no figures (``marks.py``).

The text is read into blocks, from which HTML, PDF and Word are written alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

IN_SENTENCES = ("figure", "date", "age", "law", "name")
"""Marks that stand within a sentence."""

ALONE = ("chart", "table", "example", "recommendations", "ratings")
"""Marks that stand as a paragraph of their own."""

WITHOUT_ID = ("recommendations", "ratings")


@dataclass(frozen=True, slots=True)
class Words:
    """Words as they were written. ``strong``, ``emphasis``: how they are set."""

    words: str
    strong: bool = False
    emphasis: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark: what it is, and which. ``line``: where it stands, counted from 1."""

    name: str
    value: str
    line: int
    strong: bool = False
    emphasis: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A link within the report: ``#section``, or an edition's name. ``title``: refused."""

    to: str
    title: str
    inside: Sequence[Words | Mark]
    line: int


Inline = Words | Mark | Link


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading. ``id``: its name in addresses, of its own words, once in a text."""

    level: int
    id: str
    inside: Sequence[Inline]
    line: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Some sentences."""

    inside: Sequence[Inline]
    line: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A list, each item of blocks."""

    numbered: bool
    items: Sequence[Sequence[Block]]


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody said."""

    inside: Sequence[Block]


@dataclass(frozen=True, slots=True)
class Placed:
    """A chart, a table, an example, the recommendations or the ratings, in its place."""

    mark: Mark


Block = Heading | Paragraph | Listed | Quote | Placed


@lru_cache(maxsize=64)
def read(text: str) -> tuple[Block, ...]:
    """The blocks of a text. Nothing is refused here: ``faults`` says what is wrong."""
    tokens = _language().parse(text.replace("\r\n", "\n"))
    reader = _Reader(tokens)
    return tuple(reader.blocks("", None))


def inlines(blocks: Sequence[Block]) -> Iterator[tuple[Sequence[Inline], int]]:
    """Everything that is said in sentences or headings, with its line."""
    for block in blocks:
        match block:
            case Heading() | Paragraph():
                yield block.inside, block.line
            case Listed():
                for item in block.items:
                    yield from inlines(item)
            case Quote():
                yield from inlines(block.inside)
            case Placed():
                pass


def headings(blocks: Sequence[Block]) -> Iterator[Heading]:
    """The headings, in order. One within a list or a quote is none that a reader could find."""
    return (block for block in blocks if isinstance(block, Heading))


def marks(blocks: Sequence[Block]) -> Iterator[Mark]:
    """Every mark, wherever it stands."""
    for block in blocks:
        match block:
            case Placed():
                yield block.mark
            case Heading() | Paragraph():
                yield from _marks_in(block.inside)
            case Listed():
                for item in block.items:
                    yield from marks(item)
            case Quote():
                yield from marks(block.inside)


def links(blocks: Sequence[Block]) -> Iterator[Link]:
    """Every link."""
    for inside, _ in inlines(blocks):
        yield from (each for each in inside if isinstance(each, Link))


def plain(inside: Sequence[Inline], said: Mapping[Mark, str] | None = None) -> str:
    """Words without their setting. ``said``: what stands for a mark; otherwise a placeholder."""
    told = []
    for each in inside:
        match each:
            case Words():
                told.append(each.words)
            case Mark():
                told.append(HOLE if said is None else said.get(each, HOLE))
            case Link():
                told.append(plain(each.inside, said))
    return "".join(told)


HOLE = "\ufffc"
"""Stands for a mark where only the words around it are looked at."""


def _marks_in(inside: Sequence[Inline]) -> Iterator[Mark]:
    for each in inside:
        match each:
            case Mark():
                yield each
            case Link():
                yield from _marks_in(each.inside)
            case Words():
                pass


# --- reading ---------------------------------------------------------------------------------

_MARK = re.compile(r"\{([a-z]+)(?::([^{}\n]*))?\}")


@lru_cache(maxsize=1)
def _language() -> MarkdownIt:
    language = MarkdownIt("zero")
    language.enable(["heading", "list", "blockquote", "emphasis", "link", "newline", "escape"])
    language.inline.ruler.before("escape", "mark", _mark_rule)
    return language


def _mark_rule(state: StateInline, silent: bool) -> bool:
    found = _MARK.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        token = state.push("mark", "", 0)
        token.info, token.content = found[1], (found[2] or "").strip()
        token.meta = {"line": state.src.count("\n", 0, state.pos)}
    state.pos = found.end()
    return True


class _Reader:
    """The tokens of a text, made into blocks from the first to the last."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.at = 0
        self.ids: set[str] = set()

    def blocks(self, until: str, kind: str | None) -> list[Block]:
        """The blocks up to a closing token. ``kind``: what they stand in."""
        found: list[Block] = []
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            self.at += 1
            if token.type == until:
                break
            block = self._block(token)
            if block is not None:
                found.append(block)
        return found

    def _block(self, token: Token) -> Block | None:
        match token.type:
            case "heading_open":
                inside, line = self._inline(token)
                return Heading(int(token.tag[1]), self._id(inside), inside, line)
            case "paragraph_open":
                inside, line = self._inline(token)
                if len(inside) == 1 and isinstance(inside[0], Mark) and inside[0].name in ALONE:
                    return Placed(inside[0])
                return Paragraph(inside, line)
            case "bullet_list_open" | "ordered_list_open":
                return self._list(token)
            case "blockquote_open":
                return Quote(tuple(self.blocks("blockquote_close", "quote")))
            case _:
                return None

    def _list(self, token: Token) -> Listed:
        numbered = token.type == "ordered_list_open"
        until = "ordered_list_close" if numbered else "bullet_list_close"
        items: list[Sequence[Block]] = []
        while self.at < len(self.tokens):
            each = self.tokens[self.at]
            self.at += 1
            if each.type == until:
                break
            if each.type == "list_item_open":
                items.append(tuple(self.blocks("list_item_close", "item")))
        return Listed(numbered, tuple(items))

    def _inline(self, opened: Token) -> tuple[tuple[Inline, ...], int]:
        line = (opened.map[0] if opened.map else 0) + 1
        token = self.tokens[self.at]
        self.at += 2  # the words, and what closes them
        return tuple(_inlines(token.children or [], line)), line

    def _id(self, inside: Sequence[Inline]) -> str:
        name = re.sub("[^a-z0-9]+", "-", plain(inside).casefold()).strip("-")[:60] or "part"
        unique, number = name, 2
        while unique in self.ids:
            unique, number = f"{name}-{number}", number + 1
        self.ids.add(unique)
        return unique


def _inlines(tokens: Sequence[Token], line: int) -> Iterator[Inline]:
    strong = emphasis = 0
    link: tuple[str, str, list[Words | Mark], int] | None = None
    down = 0
    for token in tokens:
        made: Words | Mark | None = None
        match token.type:
            case "strong_open":
                strong += 1
            case "strong_close":
                strong -= 1
            case "em_open":
                emphasis += 1
            case "em_close":
                emphasis -= 1
            case "link_open":
                to, title = str(token.attrGet("href") or ""), str(token.attrGet("title") or "")
                link = to, title, [], line + down
            case "link_close":
                assert link is not None
                yield Link(link[0], link[1], tuple(link[2]), link[3])
                link = None
            case "softbreak" | "hardbreak":
                down += 1
                made = Words("\n", strong > 0, emphasis > 0)
            case "mark":
                at = line + token.meta["line"]
                made = Mark(token.info, token.content, at, strong > 0, emphasis > 0)
            case _ if token.content:
                made = Words(token.content, strong > 0, emphasis > 0)
            case _:
                pass
        if made is None:
            continue
        if link is not None:
            link[2].append(made)
        else:
            yield made
