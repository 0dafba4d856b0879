"""``sightline work``: the process beside the server that takes up what was delivered."""

from __future__ import annotations

import signal
import threading
from types import FrameType

import click

from sightline.cli.service import set_up_service
from sightline.cli.text import counted, say

BETWEEN = 5.0
"""Seconds between two looks at whether anything waits."""


@click.command()
@click.option("--once", is_flag=True, help="Take up what waits now, and end.")
def command(once: bool) -> None:
    """Take up the deliveries that wait, one after another, until it is told to end.

    On SIGTERM and Ctrl-C it ends after the step that it is at; what it was at goes on with the
    next that is started. Start as many as you like: of one system one delivery is taken up at a
    time.
    """
    over = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        over.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    with set_up_service():
        from django.db import OperationalError, close_old_connections

        from sightline.service.exchange.worker import work_once

        while not over.is_set():
            try:
                done = work_once(over.is_set)
            except OperationalError:
                if once:
                    raise
                done = 0  # the database is being restarted, or is busy: look again
            if once:
                say(f"{counted(done, 'delivery', 'deliveries')} taken up.")
                return
            if not done:
                close_old_connections()
                over.wait(BETWEEN)
