"""What a web server starts. It starts nothing whose settings are not safe."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterable
from contextlib import ExitStack, suppress
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import Error

from sightline.service.web.safety import refuse_unsafe

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sightline.service.web.settings")

refuse_unsafe(settings)
_pages = get_wsgi_application()

# Only now are there models to read what was decided on.
from sightline.service.files.standard import decided_in_database, standard, using  # noqa: E402

_all_the_time = ExitStack()
_all_the_time.enter_context(decided_in_database())


def _settled() -> None:
    """Load what every page needs, and leave it out of the garbage collector's rounds.

    They are some 200,000 things that stay until the end. A round through all of them took a tenth
    of a second, and fell on whichever page was being made.
    """
    import_module(settings.ROOT_URLCONF)
    with suppress(Error):
        standard()
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


_settled()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """A request, all of it by the standard of the day on which it began."""
    try:
        held = using(standard())
    except Error:
        # The database is away: whoever needs the standard asks again, and health needs none.
        return _pages(environ, start_response)
    with held:
        return _pages(environ, start_response)
