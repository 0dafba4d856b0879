"""The form by which a chronology is chosen, and the same choice in an address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.http import urlencode

from sightline.service.casework.choices import Choice
from sightline.service.casework.chronology.asked import Asked, moment_of_knowledge
from sightline.service.casework.chronology.facts import There
from sightline.service.casework.kinds import kind_id
from sightline.service.casework.said import Named
from sightline.service.files.standard import standard
from sightline.service.ui.forms import DayAndTime, DayField, Form, MomentField

SHOWN, ORDERS, VIEWS = ("significant", "all"), ("newest", "oldest"), ("then", "hindsight")
"""The first of each holds where nothing is said."""


class Choose(Form):
    """Which events, and as known at which moment."""

    kind = forms.ChoiceField(label="Kind of record", required=False)
    agency = forms.ChoiceField(label="Agency", required=False)
    person = forms.ChoiceField(label="Who is named", required=False)
    first = DayField(label="From", required=False)
    last = DayField(label="Until", required=False)
    known = MomentField(
        label="As known at",
        required=False,
        help_text="A past day, with a time or at its end. Leave it empty for what is known now.",
    )
    view = forms.ChoiceField(
        label="What was not known then",
        required=False,
        choices=[
            ("then", "Is left out: as known then"),
            ("hindsight", "Is shown and marked: with hindsight"),
        ],
        widget=forms.RadioSelect,
    )
    show = forms.ChoiceField(
        required=False, choices=[(s, s) for s in SHOWN], widget=forms.HiddenInput
    )
    order = forms.ChoiceField(
        required=False, choices=[(o, o) for o in ORDERS], widget=forms.HiddenInput
    )

    def __init__(self, there: There, called: Named, now: datetime, data: QueryDict) -> None:
        # A radio has no state in which nothing is chosen.
        given = data.copy()
        for name, first in (("view", VIEWS[0]), ("show", SHOWN[0]), ("order", ORDERS[0])):
            given.setdefault(name, first)
        super().__init__(data=given)
        self.now = now
        self.kinds = {str(kind_id(kind)): kind for kind in there.kinds}
        kinds = [(id_, _title(kind)) for id_, kind in self.kinds.items()]
        agencies = [(str(id_), called[id_]) for id_ in there.agencies]
        people = [(str(id_), called[id_]) for id_ in there.people if id_ in called.called]
        self._offer("kind", "All kinds", kinds)
        self._offer("agency", "All agencies", agencies)
        self._offer("person", "Anybody", people)

    def _offer(self, name: str, all_of_them: str, choices: Sequence[Choice]) -> None:
        field: Any = self.fields[name]
        field.choices = [("", all_of_them), *sorted(choices, key=lambda one: one[1].casefold())]

    def clean_known(self) -> datetime | None:
        """The moment of knowledge; None where it is not past."""
        said: DayAndTime | None = self.cleaned_data["known"]
        if said is None:
            return None
        at = moment_of_knowledge(said)
        if at > self.now:
            if said.time is None and moment_of_knowledge(DayAndTime(said.day)) > self.now:
                raise ValidationError("Choose a day before today, or a time that is past.")
            raise ValidationError("Choose a time that is past.")
        return at

    def clean(self) -> dict[str, Any]:
        """From is not after Until."""
        said = super().clean() or {}
        first, last = said.get("first"), said.get("last")
        if first is not None and last is not None and last < first:
            self.add_error("last", "Until must not be before From.")
        return said

    def asked(self) -> Asked:
        """What was chosen; what could not be read is told as an error, and leaves nothing out."""
        self.is_valid()
        said = self.cleaned_data
        return Asked(
            known_at=said.get("known"),
            hindsight=bool(said.get("known")) and said.get("view") == "hindsight",
            significant=said.get("show") != "all",
            newest_first=said.get("order") != "oldest",
            kind=self.kinds.get(said.get("kind", ""), ""),
            agency=_id(said.get("agency")),
            person=_id(said.get("person")),
            first=said.get("first"),
            last=said.get("last"),
        )


def _title(kind: str) -> str:
    declared = standard().kinds.get(kind)
    return kind if declared is None else declared.title


def _id(text: str | None) -> UUID | None:
    return UUID(text) if text else None


NAMES = (
    "kind", "agency", "person", "first-day", "first-month", "first-year", "last-day", "last-month",
    "last-year", "known-day", "known-month", "known-year", "known-time", "view", "show", "order",
)  # fmt: skip
"""What the form is sent as."""


@dataclass(frozen=True, slots=True)
class Link:
    """One of two ways to see the same. ``current``: it is seen so."""

    text: str
    href: str
    current: bool


def sent(choose: Choose) -> dict[str, str]:
    """The choice as a form would send it, without what could not be read: none of it comes back."""
    said = {name: str(choose.data.get(name, "")) for name in NAMES}
    return {
        name: value
        for name, value in said.items()
        if value and name.partition("-")[0] not in choose.errors
    }


def kept(choose: Choose, **changes: str) -> str:
    """The choice as the rest of an address, with some of it changed."""
    return f"?{urlencode(sent(choose) | changes)}"


def links(choose: Choose, asked: Asked) -> list[list[Link]]:
    """The choices of one click: what is shown, in which order, and with or without hindsight."""
    found = [
        [
            Link("Significant events", kept(choose, show="significant"), asked.significant),
            Link("Everything", kept(choose, show="all"), not asked.significant),
        ],
        [
            Link("Newest first", kept(choose, order="newest"), asked.newest_first),
            Link("Oldest first", kept(choose, order="oldest"), not asked.newest_first),
        ],
    ]
    if asked.known_at is not None:
        found.append(
            [
                Link("As known then", kept(choose, view="then"), not asked.hindsight),
                Link("With hindsight", kept(choose, view="hindsight"), asked.hindsight),
            ]
        )
    return found
