"""How long somebody stays signed in, and what their session has shown so far.

A session ends thirty minutes after it was last used and ten hours after it began, whichever comes
first. It ends everywhere when the person is made inactive (Django asks at each request), when
their password changes (Django keeps its hash with the session), and when they hold no post any
more (the door asks).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.logout import logout
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

IDLE: Final = timedelta(minutes=30)
LONGEST: Final = timedelta(hours=10)
FRESH: Final = timedelta(minutes=5)
"""How long a password counts as just given."""

_BEGAN, _SEEN = "began", "seen"
_NOTED_EVERY: Final = timedelta(minutes=1)
"""A session is written at most this often merely because it was used."""


def begin(request: HttpRequest) -> None:
    """Start the clocks of a session that has just been signed in to."""
    now = timezone.now().isoformat()
    request.session[_BEGAN] = request.session[_SEEN] = now


def limits(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware that signs out whoever has been away or signed in for too long."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            now = timezone.now()
            if _BEGAN not in request.session:
                begin(request)
            elif _is_over(request, now):
                logout(request)
            elif now - _time(request, _SEEN) >= _NOTED_EVERY:
                request.session[_SEEN] = now.isoformat()
        return get_response(request)

    return answer


def gave_password_lately(request: HttpRequest) -> bool:
    """Whether the password, or for whoever has none the second factor, was given just now."""
    user = request.user
    if not user.is_authenticated:
        return False
    wanted = "password" if user.has_usable_password() else "mfa"
    since = timezone.now().timestamp() - FRESH.total_seconds()
    return any(one["at"] > since for one in _shown(request, wanted))


def has_shown_second_factor(request: HttpRequest) -> bool:
    """Whether this very session has shown it: not merely that the person has one."""
    return bool(_shown(request, "mfa"))


def needs_second_factor(request: HttpRequest) -> bool:
    """Whether this session must not go on without it. The demo's people have none."""
    return not settings.DEMO and not has_shown_second_factor(request)


def _shown(request: HttpRequest, method: str) -> list[dict[str, float]]:
    records = get_authentication_records(request, request.user)
    return [one for one in records if one["method"] == method]


def _is_over(request: HttpRequest, now: datetime) -> bool:
    return now - _time(request, _BEGAN) >= LONGEST or now - _time(request, _SEEN) >= IDLE


def _time(request: HttpRequest, key: str) -> datetime:
    return datetime.fromisoformat(request.session[key])
