"""A PostgreSQL cluster of one's own, for tests and benchmarks: made, used and thrown away.

PostgreSQL refuses to run as root, so there it runs as the user that its Debian package made.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OWNER, APPLICATION, BACKUP = "sightline_owner", "sightline_app", "sightline_backup"

# What is thrown away in the end need not reach the disk.
_LOOSE = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


@contextmanager
def cluster(kept: Path | None = None) -> Iterator[Path]:
    """The folder of the socket of a running cluster with the three roles and no database.

    ``kept``: where its data stay, and are found again the next time; nowhere if None.
    """
    # Short, because a socket's path may have no more than 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    data = (folder if kept is None else kept.resolve()) / "data"
    data.parent.mkdir(parents=True, exist_ok=True)
    is_new = not data.exists()
    if os.geteuid() == 0:
        for owned in {folder, data.parent}:
            shutil.chown(owned, "postgres", "postgres")
    try:
        if is_new:
            _as_postgres(
                "initdb", "-D", data, "-A", "trust", "-U", "postgres", "--no-sync", "-E", "UTF8"
            )
        _as_postgres(
            "pg_ctl", "-D", data, "-w", "-s", "-l", folder / "log",
            "-o", f"-k {folder} -c listen_addresses='' {_LOOSE if kept is None else ''}", "start",
        )  # fmt: skip
        try:
            if is_new:
                for role in (
                    f"{OWNER} CREATEDB LOGIN",
                    f"{APPLICATION} LOGIN",
                    f"{BACKUP} LOGIN BYPASSRLS IN ROLE pg_read_all_data",
                ):
                    run_sql(folder, "postgres", f"CREATE ROLE {role}")
                run_sql(folder, "postgres", f"GRANT {APPLICATION} TO {OWNER}")
            yield folder
        finally:
            stop = "immediate" if kept is None else "fast"
            _as_postgres("pg_ctl", "-D", data, "-s", "-m", stop, "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def address(folder: Path, user: str, database: str) -> str:
    """The database's address in the form of ``DATABASE_URL``."""
    return f"postgres://{user}@/{database}?host={folder}"


def crash(folder: Path, kept: Path) -> None:
    """Take a running cluster down as a loss of power would, and start it again."""
    where = ("-D", kept.resolve() / "data", "-w", "-s", "-l", folder / "log")
    _as_postgres("pg_ctl", *where, "-m", "immediate", "stop")
    _as_postgres("pg_ctl", *where, "-o", f"-k {folder} -c listen_addresses=''", "start")


def run_sql(folder: Path, database: str, sql: str) -> str:
    """What a statement says, as the cluster's own superuser."""
    return _as_postgres("psql", "-h", folder, "-U", "postgres", "-d", database, "-Atqc", sql)


def _as_postgres(program: str, *arguments: object) -> str:
    command = [str(programs() / program), *(str(argument) for argument in arguments)]
    user = "postgres" if os.geteuid() == 0 else None
    done = subprocess.run(
        command, user=user, group=user, extra_groups=[] if user else None, cwd="/",
        capture_output=True, text=True, check=False,
        env={**os.environ, "HOME": "/" if user is None else pwd.getpwnam(user).pw_dir},
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{program}: {done.stderr or done.stdout}")
    return done.stdout


def programs() -> Path:
    """Where PostgreSQL's own programs lie, the latest version's."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name)
    )
    if found:
        return found[-1]
    here = shutil.which("initdb")
    if here is None:
        raise RuntimeError("PostgreSQL is missing. On Debian: apt-get install postgresql")
    return Path(here).parent
