"""The four practice examples in the service: what the file and the chronology show, and to whom."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from pytest_django import Settings

from sightline.service.access import policy
from sightline.synth.cases import boy_and_his_parents, boy_on_a_plan, girl_in_danger, young_mother
from sightline.synth.cases.names import NAMES
from tests.service.casework.told import Cases, days_behind, id_of, load_cases
from tests.service.worlds import viewer

pytestmark = pytest.mark.django_db

A, MAN = girl_in_danger.GIRL, girl_in_danger.MAN
B, C, D = boy_on_a_plan.BOY, boy_and_his_parents.BOY, young_mother.GIRL

OPEN = {
    A: {"youth-justice", "probation", "police", "mental-health"},
    MAN: {"probation"},
    B: {"youth-justice", "social-care", "probation", "police", "mental-health"},
    C: {"youth-justice", "social-care", "probation", "police", "mental-health"},
    D: {"youth-justice", "social-care", "probation", "police", "mental-health"},
}
"""To whom each file is open: those who work with them, and those whom an agreement lets in."""

EVENTS: Sequence[tuple[str, str, Sequence[str], Sequence[str]]] = (
    # Youth justice is told of the licence; the police read of the worry, and of no assessment.
    (A, "youth-justice", ["Concern", "Plan", "Assessment", "Notice", "Referral"], []),
    (A, "police", ["Concern", "Referral"], ["Assessment", "Contact"]),
    (A, "probation", ["Assessment", "Notice", "Contact"], ["Concern"]),
    (
        MAN,
        "probation",
        ["Order", "Arrangement", "Check with another agency", "MAPPA category and level"],
        [],
    ),
    # Those who met read of the meetings; a worker in health reads no court's order of the parents.
    (B, "youth-justice", ["Meeting", "Participation", "Intervention", "Plan"], []),
    (B, "social-care", ["Meeting", "Intervention", "Outcome of a need"], []),
    (B, "police", ["Meeting"], ["Outcome of a need", "Assessment"]),
    # What he did is read by those who supervise him, and not by his social worker.
    (C, "youth-justice", ["Offence", "Intervention", "Court or charge event"], []),
    (C, "social-care", ["Assessment", "Intervention", "Court or charge event"], ["Offence"]),
    (C, "mental-health", ["Assessment", "Intervention"], ["Offence", "Court or charge event"]),
    # That she is expecting is about her health.
    (D, "youth-justice", ["Pregnancy", "Decision", "Custody", "Order"], []),
    (D, "mental-health", ["Pregnancy", "Custody"], ["Offence"]),
    (D, "police", ["Order", "Offence"], ["Pregnancy"]),
    (D, "probation", ["Order", "Custody"], ["Pregnancy"]),
)
"""By kind of record: what somebody's chronology of a file has in it, and what it has not."""


@pytest.fixture
def here(settings: Settings) -> Cases:
    settings.DAYS_BEHIND = days_behind()
    return load_cases()


def text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html))


def kinds(html: str) -> set[str]:
    """The kinds of the events in a chronology."""
    table = html[html.find('id="events"') :]
    rows = re.findall(r'<th scope="row"[^>]*>(.*?)</th>', table, re.DOTALL)
    return {text(re.sub(r"<div.*", "", row, flags=re.DOTALL)).strip() for row in rows}


def test_each_agency_opens_the_files_it_works_with_and_reads_its_part_of_them(here: Cases) -> None:
    for file, agencies in OPEN.items():
        for agency in here.people:
            basis = policy.basis_for(viewer(here.people[agency]), id_of(file))
            assert (basis is not None) == (agency in agencies), (file, agency)
    for file, agency, shown, hidden in EVENTS:
        _, html = here.page(agency, "chronology", file, show="all")
        there = kinds(html)
        assert set(shown) <= there, (file, agency, there)
        assert there.isdisjoint(hidden), (file, agency, there)


def test_the_screens_say_what_keeps_the_child_safe(here: Cases) -> None:
    """A: his licence and hers to know; nobody who works with her reads on his file."""
    _, his = here.page("probation", "file", MAN)
    told = text(his)
    assert "Contact is forbidden" in told
    assert "Condition in the licence, confirmed" in told
    assert "The victim was told of it" in told
    assert NAMES[A][0] in told
    _, hers = here.page("youth-justice", "file", A)
    assert NAMES[MAN][1] not in hers
    _, events = here.page("youth-justice", "chronology", A, show="all")
    assert "A condition of the licence" in text(events)
    assert NAMES[MAN][1] not in events
    assert here.page("youth-justice", "file", MAN)[0] == 404
    # D: a young mother on no order, with a plan for what comes after and nothing overdue on it.
    _, after = here.page("youth-justice", "file", D)
    assert "Overdue" not in text(after)
