"""What keeps a text from being signed, told to its writer: edition, line, what, what was expected.

The language itself is ``language``; what counts as a number is ``numbers``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sightline.reporting.published import marks as said_of
from sightline.reporting.published.content import EDITIONS, CellKind, Source
from sightline.reporting.published.language import (
    ALONE,
    HOLE,
    IN_SENTENCES,
    WITHOUT_ID,
    Block,
    Heading,
    Inline,
    Link,
    Listed,
    Mark,
    Paragraph,
    Placed,
    Quote,
    Words,
    headings,
    inlines,
    links,
    marks,
    plain,
    read,
)
from sightline.reporting.published.numbers import numbers

__all__ = [
    "Block", "Fault", "Heading", "Inline", "Link", "Listed", "Mark", "Paragraph", "Placed",
    "Quote", "Words", "faults", "faults_of", "marks", "plain", "read",
]  # fmt: skip

MOST = 400_000
"""Characters of a text. A longer one is a mistake, and would take long to read."""

_SAYS_NOTHING = frozenset(
    ("here", "click here", "click", "this", "this link", "this page", "link", "more", "read more",
     "see more", "page", "see here", "there")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong. ``edition``: or ``methodology``, or what else it stands in, in words.

    ``line``: counted from 1; 0 where it is of the whole.
    """

    edition: str
    line: int
    sentence: str


def faults(source: Source) -> list[Fault]:
    """Everything that must be put right before the report can be signed, in order."""
    found: list[Fault] = []
    if not any(text.strip() for text in source.editions.values()):
        found.append(Fault("report", 0, "No edition has a text yet; expected one at least."))
    for edition in (*EDITIONS, *(name for name in source.editions if name not in EDITIONS)):
        if edition not in source.editions:
            continue
        if edition not in EDITIONS:
            known = ", ".join(EDITIONS)
            found.append(Fault(edition, 0, f"There is no such edition; expected one of {known}."))
        found += faults_of(source, edition, source.editions[edition])
    found += faults_of(source, "methodology", source.methodology)
    for where, words in _beside(source):
        found += _number_faults(where, read(words))
        found += _mark_faults(source, where, read(words))
    found += _of_tables(source)
    return found


def faults_of(source: Source, edition: str, text: str) -> list[Fault]:
    """The faults of one text, as it stands or as somebody is writing it."""
    if len(text) > MOST:
        sentence = f"The text has {len(text):,} characters; expected {MOST:,} at most."
        return [Fault(edition, 0, sentence)]
    blocks = read(text)
    found = [
        *_heading_faults(edition, blocks),
        *_number_faults(edition, blocks),
        *_mark_faults(source, edition, blocks),
        *_link_faults(source, edition, blocks),
    ]
    return sorted(found, key=lambda fault: fault.line)


def _beside(source: Source) -> Iterator[tuple[str, str]]:
    """What is written beside the texts, and must hold no number of its own either.

    A recommendation may say a number (``within 10 days``): it is a demand and no finding. So may
    the definition of a figure, which is the standard's.
    """
    yield "title", source.title
    if source.kept:
        yield "what every page carries", source.kept
    for table in source.tables:
        yield f"table {table.id}, its title", table.title
    for example in source.examples:
        yield f"practice example {example.id}, its title", example.title
        yield f"practice example {example.id}", example.words
    for rating in source.ratings:
        yield f"the rating of {rating.standard}, its reason", rating.reason
    for number, question in enumerate(source.questions, 1):
        yield f"question {number} for a chair", question


# --- headings --------------------------------------------------------------------------------


def _heading_faults(where: str, blocks: Sequence[Block]) -> Iterator[Fault]:
    first = blocks[0] if blocks else None
    if not isinstance(first, Heading) or first.level != 1:
        yield Fault(where, 1, "It begins without a title; expected # and the title in line 1.")
    last = 0
    for heading in headings(blocks):
        if not plain(heading.inside).strip():
            yield Fault(where, heading.line, "A heading without words; expected its words after #.")
        elif heading.level == 1 and last:
            yield Fault(
                where, heading.line, "A second title (#); expected ## for a section, once # only."
            )
        elif heading.level > last + 1 and last:
            yield Fault(
                where,
                heading.line,
                f"A heading of level {heading.level} below one of level {last}; expected "
                f"{'#' * (last + 1)}, so that nobody who listens to the headings misses one.",
            )
        last = heading.level
    for inner in _within(blocks):
        yield Fault(
            where, inner.line, "A heading within a list or a quotation; expected it to stand alone."
        )


def _within(blocks: Sequence[Block]) -> Iterator[Heading]:
    for block in blocks:
        insides: Sequence[Sequence[Block]] = ()
        if isinstance(block, Listed):
            insides = block.items
        elif isinstance(block, Quote):
            insides = (block.inside,)
        for inside in insides:
            yield from headings(inside)
            yield from _within(inside)


# --- numbers ---------------------------------------------------------------------------------


def _number_faults(where: str, blocks: Sequence[Block]) -> Iterator[Fault]:
    for inside, line in inlines(blocks):
        text = plain(inside)
        for number in numbers(text.replace(HOLE, " · ")):
            yield Fault(where, line + number.line, _bare(number.found, number.what))
        for brace in "{}":
            if brace in text:
                before = text[: text.index(brace)].count("\n")
                yield Fault(
                    where,
                    line + before,
                    f"A {brace} that belongs to no mark; expected marks such as {{figure:id}}, in "
                    "small letters and on one line.",
                )
                break


