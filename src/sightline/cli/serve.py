"""``sightline serve``: the service, for people to work with."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import NoReturn

import click

from sightline.cli.failing import CannotGoOn
from sightline.cli.service import set_up_service
from sightline.cli.text import say


@click.command()
@click.option(
    "--bind",
    default="127.0.0.1:8000",
    show_default=True,
    help="Where the proxy reaches it: HOST:PORT, or unix:PATH.",
)
@click.option(
    "--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Processes."
)
@click.option(
    "--threads", default=4, show_default=True, type=click.IntRange(1, 64), help="In each process."
)
@click.option("--check", is_flag=True, help="Say whether it would start, and start nothing.")
def command(bind: str, workers: int, threads: int, check: bool) -> None:
    """Serve the pages, behind a reverse proxy that speaks TLS.

    It starts on PostgreSQL alone, as a role that owns nothing, with secrets that cannot be guessed
    and tables of this version; otherwise it says what is missing. --check says the same and ends.
    """
    with set_up_service(as_owner=False):
        found = list(_refusals(bind))
    if found:
        raise CannotGoOn("\n".join(["Sightline does not start:", *found]))
    if check:
        say("Nothing stands in the way of starting.")
        return
    _serve(bind, workers, threads)


def _refusals(bind: str) -> Iterator[str]:
    from django.conf import settings

    from sightline.service.web.database import database_faults
    from sightline.service.web.safety import faults

    if settings.DEMO:
        yield "SIGHTLINE_DEMO is set. The demonstration is opened by: sightline demo"
    yield from faults(settings)
    for name in ("OWNER_DATABASE_URL", "BACKUP_DATABASE_URL"):
        if os.environ.get(name):
            yield (
                f"{name} is set where pages are served; whoever took the server over would have "
                "the whole record. Keep it in the file of the nightly jobs alone."
            )
    if bind.rpartition(":")[0] in ("", "0.0.0.0", "[::]", "::", "*"):
        yield "--bind must give the one address at which the proxy reaches the service."
    yield from database_faults()


def _serve(bind: str, workers: int, threads: int) -> NoReturn:
    """Become the web server."""
    sys.stdout.flush()
    command = [
        sys.executable, "-m", "gunicorn", "--config", "python:sightline.cli.serve_server",
        "--bind", bind, "--workers", str(workers), "--threads", str(threads),
    ]  # fmt: skip
    os.execve(sys.executable, command, dict(os.environ))
