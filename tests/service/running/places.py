"""An installation of the tests' own: a database, a folder, and settings as they are in earnest."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from cryptography.fernet import Fernet

from sightline.service.ledger import checkpoints
from sightline.service.web.backups import age
from tools.cluster import APPLICATION, BACKUP, OWNER, address, run_sql

KEY, PUBLIC = checkpoints.new_key()
IDENTITY = age.new_identity()
SECRET = secrets.token_urlsafe(64)
SEAL = Fernet.generate_key().decode()


@dataclass(frozen=True)
class Place:
    """A database with a world in it, and the cluster that it lies in."""

    cluster: Path
    name: str
    folder: Path

    def address(self, role: str, name: str = "") -> str:
        """The address of this database, or of another in the cluster."""
        return address(self.cluster, role, name or self.name)

    def sql(self, statement: str, name: str = "") -> str:
        """What a statement says, as the cluster's superuser."""
        return run_sql(self.cluster, name or self.name, statement)

    def environment(self, **more: str) -> dict[str, str]:
        """The settings of a service on this database, as an installation has them."""
        ours = ("SIGHTLINE_", "DATABASE_URL", "OWNER_DATABASE_URL", "HYPOTHESIS")
        kept = {name: said for name, said in os.environ.items() if not name.startswith(ours)}
        store = self.folder / "store"
        store.mkdir(exist_ok=True)
        return {
            **kept,
            "DATABASE_URL": self.address(APPLICATION),
            "SIGHTLINE_SECRET_KEY": SECRET,
            "SIGHTLINE_SEAL_KEYS": SEAL,
            "SIGHTLINE_CHECKPOINT_KEY": KEY,
            "SIGHTLINE_BACKUP_KEYS": age.recipient_of(IDENTITY),
            "SIGHTLINE_HOSTS": "sightline.example",
            "SIGHTLINE_PROXIES": "1",
            "SIGHTLINE_STATIC_ROOT": str(self.folder / "static"),
            "SIGHTLINE_STORE": str(store),
            "SIGHTLINE_STORE_KEY": "5f" * 32,
            **more,
        }

    def run(
        self, *arguments: object, said: str = "", **more: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a command of Sightline there. ``said``: what is typed into it."""
        return subprocess.run(
            [*COMMAND, *map(str, arguments)],
            env=self.environment(**more), input=said, capture_output=True, text=True, check=False,
        )  # fmt: skip

    @property
    def as_owner(self) -> dict[str, str]:
        """What the owner's commands have besides."""
        return {"OWNER_DATABASE_URL": self.address(OWNER)}

    @property
    def as_backup(self) -> dict[str, str]:
        """What the backup's command has besides."""
        return {"BACKUP_DATABASE_URL": self.address(BACKUP)}


COMMAND = (sys.executable, "-c", "from sightline.cli import main; main()")
