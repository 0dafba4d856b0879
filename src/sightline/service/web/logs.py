"""What the machine's own log may say: which page, which class of error, and where. Nothing else.

An address may hold what somebody typed into it, a query what they looked for, and the text of an
error what they sent. So none of these is written.
"""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Final

from sightline.service.access.faults import where

_ErrorInfo = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)

_SAYS_AN_ADDRESS: Final = {
    "Invalid request": "A request that is none was refused.",
    "Error handling request": "A request failed outside the application.",
}
"""How lines of gunicorn begin that repeat what was asked for, and what is said in their place."""


class Plain(logging.Filter):
    """Rewrites what Django and gunicorn say of a request: its page in place of its address."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if request is not None or record.name.startswith("django.security"):
            match = getattr(request, "resolver_match", None)
            page = "no page" if match is None else match.view_name
            record.msg = "%s: answered %s"
            record.args = (page, getattr(record, "status_code", "with an error"))
        elif record.name.startswith("gunicorn"):
            for start, instead in _SAYS_AN_ADDRESS.items():
                if str(record.msg).startswith(start):
                    record.msg, record.args = instead, ()
        return True


class Formatter(logging.Formatter):
    """One line a record; of an error its class and place, never its text."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        # Whoever wrote the record out before has left the error's whole text on it.
        record.exc_text = None
        return super().format(record)

    def formatException(self, ei: _ErrorInfo) -> str:  # noqa: N802 (the library's name)
        return "" if ei[1] is None else where(ei[1])

    def formatStack(self, stack_info: str) -> str:  # noqa: N802 (the library's name)
        return ""


class Lines(Formatter):
    """The same for machines: one JSON object a line.

    ``at`` (UTC), ``level``, ``logger``, ``says``; of a request ``page``, ``method``, ``status``,
    ``ms``, ``cpu_ms`` and ``reference`` in place of ``says``; of an error ``error`` beside it.
    """

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        told |= getattr(record, "told", None) or {"says": record.getMessage()}
        if record.exc_info:
            told["error"] = self.formatException(record.exc_info)
        return json.dumps(told)
