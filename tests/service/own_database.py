"""A database of one test's own, for what cannot be rolled back: commits, threads, processes.

Django would empty the common one afterwards, and the triggers refuse that, as they should.
"""

from __future__ import annotations

import os
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.db import connection, connections

from tools.cluster import APPLICATION, address, run_sql


@dataclass(frozen=True, slots=True)
class OwnDatabase:
    """Where it is, for another process that acts as the application does (``DATABASE_URL``)."""

    url: str

    @property
    def environment(self) -> dict[str, str]:
        """The environment of such a process."""
        return {**os.environ, "DATABASE_URL": self.url}


@contextmanager
def own_database(folder: Path) -> Iterator[OwnDatabase]:
    """A copy of the migrated database, which ``connection`` is of while it lasts.

    ``folder``: where a file may lie. The database must be open to nobody else on PostgreSQL.
    """
    if connection.in_atomic_block:
        raise RuntimeError("A test has `db` or `own_database`, and never both.")
    copy = _on_postgresql() if connection.vendor == "postgresql" else _on_sqlite(folder)
    with copy as (name, url):
        usual, its_settings = connections["default"], connections.settings["default"]
        connections.settings["default"] = {**its_settings, "NAME": name}
        connections["default"] = connections.create_connection("default")
        try:
            yield OwnDatabase(url)
        finally:
            connections["default"].close()
            connections.settings["default"] = its_settings
            connections["default"] = usual


@contextmanager
def _on_sqlite(folder: Path) -> Iterator[tuple[str, str]]:
    path = folder / "own.sqlite3"
    connection.ensure_connection()
    template: Any = connection.connection
    with sqlite3.connect(path) as copy:
        template.backup(copy)
    copy.close()
    yield str(path), f"sqlite:///{path}"


@contextmanager
def _on_postgresql() -> Iterator[tuple[str, str]]:
    template, name = connection.settings_dict["NAME"], f"own_{uuid.uuid4().hex}"
    cluster = Path(parse_qs(urlsplit(os.environ["DATABASE_URL"]).query)["host"][0])
    owner = connection.settings_dict["USER"]
    connection.close()
    run_sql(cluster, "postgres", f"CREATE DATABASE {name} TEMPLATE {template} OWNER {owner}")
    try:
        yield name, address(cluster, APPLICATION, name)
    finally:
        run_sql(cluster, "postgres", f"DROP DATABASE {name} WITH (FORCE)")
