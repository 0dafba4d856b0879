"""Who it is: names, identifiers, addresses and particulars, added, corrected and withdrawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from django.forms.models import model_to_dict
from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse

from sightline.service.access import policy
from sightline.service.access.asking import Ask
from sightline.service.access.models import Person
from sightline.service.casework import people
from sightline.service.casework.erased import erased
from sightline.service.casework.pages.overtaken import overtaken
from sightline.service.casework.pages.showing import back, go, head, parts, show
from sightline.service.casework.said import at_said, day_said
from sightline.service.casework.telling_forms import SORTS, Sort, ToldForm
from sightline.service.files import services
from sightline.service.files.entries import BadEntry
from sightline.service.files.members import group_of
from sightline.service.files.models import Particulars, PersonFact
from sightline.service.files.reading import standing_particulars, values_from


def who(ask: Ask, file: UUID) -> HttpResponse:
    """All that is and was known, with what may be done about it."""
    may_tell = policy.can(policy.check_tell, ask.viewer, file)
    top = head(ask, file)
    return show(
        ask,
        "who",
        title="Who it is",
        identity=top.identity,
        sections=parts(ask, top.who, "file-about"),
        sections_label="Parts of this file",
        sorts=[_told(sort, file) for sort in SORTS.values()],
        may_tell=may_tell,
        file=file,
    )


def _told(sort: Sort, file: UUID) -> dict[str, Any]:
    rows = people.all_of(sort.model, file)
    replaced, gone = {row.version_of for row in rows}, erased(rows)
    persons = dict(
        Person.objects.filter(pk__in={row.by for row in rows if row.by}).values_list("pk", "name")
    )
    return {
        "name": sort.name,
        "title": sort.title,
        "rows": [
            {
                "id": row.pk,
                "said": "Withdrawn" if row.withdrawn else sort.said(row),
                "stands": row.pk not in replaced and not row.withdrawn,
                "entered": f"entered {at_said(row.recorded_at)}"
                + (f" by {persons[row.by]}" if row.by in persons else ""),
                "held": " ".join(_held(row)),
                "erased": gone.get(row.pk),
            }
            for row in rows
        ],
    }


def _held(row: PersonFact) -> Iterator[str]:
    if row.from_on is not None:
        yield f"from {day_said(row.from_on)}"
    if row.until_on is not None:
        yield f"until {day_said(row.until_on)}"


def add(sort: str) -> Callable[[Ask, UUID], HttpResponseBase]:
    """The page that adds something of a sort."""

    def view(ask: Ask, file: UUID) -> HttpResponseBase:
        return _form(ask, file, SORTS[sort], None)

    return view


def correct(ask: Ask, file: UUID, row: UUID) -> HttpResponseBase:
    """Put something else in the place of what is known."""
    sort, found = _row(file, row)
    return _form(ask, file, sort, found)


def withdraw(ask: Ask, file: UUID, row: UUID) -> HttpResponseBase:
    """Say that something was wrong and nothing stands for it."""
    sort, found = _row(file, row)
    top = head(ask, file)
    posted = ask.request.POST if ask.request.method == "POST" else None
    form = ToldForm(posted, initial={"seen": top.version})
    cancel = reverse("who", args=[file])
    if form.is_bound and form.is_valid():
        ask.if_stale = lambda stale: overtaken(
            ask, file, stale.seen, form, yours=None, submit="Withdraw it", cancel=cancel
        )
        services.withdraw_fact_about_person(row=found, seen=form.cleaned_data["seen"], by=ask.by)
        return go("who", file)
    return show(
        ask,
        "confirm",
        title="Withdraw this?",
        identity=top.identity,
        told=["It stays readable as withdrawn. Correct it instead where you know what is right."],
        rows=[{"key": sort.title, "value": sort.said(found)}],
        form=form,
        submit="Withdraw it",
        cancel=cancel,
        warning=True,
    )


def _row(file: UUID, id_: UUID) -> tuple[Sort, PersonFact]:
    for sort in SORTS.values():
        found = sort.model._default_manager.filter(pk=id_, subject__in=group_of(file)).first()
        if found is not None:
            return sort, found
    raise AssertionError("the rule of the page has found it")


def _form(ask: Ask, file: UUID, sort: Sort, row: PersonFact | None) -> HttpResponseBase:
    top = head(ask, file)
    if row is None and sort.model is Particulars:
        # Particulars are told whole: there is never more than one row that stands.
        row = next(iter(standing_particulars([file])), None)
    posted = ask.request.POST if ask.request.method == "POST" else None
    there = {} if row is None else model_to_dict(row)
    form = sort.form(posted, initial=there | {"seen": top.version})
    is_read = form.is_bound and form.is_valid()
    if is_read and (_is_said(ask, file, sort, form) or _save(ask, file, sort, row, form)):
        return go("who", file)
    return show(
        ask,
        "record_form",
        title=f"Correct: {sort.title}" if row is not None else sort.title,
        identity=top.identity,
        back=back("Who it is", "who", file),
        help="",
        unasked=[],
        form=form,
        submit="Save",
        cancel=reverse("who", args=[file]),
    )


def _is_said(ask: Ask, file: UUID, sort: Sort, form: ToldForm) -> bool:
    """Whether the form was sent before: the person's own last row says the same."""
    typed = {name: value for name, value in form.cleaned_data.items() if name != "seen"}
    mine = sort.model._default_manager.filter(subject=file, by=ask.viewer.person)
    last = mine.filter(position__gt=form.cleaned_data["seen"]).order_by("position").last()
    return last is not None and all(getattr(last, name) == typed[name] for name in typed)


def _save(ask: Ask, file: UUID, sort: Sort, row: PersonFact | None, form: ToldForm) -> bool:
    ask.if_stale = lambda stale: overtaken(
        ask,
        file,
        stale.seen,
        form,
        yours=None,
        submit="Save all the same",
        cancel=reverse("who", args=[file]),
    )
    # What stands on a file that is joined with this one is said anew there.
    of = file if row is None else row.subject_id
    common: dict[str, Any] = {"file": of, "by": ask.by, **form.cleaned_data}
    replaces = None if row is None else row.pk
    try:
        match sort.name:
            case "name":
                services.add_name(replaces=replaces, **common)
            case "identifier":
                services.add_identifier(replaces=replaces, **common)
            case "address":
                services.add_address(replaces=replaces, **common)
            case _:
                kept = next(iter(standing_particulars([of])), None)
                attributes = {} if kept is None else values_from(kept.attributes or {})
                services.tell_particulars(attributes=attributes, **common)
    except BadEntry as bad:
        form.add_faults(bad)
        return False
    return True
