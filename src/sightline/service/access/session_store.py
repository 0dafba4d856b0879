"""Sessions in the database, sealed.

A session may hold what somebody typed of a child: what was sent waits in it while the password is
asked for again, and so does what the next page says was done. Who reads the database or a copy of
it reads none of that, nor whose session it is.
"""

from __future__ import annotations

from typing import Any

from cryptography.fernet import InvalidToken
from django.contrib.sessions.backends.db import SessionStore as Plain

from sightline.service.access.seal import seal, unseal


class SessionStore(Plain):
    """Django's, but for how a session is written."""

    def encode(self, session_dict: dict[str, Any]) -> str:
        return seal(self.serializer().dumps(session_dict))

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """What was written; nothing where no key of SEAL_KEYS sealed it: they sign in again."""
        try:
            found: dict[str, Any] = self.serializer().loads(unseal(session_data))
        except InvalidToken:
            return {}
        return found
