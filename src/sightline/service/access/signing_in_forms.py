"""allauth's forms in our words and with our errors."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm, ReauthenticateForm
from django.contrib.auth.forms import SetPasswordForm
from django.forms import BaseForm

from sightline.service.ui.wording import say_what_to_do


class SignInForm(LoginForm):  # type: ignore[misc]
    """Email address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, login="Email address", password="Password")


class PasswordAgainForm(ReauthenticateForm):  # type: ignore[misc]
    """The password alone, of whoever is signed in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, password="Password")


class NewPasswordForm(SetPasswordForm):  # type: ignore[type-arg]
    """A new password, twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, new_password1="New password", new_password2="New password again")
        self.fields[
            "new_password1"
        ].help_text = "At least 12 characters. Three words that do not belong together are good."


def say(form: BaseForm, **labels: str) -> None:
    """Give fields our labels, no placeholders and no help of the library's, and our errors."""
    for name, label in labels.items():
        field = form.fields[name]
        field.label = label
        field.help_text = ""
        field.widget.attrs.pop("placeholder", None)
    say_what_to_do(form)
