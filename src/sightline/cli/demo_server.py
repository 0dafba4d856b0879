"""The demonstration's web server: a configuration of gunicorn, which reads it by its name.

One process with threads is enough, and on SQLite, which lets one write at a time, more would only
wait for each other. What loads the rest of the nation, and what takes up deliveries, are processes
beside it.
"""

from __future__ import annotations

import subprocess
import sys
from typing import Any, Final

wsgi_app: Final = "sightline.service.web.wsgi:application"
worker_class: Final = "gthread"
workers: Final = 1
threads: Final = 8
timeout: Final = 120  # seconds; a page that waits for a place to be loaded is no page that hangs
graceful_timeout: Final = 5
loglevel: Final = "warning"
control_socket_disable: Final = True  # it would lie in the user's home, and nobody needs it

_beside: list[subprocess.Popen[bytes]] = []


def when_ready(server: Any) -> None:
    """Say that it answers; load what is missing, and take up what is delivered.

    gunicorn calls it by this name.
    """
    (host, port) = server.LISTENERS[0].sock.getsockname()[:2]
    name = "localhost" if host == "127.0.0.1" else host
    print(f"Ready: http://{name}:{port} (Ctrl-C ends it)", flush=True)
    for command in (["sightline.cli.demo_load"], ["sightline", "work"]):
        # In a group of its own, so that Ctrl-C is for the server, which then ends it.
        started = subprocess.Popen([sys.executable, "-m", *command], start_new_session=True)
        _beside.append(started)


def on_exit(server: Any) -> None:
    """End what still loads: the next start goes on with it. gunicorn calls it by this name."""
    for process in _beside:
        process.terminate()
        process.wait()
    print("Ended.", flush=True)
