"""Loading the synthetic nation: first the service of today, then the rest, place by place.

Each place is one transaction, so that whoever looks at pages meanwhile never waits for more than
one place, and what was cut off goes on where it was.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import partial

from sightline.engine.model import File, Watched
from sightline.returns.judged import Filled, blind_duties
from sightline.service.files.loading import load
from sightline.service.files.standard import standard
from sightline.service.ledger.jobs import job
from sightline.service.web.demo.names import name_of
from sightline.service.web.demo.state import FIRST_MOMENT, NATION
from sightline.synth import service
from sightline.synth.nation import nation
from sightline.synth.nation.national import NAME as EVERYWHERE
from sightline.synth.roster import PLACE

SOURCE = "synthetic"

TURN = 0.15
"""Seconds between two places. SQLite lets one write at a time, and whoever waits looks again every
tenth of a second: without a pause nobody else would ever get a turn."""

Told = Callable[[int, int], object]
"""Told how many places are loaded, of how many."""


def load_service(seed: int) -> None:
    """Load the service of today: its agencies, workers and children."""
    made = service(seed, told_cases=True)
    _load(seed, made.files, made.watched, made.holds)


def load_nation(seed: int, places: int, told: Told, still_wanted: Callable[[], bool]) -> None:
    """Load so many places of the rest of the nation; what is there is passed over.

    ``still_wanted`` is asked all the time: where it says no, what is loaded so far stays, and the
    next call goes on. Raises Unwanted then.
    """
    with job(NATION.format(seed), total=places) as running:

        def check(_: int = 0) -> None:
            if not still_wanted():
                raise Unwanted

        made = nation(seed, check, places)
        by_place = _by_place(made.files)
        del by_place[PLACE]
        # What holds for everywhere comes first: records elsewhere name its bodies.
        order = sorted(by_place, key=lambda place: (place != EVERYWHERE, place))
        for number, place in enumerate(order, 1):
            check()
            watched = [period for period in made.watched if period.place == place]
            _load(seed, by_place[place], watched, made.holds)
            running.advance(1)
            told(number, places)
            time.sleep(TURN)


class Unwanted(Exception):
    """Nobody waits for the load any more."""


def _by_place(files: Iterable[File]) -> dict[str, list[File]]:
    by_place: defaultdict[str, list[File]] = defaultdict(list)
    for file in files:
        by_place[file.subject.place].append(file)
    return by_place


def _load(seed: int, files: Iterable[File], watched: Iterable[Watched], holds: Filled) -> None:
    watched = list(watched)
    blind = frozenset(blind_duties(standard(), holds))
    not_held: Mapping[str, frozenset[str]] = {period.place: blind for period in watched}
    load(
        files,
        source=SOURCE,
        watched=watched,
        not_held=not_held,
        names=partial(name_of, seed),
        known_at=FIRST_MOMENT,
    )
