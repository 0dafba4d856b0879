"""A change of standard: what it says otherwise, and which obligations it would change."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path

import pyarrow as pa
import pytest

from sightline.engine.differences import Difference, bearing_on, differences
from sightline.engine.many import evaluate_files
from sightline.engine.model import Moment
from sightline.engine.preview import CHANGES, changed
from sightline.standard import load
from sightline.standard.calendar import day_of, end_of_day
from sightline.standard.model import Standard
from sightline.synth import service
from tests.england import england

DAY = day_of(date(2026, 10, 31))


def altered(folder: Path, file: str, *changes: tuple[str, str]) -> Standard:
    """England with some words of one file changed, each wherever it stands."""
    copy = folder / "england"
    shutil.copytree(Path(str(resources.files("sightline"))) / "standards" / "england", copy)
    path = copy / file
    text = path.read_text("utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    path.write_text(text, encoding="utf-8")
    return load(copy)


def judged(standard: Standard) -> pa.Table:
    made = service(7, 40)
    return evaluate_files(
        standard, made.files, known_at=end_of_day(DAY), on=Moment(DAY), watched=made.watched
    )[0]


@cache
def as_it_is() -> pa.Table:
    return judged(england())


def test_a_standard_differs_from_itself_in_nothing() -> None:
    assert differences(england(), england()) == []
    assert changed(as_it_is(), as_it_is()).num_rows == 0


def test_a_shorter_interval_changes_the_duty_that_says_it(tmp_path: Path) -> None:
    tighter = altered(
        tmp_path, "duties/reports-visits-and-papers.yaml", ("15 working days", "14 working days")
    )
    found = differences(england(), tighter)
    assert {difference.what for difference in found} == {"duty"}
    visits = next(d for d in found if d.name == "home-visit-yot")
    assert any("within 15 working days" in said for said in visits.before)
    assert any("within 14 working days" in said for said in visits.after)
    changes = changed(as_it_is(), judged(tighter))
    assert set(changes.column("duty").to_pylist()) <= {d.name for d in found}
    assert changes.num_rows > 0
    for row in changes.to_pylist():
        if row["change"] == "due":
            assert row["due_after"] < row["due_before"]


def test_every_obligation_is_kept_new_or_gone(tmp_path: Path) -> None:
    later = altered(
        tmp_path,
        "duties/looked-after.yaml",
        ("from: 2011-04-01", "from: 2026-06-01"),
        ("until: 2011-04-01", "until: 2012-01-01"),
        ("rule: 2011-04-01", "rule: 2026-06-01"),
    )
    after = judged(later)
    changes = changed(as_it_is(), after)
    counts = Counter(changes.column("change").to_pylist())
    assert counts["gone"] > 0
    assert as_it_is().num_rows + counts["new"] - counts["gone"] == after.num_rows
    assert changes.schema == CHANGES
    for row in changes.to_pylist():
        assert (row["state_before"] is None) == (row["change"] == "new")
        assert (row["state_after"] is None) == (row["change"] == "gone")


def test_a_holiday_bears_on_every_duty(tmp_path: Path) -> None:
    holiday = altered(
        tmp_path, "reference/calendar.yaml", ("- 2026-08-31", "- 2026-08-31\n    - 2026-09-01")
    )
    (found,) = differences(england(), holiday)
    assert found == Difference("calendar", "england", (), ("2026-09-01 is a holiday.",))
    assert all(bearing_on(duty, [found]) == [found] for duty in england().duties.values())


def test_a_kind_bears_on_the_duties_that_ask_for_it() -> None:
    found = [Difference("kind", "vetting", ("It lasts: point.",), ("It lasts: span.",))]
    named = {id_ for id_, duty in england().duties.items() if bearing_on(duty, found)}
    assert "vetting-before-start" in named
    assert "lac-review-first" not in named


@pytest.mark.parametrize("word", ["title", "help"])
def test_words_that_nothing_is_judged_by_are_not_compared(tmp_path: Path, word: str) -> None:
    path = "kinds/looked-after.yaml"
    renamed = altered(tmp_path, path, (f"{word}: ", f"{word}: So-called "))
    assert differences(england(), renamed) == []
