"""On PostgreSQL the tests act as the application does: not as the owner of the tables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.backends.signals import connection_created
from pytest_django import DjangoDbBlocker, Settings

from tests.service.own_database import OwnDatabase
from tests.service.own_database import own_database as copied
from tools.cluster import APPLICATION


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The test database, after whose migrations every connection is the application's."""
    usual = connection.settings_dict["NAME"]
    # pytest-django makes it only where some test asks for ``db``, not where all ask for another.
    creation: Any = connection.creation
    missing = usual != creation._get_test_db_name()
    if missing:
        with django_db_blocker.unblock():
            creation.create_test_db(verbosity=0, serialize=False)
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock():
            _become_application(connection=connection)
        connection_created.connect(_become_application)
    yield
    if connection.vendor == "postgresql":
        connection_created.disconnect(_become_application)
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
    if missing:
        with django_db_blocker.unblock():
            creation.destroy_test_db(usual, verbosity=0)


def _become_application(*, connection: object, **_: object) -> None:
    with connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(f"SET ROLE {APPLICATION}")


@pytest.fixture
def own_database(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path: Path
) -> Iterator[OwnDatabase]:
    """A database of the test's own, in which it may commit; not to be used beside ``db``."""
    with django_db_blocker.unblock(), copied(tmp_path) as database:
        yield database


@pytest.fixture(autouse=True)
def without_tls(settings: Settings) -> None:
    """The test client and the live server speak plain HTTP; production redirects it."""
    settings.SECURE_SSL_REDIRECT = False


@pytest.fixture(autouse=True)
def a_store(settings: Settings, tmp_path: Path) -> None:
    """Each test keeps files in a folder of its own."""
    settings.STORE = str(tmp_path / "store")
    settings.STORE_KEYS = ["5e" * 32]
