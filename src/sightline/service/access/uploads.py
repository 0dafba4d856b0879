"""What somebody uploads, on its way to the page that takes it: sealed, bounded, and on no disk
in plain.

Django reads an upload before any page is asked, so this is the first to say no: nothing is kept
of what is sent by nobody who is signed in, or to a page that takes no files (``door.page``).
"""

from __future__ import annotations

import errno
import io
import secrets
from contextlib import suppress
from typing import TYPE_CHECKING, Any, BinaryIO

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from sightline.service.access.sessions import needs_second_factor
from sightline.service.files import store
from sightline.service.files.sealing import CHUNK, KEY, Opened, Sealer
from sightline.service.ledger.ids import new_id

_NO_ROOM = "No room is left for files. Tell whoever runs the service; nothing was kept"


if TYPE_CHECKING:
    _UploadedFile = UploadedFile[bytes]
else:
    _UploadedFile = UploadedFile


class Upload(_UploadedFile):
    """What was sent. ``fault``: why it was not kept, in a sentence without its full stop."""

    def __init__(self, file: BinaryIO, name: str, size: int, fault: str) -> None:
        super().__init__(file, name=name, size=size)
        self.fault = fault


class Sealed(FileUploadHandler):
    """Keeps each file sealed, in a file without a name that goes when the request is over."""

    _file: BinaryIO | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._most = _taken(self.request)
        if not self._most:
            raise SkipFile
        self._id, self._key, self._fault = new_id(), secrets.token_bytes(KEY), ""
        self._waits = bytearray()
        self._sealer = Sealer(self._key, self._id)
        self._file = store.nameless()
        self._write(self._sealer.header)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) > self._most:
            self._fault = f"{store.TooLarge(self._most)} Save it smaller, or in parts".strip()
        if self._fault:
            return
        self._waits += raw_data
        while len(self._waits) > CHUNK:
            self._write(self._sealer.seal(bytes(self._waits[:CHUNK]), last=False))
            del self._waits[:CHUNK]

    def file_complete(self, file_size: int) -> Upload:
        assert self._file is not None and self.file_name is not None
        if not self._fault:
            self._write(self._sealer.seal(bytes(self._waits), last=True))
        sealed, self._file = self._file, None
        if self._fault:
            with suppress(OSError):  # a full disk says so once more
                sealed.close()
            return Upload(io.BytesIO(), self.file_name, file_size, self._fault)
        sealed.seek(0)
        plain = io.BufferedReader(Opened(sealed, [self._key], self._id), CHUNK)
        return Upload(plain, self.file_name, file_size, "")

    def upload_interrupted(self) -> None:
        if self._file is not None:
            with suppress(OSError):
                self._file.close()

    def _write(self, sealed: bytes) -> None:
        assert self._file is not None
        try:
            self._file.write(sealed)
            self._file.flush()
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
                raise
            self._fault = _NO_ROOM


def _taken(request: HttpRequest | None) -> int:
    """The most bytes of a file that the page takes; 0 where it takes none, or nobody is there."""
    if request is None or not request.user.is_authenticated or request.resolver_match is None:
        return 0
    if needs_second_factor(request):
        return 0
    page = getattr(request.resolver_match.func, "page", None)
    return 0 if page is None else page.takes
