"""The pages that are shown instead of the one that was asked for.

None of them says more than the sentence of a refusal, which is written for the person it is shown
to and names nobody. A page that does not exist and one that may not be known of are one page.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sightline.service.access.notes import note_refusal

NO_POST: Final = (
    "You hold no post today. Whoever looks after access in your agency can give you one."
)

PLAIN: Final = (
    "<!DOCTYPE html><html lang='en-GB'><title>Sightline</title>"
    "<h1>Sightline could not do this</h1>"
    "<p>The fault is ours. Nothing of what you sent was saved.</p></html>"
)
"""Shown where even the page for a fault cannot be made."""


def refused(request: HttpRequest, sentence: str) -> HttpResponse:
    """403: what was refused, in the sentence that the policy gives."""
    told = [sentence, "This refusal has been logged."]
    return _page(request, "ui/forbidden.jinja", HTTPStatus.FORBIDDEN, told=told)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404. Django hands over the exception; nothing of it is shown."""
    return _page(request, "ui/not_found.jinja", HTTPStatus.NOT_FOUND)


def overtaken(request: HttpRequest) -> HttpResponse:
    """409, for pages that cannot show both versions side by side."""
    return _page(
        request,
        "ui/error.jinja",
        HTTPStatus.CONFLICT,
        title="Someone else has saved this since you opened it",
        told=[
            "Nothing of what you sent was saved.",
            "Go back, open the page again to see what is there now, and make your change on that.",
        ],
    )


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: what was sent cannot be read as a request of ours."""
    return _page(
        request,
        "ui/error.jinja",
        HTTPStatus.BAD_REQUEST,
        title="Sightline could not read what was sent",
        told=["Nothing of it was saved. Go back, reload the page and send it again."],
    )


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that did not come from a page of ours, or from one that is too old."""
    note_refusal(request.user.pk, "form", "The form came from no page of ours, or from an old one.")
    return _page(
        request,
        "ui/error.jinja",
        HTTPStatus.FORBIDDEN,
        title="This page is too old to be sent",
        told=[
            "Nothing of what you sent was saved.",
            "Go back, reload the page and send it again. If you were signed out in the meantime, "
            "sign in first.",
        ],
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 where a library refuses; nothing of its exception is shown."""
    return _page(request, "ui/forbidden.jinja", HTTPStatus.FORBIDDEN)


def wrong_method(request: HttpRequest) -> HttpResponse:
    """405: Sightline's pages are read and sent, nothing else."""
    response = bad_request(request)
    response.status_code = HTTPStatus.METHOD_NOT_ALLOWED
    response["Allow"] = "GET, HEAD, POST"
    return response


def failed(request: HttpRequest, reference: str = "") -> HttpResponse:
    """500, with nothing of the fault in it but the reference under which it was logged."""
    try:
        return _page(
            request,
            "ui/server_error.jinja",
            HTTPStatus.INTERNAL_SERVER_ERROR,
            reference=reference,
        )
    except Exception:
        return HttpResponse(PLAIN, status=HTTPStatus.INTERNAL_SERVER_ERROR)


def _page(
    request: HttpRequest, template: str, status: HTTPStatus, **context: object
) -> HttpResponse:
    return render(request, template, context, status=status)
