"""What of a document nobody read, and what was probably meant by it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher

from sightline.returns.cells import essential_columns
from sightline.returns.coverage import DocumentCoverage, UnreadSection
from sightline.returns.errors import UnreadableFile
from sightline.returns.xml_documents import Document
from sightline.returns.xml_model import OWN_TEXT, Steps
from sightline.returns.xml_places import LEAF, LEFT, UNKNOWN, Place, Places
from sightline.returns.xml_rows import XmlTable
from sightline.returns.xml_units import UnitReader

ALIKE = 0.85
"""How alike two names are of which one is probably the other misspelt: a letter or two apart."""


def document_coverage(
    document: Document, places: Places, units: UnitReader, tables: Sequence[XmlTable]
) -> DocumentCoverage:
    """What is to be said of a document that was read to its end.

    Raises UnreadableFile where it has no unit, or tells a value of its own in two ways.
    """
    _check_units(document, places, units)
    _check_header(document, units)
    layout = document.mapping.layout
    said = document.header.get(layout.value, ("", 0))[0] if layout is not None else None
    sections = tuple(_sections(places))
    return DocumentCoverage(
        file=document.shown,
        encoding=document.encoding,
        units=units.units,
        layout=said,
        layout_seen=layout is None or said in layout.seen,
        sections_not_read=sections,
        columns_ignored=tuple(_ignored(places, [table.rows.rows for table in tables], None)),
        strays=units.strays.times,
        first_strays=tuple(units.strays.first),
        doubtful=_doubtful(sections, tables),
    )


def _check_units(document: Document, places: Places, units: UnitReader) -> None:
    if units.units:
        return
    path = "/".join(document.mapping.unit)
    problem = f"There is no {path}, of which the mapping expects one for each child or other unit."
    for place in places.all():
        if place.sort == UNKNOWN and (meant := _meant(place, places)):
            problem += f" There is {place.path}; is {meant} what was meant?"
            break
    raise UnreadableFile(document.shown, problem)


def _check_header(document: Document, units: UnitReader) -> None:
    for path, told in units.header.items():
        if len({text for text, _ in told}) > 1:
            raise UnreadableFile(
                document.shown,
                f"{path} was told otherwise on line {told[0][1]}; it was expected once.",
                told[1][1],
            )


def _sections(places: Places) -> Iterator[UnreadSection]:
    for place in places.all():
        if place.sections and place.sort in (UNKNOWN, LEAF):
            meant = _meant(place, places) if place.sort == UNKNOWN else ""
            yield UnreadSection(place.path, place.sections, place.line, meant)


# --- columns --------------------------------------------------------------------------------------


def unread_columns(
    file: str, places: Places, tables: Sequence[XmlTable], table: XmlTable
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The values in a table's rows that nobody reads, and the columns that were never there.

    Raises UnreadableFile where a column without which the rows would say something else was never
    there, and one that is probably meant for it was.
    """
    first = next(each for each in tables if each.rows.rows == table.rows.rows)
    rows = [each.rows.rows for each in tables]
    ignored = _ignored(places, rows, table.rows.rows) if first is table else ()
    missing = [column.column for column in table.columns if not _told(places, table, column.column)]
    for column in essential_columns(table.mapping):
        _check_not_misspelt(file, places, table, column, never=column in missing)
    return tuple(ignored), tuple(missing)


def _check_not_misspelt(
    file: str, places: Places, table: XmlTable, column: str, *, never: bool
) -> None:
    """Refuse a file in which a day, a key or a condition is called by a name nearly its own.

    Without an end, a span would seem to last. A name that differs in case alone is never another
    value; one that is merely like it may be, and is refused if the right one is never there.
    """
    steps = table.rows.steps_of(column)
    for place in places.leaf(steps[:-1]).below.values():
        if place.sort != UNKNOWN or not place.told:
            continue
        same = place.name.casefold() == steps[-1].casefold()
        if same or (never and alike(place.name, steps[-1])):
            raise UnreadableFile(
                file,
                f"Expected {'/'.join(steps)}, and found {place.name} in its place {place.told} "
                "times. Without that value the rows would say something else.",
                place.line,
            )


def _told(places: Places, table: XmlTable, column: str) -> bool:
    steps = table.rows.steps_of(column)
    place = places.leaf(steps)
    return bool(place.sections if steps[-1] == OWN_TEXT else place.told)


def _ignored(places: Places, rows: Iterable[Steps], of: Steps | None) -> Iterator[str]:
    """Paths of values that nobody reads and that stand in rows of one path; None: in no rows."""
    known = set(rows)
    for place in places.all():
        if _row_around(place, known) != of:
            continue
        if place.told and place.sort == UNKNOWN:
            yield place.path
        if place.sort not in (UNKNOWN, LEFT):
            yield from (f"{place.path}/{name}" for name in place.attributes)


def _row_around(place: Place, rows: set[Steps]) -> Steps | None:
    """The longest path of rows that a place stands in."""
    if not place.in_unit:
        return None
    for length in range(len(place.steps), -1, -1):
        if place.steps[:length] in rows:
            return place.steps[:length]
    return None


# --- what was meant -------------------------------------------------------------------------------


def _meant(place: Place, places: Places) -> str:
    """The path that one which is not known was probably meant to be."""
    known = [each for each in places.all() if each.sort not in (UNKNOWN, LEAF) or each.row >= 0]
    beside = [each for each in known if each.steps[:-1] == place.steps[:-1]]
    for each in (*beside, *known):
        if each.path != place.path and alike(each.name, place.name):
            return each.path
    return ""


def alike(name: str, other: str) -> bool:
    """Whether two names differ in case alone, or by a letter or two."""
    name, other = name.casefold(), other.casefold()
    if name == other:
        return True
    if abs(len(name) - len(other)) > 3:
        return False
    return SequenceMatcher(None, name, other).ratio() >= ALIKE


def _doubtful(sections: Iterable[UnreadSection], tables: Sequence[XmlTable]) -> tuple[str, ...]:
    """Tables whose rows stand at or below a path that a section not read was meant to be."""
    meant = {section.meant for section in sections if section.meant}
    within = [tuple(path[1:].split("/")) for path in meant if path.startswith("/")]
    # What was meant to be a unit, or to lead to one, may have held rows of every table.
    whole = len(within) < len(meant)
    return tuple(
        table.mapping.name
        for table in tables
        if whole or any(table.rows.rows[: len(path)] == path for path in within)
    )
