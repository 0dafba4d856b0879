"""The service as ``service_pages.py`` starts it: each answer says what it has cost.

Headers are added: ``X-Cpu``, the seconds of CPU that the server's thread spent on the answer (the
database's own are not in it); ``X-Queries``, how many statements it sent; and ``X-Waited``, the
seconds until the database had answered them all.

``/plain`` is a page to measure against, as small as a page of Django's can be that says of whom it
is: the same middleware, session and person, one row read and one plain template.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from sightline.service.web.wsgi import application as service

Environ = dict[str, Any]


def plain(request: HttpRequest) -> HttpResponse:
    """One row, one template, the frame of every page."""
    person = get_user_model().objects.get(pk=request.user.pk)
    return render(request, "ui/base.jinja", {"title": person.name})


import_module(settings.ROOT_URLCONF).urlpatterns.insert(0, path("plain", plain))


def application(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The service's answer, with what it has cost."""
    start, queries, waited = time.thread_time(), 0, 0.0

    def count(execute: Callable[..., Any], *statement: Any) -> Any:
        nonlocal queries, waited
        queries, sent = queries + 1, time.perf_counter()
        try:
            return execute(*statement)
        finally:
            waited += time.perf_counter() - sent

    def begin(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
        spent = time.thread_time() - start
        cost = [("X-Cpu", f"{spent:.6f}"), ("X-Queries", str(queries))]
        cost.append(("X-Waited", f"{waited:.6f}"))
        return start_response(status, [*headers, *cost], *more)

    with connection.execute_wrapper(count):
        return service(environ, begin)
