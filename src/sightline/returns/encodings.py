"""Which encoding a text file is written in: declared, marked, UTF-8, or Windows-1252 for certain.

The whole file is looked through before a row of it is read, so that a file which turns out to be
something else in its last line is refused before anything was made of its first.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from sightline.returns.errors import UnreadableFile

_CHUNK = 1 << 20
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def _sure_bytes() -> bytes:
    """Bytes that mean the same in Windows-1252 and in Windows-1250 (Central European), and that
    occur in names and prose. The older Mac and DOS encodings put other letters on others."""
    punctuation = {0x80, 0x85, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x99, 0xA0}
    agreed = set()
    for byte in range(0xC0, 0x100):
        one = bytes([byte])
        letter = one.decode("cp1252")
        if letter.isalpha() and letter == one.decode("cp1250", "replace"):
            agreed.add(byte)
    return bytes(punctuation | agreed)


_UNSURE = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"  # control characters
    rb"|[^\x00-\x7f\xa3" + re.escape(_sure_bytes()) + rb"]"
    rb"|\xa3(?![0-9 ])"  # a pound sign stands before an amount
    rb"|(?<=[A-Za-z])[\x91\x93-\x97\x99](?=[a-z])"  # in old DOS text these are letters
)


def encoding_of(path: Path, shown: str, declared: str = "") -> str:
    """The name of the codec that reads the whole file. Raises UnreadableFile."""
    with path.open("rb") as file:
        start = file.read(4)
        if not start:
            raise UnreadableFile(shown, "The file is empty.")
        file.seek(0)
        marked = next((name for mark, name in _MARKS if start.startswith(mark)), "")
        if marked and declared and not _same(marked, declared):
            raise UnreadableFile(
                shown,
                f"The mapping declares {declared}, but the file begins with the mark of {marked}.",
            )
        encoding = marked or declared or "utf-8"
        try:
            _look_through(file, shown, encoding)
        except UnicodeError:
            if marked or declared or not _surely_cp1252(file):
                raise UnreadableFile(shown, _not_text(encoding), bad_line(file, encoding)) from None
            return "cp1252"
    return encoding


def _same(marked: str, declared: str) -> bool:
    plain = declared.casefold().replace("_", "-")
    return plain.startswith(marked.removesuffix("-sig"))


def _not_text(encoding: str) -> str:
    if encoding == "utf-8":
        return (
            "This is not UTF-8 text, and it is not certain to be Windows-1252. Save the file as "
            "UTF-8, or say `encoding: cp1252` in the mapping if that is what it is."
        )
    return f"This is not text in {encoding}."


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    while chunk := file.read(_CHUNK):
        yield chunk


def _look_through(file: BinaryIO, shown: str, encoding: str) -> None:
    decoder = codecs.getincrementaldecoder(encoding)()
    lines = 0
    for chunk in _chunks(file):
        text = decoder.decode(chunk)
        if "\0" in text:
            line = lines + text[: text.index("\0")].count("\n") + 1
            raise UnreadableFile(
                shown,
                "The file holds NUL bytes, so it is no text file, or it is UTF-16 without its "
                "mark (then say `encoding: utf-16-le` in the mapping).",
                line,
            )
        lines += text.count("\n")
    decoder.decode(b"", True)


def bad_line(file: BinaryIO, encoding: str) -> int | None:
    """The line of the first byte that the encoding has no character for; None if there is none."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    lines = 1
    try:
        for chunk in _chunks(file):
            lines += decoder.decode(chunk).count("\n")
        decoder.decode(b"", True)
    except UnicodeDecodeError as error:
        good: bytes = error.object[: error.start]
        return lines + good.decode(encoding, "ignore").count("\n")
    except UnicodeError:
        return None
    return None


def _surely_cp1252(file: BinaryIO) -> bool:
    before = b""
    for chunk in _chunks(file):
        # A few bytes of the chunk before, so that what stands on the border is seen whole.
        if _UNSURE.search(before + chunk + (b"0" if len(chunk) == _CHUNK else b"")):
            return False
        before = chunk[-2:]
    return True
