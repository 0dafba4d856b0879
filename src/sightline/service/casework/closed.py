"""What closes a file to most, in words, and who may be named so that it stays open to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db.models import Q

from sightline.service.access.closing import restrictions
from sightline.service.access.models import Agreement, Named, Person, Post, Restriction
from sightline.service.access.openings import holds_on, runs_on
from sightline.service.access.reading import Basis
from sightline.service.access.roles import RIGHTS, Right, Role
from sightline.service.access.viewer import Viewer
from sightline.service.casework.choices import Choice
from sightline.service.casework.said import day_said
from sightline.service.files.models import Involvement

_READERS = [role for role in Role if Right.READ_FILES in RIGHTS[role]]


def closing(file: UUID, today: date) -> Restriction | None:
    """What closes a file today, or else will next; None where nothing does."""
    return restrictions(file, today).first()


def closed_said(restriction: Restriction, today: date) -> str:
    """That a file is closed, since when and until when, and to whom: a sentence."""
    began = restriction.from_on
    since = (
        f"This file has been closed since {day_said(began)}"
        if began <= today
        else f"This file will be closed from {day_said(began)}"
    )
    until = "" if restriction.until_on is None else f" until {day_said(restriction.until_on)}"
    return f"{since}{until} to all but those it is allocated to, their cover and those named."


def told(restriction: Restriction) -> list[dict[str, str]]:
    """The rows of a summary: who closed a file, why, and who is named."""
    named = Named.objects.filter(restriction=restriction).select_related("person")
    closers = Person.objects.filter(pk__in=[] if restriction.by is None else [restriction.by])
    closer = closers.first()
    people = sorted(one.person.name for one in named)
    return [
        {"key": "From", "value": day_said(restriction.from_on)},
        {
            "key": "Until",
            "value": "It is opened again"
            if restriction.until_on is None
            else day_said(restriction.until_on),
        },
        {"key": "Closed by", "value": "Sightline itself" if closer is None else closer.name},
        {"key": "Reason", "value": restriction.reason},
        {"key": "Named", "value": ", ".join(people)},
    ]


def nameable(viewer: Viewer, basis: Basis) -> Sequence[Choice]:
    """The people who can be named: those whose posts today may open the file, without oneself.

    They are of the agencies that work with them today, and of those that have an agreement.
    """
    running = Involvement.objects.filter(runs_on(viewer.today), file=basis.file)
    agencies = {way.agency for way in basis.ways}
    agencies |= {agency for agency in running.values_list("agency", flat=True) if agency}
    agreed = Q(agency__in=_agreed(agencies, viewer.today))
    posts = (
        Post.objects.filter(
            holds_on(viewer.today), Q(agency__in=agencies) | agreed, role__in=_READERS
        )
        .filter(person__is_active=True)
        .exclude(person=viewer.person)
        .select_related("person", "agency")
        .order_by("person__name", "person")
    )
    found: dict[str, str] = {}
    for post in posts:
        words = f"{post.person.name}, {Role(post.role).label.lower()}, {post.agency.name}"
        found.setdefault(str(post.person_id), words)
    return list(found.items())


def _agreed(agencies: set[UUID], today: date) -> set[UUID]:
    held = Agreement.objects.filter(holds_on(today), agency__in=agencies)
    return set(held.values_list("other", flat=True))
