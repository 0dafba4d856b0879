"""What can be told of somebody: names, identifiers, addresses and particulars, and their forms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from sightline.service.casework import people
from sightline.service.casework.said import day_said
from sightline.service.files.entries import BadEntry
from sightline.service.files.models import Address, Identifier, Name, Particulars, PersonFact
from sightline.service.ui.forms import DayField, Form


class ToldForm(Form):
    """What all of these are asked."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def add_faults(self, bad: BadEntry) -> None:
        """Put each fault beside its field."""
        for name, sentence in bad.faults.items():
            self.add_error(name if name in self.fields else None, sentence)


class DatedForm(ToldForm):
    """What holds from a day until a day."""

    from_on = DayField(label="From", required=False)
    until_on = DayField(label="Until", required=False, help_text="The first day it no longer held.")


class NameForm(DatedForm):
    """A name."""

    use = forms.ChoiceField(label="What the name is", choices=Name.Use.choices)
    given = forms.CharField(label="Given names", required=False)
    family = forms.CharField(label="Family name", required=False)
    field_order = ("seen", "use", "given", "family", "from_on", "until_on")


class IdentifierForm(DatedForm):
    """A number by which somebody else knows them."""

    scheme = forms.CharField(label="Whose number", help_text="For example, NHS")
    value = forms.CharField(label="Number")
    field_order = ("seen", "scheme", "value", "from_on", "until_on")


class AddressForm(DatedForm):
    """Where they live or are kept."""

    lines = forms.CharField(label="Address", widget=forms.Textarea)
    postcode = forms.CharField(label="Postcode", required=False)
    field_order = ("seen", "lines", "postcode", "from_on", "until_on")


class ParticularsForm(ToldForm):
    """What duties ask of them."""

    born_on = DayField(label="Date of birth", required=False)
    place = forms.CharField(label="Area", required=False)


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort of thing that is known of somebody. ``said``: one of it in words."""

    name: str
    title: str
    model: type[PersonFact]
    form: type[ToldForm]
    said: Callable[[Any], str]


def _particulars_said(row: Particulars) -> str:
    born = "date of birth not recorded"
    if row.born_on is not None:
        born = f"born {day_said(row.born_on)}"
    elif row.salt is None:
        born = "date of birth erased"
    return f"{born}, area {row.place or 'not recorded'}"


SORTS: Mapping[str, Sort] = {
    sort.name: sort
    for sort in (
        Sort(
            "name",
            "Name",
            Name,
            NameForm,
            lambda row: f"{row.get_use_display()}: {people.full_name(row) or 'erased'}",
        ),
        Sort(
            "identifier",
            "Identifier",
            Identifier,
            IdentifierForm,
            lambda row: f"{row.scheme}: {row.value or 'erased'}",
        ),
        Sort(
            "address",
            "Address",
            Address,
            AddressForm,
            lambda row: ", ".join(people.address_lines(row)) or "erased",
        ),
        Sort("particulars", "Birth and area", Particulars, ParticularsForm, _particulars_said),
    )
}
