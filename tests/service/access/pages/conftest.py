"""A small service, and what its pages need of the settings."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import pytest
from pytest_django import Settings

if TYPE_CHECKING:
    from tests.service.access.pages.small import Small


@pytest.fixture(autouse=True)
def checkpoint_key(settings: Settings) -> None:
    """A key to sign checkpoints with."""
    settings.CHECKPOINT_KEY = secrets.token_hex(32)


@pytest.fixture
def it(db: None) -> Small:
    """The small service."""
    from tests.service.access.pages.small import small

    return small()
