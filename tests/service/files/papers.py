"""Small documents of every sort that is taken, and some that are not; and a scanner to ask."""

from __future__ import annotations

import io
import socketserver
import struct
import threading
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

OFFICE = b'<?xml version="1.0"?><Types/>'
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(20)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(20)
TEXT = "Seen at home. Café at 10.\n".encode()
MAIL = (
    b"From: a@example.org\r\nTo: b@example.org\r\nDate: Mon, 2 Nov 2026 09:00:00 +0000\r\n"
    b"Subject: Visit\r\n\r\nSeen at home.\r\n"
)
OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def archive(parts: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as into:
        for name, content in parts.items():
            into.writestr(name, content)
    return made.getvalue()


def word(**more: bytes) -> bytes:
    """A Word document. ``more``: further parts, with __ for the stroke and _ for the full stop."""
    parts = {name.replace("__", "/").replace("_", "."): said for name, said in more.items()}
    return archive({"[Content_Types].xml": OFFICE, "word/document.xml": b"<w/>", **parts})


def excel() -> bytes:
    return archive({"[Content_Types].xml": OFFICE, "xl/workbook.xml": b"<x/>"})


def opened(media: str) -> bytes:
    said = f"application/vnd.oasis.opendocument.{media}".encode()
    return archive({"mimetype": said, "content.xml": b"<o/>"})


def mail_with(*attached: tuple[str, bytes]) -> bytes:
    from email.message import EmailMessage

    mail = EmailMessage()
    mail["From"], mail["Date"] = "a@example.org", "Mon, 2 Nov 2026 09:00:00 +0000"
    mail.set_content("See what is attached.")
    for name, content in attached:
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()


def eicar() -> bytes:
    """The file by which scanners are tried, put together here: no scanner lets it lie about."""
    parts = ("X5O!P%@AP[4\\PZX54(P^)7CC)7}$", "EICAR-STANDARD", "-ANTIVIRUS-TEST-FILE", "!$H+H*")
    return "".join(parts).encode()


class _Clamd(socketserver.StreamRequestHandler):
    """As much of clamd's protocol as is asked, from its manual page."""

    def handle(self) -> None:
        command = bytearray()
        while not command.endswith(b"\0"):
            command += self.rfile.read(1)
        if command == b"zVERSION\0":
            self.wfile.write(b"ClamAV 1.4.3/27800/Mon Nov 2 09:00:00 2026\0")
            return
        assert command == b"zINSTREAM\0"
        sent = bytearray()
        while size := struct.unpack(">I", self.rfile.read(4))[0]:
            sent += self.rfile.read(size)
            if len(sent) > self.server.most:  # type: ignore[attr-defined]
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        found = b"stream: Eicar-Test-Signature FOUND\0" if eicar() in sent else b"stream: OK\0"
        self.wfile.write(found)


@contextmanager
def clamd(folder: Path, most: int = 25_000_000) -> Iterator[str]:
    """The path of the socket of a scanner that finds one virus. ``most``: bytes that it takes."""
    path = folder / "clamd.socket"
    server = socketserver.ThreadingUnixStreamServer(str(path), _Clamd)
    server.most = most  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield str(path)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        path.unlink(missing_ok=True)
