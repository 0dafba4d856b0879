"""What is watched, as the evaluators ask for it, and changing it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice

from django.db.models import Exists, OuterRef, Q, QuerySet

from sightline.engine.model import Day, Watched
from sightline.service.files.models import Judged, NotHeld, Particulars, Subject, Watch
from sightline.service.ledger import chains
from sightline.service.ledger.row_security import as_machine
from sightline.standard.calendar import day_of

LOCKED_AT_ONCE = 5_000
"""Files whose chains are locked by one statement."""


@dataclass(frozen=True, slots=True)
class Watching:
    """``watched``: None where nothing is said of any place; then everything is (clause 7.3).

    ``blind``: by place, the duties whose answers no source of that place can hold.
    """

    watched: tuple[Watched, ...] | None
    blind: Mapping[str, frozenset[str]]

    def asked(
        self, duties: Collection[str], blind: frozenset[str]
    ) -> list[tuple[set[str], tuple[Watched, ...] | None]]:
        """Duties whose absence can be judged with what is watched, and the others with nothing."""
        both = [(set(duties) - blind, self.watched), (blind.intersection(duties), ())]
        return [(set(some), watched) for some, watched in both if some]


def watching(places: Collection[str], on: Day) -> Watching:
    """What is watched in these places on a day. What runs on is watched to that day."""
    rows = Watch.objects.filter(place__in=places).values_list(
        "place", "kind", "agency", "first_on", "last_on"
    )
    watched = tuple(
        Watched(place, kind, day_of(first), on if last is None else day_of(last), str(agency or ""))
        for place, kind, agency, first, last in rows
    )
    blind: defaultdict[str, set[str]] = defaultdict(set)
    for place, duty in NotHeld.objects.filter(place__in=places).values_list("place", "duty"):
        blind[place].add(duty)
    said = bool(watched) or Watch.objects.exists()
    return Watching(
        watched if said else None, {place: frozenset(some) for place, some in blind.items()}
    )


@contextmanager
def changing(places: Collection[str]) -> Iterator[None]:
    """What is watched or not held in some places is changed in the body, inside an act.

    What is owed on the files of these places is judged again before it is next shown
    (``judging.waiting``). Their chains are locked first, so that nobody judges by what was watched
    before and writes it after; so nothing may be locked yet in the same transaction.
    """
    with as_machine():
        # In the order in which everybody locks them.
        ids = iter(list(_concerned(places).order_by("pk").values_list("pk", flat=True)))
        while some := list(islice(ids, LOCKED_AT_ONCE)):
            chains.lock(*map(chains.file_chain, some))
        yield
        Judged.objects.filter(file__in=_concerned(places)).update(standard="")


def _concerned(places: Collection[str]) -> QuerySet[Subject]:
    """The files on which absence may be judged otherwise."""
    if not Watch.objects.exclude(place__in=places).exists():
        # Without any watch everything is watched, so the first and the last concern every file.
        return Subject.objects.all()
    told = Particulars.objects.filter(subject=OuterRef("pk"))
    there = Q(Exists(told.filter(place__in=places)))
    if "" in places:
        there |= ~Q(Exists(told)) | Q(Exists(told.filter(withdrawn=True)))
    return Subject.objects.filter(there)
