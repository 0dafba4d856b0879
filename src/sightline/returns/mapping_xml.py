"""The words of a mapping file that say how its XML is made, checked as far as no file is needed.

    xml:
      root: Message                 # local name of the document's element, in any namespace
      unit: Children/Child          # the repeated element; memory holds one at a time
      header: {year: Header/CollectionDetails/Year}   # single values, used as {xml: year}
      layout: {value: year, seen: ["2024", "2025"]}   # others are read, and said to be not seen
      not-read: [Header]            # elements that are known and deliberately not read

A table says ``xml`` (the path of its row's element below the unit, ``.`` for the unit itself), or,
where it is read from CSV or Excel as well, ``xml: {rows: EPISODE, columns: {CHILD: /CHILDID}}``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import partial

from sightline.returns.cells import all_columns, essential_columns, wanted_columns
from sightline.returns.mapping import TableMapping
from sightline.returns.names import plain
from sightline.returns.xml_model import (
    OWN_TEXT,
    REPEATED,
    FromHeader,
    Steps,
    XmlLayout,
    XmlMapping,
    XmlRows,
    steps_of,
)
from sightline.standard.model import Interval, Unit
from sightline.standard.nodes import Map, Node, Scalar, read_named, whole
from sightline.standard.scalars import interval, name, one_of, text

_XML_WORDS = ("root", "unit", "header", "layout", "not-read")
_LESS = (Unit.DAYS, Unit.WEEKS, Unit.MONTHS, Unit.YEARS)


def xml_mapping(node: Node) -> XmlMapping:
    """How the document is made."""
    said = node.words(_XML_WORDS, "how the XML document is made, as a mapping")
    root = said.need("root", _element)
    unit = said.need("unit", _steps)
    header = said.maybe("header", _header, {})
    layout = said.maybe("layout", lambda n: _layout(n, header or {}), None)
    not_read = said.maybe("not-read", lambda n: n.one_or_each(_not_read), ())
    return said.build(
        lambda: XmlMapping(
            root, unit, header, layout, frozenset(_from_root(path, unit) for path in not_read)
        )
    )


def _header(node: Node) -> dict[str, Steps]:
    pairs = node.entries("values of the document and their paths, as a mapping")
    return whole(read_named(pairs, lambda key, value: (name(key), _steps(value))[1]))


def _layout(node: Node, header: Mapping[str, Steps]) -> XmlLayout:
    said = node.words(("value", "seen"), "which value is the layout, and the layouts seen")
    value = said.need("value", one_of(header, "a value named under 'header'"))
    seen = said.need("seen", lambda n: n.one_or_each(text))
    return said.build(lambda: XmlLayout(value, seen))


def _element(node: Node) -> str:
    found = _steps(node)
    return found[0] if len(found) == 1 else node.refuse("the name of one element")


def _steps(node: Node) -> Steps:
    found = text(node)
    return node.make(lambda: steps_of(found))


def _not_read(node: Node) -> str:
    found = text(node)
    node.make(lambda: steps_of(found.removeprefix("/")))
    return found


def _from_root(path: str, unit: Steps) -> Steps:
    return (*unit, *steps_of(path[1:])) if path.startswith("/") else steps_of(path)


# --- values that the document tells ---------------------------------------------------------------


def from_header(
    header: Mapping[str, Steps], *, prefix: bool = False, less: bool = False
) -> Callable[[Node], FromHeader]:
    """A reader of ``{xml: NAME}``, perhaps with ``prefix`` or with ``less``."""
    words = ("xml", *(["prefix"] if prefix else []), *(["less"] if less else []))

    def read(node: Node) -> FromHeader:
        said = node.words(words, "a value of the document, as {xml: NAME}")
        value = said.need("xml", one_of(header, "a value named under 'header' of 'xml'"))
        before = said.maybe("prefix", text, "")
        interval_ = said.maybe("less", _less, None)
        return said.build(lambda: FromHeader(value, before, interval_))

    return read


def is_from_header(node: Node) -> bool:
    """Whether a node is meant as a value that the document tells."""
    return isinstance(node, Map)


def _less(node: Node) -> Interval:
    found = interval(node)
    return found if found.unit in _LESS else node.refuse("days, weeks, months or years")


# --- tables ---------------------------------------------------------------------------------------


def xml_rows(node: Node) -> XmlRows:
    """Where the rows of a table stand, and which elements its columns are."""
    if isinstance(node, Scalar):
        return XmlRows(_rows(node))
    said = node.words(("rows", "columns"), "the path of the row's element, or a mapping")
    rows = said.need("rows", _rows)
    columns = said.maybe("columns", _columns, {})
    return said.build(lambda: XmlRows(rows, columns))


def _rows(node: Node) -> Steps:
    return () if text(node) == OWN_TEXT else _steps(node)


def _columns(node: Node) -> dict[str, str]:
    pairs = node.entries("columns and the paths of their elements, as a mapping")
    found = whole(read_named(pairs, lambda _, value: text(value)))
    return {plain(key): value for key, value in found.items()}


def check_table(table: TableMapping, node: Node) -> None:
    """Report what in a table cannot be read from XML: names that are no paths, and the like."""
    rows = table.xml
    assert rows is not None
    wanted = {plain(column): column for column in wanted_columns(table)}
    for column in rows.columns:
        if column not in wanted:
            node.refuse("", message=f"{column!r} is no column that this table reads")
    for column in wanted_columns(table):
        steps = node.make(partial(rows.steps_of, column))
        like = wanted[plain(column)]
        if rows.steps_of(like) != steps:
            node.refuse("", message=f"the columns {column!r} and {like!r} differ in case alone")
    _check_repeated(table, node, {*essential_columns(table)})


def _check_repeated(table: TableMapping, node: Node, essential: Collection[str]) -> None:
    for column in all_columns(table):
        if column.split == REPEATED and column.name in essential:
            node.refuse(
                "",
                message=f"the column {column.name!r} may repeat, so it can be no key, no day and "
                "no condition",
            )