def _bare(found: str, what: str) -> str:
    if what.startswith(("a character", "a letter")):
        name = ", ".join(f"U+{ord(each):04X}" for each in found[:3])
        return f"{what.capitalize()} ({name}); expected letters that every reader can see."
    return (
        f"“{found}” is {what} that stands in no figure; expected {{figure:...}}, or a mark "
        "that says it is none: {date:...}, {age:...}, {law:...}, {name:...}."
    )


# --- marks -----------------------------------------------------------------------------------


def _mark_faults(source: Source, where: str, blocks: Sequence[Block]) -> Iterator[Fault]:
    placed = {
        "figure": set(source.cells),
        "table": {table.id for table in source.tables},
        "chart": {table.id for table in source.tables},
        "example": {example.id for example in source.examples},
    }
    alone = {id(block.mark) for block in blocks if isinstance(block, Placed)}
    before: set[tuple[str, str]] = set()
    for mark in marks(blocks):
        name = f"{{{mark.name}:{mark.value}}}" if mark.value else f"{{{mark.name}}}"
        sentence = ""
        if mark.name not in (*IN_SENTENCES, *ALONE):
            known = ", ".join((*IN_SENTENCES, *ALONE))
            sentence = f"{name} is no mark; expected one of {known}."
        elif mark.name in ALONE and id(mark) not in alone:
            sentence = f"{name} stands within something; expected it as a paragraph of its own."
        elif mark.name in WITHOUT_ID and mark.value:
            sentence = f"{name}: expected {{{mark.name}}} and nothing more."
        elif mark.name in placed and mark.value not in placed[mark.name]:
            sentence = f"{name}: {_unknown(mark, placed[mark.name])}"
        elif expected := said_of.fault(mark):
            sentence = f"{name}: expected {expected}."
        elif mark.name == "figure" and (withheld := source.cells[mark.value].withheld):
            sentence = (
                f"{name} is withheld, so no sentence can speak of it. {withheld} Expected a "
                "sentence without it; a table says that it is withheld."
            )
        elif mark.name in ALONE and (mark.name, mark.value) in before:
            sentence = f"{name} stands here a second time; expected it once in a text."
        elif mark.name == "chart" and not _can_be_drawn(source, mark.value):
            sentence = f"{name}: none of its figures is a share that is shown; expected one."
        before.add((mark.name, mark.value))
        if sentence:
            yield Fault(where, mark.line, sentence)


def _unknown(mark: Mark, known: set[str]) -> str:
    what = {"figure": "figure", "example": "practice example"}.get(mark.name, "table")
    if not mark.value:
        return f"it names no {what}; expected {{{mark.name}:...}} with one."
    near = sorted(known, key=lambda id_: (-_alike(id_, mark.value), id_))[:3]
    offered = f" expected one such as {', '.join(near)}." if near else " there is none yet."
    return f"there is no such {what} in this report;{offered}"


def _alike(one: str, other: str) -> int:
    return len(set(one.split("-")) & set(other.split("-")))


def _can_be_drawn(source: Source, id_: str) -> bool:
    table = next(table for table in source.tables if table.id == id_)
    cells = [source.cells[cell] for cell in table.cells if cell in source.cells]
    return any(cell.kind is CellKind.SHARE and cell.percent is not None for cell in cells)


# --- links -----------------------------------------------------------------------------------


def _link_faults(source: Source, where: str, blocks: Sequence[Block]) -> Iterator[Fault]:
    ids = {heading.id for heading in headings(blocks)}
    for link in links(blocks):
        words = " ".join(plain(link.inside).split())
        if words.casefold().strip(".,:! ") in _SAYS_NOTHING or not words:
            yield Fault(
                where,
                link.line,
                f"The link “{words}” does not say where it leads; expected the name of the page "
                "or section.",
            )
        if link.title:
            yield Fault(
                where,
                link.line,
                "A link with a text that shows only under the mouse; expected [words](#section).",
            )
        if link.to.startswith("#"):
            if link.to[1:] not in ids:
                yield Fault(
                    where,
                    link.line,
                    f"The link “{words}” leads to {link.to}, a section that is not here; expected "
                    "the words of a heading in small letters with hyphens, such as "
                    f"#{next(iter(sorted(ids)), 'foreword')}.",
                )
        elif link.to not in EDITIONS or link.to not in source.editions:
            yield Fault(
                where,
                link.line,
                f"The link “{words}” leads to {link.to!r}; expected #section, or an edition of "
                f"this report: {', '.join(name for name in EDITIONS if name in source.editions)}.",
            )


# --- tables ----------------------------------------------------------------------------------


def _of_tables(source: Source) -> Iterator[Fault]:
    for table in source.tables:
        for cell in table.cells:
            if cell not in source.cells:
                yield Fault(
                    f"table {table.id}",
                    0,
                    f"It names the figure {cell}, which is not in this report; expected one that "
                    "is.",
                )
    for rating in source.ratings:
        cell_of = source.cells.get(rating.cell) if rating.cell else None
        if rating.cell and cell_of is None:
            yield Fault(
                f"the rating of {rating.standard}",
                0,
                f"It rests on the figure {rating.cell}, which is not in this report; expected one "
                "that is.",
            )
        elif cell_of is not None and cell_of.withheld and not rating.reason:
            yield Fault(
                f"the rating of {rating.standard}",
                0,
                f"It rests on the figure {rating.cell}, which is withheld; expected the reason for "
                "the rating in words.",
            )
