"""Scanning for viruses by ClamAV, over its socket.

``SIGHTLINE_CLAMAV`` is the path of clamd's socket, or ``host:port``. The protocol is clamd's own
(its manual page, "COMMANDS"): ``zINSTREAM``, then pieces, each after its length in four bytes, then
a length of nothing; the answer is ``stream: OK`` or ``stream: NAME FOUND``.
"""

from __future__ import annotations

import socket
from dataclasses import dataclass
from typing import BinaryIO

from django.conf import settings

from sightline.service.files.models import Scan

TIMEOUT = 15.0
"""Seconds for each step: a scanner that takes longer is as good as none, and is asked later."""
_PIECE = 64 * 1024
_MOST_SAID = 4_096
_MOST_KEPT = 120


class NoScanner(Exception):
    """No scanner answers, or not as one does."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a scanner said. ``scanner``: its name and version; ``found``: the name of a virus."""

    result: Scan.Result
    scanner: str = ""
    found: str = ""


NOT_SCANNED = Scanned(Scan.Result.NOT_SCANNED)


def is_configured() -> bool:
    """Whether there is to be a scanner at all."""
    return bool(settings.CLAMAV)


def scan(stream: BinaryIO) -> Scanned:
    """What the scanner says of a document; not scanned, where none is there or none answers.

    The stream is left at its beginning.
    """
    if not is_configured():
        return NOT_SCANNED
    stream.seek(0)
    try:
        version = _asked(b"zVERSION\0")
        said = _asked(b"zINSTREAM\0", stream)
    except (OSError, NoScanner):
        return NOT_SCANNED
    finally:
        stream.seek(0)
    return _read(said, version)


def _read(said: str, version: str) -> Scanned:
    scanner = version[:_MOST_KEPT]
    if said == "stream: OK":
        return Scanned(Scan.Result.CLEAN, scanner)
    if said.startswith("stream: ") and said.endswith(" FOUND"):
        found = said.removeprefix("stream: ").removesuffix(" FOUND")
        return Scanned(Scan.Result.INFECTED, scanner, found[:_MOST_KEPT])
    # Too large for it, a fault of its own: nothing is known of the document.
    return NOT_SCANNED


def _asked(command: bytes, stream: BinaryIO | None = None) -> str:
    with _connected() as clamd:
        clamd.sendall(command)
        if stream is not None:
            _send(clamd, stream)
        said = bytearray()
        while not said.endswith(b"\0"):
            piece = clamd.recv(_MOST_SAID)
            if not piece or len(said) + len(piece) > _MOST_SAID:
                raise NoScanner("The scanner ended in the middle of what it said.")
            said += piece
    return said[:-1].decode("utf-8", "replace").strip()


def _send(clamd: socket.socket, stream: BinaryIO) -> None:
    """Send it all, or as much as the scanner takes: it stops listening to what is too large."""
    try:
        while piece := stream.read(_PIECE):
            clamd.sendall(len(piece).to_bytes(4, "big") + piece)
        clamd.sendall(bytes(4))
    except (BrokenPipeError, ConnectionResetError):
        return


def _connected() -> socket.socket:
    host, colon, port = settings.CLAMAV.rpartition(":")
    if colon and port.isdecimal():
        return socket.create_connection((host, int(port)), TIMEOUT)
    clamd = socket.socket(socket.AF_UNIX)
    try:
        clamd.settimeout(TIMEOUT)
        clamd.connect(settings.CLAMAV)
    except BaseException:
        clamd.close()
        raise
    return clamd
