"""A match that may not be seen is not hinted at in time either: nobody can tell it from none.

The same person searches, turn by turn, for a child whose file is closed to them and for one on whom
there is no file. The differences within each pair are ranked (Wilcoxon): by chance alone they go
either way. It is asked of the clock on the wall and of the time that the processor worked, which a
busy machine does not blur. That the test would notice is shown by two milliseconds more on purpose.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import date
from itertools import product
from math import sqrt
from random import Random
from typing import Any

import pytest
from django.http import HttpRequest

from sightline.service.access.asking import Ask
from sightline.service.access.models import Person
from sightline.service.access.viewer import viewer_of
from sightline.service.casework.pages import finding as page
from sightline.service.files import finding
from sightline.service.files.search_keys import Sought
from sightline.service.ledger import clock
from sightline.service.ledger.acts import act
from tests.service.worlds import agency, days_ago, open_file, record, world

pytestmark = [pytest.mark.django_db, pytest.mark.long]

TURNS = 4
BORN = date(2010, 3, 4)
CHANCE = 4.0
"""Standard deviations: by chance more in one run of 16,000."""


def ranked(differences: Sequence[float]) -> float:
    """How far the signed ranks are from going either way, in standard deviations."""
    order = sorted((abs(one), one) for one in differences if one)
    signed = sum(rank if one > 0 else -rank for rank, (_, one) in enumerate(order, start=1))
    n = len(order)
    return signed / sqrt(n * (n + 1) * (2 * n + 1) / 6)


def names() -> list[str]:
    """Names of one length, of which no two sound alike."""
    first, second = "bdfgklmnprst", "aeiou"
    random = Random(5)
    made = ["".join(some) for some in product("bfgklmnprst", "aeo", "dmnrt", "aio", "klnst")]
    pairs = zip(random.sample(made, 40), random.sample(made, 40), strict=True)
    return [
        f"{a.title()} {b.title()}{random.choice(first)}{random.choice(second)}x" for a, b in pairs
    ]


Clock = Callable[[], float]
CLOCKS = [
    pytest.param(time.perf_counter, 400, id="on the wall"),
    pytest.param(time.thread_time, 100, id="of the processor"),
]
"""Each with how many pairs it takes to see two milliseconds."""


def differences(
    clock_: Clock, pairs: int, who: Person, closed: Sequence[str], nobody: Sequence[str]
) -> list[float]:
    """How much longer it takes where there is a closed file, pair by pair.

    From what was typed to who is shown. What comes before and after it in a request knows nothing
    of what was sought; that pages and statements are the same is tested in ``test_finding``.
    """
    random, found = Random(7), []
    for _ in range(pairs):
        pair = [random.choice(closed), random.choice(nobody)]
        spent: dict[str, list[float]] = {name: [] for name in pair}
        with act(person=who.pk, route="find") as by:
            viewer = viewer_of(who.pk, clock.now())
            ask = Ask(HttpRequest(), viewer, by, viewer.at)
            for _ in range(TURNS):
                for name in random.sample(pair, 2):
                    sought = Sought(name=name, born_on=BORN)
                    start = clock_()
                    assert not page.found_by(ask, sought)
                    spent[name].append(clock_() - start)
        # Whatever else the machine does makes some turns longer, and none shorter.
        found.append(min(spent[pair[0]]) - min(spent[pair[1]]))
    return found


@pytest.fixture
def searches() -> tuple[Person, list[str], list[str]]:
    """Somebody with a few files of their own, names on closed files, and names on none."""
    here, other = world(), agency("Elsewhere")
    made = names()
    closed, nobody = made[:8], made[8:]
    for name in closed:
        given, family = name.split()
        child = open_file(given=given, family=family, born_on=BORN)
        record(child, "case", days_ago(9), agency=other.pk, service="youth-justice")
    return here.worker, closed, nobody


@pytest.mark.parametrize(("clock_", "pairs"), CLOCKS)
def test_a_closed_match_takes_as_long_as_none(clock_: Clock, pairs: int, searches: Any) -> None:
    assert abs(ranked(differences(clock_, pairs, *searches))) < CHANCE


@pytest.mark.parametrize(("clock_", "pairs"), CLOCKS)
def test_two_milliseconds_more_would_be_noticed(
    clock_: Clock, pairs: int, searches: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, closed, _ = searches
    find: Callable[..., Any] = finding.find

    def with_a_hint(sought: Sought, among: Any) -> Any:
        if sought.name in closed:
            start = clock_()
            while clock_() < start + 0.002:
                pass
        return find(sought, among)

    monkeypatch.setattr(finding, "find", with_a_hint)
    assert ranked(differences(clock_, pairs, *searches)) > CHANCE
