"""A concluded inspection, made once for each module of tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from pytest_django import DjangoDbBlocker

if TYPE_CHECKING:
    from tests.service.publishing.worlds import Published


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Published]:
    # Django's models are there only when Django was set up, which comes after this file.
    from tests.service.publishing.worlds import world
    from tests.service.shared import made_once

    with made_once(django_db_blocker, world) as there:
        yield there


@pytest.fixture
def here(made: Published, db: None) -> Published:
    from tests.service.worlds import see_all

    see_all()
    return made
