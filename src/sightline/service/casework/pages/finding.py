"""Finding a child or an adult by name, birth or number, among the files that are open.

What is typed is sent and never put into an address, and nothing of it is kept: the log says which
files were shown.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse

from sightline.service.access import policy
from sightline.service.access.asking import Ask
from sightline.service.casework.beside import Beside, beside
from sightline.service.casework.pages.showing import show
from sightline.service.files import finding
from sightline.service.files.models import Subject
from sightline.service.files.search_keys import Sought
from sightline.service.ui.days import TypedDay, Unreadable, read_day
from sightline.service.ui.forms import Form


class FindForm(Form):
    """Whom to look for: any of these."""

    name = forms.CharField(
        label="Name",
        required=False,
        max_length=200,
        help_text="As much of it as you know, in any order. It may be a former name.",
    )
    born = forms.CharField(
        label="Date or year of birth",
        required=False,
        max_length=40,
        help_text="For example 27 3 2010, or 2010.",
    )
    number = forms.CharField(
        label="Number",
        required=False,
        max_length=120,
        help_text="Any number by which a system knows them, such as an NHS number.",
    )

    def clean_born(self) -> date | int | None:
        """A day, or a year alone."""
        typed = self.cleaned_data["born"].strip()
        if not typed:
            return None
        if re.fullmatch(r"(19|20)[0-9]{2}", typed):
            return int(typed)
        parts = re.split(r"[^0-9A-Za-z]+", typed)
        try:
            if len(parts) != 3:
                raise Unreadable((), "must include a day, a month and a year")
            return read_day(TypedDay(*parts))
        except Unreadable as fault:
            raise forms.ValidationError(
                "Enter the date of birth as day, month and year, such as 27 3 2010, or the year."
            ) from fault

    def clean(self) -> dict[str, Any]:
        """Something is asked for."""
        if not self.errors and self.sought().is_empty:
            raise forms.ValidationError("Enter a name, a date of birth or a number.")
        return self.cleaned_data

    def sought(self) -> Sought:
        """What was typed."""
        typed = self.cleaned_data
        born = typed.get("born")
        return Sought(
            name=typed.get("name", ""),
            born_on=born if isinstance(born, date) else None,
            year=born if isinstance(born, int) else None,
            number=typed.get("number", ""),
        )


def find(ask: Ask) -> HttpResponse:
    """The form, and below it who was found."""
    form = FindForm(ask.request.POST if ask.request.method == "POST" else None)
    is_asked = form.is_bound and form.is_valid()
    found = found_by(ask, form.sought()) if is_asked else []
    return show(
        ask,
        "find",
        title="Find a child or adult",
        form=form,
        submit="Find",
        is_asked=is_asked,
        found=found,
        most=finding.MOST,
        can_open=reverse("open-file") if policy.can(policy.check_open_file, ask.viewer) else "",
    )


def found_by(ask: Ask, sought: Sought, kept_on: str = "") -> list[Beside]:
    """Who may be meant, of those whose files are open to the person.

    ``kept_on``: children or adults alone.
    """
    types = [kept_on] if kept_on else finding.PEOPLE
    among = Subject.objects.filter(policy.visible_to(ask.viewer), type__in=types)
    found = finding.find(sought, among)
    # The leading one of files that are joined is open wherever another of them is; but to whoever
    # has another alone, because they opened it or broke its glass.
    unsure = [one.file for one in found if not one.is_among]
    open_to = policy.bases_for(ask.viewer, unsure) if unsure else {}
    shown = [one for one in found if one.is_among or one.file in open_to]
    for one in shown:
        ask.by.saw(one.file, "list")
    return beside(ask.viewer, [(one.file, one.why) for one in shown])
