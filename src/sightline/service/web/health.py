"""Whether the service can do its work: for whoever watches it, and the proxy before it.

There is one answer and not two: a process that hangs is ended by the server that started it, and
starting one anew brings no database back.
"""

from __future__ import annotations

from http import HTTPStatus

from django.db import Error
from django.http import HttpRequest, HttpResponse

from sightline.service.web.database import is_in_step


def health(request: HttpRequest) -> HttpResponse:
    """``well``, or 503 and ``unwell``: the database answers and has this version's tables."""
    try:
        well = is_in_step()
    except Error:
        well = False
    status = HTTPStatus.OK if well else HTTPStatus.SERVICE_UNAVAILABLE
    return HttpResponse("well" if well else "unwell", status=status, content_type="text/plain")
