"""A page of every pattern, as a view would render it, with names and answers that mean harm."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.http import QueryDict

from sightline.service.ui.forms import DayField, Form, MomentField, UploadField
from sightline.service.ui.frame import Frame, Place
from sightline.service.ui.jinja import environment

HARM = "<script>alert('no')</script> & \"so on\""
TEMPLATES = environment()

FRAME = Frame(
    places=[Place("My files", "/files", current=True), Place("Add a child", "/add")],
    footer=[Place("Accessibility", "/accessibility"), Place("Privacy", "/privacy")],
    person=f"Kim Okoro {HARM}",
    sign_out="/sign-out",
    banner="Every person in it is made up.",
    banner_tag="Synthetic",
)


class Visit(Form):
    """A field of every sort."""

    seen = forms.CharField(widget=forms.HiddenInput)
    made = DayField(label="Day the visit was made")
    began = MomentField(label="Moment the visit began", required=False)
    worker = forms.CharField(label="Name of the worker", max_length=40, help_text="As on the card")
    email = forms.EmailField(label="Email address of the worker")
    minutes = forms.IntegerField(label="Minutes spent", min_value=1, required=False)
    reason = forms.ChoiceField(label="Reason", choices=[("p", "Planned"), ("u", "Unplanned")])
    place = forms.ChoiceField(label="Place", choices=[(f"p{n}", f"Place {n}") for n in range(9)])
    needs = forms.MultipleChoiceField(
        label="Needs seen", choices=[("h", "Health"), ("e", "Education")], required=False
    )
    told = forms.CharField(label="What was seen", widget=forms.Textarea, max_length=500)
    note = forms.CharField(label="Note", widget=forms.Textarea, required=False)
    alone = forms.BooleanField(label="The child was seen alone", required=False)
    letter = UploadField(label="Letter that was left", required=False)
    password = forms.CharField(label="Your password", widget=forms.PasswordInput, required=False)


TYPED = {
    "seen": "7",
    "made-day": "31",
    "made-month": "Feb",
    "made-year": "2026",
    "began-time": "half past",
    "worker": HARM,
    "minutes": "-5",
    "needs": ["h", "no such need"],
    "told": "x" * 501,
    "password": "kept nowhere",
}


class Filter(Form):
    """What a list may be filtered by."""

    team = forms.ChoiceField(
        label="Team", choices=[("", "All teams"), ("n", "North"), ("s", "South")], required=False
    )


ROWS = """
{% extends "ui/list.jinja" %}
{% from "ui/macros/page.jinja" import scroll %}
{% block rows %}
{% call scroll("files") %}
<table class="govuk-table">
  <caption class="govuk-table__caption" id="files">Files allocated to me</caption>
  <thead class="govuk-table__head"><tr class="govuk-table__row">
    {% for name in ["Child", "Owed", "Due", "Owner", "Team", "Changed"] %}
    <th scope="col" class="govuk-table__header">{{ name }}</th>
    {% endfor %}
  </tr></thead>
  <tbody class="govuk-table__body">
    {% for row in page %}
    <tr class="govuk-table__row">
      {% for cell in row %}<td class="govuk-table__cell">{{ cell }}</td>{% endfor %}
    </tr>
    {% endfor %}
  </tbody>
</table>
{% endcall %}
{% endblock %}
"""

DETAIL = """
{% extends "ui/detail.jinja" %}
{% from "ui/macros/moj.jinja" import mojAlert, mojBadge, mojBanner, mojTicketPanel, mojTimeline %}
{% from "ui/macros/page.jinja" import summary %}
{% block detail %}
{{ mojBanner({"type": "warning", "text": "A visit is overdue.", "iconFallbackText": "Warning"}) }}
{{ mojAlert({"variant": "success", "title": "Added", "text": "Done", "dismissible": true}) }}
<h2 class="govuk-heading-m">
  Owed {{ mojBadge({"text": "Urgent", "classes": "moj-badge--red"}) }}
