"""Which methods a request may have: those of pages and forms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponseBase
from django.urls import resolve

from sightline.service.access import answers
from sightline.service.access.notes import note_refusal

METHODS: Final = frozenset({"GET", "HEAD", "POST"})


def methods(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware that takes no others.

    No browser sends them by itself, so that a signed-in person's is a line of the log. Of somebody
    who is not signed in the log says nothing: anybody at all could fill it.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.method in METHODS:
            return get_response(request)
        if request.user.is_authenticated:
            page = resolve(request.path_info).url_name or ""
            note_refusal(request.user.pk, page, "Pages are read and sent, and nothing else.")
        return answers.wrong_method(request)

    return answer
