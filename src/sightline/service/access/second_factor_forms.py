"""The forms that take a code: limited like the password, and no code is taken twice.

allauth remembers used codes in the memory of one process, for one step, and so would take a code
again in another process or a step later; here the step of the last code is kept with the secret.
"""

from __future__ import annotations

from typing import Any

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from axes.handlers.proxy import AxesProxyHandler
from django.core.exceptions import ValidationError
from django.db import transaction

from sightline.service.access.signing_in import note_failure
from sightline.service.access.signing_in_forms import say

_CODE = "Code"


class _Limited(BaseAuthenticateForm):  # type: ignore[misc]
    """A code from the app, or a recovery code. Wrong ones count with wrong passwords."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, code=_CODE)

    def clean_code(self) -> str:
        request, login = context.request, {"email": self.user.email.lower()}
        if not AxesProxyHandler.is_allowed(request, login):
            request.axes_locked_out = True
            note_failure(request, self.user)
            raise get_adapter().validation_error("incorrect_code")
        try:
            code: str = super().clean_code()
            if self.authenticator.type == Authenticator.Type.TOTP:
                use_once(self.authenticator, code)
        except ValidationError:
            AxesProxyHandler.user_login_failed(__name__, credentials=login, request=request)
            note_failure(request, self.user)
            raise
        return code


class CodeForm(_Limited, AuthenticateForm):  # type: ignore[misc]
    """The code at sign-in."""


class CodeAgainForm(_Limited, ReauthenticateForm):  # type: ignore[misc]
    """The code of somebody without a password, before a dangerous act."""


class FirstCodeForm(ActivateTOTPForm):  # type: ignore[misc]
    """The code that shows that the app has the secret."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, code="Code from the app")


def use_once(authenticator: Authenticator, code: str) -> None:
    """Remember the code's step. Raises ValidationError for it and for every earlier one."""
    with transaction.atomic():
        locked = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
        secret = get_adapter().decrypt(locked.data["secret"])
        step = _step(secret, code)
        if step is None or step <= locked.data.get("step", -1):
            raise get_adapter().validation_error("incorrect_code")
        locked.data["step"] = step
        locked.save(update_fields=["data"])


def _step(secret: str, code: str) -> int | None:
    """The last step whose code this is, among those that are good now."""
    digits = "".join(one for one in code if one.isdigit())
    good = [n for n in yield_hotp_counters_from_time() if _code(secret, n) == digits]
    return max(good, default=None)


def _code(secret: str, step: int) -> str:
    return str(format_hotp_value(hotp_value(secret, step)))