</h2>
{{ summary([{"key": "Plan", "value": "In force"}, {"key": "Last seen", "value": "Not recorded"}]) }}
{{ mojTimeline({"headingLevel": 3, "items": [
  {"label": {"text": "Visit"}, "text": harm, "byline": {"text": harm},
   "datetime": {"timestamp": "2026-03-27T14:30:00Z", "text": at | moment}},
]}) }}
{% endblock %}
{% block aside %}
{{ mojTicketPanel({"items": [{"html": "<p class='govuk-body'>Allocated to Kim Okoro</p>"}]}) }}
{% endblock %}
"""


class Asked:
    """What a template reads of a request."""

    GET = QueryDict("team=n")


def around(**more: object) -> dict[str, Any]:
    """What a page is rendered with, beside its own."""
    return {"frame": FRAME, "request": Asked(), "csrf_input": "", **more}


def visit(typed: dict[str, Any] | None = None) -> Visit:
    """The form, empty or refused."""
    if typed is None:
        return Visit()
    sent = QueryDict(mutable=True)
    for name, value in typed.items():
        sent.setlist(name, value if isinstance(value, list) else [value])
    return Visit(sent)


def paged(rows: int) -> dict[str, Any]:
    row = (HARM, "Visit every 20 working days", "Fri 27 Mar 2026", "Kim Okoro", "North", "Today")
    return {"page": Paginator([row] * rows, 5).page(2 if rows > 5 else 1)}


def pages() -> dict[str, str]:
    """The HTML of every pattern, by a name of its own."""
    at = datetime(2026, 3, 27, 14, 30, tzinfo=UTC)
    back = {"text": "Back to my files", "href": "/files"}
    message = Message(constants.SUCCESS, f"The visit was added. {HARM}")
    listed = {"title": "My files", "empty": "No file is allocated to you.", "filters": Filter({})}
    differ = [{"label": "What was seen", "theirs": "All is well", "yours": HARM}]
    asked = {"title": "Withdraw this record?", "told": ["It stays on the file, marked withdrawn."]}
    added = [{"text": "Add a record", "href": "/add"}]
    parts = [
        {"text": "Overview", "href": "/", "active": True},
        {"text": "Plan", "href": "/plan"},
    ]
    new = {"title": "Add a visit", "submit": "Add"}
    return {
        "list": made(ROWS, **listed, **paged(312), actions=added),
        "list-empty": made(ROWS, **listed, **paged(0)),
        "list-plain": made(ROWS, title="Teams", empty="None.", **paged(3)),
        "detail": made(
            DETAIL, title="Overview", part="Sam Example", identity=f"Sam Example {HARM}", at=at,
            harm=HARM, actions=added, sections_label="Parts of this file", messages=[message],
            sections=parts,
        ),
        "form": given("form", **new, form=visit(), back=back, cancel="/"),
        "form-refused": given("form", **new, form=visit(TYPED), identity="Sam", part="Sam"),
        "confirm": given(
            "confirm", **asked, submit="Withdraw", cancel="/", warning=True,
            form=Filter(), rows=[{"key": "Record", "value": HARM}],
        ),
        "stale": given(
            "stale", form=visit(TYPED), submit="Save mine", cancel="/", versions=differ,
            saved_by="Jo Marsh", saved_at=at,
        ),
        "forbidden": given("forbidden", places=[{"text": "My files", "href": "/files"}]),
        "not-found": given("not_found"),
        "server-error": TEMPLATES.get_template("ui/server_error.jinja").render(reference="f3a9"),
    }  # fmt: skip


def given(pattern: str, **more: object) -> str:
    return TEMPLATES.get_template(f"ui/{pattern}.jinja").render(around(**more))


def made(source: str, **more: object) -> str:
    return TEMPLATES.from_string(source).render(around(**more))
