"""Several processes at once, and some that are killed: nothing is lost, chains stay whole."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from sightline.service.ledger import chains
from sightline.service.ledger.models import Chain, LogLine
from tests.service.ledger.rows import faults
from tests.service.own_database import OwnDatabase

ROOT = Path(__file__).parents[3]
SHARED, BESIDE = "file:shared", "file:beside"


def writer(database: OwnDatabase, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.service.ledger.writer", *map(str, arguments)],
        cwd=ROOT,
        env=database.environment,
        stdout=subprocess.PIPE,
        text=True,
    )


def said(process: subprocess.Popen[str]) -> list[str]:
    out, _ = process.communicate()
    return out.splitlines()


@pytest.mark.parametrize(
    ("processes", "acts"), [pytest.param(2, 75, marks=pytest.mark.long), (4, 40)]
)
def test_processes_that_write_to_the_same_chains_lose_nothing(
    own_database: OwnDatabase, processes: int, acts: int
) -> None:
    """Each names the chains in another order, which would be a deadlock if they locked them so."""
    names = [SHARED, BESIDE]
    running = [
        writer(own_database, "append", acts, *names[:: 1 - 2 * (n % 2)]) for n in range(processes)
    ]
    assert [len(said(process)) for process in running] == [acts] * processes
    assert [process.returncode for process in running] == [0] * processes
    assert [chains.version(name) for name in names] == [2 * acts * processes] * 2
    assert LogLine.objects.filter(chain__startswith="log:").count() == acts * processes
    assert faults() == []


def test_whoever_was_overtaken_is_told_and_nothing_is_lost(own_database: OwnDatabase) -> None:
    acts = 60
    running = [writer(own_database, "seen", acts, SHARED) for _ in range(2)]
    told = Counter(line == "overtaken" for process in running for line in said(process))
    assert told[False] == 2 * acts == chains.version(SHARED)
    overtaken = LogLine.objects.filter(outcome="stale")
    assert overtaken.count() == told[True]
    assert faults() == []


def test_a_process_that_dies_after_an_act_has_left_its_line(own_database: OwnDatabase) -> None:
    process = writer(own_database, "die", 1, SHARED)
    assert said(process) == ["0"] and process.returncode == 9
    assert LogLine.objects.filter(chain__startswith="log:", outcome="done").count() == 1


def kill_in_mid_write(database: OwnDatabase, chance: random.Random) -> None:
    before = chains.version(SHARED)
    process = writer(database, "append", 10_000, SHARED, BESIDE)
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(chance.uniform(0, 0.2))
    process.send_signal(signal.SIGKILL)
    committed = 1 + len([line for line in said(process) if line.strip()])
    heads = dict(Chain.objects.values_list("name", "length"))
    assert heads[SHARED] == heads[BESIDE]  # each act wrote to both, or to neither
    assert heads[SHARED] - before in (2 * committed, 2 * (committed + 1))
    assert LogLine.objects.filter(chain__startswith="log:").count() * 2 == heads[SHARED]
    assert faults() == []


def test_a_process_killed_in_mid_write_leaves_whole_acts(own_database: OwnDatabase) -> None:
    chance = random.Random(1)
    for _ in range(3):
        kill_in_mid_write(own_database, chance)


@pytest.mark.long
def test_many_processes_killed_in_mid_write_leave_whole_acts(own_database: OwnDatabase) -> None:
    chance = random.Random(2)
    for _ in range(60):
        kill_in_mid_write(own_database, chance)
