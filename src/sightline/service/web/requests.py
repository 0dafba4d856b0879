"""One line in the machine's log for each request: which page, how it ended, how long it took.

Pages go by their names. An address holds whose file it is, a query what somebody looked for, and
what was sent what they wrote: none of these is in it, nor who they are, which our own log knows.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponseBase

from sightline.service.access.notes import referred

logger = logging.getLogger("sightline.requests")

_Answer = Callable[[HttpRequest], HttpResponseBase]


def log_requests(get_response: _Answer) -> _Answer:
    """Middleware. Style sheets and scripts, and that all is well, are not worth a line."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        began, cpu = time.perf_counter(), time.thread_time()
        with referred() as reference:
            response = get_response(request)
        match = request.resolver_match
        page = "no page" if match is None else match.view_name or "no page"
        if page != "health" or response.status_code != HTTPStatus.OK:
            told = {
                "page": page,
                "method": request.method if request.method in ("GET", "HEAD", "POST") else "other",
                "status": response.status_code,
                "ms": round((time.perf_counter() - began) * 1000, 1),
                "cpu_ms": round((time.thread_time() - cpu) * 1000, 1),
                "reference": reference,
            }
            logger.info("%s: answered %s", page, response.status_code, extra={"told": told})
        return response

    return answer
