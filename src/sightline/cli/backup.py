"""``sightline backup`` and ``sightline backup-key``: backups, and the key that opens them."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sightline.cli.failing import CannotGoOn, told_plainly
from sightline.cli.options import json_option
from sightline.cli.service import set_up_service
from sightline.cli.text import counted, print_json, say

if TYPE_CHECKING:
    from sightline.service.ledger.jobs import Running
    from sightline.service.web.backups.making import Asked
    from sightline.service.web.backups.manifest import Manifest

_MEGABYTE = 1_000_000
_TELL_AT = 16
"""Megabytes after which it is told how far a backup is."""


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--keep", type=click.IntRange(min=1), help="Then remove all but the last so many in FOLDER."
)
@click.option(
    "--check",
    is_flag=True,
    help="FOLDER is one backup: say whether it is whole. Needs no database.",
)
@click.option(
    "--key",
    help="With --check: the public key that it was signed with, 64 hexadecimal digits. Default: "
    "that of the key in the settings.",
)
@json_option
def command(folder: Path, keep: int | None, check: bool, key: str | None, as_json: bool) -> None:
    """Write a sealed, signed backup of the service as a folder in FOLDER, while people work.

    It is of one moment, sealed for the holders of SIGHTLINE_BACKUP_KEYS, whose private halves this
    machine does not have, and appears whole or not at all. The database is read by the role in
    BACKUP_DATABASE_URL, or else by its owner.
    """
    if (check and keep) or (key and not check):
        raise click.UsageError("--keep is for making a backup, --key for checking one.")
    if check:
        found, manifest = folder, _check(folder, key)
    else:
        found, manifest = _make(folder, keep)
    if as_json:
        print_json(_as_dict(found, manifest))
        return
    rows = counted(sum(manifest.facts["rows"].values()), "row")
    size = sum(path.stat().st_size for path in found.iterdir()) / _MEGABYTE
    made = f"{manifest.made_at:%-d %B %Y %H:%M} UTC"
    say(f"{found.name}: whole, of {made}, {rows}, {size:,.1f} MB.")


def public_key(key: str | None) -> bytes:
    """The key that manifests are signed by: the one that was given, or that of the settings."""
    from sightline.service.ledger import checkpoints

    if key is None:
        return checkpoints.public_key()
    try:
        return bytes.fromhex(key)
    except ValueError:
        raise CannotGoOn("--key: 64 hexadecimal digits are needed.") from None


def _check(folder: Path, key: str | None) -> Manifest:
    with set_up_service(as_owner=False), told_plainly():
        from sightline.service.web.backups.manifest import BadBackup, check_parts, read

        try:
            manifest = read(folder, public_key(key))
            check_parts(folder, manifest)
        except BadBackup as error:
            raise CannotGoOn(f"{folder.name}: {error}") from error
    return manifest


def _make(folder: Path, keep: int | None) -> tuple[Path, Manifest]:
    with set_up_service(as_owner=False), told_plainly():
        from sightline.service.ledger.checkpoints import public_key as own_key
        from sightline.service.web.backups.age import BadAge
        from sightline.service.web.backups.manifest import BadBackup, read

        key = own_key()  # asked before there is anything to sign
        os.umask(0o077)
        try:
            whole = _noted(folder, keep)
        except (BadBackup, BadAge) as error:
            raise CannotGoOn(f"No backup was made: {error}") from error
        except OSError as error:
            raise CannotGoOn(f"No backup was made: {error.strerror or error}.") from error
        return whole, read(whole, key)


def _noted(folder: Path, keep: int | None) -> Path:
    """Make it, as a job and a line in the log. On tables of another version there can be neither:
    whoever is about to bring them to this one needs a backup all the same.
    """
    from sightline.service.ledger.acts import act
    from sightline.service.ledger.jobs import job
    from sightline.service.web.backups.making import make, thin_out
    from sightline.service.web.database import is_in_step

    if not is_in_step():
        click.echo(
            "The tables are of another version, so the log has no line of this backup.", err=True
        )
        return make(_asked(), folder, datetime.now(UTC))
    with job("backup") as running:
        whole = make(_asked(), folder, datetime.now(UTC), _told(running))
        with act(person=None, route="backup") as by:
            by.did(f"backup {whole.name}")
        gone = thin_out(folder, keep) if keep else []
        left = f", {counted(len(gone), 'older one')} removed" if gone else ""
        running.advance(0, f"{whole.name}{left}.")
    return whole


def _told(running: Running) -> Callable[[int], None]:
    """Tells the job how many megabytes were read, each time that it is some more."""
    read = 0

    def more(size: int) -> None:
        nonlocal read
        read += size
        if read >= _TELL_AT * _MEGABYTE:
            running.advance(read // _MEGABYTE, "megabytes read")
            read %= _MEGABYTE

    return more


def _asked() -> Asked:
    from django.conf import settings

    from sightline.service.web.backups.making import Asked

    address = os.environ.get("BACKUP_DATABASE_URL") or os.environ.get("OWNER_DATABASE_URL")
    if not address:
        raise CannotGoOn(
            "BACKUP_DATABASE_URL is missing: the address of the database as the role that reads "
            "all of it (docs/operations/install.md)."
        )
    if not settings.BACKUP_KEYS:
        raise CannotGoOn(
            "SIGHTLINE_BACKUP_KEYS is missing: for whom backups are sealed. Two people make such "
            "a key: sightline backup-key FOLDER"
        )
    store = Path(settings.STORE) if settings.STORE else None
    return Asked(address, settings.BACKUP_KEYS, store)


def _as_dict(folder: Path, manifest: Manifest) -> dict[str, object]:
    return {
        "backup": folder.name,
        "made_at": manifest.made_at.isoformat(timespec="seconds"),
        "sightline": manifest.sightline,
        "standard": dict(manifest.standard),
        "sealed_for": list(manifest.sealed_for),
        "rows": manifest.facts["rows"],
        "parts": dict(manifest.parts),
    }


# --- the key -------------------------------------------------------------------------------------


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--holder", "holders", multiple=True, help="Who holds a half; give it twice.")
def new_key(folder: Path, holders: tuple[str, ...]) -> None:
    """Make a key for backups, in two halves that two people hold, each under a passphrase.

    Two files are written into FOLDER, one for each holder to take away; together they open what is
    sealed from then on, and neither alone opens anything. Run it again for another pair: backups
    are sealed for every key in SIGHTLINE_BACKUP_KEYS, and any one pair opens them.
    """
    if len(holders) != 2:
        raise click.UsageError("Give --holder twice: two people hold the key.")
    with set_up_service(as_owner=False), told_plainly():
        from sightline.service.web.backups import age, halves

        identity = age.new_identity()
        try:
            for number, half in enumerate(halves.split(identity, (holders[0], holders[1])), 1):
                said = passphrase(f"{half.holder}, a new passphrase", again=True)
                path = folder / f"sightline-half-{number}-{half.recipient[-8:]}.age"
                file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with os.fdopen(file, "wb") as out:
                    out.write(halves.sealed(half, said))
                say(f"{half.holder} takes away {path.name}")
        except halves.BadHalf as error:
            raise CannotGoOn(str(error)) from error
        say(f"SIGHTLINE_BACKUP_KEYS={age.recipient_of(identity)}")


def passphrase(prompt: str, *, again: bool = False) -> str:
    """Typed without being shown; where there is no terminal, the next line of standard input."""
    if sys.stdin.isatty():
        typed: str = click.prompt(prompt, hide_input=True, confirmation_prompt=again)
        return typed
    return sys.stdin.readline().rstrip("\n")
