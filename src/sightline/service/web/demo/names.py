"""How the subjects of the synthetic nation are called on screens."""

from __future__ import annotations

from sightline.engine.model import Subject
from sightline.synth.cases.names import NAMES
from sightline.synth.people import invented_name

_BODIES = {
    "agency-education": "{} Education Service",
    "agency-health": "{} Community Health",
    "agency-housing": "{} Housing",
    "agency-inspectorate": "Inspectorate of 2008",
    "agency-mental-health": "{} Child and Adolescent Mental Health",
    "agency-police": "{} Police",
    "agency-probation": "{} Probation",
    "agency-social-care": "{} Children's Social Care",
    "agency-youth-justice": "{} Youth Justice Service",
    "board-joint-chief-inspectors": "Joint Chief Inspectors",
    "board-safeguarding": "{} Safeguarding Children Partnership",
    "board-youth-justice": "{} Youth Justice Management Board",
    "establishment-secure-childrens-home": "{} Secure Children's Home",
    "establishment-supported-housing": "{} Supported Lodgings",
    "establishment-young-offender-institution": "{} Young Offender Institution",
}

_SURVEY = "survey."
"""Before the ids of those who answered a survey: nobody asked for their names."""


def name_of(seed: int, subject: Subject) -> tuple[str, str] | None:
    """The given and family name of a subject; a body has its name in the second."""
    if subject.id.startswith(_SURVEY):
        return None
    if subject.type in ("agency", "board", "establishment"):
        return "", body_name(subject)
    return NAMES.get(subject.id) or invented_name(seed, subject.id)


def body_name(subject: Subject) -> str:
    """``Borchester Police``; of a sort that is not listed, its id in words."""
    short = subject.id.rpartition(".")[2]
    if short in _BODIES:
        return _BODIES[short].format(subject.place)
    return f"{subject.place} {short.replace('-', ' ')}".strip()
