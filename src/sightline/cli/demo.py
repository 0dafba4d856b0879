"""``sightline demo``: the service with the synthetic nation in it, to walk about in."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from sightline.cli.failing import CannotGoOn, told_plainly
from sightline.cli.service import set_up_service
from sightline.cli.text import say, table

if TYPE_CHECKING:
    from sightline.cli.demo_folder import Folder

HOST = "127.0.0.1"


@click.command()
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where it keeps everything. Default: sightline-demo among your programs' data "
    "(~/.local/share, or $XDG_DATA_HOME).",
)
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="To answer at."
)
@click.option("--seed", default=1, show_default=True, help="Another seed, another nation.")
@click.option(
    "--places",
    type=click.IntRange(min=0),
    help="Load no more than so many places besides Borchester. Default: all 157, for which half a "
    "gigabyte is needed.",
)
@click.option("--fresh", is_flag=True, help="Throw away what is there, and begin anew.")
def command(folder: Path | None, port: int, seed: int, places: int | None, fresh: bool) -> None:
    """Open the service on an invented nation, with people of every role to sign in as.

    Nobody in it exists. It answers on this machine only, needs no set-up, and keeps what you do
    until --fresh. Everything lies in one folder; with DATABASE_URL it uses that database, which
    must be empty or the demo's own.
    """
    _check_system()
    os.umask(0o077)  # what it keeps is for its user alone
    from sightline.cli.demo_folder import Folder, default_folder
    from sightline.cli.demo_load import FOLDER

    with told_plainly():
        held = Folder(folder or default_folder())
        lock = held.lock("running", wait=5)
        _check_port(port)
        if fresh:
            _begin_anew(held)
        environment = held.environment(os.environ)
        password = held.secrets().password
    # From here on this process is the service's.
    os.environ.clear()
    os.environ.update(environment)
    with set_up_service():
        environment |= _prepare(seed, places, password)
        for line in _welcome(held.path, password):
            say(line)
    _serve(environment | {FOLDER: str(held.path)}, port, lock)


def _check_system() -> None:
    if sys.platform == "win32":
        raise CannotGoOn("The demo's web server needs Linux or macOS; on Windows, use WSL.")
    if find_spec("gunicorn") is None:
        raise CannotGoOn(
            "The demo is the service, and gunicorn is not installed: "
            "pip install 'sightline-safeguarding[service]'"
        )


def _check_port(port: int) -> None:
    with socket.socket() as tried:
        # As the server will: what was there a minute ago is no obstacle.
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((HOST, port))
        except OSError as error:
            raise CannotGoOn(
                f"Port {port} cannot be used ({error.strerror}): perhaps something else answers "
                "there. Give another: --port 8001"
            ) from error


def _begin_anew(held: Folder) -> None:
    if "DATABASE_URL" in os.environ:
        raise CannotGoOn(
            "--fresh throws away the database in the demo's folder, never the one that "
            "DATABASE_URL names. Empty that one yourself."
        )
    held.begin_anew()


def _prepare(seed: int, places: int | None, password: str) -> dict[str, str]:
    """Make what is missing before the service can answer; what its processes are told of it."""
    from django.conf import settings
    from django.core.management import call_command

    from sightline.cli.demo_load import SEED, WANTED
    from sightline.service.web.demo import state
    from sightline.service.web.demo.people import set_password

    call_command("migrate", verbosity=0, interactive=False)
    try:
        state.check_ours(seed)
    except state.NotTheDemo as error:
        raise CannotGoOn(str(error)) from error
    settings.DAYS_BEHIND = state.days_behind(datetime.now(UTC))
    state.note_interrupted()
    if not state.is_done(state.SERVICE, seed, _STEPS):
        _load_service(seed)
    set_password(password)
    return {
        "SIGHTLINE_DAYS_BEHIND": str(settings.DAYS_BEHIND),
        SEED: str(seed),
        WANTED: str(state.PLACES if places is None else min(places, state.PLACES)),
    }


_STEPS = 2


def _load_service(seed: int) -> None:
    from sightline.service.ledger.jobs import job
    from sightline.service.web.demo.loading import load_service
    from sightline.service.web.demo.people import make_people
    from sightline.service.web.demo.state import SERVICE

    with job(SERVICE.format(seed), total=_STEPS) as running:
        say("Loading Borchester, the service of today (about 20 seconds).")
        load_service(seed)
        running.advance(1)
        say("Making people to sign in as.")
        make_people(seed)
        running.advance(1)


def _welcome(folder: Path, password: str) -> Iterator[str]:
    from sightline.service.web.demo.people import people
    from sightline.service.web.demo.state import banner_of_day

    yield ""
    yield f"{banner_of_day()} It keeps everything in {folder}."
    yield ""
    yield f"Everybody's password: {password}"
    yield table(
        ("sign in as", "who", "look at first"),
        [(person.email, f"{person.name}, {part.title}", part.look) for part, person in people()],
        left=3,
    )
    yield ""


def _serve(environment: Mapping[str, str], port: int, lock: int) -> NoReturn:
    """Become the web server. ``lock``: what it holds the folder by."""
    os.set_inheritable(lock, True)
    sys.stdout.flush()
    command = [sys.executable, "-m", "gunicorn", "--config", "python:sightline.cli.demo_server"]
    os.execve(sys.executable, [*command, "--bind", f"{HOST}:{port}"], dict(environment))
