"""Alerts: what the standard says that whoever opens a file must know of at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sightline.engine.reference.days import interval_after
from sightline.engine.reference.facts import Fact
from sightline.service.casework.screen import risk
from sightline.service.casework.screen.known import Known, Source
from sightline.service.files.models import Record
from sightline.service.files.standard import standard
from sightline.standard.model import Alert, Kind, OneOf


@dataclass(frozen=True, slots=True)
class Alerted:
    """An alert that holds now. ``said``: what was answered beside it. ``others``: how many more
    records say the same.
    """

    title: str
    why: str
    is_danger: bool
    said: str
    source: Source
    others: int


@dataclass(frozen=True, slots=True)
class Alerts:
    """``closed``: alerts that the reader would not be shown, whether or not there are any;
    ``unwatched``: kinds of record that do not reach this place, of which nothing is known.
    """

    found: tuple[Alerted, ...]
    closed: tuple[str, ...]
    unwatched: tuple[str, ...]


def kinds() -> frozenset[str]:
    """The kinds that have alerts, and those that end what lasts until the next."""
    found = [kind for kind in standard().kinds.values() if kind.alerts]
    return frozenset(
        name for kind in found for name in (kind.name, kind.ends_with) if name is not None
    )


def alerts(known: Known) -> Alerts:
    """The dangers first, each sort by how lately it began."""
    declared = [
        (kind, alert)
        for kind in standard().kinds.values()
        if known.who.type in kind.of
        for alert in kind.alerts
    ]
    found = [one for kind, alert in declared if (one := _alerted(known, kind, alert)) is not None]
    found.sort(key=lambda one: (not one[1].is_danger, -one[0]))
    return Alerts(
        found=tuple(one for _, one in found),
        closed=tuple(
            dict.fromkeys(alert.title for kind, alert in declared if not _read(known, kind, alert))
        ),
        unwatched=tuple(
            dict.fromkeys(kind.title for kind, _ in declared if not known.is_watched(kind.name))
        ),
    )


def besides_risk(known: Known) -> Alerts:
    """The same without high answers to the questions of the risk panel, which stands above."""
    shown = alerts(known)
    levels = {
        alert.title
        for kind in standard().kinds.values()
        for alert in kind.alerts
        if kind.name == risk.KIND and _fields(alert) <= {name for name, *_ in risk.QUESTIONS}
    }
    return replace(
        shown,
        found=tuple(one for one in shown.found if one.title not in levels),
        closed=tuple(title for title in shown.closed if title not in levels),
    )


def _fields(alert: Alert) -> set[str]:
    return {test.field for tests in alert.when for test in tests}


def _read(known: Known, kind: Kind, alert: Alert) -> bool:
    return known.reads(kind.name, *_fields(alert))


def _alerted(known: Known, kind: Kind, alert: Alert) -> tuple[int, Alerted] | None:
    """The alert, and the day from which the latest record says it."""
    facts = list({fact.id: fact for fact in _facts(known, kind, alert)}.values())
    if not facts:
        return None
    latest = max(facts, key=lambda fact: (_day(fact), fact.id))
    row = known.row(latest)
    said = _said(known, row, alert)
    others = len(facts) - 1
    source = known.source(row)
    return _day(latest), Alerted(alert.title, alert.why, alert.is_danger, said, source, others)


def _facts(known: Known, kind: Kind, alert: Alert) -> Iterator[Fact]:
    for tests in alert.when or ((),):
        if alert.lasts_for is None:
            yield from (run.fact for run in known.running(kind.name, *tests))
        else:
            yield from (
                fact
                for fact in known.had(kind.name, *tests)
                if known.on.day < interval_after(_day(fact), alert.lasts_for)
            )


def _day(fact: Fact) -> int:
    assert fact.record.at is not None
    return fact.record.at.day


def _said(known: Known, row: Record, alert: Alert) -> str:
    """What was answered, where more than one answer would have made it an alert."""
    fields = dict.fromkeys(
        test.field
        for tests in alert.when
        for test in tests
        if isinstance(test, OneOf) and len(test.values) > 1
    )
    return ", ".join(words for name in fields if (words := known.words(row, name)))
