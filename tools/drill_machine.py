"""The machine that a drill of the production guide is followed on: a folder in place of one.

Commands are those of the guide, with the paths that they have there; so are the files.
"""

from __future__ import annotations

import os
import pwd
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tools.cluster import programs

ROOT = Path(__file__).parents[1]
FILES = ROOT / "docs" / "operations" / "files"
FOLDERS = (
    "/opt", "/etc/sightline", "/run/sightline", "/var/lib/sightline", "/var/backups",
    "/var/log/nginx", "/var/run/postgresql",
)  # fmt: skip
"""Of the guide, those that lie under the drill's own."""
_MOST_LINES = 12
_UID = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")
_SECRET = re.compile(r"\b(?:[0-9a-f]{64}|set-password/\S+)")


class Failed(Exception):
    """A step that did not end as the guide says."""


class Drill:
    """The machine that is not there: its folders under one, and what was done on it so far."""

    def __init__(self, under: Path) -> None:
        self.under = under
        self.told: list[str] = []
        self.service: dict[str, str] = {}
        self.night: dict[str, str] = {}

    def at(self, path: str) -> Path:
        """Where a path of the guide lies here."""
        return self.under / path.lstrip("/")

    def here(self, text: str) -> str:
        """A command or file of the guide, with the paths that they have here."""
        for folder in FOLDERS:
            text = text.replace(folder, str(self.at(folder)))
        return text

    def title(self, text: str) -> None:
        """A new part of the transcript."""
        print(text, flush=True)
        self.told += ["", f"## {text}", ""]

    def say(self, text: str) -> None:
        """A sentence of the transcript."""
        self.told += [text, ""]

    def run(
        self,
        command: str,
        *,
        said: str = "",
        code: int = 0,
        environment: dict[str, str] | None = None,
    ) -> str:
        """Do as the guide says, and tell what came of it. ``said``: what is typed into it."""
        print(f"  {command}", flush=True)
        done = subprocess.run(
            ["bash", "-c", self.here(command)], input=said, capture_output=True, text=True,
            check=False, env=self.environment_of(environment), cwd=ROOT,
        )  # fmt: skip
        output = (done.stdout + done.stderr).strip()
        self.told += ["```console", f"$ {command}", *self._clean(output), "```", ""]
        if done.returncode != code:
            raise Failed(f"{command} ended with {done.returncode}:\n{output}")
        return output

    def environment_of(self, more: dict[str, str] | None) -> dict[str, str]:
        """The environment of a command: nothing of this process's but where programs are."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return kept | (more or {})

    def _clean(self, output: str) -> Iterator[str]:
        text = output.replace(str(self.under), "").replace(str(ROOT), "")
        text = _SECRET.sub("…", _UID.sub("…", text))
        lines = text.splitlines()
        yield from lines[:_MOST_LINES]
        if len(lines) > _MOST_LINES:
            yield f"… {len(lines) - _MOST_LINES} more lines"

    def started(self, unit: str) -> list[str]:
        """The commands that a unit starts, as it says them, unescaped as systemd would."""
        text = (FILES / unit).read_text("utf-8")
        found = re.findall(r"^ExecStart(?:Pre)?=(.*)$", text, re.M)
        return [line.replace("$$", "$").replace("%%", "%") for line in found]


def as_postgres(program: str, *arguments: object) -> str:
    """One of PostgreSQL's programs, as its user."""
    user = "postgres" if os.geteuid() == 0 else None
    done = subprocess.run(
        [str(programs() / program), *map(str, arguments)], user=user, group=user,
        extra_groups=[] if user else None, cwd="/", capture_output=True, text=True, check=False,
        env={**os.environ, "HOME": "/" if user is None else pwd.getpwnam(user).pw_dir},
    )  # fmt: skip
    if done.returncode:
        raise Failed(f"{program}: {done.stderr}")
    return done.stdout


def wait(true: Callable[[], bool]) -> None:
    """Until it is so."""
    until = time.monotonic() + 60
    while not true():
        if time.monotonic() > until:
            raise Failed("it did not start")
        time.sleep(0.1)
