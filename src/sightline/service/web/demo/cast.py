"""Who there is to sign in as: people of every role, in the synthetic service of today.

They work at the agencies of Borchester; those with a worker's file have the children who are
allocated to that worker. An agreement opens the youth justice service's files to agencies to which
no child is allocated by name, as such agreements do.
"""

from __future__ import annotations

from dataclasses import dataclass

from sightline.service.access.models import Agency, Sector
from sightline.service.access.roles import Role

TEAM, AGENCY = Agency.Sees.TEAM, Agency.Sees.AGENCY

SECTORS: dict[str, tuple[Sector, Agency.Sees]] = {
    "agency-youth-justice": (Sector.YOUTH_JUSTICE, TEAM),
    "agency-social-care": (Sector.SOCIAL_CARE, TEAM),
    "agency-probation": (Sector.PROBATION, TEAM),
    "agency-police": (Sector.POLICE, TEAM),
    "agency-health": (Sector.HEALTH, TEAM),
    "agency-mental-health": (Sector.HEALTH, AGENCY),
    "agency-education": (Sector.EDUCATION, TEAM),
    "agency-housing": (Sector.HOUSING, TEAM),
    "board-safeguarding": (Sector.BOARD, TEAM),
    "board-youth-justice": (Sector.BOARD, TEAM),
    "establishment-secure-childrens-home": (Sector.CUSTODY, AGENCY),
    "establishment-supported-housing": (Sector.HOUSING, AGENCY),
    "establishment-young-offender-institution": (Sector.CUSTODY, AGENCY),
}
"""The agencies, by the ids of their files: their sector, and how far their practitioners see."""

INSPECTORATE, DEPARTMENT = "agency-inspectorate-today", "agency-department"
NATIONAL_BODIES: dict[str, tuple[str, Sector]] = {
    INSPECTORATE: ("Synthetic Joint Inspectorate", Sector.INSPECTORATE),
    DEPARTMENT: ("Synthetic Government Department", Sector.GOVERNMENT),
}
"""Bodies on which the nation keeps no file; one is opened."""

YJS = "agency-youth-justice"


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody to sign in as.

    ``mail``: before the @. ``worker``: the id of the file kept on them; blank for none.
    ``team``: whether the post names the worker's team. ``look``: what to look at first.
    """

    mail: str
    title: str
    role: Role
    agency: str
    sensitivities: str = ""
    worker: str = ""
    look: str = ""


_P = Role.PRACTITIONER
CAST = (
    Part("youth.justice", "youth justice practitioner", _P, YJS, "hvp", "worker-09",
         "their children, the most overdue first; open one"),
    Part("social.worker", "social worker", _P, "agency-social-care", "hv", "worker-26",
         "the same duties from the social worker's side"),
    Part("probation", "probation officer", _P, "agency-probation", "hvp", "worker-27",
         "adults allocated to them, and what each agency knows of the children around"),
    Part("mental.health", "mental health practitioner", _P, "agency-mental-health", "h",
         "worker-32", "children handed over to adult mental health"),
    Part("police", "police officer", _P, "agency-police", "vp", "worker-29",
         "what a police officer reads of a file, and what is not shown"),
    Part("education", "education worker", _P, "agency-education", "", "worker-34",
         "the same file without its sensitive fields"),
    Part("custody", "custody officer", _P, "establishment-young-offender-institution", "hp",
         "worker-36", "the children in this establishment today"),
    Part("yjs.manager", "manager, youth justice", Role.MANAGER, YJS, "hvp",
         look="allocations, and who has looked at a file"),
    Part("care.manager", "manager, social care", Role.MANAGER, "agency-social-care", "hv",
         look="the children of the whole agency"),
    Part("board", "board member", Role.BOARD_MEMBER, "board-youth-justice",
         look="the board's own file; no child's is open"),
    Part("inspector", "inspector", Role.INSPECTOR, INSPECTORATE, "hvp",
         look="the inspections that they lead; every file of the inspected service is open"),
    Part("inspector.two", "inspector", Role.INSPECTOR, INSPECTORATE, "hvp",
         look="the files that they were given to judge"),
    Part("inspector.three", "inspector", Role.INSPECTOR, INSPECTORATE, "hvp",
         look="the files that they read as the second of two, without seeing what the first said"),
    Part("analyst", "national analyst", Role.NATIONAL_ANALYST, DEPARTMENT,
         look="the standard: every duty with its source; no file is open"),
    Part("records", "records officer", Role.RECORDS_OFFICER, YJS, "hvp",
         look="a record that was filed in error, and who has looked"),
    Part("access.one", "access administrator", Role.ACCESS_ADMINISTRATOR, YJS,
         look="people, posts, agreements and the log; no file is open"),
    Part("access.two", "access administrator", Role.ACCESS_ADMINISTRATOR, YJS,
         look="what the other has proposed; granting takes two"),
)  # fmt: skip
ADMINISTRATORS = ("access.one", "access.two")


def address(part: Part) -> str:
    """Their e-mail address, by which they sign in."""
    return f"{part.mail}@borchester.example"


@dataclass(frozen=True, slots=True)
class Opened:
    """An agreement that opens the youth justice service's files to ``other``."""

    other: str
    sensitivities: str
    purpose: str
    basis: str


_PARTNERS = "Preventing offending and keeping the children safe who are known to both"
_CRIME_AND_DISORDER = "Crime and Disorder Act 1998, section 115"
AGREEMENTS = (
    Opened("agency-probation", "vp", _PARTNERS, _CRIME_AND_DISORDER),
    Opened("agency-police", "vp", _PARTNERS, _CRIME_AND_DISORDER),
    Opened("agency-education", "", _PARTNERS, _CRIME_AND_DISORDER),
    Opened(
        INSPECTORATE,
        "hvp",
        "Inspecting the youth justice service",
        "Criminal Justice and Court Services Act 2000, section 7",
    ),
)
