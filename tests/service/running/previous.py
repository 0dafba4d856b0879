"""Writes ``previous.sql.gz``: a small database as the release of the day makes it.

    python -m tests.service.running.previous FILE

Run it in the source of a release when that is made, and keep the file in place of the one before:
from then on every change is tested for whether it can take up a database of that release.
"""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from pathlib import Path


def main(out: Path) -> None:
    """Make a cluster, migrate, put a world into it, and dump it."""
    from tools.cluster import OWNER, address, cluster, run_sql

    with cluster() as folder:
        run_sql(folder, "postgres", f"CREATE DATABASE previous OWNER {OWNER}")
        os.environ["DATABASE_URL"] = address(folder, OWNER, "previous")
        os.environ["DJANGO_SETTINGS_MODULE"] = "sightline.service.web.settings"
        os.environ["SIGHTLINE_SECRET_KEY"] = "x" * 50
        _fill()
        command = ["pg_dump", "--no-owner", "-h", str(folder), "-U", OWNER, "previous"]
        dumped = subprocess.run(command, check=True, capture_output=True).stdout
    out.write_bytes(gzip.compress(dumped, 9, mtime=0))


def _fill() -> None:
    import django
    from django.core.management import call_command
    from django.db import connection

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)

    from tests.service import worlds

    world = worlds.world()
    for days, answers in ((200, "medium"), (90, "high"), (20, "low")):
        worlds.record(
            world.child, "assessment", worlds.days_ago(days), agency=world.yjs.pk,
            said={"tool": "assetplus", "vulnerability": answers},
        )  # fmt: skip
    worlds.open_file(given="Alex", family="Brook")
    connection.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
