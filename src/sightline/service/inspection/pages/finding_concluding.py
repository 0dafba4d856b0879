"""The conclusion, what is put on file after it, and the evidence pack."""

from __future__ import annotations

import json
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.urls import reverse

from sightline.service.access.asking import Ask
from sightline.service.access.models import Person
from sightline.service.access.pages.shown import attempt, sent
from sightline.service.casework.said import at_said
from sightline.service.inspection import concluding, filing
from sightline.service.inspection.finding import Found
from sightline.service.inspection.packing import pack_of
from sightline.service.inspection.pages.finding_parts import (
    about,
    files_said,
    found_of,
    go,
    is_lead,
    seen_now,
    show,
)
from sightline.service.ui.forms import Form


class SayForm(Form):
    """What was shown, by its digest."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)


def conclusion(ask: Ask, inspection: UUID) -> HttpResponse:
    """What is still to be done; then a member confirms, and the lead concludes."""
    of = found_of(inspection)
    leads = is_lead(ask, inspection)
    digest = concluding.said_digest(of)
    form = SayForm(sent(ask), initial={"seen": digest})
    if form.is_bound and form.is_valid():
        do = concluding.conclude if leads else concluding.confirm
        seen = form.cleaned_data["seen"]
        made = attempt(ask, form, lambda: do(inspection=inspection, seen=seen, by=ask.by))
        if made is not None:
            told = (
                "The inspection is concluded."
                if leads
                else "You confirmed what the inspection comes to. The lead concludes it."
            )
            return go(ask, told, "conclusion", inspection)
        # It is shown anew, and said so; what is seen now is what is sent next.
        seen_now(form, digest)
    if of.is_final:
        return _concluded(ask, of, leads)
    left = concluding.obstacles(of)
    confirmed = concluding.confirmed_by(of, digest)
    waits = concluding.takes_another(inspection) and not confirmed
    people = Person.objects.filter(pk__in=confirmed).order_by("name")
    may = not left and (not waits if leads else ask.viewer.person not in confirmed)
    return show(
        ask,
        "conclusion",
        **about(of.known, "conclusion"),
        title="Conclude the inspection",
        left=left,
        waits=concluding.NOT_CONFIRMED if waits and leads and not left else "",
        confirmed=[person.name for person in people],
        found=_found(of),
        goes_on_file=not of.known.is_own,
        form=form,
        submit=("Conclude the inspection" if leads else "I would conclude the same") if may else "",
        warning=leads,
    )


def _found(of: Found) -> list[dict[str, str]]:
    """What is concluded, in a few lines."""
    rows = [
        {"key": "Files read", "value": files_said(of.findings.all.files)},
        {"key": "Questions about each file", "value": f"{len(of.findings.all.questions):,}"},
    ]
    if of.known.rules is not None:
        titles = {band.id: band.title for band in of.known.rules.bands}
        rows += [
            {
                "key": of.known.rules.standards[one.standard].title,
                "value": titles.get(one.band, "No rating"),
            }
            for one in of.findings.standards
        ]
        if of.findings.overall is not None:
            band = of.findings.overall.band
            rows.append({"key": "Overall", "value": titles.get(band, "No rating")})
    return rows


def _concluded(ask: Ask, of: Found, leads: bool) -> HttpResponse:
    row = of.known.conclusion
    assert row is not None
    person = None if row.by is None else Person.objects.filter(pk=row.by).first()
    on_file = filing.filed(of)
    return show(
        ask,
        "concluded",
        **about(of.known, "conclusion"),
        title="Conclusion",
        rows=[
            {"key": "Concluded", "value": at_said(row.received_at)},
            {"key": "By", "value": "Not known" if person is None else person.name},
            *_found(of),
            {"key": "Digest of the findings", "value": row.findings_digest},
        ],
        on_file=on_file,
        goes_on_file=not of.known.is_own,
        put_href=reverse("put-on-file", args=[of.known.id])
        if leads and not on_file.is_whole
        else "",
        pack_href=reverse("evidence-pack", args=[of.known.id]) if leads else "",
    )


def put_on_file(ask: Ask, inspection: UUID) -> HttpResponse:
    """Put what is concluded on file, some files at a time."""
    of = found_of(inspection)
    before = filing.filed(of)
    form = Form(sent(ask))
    if form.is_bound:
        now = filing.put_on_file(of, by=ask.by)
        told = (
            "All of it is on file."
            if now.is_whole
            else f"{now.done:,} of {now.total:,} are on file. Go on until all are."
        )
        return go(ask, told, "conclusion" if now.is_whole else "put-on-file", inspection)
    cancel = reverse("conclusion", args=[inspection])
    return show(
        ask,
        "finding_confirm",
        title="Put what was concluded on file?",
        back={"text": "Conclusion", "href": cancel},
        told=[
            "On the file of the service it will stand that it was inspected; on each file that was "
            "read, that it was, and each answer that stands, with its reason. The service reads "
            "this. Notes stay with the inspectors.",
            f"{before.done:,} of {before.total:,} are on file, counting the service itself. "
            f"{filing.AT_ONCE} are written at a time; if it is cut off, go on from here.",
        ],
        form=form,
        submit="Put the next on file" if before.done else "Put it on file",
        cancel=cancel,
    )


def pack(ask: Ask, inspection: UUID) -> HttpResponse:
    """The evidence pack, to work everything out again elsewhere."""
    made = pack_of(found_of(inspection))
    ask.by.did("evidence pack", row=inspection)
    text = json.dumps(made.to_dict(), ensure_ascii=False, indent=1)
    response = HttpResponse(f"{text}\n", content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="inspection-{made.digest[:12]}.json"'
    return response
