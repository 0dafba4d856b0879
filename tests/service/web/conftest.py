"""A clock that tests move, and keys to seal with."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.fernet import Fernet
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from pytest_django import Settings


class Clock:
    """What time it is for Django, allauth and axes."""

    def __init__(self) -> None:
        self.at = time.time()

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.at, UTC)

    def forward(self, **said: float) -> None:
        """Let time pass: ``minutes=5``."""
        self.at += timedelta(**said).total_seconds()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that stands still until it is moved."""
    made = Clock()
    monkeypatch.setattr("django.utils.timezone.now", made.now)
    monkeypatch.setattr("axes.handlers.proxy.now", made.now)
    monkeypatch.setattr("time.time", lambda: made.at)
    # Links to set a password are dated by the machine's own time, without a zone.
    monkeypatch.setattr(
        PasswordResetTokenGenerator,
        "_now",
        lambda self: datetime.fromtimestamp(made.at),  # noqa: DTZ006
    )
    return made


@pytest.fixture(autouse=True)
def secrets(settings: Settings) -> None:
    """Keys for the second factor's secrets, and a hash that tests can afford."""
    settings.PASSWORD_HASHERS = ["tests.service.web.people.QuickArgon2"]
    settings.SEAL_KEYS = [Fernet.generate_key().decode()]
