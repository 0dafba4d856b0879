"""Clocks as a practitioner says them: in the days that the rule counts, hours only when few."""

from __future__ import annotations

from datetime import datetime
from functools import cache

import pytest

from sightline.service.casework import owed
from sightline.service.files.models import Obligation
from sightline.service.files.standard import standard
from sightline.standard.calendar import LONDON
from sightline.standard.model import Unit, Within


@cache
def rule_of(unit: Unit) -> tuple[str, str, int]:
    """A rule whose clock counts in a unit: its duty, its part and its number."""
    for duty in standard().duties.values():
        for part in duty.parts:
            for number, rule in enumerate(part.rules):
                if isinstance(rule.clock, Within) and rule.clock.interval.unit is unit:
                    return duty.id, part.name, number
    raise AssertionError(f"no rule counts in {unit}")


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("unit", "due", "on", "said", "due_said"),
    [
        (Unit.HOURS, "2025-04-26 09:30", "2026-10-31 12:00", "Overdue by 553 days",
         "was due by Sat 26 Apr 2025 09:30"),
        (Unit.HOURS, "2026-10-30 12:00", "2026-10-31 15:00", "Overdue by 27 hours",
         "was due by Fri 30 Oct 2026 12:00"),
        (Unit.HOURS, "2026-10-30 23:50", "2026-10-31 00:10", "Overdue by less than an hour",
         "was due by Fri 30 Oct 2026 23:50"),
        (Unit.HOURS, "2026-10-31 15:00", "2026-10-31 12:30", "Due in 2 hours",
         "due by Sat 31 Oct 2026 15:00"),
        (Unit.HOURS, "2026-10-31 12:40", "2026-10-31 12:30", "Due within the hour",
         "due by Sat 31 Oct 2026 12:40"),
        (Unit.HOURS, "2026-11-04 12:00", "2026-10-31 12:30", "Due in 4 days",
         "due by Wed 4 Nov 2026 12:00"),
        (Unit.WORKING_DAYS, "2026-10-23", "2026-10-31 12:00", "Overdue by 5 working days",
         "was due by the end of Fri 23 Oct 2026"),
        (Unit.WORKING_DAYS, "2026-11-06", "2026-10-30 12:00", "Due in 5 working days",
         "due by the end of Fri 6 Nov 2026"),
        (Unit.DAYS, "2026-10-30", "2026-10-31 12:00", "Overdue by 1 day",
         "was due by the end of Fri 30 Oct 2026"),
        (Unit.DAYS, "2026-10-31", "2026-10-31 12:00", "Due today",
         "due by the end of Sat 31 Oct 2026"),
        (Unit.DAYS, "2026-11-01", "2026-10-31 23:59", "Due tomorrow",
         "due by the end of Sun 1 Nov 2026"),
        (Unit.DAYS, "2026-11-09", "2026-10-31 12:00", "Due in 9 days",
         "due by the end of Mon 9 Nov 2026"),
    ],
)  # fmt: skip
def test_a_clock_is_said_in_what_its_rule_counts(
    unit: Unit, due: str, on: str, said: str, due_said: str
) -> None:
    duty, part, number = rule_of(unit)
    at = moment(due)
    row = Obligation(
        duty=duty, part=part, rule=number, owner="social-worker", trigger="", opened_on=at.date(),
        due_on=at.date(), due_at=at if " " in due else None,
    )  # fmt: skip
    told = owed.told(row, "", moment(on))
    assert (told.clock, told.due_said) == (said, due_said)


def test_of_what_is_settled_no_clock_is_said() -> None:
    """A page that was kept open on what is met by now does not say that it is due in -9 days."""
    duty, part, number = rule_of(Unit.DAYS)
    at = moment("2026-10-22")
    row = Obligation(
        duty=duty, part=part, rule=number, owner="social-worker", trigger="", opened_on=at.date(),
        due_on=at.date(), settled="met",
    )  # fmt: skip
    assert owed.told(row, "", moment("2026-10-31 12:00")).clock == "It was met in time."
