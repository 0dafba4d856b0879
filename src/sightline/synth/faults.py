"""What goes wrong here, and how often: every fault in the synthetic records is on purpose.

The shares lean on what the Joint Chief Inspectors found in 2006 to 2008 (a third of the children
who needed a visit at home had none; plans were missing; papers did not reach custody; staff began
before clearance), softened where a service of today would do better. They are shares of the
occasions on which the task arises, not of children.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sightline.synth.dice import Dice


class Outcome(StrEnum):
    """What became of one task."""

    DONE = "done in time"
    LATE = "done late"
    NEVER = "never done"


@dataclass(frozen=True, slots=True)
class Rate:
    """Of the times that a task arises, the share never done, and the share done late."""

    never: float
    late: float


TASKS: Mapping[str, Rate] = {
    "case manager named": Rate(0.01, 0.05),
    "assessment": Rate(0.04, 0.14),
    "assessment review": Rate(0.08, 0.20),
    "closing assessment": Rate(0.15, 0.0),
    "plan for a vulnerable child": Rate(0.18, 0.16),
    "plan for risk of harm": Rate(0.10, 0.15),
    "countersignature": Rate(0.10, 0.15),
    "oversight of a case": Rate(0.14, 0.14),
    "home visit": Rate(0.33, 0.12),
    "missed appointment followed up": Rate(0.12, 0.18),
    "panel": Rate(0.03, 0.15),
    "pre-sentence report": Rate(0.02, 0.08),
    "victim offer": Rate(0.20, 0.20),
    "papers to custody": Rate(0.16, 0.18),
    "health check at reception": Rate(0.04, 0.06),
    "health assessment in custody": Rate(0.06, 0.12),
    "literacy screen": Rate(0.10, 0.15),
    "custody planning meeting": Rate(0.05, 0.12),
    "health plan in custody": Rate(0.15, 0.12),
    "self-harm plan": Rate(0.06, 0.14),
    "substance assessment": Rate(0.10, 0.20),
    "visit in custody": Rate(0.10, 0.15),
    "told of custody": Rate(0.15, 0.15),
    "detention placement plan": Rate(0.12, 0.15),
    "address for release": Rate(0.14, 0.22),
    "education for release": Rate(0.20, 0.15),
    "doctor for release": Rate(0.20, 0.10),
    "pre-release meeting": Rate(0.10, 0.15),
    "contact on release": Rate(0.05, 0.10),
    "mappa notice": Rate(0.10, 0.15),
    "restraint signed off": Rate(0.06, 0.14),
    "child heard after restraint": Rate(0.15, 0.10),
    "injury told": Rate(0.12, 0.15),
    "reviewing officer named": Rate(0.05, 0.12),
    "social worker named": Rate(0.03, 0.08),
    "review of a looked after child": Rate(0.05, 0.15),
    "visit by the social worker": Rate(0.05, 0.14),
    "health assessment in care": Rate(0.08, 0.25),
    "personal education plan": Rate(0.10, 0.18),
    "care plan": Rate(0.06, 0.12),
    "notice of a placement elsewhere": Rate(0.20, 0.15),
    "return interview": Rate(0.22, 0.20),
    "leaving care decided": Rate(0.08, 0.15),
    "pathway assessment": Rate(0.10, 0.20),
    "pathway plan": Rate(0.12, 0.20),
    "pathway review": Rate(0.10, 0.20),
    "visit by the adviser": Rate(0.12, 0.20),
    "referral at once": Rate(0.06, 0.12),
    "referral in writing": Rate(0.12, 0.15),
    "decision on a referral": Rate(0.08, 0.14),
    "social care assessment": Rate(0.06, 0.16),
    "strategy discussion": Rate(0.05, 0.15),
    "child protection conference": Rate(0.04, 0.16),
    "core group": Rate(0.06, 0.14),
    "protection review": Rate(0.06, 0.14),
    "protection ended": Rate(0.05, 0.10),
    "feels unsafe followed up": Rate(0.15, 0.15),
    "sexual behaviour assessment": Rate(0.12, 0.20),
    "mental health assessment": Rate(0.12, 0.25),
    "move to adult services": Rate(0.22, 0.15),
    "school told": Rate(0.10, 0.20),
    "sixth day provision": Rate(0.18, 0.22),
    "victim service": Rate(0.15, 0.15),
    "incident notified": Rate(0.08, 0.15),
    "clearance": Rate(0.05, 0.20),
    "references": Rate(0.06, 0.08),
    "supervision": Rate(0.06, 0.16),
    "seat on the board": Rate(0.0, 0.12),
    "rapid review": Rate(0.05, 0.20),
    "ethnic group asked": Rate(0.05, 0.10),
    "domestic abuse checked": Rate(0.15, 0.20),
    "early help checked": Rate(0.12, 0.18),
    "screened for substances": Rate(0.08, 0.14),
    "screened for literacy": Rate(0.15, 0.20),
    "risk analysed": Rate(0.08, 0.12),
    "plan for each level of risk": Rate(0.08, 0.14),
    "risk plan reviewed": Rate(0.12, 0.18),
    "acted on what was found": Rate(0.12, 0.18),
    "change looked at": Rate(0.20, 0.20),
    "help offered to a parent": Rate(0.15, 0.20),
    "physical health appointment": Rate(0.10, 0.20),
    "safety talked about": Rate(0.12, 0.15),
    "exit plan": Rate(0.20, 0.15),
    "closing at the end of an order": Rate(0.12, 0.10),
    "gatekeeping": Rate(0.12, 0.10),
    "assessed for the court": Rate(0.06, 0.0),
    "victim named to the service": Rate(0.12, 0.15),
    "supervision visit": Rate(0.08, 0.14),
    "papers chased": Rate(0.15, 0.20),
    "address judged": Rate(0.06, 0.10),
    "home visit after release": Rate(0.15, 0.15),
    "continuity checked": Rate(0.18, 0.20),
    "health summary sent": Rate(0.12, 0.12),
    "place to learn after release": Rate(0.15, 0.20),
    "debrief after restraint": Rate(0.15, 0.12),
    "checked after restraint": Rate(0.06, 0.14),
    "board told of an injury": Rate(0.12, 0.15),
    "allegation officer told of an injury": Rate(0.15, 0.15),
    "family told of restraint": Rate(0.08, 0.14),
    "self-harm assessed": Rate(0.06, 0.12),
    "self-harm reviewed": Rate(0.06, 0.12),
    "after a self-harm plan": Rate(0.12, 0.15),
    "others told of self-harm": Rate(0.12, 0.15),
    "neurodisability assessed": Rate(0.12, 0.20),
    "needs sent to custody": Rate(0.15, 0.15),
    "drug treatment": Rate(0.15, 0.20),
    "manager told of a concern": Rate(0.06, 0.10),
    "reply chased": Rate(0.25, 0.20),
    "invited to a strategy discussion": Rate(0.18, 0.10),
    "case manager told of a call-out": Rate(0.12, 0.15),
    "call-out answered": Rate(0.12, 0.18),
    "social care told of a call-out": Rate(0.08, 0.12),
    "exploited child referred": Rate(0.10, 0.15),
    "homeless child taken in": Rate(0.06, 0.12),
    "homeless child assessed": Rate(0.10, 0.20),
    "housing told": Rate(0.12, 0.18),
    "conference report": Rate(0.12, 0.15),
    "child in need reviewed": Rate(0.06, 0.16),
    "early help reviewed": Rate(0.08, 0.16),
    "seen as a victim": Rate(0.15, 0.18),
    "school talked to": Rate(0.15, 0.20),
    "harm put right": Rate(0.20, 0.20),
    "level one reviewed": Rate(0.10, 0.18),
    "request answered": Rate(0.06, 0.16),
    "plan reviewed for a birth": Rate(0.10, 0.15),
    "unborn baby referred": Rate(0.10, 0.15),
    "information answered": Rate(0.08, 0.16),
    "safeguarding induction": Rate(0.06, 0.14),
    "safeguarding refreshed": Rate(0.06, 0.16),
    "trained in MAPPA": Rate(0.10, 0.18),
    "update service joined": Rate(0.10, 0.10),
    "early start reviewed": Rate(0.20, 0.10),
    "rotation decided": Rate(0.25, 0.25),
    "youth justice board": Rate(0.05, 0.0),
    "report to the board": Rate(0.10, 0.0),
    "yearly report": Rate(0.12, 0.10),
    "condition in the licence": Rate(0.10, 0.10),
    "victim told of the licence": Rate(0.15, 0.15),
    "appropriate adult at a search": Rate(0.12, 0.0),
    "others told of a search": Rate(0.12, 0.15),
    "search authorised": Rate(0.15, 0.0),
    "risk weighed before a search": Rate(0.20, 0.0),
    "disagreement settled": Rate(0.15, 0.20),
    "before emergency protection ends": Rate(0.10, 0.10),
    "treatment of harmful behaviour": Rate(0.15, 0.20),
    "parenthood told": Rate(0.15, 0.20),
    "referred to level two": Rate(0.05, 0.20),
    "level two met": Rate(0.0, 0.20),
    "level two reviewed": Rate(0.08, 0.18),
    "child's welfare in a public protection meeting": Rate(0.15, 0.0),
    "social care asked in": Rate(0.15, 0.10),
    "minutes sent": Rate(0.10, 0.20),
    "allegation officer told": Rate(0.10, 0.20),
    "barring service told": Rate(0.0, 0.20),
    "clearance renewed": Rate(0.10, 0.10),
    "council told of special needs": Rate(0.10, 0.15),
    "plan sent after the child": Rate(0.15, 0.20),
    "special needs reviewed": Rate(0.15, 0.20),
    "plan against bullying": Rate(0.08, 0.15),
    "bullying looked into": Rate(0.08, 0.15),
    "visited by the authority in custody": Rate(0.12, 0.15),
    "visit written up": Rate(0.15, 0.20),
    "needs met after custody": Rate(0.15, 0.20),
    "visited by the adviser in custody": Rate(0.15, 0.20),
    "searches looked at": Rate(0.10, 0.0),
    "public protection board": Rate(0.10, 0.0),
    "inspection report read": Rate(0.0, 0.30),
    "inspection acted on": Rate(0.0, 0.20),
    "uptake looked at": Rate(0.0, 0.30),
    "money decided on": Rate(0.0, 0.30),
    "fields mapped to the new tool": Rate(0.0, 0.20),
    "published in time": Rate(0.0, 0.20),
    "action of a review signed off": Rate(0.10, 0.30),
    "present at the board": Rate(0.12, 0.06),
    "placement service rung": Rate(0.10, 0.20),
    "risk of self-harm flagged": Rate(0.20, 0.0),
    "national body told of a charge": Rate(0.10, 0.20),
    "bed for the night": Rate(0.20, 0.20),
    "transfer conference": Rate(0.05, 0.20),
    "told of a serious incident": Rate(0.08, 0.15),
    "rapid review of an incident": Rate(0.05, 0.25),
}
"""Every task that somebody here should do, by name."""

ENTRY: Mapping[str, float] = {
    "entered late": 0.04,
    "entry time not known": 0.35,
    "date corrected": 0.03,
    "filed in error": 0.12,
    "time not written down": 0.15,
    "answer unknown": 0.03,
    "level left open": 0.04,
    "planned first": 0.35,
    "known to the month": 0.10,
    "exempted before due": 0.07,
    "exempted after due": 0.05,
    "publication date not set": 0.25,
    "release date not known": 0.12,
    "release date changed at short notice": 0.15,
    "owners not named": 0.2,
    "technique not written down": 0.1,
    "victim's safety not considered": 0.2,
    "effect on children not described": 0.2,
    "not screened for mental health": 0.12,
    "section of a report left out": 0.15,
    "parenthood not asked": 0.1,
    "recruitment gaps not explained": 0.08,
}
"""Other shares: what befalls the writing down, of the records or tasks to which it can happen.

*Entry time not known* is of the older children's files, which came from a former system; *filed in
error* and the exemptions are of the tasks that were never done.
"""


def outcome(dice: Dice, task: str) -> Outcome:
    """What becomes of a task this time."""
    rate = TASKS[task]
    thrown = dice.fraction()
    if thrown < rate.never:
        return Outcome.NEVER
    return Outcome.LATE if thrown < rate.never + rate.late else Outcome.DONE
