"""Running it for real, which is on PostgreSQL: on SQLite there is nothing here to collect."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from pytest_django import DjangoDbBlocker, Settings

if TYPE_CHECKING:
    from tests.service.running.places import Place

# What is of models is imported in the fixtures: this file is read before Django is set up.
if not os.environ["DATABASE_URL"].startswith("postgres"):
    collect_ignore_glob = ["test_*.py"]


@pytest.fixture(scope="module")
def place(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Place]:
    """A database of the module's own with one child's world in it, to which one is connected."""
    from django.db import connections

    from tests.service import worlds
    from tests.service.own_database import own_database as copied
    from tests.service.running.places import Place

    folder = tmp_path_factory.mktemp("place")
    with django_db_blocker.unblock(), copied(folder) as database:
        made = urlsplit(database.url)
        worlds.world()
        cluster = Path(parse_qs(made.query)["host"][0])
        yield Place(cluster, connections["default"].settings_dict["NAME"], folder)


@pytest.fixture
def settings_of_place(settings: Settings) -> Settings:
    """The settings of this process as those of the place."""
    from sightline.service.web.backups import age
    from tests.service.running.places import IDENTITY, KEY, SEAL, SECRET

    settings.SECRET_KEY, settings.SEAL_KEYS = SECRET, [SEAL]
    settings.CHECKPOINT_KEY = KEY
    settings.BACKUP_KEYS = [age.recipient_of(IDENTITY)]
    return settings


@pytest.fixture
def empty(place: Place) -> Iterator[str]:
    """The name of an empty database beside it."""
    from tools.cluster import OWNER

    name = f"{place.name}_empty"
    place.sql(f"CREATE DATABASE {name} OWNER {OWNER}", "postgres")
    yield name
    place.sql(f"DROP DATABASE {name} WITH (FORCE)", "postgres")
