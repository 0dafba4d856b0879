"""The parts of a page as HTML. Whatever somebody wrote is escaped; nothing of it is markup."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape

from sightline.reporting.published.charts import Picture
from sightline.reporting.published.document import Document, Example, Facts, Part
from sightline.reporting.published.language import (
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
)
from sightline.reporting.published.tables import Table
from sightline.returns.errors import printable


class Html(str):
    """Text that is markup already; a template takes it as it is."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


def fill(template: str, *values: object) -> Html:
    """A piece of markup with values in its places, each escaped unless it is markup."""
    told = (value if isinstance(value, Html) else escape(str(value)) for value in values)
    return Html(template.format(*told))


def run(parts: Iterable[Html]) -> Html:
    """Pieces of markup one after the other."""
    return Html("".join(parts))


def lines(parts: Iterable[Html]) -> Html:
    """Pieces of markup, each on a line."""
    return Html("\n".join(parts))


Addresses = Mapping[str, str]
"""Where the editions of this report are, by name; without an address a link is only its words."""


LONG = 5
"""So many sections make a page that begins with its contents."""


def body(document: Document, addresses: Addresses) -> Html:
    """Everything below the head of the page."""
    writer = _Writer(document.say, addresses)
    parts = [writer.part(part) for part in document.parts]
    sections = [part for part in (*document.parts, *document.annex)
                if isinstance(part, Heading) and part.level == 2]  # fmt: skip
    if len(sections) >= LONG and document.name != "children":
        parts.insert(1, writer.contents(sections))
    if document.annex:
        inside = lines(writer.part(part) for part in document.annex)
        parts.append(fill('<section class="annex">\n{}\n</section>', inside))
    return lines(parts)


class _Writer:
    """Writes parts; knows how marks are said and where editions are."""

    def __init__(self, say: Callable[[Mark], str], addresses: Addresses) -> None:
        self.say = say
        self.addresses = addresses

    def contents(self, sections: Sequence[Heading]) -> Html:
        """Links to the sections of a page."""
        items = lines(
            fill('<li><a href="#{}">{}</a></li>', each.id, self.inlines(each.inside))
            for each in sections
        )
        return fill(
            '<nav class="contents" aria-labelledby="page--contents">\n'
            '<h2 id="page--contents">Contents</h2>\n<ul>\n{}\n</ul>\n</nav>',
            items,
        )

    def part(self, part: Part) -> Html:
        match part:
            case Table():
                return table(part)
            case Picture():
                return self._picture(part)
            case Facts():
                return self._facts(part)
            case Example():
                return fill(
                    '<section class="example" aria-labelledby="{0}">\n{1}\n{2}\n</section>'
                , part.id, _heading(part.level, part.id, fill("{}", _clean(part.title))),
                         self.blocks(part.inside))  # fmt: skip
            case _:
                return self.block(part)

    def blocks(self, blocks: Sequence[Block]) -> Html:
        return lines(self.block(block) for block in blocks)

    def block(self, block: Block) -> Html:
        match block:
            case Heading():
                return _heading(block.level, block.id, self.inlines(block.inside))
            case Paragraph():
                return fill("<p>{}</p>", self.inlines(block.inside))
            case Quote():
                return fill("<blockquote>\n{}\n</blockquote>", self.blocks(block.inside))
            case Listed():
                items = lines(fill("<li>{}</li>", self._item(item)) for item in block.items)
                name = "ol" if block.numbered else "ul"
                return fill("<{0}>\n{1}\n</{0}>", Html(name), items)
            case Placed():
                return Html()

    def _item(self, item: Sequence[Block]) -> Html:
        if len(item) == 1 and isinstance(item[0], Paragraph):
            return self.inlines(item[0].inside)
        return self.blocks(item)

    def inlines(self, inside: Sequence[Inline]) -> Html:
        return run(self._inline(each) for each in inside)

    def _inline(self, each: Inline) -> Html:
        match each:
            case Link():
                inside = self.inlines(each.inside)
                to = each.to if each.to.startswith("#") else self.addresses.get(each.to, "")
                return fill('<a href="{}">{}</a>', to, inside) if to else inside
            case Words():
                said = fill("{}", _clean(each.words))
            case Mark():
                said = fill("{}", _clean(self.say(each)))
                if each.name == "figure":
                    said = fill('<span class="figure">{}</span>', said)
        if each.emphasis:
            said = fill("<em>{}</em>", said)
        return fill("<strong>{}</strong>", said) if each.strong else said

    def _facts(self, part: Facts) -> Html:
        pairs = lines(
            fill("<div><dt>{}</dt><dd>{}</dd></div>", _clean(name), _clean(said))
            for name, said in part.pairs
        )
        listed = fill("\n<dl>\n{}\n</dl>", pairs) if pairs else Html()
        return fill('<section class="facts" aria-labelledby="{}">\n{}\n{}{}\n</section>',
            part.id, _heading(part.level, part.id, fill("{}", _clean(part.title))),
            self.blocks(part.inside), listed,
        )  # fmt: skip

    def _picture(self, part: Picture) -> Html:
        note = fill('\n<p class="note">{}</p>', _clean(part.not_drawn))
        # The picture was made by our own code from escaped words.
        return fill(
            '<figure class="charted" aria-labelledby="{0}-says">\n<figcaption id="{0}-says">{1}'
            "</figcaption>\n{2}{3}\n</figure>",
            part.id,
            _clean(part.title),
            Html(part.svg),
            note if part.not_drawn else "",
        )


def table(part: Table) -> Html:
    """A table in a region of its own, which scrolls where a screen is narrow."""
    head = run(fill('<th scope="col">{}</th>', name) for name in part.header)
    rows = lines(
        fill(
            '<tr><th scope="row">{}{}</th>{}</tr>',
            _clean(row.name),
            fill(' <span class="note">{}</span>', _clean(row.note)) if row.note else "",
            run(fill("<td>{}</td>", _clean(cell)) for cell in row.cells),
        )
        for row in part.rows
    )
    note = fill('\n<p class="note">{}</p>', part.note) if part.note else Html()
    return fill(
        '<div class="scroll" role="region" aria-labelledby="{0}-caption" tabindex="0">\n'
        '<table id="{0}">\n<caption id="{0}-caption">{1}</caption>\n'
        "<thead><tr>{2}</tr></thead>\n<tbody>\n{3}\n</tbody>\n</table>\n</div>{4}",
        part.id,
        _clean(part.caption),
        head,
        rows,
        note,
    )


def _heading(level: int, id_: str, inside: Html) -> Html:
    return fill('<h{0} id="{1}">{2}</h{0}>', level, id_, inside)


def _clean(words: str) -> str:
    return printable(words) if "\n" not in words else "\n".join(map(printable, words.split("\n")))
