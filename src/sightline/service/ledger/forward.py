"""Sending the log's lines to a collector outside, which can then prove what became of them here.

One JSON object a line. A line is sent at least once, and again where it is not certain that it
arrived: the collector drops repeats by ``id``. How far each chain has been sent is kept by its
place in the chain, because places are given in the order in which acts were committed, and times
are not. A gap in ``position`` tells the collector that lines were withheld.
"""

from __future__ import annotations

import json
import os
import socket
import ssl
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from django.db.models import F

from sightline.service.ledger.models import Chain, LogLine

BATCH = 500
"""How many lines are sent at a time, and at most sent twice."""
_WAIT = 30  # seconds that a collector may take to answer

Send = Callable[[bytes], None]


class BadCollector(Exception):
    """An address to which the log cannot or must not be sent, or that did not take it."""


def forward(to: str) -> Iterator[int]:
    """Send every line that was not sent yet; yields after each batch how many it had.

    ``to``: ``https://...``, ``tls://host:port``, or the path of a file to add to. Raises
    BadCollector; what was taken before stays sent.
    """
    send = collector(to)
    unsent = Chain.objects.filter(name__startswith="log:", length__gt=F("forwarded"))
    for chain, forwarded in unsent.order_by("name").values_list("name", "forwarded"):
        lines = LogLine.objects.filter(chain=chain).order_by("position")
        while batch := list(lines.filter(position__gt=forwarded)[:BATCH]):
            _try(send, to, b"".join(map(_told, batch)))
            forwarded = batch[-1].position
            Chain.objects.filter(name=chain).update(forwarded=forwarded)
            yield len(batch)


def collector(to: str) -> Send:
    """What sends to an address and returns only when it was taken. Raises BadCollector.

    Nothing is sent over a network in the clear.
    """
    address = urlsplit(to)
    if address.scheme == "https":
        return lambda lines: _post(to, lines)
    if address.scheme == "tls" and address.hostname and address.port:
        host, port = address.hostname, address.port
        return lambda lines: _stream(host, port, lines)
    if "://" not in to:
        return lambda lines: _add(Path(to), lines)
    raise BadCollector(
        f"{address.scheme}: the log is sent to https://..., to tls://host:port, or to a file."
    )


def _try(send: Send, to: str, lines: bytes) -> None:
    try:
        send(lines)
    except OSError as error:
        raise BadCollector(f"{to} did not take the lines: {error}") from error


def _post(to: str, lines: bytes) -> None:
    request = urllib.request.Request(
        to, data=lines, headers={"Content-Type": "application/x-ndjson"}, method="POST"
    )
    # Raises an OSError for every answer that is not of success.
    with _OPENER.open(request, timeout=_WAIT):
        pass


class _StayThere(urllib.request.HTTPRedirectHandler):
    """A redirect is no success: the library would follow it and send nothing there."""

    def redirect_request(self, *_: object) -> None:
        return None


_OPENER = urllib.request.build_opener(_StayThere)


def _stream(host: str, port: int, lines: bytes) -> None:
    """Send, say that this is the end, and wait until the collector, having read it all, closes."""
    with (
        socket.create_connection((host, port), timeout=_WAIT) as plain,
        ssl.create_default_context().wrap_socket(plain, server_hostname=host) as sealed,
    ):
        sealed.sendall(lines)
        sealed.unwrap()


def _add(path: Path, lines: bytes) -> None:
    with path.open("ab") as file:
        file.write(lines)
        file.flush()
        os.fsync(file.fileno())


def _told(line: LogLine) -> bytes:
    told = {
        "id": str(line.id),
        "chain": line.chain,
        "position": line.position,
        "at": line.received_at.isoformat(),
        "by": None if line.by is None else str(line.by),
        "agency": None if line.agency is None else str(line.agency),
        "route": line.route,
        "outcome": line.outcome,
        "acts": line.acts,
        "files": line.files,
        "reason": line.reason,
        "digest": bytes(line.digest).hex(),
    }
    return json.dumps(told, separators=(",", ":")).encode() + b"\n"
