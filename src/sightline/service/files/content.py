"""What a document is, found by what is in it: what is not on this short list is not taken.

| taken | by |
|---|---|
| PDF, PNG, JPEG | how they begin |
| plain text | no character that is none |
| Word and Excel since 2007, OpenDocument text and tables | the parts of their archive |
| e-mail (.eml) | its first lines, and each thing that is attached to it |

An archive is refused all the same where it holds macros or programs, wants a password, or grows
beyond measure; an e-mail, where something is attached to it that is not taken by itself.

Older Word and Excel files, .msg and RTF can hide programs in ways that cannot be ruled out in few
lines; each can be saved as one of these. A scanner looks as well (``scanning``), for what an
allowed document may carry.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from email import policy
from email.errors import MessageError
from email.message import Message
from email.parser import BytesParser
from pathlib import PurePath
from typing import BinaryIO

MOST_UNPACKED = 250_000_000
"""Bytes of all parts of an archive together: ten times the largest that is sent in earnest."""
MOST_PARTS = 5_000
_PIECE = 64 * 1024
MOST_WITHIN = 3
"""So many e-mails attached to one another."""


class NotTaken(Exception):
    """A sentence for whoever sent the document: what is wrong with it, and what to do."""


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort of document: what it is called, what it is sent as, how its name may end."""

    said: str
    media: str
    endings: tuple[str, ...]


_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
PDF = Sort("PDF", "application/pdf", (".pdf",))
PNG = Sort("PNG picture", "image/png", (".png",))
JPEG = Sort("JPEG picture", "image/jpeg", (".jpg", ".jpeg"))
TEXT = Sort("plain text", "text/plain", (".txt", ".csv"))
WORD = Sort("Word document", f"{_OFFICE}wordprocessingml.document", (".docx",))
EXCEL = Sort("Excel workbook", f"{_OFFICE}spreadsheetml.sheet", (".xlsx",))
ODT = Sort("OpenDocument text", f"{_OPEN}text", (".odt",))
ODS = Sort("OpenDocument table", f"{_OPEN}spreadsheet", (".ods",))
EMAIL = Sort("e-mail", "message/rfc822", (".eml",))
SORTS = (PDF, PNG, JPEG, TEXT, WORD, EXCEL, ODT, ODS, EMAIL)
BY_MEDIA = {sort.media: sort for sort in SORTS}

TAKEN = "PDF, PNG, JPEG, plain text, Word (.docx), Excel (.xlsx), .odt, .ods and e-mail (.eml)"

_BEGINS = ((b"%PDF-", PDF), (b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPEG))
_ZIP, _OLD_OFFICE, _RTF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf"
_HEADERS = ("from", "date")
"""An e-mail has both (RFC 5322, section 3.6)."""


def sort_of(stream: BinaryIO, name: str, depth: int = MOST_WITHIN) -> Sort:
    """What the document is. ``name``: as it was sent. ``depth``: e-mails that it may lie within.

    The stream is left at its beginning. Raises NotTaken.
    """
    ending = PurePath(name).suffix.lower()
    sort = _found(stream, depth, mail=ending in EMAIL.endings)
    stream.seek(0)
    if ending not in sort.endings:
        ends = f"ends in {ending}" if ending else "has no ending"
        raise NotTaken(
            f"The name of the file {ends}, but what is in it is a document of another sort: "
            f"{sort.said}. Save it again as what it is, so that its name ends in {sort.endings[0]}"
        )
    return sort


def _found(stream: BinaryIO, depth: int, *, mail: bool) -> Sort:
    stream.seek(0)
    start = stream.read(16)
    if not start:
        raise NotTaken("The file is empty. Choose another, or save it again")
    for begins, sort in _BEGINS:
        if start.startswith(begins):
            return sort
    if start.startswith(_ZIP):
        return _archive(stream)
    if start.startswith(_OLD_OFFICE):
        raise NotTaken(
            "The file is of an older Word, Excel or Outlook, or is protected by a password. Save "
            "it as .docx, .xlsx or PDF without a password"
        )
    if start.startswith(_RTF):
        raise NotTaken("RTF is not taken, because it can hide programs. Save it as .docx or PDF")
    if not _is_text(stream):
        raise NotTaken(f"The file is none of the sorts that are taken: {TAKEN}. Save it as one")
    if mail:
        _check_mail(stream, depth)
        return EMAIL
    return TEXT


# --- plain text and e-mail ---

_CONTROL = bytes(c for c in range(32) if c not in b"\t\n\f\r") + b"\x7f"
"""Bytes that no text holds in any of the encodings that are common here."""


