"""The units of a document, each as the sections and values that the mapping reads."""

from __future__ import annotations

from collections.abc import Callable
from xml.parsers import expat

from sightline.returns.errors import UnreadableFile, shown
from sightline.returns.xml_files import DEEPEST, LONGEST_TEXT, too_deep, too_long
from sightline.returns.xml_model import OWN_TEXT
from sightline.returns.xml_places import (
    HEADER,
    LEAF,
    LEFT,
    SECTION,
    SEPARATOR,
    UNIT,
    UNKNOWN,
    Place,
    Places,
)
from sightline.returns.xml_sections import HOLDS_OTHERS, Section, Strays

MOST_ELEMENTS = 200_000
LARGEST_UNIT = 16_000_000
"""How many elements and bytes one unit may have."""


class UnitReader:
    """Listens to a document, and gives each unit when it has ended.

    ``take``: is given the sections of each path of rows, in the order of ``Places.rows``.
    """

    parser: expat.XMLParserType
    done = False

    def __init__(
        self, file: str, places: Places, take: Callable[[list[list[Section]]], None]
    ) -> None:
        self.file, self.places, self._take = file, places, take
        self.texts: list[str] = []
        self.strays = Strays()
        self.units = 0
        self.header: dict[str, list[tuple[str, int]]] = {}
        self._place = places.above
        self._stack: list[Place] = []
        self._section: Section | None = None
        self._rows: list[list[Section]] = [[] for _ in places.rows]
        self._sections: list[Section] = []
        self._leaf = False
        self._line = self._elements = self._begun = 0

    def start(self, raw: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if self.texts:
            self._between()
        place = self._place[raw]
        self._stack.append(self._place)
        self._place = place
        self._leaf = True
        self._elements += 1
        sort = place.sort
        if sort in (LEAF, HEADER):
            self._line = self.parser.CurrentLineNumber
        elif sort in (SECTION, UNIT):
            self._begin(place, sort)
        elif len(self._stack) > DEEPEST:
            raise too_deep(self.file, self.parser.CurrentLineNumber)
        elif sort == UNKNOWN and not place.line:
            place.line = self.parser.CurrentLineNumber
        if attributes:
            self._attributes(place, attributes)

    def end(self, raw: str) -> None:
        """An element ends."""
        place = self._place
        self._place = self._stack.pop()
        sort = place.sort
        if sort == LEAF:
            self._value(place)
        elif sort == UNKNOWN:
            self._unknown(place)
        elif sort == HEADER:
            self._header(place)
        elif sort in (SECTION, UNIT):
            self._finish(place, sort)
        elif self.texts:
            self._between(place)
        self._leaf = False

    def pause(self) -> None:
        """Some of the file has been read."""
        if self._section is not None and (
            self._elements > MOST_ELEMENTS
            or self.parser.CurrentByteIndex - self._begun > LARGEST_UNIT
        ):
            raise self._refuse(
                f"One {self.places.unit.path} has more than {MOST_ELEMENTS:,} elements or "
                f"{LARGEST_UNIT:,} bytes; its end may be missing."
            )

    def open_elements(self) -> list[str]:
        """The names of the elements that have begun and not ended, from the root."""
        names = [place.name for place in (*self._stack[1:], self._place)] if self._stack else []
        return [self.places.mapping.root, *names[1:]] if names else []

    def _begin(self, place: Place, sort: int) -> None:
        line = self.parser.CurrentLineNumber
        above = self._section
        self._section = section = Section(line, above)
        self._sections.append(section)
        if sort == UNIT:
            self._elements, self._begun = 0, self.parser.CurrentByteIndex
        elif above is not None:
            parts = above.parts
            if place.name in parts:
                parts[place.name].append(section)
            else:
                parts[place.name] = [section]
        if place.row >= 0:
            self._rows[place.row].append(section)

    def _finish(self, place: Place, sort: int) -> None:
        section = self._section
        assert section is not None, "what has ended has begun"
        place.sections += 1
        if self.texts:
            if place.own_text and self._leaf:
                section.values[OWN_TEXT], section.lines[OWN_TEXT] = self._text(), section.line
            else:
                self._between(place)
        self._section = section.above
        if sort == UNIT:
            self.units += 1
            self._take(self._rows)
            for rows in self._rows:
                rows.clear()
            # Sections know the one above them; without that they go as soon as they are not needed.
            for each in self._sections:
                each.above = None
            self._sections.clear()

    def _value(self, place: Place) -> None:
        section = self._section
        assert section is not None, "a value stands in a section"
        text, line = (self._text(), self._line) if self._leaf else self._odd(place)
        place.told += 1
        name = place.name
        if name in section.values:
            section.again.setdefault(name, []).append((text, line))
        else:
            section.values[name] = text
            section.lines[name] = line

    def _odd(self, place: Place) -> tuple[str, int]:
        """A value that holds elements: it is said to be not read, and its row is refused."""
        place.sections += 1
        self.texts.clear()
        return HOLDS_OTHERS, self.parser.CurrentLineNumber

    def _text(self) -> str:
        texts = self.texts
        if not texts:
            return ""
        text = texts[0] if len(texts) == 1 else "".join(texts)
        texts.clear()
        if len(text) > LONGEST_TEXT:
            raise too_long(self.file, self.parser.CurrentLineNumber)
        return text

    def _unknown(self, place: Place) -> None:
        if self._leaf:
            place.told += 1
        else:
            place.sections += 1
        if self._section is not None:
            self._section.unread = True
        self.texts.clear()

    def _header(self, place: Place) -> None:
        if self._leaf:
            place.told += 1
            self.header.setdefault(place.path, []).append((self._text().strip(), self._line))
        else:
            self._odd(place)

    def _between(self, place: Place | None = None) -> None:
        """Text that stands before, between or after elements; mostly it is line ends."""
        place = self._place if place is None else place
        texts = self.texts
        text = texts[0] if len(texts) == 1 else "".join(texts)
        texts.clear()
        if text.isspace() or place.sort in (LEFT, UNKNOWN):
            return
        lead = len(text) - len(text.lstrip())
        line = self.parser.CurrentLineNumber - text.count("\n", lead)
        self.strays.add(line, place.path or self.places.mapping.root, text.strip())

    def _attributes(self, place: Place, attributes: dict[str, str]) -> None:
        """Count what tags say besides their names, which no mapping reads."""
        if place.sort in (LEFT, UNKNOWN):
            return
        for raw in attributes:
            if not raw.startswith("http://www.w3.org/"):  # of XML itself, such as xsi:nil
                name = f"@{shown(raw.rpartition(SEPARATOR)[2])}"
                known = place.attributes
                if name in known or len(known) < 20:
                    known[name] = known.get(name, 0) + 1
                else:
                    known["@(others)"] = known.get("@(others)", 0) + 1

    def _refuse(self, problem: str) -> UnreadableFile:
        return UnreadableFile(self.file, problem, self.parser.CurrentLineNumber)
