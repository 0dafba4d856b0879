"""How long it takes to find a child among 100,000 files: wall time, CPU and statements a search.

    python benchmarks/service_finding.py [--database sqlite|postgresql] [--files 100000]
                                         [--requests 600] [--each 20] [--keep FOLDER]

The database, the people and the server are those of ``service_pages.py``, and so is the yardstick.
Each search is sent one after the other, so that the CPU of the server and of the
database can be told; then as an open loop, four a second. Refused and failed requests end it.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from urllib.parse import urlencode

from service_client import PAGES, Answer, Asked, Client, Hidden, Signed, must
from service_database import Database, analyse, measure
from service_pages import A_SECOND, served, told_alone, told_answers, told_versions

AT_ONCE = 5_000
YARDSTICK = "a plain page"
SEARCHES: dict[str, dict[str, str]] = {
    "name": {"name": "Harpur Dunnok"},
    "common name": {"name": "Ash Applegarth"},
    "name and birth": {"name": "Jules Fothergill", "born": "14 5 2010"},
    "birth": {"born": "14 5 2010"},
    "year": {"born": "2010"},
    "number": {"number": "943 476 5919"},
    "nobody": {"name": "Qvxzyj Xylander", "born": "31 12 1999"},
}


def run(asked: argparse.Namespace, database: Database) -> None:
    """Fill the database, serve it, search, and print."""
    # Only now, because Django must be set up.
    from service_world import fill, people, signed_in

    fill(asked.files)
    signed = [signed_in(person) for person in people()]
    _index()
    analyse()
    print(*told_versions(), sep="\n", flush=True)
    with served(database) as port:
        client = Searching(port)
        for one in searches(signed, len(SEARCHES) * len(signed)):
            must(client.ask(one))
        print(f"\nOne after the other, {asked.each} of each: ms of CPU, statements", flush=True)
        for name in SEARCHES:
            some = [one for one in searches(signed, len(SEARCHES) * asked.each) if one.page == name]
            print(told_alone(name, client, some, database), flush=True)
        print(f"\n{asked.requests} requests, {A_SECOND:g} a second: ms", flush=True)
        at_once = list(searches(signed, asked.requests, yardstick=True))
        print(*told_answers(client.at_fixed_times(at_once, A_SECOND)), sep="\n", flush=True)


def _index() -> None:
    """What files are found by, of those that the database copied without it."""
    from django.db.models import Exists, OuterRef

    from sightline.service.files import finding
    from sightline.service.files.models import SearchKey, Subject
    from sightline.service.ledger.acts import act

    missing = Subject.objects.filter(~Exists(SearchKey.objects.filter(file=OuterRef("pk"))))
    ids = iter(list(missing.filter(type__in=finding.PEOPLE).values_list("pk", flat=True)))
    while some := list(islice(ids, AT_ONCE)):
        with act(person=None, route="benchmark"):
            finding.index(some)
        print(f"indexed {len(some):,} files", flush=True)


def searches(people: Sequence[Signed], count: int, *, yardstick: bool = False) -> Iterator[Asked]:
    """So many searches, each sort and each person in turn."""
    names = [*SEARCHES, *([YARDSTICK] if yardstick else [])]
    dice = random.Random(1)
    for number in range(count):
        who = people[dice.randrange(len(people))]
        name = names[number % len(names)]
        yield Asked(name, who, PAGES[name](who, dice) if name == YARDSTICK else "/find")


class Searching(Client):
    """Sends what is typed, with the token of a form that was asked for once by each person."""

    def __init__(self, port: int) -> None:
        super().__init__(port)
        self._forms: dict[str, tuple[str, str]] = {}

    def ask(self, asked: Asked, since: float | None = None) -> Answer:
        """One search, answered."""
        if asked.page == YARDSTICK:
            return super().ask(asked, since)
        token, cookie = self._form(asked)
        headers = {
            "Cookie": cookie,
            "Host": f"localhost:{self._port}",
            "Origin": f"http://localhost:{self._port}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        body = urlencode({"csrfmiddlewaretoken": token, **SEARCHES[asked.page]})
        start = time.perf_counter() if since is None else since
        answer, page = self._send("POST", asked.address, headers, body)
        wall = time.perf_counter() - start
        if b"There is a problem" in page:
            raise RuntimeError(f"{asked.page} was not understood")
        cpu, queries = answer.headers["X-Cpu"], answer.headers["X-Queries"]
        waited = float(answer.headers["X-Waited"] or 0)
        return Answer(asked.page, answer.status, wall, float(cpu or 0), int(queries or 0), waited)

    def _form(self, asked: Asked) -> tuple[str, str]:
        who = asked.signed
        if who.name not in self._forms:
            headers = {"Cookie": who.cookie, "Host": f"localhost:{self._port}"}
            answer, page = self._send("GET", asked.address, headers, None)
            form = Hidden()
            form.feed(page.decode())
            token = (answer.headers["Set-Cookie"] or "").split(";")[0]
            self._forms[who.name] = form.found["csrfmiddlewaretoken"], f"{who.cookie}; {token}"
        return self._forms[who.name]


if __name__ == "__main__":
    measure(__doc__, run, files=100_000, requests=600, each=20)
