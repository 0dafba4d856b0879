"""``sightline publish`` on the machine of the service, as its operator has it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from sightline.cli import main, publish
from sightline.reporting.published import downloads
from sightline.reporting.published.signing import new_key
from sightline.service.ledger.models import LogLine
from sightline.service.publishing import editing, issuing
from sightline.service.publishing.models import ReportFigure
from tests.service.own_database import OwnDatabase
from tests.service.publishing.test_issuing import a_review, fig
from tests.service.publishing.worlds import Published, acting, ready, world
from tests.service.worlds import see_all, today

pytestmark = pytest.mark.once


@pytest.fixture
def here(own_database: OwnDatabase, monkeypatch: pytest.MonkeyPatch) -> Published:
    monkeypatch.delenv("OWNER_DATABASE_URL", raising=False)
    return world()


def test_the_operator_writes_the_folder_and_takes_a_review_in(
    here: Published, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    private, check_with = new_key()
    monkeypatch.setenv(publish.KEY, private)
    monkeypatch.setattr(downloads, "forms", lambda: ("html",))
    monkeypatch.setattr(publish, "_of_review", lambda *_: a_review(**{"fig-one": fig("a third")}))
    with acting(here.lead) as by:
        begun = editing.begin_on_review(
            review="third-joint-review", agency=here.hmip.pk, title="The third review", by=by
        )
    report = ready(here)
    with acting(here.lead) as by:
        publication = issuing.publish(report=report, on=today(), must_read=[], today=today(), by=by)
    run = CliRunner().invoke
    folder = str(tmp_path / "public")
    written = run(main, ["publish", folder])
    assert written.exit_code == 0, written.output
    assert run(main, ["publish", folder, "--verify", "--key", check_with]).exit_code == 0
    taken = run(main, ["publish", "--take-in", "third-joint-review"])
    assert taken.exit_code == 0 and "1 figure taken in" in taken.output
    see_all()
    assert ReportFigure.objects.filter(report=begun, name="fig-one").exists()
    (line,) = LogLine.objects.filter(route="publish", outcome="done")
    assert [one["row"] for one in line.acts] == [str(publication.pk)]