def _is_text(stream: BinaryIO) -> bool:
    stream.seek(0)
    while piece := stream.read(_PIECE):
        if piece.translate(None, _CONTROL) != piece:
            return False
    return True


def _check_mail(stream: BinaryIO, depth: int) -> None:
    if depth < 0:
        raise NotTaken("Too many e-mails are attached to one another. Save the e-mail as PDF")
    stream.seek(0)
    try:
        mail = BytesParser(policy=policy.default).parse(stream)
        if not all(mail.get(name) for name in _HEADERS):
            raise NotTaken(_NO_MAIL)
        for part in mail.walk():
            if part.get_content_maintype() not in ("multipart", "message"):
                _check_part(part, depth)
    except (MessageError, LookupError, ValueError, AttributeError, TypeError, RecursionError):
        # What the parser makes of hostile input it does not always foresee.
        raise NotTaken(_NO_MAIL) from None


_NO_MAIL = "The file cannot be read as an e-mail. Save the e-mail as PDF"
_BODIES = ("text/plain", "text/html", "text/calendar")


def _check_part(part: Message, depth: int) -> None:
    name = part.get_filename() or ""
    if not name and part.get_content_type() in _BODIES:
        return
    content = part.get_payload(decode=True)
    stream = io.BytesIO(content if isinstance(content, bytes) else b"")
    try:
        if name:
            sort_of(stream, name, depth - 1)
        else:
            _found(stream, depth - 1, mail=False)
    except NotTaken as fault:
        raise NotTaken(
            "Something is attached to the e-mail that is not taken. Save the e-mail as PDF, and "
            f"add what is attached one by one. Of the attachment: {fault}"
        ) from None


# --- archives: Word, Excel, OpenDocument ---


def _archive(stream: BinaryIO) -> Sort:
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as archive:
            if len(archive.infolist()) > MOST_PARTS:
                raise NotTaken(_BOMB)
            if any(part.flag_bits & 1 for part in archive.infolist()):
                raise NotTaken("The file is protected by a password. Save it without one")
            sort = _of_archive(archive)
            _check_programs(archive)
            _check_unpacked(archive)
    except _DAMAGED:
        raise NotTaken("The file is damaged and cannot be opened. Save it again") from None
    return sort


_DAMAGED = (
    zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, EOFError, RuntimeError,
    ValueError, OSError,
)  # fmt: skip
"""What the reader of archives raises, for damage of which it knows and for what it never saw."""
_BOMB = "The file grows beyond measure when it is opened, as harmful ones do. It is not taken"


def _of_archive(archive: zipfile.ZipFile) -> Sort:
    names = set(archive.namelist())
    if "[Content_Types].xml" in names:
        if "word/document.xml" in names:
            return WORD
        if "xl/workbook.xml" in names:
            return EXCEL
    if "mimetype" in names and "content.xml" in names:
        with archive.open("mimetype") as told:
            media = told.read(100).decode("ascii", "replace")
        if media in (ODT.media, ODS.media):
            return BY_MEDIA[media]
    raise NotTaken(
        "The file is an archive of files, or a document of a sort that is not taken. Add the "
        f"documents in it one by one: {TAKEN}"
    )


_PROGRAMS: tuple[Callable[[str], bool], ...] = (
    lambda name: name.endswith("vbaproject.bin"),
    lambda name: "/activex/" in name,
    lambda name: "/embeddings/oleobject" in name,
    lambda name: name.startswith(("basic/", "scripts/")),
    lambda name: "xl/macrosheets/" in name,
)
_MACRO_TYPE = b"macroenabled"


def _check_programs(archive: zipfile.ZipFile) -> None:
    names = [name.lower() for name in archive.namelist()]
    is_program = any(said(name) for said in _PROGRAMS for name in names)
    if not is_program and "[content_types].xml" in names:
        with archive.open("[Content_Types].xml") as types:
            is_program = _MACRO_TYPE in types.read(1_000_000).lower()
    if is_program:
        raise NotTaken(
            "The file holds macros or a program. Save it without them, as .docx, .xlsx or PDF"
        )


def _check_unpacked(archive: zipfile.ZipFile) -> None:
    """Unpack it all, for what an archive says of its own size need not be so."""
    left = MOST_UNPACKED
    for part in archive.infolist():
        if part.file_size > left:
            raise NotTaken(_BOMB)
        with archive.open(part) as opened:
            while piece := opened.read(_PIECE):
                left -= len(piece)
                if left < 0:
                    raise NotTaken(_BOMB)
