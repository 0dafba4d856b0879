"""``sightline demo``, started as its user starts it: a process, a folder, a port.

One story runs through the module: it is killed while it loads the first service, killed again while
it loads the rest of the nation, started a third time and left alone.
"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from html import unescape
from http.cookiejar import CookieJar
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from sightline.service.access.roles import Role
from sightline.service.web.demo.cast import CAST, Part, address
from sightline.service.web.demo.inspecting import CONCLUDED, GOES_ON
from sightline.standard.model import Sensitivity
from tests.england import england
from tests.service.mornings import (
    MORNINGS,
    PHONE,
    desk,
    files_listed,
    kinds_listed,
    youth_justice,
)
from tests.service.own_database import OwnDatabase
from tests.service.serving import opened_browser
from tests.service.worlds import open_file
from tools.cluster import OWNER, run_sql
from tools.cluster import address as address_of

pytestmark = pytest.mark.once
PLACES = 2
LONG = 240
"""Seconds after which nothing more is waited for. No test is about how long anything takes."""


@dataclass
class Demo:
    """A demonstration that was started, and what it has printed so far."""

    process: subprocess.Popen[str]
    folder: Path
    port: int
    lines: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as printed:
            self.lines.extend(printed)

    @property
    def printed(self) -> str:
        """All of it."""
        return "".join(self.lines)

    def wait_for(self, text: str) -> None:
        """Until it has printed the text."""
        until = time.monotonic() + LONG
        while text not in self.printed:
            assert time.monotonic() < until, self.printed
            assert self.process.poll() is None, self.printed
            time.sleep(0.05)

    def end(self, how: signal.Signals) -> int:
        """End it, wait until all its processes are gone, and say how it ended."""
        self.process.send_signal(how)
        code = self.process.wait(LONG)
        until = time.monotonic() + LONG
        while _left(self.folder):
            assert time.monotonic() < until, "a process was left behind"
            time.sleep(0.1)
        return code


def _left(folder: Path) -> list[str]:
    """The processes that still hold one of the folder's locks."""
    locks = {(entry.stat().st_dev, entry.stat().st_ino) for entry in folder.glob("*.lock")}
    found = []
    for held in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            state = held.stat()
        except OSError:
            continue
        if (state.st_dev, state.st_ino) in locks:
            found.append(held.parts[2])
    return found


def _free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        port: int = tried.getsockname()[1]
        return port


