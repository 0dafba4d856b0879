"""Which files of a delivery are documents of the mapping, and what each tells of itself.

A document's values (whose it is, and when it was made) are read before its units, wherever in the
document they stand: a record's id begins with the agency that sends it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat

from sightline.engine.model import Moment
from sightline.returns.dates import Dates
from sightline.returns.errors import Mismatch, UnreadableFile, shown
from sightline.returns.stamps import Stamp, stamp_of
from sightline.returns.xml_encodings import encoding_of_xml, is_xml, start_of
from sightline.returns.xml_files import DEEPEST, listen, too_deep
from sightline.returns.xml_model import FromHeader, Steps, XmlMapping
from sightline.returns.xml_places import SEPARATOR
from sightline.standard.calendar import end_of_day
from sightline.standard.faults import closest

_MOST_PATHS = 500
_READ_DATE = Dates(("iso",))


@dataclass(frozen=True, slots=True)
class Document:
    """A file that holds the mapping's document. ``header``: its values by name, with their lines.

    ``paths``: some paths of elements that are in it, from which a misspelt one is told. ``stamp``:
    what the file was when this was read of it.
    """

    path: Path
    shown: str
    encoding: str
    mapping: XmlMapping
    header: Mapping[str, tuple[str, int]]
    paths: tuple[str, ...]
    stamp: Stamp

    def text(self, name: str) -> str:
        """A value that the mapping needs. Raises UnreadableFile where the document lacks it."""
        text, line = self.header.get(name, ("", None))
        if text:
            return text
        path = "/".join(self.mapping.header[name])
        if line is not None:
            problem = f"{path} says nothing, and the mapping reads the {name} from it."
        else:
            problem = f"There is no {path}, from which the mapping reads the {name}."
            if (meant := closest(path, self.paths)) is not None:
                problem += f" There is {meant}; is that what was meant?"
        raise UnreadableFile(self.shown, problem, line)

    def moment(self, name: str) -> Moment:
        """A value that is a day or a moment. Raises UnreadableFile."""
        text = self.text(name)
        found = _READ_DATE(text)
        if isinstance(found, Mismatch):
            path = "/".join(self.mapping.header[name])
            raise UnreadableFile(
                self.shown,
                f"{path} is {shown(text)}, and {found.expected} was expected.",
                self.header[name][1],
            )
        return found


def told_by(said: str | FromHeader, documents: Sequence[Document]) -> str:
    """A text of the mapping, or what the documents tell, who must agree on it."""
    if not isinstance(said, FromHeader):
        return said
    told = {document.text(said.name): document.shown for document in documents}
    if len(told) > 1:
        (one, first), (other, second), *_ = told.items()
        raise UnreadableFile(
            second,
            f"Its {said.name} is {shown(other)}, and that of {first} is {shown(one)}. Read the "
            "files one at a time.",
        )
    return "".join(f"{said.prefix}{text}" for text in told)


def minute_told(moment: Moment) -> int:
    """The minute of a moment; of a day alone, its last."""
    return end_of_day(moment.day) if moment.minute is None else moment.minute


class OtherDocument(UnreadableFile):
    """The file is XML of another sort."""


def documents(
    mapping: XmlMapping, files: Iterable[tuple[Path, str]]
) -> tuple[list[Document], dict[Path, UnreadableFile]]:
    """The documents among files, and the files that are XML of another sort, each with the reason.

    Raises UnreadableFile for a file that looks like the mapping's document and cannot be read.
    """
    found: list[Document] = []
    others: dict[Path, UnreadableFile] = {}
    for path, name in files:
        if not _opens_as_xml(path, name):
            continue
        try:
            found.append(_document(mapping, path, name))
        except UnreadableFile as error:
            if not isinstance(error, OtherDocument) and _claims(path, mapping.root):
                raise
            others[path] = error
    return found, others


def _opens_as_xml(path: Path, name: str) -> bool:
    try:
        return is_xml(path)
    except OSError as error:
        problem = f"The file cannot be opened ({error.strerror or 'no reason given'})."
        raise UnreadableFile(name, problem) from None


def _claims(path: Path, root: str) -> bool:
    """Whether a file that cannot be read names the mapping's root at its beginning."""
    return re.search(rf"<(?:!DOCTYPE\s+|[\w.-]+:)?{re.escape(root)}\b", start_of(path)) is not None


def _document(mapping: XmlMapping, path: Path, name: str) -> Document:
    stamp = stamp_of(path)
    reader = HeaderReader(name, mapping)
    listen(path, name, reader)
    header = {
        value: reader.found[steps]
        for value, steps in mapping.header.items()
        if steps in reader.found
    }
    encoding = encoding_of_xml(path, name)
    return Document(path, name, encoding, mapping, header, tuple(reader.paths), stamp)


class HeaderReader:
    """Listens until all values of the header have been told, or the document ends."""

    parser: expat.XMLParserType

    def __init__(self, file: str, mapping: XmlMapping) -> None:
        self.file, self._mapping = file, mapping
        self.texts: list[str] = []
        self.done = False
        self.found: dict[Steps, tuple[str, int]] = {}
        self.paths: dict[str, None] = {}
        self._wanted = set(mapping.header.values())
        self._open: list[str] = []

    def start(self, raw: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self.texts.clear()
        local = raw.rpartition(SEPARATOR)[2]
        if not self._open and local != self._mapping.root:
            raise OtherDocument(
                self.file,
                f"Its outermost element is {shown(local)}, and {self._mapping.root} was expected.",
                self.parser.CurrentLineNumber,
            )
        self._open.append(local)
        if len(self._open) > DEEPEST:
            raise too_deep(self.file, self.parser.CurrentLineNumber)
        if len(self.paths) < _MOST_PATHS and len(self._open) < 8:
            self.paths["/".join(self._open[1:])] = None

    def end(self, raw: str) -> None:
        """An element ends."""
        steps = tuple(self._open[1:])
        if steps in self._wanted and steps not in self.found:
            text = "".join(self.texts).strip()
            self.found[steps] = (text, self.parser.CurrentLineNumber)
            self.done = len(self.found) == len(self._wanted)
        self._open.pop()
        self.texts.clear()

    def pause(self) -> None:
        """Some of the file has been read."""
        if not self._wanted:
            self.done = True

    def open_elements(self) -> list[str]:
        """The names of the elements that have begun and not ended, from the root."""
        return self._open
