"""The service as it is served, and people who write on it."""

from __future__ import annotations

import http.client
import re
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import environ
from django.conf import settings
from django.db import connections

from sightline.service.access.models import Person
from tests.service import worlds
from tests.service.casework.filling import form_of
from tests.service.running.places import COMMAND, Place
from tests.service.web.people import signed_in
from tools.cluster import OWNER, cluster, run_sql

HOST = "sightline.example"
LONG = 120
"""Seconds after which nothing more is waited for."""


@dataclass
class Served:
    """A service that runs, and what it has logged."""

    process: subprocess.Popen[str]
    port: int
    lines: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as printed:
            self.lines.extend(printed)

    def ask(
        self, path: str, *, host: str = HOST, proto: str = "https", **more: str
    ) -> tuple[int, dict[str, str], bytes]:
        """Ask for a page as the proxy does."""
        talk = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONG)
        talk.request("GET", path, headers={"Host": host, "X-Forwarded-Proto": proto, **more})
        answer = talk.getresponse()
        body = answer.read()
        talk.close()
        told = dict(answer.getheaders())
        told["Set-Cookie"] = "; ".join(answer.headers.get_all("Set-Cookie", []))
        return answer.status, told, body

    def wait(self) -> None:
        """Until it answers."""
        until = time.monotonic() + LONG
        while True:
            assert self.process.poll() is None, "".join(self.lines)
            assert time.monotonic() < until
            try:
                if self.ask("/health")[0] == 200:
                    return
            except OSError:
                time.sleep(0.1)


def free_port() -> int:
    """A port that nobody has."""
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        port: int = tried.getsockname()[1]
        return port


@contextmanager
def serving(place: Place, port: int = 0) -> Iterator[Served]:
    """The service on the place's database."""
    assert place.run("migrate", **place.as_owner).returncode == 0
    port = port or free_port()
    process = subprocess.Popen(
        [*COMMAND, "serve", "--bind", f"127.0.0.1:{port}", "--workers", "1"],
        env=place.environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    served = Served(process, port)
    try:
        served.wait()
        yield served
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(LONG)


@dataclass
class Writer(threading.Thread):
    """Somebody who writes one number after another on a file of their own, and notes each that was
    answered as saved.
    """

    served: Served
    cookies: str
    file: UUID
    saved: list[str] = field(default_factory=list)
    failures: int = 0
    last: tuple[int, bytes] = (0, b"")

    def __post_init__(self) -> None:
        super().__init__(daemon=True)
        self.over = threading.Event()

    __hash__ = threading.Thread.__hash__

    def run(self) -> None:
        number = 0
        while not self.over.is_set():
            number += 1
            value = f"{self.file.hex[-6:]}-{number}"
            try:
                if self._write(value):
                    self.saved.append(value)
                else:
                    self.failures += 1
            except (OSError, http.client.HTTPException):
                self.failures += 1
                time.sleep(0.2)

    def _write(self, value: str) -> bool:
        path = f"/files/{self.file}/who/add-identifier"
        code, headers, page = self.served.ask(path, Cookie=self.cookies)
        self.last = code, page
        if code != 200:
            return False
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        csrf = re.search(r"__Host-csrf=([^;]+)", headers.get("Set-Cookie", ""))
        assert token is not None
        sent: dict[str, Any] = {name: some[-1] for name, some in form_of(page).items()}
        sent |= {"scheme": "Test", "value": value, "csrfmiddlewaretoken": token[1].decode()}
        cookies = self.cookies + (f"; __Host-csrf={csrf[1]}" if csrf else "")
        talk = http.client.HTTPConnection("127.0.0.1", self.served.port, timeout=LONG)
        talk.request("POST", path, urlencode(sent), {
            "Host": HOST, "X-Forwarded-Proto": "https", "Origin": f"https://{HOST}",
            "Content-Type": "application/x-www-form-urlencoded", "Cookie": cookies,
        })  # fmt: skip
        answer = talk.getresponse()
        self.last = answer.status, answer.read()
        talk.close()
        return answer.status in (302, 303)


def writers(served: Served, people: int) -> list[Writer]:
    """So many who write, each on a file of their own; they are signed in here."""
    worker = Person.objects.get(name="Jo Example")
    agency = worlds.post_of(worker).agency
    made = []
    for number in range(people):
        file = worlds.open_file(given=f"Robin{number}", family="Load", place="borchester")
        worlds.record(file, "case", worlds.days_ago(5), agency=agency.pk, service="youth-justice")
        worlds.allocate(file, worker, agency, "North")
        made.append(Writer(served, signed_in_on(file), file))
    return made


def signed_in_on(file: UUID) -> str:
    """The cookie of whoever works with the file, in a session of their own."""
    client = signed_in(Person.objects.get(name="Jo Example"))
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={client.cookies[name].value}"


def until(true: Callable[[], bool]) -> None:
    """Wait for it."""
    end = time.monotonic() + LONG
    while not true():
        assert time.monotonic() < end
        time.sleep(0.1)


@contextmanager
def apart(folder: Path) -> Iterator[tuple[Place, Path]]:
    """An installation in a cluster of its own that outlives a crash, and where the cluster lies:
    not among pytest's folders, into which PostgreSQL's user cannot go.
    """
    with tempfile.TemporaryDirectory(prefix="pg-data-", dir="/tmp") as made:
        Path(made).chmod(0o711)
        with cluster(Path(made) / "cluster") as where:
            run_sql(where, "postgres", f"CREATE DATABASE sightline OWNER {OWNER}")
            place = Place(where, "sightline", folder)
            done = place.run("migrate", **place.as_owner)
            assert done.returncode == 0, done.stderr
            yield place, Path(made) / "cluster"


@contextmanager
def connected(address: str) -> Iterator[None]:
    """This process is connected to another database."""
    usual, its_settings = connections["default"], connections.settings["default"]
    told = environ.Env.db_url_config(address)
    connections.settings["default"] = {**its_settings, **told}
    connections["default"] = connections.create_connection("default")
    try:
        yield
    finally:
        connections["default"].close()
        connections.settings["default"] = its_settings
        connections["default"] = usual
