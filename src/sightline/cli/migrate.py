"""``sightline migrate``: the database's tables as this version has them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from sightline.cli.failing import CannotGoOn
from sightline.cli.service import set_up_service
from sightline.cli.text import counted, say

_TURN = 0x5167_6874  # PostgreSQL knows locks of applications by a number


@click.command()
@click.option("--plan", is_flag=True, help="Say what would be done, and do nothing.")
def command(plan: bool) -> None:
    """Bring the database to this version's tables, and gather style sheets and scripts.

    It acts as the owner of the database (OWNER_DATABASE_URL), can be repeated, and what it did is a
    line in the log. A backup comes before it.
    """
    with set_up_service():
        from django.conf import settings
        from django.core.management import call_command

        with _alone():
            steps = _steps()
            if plan:
                for step in steps:
                    say(step)
                say(f"{counted(len(steps), 'step')} to do.")
                return
            call_command("migrate", verbosity=0, interactive=False)
            if steps:
                _log(steps)
        if settings.STATIC_ROOT is not None:
            call_command("collectstatic", verbosity=0, interactive=False)
    say(
        f"{counted(len(steps), 'step')} done." if steps else "The tables are those of this version."
    )


def _steps() -> list[str]:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def _log(steps: list[str]) -> None:
    from sightline.service.ledger.acts import act

    with act(person=None, route="migrate") as by:
        for step in steps:
            by.did(f"migrate {step}")


@contextmanager
def _alone() -> Iterator[None]:
    """Of two at once the second is refused: each step takes a transaction of its own."""
    from django.db import connection

    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_TURN])
        if not cursor.fetchone()[0]:
            raise CannotGoOn("Somebody else migrates this database.")
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_TURN])
