"""The service as ``service_pages.py`` starts it: each answer says what it has cost.

Two headers are added: ``X-Cpu``, the seconds of CPU that the server's thread spent on the answer
(the database's own are not in it), and ``X-Queries``, how many statements it sent.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection

from sightline.service.web.wsgi import application as service

Environ = dict[str, Any]


def application(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The service's answer, with what it has cost."""
    start, queries = time.thread_time(), 0

    def count(execute: Callable[..., Any], *statement: Any) -> Any:
        nonlocal queries
        queries += 1
        return execute(*statement)

    def begin(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
        spent = time.thread_time() - start
        cost = [("X-Cpu", f"{spent:.6f}"), ("X-Queries", str(queries))]
        return start_response(status, [*headers, *cost], *more)

    with connection.execute_wrapper(count):
        return service(environ, begin)
