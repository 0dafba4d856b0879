"""Opening and sending pages as somebody does."""

from __future__ import annotations

from html import unescape
from http import HTTPStatus
from typing import Any

from django.http.response import HttpResponse, HttpResponseBase
from django.test import Client
from django.urls import reverse


def page(client: Client, name: str, **where: Any) -> str:
    """What a page that is open says."""
    answer = client.get(reverse(name, kwargs=where))
    assert answer.status_code == HTTPStatus.OK, (name, answer.status_code)
    return text(answer)


def send(client: Client, name: str, said: dict[str, Any] | None = None, **where: Any) -> str:
    """What stands on the page to which a form leads; raises where the form was refused."""
    answer = client.post(reverse(name, kwargs=where), said or {})
    assert answer.status_code == HTTPStatus.FOUND, text(answer)
    return text(client.get(answer["Location"]))


def refused(client: Client, name: str, said: dict[str, Any] | None = None, **where: Any) -> str:
    """What the form says that is shown again."""
    answer = client.post(reverse(name, kwargs=where), said or {})
    assert answer.status_code == HTTPStatus.OK, answer.status_code
    shown = text(answer)
    assert "There is a problem" in shown, shown
    return shown


def text(answer: HttpResponseBase) -> str:
    """The page without the marks that HTML needs."""
    assert isinstance(answer, HttpResponse)
    return unescape(answer.content.decode())


def day(name: str, year: int, month: int, day: int) -> dict[str, str]:
    """The three boxes of a day."""
    return {f"{name}-day": str(day), f"{name}-month": str(month), f"{name}-year": str(year)}
