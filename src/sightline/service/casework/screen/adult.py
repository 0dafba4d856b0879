"""The first screen of an adult's file: the children around, and what keeps people safe."""

from __future__ import annotations

from dataclasses import replace

from sightline.service.casework.screen import (
    adult_abuse,
    adult_alerts,
    adult_children,
    adult_contacts,
    adult_safety,
    adult_supervision,
    child,
)
from sightline.service.casework.screen.panel import Panel, Where, only

ALERTS = replace(child.ALERTS, kinds=adult_alerts.kinds, made=adult_alerts.around)
CHILDREN = Panel(
    "adult_children",
    "Children around this person",
    Where.WIDE,
    only(*adult_children.KINDS),
    adult_children.children,
    tells_of=adult_children.shown,
)
ABUSE = Panel(
    "adult_abuse", "Domestic abuse", Where.WIDE, only(*adult_abuse.KINDS), adult_abuse.abuse
)
SAFETY = Panel(
    "adult_safety",
    "Victims and partners",
    Where.WIDE,
    only(*adult_safety.KINDS),
    adult_safety.safety,
)
VISITS = Panel(
    "adult_visits",
    "Home visits",
    Where.NARROW,
    only("assessment"),
    adult_safety.visits,
    adult_contacts.few,
)
SUPERVISION = Panel(
    "adult_supervision",
    "Order and appointments",
    Where.WIDE,
    only(*adult_supervision.KINDS),
    adult_supervision.supervision,
)
PROGRAMMES = Panel(
    "adult_programmes",
    "Programmes and treatment",
    Where.NARROW,
    only("intervention"),
    adult_supervision.programmes,
)

PANELS = (
    ALERTS,
    CHILDREN,
    child.OWED,
    child.RISK,
    ABUSE,
    SAFETY,
    SUPERVISION,
    VISITS,
    PROGRAMMES,
    child.WHO,
    child.RESPONSIBLE,
    child.PLAN,
)
"""Without the needs of a child across the tools of children's services, and a child's contacts."""
