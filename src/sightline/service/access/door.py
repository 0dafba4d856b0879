"""The one way into the service: every page but the entrance is made by ``page``.

A page has its rule beside its address. The door takes a request only from a signed-in person,
opens the act, asks the rule, and hands the view what it needs; what the view refuses, cannot find
or finds overtaken becomes a page written for people, and one line in the log, whatever happens.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, cast
from uuid import UUID

from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.auth import logout
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseRedirect
from django.template.response import SimpleTemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode

from sightline.service.access import answers, sessions
from sightline.service.access.asking import Ask
from sightline.service.access.downloading import Download
from sightline.service.access.models import Person
from sightline.service.access.notes import note_fault, note_refusal
from sightline.service.access.reading import Basis
from sightline.service.access.viewer import viewer_of
from sightline.service.files import members
from sightline.service.ledger import clock
from sightline.service.ledger.acts import Act, act
from sightline.service.ledger.asked import asked_once
from sightline.service.ledger.failures import NotFound, Refused, Stale
from sightline.service.ledger.row_security import tell_about, tell_database

View = Callable[..., HttpResponseBase]
Check = Callable[..., Basis | None]


@dataclass(frozen=True, slots=True)
class Page:
    """What an address of the service leads to. ``check(viewer, **kwargs)`` is its rule."""

    view: View
    name: str
    check: Check
    dangerous: bool = False
    takes: int = 0


def page(
    route: str,
    view: View,
    *,
    name: str,
    check: Check,
    dangerous: bool = False,
    takes: int = 0,
) -> URLPattern:
    """The address of a page.

    ``route``: as Django's ``path`` has it; it may hold identifiers and nothing else of a file.
    ``view``: given an ``Ask`` and the route's arguments. ``name``: what the log calls it.
    ``check``: the rule; it raises Refused or NotFound, and gives the basis where the page is about
    one file. ``dangerous``: the password must have been given in the last five minutes.
    ``takes``: the most bytes of a file that is sent to it; to other pages no file is sent.
    """
    made = Page(view, name, check, dangerous, takes)

    def opened(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        return _answer(made, request, kwargs)

    opened.page = made  # type: ignore[attr-defined]
    return path(route, opened, name=name)


def _answer(made: Page, request: HttpRequest, kwargs: dict[str, Any]) -> HttpResponseBase:
    if not request.user.is_authenticated:
        return _redirect(request, "account_login")
    if sessions.needs_second_factor(request):
        note_refusal(request.user.pk, made.name, "The second factor was not shown.")
        return _redirect(request, "mfa_activate_totp")
    if made.dangerous and not sessions.gave_password_lately(request):
        note_refusal(request.user.pk, made.name, "The password was asked for again.")
        # allauth keeps what was sent, asks, and goes on with it.
        raise ReauthenticationRequired
    asks: list[Ask] = []
    try:
        with act(person=request.user.pk, route=made.name, about=kwargs.get("file")) as by:
            asks.append(_ask(request, by))
            with asked_once(shows=request.method in ("GET", "HEAD")):
                return _whole(_view(made, asks[0], kwargs))
    except Refused as refusal:
        if not asks:
            # Refused before any rule was asked: they hold no post, and stay signed in no longer.
            logout(request)
        return answers.refused(request, str(refusal))
    except NotFound:
        return answers.not_found(request)
    except Stale as stale:
        return _overtaken(asks[0], stale)
    except (SuspiciousOperation, MultiPartParserError, BadRequest):
        return answers.bad_request(request)
    except Exception as error:
        return answers.failed(request, reference=note_fault(made.name, error))


def _ask(request: HttpRequest, by: Act) -> Ask:
    now, person = clock.now(), cast(Person, request.user)
    # Django has read the person in this request, and asked whether they are active.
    viewer = viewer_of(person.pk, now, person)
    if not viewer.posts:
        raise Refused(answers.NO_POST)
    agencies = {post.agency for post in viewer.posts}
    by.agency = agencies.pop() if len(agencies) == 1 else None
    request.viewer = viewer  # type: ignore[attr-defined]
    return Ask(request, viewer, by, now)


def _view(made: Page, ask: Ask, kwargs: dict[str, Any]) -> HttpResponseBase:
    asked: UUID | None = kwargs.get("file")
    group: tuple[UUID, ...] = ()
    if asked is not None:
        # Files that are joined are read on one of them, with all that stands on the others.
        group = members.group_of(asked)
        kwargs["file"] = group[0]
        if len(group) > 1:
            tell_about(*group)
    ask.basis = made.check(ask.viewer, **kwargs)
    if ask.basis is not None:
        ask.by.agency = ask.basis.agency
        for file in group if ask.basis.file in group else (ask.basis.file,):
            ask.by.saw(file, ask.basis.sort)
    if asked != kwargs.get("file") and ask.request.method in ("GET", "HEAD"):
        return HttpResponseRedirect(reverse(made.name, kwargs=kwargs))
    return made.view(ask, **kwargs)


def _whole(response: HttpResponseBase) -> HttpResponseBase:
    """The response made whole while the act is open: nothing is read after it.

    But a file from the store, which is open by now and is all that is read (``downloading``).
    """
    if response.streaming and not isinstance(response, Download):
        raise TypeError("A page may not stream: it would read when its act is over.")
    if isinstance(response, SimpleTemplateResponse):
        response.render()
    return response


def _overtaken(ask: Ask, stale: Stale) -> HttpResponse:
    if ask.if_stale is None:
        return answers.overtaken(ask.request)
    # The act is rolled back and its line written; what is shown now is read beside it.
    with transaction.atomic():
        tell_database(ask.viewer.person)
        response = ask.if_stale(stale)
    response.status_code = HTTPStatus.CONFLICT
    return response


def _redirect(request: HttpRequest, name: str) -> HttpResponse:
    """To the entrance, and from there back to the page that was asked for."""
    return HttpResponseRedirect(f"{reverse(name)}?{urlencode({'next': request.path})}")
