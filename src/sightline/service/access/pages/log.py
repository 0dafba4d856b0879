"""The log: one person's day, who has looked at a file, refusals and errors, and one's own lines.

It shows that a file was looked at and by whom, never what is on it. A file is called by its name
only where it is open to whoever reads the log.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern

from sightline.reporting.told.words import any_of, titled
from sightline.service.access import policy
from sightline.service.access.asking import Ask
from sightline.service.access.door import page
from sightline.service.access.models import Agency, Person
from sightline.service.access.pages.people import person_called
from sightline.service.access.pages.shown import page_of, same_for_all, sent, show
from sightline.service.files.naming import names
from sightline.service.ledger.models import LogLine, Outcome
from sightline.service.ledger.reading import day_of, lookers
from sightline.service.ui.forms import DayField, Form

OWN_LOG = "own log"
"""The basis on which a file is named to somebody who reads what they themselves looked at."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the log. ``files``: each with its name; '' where it is not open to the reader."""

    at: datetime
    person: UUID | None
    page: str
    acts: str
    outcome: str
    reason: str
    files: tuple[tuple[UUID, str, str], ...]


class DayForm(Form):
    """Which day's lines are shown."""

    on = DayField(label="Day", required=False)


class FileForm(Form):
    """Which file's lookers are shown. Sent in the body; a number names nobody by itself."""

    file = forms.UUIDField(
        label="Number of the file",
        help_text="The last part of the file's address, or as a line of the log has it.",
        error_messages={"invalid": "Enter the number of the file as it stands in its address"},
    )


def own(ask: Ask) -> HttpResponse:
    """What I have looked at and done, the latest first."""
    mine = LogLine.objects.filter(by=ask.viewer.person).order_by("-day", "-position")
    listed = page_of(ask, mine)
    return show(ask, "log/own", page=listed, lines=_lines(ask, listed))


def refusals(ask: Ask) -> HttpResponse:
    """What was refused, not found, overtaken or failed, the latest first."""
    found = LogLine.objects.exclude(outcome=Outcome.DONE).order_by("-day", "-received_at", "pk")
    listed = page_of(ask, found)
    people = names_of(line.by for line in listed)
    return show(ask, "log/refusals", page=listed, lines=_lines(ask, listed), people=people)


def of_person(ask: Ask, person: UUID) -> HttpResponse:
    """What one person did on a day, in order."""
    found = person_called(person)
    return _day(ask, person, found.name)


def of_machine(ask: Ask) -> HttpResponse:
    """What the machine did on a day, and sign-ins of nobody known that failed."""
    return _day(ask, None, "the machine")


def _day(ask: Ask, person: UUID | None, called: str) -> HttpResponse:
    form = DayForm(ask.request.GET if _asks_for_a_day(ask) else None)
    day = ask.viewer.today
    if form.is_valid():
        day = form.cleaned_data["on"] or day
    elif not form.is_bound:
        form = DayForm(initial={"on": day})
    listed = page_of(ask, day_of(person, day))
    return show(
        ask,
        "log/day",
        page=listed,
        lines=_lines(ask, listed),
        form=form,
        day=day,
        person=person,
        called=called,
    )


def _asks_for_a_day(ask: Ask) -> bool:
    return any(name.startswith("on-") for name in ask.request.GET)


def find_file(ask: Ask) -> HttpResponse:
    """The number of a file, whose lookers are to be shown."""
    form = FileForm(sent(ask))
    if form.is_valid():
        return redirect("log_of_file", file=form.cleaned_data["file"])
    return show(ask, "log/find_file", form=form)


def of_file(ask: Ask, file: UUID) -> HttpResponse:
    """Who has looked at a file, or tried to, the latest first; nothing of what is on it."""
    listed = page_of(ask, lookers(file))
    agencies = {look.agency for look in listed if look.agency is not None}
    return show(
        ask,
        "log/file",
        file=file,
        page=listed,
        people=names_of(look.person for look in listed),
        agencies=dict(Agency.objects.filter(pk__in=agencies).values_list("pk", "name")),
        titled=titled,
        any_of=any_of,
    )


def _lines(ask: Ask, rows: Iterable[LogLine]) -> list[Line]:
    lines = list(rows)
    called = _names(ask, {UUID(file) for line in lines for file in line.files})
    return [
        Line(
            at=line.received_at,
            person=line.by,
            page=titled(line.route),
            acts=any_of([titled(done["act"]) for done in line.acts], "and"),
            outcome=Outcome(line.outcome).label,
            reason=line.reason,
            files=tuple(
                (UUID(file), called.get(UUID(file), ""), basis)
                for file, basis in sorted(line.files.items())
            ),
        )
        for line in lines
    ]


def _names(ask: Ask, files: Collection[UUID]) -> dict[UUID, str]:
    """What the files are called that are open to the reader today."""
    ids = list(policy.bases_for(ask.viewer, files))
    for id_ in ids:
        ask.by.saw(id_, OWN_LOG)
    return names(ids)


def names_of(people: Iterable[UUID | None]) -> dict[UUID | None, str]:
    """What people are called; the machine, where nobody did it."""
    ids = {person for person in people if person is not None}
    found = Person.objects.filter(pk__in=ids).values_list("pk", "name")
    return {None: "The machine", **dict(found)}


_SEES = same_for_all(policy.check_see_log)

urls: list[URLPattern] = [
    page("log/own", own, name="own_log", check=same_for_all(policy.check_see_own_log)),
    page("log", refusals, name="log", check=_SEES),
    page("log/people/<uuid:person>", of_person, name="log_of_person", check=_SEES),
    page("log/machine", of_machine, name="log_of_machine", check=_SEES),
    page("log/files", find_file, name="find_log_of_file", check=_SEES),
    page("log/files/<uuid:file>", of_file, name="log_of_file", check=_SEES),
]
