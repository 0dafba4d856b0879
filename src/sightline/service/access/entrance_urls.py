"""Where the open routes are. A test holds that there are no others."""

from __future__ import annotations

from allauth.account.views import logout, reauthenticate
from allauth.mfa.base.views import authenticate
from allauth.mfa.base.views import reauthenticate as reauthenticate_by_code
from django.urls import URLPattern, path
from django.views.generic import TemplateView

from sightline.service.access import entrance

_cancelled = TemplateView.as_view(template_name="access/not_from_elsewhere.jinja")

urlpatterns: list[URLPattern] = [
    path("sign-in", entrance.SignIn.as_view(), name="account_login"),
    path("sign-in/code", authenticate, name="mfa_authenticate"),
    path("sign-in/password-again", reauthenticate, name="account_reauthenticate"),
    path("sign-in/code-again", reauthenticate_by_code, name="mfa_reauthenticate"),
    path("sign-out", logout, name="account_logout"),
    path("own-sign-in", entrance.OwnSignIn.as_view(), name="mfa_index"),
    path("own-sign-in/password", entrance.ChangePassword.as_view(), name="change_password"),
    path("own-sign-in/second-factor", entrance.SetUp.as_view(), name="mfa_activate_totp"),
    path(
        "own-sign-in/second-factor/take-away",
        entrance.TakeAway.as_view(),
        name="mfa_deactivate_totp",
    ),
    path(
        "own-sign-in/recovery-codes",
        entrance.RecoveryCodes.as_view(),
        name="mfa_view_recovery_codes",
    ),
    path(
        "own-sign-in/recovery-codes/new",
        entrance.NewRecoveryCodes.as_view(),
        name="mfa_generate_recovery_codes",
    ),
    path("set-password/<uidb64>/<token>", entrance.SetPassword.as_view(), name="set_password"),
    path("sign-in/elsewhere", entrance.go_elsewhere, name="openid_connect_login"),
    path("sign-in/elsewhere/back", entrance.back_from_elsewhere, name="openid_connect_callback"),
    path("sign-in/elsewhere/cancelled", _cancelled, name="socialaccount_login_cancelled"),
]
