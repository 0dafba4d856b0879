"""The second factor's secrets, sealed: who reads the database cannot make codes from it."""

from __future__ import annotations

from allauth.mfa.adapter import DefaultMFAAdapter

from sightline.service.access.seal import seal, unseal


class Adapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Seals with the first of SEAL_KEYS, and opens with any of them."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "Enter the code that your app shows now; each is good for once",
    }

    def encrypt(self, text: str) -> str:
        return seal(text.encode())

    def decrypt(self, encrypted_text: str) -> str:
        """Raises InvalidToken where no key of SEAL_KEYS sealed it."""
        return unseal(encrypted_text).decode()
