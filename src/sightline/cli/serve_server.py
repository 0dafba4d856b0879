"""The service's web server: a configuration of gunicorn, which reads it by its name."""

from __future__ import annotations

from typing import Any, Final

wsgi_app: Final = "sightline.service.web.wsgi:application"
worker_class: Final = "gthread"
timeout: Final = 60  # seconds without a sign of life, after which a process is ended
graceful_timeout: Final = 30  # seconds in which pages that were asked for are finished
keepalive: Final = 15  # seconds; the proxy keeps its connections
umask: Final = 0o007  # a socket in the file system is for the user and the group, the proxy's
control_socket_disable: Final = True  # it would lie in the user's home, and nobody needs it

_HANDLER: Final = "console"
logconfig_dict: Final[dict[str, Any]] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"plain": {"()": "sightline.service.web.logs.Plain"}},
    "formatters": {"lines": {"()": "sightline.service.web.logs.Lines"}},
    "handlers": {
        _HANDLER: {
            "class": "logging.StreamHandler",
            "filters": ["plain"],
            "formatter": "lines",
        }
    },
    "root": {"level": "WARNING", "handlers": [_HANDLER]},
    "loggers": {
        # Each request has its line from the application; the server's would have its address.
        "gunicorn.access": {"level": "CRITICAL", "handlers": [], "propagate": False},
        "gunicorn.error": {"level": "INFO", "handlers": [_HANDLER], "propagate": False},
    },
}
