"""A file from the store, handed to a browser to be saved and never to be shown as a page."""

from __future__ import annotations

from typing import BinaryIO
from urllib.parse import quote

from django.http import FileResponse


class Download(FileResponse):
    """What is sent after its act is over, because it was opened while the act was open.

    Whether it may be read was decided, and the log written, before the first byte goes; and what
    is then read is the open file and nothing of the database. ``name``: it stays on the machine of
    whoever saves it, and stands in a header: it names nobody.
    """

    def __init__(self, plain: BinaryIO, *, media: str, name: str) -> None:
        super().__init__(plain, content_type=media)
        self.headers["Content-Disposition"] = _disposition(name)
        self.headers["X-Content-Type-Options"] = "nosniff"
        # Should a browser show it all the same: without scripts, forms, or our address.
        self.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"


def _disposition(name: str) -> str:
    """To be saved under a name: plain for any browser, whole (RFC 6266) for those of today."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "-_. ") else "_" for c in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
