"""Which files are XML, and in which encoding, by their first bytes and what they declare."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from sightline.returns.errors import UnreadableFile, shown

_START = 4096
_FIRST = re.compile(r"\s*<[?!]?[^\W\d]")
_DECLARED = re.compile(r"\s*<\?xml\s[^>]*?\bencoding\s*=\s*[\"']([\w.:-]+)[\"']", re.ASCII)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ONE_BYTE = re.compile(r"ascii|iso8859-\d+|cp\d+|mac-roman|koi8-[ru]")
_WIDE = ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))


def start_of(path: Path) -> str:
    """The beginning of a file as text, as far as its letters are those of ASCII."""
    with path.open("rb") as file:
        raw = file.read(_START)
    mark = next((mark for mark, _ in _MARKS if raw.startswith(mark)), b"")
    return raw[len(mark) :].replace(b"\0", b"").decode("latin-1")


def is_xml(path: Path) -> bool:
    """Whether the file's first bytes are those of XML, whatever its name."""
    return _FIRST.match(start_of(path)) is not None


def encoding_of_xml(path: Path, file: str) -> str:
    """The encoding that the file's first bytes and its declaration agree on.

    Raises UnreadableFile where they do not, and where it is one that nobody reads in XML.
    """
    with path.open("rb") as opened:
        raw = opened.read(4)
    marked = next((name for mark, name in (*_MARKS, *_WIDE) if raw.startswith(mark)), "")
    found = _DECLARED.match(start_of(path))
    declared = found[1].casefold() if found is not None else ""
    known = _known(declared) if declared else marked[:6] or "utf-8"
    if known is None or marked == "utf-32":
        raise UnreadableFile(
            file,
            f"The encoding {shown(declared or marked)} cannot be read in XML. Save the file again, "
            "as UTF-8.",
            1,
        )
    written = marked[:6] or ("utf-8" if known == "utf-16" else known)
    if known != written:
        raise UnreadableFile(
            file,
            f"Its first line declares the encoding {shown(declared)}, but its first bytes are "
            f"those of {written}. Save the file again, as UTF-8.",
            1,
        )
    return known


def _known(declared: str) -> str | None:
    """The name of an encoding that can be read: UTF-8, UTF-16, or one byte for each character."""
    try:
        name = codecs.lookup(declared).name
        if name in ("utf-8", "utf-16", "utf-16-le", "utf-16-be"):
            return name[:6]
        one_byte = len(bytes(range(256)).decode(name, "replace")) == 256
    except (LookupError, ValueError):
        return None
    return declared if one_byte and _ONE_BYTE.fullmatch(name) else None
