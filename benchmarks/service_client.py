"""Who asks for pages in ``service_pages.py``: requests at fixed times, whether or not answered."""

from __future__ import annotations

import http.client
import random
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html.parser import HTMLParser
from urllib.parse import urlencode


@dataclass(frozen=True)
class Signed:
    """Somebody signed in, and where they may be expected.

    ``lists``: my files: the first page, two filters, the last page. ``files``, ``records``,
    ``forms``: addresses of files open to them, of a record on each, and of the form that adds a
    contact, where they may add one. ``works``: whether they have a page of what they must do.
    """

    name: str
    cookie: str
    lists: tuple[str, ...]
    files: tuple[str, ...]
    records: tuple[str, ...]
    forms: tuple[str, ...]
    works: bool = False


@dataclass(frozen=True)
class Answer:
    """What one request came to. ``wall``: seconds since it was to be sent; ``cpu``: of the server's
    own; ``queries``: what it asked the database; ``waited``: seconds until that had answered.
    """

    page: str
    status: int
    wall: float
    cpu: float
    queries: int
    waited: float


@dataclass(frozen=True)
class Asked:
    """One request to be made. ``address``: of the page; a record is saved on the form's."""

    page: str
    signed: Signed
    address: str


PAGES = {
    "health": lambda who, dice: "/health",
    "a plain page": lambda who, dice: "/plain",
    "my work": lambda who, dice: "/" if who.works else who.lists[0],
    "my work, my agency's": lambda who, dice: "/?whose=agency" if who.works else who.lists[0],
    "my files": lambda who, dice: who.lists[0],
    "my files, my team's": lambda who, dice: who.lists[1],
    "my files, children": lambda who, dice: who.lists[2],
    "my files, last page": lambda who, dice: who.lists[3],
    "a file": lambda who, dice: dice.choice(who.files),
    "a record": lambda who, dice: dice.choice(who.records),
    "the form to add": lambda who, dice: dice.choice(who.forms),
    "saving a record": lambda who, dice: dice.choice(who.forms),
    "a duty": lambda who, dice: "/standard/duties/release-address",
}
"""Each page, and where somebody asks for it."""


def mixed(people: Sequence[Signed], count: int) -> Iterator[Asked]:
    """So many requests, each page and each person in turn; who may not add asks for a file."""
    dice = random.Random(1)
    names = list(PAGES)
    for number in range(count):
        page = names[number % len(names)]
        able = [who for who in people if who.forms] if "add" in page or "saving" in page else people
        who = able[(number // len(names) + number) % len(able)]
        yield Asked(page, who, PAGES[page](who, dice))


class Client:
    """Asks this machine for pages at a port."""

    def __init__(self, port: int) -> None:
        self._host, self._port = "127.0.0.1", port

    def at_fixed_times(self, asked: Sequence[Asked], a_second: float) -> list[Answer]:
        """The answers to requests sent so many a second. None waits for another's answer, but one
        that saves a record is sent when its form has been answered.
        """
        found: list[Answer] = []
        start = time.perf_counter() + 0.5
        threads = [
            threading.Thread(target=self._at, args=(start + number / a_second, one, found))
            for number, one in enumerate(asked)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return found

    def _at(self, when: float, asked: Asked, found: list[Answer]) -> None:
        time.sleep(max(0.0, when - time.perf_counter()))
        found.append(must(self.ask(asked, when)))

    def ask(self, asked: Asked, since: float | None = None) -> Answer:
        """One request, answered."""
        body, cookie = None, asked.signed.cookie
        if asked.page == "saving a record":
            body, cookie = self._filled_in(asked)
            since = None
        start = time.perf_counter() if since is None else since
        headers = {"Cookie": cookie, "Host": f"localhost:{self._port}"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Origin"] = f"http://localhost:{self._port}"
        answer, _ = self._send("GET" if body is None else "POST", asked.address, headers, body)
        wall = time.perf_counter() - start
        cpu, queries = answer.headers["X-Cpu"], answer.headers["X-Queries"]
        waited = float(answer.headers["X-Waited"] or 0)
        return Answer(asked.page, answer.status, wall, float(cpu or 0), int(queries or 0), waited)

    def _send(
        self, method: str, address: str, headers: dict[str, str], body: str | None
    ) -> tuple[http.client.HTTPResponse, bytes]:
        connection = http.client.HTTPConnection(self._host, self._port, timeout=120)
        try:
            connection.request(method, address, body, headers)
            answer = connection.getresponse()
            return answer, answer.read()
        finally:
            connection.close()

    def _filled_in(self, asked: Asked) -> tuple[str, str]:
        """A contact of today as its form is sent, and the cookies that go with it."""
        headers = {"Cookie": asked.signed.cookie, "Host": f"localhost:{self._port}"}
        answer, page = self._send("GET", asked.address, headers, None)
        if answer.status != http.client.OK:
            raise RuntimeError(f"the form was answered with {answer.status}")
        form = Hidden()
        form.feed(page.decode())
        token = (answer.headers["Set-Cookie"] or "").split(";")[0]
        today = datetime.now(UTC).date()
        typed = form.found | {
            "precision": "day", "occurred-day": str(today.day), "occurred-month": str(today.month),
            "occurred-year": str(today.year), "answer-result": "kept",
        }  # fmt: skip
        return urlencode(typed), f"{asked.signed.cookie}; {token}"


def must(answer: Answer) -> Answer:
    """An answer that is a page or leads to one. Raises RuntimeError for any other."""
    if answer.status not in (http.client.OK, http.client.FOUND):
        raise RuntimeError(f"{answer.page} was answered with {answer.status}")
    return answer


class Hidden(HTMLParser):
    """What a page's form holds that nobody types."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "input" and given.get("type") == "hidden":
            self.found[given["name"] or ""] = given.get("value") or ""
