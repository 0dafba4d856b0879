"""The worker: takes up the deliveries that wait, the first first, one of each system at a time.

The deliveries are the queue. One that was cut off waits like any other, and is known by nobody
holding its system's turn (``turns``).
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfileobj
from uuid import UUID

from sightline.service.exchange.models import Delivery, State
from sightline.service.exchange.running import Stopped, TakenOver, run
from sightline.service.exchange.services import OVER
from sightline.service.exchange.turns import Busy
from sightline.service.files import store
from sightline.service.ledger import clock
from sightline.service.ledger.acts import act
from sightline.service.ledger.transactions import take_turn

TO_DO = (State.WAITING, State.READING, State.WRITING)


def work_once(stop: Callable[[], bool] = lambda: False) -> int:
    """Take up what waits now; how many deliveries that was. Never raises for one that fails."""
    done = 0
    waiting = Delivery.objects.filter(state__in=TO_DO).exclude(kept=[]).order_by("received_at")
    for delivery in waiting.select_related("system"):
        if stop():
            break
        if _take_up(delivery, stop):
            done += 1
    return done


def _take_up(delivery: Delivery, stop: Callable[[], bool]) -> bool:
    try:
        with _laid_out(delivery) as paths:
            done = run(delivery, paths, stop=stop)
    except (Busy, TakenOver, Stopped):
        return False
    except (store.Missing, store.Damaged) as error:
        sentence = f"{error} Bring the delivery again."
        Delivery.objects.filter(pk=delivery.pk).update(
            state=State.REFUSED, sentence=sentence, kept=[], ended_at=clock.now()
        )
        return True
    if done.state in OVER:
        _let_go(done)
    return done.state in OVER


def _let_go(delivery: Delivery) -> None:
    """What was brought is kept no longer than it takes to take it up: the report stays."""
    with act(person=None, route="work") as by:
        take_turn()
        for one in delivery.kept:
            store.remove(UUID(one["id"]))
        delivery.kept = []
        delivery.save(update_fields=["kept"])
        by.did("let go of what was brought", row=delivery.pk)


@contextmanager
def _laid_out(delivery: Delivery) -> Iterator[list[Path]]:
    """What is kept, under the names that it came by, for as long as it is read.

    A mapping that says no better takes it to have been made when it arrived.
    """
    arrived = delivery.received_at.timestamp()
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for one in delivery.kept:
            path = Path(folder) / Path(one["name"]).name
            with store.opened(UUID(one["id"])) as source, path.open("wb") as copy:
                copyfileobj(source, copy)
            os.utime(path, (arrived, arrived))
            paths.append(path)
        yield paths
