"""Several processes that write to one file at once: nothing is lost, nothing is written blind."""

from __future__ import annotations

import subprocess
import sys

from django.db import transaction

from sightline.service.files.models import Judged, Obligation, Record
from sightline.service.files.reconcile import reconcile
from sightline.service.ledger.row_security import as_machine
from sightline.service.ledger.verify import verify
from tests.service.files.making import opened, seen
from tests.service.own_database import OwnDatabase

WRITES = 25
"""By each of three processes."""

_WRITER = """
import sys
from uuid import UUID
import django
django.setup()
from sightline.engine.model import Moment
from sightline.service.files import services
from sightline.service.files.entries import Entry
from sightline.service.ledger.failures import Stale
from tests.service.files.making import acting, concern, day, seen
plan = Entry("plan", Moment(day("2026-03-02")), details={"type": "safety-and-wellbeing"})
file, other, writes = UUID(sys.argv[1]), UUID(sys.argv[2]), int(sys.argv[3])
done = stale = 0
while done < writes:
    before = seen(file)
    entry = plan if done % 20 else concern("2026-03-02", other)
    try:
        with acting() as by:
            services.record(file=file, entry=entry, seen=before, by=by)
        done += 1
    except Stale:
        stale += 1
print(done, stale)
"""


def test_processes_lose_nothing(own_database: OwnDatabase) -> None:
    child, other = opened(), opened()
    # Now and then each names the other's file: both lock both, and neither waits for ever.
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", _WRITER, str(file), str(also), str(WRITES)],
            env=own_database.environment, stdout=subprocess.PIPE, text=True,
        )
        for file, also in ((child, other), (child, other), (other, child))
    ]  # fmt: skip
    said = [writer.communicate(timeout=600)[0].split() for writer in writers]
    assert [int(done) for done, _ in said] == [WRITES] * 3
    with transaction.atomic(), as_machine():
        assert Record.objects.filter(file=child).count() == 2 * WRITES
        assert Record.objects.filter(file=other).count() == WRITES
        assert Judged.objects.get(file=child).version == seen(child)
        assert Obligation.objects.filter(file=child).exists()
        assert not list(reconcile())
        assert not list(verify())
