"""A report as files to take away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sightline.reporting.published import html, pdf, tables, word
from sightline.reporting.published.content import Source
from sightline.reporting.published.document import about_figures, pages
from sightline.reporting.published.language import inlines, plain, read
from sightline.reporting.published.language import marks as marks_of
from sightline.reporting.published.marks import say

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

OF_PAGES = ("html", "pdf", "docx")
"""Forms in which each page can be taken away."""

OF_FIGURES = ("csv", "xlsx")
"""Forms in which the figures of a report can be."""


@dataclass(frozen=True, slots=True)
class File:
    """A file: its name, its type for a browser, what it is in words, and its bytes."""

    name: str
    type: str
    words: str
    content: bytes


def forms() -> tuple[str, ...]:
    """The forms of pages that this machine can make."""
    return OF_PAGES if pdf.can_be_made() else tuple(form for form in OF_PAGES if form != "pdf")


def page_as(source: Source, page: str, form: str) -> File:
    """A page in a form of ``OF_PAGES``. Raises NoSuchPage and CannotBeMade."""
    name = f"{source.id}-{page}.{form}"
    if form == "html":
        content = html.page(source, page).encode()
        return File(name, "text/html; charset=utf-8", "as one web page", content)
    if form == "pdf":
        return File(name, "application/pdf", "as PDF", pdf.document(source, page))
    if form == "docx":
        return File(name, _WORD, "as a Word document", word.document(source, page))
    raise ValueError(f"{form!r} is none of {', '.join(OF_PAGES)}")


def figures_as(source: Source, form: str) -> File:
    """The figures of a report in a form of ``OF_FIGURES``, with how they were made."""
    name = f"{source.id}-figures.{form}"
    if form == "csv":
        return File(name, "text/csv; charset=utf-8", "all figures as CSV", tables.as_csv(source))
    if form == "xlsx":
        about = list(about_figures(source.cells.values()))
        content = tables.as_excel(source, about, list(_lines(source)))
        words = "all figures as an Excel workbook, with how they were made"
        return File(name, _EXCEL, words, content)
    raise ValueError(f"{form!r} is none of {', '.join(OF_FIGURES)}")


def all_of(source: Source) -> Iterator[File]:
    """Every file that this machine can make of a report."""
    for page in pages(source):
        for form in forms():
            yield page_as(source, page, form)
    for form in OF_FIGURES:
        yield figures_as(source, form)


def _lines(source: Source) -> Sequence[str]:
    """The methodology line by line, without its setting."""
    blocks = read(source.methodology)
    said = {mark: say(mark, source.cells) for mark in marks_of(blocks)}
    return [" ".join(plain(inside, said).split()) for inside, _ in inlines(blocks)]
