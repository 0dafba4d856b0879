"""The alerts of an adult's file: its own, and those of the children who live there or visit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sightline.service.casework.screen import adult_children, alerts
from sightline.service.casework.screen.alerts import Alerted, Alerts
from sightline.service.casework.screen.known import Known


def kinds() -> frozenset[str]:
    """The kinds that have alerts, and those that say which children there are."""
    return alerts.kinds() | frozenset(adult_children.KINDS)


def around(known: Known) -> Alerts:
    """A child in danger is danger here, though what says so stands on the child's file."""
    own = alerts.alerts(known)
    return replace(own, found=(*_of_children(known), *own.found))


def _of_children(known: Known) -> Iterator[Alerted]:
    for child in adult_children.children(known).found:
        spans = [] if child.known_of is None else child.known_of.agencies
        for agency, running in spans:
            for span in running:
                if span.is_grave:
                    yield Alerted(
                        title=f"{span.title}: {child.called}",
                        why="A child who lives with this person or sees them is in danger.",
                        is_danger=True,
                        said=f"{child.household.lower()}, {agency}",
                        source=child.source,
                        others=0,
                    )
