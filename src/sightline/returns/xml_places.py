"""Every place at which an element can stand in a document, and how often one stood there.

The places that a mapping names are laid out before a document is read; the others are added as
they are met, so that nothing in a document goes unseen. They are found by the name that the parser
gives, which has the namespace in it, and are one place whatever the namespace.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import IntEnum

from sightline.returns.cells import wanted_columns
from sightline.returns.errors import shown
from sightline.returns.mapping import TableMapping
from sightline.returns.xml_model import OWN_TEXT, Steps, XmlMapping

MOST_UNKNOWN = 500
"""How many unknown places are told apart; a damaged document may have any number of names."""

_LONGEST_KEPT = 1000

SEPARATOR = " "
"""What the parser puts between a namespace and a local name."""


class Sort(IntEnum):
    """What an element is to the mapping."""

    AROUND = 0  # around the units: the root, and what leads to a unit or to a value of the header
    UNIT = 1
    SECTION = 2  # within a unit, and on the way to something that the mapping reads
    LEAF = 3  # a value of a row
    HEADER = 4  # a value of the document
    UNKNOWN = 5
    LEFT = 6  # left out on purpose, or within something that is said to be not read as a whole


# As plain numbers: members of an enumeration take their time, and there is one for every element.
AROUND, UNIT, SECTION, LEAF, HEADER, UNKNOWN, LEFT = (sort.value for sort in Sort)


class Place(dict[str, "Place"]):
    """One place: the places below it, by the parser's name.

    ``row``: the number of the path of rows that stands here, or -1; ``own_text``: the text of such
    a row is wanted. ``values`` and ``sections`` count the elements that stood here: those that held
    no others, and those that did. ``line``: that of the first. ``attributes``: counted by name.
    """

    __slots__ = (
        "attributes",
        "below",
        "in_unit",
        "line",
        "name",
        "own_text",
        "places",
        "row",
        "sections",
        "sort",
        "steps",
        "told",
    )

    def __init__(self, places: Places, steps: Steps, sort: int, in_unit: bool = False) -> None:
        super().__init__()
        self.places, self.steps, self.sort, self.in_unit = places, steps, sort, in_unit
        self.name = steps[-1] if steps else ""
        self.below: dict[str, Place] = {}
        self.row = -1
        self.own_text = False
        self.sections = self.told = self.line = 0
        self.attributes: dict[str, int] = {}

    def __missing__(self, raw: str) -> Place:
        local = raw.rpartition(SEPARATOR)[2]
        place = self.below.get(local)
        if place is None:
            place = self.places.unforeseen(self, local)
        if len(self) < MOST_UNKNOWN and len(raw) < _LONGEST_KEPT:
            self[raw] = place
        return place

    @property
    def path(self) -> str:
        """As a mapping writes it: from the root, or with a stroke before it from the unit."""
        return ("/" if self.in_unit else "") + "/".join(self.steps)

    def child(self, name: str, sort: int) -> Place:
        """The place of a name below this one, made if it is not there."""
        if name not in self.below:
            steps = (name,) if self.sort == UNIT else (*self.steps, name)
            in_unit = self.in_unit or self.sort == UNIT
            self.below[name] = Place(self.places, steps, sort, in_unit)
        return self.below[name]

    def all_below(self) -> Iterator[Place]:
        """Every place below this one, from the top down."""
        for place in self.below.values():
            yield place
            yield from place.all_below()


class Places:
    """The places of one document, laid out as a mapping and its tables say.

    Raises ValueError where these contradict one another: a value that holds other values.
    """

    def __init__(self, mapping: XmlMapping, tables: Iterable[TableMapping]) -> None:
        self.mapping = mapping
        self.above = Place(self, (), LEFT)
        self.root = self.above.below[mapping.root] = Place(self, (), AROUND)
        self._left = Place(self, ("(left out)",), LEFT)
        self._others = Place(self, ("(others)",), UNKNOWN)
        self._unknown = 0
        around = self._lead(self.root, mapping.unit[:-1], AROUND)
        self.unit = around.child(mapping.unit[-1], UNIT)
        self.rows: dict[Steps, int] = {}
        for path in mapping.header.values():
            self._value(self.root, path, AROUND, HEADER)
        for table in tables:
            self._table(table)
        for path in mapping.not_read:
            self._leave_out(path)

    def all(self) -> Iterator[Place]:
        """Every place of the document but the root."""
        yield from self.root.all_below()
        if self._others.told or self._others.sections:
            yield self._others

    def unforeseen(self, parent: Place, name: str) -> Place:
        """The place of an element that the mapping does not name."""
        if parent.sort not in (AROUND, UNIT, SECTION):
            return self._left
        if self._unknown >= MOST_UNKNOWN:
            return self._others
        self._unknown += 1
        return parent.child(shown(name), UNKNOWN)

    def leaf(self, steps: Steps) -> Place:
        """The place of a path from the unit that was laid out."""
        place = self.unit
        for step in steps:
            if step != OWN_TEXT:
                place = place.below[step]
        return place

    def _lead(self, place: Place, steps: Steps, sort: int) -> Place:
        for step in steps:
            place = place.child(step, sort)
            if place.sort != sort:
                raise ValueError(f"'{place.path}' is read as a value, and cannot hold others")
        return place

    def _value(self, place: Place, steps: Steps, around: int, sort: int) -> None:
        leaf = self._lead(place, steps[:-1], around).child(steps[-1], sort)
        if leaf.sort != sort:
            raise ValueError(f"'{leaf.path}' holds others, and cannot be read as a value")

    def _table(self, table: TableMapping) -> None:
        rows = table.xml
        if rows is None:
            return
        place = self._lead(self.unit, rows.rows, SECTION)
        place.row = self.rows.setdefault(rows.rows, len(self.rows))
        for column in wanted_columns(table):
            steps = rows.steps_of(column)
            if steps[-1] == OWN_TEXT:
                place.own_text = True
            else:
                self._value(self.unit, steps, SECTION, LEAF)

    def _leave_out(self, path: Steps) -> None:
        """Lay out what is not read. Values of the header in it are read all the same."""
        unit = self.mapping.unit
        place = self.root
        if path[: len(unit)] == unit and len(path) > len(unit):
            place, path = self.unit, path[len(unit) :]
        for step in path[:-1]:
            place = place.child(step, SECTION if place.in_unit or place is self.unit else AROUND)
        place = place.child(path[-1], LEFT)
        for inside in (place, *place.all_below()):
            if inside.sort not in (AROUND, HEADER, LEFT):
                raise ValueError(f"'{inside.path}' is read, and stands under 'not-read' as well")
            if inside.sort == AROUND:
                inside.sort = LEFT


def check_places(mapping: XmlMapping, tables: Iterable[TableMapping]) -> None:
    """Raise ValueError where the paths of a mapping contradict one another, or find no rows."""
    tables = list(tables)
    if not any(table.xml is not None for table in tables):
        raise ValueError("'xml' is said, and no table says which of its elements are rows")
    Places(mapping, tables)
