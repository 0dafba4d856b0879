"""XML files, read as a stream of elements.

Expat, which comes with Python, does the reading. A document type is refused where it begins: it can
define entities that fill the memory or fetch other files, and no return has one. All else that can
grow without bound (a tag, a text, the depth) is bounded here or by whoever listens.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol
from xml.parsers import expat
from xml.parsers.expat import errors as codes

from sightline.returns.encodings import bad_line
from sightline.returns.errors import UnreadableFile, shown
from sightline.returns.xml_encodings import encoding_of_xml
from sightline.returns.xml_places import SEPARATOR

LONGEST_TEXT = 131_072
"""Characters of one value: as many as a cell of a CSV file may have."""

LONGEST_TAG = 1 << 20
"""Bytes. A longer tag is none, and would be held in memory whole."""

DEEPEST = 64
"""How many elements may stand in one another."""

_CHUNK = 1 << 16


class Listener(Protocol):
    """What hears of each element. ``texts`` is filled with the text between two tags."""

    texts: list[str]
    parser: expat.XMLParserType
    done: bool

    def start(self, raw: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, raw: str) -> None:
        """An element ends."""

    def pause(self) -> None:
        """Some of the file has been read."""

    def open_elements(self) -> list[str]:
        """The names of the elements that have begun and not ended, from the root."""


def listen(path: Path, file: str, listener: Listener) -> None:
    """Read a file, telling a listener of every element until it is done. Raises UnreadableFile."""
    try:
        _listen(path, file, listener)
    except OSError as error:
        problem = f"The file cannot be opened ({error.strerror or 'no reason given'})."
        raise UnreadableFile(file, problem) from None


def _listen(path: Path, file: str, listener: Listener) -> None:
    encoding = encoding_of_xml(path, file)
    # Expat knows UTF-8 under one name, and people declare it under several.
    override = "UTF-8" if encoding == "utf-8" else None
    parser = expat.ParserCreate(override, namespace_separator=SEPARATOR)
    parser.buffer_text = True
    listener.parser = parser
    parser.StartElementHandler = listener.start
    parser.EndElementHandler = listener.end
    parser.CharacterDataHandler = listener.texts.append
    parser.StartDoctypeDeclHandler = _doctype(parser, file)
    with path.open("rb") as opened:
        try:
            _feed(parser, opened.read, file, listener)
        except expat.ExpatError as error:
            raise _unreadable(path, file, encoding, error, listener) from None


def _feed(
    parser: expat.XMLParserType, read: Callable[[int], bytes], file: str, listener: Listener
) -> None:
    fed = 0
    while chunk := read(_CHUNK):
        parser.Parse(chunk, False)
        if listener.done:
            return
        fed += len(chunk)
        if fed - parser.CurrentByteIndex > LONGEST_TAG + _CHUNK:
            raise UnreadableFile(
                file,
                f"A tag or a comment is longer than {LONGEST_TAG:,} bytes; its end may be missing.",
                parser.CurrentLineNumber,
            )
        if len(listener.texts) > 1 and sum(map(len, listener.texts)) > LONGEST_TEXT:
            raise too_long(file, parser.CurrentLineNumber)
        listener.pause()
    parser.Parse(b"", True)


def too_long(file: str, line: int) -> UnreadableFile:
    """What is raised for a text that no value has."""
    return UnreadableFile(
        file,
        f"A value is longer than {LONGEST_TEXT:,} characters; the end of its element may be "
        "missing.",
        line,
    )


def too_deep(file: str, line: int) -> UnreadableFile:
    """What is raised for elements that stand in one another without end."""
    return UnreadableFile(file, f"More than {DEEPEST} elements stand in one another.", line)


def _doctype(parser: expat.XMLParserType, file: str) -> Callable[..., None]:
    def refuse(name: str, *rest: object) -> None:
        raise UnreadableFile(
            file,
            f"The file declares a document type (<!DOCTYPE {shown(name)}>). No return has one, and "
            "one can define entities that fill the memory or fetch other files, so it is not read.",
            parser.CurrentLineNumber,
        )

    return refuse


# --- what is wrong with a file --------------------------------------------------------------------


def _number(message: str) -> int:
    return codes.codes[message]


_ENDS = {
    _number(message)
    for message in (
        codes.XML_ERROR_NO_ELEMENTS,
        codes.XML_ERROR_UNCLOSED_TOKEN,
        codes.XML_ERROR_PARTIAL_CHAR,
        codes.XML_ERROR_UNCLOSED_CDATA_SECTION,
    )
}
_INVALID = _number(codes.XML_ERROR_INVALID_TOKEN)
_SAID = {
    _number(codes.XML_ERROR_JUNK_AFTER_DOC_ELEMENT): (
        "Something follows the end of the document, where nothing was expected."
    ),
    _number(codes.XML_ERROR_UNDEFINED_ENTITY): (
        "There is an entity that XML does not have; expected &amp;, &lt;, &gt;, &quot; or &apos;."
    ),
    _number(codes.XML_ERROR_INCORRECT_ENCODING): (
        "The encoding that the first line declares is not the one in which the file is written. "
        "Save the file again, as UTF-8."
    ),
    _number(codes.XML_ERROR_MISPLACED_XML_PI): (
        "The XML declaration (<?xml … ?>) was expected at the very beginning of the file."
    ),
    _number(codes.XML_ERROR_DUPLICATE_ATTRIBUTE): (
        "A tag has the same attribute twice, where it was expected once."
    ),
    _number(codes.XML_ERROR_UNBOUND_PREFIX): (
        "A tag has a prefix whose namespace is not declared; expected xmlns with it."
    ),
}


def _unreadable(
    path: Path, file: str, encoding: str, error: expat.ExpatError, listener: Listener
) -> UnreadableFile:
    within = listener.open_elements()
    if error.code in _ENDS:
        if not within:
            return UnreadableFile(file, "The file ends before its first element.", error.lineno)
        closing = f"</{shown(within[-1])}>"
        return UnreadableFile(
            file,
            f"The file ends where {closing} was expected, so its end is missing.",
            error.lineno,
        )
    if error.code == _number(codes.XML_ERROR_TAG_MISMATCH) and within:
        closing = f"</{shown(within[-1])}>"
        said = f"An element ends that is not the one last begun; expected {closing}."
        return UnreadableFile(file, said, error.lineno)
    if error.code == _INVALID and (line := _bad_line(path, encoding)) is not None:
        said = (
            f"This is not text in {encoding}, as was expected. Save the file again, as UTF-8, or "
            "have its first line declare the encoding that it is written in."
        )
        return UnreadableFile(file, said, line)
    return UnreadableFile(file, _SAID.get(error.code) or _plainly(error), error.lineno)


def _bad_line(path: Path, encoding: str) -> int | None:
    with path.open("rb") as file:
        return bad_line(file, encoding)


def _plainly(error: expat.ExpatError) -> str:
    return (
        "This is not well-formed XML: a tag, a text or a closing tag was expected "
        f"({expat.ErrorString(error.code)})."
    )
