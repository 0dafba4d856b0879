"""A page of a report as plain parts, from which HTML, PDF and Word are written alike."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sightline.reporting.published import charts, marks, tables
from sightline.reporting.published.charts import Picture
from sightline.reporting.published.content import (
    EDITION_NAMES,
    EDITIONS,
    Cell,
    Guide,
    PracticeExample,
    Recommendation,
    Source,
)
from sightline.reporting.published.language import (
    Block,
    Heading,
    Inline,
    Listed,
    Mark,
    Paragraph,
    Placed,
    Words,
    plain,
    read,
)
from sightline.reporting.published.language import marks as all_marks
from sightline.reporting.published.tables import Table

FOR_YOU: Mapping[str, str] = {
    "chair": "For the chair of a board",
    "practitioner": "For practitioners",
    "figures": "All figures, and how they were made",
}
"""Pages that nobody writes: they are put together from the same source."""

PAGE_NAMES: Mapping[str, str] = {**EDITION_NAMES, **FOR_YOU}

ROUNDED = (
    "Counts of people are rounded to the nearest 5, and percentages and intervals are worked out "
    "from the rounded counts. On a rounded base under 40 there is no percentage, because rounding "
    "alone could move it by ten points or more. A figure of fewer than 10 people is withheld, and "
    "so is one from which such a figure could be worked out."
)
EXACT = (
    "These figures are exact: they count bodies, or they reproduce a review that is published "
    "already."
)
INTERVALS = (
    "The interval is Wilson's, with 95% confidence: how far chance alone could have moved the "
    "figure, because only some files were read. Where all files were read there is none."
)


class NoSuchPage(LookupError):
    """A page that this report does not have."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Something with a heading, words, and what is to be known of it: a recommendation, a duty."""

    level: int
    id: str
    title: str
    inside: Sequence[Block]
    pairs: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """A practice example, set apart."""

    level: int
    id: str
    title: str
    inside: Sequence[Block]


Part = Block | Table | Picture | Facts | Example


@dataclass(frozen=True, slots=True)
class Document:
    """A page. ``parts`` begin with its title (level 1); ``annex``: the methodology, level 2 on."""

    name: str
    title: str
    parts: Sequence[Part]
    annex: Sequence[Part]
    say: Callable[[Mark], str]


def pages(source: Source) -> tuple[str, ...]:
    """The pages that a report has: its editions, then those put together."""
    written = [name for name in EDITIONS if source.editions.get(name, "").strip()]
    return (*written, *FOR_YOU)


def document(source: Source, name: str) -> Document:
    """A page of a report. Raises NoSuchPage."""
    if name not in pages(source):
        raise NoSuchPage(f"{source.id} has no page {name!r}; it has {', '.join(pages(source))}.")
    if name in FOR_YOU:
        parts = tuple(_PUT_TOGETHER[name](source))
        annex = tuple(_annex(source)) if name == "figures" else ()
    else:
        parts = tuple(_expanded(source, read(source.editions[name])))
        annex = () if name == "children" else tuple(_annex(source))
    first = parts[0] if parts else None
    own = plain(first.inside, _said(source, parts)) if isinstance(first, Heading) else ""
    return Document(name, own or source.title, parts, annex, _sayer(source))


def _sayer(source: Source) -> Callable[[Mark], str]:
    def say(mark: Mark) -> str:
        return marks.say(mark, source.cells)

    return say


def _said(source: Source, parts: Sequence[Part]) -> dict[Mark, str]:
    blocks = [part for part in parts if isinstance(part, Heading)]
    return {mark: marks.say(mark, source.cells) for mark in all_marks(blocks)}


# --- what stands in place of marks -----------------------------------------------------------


def _expanded(source: Source, blocks: Sequence[Block], shift: int = 0) -> Iterator[Part]:
    level = 1
    drawn = 0
    for block in blocks:
        match block:
            case Heading():
                level = min(6, block.level + shift)
                yield Heading(level, block.id, block.inside, block.line)
            case Placed():
                for part in _placed(source, block.mark, min(6, level + 1), drawn):
                    drawn += isinstance(part, Picture)
                    yield part
            case _:
                yield block


def _placed(source: Source, mark: Mark, level: int, drawn: int) -> Iterator[Part]:
    match mark.name:
        case "table":
            for table in source.tables:
                if table.id == mark.value:
                    yield tables.of_cells(source, table)
        case "chart":
            for table in source.tables:
                if table.id == mark.value:
                    cells = [source.cells[each] for each in table.cells if each in source.cells]
                    id_ = f"chart--{drawn + 1}-{table.id}"
                    picture = charts.picture_of(id_, table.title, cells)
                    if picture is not None:
                        yield picture
        case "example":
            for example in source.examples:
                if example.id == mark.value:
                    yield _example(example, level)
        case "recommendations":
            for each in source.recommendations:
                yield recommendation(each, level)
        case _:
            if source.ratings:
                yield tables.of_ratings(source)


def _example(example: PracticeExample, level: int) -> Example:
    return Example(level, f"example--{slug(example.id)}", example.title, read(example.words))


