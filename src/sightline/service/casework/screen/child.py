"""The first screen of a child's file, and of one on a worker or a body."""

from __future__ import annotations

from sightline.service.casework.screen import (
    alerts,
    contact,
    needs,
    owing,
    plan,
    responsible,
    risk,
    whereabouts,
    who,
)
from sightline.service.casework.screen.panel import Panel, Where, only

ALERTS = Panel("alerts", "Alerts", Where.TOP, alerts.kinds, alerts.besides_risk)
RISK = Panel("risk", "Risk", Where.TOP, only("assessment", "case"), risk.risks)
OWED = Panel("owed", "What is owed now", Where.WIDE, responsible.kinds, owing.owing)
WHERE = Panel("where", "Where now", Where.WIDE, only(*whereabouts.KINDS), whereabouts.whereabouts)
WHO = Panel("who", "Who", Where.NARROW, only(*who.KINDS), who.who)
CONTACT = Panel("contact", "Contact", Where.WIDE, frozenset, contact.contact, contact.few)
RESPONSIBLE = Panel(
    "responsible", "Who is responsible", Where.NARROW, responsible.kinds, responsible.responsible
)
PLAN = Panel("plan", "The plan", Where.WIDE, only(*plan.KINDS), plan.plans)
NEEDS = Panel("needs", "Needs", Where.BELOW, needs.kinds, needs.needs)

PANELS = (RISK, ALERTS, OWED, WHERE, WHO, CONTACT, RESPONSIBLE, PLAN, NEEDS)

OF_ANYTHING = (OWED,)
"""Of a file on a worker, an agency, a board or an establishment."""
