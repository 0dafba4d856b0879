"""Which openings (posts, agreements, restrictions) hold on a day."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q

from sightline.service.access.models import Ending


def runs_on(day: date) -> Q:
    """Of anything with ``from_on`` and ``until_on``: it runs on the day, the last included."""
    return Q(from_on__lte=day) & (Q(until_on=None) | Q(until_on__gte=day))


def holds_between(first: date, last: date | None) -> Q:
    """Of an opening: it holds on some day from a first to a last, or ever after where that is None.

    Asked of days from today on: an ending leaves no day after it.
    """
    begins = Q() if last is None else Q(from_on__lte=last)
    ended = Exists(Ending.objects.filter(of=OuterRef("pk"), on__lt=first))
    return begins & (Q(until_on=None) | Q(until_on__gte=first)) & ~Q(ended)


def holds_on(day: date) -> Q:
    """Of an opening: it runs on the day, and no ending came before."""
    return runs_on(day) & ~Q(Exists(Ending.objects.filter(of=OuterRef("pk"), on__lt=day)))
