"""Bringing what a system delivers, how far it is taken up, and the report."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import URLPattern

from sightline.returns import built_in
from sightline.returns.errors import printable
from sightline.returns.harmless import harmless
from sightline.returns.rejects import HEADER
from sightline.service.access.asking import Ask
from sightline.service.access.door import page
from sightline.service.access.pages.shown import attempt, page_of, saved, sent
from sightline.service.exchange import checks, services
from sightline.service.exchange.counting import NAMES
from sightline.service.exchange.models import Delivery, State
from sightline.service.exchange.reading import digest_of_told, text_of_mapping
from sightline.service.exchange.report import not_taken_up, refusals
from sightline.service.files import store
from sightline.service.files.models import System
from sightline.service.ledger.failures import Refused
from sightline.service.ui.forms import Form, UploadField

MOST: Final = 500 * 1024 * 1024
"""Bytes of one file that is brought: a census of the largest authority has a tenth."""

REFRESH: Final = "by-itself"
GOES_ON: Final = (State.WAITING, State.READING, State.WRITING)
OWN: Final = "-"


class _Many(forms.FileInput):
    allow_multiple_selected = True


class ManyFiles(UploadField):
    """One file or several."""

    widget = _Many

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        if not isinstance(data, list | tuple) or not data:
            return [super().clean(data or None, initial)]
        return [super(ManyFiles, self).clean(one, initial) for one in data]


class BringForm(Form):
    """The files of one delivery, and how they are read."""

    tables = ManyFiles(
        label="Files of the delivery",
        widget=_Many({"multiple": True, "accept": ".csv,.xlsx,.xml"}),
        help_text="All of one return together: CSV, Excel or XML. "
        f"At most {MOST // 1024**2} MB each",
    )
    mapping = forms.ChoiceField(label="What they are")
    own = UploadField(
        required=False,
        label="Mapping of your own",
        widget=forms.FileInput({"accept": ".yaml,.yml"}),
    )
    year_ending = forms.IntegerField(
        required=False,
        min_value=2000,
        max_value=2100,
        label="Year in which the year of the return ends",
        help_text="Where the return does not say it itself, as that of looked-after children",
    )
    complete = forms.ChoiceField(
        choices=[
            ("no", "No, or I do not know"),
            ("yes", "Yes: what it no longer tells is withdrawn here"),
        ],
        initial="no",
        widget=forms.RadioSelect,
        label="Whether it tells all of the days that it covers",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shipped = [(name, name) for name in sorted(built_in())]
        field: Any = self.fields["mapping"]
        field.choices = [*shipped, (OWN, "Something else, by a mapping of your own")]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("mapping") == OWN and not given.get("own"):
            self.add_error("own", "Choose the mapping of your own")
        return given


def deliver(ask: Ask, system: int) -> HttpResponse:
    """Bring a delivery of a system: it is kept, and taken up by the worker."""
    found = System.objects.get(pk=system)
    form = BringForm(sent(ask), ask.request.FILES or None)
    if ask.request.method == "POST":
        form.files = _as_lists(ask)
    if form.is_valid():
        made = attempt(ask, form, lambda: _brought(ask, found, form.cleaned_data))
        if made is not None:
            return saved(ask, "The files have arrived.", "delivery", delivery=made.pk)
    return _show(ask, "deliver", form=form, system=found)


def _as_lists(ask: Ask) -> Any:
    files = ask.request.FILES
    return {name: files.getlist(name) if name == "tables" else files[name] for name in files}


def _brought(ask: Ask, system: System, given: dict[str, Any]) -> Delivery:
    name, text = given["mapping"], ""
    if name == OWN:
        name, text = given["own"].name or "", _text(given["own"])
    else:
        text = text_of_mapping(name)
    kept, told = [], []
    files: Sequence[UploadedFile[bytes]] = given["tables"]
    if len({file.name for file in files}) < len(files):
        raise Refused("Two of the files have the same name.")
    try:
        for file in files:
            one = store.put(file, most=MOST)
            kept.append({"name": file.name or "", "id": str(one.id)})
            told.append((file.name or "", one.sha256.hex()))
    except (store.NoRoom, store.TooLarge) as error:
        raise Refused(str(error)) from error
    return services.receive(
        system=system,
        digest=digest_of_told(told),
        brought=services.Brought(
            name[:120], text, given["year_ending"], given["complete"] == "yes"
        ),
        kept=kept,
        by=ask.by,
    )


def _text(upload: UploadedFile[bytes]) -> str:
    try:
        return bytes(upload.read(2**20)).decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("The mapping is no text in UTF-8.") from None


def delivery(ask: Ask, delivery: UUID) -> HttpResponse:
    """How far it is, and what became of it. It loads itself anew only where that was asked for."""
    found = Delivery.objects.select_related("system").defer("mapping_text").get(pk=delivery)
    goes_on = found.state in GOES_ON
    return _show(
        ask,
        "delivery",
        it=found,
        counts=[(words, found.counts.get(name, 0)) for name, words in NAMES.items()],
        goes_on=goes_on,
        refreshes=goes_on and REFRESH in ask.request.GET,
        stopped=found.state == State.STOPPED and bool(found.kept),
    )


def refused(ask: Ask, delivery: UUID) -> HttpResponse:
    """The rows that were refused."""
    found = Delivery.objects.select_related("system").defer("mapping_text").get(pk=delivery)
    return _show(ask, "refused", it=found, page=page_of(ask, refusals(found)))


def left_out(ask: Ask, delivery: UUID) -> HttpResponse:
    """What was read and not taken up."""
    found = Delivery.objects.select_related("system").defer("mapping_text").get(pk=delivery)
    return _show(ask, "left_out", it=found, page=page_of(ask, not_taken_up(found)))


def refused_csv(ask: Ask, delivery: UUID) -> HttpResponse:
    """The rows that were refused, as the file that goes to whoever can mend them."""
    found = Delivery.objects.defer("mapping_text").get(pk=delivery)
    ask.by.did("download refused rows", row=found.pk)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEADER)
    for row in refusals(found).iterator():
        cells = (
            printable(row.file), row.line, printable(row.field), row.found, row.expected,
            row.reason,
        )  # fmt: skip
        writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in cells])
    response = HttpResponse(text.getvalue().encode("utf-8-sig"), content_type="text/csv")
    response["Content-Disposition"] = 'attachment; filename="refused-rows.csv"'
    return response


class AgainForm(Form):
    """Nothing to say: the button alone."""


def again(ask: Ask, delivery: UUID) -> HttpResponse:
    """Try a delivery again that was stopped."""
    form = AgainForm(sent(ask))
    found = Delivery.objects.select_related("system").defer("mapping_text").get(pk=delivery)
    if form.is_valid():
        made = attempt(ask, form, lambda: services.try_again(delivery=delivery, by=ask.by))
        if made is not None:
            return saved(ask, "It waits to be taken up.", "delivery", delivery=delivery)
    return _show(ask, "again", form=form, it=found)


def _show(ask: Ask, template: str, **context: Any) -> HttpResponse:
    return render(ask.request, f"exchange/{template}.jinja", context)


urls: list[URLPattern] = [
    page(
        "systems/<int:system>/deliver", deliver, name="deliver", check=checks.see_system, takes=MOST
    ),
    page("deliveries/<uuid:delivery>", delivery, name="delivery", check=checks.see_delivery),
    page("deliveries/<uuid:delivery>/refused", refused, name="refused", check=checks.see_delivery),
    page(
        "deliveries/<uuid:delivery>/refused.csv",
        refused_csv,
        name="refused_csv",
        check=checks.see_delivery,
    ),
    page(
        "deliveries/<uuid:delivery>/left-out", left_out, name="left_out", check=checks.see_delivery
    ),
    page(
        "deliveries/<uuid:delivery>/again", again, name="deliver_again", check=checks.see_delivery
    ),
]
