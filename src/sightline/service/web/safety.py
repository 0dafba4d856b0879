"""What is wrong with the settings of a service that is about to be started, in sentences.

Nothing is wrong with a demonstration: its people are made up. Anything else is started with
secrets that cannot be guessed, on PostgreSQL, or not at all.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

from sightline.service.files.sealing import is_key

LEAST_SECRET: Final = 50
LEAST_DIFFERENT: Final = 10
_MAKE_SECRET: Final = 'python -c "import secrets; print(secrets.token_urlsafe(64))"'
_MAKE_SEAL: Final = (
    'python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"'
)
_MAKE_STORE_KEY: Final = 'python -c "import secrets; print(secrets.token_hex(32))"'


def refuse_unsafe(settings: Any) -> None:
    """Raises ImproperlyConfigured, with a sentence for each fault."""
    found = list(faults(settings))
    if found:
        raise ImproperlyConfigured("Sightline does not start:\n" + "\n".join(found))


def faults(settings: Any) -> Iterator[str]:
    """What is wrong, and what to do about it. None of it repeats a secret."""
    if settings.DEMO:
        return
    yield from _secrets(settings)
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        yield (
            "DATABASE_URL is missing or names SQLite, which is for the demonstration and for one "
            "analyst. Give the address of a PostgreSQL database."
        )
    if not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS:
        yield "SIGHTLINE_HOSTS must give the names by which the service is reached, never *."
    if settings.PROXIES < 1:
        yield (
            "SIGHTLINE_PROXIES is 0: nothing stands before the service that speaks TLS. Put a "
            "reverse proxy there (docs/operations/install.md), and say how many there are."
        )
    if settings.DEBUG:
        yield "DEBUG shows what is in the database to anybody. Switch it off."
    if settings.STATIC_ROOT is None:
        yield "SIGHTLINE_STATIC_ROOT is missing. Give a folder, then run collectstatic once."
    elif not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        yield "Style sheets are not gathered yet. Run: sightline migrate"
    yield from _store(settings)
    yield from _elsewhere(settings)


def _secrets(settings: Any) -> Iterator[str]:
    key = settings.SECRET_KEY
    if len(key) < LEAST_SECRET or len(set(key)) < LEAST_DIFFERENT:
        yield (
            f"SIGHTLINE_SECRET_KEY is missing or too easy to guess: it needs {LEAST_SECRET} "
            f"characters by chance. Make one: {_MAKE_SECRET}"
        )
    if not settings.SEAL_KEYS:
        yield f"SIGHTLINE_SEAL_KEYS is missing. Make one: {_MAKE_SEAL}"
    elif not all(_is_seal_key(one) for one in settings.SEAL_KEYS):
        yield f"SIGHTLINE_SEAL_KEYS holds what is not a Fernet key. Make one: {_MAKE_SEAL}"


def _store(settings: Any) -> Iterator[str]:
    if not settings.STORE or not os.access(settings.STORE, os.W_OK):
        yield (
            "SIGHTLINE_STORE is missing or cannot be written to. Give a folder for uploaded files "
            "that belongs to the user who runs the service and that no web server shows."
        )
    elif settings.STATIC_ROOT and _lies_in(settings.STORE, settings.STATIC_ROOT):
        yield "SIGHTLINE_STORE lies in SIGHTLINE_STATIC_ROOT, which is shown to anybody. Move it."
    if not settings.STORE_KEYS or not all(map(is_key, settings.STORE_KEYS)):
        yield (
            "SIGHTLINE_STORE_KEY is missing or is not 64 hexadecimal digits. "
            f"Make one: {_MAKE_STORE_KEY}"
        )


def _lies_in(inner: str, outer: str) -> bool:
    return Path(inner).resolve().is_relative_to(Path(outer).resolve())


def _is_seal_key(key: str) -> bool:
    try:
        Fernet(key)
    except ValueError:
        return False
    return True


def _elsewhere(settings: Any) -> Iterator[str]:
    for app in settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]:
        if not app["settings"]["server_url"].startswith("https://"):
            yield "SIGHTLINE_OIDC_ISSUER must begin with https://"
        if not app["client_id"] or not app["secret"]:
            yield (
                "SIGHTLINE_OIDC_CLIENT and SIGHTLINE_OIDC_SECRET are needed beside "
                "SIGHTLINE_OIDC_ISSUER."
            )
