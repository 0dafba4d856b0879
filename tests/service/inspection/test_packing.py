"""From a real draw across two areas to the command that works everything out again."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from pytest_django import DjangoDbBlocker

from sightline.cli import main
from sightline.service.files.models import Record
from sightline.service.inspection import cells, comparing, concluding, filing
from sightline.service.inspection.models import Drawn, Sort
from sightline.service.inspection.packing import pack_of
from sightline.service.inspection.plans import Area
from tests.service.inspection import worlds
from tests.service.inspection.finding_worlds import judged, now, to_judge
from tests.service.inspection.judging_worlds import Judged, acting
from tests.service.shared import made_once
from tests.service.worlds import see_all

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def thematic() -> Judged:
    """Two services, and an inspection across both of one member: the lead alone."""
    one, other = worlds.world(8), worlds.world(6, "Felpersham YJS")
    worlds.agree(other.yjs, one.inspectorate)
    areas = (Area(one.yjs.pk), Area(other.yjs.pk))
    made = worlds.planned(one, members=False, sort=Sort.THEMATIC, areas=areas, most=6, strata=())
    draw = worlds.drawn(one, made, seed="3-1-4")
    drawn = list(Drawn.objects.filter(draw=draw).order_by("position"))
    here = Judged(
        one.yjs, one.inspectorate, one.lead, one.lead, one.lead, one.manager, made.pk, draw, drawn
    )
    judged(here, {(1, 1): "no", (2, 1): "not-known", (5, 2): "no"})
    return here


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Judged]:
    with made_once(django_db_blocker, thematic) as there:
        yield there


@pytest.fixture
def here(made: Judged, db: None) -> Judged:
    see_all()
    return made


def concluded(here: Judged) -> None:
    """By the lead alone, as there is no other member."""
    seen = concluding.said_digest(now(here))
    with acting(here.lead) as by:
        concluding.conclude(inspection=here.inspection, seen=seen, by=by)


def test_each_area_has_its_own_figures_and_together_they_are_all(here: Judged) -> None:
    of = now(here)
    assert {group.area for group in of.findings.areas} == {str(id_) for id_ in of.known.areas}
    assert sum(group.files for group in of.findings.areas) == of.findings.all.files == 6
    for at, one in enumerate(of.findings.all.questions):
        parts = [group.questions[at] for group in of.findings.areas]
        for count in ("yes", "no", "unanswered", "n"):
            assert sum(getattr(part, count) for part in parts) == getattr(one, count)
    (chart,) = comparing.charts(of, [], of.findings.all.questions[0].question)
    assert {row[0] for row in chart.rows} == set(of.known.areas.values())


def test_the_command_gives_it_again_and_finds_one_answer_that_was_changed(
    here: Judged, tmp_path: Path
) -> None:
    concluded(here)
    told = pack_of(now(here)).to_dict()
    there = tmp_path / "pack.json"
    there.write_text(json.dumps(told), encoding="utf-8")
    again = CliRunner().invoke(main, ["inspection", "reproduce", str(there)])
    assert again.exit_code == 0, again.output
    assert "3-1-4" in again.output
    changed = next(one for one in told["judgements"] if one["answer"] == "yes")
    changed["answer"] = "no"
    there.write_text(json.dumps(told), encoding="utf-8")
    again = CliRunner().invoke(main, ["inspection", "reproduce", str(there)])
    assert again.exit_code == 1 and str(changed["file"]) in again.output + again.stderr


def test_each_service_was_inspected_and_each_file_was_read_there(here: Judged) -> None:
    concluded(here)
    of = now(here)
    with acting(here.lead) as by:
        assert filing.put_on_file(of, by=by).is_whole
    rows = Record.objects.filter(kind=filing.INSPECTED).values_list("file", flat=True)
    assert set(rows) == set(of.known.areas)
    read = Record.objects.filter(kind=filing.READ).values_list("details", flat=True)
    by_area = Counter(said["inspected"] for said in read if said)
    assert by_area == {group.area: group.files for group in of.findings.areas}


def test_what_is_published_says_of_which_area_each_figure_is(here: Judged) -> None:
    concluded(here)
    told = cells.published_cells(here.inspection)
    of = now(here)
    questions = len(of.findings.all.questions)
    assert len(told) == 1 + questions * 3
    parts = [one for one in told.values() if one.axis == "area"]
    assert {one.group["area"] for one in parts} == set(of.known.areas.values())
    assert all(one.whole for one in parts) and len(to_judge(here)) == 6
