"""What the tests of files share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection

from tools.cluster import APPLICATION


@pytest.fixture
def as_the_owner(db: None) -> Iterator[None]:
    """Looks into files as jobs and commands do: on PostgreSQL as the owner, who sees every file."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    yield
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {APPLICATION}")
