"""Signing in with an account of one's own organisation (OpenID Connect).

It lets in people who are here already and creates nobody: whoever an access administrator has
linked to the provider's subject, or whose verified address is the login of an active person.
"""

from __future__ import annotations

import secrets
from typing import Any, NoReturn

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base.constants import AuthProcess
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sightline.service.access.models import Person
from sightline.service.access.notes import note_refusal
from sightline.service.access.signing_in import SIGN_IN, person_called

PROVIDER = "elsewhere"


class Adapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Decides who somebody is that the provider vouches for."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find the person. Whoever is not one of ours is told no more than that."""
        state, claims = sociallogin.state, sociallogin.claims
        if state.get("process") != AuthProcess.LOGIN:
            # allauth would link the account to whoever is signed in: an administrator's decision.
            _refuse(request, None, "An account elsewhere cannot be linked by its owner.")
        if not secrets.compare_digest(str(claims["nonce"]), str(state.get("nonce", ""))):
            _refuse(request, None, "The identity token is of another sign-in.")
        person = sociallogin.user if sociallogin.account.pk else _by_address(claims)
        if person is None or not person.is_active:
            _refuse(request, person, "No active person has this account elsewhere.")
        sociallogin.user = person

    def on_authentication_error(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """The provider refused, or what it sent is not good; allauth has shown why to nobody."""
        _refuse(request, None, "Signing in elsewhere failed.")

    def unreachable(self, request: HttpRequest) -> HttpResponse:
        """The provider cannot be reached."""
        note_refusal(None, SIGN_IN, "The provider elsewhere cannot be reached.")
        return render(request, "access/not_from_elsewhere.jinja", status=503)


def _by_address(claims: dict[str, Any]) -> Person | None:
    # Some providers send the word "false", which is true to a careless reader.
    verified = claims.get("email_verified") is True
    return person_called(str(claims["email"])) if verified and claims.get("email") else None


def _refuse(request: HttpRequest, person: Person | None, sentence: str) -> NoReturn:
    note_refusal(None if person is None else person.pk, SIGN_IN, sentence)
    raise ImmediateHttpResponse(render(request, "access/not_from_elsewhere.jinja", status=403))