@dataclass(frozen=True)
class Place:
    """Where a demonstration keeps its things: a folder, and a database unless it lies in there."""

    folder: Path
    database: dict[str, str]

    def start(self, *more: str, port: int | None = None) -> Demo:
        """Start it there."""
        port = port or _free_port()
        return Demo(self.run(*more, port=port), self.folder, port)

    def run(self, *more: str, port: int) -> subprocess.Popen[str]:
        """Run the command there."""
        return subprocess.Popen(
            [
                *(sys.executable, "-c", "from sightline.cli import main; main()", "demo"),
                *("--folder", str(self.folder), "--port", str(port), *more),
            ],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    @property
    def environment(self) -> dict[str, str]:
        """Without what the tests themselves were told, which a user was not."""
        ours = ("SIGHTLINE_", "DJANGO_", "DATABASE_URL", "OWNER_DATABASE_URL")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        return kept | self.database


@contextmanager
def _empty_database() -> Iterator[dict[str, str]]:
    """On PostgreSQL an empty database, named as a user names it; SQLite lies in the folder."""
    if "host" not in (query := parse_qs(urlsplit(os.environ["DATABASE_URL"]).query)):
        yield {}
        return
    cluster, name = Path(query["host"][0]), f"demo_{os.getpid()}"
    run_sql(cluster, "postgres", f"CREATE DATABASE {name} OWNER {OWNER}")
    try:
        yield {"DATABASE_URL": address_of(cluster, OWNER, name)}
    finally:
        run_sql(cluster, "postgres", f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A folder that is not there yet, with a name that would break a careless address."""
    with _empty_database() as database:
        yield Place(tmp_path_factory.mktemp("demo") / "a #folder?", database)


@pytest.fixture(scope="module")
def demo(place: Place) -> Iterator[Demo]:
    """It, after it was killed twice on its way, with all that it was to load."""
    wanted = ("--places", str(PLACES))
    with ExitStack() as stack:

        def started() -> Demo:
            made = place.start(*wanted)
            stack.callback(made.process.kill)
            return made

        first = started()
        first.wait_for("Loading Borchester")
        time.sleep(1)
        first.end(signal.SIGKILL)
        second = started()
        second.wait_for(f"1 of {PLACES} places loaded")
        assert "Loading Borchester" in second.printed
        second.end(signal.SIGKILL)
        third = started()
        third.wait_for(f"{PLACES} of {PLACES} places loaded")
        assert "Loading Borchester" not in third.printed
        yield third


class Browser:
    """Somebody at the demonstration's pages."""

    def __init__(self, demo: Demo) -> None:
        jar = urllib.request.HTTPCookieProcessor(CookieJar())
        self._opener = urllib.request.build_opener(jar)
        self._base = f"http://localhost:{demo.port}"

    def get(self, path: str, **sent: str) -> tuple[int, str]:
        """The code and the page."""
        body = urlencode(sent).encode() if sent else None
        try:
            with self._opener.open(self._base + path, body, timeout=LONG) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def sign_in(self, email: str, password: str) -> tuple[int, str]:
        """The page on which they land."""
        _, form = self.get("/sign-in")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
        assert token is not None, form
        return self.get("/sign-in", csrfmiddlewaretoken=token[1], login=email, password=password)


def _password(demo: Demo) -> str:
    found = re.search(r"^Everybody's password: (\S+)$", demo.printed, re.M)
    assert found is not None, demo.printed
    return found[1]


def _main(page: str) -> str:
    """What the page says, without its markup."""
    inner = re.search(r"<main.*?</main>", page, re.S)
    assert inner is not None, page
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", inner[0])))


def _files(page: str) -> list[str]:
    return re.findall(r'href="(/files/[0-9a-f-]{36})"', page)


def test_it_says_whom_to_sign_in_as_where_and_by_what(demo: Demo) -> None:
    for part in CAST:
        assert re.search(rf"^{re.escape(address(part))} +\S.+{part.title} ", demo.printed, re.M)
    assert f"Ready: http://localhost:{demo.port} " in demo.printed
    assert str(demo.folder) in demo.printed


SEES_FILES = {Role.PRACTITIONER, Role.MANAGER, Role.INSPECTOR, Role.RECORDS_OFFICER}


@pytest.mark.parametrize("part", CAST, ids=lambda part: part.mail)
def test_everybody_lands_on_a_page_with_content_that_fits_their_role(
    demo: Demo, part: Part
) -> None:
    browser = Browser(demo)
    code, page = browser.sign_in(address(part), _password(demo))
    assert code == 200
    assert "Synthetic: nobody here exists. Today is taken to be 31 October 2026." in page
    assert not _files(page) or part.role in SEES_FILES
    if part.role in SEES_FILES:
        page = browser.get("/files")[1]
        assert _files(page), _main(page)
    if part.role is Role.ACCESS_ADMINISTRATOR:
        assert "Agreements" in _main(page)
    if part.role in (Role.BOARD_MEMBER, Role.NATIONAL_ANALYST):
        assert "What is owed" in _main(page)


def test_the_youth_justice_practitioner_has_a_caseload_and_can_open_each_file(demo: Demo) -> None:
    browser = Browser(demo)
    browser.sign_in("youth.justice@borchester.example", _password(demo))
    _, page = browser.get("/files")
    files = list(dict.fromkeys(_files(page)))
    assert len(files) == 25
    assert _main(page).count("Allocated to you") == 25
    for file in files:
        code, shown = browser.get(f"{file}/about")
        assert code == 200
        assert "allocated to you" in _main(shown)


@pytest.mark.browser
def test_everybody_gets_through_a_morning_without_a_manual(demo: Demo) -> None:
    """Also on a phone and without JavaScript, where a practitioner stands in a doorway."""
    base, password = f"http://localhost:{demo.port}", _password(demo)
    with opened_browser() as chromium:
        for mail, morning in MORNINGS.items():
            with desk(chromium, base, f"{mail}@borchester.example", password) as at:
                morning(at)
        doorway = "youth.justice@borchester.example"
        with desk(chromium, base, doorway, password, script=False, size=PHONE) as at:
            youth_justice(at)


@pytest.mark.browser
def test_what_the_police_alone_may_tell_is_on_those_files_and_not_for_a_health_worker(
    demo: Demo,
) -> None:
    base, password = f"http://localhost:{demo.port}", _password(demo)
    police = {k.title for k in england().kinds.values() if k.sensitivity is Sensitivity.POLICE}
    with opened_browser() as chromium:
        with desk(chromium, base, "mental.health@borchester.example", password) as at:
            files = files_listed(at)
            read = kinds_listed(at, files)
        with desk(chromium, base, "yjs.manager@borchester.example", password) as at:
            there = kinds_listed(at, files)
    assert "Assessment" in read and "Assessment" in there
    assert police & there, "of what is hidden there is some on these files"
    assert not police & read


def test_an_inspection_was_concluded_and_its_report_is_published_and_to_be_read(
    demo: Demo,
) -> None:
    inspector, worker, manager = Browser(demo), Browser(demo), Browser(demo)
    inspector.sign_in("inspector@borchester.example", _password(demo))
    listed = _main(inspector.get("/inspections")[1])
    assert f"{CONCLUDED} Inspection of a service" in listed and "Concluded" in listed
    assert f"{GOES_ON} Inspection of a service" in listed and "Files are being judged" in listed
    worker.sign_in("youth.justice@borchester.example", _password(demo))
    assert CONCLUDED in _main(worker.get("/reports")[1])
    assert "I have read it" in _main(worker.get("/reports-to-read")[1])
    assert _main(worker.get("/inspections")[1]).count("Inspection of a service") == 0
    manager.sign_in("yjs.manager@borchester.example", _password(demo))
    assert CONCLUDED in _main(manager.get("/recommendations")[1])


def test_whoever_grants_access_reads_no_file_and_posts_were_granted_by_two(demo: Demo) -> None:
    worker, admin = Browser(demo), Browser(demo)
    _, page = worker.sign_in("youth.justice@borchester.example", _password(demo))
    admin.sign_in("access.one@borchester.example", _password(demo))
    code, _ = admin.get(_files(page)[0])
    assert code in (403, 404)


def test_beside_it_somebody_takes_up_deliveries(demo: Demo) -> None:
    def is_started() -> bool:
        return any(
            command.read_bytes().split(b"\0")[1:4] == [b"-m", b"sightline", b"work"]
            and str(demo.folder).encode() in command.with_name("environ").read_bytes()
            for command in Path("/proc").glob("[0-9]*/cmdline")
            if command.exists()
        )

    demo.wait_for("Ready:")
    assert is_started(), demo.printed


def test_no_page_says_where_on_the_machine_it_lies(demo: Demo) -> None:
    browser = Browser(demo)
    pages = [browser.sign_in("records@borchester.example", _password(demo))[1]]
    pages += [browser.get(path)[1] for path in ("/nothing/here", "/administration", "/standard")]
    pages += [browser.get("/sign-in", login="x")[1]]  # refused, and says why
    for page in pages:
        assert "<main" in page
        for secret in (str(demo.folder), str(demo.folder.parent), str(Path(__file__).parents[2])):
            assert secret not in page


def test_what_it_keeps_is_for_its_user_alone(demo: Demo) -> None:
    kept = list(demo.folder.iterdir())
    assert "secrets.json" in {path.name for path in kept}
    for path in kept:
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path.name


def test_a_second_one_from_the_same_folder_is_refused(demo: Demo, place: Place) -> None:
    process = place.run(port=_free_port())
    said, _ = process.communicate(timeout=LONG)
    assert process.returncode == 2
    assert "is running from" in said


def test_a_port_in_use_is_said_plainly(demo: Demo, tmp_path: Path) -> None:
    process = Place(tmp_path / "other", {}).run(port=demo.port)
    said, _ = process.communicate(timeout=LONG)
    assert process.returncode == 2
    assert f"Port {demo.port} cannot be used" in said
    assert "--port" in said
    assert not (tmp_path / "other" / "sightline.sqlite3").exists()


def test_ended_and_started_again_it_loads_nothing_and_takes_up_where_it_was(
    demo: Demo, place: Place
) -> None:
    """It stands last: it ends the demonstration that the others look at."""
    assert demo.end(signal.SIGTERM) == 0
    assert "Ended." in demo.printed
    again = place.start("--places", str(PLACES))
    try:
        again.wait_for("Ready:")
        assert _password(again) == _password(demo)
        code, _ = Browser(again).sign_in("board@borchester.example", _password(again))
        assert code == 200
    finally:
        assert again.end(signal.SIGINT) == 0
    assert "places loaded" not in again.printed
    assert "Loading" not in again.printed


def test_after_all_that_nothing_is_missing_and_no_chain_is_broken(demo: Demo, place: Place) -> None:
    held = json.loads((demo.folder / "secrets.json").read_text("utf-8"))
    url = f"sqlite:///{urllib.request.pathname2url(str(demo.folder / 'sightline.sqlite3'))}"
    environment = {
        "DATABASE_URL": url, **place.environment,
        "SIGHTLINE_DEMO": "yes", "SIGHTLINE_CHECKPOINT_KEY": held["checkpoint_key"],
    }  # fmt: skip
    done = _run(environment, "verify", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout)
    assert found["faults"] == []
    assert found["chains"] > 353 + PLACES


def _run(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from sightline.cli import main; main()", *arguments],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_a_database_with_files_of_somebody_else_is_refused(
    own_database: OwnDatabase, tmp_path: Path
) -> None:
    open_file(given="Robin", family="Greenaway")
    theirs = Place(tmp_path / "demo", {"DATABASE_URL": own_database.url})
    process = theirs.run(port=_free_port())
    said, _ = process.communicate(timeout=LONG)
    assert process.returncode == 2
    assert "holds files that are not the demonstration's" in said
    fresh = theirs.run("--fresh", port=_free_port())
    said, _ = fresh.communicate(timeout=LONG)
    assert fresh.returncode == 2
    assert "never the one that DATABASE_URL names" in said
