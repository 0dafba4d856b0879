"""Two who judge the same file at once, and a process that is killed: nothing typed is lost."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sightline.service.inspection import autosaving
from sightline.service.inspection.models import Judgement, Reading
from sightline.service.ledger.verify import verify
from tests.service.inspection.judging_worlds import Judged, given, world
from tests.service.own_database import OwnDatabase
from tests.service.worlds import machine

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[3]


def judges(
    database: OwnDatabase, here: Judged, reading: Reading, times: int
) -> subprocess.Popen[str]:
    arguments = (reading.person_id, here.inspection, reading.pk, times)
    return subprocess.Popen(
        [sys.executable, "-m", "tests.service.inspection.judging_writer", *map(str, arguments)],
        cwd=ROOT,
        env=database.environment,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_two_readers_of_one_file_at_once_lose_nothing(own_database: OwnDatabase) -> None:
    here = world(twice=(1,), files=1, reserves=0)
    both = given(here, 1, 1, here.one), given(here, 1, 2, here.two)
    running = [judges(own_database, here, reading, 20) for reading in both]
    assert [len(process.communicate()[0].splitlines()) for process in running] == [40, 40]
    with machine():
        for reading in both:
            rows = Judgement.objects.filter(reading=reading).order_by("position")
            assert [row.reason for row in rows] == [str(n) for n in range(20)]
            assert autosaving.kept(reading, here.asked.questions[0].id) is None
        assert list(verify()) == []


def test_killed_between_typing_and_answering_nothing_typed_is_lost(
    own_database: OwnDatabase,
) -> None:
    chance = random.Random(3)
    here = world(twice=(), files=12, reserves=0)
    for file in range(1, 13):
        reading = given(here, file, 1, here.one)
        process = judges(own_database, here, reading, 10_000)
        assert process.stdout is not None
        lines = [process.stdout.readline()]
        time.sleep(chance.uniform(0, 0.15))
        process.send_signal(signal.SIGKILL)
        lines += [line for line in process.communicate()[0].splitlines() if line.strip()]
        what, number = lines[-1].split()
        with machine():
            answered = Judgement.objects.filter(reading=reading).order_by("position").last()
            kept = autosaving.kept(reading, here.asked.questions[0].id)
        last = -1 if answered is None else int(answered.reason or -1)
        typed = -1 if kept is None else int(kept[0]["reason"][0])
        # What was said to be kept is there, as kept or as the answer; what was answered, as that.
        assert (last if what == "answered" else max(last, typed)) >= int(number)
        assert kept is None or typed == last + 1
    with machine():
        assert list(verify()) == []
