"""The open routes: signing in, proving oneself again, and one's own means of signing in.

They are allauth's and Django's views, in our templates, each with a line in the log. They show and
change nothing but the sign-in of whoever is there, so they need no rule of the policy.
"""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.logout import logout
from allauth.account.views import LoginView
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.base.views import IndexView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.utils import is_mfa_enabled
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.auth.views import PasswordResetConfirmView
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.http.response import HttpResponseRedirect
from django.urls import reverse, reverse_lazy
from django.utils.safestring import mark_safe
from django.views.generic.edit import FormView

from sightline.service.access import sessions
from sightline.service.access.models import Person
from sightline.service.access.notes import note_act
from sightline.service.access.provider import TokenReader
from sightline.service.access.second_factor_forms import use_once
from sightline.service.access.signing_in_elsewhere import PROVIDER, Adapter
from sightline.service.access.signing_in_forms import NewPasswordForm

OWN_SIGN_IN = "own sign-in"


class _Own(LoginRequiredMixin):
    """Not for a session that has yet to show the second factor that its person has.

    Such a session knows the password only; it must not take the second factor away.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        has_one = is_mfa_enabled(request.user, [Authenticator.Type.TOTP])
        if has_one and not sessions.has_shown_second_factor(request):
            logout(request)
        return super().dispatch(request, *args, **kwargs)


class SignIn(LoginView):  # type: ignore[misc]
    """Email address and password, or a button that leads elsewhere."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        elsewhere = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
        name = elsewhere[0]["name"] if elsewhere else ""
        return {**super().get_context_data(**kwargs), "elsewhere": name}


class OwnSignIn(_Own, IndexView):  # type: ignore[misc]
    """By what I sign in."""


class SetUp(_Own, ActivateTOTPView):  # type: ignore[misc]
    """Setting up the second factor; the session counts as having shown it."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = super().get_context_data(**kwargs)
        secret = found["form"].secret
        key = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
        # The drawing is the library's, of a key that we made.
        return {**found, "key": key, "square": mark_safe(found["totp_svg"].partition("?>")[2])}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        user = self.request.user
        made = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
        use_once(made, form.cleaned_data["code"])
        record_authentication(self.request, user, "mfa", id=made.pk, type=made.type)
        note_act(user.pk, OWN_SIGN_IN, "set up the second factor")
        return response


class TakeAway(_Own, DeactivateTOTPView):  # type: ignore[misc]
    """Taking the second factor away, to set up another one."""

    def form_valid(self, form: BaseForm) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        note_act(self.request.user.pk, OWN_SIGN_IN, "took the second factor away")
        return response


class RecoveryCodes(_Own, ViewRecoveryCodesView):  # type: ignore[misc]
    """The recovery codes: shown once."""


class NewRecoveryCodes(_Own, GenerateRecoveryCodesView):  # type: ignore[misc]
    """Making new recovery codes in place of the old."""

    def form_valid(self, form: BaseForm) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        note_act(self.request.user.pk, OWN_SIGN_IN, "made new recovery codes")
        return response


class ChangePassword(_Own, FormView):  # type: ignore[type-arg]
    """A new password for oneself; every other session of one's own ends."""

    template_name = "access/change_password.jinja"
    form_class = NewPasswordForm
    success_url = reverse_lazy("mfa_index")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not sessions.gave_password_lately(request):
            raise ReauthenticationRequired
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        user = form.save()  # type: ignore[attr-defined]
        update_session_auth_hash(self.request, user)
        note_act(user.pk, OWN_SIGN_IN, "changed the password")
        return super().form_valid(form)


class SetPassword(PasswordResetConfirmView):
    """Setting a password by the link that an access administrator hands over.

    Django moves the token from the address into the session, so that it stays in no history.
    """

    template_name = "access/set_password.jinja"
    form_class = NewPasswordForm
    success_url = reverse_lazy("account_login")

    def get_user(self, uidb64: str) -> Person | None:
        person = super().get_user(uidb64)
        return person if person is not None and person.is_active else None

    def form_valid(self, form: SetPasswordForm[Person]) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        note_act(form.user.pk, OWN_SIGN_IN, "set a password by a link")
        return response


def go_elsewhere(request: HttpRequest) -> HttpResponseBase:
    """To the OpenID Connect provider, by a form: no link can sign anybody in."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("account_login"))
    return _elsewhere(request, OAuth2LoginView)


def back_from_elsewhere(request: HttpRequest) -> HttpResponseBase:
    """What the provider sends people back with."""
    return _elsewhere(request, OAuth2CallbackView)


def _elsewhere(request: HttpRequest, view: Any) -> HttpResponseBase:
    try:
        answer: HttpResponseBase = view.adapter_view(TokenReader(request, PROVIDER))(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    except OSError:  # as which every failure of a request ends
        return Adapter(request).unreachable(request)
    return answer
