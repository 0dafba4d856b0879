"""Fields that granting a post and making an agreement share, and the form that ends either."""

from __future__ import annotations

from datetime import date
from typing import Final

from django import forms

from sightline.service.access.models import Ending
from sightline.service.ui.forms import DayField, Form
from sightline.service.ui.wording import CANNOT_BE_ERASED

SENSITIVE: Final = [("h", "Health"), ("v", "About victims"), ("p", "Of the police")]


class GrantForm(Form):
    """From when until when, which sensitive fields, and why."""

    sensitivities = forms.MultipleChoiceField(
        choices=SENSITIVE,
        required=False,
        label="Sensitive fields that it opens",
        help_text="Only what the work needs. Without a tick, sensitive fields stay closed.",
    )
    from_on = DayField(label="First day")
    until_on = DayField(
        required=False,
        label="Last day",
        help_text="Where it is known. Without one it holds until somebody ends it.",
    )
    reason = forms.CharField(
        widget=forms.Textarea,
        max_length=300,
        label="Reason, for whoever decides it",
        help_text=CANNOT_BE_ERASED,
    )

    def clean_sensitivities(self) -> str:
        given: list[str] = self.cleaned_data["sensitivities"]
        return "".join(letter for letter, _ in SENSITIVE if letter in given)


class EndForm(Form):
    """When something that was granted ends, and why."""

    on = DayField(label="Last day", help_text="Yesterday ends it at once.")
    reason = forms.CharField(
        widget=forms.Textarea, max_length=300, label="Reason", help_text=CANNOT_BE_ERASED
    )


def state_on(
    today: date, from_on: date, until_on: date | None, ending: Ending | None
) -> tuple[str, date | None]:
    """``To come``, ``Held`` or ``Ended``, and the last day where there is one."""
    lasts = [day for day in (until_on, None if ending is None else ending.on) if day is not None]
    last = min(lasts, default=None)
    if last is not None and (last < today or last < from_on):
        return "Ended", last
    return ("To come" if from_on > today else "Held"), last
