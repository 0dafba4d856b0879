"""PostgreSQL's own programs, told where the database is by their environment.

What stands in a command can be read by everybody on the machine, an environment cannot.
"""

from __future__ import annotations

import os
import shutil

import psycopg
from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict
from psycopg.pq import Conninfo


def program(name: str) -> str:
    """Where it lies. Raises ImproperlyConfigured where it is missing."""
    found = shutil.which(name)
    if found is None:
        raise ImproperlyConfigured(
            f"{name} is missing. On Debian: apt-get install postgresql-client"
        )
    return found


def environment(address: str) -> dict[str, str]:
    """The environment of a program that is to work on the database of an address."""
    told = {key: str(value) for key, value in _told(address).items() if value is not None}
    names = {
        option.keyword.decode(): option.envvar.decode()
        for option in Conninfo.get_defaults()
        if option.envvar is not None
    }
    # Nothing else of ours: no secret of the service is that program's business.
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return kept | {names[key]: value for key, value in told.items() if key in names}


def _told(address: str) -> dict[str, object]:
    if not address.startswith(("postgres://", "postgresql://")):
        raise ImproperlyConfigured("Backups are made of PostgreSQL, and the address names none.")
    try:
        return dict(conninfo_to_dict(address))
    except psycopg.ProgrammingError:
        raise ImproperlyConfigured("The address of the database cannot be read.") from None
