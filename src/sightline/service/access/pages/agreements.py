"""Agreements between agencies: listed, proposed by one person and decided by another, ended."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.urls import URLPattern

from sightline.service.access import policy, services
from sightline.service.access.agreements import AGREE
from sightline.service.access.asking import Ask
from sightline.service.access.door import page
from sightline.service.access.granting import SENSITIVITIES
from sightline.service.access.models import Agency, Agreement, Ending
from sightline.service.access.pages.openings import EndForm, GrantForm, state_on
from sightline.service.access.pages.shown import attempt, page_of, same_for_all, saved, sent, show
from sightline.service.files.standard import standard
from sightline.service.ledger.failures import NotFound


class _Agencies(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of the agencies, by name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Agency.objects.order_by("name"), **kwargs)

    def label_from_instance(self, obj: Agency) -> str:
        return obj.name


class AgreementForm(GrantForm):
    """An agreement that is proposed."""

    agency = _Agencies(label="Agency whose files it opens")
    other = _Agencies(
        label="Agency whose people see them",
        help_text="They see the files of those with whom the first agency works. Inspectors also "
        "see those with whom it stopped working in the year before the agreement begins.",
    )
    purpose = forms.CharField(widget=forms.Textarea, max_length=300, label="Purpose")
    basis = forms.CharField(
        widget=forms.Textarea,
        max_length=300,
        label="Basis in law",
        help_text="The act and section, or the agreement and its day.",
    )
    kinds = forms.MultipleChoiceField(
        required=False,
        label="Kinds of record",
        help_text="Without a tick, all kinds that the other agency may read.",
    )
    field_order = (
        "agency", "other", "purpose", "basis", "sensitivities", "from_on", "until_on", "reason",
        "kinds",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = sorted((kind.title, kind.name) for kind in standard().kinds.values())
        self.fields["kinds"].choices = [(name, title) for title, name in kinds]  # type: ignore[attr-defined]


def agreements(ask: Ask) -> HttpResponse:
    """All agreements, the latest first."""
    listed = page_of(
        ask, Agreement.objects.select_related("agency", "other").order_by("-from_on", "pk")
    )
    endings = {
        ending.of: ending for ending in Ending.objects.filter(of__in=[one.pk for one in listed])
    }
    rows = [_row(ask, one, endings.get(one.pk)) for one in listed]
    return show(ask, "agreements/list", page=listed, rows=rows)


def _row(ask: Ask, agreement: Agreement, ending: Ending | None) -> dict[str, Any]:
    kinds = standard().kinds
    state, last = state_on(ask.viewer.today, agreement.from_on, agreement.until_on, ending)
    return {
        "agreement": agreement,
        "kinds": [kinds[name].title if name in kinds else name for name in agreement.kinds],
        "sensitive": [SENSITIVITIES[letter] for letter in agreement.sensitivities],
        "state": state,
        "last": last,
        "may_end": ending is None and state != "Ended",
    }


def propose(ask: Ask) -> HttpResponse:
    """Propose an agreement."""
    form = AgreementForm(sent(ask), initial={"from_on": ask.viewer.today})
    if form.is_valid():
        proposal = attempt(ask, form, lambda: _propose(ask, form.cleaned_data))
        if proposal is not None:
            return saved(ask, "The agreement was proposed. Somebody else decides.", "proposals")
    return show(ask, "agreements/propose", form=form)


def _propose(ask: Ask, given: dict[str, Any]) -> object:
    what = services.agreement_asked(
        agency=given["agency"].pk,
        other=given["other"].pk,
        purpose=given["purpose"],
        basis=given["basis"],
        kinds=given["kinds"],
        sensitivities=given["sensitivities"],
        from_on=given["from_on"],
        until_on=given["until_on"],
    )
    return services.propose(
        act=AGREE.name, what=what, reason=given["reason"], at=ask.now, by=ask.by
    )


def end(ask: Ask, agreement: UUID) -> HttpResponse:
    """End an agreement."""
    found = Agreement.objects.filter(pk=agreement).select_related("agency", "other").first()
    if found is None:
        raise NotFound("There is no such agreement.")
    form = EndForm(sent(ask), initial={"on": ask.viewer.today})
    if form.is_valid():
        given = form.cleaned_data
        ending = attempt(
            ask,
            form,
            lambda: services.end_agreement(
                agreement=agreement, on=given["on"], reason=given["reason"], at=ask.now, by=ask.by
            ),
        )
        if ending is not None:
            return saved(ask, "The agreement ends.", "agreements")
    return show(ask, "agreements/end", form=form, agreement=found)


_ADMINISTERS = same_for_all(policy.check_administer)

urls: list[URLPattern] = [
    page("agreements", agreements, name="agreements", check=_ADMINISTERS),
    page("agreements/propose", propose, name="propose_agreement", check=_ADMINISTERS),
    page("agreements/<uuid:agreement>/end", end, name="end_agreement", check=_ADMINISTERS),
]
