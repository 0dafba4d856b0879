"""The OpenID Connect provider, as allauth finds it: its identity token read with nothing skipped.

allauth leaves the token's signature unread where it fetched the token itself, and sends no nonce.
Here the signature is always verified, and the token must carry the nonce of this very sign-in.
"""

from __future__ import annotations

import secrets
from typing import Any

from allauth.socialaccount.models import SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

NEEDED = ("sub", "exp", "nonce")
"""Claims without which no token is taken, beside the one that people are linked by. Issuer and
audience are compared by allauth."""


def linked_by() -> str:
    """The claim whose value an access administrator links a person to."""
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    claim: str = app["settings"].get("uid_field", "sub")
    return claim


class TokenReader(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """Reads what comes back from the provider, of which there is one."""

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        return request.build_absolute_uri(reverse("openid_connect_callback"))

    def complete_login(
        self, request: HttpRequest, app: Any, token: SocialToken, **kwargs: Any
    ) -> SocialLogin:
        """Who the token says it is. Raises OAuth2Error for a token that is not good."""
        # allauth skips the signature where this is set.
        self.did_fetch_access_token = False
        try:
            claims = self._decode_id_token(app, kwargs["response"]["id_token"])
        except (KeyError, TypeError, ValueError) as error:
            raise OAuth2Error("The identity token cannot be read.") from error
        if any(not claims.get(name) for name in (*NEEDED, linked_by())):
            raise OAuth2Error("The identity token lacks a claim.")
        login = self.get_provider().sociallogin_from_response(request, {"id_token": claims})
        login.claims = claims
        return login


class Provider(OpenIDConnectProvider):  # type: ignore[misc]
    """Sends people to the provider with a nonce, and keeps nothing of what it says of them."""

    oauth2_adapter_class = TokenReader

    def redirect(
        self,
        request: HttpRequest,
        process: str,
        next_url: str | None = None,
        data: Any = None,
        **kwargs: Any,
    ) -> HttpResponse:
        nonce = secrets.token_urlsafe(32)
        kwargs["auth_params"] = {**(kwargs.get("auth_params") or {}), "nonce": nonce}
        # allauth keeps what it is given here beside the state, in the session.
        answer: HttpResponse = super().redirect(
            request, process, next_url, data, nonce=nonce, **kwargs
        )
        return answer

    def extract_extra_data(self, data: Any) -> dict[str, Any]:
        return {}


provider_classes = [Provider]
