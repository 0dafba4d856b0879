"""What arrives from a system, kept by what arrives: kinds fed, days watched, duties not held."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sightline.engine.model import Watched
from sightline.returns.judged import Filled, blind_duties
from sightline.service.files.models import Fed, NotHeld, Subject, System, Watch
from sightline.service.files.standard import standard
from sightline.service.files.watching import changing
from sightline.standard.calendar import date_of

_NEXT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Told:
    """What a delivery tells of itself.

    ``places``: of its subjects. ``watched``: the days for which it tells all. ``filled``: the
    kinds and fields that it can hold; None where nobody says. ``lacks``: by duty, what it does not
    tell.
    """

    places: frozenset[str] = frozenset()
    watched: tuple[Watched, ...] = ()
    filled: Filled | None = None
    lacks: Mapping[str, str] | None = None


def hear(
    system: System,
    told: Told,
    at: datetime,
    today: date,
    not_held: Collection[tuple[str, str]] = (),
) -> None:
    """Keep what a delivery tells of itself, inside an act, before its files are written.

    ``at``: when it was made. ``today``: what is watched until then goes on being so. ``not_held``:
    further places and duties whose answers nobody can hold. Files whose watch changes by it wait
    to be judged again; where nothing changes, nothing is written.
    """
    if told.lacks is not None and dict(told.lacks) != system.lacks:
        system.lacks = dict(told.lacks)
        system.save(update_fields=["lacks"])
    _write_fed(system, told, at)
    new, longer, heard = _watches(told.watched, at, today)
    missing, held = _not_held(system, told)
    known = set(NotHeld.objects.values_list("place", "duty")) if not_held else set()
    missing |= set(not_held) - known
    places = {row.place for row in (*new, *longer)} | {place for place, _ in missing | held}
    if places:
        with changing(places):
            Watch.objects.bulk_create(new)
            Watch.objects.bulk_update(longer, ["agency", "first_on", "last_on", "delivered_at"])
            NotHeld.objects.bulk_create(NotHeld(place=p, duty=d) for p, d in sorted(missing))
            for place, duty in held:
                NotHeld.objects.filter(place=place, duty=duty).delete()
    Watch.objects.bulk_update(heard, ["delivered_at"])


def _write_fed(system: System, told: Told, at: datetime) -> None:
    kinds = set(told.filled or ()) or {period.kind for period in told.watched}
    rows = {(row.place, row.kind): row for row in Fed.objects.filter(system=system)}
    new, changed = [], []
    for place in sorted(told.places):
        for kind in sorted(kinds):
            fills = _joined((told.filled or {}).get(kind, {}), {})
            row = rows.get((place, kind))
            if row is None:
                said = {"fields": fills, "since": at, "heard_at": at}
                new.append(Fed(system=system, place=place, kind=kind, **said))
                continue
            fields, heard = _joined(row.fields, fills), max(row.heard_at, at)
            if (fields, heard) != (row.fields, row.heard_at):
                row.fields, row.heard_at = fields, heard
                changed.append(row)
    Fed.objects.bulk_create(new)
    Fed.objects.bulk_update(changed, ["fields", "heard_at"])


def _joined(
    one: Mapping[str, Collection[str]], other: Mapping[str, Collection[str]]
) -> dict[str, list[str]]:
    """The fields of both; a field that either can fill with anything can hold anything."""
    found: dict[str, list[str]] = {name: sorted(only) for name, only in one.items()}
    for name, only in other.items():
        if name not in found:
            found[name] = sorted(only)
        else:
            any_value = not only or not found[name]
            found[name] = [] if any_value else sorted({*found[name], *only})
    return found


def _not_held(system: System, told: Told) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """Of the places, the duties that no system of theirs can answer and that were not known to be
    such; and those that were, and that some system can answer now."""
    if told.filled is None:
        return set(), set()
    filled: defaultdict[str, dict[str, dict[str, list[str]]]] = defaultdict(dict)
    feeding: defaultdict[str, set[int]] = defaultdict(set)
    for row in Fed.objects.filter(place__in=told.places):
        feeding[row.place].add(row.system_id)
        filled[row.place][row.kind] = _joined(filled[row.place].get(row.kind, {}), row.fields)
    lacks = dict(System.objects.values_list("pk", "lacks")) | {system.pk: system.lacks}
    known: defaultdict[str, set[str]] = defaultdict(set)
    for place, duty in NotHeld.objects.filter(place__in=told.places).values_list("place", "duty"):
        known[place].add(duty)
    missing, held = set(), set()
    blind_of: dict[str, set[str]] = {}
    for place in told.places:
        said = repr((sorted(filled[place].items()), sorted(feeding[place])))
        if said not in blind_of:  # most places are fed alike
            blind_of[said] = _blind(filled[place], [lacks[each] for each in feeding[place]])
        missing |= {(place, duty) for duty in blind_of[said] - known[place]}
        held |= {(place, duty) for duty in known[place] - blind_of[said]}
    return missing, held


def _blind(
    filled: Mapping[str, Mapping[str, list[str]]], lacks: list[Mapping[str, str]]
) -> set[str]:
    kinds = {
        kind: {name: tuple(only) for name, only in fields.items()}
        for kind, fields in filled.items()
    }
    first, *others = lacks or [{}]
    no_one_tells = {duty: why for duty, why in first.items() if all(duty in o for o in others)}
    return set(blind_duties(standard(), kinds, no_one_tells))


def _watches(
    watched: Iterable[Watched], at: datetime, today: date
) -> tuple[list[Watch], list[Watch], list[Watch]]:
    """Rows of periods that are new, of those that grew, and of those that were only heard again.

    Periods that touch are one. What lies between two that do not was told by nobody.
    """
    periods = list(watched)
    rows: defaultdict[tuple[str, str], list[Watch]] = defaultdict(list)
    for there in Watch.objects.filter(place__in={period.place for period in periods}):
        rows[there.place, there.kind].append(there)
    bodies = _bodies({period.agency for period in periods} - {""})
    new: list[Watch] = []
    longer: dict[int, Watch] = {}
    heard: dict[int, Watch] = {}
    for period in periods:
        first, last = date_of(period.first), date_of(period.last)
        until = None if last >= today else last
        agency = bodies.get(period.agency)
        same = rows[period.place, period.kind]
        row = next((row for row in same if _touches(row, agency, first, last)), None)
        if row is None:
            row = Watch(
                place=period.place, kind=period.kind, agency_id=agency,
                first_on=first, last_on=until, delivered_at=at,
            )  # fmt: skip
            same.append(row)
            new.append(row)
            continue
        before = row.agency_id, row.first_on, row.last_on
        row.agency_id = row.agency_id or agency
        row.first_on = min(row.first_on, first)
        row.last_on = None if row.last_on is None or until is None else max(row.last_on, until)
        was_heard, row.delivered_at = row.delivered_at, max(row.delivered_at or at, at)
        if row.pk is None:
            continue
        if (row.agency_id, row.first_on, row.last_on) != before:
            longer[row.pk] = row
        elif row.delivered_at != was_heard:
            heard[row.pk] = row
    return new, [*longer.values()], [row for pk, row in heard.items() if pk not in longer]


def _touches(row: Watch, agency: UUID | None, first: date, last: date) -> bool:
    if row.agency_id is not None and row.agency_id != agency:
        return False
    return row.first_on <= last + _NEXT and (row.last_on is None or first <= row.last_on + _NEXT)


def _bodies(names: Collection[str]) -> dict[str, UUID]:
    """The files on bodies that periods name; a body without a file is nobody's."""
    named = {}
    for name in names:
        try:
            named[name] = UUID(name)
        except ValueError:
            continue
    there = set(Subject.objects.filter(pk__in=named.values()).values_list("pk", flat=True))
    return {name: id_ for name, id_ in named.items() if id_ in there}
