"""What the machine's own log may say: which page, which class of error, and where. Nothing else.

An address may hold what somebody typed into it, a query what they looked for, and the text of an
error what they sent. So none of these is written.
"""

from __future__ import annotations

import logging
from types import TracebackType

from sightline.service.access.faults import where

_ErrorInfo = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)


class Plain(logging.Filter):
    """Rewrites what Django says of a request: its page in place of its address."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if request is not None or record.name.startswith("django.security"):
            match = getattr(request, "resolver_match", None)
            page = "no page" if match is None else match.view_name
            record.msg = "%s: answered %s"
            record.args = (page, getattr(record, "status_code", "with an error"))
        return True


class Formatter(logging.Formatter):
    """One line a record; of an error its class and place, never its text."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatException(self, ei: _ErrorInfo) -> str:  # noqa: N802 (the library's name)
        return "" if ei[1] is None else where(ei[1])

    def formatStack(self, stack_info: str) -> str:  # noqa: N802 (the library's name)
        return ""
