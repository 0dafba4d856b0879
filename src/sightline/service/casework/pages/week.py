"""A week of my work, to be printed, and a calendar file of what is due."""

from __future__ import annotations

import io
from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from sightline.service.access.asking import Ask
from sightline.service.access.downloading import Download
from sightline.service.casework.pages.showing import show
from sightline.service.casework.said import day_said
from sightline.service.casework.work.calendar_file import MEDIA, calendar_of
from sightline.service.casework.work.week import events, monday_of, week

_NEXT = "next"


def my_week(ask: Ask) -> HttpResponse:
    """The week of today, or the next one."""
    is_next = ask.request.GET.get("week") == _NEXT
    monday = monday_of(ask.viewer.today) + timedelta(7 if is_next else 0)
    found = week(ask.viewer, monday)
    for file in found.files:
        ask.by.saw(file, "list")
    here = reverse("my-week")
    return show(
        ask,
        "my_week",
        title=f"My week from {day_said(monday)}",
        week=found,
        other={"text": "This week", "href": here}
        if is_next
        else {"text": "Next week", "href": f"{here}?week={_NEXT}"},
        back={"text": "My work", "href": reverse("my-work")},
        printed=day_said(ask.viewer.today),
    )


def my_calendar(ask: Ask) -> HttpResponseBase:
    """What is due, as a file for a calendar; it names nobody."""
    found = list(events(ask.viewer))
    if not found:
        messages.info(ask.request, "Nothing is due in the next weeks, so there is no calendar.")
        return HttpResponseRedirect(reverse("my-week"))
    return Download(io.BytesIO(calendar_of(found, ask.now)), media=MEDIA, name="my-work.ics")
