"""The second factor's secrets, sealed: who reads the database cannot make codes from it."""

from __future__ import annotations

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


class Adapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Seals with the first of SEAL_KEYS, and opens with any of them."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "Enter the code that your app shows now; each is good for once",
    }

    def encrypt(self, text: str) -> str:
        return _seal().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Raises InvalidToken where no key of SEAL_KEYS sealed it."""
        return _seal().decrypt(encrypted_text.encode()).decode()


def _seal() -> MultiFernet:
    if not settings.SEAL_KEYS:
        raise ImproperlyConfigured(
            "SIGHTLINE_SEAL_KEYS is missing, so second-factor secrets cannot be sealed."
        )
    return MultiFernet([Fernet(key) for key in settings.SEAL_KEYS])
