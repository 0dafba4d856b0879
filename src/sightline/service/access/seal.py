"""What is sealed in the database with keys that lie outside it (``SIGHTLINE_SEAL_KEYS``)."""

from __future__ import annotations

from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


def seal(said: bytes) -> str:
    """Sealed with the first of SEAL_KEYS. Raises ImproperlyConfigured where there is none."""
    return _keys(tuple(settings.SEAL_KEYS)).encrypt(said).decode()


def unseal(sealed: bytes | str) -> bytes:
    """Opened with any of SEAL_KEYS. Raises InvalidToken where none of them sealed it."""
    return _keys(tuple(settings.SEAL_KEYS)).decrypt(sealed)


@lru_cache(maxsize=4)
def _keys(keys: tuple[str, ...]) -> MultiFernet:
    if not keys:
        raise ImproperlyConfigured(
            "SIGHTLINE_SEAL_KEYS is missing, so neither sessions nor second-factor secrets can be "
            "sealed."
        )
    return MultiFernet([Fernet(key) for key in keys])
