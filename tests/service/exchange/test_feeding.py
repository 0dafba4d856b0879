"""What is watched and what can be judged is kept by what arrives, from all systems of a place."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from sightline.engine.model import Watched
from sightline.service.exchange.running import run
from sightline.service.files.feeding import Told, hear
from sightline.service.files.models import Fed, Judged, NotHeld, System, Watch
from sightline.service.files.standard import standard
from sightline.service.ledger.acts import act
from tests.service.exchange.delivering import MAPPING, received, tables
from tests.service.files.making import day

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_the_owner")]
ANSWERED_BY_A_PLAN = "vuln-plan-create"
AT = datetime(2026, 4, 2, 4, tzinfo=UTC)


def periods_told(*days: tuple[str, str], at: datetime = AT, today: str = "2026-06-01") -> None:
    """A delivery of a system tells for which days it tells of plans."""
    system, _ = System.objects.get_or_create(name="careworks", defaults={"title": "Careworks"})
    watched = tuple(Watched("Borchester", "plan", day(a), day(b)) for a, b in days)
    with act(person=None, route="test"):
        hear(system, Told(frozenset({"Borchester"}), watched), at, date.fromisoformat(today))


def periods_kept() -> list[tuple[str, str]]:
    rows = Watch.objects.order_by("first_on").values_list("first_on", "last_on")
    return [(str(first), str(last)) for first, last in rows]


def test_periods_that_touch_are_one_and_a_gap_stays() -> None:
    periods_told(("2025-01-01", "2025-03-31"))
    periods_told(("2025-04-01", "2025-06-30"))
    assert periods_kept() == [("2025-01-01", "2025-06-30")]
    periods_told(("2026-01-01", "2026-03-31"))
    assert periods_kept() == [("2025-01-01", "2025-06-30"), ("2026-01-01", "2026-03-31")]
    periods_told(("2024-11-01", "2025-02-01"))
    assert periods_kept()[0] == ("2024-11-01", "2025-06-30")


def test_what_is_told_up_to_today_goes_on_and_is_judged_once() -> None:
    periods_told(("2026-01-01", "2026-06-01"))
    assert periods_kept() == [("2026-01-01", "None")]
    later = datetime(2026, 6, 2, 4, tzinfo=UTC)
    periods_told(("2026-01-01", "2026-06-02"), at=later, today="2026-06-02")
    assert periods_kept() == [("2026-01-01", "None")]
    assert Watch.objects.get().delivered_at == later and Fed.objects.get().heard_at == later


def test_a_duty_is_judged_once_any_system_of_the_place_can_answer_it(tmp_path: Path) -> None:
    plans = MAPPING.index("  plans:")
    assessments = MAPPING.index("  assessments:")
    without_plans = MAPPING[:plans].replace("[assessment, plan]", "assessment")
    without_assessments = MAPPING[:assessments] + MAPPING[plans:]
    without_assessments = without_assessments.replace("[assessment, plan]", "plan")
    assert ANSWERED_BY_A_PLAN in standard().duties

    first = tables(tmp_path / "first", "2026-03-09 04:00")
    run(received(first, mapping=without_plans, system="one"), [first])
    at_first = set(NotHeld.objects.values_list("duty", flat=True))
    assert ANSWERED_BY_A_PLAN in at_first
    judged_before = set(Judged.objects.values_list("file", flat=True))
    run(received(first, mapping=without_assessments, system="two"), [first])
    by_both = set(NotHeld.objects.values_list("duty", flat=True))
    assert by_both < at_first and ANSWERED_BY_A_PLAN not in by_both
    # What the first system told is judged again before anybody looks at it.
    assert judged_before.intersection(
        Judged.objects.filter(standard="").values_list("file", flat=True)
    )