def recommendation(each: Recommendation, level: int) -> Facts:
    """A recommendation as it is set out everywhere."""
    pairs = [("To", "; ".join(each.to) or "not recorded")]
    pairs.append(("By", "no day was set" if each.due is None else marks.say_day(each.due)))
    pairs.append(("What will show that it worked", each.shown_by or "not recorded"))
    if each.theme:
        pairs.append(("Theme", each.theme))
    if each.state:
        pairs.append(("How it stands", each.state))
    title = f"Recommendation {each.number}"
    return Facts(level, f"asked--{slug(each.number)}", title, read(each.words), tuple(pairs))


def _guide(number: int, each: Guide) -> Facts:
    inside: list[Block] = [_paragraph(each.words)]
    if each.guide:
        inside.append(
            Listed(False, tuple((_paragraph(sentence),) for sentence in each.guide))
        )  # fmt: skip
    return Facts(3, f"duty--{number}", each.title, tuple(inside))


def _annex(source: Source) -> Iterator[Part]:
    if source.methodology.strip():
        blocks = list(_expanded(source, read(source.methodology), shift=1))
        for block in blocks:
            # Its sections have names of their own beside those of the text.
            if isinstance(block, Heading):
                yield Heading(block.level, f"method--{block.id}", block.inside, block.line)
            else:
                yield block
    else:
        yield _heading(2, "How the figures were made", "method")
    for sentence in about_figures(source.cells.values()):
        yield _paragraph(sentence)


def about_figures(cells: Iterable[Cell]) -> Iterator[str]:
    """What holds of the figures of a report, in sentences."""
    held = list(cells)
    if any(not cell.exact for cell in held):
        yield ROUNDED
    if any(cell.exact for cell in held):
        yield (
            EXACT
            if all(cell.exact for cell in held)
            else ("Figures of bodies, and those of a review that is published already, are exact.")
        )
    if any(cell.low is not None for cell in held):
        yield INTERVALS


# --- pages that are put together -------------------------------------------------------------


def _chair(source: Source) -> Iterator[Part]:
    yield _heading(1, f"{FOR_YOU['chair']}: {source.title}", "title")
    rated = "how the service was rated, " if source.ratings else ""
    yield _paragraph(
        "This page is for whoever chairs a safeguarding partnership, a management board or a "
        f"council committee. It says {rated}what is asked of whom by when, and what you may ask at "
        "your next meeting. Every figure comes from the full report."
    )
    if source.ratings:
        yield _heading(2, "How it was rated", "ratings")
        yield tables.of_ratings(source)
    yield _heading(2, "What you may ask", "questions")
    asked = source.questions or [
        f"Who here answers for recommendation {each.number}, by when will it be done, and what "
        "will show us that it worked?"
        for each in source.recommendations
    ]
    if asked:
        yield Listed(False, tuple((_paragraph(question),) for question in asked))
    else:
        yield _paragraph("This report asks for nothing to be done and proposes no questions.")
    if source.recommendations:
        yield _heading(2, "What is recommended", "recommendations")
        for each in source.recommendations:
            yield recommendation(each, 3)


def _practitioner(source: Source) -> Iterator[Part]:
    yield _heading(1, f"{FOR_YOU['practitioner']}: {source.title}", "title")
    yield _paragraph(
        "This page is for those who see children and families. It says what was found about the "
        "work itself, what is owed to each child, and how it is done well."
    )
    chosen = [table for table in source.tables if table.id in source.practice] or source.tables
    if chosen:
        yield _heading(2, "What was found", "found")
        yield from (tables.of_cells(source, table) for table in chosen)
    if source.guides:
        yield _heading(2, "What is owed, and how it is done well", "duties")
        yield from (_guide(number, each) for number, each in enumerate(source.guides, 1))
    if source.examples:
        yield _heading(2, "How others did it", "examples")
        yield from (_example(each, 3) for each in source.examples)
    if not (chosen or source.guides or source.examples):
        yield _paragraph("This report has no tables, duties or examples about practice.")


def _figures(source: Source) -> Iterator[Part]:
    yield _heading(1, f"All figures: {source.title}", "title")
    yield from (tables.of_cells(source, table) for table in source.tables)
    listed = {cell for table in source.tables for cell in table.cells}
    rest = [id_ for id_ in source.cells if id_ not in listed]
    if rest:
        yield tables.of_ids(source, "other-figures", "Figures that stand in no other table", rest)
    if not source.cells:
        yield _paragraph("This report has no figures.")


_PUT_TOGETHER: Mapping[str, Callable[[Source], Iterator[Part]]] = {
    "chair": _chair,
    "practitioner": _practitioner,
    "figures": _figures,
}


def _heading(level: int, words: str, id_: str) -> Heading:
    return Heading(level, id_, (Words(words),), 0)


def _paragraph(words: str) -> Paragraph:
    inside: Sequence[Inline] = (Words(words),)
    blocks = read(words)
    if len(blocks) == 1 and isinstance(blocks[0], Paragraph):
        inside = blocks[0].inside
    return Paragraph(inside, 0)


def slug(words: str) -> str:
    """Words as a name in addresses: small letters, digits and hyphens."""
    return re.sub("[^a-z0-9]+", "-", words.casefold()).strip("-") or "part"
