"""What is stored and does not follow is found, and put right when asked."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import pytest
from click.testing import CliRunner

from sightline.cli.service_files import command
from sightline.engine.model import Moment
from sightline.service.files.entries import Entry
from sightline.service.files.models import Involvement, Judged, Obligation
from sightline.service.files.reconcile import reconcile
from sightline.service.ledger.ids import new_id
from tests.service.files.making import assessment, day, opened, recorded

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def as_jobs_are(as_the_owner: None) -> None:
    """It is a job, and sees every file."""


def _worse() -> None:
    Obligation.objects.filter(duty="vuln-plan-create").update(settled="met")


def _gone() -> None:
    Obligation.objects.filter(duty="vuln-plan-create").delete()


def _invented() -> None:
    row = Obligation.objects.get(duty="vuln-plan-create")
    row.id = new_id()
    row.save(force_insert=True)


def _later() -> None:
    Obligation.objects.filter(duty="vuln-plan-create").update(due_on=date(2027, 1, 1))


def _uninvolved() -> None:
    Involvement.objects.all().delete()


def _longer() -> None:
    Involvement.objects.update(from_on=date(2001, 1, 1))


def _never() -> None:
    Judged.objects.all().delete()


@pytest.mark.parametrize("spoil", [_worse, _gone, _invented, _later, _uninvolved, _longer, _never])
def test_every_sort_of_difference_is_found_and_put_right(spoil: Callable[[], None]) -> None:
    child, agency = opened(), opened("agency", family="Youth justice")
    recorded(child, assessment("2026-03-02"))
    case = Entry("case", Moment(day("2026-03-02")), agency=agency, details={"service": "probation"})
    recorded(child, case)
    assert list(reconcile()) == []
    spoil()
    found = list(reconcile(fix=True))
    assert child in {difference.file for difference in found}
    assert all(difference.sentence.endswith(".") for difference in found)
    assert list(reconcile()) == []


def test_the_command_says_what_differs_and_ends_with_1() -> None:
    child = opened()
    recorded(child, assessment("2026-03-02"))
    run = CliRunner().invoke
    assert run(command).exit_code == 0
    _worse()
    told = run(command)
    assert told.exit_code == 1 and f"{child}: An obligation of vuln-plan-create" in told.output
    as_json = run(command, ["--fix", "--json"])
    assert as_json.exit_code == 1
    assert [one["file"] for one in json.loads(as_json.stdout)["differences"]] == [str(child)]
    assert run(command).exit_code == 0
