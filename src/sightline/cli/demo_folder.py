"""The demonstration's folder: its secrets, its database, and who holds it."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import shutil
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from sightline.cli.failing import CannotGoOn
from sightline.cli.service import SETTINGS

_DATABASE = "sightline.sqlite3"
_WORDS = (
    "amber", "bracken", "candle", "drift", "ember", "fathom", "garnet", "harbour", "indigo",
    "juniper", "kestrel", "lantern", "meadow", "nettle", "orchard", "pebble", "quill", "russet",
    "saffron", "thistle", "umber", "velvet", "willow", "yarrow",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Secrets:
    """What the demonstration keeps to itself, and the password of everybody in it."""

    secret_key: str
    seal_key: str
    checkpoint_key: str
    password: str


def default_folder() -> Path:
    """Where a user's programs keep data on this system, in a folder of its own."""
    if sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return base / "sightline-demo"


class Folder:
    """The folder, made if it is missing, for its user alone. Raises OSError."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)

    @property
    def database(self) -> Path:
        """The SQLite database in it."""
        return self.path / _DATABASE

    @property
    def store(self) -> Path:
        """The folder of uploaded files in it."""
        return self.path / "store"

    def lock(self, name: str, wait: float) -> int:
        """Hold the folder for one purpose, as long as this process and its like live.

        Waits so many seconds for another to let go, and raises CannotGoOn after them. Returns what
        holds it: a file that is open.
        """
        held = os.open(self.path / f"{name}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        until = time.monotonic() + wait
        while True:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > until:
                    os.close(held)
                    raise CannotGoOn(
                        f"A demonstration is {name} from {self.path} already. End it with Ctrl-C "
                        "where it runs, or give another --folder."
                    ) from None
                time.sleep(0.1)
            else:
                return held

    def begin_anew(self) -> None:
        """Remove the database and uploaded files, and nothing else."""
        shutil.rmtree(self.store, ignore_errors=True)
        for end in ("", "-wal", "-shm"):
            self.database.with_name(_DATABASE + end).unlink(missing_ok=True)

    def secrets(self) -> Secrets:
        """The secrets, made at the first start."""
        path = self.path / "secrets.json"
        if not path.exists():
            made = _new_secrets()
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                json.dump(made, file, indent=2)
        try:
            return Secrets(**json.loads(path.read_text("utf-8")))
        except (ValueError, TypeError):
            raise CannotGoOn(
                f"{path} is not as the demonstration wrote it. Remove it: then new secrets are "
                "made, and everybody gets a new password."
            ) from None

    def environment(self, given: Mapping[str, str]) -> dict[str, str]:
        """The environment of the service in this folder. ``given``: that of this process.

        What it says of another installation of Sightline does not hold here, but its database does.
        """
        held = self.secrets()
        kept = {name: value for name, value in given.items() if not name.startswith("SIGHTLINE_")}
        return {
            "DATABASE_URL": f"sqlite:///{quote(str(self.database))}",
            **kept,
            "DJANGO_SETTINGS_MODULE": SETTINGS,
            "SIGHTLINE_DEMO": "yes",
            "SIGHTLINE_SECRET_KEY": held.secret_key,
            "SIGHTLINE_SEAL_KEYS": held.seal_key,
            "SIGHTLINE_CHECKPOINT_KEY": held.checkpoint_key,
            "SIGHTLINE_STORE": str(self.store),
            # Made from another: folders of earlier demonstrations have none.
            "SIGHTLINE_STORE_KEY": sha256(f"store {held.seal_key}".encode()).hexdigest(),
        }


def _new_secrets() -> dict[str, str]:
    from cryptography.fernet import Fernet

    words = [secrets.choice(_WORDS) for _ in range(3)]
    return {
        "secret_key": secrets.token_urlsafe(64),
        "seal_key": Fernet.generate_key().decode(),
        "checkpoint_key": secrets.token_hex(32),
        "password": "-".join([*words, f"{secrets.randbelow(900) + 100}"]),
    }
